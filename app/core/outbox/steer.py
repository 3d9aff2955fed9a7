"""What becomes of mails that are kept: erased, sent again or noted as sent on a person's word, in doubt, given up."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import files, jobs
from app.core.outbox.mails import JOB_KIND, SETTLED, MailAttachment, MailState, OutgoingMail, mails_about
from app.core.values import Refusal


def erase(session: Session, subject_ref: str, now: datetime) -> None:
    """Erase address, text and attachments of a matter's mails (R-ADM-09); the line that a mail was sent stays.

    One that still waits is not sent any more; one that is being sent is waited for (Refusal).
    """
    for mail in mails_about(session, subject_ref, with_attachments=True):
        if mail.state is MailState.SENDING:
            raise Refusal("Eine E-Mail dieser Sache wird gerade gesendet; gelöscht wird sie danach.")
        mail.to_address, mail.subject, mail.text, mail.html, mail.error = "", "", "", "", ""
        mail.erased_at = now
        _erase_attachments(session, mail, now)
        if mail.state not in SETTLED:
            mail.state = MailState.FAILED
        for item in _items_of(session, mail):
            item.error = ""


def _erase_attachments(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """The bytes go unless something else needs them, such as another mail that carries the same."""
    carried = [each for each in mail.attachments if each.erased_at is None]
    for each in carried:
        each.name, each.erased_at = "", now
    session.flush()
    for each in carried:
        files.erase_unneeded(session, each.sha256)


def send_again(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Send a failed mail, or one in doubt, again: never without a person's word."""
    if mail.state not in (MailState.FAILED, MailState.IN_DOUBT) or mail.erased_at:
        raise Refusal("Diese E-Mail ist unterwegs oder erledigt; sie wird nicht noch einmal gesendet.")
    mail.state, mail.error = MailState.QUEUED, ""
    for item in _items_of(session, mail):
        jobs.retry(session, item, now)


def mark_sent(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Note a person's word that a mail in doubt did arrive."""
    if mail.state is not MailState.IN_DOUBT:
        raise Refusal("Nur eine E-Mail im Zweifel kann von Hand als gesendet vermerkt werden.")
    mail.state, mail.sent_at = MailState.SENT, now
    for item in _items_of(session, mail):
        jobs.mark_done(session, item, now)


def doubt_waiting(session: Session, why: str, now: datetime) -> int:
    """Put every mail that waits or is on its way in doubt, and say how many; a person decides about each.

    For an outbox put back from a backup: what waited then may have gone out since.
    """
    waiting = select(OutgoingMail).where(OutgoingMail.state.in_((MailState.QUEUED, MailState.SENDING)))
    mails = session.scalars(waiting.order_by(OutgoingMail.id)).all()
    for mail in mails:
        put_in_doubt(session, mail, why, now)
    return len(mails)


def put_in_doubt(session: Session, mail: OutgoingMail, why: str, now: datetime) -> None:
    """Let a mail that waits or is on its way wait for a person's word, as nobody knows whether it arrived."""
    mail.state, mail.error = MailState.IN_DOUBT, why
    for item in _items_of(session, mail):
        if item.state in jobs.OPEN_STATES:
            jobs.put_in_doubt(session, item, why, now)


def give_up(session: Session, mail: OutgoingMail, why: str, now: datetime) -> None:
    """Let a mail that waits fail for good; a person may have it sent again."""
    mail.state, mail.error = MailState.FAILED, why
    for item in _items_of(session, mail):
        jobs.give_up(session, item, why, now)


def recall(session: Session, mail_ids: Collection[int], why: str, now: datetime) -> list[int]:
    """Let none of these mails leave any more, and say which did not: nobody needs their text, so it is erased.

    Those that wait, and those that failed or are in doubt and could be sent again; of one in doubt nobody knows whether
    it left. One on its way at this moment goes out. Whoever takes a mail to send it holds its step, and so does this:
    either the mail is seen waiting here, or as called off there.
    """
    ids = sorted(mail_ids)
    parts = (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))
    return [each for some in parts for each in _recall_some(session, some, why, now)]


PORTION = 500
"""So many mails are recalled by one statement."""


def _recall_some(session: Session, mail_ids: Sequence[int], why: str, now: datetime) -> list[int]:
    steps = select(jobs.JobItem.id, jobs.JobItem.job_id, jobs.JobItem.reference).join(jobs.Job).where(
        jobs.Job.kind == JOB_KIND, jobs.JobItem.state.in_(_STILL), jobs.JobItem.reference.in_(map(str, mail_ids))
    )
    held = session.execute(steps.with_for_update(skip_locked=True, of=jobs.JobItem)).all()
    stopped = select(OutgoingMail.id, OutgoingMail.state).where(
        OutgoingMail.id.in_([int(step.reference) for step in held]), OutgoingMail.state.not_in(SETTLED)
    )
    states: dict[int, MailState] = dict(session.execute(stopped).all())
    steps_ended = [step for step in held if int(step.reference) in states]
    ended = {"state": jobs.ItemState.CANCELLED, "error": why, "finished_at": now}
    session.execute(update(jobs.JobItem).where(jobs.JobItem.id.in_([step.id for step in steps_ended])).values(ended))
    over = update(jobs.Job).where(jobs.Job.id.in_([step.job_id for step in steps_ended]))
    session.execute(over.values(finished_at=now))
    _blank(session, list(states), now)
    recalled = [mail_id for mail_id, state in states.items() if state is not MailState.IN_DOUBT]
    session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(recalled)).values(state=MailState.FAILED))
    return recalled


_STILL = (jobs.ItemState.WAITING, jobs.ItemState.FAILED, jobs.ItemState.IN_DOUBT)
"""The states of a step whose mail may leave yet, by itself or on a person's word."""


def _blank(session: Session, mail_ids: Sequence[int], now: datetime) -> None:
    """Erase address, text and the names of what is attached."""
    blank = {"to_address": "", "subject": "", "text": "", "html": "", "error": "", "erased_at": now}
    session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(mail_ids)).values(blank))
    carried = update(MailAttachment).where(MailAttachment.mail_id.in_(mail_ids))
    session.execute(carried.values(name="", erased_at=now))


def _items_of(session: Session, mail: OutgoingMail) -> Sequence[jobs.JobItem]:
    found = select(jobs.JobItem).join(jobs.Job).where(jobs.Job.kind == JOB_KIND)
    return session.scalars(found.where(jobs.JobItem.reference == str(mail.id))).all()
