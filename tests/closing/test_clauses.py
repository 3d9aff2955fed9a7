"""What the statute says on results: another key, payment before the share is full, interest (R-FIN-05, -07, -08)."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.closing import actions, queries
from app.closing.models import Appropriation
from app.closing.rules import (
    Clauses,
    Figures,
    KeyUsed,
    Terms,
    Uses,
    clauses_from,
    full_months,
    interest_rate,
    key_used,
    place_told,
)
from app.core.values import Refusal
from app.members.models import Member
from app.statutes.rules import FiscalYear, ProfitKey, check_values, statute_from
from documents import registry
from tests.closing.factories import ADOPTED, FIRST, SECOND, a_house_with_years, adopted
from tests.closing.test_accounts import shown
from tests.closing.test_handed_on import handed_on
from tests.closing.test_results import FIXED, PROFIT, RESOLVED, members_of
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import SHARE, a_member, paid
from tests.statements import statements
from tests.statutes.factories import VALUES, a_statute
from tests.tabs import said

AT = "/jahresabschluesse/2025-12-31/ergebnis"
BY_MONTHS: dict[str, Any] = {"profit_key": "months", "clauses": {"profit_key": "§ 41 Abs. 2"}}
LEAST: dict[str, Any] = {"interest_min_pct": 1_50, "clauses": {"interest_min_pct": "§ 38"}}
SENT = {"legal_reserve": "1.000,00", "other_reserves": "0", "members": "0", "key": "ergebnis-1"}


def clauses(**values: Any) -> Clauses:
    """What a statute of these values says, each at its paragraph."""
    said = {**VALUES, **values}
    return clauses_from(statute_from(said), said, dict.fromkeys(values, "§ 38"))


def weights(session: Session, year: FiscalYear = SECOND) -> list[tuple[int, int]]:
    """By what each member takes part, by number."""
    return [(each.number, each.weight) for each in queries.participants_of(session, year, ADOPTED)]


def test_a_silent_statute_leaves_everything_to_the_law() -> None:
    silent = clauses()
    assert (silent.key, silent.pays_early, silent.fixed, silent.least) == (ProfitKey.BALANCES, False, None, None)
    assert (silent.key_clause, silent.early_clause, silent.interest_clause) == ("", "", "")
    assert interest_rate(silent, None) == 0


def test_a_clause_is_named_with_its_place_and_without_one_by_the_statute() -> None:
    assert clauses(profit_key="months").key_clause == "§ 38"
    said = {**VALUES, "profit_before_full": True}
    assert clauses_from(statute_from(said), said, {}).early_clause == "Satzung"
    assert clauses_from(statute_from(said), said, {"profit_before_full": "Satzung § 3"}).early_clause == "Satzung § 3"


@pytest.mark.parametrize(("kept", "shown_as"), [
    ("§ 38", "§ 38 der Satzung"), ("§ 38 der Satzung", "§ 38 der Satzung"), ("Satzung", "der Satzung"),
    ("der Satzung", "der Satzung"), ("Satzung § 3", "Satzung § 3"), ("", "der Satzung"),
])
def test_a_place_is_kept_bare_and_told_in_the_reader_s_language(kept: str, shown_as: str) -> None:
    """Also as it was kept before, with words of ours in it."""
    assert place_told(kept) == shown_as


def test_an_english_page_names_the_clause_in_english(session: Session, client: FlaskClient) -> None:
    members_of(session, **FIXED)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    page = client.get(AT, headers={"Accept-Language": "en"}).text
    assert "§ 38 of the statute" in page
    assert "der Satzung" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(("key", "is_first", "used"), [
    (ProfitKey.BALANCES, True, KeyUsed.PAYMENTS), (ProfitKey.BALANCES, False, KeyUsed.BALANCES),
    (ProfitKey.MONTHS, True, KeyUsed.MONTHS), (ProfitKey.MONTHS, False, KeyUsed.MONTHS),
])
def test_only_the_law_goes_by_payments_in_the_first_year(key: ProfitKey, is_first: bool, used: KeyUsed) -> None:
    assert key_used(key, is_first) is used


def test_the_full_months_of_a_year_begin_with_it_and_of_a_short_one_with_the_next_first() -> None:
    assert len(full_months(SECOND)) == 12
    assert full_months(SECOND)[::11] == [date(2025, 1, 1), date(2025, 12, 1)]
    assert full_months(FiscalYear(date(2025, 10, 15), date(2025, 12, 31))) == [date(2025, 11, 1), date(2025, 12, 1)]
    assert full_months(FiscalYear(date(2025, 10, 15), date(2025, 11, 14))) == [date(2025, 10, 15)]


def test_a_fixed_rate_leaves_no_choice_and_a_least_one_a_choice_above_it() -> None:
    fixed, least = clauses(interest_pct=2_50), clauses(interest_min_pct=1_50)
    assert [interest_rate(fixed, each) for each in (None, Fraction(5, 2))] == [Fraction(5, 2)] * 2
    assert interest_rate(least, Fraction(2)) == 2


@pytest.mark.parametrize(("values", "resolved", "said"), [
    ({}, Fraction(1), "die sagt dazu nichts"),
    ({"interest_pct": 2_50}, Fraction(2), "Zinssatz fest: 2,50"),
    ({"interest_min_pct": 1_50}, Fraction(149, 100), "mindestens 1,50"),
    ({"interest_min_pct": 1_50}, None, "mindestens 1,50"),
    ({"interest_min_pct": 1_50}, Fraction(2001, 100), "Prüfen Sie den Zinssatz"),
])
def test_interest_that_the_statute_does_not_provide_for_is_refused(
    values: dict[str, Any], resolved: Fraction | None, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        interest_rate(clauses(**values), resolved)


@pytest.mark.parametrize(("values", "said"), [
    ({"interest_pct": 2_00, "interest_min_pct": 1_00}, "entweder einen festen Zinssatz"),
    ({"interest_pct": 0}, "mindestens 0,01"),
    ({"interest_min_pct": 20_01}, "höchstens 20,00"),
    ({"interest_pct": "2"}, "passt hier nicht"),
    ({"profit_key": "heads"}, "passt hier nicht"),
    ({"profit_before_full": "ja"}, "passt hier nicht"),
])
def test_a_statute_may_not_say_what_the_law_does_not_allow_on_results(values: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check_values({**VALUES, **values})


def test_by_months_a_newcomer_takes_part_from_the_month_after_the_payment(session: Session) -> None:
    members_of(session, **BY_MONTHS)
    assert weights(session) == [(1, 2_000_00), (2, 500_00), (3, 500_00), (4, 1_000_00 * 9 // 12)]
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    assert (booked.key, booked.key_clause) == (KeyUsed.MONTHS, "§ 41 Abs. 2")
    assert queries.sums_of(session, booked).portion == 3_000_00


def test_by_months_the_first_year_counts_what_was_paid_in_it_from_then_on(session: Session) -> None:
    members_of(session, **BY_MONTHS)
    assert weights(session, FIRST) == [
        (1, 2_000_00 * 7 // 12 + 1), (2, 500_00 * 6 // 12), (3, 500_00 * 6 // 12)
    ]


def test_by_months_the_page_reads_the_credit_ledger_once_however_many_months(
    session: Session, client: FlaskClient
) -> None:
    members_of(session, **BY_MONTHS, interest_pct=2_00)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    client.get(AT)
    with statements() as seen:
        assert client.get(AT).status_code == 200
    sums = [each for each in seen if "sum(" in each.lower() and "FROM credit_entry" in each]
    assert len(sums) <= 5, "by months, at the end of the year before, at the assembly, in the end, together"


def test_by_months_interest_still_bears_on_the_balance_at_the_end_of_the_year_before(session: Session) -> None:
    members_of(session, profit_key="months", interest_pct=2_00)
    found = queries.participants_of(session, SECOND, ADOPTED)
    assert [each.interest_base for each in found] == [2_000_00, 500_00, 500_00, 0]


def test_by_months_what_was_handed_on_counts_for_who_has_it_now(session: Session) -> None:
    a_house_with_years(session, **BY_MONTHS)
    giver, taker = (a_paid_member(session, name) for name in ("Gemeinde Altenbruck", "Stadt Lindenfurt"))
    handed_on(session, giver, taker, 4, date(2025, 6, 15))
    assert weights(session) == [(taker.number, 4_000_00)]


def a_paid_member(session: Session, name: str) -> Member:
    """Somebody with four full shares since May 2024."""
    member = a_member(session, name, 4, date(2024, 5, 2))
    paid(session, member, 2_000_00, date(2024, 5, 2))
    return member


def test_the_page_names_each_clause_or_that_there_is_none(session: Session, client: FlaskClient) -> None:
    members_of(session)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    page = client.get(AT).text
    for words in (
        "nach den Guthaben am Ende des Vorjahrs (ohne Bestimmung)", "Gewinn wird zugeschrieben (ohne Bestimmung)",
        "keine (ohne Bestimmung)", "Ohne Bestimmung der Satzung gilt das Gesetz",
    ):
        assert words in page
    assert "Guthaben am 31.12.2024" in previewed(client, carried_forward="8100")
    assert 'name="interest_pct"' not in page


def test_a_fixed_rate_is_worked_into_the_proposal_and_not_asked_for(session: Session, client: FlaskClient) -> None:
    members_of(session, **FIXED)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    page = client.get(AT).text.replace("\u00a0", " ")
    assert "fest 2,00 % im Jahr (nach § 38 der Satzung)" in page
    assert 'value="8.940,00"' in page
    assert "Die Summe stimmt nicht" not in page
    assert 'name="interest_pct"' not in page


def test_a_least_rate_is_asked_for_and_what_is_below_is_refused_at_the_field(
    session: Session, client: FlaskClient
) -> None:
    members_of(session, **LEAST)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    page = client.get(AT).text
    assert 'value="1,50"' in page
    sent = {**SENT, "members": "3.000,00", "carried_forward": "5.940,00", "shown": shown(page)}
    below = client.post(AT, data={**sent, "interest_pct": "1,49"})
    assert below.status_code == 422
    assert 'id="interest_pct-error"' in below.text
    assert session.query(Appropriation).count() == 0
    assert client.post(AT, data={**sent, "interest_pct": "2"}).status_code == 302
    booked = client.get(AT).text
    assert "nach den Guthaben am Ende des Vorjahrs (ohne Bestimmung)" in booked
    assert "§ 38 der Satzung" in booked


def test_what_brought_the_members_nothing_says_nothing_on_how_it_was_parted(
    session: Session, client: FlaskClient
) -> None:
    members_of(session, profit_before_full=True)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    booked = actions.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 0, 9_000_00)), OFFICE, NOW)
    session.commit()
    assert "Verteilt wurde" not in client.get(AT).text
    assert (booked.early_clause, printed(session)) == ("", "")


def test_a_loss_says_nothing_on_profit_paid_early(session: Session, client: FlaskClient) -> None:
    members_of(session, profit_before_full=True)
    adopted(session, figures=Figures(-1_000_00, 0, 0, 2_000_00, 90_000_00))
    sign_in_office(session, client)
    booked = actions.use_result(session, SECOND, Terms(Uses(0, 0, 300_00, 700_00)), OFFICE, NOW)
    session.commit()
    page = client.get(AT).text
    assert "Verteilt wurde nach den Guthaben" in page
    assert "Gewinn wurde" not in page
    assert booked.early_clause == ""
    assert "Verteilt ist" in printed(session)
    assert "Gewinn" not in printed(session)


def printed(session: Session) -> str:
    """What the statement says after its tables, on how a result was parted."""
    statement = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "report")).one()
    facts = registry.load("report", statement.facts or {})
    return " ".join(facts.closing)


def test_the_page_names_the_rate_and_the_law_of_the_statute_s_key(session: Session, client: FlaskClient) -> None:
    members_of(session, profit_key="months", profit_before_full=True, interest_pct=2_00)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    preview = previewed(client, carried_forward="8040")
    sentence = preview.partition("Verteilt wird")[2].partition("</p>")[0]
    assert "Gewinn wird ausgezahlt, auch bevor der Anteil voll ist" in sentence
    assert "§ 19 Abs. 2 GenG" in sentence
    assert "Übertragenes Guthaben zählt bei dem Mitglied, das es am Tag des Beschlusses hat." in sentence
    actions.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 0, 8_940_00)), OFFICE, NOW)
    session.commit()
    assert "Zinsen von 2,00 %, zusammen 60,00 €" in client.get(AT).text.replace("\u00a0", " ").replace("\u202f", " ")


def test_interest_by_the_key_of_months_names_the_balance_that_bears_it(session: Session, client: FlaskClient) -> None:
    members_of(session, profit_key="months", interest_pct=2_00)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    preview = spaced(client.get(AT).text)
    assert "Zinsen von 2,00 % auf das Guthaben am 31.12.2024" in preview
    assert ("Verzinst €" in preview, "Schlüssel €" in preview, "Verteilt wird nach" in preview) == (True, False, False)
    assert "An die Mitglieder wird nichts verteilt; sie bekommen die Zinsen." in preview
    actions.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 900_00, 8_040_00)), OFFICE, NOW)
    session.commit()
    booked = spaced(client.get(AT).text)
    assert "Verzinst ist das Guthaben am 31.12.2024" in booked
    assert re.search(r"Zinsen auf Guthaben</dt>\s*<dd[^>]*>\s*60,00 €", booked)
    assert "Verzinst wird das Guthaben am 31. Dezember 2024 mit 2,00 %" in spaced(printed(session))
    figures = ["Schlüssel €", "Anteil €", "Guthaben €", "Verzinst €", "Zinsen €", "Forderung €"]
    assert _heads(session) == ["Nr.", "Mitglied", *figures]


def previewed(client: FlaskClient, carried_forward: str) -> str:
    """The preview of a use that gives 900 € to the members and 1,000 € to the legal reserve."""
    uses = {"legal_reserve": "1000", "other_reserves": "0", "members": "900", "carried_forward": carried_forward}
    answer = client.post(f"{AT}/vorschau", data={**uses, "shown": shown(client.get(AT).text)})
    return spaced(answer.text)


def spaced(text: str) -> str:
    """With plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _heads(session: Session) -> list[str]:
    """The heads of the statement's table of members."""
    statement = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "report")).one()
    return [column["head"] for column in (statement.facts or {})["tables"][1]["columns"]]


def test_a_use_booked_before_keys_were_noted_is_explained_by_the_law(session: Session, client: FlaskClient) -> None:
    members_of(session)
    adopted(session, figures=PROFIT)
    now = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    actions.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    session.add(Appropriation(
        year_end=SECOND.last_day, turn=3, follows=2, number="EV-2026-009", effective_on=ADOPTED,
        available=3_000_00, to_members=3_000_00,
        early_clause="§ 39 der alten Satzung", document_id=now.document_id, recorded_at=NOW, recorded_by="X",
    ))
    sign_in_office(session, client)
    session.commit()
    page = client.get(AT).text
    assert "Verteilt wurde nach dem Gesetz" in page
    assert "§ 39 der alten Satzung" in page


@pytest.mark.parametrize("title", ["Neue Satzung", "Gründungssatzung"])
def test_a_form_of_before_another_statute_was_registered_books_nothing(
    session: Session, client: FlaskClient, title: str
) -> None:
    members_of(session)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    before = shown(client.get(AT).text)
    a_statute(session, date(2025, 2, 3), date(2025, 3, 4), title=title, share_amount=SHARE, min_payment=SHARE)
    session.commit()
    sent = {**SENT, "carried_forward": "9.000,00", "shown": before}
    answer = client.post(AT, data=sent)
    assert answer.status_code == 409
    assert f"{title}, 04.03.2025" in answer.text.replace("\u2060", "")
    assert "(#" not in answer.text
    assert "Bestimmungen der Satzung Hier hat inzwischen jemand etwas geändert" in said(answer)
    assert session.query(Appropriation).count() == 0
