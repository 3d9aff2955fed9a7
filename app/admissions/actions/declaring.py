"""The declaration: submitted and frozen, confirmed by e-mail and by each declarant (§§ 15, 15a GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.drafts import APPLICANT
from app.admissions.actions.telling import (
    DECLARANT_LINK_DAYS,
    DECLARANT_PURPOSE,
    EMAIL_LINK_LIFE,
    EMAIL_PURPOSE,
    ask_declarant,
    ask_to_confirm_email,
    is_told_often,
    letterhead,
    personal_link,
    tell,
)
from app.admissions.models import Application, Declarant, DeclaredClause
from app.admissions.queries.applications import subject_of
from app.admissions.queries.clauses import ShownClause
from app.admissions.rules import (
    DECIDED,
    PROVISION_IN_PRINT,
    ApplicationState,
    Typed,
    application_number,
    check_editable,
    fingerprint,
    particulars_of,
    problems,
    require_transition,
    with_article,
)
from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.core import journal, links
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, NotFound, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.organs import queries as organs
from app.parties.rules import AUTHORITY_WORDS, display_name
from app.shares.rules import left_to_assembly, schedule, schedule_words
from app.statutes import queries as statutes
from documents import declaration as printed
from documents import mails
from documents.record import Row

CHANGED_ELSEWHERE = German(
    "Die Angaben wurden in einem anderen Fenster geändert. Prüfen Sie die Zusammenfassung und geben Sie dann ab."
)


def submit(
    session: Session, application_id: int, now: datetime, seen: str | None = None, actor: Actor = APPLICANT
) -> Application:
    """Take the declaration: check it against the statute of the day, number it, freeze it, say that it arrived.

    `seen` marks what the summary showed (`rules.fingerprint`). Refused with the first thing that is missing, and where
    the declaration was already made.
    """
    application = queries.get_application(session, application_id, lock=True)
    check_editable(application.state)
    if seen is not None and seen != fingerprint(application.content):
        raise Refusal(CHANGED_ELSEWHERE)
    today = local(now).date()
    for problem in problems(queries.typed_of(application), queries.conditions_on(session, today)):
        raise problem.refusal
    require_transition(application.state, ApplicationState.SUBMITTED)
    _freeze(session, application, actor, now)
    journal.record(session, actor, "submit_application", subject_of(application.id), now, Told("Erklärung abgegeben"))
    _tell_that_it_arrived(session, application, now)
    return application


def _freeze(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    today, typed = local(now).date(), queries.typed_of(application)
    give_number(session, application, now)
    application.written_form = queries.form_needed_on(session, today)
    application.statute_version_id = statutes.get_version_on(session, today).id
    application.privacy_notice_version = statutes.house(session).privacy_notice_version
    application.state, application.submitted_at, application.changed_at = ApplicationState.SUBMITTED, now, now
    application.returned_at, application.return_reason, application.original_received_on = None, "", None
    clauses = queries.shown_clauses(session, typed, today)
    set_declarants(session, application, typed, alone_at=now)
    set_clauses(session, application, clauses, now)
    _archive(session, application, _facts(session, application, typed, clauses, now), actor, now)


def give_number(session: Session, application: Application, now: datetime) -> None:
    """Number an application when it is submitted, gapless per year; one that comes back keeps its number."""
    if application.number is None:
        year = local(now).year
        application.number = application_number(year, next_number(session, f"application:{year}"))


def set_declarants(session: Session, application: Application, typed: Typed, alone_at: datetime | None) -> None:
    """Record who declares; one alone has declared by submitting, several confirm each on their own (R-ADM-13)."""
    application.declarants.clear()
    session.flush()
    several = len(typed.signers) > 1
    for position, signer in enumerate(typed.signers, start=1):
        application.declarants.append(
            Declarant(
                position=position, first_names=signer.first_names, last_name=signer.last_name, title=signer.title,
                function=signer.function, email=signer.email, authority=signer.authority,
                confirmed_at=None if several else alone_at,
            )
        )
    session.flush()


def set_clauses(session: Session, application: Application, clauses: list[ShownClause], now: datetime) -> None:
    """Record which clauses were declared, in which version (R-ADM-05, R-ADM-06)."""
    application.clauses.clear()
    session.flush()
    for clause in clauses:
        application.clauses.append(
            DeclaredClause(clause_id=clause.id, is_highlighted=clause.is_highlighted, confirmed_at=now)
        )
    session.flush()


def _facts(
    session: Session, application: Application, typed: Typed, clauses: list[ShownClause], now: datetime
) -> printed.DeclarationFacts:
    today = local(now).date()
    form = application.written_form or WrittenForm.TEXTFORM
    statute, shares = statutes.statute_on(session, today), typed.number_of_shares or 0
    rows = particulars_of(typed.kind, typed.name, str(typed.address), typed.who, typed.details)
    return printed.DeclarationFacts(
        number=application.number or "", cooperative=organs.letterhead_on(session, today).cooperative,
        purpose=printed.Purpose.JOINING, applicant=with_article(typed.name, typed.kind),
        particulars=tuple(Row(label, text) for label, text in rows),
        declarants=_printed_declarants(typed), shares=shares, nominal=statute.share_amount,
        schedule=schedule_words(schedule(statute, shares), left_to_assembly(statute, shares)),
        clauses=tuple(
            printed.Clause(each.heading, each.text, str(each.version), each.is_highlighted) for each in clauses
        ),
        statute=_statute_provided(session, application), privacy_version=application.privacy_notice_version or "–",
        form=form, printed_on=today, declared_at=None if form is WrittenForm.SCHRIFTFORM else now,
        investing=application.member_class is MemberClass.INVESTING, needs=tuple(str(need) for need in typed.needs),
        remarks=typed.remarks.strip(),
    )


def _printed_declarants(typed: Typed) -> tuple[printed.Declarant, ...]:
    if not typed.signers:
        return (printed.Declarant(typed.name),)
    return tuple(
        printed.Declarant(signer.name, signer.function, AUTHORITY_WORDS[signer.authority]) for signer in typed.signers
    )


def _statute_provided(session: Session, application: Application) -> printed.StatuteProvided:
    version = statutes.get_version(session, application.statute_version_id or 0)
    registered = f", eingetragen am {written(version.registered_on)}" if version.registered_on else ""
    return printed.StatuteProvided(
        f"{version.title}{registered}", PROVISION_IN_PRINT[application.statute_channel],
        application.statute_provided_at, version.document_sha256 or "",
    )


def _archive(
    session: Session, application: Application, facts: printed.DeclarationFacts, actor: Actor, now: datetime
) -> IssuedDocument:
    """Keep the PDF of what was declared; after a return for completion the newer one speaks in place of the older."""
    former = application.declaration_document_id
    document = archive.issue(
        session, kind="declaration", facts=facts, title=German("Beitrittserklärung", application.number or ""),
        subject=subject_of(application.id), actor=actor, now=now,
    )
    if former is not None:
        old = archive_queries.get_document(session, former)
        archive.replace(session, old, document, actor, now, German("Neu erklärt"))
    application.declaration_document_id = document.id
    session.flush()
    return document


def _tell_that_it_arrived(session: Session, application: Application, now: datetime) -> None:
    head, link, number = letterhead(session, now), personal_link(application), application.number or ""
    by_hand = application.written_form is WrittenForm.SCHRIFTFORM
    kind = mails.ApplicationToSign if by_hand else mails.ApplicationReceived
    tell(session, application, kind(head, number, link), now)
    if not is_told_often(session, application, "confirm_email"):
        ask_to_confirm_email(session, application, now)
    if len(application.declarants) > 1 and not by_hand:
        for declarant in application.declarants:
            ask_declarant(session, application, declarant, now)


def confirm_email(session: Session, token: str, now: datetime) -> Application:
    """Note that the applicant opened the link sent to the address; doing it again changes nothing."""
    value = links.verify(EMAIL_PURPOSE, token, int(EMAIL_LINK_LIFE.total_seconds()))
    application_id, _, email = value.partition(".")
    application = queries.get_application(session, int(application_id), lock=True)
    if application.email != email:
        raise Refusal("Dieser Link gehört zu einer Adresse, die im Antrag nicht mehr steht.")
    if application.email_confirmed_at is None:
        application.email_confirmed_at = now
        subject = subject_of(application.id)
        journal.record(session, APPLICANT, "confirm_email", subject, now, Told("E-Mail-Adresse bestätigt"))
    return application


def declarant_of(session: Session, token: str) -> Declarant:
    """The declarant behind the signed link of a mail; NotFound where the declaration was made anew since."""
    value = links.verify(DECLARANT_PURPOSE, token, DECLARANT_LINK_DAYS * 24 * 3600)
    declarant_id, _, document_id = value.partition(".")
    found = queries.find_declarant(session, int(declarant_id))
    application = queries.find_application(session, found.application_id) if found else None
    if found is None or application is None or str(application.declaration_document_id) != document_id:
        raise NotFound("Dieser Link gilt nicht mehr; die Erklärung wurde geändert oder gelöscht.")
    return found


def confirm_declarant(session: Session, token: str, now: datetime) -> Declarant:
    """Note that one of several declarants declares as well (R-ADM-13); doing it again changes nothing."""
    declarant = declarant_of(session, token)
    application = queries.get_application(session, declarant.application_id, lock=True)
    declarant = declarant_of(session, token)
    if declarant.confirmed_at is not None:
        return declarant
    if application.state in DECIDED or application.state is ApplicationState.WITHDRAWN:
        raise Refusal("Dieser Antrag wartet auf keine Bestätigung mehr.")
    declarant.confirmed_at = now
    summary = Told("{name} hat bestätigt", name=display_name(declarant.first_names, declarant.last_name))
    journal.record(session, APPLICANT, "confirm_declaration", subject_of(application.id), now, summary)
    return declarant
