"""Who left is settled with once the accounts of the year are adopted: two people agree, half of it is paid."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core.formats import local
from app.core.values import Actor, Role
from app.demo.actions.house import at
from app.demo.actions.people import BAECKEREI, LAUTENSCHLAG, WEISSDORN
from app.demo.actions.register import Cast, name_of
from app.demo.actions.story import Plot
from app.demo.rules import Human
from app.members import queries as members
from app.parties import actions as parties
from app.settlements import actions as settlements
from app.settlements.rules import SettlementKind
from app.statutes.rules import FiscalYear

LEFT_IN = FiscalYear(date(2024, 1, 1), date(2024, 12, 31))
ACCOUNT = "DE02500105170137075030"
"""A well-known example; no bank keeps it for anybody."""


def name_account(session: Session, cast: Cast) -> Plot:
    """The bakery says to which account its credit is to be paid."""
    yield (now := at(date(2025, 6, 24)))
    parties.add_bank_account(session, cast.members[BAECKEREI.name].party_id, ACCOUNT, now.date(), cast.office, now)


def settle(session: Session, cast: Cast, now: datetime) -> None:
    """The office opens the settlement of the bakery, a director confirms it, and half of it is paid."""
    office, director = _signed_in(session, LAUTENSCHLAG, Role.OFFICE), _signed_in(session, WEISSDORN, Role.BOARD)
    period = members.get_period_on(session, cast.members[BAECKEREI.name].id, LEFT_IN.last_day)
    opened = settlements.open_settlement(session, SettlementKind.EXIT, period.id, 0, office, now - timedelta(hours=5))
    settlements.confirm(session, opened, director, now - timedelta(hours=4))
    paid_at = now - timedelta(hours=1)
    settlements.pay_out(session, opened, opened.left // 2, local(paid_at).date(), office, paid_at)


def _signed_in(session: Session, human: Human, role: Role) -> Actor:
    account = accounts.find_account_by_email(session, human.email)
    assert account is not None
    return Actor(name_of(human), account.id, account.party_id, frozenset({role}))
