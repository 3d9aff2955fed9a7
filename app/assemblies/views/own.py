"""The member's own pages of one assembly: agenda, papers from their day on, what was told, the calendar's entry."""

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.models import Assembly, Dispatch
from app.assemblies.queries import Member
from app.assemblies.rules import AMENDMENTS, Stage
from app.assemblies.views.pieces import WORDS, blueprint, from_above
from app.core import clock, files
from app.core.db import db
from app.core.values import NotFound, Role
from app.core.web import current_actor, download, handed_in, page, requires
from app.members import queries as members
from app.statutes import queries as statutes


def own_member(session: Session, number: int) -> Member:
    """The member as which the person may act, as an address names it; anybody else's is not found."""
    return members.get_own(session, current_actor().party_id, number, clock.today())


def _meant(number: int, assembly_id: int) -> tuple[Member, Assembly]:
    session = db.session()
    member = own_member(session, number)
    return member, queries.own_assembly(session, member, assembly_id)


def _told(number: int, assembly_id: int, dispatch_id: int) -> Dispatch:
    return queries.get_dispatch(_meant(number, assembly_id)[1], dispatch_id)


@blueprint.get("/mein/<int:number>/<int:assembly_id>")
@requires(Role.MEMBER)
def own_show(number: int, assembly_id: int) -> ResponseReturnValue:
    """One assembly: when and where, agenda, what lies open by now, what was told."""
    member, assembly = _meant(number, assembly_id)
    today, session = clock.today(), db.session()
    is_unopened = queries.stages_of(session, [assembly], today)[assembly.id] is Stage.NOT_OPENED
    return page(
        "assemblies/own_show.html", member=member, assembly=assembly, today=today, amendments=AMENDMENTS,
        told=queries.dispatches_in_force(assembly), papers=queries.open_papers(assembly, today),
        later=queries.papers_to_come(assembly, today),
        is_coming=queries.is_coming(session, assembly, today), has_begun=queries.has_begun(session, assembly),
        is_streamed=queries.is_streamed(session, assembly), led=queries.redirection_of(session, assembly),
        is_unopened=is_unopened, recorded=from_above().recorded(session, assembly) if is_unopened else [],
        office=statutes.house_facts(session), **WORDS,
    )


@blueprint.get("/mein/<int:number>/<int:assembly_id>/mitteilung/<int:dispatch_id>")
@requires(Role.MEMBER)
def own_copy(number: int, assembly_id: int, dispatch_id: int) -> Response:
    """What everybody was told: invitation, addition, cancellation."""
    dispatch = _told(number, assembly_id, dispatch_id)
    return download(actions.copy_of(dispatch), f"{WORDS['words'].NOTICES[dispatch.kind]}.pdf")


@blueprint.get("/mein/<int:number>/<int:assembly_id>/termin.ics")
@requires(Role.MEMBER)
def own_entry(number: int, assembly_id: int) -> Response:
    """The entry for the calendar, as what was told last has it."""
    made = actions.entry_bytes(queries.dispatches_in_force(_meant(number, assembly_id)[1])[-1])
    if made is None:
        raise NotFound
    content, media_type = made
    return download(content, "Generalversammlung.ics", media_type, inline=False)


@blueprint.get("/mein/<int:number>/<int:assembly_id>/unterlagen/<int:paper_id>")
@requires(Role.MEMBER)
def own_paper(number: int, assembly_id: int, paper_id: int) -> Response:
    """A paper for the members, from its day on (§ 48 (3) GenG)."""
    found = queries.open_paper(_meant(number, assembly_id)[1], paper_id, clock.today())
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)
