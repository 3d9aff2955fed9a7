"""How far a payment is dunned stands, whatever row it is owed in: put off and owed again, or a part fallen away."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import PaymentPlan
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from documents import registry
from documents.dunning_letter import DunningFacts
from tests.dues.factories import DAY, a_debtor, dunned, dunned_up_to, posted
from tests.factories import OFFICE
from tests.shares.factories import SHARE, a_house, paid

REMINDER, FIRST, LAST = DunningLevel


def agreed(session: Session, member: Member, now: datetime, instalments: int = 2) -> PaymentPlan:
    """A plan whose first instalment falls due five days after it was agreed."""
    terms = PlanTerms(instalments, now.date() + 5 * DAY, 1, PlanBasis.AGREEMENT, "Schreiben", now.date())
    return actions.agree_plan(session, member, terms, OFFICE, now)


def proposed(session: Session, on: date) -> list[tuple[int, int]]:
    return [(each.level, each.amount) for each in queries.proposals(session, on)[0]]


def test_a_plan_undone_leaves_the_level_that_was_reached(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, FIRST)
    posted(session, member, at)
    plan = agreed(session, member, at)
    assert proposed(session, at.date()) == []
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, at + DAY)
    assert proposed(session, (at + DAY).date()) == [(LAST, 2 * SHARE)]
    with pytest.raises(Refusal, match="schon gemahnt"):
        dunned(session, member, REMINDER, at + DAY)
    facts = facts_of(session, dunned(session, member, LAST, at + DAY).letter_id)
    assert [each.word for each in facts.before] == ["Zahlungserinnerung", "1. Mahnung"]


def facts_of(session: Session, letter_id: int) -> DunningFacts:
    facts: DunningFacts = registry.load("dunning_letter", archive.get_document(session, letter_id).facts or {})
    return facts


def test_the_level_stands_after_a_second_plan_undone(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    posted(session, member, at)
    for days in (0, 1):
        plan = agreed(session, member, at + days * DAY)
        actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, at + days * DAY)
    assert proposed(session, (at + DAY).date()) == [(FIRST, 2 * SHARE)]


def test_an_instalment_begins_with_the_reminder_and_its_level_outlives_the_plan(session: Session) -> None:
    """Whoever breaks the plan was dunned for a part of the debt that is owed again."""
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, FIRST)
    posted(session, member, at)
    plan = agreed(session, member, at, 5)
    later = at + 15 * DAY
    assert proposed(session, later.date()) == [(REMINDER, 2 * SHARE // 5)]
    dunned(session, member, REMINDER, later)
    posted(session, member, later)
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, later + DAY)
    assert [level for level, _amount in proposed(session, (later + 25 * DAY).date())] == [LAST]


def test_what_is_left_of_a_payment_that_fell_away_in_part_stays_on_its_level(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    member = a_debtor(session, shares=3)
    at = dunned_up_to(session, member, FIRST)
    posted(session, member, at)
    entry = shares.cancel(session, member, 1, date(2026, 11, 10), "KD-2026-001", OFFICE, at)
    left = sum(each.open for each in share_queries.open_payments(session))
    assert proposed(session, at.date()) == [(LAST, left)]
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, at)
    assert proposed(session, at.date()) == [(LAST, 3 * SHARE)]


def test_a_letter_shows_what_is_open_of_the_debt_though_another_row_holds_it(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    posted(session, member, at)
    notice = queries.history_of(session, member.id, at.date()).notices[0]
    plan = agreed(session, member, at)
    assert [(each.then, each.now) for each in queries.named_now(session, notice)] == [(2 * SHARE, 0)]
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, at)
    paid(session, member, 100_00)
    assert [(each.then, each.now) for each in queries.named_now(session, notice)] == [(2 * SHARE, 2 * SHARE - 100_00)]


def test_a_letter_is_not_taken_back_before_the_later_one_about_the_same_debt(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    at = dunned_up_to(session, member, REMINDER)
    posted(session, member, at)
    notice = queries.history_of(session, member.id, at.date()).notices[0]
    plan = agreed(session, member, at)
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, at)
    dunned(session, member, FIRST, at)
    with pytest.raises(Refusal, match="zuerst den späteren"):
        actions.undo_dunning(session, notice, "Irrtum", OFFICE, at)
