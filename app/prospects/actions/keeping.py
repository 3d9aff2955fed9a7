"""Consent, and deletion: asked anew after an idle period, at once when it is withdrawn (R-GDPR-03, R-GDPR-04)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core import journal, outbox
from app.core.formats import local
from app.core.told import Told
from app.core.values import MAX_REASON, Actor, German
from app.prospects import queries
from app.prospects.actions.noting import INTERESTED, note, standing, touch
from app.prospects.actions.telling import ask_to_stay
from app.prospects.models import Prospect, ProspectTerm
from app.prospects.rules import (
    WHY,
    ConsentHow,
    Fate,
    Terms,
    check_consent,
    check_same_notice,
    check_terms,
    fate_of,
    reply_until,
)
from app.statutes import queries as statutes

Holder = Callable[[Session, Sequence[int]], object]
"""How a room above holds what belongs to prospects, by their ids, before any of it is deleted."""

Follower = Callable[[Session, int, Actor, datetime], object]
"""What a room above deletes of a prospect: session, id of the prospect, actor, moment."""

_hold_above: Holder | None = None
_erase_above: Follower | None = None


def hand_in(hold_above: Holder, erase_above: Follower) -> None:
    """Name how the room above holds what belongs to prospects, and deletes it; called once by the factory."""
    global _hold_above, _erase_above
    _hold_above, _erase_above = hold_above, erase_above


WITHDRAWN = German("Die Einwilligung wurde widerrufen")
ASKED_FOR = German("Auf Verlangen")


def confirm_email(session: Session, prospect_id: int, now: datetime) -> None:
    """Note that the address is the prospect's: whoever has the link reads its mails."""
    prospect = standing(session, prospect_id)
    if prospect.email_confirmed_at is None:
        prospect.email_confirmed_at = now
        note(session, prospect, "confirm_email", Told("E-Mail-Adresse bestätigt"), INTERESTED, now)


def renew_consent(session: Session, prospect_id: int, version: str, now: datetime) -> None:
    """Let a prospect agree anew that its data are kept, to the notice that holds now (R-GDPR-03)."""
    prospect = standing(session, prospect_id)
    check_same_notice(version, statutes.house(session).privacy_notice_version)
    _consent(prospect, local(now).date(), version, ConsentHow.LINK, "")
    prospect.email_confirmed_at = prospect.email_confirmed_at or now
    touch(prospect, now)
    note(session, prospect, "renew_consent", Told("Einwilligung erteilt"), INTERESTED, now)


def note_consent(
    session: Session, prospect_id: int, consented_on: date, remark: str, actor: Actor, now: datetime
) -> None:
    """Note a consent given otherwise, with its day and how it can be proven (Art. 7 (1) DSGVO)."""
    prospect = standing(session, prospect_id)
    check_consent(consented_on, remark, local(now).date())
    version = statutes.house(session).privacy_notice_version
    _consent(prospect, consented_on, version, ConsentHow.NOTED, remark.strip()[:MAX_REASON])
    touch(prospect, now)
    note(session, prospect, "note_consent", Told("Einwilligung vermerkt"), actor, now)


def _consent(prospect: Prospect, day: date, version: str, how: ConsentHow, remark: str) -> None:
    prospect.consented_on, prospect.consent_version = day, version
    prospect.consent_how, prospect.consent_note = how, remark


def ask(session: Session, prospect_id: int, actor: Actor, now: datetime) -> None:
    """Ask whether the data are to be kept, by mail where an address is known; without answer they are deleted."""
    prospect, today = standing(session, prospect_id), local(now).date()
    if prospect.asked_until is not None:
        return
    prospect.asked_at, prospect.asked_until = now, reply_until(today, queries.terms_now(session))
    session.flush()
    if prospect.email:
        ask_to_stay(session, prospect, now)
    note(session, prospect, "ask_to_stay", Told("Gefragt, ob die Angaben gespeichert bleiben"), actor, now)


def withdraw_consent(session: Session, prospect_id: int, now: datetime) -> None:
    """Delete at once what is personal, at the prospect's word (Art. 7 (3), 17 (1) DSGVO; R-GDPR-03)."""
    _erase(session, standing(session, prospect_id), WITHDRAWN, INTERESTED, now)


def erase(session: Session, prospect_id: int, actor: Actor, now: datetime) -> None:
    """Delete at once what is personal, where a prospect asked the office for it (Art. 17 (1) DSGVO; R-GDPR-04)."""
    _erase(session, standing(session, prospect_id), ASKED_FOR, actor, now)


def keep_in_time(session: Session, now: datetime) -> int:
    """Ask whoever nothing happened with for long, and delete what is not to be kept; gives how many were deleted.

    What a mail that is being sent just now is about waits for the next night (R-GDPR-03).
    """
    terms, today, ending = queries.terms_now(session), local(now).date(), list[tuple[Prospect, Fate]]()
    for prospect_id in queries.to_judge(session, terms, today):
        prospect = queries.get_prospect(session, prospect_id, lock=True)
        fate = fate_of(queries.kept_of(session, prospect), terms, today)
        if fate is Fate.ASK:
            ask(session, prospect.id, Actor.system(), now)
        elif fate is not Fate.KEEP and not queries.is_mail_under_way(session, prospect):
            ending.append((prospect, fate))
    assert _hold_above is not None
    _hold_above(session, [prospect.id for prospect, _fate in ending])
    for prospect, fate in ending:
        _erase(session, prospect, WHY[fate], Actor.system(), now)
    return len(ending)


def _erase(session: Session, prospect: Prospect, why: str, actor: Actor, now: datetime) -> None:
    """Delete all that is personal, with every copy; number, kind, region and days remain for the figures."""
    application = queries.application_of(session, prospect)
    assert _erase_above is not None
    _erase_above(session, prospect.id, actor, now)
    _keep_days(prospect, application)
    if application is not None and application.state is ApplicationState.DRAFT:
        admissions.withdraw(session, application.id, now)
    prospect.application_id = None
    prospect.contacts.clear()
    _erase_words(prospect)
    prospect.consented_on = prospect.consent_how = prospect.email_confirmed_at = None
    prospect.asked_at = prospect.asked_until = None
    prospect.erased_at = now
    subject = queries.subject_of(prospect.id)
    outbox.erase(session, subject, now)
    session.flush()
    journal.erase_details(session, subject, now)
    summary = Told("Angaben des Interessenten gelöscht. {why}", why=why)
    journal.record(session, actor, "erase_prospect", subject, now, summary)


def _keep_days(prospect: Prospect, application: Application | None) -> None:
    if application is not None and application.submitted_at is not None:
        prospect.applied_on = local(application.submitted_at).date()
        is_in = application.state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED)
        prospect.joined_on = local(application.decided_at).date() if is_in and application.decided_at else None


def _erase_words(prospect: Prospect) -> None:
    prospect.name = prospect.street = prospect.postcode = prospect.city = prospect.search_text = ""
    prospect.source_note = prospect.end_reason = prospect.consent_version = prospect.consent_note = ""
    for enquiry in prospect.enquiries:
        enquiry.subject = enquiry.text = ""
    for talk in prospect.talks:
        talk.ours = talk.theirs = talk.notes = talk.outcome = ""
    for step in prospect.steps:
        step.what, step.done_at = "", step.done_at or prospect.touched_at
    for each in prospect.moves:
        each.reason = ""


def set_terms(session: Session, terms: Terms, actor: Actor, now: datetime) -> ProspectTerm:
    """Set after how many months without contact somebody is asked, and how long there is to answer (R-GDPR-03)."""
    check_terms(terms)
    row = ProspectTerm(
        idle_months=terms.idle_months, reply_days=terms.reply_days, recorded_at=now, recorded_by=actor.name
    )
    session.add(row)
    session.flush()
    summary = Told(
        "Fristen für Interessenten: {months} Monate ohne Kontakt, {days} Tage zur Antwort", months=terms.idle_months,
        days=terms.reply_days,
    )
    journal.record(session, actor, "set_prospect_terms", "house:1", now, summary)
    return row
