"""The members of the story: entered in the register, with shares, payments, certificates, changes and exits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.core.formats import local
from app.core.values import Actor, PostalAddress, Role
from app.demo.actions.house import SHARE, at
from app.demo.actions.people import BAECKEREI, FOUNDED, INGENIEURE, LINDENFURT, WOHNBAU
from app.demo.rules import Entry, House, Human
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround
from app.parties import actions as parties
from app.parties.models import Party
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes


@dataclass
class Cast:
    """Who has entered the story so far, by name: people, organisations and members."""

    office: Actor
    today: date
    parties: dict[str, Party] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def person(self, session: Session, human: Human, since: date) -> Party:
        """A person of the story, recorded at the first appearance."""
        key = f"{human.first_names} {human.last_name}"
        if key not in self.parties:
            self.parties[key] = parties.add_party(session, human.facts, since, self.office, at(since, 7))
        return self.parties[key]

    def house(self, session: Session, house: House, since: date) -> Party:
        """An organisation of the story with who acts for it."""
        party = parties.add_party(session, house.facts, since, self.office, at(since, 7))
        self.parties[house.name] = party
        human = self.person(session, house.human, since)
        parties.add_representation(
            session, party.id, human.id, house.authority, house.function, since, self.office, at(since, 7)
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


def enter(session: Session, cast: Cast, entries: Sequence[Entry], documents: Mapping[date, str]) -> None:
    """Enter members one by one, each with shares and what was paid on them."""
    for entry in entries:
        joined = cast.joined(entry)
        document = documents[joined]
        who = entry.who
        party = cast.house(session, who, joined) if isinstance(who, House) else cast.person(session, who, joined)
        ground = JoinGround.FOUNDER if joined == FOUNDED else JoinGround.ADMISSION
        member = members.enter(
            session, party.id, entry.member_class, joined, ground, document, cast.office, at(joined, 10)
        )
        cast.members[name_of(who)] = member
        _subscribe(session, cast, member, entry, joined, document)


def _subscribe(session: Session, cast: Cast, member: Member, entry: Entry, joined: date, document: str) -> None:
    statute, ground = statutes.statute_on(session, joined), ShareGround.SUBSCRIPTION
    shares.subscribe(
        session, member, entry.shares, joined, ground, document, statute, cast.office, at(joined, 10, 5)
    )
    for due in share_queries.expected_payments_of(session, member.id):
        amount = round(due.amount * entry.paid)
        if amount and due.due_on <= cast.today:
            pay(session, cast, member, amount, due.due_on - timedelta(days=4))


def certify(session: Session, cast: Cast, entries: Sequence[Entry]) -> None:
    """Issue the certificates, six days after each entry; some members still wait for theirs."""
    for entry in entries:
        if entry.has_certificate:
            member, issued_on = cast.members[name_of(entry.who)], cast.joined(entry) + timedelta(days=6)
            shares.issue_certificate(session, member, cast.office, at(issued_on, 13))


def post_all(session: Session, cast: Cast) -> None:
    """Tick off everything in the tray, each sheet on the day after it was made."""
    for item in archive_queries.waiting_items(session):
        archive.mark_posted(session, [item.id], cast.office, item.ready_at + timedelta(days=1))


def pay(session: Session, cast: Cast, member: Member, amount: int, received_on: date, note: str = "") -> int:
    """Record a payment on shares; gives its id."""
    return shares.record_payment(
        session, member, amount, received_on, PaymentPurpose.SHARES, note, cast.office, at(received_on, 11)
    ).id


def live_on(session: Session, cast: Cast, now: datetime) -> None:
    """What happened to members over the years: further shares, a mistake undone, new names, exits."""
    _further_shares(session, cast)
    _paid_twice(session, cast)
    _changes(session, cast)
    _exits(session, cast, local(now).date())


def _further_shares(session: Session, cast: Cast) -> None:
    """The city takes two more shares; twenty are entered at first, and reversed."""
    city, day = cast.members[LINDENFURT.name], date(2023, 5, 2)
    statute, ground = statutes.statute_on(session, day), ShareGround.FURTHER_SHARES
    document = "V-2023-003"
    wrong = shares.subscribe(session, city, 20, day, ground, document, statute, cast.office, at(day))
    reason = "Zahlendreher: 2 statt 20 Anteile"
    shares.reverse_share_entry(session, wrong, reason, cast.office, at(date(2023, 5, 9)))
    shares.subscribe(session, city, 2, day, ground, document, statute, cast.office, at(date(2023, 5, 9), 10))
    pay(session, cast, city, 2 * SHARE, date(2023, 5, 26), "2 weitere Anteile")
    shares.issue_certificate(session, city, cast.office, at(date(2023, 6, 1)))


def _paid_twice(session: Session, cast: Cast) -> None:
    """A payment is entered that belongs to somebody else, and taken back."""
    member, day = cast.members["Molkerei Alpenklee Rabental GmbH"], cast.today - timedelta(days=30)
    payment = shares.record_payment(
        session, member, SHARE // 2, day, PaymentPurpose.SHARES, "Anteile Quellbach", cast.office, at(day, 12)
    )
    shares.reverse_payment(session, payment, "Falsch zugeordnet", cast.office, at(day + timedelta(days=1), 9))


def _changes(session: Session, cast: Cast) -> None:
    """A housing cooperative renames itself, a member moves."""
    housing, office = cast.parties[WOHNBAU.name], cast.office
    renamed_on = date(2025, 7, 1)
    renamed = replace(WOHNBAU.facts, name="Wohnbau Lindenfurt-Rabental eG")
    parties.change_name(session, housing, renamed, renamed_on, office, at(renamed_on))
    moved_on, person = date(2025, 3, 1), cast.parties["Walburga Ehrenpreis"]
    address = PostalAddress("Kirchgasse 11", "70997", "Altenbruck")
    parties.change_address(session, person, address, moved_on, office, at(moved_on))


def _exits(session: Session, cast: Cast, today: date) -> None:
    bakery, last_day = cast.members[BAECKEREI.name], date(2024, 12, 31)
    notice, moment = "Kündigung vom 12.12.2022", at(date(2022, 12, 15))
    members.end(session, bakery, last_day, ExitGround.NOTICE, cast.office, moment)
    shares.leave(session, bakery, last_day, notice, cast.office, at(date(2025, 1, 2)))
    leaving, noted_at = cast.members[INGENIEURE.name], at(today - timedelta(days=9))
    members.end(session, leaving, date(today.year + 2, 12, 31), ExitGround.NOTICE, cast.office, noted_at)

