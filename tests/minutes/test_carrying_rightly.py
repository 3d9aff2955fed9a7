"""What stands as carried out is what the decision gave, from its day on, for those whom it names (§§ 24, 36, 48 GenG).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.rules import ItemType, Subject
from app.attendance.actions import say_concern
from app.attendance.rules import ConcernKind
from app.closing import actions as closing
from app.closing.models import Appropriation
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures import queries as departure_queries
from app.departures.rules import AmendedBy, Attended, NoticeKind
from app.members import queries as members
from app.minutes import actions, queries
from app.minutes.actions import Term
from app.minutes.models import Consequence, EndedOffice
from app.minutes.rules import FollowUp
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Office
from app.organs.rules import Organ, OrganFunction
from app.statutes.rules import FiscalYear
from app.voting import actions as voting
from app.voting.rules import Method
from tests.closing.factories import FIRST, SECOND
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.minutes.test_carrying import PAPER, an_adoption, an_amendment, elected, passed, term, the
from tests.minutes.test_carrying_pages import opened
from tests.organs.factories import an_office
from tests.tabs import Tab, said
from tests.together import transactions_together
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, concerning, declared, marked

YESTERDAY, LATER = TODAY - timedelta(days=1), NOW + timedelta(minutes=5)


# --- not before the decision ------------------------------------------------------------------------------------------


def test_nobody_holds_an_office_before_the_election(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    early = replace(term(session, wanted), first_day=YESTERDAY)
    with pytest.raises(Refusal, match=r"erst am 24\.11\.2026"):
        actions.appoint_elected(session, wanted, early, OFFICE, NOW)
    at = opened(session, client, meeting, FollowUp.OFFICE)
    answer = Tab(client, at, form="ausfuehren").send(act="preview", first_day=YESTERDAY.isoformat())
    assert "erst am 24.11.2026" in said(answer)


def test_nobody_leaves_an_office_before_the_removal(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.REMOVE_BOARD_MEMBER, "Abberufung")
    held = an_office(session, a_person(session), Organ.BOARD, first_day=TODAY - timedelta(days=300))
    wanted = the(session, meeting, FollowUp.REMOVAL)
    with pytest.raises(Refusal, match=r"erst am 24\.11\.2026"):
        actions.end_removed(session, wanted, [held.id], YESTERDAY, OFFICE, NOW)
    assert held.last_day is None
    at = opened(session, client, meeting, FollowUp.REMOVAL)
    answer = Tab(client, at, form="ausfuehren").send(act="preview", last_day=YESTERDAY.isoformat())
    assert "erst am 24.11.2026" in said(answer)


# --- the office that was given ----------------------------------------------------------------------------------------


def taken_by_another(session: Session, struck: Office, heir: Office) -> None:
    """Strike an office and let another one have its id, as the database may give it out again."""
    given = struck.id
    organs.strike_office(session, struck, "falscher Tag", OFFICE, NOW)
    session.flush()
    session.execute(update(Office).where(Office.id == heir.id).values(id=given))
    session.expire_all()


def test_the_office_of_another_is_not_that_of_who_was_elected(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    begins = TODAY + timedelta(days=5)
    later = Term(queries.elected_party(session, wanted), OrganFunction.MEMBER, begins, None)
    actions.appoint_elected(session, wanted, later, OFFICE, NOW)
    (office,) = organ_queries.offices_after(session, Organ.SUPERVISORY_BOARD, TODAY)
    taken_by_another(session, office, an_office(session, a_person(session, "Fremd", "Hier"), Organ.BOARD))
    assert not the(session, meeting, FollowUp.OFFICE).is_done


def test_the_office_of_another_who_was_elected_with_it_is_not_its_own(session: Session) -> None:
    meeting = a_meeting(session, item_type=ItemType.ELECTION, seats=2, subject=Subject.ELECT_SUPERVISORY_BOARD,
                        title="Wahlen", draft="")
    poll = asked(session, meeting, Method.LIST, ("Ada Ahorn", "Ada Birke"), seats=2)
    for member in meeting.members:
        marked(session, poll, member, "Ada Ahorn", "Ada Birke")
    declared(session, meeting, poll)
    for option in poll.options:
        voting.answer(session, meeting.sitting, poll, option, True, CHAIR, NOW)
    offices: list[Office] = []
    for wanted, at in zip(both(session, meeting), (NOW, LATER), strict=True):
        party = meeting.members[len(offices)].party_id
        given = Term(party, OrganFunction.MEMBER, TODAY + timedelta(days=5), None)
        row = actions.appoint_elected(session, wanted, given, OFFICE, at)
        offices.append(session.get_one(Office, row.reference))
    taken_by_another(session, *offices)
    assert not both(session, meeting)[0].is_done


def both(session: Session, meeting: Meeting) -> list[queries.Following]:
    return [each for each in queries.following(session, meeting.assembly) if each.what is FollowUp.OFFICE]


# --- whom the decision names ------------------------------------------------------------------------------------------


def test_only_who_was_voted_on_is_discharged_with_one_press(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session, subject=Subject.DISCHARGE, title="Entlastung einzelner Personen")
    named, other, exempted = (
        a_person(session, *name) for name in (("Korbinian", "Talhammer"), ("Almut", "Weißdorn"), ("Cosima", "Rehbein"))
    )
    for each in (named, other, exempted):
        an_office(session, each, Organ.BOARD, first_day=SECOND.first_day, last_day=SECOND.last_day)
        concerning(session, meeting, each)
    say_concern(session, meeting.assembly, meeting.item, exempted, ConcernKind.EXEMPTED, "Nicht sie.", OFFICE, NOW)
    poll = asked(session, meeting, question="Entlastet wird Korbinian Talhammer.")
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    found = queries.people_discharged(session, the(session, meeting, FollowUp.DISCHARGE), SECOND)
    assert {each.id for each in found[Organ.BOARD]} == {named.id, other.id}
    at = opened(session, client, meeting, FollowUp.DISCHARGE)
    assert Tab(client, at, form="ausfuehren").send(act="enter").status_code == 302
    session.expire_all()
    assert [each.party_id for each in organ_queries.discharges(session)] == [named.id]


def test_a_name_before_a_full_stop_is_named(session: Session) -> None:
    gone = a_person(session, "Korbinian", "Talhammer")
    assert queries.is_named(gone, "Abberufen wird Korbinian Talhammer.")
    assert not queries.is_named(gone, "Abberufen wird Ada Talhammer.")


# --- who was removed --------------------------------------------------------------------------------------------------


def removed(session: Session, *names: str) -> tuple[Meeting, list[Office]]:
    """A meeting that removed members of the board, whose offices ended with the day."""
    meeting = passed(session, Subject.REMOVE_BOARD_MEMBER, "Abberufung")
    held = [an_office(session, a_person(session, "Kora", each), Organ.BOARD, first_day=YESTERDAY) for each in names]
    wanted = the(session, meeting, FollowUp.REMOVAL)
    actions.end_removed(session, wanted, [each.id for each in held], TODAY, OFFICE, NOW)
    assert the(session, meeting, FollowUp.REMOVAL).is_done
    return meeting, held


@pytest.mark.parametrize("until", [None, TODAY + timedelta(days=1)])
@pytest.mark.parametrize("place", [0, 1])
def test_a_removal_is_to_be_carried_out_anew_once_one_of_the_offices_lasts_longer(
    session: Session, place: int, until: date | None
) -> None:
    meeting, held = removed(session, "Talhammer", "Zeder")
    organs.extend_office(session, held[place], until, OFFICE, LATER)
    wanted = the(session, meeting, FollowUp.REMOVAL)
    assert (wanted.is_done, wanted.target) == (False, None)
    actions.end_removed(session, wanted, [held[place].id], TODAY, OFFICE, LATER)
    assert the(session, meeting, FollowUp.REMOVAL).target == held[place].id
    organs.extend_office(session, held[1 - place], until, OFFICE, LATER)
    assert not the(session, meeting, FollowUp.REMOVAL).is_done


def test_a_removal_stays_carried_out_where_the_office_ended_even_earlier(session: Session) -> None:
    meeting, held = removed(session, "Talhammer")
    organs.end_office(session, held[0], YESTERDAY, "Schon vorher niedergelegt", OFFICE, LATER)
    assert the(session, meeting, FollowUp.REMOVAL).is_done


def test_the_desk_asks_again_for_a_removal_whose_office_lasts_longer(session: Session) -> None:
    _meeting, held = removed(session, "Talhammer")
    assert FollowUp.REMOVAL not in {each.what for each in queries.open_following(session)}
    organs.extend_office(session, held[0], None, OFFICE, LATER)
    assert FollowUp.REMOVAL in {each.what for each in queries.open_following(session)}


def test_the_database_keeps_with_which_day_offices_were_ended(session: Session) -> None:
    removed(session, "Talhammer")
    for refused in (update(EndedOffice).values(last_day=YESTERDAY), delete(EndedOffice)):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(refused)


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_accounts_adopted_on_another_day_are_not_what_this_assembly_resolved(session: Session) -> None:
    meeting = an_adoption(session)
    closing.adopt(session, SECOND, YESTERDAY, "GV vom Vortag", PAPER, OFFICE, NOW)
    assert not the(session, meeting, FollowUp.ADOPTION).is_done


def test_accounts_adopted_by_hand_on_the_day_are_and_not_by_another_decision(session: Session) -> None:
    meeting = an_adoption(session)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    entry = closing.adopt(session, SECOND, TODAY, "GV", PAPER, OFFICE, NOW)
    assert [each.is_done for each in adoptions(session, meeting)] == [True, True]
    session.add(Consequence(
        poll_id=poll.id, option_id=None, what=FollowUp.ADOPTION, reference=entry.id, note="", done_at=NOW, done_by="",
        undone_by="", undo_reason="",
    ))
    session.flush()
    assert [each.is_done for each in adoptions(session, meeting)] == [False, True]


def adoptions(session: Session, meeting: Meeting) -> list[queries.Following]:
    return [each for each in queries.following(session, meeting.assembly) if each.what is FollowUp.ADOPTION]


# --- the result -------------------------------------------------------------------------------------------------------


def used(session: Session, year: FiscalYear, effective_on: date, at: datetime = NOW, turn: int = 1) -> None:
    """How the result of a year was used from a day on, booked at a moment."""
    session.add(Appropriation(
        year_end=year.last_day, turn=turn, follows=turn - 1 or None, number=f"E-{year}-{turn}",
        effective_on=effective_on, recorded_at=at, recorded_by="Büro", key_clause="", interest_clause="",
        early_clause="", note="",
    ))
    session.flush()


def is_used(session: Session, meeting: Meeting) -> list[bool]:
    return [each.is_done for each in queries.following(session, meeting.assembly) if each.what is FollowUp.RESULT]


def test_a_result_used_by_an_earlier_assembly_is_not_what_this_one_resolved(session: Session) -> None:
    meeting = passed(session, Subject.USE_OF_RESULT, "Verwendung des Ergebnisses")
    used(session, SECOND, TODAY - timedelta(days=90), NOW - timedelta(days=80))
    assert is_used(session, meeting) == [False]


@pytest.mark.parametrize(("title", "year", "is_done"), [
    ("Verwendung des Ergebnisses 2024", FIRST, True), ("Verwendung des Ergebnisses 2024", SECOND, False),
    ("Verwendung des Ergebnisses 2025, Vortrag auf 2026", SECOND, True),
    ("Verwendung des Ergebnisses", SECOND, True), ("Verwendung des Ergebnisses", FIRST, False),
])
def test_the_result_of_the_year_that_the_item_names_is_to_be_used(
    session: Session, title: str, year: FiscalYear, is_done: bool
) -> None:
    meeting = passed(session, Subject.USE_OF_RESULT, title, draft=title)
    used(session, year, TODAY)
    assert is_used(session, meeting) == [is_done]


def test_accounts_adopted_earlier_whose_result_is_used_after_this_decision_are_what_it_resolved(
    session: Session,
) -> None:
    meeting = passed(session, Subject.USE_OF_RESULT, "Verwendung des Ergebnisses")
    used(session, SECOND, TODAY - timedelta(days=90), LATER)
    assert is_used(session, meeting) == [True]


def test_two_decisions_on_two_years_are_each_to_be_booked(session: Session) -> None:
    meeting = passed(session, Subject.USE_OF_RESULT, "Verwendung der Ergebnisse", draft="Ergebnis 2024: Vortrag")
    poll = asked(session, meeting, question="Ergebnis 2025: Vortrag")
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    used(session, SECOND, TODAY)
    assert is_used(session, meeting) == [False, True]
    used(session, FIRST, TODAY)
    assert is_used(session, meeting) == [True, True]


# --- the right to leave -----------------------------------------------------------------------------------------------


def test_nobody_leaves_by_a_right_that_is_closed_at_the_same_moment(session: Session, app: Flask) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    (right,) = departure_queries.rights(session)
    right_id, number = right.id, meeting.number(1).number
    meant = AmendedBy(right.amendment, right.resolved_on, Attended.OBJECTED, None, right_id)
    session.commit()
    is_closed = Event()

    def closing(own: Session) -> str:
        departures.close_right(own, departure_queries.get_right(own, right_id), "Beschluss nichtig", OFFICE, NOW)
        is_closed.set()
        sleep(1)
        return "closed"

    def giving(own: Session) -> str:
        is_closed.wait(1)
        mine = members.find_by_number(own, number)
        assert mine is not None
        return given(own, mine, NoticeKind.SPECIAL, amended_by=meant).number

    answers = transactions_together(app, closing, giving)
    assert [isinstance(each, Refusal) for each in answers].count(True) == 1
