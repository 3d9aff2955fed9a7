"""Further shares while the shares are split: what was meant is admitted (§§ 15b, 22b GenG; R-SHR-09)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.shares import queries as shares
from app.subscriptions import actions, queries
from app.subscriptions.rules import SubscriptionState
from documents import registry
from documents.shares_admitted import SharesAdmittedFacts
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.test_splitting import LATER, a_splitting, held
from tests.subscriptions.factories import PAPER, a_growing_house, a_holder, decided, declared, proposed

BEFORE = TODAY - timedelta(days=3)


def asked(session: Session, member_id: int) -> int:
    """What is open on shares; cents."""
    return sum(each.open for each in shares.open_payments(session, member_id=member_id))


def test_shares_declared_before_a_splitting_are_admitted_as_what_they_have_become(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    waiting = proposed(session, member, 3)
    a_splitting(session, TODAY, max_shares=50)
    meant = queries.meant_by(session, waiting, TODAY)
    assert meant is not None
    assert (meant.shares_before, meant.shares_after, meant.nominal) == (10, 25, 1_500_00)
    decided(session, waiting)
    session.refresh(waiting)
    assert (waiting.state, waiting.shares, held(session, member)) == (SubscriptionState.ADMITTED, 3, 25)
    assert asked(session, member.id) == 1_500_00
    letter = session.get_one(IssuedDocument, waiting.letter_id)
    told: SharesAdmittedFacts = registry.load("shares_admitted", letter.facts or {})
    assert (told.shares, told.shares_after, told.nominal) == (15, 25, 100_00)


def test_a_declaration_on_paper_means_the_shares_of_the_day_on_which_it_came_in(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    a_splitting(session, TODAY - timedelta(days=1), max_shares=50)
    found = queries.preview(session, member, declared(3, received_on=BEFORE), TODAY)
    assert found.meant is not None
    assert (found.meant.shares_before, found.meant.shares_after, found.meant.nominal) == (10, 25, 1_500_00)
    assert "3 weiteren Geschäftsanteilen zu je 500,00" in found.wording[0]
    later = actions.declare(session, member, declared(3, received_on=BEFORE), PAPER, OFFICE, NOW + timedelta(hours=2))
    decided(session, later)
    assert held(session, member) == 25


@pytest.mark.parametrize(("registered_on", "noted_at", "asked_on", "shown"), [
    (TODAY - timedelta(days=5), LATER, date.max, (10, 25, 1_500_00)),
    (TODAY + timedelta(days=1), NOW + timedelta(days=1), TODAY, (2, 5, 1_500_00)),
])  # fmt: skip
def test_an_admission_is_shown_in_the_shares_of_its_day_whenever_the_splitting_is_noted(
    session: Session, registered_on: date, noted_at: datetime, asked_on: date, shown: tuple[int, int, int]
) -> None:
    a_growing_house(session)
    member = a_holder(session)
    admitted = proposed(session, member, 3)
    decided(session, admitted)
    a_splitting(session, registered_on, at=noted_at, max_shares=50)
    meant = queries.meant_by(session, admitted, asked_on)
    assert meant is not None
    assert (meant.shares_before, meant.shares_after, meant.nominal) == shown
    assert held(session, member, TODAY + timedelta(days=1)) == 25
