"""Entry in the register and exit from it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.values import NotFound, PartyKind, Refusal
from app.members import actions, queries
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.rules import Authority
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation
from tests.together import transactions_together


def entered(
    session: Session, party: Party, first_day: date = LONG_AGO, number: int | None = None,
    member_class: MemberClass = MemberClass.ORDINARY,
) -> Member:
    ground = JoinGround.ADMISSION
    return actions.enter(session, party.id, member_class, first_day, ground, "V-2026-036", OFFICE, NOW, number)


def test_numbers_are_given_in_a_row_and_never_again(session: Session) -> None:
    members = [entered(session, a_person(session, "Anna", name)) for name in ("Ahorn", "Birke")]
    actions.end(session, members[1], TODAY, ExitGround.DEATH, OFFICE, NOW)
    assert entered(session, a_person(session, "Anna", "Eibe")).number == 3


def test_an_imported_number_lifts_the_next_one(session: Session) -> None:
    entered(session, a_person(session), number=1001)
    assert entered(session, a_person(session, "Anna", "Birke")).number == 1002
    with pytest.raises(Refusal, match="1001 ist vergeben"):
        entered(session, a_person(session, "Anna", "Eibe"), number=1001)


def test_a_membership_covers_its_last_day(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, TODAY, ExitGround.NOTICE, OFFICE, NOW)
    assert queries.is_member_on(session, member.party_id, TODAY)
    assert not queries.is_member_on(session, member.party_id, TODAY + timedelta(days=1))


def test_an_exit_recorded_later_was_not_known_before(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, LONG_AGO, ExitGround.NOTICE, OFFICE, NOW + timedelta(days=1))
    assert list(queries.members_on(session, TODAY, known_at=NOW)) == [member]
    assert list(queries.members_on(session, TODAY)) == []


def test_nobody_joins_twice_at_a_time(session: Session) -> None:
    member = entered(session, a_person(session))
    with pytest.raises(Refusal, match="schon Mitglied"):
        entered(session, member.party)


def test_who_comes_back_keeps_the_number(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, OFFICE, NOW)
    again = entered(session, member.party, date(2026, 5, 1))
    assert (again.id, again.number, len(again.periods)) == (member.id, 1, 2)
    assert queries.get_period_on(session, member.id, date(2025, 6, 1)).last_day == date(2025, 12, 31)
    assert queries.get_period_on(session, member.id, TODAY).first_day == date(2026, 5, 1)


def test_a_membership_ends_once_and_not_before_it_began(session: Session) -> None:
    member = entered(session, a_person(session), TODAY)
    with pytest.raises(Refusal, match="nicht vor ihrem Beginn"):
        actions.end(session, member, LONG_AGO, ExitGround.NOTICE, OFFICE, NOW)
    actions.end(session, member, TODAY, ExitGround.NOTICE, OFFICE, NOW)
    with pytest.raises(Refusal, match="schon beendet"):
        actions.end(session, member, TODAY, ExitGround.NOTICE, OFFICE, NOW)


def test_investing_members_do_not_count_for_the_minimum(session: Session) -> None:
    entered(session, a_person(session))
    investing = entered(session, an_organisation(session), member_class=MemberClass.INVESTING)
    assert (queries.count_on(session, TODAY), queries.count_on(session, TODAY, include_investing=False)) == (2, 1)
    assert queries.class_on(session, investing.id, TODAY) is MemberClass.INVESTING


def test_a_person_acts_for_itself_and_for_whom_it_represents(session: Session) -> None:
    person, town = a_person(session), an_organisation(session)
    mine, towns = entered(session, person), entered(session, town)
    parties.add_representation(session, town.id, person.id, Authority.APPOINTED, "", LONG_AGO, OFFICE, NOW)
    assert list(queries.members_acted_for_on(session, person.id, TODAY)) == [mine, towns]


def test_search_finds_by_number_first_and_by_every_word(session: Session) -> None:
    one = entered(session, a_person(session, "Anna", "Ahorn"), number=7)
    other = entered(session, an_organisation(session, "Kanzlei 7 Siegel", PartyKind.COMPANY))
    assert list(queries.search(session, "0007")) == [one]
    assert list(queries.search(session, "7")) == [one, other]
    assert list(queries.search(session, "ahorn anna")) == [one]
    assert queries.search(session, " ") == []


def test_many_entries_at_once_get_numbers_without_gap_or_double(app: Flask, session: Session) -> None:
    ids = [a_person(session, "Anna", f"Nummer {index}").id for index in range(8)]
    session.commit()

    def entering(party_id: int) -> Callable[[Session], object]:
        return lambda own: entered(own, own.get_one(Party, party_id)).number

    assert set(transactions_together(app, *map(entering, ids))) == set(range(1, 9))


def test_one_party_entered_twice_at_once_is_one_member(app: Flask, session: Session) -> None:
    party_id = a_person(session).id
    session.commit()
    answers = transactions_together(app, *(lambda own: entered(own, own.get_one(Party, party_id)).number,) * 4)
    assert [answer for answer in answers if not isinstance(answer, Refusal)] == [1]
    assert [member.number for member in queries.members_on(session, TODAY)] == [1]


def test_an_unknown_member_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.get_member(session, 4711)
    with pytest.raises(NotFound):
        queries.get_period_on(session, 4711, TODAY)
    assert queries.find_by_number(session, 4711) is None
