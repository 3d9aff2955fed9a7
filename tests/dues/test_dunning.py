"""Dunning: by level, none skipped, none twice; who has paid or is stopped is not written to."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.jobs import Job, JobItem
from app.core.journal import JournalDetails
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.jobs import HANDLERS
from app.dues.models import DunningNotice
from app.dues.rules import USUAL_TERMS, DunningLevel, DunningTerms, LevelTerms, check_terms
from app.members import queries as members
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentReceived
from app.shares.queries import Ordered
from app.shares.rules import PaymentPurpose
from documents import registry
from documents.dunning_letter import DunningFacts
from tests.dues.factories import DAY, LATE, a_debtor, dunned, dunned_up_to
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid
from tests.together import transactions_together

REMINDER, FIRST, LAST = DunningLevel
WITH_FEES = DunningTerms(
    {REMINDER: LevelTerms(REMINDER, 7, 14), FIRST: LevelTerms(FIRST, 7, 14, 5_00), LAST: LevelTerms(LAST, 7, 10, 7_50)},
    clause="§ 11 Abs. 1 Buchst. b",
)  # fmt: skip


def proposed(session: Session, on: date) -> list[tuple[int, int, int]]:
    return [(each.number, each.level, each.amount) for each in queries.proposals(session, on)[0]]


def facts_of(session: Session, notice: DunningNotice) -> DunningFacts:
    facts: DunningFacts = registry.load("dunning_letter", archive.get_document(session, notice.letter_id).facts or {})
    return facts


def sheets_of(session: Session, notice: DunningNotice) -> list[int]:
    return [each.id for each in archive.items_of(session, notice.letter_id)]


def test_who_is_late_long_enough_is_proposed_for_the_reminder(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    due_on = share_queries.open_payments(session)[0].due_on
    assert proposed(session, due_on + 6 * DAY) == []
    assert proposed(session, due_on + 7 * DAY) == [(member.number, REMINDER, 2 * SHARE)]


def test_each_level_waits_for_the_day_that_the_letter_before_has_set(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    notice = dunned(session, member)
    assert notice.payable_until == LATE.date() + 14 * DAY
    assert proposed(session, notice.payable_until + 6 * DAY) == []
    assert proposed(session, notice.payable_until + 7 * DAY) == [(member.number, FIRST, 2 * SHARE)]


def test_no_level_is_skipped_and_none_comes_twice(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    for level in (FIRST, LAST):
        with pytest.raises(Refusal, match="Stufe davor fehlt"):
            dunned(session, member, level)
    dunned(session, member)
    with pytest.raises(Refusal, match="schon gemahnt"):
        dunned(session, member, at=LATE + DAY)


def test_all_that_is_late_stands_in_one_letter(session: Session) -> None:
    a_house(session, entry_fee=100_00, min_payment=100_00, instalment_amount=400_00, instalment_months=1)
    member = a_debtor(session, shares=1)
    at = LATE + 40 * DAY
    facts = facts_of(session, dunned(session, member, at=at))
    assert sorted(item.cents for item in facts.items) == [100_00, 100_00, 400_00]
    assert (facts.payment.cents, facts.payment.purpose) == (600_00, "Mitglied 0001 Anteile und Eintrittsgeld")


def test_what_falls_due_later_begins_with_the_reminder(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=400_00, instalment_months=1)
    member = a_debtor(session, shares=1)
    at = dunned_up_to(session, member, REMINDER)
    assert proposed(session, (at + 30 * DAY).date()) == [(1, FIRST, 100_00), (1, REMINDER, 400_00)]


def test_costs_are_asked_for_with_the_letter_and_named_in_the_next(session: Session) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    at = dunned_up_to(session, member, FIRST)
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.COSTS) == 5_00
    facts = facts_of(session, dunned(session, member, LAST, at))
    assert (facts.fee, facts.payment.cents) == (7_50, 2 * SHARE + 12_50)
    assert [each.word for each in facts.before] == ["Zahlungserinnerung", "1. Mahnung"]
    assert facts.clause == "§ 11 Abs. 1 Buchst. b"


def test_only_the_last_letter_warns_and_only_by_the_statute(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, FIRST)
    assert facts_of(session, dunned(session, member, LAST, at)).clause == ""
    assert queries.counts_of_proposals(session, (at + 21 * DAY).date()) == {queries.EXHAUSTED: 1}
    assert proposed(session, (at + 60 * DAY).date()) == []


def test_the_reminder_never_costs_anything() -> None:
    levels = {**USUAL_TERMS.levels, REMINDER: LevelTerms(REMINDER, 7, 14, 2_00)}
    with pytest.raises(Refusal, match="Verzug"):
        check_terms(DunningTerms(levels))


def test_levels_that_are_set_as_they_are_stay(session: Session) -> None:
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    assert queries.terms_now(session) == WITH_FEES
    with pytest.raises(Refusal, match="gilt schon so"):
        actions.set_terms(session, WITH_FEES, OFFICE, NOW)


def test_who_has_paid_since_drops_out_and_the_waiting_letter_is_withdrawn(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    notice = dunned(session, member)
    paid(session, member, 2 * SHARE)
    assert proposed(session, notice.payable_until + 30 * DAY) == []
    assert archive.get_document(session, notice.letter_id).standing is Standing.VOID


def test_with_a_letter_withdrawn_unposted_its_fee_goes(session: Session) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    notice = dunned(session, member, FIRST, at)
    paid(session, member, 2 * SHARE)
    assert archive.get_document(session, notice.letter_id).standing is Standing.VOID
    assert notice.ended_at is not None
    assert share_queries.open_payments(session) == []


def test_what_falls_due_before_a_letters_day_does_not_keep_it_in_the_tray(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=400_00, instalment_months=1)
    member = a_debtor(session, shares=1)
    notice = dunned(session, member, at=LATE + 7 * DAY)
    assert any(each.due_on <= notice.payable_until for each in share_queries.open_payments(session)[1:])
    paid(session, member, 100_00)
    assert archive.get_document(session, notice.letter_id).standing is Standing.VOID


def test_a_letter_that_was_posted_stays_when_it_is_paid_and_its_fee_is_owed(session: Session) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    notice = dunned(session, member, FIRST, at)
    archive_actions.mark_posted(session, sheets_of(session, notice), OFFICE, at)
    paid(session, member, 2 * SHARE)
    assert archive.get_document(session, notice.letter_id).standing is Standing.VALID
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.COSTS) == 5_00


def test_a_letter_discarded_in_the_tray_was_never_sent(session: Session) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    before = proposed(session, at.date())
    notice = dunned(session, member, FIRST, at)
    archive_actions.discard(session, sheets_of(session, notice), "Zahlung ist angekündigt", OFFICE, at)
    assert proposed(session, at.date()) == before
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.COSTS) == 0
    assert (notice.end_reason, notice.ended_at) == ("Zahlung ist angekündigt", at)
    with pytest.raises(Refusal):
        archive_actions.put_back(session, sheets_of(session, notice), OFFICE, at)
    assert dunned(session, member, FIRST, at).number == "MH-2026-003"


def test_two_letters_of_one_day_do_not_ask_for_the_same_costs_twice(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=400_00, instalment_months=1)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session, shares=1)
    at = dunned_up_to(session, member, FIRST)
    reminder, last = dunned(session, member, REMINDER, at), dunned(session, member, LAST, at)
    assert facts_of(session, reminder).payment.cents == 400_00 + 5_00
    assert facts_of(session, last).payment.cents == 100_00 + 7_50


def test_a_payment_returned_after_the_letter_was_withdrawn_begins_anew(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    dunned(session, member)
    payment = session.get_one(PaymentReceived, paid(session, member, 2 * SHARE))
    shares.reverse_payment(session, payment, "Rücklastschrift", OFFICE, NOW)
    assert proposed(session, LATE.date()) == [(member.number, REMINDER, 2 * SHARE)]
    assert dunned(session, member, at=LATE + DAY).number == "MH-2026-002"


def test_who_was_asked_by_a_request_whose_day_has_not_passed_is_not_reminded(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    shares.issue_payment_request(session, member, OFFICE, LATE)
    assert proposed(session, LATE.date()) == []
    assert proposed(session, LATE.date() + 15 * DAY) == [(member.number, REMINDER, 2 * SHARE)]


def test_who_is_stopped_is_not_written_to(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    actions.stop_dunning(session, member, "Ratenzahlung wird verhandelt", LATE.date(), OFFICE, NOW)
    with pytest.raises(Refusal, match="Ratenzahlung wird verhandelt"):
        dunned(session, member)
    with pytest.raises(Refusal, match="schon nicht gemahnt"):
        actions.stop_dunning(session, member, "Noch einmal", None, OFFICE, NOW)
    assert proposed(session, LATE.date()) == []
    assert len(proposed(session, LATE.date() + DAY)) == 1
    actions.resume_dunning(session, member, OFFICE, NOW)
    assert len(proposed(session, LATE.date())) == 1


def test_a_stop_that_is_over_makes_room_for_another(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    actions.stop_dunning(session, member, "Urlaub", NOW.date(), OFFICE, NOW)
    actions.stop_dunning(session, member, "Streit", None, OFFICE, LATE)
    assert [each.lifted_at is None for each in queries.stops_of(session, member.id)] == [True, False]
    with pytest.raises(Refusal, match="endete schon"):
        actions.stop_dunning(session, a_member(session, "Stadt Eichenau"), "Urlaub", NOW.date() - DAY, OFFICE, NOW)


def test_a_letter_taken_back_leaves_everything_as_before(session: Session) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    before = (proposed(session, at.date()), share_queries.open_payments(session))
    notice = dunned(session, member, FIRST, at)
    actions.undo_dunning(session, notice, "Zahlung übersehen", OFFICE, at)
    assert (proposed(session, at.date()), share_queries.open_payments(session)) == before
    assert archive.get_document(session, notice.letter_id).standing is Standing.VOID
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        actions.undo_dunning(session, notice, "Noch einmal", OFFICE, at)


def test_an_earlier_letter_stays_while_a_later_one_builds_on_it(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    notice = dunned(session, member)
    later = dunned(session, member, FIRST, LATE + 21 * DAY)
    with pytest.raises(Refusal, match="späterer Brief"):
        actions.undo_dunning(session, notice, "Irrtum", OFFICE, LATE + 22 * DAY)
    actions.undo_dunning(session, later, "Irrtum", OFFICE, LATE + 22 * DAY)
    actions.undo_dunning(session, notice, "Irrtum", OFFICE, LATE + 22 * DAY)


def test_a_run_writes_to_everybody_once_and_passes_over_who_has_paid(session: Session) -> None:
    a_house(session)
    debtors = [a_debtor(session, f"Gemeinde {name}") for name in ("Altenbruck", "Eichenau", "Hohenmoos")]
    job_id = actions.order_run(session, None, "key-of-the-run", OFFICE, LATE)
    assert actions.order_run(session, None, "key-of-the-run", OFFICE, LATE) == job_id
    paid(session, debtors[1], 2 * SHARE)
    for step in [*session.scalars(select(JobItem).where(JobItem.job_id == job_id).order_by(JobItem.id))] * 2:
        HANDLERS[actions.RUN_JOB].finish(session, step.reference, None, LATE)
    written = session.scalars(select(DunningNotice).order_by(DunningNotice.id)).all()
    assert [each.member_id for each in written] == [debtors[0].id, debtors[2].id]
    assert {each.recorded_by for each in written} == {OFFICE.name}
    assert session.get_one(Job, job_id).title == "Mahnlauf"


def test_without_anybody_late_there_is_no_run(session: Session) -> None:
    with pytest.raises(Refusal, match="nichts zu mahnen"):
        actions.order_run(session, None, "key-of-the-run", OFFICE, LATE)


def test_who_has_left_is_dunned_for_what_was_due_by_then_only(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=1)
    member = a_debtor(session, shares=1)
    shares.leave(session, member, date(2026, 12, 31), "KD-2026-001", OFFICE, NOW)
    assert proposed(session, date(2027, 6, 1)) == [(member.number, REMINDER, 200_00)]


def test_two_who_write_the_same_letter_at_once_write_one(app: Flask, session: Session) -> None:
    a_house(session)
    member_id = a_debtor(session).id
    session.commit()

    def write(own: Session) -> None:
        actions.dun_if_late(own, members.get_member(own, member_id), REMINDER, OFFICE, LATE)

    transactions_together(app, write, write)
    assert session.scalar(select(func.count()).select_from(DunningNotice)) == 1


def test_why_somebody_is_not_dunned_never_stands_in_the_journal(session: Session) -> None:
    """A plight or an illness would stay there for ever."""
    a_house(session)
    member = a_debtor(session)
    notice = dunned(session, member)
    actions.undo_dunning(session, notice, "Klinik", OFFICE, LATE + DAY)
    stop = actions.stop_dunning(session, member, "Klinik", None, OFFICE, LATE + DAY)
    actions.resume_dunning(session, member, OFFICE, LATE + DAY)
    session.commit()
    assert (notice.end_reason, stop.reason) == ("Klinik", "Klinik")
    told = session.scalars(select(JournalDetails)).all()
    assert [each.summary for each in told if "Klinik" in each.summary + each.content] == []


def test_list_page_and_file_of_letters_name_what_each_demands_with_the_costs(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    actions.set_terms(session, WITH_FEES, OFFICE, NOW)
    member = a_debtor(session)
    last = dunned(session, member, LAST, dunned_up_to(session, member, FIRST))
    assert last.demanded == facts_of(session, last).payment.cents == 2 * SHARE + 12_50
    rows, _counted = queries.list_notices(session, Ordered(sort="amount", descending=True))
    assert [each.demanded - each.amount for each in rows] == [12_50, 5_00, 0]
    session.commit()
    sign_in_office(session, client)
    assert "1.012,50" in client.get("/mahnungen/geschrieben").text
    assert "1.012,50" in client.get(f"/mahnungen/{last.id}").text
    assert "1.012,50" in client.get(f"/mitglieder/{member.number}/zahlungen").text
    table = client.get("/mahnungen/geschrieben?format=csv").text
    assert "1012,50" in table
    assert "12,50" in table.replace("1012,50", "")
