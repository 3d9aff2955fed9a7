"""Entry in the register and exit from it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import Model
from app.core.values import NotFound, PartyKind, Refusal
from app.members import actions, queries
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.rules import Authority
from app.statutes import actions as statutes
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation
from tests.statutes.factories import ADMINISTRATOR
from tests.together import transactions_together

DAY = timedelta(days=1)


def entered(
    session: Session, party: Party, first_day: date = LONG_AGO, number: int | None = None,
    member_class: MemberClass = MemberClass.ORDINARY,
) -> Member:
    ground = JoinGround.ADMISSION
    return actions.enter(session, party.id, member_class, first_day, ground, "V-2026-036", OFFICE, NOW, number)


def test_numbers_are_given_in_a_row_and_never_again(session: Session) -> None:
    members = [entered(session, a_person(session, "Anna", name)) for name in ("Ahorn", "Birke")]
    actions.end(session, members[1], TODAY, ExitGround.DEATH, "K-1", OFFICE, NOW)
    assert entered(session, a_person(session, "Anna", "Eibe")).number == 3


def test_an_imported_number_lifts_the_next_one(session: Session) -> None:
    entered(session, a_person(session), number=1001)
    assert entered(session, a_person(session, "Anna", "Birke")).number == 1002
    with pytest.raises(Refusal, match="1001 ist vergeben"):
        entered(session, a_person(session, "Anna", "Eibe"), number=1001)


def test_a_membership_covers_its_last_day(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    assert queries.is_member_on(session, member.party_id, TODAY)
    assert not queries.is_member_on(session, member.party_id, TODAY + timedelta(days=1))


def test_an_exit_recorded_later_was_not_known_before(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, LONG_AGO, ExitGround.NOTICE, "K-1", OFFICE, NOW + timedelta(days=1))
    assert list(queries.members_on(session, TODAY, known_at=NOW)) == [member]
    assert list(queries.members_on(session, TODAY)) == []


def test_who_leaves_at_the_end_of_the_year_stands_on_the_list_of_that_day_and_not_on_the_next(session: Session) -> None:
    member, last_day = entered(session, a_person(session)), date(2026, 12, 31)
    actions.end(session, member, last_day, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    assert list(queries.members_on(session, last_day)) == [member]
    assert list(queries.members_on(session, date(2027, 1, 1))) == []


def test_an_undone_exit_is_one_no_longer_and_was_one_as_we_knew_it_then(session: Session) -> None:
    member, last_day = entered(session, a_person(session)), date(2026, 12, 31)
    actions.end(session, member, last_day, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    actions.undo_end(session, member, "Verschrieben", "", OFFICE, NOW + DAY)
    after = last_day + timedelta(days=1)
    known = [queries.find_period_on(session, member.id, after, at) for at in (NOW - DAY, NOW, NOW + DAY, None)]
    assert [period is not None for period in known] == [False, False, True, True]
    assert member.periods[0].last_day is None
    assert [entry.last_day for entry in queries.exits_of(session, member.periods[0].id)] == [last_day, None]


def test_an_exit_undone_may_be_recorded_anew_with_another_ground_and_day(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, date(2028, 12, 31), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    actions.undo_end(session, member, "Verstorben", "Sterbeurkunde", OFFICE, NOW + DAY)
    actions.end(session, member, date(2026, 12, 31), ExitGround.DEATH, "Sterbeurkunde", OFFICE, NOW + DAY)
    period = member.periods[0]
    assert (period.last_day, period.exit_ground) == (date(2026, 12, 31), ExitGround.DEATH)
    known = [session.execute(queries.known_exits(at)).all() for at in (NOW - DAY, NOW, None)]
    assert [[row.last_day for row in rows] for rows in known] == [[], [date(2028, 12, 31)], [date(2026, 12, 31)]]


def test_an_exit_is_undone_once_and_for_a_reason(session: Session) -> None:
    member = entered(session, a_person(session))
    with pytest.raises(Refusal, match="kein Ende"):
        actions.undo_end(session, member, "Irrtum", "", OFFICE, NOW)
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="Grund"):
        actions.undo_end(session, member, " ", "", OFFICE, NOW)
    actions.undo_end(session, member, "Irrtum", "", OFFICE, NOW)
    with pytest.raises(Refusal, match="kein Ende"):
        actions.undo_end(session, member, "Irrtum", "", OFFICE, NOW)


def test_the_exit_before_a_re_entry_stays(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    entered(session, member.party, date(2026, 5, 1))
    with pytest.raises(Refusal, match="kein Ende"):
        actions.undo_end(session, member, "Irrtum", "", OFFICE, NOW)


def a_turn(period_id: int, turn: int = 1, last_day: date | None = TODAY, follows: int | None = None) -> MembershipExit:
    return MembershipExit(
        period_id=period_id, turn=turn, follows=follows, last_day=last_day, recorded_at=NOW, recorded_by="Office",
        ground=ExitGround.NOTICE if last_day else None,
    )


def refused(session: Session, row: Model) -> bool:
    """Whether the database itself refuses to take a row."""
    try:
        with session.begin_nested():
            session.add(row)
    except DBAPIError:
        return True
    return False


def test_the_database_keeps_one_exit_of_a_membership_at_a_time(session: Session) -> None:
    period_id = entered(session, a_person(session)).periods[0].id
    assert refused(session, a_turn(period_id, last_day=LONG_AGO - DAY))
    assert refused(session, a_turn(period_id, turn=2, last_day=None))
    assert not refused(session, a_turn(period_id))
    assert refused(session, a_turn(period_id))
    assert refused(session, a_turn(period_id, turn=3, follows=1))
    assert refused(session, a_turn(period_id, turn=3, follows=2))
    assert not refused(session, a_turn(period_id, turn=2, last_day=None, follows=1))


def test_the_database_keeps_memberships_of_one_member_apart(session: Session) -> None:
    member = entered(session, a_person(session))

    def another(first_day: date) -> MembershipPeriod:
        return MembershipPeriod(
            member_id=member.id, member_class=MemberClass.ORDINARY, first_day=first_day, recorded_at=NOW,
            join_ground=JoinGround.ADMISSION,
        )

    assert refused(session, another(TODAY + DAY))
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    assert refused(session, another(TODAY))
    assert not refused(session, another(TODAY + DAY))
    assert refused(session, a_turn(member.periods[0].id, turn=2, last_day=None, follows=1))


@pytest.mark.parametrize("table", ["membership_period", "membership_exit"])
def test_memberships_and_exits_only_grow(session: Session, table: str) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    for statement in (f"UPDATE {table} SET recorded_at = recorded_at", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="only grows"), session.begin_nested():
            session.execute(text(statement))


def test_an_exit_that_two_officers_record_at_once_is_one(app: Flask, session: Session) -> None:
    member_id = entered(session, a_person(session)).id
    session.commit()

    def end(day: int) -> Callable[[Session], str]:
        def act(own: Session) -> str:
            last_day = date(2026, 12, day)
            actions.end(own, queries.get_member(own, member_id), last_day, ExitGround.NOTICE, "K", OFFICE, NOW)
            return "recorded"

        return act

    answers = transactions_together(app, *map(end, range(28, 32)))
    assert [answer for answer in answers if not isinstance(answer, Refusal)] == ["recorded"]


def test_nobody_joins_twice_at_a_time(session: Session) -> None:
    member = entered(session, a_person(session))
    with pytest.raises(Refusal, match="schon Mitglied"):
        entered(session, member.party)


def test_who_comes_back_keeps_the_number(session: Session) -> None:
    member = entered(session, a_person(session))
    actions.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    again = entered(session, member.party, date(2026, 5, 1))
    assert (again.id, again.number, len(again.periods)) == (member.id, 1, 2)
    assert queries.get_period_on(session, member.id, date(2025, 6, 1)).last_day == date(2025, 12, 31)
    assert queries.get_period_on(session, member.id, TODAY).first_day == date(2026, 5, 1)


def test_a_struck_membership_stands_in_nobodys_way(session: Session) -> None:
    """Entered ahead by mistake and struck, it lasted no day: on its eve and before nobody is a member by it."""
    party = a_person(session)
    member = entered(session, party, TODAY + 38 * DAY)
    actions.strike(session, member, "UT-2026-001", OFFICE, NOW)
    entered(session, party, TODAY)
    assert [each.is_struck for each in member.periods] == [False, True]
    assert queries.is_member_on(session, party.id, TODAY + 100 * DAY)
    with pytest.raises(Refusal, match="schon Mitglied"):
        entered(session, party, TODAY + 38 * DAY)


def test_the_database_does_not_take_back_a_striking_beside_another_membership(session: Session) -> None:
    party = a_person(session)
    member = entered(session, party, TODAY + 38 * DAY)
    struck = actions.strike(session, member, "UT-2026-001", OFFICE, NOW)
    entered(session, party, TODAY)
    session.add(MembershipExit(
        period_id=struck.period_id, turn=2, follows=1, recorded_at=NOW, recorded_by=OFFICE.name, note="Doch nicht",
    ))
    with pytest.raises(DBAPIError, match="stands before a re-entry"):
        session.flush()
    session.rollback()


def test_a_membership_ends_once_and_not_before_it_began(session: Session) -> None:
    member = entered(session, a_person(session), TODAY)
    with pytest.raises(Refusal, match="nicht vor ihrem Beginn"):
        actions.end(session, member, LONG_AGO, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="schon beendet"):
        actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)


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


def test_no_fiscal_year_before_the_first_one_entered_is_offered_where_nobody_was_a_member_yet(
    session: Session,
) -> None:
    statutes.set_fiscal_year(session, date(2021, 5, 10), date(2021, 12, 31), ADMINISTRATOR, NOW)
    entered(session, a_person(session), date(2021, 5, 10))
    assert [year.first_day for year in queries.years_until(session, date(2021, 6, 1))] == [date(2021, 5, 10)]


def test_a_number_below_one_is_no_member_s(session: Session) -> None:
    with pytest.raises(NotFound, match="beginnen mit 1"):
        queries.get_by_number(session, -1)
