"""A motion to convene another assembly: resolved without announcement, entered, and then to be done (§ 46 (2) GenG)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import AssemblyState, ItemType, Subject
from app.core.values import Refusal
from app.minutes import actions as minutes_actions
from app.minutes import queries as minutes
from app.minutes.queries import Following, sections_of
from app.minutes.rules import FollowUp, NotToDo
from app.organs import queries as organs
from app.voting import actions, queries
from app.voting.models import Motion, Poll
from app.voting.rules import MotionKind, MotionState, Outcome, goes_first
from tests.assemblies.factories import a_ready_assembly, an_assembly, convened
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.organs.factories import an_office
from tests.tabs import Tab
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


def the_one(session: Session, meeting: Meeting) -> Following:
    """What the decision asks for."""
    (wanted,) = minutes.following(session, meeting.assembly)
    return wanted


def test_the_assembly_named_does_it_by_itself_once_it_is_convened_and_no_more_once_it_is_called_off(
    session: Session,
) -> None:
    meeting = under_other_business(session)
    voted(session, meeting)
    assembly = a_ready_assembly(session)
    minutes_actions.name_convened(session, the_one(session, meeting), assembly.id, OFFICE, NOW)
    planned = the_one(session, meeting)
    assert (planned.is_done, planned.target) == (False, assembly.id)
    convened(session, assembly)
    done = the_one(session, meeting)
    assert (done.is_done, done.target) == (True, assembly.id)
    with pytest.raises(NotToDo, match="schon erledigt"):
        minutes_actions.name_convened(session, done, assembly.id, OFFICE, NOW)
    assembly.state, assembly.ended_at, assembly.end_reason = AssemblyState.CANCELLED, NOW, "Der Saal brannte"
    session.flush()
    again = the_one(session, meeting)
    assert (again.is_done, again.target) == (False, None)
    other = an_assembly(session)
    minutes_actions.name_convened(session, again, other.id, OFFICE, NOW)
    assert the_one(session, meeting).target == other.id


def test_another_assembly_is_named_until_it_is_convened_and_a_wrong_one_is_taken_back_after_that(
    session: Session,
) -> None:
    meeting = under_other_business(session)
    voted(session, meeting)
    first, second = a_ready_assembly(session), a_ready_assembly(session)
    for each in (first, second):
        minutes_actions.name_convened(session, the_one(session, meeting), each.id, OFFICE, NOW)
    convened(session, first)
    assert not the_one(session, meeting).is_done
    convened(session, second)
    assert the_one(session, meeting).is_done
    minutes_actions.reopen(session, the_one(session, meeting), "Es war die andere", OFFICE, NOW)
    assert (the_one(session, meeting).is_done, the_one(session, meeting).target) == (False, None)


def test_an_assembly_before_the_decision_or_one_that_is_not_held_is_none_that_was_resolved_on(
    session: Session,
) -> None:
    meeting = under_other_business(session)
    earlier = an_assembly(session, state=AssemblyState.CONVENED, convened_at=NOW - timedelta(days=3))
    voted(session, meeting)
    past = an_assembly(session, TODAY - timedelta(days=1))
    gone = an_assembly(session, state=AssemblyState.DISCARDED, ended_at=NOW, end_reason="Doch nicht")
    for each in (earlier, past, gone, meeting.assembly):
        with pytest.raises(Refusal, match="nach dem Beschluss"):
            minutes_actions.name_convened(session, the_one(session, meeting), each.id, OFFICE, NOW)


def test_the_page_offers_the_assembly_planned_since_and_leads_to_it(app: Flask, session: Session) -> None:
    meeting = under_other_business(session)
    poll = voted(session, meeting)
    session.commit()
    client = app.test_client()
    sign_in_office(session, client)
    at = f"/niederschriften/{meeting.assembly.id}"
    page = f"{at}/convening/{poll.id}/0/ausfuehren"
    assert f'href="{page}"' in client.get(at).text
    assert "Noch ist keine geplant" in client.get(page).text
    assembly = an_assembly(session)
    session.commit()
    tab = Tab(client, page, form="ausfuehren")
    assert tab.fields["assembly"] == [str(assembly.id)]
    assert tab.send(assembly="0", act="enter").status_code == 422
    assert tab.send(assembly=str(assembly.id), act="enter").location == f"/versammlungen/{assembly.id}"
    shown = client.get(at).text
    assert "geplant und noch einzuberufen" in shown
    assert "Andere Versammlung nennen" in shown
    session.expire_all()
    convened(session, assembly)
    session.commit()
    shown = client.get(at).text
    assert f'href="/versammlungen/{assembly.id}"' in shown
    assert "Doch offen" in shown


def test_the_board_that_carries_nothing_out_is_led_to_planning_one(app: Flask, session: Session) -> None:
    meeting = under_other_business(session)
    voted(session, meeting)
    board = a_person(session, "Almut", "Weißdorn")
    an_office(session, board)
    client = app.test_client()
    sign_in(session, client, board)
    assert 'href="/versammlungen/neu"' in client.get(f"/niederschriften/{meeting.assembly.id}").text


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
    assert f'href="/niederschriften/{meeting.assembly.id}/convening/{poll.id}/0/ausfuehren"' in shown
