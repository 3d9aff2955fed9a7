"""What becomes of an account that is named with a notice, as far as others stand on record or wait (R-PAY-01)."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.changes import queries as changes
from app.changes.models import ProposedChange
from app.changes.rules import ChangeOutcome, Matter
from app.core.formats import day as written
from app.core.formats import masked_iban
from app.core.journal import JournalLine
from app.core.values import Refusal, plain_account
from app.departures.models import Notice
from app.departures.rules import ASKS_ACCOUNT
from app.members.models import Member
from app.parties import queries as parties
from documents.entry_undone import AccountUndone


def account_waiting(session: Session, member: Member) -> str:
    """The account of a member that waits to be confirmed; empty where none does."""
    waiting = [each for each in changes.waiting_of(session, member.id) if each.matter is Matter.BANK_ACCOUNT]
    return str(waiting[0].content["iban"]) if waiting else ""


def is_known_account(session: Session, member: Member, iban: str) -> bool:
    """Say whether an account is the one that waits, or else the one entered for the latest day."""
    newest = parties.bank_accounts_of(session, member.party_id)[:1]
    return plain_account(iban) == (account_waiting(session, member) or "".join(each.iban for each in newest))


def account_left_out(session: Session, member: Member, iban: str, today: date) -> Refusal | None:
    """Say why an account named with a notice is not proposed: another waits, or is to count later (R-PAY-01).

    None where it is known, or may be proposed. The notice takes effect either way (R-EXIT-01).
    """
    if not iban.strip() or is_known_account(session, member, iban):
        return None
    if account_waiting(session, member):
        return Refusal(
            "Das angegebene Konto ist nicht übernommen, denn eine andere Bankverbindung wartet schon auf Bestätigung."
            " Ist darüber entschieden, tragen Sie es als neue Bankverbindung ein."
        )
    later_on = max((each.valid_from for each in parties.bank_accounts_of(session, member.party_id)), default=today)
    if later_on > today:
        return Refusal(
            "Das angegebene Konto ist nicht übernommen, denn ab dem {day} gilt schon eine andere Bankverbindung."
            " Tragen Sie es als neue Bankverbindung ab diesem Tag ein.", day=written(later_on),
        )
    return None


LEFT_OUT = "leave_account_out"
"""How the journal calls that an account named with a notice was not proposed."""


@dataclass(frozen=True)
class PayeeAccount:
    """Where the credit is to be paid after a notice, masked; `named`: with the notice, and else as it is on record.

    `outcome` is what a second person said of what was named, None while it waits; `left_out`: it was not proposed.
    `in_force`: by that the member is paid to it today; `taken_back`: it fell with the notice, entered by mistake.
    """

    masked: str
    named: bool = False
    outcome: ChangeOutcome | None = None
    left_out: bool = False
    in_force: bool = False
    taken_back: bool = False


def proposed_with(session: Session, notice: Notice) -> ProposedChange | None:
    """The account that was named with a notice, as it was proposed; None where none was."""
    found = changes.changes_of(session, notice.member_id, Matter.BANK_ACCOUNT)
    return next((each for each in found if each.entered_at == notice.recorded_at), None)


def payee_account(session: Session, notice: Notice, today: date) -> PayeeAccount | None:
    """Where the credit goes by what was named with a notice, or by the register; None where no notice asks for it.

    An account that was left out stands in the journal alone, and masked there (R-PAY-01).
    """
    if notice.kind not in ASKS_ACCOUNT:
        return None
    change = proposed_with(session, notice)
    if change is not None:
        return PayeeAccount(
            masked_iban(change.content["iban"]) if change.content else "", True, change.outcome,
            in_force=changes.account_in_force(session, change, today) is not None,
            taken_back=_was_taken_back(session, notice),
        )
    left_out = _left_out_with(session, notice)
    if left_out:
        return PayeeAccount(left_out, named=True, left_out=True)
    account = parties.bank_account_on(session, notice.member.party_id, today)
    return PayeeAccount(masked_iban(account.iban) if account else "")


def _was_taken_back(session: Session, notice: Notice) -> bool:
    accounts = parties.bank_accounts_of(session, notice.member.party_id)
    return any(not each.iban and each.recorded_at == notice.ended_at for each in accounts)


def account_undone(session: Session, notice: Notice, today: date) -> AccountUndone | None:
    """What became of the account that was named with a notice entered by mistake, for who was told of it (R-REG-05).

    None where none was proposed, or another one had taken its place before.
    """
    change = proposed_with(session, notice)
    if change is None or not change.content:
        return None
    if change.outcome is ChangeOutcome.CONFIRMED and not _was_taken_back(session, notice):
        return None
    known = parties.bank_account_on(session, notice.member.party_id, today)
    waiting = account_waiting(session, notice.member)
    return AccountUndone(
        masked_iban(change.content["iban"]), masked_iban(known.iban) if known else "",
        masked_iban(waiting) if waiting else "",
    )


def _left_out_with(session: Session, notice: Notice) -> str:
    """The account that was named with a notice and not proposed; empty without one, or once it is erased."""
    about = JournalLine.subject == f"member:{notice.member_id}", JournalLine.act == LEFT_OUT
    for line in session.scalars(select(JournalLine).where(*about, JournalLine.at == notice.recorded_at)):
        content = json.loads(line.details.content) if line.details else {}
        if content.get("notice") == notice.id:
            return str(content.get("account", ""))
    return ""
