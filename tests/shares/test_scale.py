"""How many shares a member owes: the same for all, or by the statute's scale and what it has of the measure."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core.ledgers import unlike_the_journal
from app.core.values import NotFound, Refusal
from app.members import actions as register
from app.members.rules import ExitGround
from app.operations.queries.invariants.ledgers import members_without_shares
from app.parties.rules import DayRefusal
from app.shares import actions, queries
from app.shares.rules import Owed, Scale, Stated, check_number_of_shares, check_quantity, owed_shares, share_limits
from app.statutes.rules import Statute, statute_from
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import BY_PEOPLE, a_house, a_member, measured, subscribed

DAY = timedelta(days=1)
MORE: dict[str, Any] = {"further_shares_allowed": True, "max_shares": 10}


def statute(**values: object) -> Statute:
    """A statute that says only this, with one share for every ten thousand inhabitants begun."""
    return statute_from({"share_amount": 500_00, "nachschuss": "none", **BY_PEOPLE, **values})


def people(quantity: int, valid_from: date = TODAY, measure: str = "Einwohner") -> Stated:
    """What is entered of a member."""
    return Stated(measure, quantity, valid_from)


@pytest.mark.parametrize(("quantity", "shares"), [
    (0, 1), (1, 1), (10_000, 1), (10_001, 2), (45_000, 5), (50_000, 5), (50_001, 6),
])  # fmt: skip
def test_what_is_begun_counts_as_whole_and_nobody_owes_less_than_all_do(quantity: int, shares: int) -> None:
    assert owed_shares(statute(), [people(quantity)], TODAY).shares == shares


def test_the_larger_of_the_fixed_number_and_the_scale_is_owed() -> None:
    assert owed_shares(statute(mandatory_shares=3), [people(20_000)], TODAY).shares == 3
    assert owed_shares(statute(mandatory_shares=3), [people(40_000)], TODAY).shares == 4


def test_a_quantity_counts_from_its_day_on_until_the_next_one() -> None:
    entered = [people(45_000), people(65_000, TODAY + 10 * DAY), people(31_000, TODAY + 20 * DAY)]
    ahead = [owed_shares(statute(), entered, TODAY + days * DAY).shares for days in (-1, 0, 9, 10, 19, 20, 99)]
    assert ahead == [1, 5, 5, 7, 7, 4, 4]


def test_of_two_entries_for_one_day_the_later_recorded_one_counts() -> None:
    assert owed_shares(statute(), [people(45_000), people(31_000)], TODAY).shares == 4


def test_what_is_counted_by_another_measure_says_nothing() -> None:
    owed = owed_shares(statute(), [people(45_000, measure="Hektar")], TODAY)
    assert (owed.shares, owed.is_unknown) == (1, True)
    assert "Einwohner: noch nicht eingetragen" in owed.words()


def test_the_number_is_explained() -> None:
    owed = owed_shares(statute(), [people(45_000)], TODAY)
    assert owed.words() == (
        "5 Anteile (45.000 Einwohner seit 24.11.2026, ein Anteil je angefangene 10.000, mindestens 1)"
    )
    assert Owed(1).words() == "1 Anteil, für alle gleich"


@pytest.mark.parametrize(("owed", "clauses", "limits"), [
    (5, MORE, (5, 10)), (12, MORE, (12, 12)), (5, {}, (5, 5)), (1, {}, (1, 1)), (None, {}, (1, None)),
    (None, MORE, (1, 10)),
])  # fmt: skip
def test_the_limits_of_the_statute_follow_what_is_owed(
    owed: int | None, clauses: dict[str, object], limits: tuple[int, int | None]
) -> None:
    assert share_limits(statute(**clauses), owed) == limits
    check_number_of_shares(limits[0], statute(**clauses), owed)


@pytest.mark.parametrize(
    ("quantity", "words"), [(-1, "unter null gibt es nicht"), (1_000_000_001, "Prüfen Sie die Zahl")]
)
def test_a_quantity_that_cannot_be_is_refused(quantity: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        check_quantity(Scale("Einwohner", 10_000), quantity)
    with pytest.raises(Refusal, match=r"wären 2\.000\.000 Anteile"):
        check_quantity(Scale("Euro", 1), 2_000_000)


def test_without_a_scale_there_is_nothing_to_enter(session: Session) -> None:
    a_house(session)
    member = a_member(session)
    with pytest.raises(Refusal, match="Die Satzung nennt keinen Maßstab"):
        measured(session, member, 45_000)


def test_an_entry_is_undone_by_another_and_both_stay(session: Session) -> None:
    a_house(session, **BY_PEOPLE)
    member = a_member(session)
    first, wrong = measured(session, member, 45_000, TODAY - DAY), measured(session, member, 450_000)
    actions.undo_quantity(session, member, wrong.id, "Eine Null zu viel", OFFICE, NOW)
    owed = queries.find_owed_on(session, member, TODAY)
    assert owed is not None
    assert (owed.shares, len(queries.quantities_of(session, member.id))) == (5, 3)
    for entry_id in (wrong.id, queries.quantities_of(session, member.id)[0].id):
        with pytest.raises(Refusal, match="schon zurückgenommen"):
            actions.undo_quantity(session, member, entry_id, "Noch einmal", OFFICE, NOW)
    with pytest.raises(Refusal, match="Grund"):
        actions.undo_quantity(session, member, first.id, " ", OFFICE, NOW)
    with pytest.raises(NotFound):
        actions.undo_quantity(session, a_member(session, "Stadt Lindenfurt"), first.id, "Fremd", OFFICE, NOW)


def test_the_same_again_and_a_day_far_off_are_refused(session: Session) -> None:
    a_house(session, **BY_PEOPLE)
    member = a_member(session)
    measured(session, member, 45_000)
    with pytest.raises(Refusal, match="steht schon so da"):
        measured(session, member, 45_000)
    with pytest.raises(DayRefusal):
        measured(session, member, 31_000, TODAY + 999 * DAY)


def test_entries_are_never_changed_and_stand_in_the_journal_too(session: Session) -> None:
    a_house(session, **BY_PEOPLE)
    measured(session, a_member(session), 45_000)
    session.commit()
    assert list(unlike_the_journal(session)) == []
    for change in ("UPDATE scale_quantity SET quantity = 1", "DELETE FROM scale_quantity"):
        with pytest.raises(DatabaseError, match="only grows"):
            session.execute(text(change))
        session.rollback()


def test_the_check_names_members_with_fewer_shares_than_they_owe(session: Session) -> None:
    a_house(session, **BY_PEOPLE, **MORE)
    few, enough = a_member(session, shares=1), a_member(session, "Stadt Lindenfurt", shares=2)
    a_member(session, "Landkreis Rabental", shares=1)
    measured(session, few, 45_000)
    measured(session, enough, 20_000)
    found = [str(each) for each in members_without_shares(session, NOW)]
    assert found == [f"Mitglied {few.number:04d} hält 1 Anteil; es muss 5 Anteile halten."]


def test_whoever_joins_takes_no_fewer_shares_than_it_owes(session: Session) -> None:
    a_house(session, **BY_PEOPLE, **MORE)
    member = a_member(session)
    measured(session, member, 45_000)
    with pytest.raises(Refusal, match="mindestens 5 Anteile"):
        subscribed(session, member, 4, TODAY)
    subscribed(session, member, 5, TODAY)
    assert queries.shares_held(session, member.id, TODAY) == 5


def test_of_who_has_left_no_quantity_is_entered(session: Session) -> None:
    a_house(session, **BY_PEOPLE)
    member = a_member(session, first_day=date(2024, 1, 2))
    register.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"Die Mitgliedschaft endete am 31\.12\.2025"):
        measured(session, member, 45_000)
    assert queries.quantities_of(session, member.id) == []
