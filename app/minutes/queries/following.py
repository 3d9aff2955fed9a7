"""What is still to be done after what assemblies decided, and what is done already (R-GV-10)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import AssemblyState, Subject
from app.closing.models import AccountsEntry, Appropriation
from app.closing.rules import AccountsStep
from app.core import journal
from app.core.formats import local
from app.core.values import NotFound
from app.departures.models import SpecialRight
from app.minutes.models import Consequence, EndedOffice, RegisterFiling
from app.minutes.rules import ASKING, ORGANS, FollowUp, file_by, filing_law, follow_ups_of, year_named
from app.organs.models import Discharge, Office
from app.organs.rules import Organ
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import FiscalYear
from app.voting import queries as voting
from app.voting.models import Declaration, Motion, Poll, PollOption
from app.voting.rules import ELECTING, MotionKind, Outcome

Key = tuple[int, int | None, FollowUp]


@dataclass(frozen=True)
class Following:
    """Something to be done after a decision, and what came of it.

    `target` is the id of what was done in its room, or of the assembly that is planned so far; `year_end` names the
    fiscal year it is about; `done` is how it was noted here, `filing` its day and person where it goes to the register.
    """

    what: FollowUp
    assembly: Assembly
    poll: Poll
    option: PollOption | None
    is_done: bool
    target: int | None = None
    year_end: date | None = None
    done: Consequence | None = None
    filing: RegisterFiling | None = None

    @property
    def about(self) -> str:
        """Whom or which item it is about, or what was moved."""
        if self.what is FollowUp.CONVENING:
            return self.poll.question
        return self.option.name if self.option else self.poll.item.title

    @property
    def organ(self) -> Organ | None:
        """The organ whose seat is given or taken, or that is discharged; none of what is beside the item's matter."""
        return None if self.what is FollowUp.CONVENING else ORGANS.get(self.subject)

    @property
    def subject(self) -> Subject:
        """What was decided."""
        assert self.poll.item.subject is not None
        return self.poll.item.subject

    @property
    def resolved_on(self) -> date:
        """The day on which it was declared, from which its deadlines run (§§ 51, 67a GenG)."""
        assert self.poll.declaration is not None
        return local(self.poll.declaration.declared_at).date()

    @property
    def due_on(self) -> date | None:
        """Until when it is filed with the register; None of what the house sets no day for."""
        if self.what is not FollowUp.FILING:
            return None
        return self.filing.due_on if self.filing else file_by(self.resolved_on)

    @property
    def law(self) -> str:
        """The paragraph by which it is filed; empty of what is not."""
        return filing_law(self.subject) if self.what is FollowUp.FILING else ""

    @property
    def responsible(self) -> str:
        """Who files it; empty where nobody was named."""
        return self.filing.responsible if self.filing else ""


def following(session: Session, assembly: Assembly) -> list[Following]:
    """List what the decisions of a meeting ask for, in the order of the votes."""
    return _following(session, [*_passed(session, assembly.id)])


def get_following(
    session: Session, assembly: Assembly, poll_id: int, what: FollowUp, option_id: int | None
) -> Following:
    """One of them; raises NotFound for what no decision of the meeting asks for."""
    for each in following(session, assembly):
        if (each.poll.id, each.what, each.option.id if each.option else None) == (poll_id, what, option_id):
            return each
    raise NotFound


@dataclass(frozen=True)
class ToDo:
    """Something that is still to be done after a meeting, as the desk tells it."""

    what: FollowUp
    assembly_id: int
    meets_on: date
    poll_id: int
    option_id: int
    about: str
    law: str
    due_on: date | None
    responsible: str


_OPEN = journal.UntilTheNextAct[list[ToDo]]()
"""What is to be done of all meetings; until the next act nothing changes it."""


def open_following(session: Session) -> list[ToDo]:
    """What is still to be done after all meetings, the oldest first (R-GV-10)."""
    return _OPEN.get(session, "", lambda: [*_to_do(session)])


def _to_do(session: Session) -> Iterator[ToDo]:
    for each in _following(session, [*_passed(session)]):
        if not each.is_done:
            yield ToDo(
                each.what, each.assembly.id, each.assembly.meets_on, each.poll.id, each.option.id if each.option else 0,
                each.about, each.law, each.due_on, each.responsible,
            )


def asking() -> Select[int]:
    """The polls whose decision asks for something, done or not, as a query; the desk looks no further without one."""
    return _declared().with_only_columns(Poll.id)


def _declared() -> Select[Poll, Assembly]:
    found = select(Poll, Assembly).join(Assembly, Assembly.id == Poll.assembly_id)
    joined = found.join(AgendaItem, AgendaItem.id == Poll.item_id).join(Declaration, Declaration.poll_id == Poll.id)
    outcomes = (Outcome.ACCEPTED, Outcome.ELECTED)
    is_main = or_(Poll.motion_id.is_(None), Motion.kind == MotionKind.MAIN)
    asks = or_(and_(AgendaItem.subject.in_(ASKING), is_main), Motion.kind == MotionKind.CONVENING)
    decided = joined.outerjoin(Motion, Motion.id == Poll.motion_id).where(asks)
    return decided.where(or_(Declaration.outcome.in_(outcomes), Declaration.resolution_id.is_not(None)))


def _passed(session: Session, assembly_id: int | None = None) -> Iterator[tuple[Poll, Assembly]]:
    """Votes that decided the matter itself: in favour, or by an election, also where a run-off follows for others."""
    found = _declared().order_by(Poll.id)
    if assembly_id is not None:
        found = found.where(Poll.assembly_id == assembly_id)
    for poll, assembly in session.execute(found).unique():
        is_elected = poll.method in ELECTING and voting.elected_options(poll)
        if is_elected or (poll.declaration and poll.declaration.outcome is Outcome.ACCEPTED):
            yield poll, assembly


def _following(session: Session, passed: Sequence[tuple[Poll, Assembly]]) -> list[Following]:
    known = _Known(session, [poll.id for poll, _assembly in passed])
    return [each for poll, assembly in passed for each in _after(known, poll, assembly)]


def _after(known: "_Known", poll: Poll, assembly: Assembly) -> Iterator[Following]:
    for what in _asked_for(poll):
        if poll.method in ELECTING:
            chosen = [each for each in voting.elected_options(poll) if each.answer is None or each.answer.accepts]
            yield from (known.state_of(what, assembly, poll, option) for option in chosen)
        else:
            yield known.state_of(what, assembly, poll, None)


def _asked_for(poll: Poll) -> tuple[FollowUp, ...]:
    """What a decision asks for: by the matter of its item, or by a motion beside that (§ 46 (2) GenG; R-GV-06)."""
    if poll.motion is not None and poll.motion.kind is MotionKind.CONVENING:
        return (FollowUp.CONVENING,)
    assert poll.item.subject is not None
    return follow_ups_of(poll.item.subject)


class _Known:
    """What the rooms show of what was done; each asked once, and only where something needs it."""

    def __init__(self, session: Session, poll_ids: Sequence[int]) -> None:
        self.session, self.poll_ids = session, poll_ids

    def state_of(self, what: FollowUp, assembly: Assembly, poll: Poll, option: PollOption | None) -> Following:
        """How far something is: as an act noted it and its room still shows it, else as its room shows it alone."""
        key, plain = (poll.id, option.id if option else None, what), Following(what, assembly, poll, option, False)
        row, filing = self.rows.get(key), self.filings.get(key[:2])
        year = self.year_of(assembly, poll)
        if row is not None and (row.reference is None or self.stands(row, poll)):
            adopted = self.adopted.get(row.reference or 0) if what is FollowUp.ADOPTION else None
            year_end = adopted.year_end if adopted else year
            return Following(what, assembly, poll, option, True, row.reference, year_end, row, filing)
        if what is FollowUp.FILING:
            is_filed = filing is not None and filing.filed_on is not None
            return Following(what, assembly, poll, option, is_filed, filing=filing)
        if what is FollowUp.CONVENING:
            return Following(what, assembly, poll, option, False, self.planned_of(row))
        target = self.target_of(plain, year)
        return Following(what, assembly, poll, option, target is not None, target, year)

    def stands(self, row: Consequence, poll: Poll) -> bool:
        """Whether what a row refers to still stands in its room.

        The id of an office that was struck may be given to another one, of another resolution or later.
        """
        match row.what:
            case FollowUp.CONVENING:
                return self.answering.get(row.reference or 0) is AssemblyState.CONVENED
            case FollowUp.OFFICE:
                by = poll.declaration.resolution_id if poll.declaration else None
                return any(
                    each.id == row.reference and each.resolution_id == by and each.recorded_at <= row.done_at
                    for each in self.offices
                )
            case FollowUp.REMOVAL:
                return self._are_ended(row)
            case FollowUp.DISCHARGE:
                return row.reference in self.discharged
            case FollowUp.SPECIAL_NOTICE:
                return row.reference in self.rights.values()
            case FollowUp.ADOPTION:
                return row.reference in self.adopted
        return False

    def planned_of(self, row: Consequence | None) -> int | None:
        """The assembly that is to answer a motion to convene one, as long as it is still planned (§ 46 (2) GenG)."""
        named = row.reference if row else None
        return named if self.answering.get(named or 0) is AssemblyState.PLANNED else None

    def _are_ended(self, row: Consequence) -> bool:
        """Whether none of the offices that a removal ended lasts longer again (§§ 24 (3), 36 (3) GenG)."""
        last_days = {each.id: each.last_day for each in self.offices}
        now = [(last_days.get(office_id), last_day) for office_id, last_day in self.ended.get(row.id, ())]
        return bool(now) and all(lasts is not None and lasts <= ended for lasts, ended in now)

    def target_of(self, following: Following, year_end: date | None) -> int | None:
        """What was done in its room by hand; a later undoing shows there, and so here."""
        resolution_id = following.poll.declaration.resolution_id if following.poll.declaration else None
        match following.what:
            case FollowUp.OFFICE:
                return self._office_of(following)
            case FollowUp.DISCHARGE:
                return resolution_id if resolution_id in self.discharged else None
            case FollowUp.SPECIAL_NOTICE:
                return self.rights.get(resolution_id or 0)
            case FollowUp.STATUTE:
                return self.versions.get(following.resolved_on)
            case FollowUp.RESULT:
                return self._use_of(following, year_end)
            case FollowUp.ADOPTION:
                return self._adoption_of(following.resolved_on, year_end)
        return None

    def _office_of(self, following: Following) -> int | None:
        name = following.about.casefold()
        return next((
            each.id for each in self.offices
            if each.organ is following.organ and each.first_day >= following.resolved_on
            and each.party.display_name.casefold() == name
        ), None)

    def _adoption_of(self, resolved_on: date, year_end: date | None) -> int | None:
        """The entry that was made by hand of what was resolved that day; not one that another decision led to."""
        found = [each.id for each in self.adopted.values() if (each.day, each.year_end) == (resolved_on, year_end)]
        taken = select(Consequence.reference).where(
            Consequence.what == FollowUp.ADOPTION, Consequence.reference.in_(found), Consequence.undone_at.is_(None)
        )
        free = set(found).difference(self.session.scalars(taken)) if found else set()
        return next(iter(free), None)

    def _use_of(self, following: Following, year_end: date | None) -> int | None:
        """How the result of the year was used as of that very day, or booked since of accounts adopted earlier."""
        used, declared = self.used.get(year_end) if year_end else None, following.poll.declaration
        if used is None or used.effective_on is None or declared is None:
            return None
        is_earlier = used.effective_on < following.resolved_on
        is_booked_since = is_earlier and used.recorded_at >= declared.declared_at
        return used.id if used.effective_on == following.resolved_on or is_booked_since else None

    def year_of(self, assembly: Assembly, poll: Poll) -> date | None:
        """The last day of the fiscal year whose accounts, whose result it is: the one that is named, else the last one.

        Of those that were over when the assembly met (§ 48 GenG).
        """
        over = [each for each in self.years if each.last_day < assembly.meets_on]
        named = year_named(over, poll.question, poll.item.title, poll.item.draft)
        return named.last_day if named else max((each.last_day for each in over), default=None)

    @cached_property
    def rows(self) -> Mapping[Key, Consequence]:
        """What was noted as done, by vote, person and kind."""
        found = select(Consequence).where(Consequence.poll_id.in_(self.poll_ids), Consequence.undone_at.is_(None))
        return {(each.poll_id, each.option_id, each.what): each for each in self.session.scalars(found)}

    @cached_property
    def filings(self) -> Mapping[tuple[int, int | None], RegisterFiling]:
        """What goes to the register, by vote and person."""
        found = select(RegisterFiling).where(
            RegisterFiling.poll_id.in_(self.poll_ids), RegisterFiling.taken_back_at.is_(None)
        )
        return {(each.poll_id, each.option_id): each for each in self.session.scalars(found)}

    @cached_property
    def offices(self) -> Sequence[Office]:
        """All offices, which are few."""
        return self.session.scalars(select(Office)).unique().all()

    @cached_property
    def ended(self) -> Mapping[int, list[tuple[int, date]]]:
        """What was noted as done → the offices that it ended, each with the day."""
        found: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
        rows = select(EndedOffice).join(Consequence).where(Consequence.poll_id.in_(self.poll_ids))
        for each in self.session.scalars(rows.order_by(EndedOffice.office_id)):
            found[each.consequence_id].append((each.office_id, each.last_day))
        return found

    @cached_property
    def answering(self) -> Mapping[int, AssemblyState]:
        """The assemblies that were named as the ones resolved on, and how far each is."""
        named = [each.reference for each in self.rows.values() if each.what is FollowUp.CONVENING]
        found = select(Assembly.id, Assembly.state).where(Assembly.id.in_(each for each in named if each))
        return dict(self.session.execute(found).all())

    @cached_property
    def discharged(self) -> set[int]:
        """The resolutions by which somebody is discharged."""
        return set(self.session.scalars(select(Discharge.resolution_id).where(Discharge.withdrawn_at.is_(None))))

    @cached_property
    def rights(self) -> Mapping[int, int]:
        """Resolution → the right to leave that it opened."""
        found = select(SpecialRight.resolution_id, SpecialRight.id).where(SpecialRight.closed_at.is_(None))
        return dict(self.session.execute(found).all())

    @cached_property
    def versions(self) -> Mapping[date, int]:
        """Day of the resolution → the version of the statute that was recorded of it."""
        found = select(StatuteVersion.resolved_on, StatuteVersion.id).order_by(StatuteVersion.id)
        return dict(self.session.execute(found).all())

    @cached_property
    def used(self) -> Mapping[date, Appropriation]:
        """Last day of the year → how its result is used, as long as that was not undone."""
        found = self.session.scalars(select(Appropriation).order_by(Appropriation.turn))
        newest = {each.year_end: each for each in found}
        return {year_end: each for year_end, each in newest.items() if each.effective_on}

    @cached_property
    def adopted(self) -> Mapping[int, AccountsEntry]:
        """The entries by which accounts stand adopted, by their ids."""
        found = select(AccountsEntry).where(AccountsEntry.step == AccountsStep.ADOPTED).order_by(AccountsEntry.turn)
        newest = {each.year_end: each for each in self.session.scalars(found)}
        return {each.id: each for each in newest.values() if each.day}

    @cached_property
    def years(self) -> Sequence[FiscalYear]:
        """All fiscal years."""
        return statutes.fiscal_years(self.session)
