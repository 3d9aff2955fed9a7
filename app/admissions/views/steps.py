"""The steps of the form behind the personal link: each keeps what was typed, then says what is missing."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.forms import (
    AUTHORITY_NAMES,
    KIND_NAMES,
    PURPOSE_NAMES,
    DocumentsForm,
    RepresentationForm,
    SharesForm,
    StepForm,
    SubmitForm,
    declaration_form,
    documents_form,
    who_form,
)
from app.admissions.models import Application
from app.admissions.rules import (
    EDITABLE,
    Problem,
    PublicAct,
    Step,
    UploadPurpose,
    expected_uploads,
    fingerprint,
    is_awaited,
    problems,
    problems_of,
    step_after,
    step_before,
    steps_for,
)
from app.admissions.views.pieces import about_the_house, application_of, blueprint, upload_as_file
from app.core import clock
from app.core.db import db, once, transaction
from app.core.values import PartyKind, Refusal, WrittenForm
from app.core.web import RefusalsAt, _, _l, is_stale, or_404, page, public, sender, translated
from app.parties.rules import is_organisation
from app.shares.rules import nominal_of, share_limits

SLUGS = {
    Step.WHO: "angaben", Step.REPRESENTATION: "vertretung", Step.SHARES: "anteile", Step.DOCUMENTS: "unterlagen",
    Step.DECLARATION: "erklaerung", Step.SUMMARY: "pruefen",
}  # fmt: skip
STEPS = {slug: step for step, slug in SLUGS.items()}
TITLES = {
    Step.WHO: _l("Wer tritt bei?"), Step.REPRESENTATION: _l("Wer erklärt den Beitritt?"),
    Step.SHARES: _l("Anteile und Bedarfe"), Step.DOCUMENTS: _l("Unterlagen"),
    Step.DECLARATION: _l("Beitritt erklären"), Step.SUMMARY: _l("Prüfen und abgeben"),
}  # fmt: skip
TEMPLATES = {
    Step.WHO: "admissions/apply_who.html", Step.REPRESENTATION: "admissions/apply_people.html",
    Step.SHARES: "admissions/apply_shares.html", Step.DOCUMENTS: "admissions/apply_documents.html",
    Step.DECLARATION: "admissions/apply_declaration.html", Step.SUMMARY: "admissions/apply_summary.html",
}  # fmt: skip


def step_of(application: Application, slug: str) -> Step:
    """The step an address names, where this applicant has it."""
    step = or_404(STEPS.get(slug))
    return or_404(step if step in steps_for(_kind(application)) else None)


def _kind(application: Application) -> PartyKind:
    return application.party_kind or PartyKind.COMPANY


def form_of(session: Session, application: Application, step: Step, **more: Any) -> StepForm | SubmitForm:
    """The form of a step with what is stored; `formdata=None` shows that and not what this request brought."""
    stored = application.content.get(step, {})
    match step:
        case Step.WHO:
            facts = about_the_house(session, clock.today())
            return who_form(facts["statute"].register_details, facts["cooperative"].regions, stored, **more)
        case Step.REPRESENTATION:
            return RepresentationForm(data=stored, **more)
        case Step.SHARES:
            return SharesForm(data=stored, **more)
        case Step.DOCUMENTS:
            return documents_form(queries.upload_choices(application), **more)
        case Step.DECLARATION:
            conditions = queries.conditions_on(session, clock.today())
            present = {"statute_id": conditions.statute_id, "privacy_version": conditions.privacy_version}
            return declaration_form(conditions.clauses, stored, present, is_organisation(_kind(application)), **more)
        case Step.SUMMARY:
            return SubmitForm(data={"seen": fingerprint(application.content)}, **more)


@blueprint.get("/beitritt/<token>/<slug>")
@public
def apply_step(token: str, slug: str) -> ResponseReturnValue:
    """One step as it stands; a declaration that was made leads to its own page."""
    application = application_of(token)
    step = step_of(application, slug)
    if application.state not in EDITABLE:
        return redirect(url_for(".apply_status", token=token))
    form = form_of(db.session(), application, step)
    if request.args.get("more") and isinstance(form, RepresentationForm | SharesForm):
        rows = form.people if isinstance(form, RepresentationForm) else form.needs
        rows.append_entry()
    return step_page(application, token, step, form)


def step_page(
    application: Application, token: str, step: Step, form: StepForm | SubmitForm, status: int = 200
) -> ResponseReturnValue:
    """A step with everything its page shows."""
    session, today, typed = db.session(), clock.today(), queries.typed_of(application)
    facts, steps = about_the_house(session, today), steps_for(typed.kind)
    before = step_before(typed.kind, step)
    expected = expected_uploads(typed.kind, typed.authorities)
    return page(
        TEMPLATES[step], status, form=form, application=application, token=token, typed=typed, step=step,
        slug=SLUGS[step], title=TITLES[step], position=steps.index(step) + 1, count=len(steps),
        before=SLUGS[before] if before else None, slugs=SLUGS, is_organisation=is_organisation(typed.kind),
        clauses=queries.shown_clauses(session, typed, today), limits=share_limits(facts["statute"]),
        total=nominal_of(typed.number_of_shares or 0, facts["statute"].share_amount), purposes=PURPOSE_NAMES,
        kinds=KIND_NAMES, authorities=AUTHORITY_NAMES, expected=expected, is_awaited=is_awaited,
        handed_in={upload.purpose for upload in application.uploads},
        found=_found(session, application, step), by_hand=_is_by_hand(session, step), **facts,
    )  # fmt: skip


def _is_by_hand(session: Session, step: Step) -> bool:
    """Whether the summary leads to a sheet that is to be signed by hand (Schriftform, § 126 BGB)."""
    return step is Step.SUMMARY and queries.form_needed_on(session, clock.today()) is WrittenForm.SCHRIFTFORM


def _found(session: Session, application: Application, step: Step) -> Sequence[tuple[Problem, str]]:
    """What the whole declaration still lacks, as the summary lists it."""
    if step is not Step.SUMMARY:
        return ()
    conditions = queries.conditions_on(session, clock.today())
    return [(each, translated(each.refusal)) for each in problems(queries.typed_of(application), conditions)]


@blueprint.post("/beitritt/<token>/<slug>")
@public
def apply_save(token: str, slug: str) -> ResponseReturnValue:
    """Keep what was typed, complete or not, then go where the button leads."""
    step, wanted = step_of(application_of(token), slug), request.form.get("act", "next")
    if step is Step.DOCUMENTS and (refused := _refused_file(token, wanted)):
        return refused
    if is_stale():
        return step_page(application_of(token), token, step, form_of(db.session(), application_of(token), step), 422)
    with transaction() as session:
        application = keep(session, application_of(token), step, wanted)
        if wanted == "ordinary":
            actions.join_as_ordinary(session, application.id, clock.now())
        missing = _missing(session, application, step) if wanted == "next" else []
    if wanted == "later":
        _send_link(application)
    if missing:
        form = form_of(db.session(), application, step, formdata=None)
        if isinstance(form, StepForm):
            form.take(missing)
        return step_page(application, token, step, form, 422)
    return redirect(_way(application, token, step, wanted))


def _refused_file(token: str, wanted: str) -> ResponseReturnValue | None:
    """Take the chosen file, whichever button was pressed; the page again where it is refused."""
    form = documents_form(queries.upload_choices(application_of(token)))
    if wanted != "upload" and form.file.content() is None:
        return None
    with RefusalsAt(form.file) as tried:
        _take_in(application_of(token), form)
        flash(_("Hinzugefügt"))
        return None
    return _upload_page(application_of(token), token, form, tried.status)


def _send_link(application: Application) -> None:
    """Mail the personal link; what was typed stays also where that cannot be done."""
    try:
        with transaction() as session:
            actions.count_use(session, PublicAct.MAIL, sender(), clock.now())
            actions.send_link(session, application.id, clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "error")
        return
    flash(_("Gesichert. Der Link zu Ihrem Antrag ist unterwegs an %(email)s", email=application.email))


def keep(session: Session, application: Application, step: Step, wanted: str = "") -> Application:
    """Store what this request brought for a step; a row that is to go is left out."""
    form = form_of(session, application, step)
    if not isinstance(form, StepForm) or isinstance(form, DocumentsForm):
        return application
    values = form.typed()
    act, _dash, number = wanted.partition("-")
    rows = values.get("people", values.get("needs", []))
    if act == "remove" and number in map(str, range(len(rows))):
        del rows[int(number)]
    return actions.save_step(session, application.id, step, values, clock.now())


def _missing(session: Session, application: Application, step: Step) -> list[Problem]:
    found = problems_of(step, queries.typed_of(application), queries.conditions_on(session, clock.today()))
    if not found:
        actions.reach_step(session, application.id, step_after(_kind(application), step))
    return found


def _way(application: Application, token: str, step: Step, wanted: str) -> str:
    """Where a button leads: on, back, or to the same step with one row more."""
    if wanted == "next":
        return url_for(".apply_step", token=token, slug=SLUGS[step_after(_kind(application), step)])
    if wanted == "back":
        before = step_before(_kind(application), step)
        return url_for(".apply_step", token=token, slug=SLUGS[before or step])
    more, saved = ("1" if wanted == act else None for act in ("add", "later"))
    return url_for(".apply_step", token=token, slug=SLUGS[step], more=more, saved=saved)


@blueprint.post("/beitritt/<token>/<slug>/zwischenstand")
@public
def apply_autosave(token: str, slug: str) -> ResponseReturnValue:
    """Keep what was typed while somebody types."""
    with transaction() as session:
        application = application_of(token)
        keep(session, application, step_of(application, slug))
    return "", 204


@blueprint.post("/beitritt/<token>/abgeben")
@public
def apply_submit(token: str) -> ResponseReturnValue:
    """Declare what the summary shows; sent twice it is one declaration."""
    form, application = SubmitForm(), application_of(token)
    if application.state in EDITABLE and (not form.validate_on_submit() or _found_any(application)):
        again = form_of(db.session(), application, Step.SUMMARY, formdata=None)
        return step_page(application, token, Step.SUMMARY, again, 422)
    with transaction() as session:
        once(
            session, f"submit {application.id} {form.key.data}",
            lambda: actions.submit(session, application.id, clock.now(), form.seen.data).id,
        )
    return redirect(url_for(".apply_status", token=token))


def _found_any(application: Application) -> bool:
    return bool(_found(db.session(), application, Step.SUMMARY))


@blueprint.post("/beitritt/<token>/unterlagen/hinzufuegen")
@public
def apply_upload(token: str) -> ResponseReturnValue:
    """Take a file; what is wrong with it stands at the field."""
    application_of(token)
    return _refused_file(token, "upload") or redirect(_after_upload(application_of(token), token))


def _take_in(application: Application, form: DocumentsForm) -> None:
    is_valid, chosen = form.validate_on_submit(), form.file.checked()
    if not is_valid or chosen is None:
        raise form.file.refusal()
    with transaction() as session:
        actions.count_use(session, PublicAct.UPLOAD, sender(), clock.now(), len(chosen.content))
        actions.add_upload(session, application.id, UploadPurpose(form.purpose.data), chosen, clock.now())


def _upload_page(application: Application, token: str, form: DocumentsForm, status: int) -> ResponseReturnValue:
    if application.state in EDITABLE:
        return step_page(application, token, Step.DOCUMENTS, form, status)
    flash(form.file.errors[0], "error")
    return redirect(url_for(".apply_status", token=token))


def _after_upload(application: Application, token: str) -> str:
    if application.state in EDITABLE:
        return url_for(".apply_step", token=token, slug=SLUGS[Step.DOCUMENTS])
    return url_for(".apply_status", token=token)


@blueprint.get("/beitritt/<token>/unterlagen/<int:upload_id>")
@public
def apply_file(token: str, upload_id: int) -> ResponseReturnValue:
    """One's own upload, to keep; another applicant's is not found."""
    return upload_as_file(or_404(queries.find_upload(application_of(token), upload_id)), inline=False)


@blueprint.post("/beitritt/<token>/unterlagen/<int:upload_id>/entfernen")
@public
def apply_remove(token: str, upload_id: int) -> ResponseReturnValue:
    """Take an upload back."""
    application = application_of(token)
    or_404(queries.find_upload(application, upload_id))
    with transaction() as session:
        actions.delete_upload(session, application.id, upload_id, clock.now())
    flash(_("Entfernt"))
    return redirect(url_for(".apply_step", token=token, slug=SLUGS[Step.DOCUMENTS]))
