"""How the demo tells its story: facts of people, organisations and applications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.values import PartyKind, PostalAddress
from app.members.rules import MemberClass
from app.parties.rules import Authority, PartyFacts

PASSWORD = "morgenau-2026"  # noqa: S105  printed at every start of the demo
"""With which everybody of the fictional cooperative signs in."""


@dataclass(frozen=True)
class Human:
    """A fictional person; who is a member in person has an address."""

    first_names: str
    last_name: str
    title: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""

    @property
    def facts(self) -> PartyFacts:
        """The person as the party room takes it."""
        return PartyFacts(
            kind=PartyKind.NATURAL_PERSON, first_names=self.first_names, last_name=self.last_name, title=self.title,
            address=PostalAddress(self.street, self.postcode, self.city), email=self.email,
            phone="07000 413-60" if self.email else "", region=self.region,
        )


@dataclass(frozen=True)
class House:
    """A fictional organisation and who acts for it."""

    kind: PartyKind
    name: str
    street: str
    postcode: str
    city: str
    region: str
    email: str
    human: Human
    function: str
    authority: Authority = Authority.SOLE
    court: str = ""
    number: str = ""

    @property
    def facts(self) -> PartyFacts:
        """The organisation as the party room takes it."""
        return PartyFacts(
            kind=self.kind, name=self.name, address=PostalAddress(self.street, self.postcode, self.city),
            email=self.email, phone="07000 413-0", region=self.region, register_court=self.court,
            register_number=self.number,
        )


@dataclass(frozen=True)
class Entry:
    """A member of the story: who, when, with how many shares, and how much of what is due was paid.

    `joined` is a day, or how many days ago; `paid` is the part of the first payment that came in.
    """

    who: House | Human
    joined: date | int
    shares: int
    paid: float = 1.0
    member_class: MemberClass = MemberClass.ORDINARY
    has_certificate: bool = True


@dataclass(frozen=True)
class Paper:
    """An application of the story: who applies, who declares, for how many shares, with which needs."""

    kind: PartyKind
    who: Mapping[str, str]
    people: Sequence[Mapping[str, str]] = ()
    shares: int = 1
    needs: Sequence[tuple[str, str]] = ()
    iban: str = ""
    member_class: MemberClass = MemberClass.ORDINARY
    remarks: str = ""


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in, and what the list of logins says of it."""

    human: Human
    email: str
    note: str
    roles: Sequence[str] = field(default_factory=tuple)

