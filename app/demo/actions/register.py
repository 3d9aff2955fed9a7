"""The members of the story: entered in the register, with shares, payments, certificates and changes."""

import errno
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.rules import RENDER_JOB
from app.core import jobs
from app.core.jobs import Job, JobItem
from app.core.jobs.hindrances import describe
from app.core.values import Actor, PostalAddress, Role
from app.demo.actions.house import SHARE, at
from app.demo.actions.people import (
    FOUNDED,
    LINDENFURT,
    VOLKSHOCHSCHULE,
    WEINGUT,
    WOHNBAU,
)
from app.demo.actions.story import Plot
from app.demo.rules import Entry, House, Human
from app.dues import actions as dues
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround
from app.parties import actions as parties
from app.parties.models import Party
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes

ABWASSER = "Zweckverband Abwasser Morgenau"
CARELESS = "Walburga Ehrenpreis"
"""Who lost her certificate."""
ONE_MORE = 9
"""How many days ago the board let a member take one more share."""


@dataclass
class Cast:
    """Who has entered the story so far, by name; `documents` are what entries of a day rest on."""

    office: Actor
    today: date
    parties: dict[str, Party] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    documents: dict[date, str] = field(default_factory=dict)

    def person(self, session: Session, human: Human, since: date) -> Party:
        """A person of the story, recorded at the first appearance."""
        key = f"{human.first_names} {human.last_name}"
        if key not in self.parties:
            self.parties[key] = parties.add_party(session, human.facts, since, self.office, at(since, 10))
        return self.parties[key]

    def house(self, session: Session, house: House, since: date) -> Party:
        """An organisation of the story with who acts for it."""
        party = parties.add_party(session, house.facts, since, self.office, at(since, 10))
        self.parties[house.name] = party
        human = self.person(session, house.human, since)
        parties.add_representation(
            session, party.id, human.id, house.authority, house.function, since, self.office, at(since, 10)
        )
        return party

    def joined(self, entry: Entry) -> date:
        """The day a member joined."""
        return entry.joined if isinstance(entry.joined, date) else self.today - timedelta(days=entry.joined)

    def actor(self, human: Human, *roles: Role) -> Actor:
        """A person of the story who acts."""
        party = self.parties[f"{human.first_names} {human.last_name}"]
        return Actor(party.display_name, party_id=party.id, roles=frozenset(roles))


def name_of(who: House | Human) -> str:
    """Under which name the cast knows somebody."""
    return who.name if isinstance(who, House) else f"{who.first_names} {who.last_name}"


def join(session: Session, cast: Cast, entry: Entry) -> Plot:
    """Somebody joins: entry and shares, the payments as they fall due, the certificate, which is posted."""
    joined, who = cast.joined(entry), entry.who
    yield at(joined, 10)
    party = cast.house(session, who, joined) if isinstance(who, House) else cast.person(session, who, joined)
    ground = JoinGround.FOUNDER if joined == FOUNDED else JoinGround.ADMISSION
    document, office, now = cast.documents[joined], cast.office, at(joined, 10)
    member = members.enter(session, party.id, entry.member_class, joined, ground, document, office, now)
    cast.members[name_of(who)] = member
    statute = statutes.statute_on(session, joined)
    subscription = ShareGround.SUBSCRIPTION
    shares.subscribe(session, member, entry.shares, joined, subscription, document, statute, office, now)
    if entry.has_certificate:
        yield at(joined + timedelta(days=6), 13)
        shares.issue_certificate(session, member, office, at(joined + timedelta(days=6), 13))
        yield at(joined + timedelta(days=7))
        post_all(session, cast)
    yield from _pay_in_time(session, cast, member, entry.paid)


def _pay_in_time(session: Session, cast: Cast, member: Member, part: float) -> Plot:
    """A member pays what falls due, or a part of it, some days before."""
    for due in share_queries.expected_payments_of(session, member.id):
        amount, day = round(due.amount * part), due.due_on - timedelta(days=4)
        if amount and due.due_on <= cast.today:
            yield at(day, 11)
            pay(session, cast, member, amount, day)


def post_all(session: Session, cast: Cast) -> None:
    """Tick off everything in the tray, each sheet on the day after it was made."""
    for item in archive_queries.waiting_items(session):
        archive.mark_posted(session, [item.id], cast.office, item.ready_at + timedelta(days=1))


def pay(session: Session, cast: Cast, member: Member, amount: int, received_on: date, note: str = "") -> int:
    """Record a payment on shares; gives its id."""
    return shares.record_payment(
        session, member, amount, received_on, PaymentPurpose.SHARES, note, cast.office, at(received_on, 11)
    ).id


def take_further_shares(session: Session, cast: Cast) -> Plot:
    """The city takes two more shares; twenty are entered at first, and reversed."""
    day, ground = date(2023, 5, 2), ShareGround.FURTHER_SHARES
    yield at(day, 10)
    city, office, document = cast.members[LINDENFURT.name], cast.office, cast.documents[day]
    statute = statutes.statute_on(session, day)
    wrong = shares.subscribe(session, city, 20, day, ground, document, statute, office, at(day))
    yield (now := at(date(2023, 5, 9)))
    shares.reverse_share_entry(session, wrong, "Zahlendreher: 2 statt 20 Anteile", office, now)
    shares.subscribe(session, city, 2, day, ground, document, statute, office, at(date(2023, 5, 9), 10))
    yield at(date(2023, 5, 26), 11)
    pay(session, cast, city, 2 * SHARE, date(2023, 5, 26), "2 weitere Anteile")


def pay_by_mistake(session: Session, cast: Cast) -> Plot:
    """A payment is entered that belongs to somebody else, and taken back."""
    day, purpose = cast.today - timedelta(days=30), PaymentPurpose.SHARES
    yield (now := at(day, 12))
    member = cast.members["Molkerei Alpenklee Rabental GmbH"]
    payment = shares.record_payment(session, member, SHARE // 2, day, purpose, "Anteile Quellbach", cast.office, now)
    yield (now := at(day + timedelta(days=1), 9))
    shares.reverse_payment(session, payment, "Falsch zugeordnet", cast.office, now)


def take_one_more(session: Session, cast: Cast) -> Plot:
    """A winery takes a second share; the first payment on it falls due in some days, and it was asked for it."""
    day = cast.today - timedelta(days=ONE_MORE)
    yield (now := at(day, 10))
    winery = cast.members[WEINGUT.name]
    statute, ground = statutes.statute_on(session, day), ShareGround.FURTHER_SHARES
    shares.subscribe(session, winery, 1, day, ground, cast.documents[day], statute, cast.office, now)
    yield (now := at(day, 11))
    shares.issue_payment_request(session, winery, cast.office, now)


def bounce(session: Session, cast: Cast) -> Plot:
    """A transfer of a public body comes back: its bank had called it in."""
    day = cast.today - timedelta(days=22)
    yield (now := at(day, 12))
    member, purpose = cast.members[ABWASSER], PaymentPurpose.SHARES
    payment = shares.record_payment(session, member, SHARE // 2, day, purpose, "Anteile ZV Abwasser", cast.office, now)
    yield (now := at(day + timedelta(days=3), 9))
    back_on = day + timedelta(days=3)
    dues.return_payment(session, payment, back_on, 0, "Rücküberweisung der Bank des Zahlers", cast.office, now)


FULL_DISK = describe(OSError(errno.ENOSPC, "No space left on device"))
"""What a worker notes of a step for which there was no room."""


def lose_certificate(session: Session, cast: Cast) -> Plot:
    """A member lost her certificate in a move: it is void, and she waits for a new one."""
    yield (now := at(cast.today - timedelta(days=5), 13))
    lost = share_queries.valid_certificate_of(session, cast.members[CARELESS].id)
    assert lost is not None
    shares.void_certificate(session, lost, "Beim Umzug verloren, Verlust schriftlich angezeigt", cast.office, now)


def print_in_vain(session: Session, cast: Cast, now: datetime) -> None:
    """The new certificate was just issued and could not be printed; somebody has to let it be tried again."""
    certificate = shares.issue_certificate(session, cast.members[CARELESS], cast.office, now)
    order = select(JobItem).join(Job).where(Job.key == f"{RENDER_JOB}:{certificate.document_id}")
    jobs.give_up(session, session.scalars(order).one(), FULL_DISK, now)


def change(session: Session, cast: Cast) -> Plot:
    """A member moves; two rename themselves, of whom one has its certificate replaced already."""
    yield (now := at(date(2025, 3, 1)))
    person, address = cast.parties["Walburga Ehrenpreis"], PostalAddress("Kirchgasse 11", "70997", "Altenbruck")
    parties.change_address(session, person, address, now.date(), cast.office, now)
    yield (now := at(date(2025, 7, 1)))
    renamed = replace(WOHNBAU.facts, name="Wohnbau Lindenfurt-Rabental eG")
    parties.change_name(session, cast.parties[WOHNBAU.name], renamed, now.date(), cast.office, now)
    yield (now := at(date(2025, 10, 1)))
    renamed = replace(VOLKSHOCHSCHULE.facts, name="Volkshochschule Eichenau-Hohenmoos e. V.")
    parties.change_name(session, cast.parties[VOLKSHOCHSCHULE.name], renamed, now.date(), cast.office, now)
    yield (now := at(date(2025, 10, 6)))
    shares.issue_certificate(session, cast.members[VOLKSHOCHSCHULE.name], cast.office, now)
    yield at(date(2025, 10, 8))
    post_all(session, cast)
