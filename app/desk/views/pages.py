"""Today's page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import local
from app.core.values import Role
from app.core.web import (
    _,
    _n,
    clock_time,
    count,
    current_actor,
    euro,
    may_open,
    moment,
    page,
    reading_day,
    requires,
    told,
)
from app.desk import queries
from app.desk.queries import Happening
from app.desk.rules import Task, Urgency, by_deadline, by_kind, is_only_member
from app.desk.views import beside, words
from app.desk.views.navigation import counts

blueprint = Blueprint("desk", __name__)

KEEPERS = (Role.OFFICE, Role.BOARD, Role.SUPERVISORY_BOARD, Role.AUDITOR, Role.ADMINISTRATOR)


@blueprint.get("/")
@requires()
def today() -> ResponseReturnValue:
    """What waits for the signed-in person; who is here for an own membership only goes on to it."""
    actor, day, session = current_actor(), reading_day(), db.session()
    if is_only_member(actor):
        return redirect(url_for("portal.index"))
    if not actor.has_any(KEEPERS):
        return page("desk/nothing.html", today=clock.today())
    figures = queries.figures(session, day)
    waiting = queries.tasks(session, actor, day, counts())
    running = queries.running_resolutions(session, actor)
    others = queries.awaited(session, actor, day, running)
    return page(
        "desk/today.html", today=clock.today(), total=counts().rows, by=_order(),
        groups=_groups(waiting, day), strip=_strip(figures, day), may_open=may_open,
        hints=[beside.hint_of(hint, day, may_open) for hint in queries.hints(session, actor, day, figures.uncertified)],
        inspections=[beside.inspection_of(each) for each in queries.inspections(session, actor, day)],
        deadlines=[beside.deadline_of(each, day, may_open) for each in queries.deadlines(session, actor, day, running)],
        awaited=[(each.name or str(words.ORGANS[each.what]), beside.awaited_words(each, day)) for each in others],
        errands=queries.errands(session, actor, clock.now()),
        lately=[_line(happening, day) for happening in queries.lately(session, day, _rooms())],
    )  # fmt: skip


def _order() -> str:
    """How the work list is grouped, as the address says."""
    return "kind" if request.args.get("by") == "kind" else "deadline"


def _groups(waiting: Sequence[Task], day: date) -> list[tuple[str, str, list[words.Row]]]:
    """The groups of the work list, by deadline or by kind: heading, tone, rows."""
    if _order() == "kind":
        return [
            (str(words.WORDS[kind].heading), "", [words.row_of(task, day) for task in found])
            for kind, found in by_kind(waiting)
        ]
    tones = {Urgency.OVERDUE: "stop"}
    return [
        (str(words.URGENCIES[urgency]), tones.get(urgency, ""), [words.row_of(task, day) for task in found])
        for urgency, found in by_deadline(waiting, day)
    ]


def _strip(figures: queries.Figures, day: date) -> list[dict[str, Any]]:
    """The four figures of the cooperative, each with a way to what it is made of."""
    begin = queries.quarter_of(day)
    since_day = _("%(day)s. %(month)s", day=begin.day, month=beside.MONTHS[begin.month - 1])
    since = _("+%(number)s seit %(day)s", number=figures.joined, day=since_day)
    debtors = _n("%(num)s Mitglied", "%(num)s Mitglieder", figures.debtors)
    former = ""
    if figures.credit_former:
        former = _("dazu %(amount)s Guthaben Ausgeschiedener", amount=euro(figures.credit_former))
    return [
        _figure(_("Mitglieder"), count(figures.members), since if figures.joined else "", "dossiers.index"),
        _figure(_("Geschäftsanteile"), count(figures.shares), "", "dossiers.index", sort="-shares"),
        _figure(_("Eingezahlt auf Anteile"), euro(figures.paid_in), former, "dossiers.index", sort="-paid_in"),
        _figure(_("Offene Einzahlungen"), euro(figures.open), debtors if figures.debtors else "", "shares.index"),
    ]


def _figure(label: str, value: str, addition: str, endpoint: str, **arguments: Any) -> dict[str, Any]:
    url = url_for(endpoint, **arguments) if may_open(endpoint) else None
    return {"label": label, "value": value, "addition": addition, "url": url}


PAGES = {
    "application": ("admissions.show", "application_id"), "member": ("dossiers.show", "number"),
    "resolution": ("boardroom.show", "resolution_id"), "import": ("imports.show", "run_id"),
}  # fmt: skip


def _rooms() -> list[str]:
    """The subjects of the journal whose pages the person may open."""
    return [subject for subject, (endpoint, _argument) in PAGES.items() if may_open(endpoint)]


def _line(happening: Happening, day: date) -> dict[str, Any]:
    """An act of the last days as the timeline takes it."""
    endpoint, argument = PAGES.get(happening.room, ("", ""))
    arguments: dict[str, Any] = {argument: happening.target}
    line, said = happening.line, told(happening.line)
    same_day = local(line.at).date() == day
    return {
        "icon": beside.ACT_ICONS[line.act], "text": ": ".join(filter(None, (happening.about, said))),
        "meta": clock_time(line.at) if same_day else moment(line.at),
        "url": url_for(endpoint, **arguments) if endpoint and may_open(endpoint) else None,
    }
