"""A letter in the tray asks for what is still owed; one that is out stays, and the journal says so (R-DOC-05)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.journal import JournalLine
from app.dues import actions, queries
from app.dues.models import Contribution
from app.dues.rules import USUAL_TERMS, DunningLevel, DunningTerms
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as queries_of_shares
from app.shares.rules import DuePayment, PaymentPurpose
from documents import registry
from tests.dues.factories import DAY, dunned, posted
from tests.dues.test_contributions import carried_out
from tests.factories import NOW, OFFICE
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed

LATE = NOW.replace(year=2027, month=1, day=11)


def a_debtor(session: Session) -> Member:
    """A member that owes one share and the contribution of the year."""
    a_house(session, annual_contribution=60_00)
    member = a_member(session, shares=1)
    carried_out(session)
    return member


def with_fees() -> DunningTerms:
    """The usual levels; the second letter costs 5 €."""
    first = replace(USUAL_TERMS.levels[DunningLevel.FIRST], fee=5_00)
    return replace(USUAL_TERMS, levels={**USUAL_TERMS.levels, DunningLevel.FIRST: first})


def free(session: Session) -> None:
    """The member is freed of the contribution."""
    actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Ehrenmitglied", OFFICE, LATE)


def waiting(session: Session, kind: str) -> list[int]:
    """What each letter of a kind in the tray asks for; cents."""
    found = [archive.get_document(session, item.document_id) for item in archive.waiting_items(session)]
    return [registry.load(each.kind, each.facts or {}).payment.cents for each in found if each.kind == kind]


def later_of(session: Session) -> int:
    """What the one letter in the tray announces for later; cents."""
    letter = archive.get_document(session, archive.waiting_items(session)[0].document_id)
    return sum(each.cents for each in registry.load(letter.kind, letter.facts or {}).payment.later)


def journal_of(session: Session, member: Member) -> list[str]:
    """The acts about a member."""
    session.commit()
    return list(session.scalars(select(JournalLine.act).where(JournalLine.subject == f"member:{member.id}")))


def test_a_dunning_letter_in_the_tray_is_written_anew_without_the_contribution(session: Session) -> None:
    member = a_debtor(session)
    former = dunned(session, member, at=LATE)
    assert waiting(session, "dunning_letter") == [SHARE + 60_00]
    free(session)
    assert waiting(session, "dunning_letter") == [SHARE]
    standing = [each for each in queries.notices_of(session, member.id) if each.ended_at is None]
    assert [(each.amount, each.level) for each in standing] == [(SHARE, former.level)]
    assert archive.get_document(session, former.letter_id).standing is Standing.VOID


def test_a_dunning_letter_in_the_tray_is_written_anew_after_a_part_is_paid(session: Session) -> None:
    member = a_debtor(session)
    dunned(session, member, at=LATE)
    shares.record_payment(session, member, 60_00, LATE.date(), PaymentPurpose.CONTRIBUTION, "", OFFICE, LATE)
    assert waiting(session, "dunning_letter") == [SHARE]


def test_a_dunning_letter_that_is_out_stays_and_the_journal_says_so(session: Session) -> None:
    member = a_debtor(session)
    notice = dunned(session, member, at=LATE)
    posted(session, member, LATE)
    free(session)
    assert archive.get_document(session, notice.letter_id).standing is Standing.VALID
    assert notice.ended_at is None
    assert waiting(session, "dunning_letter") == []
    assert "letter_stands" in journal_of(session, member)


def test_a_dunning_letter_whose_day_has_passed_is_not_spoken_of_at_every_later_act(session: Session) -> None:
    member = a_debtor(session)
    notice = dunned(session, member, at=LATE)
    posted(session, member, LATE)
    later = LATE + (notice.payable_until - LATE.date() + DAY)
    waived = session.scalars(select(Contribution)).one()
    actions.waive_contribution(session, waived, "Ehrenmitglied", OFFICE, later)
    assert "letter_stands" not in journal_of(session, member)


def test_a_dunning_letter_of_which_all_was_paid_before_is_not_spoken_of(session: Session) -> None:
    member = a_debtor(session)
    dunned(session, member, at=LATE)
    posted(session, member, LATE)
    shares.record_spread(session, member, SHARE + 60_00, LATE.date(), "", OFFICE, LATE)
    actions.renew_letters(session, member, False, "Anteile übertragen", OFFICE, LATE + DAY)
    assert "letter_stands" not in journal_of(session, member)


def test_a_request_in_the_tray_asks_for_what_a_payment_left_open(session: Session) -> None:
    a_house(session, payment_days=30)
    member = a_member(session, shares=2)
    shares.issue_payment_request(session, member, OFFICE, NOW)
    assert waiting(session, "payment_request") == [2 * SHARE]
    paid(session, member, SHARE)
    assert waiting(session, "payment_request") == [SHARE]


def test_a_request_in_the_tray_asks_for_what_a_return_left_open_too(session: Session) -> None:
    a_house(session, max_shares=None, payment_days=30)
    member = a_member(session, shares=1)
    payment = queries_of_shares.get_payment(session, paid(session, member, SHARE))
    subscribed(session, member, 1)
    shares.issue_payment_request(session, member, OFFICE, NOW)
    assert waiting(session, "payment_request") == [SHARE]
    actions.return_payment(session, payment, NOW.date(), 5_00, "Rücklastschrift", OFFICE, NOW)
    assert (waiting(session, "payment_request"), later_of(session)) == ([2 * SHARE], 5_00)


def test_a_request_that_is_out_is_noted_as_such_when_a_payment_comes_back(session: Session) -> None:
    a_house(session, max_shares=None)
    member = a_member(session, shares=1)
    payment = queries_of_shares.get_payment(session, paid(session, member, SHARE))
    subscribed(session, member, 1)
    letter = shares.issue_payment_request(session, member, OFFICE, NOW)
    posted(session, member, NOW)
    actions.return_payment(session, payment, NOW.date(), 0, "Rücklastschrift", OFFICE, NOW)
    assert archive.get_document(session, letter.id).standing is Standing.VALID
    assert "letter_stands" in journal_of(session, member)


def test_a_request_in_the_tray_is_not_written_anew_as_a_reminder_beside_dunning(session: Session) -> None:
    """What is late is asked for in levels, by one letter, as where the office would ask (§ 286 BGB)."""
    a_house(session, payment_days=30)
    member = a_member(session, shares=2)
    request = shares.issue_payment_request(session, member, OFFICE, NOW)
    assert waiting(session, "payment_request") == [2 * SHARE]
    after = NOW + 30 * DAY
    dunned(session, member, at=after)
    paid(session, member, SHARE, after.date(), now=after)
    assert (request.standing, waiting(session, "payment_request")) == (Standing.VOID, [])
    assert waiting(session, "dunning_letter") == [SHARE]


@pytest.mark.parametrize(("was_asked", "due_on"), [(True, date(2026, 12, 2)), (False, date(2026, 12, 15))])
def test_a_reminder_names_a_former_letter_only_where_that_asked_for_the_same(
    session: Session, was_asked: bool, due_on: date
) -> None:
    """A request for the shares that was paid is none for what falls due after it, nor for what was asked since."""
    a_house(session, payment_days=30)
    member = a_member(session, shares=1)
    due = DuePayment(due_on, 60_00, PaymentPurpose.CONTRIBUTION)
    if was_asked:
        shares.ask_for(session, member, due, "JB-2026", OFFICE, NOW)
    shares.issue_payment_request(session, member, OFFICE, NOW)
    posted(session, member, NOW)
    paid(session, member, SHARE)
    if not was_asked:
        shares.ask_for(session, member, due, "JB-2026", OFFICE, NOW)
    letter = shares.issue_payment_request(session, member, OFFICE, LATE)
    facts = registry.load(letter.kind, letter.facts or {})
    assert (facts.asked_on, facts.due_since) == ((NOW.date(), None) if was_asked else (None, due_on))


def test_a_request_in_the_tray_names_no_instalments_of_shares_that_were_handed_over(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=3, payment_days=30)
    giver, taker = a_member(session, shares=2), a_member(session, "Stadt Eichenau", shares=0)
    shares.issue_payment_request(session, giver, OFFICE, NOW)
    before = later_of(session)
    shares.hand_over(session, giver, taker, 1, 0, NOW.date(), "UE-2026-001", OFFICE, NOW)
    assert later_of(session) < before
    assert len(archive.waiting_items(session)) == 1


def test_a_request_that_is_out_stays_when_the_contribution_goes(session: Session) -> None:
    member = a_debtor(session)
    at = NOW.replace(month=12, day=1)
    letter = shares.issue_payment_request(session, member, OFFICE, at)
    posted(session, member, at)
    contribution = session.scalars(select(Contribution)).one()
    actions.waive_contribution(session, contribution, "Ehrenmitglied", OFFICE, at)
    assert archive.get_document(session, letter.id).standing is Standing.VALID
    assert "letter_stands" in journal_of(session, member)


def test_who_pays_all_it_owes_at_once_is_asked_for_nothing_more(session: Session) -> None:
    member = a_debtor(session)
    actions.set_terms(session, with_fees(), OFFICE, NOW)
    dunned(session, member, at=LATE)
    dunned_again = LATE + 21 * DAY
    posted(session, member, LATE)
    assert dunned(session, member, DunningLevel.FIRST, dunned_again).fee == 5_00
    assert waiting(session, "dunning_letter") == [SHARE + 65_00]
    amount, day = SHARE + 60_00, dunned_again.date()
    covered = queries_of_shares.covered_by(session, member, amount, day, None, day)
    assert {each.purpose: each.left for each in covered} == {PaymentPurpose.SHARES: 0, PaymentPurpose.CONTRIBUTION: 0}
    shares.record_spread(session, member, amount, day, "", OFFICE, dunned_again)
    assert queries_of_shares.open_payments(session, member_id=member.id) == []
    assert queries_of_shares.advances_of(session, member.id) == {}
    assert waiting(session, "dunning_letter") == []
    assert len(queries.notices_of(session, member.id)) == 2


def test_the_fee_of_a_letter_that_was_on_its_way_before_is_paid_first(session: Session) -> None:
    member = a_debtor(session)
    actions.set_terms(session, with_fees(), OFFICE, NOW)
    dunned(session, member, at=LATE)
    posted(session, member, LATE)
    again = LATE + 21 * DAY
    dunned(session, member, DunningLevel.FIRST, again)
    posted(session, member, again)
    parts = {
        day: dict(queries_of_shares.parts_of_receipt(session, member, 100_00, day.date(), None, day.date()))
        for day in (again, again + DAY)
    }
    assert parts == {
        again: {PaymentPurpose.SHARES: 100_00},
        again + DAY: {PaymentPurpose.COSTS: 5_00, PaymentPurpose.SHARES: 95_00},
    }
    total = SHARE + 65_00
    assert sum(queries_of_shares.parts_of_receipt(session, member, total, again.date(), None, again.date()).values()) \
        == total
