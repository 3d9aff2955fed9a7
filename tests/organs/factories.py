"""Makes statutes, members, officers and items for the tests of the organs; all people are invented."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.values import Actor, Role
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround, MemberClass
from app.organs import actions
from app.organs.models import Item, Office, Resolution
from app.organs.rules import EligibilityBasis, ItemKind, Organ, OrganFunction, Outcome, Procedure
from app.parties.models import Party
from app.statutes.models import StatuteParameter, StatuteVersion
from app.statutes.rules import ParameterKey
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person

DIRECTORS = (("Almut", "Weißdorn"), ("Korbinian", "Talhammer"), ("Cosima", "Rehbein"))
SUPERVISORS = (("Ansgar", "Feldhüter"), ("Ottilie", "Krähenbrink"), ("Wendelin", "Kornblum"))
BASE = {
    "firm": "Digitalverbund Morgenau eG", "seat": "Morgenau", "seat_state": "BW", "share_amount": 500_00,
    "nachschuss": "none", "board_size": 2, "sb_quorum": "more_than_half",
}


def a_statute(session: Session, registered_on: date = LONG_AGO, **values: object) -> StatuteVersion:
    """A registered statute: simple majority, quorum of half the board, circulars of seven days, unless said."""
    version = StatuteVersion(title="Satzung", resolved_on=registered_on, recorded_at=NOW)
    session.add(version)
    session.flush()
    session.add_all(
        StatuteParameter(version_id=version.id, key=ParameterKey(key), value=value, clause="§ 14 Abs. 3")
        for key, value in {**BASE, **values}.items()
    )
    session.flush()
    version.registered_on, version.registered_at = registered_on, NOW
    session.flush()
    return version


def a_member(
    session: Session, party: Party, number: int, first_day: date = LONG_AGO,
    member_class: MemberClass = MemberClass.ORDINARY,
) -> Member:
    """A party in the register."""
    member = Member(number=number, party_id=party.id, recorded_at=NOW)
    session.add(member)
    session.flush()
    session.add(
        MembershipPeriod(
            member_id=member.id, member_class=member_class, first_day=first_day, join_ground=JoinGround.FOUNDER,
            recorded_at=NOW,
        )
    )
    session.flush()
    return member


def an_office(
    session: Session, party: Party, organ: Organ = Organ.BOARD, function: OrganFunction = OrganFunction.MEMBER,
    first_day: date = LONG_AGO, last_day: date | None = None, is_delegated: bool = False,
) -> Office:
    """A seat, put there without asking the rules."""
    office = Office(
        organ=organ, party_id=party.id, function=function, basis=EligibilityBasis.MEMBER, first_day=first_day,
        last_day=last_day, is_delegated=is_delegated, recorded_at=NOW,
    )
    session.add(office)
    session.flush()
    return office


def a_board(session: Session, size: int = 3, organ: Organ = Organ.BOARD, first_number: int = 1) -> list[Party]:
    """Members in the seats of an organ, the first in the chair."""
    names = DIRECTORS if organ is Organ.BOARD else SUPERVISORS
    people = [a_person(session, *names[index]) for index in range(size)]
    for index, person in enumerate(people):
        a_member(session, person, first_number + index)
        an_office(session, person, organ, OrganFunction.CHAIR if index == 0 else OrganFunction.MEMBER)
    return people


def as_officer(person: Party, role: Role = Role.BOARD) -> Actor:
    """Somebody of an organ who acts."""
    return Actor(person.display_name, party_id=person.id, roles=frozenset({role}))


def an_item(
    session: Session, organ: Organ = Organ.BOARD, biased: dict[int, str] | None = None, text: str = "Anschaffung",
    kind: ItemKind = ItemKind.OTHER, reference: int | None = None,
) -> Item:
    """A matter proposed to an organ."""
    return actions.propose(session, kind, reference, text, organ, biased or {}, OFFICE, NOW)


def a_circular(session: Session, *items: Item, organ: Organ = Organ.BOARD) -> Resolution:
    """A circular with these items, or with one."""
    taken = items or (an_item(session, organ),)
    ids = [item.id for item in taken]
    return actions.open_resolution(session, organ, Procedure.CIRCULAR, "Umlauf", ids, OFFICE, NOW)


def a_meeting(
    session: Session, *items: Item, attending: list[Party], day: date = TODAY, organ: Organ = Organ.BOARD
) -> Resolution:
    """A meeting with these items and these people."""
    taken = items or (an_item(session, organ),)
    return actions.open_resolution(
        session, organ, Procedure.MEETING, "Sitzung", [item.id for item in taken], OFFICE, NOW, meeting_on=day,
        place="Morgenau", attending=[person.id for person in attending],
    )


def vote(session: Session, item: Item, person: Party, choice: str = "yes", reason: str = "", days: int = 0) -> Outcome:
    """A member of an organ votes, some days after the circular began."""
    from app.organs.rules import Choice

    role = Role.BOARD if item.organ is Organ.BOARD else Role.SUPERVISORY_BOARD
    return actions.record_vote(
        session, item, person.id, Choice(choice), reason, as_officer(person, role), NOW + timedelta(days=days)
    )


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)
