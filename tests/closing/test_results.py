"""The use of a result: reserve, key, crediting, interest, and its undoing (§§ 7 no. 2, 19, 21a, 48 GenG)."""

import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.closing import actions, queries
from app.closing.models import Appropriation
from app.closing.rules import (
    AccountsStep,
    Figures,
    Result,
    Terms,
    Uses,
    check_uses,
    credit_profit,
    distribute,
    interest_on,
    legal_reserve_allocation,
    proposed_uses,
    unrestored_loss,
    weight_of,
)
from app.core.formats import euro
from app.core.jobs import Worker
from app.core.values import Refusal
from app.members.models import Member
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from documents import registry
from tests.closing.factories import ADOPTED, FIRST, MINUTES, SECOND, a_house_with_years, adopted
from tests.closing.test_accounts import shown
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.reports.factories import leaves
from tests.shares.factories import a_member, paid
from tests.together import transactions_together

PROFIT = Figures(12_000_00, -2_000_00, 400_00, 1_000_00, 900_000_00)
LOSS = Figures(-1_000_00, 0, 100_00, 200_00, 90_000_00)
RESOLVED = Terms(Uses(1_000_00, 500_00, 3_000_00, 5_500_00))
"""Of 10.000 € a tenth into the legal reserve, 3.000 € to the members."""
FIXED: dict[str, Any] = {"interest_pct": 2_00, "clauses": {"interest_pct": "§ 38"}}
"""A statute by which credit bears interest of 2 %."""
NAMES = ("legal_reserve", "other_reserves", "carried_forward")
MONEY = st.integers(min_value=0, max_value=10**9)


def members_of(session: Session, **statute: Any) -> list[Member]:
    """One whose shares are full, one whose are not, one who left with the year, one who came within it."""
    a_house_with_years(session, **statute)
    full = a_member(session, "Gemeinde Altenbruck", 4, date(2024, 5, 2))
    paid(session, full, 2_000_00, date(2024, 5, 2))
    partly = a_member(session, "Stadt Lindenfurt", 4, date(2024, 5, 2))
    paid(session, partly, 500_00, date(2024, 6, 1))
    leaver = a_member(session, "Landkreis Rabental", 1, date(2024, 5, 2))
    paid(session, leaver, 500_00, date(2024, 6, 1))
    leaves(session, leaver, SECOND.last_day)
    newcomer = a_member(session, "Gemeinde Morgenau", 2, date(2025, 3, 1))
    paid(session, newcomer, 1_000_00, date(2025, 3, 1))
    return [full, partly, leaver, newcomer]


def credits_of(session: Session, members: list[Member]) -> list[int]:
    """What each member's credit is, all entries counted."""
    found = shares.credit_on(session, date.max)
    return [found.get(member.id, 0) for member in members]


@given(amount=st.integers(-(10**9), 10**9), weights=st.dictionaries(st.integers(), MONEY, min_size=1))
def test_portions_come_to_the_amount_and_nobody_is_a_cent_off(amount: int, weights: dict[int, int]) -> None:
    portions, total = distribute(amount, weights), sum(weights.values())
    assert sum(portions.values()) == (amount if total else 0)
    for key, weight in weights.items():
        assert abs(portions[key] * total - amount * weight) <= total
    assert distribute(-amount, weights) == {key: -portion for key, portion in portions.items()}


def test_the_largest_remainders_get_the_cents_that_are_left() -> None:
    assert distribute(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert distribute(100, {"a": 1, "b": 5}) == {"a": 17, "b": 83}


@given(nominal=MONEY, balance=MONEY, profit=MONEY, early=st.booleans(), unrestored=MONEY)
def test_profit_is_credited_up_to_the_shares_and_the_rest_is_paid(
    nominal: int, balance: int, profit: int, early: bool, unrestored: int
) -> None:
    found = credit_profit(nominal, balance, profit, early, unrestored)
    assert found.credited + found.paid_out == profit
    assert found.credited >= 0
    assert found.paid_out >= 0
    assert found.credited == 0 or balance + found.credited <= nominal
    if early:
        assert found.credited <= unrestored


def test_a_balance_that_a_loss_lessened_is_restored_before_anything_is_paid() -> None:
    assert unrestored_loss([-100, 30, -20]) == 90
    assert unrestored_loss([50, -30]) == 30
    assert unrestored_loss([-30, 50]) == 0


def test_the_legal_reserve_is_filled_until_its_target_and_never_beyond() -> None:
    ten, quarter = Fraction(10), Fraction(25)
    assert legal_reserve_allocation(30_000_00, -5_000_00, 0, ten, quarter, 400_000_00, 90_000_00) == 2_500_00
    assert legal_reserve_allocation(30_000_00, -5_000_00, 0, ten, quarter, 400_000_00, 99_000_00) == 1_000_00
    assert legal_reserve_allocation(30_000_00, 0, 2_000_00, ten, quarter, 400_000_00, 0) == 3_100_00
    assert legal_reserve_allocation(-30_000_00, 0, 0, ten, quarter, 400_000_00, 0) == 0
    assert legal_reserve_allocation(30_000_00, 0, 0, ten, quarter, 400_000_00, 100_000_01) == 0


def test_only_credit_on_shares_held_takes_part() -> None:
    assert [weight_of(700, 500), weight_of(300, 500), weight_of(700, 0), weight_of(-5, 500)] == [500, 300, 0, 0]
    assert interest_on(333_33, Fraction(250, 100)) == 8_33


def test_uses_come_to_the_result_and_the_legal_reserve_comes_first() -> None:
    profit, loss = Result(1_000, 50, 60, 100), Result(-500, 300, 400, 0)
    assert proposed_uses(profit) == Uses(100, 0, 0, 900)
    assert proposed_uses(loss) == Uses(100, 400, 0, 0)
    with pytest.raises(Refusal, match=r"Zu verwenden sind 10,00.€, eingetragen sind 9,99.€"):
        check_uses(profit, Uses(100, 0, 0, 899))
    with pytest.raises(Refusal, match="mindestens 1,00"):
        check_uses(profit, Uses(99, 0, 0, 901))
    with pytest.raises(Refusal, match="So hoch sind die Rücklagen nicht"):
        check_uses(loss, Uses(301, 0, 199, 0))
    check_uses(loss, Uses(0, 0, 0, 500))


def test_profit_goes_by_the_balances_of_the_year_before_and_fills_the_shares_first(session: Session) -> None:
    members = members_of(session)
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    assert credits_of(session, members) == [2_000_00, 1_000_00, 500_00, 1_000_00]
    lines, number = queries.lines_of(session, booked)
    assert number == 3
    assert [(line.portion, line.credited, line.claim) for line in lines] == [
        (2_000_00, 0, 2_000_00), (500_00, 500_00, 0), (500_00, 0, 500_00),
    ]
    entry = session.scalars(select(CreditEntry).where(CreditEntry.ground == CreditGround.PROFIT)).one()
    assert (entry.effective_on, entry.document, entry.document_id) == (ADOPTED, booked.number, booked.document_id)
    assert queries.sums_of(session, booked).claim == 2_500_00
    assert [line.number for line in queries.lines_of(session, booked, only_claims=True)[0]] == [1, 3]
    assert queries.lines_of(session, booked, words="lindenf")[1] == 1


def test_in_the_first_year_profit_goes_by_the_payments_made(session: Session) -> None:
    members = members_of(session)
    actions.prepare(session, FIRST, date(2025, 4, 1), PROFIT, None, OFFICE, NOW)
    accounts = queries.accounts_of(session, FIRST)
    draft = queries.draft_of(session, accounts, RESOLVED, ADOPTED)
    assert [each.weight for each in draft.portions] == [2_000_00, 500_00, 500_00]
    assert members[3].id not in [each.participant.member_id for each in draft.portions]


def test_a_loss_is_written_off_and_later_profit_restores_it(session: Session) -> None:
    members = members_of(session)
    adopted(session, figures=LOSS)
    booked = actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 600_00, 100_00)), OFFICE, NOW)
    assert credits_of(session, members) == [1_600_00, 400_00, 400_00, 1_000_00]
    assert (booked.available, booked.to_members, booked.to_legal_reserve) == (-1_000_00, -600_00, -100_00)
    found = queries.participants_of(session, SECOND, ADOPTED)
    assert [each.unrestored for each in found] == [400_00, 100_00, 100_00]


def test_where_the_statute_pays_early_only_a_loss_is_restored_first(session: Session) -> None:
    members_of(session, profit_before_full=True, clauses={"profit_before_full": "§ 39"})
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    assert queries.sums_of(session, booked).credited == 0
    assert queries.sums_of(session, booked).claim == 3_000_00
    assert booked.early_clause == "§ 39"


def test_interest_needs_a_clause_and_lessens_the_profit(session: Session) -> None:
    members_of(session, **FIXED)
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 0, 8_940_00)), OFFICE, NOW)
    assert [line.interest for line in queries.lines_of(session, booked)[0]] == [40_00, 10_00, 10_00]
    assert (booked.interest, booked.interest_rate, booked.interest_clause) == (60_00, 2_00, "§ 38")


@pytest.mark.parametrize("rate", [FIXED, {**FIXED, "interest_pct": None, "interest_min_pct": 2_00}])
def test_interest_above_the_profit_is_borne_like_a_loss(
    client: FlaskClient, session: Session, rate: dict[str, Any]
) -> None:
    """The clause holds whatever the year brought; otherwise nothing could ever be booked."""
    members = members_of(session, **rate)
    adopted(session, figures=Figures(10_00, 0, 100_00, 20_00, 90_000_00))
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    page = client.get(at).text.replace("\u00a0", " ")
    assert "Die Zinsen von 60,00 € sind höher als der Gewinn. Den Unterschied von 50,00 €" in page
    proposed = [re.findall(f'name="{name}"[^>]*value="([^"]*)"', page) for name in NAMES]
    assert proposed == [["30,00"], ["20,00"], ["0,00"]]
    sent = {"legal_reserve": "30", "other_reserves": "10", "members": "10", "carried_forward": "0", "key": "ergebnis-1"}
    typed = "2" if "interest_min_pct" in rate else ""
    answer = client.post(at, data={**sent, "interest_pct": typed, "shown": shown(page)})
    assert answer.status_code == 302
    booked = queries.get_appropriation(session, SECOND.last_day)
    assert (booked.available, booked.interest, booked.to_members) == (10_00, 60_00, -10_00)
    assert sum(credits_of(session, members)) == 4_000_00 - 10_00
    assert not queries.is_result_open(session, SECOND)
    assert "Von den Guthaben abgeschrieben" in client.get(at).text
    statement = session.scalars(select(IssuedDocument).where(IssuedDocument.id == booked.document_id)).one()
    assert statement.facts is not None
    printed = " ".join(pages.text(registry.build("report", registry.load("report", statement.facts))).split())
    assert "Bilanzgewinn 10,00 Zinsen auf Geschäftsguthaben 60,00" in printed


def test_the_legal_reserve_gets_no_more_than_interest_leaves() -> None:
    check_uses(Result(100, 0, 0, 10, interest=95), Uses(5, 0, 0, 0))
    assert proposed_uses(Result(100, 0, 0, 10, interest=95)) == Uses(5, 0, 0, 0)


def test_a_deficit_that_nothing_covers_blocks_the_interest(session: Session) -> None:
    members_of(session, **FIXED)
    adopted(session, figures=Figures(-330_00, 0, 100_00, 200_00, 90_000_00))
    booked = actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 0, 60_00)), OFFICE, NOW)
    assert booked.interest == 30_00
    assert [line.interest for line in queries.lines_of(session, booked)[0]] == [20_00, 5_00, 5_00]


def test_a_result_is_used_after_the_adoption_and_once(app: Flask, session: Session) -> None:
    members_of(session)
    with pytest.raises(Refusal, match="Zuerst stellt die Generalversammlung"):
        actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    adopted(session, figures=PROFIT)
    session.commit()

    def use(session: Session) -> int:
        return actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW).id

    answers = transactions_together(app, use, use)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    with pytest.raises(Refusal, match="Ergebnis ist schon verwendet"):
        actions.take_back(session, SECOND, AccountsStep.ADOPTED, "Irrtum", OFFICE, NOW)


def test_a_day_in_a_closed_year_takes_no_use_of_a_result(session: Session) -> None:
    members_of(session)
    actions.prepare(session, FIRST, date(2025, 4, 1), PROFIT, None, OFFICE, NOW)
    actions.adopt(session, FIRST, date(2025, 6, 1), "TOP 3", MINUTES, OFFICE, NOW)
    adopted(session, figures=PROFIT)
    actions.close_year(session, SECOND, OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        actions.use_result(session, FIRST, RESOLVED, OFFICE, NOW)
    assert actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW).turn == 1


def test_nobody_to_go_by_and_a_loss_beyond_the_balance_are_refused(session: Session) -> None:
    a_house_with_years(session)
    adopted(session, figures=PROFIT)
    with pytest.raises(Refusal, match="Niemand hatte ein Guthaben"):
        actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)


def test_a_loss_beyond_the_balance_names_the_member(session: Session) -> None:
    members = members_of(session)
    adopted(session, figures=LOSS)
    session.add(CreditEntry(
        member_id=members[2].id, amount=-450_00, effective_on=TODAY, recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.PAYOUT, document="A-1",
    ))
    session.flush()
    with pytest.raises(Refusal, match=r"Mitglied 0003, Landkreis Rabental, lassen sich 100,00.€ nicht") as no:
        actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 600_00, 100_00)), OFFICE, NOW)
    assert re.search(r"von den 500,00.€, nach denen verteilt wird, ging inzwischen etwas ab", str(no.value))
    assert re.search(r"im Ganzen 300,00.€ ab, und tragen Sie den Rest auf neue Rechnung", str(no.value))
    actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 300_00, 400_00)), OFFICE, NOW)


def test_a_loss_beyond_all_credit_is_refused_with_what_can_be_written_off_and_where_the_rest_goes(
    session: Session
) -> None:
    members_of(session)
    adopted(session, figures=Figures(-4_000_00, 0, 100_00, 200_00, 90_000_00))
    with pytest.raises(Refusal) as no:
        actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 3_600_00, 100_00)), OFFICE, NOW)
    assert "Generalversammlung" not in str(no.value)
    assert re.search(r"im Ganzen 3\.000,00.€ ab. Den Rest decken Rücklagen, oder tragen Sie ihn", str(no.value))
    actions.use_result(session, SECOND, Terms(Uses(100_00, 200_00, 3_000_00, 700_00)), OFFICE, NOW)


@pytest.mark.parametrize(("figures", "terms"), [
    (PROFIT, RESOLVED), (LOSS, Terms(Uses(100_00, 200_00, 600_00, 100_00))),
])
def test_the_act_and_its_undoing_leave_every_figure_as_before(session: Session, figures: Figures, terms: Terms) -> None:
    members = members_of(session)
    adopted(session, figures=figures)
    before = credits_of(session, members), queries.participants_of(session, SECOND, ADOPTED)
    booked = actions.use_result(session, SECOND, terms, OFFICE, NOW)
    undone = actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)
    assert (credits_of(session, members), queries.participants_of(session, SECOND, ADOPTED)) == before
    assert (undone.turn, undone.follows, undone.effective_on) == (2, 1, None)
    assert session.get_one(IssuedDocument, booked.document_id).standing is Standing.VOID
    with pytest.raises(Refusal, match="schon storniert"):
        actions.undo_result(session, SECOND, "Noch einmal", OFFICE, NOW)
    again = actions.use_result(session, SECOND, terms, OFFICE, NOW)
    assert again.turn == 3
    assert again.number != booked.number


def test_profit_that_was_paid_out_meanwhile_is_not_taken_back(session: Session) -> None:
    members = members_of(session)
    adopted(session, figures=PROFIT)
    actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    session.add(CreditEntry(
        member_id=members[1].id, amount=-900_00, effective_on=TODAY, recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.PAYOUT, document="A-1",
    ))
    session.flush()
    with pytest.raises(Refusal, match="reicht nicht mehr aus"):
        actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)


def test_the_statement_names_the_uses_and_every_member(session: Session) -> None:
    members_of(session, **FIXED)
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 3_000_00, 5_940_00)), OFFICE, NOW)
    document = session.get_one(IssuedDocument, booked.document_id)
    printed = pages.text(registry.build("report", registry.load("report", document.facts or {})))
    for said in (
        booked.number, "Geschäftsjahr 2025", "Stadt Lindenfurt", "Bilanzgewinn", "10.000,00",
        "nach den Geschäftsguthaben am Schluss des vorhergegangenen Geschäftsjahrs (§ 19 Abs. 1 GenG)",
        "mit 2,00 % nach § 38 der Satzung",
    ):
        assert said in " ".join(printed.split())


def test_the_office_previews_books_exports_and_undoes_on_the_pages(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    members_of(session)
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    assert "noch nicht festgestellt" in client.get(at).text
    adopted(session, figures=PROFIT)
    session.commit()
    first = client.get(at).text
    assert 'value="1.000,00"' in first
    sent: dict[str, Any] = {
        "legal_reserve": "1.000,00", "other_reserves": "500", "members": "3.000", "carried_forward": "5.500,00",
        "key": "ergebnis-1", "shown": shown(first),
    }
    seen = client.post(f"{at}/vorschau", data=sent).text
    for said in ("Stadt Lindenfurt", "2.000,00", "2.500,00"):
        assert said in seen
    assert "Die Summe stimmt nicht" in client.post(f"{at}/vorschau", data={**sent, "members": "1"}).text
    refused = client.post(at, data={**sent, "members": "1", "key": "ergebnis-2"})
    assert refused.status_code == 422
    assert not session.scalars(select(Appropriation)).all()
    assert client.post(at, data=sent).status_code == 302
    assert client.post(at, data=sent).status_code == 302
    page = client.get(at).text
    assert "EV-2026-001" in page
    assert len(client.get(f"{at}?view=claims&format=csv").text.splitlines()) == 3
    assert client.get(f"{at}?format=xlsx").status_code == 200
    assert "EV-2026-001" in client.get(f"{at}/storno").text
    assert client.post(f"{at}/storno", data={"reason": "Irrtum", "key": "storno-12"}).status_code == 302
    assert "Vorschau" in client.get(at).text


@pytest.mark.parametrize(("typed", "field"), [
    ({"carried_forward": "5.500,01"}, "carried_forward"),
    ({"legal_reserve": "999,99", "carried_forward": "5.500,01"}, "legal_reserve"),
    ({"interest_pct": "2"}, "interest_pct"),
    ({"interest_pct": "zwei"}, "interest_pct"),
])
def test_what_may_not_be_resolved_is_told_at_its_field(
    client: FlaskClient, session: Session, typed: dict[str, str], field: str
) -> None:
    members_of(session)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    resolved = {
        "legal_reserve": "1.000,00", "other_reserves": "500", "members": "3.000", "carried_forward": "5.500,00",
        "key": "ergebnis-1", "shown": shown(client.get(at).text),
    }
    answer = client.post(at, data={**resolved, **typed})
    assert answer.status_code == 422
    assert re.findall(r'id="(\w+)-error"', answer.text) == [field]


@pytest.mark.parametrize(("loss", "rest", "said"), [
    (-330_00, "60", "Von den Zinsen werden nur 30,00 € gezahlt"),
    (-400_00, "100", "Zinsen werden nicht gezahlt, solange"),
    (-300_00, "60", ""),
])
def test_the_preview_says_what_of_the_interest_a_loss_blocks(
    client: FlaskClient, session: Session, loss: int, rest: str, said: str
) -> None:
    """Otherwise interest comes to nothing without a word."""
    members_of(session, **FIXED)
    adopted(session, figures=Figures(loss, 0, 100_00, 200_00, 90_000_00))
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    sent = {
        "legal_reserve": "100", "other_reserves": "200", "members": "0", "carried_forward": rest,
        "key": "ergebnis-1", "shown": shown(client.get(at).text),
    }
    seen = client.post(f"{at}/vorschau", data=sent).text.replace("\u00a0", " ").replace("\u202f", " ")
    assert said in seen
    assert ("§ 21a Abs. 2 GenG" in seen) is bool(said)


def test_a_form_that_somebody_overtook_books_nothing(client: FlaskClient, session: Session) -> None:
    members = members_of(session)
    adopted(session, figures=PROFIT)
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    sent = {
        "legal_reserve": "1.000,00", "other_reserves": "500", "members": "3.000", "carried_forward": "5.500,00",
        "key": "ergebnis-1", "shown": shown(client.get(at).text),
    }
    paid(session, members[1], 100_00, TODAY)
    session.commit()
    answer = client.post(at, data=sent)
    assert answer.status_code == 409
    assert "Inzwischen geändert" in answer.text
    assert not session.scalars(select(Appropriation)).all()


def test_what_is_gone_since_leaves_no_room_for_profit_on_the_day_it_counts_from(session: Session) -> None:
    """The shares were full when the profit counts, though the credit is less today."""
    members = members_of(session)
    adopted(session, figures=PROFIT)
    session.add(CreditEntry(
        member_id=members[0].id, amount=-500_00, effective_on=ADOPTED + timedelta(days=1), recorded_at=NOW,
        recorded_by="X", ground=CreditGround.TRANSFER_OUT, document="UT-1",
    ))
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    first = queries.lines_of(session, booked)[0][0]
    assert (first.number, first.credited, first.claim) == (1, 0, 2_000_00)


def test_the_figures_of_a_used_result_open_what_stands_behind_them(session: Session, client: FlaskClient) -> None:
    members_of(session)
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31/ergebnis"
    page = client.get(at).text
    links = {unescape(term): urljoin(at, unescape(address)) for term, address in
             re.findall(r"<dt>([^<]+)</dt><dd><a href=\"([^\"]+)\"", page)}
    assert set(links) == {
        "Bilanzgewinn", "Gesetzliche Rücklage", "Andere Ergebnisrücklagen", "An die Mitglieder",
        "Davon auf Guthaben gebucht", "Davon auszuzahlen",
    }
    entries = client.get(links["Davon auf Guthaben gebucht"])
    assert (entries.status_code, entries.text.count(booked.number) > 1) == (200, True)
    sums = queries.sums_of(session, booked)
    assert euro(sums.credited) in entries.text
    claims = client.get(links["Davon auszuzahlen"]).text
    assert "Gemeinde Altenbruck" in claims
    assert "Stadt Lindenfurt" not in claims.split('id="result"')[1]
    for term, heading in (("An die Mitglieder", 'id="result"'), ("Gesetzliche Rücklage", 'id="figures"')):
        assert heading in client.get(links[term]).text
