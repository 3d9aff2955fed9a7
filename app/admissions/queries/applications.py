"""Reads of applications: one by its secret link, lists for the office, what has been sent."""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application, ApplicationUpload, Declarant, PublicUse
from app.admissions.rules import (
    DECIDED,
    ApplicationState,
    Channel,
    Need,
    Typed,
    UploadPurpose,
    expected_uploads,
    fitting_uploads,
    may_become,
    typed_from,
)
from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.core import links, outbox
from app.core.formats import fold, local
from app.core.lists import within
from app.core.values import Cents, NotFound, PartyKind, Refusal, WrittenForm
from app.members import queries as members
from app.members.models import Member
from app.organs.models import Bias, Item
from app.organs.rules import ABOUT_APPLICATIONS, ABOUT_TRANSFERS
from app.shares import queries as share_queries
from app.shares.rules import ShareUnit
from app.shares.rules import nominal_of as nominal
from app.statutes import queries as statutes

LINK_PURPOSE = "application"
LINK_DAYS = 400
"""How long a link from a mail leads to the applicant's page."""


def subject_of(application_id: int) -> str:
    """How journal, archive and outbox call an application."""
    return f"application:{application_id}"


def hash_of(token: str) -> str:
    """What is kept of the secret in a personal link."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_token(application: Application) -> str:
    """A secret for the personal link in a mail, made anew each time; the one of the first link is not kept."""
    return links.sign(LINK_PURPOSE, f"{application.id}.{application.token_hash[:32]}")


def find_application(session: Session, application_id: int) -> Application | None:
    """An application by its id, for the office."""
    return session.get(Application, application_id)


def names_of(session: Session, application_ids: Collection[int]) -> dict[int, str]:
    """What these applicants are called in lists, by the application's id; those are left out whose names are erased."""
    found = select(Application.id, Application.name).where(Application.id.in_(application_ids), Application.name != "")
    return dict(session.execute(found).all()) if application_ids else {}


def stages_of(
    session: Session, application_ids: Collection[int]
) -> Mapping[int, tuple[ApplicationState, datetime | None]]:
    """How far these applications are, by id, and since when they are proposed; None while they are not."""
    found = select(Application.id, Application.state, Application.proposed_at).where(
        Application.id.in_(application_ids)
    )
    return {row.id: (row.state, row.proposed_at) for row in session.execute(found)}


def get_application(session: Session, application_id: int, lock: bool = False) -> Application:
    """An application that must be there; `lock` reads it afresh and keeps others from changing it meanwhile."""
    more = {"populate_existing": True, "with_for_update": {"of": Application}} if lock else {}
    found = session.get(Application, application_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diesen Antrag gibt es nicht.")
    return found


def get_by_number(session: Session, number: str) -> Application:
    """An application by its number, `A-2026-0071`; NotFound where there is none."""
    found = session.scalar(select(Application).where(Application.number == number.strip().upper()))
    if found is None:
        raise NotFound("Einen Antrag mit der Nummer {number} gibt es nicht.", number=number)
    return found


def open_applications(session: Session) -> Sequence[Application]:
    """The applications that are handed in and lie before nobody yet, the earliest first."""
    waiting = select(Application).where(Application.state == ApplicationState.SUBMITTED)
    return session.scalars(waiting.order_by(Application.submitted_at, Application.id)).all()


def find_by_token(session: Session, token: str) -> Application | None:
    """The application behind the secret of a personal link, the first one or one from a mail; None for any other."""
    if not token.isascii() or len(token) > 300:
        return None
    found = session.scalar(select(Application).where(Application.token_hash == hash_of(token)))
    return found or _find_by_signature(session, token)


def _find_by_signature(session: Session, token: str) -> Application | None:
    try:
        application_id, _, mark = links.verify(LINK_PURPOSE, token, LINK_DAYS * 24 * 3600).partition(".")
    except Refusal:
        return None
    found = session.get(Application, int(application_id))
    return found if found and hmac.compare_digest(found.token_hash[:32], mark) else None


def secret_of(session: Session, application_id: int, token: str) -> str:
    """The secret that leads to a draft just begun; where it was begun by an earlier click, one signed for it.

    Refused once somebody has typed in it: who sends the first form again may be somebody else at the same computer.
    """
    application = get_application(session, application_id)
    if application.token_hash == hash_of(token):
        return token
    if application.content or application.uploads:
        raise Refusal(
            "Mit diesem Formular wurde schon ein Antrag begonnen. Laden Sie die Seite neu und beginnen Sie dort."
        )
    return signed_token(application)


def may_withdraw(application: Application) -> bool:
    """Say whether the applicant may still withdraw alone: not from what is agreed with a transferor (R-ADM-01)."""
    return may_become(application.state, ApplicationState.WITHDRAWN) and not application.transfer_number


def may_add_uploads(application: Application) -> bool:
    """Say whether documents may still be handed in: until the decision."""
    return application.state not in DECIDED and application.state is not ApplicationState.WITHDRAWN


def missing_uploads(application: Application) -> list[UploadPurpose]:
    """The papers that applicants of this kind hand in and this one has not yet (R-ADM-11, R-ADM-13)."""
    typed, there = typed_of(application), {upload.purpose for upload in application.uploads}
    return [purpose for purpose in expected_uploads(typed.kind, typed.authorities) if purpose not in there]


def upload_choices(application: Application) -> list[UploadPurpose]:
    """What the next file of an applicant may be, the likeliest first: what is still missing, then the other kinds."""
    by_hand = application.written_form is WrittenForm.SCHRIFTFORM
    fitting = fitting_uploads(application.party_kind or PartyKind.COMPANY, by_hand)
    there, missing = {upload.purpose for upload in application.uploads}, missing_uploads(application)
    signed = [UploadPurpose.SIGNED_DECLARATION] if by_hand else []
    likely = [purpose for purpose in (*signed, *missing) if purpose not in there]
    return list(dict.fromkeys((*(likely or [UploadPurpose.OTHER]), *fitting)))


def member_of(session: Session, application: Application) -> Member | None:
    """The member the applicant has become."""
    return members.get_member(session, application.member_id) if application.member_id else None


def find_known_member(session: Session, application: Application) -> Member | None:
    """The member, past or present, whom the office has found to be the applicant; None where there is none."""
    return members.find_member_of_party(session, application.party_id) if application.party_id else None


def member_since(session: Session, application: Application) -> date | None:
    """From when the applicant is a member by it: from the day of the decision, or after a transfer's (§ 76 GenG).

    None where it did not become one, or the entry was a mistake and is struck (R-REG-05).
    """
    if application.member_id is None or application.decided_at is None:
        return None
    by_it = [
        each for each in members.get_member(session, application.member_id).periods
        if application.transfer_number and each.join_document == application.transfer_number
    ]
    if not by_it:
        return local(application.decided_at).date()
    return None if by_it[0].is_struck else by_it[0].first_day


def subjects_of_member(session: Session, member_id: int) -> list[str]:
    """How journal and archive call the applications of a member."""
    entered = select(Application.id).where(Application.member_id == member_id)
    return [subject_of(application_id) for application_id in session.scalars(entered)]


def applications_of_member(session: Session, member_id: int) -> Sequence[Application]:
    """The applications by which a member joined, the newest first."""
    entered = select(Application).where(Application.member_id == member_id).order_by(Application.id.desc())
    return session.scalars(entered).all()


def needs_of_member(session: Session, member_id: int) -> list[tuple[Application, Sequence[Need]]]:
    """The needs a member stated, with the applications they stand in, the newest first (R-NEED-01)."""
    stated = [(each, typed_of(each).needs) for each in applications_of_member(session, member_id)]
    return [(application, needs) for application, needs in stated if needs]


def shares_on(session: Session, application: Application, day: date) -> int:
    """The shares applied for, in those of a day: they may have been split since the declaration (R-SHR-09).

    A declaration on paper means those of the day on which it came in, as known when the office entered it. Refused
    where a splitting known then is no more, and these are no whole shares.
    """
    return _unit_of(session, application).on(application.shares or 0, day)


def shown_shares(session: Session, application: Application, day: date) -> int:
    """The same for a page or a text; what are no whole shares any more is shown as declared (R-SHR-09)."""
    return _unit_of(session, application).shown(application.shares or 0, day)


def _unit_of(session: Session, application: Application) -> ShareUnit:
    came_in = application.submitted_at
    if came_in is None or not application.shares:
        return ShareUnit()
    told_at = application.created_at if application.channel is Channel.PAPER else came_in
    return share_queries.unit_of(session, local(came_in).date(), told_at)


def taken_of(session: Session, application: Application) -> tuple[int, Cents]:
    """The shares under the statute of the decision, or of the application, and what they amount to in cents."""
    if not application.shares or application.submitted_at is None:
        return 0, 0
    day = local(application.decided_at or application.submitted_at).date()
    taken = shown_shares(session, application, day)
    return taken, nominal(taken, statutes.statute_on(session, day).share_amount)


def find_upload(application: Application, upload_id: int) -> ApplicationUpload | None:
    """An upload of this application; another one's is not found."""
    return next((upload for upload in application.uploads if upload.id == upload_id), None)


def find_declarant(session: Session, declarant_id: int) -> Declarant | None:
    """Somebody who declares, by the id in the signed link."""
    return session.get(Declarant, declarant_id)


def typed_of(application: Application) -> Typed:
    """What was typed in the form so far."""
    kind = application.party_kind or PartyKind.COMPANY
    return typed_from(kind, application.member_class, application.content)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether an upload of an application consists of these bytes."""
    handed_in = select(ApplicationUpload.id).where(ApplicationUpload.sha256 == sha256)
    return session.scalar(handed_in.limit(1)) is not None


def uses_of(session: Session, key: str) -> Sequence[PublicUse]:
    """What one address was given under a key of the throttle."""
    return session.scalars(select(PublicUse).where(PublicUse.key == key)).all()


# --- lists of the office ---------------------------------------------------------------------------------------------

SORTS = {
    "submitted": (Application.submitted_at, Application.created_at, Application.id),
    "number": (Application.number, Application.id),
    "name": (func.lower(Application.name), Application.id),
    "shares": (Application.shares, Application.id),
    "changed": (Application.changed_at, Application.id),
}
"""By what the list of applications can be sorted."""


def list_applications(
    session: Session, *, state: str = "", kind: str = "", words: str = "", sort: str = "submitted",
    descending: bool = False, offset: int = 0, limit: int | None = None, first_day: date | None = None,
    last_day: date | None = None,
) -> tuple[Sequence[Application], int]:
    """Applications that fit filters and words, one page of them, and how many there are in all.

    `first_day`, `last_day`: of the period in which they were received, both inclusive.
    Without a state: all but drafts, which are the applicants' own until they are submitted.
    """
    found = _matching(state, kind, words).where(*within(Application.submitted_at, first_day, last_day))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = [column.desc() if descending else column.asc() for column in SORTS[sort]]
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).all(), total


def _matching(state: str, kind: str, words: str) -> Select[Application]:
    found = select(Application)
    if state in list(ApplicationState):
        found = found.where(Application.state == ApplicationState(state))
    else:
        found = found.where(Application.state != ApplicationState.DRAFT)
    if kind in list(PartyKind):
        found = found.where(Application.party_kind == PartyKind(kind))
    for word in fold(words).split():
        number = func.lower(func.coalesce(Application.number, ""))
        found = found.where(
            or_(Application.search_text.contains(word, autoescape=True), number.contains(word, autoescape=True))
        )
    return found


def count_by_state(session: Session) -> dict[ApplicationState, int]:
    """How many applications stand where."""
    counted = select(Application.state, func.count()).group_by(Application.state)
    return {row.state: row[1] for row in session.execute(counted)}


# --- what has been sent ----------------------------------------------------------------------------------------------


def biased_towards(session: Session, member_id: int) -> frozenset[int]:
    """Who was biased when an admission was decided, alone or with a transfer, declared or derived (R-ORG-04)."""
    own, by_transfer = (
        select(column).where(Application.member_id == member_id, column.is_not(None))
        for column in (Application.id, Application.transfer_id)
    )
    items = select(Item.id).where(or_(
        Item.kind.in_(ABOUT_APPLICATIONS) & Item.reference.in_(own),
        Item.kind.in_(ABOUT_TRANSFERS) & Item.reference.in_(by_transfer),
    ))
    return frozenset(session.scalars(select(Bias.party_id).where(Bias.item_id.in_(items))))


def declaration_pdf(session: Session, application: Application) -> bytes:
    """The bytes of the frozen declaration; NotFound where there is none."""
    document = archive.find_document(session, application.declaration_document_id or 0)
    if document is None or document.erased_at is not None:
        raise NotFound
    return archive.content_of(document)


def documents_of(session: Session, application: Application) -> Sequence[IssuedDocument]:
    """Documents about an application that still can be opened, newest first."""
    found = archive.documents_about(session, subject_of(application.id))
    return [document for document in found if not document.erased_at]


def refusal_is_sent(session: Session, application: Application) -> bool:
    """Say whether the applicant was told of the refusal: the mail went out, or the letter was posted (R-ADM-09)."""
    return _was_sent(session, application, "application_refused", application.refusal_document_id)


def may_print_refusal(session: Session, application: Application) -> bool:
    """Say whether a refusal may be written as a letter: refused, not yet sent, no letter there (R-ADM-09)."""
    waits = application.state is ApplicationState.REFUSED and application.erased_at is None
    return waits and application.refusal_document_id is None and not refusal_is_sent(session, application)


def was_notified(session: Session, application: Application) -> bool:
    """Say whether the new member was told of the admission: the mail went out, or the welcome letter was posted."""
    letters = archive.documents_about(session, f"member:{application.member_id}")
    welcome: list[int | None] = [letter.id for letter in letters if letter.kind == "welcome_letter"]
    return any(_was_sent(session, application, "admitted", letter) for letter in welcome or [None])


def _was_sent(session: Session, application: Application, kind: str, letter_id: int | None) -> bool:
    ref = subject_of(application.id)
    mails = [mail for mail in outbox.mails_about(session, ref) if mail.kind == kind]
    if mails and all(mail.state in outbox.SETTLED for mail in mails):
        return True
    return letter_id is not None and any(item.posted_at for item in archive.items_of(session, letter_id))
