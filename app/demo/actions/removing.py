"""Who leaves in the story without a word of its own: somebody who died, and a firm that is to be excluded."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.values import PartyKind, PostalAddress
from app.demo.actions.house import at
from app.demo.actions.proofs import scanned
from app.demo.actions.register import Cast
from app.demo.actions.story import Plot
from app.organs.rules import Organ
from app.parties.rules import PartyFacts
from app.removals import actions as removals
from app.removals.rules import Charge, FollowerRole, RemovalKind, Reported

NACHTIGALL, ZIMMEREI = "Traugott Nachtigall", "Zimmerei Fürchtegott Kleinlein e. K."
DAUGHTER = PartyFacts(
    PartyKind.NATURAL_PERSON, first_names="Dorothea", last_name="Nachtigall",
    address=PostalAddress("Amselstieg 2", "70998", "Welldingen"),
)


def die(session: Session, cast: Cast) -> Plot:
    """A member dies; the office learns of it, and days later of the daughter who inherits."""
    died_on = cast.today - timedelta(days=19)
    yield (now := at(died_on + timedelta(days=6), 10))
    proof = scanned("Sterbeurkunde", "Standesamt Welldingen", "i. V. Urkundenfeder", (
        f"{NACHTIGALL}, wohnhaft in Welldingen, ist verstorben."
    ), died_on + timedelta(days=2))
    reported = Reported(RemovalKind.DEATH, died_on, "S 812/26")
    removal = removals.report(session, cast.members[NACHTIGALL], reported, proof, cast.office, now)
    yield (now := at(cast.today - timedelta(days=8), 15))
    proof = scanned("Erbschein", "Amtsgericht Lindenfurt, Nachlassgericht", "Erbmann", (
        f"Alleinerbin nach {NACHTIGALL} ist seine Tochter Dorothea Nachtigall."
    ), now.date() - timedelta(days=2))
    removals.name_follower(session, removal, DAUGHTER, FollowerRole.HEIR, proof, cast.office, now)


def be_heard(session: Session, cast: Cast) -> Plot:
    """A carpentry is to be excluded; it is heard, and has answered."""
    day = cast.today - timedelta(days=17)
    yield (now := at(day, 9))
    charge = Charge(
        "§ 8 Abs. 1 der Satzung",
        "Die Zimmerei hat trotz zweier Aufforderungen Zugangsdaten zur Plattform an Dritte weitergegeben und der"
        " Genossenschaft damit schweren Schaden zugefügt.",
        Organ.BOARD, day + timedelta(days=21),
    )
    removal = removals.begin_exclusion(session, cast.members[ZIMMEREI], charge, None, cast.office, now)
    yield (now := at(cast.today - timedelta(days=3), 11))
    words = "Es war ein Versehen eines Mitarbeiters; die Zugänge sind gesperrt, und es kommt nicht wieder vor."
    paper = scanned("Äußerung", ZIMMEREI, "Fürchtegott Kleinlein", words, now.date() - timedelta(days=1))
    removals.note_answer(session, removal, now.date(), words, paper, cast.office, now)
