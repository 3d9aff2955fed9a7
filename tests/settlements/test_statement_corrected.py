"""Who holds the statement of a settlement is told where the end it settled was none (R-REG-05, R-DOC-05)."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archived
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares.actions import correcting
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, sign_in_office
from tests.settlements.factories import LEFT, TWO, a_holder, a_paying_house, confirmed, opened
from tests.tabs import Tab, said

EARLY, GIVEN_ON = datetime(2025, 9, 1, 10, tzinfo=UTC), date(2025, 9, 1)


def noticed(session: Session, kind: NoticeKind) -> Notice:
    """A notice of last year, whose day is over."""
    a_paying_house(session, notice_months=3)
    more = {"shares": 2} if kind is NoticeKind.PARTIAL else {}
    notice = given(session, a_holder(session), kind, EARLY, received_on=GIVEN_ON, **more)
    assert notice.last_day == LEFT
    return notice


def basis_of(notice: Notice) -> tuple[SettlementKind, int]:
    if notice.kind is NoticeKind.PARTIAL:
        return SettlementKind.PARTIAL, notice.share_entry_id or 0
    return SettlementKind.EXIT, notice.member.periods[-1].id


def stated(session: Session, notice: Notice, is_posted: bool = True) -> tuple[Settlement, IssuedDocument]:
    """What was settled of it, and the letter that states it."""
    kind, basis_id = basis_of(notice)
    settlement = confirmed(session, basis_id, kind)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    if is_posted:
        archived.items_of(session, letter.id)[0].posted_at = NOW
    session.flush()
    return settlement, letter


def corrections(session: Session, notice: Notice) -> list[dict[str, object]]:
    """What letters of correction of a settlement say, the oldest first."""
    found = sorted(archived.documents_about(session, f"member:{notice.member_id}"), key=lambda each: each.id)
    told = [each.facts or {} for each in found if each.kind == "entry_undone"]
    return [each for each in told if each["matter"] == "settlement"]


@pytest.mark.parametrize("kind", [NoticeKind.ORDINARY, NoticeKind.PARTIAL])
def test_whoever_holds_the_statement_is_told_that_the_notice_was_a_mistake(session: Session, kind: NoticeKind) -> None:
    notice = noticed(session, kind)
    settlement, letter = stated(session, notice)
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert settlement.state is SettlementState.REVERSED
    told, = corrections(session, notice)
    assert (told["number"], told["former"], told["shares"], told["last_day"]) == (
        settlement.number, letter.number, 5, None
    )
    assert letter.standing is Standing.REPLACED
    assert letter.replaced_by_id is not None
    actions.correct_statements(session, notice.member, "Falsches Mitglied", OFFICE, NOW)
    assert len(corrections(session, notice)) == 1


def test_a_statement_that_nobody_posted_is_void_and_needs_no_letter(session: Session) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    _settlement, letter = stated(session, notice, is_posted=False)
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert (corrections(session, notice), letter.standing) == ([], Standing.VOID)


def test_a_settlement_taken_back_while_the_end_stands_waits_for_the_next_statement(session: Session) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    settlement, former = stated(session, notice)
    actions.reverse(session, settlement, "Falsche Zahl", TWO, NOW)
    actions.correct_statements(session, notice.member, "Falsche Zahl", OFFICE, NOW)
    assert (corrections(session, notice), former.standing) == ([], Standing.VALID)
    kind, basis_id = basis_of(notice)
    anew = opened(session, basis_id, kind)
    actions.confirm(session, anew, TWO, NOW)
    assert former.standing is Standing.REPLACED
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    told, = corrections(session, notice)
    assert told["former"] == former.number  # what took its place lies in the tray still, and is void now
    between, = queries.statements_of(session, anew)
    assert (former.replaced_by_id, between.standing) == (between.id, Standing.VOID)
    assert [each.kind for each in archived.with_corrections(session, former.id)] == [
        "settlement_statement", "settlement_statement", "entry_undone"
    ]
    actions.correct_statements(session, notice.member, "Falsches Mitglied", OFFICE, NOW)
    assert len(corrections(session, notice)) == 1


def test_a_settlement_taken_back_before_the_notice_is_told_with_it(session: Session) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    settlement, letter = stated(session, notice)
    actions.reverse(session, settlement, "Falsche Zahl", TWO, NOW)
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert [each["former"] for each in corrections(session, notice)] == [letter.number]


def test_the_page_of_the_settlement_leads_to_the_letter_in_its_place(
    session: Session, client: FlaskClient
) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    settlement, letter = stated(session, notice)
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    shown = client.get(f"/auseinandersetzung/{settlement.id}").get_data(as_text=True)
    correction = archived.get_document(session, letter.replaced_by_id or 0)
    assert correction.number is not None
    assert correction.number in shown


def test_the_letter_is_written_once_the_house_can_write(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    _settlement, letter = stated(session, notice)
    archived.items_of(session, notice.letter_id or 0)[0].posted_at = NOW
    session.flush()
    with monkeypatch.context() as without:
        without.setattr(correcting, "issue_letter_if_possible", lambda *_asked: None)
        departures.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert (corrections(session, notice), letter.standing) == ([], Standing.VOID)
    departures.write_letter(session, notice, OFFICE, NOW)
    told, = corrections(session, notice)
    assert told["former"] == letter.number


def test_a_statement_that_could_not_be_written_is_offered_on_the_page_and_written_from_there(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = noticed(session, NoticeKind.ORDINARY)
    kind, basis_id = basis_of(notice)
    with monkeypatch.context() as without:
        without.setattr(shares, "issue_letter_if_possible", lambda *_asked, **_more: None)
        settlement = confirmed(session, basis_id, kind)
    session.commit()
    sign_in_office(session, client)
    address = f"/auseinandersetzung/{settlement.id}"
    assert "Brief schreiben" in said(client.get(address))
    tab = Tab(client, address, form="brief")
    assert tab.send().status_code == 302
    assert queries.statement_of(session, settlement) is not None
