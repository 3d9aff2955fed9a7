"""The folder of an audit: ordered, written by a worker, fetched; who fetched it stands in the journal."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.audits import actions, queries
from app.audits.forms import ActForm
from app.audits.rules import READERS
from app.audits.views.pieces import blueprint, own
from app.core import clock, files
from app.core.db import transaction
from app.core.web import _, current_actor, download, or_404, requires


@blueprint.post("/<int:assignment_id>/ordner")
@requires(*READERS)
def order(assignment_id: int) -> ResponseReturnValue:
    """Have the folder of the period written."""
    with transaction() as session:
        form, found, actor, now = ActForm(), own(session, assignment_id), current_actor(), clock.now()
        key = f"{assignment_id}:{str(form.key.data)[:60]}"
        form.once(session, lambda: actions.order_folder(session, found, key, actor, now))
    flash(_("Der Ordner wird geschrieben. Er steht gleich hier."), "ok")
    return redirect(url_for(".show", assignment_id=assignment_id))


@blueprint.post("/<int:assignment_id>/ordner/<int:job_id>")
@requires(*READERS)
def fetch(assignment_id: int, job_id: int) -> ResponseReturnValue:
    """Hand the folder out; the journal knows to whom."""
    with transaction() as session:
        found = own(session, assignment_id)
        job, actor, now = queries.get_folder(session, found, job_id), current_actor(), clock.now()
        path = files.path_of(or_404(job.result_sha256))
        or_404(path if path.exists() else None)
        actions.note_download(session, found, job, actor, now)
    return download(path, job.result_name, "application/zip", inline=False)
