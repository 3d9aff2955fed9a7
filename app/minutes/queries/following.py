"""What is still to be done after what an assembly decided, and what is done already (R-GV-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import Subject
from app.closing.models import AccountsEntry, Appropriation
from app.closing.rules import AccountsStep
from app.minutes.queries.counting import declared_polls
from app.minutes.rules import FollowUp, follow_ups_of
from app.organs.models import Office
from app.organs.rules import Organ
from app.statutes.models import StatuteVersion
from app.voting import queries as voting
from app.voting.models import Poll
from app.voting.rules import ELECTING, MotionKind, Outcome

ORGANS = {Subject.ELECT_BOARD: Organ.BOARD, Subject.ELECT_SUPERVISORY_BOARD: Organ.SUPERVISORY_BOARD}


@dataclass(frozen=True)
class Following:
    """Something to be done after a decision; `is_done` is None where nothing here tells."""

    what: FollowUp
    about: str
    is_done: bool | None
    organ: Organ | None = None


def following(session: Session, assembly: Assembly, met_on: date) -> list[Following]:
    """List what the decisions of a meeting ask for, in the order of the votes."""
    passed = [poll for poll in declared_polls(session, assembly.id) if _is_passed(poll)]
    return [each for poll in passed for each in _after(session, poll, met_on)]


def _is_passed(poll: Poll) -> bool:
    """Whether a vote decided the matter itself, in favour or by an election."""
    is_main = poll.motion is None or poll.motion.kind is MotionKind.MAIN
    return is_main and poll.declaration is not None and poll.declaration.outcome in (Outcome.ACCEPTED, Outcome.ELECTED)


def _after(session: Session, poll: Poll, met_on: date) -> Iterator[Following]:
    subject = poll.item.subject
    for what in follow_ups_of(subject) if subject else ():
        if what is FollowUp.OFFICE and subject in ORGANS:
            yield from _offices(session, poll, ORGANS[subject], met_on)
        else:
            yield Following(what, poll.item.title, _is_done(session, what, met_on))


def _offices(session: Session, poll: Poll, organ: Organ, met_on: date) -> Iterator[Following]:
    """Everybody who was elected and did not decline, and whether an office began since."""
    if poll.method not in ELECTING:
        return
    held = select(Office).where(Office.organ == organ, Office.first_day >= met_on)
    names = {office.party.display_name.casefold() for office in session.scalars(held)}
    for option in voting.elected_options(poll):
        if option.answer is None or option.answer.accepts:
            yield Following(FollowUp.OFFICE, option.name, option.name.casefold() in names, organ)


def _is_done(session: Session, what: FollowUp, met_on: date) -> bool | None:
    """Whether the rooms show that it was done; a later undoing shows there, not here."""
    done = {
        FollowUp.ADOPTION: select(AccountsEntry.id).where(
            AccountsEntry.step == AccountsStep.ADOPTED, AccountsEntry.day == met_on
        ),
        FollowUp.RESULT: select(Appropriation.id).where(Appropriation.effective_on >= met_on),
        FollowUp.STATUTE: select(StatuteVersion.id).where(StatuteVersion.resolved_on == met_on),
    }
    return session.scalar(done[what].limit(1)) is not None if what in done else None
