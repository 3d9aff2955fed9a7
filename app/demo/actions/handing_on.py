"""Who hands on its credit in the story: a chamber a part, entered; public utilities a part, offered in the portal."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.values import Role, WrittenForm
from app.demo.actions.house import at
from app.demo.actions.organs import circulate, sign, vote
from app.demo.actions.people import BOARD, KRAEHENBRINK, KULTURKREIS, ULMENRIED
from app.demo.actions.proofs import transfer_on_paper
from app.demo.actions.register import Cast, name_of, post_all
from app.demo.actions.story import Plot
from app.organs.rules import Choice
from app.transfers import actions as transfers
from app.transfers import queries
from app.transfers.rules import Declared

KAMMER, HOHENMOOS, STADTWERKE = "Handwerkskammer Rabental", "Gemeinde Hohenmoos", "Stadtwerke Quellbach GmbH"


def hand_on(session: Session, cast: Cast) -> Plot:
    """A chamber hands one of its shares on to a village; the board agrees, both get letters and new certificates."""
    day = cast.today - timedelta(days=19)
    yield (now := at(day))
    one, other, person = cast.members[KAMMER], cast.members[HOHENMOOS], name_of(ULMENRIED)
    declared = Declared(1, day, day, WrittenForm.SCHRIFTFORM, person, day - timedelta(days=2))
    paper = transfer_on_paper(KAMMER, person, HOHENMOOS, 1, day - timedelta(days=2))
    transfer = transfers.declare(session, one, other, declared, paper, cast.office, now)
    item = queries.find_item(session, transfer)
    assert item is not None
    yield (now := at(day + timedelta(days=1)))
    resolution = circulate(session, cast, [item.id], now)
    for later, human in enumerate(BOARD[:2], start=2):
        yield (now := at(day + timedelta(days=later), 15))
        vote(session, cast, resolution, human, now, Choice.YES)
    yield (now := at(day + timedelta(days=6), 10))
    sign(session, cast, resolution, now)
    post_all(session, cast)


def hand_on_online(session: Session, cast: Cast) -> Plot:
    """The utilities offer two of their shares to an association in the portal, which has not agreed yet."""
    yield (now := at(cast.today - timedelta(days=1), 15))
    declared = Declared(2, now.date(), now.date(), WrittenForm.TEXTFORM, name_of(KRAEHENBRINK))
    one, other = cast.members[STADTWERKE], cast.members[KULTURKREIS.name]
    transfers.declare_own(session, one, other, declared, True, cast.actor(KRAEHENBRINK, Role.MEMBER), now)
