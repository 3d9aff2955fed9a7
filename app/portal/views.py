"""The member's own pages; which membership is meant stands in the address."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock
from app.core.db import db
from app.core.values import Role
from app.core.web import KeyedForm, current_actor, download, in_words, page, requires
from app.departures.rules import KIND_WORDS, STATE_WORDS
from app.parties.rules import AUTHORITY_WORDS
from app.portal import queries
from app.shares.rules import GROUND_WORDS
from app.statutes import queries as statutes

blueprint = Blueprint("portal", __name__, url_prefix="/mein")

AUTHORITIES, GROUNDS = in_words(AUTHORITY_WORDS), in_words(GROUND_WORDS)
NOTICES, NOTICE_STATES = in_words(KIND_WORDS), in_words(STATE_WORDS)


@blueprint.get("/")
@requires(Role.MEMBER)
def index() -> ResponseReturnValue:
    """The first of the memberships one acts for."""
    own = queries.memberships_of(db.session(), current_actor().party_id, clock.today())
    if not own:
        return page("portal/nothing.html", office=statutes.house_facts(db.session()))
    return redirect(url_for(".show", number=own[0].number))


@blueprint.get("/<int:number>")
@requires(Role.MEMBER)
def show(number: int) -> ResponseReturnValue:
    """One membership: shares, payments, documents, the entry in the register."""
    session, today, party_id = db.session(), clock.today(), current_actor().party_id
    member = queries.own_member(session, party_id, number, today)
    return page(
        "portal/show.html", own=queries.memberships_of(session, party_id, today), today=today,
        membership=queries.membership(session, member, today), authorities=AUTHORITIES, grounds=GROUNDS,
        notices=NOTICES, notice_states=NOTICE_STATES,
        office=statutes.house_facts(session), act=KeyedForm(),
    )


@blueprint.get("/<int:number>/dokumente/<int:document_id>")
@requires(Role.MEMBER)
def document(number: int, document_id: int) -> Response:
    """One of the member's own documents."""
    session = db.session()
    member = queries.own_member(session, current_actor().party_id, number, clock.today())
    found = queries.own_document(session, member, document_id)
    return download(archive.content_of(found), f"{found.number or found.title}.pdf")
