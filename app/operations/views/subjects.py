"""What lines and jobs are about, in words, and the page where it is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from app.archive import queries as archive
from app.core.db import db
from app.core.formats import NBSP, member_number
from app.core.web import _, may_open
from app.dues.rules import DunningLevel
from app.operations import queries
from app.operations.forms import JOB_KINDS, LEVELS, SUBJECTS

PAGES: Mapping[str, tuple[str, str]] = {
    "account": ("accounts.person", "account_id"),
    "agenda_request": ("assemblies.show_request", "request_id"),
    "application": ("admissions.show", "application_id"),
    "assembly": ("assemblies.show", "assembly_id"),
    "audit": ("audits.show", "assignment_id"),
    "assessment_round": ("assessments.show", "round_id"),
    "bundle": ("bundles.show", "bundle_id"),
    "contact": ("bundles.contact", "contact_id"),
    "document": ("archive.show", "document_id"),
    "import": ("imports.show", "run_id"),
    "inspection": ("reports.inspection", "inspection_id"),
    "job": ("operations.job", "job_id"),
    "mail": ("operations.mail", "mail_id"),
    "member": ("dossiers.show", "number"),
    "need": ("needs.show", "need_id"),
    "offer": ("solutions.offer", "offer_id"),
    "print_run": ("archive.run", "run_id"),
    "promotion": ("promotion.report", "ending"),
    "prospect": ("prospects.show", "prospect_id"),
    "resolution": ("boardroom.show", "resolution_id"),
    "solution": ("solutions.show", "solution_id"),
    "statute": ("statutes.show", "version_id"),
}
"""Kind of subject → endpoint of its page and the name of the id there."""


@dataclass(frozen=True)
class Subject:
    """A subject such as `application:17` as people read it; without address where there is no page for the reader."""

    words: str
    url: str = ""


def subjects_of(references: Iterable[str]) -> dict[str, Subject]:
    """Words and addresses for references such as `application:17`."""
    return _subjects_of(references, may_open)


def words_of(references: Iterable[str]) -> dict[str, str]:
    """The words alone, for a file that nobody clicks in."""
    found = _subjects_of(references, lambda _endpoint: False)
    return {reference: subject.words for reference, subject in found.items()}


def _subjects_of(references: Iterable[str], opens: Callable[[str], bool]) -> dict[str, Subject]:
    parted = {reference: reference.partition(":") for reference in references}
    members = [int(number) for kind, _, number in parted.values() if kind == "member" and number.isdecimal()]
    numbers = queries.member_numbers(db.session(), members)
    return {reference: _subject(kind, number, numbers, opens) for reference, (kind, _, number) in parted.items()}


def _subject(kind: str, number: str, member_numbers: Mapping[int, int], opens: Callable[[str], bool]) -> Subject:
    if kind not in SUBJECTS or not number.isdecimal():
        return Subject(f"{kind}:{number}" if number else kind)
    shown: int | None = member_numbers.get(int(number)) if kind == "member" else int(number)
    if shown is None:
        return Subject(f"{SUBJECTS[kind]}{NBSP}–")
    words = f"{SUBJECTS[kind]}{NBSP}{member_number(shown) if kind == 'member' else shown}"
    endpoint, name = PAGES.get(kind, ("", ""))
    place: dict[str, Any] = {name: shown}
    return Subject(words, url_for(endpoint, **place) if opens(endpoint) else "")


STEPS: Mapping[str, str] = {
    "mail": "mail", "render": "document", "import": "import", "close_resolution": "resolution",
    "certificate_follows": "member", "expire_draft": "application", "note_notified": "application",
    "erase_refused": "application",
}  # fmt: skip
"""Kind of job → what the reference of its steps is the id of."""


OF_ONE_STEP = ("assembly_tickets", "audit_folder", "check", "erase_expired", "export")
"""Kinds of job whose one step is the whole of it."""


ABOUT_MEMBERS = ("contribution_run", "contributions_taken_back", "credit_covers", "dunning_run", "tell_of_split")
"""Kinds of job whose steps are each about a member, whose id their reference begins with."""


def _steps_about_members(kind: str, references: Sequence[str]) -> dict[str, Subject]:
    """The member of each step, and of a dunning letter its level, which comes next in the reference."""
    parts = {reference: reference.split(":") for reference in references}
    found = subjects_of(f"member:{each[0]}" for each in parts.values())
    steps = {reference: found[f"member:{each[0]}"] for reference, each in parts.items()}
    if kind != "dunning_run":
        return steps
    levels = {reference: LEVELS[DunningLevel(int(each[1]))] for reference, each in parts.items()}
    return {key: replace(step, words=f"{step.words}, {levels[key]}") for key, step in steps.items()}


def _steps_of_a_run(references: Sequence[str]) -> dict[str, Subject]:
    """The letter of each sheet by its number, and the file for the printer as the last step."""
    sheets = {reference: reference.partition(":")[2] for reference in references}
    items = [int(each) for each in sheets.values() if each.isdecimal()]
    letters = archive.letters_of_items(db.session(), items)
    steps = {reference: Subject(_("Druckdatei")) for reference in references}
    for reference, each in sheets.items():
        letter = letters.get(int(each)) if each.isdecimal() else None
        if letter is not None:
            url = url_for("archive.show", document_id=letter.id) if may_open("archive.show") else ""
            steps[reference] = Subject(letter.number or letter.title, url)
    return steps


def steps_of(kind: str, references: Sequence[str]) -> dict[str, Subject]:
    """Words and addresses for the references of a job's steps."""
    if kind in OF_ONE_STEP:
        return {reference: Subject(str(JOB_KINDS[kind])) for reference in references}
    if kind in ABOUT_MEMBERS:
        return _steps_about_members(kind, references)
    if kind == "bundle":
        return _steps_of_a_run(references)
    if kind not in STEPS:
        return {reference: Subject(reference[:24]) for reference in references}
    found = subjects_of(f"{STEPS[kind]}:{reference}" for reference in references)
    return {reference: found[f"{STEPS[kind]}:{reference}"] for reference in references}
