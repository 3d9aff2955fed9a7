"""The member's own page of assemblies: what comes, what is voted on now, proxies, receipts, minutes (§§ 43 to 47)."""

import json
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.portal import queries
from app.voting.rules import Method
from tests.assemblies.factories import a_reachable_house, invited
from tests.factories import NOW, sign_in
from tests.minutes.factories import a_closed_meeting, sealed
from tests.minutes.test_views import see
from tests.voting.factories import (
    NO,
    YES,
    Meeting,
    a_meeting,
    a_stretched_meeting,
    an_election,
    asked,
    casts,
    marked,
    represented,
    someone,
)


def page(session: Session, client: FlaskClient, meeting: Meeting, place: int = 0) -> str:
    """The page as one of the members of a meeting sees it."""
    member = meeting.number(place)
    session.commit()
    sign_in(session, client, member.party)
    return see(client, f"/mein/{member.number}/versammlungen").text


def test_without_any_assembly_the_page_says_what_will_stand_there(session: Session, client: FlaskClient) -> None:
    member, _other = a_reachable_house(session)
    session.commit()
    sign_in(session, client, member.party)
    shown = see(client, f"/mein/{member.number}/versammlungen").text
    assert "Noch keine Versammlung" in shown
    assert "Für jede Stimme, die Sie am Gerät abgeben, steht hier eine Quittung" in shown
    assert "Sobald eine Niederschrift unterschrieben ist" in shown


def test_the_next_assembly_stands_with_its_papers_and_how_to_take_part(session: Session, client: FlaskClient) -> None:
    member, _other = a_reachable_house(session)
    assembly = invited(session).assembly
    session.commit()
    sign_in(session, client, member.party)
    shown = see(client, f"/mein/{member.number}/versammlungen").text
    at = f"/mein/{member.number}/{assembly.id}"
    assert f"/versammlungen{at}" in shown
    assert f"{at}/termin.ics" in shown
    assert "Zeigen Sie am Einlass Ihre Einlasskarte" in shown
    assert "Sie haben niemanden bevollmächtigt" in shown
    assert "Jetzt wird abgestimmt" not in shown


def test_an_open_vote_stands_first_with_how_many_votes_are_left(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    represented(session, meeting, "Zeder", meeting.number(0))
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), YES)
    shown = page(session, client, meeting)
    assert "Jetzt wird abgestimmt" in shown
    assert "1 Stimme ist noch abzugeben" in shown
    assert f"/abstimmung/{meeting.assembly.id}" in shown
    assert "Sie vertreten Bodo Zeder" in shown


def test_the_start_page_of_a_member_says_what_comes_and_that_a_vote_is_open(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    start = f"/mein/{meeting.number(0).number}"
    page(session, client, meeting)
    shown = see(client, start).text
    assert ("sie ist eröffnet" in shown, "Jetzt wird abgestimmt" in shown) == (True, False)
    assert f"{start}/versammlungen" in shown
    asked(session, meeting)
    session.commit()
    shown = see(client, start).text
    assert ("Jetzt wird abgestimmt" in shown, "1 Stimme ist noch abzugeben" in shown) == (True, True)
    assert f"/abstimmung/{meeting.assembly.id}" in shown


def test_a_stretched_assembly_stays_among_what_comes_until_its_votes_are_over(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    voter = someone(session, meeting.assembly, "Ahorn")
    in_days = [queries.own_assemblies(session, voter, voter.party_id, NOW + timedelta(days=days)) for days in (5, 6)]
    assert [len(found.coming) for found in in_days] == [1, 0]
    assert [len(found.past) for found in in_days] == [0, 1]


def test_receipts_are_shown_to_whoever_cast_them_alone(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    mine, theirs = casts(session, poll, meeting.number(0), YES), casts(session, poll, meeting.number(1), NO)
    shown = page(session, client, meeting)
    assert mine.code in shown
    assert theirs.code not in shown


def test_own_data_tell_what_a_ballot_marked(session: Session, client: FlaskClient) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ("Irmela Quendel", "Berthold Nagelfluh"))
    marked(session, poll, meeting.number(0), "Irmela Quendel")
    number = meeting.number(0).number
    session.commit()
    sign_in(session, client, meeting.number(0).party)
    (vote,) = json.loads(see(client, f"/mein/{number}/daten.json").text)["votes"]
    assert vote["marks"] == {"Irmela Quendel": 1}
    assert "Irmela Quendel, Quittung" in see(client, f"/mein/{number}/daten").text


def test_signed_minutes_are_there_to_read(session: Session, client: FlaskClient) -> None:
    meeting = a_closed_meeting(session)
    sealed(session, meeting)
    shown = page(session, client, meeting)
    assert f"/niederschriften/mein/{meeting.number(0).number}/{meeting.assembly.id}/niederschrift.pdf" in shown
    assert "Vergangen und abgesagt" in shown


def test_another_members_page_is_not_found(session: Session, client: FlaskClient) -> None:
    member, other = a_reachable_house(session)
    session.commit()
    sign_in(session, client, member.party)
    assert see(client, f"/mein/{other.number}/versammlungen").status_code == 404
