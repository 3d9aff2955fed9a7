"""With a notice somebody names the account to which the credit is to be paid (§ 73 (2) GenG; R-PAY-01)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes import queries as proposed
from app.changes.rules import Matter
from app.core.formats import local
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal, check_iban
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import AboutAccount, NoticeKind, check_account_asked
from app.members.models import Member


def name_account(
    session: Session, member: Member, kind: NoticeKind, iban: str, proof: CheckedFile | None, is_by_member: bool,
    actor: Actor, now: datetime,
) -> None:
    """Propose the account named with a notice; it counts once another person has confirmed it (Vier-Augen-Prinzip).

    Nothing is proposed where none is named, or the one that is on record. The notice proves what the office enters.
    """
    if not iban.strip():
        return
    check_account_asked(kind)
    today = local(now).date()
    try:
        if check_iban(iban) != queries.account_of(session, member, today):
            changes.propose_bank_account(session, member, iban, today, proof, is_by_member, actor, now)
    except Refusal as refusal:
        raise AboutAccount(refusal.message, **refusal.values) from None


def drop_account(session: Session, notice: Notice, reason: str, actor: Actor, now: datetime) -> None:
    """Take back the account that was named with a notice, as long as nobody has decided about it (R-REG-05)."""
    for change in proposed.changes_of(session, notice.member_id, Matter.BANK_ACCOUNT):
        if change.entered_at == notice.recorded_at and change.outcome is None:
            changes.take_back(session, change, reason, actor, now)
