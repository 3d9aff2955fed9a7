"""An end that was a mistake is undone, whatever was paid of others of the member (§§ 67b, 68, 73 GenG; R-REG-05)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.departures import actions as departures
from app.departures.rules import NoticeKind
from app.members.models import Member
from app.removals import actions as removals
from app.removals.rules import RemovalState
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY
from tests.removals.factories import appealed, on_appeal
from tests.settlements.factories import JOINED, LEFT, ONE, a_holder, a_paying_house, confirmed, left, pay
from tests.shares.factories import SHARE, a_member

NEW_YEARS_EVE = date(2026, 12, 31)
LATE = datetime(2027, 2, 1, 10, tzinfo=UTC)
"""After the last day of whatever is given notice of now."""


def given_up(session: Session, member: Member, number: int, last_day: date = LEFT) -> ShareEntry:
    return shares.cancel(session, member, number, last_day, "KD", OFFICE, NOW)


def settled(session: Session, entry: ShareEntry) -> Settlement:
    return confirmed(session, entry.id, SettlementKind.PARTIAL)


def an_earlier_notice(session: Session, shares_held: int = 4) -> tuple[Member, Settlement]:
    """Two shares were given up to the end of last year, and are settled, but not paid yet."""
    a_paying_house(session, notice_months=3, appeal_days=42)
    member = a_holder(session, shares_held=shares_held)
    return member, settled(session, given_up(session, member, 2))


def held(session: Session, member: Member) -> tuple[int, int]:
    found = ledgers.holding_of(session, member.id, date.max)
    return found.shares, found.credit


def paid_late(session: Session, settlement: Settlement) -> None:
    """It is paid after the last day of the end that turns out to be a mistake."""
    actions.pay_out(session, settlement, settlement.left, LATE.date(), ONE, LATE)


def test_a_mistaken_notice_is_undone_though_an_earlier_one_was_paid_after_its_last_day(session: Session) -> None:
    member, earlier = an_earlier_notice(session)
    notice = given(session, member, NoticeKind.PARTIAL, received_on=date(2026, 9, 1), shares=1)
    assert notice.last_day == NEW_YEARS_EVE
    paid_late(session, earlier)
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, LATE)
    assert held(session, member) == (2, 2 * SHARE)
    assert queries.candidates(session, LATE.date()) == []


def test_an_appeal_is_upheld_though_an_earlier_notice_was_paid_after_the_end_in_question(session: Session) -> None:
    member, earlier = an_earlier_notice(session)
    removal = appealed(session, member)
    paid_late(session, earlier)
    decision = on_appeal(session)
    removals.decide_appeal(session, removal, decision, None, OFFICE, LATE)
    assert (removal.state, held(session, member)) == (RemovalState.LIFTED, (2, 2 * SHARE))
    assert queries.candidates(session, LATE.date()) == []


def test_what_was_paid_of_an_end_stands_in_its_own_way_and_the_refusal_names_it(session: Session) -> None:
    member, earlier = an_earlier_notice(session)
    entry = ledgers.share_entries_of(session, member.id)[-1]
    paid_late(session, earlier)
    with pytest.raises(Refusal) as refused:
        shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATE)
    assert refused.value.values == {"numbers": earlier.number}
    hindrance = ledgers.hindrance_to_reversal(session, entry, TODAY)
    assert (hindrance or Refusal("")).values == refused.value.values


def test_of_two_notices_of_one_day_each_is_held_by_its_own_payout_alone(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=4)
    first, second = given_up(session, member, 1), given_up(session, member, 1)
    undone, paid = settled(session, first), settled(session, second)
    pay(session, paid, SHARE)
    assert [ledgers.settled_by(session, each) for each in (first, second)] == [[], [paid.number]]
    actions.let_go(session, first, "Irrtum", False, ONE, NOW)
    shares.reverse_share_entry(session, first, "Irrtum", OFFICE, NOW)
    assert (undone.state, held(session, member)) == (SettlementState.REVERSED, (3, 3 * SHARE))
    assert queries.owed_back_of(session, paid, TODAY) == 0


def test_a_notice_of_the_day_of_the_exit_is_not_held_by_what_was_paid_of_the_exit(session: Session) -> None:
    a_paying_house(session)
    for number in range(2):
        a_member(session, f"Gemeinde {number}", 0, JOINED)
    member = a_holder(session, shares_held=3)
    single = given_up(session, member, 2)
    period = left(session, member)
    one, all_of_it = settled(session, single), confirmed(session, period)
    pay(session, all_of_it, SHARE)
    gone = ledgers.share_entries_of(session, member.id)[-1]
    assert [ledgers.settled_by(session, each) for each in (single, gone)] == [[], [all_of_it.number]]
    pay(session, one, 2 * SHARE)
    assert ledgers.settled_by(session, single) == [one.number]


def test_what_an_old_list_tells_of_stands_in_the_way_of_whatever_ended_before(session: Session) -> None:
    """It says of no payout for which shares it was."""
    a_paying_house(session)
    member = a_holder(session)
    before, after = given_up(session, member, 1), given_up(session, member, 1, NEW_YEARS_EVE)
    session.add(CreditEntry(
        member_id=member.id, amount=-SHARE, effective_on=TODAY, recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.PAYOUT, document="Liste 2026, Zeile 7",
    ))
    session.flush()
    assert [ledgers.settled_by(session, each) for each in (before, after)] == [["Liste 2026, Zeile 7"], []]


def test_shares_are_not_given_back_under_what_was_paid_for_others_since_they_were_gone(session: Session) -> None:
    """Three of four shares are paid: with the first one back nothing of the second was to be paid (§ 22 (4) GenG)."""
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=3 * SHARE)
    first, second = given_up(session, member, 1), given_up(session, member, 1)
    payout = pay(session, settled(session, second), SHARE)
    with pytest.raises(Refusal) as refused:
        shares.reverse_share_entry(session, first, "Irrtum", OFFICE, NOW)
    assert refused.value.values == {"amount": "500,00\xa0€", "numbers": payout.number}
    assert held(session, member) == (2, 2 * SHARE)


def test_shares_are_not_given_back_to_who_leaves_before_that_end_is_undone(session: Session) -> None:
    """No member would hold them after it (R-REG-04)."""
    a_paying_house(session, notice_months=3)
    member = a_holder(session)
    for number in range(2):
        a_member(session, f"Gemeinde {number}", 0, JOINED)
    partial = given(session, member, NoticeKind.PARTIAL, received_on=date(2026, 9, 1), shares=2)
    whole = given(session, member, received_on=date(2026, 9, 1))
    with pytest.raises(Refusal, match=rf"endet mit Ablauf des 31\.12\.2026: {whole.number}"):
        departures.reverse(session, partial, "Irrtum", OFFICE, NOW)
    departures.reverse(session, whole, "Irrtum", OFFICE, NOW)
    departures.reverse(session, partial, "Irrtum", OFFICE, NOW)
    assert held(session, member) == (5, 5 * SHARE)
