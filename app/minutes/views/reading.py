"""The list of minutes, and those of one assembly as they read now."""

from collections.abc import Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from app.core import clock, files, journal
from app.core.db import db
from app.core.values import NotFound
from app.core.web import (
    Column,
    Form,
    Listing,
    _,
    _l,
    current_actor,
    download,
    export,
    may_open,
    page,
    requires,
    status_of,
    wanted_export,
)
from app.minutes import actions, queries
from app.minutes.forms import STATES, ActForm, AddendumForm, PresentForm, SealForm
from app.minutes.queries import ListedMinutes
from app.minutes.rules import MinutesState
from app.minutes.views.pieces import CARRIERS, READERS, WORDS, WRITERS, address_of, blueprint, opened, place_of
from app.voting import queries as voting

SORTS = ("day", "chair", "signed")
TABS = {"": _l("Alle"), **{state.value: word for state, word in STATES.items()}}


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Minutes by how far they are; searched by who led, where it was and what was worded."""
    listing = Listing.of_request(SORTS, ("view",), newest_first=True)
    asked = (listing.query, listing.filters.get("view", ""), listing.sort, listing.descending)
    if wanted := wanted_export():
        return export(wanted, "niederschriften", _columns(), queries.list_minutes(db.session(), *asked)[0])
    listing.rows, listing.total = queries.list_minutes(db.session(), *asked, listing.offset, listing.limit)
    return page("minutes/index.html", listing=listing, tabs=listing.tabs(TABS, queries.counts(db.session())), **WORDS)


def _columns() -> Sequence[Column[ListedMinutes]]:
    return (
        Column("day", _("Tag"), lambda row: row.assembly.meets_on),
        Column("chair", _("Leitung"), lambda row: row.sitting.chair),
        Column("taker", _("Schriftführung"), lambda row: row.sitting.minute_taker),
        Column("state", _("Stand"), lambda row: str(STATES[row.state])),
        Column("signed", _("Unterschrieben am"), lambda row: row.minutes.signed_on if row.minutes else None),
    )


@blueprint.get("/<int:assembly_id>")
@requires(*READERS)
def show(assembly_id: int) -> ResponseReturnValue:
    """The minutes part by part, what is to be done next, who signed."""
    return shown(assembly_id)


def shown(assembly_id: int, **sent: Form) -> ResponseReturnValue:
    """The page; `sent` are forms of it that came back with what is wrong."""
    session, (assembly, sitting) = db.session(), opened(assembly_id)
    minutes = queries.find_minutes(session, assembly_id)
    state = queries.state_of(minutes)
    sheets = {"act": ActForm(formdata=None), "present": _present_form(assembly), **_sheets(assembly_id, state), **sent}
    declared = queries.declared_polls(session, assembly_id)
    may_write = current_actor().has_any(WRITERS)
    return page(
        "minutes/show.html", status_of(*sent.values()), assembly=assembly, sitting=sitting, minutes=minutes,
        state=state, sections=queries.sections_of(session, assembly, sitting), sheets=sheets,
        officers=queries.officers_of(session, assembly), former=queries.taken_back(session, assembly_id),
        addenda=[each for each in minutes.addenda if may_write or each.fixed_at] if minutes else [],
        former_addenda=queries.addenda_taken_back(session, minutes) if minutes else [],
        may_write=may_write, may_board_sign=queries.may_board_sign(session, assembly, sitting),
        is_led_by_board=queries.is_led_by_board(session, assembly, sitting),
        beside=[each.name for each in actions.signatories_of(session, assembly, sitting)][1:],
        following=[(each, address_of(each), place_of(each)) for each in queries.following(session, assembly)],
        opens_settlements=may_open("settlements.candidates"), may_carry=current_actor().has_any(CARRIERS),
        challenge=queries.challenge_of(session, assembly, sitting) if declared else None,
        sums_of=queries.sums_of, votes_for=queries.votes_for, today=clock.today(),
        wording_of=lambda poll: queries.resolved_wording(session, poll),
        lines=journal.lines_about(session, f"assembly:{assembly_id}"), **WORDS,
    )


def _present_form(assembly: queries.Assembly) -> PresentForm:
    """Who of the board was there, and who led, as it was noted."""
    known = queries.shown_of_attending(db.session(), assembly)
    form = PresentForm(formdata=None, data=known)
    offer_present(form, assembly)
    return form.show(known)


def offer_present(form: PresentForm, assembly: queries.Assembly) -> None:
    """The members of the board that no door knows, and who can have led."""
    session = db.session()
    sitting = queries.get_opened(session, assembly.id)
    unknown = [each for each in queries.officers_of(session, assembly) if not each.came]
    form.present.choices = [(each.party_id, each.name) for each in unknown]
    form.chair.choices = [(0, _("wie in der Leitung eingetragen")), *(
        (each.id, each.display_name) for each in voting.called_chair(session, assembly, sitting)
    )]


def _sheets(assembly_id: int, state: MinutesState) -> dict[str, Form]:
    """What can be entered next: the signatures, or an addendum."""
    session = db.session()
    if state is MinutesState.FIXED:
        form = SealForm(formdata=None).show(queries.shown_of_minutes(session, assembly_id))
        offer_signers(form, assembly_id)
        return {"seal": form}
    if state is MinutesState.SEALED:
        return {"add": AddendumForm(formdata=None).show(queries.shown_of_addenda(session, assembly_id))}
    return {}


def offer_signers(form: SealForm, assembly_id: int) -> None:
    """Who can have signed: the chair, and who of the board was there."""
    assembly, sitting = opened(assembly_id)
    board = queries.board_there(db.session(), assembly)
    form.chair.choices = [(sitting.chair, sitting.chair)]
    form.board.choices = [(name, name) for name in board if name != sitting.chair]


@blueprint.get("/<int:assembly_id>/entwurf.pdf")
@requires(*READERS)
def draft(assembly_id: int) -> Response:
    """The minutes as they read now, in print, marked as a draft."""
    assembly, sitting = opened(assembly_id)
    content = actions.print_draft(db.session(), assembly, sitting, clock.now())
    return download(content, f"Entwurf-Niederschrift-{assembly.meets_on}.pdf")


@blueprint.get("/<int:assembly_id>/niederschrift.pdf")
@requires(*READERS)
def printed(assembly_id: int) -> Response:
    """What was printed for signature, with its annexes in the file."""
    minutes = queries.get_minutes(db.session(), assembly_id)
    if minutes.document.sha256 is None:
        raise NotFound
    return download(files.get(minutes.document.sha256), f"Niederschrift-{assembly_id}.pdf")


@blueprint.get("/<int:assembly_id>/unterschrieben")
@requires(*READERS)
def signed(assembly_id: int) -> Response:
    """The signed copy as it was handed in."""
    minutes = queries.get_minutes(db.session(), assembly_id)
    if minutes.scan_sha256 is None:
        raise NotFound
    return download(files.get(minutes.scan_sha256), f"Niederschrift-{assembly_id}-unterschrieben.pdf")
