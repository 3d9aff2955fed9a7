"""Reads of how members can be told: whose mail, and whether a letter has where to go (§ 6 no. 4 GenG; R-GV-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session, aliased

from app.assemblies.rules import Channel, Reach, channel_for, earliest_meeting
from app.core import journal
from app.core.values import PartyKind
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress, Representation
from app.removals import queries as removals
from app.removals.models import Removal
from app.removals.rules import RemovalKind
from app.statutes.rules import ConvocationChannel, Statute


@dataclass(frozen=True)
class Recipient:
    """A member, and how it is told today; `greeted` is the person whom a mail greets, empty for an organisation."""

    member_id: int
    number: int
    name: str
    reach: Reach
    greeted: str = ""


@dataclass(frozen=True)
class Reached:
    """How many members are told on which way, and who on none."""

    by_mail: int
    by_letter: int
    nobody_knows_how: Sequence[Recipient]
    channels: frozenset[Channel]

    @property
    def total(self) -> int:
        """How many members there are."""
        return self.by_mail + self.by_letter + len(self.nobody_knows_how)


@dataclass(frozen=True)
class _Acting:
    """Who acts for a member: the one recorded first."""

    party_id: int
    name: str
    email: str


def members_of(today: date) -> Select[int]:
    """The ids of who may come to an assembly, of the members of a day, as a query (R-INV-05, R-EXIT-09).

    Investing ones among them; none whose exclusion was sent.
    """
    barred = removals.barred_from_assemblies(today)
    return select(MembershipPeriod.member_id).where(
        members.covers(today), MembershipPeriod.member_id.not_in(barred)
    )


def reached_on(session: Session, today: date, letters_for_all: bool = False) -> Reached:
    """Count on which way the members of today are told, by a fixed number of statements (R-GV-02)."""
    return summed(recipients(session, members_of(today), today), letters_for_all)


_CHANNELS = journal.UntilTheNextAct[frozenset[Channel]]()
"""On which ways the members of a day are told, by the day."""


def channels_on(session: Session, statute: Statute, today: date, meets_on: date | None = None) -> frozenset[Channel]:
    """On which ways the members of today are told, asked once between two acts: letters set the earliest meeting.

    § 46 (1) GenG; R-GV-04, R-GV-05. Not asked where a paper convenes, nor of a meeting so far ahead that letters reach
    everybody too.
    """
    is_far = meets_on is not None and meets_on >= earliest_meeting(today, statute, tuple(Channel))
    if statute.gv_channel is ConvocationChannel.PUBLIC_PAPER or is_far:
        return frozenset({Channel.MAIL})
    return _CHANNELS.get(session, today, lambda: reached_on(session, today).channels)


def summed(found: Sequence[Recipient], letters_for_all: bool = False) -> Reached:
    """Count on which way these are told."""
    ways = [channel_for(each.reach, letters_for_all) for each in found]
    lost = [each for each, way in zip(found, ways, strict=True) if way is None]
    return Reached(
        ways.count(Channel.MAIL), ways.count(Channel.LETTER), lost, frozenset(way for way in ways if way is not None)
    )


def recipient(session: Session, member_id: int, today: date) -> Recipient:
    """How one member is told."""
    return recipients(session, select(literal(member_id)), today)[0]


def recipients(session: Session, whose: Select[int], today: date) -> list[Recipient]:
    """How these members are told, by number: of somebody who died or cannot act, who acts instead (§ 77 (1) GenG).

    The heirs through their joint representative, else at the last address of the dead. An organisation has its own
    address for mails, else its representative's.
    """
    acting, addressed = _acting(session, whose, today), _addressed(session, whose, today)
    followed = _followed(session, whose)
    known = select(Member.id, Member.number, Party).join(Party, Party.id == Member.party_id).where(Member.id.in_(whose))
    found = []
    for member_id, number, party in session.execute(known.order_by(Member.number)):
        if member_id in followed:
            reach, greeted = _of_followers(session, followed[member_id], party, addressed, today)
        else:
            reach, greeted = _of_member(party, acting.get(party.id), addressed)
        found.append(Recipient(member_id, number, party.display_name, reach, greeted))
    return found


def _of_member(party: Party, acting: _Acting | None, addressed: frozenset[int]) -> tuple[Reach, str]:
    by_post = party.id in addressed
    if party.kind is not PartyKind.NATURAL_PERSON:
        own = Reach(party.email or (acting.email if acting else ""), by_post)
        return own, acting.name if acting and not party.email else ""
    if acting is not None:
        return Reach(acting.email, by_post or acting.party_id in addressed), acting.name
    return Reach(party.email, by_post), party.display_name


def _of_followers(
    session: Session, payee: Party | None, dead: Party, addressed: frozenset[int], today: date
) -> tuple[Reach, str]:
    """Of heirs whom nobody knows, or without a representative, no mail is answered for all; the last address is left.
    """
    at_home = dead.id in addressed
    if payee is None:
        return Reach("", at_home), ""
    return Reach(payee.email, at_home or parties.address_on(session, payee.id, today) is not None), payee.display_name


def _parties_of(whose: Select[int]) -> Select[int]:
    return select(Member.party_id).where(Member.id.in_(whose))


def _acting(session: Session, whose: Select[int], today: date) -> Mapping[int, _Acting]:
    person = aliased(Party)
    held = select(Representation.organisation_id, person.id, person.display_name, person.email).join(
        person, person.id == Representation.person_id
    ).where(Representation.organisation_id.in_(_parties_of(whose)), parties.covers(today))
    found: dict[int, _Acting] = {}
    for organisation_id, person_id, name, email in session.execute(held.order_by(Representation.id)):
        found.setdefault(organisation_id, _Acting(person_id, name, email))
    return found


def _addressed(session: Session, whose: Select[int], today: date) -> frozenset[int]:
    """Of these members, and of whoever acts for them, those whose postal address is known."""
    acting = select(Representation.person_id).where(
        Representation.organisation_id.in_(_parties_of(whose)), parties.covers(today)
    )
    known = select(PartyAddress.party_id).where(
        PartyAddress.valid_from <= today,
        PartyAddress.party_id.in_(_parties_of(whose)) | PartyAddress.party_id.in_(acting),
    )
    return frozenset(session.scalars(known.distinct()))


def _followed(session: Session, whose: Select[int]) -> Mapping[int, Party | None]:
    """Of these members those that died or went over into another, and whose word counts instead."""
    gone = select(Removal.member_id).where(Removal.kind != RemovalKind.EXCLUSION, Removal.member_id.in_(whose))
    return removals.payees_of(session, session.scalars(gone.distinct()).all())
