"""What speaks against those who stand for election, by offices and register (§§ 9 (2), 37 GenG; R-ORG-02, R-SB-02)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import ORGAN_ELECTED, MeetingForm
from app.core import journal
from app.core.told import Told
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import queries as parties
from app.voting.models import Poll
from app.voting.queries.reading import seats_filled
from app.voting.rules import ELECTING, Candidate, about_seats, doubts_about

_KNOWN = journal.UntilTheNextAct[Candidate]()
"""Who stands for election, by name, organ and day: the chair's page asks anew every few moments."""


def doubts_of(session: Session, poll: Poll, day: date) -> list[Told]:
    """What to look into before a poll on seats is opened: whether it fills all, and person by person.

    Nothing of any other poll.
    """
    organ = ORGAN_ELECTED.get(poll.item.subject) if poll.item.subject and poll.method in ELECTING else None
    if organ is None:
        return []
    people = [doubt for each in poll.options for doubt in doubts_about(_known(session, each.name, organ, day))]
    return [*_of_seats(session, poll), *people]


def _of_seats(session: Session, poll: Poll) -> Iterator[Told]:
    """What an election leaves unfilled in a stretched meeting; in any other one the next is opened after it."""
    if poll.item.seats is None or assemblies.get_assembly(session, poll.assembly_id).form is not MeetingForm.STRETCHED:
        return iter(())
    return about_seats(poll.seats, poll.item.seats - seats_filled(session, poll.assembly_id, poll.item_id))


def _known(session: Session, name: str, organ: Organ, day: date) -> Candidate:
    return _KNOWN.get(session, (name, organ, day), lambda: _candidate(session, name, organ, day))


def _candidate(session: Session, name: str, organ: Organ, day: date) -> Candidate:
    found = parties.people_called(session, name)
    if len(found) != 1:
        return Candidate(name, organ, len(found))
    person = found[0].id
    others = [each for each in organs.organs_of_within(session, person, day, None) if each is not organ]
    was_director = organ is Organ.SUPERVISORY_BOARD and organs.was_director_before(session, person, day)
    return Candidate(
        name, organ, known_as=1, is_dead=organs.died_on(session, person) is not None,
        is_eligible=organs.eligibility_on(session, person, day) is not None, sits_in=others[0] if others else None,
        is_undischarged=was_director and not organs.is_discharged(session, person, day),
    )
