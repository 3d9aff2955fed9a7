"""The door: a touch costs the same however large the cooperative; who is found by which words (§ 47 GenG)."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.attendance import queries
from app.core import clock
from app.parties.rules import Authority
from tests.attendance.factories import a_meeting_house, a_town, acting, granted, humans
from tests.factories import TODAY, a_person, sign_in_office
from tests.removals.factories import a_human, dead, followed
from tests.shares.factories import a_member
from tests.statements import statements

MANY = 40


def found_by(session: Session, assembly: object, words: str, most: int = 30) -> list[str]:
    """Whom the door finds, in its order."""
    rows, total = queries.find_electors(session, assembly, TODAY, words, most)  # type: ignore[arg-type]
    assert total >= len(rows)
    return [each.name for each in rows]


def test_somebody_is_found_by_name_number_or_who_acts(session: Session) -> None:
    assembly, people = a_meeting_house(session), humans(session)
    town, mayor = a_town(session)
    granted(session, assembly, people[1], a_person(session, first_names="Theodora", last_name="Quendel"))
    dead_one = a_human(session, "Balduin", "Lindwurm")
    followed(session, dead(session, dead_one))
    assert found_by(session, assembly, "adel ahorn") == ["Adelheid Ahorn"]
    assert found_by(session, assembly, f"{people[2].number:04d}") == ["Clothilde Cypress"]
    assert found_by(session, assembly, mayor.display_name) == ["Gemeinde Altenbruck"]
    assert found_by(session, assembly, "schultheiß") == ["Gemeinde Altenbruck"]
    assert found_by(session, assembly, "quendel") == ["Bertram Birke"]
    assert found_by(session, assembly, "rosalinde") == ["Balduin Lindwurm"]
    assert found_by(session, assembly, "100%_") == []
    assert found_by(session, assembly, str(town.number)) == ["Gemeinde Altenbruck"]


def test_the_door_finds_whom_the_list_finds(session: Session) -> None:
    assembly, people = a_meeting_house(session), humans(session, 5)
    _town, mayor = a_town(session)
    acting(session, a_member(session, "Verein Silberdistel"), mayor, Authority.JOINT)
    granted(session, assembly, people[0], people[1].party)
    everybody = queries.electors(session, assembly, TODAY)
    for words in ("", "birke", "konrad", "e a", "gemeinde", "verein konrad"):
        wanted = queries.search_electors(everybody, "", queries.Ordered(words, "name"))
        assert found_by(session, assembly, words) == [each.name for each in wanted]


def test_the_door_names_a_few_and_says_how_many_more_there_are(session: Session) -> None:
    assembly, _people = a_meeting_house(session), humans(session, 5)
    rows, total = queries.find_electors(session, assembly, TODAY, "", 2)
    assert ([each.name for each in rows], total) == (["Adelheid Ahorn", "Bertram Birke"], 5)


def test_typing_reads_only_whom_it_shows(session: Session, client: FlaskClient) -> None:
    """Nor does it count anew who is there: the same statements for a few members and for many."""
    assembly = a_meeting_house(session)
    humans(session, 2)
    session.commit()
    sign_in_office(session, client)
    few = typed(client, f"/teilnahme/{assembly.id}/einlass?q=e")
    for number in range(MANY):
        a_member(session, f"Betrieb {number:02d}")
    session.commit()
    many = typed(client, f"/teilnahme/{assembly.id}/einlass?q=e")
    assert len(many) <= len(few)
    assert sum("FROM presence" in each for each in many) == 1


def test_typing_asks_as_much_for_one_who_represents_others_as_for_many(session: Session, client: FlaskClient) -> None:
    assembly, people = a_meeting_house(session), humans(session, 5)
    granted(session, assembly, people[1], people[0].party)
    session.commit()
    sign_in_office(session, client)
    few = typed(client, f"/teilnahme/{assembly.id}/einlass?q=e")
    granted(session, assembly, people[3], people[2].party)
    for number in range(MANY):
        acting(session, a_member(session, f"Betrieb {number:02d}"), people[number % 5].party)
    session.commit()
    many = typed(client, f"/teilnahme/{assembly.id}/einlass?q=e")
    assert len(many) <= len(few)
    assert sum("FROM presence" in each for each in many) == 1


def typed(client: FlaskClient, address: str) -> list[str]:
    """The statements of one keystroke, whose answer is the rows alone."""
    with statements() as sent:
        answer = client.get(address, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert len(re.findall("<li", answer.text)) <= 30
    return sent


def test_the_live_figures_take_the_same_statements_however_many_are_there(session: Session) -> None:
    assembly = a_meeting_house(session, gv_quorum="1/2")
    humans(session, 1)
    with statements() as few:
        queries.figures(session, assembly, clock.now())
    for number in range(MANY):
        a_member(session, f"Betrieb {number:02d}")
    with statements() as many:
        assert queries.figures(session, assembly, clock.now()).entitled.members == MANY + 1
    assert len(many) == len(few)
