"""Jobs: what waits, what runs, how far and how fast, what failed; one's own, and what came of them."""

from collections.abc import Sequence

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, files
from app.core.db import db, once, transaction
from app.core.jobs import EXPORT_JOB, ItemState, Job, pace_of, steered_by
from app.core.outbox import JOB_KIND
from app.core.web import (
    Column,
    Listing,
    _,
    asked_of,
    current_actor,
    download,
    export,
    may_open,
    mimetype_of,
    or_404,
    page,
    requires,
    titled,
    wanted_export,
)
from app.operations import actions, queries
from app.operations.forms import JOB_KINDS, JOB_STATES, ActForm
from app.operations.queries import JobRow
from app.operations.rules import may_be_stopped, may_fetch
from app.operations.views.pieces import OFFICE, blueprint, has_raw_text, key_of, newest_first
from app.operations.views.subjects import steps_of


def columns() -> Sequence[Column[JobRow]]:
    """The columns of the list as a file."""
    return (
        Column("id", _("Nummer"), lambda row: row.job.id, is_number=True),
        Column("kind", _("Art"), lambda row: str(JOB_KINDS.get(row.job.kind, row.job.kind))),
        Column("title", _("Auftrag"), lambda row: titled(row.job.title)),
        Column("created", _("Erteilt"), lambda row: row.job.created_at),
        Column("by", _("Von"), lambda row: _(row.job.requested_by)),
        Column("state", _("Stand"), lambda row: str(JOB_STATES[row.state])),
        Column("done", _("Fertig"), lambda row: row.progress.done, is_number=True),
        Column("total", _("Schritte"), lambda row: row.progress.total, is_number=True),
        Column("failed", _("Gescheitert"), lambda row: row.progress.failed, is_number=True),
        Column("finished", _("Beendet"), lambda row: row.job.finished_at),
    )


@blueprint.get("/auftraege")
@requires(*OFFICE)
def jobs() -> ResponseReturnValue:
    """All jobs but mails, which have their own page; newest first."""
    session, listing = db.session(), newest_first(tuple(queries.JOB_SORTS), ("kind", "state"))
    kinds = queries.job_kinds(session)
    kind, state = listing.filters.get("kind", ""), listing.filters.get("state", "")
    found, listing.total = queries.list_jobs(
        session, kind=kind if kind in kinds else "", state=state if state in (*JOB_STATES, queries.UNCLEAR) else "",
        words=listing.query,
        sort=listing.sort, descending=listing.descending, offset=0 if wanted_export() else listing.offset,
        limit=None if wanted_export() else listing.limit,
    )
    if wanted := wanted_export():
        return export(wanted, "auftraege", columns(), found)
    listing.rows = found
    choices = [
        {
            "name": "state", "label": _("Stand"),
            "options": [*JOB_STATES.items(), (queries.UNCLEAR, _("mit ungeklärten Schritten"))],
        },
        {"name": "kind", "label": _("Art"), "options": [(each, JOB_KINDS.get(each, each)) for each in kinds]},
    ]
    return page(
        "operations/jobs.html", listing=listing, choices=choices, kind_names=JOB_KINDS,
        all_count=queries.count_jobs(session), mail_kind=JOB_KIND, now=clock.now(),
    )


@blueprint.get("/auftraege/meine")
@requires()
def my_jobs() -> ResponseReturnValue:
    """What one asked for oneself, newest first, with what came of it."""
    listing = newest_first(("created",), ())
    listing.rows, listing.total = queries.list_jobs(
        db.session(), descending=listing.descending, offset=listing.offset, limit=listing.limit,
        of=current_actor().user_id or 0,
    )
    return page("operations/my_jobs.html", listing=listing, kind_names=JOB_KINDS, now=clock.now())


@blueprint.get("/auftraege/<int:job_id>")
@requires()
def job(job_id: int) -> ResponseReturnValue:
    """One job, how far it is and how fast, its steps, those that need somebody first."""
    session, listing, actor = db.session(), Listing.of_request(("position",), ("state",)), current_actor()
    row = queries.get_job_for(session, job_id, actor)
    listing.rows, listing.total = queries.items_of(
        session, job_id, listing.offset, listing.limit, listing.filters.get("state", "")
    )
    is_mail = row.job.kind == JOB_KIND
    return page(
        "operations/job.html", job=row.job, progress=row.progress, state=row.state, listing=listing,
        waits_until=row.waits_until(clock.now()), steered=steered_by(session, row.job),
        kind_name=JOB_KINDS.get(row.job.kind, row.job.kind), key=ActForm().key.data,
        steps=steps_of(row.job.kind, [item.reference for item in listing.rows]),
        retryable=() if is_mail or row.job.cancelled_at else (ItemState.FAILED, ItemState.IN_DOUBT),
        pace=pace_of(session, row.job, row.progress, clock.now()), is_mail=is_mail,
        is_open=not row.progress.is_finished,
        may_stop=may_be_stopped(row.job.kind, row.job.requested_by_id) and not row.job.cancelled_at,
        may_fetch=_may_fetch(row.job), may_list=actor.has_any(OFFICE),
        raw=[item.id for item in listing.rows if has_raw_text(item.error)],
    )


def _may_fetch(job: Job) -> bool:
    """Whether there is a file for the person who looks: a list only while its page is open to them, too."""
    is_open = job.kind != EXPORT_JOB or may_open(asked_of(job).page)
    return bool(job.result_sha256) and is_open and may_fetch(job.kind, job.requested_by_id, current_actor())


@blueprint.post("/auftraege/<int:job_id>/noch-einmal")
@requires()
def retry_job(job_id: int) -> ResponseReturnValue:
    """Let every step that failed be done again."""
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, key_of("job", job_id), lambda: actions.retry_job(session, job_id, actor, now).id)
    flash(_("Die gescheiterten Schritte werden noch einmal getan."), "ok")
    return redirect(url_for(".job", job_id=job_id))


@blueprint.post("/auftraege/<int:job_id>/schritte/<int:item_id>")
@requires(*OFFICE)
def retry_item(job_id: int, item_id: int) -> ResponseReturnValue:
    """Let one step be done again."""
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        key = key_of("step", item_id)
        once(session, key, lambda: actions.retry_item(session, job_id, item_id, actor, now).id)
    flash(_("Der Schritt wird noch einmal getan."), "ok")
    return redirect(url_for(".job", job_id=job_id))


@blueprint.get("/auftraege/<int:job_id>/ergebnis")
@requires()
def result(job_id: int) -> ResponseReturnValue:
    """The file that came of a job, for who asked for it."""
    job = queries.get_job_for(db.session(), job_id, current_actor()).job
    digest = or_404(job.result_sha256)
    if not _may_fetch(job):
        abort(403)
    try:
        content = files.get(digest)
    except FileNotFoundError:
        return or_404(None)
    return download(content, job.result_name, mimetype_of(job.result_name), inline=False)
