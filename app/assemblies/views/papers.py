"""Papers for the members: hand one in, open one, take one back."""

from datetime import date

from flask import flash
from flask.typing import ResponseReturnValue

from app.assemblies import actions, queries
from app.assemblies.forms import PaperForm
from app.assemblies.models import Assembly
from app.assemblies.rules import AboutAvailability, PaperKind, check_open, papers_by
from app.assemblies.views.pieces import READERS, WORDS, WRITERS, assembly_of, back_to, blueprint
from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.web import (
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    handed_in,
    page,
    requires,
    status_of,
)
from app.statutes import queries as statutes


@blueprint.route("/<int:assembly_id>/unterlagen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def add_paper(assembly_id: int) -> ResponseReturnValue:
    """Hand in a paper for the whole assembly or an item of it."""
    assembly, today = assembly_of(assembly_id), clock.today()
    form = PaperForm(available_on=today, item=0)
    form.item.choices = _belongings(assembly, form)
    if not form.is_submitted():
        check_open(assembly.state, assembly.meets_on, today)
    if form.validate_on_submit():
        with (
            RefusalsAbove(form), RefusalsAt(form.paper, FileRefusal),
            RefusalsAt(form.available_on, AboutAvailability),
        ):
            _add(form, assembly_id)
            flash(_("Abgelegt."), "success")
            return back_to(assembly_id, "unterlagen")
    form.show(queries.shown_of_papers(assembly))
    return page("assemblies/paper.html", status_of(form), form=form, assembly=assembly,
                last_day=_last_day(assembly, today), **WORDS)


def _belongings(assembly: Assembly, form: PaperForm) -> list[tuple[int, str]]:
    """To what a paper can belong; an item that was sent and is gone is offered, and then refused."""
    items = [(each.id, _("TOP %(number)s, %(title)s", number=each.position, title=each.title))
             for each in assembly.items if each.withdrawn_at is None]
    sent = form.item.data
    gone = [(sent, _("ein Punkt, der nicht mehr da ist"))] if sent and sent not in dict(items) else []
    return [(0, _("zur ganzen Versammlung")), *items, *gone]


def _last_day(assembly: Assembly, today: date) -> date | None:
    """The day from which on accounts and reports have to lie open (§ 48 (3) GenG)."""
    statute = statutes.find_statute_on(db.session(), today)
    return papers_by(assembly.kind, PaperKind.ACCOUNTS, assembly.meets_on, statute) if statute else None


def _add(form: PaperForm, assembly_id: int) -> None:
    paper = actions.NewPaper(
        form.meant, form.title.data or "", form.available_on.day, form.paper.needed(), form.item.data or None
    )
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_papers(assembly),
            lambda: actions.add_paper(session, assembly, paper, actor, now).id,
        )


@blueprint.get("/<int:assembly_id>/unterlagen/<int:paper_id>")
@requires(*READERS)
def paper(assembly_id: int, paper_id: int) -> ResponseReturnValue:
    """A paper that stands; only PDF and pictures are ever kept."""
    found = queries.get_paper(assembly_of(assembly_id), paper_id)
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)


@blueprint.route("/<int:assembly_id>/unterlagen/<int:paper_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back_paper(assembly_id: int, paper_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take a paper back that does not belong here."""
    form, assembly = ReasonForm(), assembly_of(assembly_id)
    if not form.is_submitted():
        check_open(assembly.state, assembly.meets_on, clock.today())
        queries.get_paper(assembly, paper_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_back(form, assembly_id, paper_id)
            flash(_("Zurückgenommen."), "success")
            return back_to(assembly_id, "unterlagen")
    found = queries.get_paper(assembly_of(assembly_id), paper_id)
    return page("assemblies/take_back_paper.html", status_of(form), form=form, assembly=assembly, paper=found, **WORDS)


def _take_back(form: ReasonForm, assembly_id: int, paper_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        assembly = actions.hold(session, assembly_id)
        actions.take_back_paper(session, assembly, queries.get_paper(assembly, paper_id), reason, actor, now)
        return paper_id

    with transaction() as session:
        form.once(session, act)
