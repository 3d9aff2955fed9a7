"""What a meeting left open is taken over into another assembly, as where too few came to resolve (R-GV-11)."""

from collections.abc import Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import queries as assemblies
from app.assemblies.rules import Stage
from app.core import clock
from app.core.db import db, transaction
from app.core.web import RefusalsAbove, _, _n, current_actor, page, refused, requires, status_of, told
from app.voting import actions, queries
from app.voting.forms import TakeOverForm
from app.voting.queries import AgendaItem, Assembly
from app.voting.rules import check_sits_no_more
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint


@blueprint.route("/<int:assembly_id>/uebernehmen", methods=["GET", "POST"])
@requires(*LEADERS)
def take_over(assembly_id: int) -> ResponseReturnValue:
    """Choose which open items go on which planned agenda; on to that."""
    assembly = assembly_of(assembly_id)
    open_items, form = queries.open_items(db.session(), assembly), TakeOverForm()
    known = assemblies.taken_over_to(db.session(), [each.id for each in open_items])
    left = queries.seats_to_fill(db.session(), assembly)
    hindrance = refused(lambda: check_sits_no_more(_stage_of(assembly)))
    _offer(form, [each for each in open_items if each.id not in known or each.id in left], left, assembly)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            number = _take_over(assembly_id, form)
            flash(_n("%(num)s Punkt übernommen.", "%(num)s Punkte übernommen.", number), "success")
            return redirect(url_for("assemblies.show", assembly_id=form.to.data))
    return page("voting/take_over.html", status_of(form), form=form, assembly=assembly, hindrance=hindrance,
                taken=[(each, known[each.id]) for each in open_items if each.id in known], **WORDS)


def _stage_of(assembly: Assembly) -> Stage:
    return assemblies.stages_of(db.session(), [assembly], clock.today())[assembly.id]


def _offer(form: TakeOverForm, items: list[AgendaItem], left: Mapping[int, int], assembly: Assembly) -> None:
    form.items.choices = [(each.id, f"{each.position}. {each.title}{_why_open(each, left)}") for each in items]
    if not form.is_submitted():
        form.items.data = [each.id for each in items if each.withdrawn_at is None and each.id not in left]
    planned = [each for each in assemblies.list_assemblies(db.session(), "planned")[0] if each.id != assembly.id]
    form.to.choices = [(each.id, told(assemblies.title_of(each))) for each in planned]


def _why_open(item: AgendaItem, left: Mapping[int, int]) -> str:
    """What of an item is open where more was done about it than nothing: withdrawn, or seats left empty."""
    if item.withdrawn_at is not None:
        return str(_(" (abgesetzt: %(reason)s)", reason=item.withdraw_reason))
    return str(_n(" (%(num)s Sitz unbesetzt)", " (%(num)s Sitze unbesetzt)", left[item.id])) if item.id in left else ""


def _take_over(assembly_id: int, form: TakeOverForm) -> int:
    chosen, to_id, actor, now = set(form.items.data or ()), int(form.to.data), current_actor(), clock.now()

    def act() -> int:
        assembly = actions.hold_assembly(session, assembly_id)
        check_sits_no_more(_stage_of(assembly))
        items, left = queries.open_items(session, assembly), queries.seats_to_fill(session, assembly)
        to = actions.hold_assembly(session, to_id)
        return actions.take_over(session, to, [each for each in items if each.id in chosen], actor, now, left)

    with transaction() as session:
        return form.once(session, act)
