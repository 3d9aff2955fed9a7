"""The applications of the story, one in every state; all dates are counted back from today."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as application_queries
from app.admissions.actions.telling import DECLARANT_PURPOSE, EMAIL_PURPOSE
from app.admissions.models import Application
from app.admissions.queries.applications import subject_of
from app.admissions.rules import ClauseKind, StatuteProvision, Step, UploadPurpose
from app.archive import queries as archive
from app.archive.actions import mark_printed
from app.core import links, outbox
from app.core.values import PartyKind
from app.demo.actions import papers
from app.demo.actions.house import SHARE, at
from app.demo.actions.organs import circulate, sign, vote
from app.demo.actions.people import REHBEIN, TALHAMMER, WEISSDORN
from app.demo.actions.proofs import declaration_on_paper, proof
from app.demo.actions.register import Cast, pay, post_all
from app.demo.actions.story import Plot
from app.demo.rules import House, Paper
from app.members import queries as members
from app.organs import queries as organ_queries
from app.organs.rules import Choice, ItemKind, Organ
from app.parties.rules import Authority

MUNICIPAL = (UploadPurpose.AUTHORITY, UploadPurpose.COUNCIL_RESOLUTION, UploadPurpose.SUPERVISION_NOTICE)
COMMERCIAL = (UploadPurpose.AUTHORITY, UploadPurpose.REGISTER_EXTRACT)
WATER = House(
    PartyKind.PUBLIC_BODY, "Zweckverband Wasserversorgung Quellbach", "Am Hochbehälter 1", "70995", "Quellbach",
    "Quellbach", "post@wasser-quellbach.example", TALHAMMER, "Verbandsvorsteher", Authority.APPOINTED,
)


def applications(session: Session, cast: Cast) -> list[Plot]:
    """Applications arrive, are checked, decided, refused, withdrawn."""
    plots = (
        _notified, _withdrawn, _returned, _on_paper, _refused, _investing, _in_vote, _incomplete, _complete, _duplicate,
        _draft,
    )
    return [plot(session, cast) for plot in plots]


def ago(cast: Cast, days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment so many days before today."""
    return at(cast.today - timedelta(days=days), hour, minute)


# --- online ----------------------------------------------------------------------------------------------------------


def _content(session: Session, paper: Paper, day: date) -> Mapping[Step, dict[str, Any]]:
    conditions = application_queries.conditions_on(session, day)
    steps: dict[Step, dict[str, Any]] = {Step.WHO: dict(paper.who)}
    if paper.people:
        steps[Step.REPRESENTATION] = {"people": [dict(each) for each in paper.people]}
    needs = [{"title": title, "text": text} for title, text in paper.needs]
    steps[Step.SHARES] = {"shares": str(paper.shares), "iban": paper.iban, "needs": needs}
    steps[Step.DECLARATION] = {
        "clauses": [clause.clause_id for clause in conditions.clauses], "statute_id": conditions.statute_id,
        "privacy_version": conditions.privacy_version, "remarks": paper.remarks,
    }
    return steps


def _typed(session: Session, paper: Paper, now: datetime) -> Application:
    """Somebody fills in the whole form."""
    draft = admissions.start_draft(session, paper.kind, paper.member_class, secrets.token_urlsafe(32), now)
    for step, values in _content(session, paper, now.date()).items():
        admissions.save_step(session, draft.id, step, values, now)
    return draft


def _submitted(session: Session, paper: Paper, now: datetime, *proofs: UploadPurpose) -> Application:
    """Somebody fills in the form, encloses proofs, declares, and confirms the e-mail address."""
    draft = _typed(session, paper, now)
    for purpose in proofs:
        admissions.add_upload(session, draft.id, purpose, proof(purpose, paper, now.date()), now)
    application = admissions.submit(session, draft.id, now + timedelta(minutes=20))
    token = links.sign(EMAIL_PURPOSE, f"{application.id}.{application.email}")
    admissions.confirm_email(session, token, now + timedelta(minutes=32))
    return application


def _checked(session: Session, cast: Cast, application: Application, now: datetime) -> None:
    """The office looks through what was enclosed."""
    found = application_queries.likenesses(session, application)
    points = application_queries.checklist_of(session, application, found, now.date())
    for each in points:
        if each.point.may_tick and each.point.is_there and not each.point.is_done:
            admissions.tick(session, application.id, each.point.key, "", cast.office, now)


def _propose(session: Session, cast: Cast, application: Application, now: datetime) -> None:
    """The office looks through an application and lays it before the board."""
    _checked(session, cast, application, now)
    admissions.propose(session, application.id, cast.office, now + timedelta(minutes=30))


def _item(session: Session, application: Application, kind: ItemKind = ItemKind.ADMISSION) -> int:
    item = organ_queries.find_item(session, kind, application.id)
    assert item is not None
    return item.id


def _notified(session: Session, cast: Cast) -> Plot:
    """A municipality joined three weeks ago: decided by circular, told, the first payment is there."""
    yield (now := ago(cast, 30, 8))
    application = _submitted(session, papers.NOTIFIED, now, *MUNICIPAL)
    yield (now := ago(cast, 30, 13))
    _propose(session, cast, application, now)
    yield (now := ago(cast, 29))
    resolution = circulate(session, cast, [_item(session, application)], now)
    yield (now := ago(cast, 28, 15))
    vote(session, cast, resolution, WEISSDORN, now)
    yield (now := ago(cast, 26, 7, 45))
    vote(session, cast, resolution, TALHAMMER, now)
    yield (now := ago(cast, 26, 9))
    admissions.mark_notified(session, application.id, cast.office, now)
    yield (now := ago(cast, 24, 11))
    sign(session, cast, resolution, now)
    post_all(session, cast)
    yield ago(cast, 14, 11)
    member = members.get_member(session, application.member_id or 0)
    pay(session, cast, member, SHARE, cast.today - timedelta(days=14), "Mitglied Anteile Tannwies")


def _withdrawn(session: Session, cast: Cast) -> Plot:
    """Somebody takes the application back before it is decided."""
    yield (now := ago(cast, 19, 16))
    application = _submitted(session, papers.WITHDRAWN, now)
    yield (now := ago(cast, 12, 10))
    admissions.withdraw(session, application.id, now)


def _returned(session: Session, cast: Cast) -> Plot:
    """An application was given back sixteen days ago; nobody knows whether the mail arrived, and nothing has come."""
    yield (now := ago(cast, 18))
    application = _submitted(session, papers.RETURNED, now)
    yield (now := ago(cast, 16, 14))
    missing = ["Nachweis der Vertretungsmacht (Auszug aus dem Handelsregister)"]
    admissions.return_for_completion(session, application.id, missing, cast.office, now)
    yield (now := ago(cast, 16, 14, 1))
    mail = outbox.mails_about(session, subject_of(application.id))[-1]
    outbox.put_in_doubt(session, mail, "Der Mailserver hat nach dem Text nicht geantwortet.", now)


def _in_vote(session: Session, cast: Cast) -> Plot:
    """A circular with two applications: the chair has voted, on one of them a director is biased."""
    yield at(date(2024, 2, 1), 10)
    known = cast.house(session, WATER, date(2024, 2, 1))
    yield (now := ago(cast, 5, 8))
    first = _submitted(session, papers.IN_VOTE, now, *COMMERCIAL)
    yield (now := ago(cast, 5, 13))
    _propose(session, cast, first, now)
    yield (now := ago(cast, 4, 8))
    second = _submitted(session, papers.BIASED, now, UploadPurpose.AUTHORITY)
    yield (now := ago(cast, 4, 12))
    admissions.link_party(session, second.id, known.id, cast.office, now)
    _propose(session, cast, second, now)
    yield (now := ago(cast, 3))
    resolution = circulate(session, cast, [_item(session, first), _item(session, second)], now)
    yield (now := ago(cast, 2, 18, 20))
    vote(session, cast, resolution, WEISSDORN, now)


def _investing(session: Session, cast: Cast) -> Plot:
    """An investing company: the supervisory board is asked for its consent by circular, the board has it to take up."""
    yield (now := ago(cast, 6, 8))
    application = _submitted(session, papers.INVESTING, now, *COMMERCIAL)
    yield (now := ago(cast, 6, 13))
    _propose(session, cast, application, now)
    yield (now := ago(cast, 2))
    item, last_day = _item(session, application, ItemKind.INVESTING_CONSENT), cast.today + timedelta(days=9)
    circulate(session, cast, [item], now, Organ.SUPERVISORY_BOARD, last_day)


def _incomplete(session: Session, cast: Cast) -> Plot:
    """Of two who represent jointly one has not confirmed yet, for her mail was turned down; the proof is missing."""
    yield (now := ago(cast, 5, 11))
    lacking = _submitted(session, papers.INCOMPLETE, now)
    yield (now := ago(cast, 5, 12))
    token = links.sign(DECLARANT_PURPOSE, f"{lacking.declarants[0].id}.{lacking.declaration_document_id}")
    admissions.confirm_declarant(session, token, now)
    asked = lacking.declarants[1].email
    mails = outbox.mails_about(session, subject_of(lacking.id))
    mail = next(each for each in reversed(mails) if each.to_address == asked)
    outbox.give_up(session, mail, f"Der Mailserver lehnt ab: 550 {asked}: Postfach unbekannt", now)


def _complete(session: Session, cast: Cast) -> Plot:
    """A municipality has handed in everything; the office has looked at it."""
    yield (now := ago(cast, 3, 10))
    complete = _submitted(session, papers.COMPLETE, now, *MUNICIPAL)
    yield (now := ago(cast, 1, 9))
    _checked(session, cast, complete, now)


def _duplicate(session: Session, cast: Cast) -> Plot:
    """Somebody who is a member already applies again."""
    yield (now := ago(cast, 1, 17))
    _submitted(session, papers.LIKELY_DUPLICATE, now)


def _draft(session: Session, cast: Cast) -> Plot:
    """Somebody has begun and not finished."""
    yield (now := ago(cast, 2, 19))
    begun = papers.DRAFT
    draft = admissions.start_draft(session, begun.kind, begun.member_class, secrets.token_urlsafe(32), now)
    admissions.save_step(session, draft.id, Step.WHO, dict(begun.who), now + timedelta(minutes=10))


# --- on paper --------------------------------------------------------------------------------------------------------


def _entered(session: Session, cast: Cast, paper: Paper, now: datetime) -> Application:
    """The office enters a declaration signed by hand, looks through it and proposes it."""
    content = {step.value: values for step, values in _content(session, paper, now.date()).items()}
    kinds = (ClauseKind.PAYMENT_UNDERTAKING, ClauseKind.ACK_NOTICE_PERIOD)
    declaration = admissions.PaperDeclaration(
        paper.kind, paper.member_class, content, now.date(), kinds, StatuteProvision.COPY
    )
    scan = declaration_on_paper(paper, now.date())
    application = admissions.enter_paper(session, declaration, scan, cast.office, now)
    for purpose in COMMERCIAL:
        enclosed = proof(purpose, paper, now.date())
        admissions.add_upload(session, application.id, purpose, enclosed, now, cast.office)
    _propose(session, cast, application, now + timedelta(minutes=12))
    return application


def _on_paper(session: Session, cast: Cast) -> Plot:
    """An association without e-mail address is admitted; its welcome letter still lies in the tray."""
    yield (now := ago(cast, 11, 10))
    application = _entered(session, cast, papers.ON_PAPER, now)
    yield (now := ago(cast, 10))
    resolution = circulate(session, cast, [_item(session, application)], now)
    yield (now := ago(cast, 8, 20))
    vote(session, cast, resolution, REHBEIN, now)
    yield (now := ago(cast, 7, 8))
    vote(session, cast, resolution, WEISSDORN, now)
    yield (now := ago(cast, 6, 10))
    certificate = [item.id for item in archive.waiting_items(session) if item.document.kind == "share_certificate"]
    mark_printed(session, certificate, cast.office, now)


def _refused(session: Session, cast: Cast) -> Plot:
    """An application is turned down; its data are erased once the letter is posted."""
    yield (now := ago(cast, 9, 10))
    application = _entered(session, cast, papers.REFUSED, now)
    yield (now := ago(cast, 8))
    resolution = circulate(session, cast, [_item(session, application)], now)
    yield (now := ago(cast, 6, 12))
    vote(session, cast, resolution, TALHAMMER, now, Choice.NO)
    yield (now := ago(cast, 5, 8))
    vote(session, cast, resolution, WEISSDORN, now, Choice.NO)
