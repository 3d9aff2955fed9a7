"""Minutes to test with; all people and places are invented."""

from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.minutes import actions, queries
from app.minutes.models import Addendum, Minutes
from app.minutes.rules import Signer
from app.voting import actions as voting
from tests.assemblies.factories import an_assembly, an_item, convened
from tests.factories import NOW, OFFICE, TODAY
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, casts, comes, declared

SCAN = CheckedFile("Niederschrift.pdf", b"%PDF-1.7 unterschrieben")
ADDED_SCAN = CheckedFile("Nachtrag.pdf", b"%PDF-1.7 Nachtrag unterschrieben")
SIGNED = {Signer.CHAIR: ["Almut Weißdorn"], Signer.BOARD_MEMBER: ["Cosima Rehbein"]}


def a_decided_meeting(session: Session, **more: object) -> Meeting:
    """A meeting in which the accounts were adopted, a note was made and a member objected; it goes on."""
    return decided(session, a_meeting(session, **more))  # type: ignore[arg-type]


def decided(session: Session, meeting: Meeting) -> Meeting:
    """A meeting that is on, with a note, a decision and an objection."""
    voting.note(session, meeting.sitting, "Drei Fragen werden beantwortet", CHAIR, NOW)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    voting.object_to(
        session, meeting.sitting, meeting.item, meeting.number(0), "Die Frist war zu kurz", None, OFFICE, NOW
    )
    return meeting


def a_closed_meeting(session: Session, chair: str = "", **more: object) -> Meeting:
    """The same, over; led by somebody else where a name is given."""
    meeting = a_decided_meeting(session, **more)
    if chair:
        meeting.sitting.chair = chair
        session.flush()
    return over(session, meeting)


def over(session: Session, meeting: Meeting) -> Meeting:
    """A meeting that is on, closed; the whole board was there."""
    board = [each.party_id for each in queries.officers_of(session, meeting.assembly)]
    actions.note_present(session, meeting.assembly, board, None, OFFICE, NOW)
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW)
    return meeting


def another_meeting(session: Session, first: Meeting) -> Meeting:
    """A further meeting of the same members, over too."""
    assembly = an_assembly(session, TODAY)
    item = an_item(session, assembly)
    convened(session, assembly)
    sitting = voting.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, NOW)
    meeting = Meeting(assembly, item, sitting, first.members)
    voting.call_item(session, sitting, item, CHAIR, NOW)
    for member in meeting.members:
        comes(session, assembly, member, member.party)
    return over(session, decided(session, meeting))


def fixed(session: Session, meeting: Meeting) -> Minutes:
    """Its minutes, printed for signature."""
    return actions.fix(session, meeting.assembly, OFFICE, NOW)


def sealed(session: Session, meeting: Meeting) -> Minutes:
    """Its minutes, signed by chair and board."""
    minutes = fixed(session, meeting)
    actions.seal(session, meeting.assembly, SIGNED, TODAY, SCAN, OFFICE, NOW)
    return minutes


def added(session: Session, meeting: Meeting, words: str = "Es waren 199 Mitglieder.") -> Addendum:
    """An addendum to its signed minutes, as a draft."""
    return actions.add(session, meeting.assembly, words, OFFICE, NOW)


def printed_addendum(session: Session, meeting: Meeting, words: str = "Es waren 199 Mitglieder.") -> Addendum:
    """One that lies for signature."""
    addendum = added(session, meeting, words)
    actions.fix_addendum(session, addendum, OFFICE, NOW)
    return addendum


def signed_addendum(session: Session, meeting: Meeting, words: str = "Es waren 199 Mitglieder.") -> Addendum:
    """One that chair and board signed."""
    addendum = printed_addendum(session, meeting, words)
    actions.seal_addendum(session, addendum, SIGNED, TODAY, ADDED_SCAN, OFFICE, NOW)
    return addendum
