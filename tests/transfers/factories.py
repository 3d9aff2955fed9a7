"""Transfers to test with; all people and places are invented."""

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
from app.shares import queries as shares
from app.transfers import actions
from app.transfers.models import Transfer
from app.transfers.rules import Declared
from tests.boardroom.factories import a_circular, as_officer
from tests.departures.factories import a_holder, a_leaving_house
from tests.factories import NOW, OFFICE, TODAY, a_pdf

PAPER = CheckedFile("Vereinbarung.pdf", a_pdf("Übertragung"))


def two_holders(session: Session, **statute: Any) -> tuple[Member, Member]:
    """A house, one member with five paid shares and another with two."""
    a_leaving_house(session, **{"max_shares": 10, "form_join": "textform", **statute})
    return a_holder(session), a_holder(session, "Stadt Lindenfurt", 2)


def declared(shares_handed_on: int | None = None, wanted_on: date = TODAY, **more: Any) -> Declared:
    """An agreement that came in today; the whole credit where no shares are named."""
    return Declared(shares_handed_on, wanted_on, **{
        "received_on": TODAY, "written_form": WrittenForm.TEXTFORM, "declared_by": "Walburga Ehrenpreis", **more,
    })


def proposed(
    session: Session, one: Member, other: Member, shares_handed_on: int | None = None, now: datetime = NOW,
    **more: Any,
) -> Transfer:
    """An agreement on paper that lies before the board."""
    return actions.declare(session, one, other, declared(shares_handed_on, **more), PAPER, OFFICE, now)


def item_about(session: Session, transfer: Transfer) -> Item:
    """The item that lays a transfer before the board."""
    return session.scalars(
        select(Item).where(Item.kind == ItemKind.TRANSFER, Item.reference == transfer.id)
    ).one()


def decided(session: Session, *transfers: Transfer, choice: Choice = Choice.YES, now: datetime = NOW) -> None:
    """The whole board votes on transfers in one circular."""
    items = [item_about(session, each) for each in transfers]
    a_circular(session, *items, now=now)
    for item in items:
        for office in organs.offices_on(session, Organ.BOARD, TODAY):
            if item.is_open:
                actor = as_officer(office.party, Role.BOARD)
                boardroom.vote(session, item, office.party_id, choice, "", actor, now)


def held(session: Session, day: date, *members: Member) -> list[tuple[int, int]]:
    """Shares and credit of each on a day."""
    holdings = [shares.holding_of(session, member.id, day) for member in members]
    return [(holding.shares, holding.credit) for holding in holdings]
