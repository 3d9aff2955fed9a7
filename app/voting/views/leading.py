"""The chair's page: the meeting opened, items, breaks, speakers, motions, notes and objections, on one screen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.queries import Dispatch
from app.assemblies.rules import CONVENING, MeetingForm
from app.attendance import queries as attendance
from app.attendance.queries import VoterRow
from app.attendance.rules import Capacity, Mode
from app.core import clock
from app.core.db import db, transaction
from app.core.web import (
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    may_open,
    page,
    refused,
    requires,
    status_of,
)
from app.members import queries as members
from app.organs import queries as organs
from app.organs.rules import ORGAN_WORDS, Organ, OrganFunction
from app.statutes import queries as statutes
from app.voting import actions, queries
from app.voting.forms import (
    ActForm,
    DeclareForm,
    DeskObjectionForm,
    MotionForm,
    NoteForm,
    OpenForm,
    SecrecyForm,
    SpeakerForm,
    StartForm,
    TakeBackDemandForm,
)
from app.voting.models import Poll
from app.voting.queries import AgendaItem, Assembly, Sitting
from app.voting.rules import (
    AWAITING,
    AboutHour,
    AboutObjected,
    AboutObjector,
    MotionKind,
    MotionState,
    PollState,
    chaired_by,
    check_opened,
    check_sits,
    has_hall,
    opens_early,
    opens_late,
    seconds_left,
)
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint, conduct, to_lead, told_of_demand, typed

NEWEST = 6
"""How many entries of the course the chair's page shows."""


@blueprint.get("/<int:assembly_id>/leitung")
@requires(*LEADERS)
def lead(assembly_id: int) -> ResponseReturnValue:
    """The chair's page; before the meeting it is opened here."""
    assembly = assembly_of(assembly_id)
    if queries.find_sitting(db.session(), assembly_id) is None:
        return _opening(assembly, OpenForm(chair=_proposed_chair(db.session())))
    return lead_page(assembly)


def _opening(assembly: Assembly, form: OpenForm) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    there = attendance.voters_present(session, assembly, None, now)
    return page("voting/open.html", status_of(form), form=form, assembly=assembly, present=figures_of(there),
                is_early=opens_early(assembly.meets_on, assembly.begins_at, now),
                is_late=opens_late(assembly.meets_on, now), gv_chair=_chair_by_statute(session),
                quorum=attendance.quorum_at(session, assembly, now),
                absent=_absent(attendance.organs_not_in_hall(session, assembly, now)),
                hindrance=_hindrance(assembly, now), has_hall=has_hall(assembly.form),
                is_over=(assembly.votes_until or assembly.meets_on) < clock.today(),
                may_correct=may_open("assemblies.correct"),
                not_out=assemblies.not_out_yet(session, assembly, clock.today()),
                late=assemblies.late_tellings(session, assembly), **WORDS)


def _chair_by_statute(session: Session) -> str:
    statute = statutes.find_statute_on(session, clock.today())
    return statute.gv_chair if statute else ""


def _proposed_chair(session: Session) -> str:
    """Who leads by the statute, where that is an organ's chair and there is one; else who is signed in (R-MIN-01)."""
    organ, today = chaired_by(_chair_by_statute(session)), clock.today()
    seats = organs.offices_on(session, organ, today) if organ else ()
    chairs = [each.party.display_name for each in seats if each.function is OrganFunction.CHAIR]
    return chairs[0] if chairs else current_actor().name


def _hindrance(assembly: Assembly, now: datetime) -> str:
    """Why a meeting is not opened now; empty where it can be."""
    last_day = assembly.votes_until or assembly.meets_on
    return refused(lambda: check_opened(assembly.state, assembly.meets_on, last_day, now, False))


@blueprint.post("/<int:assembly_id>/eroeffnen")
@requires(*LEADERS)
def open_sitting(assembly_id: int) -> ResponseReturnValue:
    """Open the meeting."""
    assembly, form = assembly_of(assembly_id), OpenForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.at_another_time, AboutHour):
            _open(assembly_id, form)
            flash(_("Die Versammlung ist eröffnet."), "success")
            return to_lead(assembly_id)
    return _opening(assembly, form)


def _open(assembly_id: int, form: OpenForm) -> None:
    chair, taker, actor, now = form.chair.data or "", form.minute_taker.data or "", current_actor(), clock.now()

    def act() -> int:
        assembly = assemblies.get_assembly(session, assembly_id)
        is_confirmed = bool(form.at_another_time.data)
        return actions.open_at_its_hour(session, assembly, chair, taker, is_confirmed, actor, now).assembly_id

    with transaction() as session:
        form.once(session, act)


def lead_page(assembly: Assembly, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The chair's page, with a form on it that was sent and refused."""
    session, now = db.session(), clock.now()
    sitting = queries.find_sitting(session, assembly.id)
    check_sits(sitting is not None, False)
    assert sitting is not None
    poll, today = queries.poll_at_hand(session, sitting), clock.today()
    may_open = not attendance.held_on(session, assembly, today).is_over(today)
    words = queries.proposed_declaration(poll, may_open) if poll else ""
    given = {
        "note": NoteForm(formdata=None), "speaker": SpeakerForm(formdata=None), "motion": MotionForm(formdata=None),
        "start": StartForm(formdata=None), "objection": _objection_form(assembly, DeskObjectionForm(formdata=None)),
        "reason": ReasonForm(formdata=None), "act": ActForm(formdata=None),
        "secrecy": secrecy_form(sitting.item_id, SecrecyForm(formdata=None)),
        "taking_back": taking_back_form(sitting.item_id, TakeBackDemandForm(formdata=None)),
        "declare": DeclareForm(formdata=None, text=words), **forms,
    }
    return page(
        "voting/lead.html", status, assembly=assembly, sitting=sitting, poll=poll, given=given, now=now,
        is_phase=assembly.form is MeetingForm.STRETCHED, has_hall=has_hall(assembly.form), may_open=may_open,
        may_lead=current_actor().has_any(LEADERS) and sitting.closed_at is None,
        secret_share=statutes.statute_on(session, today).secret_vote_fraction,
        **_of_item(session, sitting, poll, now), **_of_meeting(session, assembly, sitting, now), **WORDS,
    )


def _of_item(session: Session, sitting: Sitting, poll: Poll | None, now: datetime) -> dict[str, Any]:
    """What the middle of the page shows: the item that is on, its motions and polls."""
    item, statute = sitting.item, statutes.statute_on(session, clock.today())
    majorities = {}
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    if item is not None:
        majorities = assemblies.majorities_of(assembly, statute)
    polls_on = queries.polls_of(session, sitting.assembly_id)
    polls = [each for each in polls_on if item and each.item_id == item.id]
    return {
        "item": item, "wording": queries.wording_at_hand(session, sitting, poll),
        "motions": queries.motions_of(session, item.id) if item else [],
        "majority": majorities.get(item.id) if item else None, "weighs": statute.plural_votes > 1,
        "running": {
            each.item_id: queries.turnout_of(session, each)
            for each in polls_on if each.state is PollState.OPEN and each is not poll
        },
        "awaiting": {each.item_id: each for each in polls_on if each.state in AWAITING},
        "prepared": [each for each in polls if each.state is PollState.PREPARED],
        "waiting": {
            each.id: queries.waiting_before(session, assembly, each) for each in polls
            if each.state is PollState.PREPARED
        },
        "past": [each for each in polls if each.state in (PollState.DECLARED, PollState.VOID)],
        "demands": queries.demands_on(session, item.id) if item else [],
        "turnout": queries.turnout_of(session, poll) if poll else None,
        "arrived": _arrived(session, assembly, poll, now),
        "gone": queries.gone_without_vote(session, poll) if poll and poll.state is PollState.OPEN else 0,
        "kept_open": queries.kept_open(session, assembly, poll, now) if poll and poll.state is PollState.OPEN else None,
        "told_at": queries.told_at(session, poll.id) if poll else None,
        "needs_tellers": poll is not None and queries.needs_tellers(session, poll),
        "left": seconds_left(poll.ends_at, now) if poll else None,
    }


def _arrived(session: Session, assembly: Assembly, poll: Poll | None, now: datetime) -> int:
    """How many came since a poll was opened and can still vote in it: they stand in no turnout yet (R-VOTE-04)."""
    if poll is None or poll.state is not PollState.OPEN:
        return 0
    return sum(not row.is_barred for row in queries.arrivals(session, assembly, poll, now))


def _of_meeting(session: Session, assembly: Assembly, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """What stands beside it: agenda, who is there, speakers, objections, the newest of the course."""
    there = attendance.voters_present(session, assembly, sitting.item, now)
    return {
        "is_unnamed": sitting.item_id in {each.id for each in attendance.unnamed_items(session, assembly)},
        "late": _told_late(session, assembly, sitting.item),
        "present": figures_of(there), "voteless": _voteless(session, assembly, there, now),
        "unsettled": queries.open_motions(session, assembly.id),
        "guests": attendance.guests_of(session, assembly.id, now),
        "quorum": attendance.quorum_at(session, assembly, now),
        "absent": _absent(queries.organs_not_in_hall(session, assembly, sitting, now)),
        "seats": {_(ORGAN_WORDS[organ]): seated for organ, seated in
                  queries.organs_there(session, assembly, sitting, now).items()},
        "all_there": _are_all_there(session, assembly, sitting.item, now),
        "called": queries.called_items(session, assembly.id),
        "decided": queries.decided_items(session, assembly.id), "speakers": queries.speakers_of(session, assembly.id),
        "objections": queries.objections_of(session, assembly.id),
        "course": queries.course_of(session, assembly.id, NEWEST), "barred": [row for row in there if row.is_barred],
    }


def _told_late(session: Session, assembly: Assembly, item: AgendaItem | None) -> list[tuple[Dispatch, int]]:
    """The addition by which the item that is on was announced, where it reached members too late (§ 46 (2) GenG)."""
    if item is None:
        return []
    found = assemblies.late_tellings(session, assembly)
    return [(told, number) for told, number in found if told.id == item.announced_by_id and told.kind not in CONVENING]


def _are_all_there(session: Session, assembly: Assembly, item: AgendaItem | None, now: datetime) -> bool | None:
    """Whether every member is there, asked where an item is on that was not announced (§ 46 (2) GenG; R-GV-06)."""
    if item is None or item.announced_by_id is not None:
        return None
    return attendance.are_all_there(session, assembly, now)


def _absent(organs: Sequence[Organ]) -> list[str]:
    """What is to be represented in the hall and is not, in words (§ 43b (4) GenG; R-FORM-04)."""
    return [_(ORGAN_WORDS[each]) for each in organs]


def _voteless(session: Session, assembly: Assembly, there: Sequence[VoterRow], now: datetime) -> int:
    """How many members are there without a vote, in the hall or online (§ 8 (2) GenG); none where all count as there.
    """
    if assembly.form is MeetingForm.STRETCHED:
        return 0
    figures = attendance.figures(session, assembly, now)
    return figures.members + figures.represented - len(there)


def figures_of(there: Sequence[VoterRow]) -> dict[str, int]:
    """How many members are there, where, through whom, and with how many votes."""
    modes = [row.mode for row in there if row.capacity is not Capacity.PROXY]
    return {
        "members": len(modes), "hall": modes.count(Mode.HALL), "online": modes.count(Mode.ONLINE),
        "written": modes.count(Mode.WRITTEN),
        "distant": sum(row.mode is Mode.ONLINE for row in there),
        "proxies": sum(row.capacity is Capacity.PROXY for row in there),
        "more": sum(row.weight - 1 for row in there if not row.is_barred),
        "votes": sum(row.weight for row in there if not row.is_barred),
    }


def _objection_form(assembly: Assembly, form: DeskObjectionForm) -> DeskObjectionForm:
    form.item.choices = [(item.id, f"{item.position}. {item.title}") for item in assembly.items]
    return form


def secrecy_form(item_id: int | None, form: SecrecyForm) -> SecrecyForm:
    """The form of a demand of secrecy, on the item itself or on one of the motions to it that are open."""
    motions = queries.motions_of(db.session(), item_id) if item_id else []
    is_open = [each for each in motions if each.state is MotionState.OPEN]
    form.matter.choices = [(0, _("Beschlussvorschlag der Tagesordnung")),
                           *((each.id, f"{each.mover}: {each.text[:80]}") for each in is_open)]
    return form


def taking_back_form(item_id: int | None, form: TakeBackDemandForm) -> TakeBackDemandForm:
    """The form by which a demand on an item is taken back: those that stand, and the one that was sent."""
    demands = queries.demands_on(db.session(), item_id) if item_id else ()
    offered = [each for each in demands if each.taken_back is None or each.id == form.demand.data]
    form.demand.choices = [(each.id, told_of_demand(each)) for each in offered]
    return form


def _item(session: Session, assembly_id: int, item_id: int) -> AgendaItem:
    return assemblies.get_item(assemblies.get_assembly(session, assembly_id), item_id)


@blueprint.post("/<int:assembly_id>/punkte/<int:item_id>/aufrufen")
@requires(*LEADERS)
def call_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Call an item."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.call_item(
        session, sitting, _item(session, assembly_id, item_id), actor, now))


@blueprint.post("/<int:assembly_id>/punkte/<int:item_id>/absetzen")
@requires(*LEADERS)
def withdraw_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Take an item off the agenda, with the reason."""
    form, actor, now = ReasonForm(), current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.withdraw_item(
        session, sitting, _item(session, assembly_id, item_id), form.reason.data or "", actor, now), form,
        _("Der Punkt ist abgesetzt."))


@blueprint.post("/<int:assembly_id>/pause")
@requires(*LEADERS)
def take_break(assembly_id: int) -> ResponseReturnValue:
    """Interrupt the meeting."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.take_break(session, sitting, actor, now))


@blueprint.post("/<int:assembly_id>/fortsetzen")
@requires(*LEADERS)
def go_on(assembly_id: int) -> ResponseReturnValue:
    """Go on after a break."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.go_on(session, sitting, actor, now))


@blueprint.post("/<int:assembly_id>/schliessen")
@requires(*LEADERS)
def close_sitting(assembly_id: int) -> ResponseReturnValue:
    """Close the meeting."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.close_sitting(session, sitting, actor, now),
                   done=_("Die Versammlung ist geschlossen."))


@blueprint.post("/<int:assembly_id>/vermerk")
@requires(*LEADERS)
def note(assembly_id: int) -> ResponseReturnValue:
    """Note something for the minutes."""
    assembly, form = assembly_of(assembly_id), NoteForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            actor, now = current_actor(), clock.now()
            typed(assembly_id, lambda session, sitting: actions.note(
                session, sitting, form.note.data or "", actor, now), form)
            return to_lead(assembly_id)
    return lead_page(assembly, status_of(form), note=form)


@blueprint.post("/<int:assembly_id>/redeliste")
@requires(*LEADERS)
def ask_to_speak(assembly_id: int) -> ResponseReturnValue:
    """Put somebody on the list of speakers."""
    assembly, form = assembly_of(assembly_id), SpeakerForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            now = clock.now()
            typed(assembly_id, lambda session, sitting: actions.ask_to_speak(
                session, sitting, form.name.data or "", None, now), form)
            return to_lead(assembly_id, "redeliste")
    return lead_page(assembly, status_of(form), speaker=form)


@blueprint.post("/<int:assembly_id>/redeliste/<int:speaker_id>/wort")
@requires(*LEADERS)
def give_floor(assembly_id: int, speaker_id: int) -> ResponseReturnValue:
    """Give somebody the floor."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.give_floor(
        session, sitting, queries.get_speaker(session, assembly_id, speaker_id), actor, now))


@blueprint.post("/<int:assembly_id>/redeliste/<int:speaker_id>/ende")
@requires(*LEADERS)
def end_speech(assembly_id: int, speaker_id: int) -> ResponseReturnValue:
    """Note that somebody has spoken, or wants to no longer."""
    now = clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.end_speech(
        session, sitting, queries.get_speaker(session, assembly_id, speaker_id), now))


@blueprint.post("/<int:assembly_id>/antraege")
@requires(*LEADERS)
def move_motion(assembly_id: int) -> ResponseReturnValue:
    """Take up a motion."""
    assembly, form = assembly_of(assembly_id), MotionForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            kind, actor, now = MotionKind(form.kind.data), current_actor(), clock.now()
            typed(assembly_id, lambda session, sitting: actions.move_motion(
                session, sitting, kind, form.text.data or "", form.mover.data or "", actor, now), form)
            return to_lead(assembly_id)
    return lead_page(assembly, status_of(form), motion=form)


@blueprint.post("/<int:assembly_id>/antraege/<int:motion_id>/zurueckziehen")
@requires(*LEADERS)
def withdraw_motion(assembly_id: int, motion_id: int) -> ResponseReturnValue:
    """Note that a motion is withdrawn."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, lambda session, sitting: actions.withdraw_motion(
        session, sitting, queries.get_motion(session, assembly_id, motion_id), actor, now))


@blueprint.post("/<int:assembly_id>/widersprueche")
@requires(*LEADERS)
def note_objection(assembly_id: int) -> ResponseReturnValue:
    """Note an objection that a member makes in the hall."""
    assembly = assembly_of(assembly_id)
    form = _objection_form(assembly, DeskObjectionForm())
    if form.validate_on_submit():
        about = RefusalsAt(form.member, AboutObjector), RefusalsAt(form.item, AboutObjected)
        with RefusalsAbove(form), about[0], about[1]:
            typed(assembly_id, lambda session, sitting: _object(session, sitting, form), form)
            flash(_("Der Widerspruch steht in der Niederschrift."), "success")
            return to_lead(assembly_id, "widersprueche")
    return lead_page(assembly, status_of(form), objection=form)


def _object(session: Session, sitting: Sitting, form: DeskObjectionForm) -> None:
    member = members.get_by_number(session, form.member.data)
    item = _item(session, sitting.assembly_id, form.item.data)
    actions.object_to(session, sitting, item, member, form.text.data or "", None, current_actor(), clock.now())
