"""How much waits, as numbers: two statements, whatever the size of the cooperative."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application
from app.admissions.rules import REMIND_AFTER, ApplicationState
from app.archive.models import IssuedDocument, PrintItem
from app.archive.queries.tray import WAITS
from app.assemblies import queries as assemblies
from app.assessments import queries as assessments
from app.assessments.models import Round
from app.assessments.rules import RoundState
from app.attendance import queries as attendance
from app.bundles import queries as bundles
from app.changes import queries as changes
from app.core import journal
from app.core.formats import beginning_of
from app.core.jobs import ItemState, Job, JobItem
from app.core.outbox import JOB_KIND, MailState, OutgoingMail
from app.core.values import Actor, Role
from app.departures import queries as departures
from app.desk.rules import AT_ONCE, PAY_WITHIN, ROWS_OF_A_KIND, SUMMARIES, TaskKind, Waiting
from app.dues import queries as dues
from app.dues.queries import Proposal
from app.minutes import queries as minutes
from app.minutes.rules import FollowUp
from app.needs import queries as needs
from app.organs import queries as organs
from app.organs.models import Item, Resolution
from app.organs.rules import Organ, Outcome
from app.prospects import queries as prospects
from app.removals import queries as removals
from app.settlements import queries as settlements
from app.shares import queries as shares
from app.shares.queries import Ordered
from app.solutions import queries as solutions
from app.subscriptions import queries as subscriptions
from app.transfers import queries as transfers

UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.PROPOSED)
PROTOCOL, DISPATCHES, ASKING = "protocol", "dispatches", "asking"

_REMINDERS = journal.UntilTheNextAct[tuple[list[Proposal], int]]()
"""Whom to remind, by day: the one thing for which the payments of everybody are gone through."""

_LACKING = journal.UntilTheNextAct[int]()
"""How many applications lack something while they lie with the board, by day."""

_CLAIMS = journal.UntilTheNextAct[tuple[int, date | None, int]]()
"""How many claims from results are open, when the first is due, and how many are barred, by day."""

_COMPLETE = journal.UntilTheNextAct[int]()
"""How many rounds of assessment run and have all they can get, by day."""

_LAPSED = journal.UntilTheNextAct[int]()
"""How many payments have lapsed, by day."""

_TO_OPEN = journal.UntilTheNextAct[tuple[bool, date | None]]()
"""Whether a settlement can be opened, and when the first one is due, by day: everybody who left is looked at."""


OF_PROSPECTS = (TaskKind.ANSWER_ENQUIRY, TaskKind.NEXT_STEP, TaskKind.STEP_MISSING)
"""What waits in the room of prospects."""

OF_NEEDS = (
    TaskKind.LOOK_AT_NEED, TaskKind.ANSWER_QUESTION, TaskKind.MEDIATE_CONTACT, TaskKind.LAY_ROUND,
    TaskKind.CLOSE_ROUND, TaskKind.ANSWER_WITH, TaskKind.PARTNER_DECLINED, TaskKind.TAKE_UP_VERDICT,
)
"""What waits in the room of needs."""


@dataclass(frozen=True)
class Counts:
    """How many tasks of each kind wait for somebody, and the numbers of the sidebar's other places."""

    tasks: Mapping[TaskKind, int]
    undecided: int = 0
    sheets: int = 0

    @property
    def rows(self) -> int:
        """How many things the desk counts: kinds that are told in one row count as one."""
        return sum(min(number, 1) if kind in SUMMARIES else number for kind, number in self.tasks.items())

    def of(self, place: Waiting) -> int:
        """The number at a place of the sidebar."""
        numbers = {
            Waiting.TASKS: self.rows, Waiting.APPLICATIONS: self.undecided, Waiting.SHEETS: self.sheets,
            Waiting.PROSPECTS: sum(self.tasks.get(kind, 0) for kind in OF_PROSPECTS),
            Waiting.NEEDS: sum(self.tasks.get(kind, 0) for kind in OF_NEEDS),
            Waiting.REMINDERS: self.tasks.get(TaskKind.REMIND_PAYER, 0),
            Waiting.VOTES: self.tasks.get(TaskKind.VOTE, 0),
            Waiting.MAILS: self.tasks.get(TaskKind.MAIL_FAILED, 0) + self.tasks.get(TaskKind.MAIL_IN_DOUBT, 0),
            Waiting.JOBS: self.tasks.get(TaskKind.JOB_FAILED, 0),
        }  # fmt: skip
        return numbers[place]

    def is_overdue(self, place: Waiting) -> bool:
        """Whether something behind a place's number is overdue."""
        late = self.tasks.get(TaskKind.REMIND_PAYER, 0) > 0
        applicants = self.tasks.get(TaskKind.REMIND_APPLICANT, 0) > 0
        return {Waiting.TASKS: late or applicants, Waiting.REMINDERS: late}.get(place, False)


def organs_of(actor: Actor) -> list[Organ]:
    """The organs somebody sits in, by role."""
    return [organ for organ, role in organs.ROLE_OF.items() if role in actor.roles]


def waiting(session: Session, actor: Actor, today: date) -> Counts:
    """What waits for a person."""
    wanted, statement = _asked(actor, today)
    if not wanted:
        return Counts({})
    row = session.execute(statement).one()
    found = {name: int(number or 0) for name, number in zip(wanted, row, strict=True)}
    if Role.OFFICE in actor.roles:
        found[TaskKind.REMIND_PAYER] = reminders(session, today)[1]
        if found[TaskKind.CLOSE_ROUND]:
            found[TaskKind.CLOSE_ROUND] = _COMPLETE.get(
                session, today, lambda: len(assessments.to_close(session, today))
            )
        if found[TaskKind.COMPLETE]:
            found[TaskKind.COMPLETE] = _LACKING.get(session, today, lambda: len(admissions.lacking_on(session, today)))
        to_pay, _first, barred = claims(session, today)
        lapsed = _LAPSED.get(session, today, lambda: shares.count_lapsed(session, today))
        found |= {TaskKind.PAY_CLAIMS: to_pay, TaskKind.CLAIMS_BARRED: barred, TaskKind.DUES_LAPSED: lapsed}
        found[TaskKind.OPEN_SETTLEMENTS] = int(to_open(session, today)[0])
        if found[DISPATCHES]:
            found[TaskKind.MEMBERS_UNREACHED] += assemblies.count_missing(session, today)
            found[TaskKind.MEMBERS_LATE] = assemblies.count_all_late(session, today)
    if found.get(ASKING):
        found |= _to_carry_out(session, actor)
    tasks = {kind: found[kind] for kind in TaskKind if found.get(kind)}
    return Counts(tasks, found.get(Waiting.APPLICATIONS, 0), found.get(Waiting.SHEETS, 0))


@lru_cache(maxsize=256)
def _asked(actor: Actor, today: date) -> tuple[Sequence[str], Select[Any]]:
    """What is counted for a person on a day, and the statement; kept, for every page of theirs asks it."""
    wanted = {**dict(_places(actor)), **dict(_tasks(actor, today))}
    return tuple(wanted), select(*(query.scalar_subquery() for query in wanted.values()))


def claims(session: Session, today: date) -> tuple[int, date | None, int]:
    """Claims from results to pay, the day by which the first is due, and barred ones; every member may have one."""
    return _CLAIMS.get(session, today, lambda: settlements.count_open_dividends(session, today))


def _to_carry_out(session: Session, actor: Actor) -> dict[str, int]:
    """Meetings of whose decisions something is to be carried out, and what is to be filed with the register.

    The office carries out; the board files (§ 157 GenG).
    """
    found = minutes.open_following(session)
    filings = sum(each.what is FollowUp.FILING for each in found)
    if Role.OFFICE not in actor.roles:
        return {TaskKind.FILE_REGISTER: filings}
    meetings = {each.assembly_id for each in found if each.what is not FollowUp.FILING}
    return {TaskKind.CARRY_OUT: len(meetings), TaskKind.FILE_REGISTER: filings}


def to_open(session: Session, today: date) -> tuple[bool, date | None]:
    """Whether a settlement can be opened, and the first day on which one is due (§ 73 (2) GenG; R-PAY-01)."""
    return _TO_OPEN.get(session, today, lambda: _first_to_open(session, today))


def _first_to_open(session: Session, today: date) -> tuple[bool, date | None]:
    if not session.scalar(settlements.may_be_opened(today)):
        return False, None
    first = settlements.first_to_open(session, today)
    return first is not None, settlements.due_on_of(session, first) if first else None


def reminders(session: Session, today: date) -> tuple[list[Proposal], int]:
    """The letters of dunning about the highest sums that may be written today, and how many may be in all."""
    return _REMINDERS.get(session, today, lambda: _highest_debts(session, today))


def _highest_debts(session: Session, today: date) -> tuple[list[Proposal], int]:
    highest = Ordered(sort="amount", descending=True, limit=ROWS_OF_A_KIND)
    found, sums = dues.proposals(session, today, wanted=highest)
    return found, sums.rows


def _places(actor: Actor) -> Iterator[tuple[str, Select[Any]]]:
    if Role.OFFICE in actor.roles:
        yield Waiting.APPLICATIONS, _count(Application).where(Application.state.in_(UNDECIDED))
        yield Waiting.SHEETS, _count(PrintItem).where(WAITS)


def _tasks(actor: Actor, today: date) -> Iterator[tuple[str, Select[Any]]]:
    if Role.OFFICE in actor.roles:
        yield from _of_the_office(today)
        yield from _of_the_network(today)
    if Role.OFFICE in actor.roles or Role.BOARD in actor.roles:
        yield TaskKind.TAKE_UP, _pending(Organ.BOARD)
        yield TaskKind.RECORD_ASSEMBLY, _pending(Organ.GENERAL_ASSEMBLY)
        yield TaskKind.ANSWER_REQUEST, _number_of(assemblies.to_answer())
        yield TaskKind.CLOSE_SITTING, _number_of(assemblies.left_open(today))
        yield TaskKind.SETTLE_UNOPENED, _number_of(assemblies.to_settle(today))
        yield ASKING, _number_of(minutes.asking())
        yield TaskKind.CONFIRM_CHANGE, changes.count_waiting_for(actor.user_id)
        yield TaskKind.CONFIRM_SETTLEMENT, _number_of(settlements.to_confirm(actor.user_id))
    if actor.has_any((Role.OFFICE, Role.BOARD)):
        owner = None if Role.OFFICE in actor.roles else actor.user_id
        yield TaskKind.NEXT_STEP, _number_of(prospects.to_do(today, owner))
    if actor.has_any((Role.OFFICE, Role.SUPERVISORY_BOARD)):
        yield TaskKind.TAKE_UP_SUPERVISORS, _pending(Organ.SUPERVISORY_BOARD)
    if organs_of(actor) and actor.party_id:
        waits = organs.awaited(actor.party_id, organs_of(actor), today).with_only_columns(Item.resolution_id)
        yield TaskKind.VOTE, select(func.count()).select_from(waits.distinct().subquery())
        yield TaskKind.SIGN, to_sign(organs_of(actor)).with_only_columns(func.count()).order_by(None)
    if actor.has_any((Role.OFFICE, Role.ADMINISTRATOR)):
        yield from _of_operations()


def _of_the_network(today: date) -> Iterator[tuple[str, Select[Any]]]:
    yield TaskKind.ANSWER_ENQUIRY, _number_of(prospects.to_answer())
    yield TaskKind.STEP_MISSING, _number_of(prospects.without_step())
    yield TaskKind.ASKED_TO_STAY, _number_of(prospects.asked_to_stay())
    yield TaskKind.LOOK_AT_NEED, _number_of(needs.to_look_at())
    yield TaskKind.ANSWER_QUESTION, _number_of(needs.to_answer())
    yield TaskKind.LAY_ROUND, _number_of(assessments.to_lay())
    yield TaskKind.CLOSE_ROUND, _count(Round).where(Round.state == RoundState.OPEN)
    yield TaskKind.MEDIATE_CONTACT, _number_of(bundles.to_mediate(today))
    yield TaskKind.ANSWER_WITH, select(func.count()).select_from(solutions.to_answer_with().order_by(None).subquery())
    yield TaskKind.PARTNER_DECLINED, _number_of(solutions.without_partner())
    yield TaskKind.TAKE_UP_VERDICT, _number_of(solutions.without_reply())


def _of_the_office(today: date) -> Iterator[tuple[str, Select[Any]]]:
    state = Application.state
    yield TaskKind.CHECK, _count(Application).where(state == ApplicationState.SUBMITTED)
    yield TaskKind.COMPLETE, _count(Application).where(state == ApplicationState.PROPOSED)
    yield TaskKind.NOTIFY, _count(Application).where(state == ApplicationState.ADMITTED)
    yield TaskKind.REMIND_APPLICANT, _count(Application).where(
        state == ApplicationState.RETURNED, Application.returned_at < reminded_before(today)
    )
    yield TaskKind.TELL_LEAVER, _number_of(departures.without_letter())
    yield TaskKind.TELL_SUBSCRIBER, _number_of(subscriptions.without_letter())
    yield TaskKind.PAY_OUT, _number_of(settlements.to_pay(today + PAY_WITHIN))
    yield TaskKind.RESTS_OWED, _number_of(settlements.owing())
    yield TaskKind.TELL_TRANSFER, _number_of(transfers.without_letter())
    yield TaskKind.TELL_REMOVED, _number_of(removals.without_letter())
    yield TaskKind.TELL_SETTLED, _number_of(settlements.without_letter())
    yield TaskKind.SEND_EXCLUSION, _number_of(removals.to_dispatch())
    yield TaskKind.CONVENE_ASSEMBLY, _number_of(assemblies.to_convene(today))
    yield TaskKind.LAY_OPEN, _number_of(assemblies.to_lay_open(today))
    yield TaskKind.OPEN_DOOR, _number_of(attendance.to_open(today))
    yield TaskKind.NAME_CONCERNED, _number_of(attendance.to_name(today))
    yield TaskKind.SIGN_MINUTES, _number_of(minutes.unsigned())
    yield TaskKind.SIGN_ADDENDUM, _number_of(minutes.addenda_to_sign())
    yield TaskKind.MEMBERS_UNREACHED, assemblies.count_failed(today)
    yield DISPATCHES, assemblies.count_settled(today)
    of_the_office = IssuedDocument.kind != PROTOCOL
    sheets = _count(PrintItem).join(IssuedDocument, IssuedDocument.id == PrintItem.document_id)
    yield TaskKind.PRINT, sheets.where(WAITS, PrintItem.printed_at.is_(None))
    yield TaskKind.POST, sheets.where(WAITS, of_the_office, PrintItem.printed_at.is_not(None))


def _number_of(found: Select[*tuple[Any, ...]]) -> Select[Any]:
    return found.order_by(None).with_only_columns(func.count())


def _of_operations() -> Iterator[tuple[str, Select[Any]]]:
    mails = _count(OutgoingMail).where(OutgoingMail.erased_at.is_(None))
    yield TaskKind.MAIL_FAILED, mails.where(OutgoingMail.state == MailState.FAILED)
    yield TaskKind.MAIL_IN_DOUBT, mails.where(OutgoingMail.state == MailState.IN_DOUBT)
    stuck = (ItemState.FAILED, ItemState.IN_DOUBT)
    yield TaskKind.JOB_FAILED, _count(JobItem).join(Job).where(JobItem.state.in_(stuck), Job.kind != JOB_KIND)


def reminded_before(today: date) -> datetime:
    """Who was asked to complete an application before this moment is reminded."""
    return beginning_of(today - REMIND_AFTER)


def notify_by(decided_on: date) -> date:
    """Until when somebody admitted is told (§ 15 (2) sentence 1 GenG; R-ADM-10)."""
    return decided_on + AT_ONCE


def _pending(organ: Organ) -> Select[Any]:
    return _count(Item).where(
        Item.organ == organ, Item.resolution_id.is_(None), Item.dropped_at.is_(None), Item.outcome == Outcome.OPEN
    )


def to_sign(sitting: Sequence[Organ]) -> Select[*tuple[Any, ...]]:
    """Protocols of these organs that nobody has noted as signed, with their resolutions, oldest first."""
    found = select(Resolution.id, Resolution.number, Resolution.title, IssuedDocument.issued_at.label("ready_at")).join(
        IssuedDocument, IssuedDocument.id == Resolution.protocol_document_id
    )
    unsigned = found.where(Resolution.signed_on.is_(None), Resolution.organ.in_(sitting))
    return unsigned.order_by(IssuedDocument.issued_at, Resolution.id)


def _count(table: type[Any]) -> Select[Any]:
    return select(func.count()).select_from(table)
