"""Makes a cooperative that may issue certificates, and members with shares; all of it is invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import BELOW_NOTHING
from app.core.values import PartyKind
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround, MemberClass
from app.parties.models import Party
from app.shares import actions
from app.shares.models import ScaleQuantity
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from app.statutes.rules import HouseFacts
from tests.factories import NOW, OFFICE, TODAY, a_person, an_organisation
from tests.organs.factories import an_office
from tests.statutes.factories import ADMINISTRATOR, a_statute

SHARE = 500_00
JOINED = date(2026, 11, 2)
HOUSE = HouseFacts(
    street="Kontorgasse 3", postcode="70990", city="Morgenau", register_court="Amtsgericht Lindenfurt",
    register_number="GnR 700412", auditing_association="Verband Rabentaler Prüfer",
    auditing_association_seat="Lindenfurt", bank_name="Raiffeisenkasse", iban="DE89370400440532013000",
)


BY_PEOPLE: dict[str, Any] = {"mandatory_measure": "Einwohner", "mandatory_per_share": 10_000}
"""What a statute says that asks for one share for every ten thousand inhabitants begun."""


def a_house(session: Session, directors: int = 2, **statute: Any) -> None:
    """Statute (share amount 500 €), house data and directors: what certificates need."""
    a_statute(session, **{"share_amount": SHARE, "min_payment": SHARE, "payment_days": 14, **statute})
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    for name in (("Almut", "Weißdorn"), ("Cosima", "Rehbein"))[:directors]:
        an_office(session, a_person(session, *name))
    session.flush()


def a_member(
    session: Session, name: str = "Gemeinde Altenbruck", shares: int = 0, first_day: date = JOINED,
    member_class: MemberClass = MemberClass.ORDINARY, kind: PartyKind = PartyKind.MUNICIPALITY,
    party: Party | None = None,
) -> Member:
    """A member, with shares subscribed on the day of joining where asked."""
    who = party or an_organisation(session, name, kind)
    member = members.enter(session, who.id, member_class, first_day, JoinGround.ADMISSION, "V-2026-036", OFFICE, NOW)
    if shares:
        subscribed(session, member, shares, first_day)
    return member


@contextmanager
def without_its_guard(session: Session) -> Iterator[None]:
    """Let a holding fall below nothing, as in a database that lost what keeps it from that; the guard is put back."""
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    off, on = (f"PRAGMA ignore_check_constraints={switch}" for switch in ("ON", "OFF")) if is_sqlite else (
        f"ALTER TABLE share_holding DROP CONSTRAINT ck_share_holding_{BELOW_NOTHING}",
        f"ALTER TABLE share_holding ADD CONSTRAINT ck_share_holding_{BELOW_NOTHING} CHECK (shares > 0) NOT VALID",
    )
    connection.exec_driver_sql(off)
    yield
    connection.exec_driver_sql(on)


def subscribed(session: Session, member: Member, shares: int, effective_on: date = JOINED) -> int:
    """Shares taken up by a member; gives the id of the ledger's entry."""
    statute = statute_queries.statute_on(session, effective_on)
    entry = actions.subscribe(
        session, member, shares, effective_on, ShareGround.SUBSCRIPTION, "V-2026-036", statute, OFFICE, NOW
    )
    return entry.id


def paid(
    session: Session, member: Member, amount: int, on: date = TODAY, fee: bool = False, now: datetime = NOW
) -> int:
    """Money that came in from a member; gives the payment's id."""
    purpose = PaymentPurpose.ENTRY_FEE if fee else PaymentPurpose.SHARES
    return actions.record_payment(session, member, amount, on, purpose, "", OFFICE, now).id


def measured(session: Session, member: Member, quantity: int, valid_from: date = TODAY, **more: Any) -> ScaleQuantity:
    """How much of the statute's measure a member has from a day on, as entered today."""
    statute = statute_queries.statute_on(session, TODAY)
    return actions.note_quantity(session, member, quantity, valid_from, statute, OFFICE, NOW, **more)
