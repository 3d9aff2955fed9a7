"""What an applicant does before the declaration: begin, type, enclose, come back later; and what becomes of a draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.clauses import ensure_clause_texts
from app.admissions.actions.telling import check_not_too_often, letterhead, personal_link, tell
from app.admissions.models import Application, ApplicationUpload
from app.admissions.queries.applications import subject_of
from app.admissions.rules import (
    DECIDED,
    EDITABLE,
    ApplicationState,
    Channel,
    StatuteProvision,
    Step,
    UploadPurpose,
    check_editable,
    check_email,
    check_member_class,
    check_upload,
    clean_filename,
    draft_expires_on,
    draft_is_expired,
    steps_for,
)
from app.archive import actions as archive
from app.core import files, jobs, journal, links, outbox
from app.core.formats import fold, local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, PartyKind, Refusal
from app.members.rules import MemberClass
from app.statutes import queries as statutes
from documents import mails

APPLICANT = Actor.applicant(German("Antragstellende Person"))
"""Who acts through a personal link. The journal keeps actors for good, so the name stays out of it (R-ADM-09)."""

MAX_UPLOADS = 20
MAX_UPLOADED_BYTES = 60 * 1024 * 1024
"""What one application may hand in altogether, so that nobody fills the disk through the public form."""

EXPIRE_JOB = "expire_draft"


def start_draft(
    session: Session, kind: PartyKind, member_class: MemberClass, token: str, now: datetime, actor: Actor = APPLICANT
) -> Application:
    """Begin an application; the statute in force has just been offered (§ 15 (1) sentence 2 GenG; R-ADM-07).

    `token` is the secret of the personal link; only its hash is kept.
    """
    today = local(now).date()
    version, _ = statutes.get_version_on(session, today), links.absolute("/")
    statute = statutes.statute_of(version)
    check_member_class(member_class, statute)
    ensure_clause_texts(session, today)
    application = Application(
        token_hash=queries.hash_of(token), state=ApplicationState.DRAFT, channel=Channel.ONLINE, party_kind=kind,
        member_class=member_class, content={}, created_at=now, changed_at=now, statute_version_id=version.id,
        statute_provided_at=now, statute_channel=StatuteProvision.WEBSITE_WITH_PRINT_OFFER,
    )
    session.add(application)
    session.flush()
    jobs.enqueue(
        session, EXPIRE_JOB, [str(application.id)], key=f"{EXPIRE_JOB}:{application.id}", actor=actor, now=now,
        not_before=now + timedelta(days=statute.draft_days),
    )
    journal.record(session, actor, "start_application", subject_of(application.id), now, Told("Antrag begonnen"))
    return application


def save_step(
    session: Session, application_id: int, step: Step, values: Mapping[str, Any], now: datetime
) -> Application:
    """Keep what was typed in one step, complete or not; refused once the declaration is frozen (R-ADM-01)."""
    application = queries.get_application(session, application_id, lock=True)
    check_editable(application.state)
    if application.content.get(step) == values:
        return application
    application.content = {**application.content, step.value: dict(values)}
    application.changed_at = now
    if step is Step.DECLARATION:
        _note_statute(session, application, values.get("statute_id"), now)
    show_typed(application)
    session.flush()
    return application


def join_as_ordinary(session: Session, application_id: int, now: datetime) -> None:
    """Change a draft's class: whoever uses the services joins as an ordinary member (§ 8 (2) GenG; R-INV-01)."""
    application = queries.get_application(session, application_id, lock=True)
    check_editable(application.state)
    application.member_class, application.changed_at = MemberClass.ORDINARY, now


def _note_statute(session: Session, application: Application, version_id: object, now: datetime) -> None:
    """A statute registered since the draft began was offered with this step (R-ADM-07)."""
    present = statutes.get_version_on(session, local(now).date())
    if version_id == present.id and application.statute_version_id != present.id:
        application.statute_version_id, application.statute_provided_at = present.id, now


def show_typed(application: Application) -> None:
    """Bring name, address for mails, shares and the words for search in line with what was typed."""
    typed = queries.typed_of(application)
    email = typed.who.get("email", "").strip()[:320]
    if email != application.email:
        application.email, application.email_confirmed_at = email, None
    application.name, application.shares = typed.name[:300], typed.number_of_shares
    words = (typed.name, typed.address.city, typed.who.get("register_number", ""), typed.who.get("region", ""))
    application.search_text = fold(" ".join(words))


def reach_step(session: Session, application_id: int, step: Step) -> None:
    """Note how far the applicant has come, to lead back there."""
    application = queries.get_application(session, application_id, lock=True)
    steps = steps_for(application.party_kind or PartyKind.COMPANY)
    if application.state in EDITABLE and step in steps:
        application.step_reached = max(application.step_reached, steps.index(step) + 1)


def add_upload(
    session: Session, application_id: int, purpose: UploadPurpose, file: CheckedFile, now: datetime,
    actor: Actor = APPLICANT,
) -> ApplicationUpload:
    """Keep a file outside the web root, under a harmless name; kind by content, up to 10 MB, until the decision."""
    application = queries.get_application(session, application_id, lock=True)
    if application.state in DECIDED or application.state is ApplicationState.WITHDRAWN:
        raise Refusal("Zu diesem Antrag kommen keine Unterlagen mehr hinzu.")
    if len(application.uploads) >= MAX_UPLOADS:
        raise Refusal("Zu einem Antrag gehören höchstens {count} Dateien.", count=MAX_UPLOADS)
    if sum(upload.size for upload in application.uploads) + len(file.content) > MAX_UPLOADED_BYTES:
        raise Refusal("Zu einem Antrag gehören zusammen höchstens 60 MB.")
    kind = check_upload(file.content)
    sha256 = files.keep(session, file.content)
    known = next((each for each in application.uploads if (each.sha256, each.purpose) == (sha256, purpose)), None)
    if known is not None:
        return known
    upload = ApplicationUpload(
        application_id=application.id, purpose=purpose, filename=clean_filename(file.name, kind), mimetype=kind.value,
        size=len(file.content), sha256=sha256, added_at=now, added_by=actor.name,
    )
    application.uploads.append(upload)
    application.changed_at = now
    session.flush()
    subject = subject_of(application.id)
    summary = Told("Unterlage hinzugefügt: {file}", file=upload.filename)
    journal.record(session, actor, "add_upload", subject, now, summary, purpose=purpose)
    return upload


def delete_upload(
    session: Session, application_id: int, upload_id: int, now: datetime, actor: Actor = APPLICANT
) -> None:
    """Take an upload back; only as long as the declaration is not frozen."""
    application = queries.get_application(session, application_id, lock=True)
    check_editable(application.state)
    upload = queries.find_upload(application, upload_id)
    if upload is None:
        return
    summary = Told("Unterlage entfernt: {file}", file=upload.filename)
    forget_upload(session, application, upload, now)
    application.changed_at = now
    journal.record(session, actor, "delete_upload", subject_of(application.id), now, summary)


def forget_upload(session: Session, application: Application, upload: ApplicationUpload, now: datetime) -> None:
    """Delete an upload's row, and its bytes by a job after the commit, unless somebody else needs them."""
    archive.erase_bytes(session, upload.sha256, f"upload:{application.id}:{upload.id}", now)
    application.uploads.remove(upload)
    session.flush()


def send_link(session: Session, application_id: int, now: datetime) -> None:
    """Send the personal link, to go on later (Später fortsetzen)."""
    application = queries.get_application(session, application_id, lock=True)
    check_editable(application.state)
    check_email(application.email)
    check_not_too_often(session, application, "application_saved")
    today = local(now).date()
    kept_until = draft_expires_on(today, statutes.statute_on(session, today).draft_days)
    facts = mails.ApplicationSaved(letterhead(session, now), personal_link(application), kept_until)
    tell(session, application, facts, now)


def discard_draft(session: Session, application: Application, now: datetime, actor: Actor = APPLICANT) -> None:
    """Delete an unfinished draft with everything that was typed and enclosed."""
    subject = subject_of(application.id)
    for upload in list(application.uploads):
        forget_upload(session, application, upload, now)
    outbox.erase(session, subject, now)
    journal.erase_details(session, subject, now)
    session.delete(application)
    session.flush()
    journal.record(session, actor, "discard_draft", subject, now, Told("Entwurf gelöscht"))


def is_expired(session: Session, application: Application, now: datetime) -> bool:
    """Say whether nobody has touched a draft for as long as the statute says (R-GDPR-03)."""
    today = local(now).date()
    days = statutes.statute_on(session, today).draft_days
    return draft_is_expired(local(application.changed_at).date(), days, today)


def expire_draft(session: Session, application_id: int, now: datetime) -> None:
    """Delete a draft that nobody went on with (Speicherbegrenzung; R-GDPR-03)."""
    if queries.find_application(session, application_id) is None:
        return
    application = queries.get_application(session, application_id, lock=True)
    if application.state is ApplicationState.DRAFT and is_expired(session, application, now):
        discard_draft(session, application, now, Actor.system())
