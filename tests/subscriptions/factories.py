"""Declarations on further shares to test with; all people and places are invented."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boardroom import actions as boardroom
from app.core.uploads import CheckedFile
from app.core.values import Role, WrittenForm
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, ItemKind, Organ
from app.shares import actions as shares
from app.subscriptions import actions
from app.subscriptions.models import Subscription
from app.subscriptions.rules import Declared, SubscriptionKind
from tests.boardroom.factories import a_circular, as_officer
from tests.factories import NOW, OFFICE, TODAY, a_pdf
from tests.shares.factories import a_house, a_member, paid

PAPER = CheckedFile("Erklärung.pdf", a_pdf("Beteiligung"))
JOINED = date(2026, 11, 2)


def a_growing_house(session: Session, **statute: Any) -> None:
    """A house whose statute allows further shares, ten at most."""
    a_house(session, **{"further_shares_allowed": True, "max_shares": 10, **statute})


def a_holder(session: Session, name: str = "Gemeinde Altenbruck", shares_held: int = 2, is_paid: bool = True) -> Member:
    """A member with a certificate over its shares, which are paid."""
    member = a_member(session, name, shares_held, JOINED)
    if is_paid:
        paid(session, member, shares_held * 500_00)
    shares.issue_certificate(session, member, OFFICE, NOW)
    return member


def declared(shares_wanted: int = 3, kind: SubscriptionKind = SubscriptionKind.FURTHER, **more: Any) -> Declared:
    """A declaration that came in today, signed by hand."""
    return Declared(kind, shares_wanted, **{
        "received_on": TODAY, "written_form": WrittenForm.SCHRIFTFORM, "declared_by": "Walburga Ehrenpreis", **more,
    })


def proposed(
    session: Session, member: Member, shares_wanted: int = 3, now: datetime = NOW, **more: Any
) -> Subscription:
    """A declaration on paper that lies before the board."""
    return actions.declare(session, member, declared(shares_wanted, **more), PAPER, OFFICE, now)


def item_about(session: Session, subscription: Subscription) -> Item:
    """The item that lays a declaration before the board."""
    about = select(Item).where(Item.kind == ItemKind.FURTHER_SHARES, Item.reference == subscription.id)
    return session.scalars(about).one()


def decided(
    session: Session, *subscriptions: Subscription, choice: Choice = Choice.YES, now: datetime = NOW
) -> None:
    """The whole board votes on declarations in one circular."""
    items = [item_about(session, each) for each in subscriptions]
    a_circular(session, *items, now=now)
    for item in items:
        for office in organs.offices_on(session, Organ.BOARD, TODAY):
            if item.is_open:
                actor = as_officer(office.party, Role.BOARD)
                boardroom.vote(session, item, office.party_id, choice, "", actor, now)
