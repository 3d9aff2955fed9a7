"""Reads of the clauses: all versions, those in force, and the conditions a declaration of a day must meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application, ClauseText
from app.admissions.rules import (
    ClauseKind,
    Conditions,
    DutyFigure,
    RequiredClause,
    Typed,
    clause_words,
    clauses_under,
    duty_rows,
    must_be_highlighted,
    needed_form,
)
from app.archive import queries as archive
from app.core.values import Cents, Refusal, WrittenForm
from app.organs import queries as organs
from app.shares.rules import Rate, left_to_assembly, schedule
from app.statutes import queries as statutes
from documents import registry


def clause_versions(session: Session) -> Sequence[ClauseText]:
    """All clauses in all versions, by kind, the newest version first."""
    found = session.scalars(select(ClauseText).order_by(ClauseText.version.desc())).all()
    return sorted(found, key=lambda clause: list(ClauseKind).index(clause.kind))


def find_clause(session: Session, kind: ClauseKind, day: date) -> ClauseText | None:
    """The clause of a kind in the version of a day."""
    valid = select(ClauseText).where(ClauseText.kind == kind, ClauseText.valid_from <= day)
    return session.scalar(valid.order_by(ClauseText.valid_from.desc(), ClauseText.version.desc()).limit(1))


def present_clauses(session: Session, day: date) -> list[ClauseText]:
    """The clauses that a declaration of a day must contain under its statute, in the order of the law (R-ADM-05)."""
    statute = statutes.statute_on(session, day)
    found = [find_clause(session, kind, day) for kind in clauses_under(statute)]
    if any(clause is None for clause in found):
        raise Refusal("Die Wortlaute der Erklärung sind noch nicht hinterlegt.")
    return [clause for clause in found if clause is not None]


def conditions_on(session: Session, day: date) -> Conditions:
    """Against what a declaration of a day is checked; Refusal where no statute is registered."""
    version = statutes.get_version_on(session, day)
    clauses = [RequiredClause(clause.id, clause.kind) for clause in present_clauses(session, day)]
    privacy = statutes.house(session).privacy_notice_version
    return Conditions(
        statutes.statute_of(version), version.id, clauses, privacy, version.document_sha256 is not None
    )


def form_needed_on(session: Session, day: date) -> WrittenForm:
    """The least form of a declaration of a day, by its statute and what the organs permit (R-ADM-02, R-ADM-03)."""
    return needed_form(statutes.statute_on(session, day), day, organs.has_textform_permission_on(session, day))


@dataclass(frozen=True)
class ShownClause:
    """A clause as the form shows it: its id and version, the words written out, the figures below; cents.

    `schedule` says when what is paid on the shares falls due, `rest` what of it the assembly has still to ask for.
    """

    id: int
    kind: ClauseKind
    version: int
    heading: str
    text: str
    rows: tuple[tuple[DutyFigure, Cents], ...]
    is_highlighted: bool
    schedule: tuple[Rate, ...] = ()
    rest: Cents = 0

    @property
    def words(self) -> tuple[str, bool]:
        """The words, and whether they stand out."""
        return self.text, self.is_highlighted


def shown_clauses(session: Session, typed: Typed, day: date, electronically: bool = True) -> list[ShownClause]:
    """The clauses of an application written out for its applicant; those that must stand out are marked (R-ADM-06)."""
    statute = statutes.statute_on(session, day)
    clauses = present_clauses(session, day)
    highlighted = must_be_highlighted([clause.kind for clause in clauses], electronically)
    shares = typed.number_of_shares or 1
    dated = {ClauseKind.PAYMENT_UNDERTAKING: (schedule(statute, shares), left_to_assembly(statute, shares))}
    return [
        ShownClause(
            clause.id, clause.kind, clause.version, clause.heading,
            clause_words(clause.text, typed.kind, statute, shares),
            duty_rows(clause.kind, shares, statute), clause.kind in highlighted, *dated.get(clause.kind, ()),
        )
        for clause in clauses
    ]


def declared_words(session: Session, application: Application) -> list[tuple[str, bool]]:
    """The words of each clause as it was declared, by the frozen declaration if there is one, and what stood out."""
    document = archive.find_document(session, application.declaration_document_id or 0)
    if document is not None and document.facts is not None:
        facts = registry.load(document.kind, document.facts)
        return [(clause.text, clause.highlighted) for clause in facts.clauses]
    return _words_on_paper(session, application)


def _words_on_paper(session: Session, application: Application) -> list[tuple[str, bool]]:
    if application.statute_version_id is None or application.party_kind is None:
        return []
    statute = statutes.statute_of(statutes.get_version(session, application.statute_version_id))
    shares, kind = application.shares or 1, application.party_kind
    declared = sorted(application.clauses, key=lambda each: list(ClauseKind).index(each.clause.kind))
    return [(clause_words(each.clause.text, kind, statute, shares), each.is_highlighted) for each in declared]
