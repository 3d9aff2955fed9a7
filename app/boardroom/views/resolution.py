"""One resolution: the matter on the left, the vote on the right, what follows before the button."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boardroom import queries, rules
from app.boardroom.actions import title_of
from app.boardroom.forms import (
    AttendanceForm,
    BiasForm,
    LaterRecordForm,
    MinutedBiasForm,
    MinutedVotesForm,
    ObjectionForm,
    QuestionForm,
    SignatureForm,
    VoteAllForm,
    VoteForm,
)
from app.boardroom.queries import Item, Resolution
from app.boardroom.views.pieces import (
    READERS,
    WORDS,
    asked_by,
    assembly_behind,
    attending,
    blueprint,
    minuted_votes,
    my_party,
    own_vote,
    seats_for_choice,
)
from app.core import clock, files, journal
from app.core.db import db
from app.core.values import NotFound, PartyKind, Role
from app.core.web import current_actor, download, page, reading_day, requires, status_of, titled, told
from app.organs import queries as organs
from app.organs.rules import ABOUT_APPLICATIONS, Outcome, Procedure
from app.shares.rules import left_to_assembly, schedule
from app.statutes import queries as statutes


@blueprint.get("/<int:resolution_id>")
@requires(*READERS)
def show(resolution_id: int) -> ResponseReturnValue:
    """A resolution with one of its items, the votes on it and what one can do."""
    return show_page(organs.get_resolution(db.session(), resolution_id))


def show_page(resolution: Resolution, item: Item | None = None, **forms: Any) -> ResponseReturnValue:
    """The page of a resolution; a form that was refused is shown again with its errors."""
    session, today, party_id = db.session(), reading_day(), my_party()
    waiting = organs.items_awaiting(session, party_id, today) if party_id else []
    item = item or _chosen(resolution, {each.id for each in waiting})
    ballot = queries.ballot_of(session, item, party_id, today)
    may_read = rules.may_read_matter(current_actor(), queries.asked_about(session, item))
    matter = queries.matter_of(session, item, today) if may_read else None
    is_asked = matter is not None and item.is_open
    hindrance = queries.hindrance_of(session, item, today) if is_asked else None
    statute = statutes.statute_on(session, today)
    shares = matter.shares if matter else 0
    given = {
        "vote_form": _vote_form(item, ballot), "all_form": VoteAllForm(formdata=None),
        "minuted_votes_form": MinutedVotesForm(formdata=None).show(minuted_votes(item)),
        "bias_form": BiasForm(formdata=None), "objection_form": ObjectionForm(formdata=None),
        "question_form": QuestionForm(formdata=None), "attendance_form": attendance_form(session, resolution),
        "signature_form": SignatureForm(formdata=None, signed_on=today),
        "later_record_form": LaterRecordForm(formdata=None),
        "minuted_bias_form": minuted_bias_form(session, item), **forms,
    }  # fmt: skip
    return page(
        "boardroom/show.html", status_of(*forms.values()), resolution=resolution, item=item, ballot=ballot,
        standing=ballot.standing, heading=_heading(session, resolution, item),
        matter=matter, text=queries.text_of(session, item, item.decided_on or today),
        is_about_application=item.kind in ABOUT_APPLICATIONS,
        is_withheld=item.kind in ABOUT_APPLICATIONS and not may_read, **_superseded(session, item),
        words=queries.words_of(session, matter), assembly_id=assembly_behind(resolution),
        asked_for=asked_by(resolution),
        names=queries.names_of(session, resolution.items),
        hindrance=told(rules.reason_of(hindrance)) if hindrance else "", is_hindered=hindrance is not None,
        consequences=[told(each) for each in queries.consequences_of(session, item, matter, today)],
        calculation=[told(words(ballot.standing)) for words in (rules.count_of, rules.quorum_of, rules.majority_of)],
        questions=queries.questions_about(session, item), state=queries.state_of(resolution),
        my_waiting={each.id for each in waiting}, place=queries.neighbours(waiting, item), waiting=waiting,
        runs=queries.is_running(resolution, today), today=today, my_party=party_id,
        lines=journal.lines_about(session, f"resolution:{resolution.id}"),
        statute=statute, rates=schedule(statute, shares), rest=left_to_assembly(statute, shares),
        **_permissions(resolution, matter), **WORDS, **given,
    )


def _heading(session: Session, resolution: Resolution, item: Item) -> str:
    """What heads the page: the item's name where it stands alone, unless somebody gave its own wording a title."""
    is_titled = item.reference is None and resolution.title != title_of(resolution.items)
    return titled(resolution.title) if len(resolution.items) > 1 or is_titled else queries.name_of(session, item)


def _superseded(session: Session, item: Item) -> dict[str, Any]:
    """Whether what was accepted is about an application that was given back since, and what is decided instead."""
    is_superseded = item.outcome is Outcome.ACCEPTED and queries.is_superseded(session, item)
    return {"is_superseded": is_superseded, "anew": queries.anew(session, item) if is_superseded else None}


def _vote_form(item: Item, ballot: queries.Ballot) -> VoteForm:
    """The vote as it stands, with its reason."""
    own = ballot.own
    form = VoteForm(formdata=None, reason=own.words if own else "")
    return form.show(own_vote(item, own.party_id if own else None))


def _permissions(resolution: Resolution, matter: queries.Dossier | None) -> dict[str, Any]:
    """What the signed-in person may do on the page, beside voting."""
    actor = current_actor()
    return {
        "is_meeting": resolution.procedure is Procedure.MEETING,
        "may_convene": rules.may_convene(actor, resolution.organ),
        "may_see_application": actor.has_any(rules.SEE_APPLICATIONS),
        "may_complete": actor.has_any((Role.OFFICE,)),
        "is_member_of_organ": actor.has_any((rules.ROLE_OF[resolution.organ],)),
        "is_organisation": matter is not None and matter.typed.kind is not PartyKind.NATURAL_PERSON,
    }


def _chosen(resolution: Resolution, waiting: set[int]) -> Item:
    """The item the address names; else the first that waits for the person, else the first."""
    wanted = request.args.get("punkt", 0, type=int)
    named = next((item for item in resolution.items if item.position == wanted), None)
    mine = next((item for item in resolution.items if item.id in waiting), None)
    return named or mine or resolution.items[0]


def attendance_form(session: Session, resolution: Resolution) -> AttendanceForm:
    """Who takes part in a meeting, as the form shows it."""
    is_sent = request.endpoint == "boardroom.set_attendance"
    form = AttendanceForm(data=attending(resolution), **({} if is_sent else {"formdata": None}))
    form.attending.choices = seats_for_choice(session, resolution.organ, clock.today())
    return form.show(attending(resolution))


def minuted_bias_form(session: Session, item: Item) -> MinutedBiasForm:
    """Whose bias the minutes may state, as the form shows it."""
    form = MinutedBiasForm() if request.endpoint == "boardroom.enter_bias" else MinutedBiasForm(formdata=None)
    form.ground.id = "minuted-ground"
    noted = {bias.party_id for bias in item.biases}
    seats = seats_for_choice(session, item.organ, clock.today())
    form.party.choices = [(party_id, name) for party_id, name in seats if party_id not in noted]
    return form


@blueprint.get("/<int:resolution_id>/protokoll.pdf")
@requires(*READERS)
def protocol(resolution_id: int) -> ResponseReturnValue:
    """The protocol as it is archived."""
    resolution = organs.get_resolution(db.session(), resolution_id)
    return download(queries.protocol_pdf(db.session(), resolution), f"Protokoll-{resolution.number}.pdf")


@blueprint.get("/<int:resolution_id>/niederschrift.pdf")
@requires(*READERS)
def record_file(resolution_id: int) -> ResponseReturnValue:
    """The signed record of a resolution: the scan of its own protocol, or what came from elsewhere."""
    resolution = organs.get_resolution(db.session(), resolution_id)
    if resolution.record_sha256 is None:
        raise NotFound
    return download(files.get(resolution.record_sha256), f"Niederschrift-{resolution.number}.pdf")


@blueprint.get("/gegenstaende/<int:item_id>/erklaerung.pdf")
@requires(*READERS)
def declaration(item_id: int) -> ResponseReturnValue:
    """The declaration on which an organ decides, as it was frozen."""
    session, item = db.session(), organs.get_item(db.session(), item_id)
    if not rules.may_read_matter(current_actor(), queries.asked_about(session, item)):
        raise NotFound
    return download(queries.declaration_pdf(session, item), "Beitrittserklaerung.pdf")
