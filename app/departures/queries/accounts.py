"""What becomes of an account that is named with a notice, as far as others stand on record or wait (R-PAY-01)."""

from datetime import date

from sqlalchemy.orm import Session

from app.changes import queries as changes
from app.changes.rules import Matter
from app.core.formats import day as written
from app.core.values import Refusal, plain_account
from app.members.models import Member
from app.parties import queries as parties


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
