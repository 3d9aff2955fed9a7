"""The list of assemblies, and one of them with its deadlines, agenda and papers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue

from app.assemblies import queries
from app.assemblies.forms import CONVENERS, FORMS, KINDS, STAGES, AgendaForm, MoveForm
from app.assemblies.models import Assembly
from app.assemblies.rules import AMENDMENTS, CONVENING, AssemblyState, Stage, convene_by
from app.assemblies.views.pieces import READERS, WORDS, WRITERS, assembly_of, blueprint, from_above, in_one_piece
from app.closing import queries as closing
from app.core import journal
from app.core.db import db
from app.core.formats import local
from app.core.web import (
    Column,
    Listing,
    _,
    _l,
    current_actor,
    export,
    may_open,
    page,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.statutes import queries as statutes
from app.statutes.rules import Statute

TABS = {"": _l("Alle"), "planned": _l("Geplant"), "convened": _l("Einberufen"), "ended": _l("Abgesagt, verworfen")}


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Assemblies by how far they are and by their kind, searched and sorted."""
    session, today = db.session(), reading_day()
    listing = Listing.of_request(tuple(queries.SORTS), ("view", "kind"), newest_first=True)
    view, kind = listing.filters.get("view", ""), listing.filters.get("kind", "")
    asked = (view, listing.query, kind, listing.sort, listing.descending)
    if wanted := wanted_export():
        rows = queries.list_assemblies(session, *asked)[0]
        return export(wanted, "versammlungen", _columns(queries.stages_of(session, rows, today)), rows)
    listing.rows, listing.total = queries.list_assemblies(session, *asked, listing.offset, listing.limit)
    return page(
        "assemblies/index.html", listing=listing, stages=queries.stages_of(session, listing.rows, today),
        tabs=listing.tabs(TABS, queries.counts(session)),
        choices=[{"name": "kind", "label": _("Art"), "options": list(KINDS.items())}],
        may_write=current_actor().has_any(WRITERS), has_statute=_statute(today) is not None, **WORDS,
    )


def _columns(stages: Mapping[int, Stage]) -> Sequence[Column[Assembly]]:
    return (
        Column("day", _("Tag"), lambda row: row.meets_on),
        Column("begins", _("Beginn"), lambda row: f"{row.begins_at:%H:%M}"),
        Column("kind", _("Art"), lambda row: str(KINDS[row.kind])),
        Column("form", _("Form"), lambda row: str(FORMS[row.form])),
        Column("streamed", _("In Bild und Ton übertragen"), lambda row: _("ja") if row.is_streamed else ""),
        Column("place", _("Ort der Versammlung"), lambda row: row.place),
        Column("convened_by", _("Einberufen von"), lambda row: str(CONVENERS[row.convened_by])),
        Column("convened_at", _("Einberufen am"), lambda row: row.convened_at),
        Column("state", _("Stand"), lambda row: str(STAGES[stages[row.id]])),
        Column("reason", _("Grund"), lambda row: row.end_reason),
    )


def _statute(day: date) -> Statute | None:
    return statutes.find_statute_on(db.session(), day)


@blueprint.get("/<int:assembly_id>")
@requires(*READERS)
def show(assembly_id: int) -> ResponseReturnValue:
    """One assembly: deadlines, form, agenda, papers, and what is still missing."""
    return shown(assembly_id)


def shown(assembly_id: int, sent: AgendaForm | None = None) -> ResponseReturnValue:
    """The page; `sent` is a form about the agenda that came back with what is wrong."""
    session, today = db.session(), reading_day()
    assembly = assembly_of(assembly_id)
    statute = _statute(min(today, assembly.meets_on))
    move = MoveForm(formdata=None).show(queries.shown_of_agenda(assembly))
    is_planned = assembly.state is AssemblyState.PLANNED
    is_to_come = is_planned or (assembly.state is AssemblyState.CONVENED and assembly.meets_on >= today)
    goes_on, may_write = is_to_come and not queries.has_begun(session, assembly), current_actor().has_any(WRITERS)
    is_ahead = goes_on or _is_voted_on(assembly, today)
    known = from_above()
    results = known.results(session, assembly)
    stage = queries.stages_of(session, [assembly], today)[assembly.id]
    recorded = known.recorded(session, assembly) if stage in (Stage.HELD, Stage.NOT_OPENED) else []
    can_be_sued = bool(results or recorded) and _can_be_challenged(assembly, today)
    late = queries.late_tellings(session, assembly) if is_ahead or can_be_sued else []
    return page(
        "assemblies/show.html", status_of(*([sent] if sent else [])), assembly=assembly, today=today, sent=sent,
        results=results, empty_seats=known.empty_seats(session, assembly) if stage is Stage.HELD else {},
        stage=stage, recorded=recorded, numbers_under=queries.numbers_under(session, assembly.items, recorded),
        not_out=queries.not_out_yet(session, assembly, today) if is_ahead else (0, 0),
        invited_by=queries.convening_of(assembly),
        uninvited=len(queries.never_invited(session, assembly)) if can_be_sued else 0,
        told_late=late, is_held=can_be_sued, convened_late=any(told.kind in CONVENING for told, _number in late),
        amendments=AMENDMENTS, numbers={each.id: each.position for each in assembly.items}, move=move,
        may_plan=may_write and is_planned, may_prepare=may_write and goes_on,
        may_file=may_write and is_to_come,
        lines=journal.lines_about(session, f"assembly:{assembly.id}"),
        lacking=_lacking(assembly, statute, today) if is_planned else [],
        taken_to=queries.taken_over_to(session, [each.id for each in assembly.items]),
        taken_from=queries.taken_over_from(session, assembly.id),
        demands=queries.requests_on_agenda(session, assembly), behind=queries.request_behind(session, assembly.id),
        untold=_untold(assembly) if goes_on else [],
        has_lost_streaming=queries.has_lost_streaming(session, assembly),
        unfinished=queries.unfinished_items(assembly) if goes_on else {}, may_lead=may_open("voting.lead"),
        may_see_results=may_open("voting.results"),
        may_take_over=may_open("voting.take_over"), may_redirect=may_open("voting.redirect_meeting"),
        may_record=may_write and may_open("boardroom.record"),
        **_judged(assembly, statute, today), **WORDS,
    )


def _is_voted_on(assembly: Assembly, today: date) -> bool:
    """Whether members may still vote for days, whom an invitation did not reach as well (§ 43b (1) no. 4 GenG)."""
    return assembly.votes_until is not None and assembly.votes_until >= today and assembly.closed_at is None


def _can_be_challenged(assembly: Assembly, today: date) -> bool:
    """Whether the month runs in which what a closed meeting resolved can be challenged (§ 51 (1) GenG; R-CHL-01)."""
    if assembly.closed_at is None:
        return False
    return today <= closing.last_day_to_challenge(db.session(), local(assembly.closed_at).date())


def _untold(assembly: Assembly) -> list[str]:
    """What is no longer so and the members were not told, in words; nothing while it is only planned."""
    withdrawn = [_("TOP %(number)s abgesetzt", number=each.position)
                 for each in queries.items_withdrawn_untold(assembly)]  # fmt: skip
    gone = [_("%(title)s zurückgenommen", title=each.title)
            for each in queries.papers_changed(assembly) if each.taken_back_at is not None]  # fmt: skip
    is_lost = queries.is_streaming_lost_untold(db.session(), assembly)
    lost = [_("Übertragung in Bild und Ton entfällt")] if is_lost else []
    return [*lost, *withdrawn, *gone]


def _lacking(assembly: Assembly, statute: Statute | None, today: date) -> list[str]:
    if statute is None:
        return []
    session = db.session()
    channels = queries.channels_on(session, statute, today, assembly.meets_on)
    found = queries.lacking(assembly, statute, today, channels, queries.is_empowered(session, assembly))
    return [in_one_piece(translated(each)) for each in found]


def _judged(assembly: Assembly, statute: Statute | None, today: date) -> dict[str, Any]:
    """What the statute of the day makes of it, of the past that of its own day; nothing before there is one (§ 16 (6)).

    R-STA-03: majorities go by the day of the meeting, periods of what was held by the statute it was convened under.
    """
    if statute is None:
        return {"plan": None, "choice": None, "otherwise": [], "majorities": {}, "late": {}, "convene_by": None}
    is_over = assembly.meets_on < today
    periods = (queries.convened_under(db.session(), assembly) if is_over else None) or statute
    return {
        "plan": queries.plan_on(db.session(), assembly, periods, today),
        "choice": queries.form_choice(assembly, statute),
        "otherwise": queries.chosen_for_another_day(db.session(), assembly, assembly.meets_on),
        "majorities": queries.majorities_of(assembly, statute),
        "late": queries.late_papers(assembly, statute), "convene_by": convene_by(statute, assembly.meets_on),
    }
