"""What a meeting left open is taken over into another assembly, as where too few came to resolve (R-GV-11)."""

from collections.abc import Collection, Mapping, Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import Stage
from app.core import clock
from app.core.db import db, transaction
from app.core.web import RefusalsAbove, _, _n, current_actor, page, refused, requires, status_of, told
from app.voting import actions, queries
from app.voting.forms import TakeOverForm
from app.voting.queries import AgendaItem, Assembly
from app.voting.rules import check_sits_no_more
from app.voting.views.pieces import LEADERS, WORDS, blueprint


@blueprint.route("/<int:assembly_id>/uebernehmen", methods=["GET", "POST"])
@requires(*LEADERS)
def take_over(assembly_id: int) -> ResponseReturnValue:
    """Choose which open items go on which planned agenda; on to that."""
    session, form = db.session(), TakeOverForm()
    assembly = assemblies.get_assembly(session, assembly_id)
    open_items, recorded = queries.open_items(session, assembly), queries.recorded_afterwards(session, assembly)
    known = assemblies.taken_over_to(session, [each.id for each in open_items])
    left = queries.seats_to_fill(session, assembly)
    hindrance = refused(lambda: check_sits_no_more(_stage_of(assembly)))
    offered = [each for each in open_items if each.id not in known or each.id in left]
    _offer(form, offered, left, assemblies.numbers_under(session, offered, recorded))
    form.show(_decided(session, assembly))
    if not form.is_submitted():
        form.items.data = [] if recorded else _ticked(offered, left)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            number = _take_over(assembly_id, form)
            flash(_n("%(num)s Punkt übernommen.", "%(num)s Punkte übernommen.", number), "success")
            return redirect(url_for("assemblies.show", assembly_id=form.to.data))
    return page("voting/take_over.html", status_of(form), form=form, assembly=assembly, hindrance=hindrance,
                recorded=recorded, taken=[(each, known[each.id]) for each in open_items if each.id in known], **WORDS)


def _stage_of(assembly: Assembly) -> Stage:
    return assemblies.stages_of(db.session(), [assembly], clock.today())[assembly.id]


def _offer(
    form: TakeOverForm, items: Sequence[AgendaItem], left: Mapping[int, int], numbers: Mapping[int, str]
) -> None:
    form.items.choices = [(each.id, f"{each.position}. {each.title}{_why_open(each, left, numbers)}") for each in items]
    planned = assemblies.agendas_written(db.session(), clock.today())
    form.to.choices = [(each.id, told(assemblies.chosen_as(each))) for each in planned]


def _ticked(items: Sequence[AgendaItem], left: Collection[int]) -> list[int]:
    """What is ticked by itself where nothing was recorded afterwards: what the meeting never came to."""
    return [each.id for each in items if each.withdrawn_at is None and each.id not in left]


def _why_open(item: AgendaItem, left: Mapping[int, int], numbers: Mapping[int, str]) -> str:
    """What of an item is open where more was done about it than nothing: withdrawn, recorded, or seats left empty."""
    if item.withdrawn_at is not None:
        return str(_(" (abgesetzt: %(reason)s)", reason=item.withdraw_reason))
    if item.id in numbers:
        return str(_(" (nachgetragen mit %(number)s)", number=numbers[item.id]))
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
        held = assemblies.get_assembly(session, assembly_id)
        return form.add(session, f"left open:{assembly_id}", lambda: _decided(session, held), act)


def _decided(session: Session, assembly: Assembly) -> dict[str, object]:
    """What was recorded afterwards of the items that can be taken over: who did not see it would vote on it anew."""
    items = queries.open_items(session, assembly)
    numbers = assemblies.numbers_under(session, items, queries.recorded_afterwards(session, assembly))
    return {"decided": ", ".join(sorted(set(numbers.values())))}
