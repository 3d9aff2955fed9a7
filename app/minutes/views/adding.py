"""An addendum to signed minutes: drafted, worded, printed for signature, taken back, signed (§ 47 GenG)."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import NotFound
from app.core.web import (
    Form,
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    download,
    page,
    requires,
    status_of,
)
from app.minutes import actions, queries
from app.minutes.forms import ActForm, AddendumForm, AddendumWordingForm, SealAddendumForm
from app.minutes.models import Addendum
from app.minutes.rules import AboutSignatures, MinutesState, check_addendum_printed
from app.minutes.views.pieces import READERS, WORDS, WRITERS, back_to, blueprint, opened
from app.minutes.views.reading import offer_signers, shown


@blueprint.post("/<int:assembly_id>/nachtrag")
@requires(*WRITERS)
def add(assembly_id: int) -> ResponseReturnValue:
    """Draft what corrects or completes signed minutes."""
    opened(assembly_id)
    form = AddendumForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.text):
            addendum_id = _add(form, assembly_id)
            flash(_("Der Nachtrag ist entworfen. Gilt der Wortlaut, drucken Sie ihn zur Unterschrift."), "success")
            return redirect(url_for(".addendum", assembly_id=assembly_id, addendum_id=addendum_id))
    return shown(assembly_id, add=form)


def _add(form: AddendumForm, assembly_id: int) -> int:
    text, actor, now = form.text.data or "", current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        return form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_addenda(session, assembly_id),
            lambda: actions.add(session, assembly, text, actor, now).id,
        )


def _named(assembly_id: int, addendum_id: int) -> Addendum:
    """The addendum that an address names; nobody but who writes minutes sees its draft."""
    found = queries.get_addendum(db.session(), assembly_id, addendum_id)
    if found.state is MinutesState.DRAFT and not current_actor().has_any(WRITERS):
        raise NotFound
    return found


@blueprint.get("/<int:assembly_id>/nachtrag/<int:addendum_id>")
@requires(*READERS)
def addendum(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """An addendum: its text, how far it is, what is to be done next."""
    return _shown(assembly_id, _named(assembly_id, addendum_id))


def _shown(assembly_id: int, found: Addendum, **sent: Form) -> ResponseReturnValue:
    """The page; `sent` are forms of it that came back with what is wrong."""
    session, (assembly, sitting) = db.session(), opened(assembly_id)
    sheets = {"act": ActForm(formdata=None), **_sheets(assembly_id, found), **sent}
    return page(
        "minutes/addendum.html", status_of(*sent.values()), assembly=assembly, sitting=sitting, found=found,
        sheets=sheets, may_write=current_actor().has_any(WRITERS),
        is_led_by_board=queries.is_led_by_board(session, assembly, sitting),
        beside=[each.name for each in actions.signatories_of(session, assembly, sitting)][1:], **WORDS,
    )


def _sheets(assembly_id: int, found: Addendum) -> dict[str, Form]:
    """What can be entered next: another wording, or the signatures."""
    known = queries.shown_of_addendum(found)
    if found.state is MinutesState.DRAFT:
        return {"word": AddendumWordingForm(formdata=None, data=known).show(known)}
    if found.state is MinutesState.FIXED and found.taken_back_at is None:
        form = SealAddendumForm(formdata=None).show(known)
        offer_signers(form, assembly_id)
        return {"seal": form}
    return {}


@blueprint.post("/<int:assembly_id>/nachtrag/<int:addendum_id>")
@requires(*WRITERS)
def word_addendum(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """Word the draft of an addendum anew."""
    found, form = _named(assembly_id, addendum_id), AddendumWordingForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.text):
            _word(form, assembly_id, addendum_id)
            flash(_("Gespeichert."), "success")
            return _back(assembly_id, addendum_id)
    return _shown(assembly_id, found, word=form)


def _word(form: AddendumWordingForm, assembly_id: int, addendum_id: int) -> None:
    text, actor, now = form.text.data or "", current_actor(), clock.now()
    with transaction() as session:
        actions.hold(session, assembly_id)
        found = queries.get_addendum(session, assembly_id, addendum_id)
        form.check_known(session, actions.matter_of(assembly_id), lambda: queries.shown_of_addendum(found))
        actions.word_addendum(session, found, text, actor, now)


@blueprint.post("/<int:assembly_id>/nachtrag/<int:addendum_id>/drucken")
@requires(*WRITERS)
def fix_addendum(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """Print an addendum for signature; pressed twice, it is one print."""
    _named(assembly_id, addendum_id)
    form = ActForm()
    if form.validate_on_submit():
        _fix(form, assembly_id, addendum_id)
        flash(_("Der Nachtrag liegt zur Unterschrift im Druckkorb."), "success")
    return _back(assembly_id, addendum_id)


def _fix(form: ActForm, assembly_id: int, addendum_id: int) -> None:
    actor, now = current_actor(), clock.now()

    def act() -> int:
        actions.hold(session, assembly_id)
        found = queries.get_addendum(session, assembly_id, addendum_id)
        actions.fix_addendum(session, found, actor, now)
        return addendum_id

    with transaction() as session:
        form.once(session, act)


@blueprint.post("/<int:assembly_id>/nachtrag/<int:addendum_id>/verwerfen")
@requires(*WRITERS)
def discard_addendum(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """Drop the draft of an addendum; pressed twice, it is gone once."""
    opened(assembly_id)
    form = ActForm()
    if form.validate_on_submit():
        _discard(form, assembly_id, addendum_id)
        flash(_("Der Entwurf ist verworfen."), "success")
    return back_to(assembly_id, "nachtraege")


def _discard(form: ActForm, assembly_id: int, addendum_id: int) -> None:
    actor, now = current_actor(), clock.now()

    def act() -> int:
        actions.hold(session, assembly_id)
        actions.discard_addendum(session, queries.get_addendum(session, assembly_id, addendum_id), actor, now)
        return addendum_id

    with transaction() as session:
        form.once(session, act)


@blueprint.route("/<int:assembly_id>/nachtrag/<int:addendum_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(*WRITERS)
def take_addendum_back(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take back an addendum that lies for signature."""
    (assembly, _sitting), found, form = opened(assembly_id), _named(assembly_id, addendum_id), ReasonForm()
    if not form.is_submitted():
        check_addendum_printed(found.state)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_back(form, assembly_id, addendum_id)
            flash(_("Zurückgenommen. Der Nachtrag ist wieder ein Entwurf."), "success")
            return back_to(assembly_id, "nachtraege")
    return page("minutes/take_addendum_back.html", status_of(form), form=form, assembly=assembly, found=found, **WORDS)


def _take_back(form: ReasonForm, assembly_id: int, addendum_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.hold(session, assembly_id)
        found = queries.get_addendum(session, assembly_id, addendum_id)
        actions.take_addendum_back(session, found, reason, actor, now)
        return addendum_id

    with transaction() as session:
        form.once(session, act)


@blueprint.post("/<int:assembly_id>/nachtrag/<int:addendum_id>/unterschrift")
@requires(*WRITERS)
def seal_addendum(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    """Note who signed an addendum, and keep the signed copy."""
    found, form = _named(assembly_id, addendum_id), SealAddendumForm()
    offer_signers(form, assembly_id)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.scan, FileRefusal), RefusalsAt(form.signed_on, AboutSignatures):
            _seal(form, assembly_id, addendum_id)
            flash(_("Unterschrieben. Die Mitglieder sehen den Nachtrag jetzt auf ihrer Seite."), "success")
            return _back(assembly_id, addendum_id)
    return _shown(assembly_id, found, seal=form)


def _seal(form: SealAddendumForm, assembly_id: int, addendum_id: int) -> None:
    scan, signed, day, actor, now = form.scan.needed(), form.signed, form.signed_on.day, current_actor(), clock.now()

    def act() -> int:
        actions.seal_addendum(session, found, signed, day, scan, actor, now)
        return addendum_id

    with transaction() as session:
        actions.hold(session, assembly_id)
        found = queries.get_addendum(session, assembly_id, addendum_id)
        form.add(session, actions.matter_of(assembly_id), lambda: queries.shown_of_addendum(found), act)


@blueprint.get("/<int:assembly_id>/nachtrag/<int:addendum_id>/entwurf.pdf")
@requires(*WRITERS)
def addendum_draft(assembly_id: int, addendum_id: int) -> Response:
    """An addendum as it reads now, in print, marked as a draft."""
    found = _named(assembly_id, addendum_id)
    content = actions.print_addendum_draft(db.session(), found, clock.now())
    return download(content, f"Entwurf-Nachtrag-{assembly_id}-{found.number}.pdf")


@blueprint.get("/<int:assembly_id>/nachtrag/<int:addendum_id>/nachtrag.pdf")
@requires(*READERS)
def addendum_printed(assembly_id: int, addendum_id: int) -> Response:
    """An addendum as it was printed for signature."""
    found = _named(assembly_id, addendum_id)
    if found.document is None or found.document.sha256 is None:
        raise NotFound
    return download(files.get(found.document.sha256), f"Nachtrag-{assembly_id}-{found.number}.pdf")


@blueprint.get("/<int:assembly_id>/nachtrag/<int:addendum_id>/unterschrieben")
@requires(*READERS)
def addendum_signed(assembly_id: int, addendum_id: int) -> Response:
    """The signed copy as it was handed in."""
    found = _named(assembly_id, addendum_id)
    if found.scan_sha256 is None:
        raise NotFound
    return download(files.get(found.scan_sha256), f"Nachtrag-{assembly_id}-{found.number}-unterschrieben.pdf")


def _back(assembly_id: int, addendum_id: int) -> ResponseReturnValue:
    return redirect(url_for(".addendum", assembly_id=assembly_id, addendum_id=addendum_id))
