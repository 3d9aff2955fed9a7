"""Write a need or change one: begin, keep what is typed, show what is like it, raise it; from office and portal."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import Refusal, Role
from app.core.web import (
    Overtaken,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    handed_in,
    page,
    requires,
    status_of,
    translated,
)
from app.needs import actions, queries
from app.needs.forms import BeginForm, DraftFileForm, NeedForm
from app.needs.models import NeedDraft
from app.needs.rules import Stated
from app.needs.views.owning import owner_named, stated_before
from app.needs.views.pieces import (
    WORDS,
    WRITERS,
    Side,
    acting,
    back_to,
    blueprint,
    house_regions,
    office_side,
    once,
    seen_row,
)

# --- begin ------------------------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def begin() -> ResponseReturnValue:
    """Ask for whom the office raises a need, then begin its draft."""
    form = BeginForm()
    if request.method == "GET":
        form.owner.data = request.args.get("fuer", "")[:30]
    elif form.validate_on_submit():
        with RefusalsAt(form.owner):
            owner = owner_named(db.session(), form.owner.data or "")
            before = stated_before(db.session(), owner, request.form.get("anfrage", ""))
            return redirect(office_side().url("draft", draft_id=_begin(form, owner, before)))
    return page("needs/begin.html", status_of(form), form=form, side=office_side(), **WORDS)


def _begin(form: Any, owner: actions.Owner, stated: Stated) -> int:
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        return int(form.once(session, lambda: actions.begin(session, owner, stated, actor, now).id))


@blueprint.post("/mein/<int:number>/bedarfe/neu")
@requires(Role.MEMBER)
def own_begin(number: int) -> ResponseReturnValue:
    """Begin a need of one's own."""
    side = acting(number)
    stated = Stated(region=side.member.party.region or "")
    draft_id = _begin(DraftFileForm(), actions.Owner(side.member_id), stated)
    return redirect(side.url("draft", draft_id=draft_id))


@blueprint.post("/bedarfe/<int:need_id>/aendern")
@requires(*WRITERS)
def change(need_id: int) -> ResponseReturnValue:
    """Begin to change a need, or go on with that."""
    return _change(office_side(), need_id)


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/aendern")
@requires(Role.MEMBER)
def own_change(number: int, need_id: int) -> ResponseReturnValue:
    """The same of one's own need."""
    return _change(acting(number), need_id)


def _change(side: Side, need_id: int) -> ResponseReturnValue:
    seen_row(side, need_id)
    with transaction() as session:
        draft_id = actions.begin_change(session, need_id, side.member_id, current_actor(), clock.now()).id
    return redirect(side.url("draft", draft_id=draft_id))


# --- the page of a draft ----------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/entwurf/<int:draft_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def draft(draft_id: int) -> ResponseReturnValue:
    """Write a need for a member or a prospect."""
    return _draft(office_side(), draft_id)


@blueprint.route("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_draft(number: int, draft_id: int) -> ResponseReturnValue:
    """Write a need of one's own."""
    return _draft(acting(number), draft_id)


def _draft(side: Side, draft_id: int) -> ResponseReturnValue:
    """Buttons: `raise` raises, `save` keeps, `file` puts a file to it; each keeps what was typed, whatever lacks."""
    wanted = request.form.get("act", "save")
    form = NeedForm() if request.method == "POST" else None
    if form is None:
        return _page(side, draft_of(side, draft_id))
    form.offer(house_regions(), form.region.data or "")
    file_form = DraftFileForm()
    if form.validate_on_submit() and (wanted != "file" or file_form.validate()):
        with suppress(Overtaken), RefusalsAbove(form), RefusalsAt(file_form.file, FileRefusal):
            if wanted == "raise" and form.is_complete():
                return _raised(side, draft_id, form)
            form.shown.data = _keep(side, draft_id, form)
            if wanted == "raise":
                return _page(side, draft_of(side, draft_id), form, file_form)
            if wanted == "file":
                _put_file(draft_id, file_form)
            flash(_("Datei hinzugefügt") if wanted == "file" else _("Entwurf gespeichert"))
            return redirect(side.url("draft", draft_id=draft_id, _anchor="anlagen" if wanted == "file" else None))
    return _page(side, draft_of(side, draft_id), form, file_form)


def draft_of(side: Side, draft_id: int) -> NeedDraft:
    """One's own draft on this side; one for another member is not found here."""
    found = queries.get_draft(db.session(), draft_id, current_actor().user_id)
    if not side.is_office and found.member_id != side.member_id:
        raise Refusal("Diesen Entwurf schreiben Sie für ein anderes Mitglied.")
    return found


def _page(
    side: Side, found: NeedDraft, form: NeedForm | None = None, file_form: DraftFileForm | None = None
) -> ResponseReturnValue:
    session, stated = db.session(), found.stated()
    if form is None:
        form = NeedForm(formdata=None, data=stated.content())
        form.offer(house_regions(), stated.region)
        form.show(stored_of(session, found))
    row = seen_row(side, found.need_id) if found.need_id is not None else None
    file_form = file_form or DraftFileForm(formdata=None)
    return page(
        "needs/draft.html", status_of(form, file_form), form=form, file_form=file_form, draft=found, row=row, side=side,
        owner=_owner_of(found), similar=queries.similar_to(session, side.viewer, form.stated(), found.need_id or 0),
        overtaken=row is not None and len(row.need.versions) > found.version, kept_days=queries.KEPT.days, **WORDS,
    )


def _owner_of(found: NeedDraft) -> str:
    if found.member is not None:
        return found.member.party.display_name
    return found.prospect.name if found.prospect else ""


def stored_of(session: Session, found: NeedDraft) -> dict[str, object]:
    """What the page of a draft relies on: what is kept of it, and of a change the version of the need."""
    need = queries.get_need(session, found.need_id) if found.need_id is not None else None
    return {**found.stated().content(), "version": str(len(need.versions)) if need else ""}


def _matter(session: Session, draft_id: int) -> str:
    """What is edited: the need where one is changed, for everybody who changes it has a draft of its own."""
    need_id = queries.need_of_draft(session, draft_id)
    return f"need draft:{draft_id}" if need_id is None else f"need:{need_id}"


def _keep(side: Side, draft_id: int, form: NeedForm) -> str:
    """Keep what was typed, unless it was changed in another window; gives what the page knows from now on."""
    with transaction() as session:
        form.check_known(
            session, _matter(session, draft_id), lambda: stored_of(session, draft_of(side, draft_id)),
            {**form.stated().content(), "version": form.shown.data},
        )
        kept = actions.keep(session, draft_id, form.stated(), current_actor(), clock.now())
        return form.shown_now(stored_of(session, kept))


def _raised(side: Side, draft_id: int, form: NeedForm) -> ResponseReturnValue:
    actor, now = current_actor(), clock.now()

    def act() -> int:
        draft_of(side, draft_id)
        return actions.publish(session, draft_id, form.stated(), side.is_office, actor, now).id

    with transaction() as session:
        need_id = form.add(
            session, _matter(session, draft_id), lambda: stored_of(session, draft_of(side, draft_id)), act,
            form.stated().content(),
        )
    is_new = not side.is_office and len(queries.get_need(db.session(), need_id).versions) == 1
    flash(_("Eingebracht. Die Geschäftsstelle sieht ihn sich an.") if is_new else _("Gespeichert"))
    return back_to(side, need_id)


@blueprint.post("/bedarfe/entwurf/<int:draft_id>/zwischenstand")
@requires(*WRITERS)
def draft_keep(draft_id: int) -> ResponseReturnValue:
    """Keep what was typed while somebody types."""
    return _kept(office_side(), draft_id)


@blueprint.post("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>/zwischenstand")
@requires(Role.MEMBER)
def own_draft_keep(number: int, draft_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _kept(acting(number), draft_id)


def _kept(side: Side, draft_id: int) -> ResponseReturnValue:
    form = NeedForm()
    form.offer(house_regions(), form.region.data or "")
    if not form.validate_on_submit():
        return form.faults(), 422
    try:
        return _keep(side, draft_id, form), 200, {"Content-Type": "text/plain; charset=utf-8"}
    except Overtaken as overtaken:
        return translated(overtaken), 409


@blueprint.post("/bedarfe/entwurf/<int:draft_id>/aehnliche")
@requires(*WRITERS)
def draft_similar(draft_id: int) -> ResponseReturnValue:
    """What is like what was typed so far."""
    return _similar(office_side(), draft_id)


@blueprint.post("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>/aehnliche")
@requires(Role.MEMBER)
def own_draft_similar(number: int, draft_id: int) -> ResponseReturnValue:
    """The same in the portal, among what members may see."""
    return _similar(acting(number), draft_id)


def _similar(side: Side, draft_id: int) -> ResponseReturnValue:
    form, found = NeedForm(), draft_of(side, draft_id)
    form.offer(house_regions())
    similar = queries.similar_to(db.session(), side.viewer, form.stated(), found.need_id or 0)
    return page("needs/similar.html", similar=similar, side=side, is_typed=True, **WORDS)


# --- files, and throwing away -----------------------------------------------------------------------------------------


def _put_file(draft_id: int, form: DraftFileForm) -> None:
    chosen = form.file.needed()
    with transaction() as session:
        actions.add_draft_file(session, draft_id, chosen, current_actor(), clock.now())


@blueprint.get("/bedarfe/entwurf/<int:draft_id>/anlagen/<int:file_id>")
@requires(*WRITERS)
def draft_file(draft_id: int, file_id: int) -> ResponseReturnValue:
    """A file of a draft, to whoever writes it."""
    return _file(office_side(), draft_id, file_id)


@blueprint.get("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>/anlagen/<int:file_id>")
@requires(Role.MEMBER)
def own_draft_file(number: int, draft_id: int, file_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _file(acting(number), draft_id, file_id)


def _file(side: Side, draft_id: int, file_id: int) -> ResponseReturnValue:
    found = queries.get_draft_file(draft_of(side, draft_id), file_id)
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)


@blueprint.post("/bedarfe/entwurf/<int:draft_id>/anlagen/<int:file_id>/entfernen")
@requires(*WRITERS)
def draft_remove_file(draft_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file out of a draft."""
    return _remove_file(office_side(), draft_id, file_id)


@blueprint.post("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>/anlagen/<int:file_id>/entfernen")
@requires(Role.MEMBER)
def own_draft_remove_file(number: int, draft_id: int, file_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _remove_file(acting(number), draft_id, file_id)


def _remove_file(side: Side, draft_id: int, file_id: int) -> ResponseReturnValue:
    draft_of(side, draft_id)
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, lambda: actions.remove_draft_file(session, draft_id, file_id, actor, now), draft_id)
    flash(_("Entfernt"))
    return redirect(side.url("draft", draft_id=draft_id, _anchor="anlagen"))


@blueprint.post("/bedarfe/entwurf/<int:draft_id>/loeschen")
@requires(*WRITERS)
def draft_discard(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    return _discard(office_side(), draft_id)


@blueprint.post("/mein/<int:number>/bedarfe/entwurf/<int:draft_id>/loeschen")
@requires(Role.MEMBER)
def own_draft_discard(number: int, draft_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _discard(acting(number), draft_id)


def _discard(side: Side, draft_id: int) -> ResponseReturnValue:
    need_id = draft_of(side, draft_id).need_id
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, lambda: actions.discard(session, draft_id, actor, now), draft_id)
    flash(_("Entwurf gelöscht"))
    return back_to(side, need_id) if need_id is not None else redirect(side.url("index"))
