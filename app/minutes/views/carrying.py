"""What an assembly decided is carried out: each act prefilled from the resolution, shown before it is entered, once."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies.queries import title_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Actor, NotFound
from app.core.web import (
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    page,
    requires,
    status_of,
    told,
    translated,
)
from app.minutes import actions, queries
from app.minutes.actions import Term
from app.minutes.forms import AdoptionForm, CarryForm, ConveningForm, DischargeForm, OfficeForm, RemovalForm
from app.minutes.models import Consequence
from app.minutes.queries import Following, Preview
from app.minutes.rules import CARRIED_OUT_HERE, AboutPerson, FollowUp, check_asked
from app.minutes.views.pieces import CARRIERS, WORDS, WRITERS, address_of, back_to, blueprint, following_of
from app.organs.rules import Organ
from app.statutes.rules import FiscalYear

PREVIEW = "preview"
"""The button that only shows what would be entered."""


# --- who was elected -------------------------------------------------------------------------------------------------


def _fill_office(session: Session, wanted: Following, form: OfficeForm) -> None:
    words = request.args.get("q", "").strip()[:100]
    form.party.choices = [(0, _("Bitte wählen")), *queries.eligible(session, wanted, words)]
    if not form.is_submitted():
        form.party.data = queries.elected_party(session, wanted)
        form.first_day.data, form.last_day.data = queries.term_of(session, wanted, form.party.data)


def _preview_office(session: Session, wanted: Following, form: OfficeForm) -> Preview:
    offered = {each.value for each in form.party.choices}
    party_id = form.party.data if form.party.data in offered else 0
    return queries.preview_office(
        session, wanted, party_id, form.first_day.data or wanted.resolved_on, form.last_day.data,
        bool(form.of_member_cooperative.data), bool(form.discharged.data), bool(form.is_elected.data),
    )


def _appoint(session: Session, wanted: Following, form: OfficeForm, actor: Actor, now: datetime) -> Consequence:
    term = Term(
        form.party.data, form.function.data, form.first_day.day, form.last_day.data,
        bool(form.of_member_cooperative.data), bool(form.discharged.data), bool(form.is_elected.data),
    )
    return actions.appoint_elected(session, wanted, term, actor, now)


# --- who was removed -------------------------------------------------------------------------------------------------


def _fill_removal(session: Session, wanted: Following, form: RemovalForm) -> None:
    held = queries.offices_to_end(session, wanted)
    form.offices.choices = [(office.id, office.party.display_name) for office, _named in held]
    if not form.is_submitted():
        form.offices.data, form.last_day.data = [office.id for office, named in held if named], wanted.resolved_on


def _preview_removal(session: Session, wanted: Following, form: RemovalForm) -> Preview:
    meant = form.offices.data or []
    chosen = [each.value for each in form.offices.choices if each.value in meant]
    return queries.preview_removal(session, wanted, chosen, form.last_day.data or wanted.resolved_on)


def _remove(session: Session, wanted: Following, form: RemovalForm, actor: Actor, now: datetime) -> Consequence:
    return actions.end_removed(session, wanted, form.offices.data or [], form.last_day.day, actor, now)


# --- discharge and accounts ------------------------------------------------------------------------------------------


def _offer_years(session: Session, wanted: Following, form: DischargeForm | AdoptionForm) -> FiscalYear | None:
    """Let choose the year; the one that is named, else the last one over, is meant at first. Gives the year chosen."""
    years = queries.years_before(session, wanted)
    form.year.choices = [(each.last_day.isoformat(), str(each.name)) for each in years]
    if not form.is_submitted() and years:
        form.year.data = (wanted.year_end or years[0].last_day).isoformat()
    return next((each for each in years if each.last_day.isoformat() == form.year.data), None)


def _fill_discharge(session: Session, wanted: Following, form: DischargeForm) -> None:
    year = _offer_years(session, wanted, form)
    found = queries.people_discharged(session, wanted, year)
    offered = {f"{organ.value}:{each.id}": each for organ, people in found.items() for each in people}
    form.people.choices = [(key, each.display_name) for key, each in offered.items()]
    if not form.is_submitted():
        form.people.data = [
            key for key, each in offered.items() if queries.is_named(each, wanted.poll.question)
        ]


def _preview_discharge(session: Session, wanted: Following, form: DischargeForm) -> Preview:
    names = [str(each.label) for each in form.people.choices if each.value in (form.people.data or ())]
    year = _offer_years(session, wanted, form)
    return queries.preview_discharge(session, wanted, year, names)


def _discharge(session: Session, wanted: Following, form: DischargeForm, actor: Actor, now: datetime) -> Consequence:
    year, people = queries.get_year(session, form.year_end, wanted), form.chosen
    whole: dict[Organ, list[int]] = {wanted.organ: []} if wanted.organ else {}
    return actions.note_discharge(session, wanted, year, whole or people, actor, now)


def _fill_adoption(session: Session, wanted: Following, form: AdoptionForm) -> None:
    _offer_years(session, wanted, form)


def _preview_adoption(session: Session, wanted: Following, form: AdoptionForm) -> Preview:
    return queries.preview_adoption(session, wanted, _offer_years(session, wanted, form), clock.today())


def _adopt(session: Session, wanted: Following, form: AdoptionForm, actor: Actor, now: datetime) -> Consequence:
    year = queries.get_year(session, form.year_end, wanted)
    return actions.adopt_accounts(session, wanted, year, form.paper.checked(), actor, now)


# --- the right to leave ----------------------------------------------------------------------------------------------


def _preview_right(session: Session, wanted: Following, _form: CarryForm) -> Preview:
    return queries.preview_right(session, wanted)


def _open_right(session: Session, wanted: Following, _form: CarryForm, actor: Actor, now: datetime) -> Consequence:
    return actions.open_special_right(session, wanted, actor, now)


# --- the assembly that was resolved on -------------------------------------------------------------------------------


def _fill_convening(session: Session, wanted: Following, form: ConveningForm) -> None:
    found = queries.assemblies_answering(session, wanted)
    form.assembly.choices = [(0, _("Bitte wählen")), *((each.id, told(title_of(each))) for each in found)]
    if not form.is_submitted():
        form.assembly.data = queries.assembly_meant(session, wanted)


def _preview_convening(session: Session, wanted: Following, form: ConveningForm) -> Preview:
    found = queries.assemblies_answering(session, wanted)
    chosen = next((each for each in found if each.id == form.assembly.data), None)
    return queries.preview_convening(session, wanted, chosen)


def _name(session: Session, wanted: Following, form: ConveningForm, actor: Actor, now: datetime) -> Consequence:
    return actions.name_convened(session, wanted, form.assembly.data, actor, now)


@dataclass(frozen=True)
class Guide:
    """How an act is led: its form, what that begins with, what would be entered, entering it.

    `refused`: where a refusal shows that is about one of its fields; any other shows above the form.
    """

    form: type[CarryForm]
    fill: Callable[[Session, Following, Any], None]
    preview: Callable[[Session, Following, Any], Preview]
    act: Callable[[Session, Following, Any, Actor, datetime], Consequence]
    refused: Callable[[Any], AbstractContextManager[Any]] = lambda _form: nullcontext()


GUIDES: Mapping[FollowUp, Guide] = {
    FollowUp.OFFICE: Guide(OfficeForm, _fill_office, _preview_office, _appoint,
                           lambda form: RefusalsAt(form.is_elected, AboutPerson)),
    FollowUp.REMOVAL: Guide(RemovalForm, _fill_removal, _preview_removal, _remove),
    FollowUp.DISCHARGE: Guide(DischargeForm, _fill_discharge, _preview_discharge, _discharge),
    FollowUp.CONVENING: Guide(ConveningForm, _fill_convening, _preview_convening, _name),
    FollowUp.ADOPTION: Guide(AdoptionForm, _fill_adoption, _preview_adoption, _adopt),
    FollowUp.SPECIAL_NOTICE: Guide(CarryForm, lambda _session, _wanted, _form: None, _preview_right, _open_right),
}
ADDRESS = "/<int:assembly_id>/<word>/<int:poll_id>/<int:option_id>"


@blueprint.route(f"{ADDRESS}/ausfuehren", methods=["GET", "POST"])
@requires(*CARRIERS)
def carry_out(assembly_id: int, word: str, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Show what a decision asks for, prefilled, and enter it once; a button of its own shows it as typed."""
    session = db.session()
    wanted = following_of(session, assembly_id, word, poll_id, option_id)
    if wanted.what not in CARRIED_OUT_HERE:
        raise NotFound
    guide = GUIDES[wanted.what]
    form = guide.form()
    guide.fill(session, wanted, form)
    form.show(queries.shown_of_following(wanted))
    if form.validate_on_submit() and request.form.get("act") != PREVIEW:
        with RefusalsAbove(form), guide.refused(form):
            _carry_out(form, guide, assembly_id, word, poll_id, option_id)
            flash(_("Eingetragen."), "success")
            return redirect(_done_at(assembly_id, word, poll_id, option_id))
    if not form.is_submitted():
        check_asked(True, wanted.is_done)
    preview = guide.preview(session, wanted, form)
    return page(
        "minutes/carry_out.html", status_of(form), form=form, wanted=wanted, assembly=wanted.assembly, preview=preview,
        objection=translated(preview.objection) if preview.objection else "", words_typed=request.args.get("q", ""),
        **WORDS,
    )


def _carry_out(
    form: CarryForm, guide: Guide, assembly_id: int, word: str, poll_id: int, option_id: int
) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        wanted = following_of(session, assembly.id, word, poll_id, option_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_following(wanted),
            lambda: guide.act(session, wanted, form, actor, now).id,
        )


def _done_at(assembly_id: int, word: str, poll_id: int, option_id: int) -> str:
    wanted = following_of(db.session(), assembly_id, word, poll_id, option_id)
    return address_of(wanted)


@blueprint.route(f"{ADDRESS}/vermerken", methods=["GET", "POST"])
@requires(*WRITERS)
def note_done(assembly_id: int, word: str, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Note that something was done elsewhere, or that there is nothing to do, and why."""
    wanted, form = following_of(db.session(), assembly_id, word, poll_id, option_id), ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _note(form, assembly_id, word, poll_id, option_id, actions.note_done)
            flash(_("Vermerkt."), "success")
            return back_to(assembly_id, "danach")
    if not form.is_submitted():
        check_asked(True, wanted.is_done)
    return page("minutes/note_done.html", status_of(form), form=form, wanted=wanted, assembly=wanted.assembly, **WORDS)


@blueprint.route(f"{ADDRESS}/doch-offen", methods=["GET", "POST"])
@requires(*WRITERS)
def reopen(assembly_id: int, word: str, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Take back a note that something was done elsewhere."""
    wanted, form = following_of(db.session(), assembly_id, word, poll_id, option_id), ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _note(form, assembly_id, word, poll_id, option_id, actions.reopen)
            flash(_("Zurückgenommen. Es steht wieder unter „Danach zu tun“."), "success")
            return back_to(assembly_id, "danach")
    return page("minutes/reopen.html", status_of(form), form=form, wanted=wanted, assembly=wanted.assembly, **WORDS)


def _note(
    form: ReasonForm, assembly_id: int, word: str, poll_id: int, option_id: int,
    act: Callable[[Session, Following, str, Actor, datetime], object],
) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def noted() -> int:
        act(session, following_of(session, assembly_id, word, poll_id, option_id), reason, actor, now)
        return poll_id

    with transaction() as session:
        actions.hold(session, assembly_id)
        form.once(session, noted)
