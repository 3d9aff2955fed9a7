"""Certificates follow the ledger: once the holding changes, the old one speaks no longer (R-DOC-04)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import jobs
from app.core.formats import beginning_of, local, member_number
from app.core.formats import day as written
from app.core.values import Actor, German
from app.members import queries as members
from app.members.models import Member
from app.members.rules import JoinGround
from app.shares import queries, rules
from app.shares.actions.certificates import issue_certificate
from app.shares.actions.locking import lock
from app.shares.actions.withdrawal import WELCOME, withdraw_letters
from app.shares.models import Certificate, ShareEntry
from app.shares.rules import ShareGround
from app.statutes import queries as statutes

FOLLOW_JOB = "certificate_follows"
UNDONE_WORDS = German("Der Vorgang dahinter wurde zurückgenommen; es ist nichts mehr zu tun.")
"""Why a job that waited for its day is ended."""


def follow(session: Session, member: Member, entry: ShareEntry, actor: Actor, now: datetime) -> None:
    """Let the certificate follow an entry of the share ledger: at once, or on the day from which the entry counts."""
    day = _counts_from(entry)
    if day <= local(now).date():
        let_certificate_follow(session, member, actor, now)
        return
    follow_on(session, day, [member.id], f"{FOLLOW_JOB}:{entry.id}", actor, now)


def follow_on(
    session: Session, day: date, member_ids: Collection[int], key: str, actor: Actor, now: datetime
) -> None:
    """Let certificates follow by a job: on a day to come, or at once and ahead of what waits to be printed.

    Whose holding no longer changes on the day, since what changed it was undone, need not be waited for.
    """
    is_to_come = day > local(now).date()
    concerned = queries.changing_on(session, day, member_ids) if is_to_come else set(member_ids)
    if idle := set(member_ids) - concerned:
        jobs.call_off(session, FOLLOW_JOB, [str(each) for each in idle], UNDONE_WORDS, now, beginning_of(day))
    if not concerned:
        return
    jobs.enqueue(
        session, FOLLOW_JOB, [str(each) for each in sorted(concerned)], key=key, actor=actor, now=now,
        title=_title(session, concerned, day), not_before=beginning_of(day) if is_to_come else None,
        rank=jobs.Rank.AWAITED,
    )


def _title(session: Session, member_ids: Collection[int], day: date) -> German:
    """Whose certificate follows, and as of when."""
    if len(member_ids) > 1:
        return German("Urkunden zum", written(day))
    number = members.get_member(session, *member_ids).number
    return German("Urkunde des Mitglieds", f"{member_number(number)}, {written(day)}")


def let_certificate_follow(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Replace a valid certificate that states other shares than the ledger, or declare it void where none are left.

    Shares of another amount than the statute's are others, too (§ 7 GenG). It is so from the day on which the holding
    changed, however late it is noted. Where no certificate may be issued, the old one is void all the same. Done again,
    it changes nothing; who has no valid certificate gets none, unless what ended the last one was undone, or the
    membership began with a transfer and this is its first.
    """
    lock(session, member)
    today = local(now).date()
    valid, held = queries.valid_certificate_of(session, member.id), queries.shares_held(session, member.id, today)
    if valid is None:
        is_owed = held and (_comes_back(session, member) or _is_first(session, member, today))
        if is_owed and not queries.certificate_hindrances(session, today):
            issue_certificate(session, member, actor, now)
        return
    if valid.shares == held and queries.states_share_amount(session, valid, today):
        return
    since, reason = _behind(session, valid, today) if valid.shares != held else _behind_amount(session, valid)
    if held and not queries.certificate_hindrances(session, today):
        issue_certificate(session, member, actor, now, since=since, reason=reason)
        return
    archive.make_void(session, valid.document, reason, actor, now, since)
    if not held:
        withdraw_letters(session, member, (WELCOME,), reason, actor, now)


def _comes_back(session: Session, member: Member) -> bool:
    """Whether the last certificate was void by an entry that was undone since, and not for a reason of its own."""
    last = next(iter(queries.certificates_of(session, member.id)), None)
    entries = queries.share_entries_of(session, member.id)
    undone = {entry.reverses_id for entry in entries}
    ended = (
        rules.why_certificate_ends(entry.ground, entry.document, entry.effective_on)
        for entry in entries if entry.id in undone
    )
    return last is not None and last.document.standing_reason in ended


def _is_first(session: Session, member: Member, today: date) -> bool:
    """Whether somebody joined by a transfer and has had no certificate of this membership (§ 76 GenG; R-DOC-04)."""
    period = members.get_period_on(session, member.id, today)
    had = any(each.issued_on >= period.first_day for each in queries.certificates_of(session, member.id))
    return period.join_ground is JoinGround.TRANSFER and not had


def _counts_from(entry: ShareEntry) -> date:
    return rules.counts_from(entry.ground, entry.change, entry.effective_on)


def _behind(session: Session, certificate: Certificate, today: date) -> tuple[date, str]:
    """From when and why a certificate states too much or too little: the newest change that it does not know.

    What a splitting makes of a change is entered with it and is no change of its own (§ 22b GenG; R-SHR-09).
    """
    entries = queries.share_entries_of(session, certificate.member_id)
    splittings = {entry.id for entry in entries if entry.ground is ShareGround.SPLIT}
    splittings |= {entry.id for entry in entries if entry.reverses_id in splittings}
    unknown = [
        entry for entry in entries
        if _counts_from(entry) <= today
        and (_counts_from(entry) > certificate.issued_on or entry.recorded_at > certificate.document.issued_at)
    ]
    if not unknown:
        return today, rules.why_certificate_ends(None, "", today)
    changed_at = {entry.recorded_at for entry in unknown if entry.id not in splittings}
    own = [entry for entry in unknown if entry.id not in splittings or entry.recorded_at not in changed_at]
    last = max(own, key=lambda entry: (_counts_from(entry), entry.id))
    reason = rules.why_certificate_ends(last.ground, last.document, last.effective_on)
    return max(_counts_from(last), certificate.issued_on), reason


def _behind_amount(session: Session, certificate: Certificate) -> tuple[date, str]:
    """From when and why a certificate states another amount than a share comes to (§ 7 GenG)."""
    since = statutes.share_amount_since(session)
    return max(since, certificate.issued_on), rules.why_amount_overtakes(since)


def let_certificates_state_amount(session: Session, actor: Actor, now: datetime) -> None:
    """Let certificates follow a statute by which a share comes to something else, by a job, for there may be many.

    Whose number of shares is another as well, since they were split, follows the ledger (§ 22b GenG; R-DOC-04).
    """
    today = local(now).date()
    concerned = {each.member_id for each in queries.over_former_amount(session, today)}
    if concerned:
        follow_on(session, today, concerned, f"{FOLLOW_JOB}:amount:{now.isoformat()}", actor, now)
