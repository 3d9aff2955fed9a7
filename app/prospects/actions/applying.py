"""From the prospect to its application: begun by the personal link, or entered by the office (R-NEED-06)."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as admission_queries
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core.formats import fold, local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.members.rules import MemberClass
from app.prospects import queries
from app.prospects.actions.noting import INTERESTED, note, standing, touch
from app.prospects.actions.telling import send_invitation
from app.prospects.rules import check_is_its, check_may_apply
from app.statutes import queries as statutes

Joined = Callable[[Session, int, int, Actor, datetime], object]
"""What a room above does once somebody has joined: session, ids of application and member, actor, moment."""

_carry_over: Joined | None = None


def hand_in_joined(carry_over: Joined) -> None:
    """Name what the room above carries over to a member that a prospect has become; called once by the factory."""
    global _carry_over
    _carry_over = carry_over


def begin_application(session: Session, prospect_id: int, now: datetime) -> str:
    """Begin the application with all that is known, once; gives the address of its own page (R-NEED-06).

    The statute in force is offered with it (§ 15 (1) sentence 2 GenG; R-ADM-07). A draft goes on where it was left.
    Whoever begins by the link of the mail has confirmed the enquiry, whatever becomes of the draft.
    """
    prospect = standing(session, prospect_id)
    application = queries.application_of(session, prospect)
    if application is not None and application.state is ApplicationState.DRAFT:
        return admissions.personal_link(application)
    check_may_apply(application.state if application else None, is_erased=False)
    version = statutes.find_version_on(session, local(now).date())
    if version is None or version.document_sha256 is None:
        raise Refusal("Der Antrag ist noch nicht freigeschaltet: Die Genossenschaft hat ihre Satzung hier noch nicht"
                      " hinterlegt.")
    token = secrets.token_urlsafe(32)
    draft = admissions.start_draft(session, prospect.kind, MemberClass.ORDINARY, token, now)
    for step, values in queries.content_of(session, prospect).items():
        admissions.save_step(session, draft.id, step, values, now)
    prospect.application_id = draft.id
    prospect.email_confirmed_at = prospect.email_confirmed_at or now
    touch(prospect, now)
    note(session, prospect, "begin_application", Told("Antrag auf Beitritt begonnen"), INTERESTED, now)
    return admissions.personal_link(draft)


def invite(session: Session, prospect_id: int, actor: Actor, now: datetime) -> None:
    """Send a prospect the link by which it joins."""
    prospect = standing(session, prospect_id)
    check_may_apply(queries.state_of(session, prospect), is_erased=False)
    send_invitation(session, prospect, now)
    touch(prospect, now)
    note(session, prospect, "invite_prospect", Told("Zum Beitritt eingeladen"), actor, now)


def link_application(session: Session, prospect_id: int, application_id: int, actor: Actor, now: datetime) -> None:
    """Note which application a prospect has handed in; from then on its stage follows that (R-NEED-06).

    What belongs to the prospect goes over to the member where it has been admitted already. The application is held
    first, as admissions hold it.
    """
    application = admission_queries.get_application(session, application_id, lock=True)
    prospect = standing(session, prospect_id)
    if prospect.application_id == application.id:
        return
    check_may_apply(queries.state_of(session, prospect), is_erased=False)
    if queries.of_application(session, application.id) is not None:
        raise Refusal("Dieser Antrag gehört schon zu einem anderen Interessenten.")
    prospect.application_id = application.id
    if prospect.step is not None:
        prospect.step.done_at = now
    touch(prospect, now)
    summary = Told("Antrag {number} gehört zu diesem Interessenten", number=application.number or "")
    note(session, prospect, "link_application", summary, actor, now)
    if application.member_id is not None:
        assert _carry_over is not None
        _carry_over(session, application.id, application.member_id, actor, now)


def link_by_number(
    session: Session, prospect_id: int, number: str, actor: Actor, now: datetime, is_meant: bool = False
) -> Application:
    """The same by the number of the application; refused where there is none, or it is another's and not `is_meant`."""
    application = admission_queries.get_by_number(session, number)
    prospect = standing(session, prospect_id)
    emails = {each.email.casefold() for each in prospect.contacts if each.email}
    is_alike = fold(application.name) == fold(prospect.name) or application.email.casefold() in emails
    check_is_its(application.number or number, application.name, prospect.name, is_alike, is_meant)
    link_application(session, prospect_id, application.id, actor, now)
    return application
