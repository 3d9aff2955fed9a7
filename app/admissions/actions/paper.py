"""Declarations on paper, entered by the office with the scan (§ 126 BGB; R-ADM-02)."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.declaring import give_number, set_clauses, set_declarants
from app.admissions.actions.drafts import add_upload, show_typed
from app.admissions.models import Application
from app.admissions.queries.applications import subject_of
from app.admissions.rules import (
    ApplicationState,
    Channel,
    ClauseKind,
    Problem,
    StatuteProvision,
    Step,
    Typed,
    UploadPurpose,
    check_clauses,
    check_declaration,
    check_member_class,
    check_received_on,
    clauses_under,
    problems_of,
    sounds_conditional,
    statute_was_provided,
    typed_from,
)
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, PartyKind, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.statutes import queries as statutes


@dataclass(frozen=True)
class PaperDeclaration:
    """What stands on a signed declaration: kind and class, `content` as the public form keeps it, the clauses on it."""

    kind: PartyKind
    member_class: MemberClass
    content: Mapping[str, Any]
    received_on: date
    clauses: Collection[ClauseKind]
    provision: StatuteProvision

    @property
    def typed(self) -> Typed:
        """The content as the rules read it."""
        return typed_from(self.kind, self.member_class, self.content)


def paper_problems(session: Session, paper: PaperDeclaration, now: datetime) -> list[Problem]:
    """List what a paper declaration lacks and what is wrong with it; an e-mail address is no condition there."""
    conditions = queries.conditions_on(session, paper.received_on)
    found = [
        problem for step in (Step.WHO, Step.REPRESENTATION, Step.SHARES)
        for problem in problems_of(step, paper.typed, conditions)
    ]
    missing = {f"people-{at}-email" for at, signer in enumerate(paper.typed.signers) if not signer.email}
    if not paper.typed.who.get("email"):
        missing.add("email")
    return [*(each for each in found if each.field not in missing), *_declared_problems(session, paper, now)]


def _declared_problems(session: Session, paper: PaperDeclaration, now: datetime) -> Iterator[Problem]:
    """What is wrong with the declaration itself, all at once (R-ADM-04, R-ADM-05, R-ADM-07, R-INV-01)."""
    statute = statutes.statute_on(session, paper.received_on)
    is_conditional = sounds_conditional(paper.typed.remarks)
    is_provided = statute_was_provided(paper.provision, now, now)
    checks: Mapping[str, Callable[[], None]] = {
        "received_on": lambda: check_received_on(paper.received_on, local(now).date()),
        "member_class": lambda: check_member_class(paper.member_class, statute, paper.typed.will_use_services),
        "clauses": lambda: check_clauses(clauses_under(statute), paper.clauses),
        "provision": lambda: check_declaration(False, is_provided),
        "remarks": lambda: check_declaration(is_conditional, True),
    }
    for field, check in checks.items():
        try:
            check()
        except Refusal as refusal:
            yield Problem(Step.DECLARATION, field, refusal)


def enter_paper(
    session: Session, paper: PaperDeclaration, scan: CheckedFile, actor: Actor, now: datetime
) -> Application:
    """Enter a declaration signed by hand, with its scan, judged by the statute of the day it arrived.

    Refused where a clause of § 15a is missing on it, where it is under a condition, or where the statute was not
    provided before (R-ADM-04, R-ADM-05, R-ADM-07).
    """
    _check(session, paper, now)
    version = statutes.get_version_on(session, paper.received_on)
    submitted_at = now if paper.received_on == local(now).date() else datetime.combine(paper.received_on, time(11), UTC)
    application = Application(
        token_hash=queries.hash_of(secrets.token_urlsafe(32)), state=ApplicationState.SUBMITTED,
        channel=Channel.PAPER, party_kind=paper.kind, member_class=paper.member_class, content=dict(paper.content),
        created_at=now, changed_at=now, submitted_at=submitted_at, written_form=WrittenForm.SCHRIFTFORM,
        original_received_on=paper.received_on, statute_version_id=version.id, statute_provided_at=submitted_at,
        statute_channel=paper.provision, entered_by=actor.name,
        privacy_notice_version=statutes.house(session).privacy_notice_version,
    )
    give_number(session, application, now)
    show_typed(application)
    session.add(application)
    session.flush()
    set_declarants(session, application, paper.typed, alone_at=submitted_at)
    for declarant in application.declarants:
        declarant.confirmed_at = submitted_at
    shown = queries.shown_clauses(session, paper.typed, paper.received_on, electronically=False)
    set_clauses(session, application, shown, submitted_at)
    add_upload(session, application.id, UploadPurpose.SIGNED_DECLARATION, scan, now, actor)
    journal.record(session, actor, "enter_paper", subject_of(application.id), now, Told("Erklärung auf Papier erfasst"))
    return application


def _check(session: Session, paper: PaperDeclaration, now: datetime) -> None:
    for problem in paper_problems(session, paper, now):
        raise problem.refusal
