"""A vote said aloud in a roll call, also in an election: written down once, under its name, as those on devices."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.rules import Mode
from app.minutes.actions.listing import roll_call_list
from app.voting import actions, queries
from app.voting.models import CastVote, Poll
from app.voting.rules import AboutBallot, Choice, MayNotCast, Method, Secrecy
from tests.factories import NOW
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, declared, marked, represented, someone
from tests.voting.test_meeting_pages import key, the_chair

THREE = ("Cora", "Dirk", "Egon")


def named(session: Session, meeting: Meeting, method: Method = Method.LIST, seats: int = 2) -> Poll:
    """An election by roll call, between three for two seats."""
    return asked(session, meeting, method, THREE, seats=seats, secrecy=Secrecy.ROLL_CALL)


def said(session: Session, meeting: Meeting, poll: Poll, place: int, *names: str) -> None:
    """A member says aloud whom it elects."""
    marks = {each.id: names.count(each.name) for each in poll.options if each.name in names}
    choice = Choice.MARKS if names else Choice.ABSTAIN
    actions.call_out(session, meeting.sitting, poll, meeting.number(place), choice, CHAIR, NOW, marks)


def test_whom_a_member_names_aloud_counts_beside_those_marked_on_devices(session: Session) -> None:
    meeting = an_election(session, 3, seats=2)
    poll = named(session, meeting)
    said(session, meeting, poll, 0, "Cora", "Dirk")
    said(session, meeting, poll, 1)
    marked(session, poll, meeting.number(2), "Cora")
    declared(session, meeting, poll)
    assert poll.result is not None
    assert list(poll.result.content["options"].values()) == [2, 1, 0]
    assert poll.result.content["ordinary"]["abstain"] == 1
    table = roll_call_list(session, meeting.assembly, poll, NOW).tables[0]
    assert [row[-1] for row in table.rows] == ["Cora, Dirk", "Enthaltung", "Cora"]


def test_votes_are_heaped_aloud_where_most_votes_elect(session: Session) -> None:
    meeting = an_election(session, 1, seats=2, election_mode="relative")
    poll = named(session, meeting, Method.CUMULATIVE)
    said(session, meeting, poll, 0, "Egon", "Egon")
    assert [vote.marks for _row, vote in queries.open_votes(session, poll)] == [{str(poll.options[2].id): 2}]


def test_where_nobody_has_a_rival_yes_or_no_to_each_is_said_aloud(session: Session) -> None:
    meeting = an_election(session, 1, seats=2)
    poll = asked(session, meeting, Method.LIST, THREE[:2], seats=2, secrecy=Secrecy.ROLL_CALL)
    first, second = (each.id for each in poll.options)
    actions.call_out(session, meeting.sitting, poll, meeting.number(0), Choice.MARKS, CHAIR, NOW, {first: 1, second: 0})
    declared(session, meeting, poll)
    assert poll.result is not None
    assert (poll.result.content["deciding"], poll.result.content["against"]) == (
        {str(first): 1, str(second): 0}, {str(first): 0, str(second): 1}
    )


def test_nobody_names_more_than_the_ballot_has_room_for_nor_who_does_not_stand(session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    poll, other = named(session, meeting), 10**9
    with pytest.raises(MayNotCast, match="So viele Stimmen"):
        said(session, meeting, poll, 0, *THREE)
    with pytest.raises(MayNotCast, match="was zur Wahl steht"):
        actions.call_out(session, meeting.sitting, poll, meeting.number(0), Choice.MARKS, CHAIR, NOW, {other: 1})
    with pytest.raises(MayNotCast, match="was zur Wahl steht"):
        actions.call_out(session, meeting.sitting, poll, meeting.number(0), Choice.YES, CHAIR, NOW)
    assert session.scalars(select(CastVote)).all() == []


def test_who_voted_on_a_device_says_nothing_aloud_and_who_said_it_votes_on_none(session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    poll = named(session, meeting)
    marked(session, poll, meeting.number(0), "Cora")
    with pytest.raises(AboutBallot, match="schon abgestimmt"):
        said(session, meeting, poll, 0, "Dirk")
    said(session, meeting, poll, 1, "Dirk")
    assert not marked(session, poll, meeting.number(1), "Cora").is_new
    assert len(session.scalars(select(CastVote)).all()) == 2


def test_who_is_elsewhere_or_absent_says_nothing_aloud(session: Session) -> None:
    meeting = an_election(session, 1, seats=2)
    meeting.members.append(someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE))
    poll = named(session, meeting)
    with pytest.raises(AboutBallot, match="nimmt online teil"):
        said(session, meeting, poll, 1, "Cora")


# --- by its page ------------------------------------------------------------------------------------------------------


def test_the_teller_fills_in_whom_a_member_names_once_however_often_it_is_sent(app: Flask, session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    principal = represented(session, meeting, "Tanne", by=meeting.number(0))
    poll = named(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}/stimmzettel"
    page = chair.get(at).text
    assert all(f'name="m0o" value="{each.id}"' in page for each in poll.options)
    assert "Noch hat niemand einen Stimmzettel" not in page
    number = {"number": str(principal.number)}
    nothing = chair.post(f"{at}/ansage", data=key() | number)
    assert (nothing.status_code, "Wählen Sie, was angesagt wurde" in nothing.text) == (422, True)
    too_many = chair.post(f"{at}/ansage", data=key() | number | {"m0o": [str(each.id) for each in poll.options]})
    assert (too_many.status_code, "So viele Stimmen" in too_many.text) == (422, True)
    assert too_many.text.count('checked><label class="ballot-choice"') == 3
    sent = key() | number | {"m0o": str(poll.options[1].id)}
    for _twice in range(2):
        assert chair.post(f"{at}/ansage", data=sent).status_code == 302
    again = chair.post(f"{at}/ansage", data=key() | number | {"m0": "abstain"})
    assert (again.status_code, "schon abgestimmt" in again.text) == (422, True)
    session.rollback()
    votes = session.execute(select(CastVote.member_id, CastVote.cast_by, CastVote.marks)).all()
    assert votes == [(principal.id, meeting.number(0).party_id, {str(poll.options[1].id): 1})]


@pytest.mark.parametrize("wrong", [
    {"m0o": "999999"}, {"m0o": "x"}, {"m0": "yes"}, {"m0": "marks"}, {"m1o": "1"}, {"choice": "yes"},
])
def test_what_is_no_answer_is_refused_and_breaks_nothing(
    app: Flask, session: Session, wrong: dict[str, str]
) -> None:
    meeting = an_election(session, 1, seats=2)
    poll = named(session, meeting)
    session.commit()
    at = f"/abstimmung/{meeting.assembly.id}/{poll.id}/stimmzettel/ansage"
    sent = key() | {"number": str(meeting.number(0).number)} | wrong
    assert the_chair(app, session).post(at, data=sent).status_code == 422
    session.rollback()
    assert session.scalars(select(CastVote)).all() == []


def test_one_of_several_motions_or_none_of_them_is_said_aloud(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, 2)
    poll = asked(session, meeting, Method.ONE_OF_SEVERAL, ("Süd", "Nord"), secrecy=Secrecy.ROLL_CALL)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}/stimmzettel"
    for member, said_ in zip(meeting.members, ("no", str(poll.options[0].id)), strict=True):
        sent = key() | {"number": str(member.number), "m0o": said_}
        assert chair.post(f"{at}/ansage", data=sent).status_code == 302
    session.rollback()
    assert [vote.choice for _row, vote in queries.open_votes(session, poll)] == [Choice.NO, Choice.MARKS]
