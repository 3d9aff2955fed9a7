"""What is left when somebody does not join with a transfer after all: letters, tasks, grounds, locks (R-ADM-09)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.jobs import HANDLERS
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive import queries as archive
from app.boardroom import actions as boardroom
from app.boardroom.actions.carrying import lock_matters
from app.core.values import Actor, Refusal, Role
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.members.models import Member
from app.organs import actions as organs
from app.organs.models import Item
from app.organs.rules import Choice, Outcome
from app.portal.queries.acts import acts_of
from app.shares import actions as shares
from app.transfers import actions, queries
from app.transfers.actions.declaring import lock_both
from app.transfers.models import Transfer
from app.transfers.rules import Side, TransferState, reason_told
from documents import registry
from tests.admissions.factories import an_officer
from tests.boardroom.factories import a_circular, as_officer, directors, vote
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.transfers.factories import decided, item_about
from tests.transfers.newcomers import a_giver, an_applicant, another_giver, entered, handed_on

DAY = timedelta(days=1)
AFTER = NOW + timedelta(hours=1)
GROUND, WHY = "Bruder der Antragstellerin", "Die Gemeinde Wiesenhag zahlt schlecht."
OFFICER = Actor("Henrike Lautenschlag", 1, 1, frozenset({Role.OFFICE}))


def erased(session: Session, application: Application) -> None:
    """The applicant withdraws, and the time of keeping is over."""
    admissions.withdraw(session, application.id, NOW)
    admissions.erase_withdrawn(session, application.id, NOW + 31 * DAY)


def unwritten(transfer: Transfer) -> None:
    """As decided while the house could write no letters."""
    transfer.transferor_letter_id = transfer.acquirer_letter_id = None


# --- letters ----------------------------------------------------------------------------------------------------------


def test_the_transferors_letter_is_written_later_though_the_application_is_erased(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    decided(session, transfer, choice=Choice.NO)
    unwritten(transfer)
    erased(session, application)
    assert queries.steps_open(transfer).may_write_letters
    actions.write_letters(session, transfer, OFFICE, AFTER)
    assert archive.get_document(session, transfer.transferor_letter_id or 0).kind == "transfer_refused"
    assert transfer.acquirer_letter_id is None
    assert not queries.steps_open(transfer).may_write_letters


def test_what_the_office_can_do_is_told_where_it_declares_not_in_the_applicants_letter(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    application.shares = 4
    hindrance = queries.stands_against(session, transfer, TODAY)
    assert hindrance is not None
    assert str(hindrance).endswith("braucht es 5 Anteile (§ 76 Abs. 1 GenG).")
    decided(session, transfer)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    reason = registry.load(letter.kind, letter.facts or {}).reason
    assert reason == str(hindrance)
    assert reason_told(reason, Side.ACQUIRER, Side.TRANSFEROR).startswith("An diese Erwerberin kann jetzt nicht")
    with pytest.raises(Refusal, match="Geben Sie den Antrag zur Ergänzung zurück"):
        handed_on(session, giver, application)


def test_a_letter_written_later_calls_no_application_open_that_is_over(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    decided(session, transfer, choice=Choice.NO)
    assert transfer.frees_application
    unwritten(transfer)
    admissions.withdraw(session, application.id, NOW)
    actions.write_letters(session, transfer, OFFICE, AFTER)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    assert (letter.subject, registry.load(letter.kind, letter.facts or {}).application) == (
        f"application:{application.id}", ""
    )
    assert not transfer.frees_application


# --- the application --------------------------------------------------------------------------------------------------


def test_undone_before_the_applicant_was_told_nobody_waits_to_be_told(session: Session) -> None:
    transfer = entered(session)
    application = transfer.application
    assert application is not None
    assert application.state is ApplicationState.ADMITTED
    actions.reverse(session, transfer.id, "Nie vereinbart", OFFICE, AFTER)
    HANDLERS["note_notified"].begin(session, str(application.id), AFTER)
    counts = desk.waiting(session, OFFICER, TODAY)
    assert TaskKind.NOTIFY not in {task.kind for task in desk.tasks(session, OFFICER, TODAY, counts)}
    assert (application.state, application.notified_at) == (ApplicationState.NOTIFIED, None)


def test_an_application_whose_entry_was_struck_tells_of_no_membership(session: Session) -> None:
    transfer = entered(session)
    application = transfer.application
    assert application is not None
    assert applications.member_since(session, application) == TODAY + DAY
    actions.reverse(session, transfer.id, "Nie vereinbart", OFFICE, AFTER)
    assert applications.member_since(session, application) is None


def test_the_transferors_own_data_name_an_erased_application_by_its_number(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    decided(session, handed_on(session, giver, application), choice=Choice.NO)
    erased(session, application)
    told = acts_of(session, giver)["transfers"][0]
    assert (told["other"], told["other_number"]) == (application.number, application.number)


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_the_desk_announces_no_end_of_a_membership_that_was_struck(session: Session) -> None:
    transfer = entered(session, wanted_on=TODAY + 10 * DAY)
    assert ends_ahead(session) == [TODAY + 10 * DAY]
    actions.reverse(session, transfer.id, "Nie vereinbart", OFFICE, AFTER)
    assert ends_ahead(session) == []


def ends_ahead(session: Session) -> list[date]:
    """The days of ends of memberships that the desk keeps in mind."""
    return [each.day for each in desk.deadlines(session, OFFICER, TODAY, []) if each.what == "exits"]


# --- what was said ----------------------------------------------------------------------------------------------------


def said(item: Item) -> set[str]:
    """The grounds and reasons that stand with an item."""
    return {*(bias.ground for bias in item.biases), *(vote.reason for vote in item.votes)} - {""}


def voted_on(session: Session, transfer: Transfer) -> Item:
    """One of three is biased for a ground, another votes against it for a reason."""
    item = item_about(session, transfer)
    first, second, *_others = directors(session)
    organs.add_biases(session, item, {first.id: GROUND}, NOW)
    a_circular(session, item)
    boardroom.vote(session, item, second.id, Choice.NO, WHY, as_officer(second), NOW)
    assert said(item) >= {GROUND, WHY}
    return item


def test_rejected_the_grounds_and_reasons_go_the_outcome_stays(session: Session) -> None:
    giver = a_giver(session)
    an_officer(session, a_person(session, "Ansgar", "Feldhüter"))
    transfer = handed_on(session, giver, an_applicant(session))
    item = voted_on(session, transfer)
    for person in directors(session)[2:]:
        if item.is_open:
            vote(session, item, person, "no")
    assert (transfer.state, item.outcome) == (TransferState.REJECTED, Outcome.REJECTED)
    assert [each.choice for each in item.votes][:1] == [Choice.NO]
    assert said(item) == set()


def test_taken_back_the_grounds_and_reasons_go(session: Session) -> None:
    transfer = handed_on(session, a_giver(session), an_applicant(session))
    item = item_about(session, transfer)
    first, *_others = directors(session)
    organs.add_biases(session, item, {first.id: GROUND}, NOW)
    assert said(item) == {GROUND}
    actions.withdraw(session, transfer.id, "Beide wollen nicht mehr", OFFICE, NOW)
    assert said(item) == set()


# --- locks ------------------------------------------------------------------------------------------------------------


def test_who_applies_again_is_locked_in_the_order_of_members(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, former, application = a_giver(session), another_giver(session), an_applicant(session)
    application.party_id = former.party_id
    session.flush()
    locked: list[int] = []
    monkeypatch.setattr(shares, "lock_many", lambda _session, ids: locked.extend(ids))
    lock_both(session, giver, application)
    assert locked == [giver.id, former.id]


def test_the_board_locks_who_applies_again_before_it_decides(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, application = a_giver(session), an_applicant(session)
    item = item_about(session, handed_on(session, giver, application))
    former = another_giver(session)
    application.party_id = former.party_id
    session.flush()
    locked: list[int] = []

    def lock(_session: Session, member: Member) -> None:
        locked.append(member.id)

    monkeypatch.setattr(shares, "lock", lock)
    lock_matters(session, item)
    assert locked[:2] == [giver.id, former.id]
