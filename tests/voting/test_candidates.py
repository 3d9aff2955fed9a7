"""Before an election is opened, the chair sees what speaks against whom the ballot names (§§ 9 (2), 37 GenG)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import journal
from app.core.told import Told
from app.organs.rules import Organ
from app.parties.models import Representation
from app.parties.rules import Authority
from app.voting import queries
from app.voting.rules import Candidate, Method, doubts_about
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation, sign_in_office
from tests.organs.factories import a_member, an_office
from tests.removals.factories import dead
from tests.statements import statements
from tests.tabs import Tab
from tests.voting.factories import Meeting, an_election, asked


def doubts(session: Session, meeting: Meeting, *names: str) -> list[str]:
    """What is said of those who stand for election in a poll that is prepared."""
    poll = asked(session, meeting, Method.LIST, names, opened=False, seats=1)
    return [str(each) for each in queries.doubts_of(session, poll, TODAY)]


def test_nothing_is_said_of_members_who_hold_no_office(session: Session) -> None:
    meeting = an_election(session)
    assert doubts(session, meeting, *(each.party.display_name for each in meeting.members)) == []


def test_a_sitting_director_who_stands_for_the_supervisory_board_is_pointed_out(session: Session) -> None:
    meeting = an_election(session)
    an_office(session, meeting.number(0).party, Organ.BOARD)
    an_office(session, meeting.number(1).party, Organ.SUPERVISORY_BOARD)
    (said,) = doubts(session, meeting, *(each.party.display_name for each in meeting.members))
    assert said.startswith("Ada Ahorn gehört dem Vorstand an.")
    assert "§ 37 Abs. 1 GenG" in said


def test_who_is_no_member_is_pointed_out_and_who_acts_for_one_is_not(session: Session) -> None:
    meeting = an_election(session)
    a_person(session, "Fremd", "Hier")
    mayor, town = a_person(session, "Maja", "Bürgermeister"), an_organisation(session)
    a_member(session, town, 900)
    session.add(Representation(organisation_id=town.id, person_id=mayor.id, authority=Authority.APPOINTED,
                               first_day=LONG_AGO, recorded_at=NOW))
    session.flush()
    (said,) = doubts(session, meeting, "Hier, Fremd", "Dr. Maja Bürgermeister")
    assert said.startswith("Hier, Fremd ist kein Mitglied")
    assert "§ 9 Abs. 2 GenG" in said


def test_an_unknown_name_gets_the_hint_whom_the_law_asks_for_and_namesakes_get_none(session: Session) -> None:
    meeting = an_election(session)
    for _twice in range(2):
        a_person(session, "Gleich", "Namig")
    (said,) = doubts(session, meeting, "Nie Gesehen", "Gleich Namig")
    assert said.startswith("Nie Gesehen ist hier unter diesem Namen nicht bekannt.")
    assert "§ 9 Abs. 2 GenG" in said


def test_the_dead_and_former_directors_without_discharge_are_pointed_out(session: Session) -> None:
    meeting = an_election(session)
    dead(session, meeting.number(0), TODAY - timedelta(days=1))
    an_office(session, meeting.number(1).party, Organ.BOARD, first_day=LONG_AGO, last_day=TODAY - timedelta(days=9))
    gone, former = doubts(session, meeting, *(each.party.display_name for each in meeting.members))
    assert "verstorben" in gone
    assert "§ 37 Abs. 2 GenG" in former


def test_of_a_namesake_nothing_is_said() -> None:
    two = Candidate("Ada Ahorn", Organ.BOARD, known_as=2, is_dead=True, sits_in=Organ.SUPERVISORY_BOARD)
    assert list(doubts_about(two)) == []


def test_who_stands_in_several_ballots_is_looked_up_once_until_something_is_done(session: Session) -> None:
    """The chair's page asks anew every few moments."""
    meeting = an_election(session)
    an_office(session, meeting.number(0).party, Organ.BOARD)
    polls = [asked(session, meeting, Method.LIST, ("Ada Ahorn", "Nie Gesehen"), opened=False, seats=1)
             for _each in range(2)]
    session.commit()
    told = queries.doubts_of(session, polls[0], TODAY)
    assert len(told) == 2
    with statements() as again:
        assert queries.doubts_of(session, polls[1], TODAY) == told
        assert queries.doubts_of(session, polls[0], TODAY) == told
    assert not [each for each in again if "FROM party" in each or "FROM office" in each]
    a_person(session, "Nie", "Gesehen")
    journal.record(session, OFFICE, "add_party", "party:1", NOW, Told("{name}", name="Nie Gesehen"))
    session.commit()
    assert queries.doubts_of(session, polls[0], TODAY) != told


def test_the_chair_is_told_on_preparing_and_at_the_prepared_poll(session: Session, client: FlaskClient) -> None:
    meeting = an_election(session)
    an_office(session, meeting.number(0).party, Organ.BOARD)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage")
    answer = tab.send(options="Ada Ahorn\nNie Gesehen")
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Prüfen Sie die Wahl, bevor Sie sie eröffnen" in page
    assert "Ada Ahorn gehört dem Vorstand an" in page
    assert "Nie Gesehen ist hier unter diesem Namen nicht bekannt" in page
