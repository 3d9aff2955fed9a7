"""A motion to convene another assembly: resolved without announcement, entered, and then to be done (§ 46 (2) GenG)."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import ItemType, Subject
from app.core.values import Refusal
from app.minutes import actions as minutes_actions
from app.minutes import queries as minutes
from app.minutes.queries import sections_of
from app.minutes.rules import FollowUp
from app.organs import queries as organs
from app.voting import actions, queries
from app.voting.models import Motion, Poll
from app.voting.rules import MotionKind, MotionState, Outcome, goes_first
from tests.factories import NOW, OFFICE
from tests.organs.factories import an_office
from tests.voting.factories import CHAIR, NO, YES, Meeting, a_meeting, asked, casts, concerning, declared
from tests.voting.test_meeting_pages import key, the_chair

TEXT = "Der Vorstand beruft bis Ende März eine außerordentliche Generalversammlung über die Beiträge ein."


def under_other_business(session: Session) -> Meeting:
    """A meeting at an item on which nothing was announced to be resolved."""
    return a_meeting(session, item_type=ItemType.DISCUSSION, subject=None, title="Verschiedenes", draft="")


def moved(session: Session, meeting: Meeting, kind: MotionKind = MotionKind.CONVENING) -> Motion:
    """A motion to the item that is on."""
    return actions.move_motion(session, meeting.sitting, kind, TEXT, "Ada Ahorn", CHAIR, NOW)


def voted(session: Session, meeting: Meeting, passes: bool = True) -> Poll:
    """The motion moved, voted on and declared."""
    poll = asked(session, meeting, motion_id=moved(session, meeting).id)
    for member in meeting.members:
        casts(session, poll, member, YES if passes else NO)
    return declared(session, meeting, poll)


def test_it_is_resolved_though_nothing_was_announced_and_a_motion_to_a_matter_is_not(session: Session) -> None:
    meeting = under_other_business(session)
    with pytest.raises(Refusal, match="beraten, nicht beschlossen"):
        asked(session, meeting, motion_id=moved(session, meeting, MotionKind.MAIN).id)
    poll = voted(session, meeting)
    assert poll.declaration is not None
    assert (poll.declaration.outcome, poll.motion and poll.motion.state) == (Outcome.ACCEPTED, MotionState.ACCEPTED)


def test_it_takes_more_yes_than_no_and_bars_nobody_whom_the_item_concerns(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.REMOVE_BOARD_MEMBER, title="Abberufung")
    an_office(session, meeting.number(0).party)
    concerning(session, meeting, meeting.number(0).party)
    poll = asked(session, meeting, motion_id=moved(session, meeting).id)
    assert (poll.threshold_top, poll.one_vote_each) == (None, False)
    assert not any(row.is_barred for row in queries.roll_of(session, poll.id))


@pytest.mark.parametrize(("passes", "outcome"), [(True, "accepted"), (False, "rejected")])
def test_the_decision_stands_in_the_register_by_what_it_is_about(
    session: Session, passes: bool, outcome: str
) -> None:
    poll = voted(session, under_other_business(session), passes)
    assert poll.declaration is not None
    assert poll.declaration.resolution_id is not None
    resolution = organs.get_resolution(session, poll.declaration.resolution_id)
    assert (resolution.title, resolution.items[0].outcome) == ("Einberufung einer Generalversammlung", outcome)


def test_that_the_assembly_is_convened_is_to_be_done_until_it_is_noted(session: Session) -> None:
    meeting = under_other_business(session)
    voted(session, meeting)
    (wanted,) = minutes.following(session, meeting.assembly)
    assert (wanted.what, wanted.about, wanted.is_done, wanted.organ) == (FollowUp.CONVENING, TEXT, False, None)
    assert [each.what for each in minutes.open_following(session)] == [FollowUp.CONVENING]
    minutes_actions.note_done(session, wanted, "Einberufen zum 20. März", OFFICE, NOW)
    assert [each.is_done for each in minutes.following(session, meeting.assembly)] == [True]


def test_what_was_rejected_asks_for_nothing(session: Session) -> None:
    meeting = under_other_business(session)
    voted(session, meeting, passes=False)
    assert minutes.following(session, meeting.assembly) == []


def test_under_an_item_with_a_matter_it_asks_for_nothing_of_that(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ADOPT_ACCOUNTS)
    voted(session, meeting)
    assert [each.what for each in minutes.following(session, meeting.assembly)] == [FollowUp.CONVENING]


def test_it_goes_after_the_motions_to_the_matter() -> None:
    kinds = (MotionKind.CONVENING, MotionKind.MAIN, MotionKind.PROCEDURE)
    assert goes_first([(each, MotionState.OPEN) for each in kinds]) == 2
    assert goes_first([(each, MotionState.OPEN) for each in kinds[:2]]) == 1
    assert goes_first([(each, MotionState.OPEN) for each in kinds[:1]]) == 0


def test_the_chair_takes_it_up_and_the_minutes_say_what_is_to_be_done(app: Flask, session: Session) -> None:
    meeting = under_other_business(session)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    sent = key() | {"kind": "convening", "mover": "Ada Ahorn", "text": TEXT}
    page = chair.post(f"{at}/antraege", data=sent, follow_redirects=True).text
    assert "Antrag auf Einberufung einer Generalversammlung" in page
    session.rollback()
    motion = queries.motions_of(session, meeting.item.id)[0]
    poll = asked(session, meeting, motion_id=motion.id)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    session.commit()
    told = "\n".join(line for section in sections_of(session, meeting.assembly, meeting.sitting)
                     for line in section.paragraphs)
    assert TEXT in told
    shown = chair.get(f"/niederschriften/{meeting.assembly.id}").text
    assert "Beschlossene Generalversammlung einberufen" in shown
    assert 'href="/versammlungen/neu"' in shown
