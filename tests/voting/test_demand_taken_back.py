"""A demand of a secret vote taken back: only before the vote, once, and what it made secret is as it was prepared."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.values import Refusal, Role
from app.minutes.queries import sections_of
from app.voting import actions, queries
from app.voting.models import CourseEntry, Motion, Poll, SecrecyDemand, SecrecyTakenBack
from app.voting.rules import (
    AboutTakingBack,
    Choice,
    CourseKind,
    Demander,
    HallWay,
    Method,
    MotionKind,
    PollState,
    Secrecy,
    TellerGroup,
)
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, TODAY, a_person, sign_in
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, declared, declared_in_secret
from tests.voting.test_meeting_pages import Visitor, key, the_chair, visitor

LATER = NOW + timedelta(minutes=2)


def demanded(
    session: Session, meeting: Meeting, by: Demander = Demander.BOARD,
    votes: tuple[int | None, int | None] = (None, None), motion: Motion | None = None, at: datetime = NOW,
) -> SecrecyDemand:
    """A secret vote demanded on the item that is on."""
    return actions.demand_secrecy(session, meeting.sitting, meeting.item, motion, by, votes, CHAIR, at)


def taken_back(session: Session, meeting: Meeting, demand: SecrecyDemand, reason: str = "Irrtum") -> SecrecyTakenBack:
    """The demand taken back by the chair, two minutes later."""
    return actions.take_back_demand(session, meeting.sitting, demand, reason, CHAIR, LATER)


@pytest.mark.parametrize(("secrecy", "hall"), [
    (Secrecy.OPEN, HallWay.PHONE), (Secrecy.OPEN, HallWay.HAND), (Secrecy.ROLL_CALL, HallWay.PHONE),
])
def test_what_a_demand_noted_by_mistake_made_secret_is_voted_on_as_it_was_prepared(
    session: Session, secrecy: Secrecy, hall: HallWay
) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=secrecy, hall=hall, opened=False)
    demand = demanded(session, meeting)
    assert poll.secrecy is Secrecy.PAPER_ONLY
    taken_back(session, meeting, demand)
    session.expire_all()
    assert (poll.secrecy, poll.hall, poll.secrecy_before) == (secrecy, hall, None)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, LATER)
    assert poll.state is PollState.OPEN


def test_what_was_prepared_secret_by_the_chair_stays_secret(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER, opened=False)
    taken_back(session, meeting, demanded(session, meeting))
    assert (poll.secrecy, poll.hall) == (Secrecy.PAPER_ONLY, HallWay.PAPER)


def test_while_another_demand_binds_it_stays_secret(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    first, second = demanded(session, meeting), demanded(session, meeting, Demander.MEMBERS, (1, 3))
    taken_back(session, meeting, first)
    assert poll.secrecy is Secrecy.PAPER_ONLY
    with pytest.raises(Refusal, match="geheime Abstimmung verlangt"):
        asked(session, meeting, opened=False)
    taken_back(session, meeting, second)
    assert (poll.secrecy, poll.hall) == (Secrecy.OPEN, HallWay.PHONE)


def test_votes_on_it_that_were_counted_wrongly_are_noted_anew_and_no_longer_reach_the_share(session: Session) -> None:
    meeting = a_meeting(session)
    demand = demanded(session, meeting, Demander.MEMBERS, (1, 3))
    taken_back(session, meeting, demand, "Dagegen waren vier")
    assert not demanded(session, meeting, Demander.MEMBERS, (1, 4), at=LATER).is_granted
    assert asked(session, meeting).secrecy is Secrecy.OPEN


def test_a_demand_on_a_motion_leaves_that_on_the_item(session: Session) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Vertagen", "Ada", CHAIR, NOW)
    demanded(session, meeting)
    taken_back(session, meeting, demanded(session, meeting, motion=motion))
    assert not queries.is_secrecy_demanded(session, meeting.item.id, motion.id)
    assert queries.is_secrecy_demanded(session, meeting.item.id, None)


def test_it_is_taken_back_once(session: Session) -> None:
    meeting = a_meeting(session)
    demand = demanded(session, meeting)
    taken_back(session, meeting, demand)
    with pytest.raises(AboutTakingBack, match="schon zurückgenommen"):
        taken_back(session, meeting, demand)


def test_not_while_it_is_voted_on_but_once_that_is_broken_off(session: Session) -> None:
    meeting = a_meeting(session)
    demand = demanded(session, meeting)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    with pytest.raises(AboutTakingBack, match="Brechen Sie diese erst ab"):
        taken_back(session, meeting, demand)
    actions.void_poll(session, meeting.sitting, poll, "Irrtümlich geheim", CHAIR, LATER)
    taken_back(session, meeting, demand)
    assert asked(session, meeting).secrecy is Secrecy.OPEN


def test_not_once_it_was_voted_on_since_but_after_an_earlier_vote(session: Session) -> None:
    meeting = a_meeting(session)
    declared(session, meeting, asked(session, meeting))
    poll = asked(session, meeting, opened=False)
    early, late = demanded(session, meeting, at=LATER), NOW + timedelta(minutes=5)
    actions.take_back_demand(session, meeting.sitting, early, "Irrtum", CHAIR, LATER)
    again = demanded(session, meeting, at=LATER)
    assert poll.secrecy is Secrecy.PAPER_ONLY
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, late)
    counted = TellerGroup(1, False, {Choice.YES: 3, Choice.NO: 0, Choice.ABSTAIN: 0})
    declared_in_secret(session, meeting, poll, counted, late)
    with pytest.raises(AboutTakingBack, match="schon abgestimmt"):
        actions.take_back_demand(session, meeting.sitting, again, "Irrtum", CHAIR, late)


def test_course_and_minutes_say_who_had_demanded_it_why_it_is_taken_back_and_what_stands(session: Session) -> None:
    meeting = a_meeting(session)
    first, second = demanded(session, meeting, Demander.SUPERVISORY_BOARD), demanded(session, meeting)
    taken_back(session, meeting, first, "Falscher Punkt.")
    taken_back(session, meeting, second)
    told = "\n".join(line for section in sections_of(session, meeting.assembly, meeting.sitting)
                     for line in section.paragraphs)
    assert "zurückgenommen: Aufsichtsrat. Grund: Falscher Punkt. Es bleibt bei der geheimen Abstimmung." in told
    assert "zurückgenommen: Vorstand. Grund: Irrtum. Es darf offen abgestimmt werden." in told
    kinds = [each.kind for each in queries.course_of(session, meeting.assembly.id)]
    assert kinds.count(CourseKind.SECRECY_WITHDRAWN) == 2


def test_the_database_keeps_that_it_was_taken_back_and_what_a_poll_was_before(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    demand = demanded(session, meeting)
    for wrong in (
        {"secrecy": Secrecy.ROLL_CALL, "hall": HallWay.PHONE, "secrecy_before": None, "hall_before": None},
        {"secrecy_before": Secrecy.ROLL_CALL}, {"hall_before": None},
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(update(Poll).where(Poll.id == poll.id).values(**wrong))
    row = taken_back(session, meeting, demand)
    values = {each.name: getattr(row, each.name) for each in SecrecyTakenBack.__table__.columns}
    for refused in (
        insert(SecrecyTakenBack).values(**values), update(SecrecyTakenBack).values(reason="Anders"),
        delete(SecrecyTakenBack),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(refused)


# --- by its page ------------------------------------------------------------------------------------------------------


def test_the_chair_takes_it_back_by_its_page_and_phones_are_asked_again(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    asked(session, meeting, opened=False)
    demand = demanded(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    voter = visitor(app, session, meeting.number(0).party)
    assert "Geheime Abstimmung: nur auf Papier" in voter.get(at).text
    assert "Verlangen zurücknehmen" in chair.get(f"{at}/leitung").text
    address, sent = f"{at}/punkte/{meeting.item.id}/geheim/zurueck", {**key(), "demand": str(demand.id)}
    nothing = chair.post(address, data=sent)
    assert (nothing.status_code, "Geben Sie den Grund an" in nothing.text) == (422, True)
    sent |= {"reason": "Versehentlich bei diesem Punkt"}
    for _twice in range(2):
        page = chair.post(address, data=sent, follow_redirects=True)
        assert (page.status_code, "Es darf offen abgestimmt werden" in page.text) == (200, True)
    assert "Versehentlich bei diesem Punkt" in page.text
    assert "Verlangen zurücknehmen" not in page.text
    assert "Geheime Abstimmung: nur auf Papier" not in voter.get(at).text
    stale = chair.post(address, data=sent | key())
    assert (stale.status_code, "schon zurückgenommen" in stale.text) == (422, True)
    session.rollback()
    kinds = session.scalars(select(CourseEntry.kind)).all()
    assert kinds.count(CourseKind.SECRECY_WITHDRAWN) == 1


def test_a_page_that_was_open_before_the_vote_takes_nothing_back(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    demand = demanded(session, meeting)
    asked(session, meeting, Method.ELECTION, options=("Ada", "Bo"), secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    session.commit()
    chair = the_chair(app, session)
    address = f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/geheim/zurueck"
    stale = chair.post(address, data={**key(), "demand": str(demand.id), "reason": "Irrtum"})
    assert (stale.status_code, "Brechen Sie diese erst ab" in stale.text) == (422, True)
    session.rollback()
    assert session.scalars(select(SecrecyTakenBack)).all() == []


def test_nobody_else_takes_it_back_nor_one_of_another_item(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    demand = demanded(session, meeting)
    session.commit()
    at, sent = f"/abstimmung/{meeting.assembly.id}", {**key(), "demand": str(demand.id), "reason": "Irrtum"}
    member, auditor = visitor(app, session, meeting.number(0).party), Visitor(app)
    sign_in(session, auditor.client, a_person(session, "Gesine", "Prüfenstein"), Role.AUDITOR)
    for other in (member, auditor):
        assert other.post(f"{at}/punkte/{meeting.item.id}/geheim/zurueck", data=sent).status_code == 403
    chair = the_chair(app, session)
    for number in ("0", "999999999999999999999", "x"):
        data = sent | key() | {"demand": number}
        assert chair.post(f"{at}/punkte/{meeting.item.id}/geheim/zurueck", data=data).status_code == 422
    assert chair.post(f"{at}/punkte/{meeting.item.id + 1}/geheim/zurueck", data=sent).status_code == 422
    session.rollback()
    assert session.scalars(select(SecrecyTakenBack)).all() == []


def test_before_the_meeting_is_opened_the_chairs_forms_are_refused_in_a_sentence(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    item = an_item(session, assembly)
    convened(session, assembly)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{assembly.id}"
    for address, data in (
        (f"{at}/punkte/{item.id}/geheim", {"matter": "0", "by": "board"}),
        (f"{at}/punkte/{item.id}/geheim/zurueck", {"demand": "1", "reason": "Irrtum"}),
        (f"{at}/vermerk", {"note": "Guten Abend"}),
    ):
        answer = chair.post(address, data=key() | data)
        assert (answer.status_code, "noch nicht eröffnet" in answer.text) == (409, True), address


@pytest.mark.parametrize(("by", "votes", "says_so"), [
    (Demander.MEMBERS, (1, 3), True), (Demander.MEMBERS, (1, 9), False), (Demander.BOARD, (None, None), False),
])
def test_what_votes_carried_is_taken_back_as_a_mistake_alone(
    session: Session, by: Demander, votes: tuple[int | None, int | None], says_so: bool
) -> None:
    meeting = a_meeting(session)
    taken_back(session, meeting, demanded(session, meeting, by, votes))
    told = [each.text for each in queries.course_of(session, meeting.assembly.id)
            if each.kind is CourseKind.SECRECY_WITHDRAWN]
    assert ["Versehentlich vermerkt. Grund: Irrtum" in each for each in told] == [says_so]


def test_the_chair_reads_that_nobody_lifts_what_votes_carried(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    demanded(session, meeting, Demander.MEMBERS, (1, 3))
    session.commit()
    page = the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leitung").text
    assert "Was die nötigen Stimmen getragen haben, hebt niemand auf" in page
