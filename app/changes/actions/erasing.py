"""Erasure: changes and proofs of names and addresses whose time of keeping is over (R-RET-01, R-RET-02, R-GDPR-04)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import letter_kept_until, may_be_over
from app.changes import queries
from app.changes.models import ProposedChange
from app.changes.rules import ChangeOutcome
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.members import queries as members
from app.parties import actions as parties


def erase_expired_changes(session: Session, now: datetime) -> int:
    """Erase what changes proposed, with the document behind them; that somebody decided on them stays. Gives how many.

    What was rejected or taken back changed nothing, and is kept as a letter only: no account number stays for ever.
    """
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for change in queries.entered_before(session, may_be_over(today)):
        proves_entry = change.outcome is ChangeOutcome.CONFIRMED
        until = letter_kept_until(local(change.entered_at).date(), proves_entry, left.get(change.member_id))
        if until is not None and until < today:
            _erase(session, change, now)
            erased += 1
    return erased


def _erase(session: Session, change: ProposedChange, now: datetime) -> None:
    change.content, change.told_to, change.erased_at = {}, [], now
    session.flush()
    if change.proof_sha256:
        archive.erase_bytes(session, change.proof_sha256, f"change:{change.id}", now)
    summary = Told("Angaben der Änderung {number} gelöscht, Frist abgelaufen", number=change.id)
    subject = parties.subject_of(change.member.party_id)
    journal.record(session, Actor.system(), "erase_papers", subject, now, summary)


def erase_expired_proofs(session: Session, now: datetime) -> int:
    """Erase the proofs of names and addresses of who left long ago; the entries stay for ever. Gives how many."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for entry, member_id in queries.proven_entries_before(session, may_be_over(today)):
        if _is_over(local(entry.recorded_at).date(), left.get(member_id), today) and entry.proof_sha256:
            digest, entry.proof_sha256 = entry.proof_sha256, None
            session.flush()
            archive.erase_bytes(session, digest, f"{entry.__tablename__}:{entry.id}", now)
            subject = parties.subject_of(entry.party_id)
            summary = Told("Nachweis gelöscht, Frist abgelaufen")
            journal.record(session, Actor.system(), "erase_papers", subject, now, summary)
            erased += 1
    return erased


def _is_over(recorded_on: date, left_on: date | None, today: date) -> bool:
    until = letter_kept_until(recorded_on, proves_entry=True, left_on=left_on)
    return until is not None and until < today
