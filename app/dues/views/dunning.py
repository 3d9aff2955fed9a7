"""Who may be written to today, one letter with its preview, and the run over all."""

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.jobs import progress_of
from app.core.web import (
    Column,
    Overtaken,
    RefusalsAbove,
    _,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.dues import actions, queries
from app.dues.forms import LEVELS, DunForm, RunForm
from app.dues.queries import Proposal
from app.dues.rules import DunningLevel
from app.dues.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    blueprint,
    chosen_level,
    level_of,
    listing_of,
    member_of,
    ordered,
    tabs,
)


@blueprint.get("/mahnungen", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Letters that may be written today: searched, sorted, by level, as a file."""
    listing, kind, today = listing_of(queries.PROPOSAL_SORTS), wanted_export(), reading_day()
    level = chosen_level(listing)
    rows, sums = queries.proposals(db.session(), today, level, ordered(listing, kind is not None))
    if kind is not None:
        return export(kind, f"mahnvorschlag-{today:%Y-%m-%d}", _columns(), rows)
    listing.rows, listing.total = rows, sums.rows
    is_exhausted = level == queries.EXHAUSTED
    return page(
        "dues/index.html", listing=listing, sums=sums, level=level, is_exhausted=is_exhausted,
        tabs=tabs("exhausted" if is_exhausted else "proposed"), choices=_choices(),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _choices() -> list[dict[str, object]]:
    options = [(str(int(level)), word) for level, word in LEVELS.items()]
    return [{"name": "stufe", "label": _("Stufe"), "options": options}]


def _columns() -> list[Column[Proposal]]:
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("level", _("Nächster Brief"), lambda row: "" if row.is_exhausted else LEVELS[DunningLevel(row.level)]),
        Column("payments", _("Zahlungen"), lambda row: row.payments),
        Column("oldest", _("Fällig seit"), lambda row: row.oldest),
        Column("amount", _("Offen in €"), lambda row: row.amount / 100),
    ]


@blueprint.get("/mahnungen/<int:number>/stufe/<int:level>")
@requires(*WRITERS)
def preview(number: int, level: int) -> ResponseReturnValue:
    """What a letter would say: payments, costs, deadline, and the rule behind them."""
    return _page(number, level, DunForm())


def _page(number: int, level: int, form: DunForm) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    member, chosen = member_of(session, number), level_of(level)
    form.show(queries.shown_of(session, member, chosen, today))
    return page(
        "dues/preview.html", status_of(form), form=form, member=member, today=today,
        found=queries.preview(session, member, chosen, today), terms=queries.terms_now(session).levels[chosen], **WORDS,
    )


@blueprint.post("/mahnungen/<int:number>/stufe/<int:level>")
@requires(*WRITERS)
def dun(number: int, level: int) -> ResponseReturnValue:
    """Write the letter and lay it into the print tray."""
    form, chosen = DunForm(), level_of(level)
    if form.validate_on_submit():
        with suppress(Overtaken):
            return redirect(url_for(".show", notice_id=_dun(form, number, chosen)))
    return _page(number, level, form)


def _dun(form: DunForm, number: int, level: DunningLevel) -> int:
    with transaction() as session:
        member, actor, now = member_of(session, number), current_actor(), clock.now()
        notice_id = form.add(
            session, f"dues:{member.id}", lambda: queries.shown_of(session, member, level, clock.today()),
            lambda: actions.dun(session, member, level, actor, now).id,
        )
    flash(_("Der Brief liegt im Druckkorb."), "success")
    return notice_id


@blueprint.get("/mahnungen/lauf")
@requires(*WRITERS)
def prepare_run() -> ResponseReturnValue:
    """How many letters a run would write, by level, and what they ask for; of one that is not over yet, how far."""
    return _run_page(RunForm(), chosen_level(listing_of(queries.PROPOSAL_SORTS)))


def _run_page(form: RunForm, level: int | None) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    terms = queries.terms_now(session)
    rows = [
        (terms.levels[each], queries.proposals(session, today, each)[1])
        for each in DunningLevel if level in (None, each)
    ]  # fmt: skip
    under_way = queries.find_open_run(session)
    return page(
        "dues/run.html", status_of(form), form=form, rows=rows, level=level, today=today, under_way=under_way,
        progress=progress_of(session, under_way.id) if under_way else None, **WORDS,
    )


@blueprint.post("/mahnungen/lauf")
@requires(*WRITERS)
def run() -> ResponseReturnValue:
    """Have all these letters written by a job; pressed twice, it is one run, and beside another there is none."""
    form, said = RunForm(), request.form.get("stufe", type=int)
    level = level_of(said) if said else None
    with RefusalsAbove(form), transaction() as session:
        key, actor, now = str(form.key.data), current_actor(), clock.now()
        job_id = form.once(session, lambda: actions.order_run(session, level, key, actor, now))
        flash(_("Die Briefe werden geschrieben und liegen dann im Druckkorb."), "success")
        return redirect(url_for("operations.job", job_id=job_id))
    return _run_page(form, level)
