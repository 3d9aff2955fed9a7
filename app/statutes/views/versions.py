"""The versions of the statute: what they say, since when they hold, their PDF."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, files, journal
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import (
    RefusalsAbove,
    RefusalsAt,
    _,
    an_id,
    current_actor,
    is_signed_in,
    local_path,
    or_404,
    page,
    public,
    reading_day,
    requires,
    status_of,
)
from app.core.web import download as answer_with
from app.statutes import actions, queries
from app.statutes.forms import AFFECTED, TOPICS, DocumentForm, RegistrationForm, VersionForm
from app.statutes.models import StatuteVersion
from app.statutes.rules import (
    SPECS,
    Reduction,
    ReductionRefusal,
    ResolvedDayRefusal,
    SplitPreview,
    Topic,
    changes_between,
    check_correctable,
    check_pending,
    corrected_title,
    missing_items,
)
from app.statutes.views.pieces import (
    CHANGERS,
    READERS,
    READERS_OF_ACTS,
    Row,
    blueprint,
    chosen_file,
    from_above,
    go_on,
    may,
    row_of,
    words_of,
)


@blueprint.get("/")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """All versions: the one in force, those to come, those that held before."""
    session, day = db.session(), reading_day()
    return page(
        "statutes/index.html",
        versions=queries.versions_known(session, day),
        current=queries.find_version_on(session, day),
        years=queries.fiscal_years(session),
        day=day,
        may_change=may(*CHANGERS),
    )


@blueprint.get("/<int:version_id>")
@requires(*READERS)
def show(version_id: int) -> ResponseReturnValue:
    """One version: every parameter, what it changes, what it still lacks."""
    version = queries.get_version_known(db.session(), version_id, reading_day())
    return _version_page(version, RegistrationForm(), _document_form(version))


def _known_document(version: StatuteVersion) -> dict[str, object]:
    return {"document": version.document_sha256}


def _document_form(version: StatuteVersion, **more: Any) -> DocumentForm:
    return DocumentForm(**more).show(_known_document(version))


def _version_page(
    version: StatuteVersion, registration: RegistrationForm, document: DocumentForm
) -> ResponseReturnValue:
    session, values = db.session(), queries.values_of(version)
    before = queries.find_version_before(session, version)
    changes = changes_between(queries.values_of(before), values) if before else []
    day = version.registered_on or registration.registered_on.data
    judged = from_above().judged_by_others(session, version, day) if day and not version.is_corrected else []
    split, objection = _split(version, day or _day_of_corrected(version) or clock.today())
    registration.seen.data = " ".join([*(act.number for act in judged), *split.shown])
    return page(
        "statutes/show.html",
        status=status_of(registration, document),
        version=version,
        topics=_topics(version),
        topic_names=TOPICS,
        affected=AFFECTED,
        specs=SPECS,
        before=before,
        changes=changes,
        words_of=words_of,
        judged=judged, judged_since=day, may_read_acts=may(*READERS_OF_ACTS),
        reduction=_reduction(version, registration),
        split=split.foreseen, undone_splits=split.undone, split_objection=objection,
        missing=[SPECS[key] for key in missing_items(values)],
        current=queries.find_version_on(session, reading_day()), day=reading_day(),
        registration=registration,
        document=document,
        may_change=may(*CHANGERS),
        lines=journal.lines_about(session, f"statute:{version.id}"),
    )


def _reduction(version: StatuteVersion, registration: RegistrationForm) -> Reduction | None:
    """The smaller share that is to be confirmed before the version is registered; none once it is, or lacks a value."""
    if version.registered_on is not None:
        return None
    day = registration.registered_on.data or _day_of_corrected(version) or clock.today()
    with suppress(Refusal):
        return queries.find_reduction(db.session(), version, day)
    return None


def _day_of_corrected(version: StatuteVersion) -> date | None:
    """The day from which the version holds in whose place this one is to stand."""
    return version.corrects.registered_on if version.corrects else None


def _split(version: StatuteVersion, day: date) -> tuple[SplitPreview, Refusal | None]:
    """Whose shares a version splits or leaves unsplit again, were it registered on a day; or why it cannot (§ 22b)."""
    if version.is_corrected or day > reading_day():
        return SplitPreview(), None
    try:
        return from_above().split_preview(db.session(), version, day), None
    except Refusal as refusal:
        return SplitPreview(), refusal


def _topics(version: StatuteVersion) -> Sequence[tuple[Topic, Sequence[Row]]]:
    values, clauses = queries.values_of(version), queries.clauses_of(version)
    rows = [row_of(spec, values.get(spec.key), clauses.get(spec.key, "")) for spec in SPECS.values()]
    return [(topic, [row for row in rows if row.spec.topic is topic]) for topic in Topic]


@blueprint.route("/neu", methods=["GET", "POST"])
@requires(*CHANGERS)
def create() -> ResponseReturnValue:
    """Record a version, as a copy of the last one with what changes, or of the one it corrects."""
    corrected = _corrected()
    latest = corrected or next(iter(queries.versions(db.session())), None)
    values, clauses = (queries.values_of(latest), queries.clauses_of(latest)) if latest else ({}, {})
    form = VersionForm(data=VersionForm.as_shown(values, clauses, **_beginning(corrected)))
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.resolved_on, ResolvedDayRefusal):
            version_id = _record(replace(_facts(form), corrects_id=corrected.id if corrected else None), form)
            flash(_("Die Fassung ist erfasst. Sie gilt, sobald sie eingetragen ist."), "info")
            return go_on(url_for(".show", version_id=version_id))
    return _form_page("statutes/create.html", form, latest, corrected=corrected)


def _record(facts: actions.VersionFacts, form: VersionForm) -> int:
    with transaction() as session:
        return form.add(
            session, "statute versions",
            lambda: {"same": queries.same_version(session, facts.title, facts.resolved_on)},
            lambda: actions.record_version(session, facts, current_actor(), clock.now()).id,
        )


def _corrected() -> StatuteVersion | None:
    """The registered version that is to be corrected, where the address names one."""
    wanted = request.args.get("berichtigt", 0, type=an_id)
    version = queries.get_version(db.session(), wanted) if wanted else None
    if version is not None and request.method == "GET":
        check_correctable(version)
    return version


def _beginning(corrected: StatuteVersion | None) -> dict[str, object]:
    """What a correction takes over beside the parameters."""
    if corrected is None:
        return {"resolved_on": resolved} if (resolved := _resolved()) else {}
    title = corrected_title(corrected.title, _("berichtigt"))
    return {
        "title": title[:200], "resolved_on": corrected.resolved_on, "note": corrected.note,
        "splits_shares": corrected.splits_shares,
    }


def _resolved() -> date | None:
    """The day of a resolution that the address brings along, from the minutes of the assembly."""
    try:
        return date.fromisoformat(request.args.get("beschlossen", ""))
    except ValueError:
        return None


def _form_page(
    template: str, form: VersionForm, version: StatuteVersion | None, **more: object
) -> ResponseReturnValue:
    usual = url_for(".show", version_id=version.id) if version else url_for(".index")
    return page(
        template,
        status=status_of(form),
        form=form,
        version=version,
        topic_names=TOPICS,
        open_topics=form.topics_with_errors(),
        cancel_url=local_path(request.args.get("next"), usual),
        **more,
    )


def _facts(form: VersionForm) -> actions.VersionFacts:
    return actions.VersionFacts(
        title=(form.title.data or "").strip(), resolved_on=form.resolved_on.day, values=form.values(),
        clauses=form.clauses(), note=form.note.data or "", splits_shares=form.splits_shares.data,
    )


@blueprint.route("/<int:version_id>/aendern", methods=["GET", "POST"])
@requires(*CHANGERS)
def edit(version_id: int) -> ResponseReturnValue:
    """Change a version that is not registered yet."""
    version = queries.get_version(db.session(), version_id)
    if request.method == "GET":
        check_pending(version)
    known = _known(version)
    form = VersionForm(data=known).show(known)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.resolved_on, ResolvedDayRefusal):
            with transaction() as session:
                version = queries.get_version(session, version_id)
                form.check_known(session, _matter(version), lambda: _known(version))
                actions.change_version(session, version, _facts(form), current_actor(), clock.now())
            flash(_("Die Fassung ist geändert."), "info")
            return go_on(url_for(".show", version_id=version_id))
    return _form_page("statutes/edit.html", form, queries.get_version(db.session(), version_id))


def _known(version: StatuteVersion) -> dict[str, object]:
    """A version as its form shows it."""
    return VersionForm.as_shown(
        queries.values_of(version), queries.clauses_of(version), title=version.title,
        resolved_on=version.resolved_on, note=version.note, splits_shares=version.splits_shares,
    )


def _matter(version: StatuteVersion) -> str:
    """What two people who change the same version wait for."""
    return f"statute:{version.id}"


@blueprint.post("/<int:version_id>/eintragen")
@requires(*CHANGERS)
def register(version_id: int) -> ResponseReturnValue:
    """Note the day of the entry in the register; from then on the version holds."""
    form = RegistrationForm()
    if form.validate_on_submit():
        with RefusalsAt(form.registered_on), RefusalsAt(form.is_reduction, ReductionRefusal):
            with transaction() as session:
                version = queries.get_version(session, version_id)
                actions.register_knowingly(
                    session, version, form.registered_on.day, from_above().judged_by_others,
                    from_above().split_preview, (form.seen.data or "").split(), form.is_reduction.data,
                    current_actor(), clock.now(),
                )
            flash(_("Die Eintragung ist vermerkt."), "info")
            return go_on(url_for(".show", version_id=version_id))
    version = queries.get_version(db.session(), version_id)
    return _version_page(version, form, _document_form(version, formdata=None))


@blueprint.post("/<int:version_id>/verwerfen")
@requires(*CHANGERS)
def drop(version_id: int) -> ResponseReturnValue:
    """Drop a version that never was registered."""
    with transaction() as session:
        actions.drop_version(session, queries.get_version(session, version_id), current_actor(), clock.now())
    flash(_("Die Fassung ist verworfen."), "info")
    return redirect(url_for(".index"))


@blueprint.post("/<int:version_id>/datei")
@requires(*CHANGERS)
def attach(version_id: int) -> ResponseReturnValue:
    """File the PDF of a version."""
    form = _document_form(queries.get_version(db.session(), version_id))
    if form.validate_on_submit() and (chosen := chosen_file(form.document)) is not None:
        with RefusalsAt(form.document):
            with transaction() as session:
                version = queries.get_version(session, version_id)
                wanted = {"document": files.digest_of(chosen.content)}
                form.check_known(session, _matter(version), lambda: _known_document(version), wanted)
                actions.attach_document(session, version, chosen, current_actor(), clock.now())
            flash(_("Das PDF ist abgelegt."), "info")
            return go_on(url_for(".show", version_id=version_id))
    version = queries.get_version(db.session(), version_id)
    return _version_page(version, RegistrationForm(formdata=None), form)


@blueprint.get("/<int:version_id>/pdf")
@public
def download(version_id: int) -> ResponseReturnValue:
    """The PDF of a version; one that is not registered is shown to those who look after the statute only."""
    version = queries.get_version(db.session(), version_id)
    if version.registered_on is None and not (is_signed_in() and may(*READERS)):
        or_404(None)
    return _pdf(version)


@blueprint.get("/aktuell.pdf")
@public
def download_current() -> ResponseReturnValue:
    """The PDF of the version in force (§ 15 (1) sentence 2 GenG; R-ADM-07)."""
    return _pdf(or_404(queries.find_version_on(db.session(), clock.today())))


def _pdf(version: StatuteVersion) -> ResponseReturnValue:
    return answer_with(queries.document_of(version), f"Satzung-{version.resolved_on.isoformat()}.pdf")
