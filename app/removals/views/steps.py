"""What is done about a removal, step by step; each act once, however often it is sent."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import TypeVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.core.web import AddingForm, KeyedForm, Overtaken, RefusalsAt, _l, current_actor, requires
from app.members import queries as members
from app.organs.rules import AboutResolution
from app.parties.rules import PartyFacts, PostcodeRefusal
from app.removals import actions, queries
from app.removals.forms import (
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
    day_of,
)
from app.removals.models import Removal
from app.removals.rules import AboutAccount, AboutDay, AboutPaper, AboutPosting, SeemsNamed
from app.removals.views.pieces import WRITERS, blueprint, is_declared
from app.removals.views.register import offer, shown

Sheet = TypeVar("Sheet", bound=KeyedForm)
DONE = {
    "answer": _l("Die Äußerung ist eingetragen."), "propose": _l("Der Ausschluss liegt zum Beschluss vor."),
    "write_anew": _l("Der Brief ist neu geschrieben und liegt im Druckkorb."),
    "dispatch": _l("Die Absendung ist eingetragen; die Rechte ruhen, das Ende steht im Register."),
    "appeal": _l("Die Beschwerde ist eingetragen."), "decide": _l("Die Entscheidung ist eingetragen."),
    "withdraw_appeal": _l("Die Rücknahme ist eingetragen; der Ausschluss bleibt."),
    "judgment": _l("Die Entscheidung ist eingetragen."),
    "follow": _l("Die Nachfolge ist eingetragen."),
    "account": _l("Eingetragen. Das Konto gilt, sobald eine zweite Person es bestätigt hat."),
    "take_back": _l("Der Eintrag ist zurückgenommen."),
    "go_on": _l("Die Mitgliedschaft ist fortgesetzt."),
    "undo_going_on": _l("Die Fortsetzung ist storniert; die Erben sind wieder am Zug."),
    "let_end": _l("Das Ende steht im Register."),
    "reverse": _l("Storniert; die Gegenbuchungen stehen in Register und Anteilsblatt."),
    "settle": _l("Der Beschluss der Generalversammlung ist eingetragen."),
    "step_back": _l("Der Eintrag ist zurückgenommen."),
    "lift_after_all": _l("Die Gegenbuchungen stehen in Register und Anteilsblatt."),
    "write_letter": _l("Der Brief liegt im Druckkorb."),
}
"""What is said when a step is done."""
KNOWN: Mapping[str, Callable[[Removal], Mapping[str, object]]] = {
    "appeal": queries.shown_appeals, "decide": queries.shown_appeals, "withdraw_appeal": queries.shown_appeals,
    "judgment": queries.shown_judgments, "dispatch": queries.shown_letter, "write_anew": queries.shown_letter,
    "go_on": queries.shown_course, "let_end": queries.shown_course, "undo_going_on": queries.shown_course,
    "reverse": queries.shown_course, "step_back": queries.shown_course,
}
"""Form → what its page shows that somebody else may have added to."""
FOLLOWER_REFUSED_AT = (
    ("role", Refusal), ("iban", AboutAccount), ("number", NotFound), ("postcode", PostcodeRefusal),
    ("known", SeemsNamed),
)
"""At which field each kind of refusal is shown of somebody who follows; the last is asked first."""


def _act(
    removal_id: int, name: str, form: Sheet, field: str, deed: Callable[[Session, Removal, Sheet], Removal],
    *elsewhere: tuple[str, type[Refusal]],
) -> ResponseReturnValue:
    """Carry a step out once, or show the page again with what is wrong: at a field, of some kinds at others."""
    offer(queries.get_removal(db.session(), removal_id), {name: form})
    if form.validate_on_submit():
        with RefusalsAt(form[field]), ExitStack() as places:
            for other, about in elsewhere:
                places.enter_context(RefusalsAt(form[other], about))
            session = places.enter_context(transaction())
            removal = queries.get_removal(session, removal_id)
            _carry_out(session, removal, name, form, lambda: deed(session, removal, form).id)
            flash(DONE[name], "success")
            return redirect(url_for(".show", removal_id=removal_id))
    return shown(removal_id, {name: form})


def _carry_out(session: Session, removal: Removal, name: str, form: KeyedForm, act: Callable[[], int]) -> None:
    """Once; a form that knows what its page showed is held against what is noted by now."""
    if isinstance(form, AddingForm):
        form.add(session, f"removal:{removal.id}", lambda: KNOWN[name](removal), act)
    else:
        form.once(session, act)


def _press(removal_id: int, name: str, deed: Callable[[Session, Removal], object]) -> ResponseReturnValue:
    """Carry out a step that needs no words, once; a refusal gets a page of its own."""
    with transaction() as session:
        KeyedForm().once(session, lambda: _done(session, removal_id, deed))
    flash(DONE[name], "success")
    return redirect(url_for(".show", removal_id=removal_id))


def _done(session: Session, removal_id: int, deed: Callable[[Session, Removal], object]) -> int:
    deed(session, queries.get_removal(session, removal_id))
    return removal_id


def _press_knowing(
    removal_id: int, name: str, form: AddingForm, deed: Callable[[Session, Removal], Removal]
) -> ResponseReturnValue:
    """The same of one whose page shows what it rests on; from an older page it is met with what is noted by now."""
    if form.validate_on_submit():
        with suppress(Overtaken), transaction() as session:
            removal = queries.get_removal(session, removal_id)
            _carry_out(session, removal, name, form, lambda: deed(session, removal).id)
            flash(DONE[name], "success")
            return redirect(url_for(".show", removal_id=removal_id))
    return shown(removal_id, {name: form})


@blueprint.post("/ausscheiden/<int:removal_id>/aeusserung")
@requires(*WRITERS)
def answer(removal_id: int) -> ResponseReturnValue:
    """Note what the member answered."""
    return _act(removal_id, "answer", AnswerForm(), "words", lambda session, removal, form: actions.note_answer(
        session, removal, day_of(form), form.words.data or "", form.document.checked(), current_actor(), clock.now()
    ), ("happened_on", AboutDay))


@blueprint.post("/ausscheiden/<int:removal_id>/vorlegen")
@requires(*WRITERS)
def propose(removal_id: int) -> ResponseReturnValue:
    """Lay the exclusion before the organ that decides."""
    return _press(removal_id, "propose", lambda session, removal: actions.propose_exclusion(
        session, removal, current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/beschluss")
@requires(*WRITERS)
def settle(removal_id: int) -> ResponseReturnValue:
    """Name the resolution by which the general assembly has decided."""
    return _act(removal_id, "settle", SettleForm(), "decision", lambda session, removal, form: (
        actions.decide_by_assembly(
            session, removal, form.decision.data or "", is_declared(session, form.decision.data or ""),
            current_actor(), clock.now(),
        )
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/neu-schreiben")
@requires(*WRITERS)
def write_anew(removal_id: int) -> ResponseReturnValue:
    """Write the letter of an exclusion with the day that follows from today."""
    return _press_knowing(removal_id, "write_anew", RewriteForm(), lambda session, removal: actions.write_anew(
        session, removal, current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/brief")
@requires(*WRITERS)
def write_letter(removal_id: int) -> ResponseReturnValue:
    """Write the letter that could not be printed before."""
    return _press(removal_id, "write_letter", lambda session, removal: actions.write_letter(
        session, actions.lock_removal(session, removal.id), current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/absendung")
@requires(*WRITERS)
def dispatch(removal_id: int) -> ResponseReturnValue:
    """Note that the registered letter was sent."""
    return _act(removal_id, "dispatch", DispatchForm(), "happened_on", lambda session, removal, form: actions.dispatch(
        session, removal, day_of(form), form.posting.data or "", form.document.checked(), current_actor(), clock.now()
    ), ("posting", AboutPosting))


@blueprint.post("/ausscheiden/<int:removal_id>/beschwerde")
@requires(*WRITERS)
def appeal(removal_id: int) -> ResponseReturnValue:
    """Note an appeal that came in."""
    return _act(removal_id, "appeal", AppealForm(), "happened_on", lambda session, removal, form: actions.note_appeal(
        session, removal, day_of(form), form.words.data or "", form.document.checked(), current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/entscheidung")
@requires(*WRITERS)
def decide(removal_id: int) -> ResponseReturnValue:
    """Note how an appeal was decided."""
    return _act(removal_id, "decide", DecisionForm(), "happened_on", lambda session, removal, form: (
        actions.decide_appeal(session, removal, form.decided(), form.document.checked(), current_actor(), clock.now())
    ), ("decision", AboutResolution), ("document", AboutPaper))


@blueprint.post("/ausscheiden/<int:removal_id>/ruecknahme")
@requires(*WRITERS)
def withdraw_appeal(removal_id: int) -> ResponseReturnValue:
    """Note that the member took its appeal back."""
    return _act(removal_id, "withdraw_appeal", WithdrawalForm(), "words", lambda session, removal, form: (
        actions.withdraw_appeal(
            session, removal, day_of(form), form.words.data or "", form.document.checked(), current_actor(), clock.now()
        )
    ), ("happened_on", AboutDay))


@blueprint.post("/ausscheiden/<int:removal_id>/urteil")
@requires(*WRITERS)
def judgment(removal_id: int) -> ResponseReturnValue:
    """Note what a court or an arbitrator said of an exclusion."""
    return _act(removal_id, "judgment", JudgmentForm(), "outcome", lambda session, removal, form: actions.note_judgment(
        session, removal, form.judgment(), form.document.checked(), current_actor(), clock.now()
    ), ("happened_on", AboutDay), ("decision", AboutResolution), ("document", AboutPaper))


@blueprint.post("/ausscheiden/<int:removal_id>/nachfolge")
@requires(*WRITERS)
def follow(removal_id: int) -> ResponseReturnValue:
    """Note who follows the member."""
    form = FollowerForm()
    offer(queries.get_removal(db.session(), removal_id), {"follow": form})
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            proof = form.document.needed()
            with ExitStack() as places:
                for field, about in FOLLOWER_REFUSED_AT:
                    places.enter_context(RefusalsAt(form[field], about))
                waits = _name(removal_id, form, proof)
                flash(DONE["account" if waits else "follow"], "success")
                return redirect(url_for(".show", removal_id=removal_id))
    return shown(removal_id, {"follow": form})


def _name(removal_id: int, form: FollowerForm, proof: CheckedFile) -> bool:
    """Name who follows, and say whether the account that was typed waits for a second person now."""
    with transaction() as session:
        removal = queries.get_removal(session, removal_id)
        form.add(
            session, f"followers:{removal.id}", lambda: queries.shown_followers(removal),
            lambda: actions.name_follower(
                session, removal, _party_in(session, form), form.role.data, proof, current_actor(), clock.now(),
                form.iban.data or "", form.is_another.data,
            ).id,
        )
        who, named = _party_in(session, form), [each.party_id for each in queries.followers_of(removal)]
        party_id = who if isinstance(who, int) else named[-1]
        return bool(form.iban.data) and party_id in queries.accounts_waiting(session, removal)


def _party_in(session: Session, form: FollowerForm) -> int | PartyFacts:
    """Who is meant: named already, a member, or somebody new."""
    if form.number.data is not None:
        return members.get_by_number(session, form.number.data).party_id
    known: int = form.known.data
    return known or form.facts()


@blueprint.post("/ausscheiden/<int:removal_id>/nachfolge/zuruecknehmen")
@requires(*WRITERS)
def take_back(removal_id: int) -> ResponseReturnValue:
    """Take back an entry about who follows."""
    return _act(removal_id, "take_back", TakeBackForm(), "why", lambda session, removal, form: (
        actions.take_back_follower(
            session, removal, form.entry.data, form.why.data or "", current_actor(), clock.now()
        )
    ), ("entry", NotFound))


@blueprint.post("/ausscheiden/<int:removal_id>/fortsetzen")
@requires(*WRITERS)
def go_on(removal_id: int) -> ResponseReturnValue:
    """Let one heir go on with the membership."""
    return _act(removal_id, "go_on", ContinueForm(), "follower", lambda session, removal, form: actions.continue_with(
        session, removal, form.follower.data, current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/fortsetzung-stornieren")
@requires(*WRITERS)
def undo_going_on(removal_id: int) -> ResponseReturnValue:
    """Undo that an heir goes on."""
    return _act(removal_id, "undo_going_on", ReversalForm(), "reason", lambda session, removal, form: (
        actions.undo_continuation(session, removal, form.reason.data or "", current_actor(), clock.now())
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/enden")
@requires(*WRITERS)
def let_end(removal_id: int) -> ResponseReturnValue:
    """Enter the end of a membership with which no heir goes on."""
    return _press_knowing(removal_id, "let_end", StandingForm(), lambda session, removal: actions.let_end(
        session, removal, current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/storno")
@requires(*WRITERS)
def reverse(removal_id: int) -> ResponseReturnValue:
    """Take a removal back that was entered by mistake."""
    return _act(removal_id, "reverse", ReversalForm(), "reason", lambda session, removal, form: actions.reverse(
        session, removal, form.reason.data or "", current_actor(), clock.now()
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/verlauf/<int:step_id>/zuruecknehmen")
@requires(*WRITERS)
def step_back(removal_id: int, step_id: int) -> ResponseReturnValue:
    """Take back what was noted last of an exclusion."""
    return _act(removal_id, "step_back", ReversalForm(), "reason", lambda session, removal, form: (
        actions.take_back_step(session, removal, step_id, form.reason.data or "", current_actor(), clock.now())
    ))


@blueprint.post("/ausscheiden/<int:removal_id>/gegenbuchen")
@requires(*WRITERS)
def lift_after_all(removal_id: int) -> ResponseReturnValue:
    """Undo the end by a void exclusion in the books."""
    return _press(removal_id, "lift_after_all", lambda session, removal: actions.lift_after_all(
        session, removal, current_actor(), clock.now()
    ))
