"""Solutions with needs, partners and offers, made through the room's own actions; all invented."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.formats import local
from app.core.values import Actor, Role
from app.members.models import Member
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Field, Level
from app.solutions import actions
from app.solutions.actions import Said, Wanted
from app.solutions.models import PartnerOffer, Solution, SolutionNeed, SolutionPartner, SolutionVerdict
from app.solutions.rules import Kind, Offered, OfferKind, Outcome, PartnerRole, SolutionState, Stated
from tests.factories import NOW
from tests.needs.factories import House, actor_of

MINUTES_SOLVED = Stated(
    "Niederschrift aus der Saalanlage", "Ein Programm schreibt die Sitzung mit.", Kind.PROJECT, "Ein Rechner im Haus",
)
TYPIST = Offered(
    "Sitzungen verschriften", "Wir schreiben Protokolle aus Tonaufnahmen des Gemeinderats.", OfferKind.SERVICE,
    Field.ADMINISTRATION, "Rabental", "80 € je Stunde",
)


def office_of(house: House) -> Actor:
    """Somebody of the office, as the web knows the person."""
    return actor_of(house.office, Role.OFFICE)


def a_solution(
    session: Session, house: House, stated: Stated = MINUTES_SOLVED, state: SolutionState = SolutionState.PLANNED,
    now: datetime = NOW,
) -> Solution:
    """A solution, opened by the office."""
    return actions.open_solution(session, stated, state, house.office.id, office_of(house), now)


def linked(
    session: Session, house: House, solution: Solution, *wanted: Need, now: datetime = NOW
) -> Sequence[SolutionNeed]:
    """The solution is to answer these needs."""
    return actions.link(session, solution.id, [each.id for each in wanted], office_of(house), now)


def there(session: Session, house: House, solution: Solution, now: datetime = NOW) -> Solution:
    """The solution is there."""
    actions.progress(session, solution.id, local(now).date(), "Fertig", SolutionState.THERE, office_of(house), now)
    return solution


def answered(
    session: Session, house: House, solution: Solution, *links: SolutionNeed, now: datetime = NOW
) -> Sequence[SolutionNeed]:
    """Its needs are answered."""
    seen = max(needs.get_need(session, each.need_id).steps[-1].id for each in links)
    ids = [each.id for each in links]
    return actions.answer(session, solution.id, ids, "So geht es.", seen, office_of(house), now)


def an_answer(session: Session, house: House, *wanted: Need, now: datetime = NOW) -> Solution:
    """A solution that is there and has answered these needs."""
    solution = there(session, house, a_solution(session, house, now=now), now)
    answered(session, house, solution, *linked(session, house, solution, *wanted, now=now), now=now)
    return solution


def judged(
    session: Session, solution: Solution, link: SolutionNeed, account: Account, outcome: Outcome = Outcome.HELPED,
    words: str = "Spart drei Tage.", now: datetime = NOW,
) -> SolutionVerdict:
    """The owner's verdict, given in the portal."""
    seen = len(link.verdicts)
    return actions.judge(
        session, solution.id, link.id, link.need.member_id, Said(outcome, words), seen, actor_of(account), now
    )


def an_offer(
    session: Session, house: House, member: Member, offered: Offered = TYPIST, now: datetime = NOW
) -> PartnerOffer:
    """What a member offers."""
    return actions.state_offer(session, member, offered, office_of(house), now)


def a_partner(
    session: Session, house: House, solution: Solution, member: Member, offer: PartnerOffer | None = None,
    now: datetime = NOW,
) -> SolutionPartner:
    """A member that is asked to take part."""
    wanted = Wanted(member.id, PartnerRole.CONTRIBUTES, "Bitte schreiben Sie mit.", offer.id if offer else None)
    return actions.ask(session, solution.id, wanted, office_of(house), now)


def of_level(stated: Stated, level: Level, mark: str = "") -> Stated:
    """The same for other eyes, with a word of its own."""
    return Stated(f"{stated.title} {mark}".strip(), stated.about, stated.kind, stated.takes, level)
