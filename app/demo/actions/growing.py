"""Who takes further shares in the story: a city in the portal, a hospital and an institute on paper."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.values import Role, WrittenForm
from app.demo.actions.house import SHARE, at
from app.demo.actions.organs import circulate, sign, vote
from app.demo.actions.people import BALDRIAN, BOARD, KLANGHOLZ, KRANKENHAUS, LICHTENAU, MORGENAU, SPRACHTECHNIK
from app.demo.actions.proofs import shares_on_paper
from app.demo.actions.register import Cast, name_of, pay, post_all
from app.demo.actions.story import Plot
from app.demo.rules import House, Human
from app.organs.models import Resolution
from app.organs.rules import Choice
from app.subscriptions import actions as subscriptions
from app.subscriptions import queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import Declared, SubscriptionKind


def _by_post(session: Session, cast: Cast, house: House, human: Human, shares: int, day: date) -> Subscription:
    """A declaration signed by hand comes with the post and is entered by the office."""
    declared = Declared(
        SubscriptionKind.FURTHER, shares, day, WrittenForm.SCHRIFTFORM, name_of(human), day - timedelta(days=3)
    )
    paper = shares_on_paper(house.name, name_of(human), shares, day - timedelta(days=3))
    return subscriptions.declare(session, cast.members[house.name], declared, paper, cast.office, at(day))


def _circulated(session: Session, cast: Cast, declared: Subscription, day: date) -> Resolution:
    item = queries.find_item(session, declared)
    assert item is not None
    return circulate(session, cast, [item.id], at(day))


def grow(session: Session, cast: Cast) -> Plot:
    """A hospital takes one more share: admitted, with a new certificate over five, the first half is paid."""
    day = cast.today - timedelta(days=21)
    yield at(day)
    declared = _by_post(session, cast, KRANKENHAUS, BALDRIAN, 1, day)
    yield from _decided(session, cast, declared, day, Choice.YES)
    yield at(day + timedelta(days=11), 11)
    pay(session, cast, declared.member, SHARE // 2, day + timedelta(days=11), "Weiterer Anteil")


def grow_too_fast(session: Session, cast: Cast) -> Plot:
    """An institute asks for ninety more shares, and the board does not admit them."""
    day = cast.today - timedelta(days=20)
    yield at(day)
    declared = _by_post(session, cast, SPRACHTECHNIK, KLANGHOLZ, 90, day)
    yield from _decided(session, cast, declared, day, Choice.NO)


def _decided(session: Session, cast: Cast, declared: Subscription, day: date, choice: Choice) -> Plot:
    """The board decides by circular within days; protocol, letter and certificate are posted."""
    yield at(day + timedelta(days=1))
    resolution = _circulated(session, cast, declared, day + timedelta(days=1))
    for later, human in enumerate(BOARD[:2], start=2):
        yield (now := at(day + timedelta(days=later), 15))
        vote(session, cast, resolution, human, now, choice)
    yield (now := at(day + timedelta(days=5), 10))
    sign(session, cast, resolution, now)
    post_all(session, cast)


def grow_online(session: Session, cast: Cast) -> Plot:
    """A city declares two more shares in the portal; the board has it to take up."""
    yield (now := at(cast.today - timedelta(days=2), 16))
    declared = Declared(SubscriptionKind.FURTHER, 2, now.date(), WrittenForm.TEXTFORM, name_of(LICHTENAU))
    mayor = cast.actor(LICHTENAU, Role.MEMBER)
    subscriptions.declare_own(session, cast.members[MORGENAU.name], declared, True, mayor, now)
