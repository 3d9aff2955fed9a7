"""A notice in the books: entered, decided, turned down, undone; each time the register follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.boardroom import actions as boardroom
from app.core import journal
from app.core.values import Refusal, Role
from app.departures import actions, queries
from app.departures.models import Notice
from app.departures.rules import AmendedBy, Amendment, Attended, NoticeKind, NoticeState
from app.members import queries as members
from app.members.actions import enter
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, ItemKind, Organ
from app.shares import queries as shares
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from documents import registry
from tests.boardroom.factories import a_circular, as_officer
from tests.departures.factories import JOINED, PAPERS, a_holder, a_leaving_house, declared, given
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import a_member, paid
from tests.shares.test_splitting import SPLIT_ON, a_splitting
from tests.statutes.factories import a_statute

NEW_YEARS_EVE = date(2027, 12, 31)


def vote(session: Session, kind: ItemKind, notice: Notice, choice: Choice) -> None:
    """Both directors vote on the question about a notice."""
    item = session.scalars(select(Item).where(Item.kind == kind, Item.reference == notice.id)).one()
    a_circular(session, item)
    for office in organs.offices_on(session, Organ.BOARD, TODAY):
        boardroom.vote(session, item, office.party_id, choice, "", as_officer(office.party, Role.BOARD), NOW)
    session.refresh(notice)


def test_a_notice_is_numbered_entered_and_confirmed(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    assert (notice.number, notice.state, notice.last_day) == ("KD-2026-001", NoticeState.ENTERED, NEW_YEARS_EVE)
    period = members.get_period_on(session, member.id, TODAY)
    assert (period.last_day, period.exit_ground) == (NEW_YEARS_EVE, ExitGround.NOTICE)
    assert shares.share_entries_of(session, member.id)[-1].change == -5
    letter = archive.get_document(session, notice.letter_id or 0)
    facts = registry.load(letter.kind, letter.facts or {})
    assert (facts.last_day, facts.shares, facts.released) == (NEW_YEARS_EVE, 5, 2_500_00)
    assert [paper.filename for paper in notice.papers] == ["Kündigung.pdf"]


def test_a_notice_stands_in_the_timeline_of_the_member(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    given(session, member)
    session.commit()
    told = " ".join(line.summary() for line in journal.lines_about(session, f"member:{member.id}"))
    assert "KD-2026-001" in told
    assert "31.12.2027" in told


def test_a_partial_notice_leaves_the_member_with_the_rest(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.PARTIAL, shares=2)
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    assert shares.shares_held(session, member.id, NEW_YEARS_EVE + timedelta(days=1)) == 3
    facts = registry.load("notice_confirmation", archive.get_document(session, notice.letter_id or 0).facts or {})
    assert (facts.shares, facts.shares_left, facts.released) == (2, 3, 1_000_00)


def test_two_partial_notices_never_give_up_more_than_is_held(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    given(session, member, NoticeKind.PARTIAL, shares=3)
    with pytest.raises(Refusal, match="höchstens 1"):
        given(session, member, NoticeKind.PARTIAL, shares=2)
    given(session, member, NoticeKind.PARTIAL, shares=1)


def test_a_notice_that_ends_the_membership_before_sets_a_later_one_of_shares_aside(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    partial = given(session, member, NoticeKind.PARTIAL, shares=2)
    objected = AmendedBy(Amendment.SHARE_INCREASE, TODAY, Attended.OBJECTED)
    given(session, member, NoticeKind.SPECIAL, amended_by=objected)
    assert (partial.state, partial.end_reason) == (NoticeState.OVERTAKEN, "KD-2026-002 geht vor")
    changes = {(entry.effective_on, entry.change) for entry in shares.share_entries_of(session, member.id)}
    assert changes >= {(NEW_YEARS_EVE, -2), (NEW_YEARS_EVE, 2), (date(2026, 12, 31), -5)}
    assert shares.shares_held(session, member.id, date.max) == 0


def test_a_notice_stays_as_it_was_entered_and_nothing_is_released_twice(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    partial = given(session, member, NoticeKind.PARTIAL, shares=4)
    whole = given(session, member)
    meant = [queries.consequences_on(session, each, TODAY) for each in (partial, whole)]
    assert [(each.shares_before, each.shares_after, each.released) for each in meant if each] == [
        (5, 1, 4 * 500_00), (1, 0, 500_00),
    ]  # fmt: skip


def test_with_the_membership_all_the_credit_is_released_also_above_the_nominal_after_a_reduction(
    session: Session,
) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    a_statute(session, date(2026, 11, 2), date(2026, 11, 20), share_amount=200_00, min_payment=200_00)
    found = queries.preview(session, member, declared(), TODAY).consequences
    assert found
    assert (found.credit, found.released) == (5 * 500_00, 5 * 500_00)
    part = queries.preview(session, member, declared(NoticeKind.PARTIAL, shares=2), TODAY).consequences
    assert part
    assert part.released == 2 * 200_00


def test_the_same_membership_is_not_given_notice_twice(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    given(session, member)
    with pytest.raises(Refusal, match=r"endet schon am 31\.12\.2027"):
        given(session, member)
    assert len(queries.notices_of(session, member.id)) == 1


def test_a_notice_without_effect_is_recorded_and_turned_down_by_letter(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session, shares=1)
    notice = actions.turn_down(session, member, declared(NoticeKind.PARTIAL, shares=1), PAPERS, OFFICE, NOW)
    assert (notice.state, notice.last_day) == (NoticeState.REJECTED, None)
    assert "hier keiner" in notice.refusal_reason
    assert archive.get_document(session, notice.letter_id or 0).kind == "notice_refusal"
    assert notice.law == "§ 67b GenG"
    assert shares.shares_held(session, member.id, date.max) == 1


def test_a_notice_with_effect_is_not_turned_down(session: Session) -> None:
    a_leaving_house(session)
    with pytest.raises(Refusal, match="ist wirksam"):
        actions.turn_down(session, a_holder(session), declared(), PAPERS, OFFICE, NOW)


def test_hardship_found_by_the_board_ends_the_membership_early(session: Session) -> None:
    a_leaving_house(session, notice_months=60)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.HARDSHIP, reasons="Das Werk schließt.")
    assert notice.state is NoticeState.PROPOSED
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    vote(session, ItemKind.EARLY_EXIT, notice, Choice.YES)
    assert (notice.state, notice.last_day, notice.law) == (NoticeState.ENTERED, NEW_YEARS_EVE, "§ 65 Abs. 3 GenG")
    assert notice.resolution_number.startswith("V-2026-")
    assert members.get_period_on(session, member.id, TODAY).last_day == NEW_YEARS_EVE


def test_hardship_not_found_leaves_an_ordinary_notice(session: Session) -> None:
    a_leaving_house(session, notice_months=60)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.HARDSHIP, reasons="Das Werk schließt.")
    vote(session, ItemKind.EARLY_EXIT, notice, Choice.NO)
    assert (notice.state, notice.last_day) == (NoticeState.ENTERED, date(2031, 12, 31))
    assert members.get_period_on(session, member.id, TODAY).last_day == date(2031, 12, 31)
    assert archive.get_document(session, notice.letter_id or 0).kind == "notice_refusal"


def test_while_the_board_decides_no_second_notice_comes_in(session: Session) -> None:
    a_leaving_house(session, notice_months=60)
    member = a_holder(session)
    given(session, member, NoticeKind.HARDSHIP, reasons="Das Werk schließt.")
    with pytest.raises(Refusal, match="entscheidet schon der Vorstand"):
        given(session, member)


def test_both_sides_agree_and_the_membership_goes_on(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    file = next(iter(PAPERS.values()))
    actions.ask_to_continue(session, notice, "Die Gemeinde bleibt.", file, OFFICE, NOW)
    vote(session, ItemKind.CONTINUATION, notice, Choice.YES)
    assert notice.state is NoticeState.CONTINUED
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    assert shares.shares_held(session, member.id, date.max) == 5


def test_the_board_may_let_a_notice_stand(session: Session) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    actions.ask_to_continue(session, notice, "Die Gemeinde bleibt.", next(iter(PAPERS.values())), OFFICE, NOW)
    vote(session, ItemKind.CONTINUATION, notice, Choice.NO)
    assert notice.state is NoticeState.ENTERED


def test_nobody_goes_on_once_the_day_is_over(session: Session) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    file, later = next(iter(PAPERS.values())), NOW + timedelta(days=500)
    with pytest.raises(Refusal, match="neuer Beitritt"):
        actions.ask_to_continue(session, notice, "Die Gemeinde bleibt.", file, OFFICE, later)


def test_an_entry_by_mistake_is_undone_by_counter_entries_and_its_letter_withdrawn(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    actions.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert (notice.state, notice.end_reason) == (NoticeState.REVERSED, "Falsches Mitglied")
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    assert shares.shares_held(session, member.id, date.max) == 5
    assert archive.get_document(session, notice.letter_id or 0).standing == "void"
    given(session, member)
    with pytest.raises(Refusal, match="schon aufgehoben"):
        actions.reverse(session, notice, "Noch einmal", OFFICE, NOW)


def test_a_notice_undone_counts_neither_itself_nor_its_counter_entry(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.PARTIAL, shares=2)
    actions.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    known = queries.circumstances_of(session, member, TODAY, TODAY, notice.share_entry_id)
    assert sum(change for _day, change in known.ledger) == 5


def test_the_notice_of_a_former_membership_is_not_undone_after_the_member_has_joined_again(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    enter(session, member.party_id, MemberClass.ORDINARY, date(2028, 2, 1), JoinGround.ADMISSION, "V-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="neu beigetreten"):
        actions.reverse(session, notice, "Versehen", OFFICE, NOW)
    assert shares.shares_held(session, member.id, date.max) == 0


def test_who_has_given_notice_may_still_pay_what_is_due(session: Session) -> None:
    a_leaving_house(session)
    member = a_member(session, "Gemeinde Altenbruck", 2, JOINED)
    given(session, member)
    paid(session, member, 1_000_00)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        paid(session, member, 1)
    assert shares.holding_of(session, member.id, TODAY).credit == 1_000_00


def test_who_gave_notice_in_the_members_stead_is_answered_by_a_letter_of_its_own(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.INSOLVENCY, sender_address="Marktplatz 1\n70999 Lindenfurt")
    letter = archive.get_document(session, notice.sender_letter_id or 0)
    facts = registry.load(letter.kind, letter.facts or {})
    assert facts.letter.recipient == (notice.declared_by, "Marktplatz 1", "70999 Lindenfurt")
    assert (facts.member, facts.last_day) == ("Gemeinde Altenbruck", NEW_YEARS_EVE)
    actions.reverse(session, notice, "Falsches Mitglied", OFFICE, NOW)
    assert letter.standing == "void"


def test_an_answer_that_could_not_be_printed_is_written_later(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.INSOLVENCY, sender_address="Marktplatz 1\n70999 Lindenfurt")
    first, notice.sender_letter_id = notice.letter_id, None
    session.flush()
    assert list(session.scalars(queries.without_letter())) == [notice]
    actions.write_letter(session, notice, OFFICE, NOW)
    assert notice.letter_id == first
    assert notice.sender_letter_id is not None


def test_a_letter_that_could_not_be_printed_is_written_later(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    with pytest.raises(Refusal, match="schon einen Brief"):
        actions.write_letter(session, notice, OFFICE, NOW)
    notice.letter_id = None
    session.flush()
    assert list(session.scalars(queries.without_letter())) == [notice]
    actions.write_letter(session, notice, OFFICE, NOW)
    assert notice.letter_id is not None


def test_a_notice_of_shares_split_since_is_refused_in_the_shares_it_names_and_in_those_of_now(session: Session) -> None:
    a_leaving_house(session, max_shares=None)
    member = a_holder(session, shares=2)
    a_splitting(session, at=NOW + timedelta(hours=1))
    before = declared(NoticeKind.PARTIAL, SPLIT_ON - timedelta(days=1), shares=2)
    words = str(queries.preview(session, member, before, TODAY).objection)
    assert "über 2 Anteile von vor der Zerlegung; daraus sind 10 geworden" in words
    assert "jetzt höchstens 5" in words


def test_a_notice_that_takes_effect_in_a_closed_year_is_told_to_open_it_again(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    year = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
    statutes.close_year(session, year, OFFICE, NOW)
    with pytest.raises(Refusal, match="Öffnen Sie unter „Jahresabschlüsse“") as refused:
        given(session, member, received_on=date(2025, 6, 1))
    assert "Das wirkt mit Ablauf des 31.12.2025" in str(refused.value)
    statutes.reopen_year(session, year, "Kündigung kam an", OFFICE, NOW)
    assert given(session, member, received_on=date(2025, 6, 1)).last_day == year.last_day
