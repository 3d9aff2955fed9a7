"""Letters about a notice: confirmed with its day, turned down with its reason, undone by consent (R-DOC-05)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.changes.rules import ChangeOutcome
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Cents, German, Refusal
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import BY_OTHERS, NoticeKind, NoticeState, payable_by
from app.members import queries as members
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY
from documents.entry_undone import Matter
from documents.letter import Letter
from documents.notice_answer import NoticeAnswerFacts
from documents.notice_confirmation import ConfirmationFacts, Right
from documents.notice_continuation import ContinuationFacts
from documents.notice_refusal import NoticeRefusalFacts

CONFIRMED = German("Bestätigung der Kündigung")
REFUSED = German("Zurückweisung der Kündigung")
CONTINUED = German("Fortsetzung trotz Kündigung")
ANSWERED = German("Antwort auf die Kündigung")
"""How the letters are called."""


def write_letter(session: Session, notice: Notice, actor: Actor, now: datetime) -> Notice:
    """Write the letter that could not be printed when the notice came in, or was undone; refused where none lacks."""
    if queries.lacks_correction(session, notice):
        correct(session, notice, actor, now)
        shares.check_written(not queries.lacks_correction(session, notice))
        return notice
    if _is_told(notice):
        raise Refusal("Zu dieser Kündigung gibt es schon einen Brief.")
    tell(session, notice, actor, now)
    shares.check_written(notice.letter_id is not None)
    if notice.sender_address is not None:
        shares.check_written(notice.sender_letter_id is not None)
    return notice


def correct(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Tell whoever holds a letter about a notice entered by mistake that there was none (R-REG-05, R-DOC-05).

    So is told who holds the statement of what was settled of it.
    """
    account = queries.account_undone(session, notice, local(now).date())
    undone = shares.Undone(Matter.NOTICE, notice.number, notice.end_reason, account)
    shares.correct_letter(session, notice.member, notice.letter_id, undone, actor, now)
    shares.correct_letter(session, notice.member, notice.sender_letter_id, undone, actor, now, to_another=True)
    shares.correct_statements(session, notice.member, notice.end_reason, actor, now)


def _is_told(notice: Notice) -> bool:
    return not notice.lacks_a_letter


def tell(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Write the letters that are lacking: to the member, and to whoever gave notice in the member's stead."""
    if notice.letter_id is not None:
        _answer_sender(session, notice, actor, now)
        return
    write = refuse if notice.refusal_reason else confirm
    write(session, notice, actor, now)


def confirm(session: Session, notice: Notice, actor: Actor, now: datetime, left_out: str = "") -> None:
    """Confirm a notice with the day it takes effect, as far as the house is set up for letters (R-DOC-05).

    `left_out` is the account that was named with it just now and not proposed, masked.
    """
    _write(session, notice, "notice_confirmation", CONFIRMED, lambda letter: _confirmation(
        session, notice, letter, now, left_out
    ), actor, now)
    _answer_sender(session, notice, actor, now)


def refuse(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Say why a notice has no effect, or not so early (§§ 65 to 67b GenG)."""
    _write(session, notice, "notice_refusal", REFUSED, lambda letter: NoticeRefusalFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on, is_partial=not notice.ends_membership,
        reason=notice.refusal_reason, resolution=notice.resolution_number, last_day=notice.last_day,
    ), actor, now)
    _answer_sender(session, notice, actor, now)


def confirm_continuation(session: Session, notice: Notice, resolution: str, actor: Actor, now: datetime) -> None:
    """Tell a member that its notice is undone by consent (R-EXIT-13)."""
    _write(session, notice, "notice_continuation", CONTINUED, lambda letter: ContinuationFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on,
        last_day=notice.last_day or notice.received_on, resolution=resolution, is_partial=not notice.ends_membership,
    ), actor, now)


def _write(
    session: Session, notice: Notice, kind: str, word: German, facts_of: Callable[[Letter], object], actor: Actor,
    now: datetime,
) -> None:
    to = shares.who_follows(session, notice.member, local(now).date())
    letter = shares.issue_letter_if_possible(session, notice.member, kind, word, facts_of, actor, now, to)
    if letter is not None:
        notice.letter_id = letter.id
        session.flush()


def _answer_sender(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Tell a creditor or an administrator what came of the notice given in the member's stead (§§ 66, 66a GenG)."""
    if notice.sender_address is None or notice.sender_letter_id is not None:
        return
    lines = (notice.declared_by, *(line.strip() for line in notice.sender_address.splitlines() if line.strip()))
    letter = shares.issue_letter_if_possible(
        session, notice.member, "notice_answer", ANSWERED, lambda letter: _answer(session, notice, letter), actor, now,
        shares.Addressee(lines),
    )
    notice.sender_letter_id = letter.id if letter else None
    session.flush()


def tell_overtaken(session: Session, member: Member, number: str, actor: Actor, now: datetime) -> None:
    """Tell who gave notice in the member's stead that what bears this number ends the membership earlier (R-EXIT-08).

    The claim to the credit stays; it falls due by the new day.
    """
    for notice in queries.overtaken_by(session, member.id, number):
        notice.sender_letter_id = None
        _answer_sender(session, notice, actor, now)


def take_back_earlier_day(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Withdraw the letter on an earlier end once a notice holds again; who had it already is told the day anew."""
    letter = archived.find_document(session, notice.sender_letter_id) if notice.sender_letter_id else None
    if letter is not None and (letter.facts or {}).get("former_day"):
        archive.withdraw(session, letter.id, Told("Kündigung {number} gilt wieder", number=notice.number), actor, now)
        notice.sender_letter_id = None


def _answer(session: Session, notice: Notice, letter: Letter) -> NoticeAnswerFacts:
    statute, last_day = statutes.statute_on(session, notice.received_on), notice.last_day
    is_overtaken = notice.state is NoticeState.OVERTAKEN
    if is_overtaken:
        last_day = members.get_period_on(session, notice.member_id, notice.received_on).last_day
    return NoticeAnswerFacts(
        letter=replace(letter, member_number=None), notice=notice.number,
        member=share_queries.printed_name(session, notice.member.party_id, letter.dated),
        received_on=notice.received_on, is_insolvency=notice.kind is NoticeKind.INSOLVENCY, last_day=last_day,
        payable_by=payable_by(last_day, statute) if last_day else None, reason=notice.refusal_reason,
        former_day=notice.last_day if is_overtaken else None,
    )


def _confirmation(
    session: Session, notice: Notice, letter: Letter, now: datetime, left_out: str
) -> ConfirmationFacts:
    today = local(now).date()
    meant = queries.consequences_on(session, notice, today)
    if meant is None or notice.last_day is None:
        raise Refusal("Diese Kündigung hat keine Wirkung.")
    statute = statutes.statute_on(session, notice.received_on)
    is_followed = shares.who_follows(session, notice.member, today) is not None
    return ConfirmationFacts(
        letter=letter, notice=notice.number, right=Right(notice.kind), received_on=notice.received_on,
        last_day=notice.last_day, months=notice.months, receivable_until=notice.receivable_until,
        shares=meant.shares_before - meant.shares_after, shares_left=meant.shares_after, credit=meant.credit,
        released=meant.released, payable_by=meant.payable_by,
        bound=_bound(session, notice, meant.nominal_after, notice.last_day),
        declared_by=notice.declared_by if notice.kind in BY_OTHERS else "", resolution=notice.resolution_number,
        resolved_on=notice.resolved_on, has_minimum_capital=statute.minimum_capital > 0,
        member=share_queries.printed_name(session, notice.member.party_id, today) if is_followed else "",
        **_account(session, notice, today, left_out),
    )


def _bound(session: Session, notice: Notice, nominal: Cents, last_day: date) -> Cents:
    """What stays above the nominal of the shares that remain, since that was reduced (§ 22 GenG)."""
    if notice.kind is not NoticeKind.PARTIAL:
        return 0
    stays = share_queries.credit_parts(session, notice.member_id, last_day + ONE_DAY).on_shares
    return share_queries.bound_above_nominal(session, stays, nominal, last_day)


def _account(session: Session, notice: Notice, today: date, left_out: str) -> dict[str, Any]:
    """Where the letter says that the credit is paid to, masked as in mails: whoever named it knows the rest."""
    known = queries.payee_account(session, notice, today)
    if left_out or (known and known.left_out):
        return {"account_left_out": left_out or (known.masked if known else "")}
    if known is None or known.outcome in (ChangeOutcome.REJECTED, ChangeOutcome.WITHDRAWN):
        return {}
    return {"account": known.masked, "account_waits": known.named and known.outcome is None}
