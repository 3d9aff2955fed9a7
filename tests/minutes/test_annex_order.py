"""In which order the annexes of minutes follow each other (§ 47 GenG; R-MIN-04, R-VOTE-10)."""

from sqlalchemy.orm import Session

from app.minutes.actions.printing import facts_of
from app.voting import actions as voting
from app.voting.rules import Secrecy
from tests.assemblies.factories import an_item
from tests.factories import NOW
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, declared


def called_by_name(session: Session, meeting: Meeting) -> None:
    """A roll call on the item."""
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)


def test_annexes_follow_the_items_and_not_the_order_of_voting(session: Session) -> None:
    meeting = a_meeting(session)
    first = meeting.item
    second = an_item(session, meeting.assembly, title="Ergebnisverwendung")
    second.announced_by_id = first.announced_by_id
    session.flush()
    for item in (second, first):
        voting.call_item(session, meeting.sitting, item, CHAIR, NOW)
        meeting.item = item
        called_by_name(session, meeting)
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    titles = [each.title for each in facts.annexes]
    assert titles[-2:] == ["Namentliche Abstimmung zu TOP 1", "Namentliche Abstimmung zu TOP 2"]
    told = [rule for each in facts.sections for ballot in each.ballots for rule in ballot.rules if "Anlage" in rule]
    numbers = [rule.rsplit("\xa0", 1)[1] for rule in told]
    assert numbers == [f"{len(titles) - 1}.", f"{len(titles)}."]
