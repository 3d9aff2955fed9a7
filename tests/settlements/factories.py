"""Leavers with credit, and the accounts of their year; all people and places are invented."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Terms, Uses
from app.core.uploads import CheckedFile
from app.core.values import Actor, Role
from app.imports.models import ImportedEntry, ImportRun
from app.imports.rules import ImportState
from app.members import actions as members
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround
from app.organs import actions as organs
from app.organs.rules import ItemKind, Organ, Outcome
from app.parties import actions as parties
from app.parties.models import Party
from app.settlements import actions
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from tests.closing.factories import SECOND, a_house_with_years, adopted
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY
from tests.shares.factories import SHARE, a_member, paid

ONE = Actor("Henrike Lautenschlag", 1, 1, frozenset({Role.OFFICE}))
TWO = Actor("Almut Weißdorn", 2, 2, frozenset({Role.BOARD}))
JOINED = date(2024, 5, 2)
LEFT, PAID_ON = SECOND.last_day, TODAY
IBAN = "DE89370400440532013000"
CARRIED_FORWARD = Terms(Uses(100_00, 0, 0, 900_00))
"""Nothing of the profit for the members."""


def a_paying_house(session: Session, is_adopted: bool = True, **statute: Any) -> None:
    """A cooperative whose accounts of 2025 are adopted, their profit carried forward; shares of 500 €."""
    a_house_with_years(session, **{"further_shares_allowed": True, **statute})
    if is_adopted:
        adopted(session)
        closing.use_result(session, SECOND, CARRIED_FORWARD, OFFICE, NOW)


def a_holder(
    session: Session, name: str = "Gemeinde Altenbruck", shares_held: int = 5, iban: str = IBAN,
    party: Party | None = None, paid_in: int | None = None,
) -> Member:
    """A member since May 2024, with shares that are paid, or so much of them, and an account."""
    member = a_member(session, name, shares_held, JOINED, party=party)
    paid(session, member, shares_held * SHARE if paid_in is None else paid_in, JOINED)
    if iban:
        parties.add_bank_account(session, member.party_id, iban, LONG_AGO, OFFICE, NOW)
    return member


def left(session: Session, member: Member, last_day: date = LEFT, ground: ExitGround = ExitGround.NOTICE) -> int:
    """Let a member go with all shares; gives the membership's id."""
    shares.leave(session, member, last_day, "KD-2025-001", OFFICE, NOW)
    return members.end(session, member, last_day, ground, "KD-2025-001", OFFICE, NOW).period_id


def told_by_a_list(session: Session, member: Member) -> None:
    """Let an old list be what tells of a member's exit: the act behind the end and behind the entry of the shares."""
    run = ImportRun(
        filename="alt.csv", sha256="0" * 64, columns={}, share_amount=SHARE, state=ImportState.DONE, created_at=NOW,
        created_by=OFFICE.name, taken_over_at=NOW, erased_at=NOW,
    )
    session.add(run)
    session.flush()
    entry = share_queries.share_entries_of(session, member.id)[-1].id
    ended = select(MembershipExit.id).join(MembershipPeriod).where(MembershipPeriod.member_id == member.id)
    for column, made in (("share_entry_id", entry), ("exit_id", session.scalars(ended).one())):
        session.add(ImportedEntry(run_id=run.id, row_number=1, **{column: made}))
    session.flush()


def a_leaver(session: Session, name: str = "Gemeinde Altenbruck", **more: Any) -> int:
    """Somebody who left at the end of 2025 with 2,500 €; gives the membership's id."""
    return left(session, a_holder(session, name, **more))


def opened(session: Session, basis_id: int, kind: SettlementKind = SettlementKind.EXIT, loss: int = 0) -> Settlement:
    """A settlement that one person opened."""
    return actions.open_settlement(session, kind, basis_id, loss, ONE, NOW)


def confirmed(session: Session, basis_id: int, kind: SettlementKind = SettlementKind.EXIT, loss: int = 0) -> Settlement:
    """A settlement that another person confirmed."""
    settlement = opened(session, basis_id, kind, loss)
    actions.confirm(session, settlement, TWO, NOW)
    return settlement


def a_waiver(
    session: Session, decided_on: date = TODAY, organ: Organ = Organ.BOARD, outcome: Outcome = Outcome.ACCEPTED,
    kind: ItemKind = ItemKind.OTHER, has_record: bool = True,
) -> str:
    """A resolution on paper that waives a rest, recorded here; gives its number."""
    paper = CheckedFile("Niederschrift.pdf", b"%PDF-1.7") if has_record else None
    facts = ("Erlass", "Der Vorstand erlässt den Rest vom Fehlbetrag.", outcome, OFFICE, NOW, kind)
    return organs.record_resolution(session, organ, decided_on, *facts, record=paper).number


def credit_of(session: Session, settlement: Settlement) -> int:
    """The credit of whom a settlement concerns, after all that is recorded; cents."""
    return share_queries.holding_of(session, settlement.member_id, date.max).credit


def pay(session: Session, settlement: Settlement, amount: int, paid_on: date = PAID_ON) -> SettlementEntry:
    """Note a payout."""
    return actions.pay_out(session, settlement, amount, paid_on, ONE, NOW)
