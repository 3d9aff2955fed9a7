"""Splitting the shares (Zerlegung, § 22b GenG; R-SHR-09): by the registered statute, at once, and no cent moves."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.jobs import Worker
from app.core.values import Refusal
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround, MemberClass
from app.operations.queries.invariants import ledgers, splits
from app.reports import queries as reports
from app.shares import actions, jobs, queries
from app.shares.models import CreditEntry, PaymentDue, ShareEntry
from app.shares.rules import CreditGround, ShareGround
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from app.statutes.models import StatuteVersion
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, TODAY, an_organisation
from tests.reports.factories import a_holder, booked, leaves
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid, subscribed
from tests.statutes.factories import ADMINISTRATOR, FILE, version_facts
from tests.together import PATIENCE, together

SPLIT_ON = date(2026, 11, 10)
LATER = NOW + timedelta(hours=1)
PARTS = 5
YEAR_END = date(2026, 12, 31)


def a_resolved_splitting(
    session: Session, resolved_on: date, amount: int = SHARE // PARTS, at: datetime = LATER, title: str = "Zerlegung",
    corrects: StatuteVersion | None = None, splits: bool = True, **values: Any,
) -> StatuteVersion:
    """A version that is to split each share of 500 € into five, not yet registered."""
    said: Mapping[str, Any] = {
        "share_amount": amount, "min_payment": amount, "payment_days": 14, "further_shares_allowed": True,
        "max_shares": None, **values,
    }
    facts = version_facts(title, resolved_on, **said)
    facts = statutes.VersionFacts(
        facts.title, facts.resolved_on, facts.values, corrects_id=corrects.id if corrects else None,
        splits_shares=splits,
    )
    version = statutes.record_version(session, facts, ADMINISTRATOR, at)
    if corrects is None:
        statutes.attach_document(session, version, FILE, ADMINISTRATOR, at)
    return version


def a_splitting(
    session: Session, registered_on: date = SPLIT_ON, amount: int = SHARE // PARTS, at: datetime = LATER,
    title: str = "Zerlegung", corrects: StatuteVersion | None = None, splits: bool = True, **values: Any,
) -> StatuteVersion:
    """A version that splits each share of 500 € into five, registered."""
    resolved_on = registered_on - timedelta(days=30)
    version = a_resolved_splitting(session, resolved_on, amount, at, title, corrects, splits, **values)
    statutes.register_version(session, version, registered_on, ADMINISTRATOR, at)
    return version


def town(session: Session, held: int = 2) -> Member:
    """A member with paid shares of 500 €."""
    a_house(session, further_shares_allowed=True, max_shares=None)
    member = a_member(session, shares=held)
    paid(session, member, held * SHARE)
    return member


def held(session: Session, member: Member, day: date = TODAY) -> int:
    return queries.shares_held(session, member.id, day)


def split_findings(session: Session) -> list[str]:
    return [str(each) for each in splits.unlike_the_statute(session, LATER)]


def work(session: Session) -> None:
    session.commit()
    Worker(jobs.HANDLERS, lambda: LATER).run_until_idle()
    session.expire_all()


def test_each_member_s_shares_are_multiplied_from_the_day_of_registration(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    assert [held(session, member, day) for day in (SPLIT_ON - timedelta(days=1), SPLIT_ON, TODAY)] == [2, 10, 10]
    entry = queries.share_entries_of(session, member.id)[-1]
    assert (entry.ground, entry.change, entry.effective_on) == (ShareGround.SPLIT, 8, SPLIT_ON)
    assert queries.members_with_other_holdings(session) == []
    assert split_findings(session) == []


def test_no_cent_moves_where_shares_are_split(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    member = a_member(session, shares=2)
    paid(session, member, 300_00)
    before = _money(session), queries.open_payments(session, member_id=member.id)
    a_splitting(session)
    assert (_money(session), queries.open_payments(session, member_id=member.id)) == before
    paid(session, member, 700_00)
    assert queries.open_payments(session, member_id=member.id) == []


def _money(session: Session) -> tuple[object, object]:
    return session.scalar(select(func.sum(CreditEntry.amount))), session.scalar(select(func.sum(PaymentDue.amount)))


def test_whether_a_share_amount_is_lower_or_split_the_statute_says(session: Session) -> None:
    """A reduction of the share (Herabsetzung) leaves the number as it is."""
    member = town(session)
    a_splitting(session, splits=False)
    assert held(session, member) == 2
    assert split_findings(session) == []


@pytest.mark.parametrize(("amount", "words"), [
    (500_00, "in kleinere"), (1000_00, "in kleinere"), (300_00, "ohne Rest"), (499_99, "ohne Rest"),
])  # fmt: skip
def test_a_share_is_split_into_equal_parts_only(session: Session, amount: int, words: str) -> None:
    member = town(session)
    with pytest.raises(Refusal, match=words):
        a_splitting(session, amount=amount)
    assert held(session, member) == 2
    assert statute_queries.statute_on(session, TODAY).share_amount == SHARE


def test_a_version_that_takes_away_what_a_later_one_splits_is_refused_by_the_name_of_that_one(session: Session) -> None:
    member = town(session)
    a_splitting(session, TODAY)
    with pytest.raises(Refusal, match=r"die Fassung „Zerlegung“ nennt 100,00\s€, und bisher sind es 70,00"):
        a_splitting(session, amount=70_00, title="Herabsetzung", splits=False)
    assert held(session, member) == 10


def test_shares_are_not_split_into_more_than_the_ledger_can_hold(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None, share_amount=25_000_00, min_payment=25_000_00)
    member = a_member(session, shares=1000)
    with pytest.raises(Refusal, match=r"ein Mitglied hielte 2\.500\.000\.000 Anteile"):
        a_splitting(session, amount=1)
    assert held(session, member) == 1000


def test_the_first_version_of_all_splits_nothing(session: Session) -> None:
    with pytest.raises(Refusal, match="gilt keine andere"):
        a_splitting(session)


def test_no_shares_are_split_with_a_day_of_a_closed_year(session: Session) -> None:
    member = town(session)
    year = FiscalYear(date(2026, 1, 1), date(2026, 11, 15))
    statutes.set_fiscal_year(session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
    statutes.close_year(session, year, ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        a_splitting(session)
    assert held(session, member) == 2


def test_shares_of_before_are_undone_with_what_was_split_of_them_in_a_closed_year(session: Session) -> None:
    member = town(session)
    further = subscribed(session, member, 1, JOINED + timedelta(days=2))
    a_splitting(session)
    year = FiscalYear(date(2026, 1, 1), date(2026, 11, 15))
    statutes.set_fiscal_year(session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
    statutes.close_year(session, year, ADMINISTRATOR, NOW)
    entry = queries.find_share_entry(session, further)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    assert [held(session, member, day) for day in (SPLIT_ON - timedelta(days=1), SPLIT_ON)] == [2, 10]
    assert split_findings(session) == []


def test_shares_given_up_to_a_later_day_are_multiplied_too(session: Session) -> None:
    member, leaver = town(session, 3), a_member(session, "Gemeinde Lindenfurt", 2)
    actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    actions.leave(session, leaver, YEAR_END, "K-2026-002", OFFICE, NOW)
    a_splitting(session)
    next_year = date(2027, 1, 1)
    assert [held(session, each, YEAR_END) for each in (member, leaver)] == [15, 10]
    assert [held(session, each, next_year) for each in (member, leaver)] == [10, 0]
    added = [each for each in queries.share_entries_of(session, member.id) if each.multiplies_id]
    assert [(each.ground, each.change) for each in added] == [(ShareGround.CANCELLATION, -4)]
    assert split_findings(session) == []


def test_shares_handed_over_later_are_held_by_one_of_the_two_at_every_moment(session: Session) -> None:
    giver, taker = town(session, 3), a_member(session, "Gemeinde Lindenfurt", 1)
    actions.hand_over(session, giver, taker, 1, SHARE, YEAR_END, "UT-2026-001", OFFICE, NOW)
    a_splitting(session)
    assert queries.holders_at_close(session, YEAR_END) == (2, 20)
    assert [held(session, each, date(2027, 1, 1)) for each in (giver, taker)] == [10, 10]
    legs = queries.joined_by(session, taker.id, date(2027, 1, 1))
    assert legs is not None
    actions.undo_handing_over(session, legs, "Irrtum", OFFICE, LATER)
    assert [held(session, each, date(2027, 1, 1)) for each in (giver, taker)] == [15, 5]
    assert queries.members_with_other_holdings(session) == []


def test_shares_taken_up_after_the_day_but_before_it_was_known_are_former_ones(session: Session) -> None:
    member = town(session)
    subscribed(session, member, 1, SPLIT_ON + timedelta(days=3))
    a_splitting(session)
    assert [held(session, member, day) for day in (SPLIT_ON, TODAY)] == [10, 15]


def test_shares_are_split_where_nobody_held_any_on_the_eve(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    member = a_member(session, first_day=SPLIT_ON)
    subscribed(session, member, 2, SPLIT_ON + timedelta(days=1))
    paid(session, member, 2 * SHARE)
    wrong = a_splitting(session)
    assert held(session, member) == 10
    assert split_findings(session) == []
    since = LATER + timedelta(hours=1)
    a_splitting(session, title="Keine Zerlegung", corrects=wrong, splits=False, at=since)
    assert held(session, member) == 2
    assert split_findings(session) == []


def test_a_splitting_noted_before_anybody_was_a_member_leaves_later_shares_as_they_are(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    version = a_splitting(session, at=NOW - timedelta(days=1))
    member = a_member(session, shares=3, first_day=SPLIT_ON + timedelta(days=1))
    a_splitting(session, title="Zerlegung, berichtigt", corrects=version)
    assert held(session, member) == 3
    assert split_findings(session) == []


def test_shares_taken_up_since_are_of_the_new_ones(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    subscribed(session, member, 1, TODAY)
    assert held(session, member) == 11
    assert [each.amount for each in queries.open_payments(session, member_id=member.id)] == [SHARE // PARTS]


def test_an_exit_is_undone_with_what_the_splitting_made_of_it(session: Session) -> None:
    member = town(session)
    entry = actions.leave(session, member, YEAR_END, "K-2026-002", OFFICE, NOW)
    a_splitting(session)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    assert held(session, member, date(2027, 6, 1)) == 10
    assert queries.members_with_other_holdings(session) == []


def test_shares_of_before_are_undone_with_what_was_split_of_them(session: Session) -> None:
    member = town(session)
    further = subscribed(session, member, 1, JOINED + timedelta(days=2))
    a_splitting(session)
    entry = queries.find_share_entry(session, further)
    assert entry is not None
    assert held(session, member) == 15
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    assert [held(session, member, day) for day in (SPLIT_ON - timedelta(days=1), SPLIT_ON)] == [2, 10]
    assert split_findings(session) == []


def test_shares_entered_late_for_a_day_before_are_split_as_the_others(session: Session) -> None:
    member = town(session, 3)
    a_splitting(session)
    day = SPLIT_ON - timedelta(days=2)
    actions.cancel(session, member, 1, day, "K-2026-003", OFFICE, LATER)
    assert [held(session, member, each) for each in (day + timedelta(days=1), SPLIT_ON)] == [2, 10]
    subscribed(session, member, 2, day)
    assert held(session, member) == 20
    with pytest.raises(Refusal):
        actions.cancel(session, member, 5, day, "K-2026-003", OFFICE, LATER)
    actions.leave(session, member, day, "K-2026-004", OFFICE, LATER)
    assert held(session, member) == 0
    assert split_findings(session) == []


def test_nobody_leaves_before_the_day_who_took_up_new_shares_since(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    subscribed(session, member, 1, TODAY)
    with pytest.raises(Refusal, match="So viele Anteile sind nicht da"):
        actions.leave(session, member, SPLIT_ON - timedelta(days=2), "K-2026-004", OFFICE, LATER)
    assert held(session, member) == 11


@pytest.mark.parametrize("which", ["split", "multiple"])
def test_what_a_splitting_booked_is_not_undone_by_itself(session: Session, which: str) -> None:
    member = town(session)
    actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    a_splitting(session)
    entry = next(
        each for each in queries.share_entries_of(session, member.id)
        if (each.ground is ShareGround.SPLIT if which == "split" else each.multiplies_id)
    )
    with pytest.raises(Refusal, match="gehört zu einer Zerlegung"):
        actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)


def test_a_corrected_version_takes_the_splitting_back_or_moves_it(session: Session) -> None:
    member = town(session)
    actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    wrong = a_splitting(session)
    moved_to = SPLIT_ON + timedelta(days=3)
    moved = a_splitting(session, moved_to, 250_00, title="Zerlegung, berichtigt", corrects=wrong)
    days = (SPLIT_ON, moved_to, date(2027, 1, 1))
    assert [held(session, member, day) for day in days] == [2, 4, 2]
    a_splitting(session, moved_to, title="Keine Zerlegung", corrects=moved, splits=False)
    assert [held(session, member, day) for day in days] == [2, 2, 1]
    assert split_findings(session) == []
    assert queries.members_with_other_holdings(session) == []


def test_shares_that_were_multiplied_are_undone_once_no_version_splits_them_any_more(session: Session) -> None:
    member = town(session)
    further = subscribed(session, member, 1, TODAY)
    wrong = a_splitting(session)
    a_splitting(session, amount=SHARE, title="Keine Zerlegung", corrects=wrong, splits=False)
    entry = queries.find_share_entry(session, further)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    assert [held(session, member, day) for day in (SPLIT_ON, TODAY)] == [2, 2]
    assert queries.members_with_other_holdings(session) == []


def test_a_splitting_stands_once_later_entries_build_upon_it(session: Session) -> None:
    member = town(session)
    wrong = a_splitting(session)
    subscribed(session, member, 1, TODAY)
    with pytest.raises(Refusal, match=r"bauen schon spätere Buchungen auf: V-2026-\d+\. Stornieren"):
        a_splitting(session, title="Keine Zerlegung", corrects=wrong, splits=False)
    assert held(session, member) == 11


def test_shares_are_split_twice_in_a_row(session: Session) -> None:
    member = town(session)
    actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    a_splitting(session)
    a_splitting(session, TODAY, 50_00, title="Zweite Zerlegung")
    assert [held(session, member, day) for day in (SPLIT_ON, TODAY, date(2027, 1, 1))] == [10, 20, 10]
    entry = next(each for each in queries.share_entries_of(session, member.id) if each.document == "K-2026-001")
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    assert held(session, member, date(2027, 1, 1)) == 20
    assert split_findings(session) == []


def test_registering_the_same_day_once_more_splits_nothing_again(session: Session) -> None:
    member = town(session)
    version = a_splitting(session)
    statutes.register_version(session, version, SPLIT_ON, ADMINISTRATOR, LATER)
    actions.follow_statute(session, ADMINISTRATOR, LATER)
    assert held(session, member) == 10


def test_a_list_tells_nothing_of_days_before_the_splitting(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    holding = actions.OpeningHolding(member.id, 2, 0, SPLIT_ON - timedelta(days=1))
    with pytest.raises(Refusal, match="zerlegt"):
        actions.take_over_many(session, [holding], "alt.csv", OFFICE, LATER)


def test_the_movement_names_the_splitting_and_adds_up(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    stays, leaver = (a_holder(session, name, 2, date(2024, 3, 1)) for name in ("Altenbruck", "Lindenfurt"))
    leaves(session, leaver, YEAR_END)
    earlier = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
    year, after = FiscalYear(date(2026, 1, 1), YEAR_END), FiscalYear(date(2027, 1, 1), date(2027, 12, 31))
    a_splitting(session)
    report = reports.year_report(session, year)
    assert report.shares_by_ground == {ShareGround.SPLIT: 16, ShareGround.EXIT: -10}
    assert report.adds_up
    assert report.before.standing == reports.year_report(session, earlier).after.standing
    assert report.after.standing == reports.year_report(session, after).before.standing
    assert sum(report.after.parts.values()) == 4 * SHARE
    assert report.after.standing.credit == 2 * SHARE
    assert reports.year_report(session, year, NOW).shares_by_ground == {ShareGround.EXIT: -2}
    assert held(session, stays) == 10


def test_the_register_is_as_it_was_known_before_the_splitting(session: Session) -> None:
    town(session)
    before = reports.register_on(session, TODAY)
    a_splitting(session)
    assert reports.register_on(session, TODAY, NOW) == before
    assert reports.register_on(session, TODAY) != before


def test_what_a_splitting_made_of_shares_given_up_is_found_by_their_entry(session: Session) -> None:
    member = town(session, 3)
    entry = actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    a_splitting(session)
    assert [each.change for each in queries.multiples_of(session, entry)] == [-4]


def test_the_check_names_who_was_not_split_as_the_statute_says(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    booked(session, member, 1, JOINED, is_paid=False, at=LATER)
    assert split_findings(session) == [
        "Zerlegung zum 10.11.2026: Mitglied 0001 bekam 8 Anteile dazu, nach der Satzung sind es 12 Anteile."
    ]


def test_the_check_names_an_entry_of_a_later_day_that_was_not_multiplied(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    booked(session, member, 1, SPLIT_ON + timedelta(days=1), is_paid=False, at=NOW)
    assert split_findings(session) == [
        "Zerlegung zum 10.11.2026: Bei Mitglied 0001 ist die Buchung zum 11.11.2026 nicht vervielfacht."
    ]


def test_who_joins_while_the_splitting_is_registered_is_split_too(app: Flask, session: Session) -> None:
    town(session)
    party_id, version_id = an_organisation(session, "Stadt Quellbach").id, a_resolved_splitting(session, JOINED).id
    session.commit()
    is_entered = Event()

    def join() -> None:
        with app.app_context(), transaction() as own:
            member = members.enter(
                own, party_id, MemberClass.ORDINARY, TODAY, JoinGround.ADMISSION, "V-2026-040", OFFICE, NOW
            )
            subscribed(own, member, 3, TODAY)
            is_entered.set()
            sleep(0.5)

    def register() -> None:
        is_entered.wait(PATIENCE)
        with app.app_context(), transaction() as own:
            version = statute_queries.get_version(own, version_id)
            statutes.register_version(own, version, SPLIT_ON, ADMINISTRATOR, LATER)

    together(join, register)
    assert queries.shares_on(session, TODAY) == {1: 10, 2: 15}
    assert split_findings(session) == []


def test_credit_above_the_split_shares_is_still_found(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    assert list(ledgers.credit_above_nominal(session, LATER)) == []
    session.add(CreditEntry(
        member_id=member.id, amount=1, effective_on=TODAY, recorded_at=LATER, recorded_by="Test", document="",
        ground=CreditGround.PROFIT,
    ))
    session.flush()
    (found,) = ledgers.credit_above_nominal(session, LATER)
    assert "1.000,01" in str(found)
    assert "höchstens 1.000,00" in str(found)


@pytest.mark.parametrize("change", [{"ground": ShareGround.SPLIT, "change": -1}, {"multiplies_id": 1, "change": 1}])
def test_the_database_takes_no_splitting_that_takes_shares_away(session: Session, change: dict[str, Any]) -> None:
    member = town(session)
    row = {"ground": ShareGround.SPLIT, "effective_on": TODAY, "recorded_at": NOW, "recorded_by": "Test",
           "document": "", "member_id": member.id, **change}
    session.add(ShareEntry(**row))
    with pytest.raises(DBAPIError):
        session.flush()


def test_a_splitting_is_refused_while_a_later_version_still_names_the_former_share(session: Session) -> None:
    member = town(session)
    later = a_splitting(session, TODAY, amount=SHARE, title="Satzung vom Jahresende", splits=False)
    with pytest.raises(Refusal, match=r"„Satzung vom Jahresende“ eingetragen.*auf 100,00"), session.begin_nested():
        a_splitting(session)
    assert (held(session, member), later.is_corrected) == (2, False)


def test_a_splitting_is_not_taken_back_while_a_later_version_still_names_the_split_share(session: Session) -> None:
    member = town(session)
    wrong = a_splitting(session)
    later = a_splitting(session, TODAY, title="Satzung vom Jahresende", splits=False)

    def taken_back() -> None:
        a_splitting(session, amount=SHARE, title="Keine Zerlegung", corrects=wrong, splits=False)

    with pytest.raises(Refusal, match=r"gilt „Satzung vom Jahresende“.*auf 500,00"), session.begin_nested():
        taken_back()
    assert held(session, member) == 10
    a_splitting(session, TODAY, SHARE, title="Auch das Jahresende", corrects=later, splits=False)
    taken_back()
    assert held(session, member) == 2
