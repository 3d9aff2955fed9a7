"""Rounds of assessment with bundles and assessors, made through the room's own actions; all invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments import actions, queries
from app.assessments.models import Round, RoundSubject
from app.assessments.rules import Score
from app.bundles.models import Bundle
from app.core.values import Actor, Role
from app.members.models import Member
from app.needs.models import Need
from tests.bundles.factories import a_bundle
from tests.factories import NOW, TODAY, a_person, an_account
from tests.needs.factories import COUNCIL, MINUTES, ROADS, House, a_firm, a_need, a_network, actor_of
from tests.organs.factories import a_member

LAST_DAY = TODAY + timedelta(days=14)


@dataclass(frozen=True)
class Network:
    """Town and vineyard with people, a guild with one, a firm with needs; two bundles, both of the firm's needs."""

    house: House
    guild: Member
    master: Account
    firm: Member
    minutes: Bundle
    roads: Bundle
    needs: tuple[Need, ...]

    @property
    def office(self) -> Actor:
        """Somebody of the office."""
        return actor_of(self.house.office, Role.OFFICE)

    @property
    def people(self) -> dict[int, Account]:
        """Member → who acts for it here."""
        return {self.house.town.id: self.house.mayor, self.house.vineyard.id: self.house.vintner,
                self.guild.id: self.master}


def a_world(session: Session) -> Network:
    """Members, needs of a firm for which nobody assesses, two bundles."""
    house = a_network(session)
    person = a_person(session, "Gundula", "Meisterin")
    guild, firm = a_member(session, person, 4), a_firm(session, 5)
    needs = tuple(a_need(session, firm, house.office, each) for each in (MINUTES, COUNCIL, ROADS))
    minutes = a_bundle(session, house, *needs[:2], title="Sitzungen verschriften")
    roads = a_bundle(session, house, needs[2], title="Straßen prüfen")
    found = Network(house, guild, an_account(session, person), firm, minutes, roads, needs)
    for account in found.people.values():
        account.party.email = f"p{account.party_id}@morgenau.example"
    session.commit()
    return found


def prepared(
    session: Session, world: Network, members: Sequence[Member] | None = None, last_day: date = LAST_DAY,
    criteria: Sequence[str] = ("use", "risk"), now: datetime = NOW,
) -> Round:
    """A round about both bundles that is ready to begin; assessors for town, vineyard and guild unless said."""
    office = world.office
    about = actions.About("Was gehen wir an?", "Bitte bis Jahresende.", last_day)
    found = actions.prepare(session, about, criteria, office, now)
    actions.choose_subjects(session, found.id, [world.minutes.id, world.roads.id], [], found.version, office, now)
    for member in members if members is not None else (world.house.town, world.house.vineyard, world.guild):
        person = world.people[member.id]
        actions.name_assessor(session, found.id, member.id, person.party_id, office, now)
    return found


def begun(session: Session, world: Network, now: datetime = NOW) -> Round:
    """The same, begun."""
    found = prepared(session, world, now=now)
    actions.begin(session, found.id, found.version, world.office, now)
    session.commit()
    return found


def subject_of(found: Round, bundle: Bundle) -> RoundSubject:
    """What stands for a bundle in a round."""
    return next(each for each in found.subjects if each.bundle_id == bundle.id)


def scores(found: Round, *steps: int | None, words: str = "") -> dict[int, Score]:
    """A step for each criterion in order; None cannot judge."""
    return {
        each.id: Score(step, step is None, words) for each, step in zip(found.criteria, steps, strict=True)
    }


def assess(
    session: Session, world: Network, found: Round, member: Member, bundle: Bundle, *steps: int | None,
    words: str = "", now: datetime = NOW,
) -> None:
    """Hand an assessment in for a member."""
    person = actor_of(world.people[member.id])
    given = scores(found, *steps, words=words)
    actions.submit(session, found.id, member.id, subject_of(found, bundle).id, given, person, now)


def closed(session: Session, world: Network) -> Round:
    """A round in which all assessed: the minutes are wanted by all, about the risk of the roads they disagree."""
    found = begun(session, world)
    town, vineyard, guild = world.house.town, world.house.vineyard, world.guild
    for member, minutes, roads in ((town, (5, 1), (3, 1)), (vineyard, (5, 2), (3, 5)), (guild, (4, 1), (2, None))):
        assess(session, world, found, member, world.minutes, *minutes, words=f"Meinung {member.number}")
        assess(session, world, found, member, world.roads, *roads)
    actions.close(session, found.id, found.version, world.office, NOW)
    session.commit()
    return found


def laid(session: Session, world: Network, *bundles: Bundle) -> Round:
    """A round whose result lies before the board, that is to take these bundles up."""
    found = closed(session, world)
    taken = [subject_of(found, each).id for each in bundles or (world.minutes,)]
    actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW)
    session.commit()
    return found


def reread(session: Session, found: Round) -> Round:
    """The round as it stands now."""
    session.expire_all()
    return queries.get_round(session, found.id)
