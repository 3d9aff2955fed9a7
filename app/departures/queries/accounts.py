"""What becomes of an account that is named with a notice, as far as others stand on record or wait (R-PAY-01)."""

import json
from dataclasses import dataclass
from datetime import date, datetime

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
from app.departures.rules import ASKS_ACCOUNT, NoticeState
from app.members.models import Member
from app.parties import queries as parties
from app.parties.models import PartyBankAccount
from documents.entry_undone import AccountUndone


def account_waiting(session: Session, member: Member) -> str:
    """The account of a member that waits to be confirmed; empty where none does."""
    waiting = _waiting(session, member)
    return str(waiting.content["iban"]) if waiting else ""


def _waiting(session: Session, member: Member) -> ProposedChange | None:
    found = changes.waiting_of(session, member.id)
    return next((each for each in found if each.matter is Matter.BANK_ACCOUNT), None)


def proposed_by_undoing(session: Session, member: Member) -> ProposedChange | None:
    """The former account that the undoing of a notice proposed, and that waits; whatever the member names goes first.
    """
    waiting = _waiting(session, member)
    undone = select(Notice.id).where(Notice.member_id == member.id, Notice.state == NoticeState.REVERSED)
    if waiting is None or session.scalar(undone.where(Notice.ended_at == waiting.entered_at).limit(1)) is None:
        return None
    return waiting


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
    if account_waiting(session, member) and proposed_by_undoing(session, member) is None:
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


LEFT_OUT, NAMED_AGAIN = "leave_account_out", "name_account_again"
"""How the journal calls that an account named with a notice was not proposed, or was on record or waited already."""


@dataclass(frozen=True)
class PayeeAccount:
    """Where the credit is to be paid after a notice, masked; `named`: with the notice, and else as it is on record.

    `outcome` is what a second person said of what was named, None while it waits; `left_out`: it was not proposed.
    `in_force`: by this notice alone the member is paid to it today; `taken_back`: it fell with the notice, which was
    entered by mistake.
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


def named_with(session: Session, notice: Notice) -> ProposedChange | None:
    """The account that a notice names, as it was proposed: with it, or with another that was entered by mistake.

    None where it names none, or one that was on record or waited for another reason.
    """
    own = proposed_with(session, notice)
    if own is not None:
        return own
    again = _masked_with(session, notice, NAMED_AGAIN)
    mistaken = select(Notice.recorded_at).where(
        Notice.member_id == notice.member_id, Notice.state == NoticeState.REVERSED
    )
    moments = set(session.scalars(mistaken)) if again else set()
    return next((
        each for each in changes.changes_of(session, notice.member_id, Matter.BANK_ACCOUNT)
        if each.entered_at in moments and each.content and masked_iban(each.content["iban"]) == again
    ), None)


def displaced_by(session: Session, notice: Notice) -> ProposedChange | None:
    """The account that waited, and gave way to the one that a notice names, or another named first; None without one.
    """
    named, found = named_with(session, notice), changes.changes_of(session, notice.member_id, Matter.BANK_ACCOUNT)
    moments = {notice.recorded_at, *([named.entered_at] if named else [])}
    return next((
        each for each in found
        if each.decision and each.decision.decided_at in moments and each.outcome in _GIVEN_WAY
    ), None)


_GIVEN_WAY = (ChangeOutcome.WITHDRAWN, ChangeOutcome.REJECTED)


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
            in_force=falling_with(session, notice, today) is not None, taken_back=_is_given_up(session, notice),
        )
    left_out, again = (_masked_with(session, notice, act) for act in (LEFT_OUT, NAMED_AGAIN))
    if left_out:
        return PayeeAccount(left_out, named=True, left_out=True)
    if again:
        return PayeeAccount(
            again, named=True, outcome=_outcome_of(session, notice.member, again),
            in_force=falling_with(session, notice, today) is not None, taken_back=_is_given_up(session, notice),
        )
    account = parties.bank_account_on(session, notice.member.party_id, today)
    return PayeeAccount(masked_iban(account.iban) if account else "")


def brought_by(session: Session, notice: Notice) -> list[ProposedChange]:
    """The proposals of the account that a notice names: the one with it, and those by the undoing of later ones."""
    named = named_with(session, notice)
    if named is None:
        return []
    undone = select(Notice.ended_at).where(Notice.member_id == notice.member_id, Notice.state == NoticeState.REVERSED)
    moments = set(session.scalars(undone))
    found = changes.changes_of(session, notice.member_id, Matter.BANK_ACCOUNT)
    again = [each for each in found if each.entered_at in moments and each.content and each.content == named.content]
    return [named, *(each for each in again if each is not named)]


def falling_with(session: Session, notice: Notice, today: date) -> ProposedChange | None:
    """The proposal by which the account that a notice names counts today, if by that notice alone (R-REG-05)."""
    for each in brought_by(session, notice):
        account = changes.account_in_force(session, each, today)
        if account is not None and not is_named_by_another(session, notice, account.iban):
            return each
    return None


def is_named_by_another(session: Session, notice: Notice, iban: str) -> bool:
    """Whether another notice of the member, one that was no error, names an account too."""
    others = select(Notice).where(
        Notice.member_id == notice.member_id, Notice.id != notice.id, Notice.state != NoticeState.REVERSED
    )
    return any(
        masked_iban(iban) == _masked_with(session, each, NAMED_AGAIN) for each in session.scalars(others).unique()
    )


def _outcome_of(session: Session, member: Member, masked: str) -> ChangeOutcome | None:
    """What was said last of an account that a notice named again; on record without that, it is confirmed."""
    found = changes.changes_of(session, member.id, Matter.BANK_ACCOUNT)
    said = [each.outcome for each in found if each.content and masked_iban(each.content["iban"]) == masked]
    return said[0] if said else ChangeOutcome.CONFIRMED


def _is_given_up(session: Session, notice: Notice) -> bool:
    """Whether the account that a notice entered by mistake named counts no more: with it, or with a later one."""
    if notice.state is not NoticeState.REVERSED:
        return False
    if _was_taken_back(session, notice):
        return True
    named = named_with(session, notice)
    if named is None or not named.content or named.decision is None or named.outcome is not ChangeOutcome.CONFIRMED:
        return False
    return known_as_mistake(session, notice.member, named.content["iban"], named.decision.decided_at) is not None


def _was_taken_back(session: Session, notice: Notice) -> bool:
    accounts = parties.bank_accounts_of(session, notice.member.party_id)
    return any(not each.iban and each.recorded_at == notice.ended_at for each in accounts)


def account_undone(session: Session, notice: Notice, today: date) -> AccountUndone | None:
    """What became of the account that was named with a notice entered by mistake, for who was told of it (R-REG-05).

    None where none was proposed, another one had taken its place before, or it stays, as another notice names it.
    """
    change = named_with(session, notice)
    if change is None or not change.content or change.outcome is None:
        return None
    if change.outcome is ChangeOutcome.CONFIRMED and not _is_given_up(session, notice):
        return None
    known = parties.bank_account_on(session, notice.member.party_id, today)
    waiting, later = account_waiting(session, notice.member), _account_after(session, notice.member, today)
    return AccountUndone(
        masked_iban(change.content["iban"]), masked_iban(known.iban) if known else "",
        masked_iban(waiting) if waiting else "", masked_iban(later.iban) if later else "",
        later.valid_from if later else None,
    )


def account_undone_after(session: Session, member: Member, iban: str, moment: datetime) -> datetime | None:
    """When, after a moment, notices were undone by which alone a member had named an account by then; None else.

    Also where another account counted meanwhile, so that nothing had to be taken back (R-REG-05).
    """
    undone = select(Notice).where(
        Notice.member_id == member.id, Notice.state == NoticeState.REVERSED, Notice.ended_at > moment
    )
    for notice in session.scalars(undone.order_by(Notice.ended_at)).unique():
        change = named_with(session, notice)
        if change is None or change.outcome is not ChangeOutcome.CONFIRMED or change.content.get("iban") != iban:
            continue
        was_named = change.decision is not None and change.decision.decided_at <= moment
        if was_named and not is_named_by_another(session, notice, iban):
            return notice.ended_at
    return None


def known_as_mistake(session: Session, member: Member, iban: str, moment: datetime) -> datetime | None:
    """When, after a moment, it was known that an account had been named by mistake (R-REG-05); None else.

    It was taken back, or named only by notices that were undone since.
    """
    taken_back = parties.bank_account_undone_after(session, member.party_id, iban, moment)
    return taken_back or account_undone_after(session, member, iban, moment)


def _account_after(session: Session, member: Member, today: date) -> PartyBankAccount | None:
    """The account that counts next, from a later day on; None where none was entered."""
    later = [each for each in parties.bank_accounts_of(session, member.party_id) if each.valid_from > today]
    return min(later, key=lambda each: (each.valid_from, -each.id), default=None)


def _masked_with(session: Session, notice: Notice, act: str) -> str:
    """The account named with a notice of which the journal alone tells; empty without one, or once it is erased."""
    about = JournalLine.subject == f"member:{notice.member_id}", JournalLine.act == act
    for line in session.scalars(select(JournalLine).where(*about, JournalLine.at == notice.recorded_at)):
        content = json.loads(line.details.content) if line.details else {}
        if content.get("notice") == notice.id:
            return str(content.get("account", ""))
    return ""
