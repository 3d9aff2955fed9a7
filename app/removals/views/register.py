"""The list of removals, and one of them with what is done about it."""

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock, files
from app.core.db import db
from app.core.web import (
    Column,
    Form,
    KeyedForm,
    Listing,
    _,
    _l,
    current_actor,
    export,
    handed_in,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.departures import queries as notices
from app.removals import queries
from app.removals.forms import (
    KINDS,
    ROLES,
    STATES,
    AnswerForm,
    AppealForm,
    ContinueForm,
    DecisionForm,
    DispatchForm,
    FollowerForm,
    JudgmentForm,
    ReversalForm,
    RewriteForm,
    SettleForm,
    StandingForm,
    TakeBackForm,
    WithdrawalForm,
)
from app.removals.models import Removal
from app.removals.views.pieces import READERS, WORDS, WRITERS, blueprint
from app.statutes import queries as statutes

NEEDS = {
    "answer": "may_answer", "dispatch": "may_dispatch", "write_anew": "may_dispatch", "appeal": "may_appeal",
    "decide": "may_decide_appeal", "withdraw_appeal": "may_decide_appeal", "judgment": "may_judge",
    "follow": "may_name", "take_back": "may_name", "go_on": "may_go_on", "let_end": "may_go_on",
    "undo_going_on": "may_undo_going_on", "reverse": "may_reverse", "step_back": "may_take_back",
    "settle": "may_settle",
}
"""Form → the step that shows it; what one says that came too late stands above all."""

TABS = {"": _l("Alle"), "open": _l("Offen"), "entered": _l("Eingetragen"), "ended": _l("Erledigt")}


@blueprint.get("/ausscheiden", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Removals by how far they have come and by their kind, searched and sorted."""
    session = db.session()
    listing = Listing.of_request(tuple(queries.SORTS), ("view", "kind"), newest_first=True)
    view, kind = listing.filters.get("view", ""), listing.filters.get("kind", "")
    asked = (view, listing.query, kind, listing.sort, listing.descending)
    if wanted := wanted_export():
        return export(wanted, "ausscheiden", _columns(), queries.list_removals(session, *asked)[0])
    listing.rows, listing.total = queries.list_removals(session, *asked, listing.offset, listing.limit)
    return page(
        "removals/index.html", listing=listing, tabs=listing.tabs(TABS, queries.counts(session)),
        choices=[{"name": "kind", "label": _("Was geschehen ist"), "options": list(KINDS.items())}],
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> list[Column[Removal]]:
    return [
        Column("number", _("Nummer"), lambda row: row.number),
        Column("member", _("Nr."), lambda row: row.member.number),
        Column("name", _("Mitglied"), lambda row: row.member.party.display_name),
        Column("kind", _("Was geschehen ist"), lambda row: KINDS[row.kind]),
        Column("event", _("Tag"), lambda row: row.event_on),
        Column("last_day", _("Ende der Mitgliedschaft"), lambda row: row.last_day),
        Column("resolution", _("Beschluss"), lambda row: row.resolution_number),
        Column("posting", _("Sendungsnummer"), lambda row: row.posting_number),
        Column("appeal", _("Beschwerde bis"), lambda row: row.appeal_until),
        Column("state", _("Stand"), lambda row: STATES[row.state]),
    ]


@blueprint.get("/ausscheiden/<int:removal_id>")
@requires(*READERS)
def show(removal_id: int) -> ResponseReturnValue:
    """One removal: days, rule, course, who follows, letters, and what may be done."""
    return shown(removal_id, {})


def shown(removal_id: int, sent: Mapping[str, Form]) -> ResponseReturnValue:
    """The page with the forms of the steps that are open; `sent` holds one that came back with what is wrong."""
    session, today = db.session(), reading_day()
    found = queries.get_removal(session, removal_id)
    letters = queries.letters_of(session, found)
    named, steps = queries.followers_of(found), queries.steps_open(found, today)
    return page(
        "removals/show.html", status_of(*sent.values()), found=found, today=today, named=named,
        late=[form for name, form in sent.items() if not getattr(steps, NEEDS[name])],
        sheets=_forms(found) | dict(sent), steps=steps, act=KeyedForm(formdata=None),
        item=queries.find_item(session, found),
        accounts=queries.accounts_waiting(session, found),
        letters=letters, replacing=queries.replacing(found, letters), payee=queries.payee_of(found),
        seizures=notices.seizures_of(session, [found.member_id]).get(found.member_id, []),
        continuing=queries.find_continuing(session, found) if steps.may_undo_going_on else None,
        goes_over=queries.would_go_over_on(session, found),
        written=archive.with_corrections(session, found.letter_id), lifted_by=queries.lifted_by(found),
        stays_entered=queries.stays_entered(session, found), joined_anew=queries.has_joined_anew(session, found),
        followed=queries.find_followed(session, found.member_id), last=queries.find_last_entry(found),
        gone=queries.taken_back(found), lacks_correction=queries.lacks_correction(session, found),
        attends_until=queries.attends_assembly_until(found), meant=queries.meant_on(session, found, today),
        version=statutes.get_version(session, found.statute_version_id),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _forms(found: Removal) -> dict[str, Form]:
    """Every form of a step, empty; a day is today's where nothing else is typed."""
    today, appeals, course = clock.today(), queries.shown_appeals(found), queries.shown_course(found)
    letter = queries.shown_letter(found)
    sheets: dict[str, Form] = {
        "answer": AnswerForm(formdata=None, happened_on=today),
        "dispatch": DispatchForm(formdata=None, happened_on=today).show(letter),
        "write_anew": RewriteForm(formdata=None).show(letter),
        "appeal": AppealForm(formdata=None, happened_on=today).show(appeals),
        "decide": DecisionForm(formdata=None, happened_on=today).show(appeals),
        "withdraw_appeal": WithdrawalForm(formdata=None, happened_on=today).show(appeals),
        "judgment": JudgmentForm(formdata=None, happened_on=today).show(queries.shown_judgments(found)),
        "settle": SettleForm(formdata=None),
        "follow": FollowerForm(formdata=None).show(queries.shown_followers(found)),
        "take_back": TakeBackForm(formdata=None), "go_on": ContinueForm(formdata=None).show(course),
        "let_end": StandingForm(formdata=None).show(course),
        "undo_going_on": ReversalForm(formdata=None).show(course), "reverse": ReversalForm(formdata=None).show(course),
        "step_back": ReversalForm(formdata=None).show(course),
    }
    offer(found, sheets)
    return sheets


def offer(found: Removal, sheets: Mapping[str, Form]) -> None:
    """Let the forms about who follows offer who may, or does."""
    words = queries.described_followers(db.session(), found, clock.today())
    people = [(each.id, f"{words[each.party_id]}: {ROLES[each.role]}") for each in queries.followers_of(found)]
    heirs = [(each.id, words[each.party_id]) for each in queries.heirs_of(found)]
    for form in sheets.values():
        match form:
            case FollowerForm():
                form.offer(found.kind, _in_their_roles(found, words))
            case TakeBackForm():
                form.entry.choices = people
            case ContinueForm():
                form.follower.choices = heirs


def _in_their_roles(found: Removal, words: Mapping[int, str]) -> dict[int, str]:
    """Party → who it is, and as what it is named."""
    roles: dict[int, list[str]] = {}
    for each in queries.followers_of(found):
        roles.setdefault(each.party_id, []).append(str(ROLES[each.role]))
    return {party_id: f"{words[party_id]}: {', '.join(held)}" for party_id, held in roles.items()}


@blueprint.get("/ausscheiden/<int:removal_id>/unterlagen/<int:step_id>")
@requires(*READERS)
def paper(removal_id: int, step_id: int) -> ResponseReturnValue:
    """A paper kept with a step; only PDF and pictures are ever kept."""
    step = queries.get_step(queries.get_removal(db.session(), removal_id), step_id)
    return handed_in(files.get(step.paper_sha256 or ""), step.paper_name, step.paper_type)
