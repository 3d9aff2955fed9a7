"""One need with all that belongs to it: versions, files, comments, what is like it, its way."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core import files, horizon, journal, outbox
from app.core.db import db
from app.core.values import Role
from app.core.web import Form, current_actor, handed_in, page, reading_day, requires, status_of
from app.needs import queries
from app.needs.forms import ActForm, CommentForm, DraftFileForm, said
from app.needs.models import NeedComment
from app.needs.queries import Row
from app.needs.rules import LEADS_TO, NeedState, differences, track_of
from app.needs.views.lists import owner_of
from app.needs.views.pieces import READERS, WORDS, Side, blueprint, office_side, own_side, panels_of, seen_row


@blueprint.get("/bedarfe/<int:need_id>")
@requires(*READERS)
def show(need_id: int) -> ResponseReturnValue:
    """One need, as the office sees it."""
    return show_page(office_side(), need_id)


@blueprint.get("/mein/<int:number>/bedarfe/<int:need_id>")
@requires(Role.MEMBER)
def own_show(number: int, need_id: int) -> ResponseReturnValue:
    """One need, as members see it; of one that was withdrawn no more than that."""
    side = own_side(number)
    if queries.find_row(db.session(), need_id, side.viewer) is None:
        gone = queries.find_withdrawn(db.session(), need_id, side.viewer) if side.may_write else None
        if gone is not None:
            return page("needs/gone.html", need=gone, side=side, own=_own_comments(gone, side), **WORDS)
    return show_page(side, need_id)


def _own_comments(need: Any, side: Side) -> list[NeedComment]:
    return [each for each in need.comments if each.member_id == side.member_id and each.taken_back_at is None]


def show_page(side: Side, need_id: int, **given: Form) -> ResponseReturnValue:
    """The page of a need; a form that was refused is shown again with its errors."""
    row, session = seen_row(side, need_id), db.session()
    need, subject = row.need, queries.subject_of(need_id)
    forms = {"comment_form": comment_form(row), "file_form": DraftFileForm(formdata=None), **given}
    return page(
        "needs/show.html", status_of(*given.values()), row=row, need=need, side=side, act=ActForm(formdata=None),
        owner=owner_of(row, side.viewer), track=track_of(need.state, queries.steps_of(need)),
        similar=queries.similar_to(session, side.viewer, need.stated(), need.id), may_change=side.may_change(row),
        next_states=LEADS_TO[need.state] if side.is_office and side.may_write else (),
        may_serve=queries.may_be_served(session, need, reading_day()), may_write=_may_write(side, row),
        seen=need.steps[-1].id if need.steps else 0, answered=_answered(need.comments), author_of=_author,
        comments=queries.comments_seen(side.viewer, need), versions=queries.versions_seen(side.viewer, need),
        said=queries.words_seen(side.viewer, need), panels=panels_of(row, side),
        lines=journal.lines_about(session, subject) if side.is_office else [],
        mails=outbox.mails_about(session, subject) if side.is_office else [],
        is_audited=horizon.present() is not None, user_id=current_actor().user_id, **forms, **WORDS,
    )


def _may_write(side: Side, row: Row) -> bool:
    """Whether somebody may comment and ask here: whoever may see it, as long as it stands."""
    return side.may_write and row.need.state is not NeedState.WITHDRAWN and row.need.erased_at is None


def comment_form(row: Row) -> CommentForm:
    """The form of a comment; of an answer where the address names a question."""
    form = CommentForm(formdata=None)
    wanted = request.args.get("antwort", "")
    if any(str(each.id) == wanted and each.is_question for each in row.need.comments):
        form.answers.data = wanted
    return form


def _answered(comments: list[NeedComment]) -> set[int]:
    """The questions that have an answer."""
    return {each.answers_id for each in comments if each.answers_id is not None and each.taken_back_at is None}


def _author(comment: NeedComment) -> str:
    """For whom somebody wrote: a member by its name; empty for office and board."""
    return comment.member.party.display_name if comment.member is not None else ""


# --- versions and files -----------------------------------------------------------------------------------------------


@blueprint.get("/bedarfe/<int:need_id>/fassungen/<int:version>")
@requires(*READERS)
def version(need_id: int, version: int) -> ResponseReturnValue:
    """A version of a need, and what it changed."""
    return _version(office_side(), need_id, version)


@blueprint.get("/mein/<int:number>/bedarfe/<int:need_id>/fassungen/<int:version>")
@requires(Role.MEMBER)
def own_version(number: int, need_id: int, version: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _version(own_side(number), need_id, version)


def _version(side: Side, need_id: int, number: int) -> ResponseReturnValue:
    row = seen_row(side, need_id)
    found = queries.get_version(side.viewer, row.need, number)
    before = queries.find_version(side.viewer, row.need, number - 1)
    return page(
        "needs/version.html", row=row, need=row.need, side=side, version=found, before=before, said=said,
        changes=differences(before.content if before else {}, found.content), **WORDS,
    )


@blueprint.get("/bedarfe/<int:need_id>/anlagen/<int:file_id>")
@requires(*READERS)
def file(need_id: int, file_id: int) -> ResponseReturnValue:
    """A file of a need."""
    return _file(office_side(), need_id, file_id)


@blueprint.get("/mein/<int:number>/bedarfe/<int:need_id>/anlagen/<int:file_id>")
@requires(Role.MEMBER)
def own_file(number: int, need_id: int, file_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _file(own_side(number), need_id, file_id)


def _file(side: Side, need_id: int, file_id: int) -> ResponseReturnValue:
    found = queries.get_file(seen_row(side, need_id).need, file_id)
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)
