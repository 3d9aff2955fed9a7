"""Removals in lists: by view, without a letter or a trace, with papers to erase."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.archive import queries as archive
from app.core.db import Day
from app.core.formats import beginning_of, local
from app.core.lists import Sortable, counts_of, part_of
from app.members import queries as members
from app.members.models import Member
from app.parties import queries as parties
from app.parties.models import Party
from app.removals.models import Removal, RemovalStep
from app.removals.queries.judging import TOLD
from app.removals.queries.reading import has_joined_anew, stays_entered
from app.removals.rules import IN_FORCE, RemovalKind, RemovalState, StepKind
from app.shares import queries as shares

VIEWS: Mapping[str, Sequence[RemovalState]] = {
    "open": (RemovalState.HEARING, RemovalState.PROPOSED, RemovalState.RESOLVED, RemovalState.APPEALED,
             RemovalState.UNDECIDED),
    "entered": (RemovalState.ENTERED, RemovalState.CONTINUED),
    "ended": (RemovalState.REJECTED, RemovalState.LIFTED, RemovalState.REVERSED),
}  # fmt: skip
"""The saved views of the list, by the states they show."""


SORTS: Mapping[str, Callable[[], Sortable]] = {
    "number": lambda: Removal.id, "name": lambda: Party.sort_name, "event": lambda: Removal.event_on,
    "last_day": lambda: Removal.last_day,
}
"""By what the list can be sorted."""


def list_removals(
    session: Session, view: str = "", words: str = "", kind: str = "", sort: str = "number", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Removal], int]:
    """Removals of a view and a kind whose number or member has all of the words, with how many there are."""
    found = parties.narrowed(select(Removal).join(Member).join(Party), Removal.number, words)
    if view in VIEWS:
        found = found.where(Removal.state.in_(VIEWS[view]))
    if kind in list(RemovalKind):
        found = found.where(Removal.kind == RemovalKind(kind))
    return part_of(session, found, SORTS[sort](), Removal.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many removals each view shows."""
    return counts_of(session, Removal.state, VIEWS)


def without_letter() -> Select[Removal]:
    """Removals of which nobody was told by letter yet, oldest first (§§ 68 (2), 77 (3) GenG; R-DOC-05).

    Of one undone as an error: whose letter is out, and was not corrected.
    """
    ended_otherwise = (Removal.state == RemovalState.REJECTED) & Removal.steps.any(RemovalStep.kind == StepKind.ENDED)
    taken_back = (Removal.state == RemovalState.REVERSED) & (Removal.kind == RemovalKind.EXCLUSION)
    is_told = Removal.state.in_(TOLD) | taken_back & Removal.event_on.is_not(None)
    lacks = and_(Removal.letter_id.is_(None), is_told, ~ended_otherwise)
    is_wrong = Removal.steps.any(archive.is_uncorrected(RemovalStep.document_id))
    wrong = and_(Removal.state == RemovalState.REVERSED, is_wrong, ~and_(taken_back, Removal.event_on.is_not(None)))
    return select(Removal).where(or_(lacks, wrong)).order_by(Removal.id)


def is_decided_by(session: Session, number: str) -> bool:
    """Whether an exclusion rests on the resolution of a number already."""
    return session.scalar(select(Removal.id).where(Removal.resolution_number == number).limit(1)) is not None


def to_dispatch() -> Select[Removal]:
    """Exclusions resolved whose letter was not sent yet, oldest first: it goes out at once (§ 68 (2) sentence 1)."""
    return select(Removal).where(Removal.state == RemovalState.RESOLVED).order_by(Removal.id)


def barred_from_assemblies(day: Day | InstrumentedAttribute[date]) -> Select[int]:
    """The ids of members whose exclusion was sent by a day: they attend no assembly any more (R-EXIT-09), as a query.

    § 68 (2) sentence 2 GenG. One that was lifted bars nobody, nor does one once the membership is over: who joined anew
    attends.
    """
    sent = Removal.event_on <= day, Removal.last_day >= day, Removal.state.in_(IN_FORCE)
    return select(Removal.member_id).where(Removal.kind == RemovalKind.EXCLUSION, *sent)


def without_trace(session: Session) -> list[Removal]:
    """Removals that are entered, but of which register or share ledger do not know; none where all is well."""
    entered = select(Removal).where(Removal.state.in_((*IN_FORCE, RemovalState.CONTINUED))).order_by(Removal.id)
    return [removal for removal in session.scalars(entered).unique() if not _left_its_trace(session, removal)]


def lifted_in_vain(session: Session) -> list[Removal]:
    """Exclusions lifted whose end the register names still, though no later membership stands in the way (R-REG-05)."""
    lifted = select(Removal).where(Removal.state == RemovalState.LIFTED).order_by(Removal.id)
    found = session.scalars(lifted).unique()
    return [each for each in found if stays_entered(session, each) and not has_joined_anew(session, each)]


def _left_its_trace(session: Session, removal: Removal) -> bool:
    undone = {entry.reverses_id for entry in shares.share_entries_of(session, removal.member_id)}
    booked = removal.share_entry_id is None or removal.share_entry_id not in undone
    period = members.get_period_on(session, removal.member_id, removal.event_on or local(removal.recorded_at).date())
    return booked and period.last_day == removal.last_day


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper kept with a removal consists of these bytes."""
    kept = select(RemovalStep.id).where(RemovalStep.paper_sha256 == sha256, RemovalStep.erased_at.is_(None))
    return session.scalar(kept.limit(1)) is not None


def papers_before(session: Session, day: date) -> Sequence[tuple[Removal, RemovalStep]]:
    """Steps recorded before a day whose paper is still there, with their removal, oldest first."""
    kept = select(Removal, RemovalStep).join(RemovalStep, RemovalStep.removal_id == Removal.id)
    with_paper = RemovalStep.paper_sha256.is_not(None), RemovalStep.erased_at.is_(None)
    old = kept.where(RemovalStep.recorded_at < beginning_of(day), *with_paper)
    return [(removal, step) for removal, step in session.execute(old.order_by(RemovalStep.id)).unique()]
