"""Where the debts are not covered, a leaver bears its part as far as a Nachschuss would be owed (R-PAY-06)."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.closing import actions as closing
from app.closing import queries as accounts
from app.closing.rules import Figures, Terms, Uses, shortfall
from app.core.formats import long_day
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.queries import bases
from app.settlements.rules import (
    LEDGER_WORDS,
    EntryKind,
    SettlementKind,
    SettlementState,
    part_by_heads,
    part_owed,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes.queries import statute_on
from documents import registry
from tests.closing.factories import MINUTES, SECOND, a_house_with_years, adopted
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import DIED, a_human
from tests.removals.test_continuing import a_continuing_house, gone_on
from tests.settlements.factories import JOINED, LEFT, ONE, TWO, a_holder, a_leaver, confirmed, left, opened
from tests.shares.factories import SHARE, a_member, paid
from tests.statements import statements
from tests.tabs import said

LOSS = Figures(-9_000_00, 0, 400_00, 600_00, 90_000_00)
"""With balances of 5.000 € and reserves of 1.000 €, 3.000 € are lacking: 1.500 € a head."""
KEPT = Uses(400_00, 600_00, 0, 8_000_00)
LIMITED: dict[str, Any] = {"nachschuss": "limited", "haftsumme": SHARE}


def a_leaver_in_need(session: Session, uses: Uses = KEPT, figures: Figures = LOSS, **statute: Any) -> int:
    """One of two members with 2.500 € each left; the assembly used the loss; gives the membership's id."""
    a_house_with_years(session, **{"further_shares_allowed": True, **statute})
    period = a_leaver(session)
    a_holder(session, "Stadt Lindenfurt")
    adopted(session, figures=figures)
    closing.use_result(session, SECOND, Terms(uses), OFFICE, NOW)
    return period


def borne_by(session: Session, **statute: Any) -> tuple[int, int, int, int]:
    """Shortfall, part by heads, what of it is owed, and the claim that is left."""
    figures = queries.figures_of(opened(session, a_leaver_in_need(session, **statute)))
    return figures.shortfall, figures.part, figures.borne, figures.claim


def told(session: Session, settlement: Settlement) -> str:
    """The letter, in one line."""
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "settlement_statement")).one()
    assert document.facts is not None
    assert document.facts["settlement"] == settlement.number
    return " ".join(pages.text(registry.build(document.kind, registry.load(document.kind, document.facts))).split())


def test_assets_that_cover_the_debts_leave_no_shortfall() -> None:
    assert shortfall(LOSS, 5_000_00) == 3_000_00
    assert shortfall(LOSS, 8_000_00) == 0
    assert shortfall(Figures(1, 0, 0, 0, 0), 0) == 0


def test_a_part_is_by_heads_and_no_more_than_a_nachschuss() -> None:
    assert [part_by_heads(100, 3), part_by_heads(50, 3), part_by_heads(0, 0)] == [33, 17, 0]
    assert [part_owed(100, 0), part_owed(100, 60), part_owed(100, 200), part_owed(100, None)] == [0, 60, 100, 100]


def test_where_the_statute_excludes_nachschuss_nothing_is_borne_and_the_whole_claim_stays(session: Session) -> None:
    assert borne_by(session) == (3_000_00, 1_500_00, 0, 2_500_00)


def test_a_limited_nachschuss_is_borne_up_to_the_liability_sum(session: Session) -> None:
    assert borne_by(session, **LIMITED) == (3_000_00, 1_500_00, 1_500_00, 1_000_00)


def test_a_liability_sum_that_does_not_rise_with_further_shares_bears_less(session: Session) -> None:
    assert borne_by(session, **LIMITED, haftsumme_rule="no_increase") == (3_000_00, 1_500_00, 500_00, 2_000_00)


def test_an_unlimited_nachschuss_bears_the_whole_part(session: Session) -> None:
    assert borne_by(session, nachschuss="unlimited") == (3_000_00, 1_500_00, 1_500_00, 1_000_00)


def test_without_a_shortfall_nothing_changes(session: Session) -> None:
    covered = Figures(-1_000_00, 0, 400_00, 600_00, 90_000_00)
    settlement = opened(session, a_leaver_in_need(session, Uses(400_00, 600_00, 0, 0), covered, nachschuss="unlimited"))
    figures = queries.figures_of(settlement)
    assert (figures.shortfall, figures.heads, figures.borne, figures.claim) == (0, 0, 0, 2_500_00)


def test_accounts_that_are_not_adopted_show_no_shortfall(session: Session) -> None:
    a_house_with_years(session)
    closing.prepare(session, SECOND, TODAY, LOSS, None, OFFICE, NOW)
    assert accounts.shortfall_of(session, SECOND) == 0


def test_what_is_borne_is_kept_back_from_the_credit_and_given_back_when_reversed(session: Session) -> None:
    settlement = confirmed(session, a_leaver_in_need(session, **LIMITED))
    assert [(each.kind, each.amount) for each in settlement.entries] == [(EntryKind.SHORTFALL, 1_500_00)]
    assert (settlement.left, settlement.state) == (1_000_00, SettlementState.OPEN)
    entry = session.get(CreditEntry, settlement.entries[0].credit_entry_id)
    assert entry is not None
    assert (entry.ground, entry.amount) == (CreditGround.LOSS, -1_500_00)
    assert queries.without_trace(session) == []
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert sum(each.amount for each in settlement.entries) == 0
    assert settlement.member_id in [each.basis.member.id for each in queries.candidates(session, TODAY)]


def test_the_letter_tells_the_shortfall_the_heads_and_what_is_kept_back(session: Session) -> None:
    settlement = confirmed(session, a_leaver_in_need(session, **LIMITED))
    letter = told(session, settlement)
    assert "es fehlen 3.000,00 €. Auf jedes der 2 Mitglieder am Tag Ihres Ausscheidens entfallen" in letter
    assert "So weit reicht Ihre Nachschusspflicht" in letter
    assert "entfallen nach Köpfen 1.500,00 €" in letter
    assert "unsere Satzung nichts anderes" not in letter
    assert "1.500,00 € von Ihrem Guthaben ein" in letter


def test_the_letter_says_that_nothing_is_to_be_paid_where_there_is_no_nachschuss(session: Session) -> None:
    settlement = confirmed(session, a_leaver_in_need(session))
    assert "schließt Nachschüsse aus, deshalb zahlen Sie davon nichts" in told(session, settlement)
    assert settlement.entries == []


def test_what_the_credit_does_not_reach_for_stays_owed(session: Session) -> None:
    written_off = Uses(400_00, 600_00, 4_000_00, 4_000_00)
    settlement = confirmed(session, a_leaver_in_need(session, written_off, nachschuss="unlimited"))
    figures = queries.figures_of(settlement)
    assert (figures.credit, figures.withheld, figures.owed, figures.claim) == (500_00, 500_00, 1_000_00, 0)
    assert (settlement.state, settlement.owed) == (SettlementState.OWED, 1_000_00)
    letter = told(session, settlement)
    pay_by = TODAY + timedelta(days=statute_on(session, TODAY).payment_days)
    assert f"restlichen 1.000,00 € bis zum {plain(long_day(pay_by))} auf unser" in plain(letter)
    assert f"Konto, Verwendungszweck {settlement.number}." in letter


def test_who_has_no_credit_left_is_still_to_be_settled_where_something_is_owed(session: Session) -> None:
    period = a_leaver_in_need(session, Uses(400_00, 600_00, 5_000_00, 3_000_00), nachschuss="unlimited")
    assert [each.credit for each in queries.candidates(session, TODAY)] == [0]
    settlement = confirmed(session, period)
    assert (settlement.claim, settlement.entries, queries.figures_of(settlement).owed) == (0, [], 1_500_00)
    assert queries.candidates(session, TODAY) == []
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert settlement.state is SettlementState.REVERSED


def test_who_has_no_credit_left_and_owes_nothing_is_not_settled(session: Session) -> None:
    period = a_leaver_in_need(session, Uses(400_00, 600_00, 5_000_00, 3_000_00))
    assert queries.candidates(session, TODAY) == []
    with pytest.raises(Refusal, match="Es ist nichts auszuzahlen"):
        opened(session, period)


def test_who_only_gives_up_shares_bears_a_shortfall_as_a_member(session: Session) -> None:
    a_house_with_years(session, further_shares_allowed=True, **LIMITED)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    adopted(session, figures=Figures(-9_000_00, 0, 400_00, 600_00, 90_000_00))
    closing.use_result(session, SECOND, Terms(KEPT), OFFICE, NOW)
    assert accounts.shortfall_of(session, SECOND) > 0
    settlement = opened(session, given_up.id, SettlementKind.PARTIAL)
    assert (settlement.shortfall, settlement.claim) == (0, 1_000_00)


def test_accounts_adopted_anew_with_another_shortfall_are_not_confirmed(session: Session) -> None:
    settlement = opened(session, a_leaver_in_need(session, **LIMITED))
    a_holder(session, "Landkreis Rabental")
    with pytest.raises(Refusal, match="Die Zahlen haben sich inzwischen geändert"):
        actions.confirm(session, settlement, TWO, NOW)


def test_the_database_knows_no_part_without_a_shortfall(session: Session) -> None:
    settlement = opened(session, a_leaver_in_need(session))
    values = {column.name: getattr(settlement, column.name) for column in Settlement.__table__.columns}
    session.add(Settlement(**{**values, "id": 9, "number": "X", "turn": 2, "shortfall": 0, "heads": 0, "borne": 1}))
    with pytest.raises(IntegrityError, match="bears_a_part_of_a_shortfall"):
        session.flush()


def test_preview_page_and_accounts_show_what_is_lacking(session: Session, client: FlaskClient) -> None:
    period = a_leaver_in_need(session, **LIMITED)
    sign_in_office(session, client)
    said = client.get(f"/auseinandersetzung/neu/exit/{period}").text
    for words in ("es fehlen 3.000,00", "Auf jedes der 2 Mitglieder", "entfallen 1.500,00", "So weit reicht die Nach"):
        assert words in said
    assert "Anteil am Fehlbetrag" in said
    assert "1.000,00" in said
    settlement = opened(session, period)
    session.commit()
    assert "es fehlen 3.000,00" in client.get(f"/auseinandersetzung/{settlement.id}").text
    assert "es fehlen 3.000,00" in client.get(f"/jahresabschluesse/{SECOND.last_day}").text


def test_a_membership_with_which_an_heir_goes_on_bears_nothing_of_a_shortfall(session: Session) -> None:
    a_continuing_house(session, nachschuss="unlimited")
    human = a_human(session)
    a_human(session, "Rudolf", "Quendel")
    gone_on(session, human)
    later, year = NOW.replace(year=2027, month=7), bases.find_year(session, DIED)
    assert year is not None
    closing.prepare(session, year, date(2027, 4, 20), LOSS, None, OFFICE, later)
    closing.adopt(session, year, date(2027, 6, 12), "TOP 4", MINUTES, OFFICE, later)
    closing.use_result(session, year, Terms(Uses(400_00, 600_00, 0, 8_000_00)), OFFICE, later)
    assert accounts.shortfall_of(session, year) > 0
    assert queries.candidates(session, later.date()) == []
    with pytest.raises(Refusal, match="Es ist nichts auszuzahlen"):
        actions.open_settlement(session, SettlementKind.EXIT, human.periods[0].id, 0, ONE, later)


def test_what_a_leaver_still_owes_is_named_in_candidates_journal_and_lists(
    client: FlaskClient, session: Session
) -> None:
    """Nothing asks for it by itself, so that nobody may take it for paid."""
    period = a_leaver_in_need(session, Uses(400_00, 600_00, 4_000_00, 4_000_00), nachschuss="unlimited")
    session.commit()
    sign_in_office(session, client)
    assert "trägt 1.500,00 € vom Fehlbetrag" in text_of(client, "/auseinandersetzung/zu-eroeffnen")
    settlement = confirmed(session, period)
    session.commit()
    told = [line.summary() for line in session.scalars(select(JournalLine))]
    for words in (
        "vom Fehlbetrag zu tragen 1.500,00 €, davon über das Guthaben hinaus 1.000,00 €",
        "1.500,00 € vom Fehlbetrag zu tragen, davon noch geschuldet 1.000,00 €",
    ):
        assert any(words in plain(line) for line in told)
    number = settlement.member.number
    for at in (f"/auseinandersetzung/{settlement.id}", "/auseinandersetzung/?view=owed", f"/mitglieder/{number}"):
        page = text_of(client, at)
        assert "Rest geschuldet" in page
        assert "1.000,00 €" in page
        assert "ausgezahlt</span>" not in page


def test_the_file_names_a_debt_only_while_it_is_one(client: FlaskClient, session: Session) -> None:
    period = a_leaver_in_need(session, Uses(400_00, 600_00, 4_000_00, 4_000_00), nachschuss="unlimited")
    actions.reject(session, opened(session, period), "Irrtum", TWO, NOW)
    settlement = confirmed(session, period)
    sign_in_office(session, client)
    session.commit()
    assert (owed_in_file(client, "owed"), owed_in_file(client, "paid")) == (["1000,00"], [])
    assert in_file(client, "owed", "Verjährt nach") == [""]
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    opened(session, period)
    session.commit()
    assert (owed_in_file(client, "undone"), owed_in_file(client, "proposed")) == (["0,00", "0,00"], ["0,00"])


def owed_in_file(client: FlaskClient, view: str) -> list[str]:
    """What a list of settlements, as a file, says that leavers owe."""
    return in_file(client, view, "Vom Fehlbetrag geschuldet in €")


def in_file(client: FlaskClient, view: str, column: str) -> list[str]:
    """A column of a list of settlements as a file."""
    written = client.get(f"/auseinandersetzung/?view={view}&format=csv").get_data(as_text=True).lstrip("\ufeff")
    rows = csv.DictReader(io.StringIO(written), delimiter=";")
    return [each[column] for each in rows]


def text_of(client: FlaskClient, address: str) -> str:
    """A page as it is read."""
    return plain(client.get(address).text)


def plain(text: str) -> str:
    """A text with plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_leavers_without_credit_do_not_ask_for_the_shortfall_each(session: Session) -> None:
    a_house_with_years(session, further_shares_allowed=True, nachschuss="unlimited")
    a_holder(session, "Bleibt", 1)
    adopted(session, figures=Figures(-90_000_00, 0, 0, 0, 90_000_00))

    def sums(seen: list[str]) -> int:
        return sum("count(" in each or ("sum(" in each.lower() and "credit_entry" in each) for each in seen)

    assert sums(looked_at(session, "AB", 2)) == sums(looked_at(session, "CDE", 5))


def test_where_the_statute_excludes_nachschuss_nobody_without_credit_is_looked_at(session: Session) -> None:
    a_leaver_in_need(session, Uses(400_00, 600_00, 5_000_00, 3_000_00))
    assert len(looked_at(session, "A", 0)) == len(looked_at(session, "BCD", 0))


def looked_at(session: Session, names: str, expected: int) -> list[str]:
    """What the database is asked for the candidates once these have left without credit, and there are so many."""
    for name in names:
        left(session, a_member(session, f"Gemeinde {name}", 1, JOINED))
    session.flush()
    session.expire_all()
    with statements() as seen:
        assert len(queries.candidates(session, TODAY)) == expected
    return seen


def test_what_is_kept_back_is_called_so_in_the_ledger_and_not_a_loss_written_off(
    client: FlaskClient, session: Session
) -> None:
    settlement = confirmed(session, a_leaver_in_need(session, **LIMITED))
    session.commit()
    sign_in_office(session, client)
    sheet = f"/mitglieder/{settlement.member.number}"
    for address in (f"/auseinandersetzung/{settlement.id}", sheet, f"{sheet}/anteilsblatt"):
        answer = text_of(client, address)
        assert ("Anteil am Fehlbetrag einbehalten" in answer, "Verlustabschreibung" in answer) == (True, False), address
    assert "Anteil am Fehlbetrag einbehalten" in client.get(f"{sheet}?format=csv").text


def test_a_loss_that_the_assembly_wrote_off_keeps_its_word_beside_what_is_kept_back(session: Session) -> None:
    settlement = confirmed(session, a_leaver_in_need(session, Uses(400_00, 600_00, 4_000_00, 4_000_00), **LIMITED))
    sheet = share_queries.share_sheet(session, settlement.member_id)
    named = {row: str(LEDGER_WORDS[kind]) for row, kind in queries.taken_in(session, sheet).items()}
    losses = [row for row in sheet if row.ground is CreditGround.LOSS]
    assert [named.get(row, "Verlustabschreibung") for row in losses] == [
        "Anteil am Fehlbetrag einbehalten", "Verlustabschreibung",
    ]


def test_what_is_paid_late_on_the_shares_is_told_beside_a_rest_that_is_owed(
    session: Session, client: FlaskClient
) -> None:
    """R-PAY-06: settled anew, it lessens what the leaver owes."""
    a_house_with_years(session, further_shares_allowed=True, nachschuss="unlimited")
    member = a_holder(session, shares_held=2, paid_in=SHARE)
    period = left(session, member)
    a_holder(session, "Stadt Lindenfurt", shares_held=9)
    adopted(session, figures=LOSS)
    closing.use_result(session, SECOND, Terms(KEPT), OFFICE, NOW)
    first = confirmed(session, period)
    paid(session, member, SHARE, now=NOW + timedelta(hours=1))
    session.expire_all()
    assert (first.state, queries.unclaimed_of(session, first, TODAY)) == (SettlementState.OWED, SHARE)
    sign_in_office(session, client)
    assert "500,00 € Guthaben kamen später hinzu" in said(client.get(f"/auseinandersetzung/{first.id}"))
    actions.reverse(session, first, "Neu abzurechnen", ONE, NOW)
    anew = confirmed(session, period)
    assert anew.debt == first.owed - SHARE


def test_what_is_booked_into_the_year_after_its_accounts_were_prepared_lessens_no_shortfall(session: Session) -> None:
    """§ 48 GenG; R-PAY-06: the adopted accounts say what was lacking, not the ledgers of today."""
    a_leaver_in_need(session, **LIMITED)
    other = a_holder(session, "Gemeinde Hohenmoos", shares_held=9, paid_in=SHARE)
    before = accounts.shortfall_of(session, SECOND)
    paid(session, other, 4 * SHARE, LEFT, now=NOW + timedelta(hours=1))
    session.expire_all()
    assert accounts.shortfall_of(session, SECOND) == before > 0
