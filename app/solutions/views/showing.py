"""One solution with all that belongs to it: the needs it answers, progress, partners, verdicts, files."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.core import clock, files, journal, outbox
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import Role
from app.core.web import Form, RefusalsAt, _, current_actor, handed_in, page, reading_day, requires, status_of
from app.needs import queries as needs
from app.solutions import actions, queries
from app.solutions.forms import LEVELS, ActForm, FileForm
from app.solutions.rules import PartnerState, may_see_offer, track_of
from app.solutions.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    Side,
    act_once,
    back_to,
    blueprint,
    member_name,
    office_side,
    own_side,
    owner_of,
    seen_solution,
    struck,
)


@blueprint.get("/loesungen/<int:solution_id>")
@requires(*READERS)
def show(solution_id: int) -> ResponseReturnValue:
    """One solution, as the office sees it."""
    return show_page(office_side(), solution_id)


@blueprint.get("/mein/<int:number>/loesungen/<int:solution_id>")
@requires(Role.MEMBER)
def own_show(number: int, solution_id: int) -> ResponseReturnValue:
    """One solution, as a member sees it."""
    return show_page(own_side(number), solution_id)


def show_page(side: Side, solution_id: int, **given: Form) -> ResponseReturnValue:
    """The page of a solution; a form that was refused is shown again with its errors."""
    session, solution = db.session(), seen_solution(side, solution_id)
    answered = queries.answered_by(session, side.viewer, solution)
    own = queries.is_ones_own(session, side.viewer, solution)
    subject = queries.subject_of(solution_id)
    forms: dict[str, Any] = {"file_form": FileForm(formdata=None), **given}
    return page(
        "solutions/show.html", status_of(*given.values()), solution=solution, side=side, answered=answered,
        act=ActForm(formdata=None), track=track_of(solution.entries()), struck=struck(solution),
        progress=queries.progress_seen(side.viewer, solution, own), said=_said(side, answered),
        partners=queries.partners_seen(side.viewer, solution), offers_seen=_offers_seen(side, solution),
        is_asked=_is_asked(side, solution),
        owner_of=lambda row: owner_of(row, side.viewer), name_of=lambda member: member_name(member, side.viewer),
        lines=journal.lines_about(session, subject) if side.is_office else [], **_mails(side, solution), **forms,
        **WORDS,
    )


def _said(side: Side, answered: list[queries.Answered]) -> dict[Any, int]:
    return queries.said_of(side.viewer, [each.link for each in answered])


def _is_asked(side: Side, solution: Any) -> Any:
    """The question to the member whose pages these are, whether it takes part; None where there is none."""
    if side.is_office or not side.may_write:
        return None
    asked = (each for each in solution.partners if each.member_id == side.member_id)
    return next((each for each in asked if each.state is PartnerState.ASKED), None)


def _offers_seen(side: Side, solution: Any) -> set[int]:
    """The offers with which partners take part, as far as somebody may see them."""
    session, day = db.session(), reading_day()
    offers = [each.offer for each in solution.partners if each.offer is not None and each.offer.erased_at is None]
    return {
        each.id for each in offers if may_see_offer(
            side.viewer, each.level, each.member_id in side.viewer.own, queries.does_stand(session, each.id, day)
        )
    }


def _mails(side: Side, solution: Any) -> dict[str, Any]:
    """The mails to partners, for the office; those to owners stand with their needs."""
    if not side.is_office:
        return {"mails": []}
    subjects = [queries.partner_subject_of(each.id) for each in solution.partners]
    return {"mails": [mail for each in subjects for mail in outbox.mails_about(db.session(), each)]}


def on_need(row: needs.Row, is_office: bool, number: int | None) -> tuple[str, dict[str, Any]] | None:
    """What is said on the page of a need: its solutions, and what members offer that is like it."""
    if row.need.erased_at is not None:
        return None
    side, session = office_side() if is_office or number is None else own_side(number), db.session()
    given = {
        "solutions": queries.of_need(session, side.viewer, row), "side": side, "levels": LEVELS,
        "offers": queries.offers_like(session, side.viewer, row, reading_day()),
    }
    return "solutions/_of_need.html", given


# --- files ------------------------------------------------------------------------------------------------------------


@blueprint.get("/loesungen/<int:solution_id>/anlagen/<int:file_id>")
@requires(*READERS)
def file(solution_id: int, file_id: int) -> ResponseReturnValue:
    """A file of a solution."""
    return _file(office_side(), solution_id, file_id)


@blueprint.get("/mein/<int:number>/loesungen/<int:solution_id>/anlagen/<int:file_id>")
@requires(Role.MEMBER)
def own_file(number: int, solution_id: int, file_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _file(own_side(number), solution_id, file_id)


def _file(side: Side, solution_id: int, file_id: int) -> ResponseReturnValue:
    found = queries.get_file(seen_solution(side, solution_id), file_id)
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)


@blueprint.post("/loesungen/<int:solution_id>/anlagen")
@requires(*WRITERS)
def add_file(solution_id: int) -> ResponseReturnValue:
    """Put a file to a solution."""
    side, form = office_side(), FileForm()
    if form.validate_on_submit():
        with RefusalsAt(form.file, FileRefusal):
            chosen = form.file.needed()
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.add_file(session, solution_id, chosen, actor, now).id)
            return back_to(side, solution_id, "anlagen")
    return show_page(side, solution_id, file_form=form)


@blueprint.post("/loesungen/<int:solution_id>/anlagen/<int:file_id>/entfernen")
@requires(*WRITERS)
def remove_file(solution_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file of a solution away."""
    act_once(lambda session, actor, now: actions.remove_file(session, solution_id, file_id, actor, now), solution_id,
             _("Entfernt"))
    return back_to(office_side(), solution_id, "anlagen")
