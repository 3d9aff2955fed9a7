"""The ballot on one's own device: one question, each member's vote apart, looked at once more, cast, its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.assemblies import queries as assemblies
from app.assemblies.rules import Stage
from app.attendance import queries as attendance
from app.attendance.queries import Acts, Elector
from app.attendance.rules import ENTRY_COOKIE, Mode, modes_of
from app.closing import queries as closing
from app.core import clock
from app.core.db import db
from app.core.formats import local, one_stop
from app.core.grouping import grouped
from app.core.values import Actor, NotFound, Refusal
from app.core.web import (
    RefusalsAbove,
    RefusalsAt,
    _,
    at_hour,
    current_actor,
    is_signed_in,
    page,
    public,
    status_of,
    translated,
)
from app.members import queries as members
from app.voting import actions, queries
from app.voting.actions import Ballots, Given, Receipt
from app.voting.forms import ActForm, Chosen, ObjectionForm, chosen_from, fields_of
from app.voting.models import CastVote, Objection, Poll, PollRoll
from app.voting.queries import Assembly, Entry, MyVote, Sitting
from app.voting.rules import (
    ANSWERED_BY_YES,
    AboutObjector,
    Asked,
    NothingChosen,
    OnPaperAlone,
    PollState,
    Secrecy,
    check_choice,
    check_in_phase,
    check_named,
    check_running,
    has_hall,
    opens_early,
    seconds_left,
)
from app.voting.views.pieces import WORDS, blueprint, meeting_of, receipt_of, typed, words_of_vote

CAST_QUICKLY = "genokontor.receipts"
"""Where the quick way leaves to this page what it cast (`quickly`); no header of a request is called so."""

FAILED_QUICKLY = "genokontor.fault"
"""Where it leaves that the database did not answer: whoever asks next would wait as long for the same fault."""


POLL = "abstimmung"
"""How the address of a ballot names one of several polls that are on."""


def _me(assembly_id: int) -> Actor:
    """Who casts: whom a ticket let into this assembly on this device, else who is signed in (§ 43b GenG).

    Whoever is neither is answered by 401, with what it typed kept; raises NotFound for a login without a person.
    """
    return _acting(_entry(assembly_id))


def _acting(entry: Entry | None) -> Actor:
    if entry is not None:
        return Actor(entry.party.display_name, party_id=entry.party_id)
    _check_still_in()
    if current_actor().party_id is None:
        raise NotFound
    return current_actor()


def _was_in() -> bool:
    """Whether nobody is signed in on this device that a ticket let in somewhere."""
    return bool(request.cookies.get(ENTRY_COOKIE)) and not is_signed_in()


def _check_still_in() -> None:
    """Tell who was let in by a ticket that this device is in no more; most have no login (§ 43b GenG)."""
    if _was_in():
        raise Refusal(
            "Auf diesem Gerät sind Sie nicht mehr in der Versammlung: Ihre Einlasskarte wurde auf einem anderen"
            " geöffnet, Sie sind gegangen, oder die Versammlung ist zu Ende. Stimmen Sie dort ab, oder treten Sie mit"
            " der Karte hier wieder ein."
        )


def _entry(assembly_id: int) -> Entry | None:
    """By which ticket this device is let into the assembly, while it is on."""
    token = request.cookies.get(ENTRY_COOKIE, "")
    try:
        entry = attendance.entrant(db.session(), token, clock.now()) if token else None
    except NotFound:
        return None
    return entry if entry is not None and entry.assembly_id == assembly_id else None


@dataclass(frozen=True)
class _Part:
    """Who is at this device, and for whom it takes part now."""

    actor: Actor
    party_id: int
    acts: Acts

    @property
    def mine(self) -> Sequence[Elector]:
        """The members for whom it takes part, with a vote or without."""
        return attendance.attends_for(self.acts)


def _part(assembly: Assembly, actor: Actor) -> _Part:
    """How somebody takes part; who has nothing to do here finds nothing.

    Who takes part without a vote speaks and objects too (§ 43b (3), § 51 (2) GenG).
    """
    session, me = db.session(), actor.party_id
    assert me is not None
    part = _Part(actor, me, attendance.acts_for(session, assembly, me, clock.now()))
    if not part.mine and not queries.my_receipts(session, assembly.id, me) and not _is_invited(assembly, me):
        raise NotFound
    return part


def _is_invited(assembly: Assembly, party_id: int) -> bool:
    session = db.session()
    known = members.members_known_to(session, party_id, clock.today())
    return any(assembly in assemblies.own_assemblies(session, each) for each in known)


@blueprint.get("/<int:assembly_id>")
@public
def ballot(assembly_id: int) -> ResponseReturnValue:
    """What is asked now, for whom this person votes, what was cast already, and the receipts."""
    entry = _entry(assembly_id)
    assembly = entry.assembly if entry else meeting_of(assembly_id)
    if entry is None and not is_signed_in():
        login = url_for("accounts.login", next=request.path)
        closed = attendance.closed_since(db.session(), request.cookies.get(ENTRY_COOKIE, ""))
        known = closed if closed is not None and closed.id == assembly_id else None
        return page("attendance/outside.html", 404, login=login, closed=known) if _was_in() else redirect(login)
    return _ballot_page(assembly, _part(assembly, _acting(entry)))


@dataclass(frozen=True)
class _Asked:
    """A poll that is on, and the votes that somebody gives in it or gave."""

    poll: Poll
    votes: Sequence[MyVote]

    @property
    def open(self) -> list[MyVote]:
        """Those that it may give now."""
        if self.poll.state is not PollState.OPEN:
            return []
        return [each for each in self.votes if each.vote is None and each.hindrance is None]


def _asked(assembly: Assembly, part: _Part) -> list[_Asked]:
    """What is asked at this moment, in the order of the agenda; several in a stretched meeting alone (R-FORM-05)."""
    session, now = db.session(), clock.now()
    polls = sorted(queries.polls_at_hand(session, assembly.id), key=lambda each: (each.item.position, each.id))
    return [
        _Asked(each, queries.my_votes(session, assembly, each, part.party_id, part.acts, now)) for each in polls
    ]


def _shown(asked: Sequence[_Asked], poll_id: int | None) -> _Asked | None:
    """The poll that was opened; else the first in which a vote is left to give, else the last."""
    named = next((each for each in asked if each.poll.id == poll_id), None)
    return named or next((each for each in asked if each.open), asked[-1] if asked else None)


def _ballot_page(
    assembly: Assembly, part: _Part, status: int = 200, problem: str = "", objection: ObjectionForm | None = None,
    poll_id: int | None = None,
) -> ResponseReturnValue:
    session, now, mine = db.session(), clock.now(), part.mine
    sitting, asked = queries.find_sitting(session, assembly.id), _asked(assembly, part)
    shown = _shown(asked, poll_id or request.args.get(POLL, type=int))
    poll, votes = (shown.poll, shown.votes) if shown else (None, ())
    return page(
        "voting/ballot.html", status, assembly=assembly, sitting=sitting, poll=poll, mine=mine, problem=problem,
        led=assemblies.redirection_of(session, assembly),
        joins=_may_join(assembly, part), is_late=_is_late(assembly), is_over=_is_over(assembly),
        is_secret=(is_secret := _is_secret(sitting, poll)), has_hall=has_hall(assembly.form),
        wording=queries.wording_at_hand(session, sitting, poll),
        is_online=is_secret and _is_online(assembly.id, part.party_id),
        on_paper=any(map(_is_on_paper, votes)) if poll else any(each.may_vote for each in mine),
        open_votes=shown.open if shown else [], beside=[each for each in asked if each is not shown],
        cast=[each for each in votes if each.vote],
        hindered=[each for each in votes if not each.vote and each.hindrance and not _is_on_paper(each)],
        sent=request.form,
        left=seconds_left(poll.ends_at, now) if poll else None, by_yes=ANSWERED_BY_YES,
        phase_over=_is_phase_over(assembly), seen=attendance.seen_from_afar(session, assembly, clock.today()),
        last=None if poll else queries.newest_declared(session, assembly.id),
        receipts=(receipts := queries.my_receipts(session, assembly.id, part.party_id)),
        broken_off=_broken_off(receipts),
        objection=(form := objection or _objection_form(assembly, mine, ObjectionForm(formdata=None))),
        may_object=form.item.choices and bool(queries.appeared(session, assembly, [each.member_id for each in mine])),
        objected=_objected(assembly, part), **_of_the_closed(assembly, sitting), **WORDS,
    )


def _objected(assembly: Assembly, part: _Part) -> list[Objection]:
    """The objections for the members for whom somebody takes part, or acts beside: also once it is over (§ 51 (2))."""
    session = db.session()
    found = queries.objections_of(session, assembly.id)
    known = members.members_known_to(session, part.party_id, clock.today()) if found and is_signed_in() else ()
    theirs = {*(each.member_id for each in part.mine), *(each.id for each in known)}
    return [each for each in found if each.member_id in theirs]


def _of_the_closed(assembly: Assembly, sitting: Sitting | None) -> dict[str, Any]:
    """All that a closed meeting resolved, and until when that can be challenged (§ 51 (1) GenG; R-CHL-01)."""
    if sitting is None or sitting.closed_at is None:
        return {"resolved": [], "challenged_until": None}
    session, resolved = db.session(), queries.declared_polls(db.session(), assembly.id)
    days = [local(each.declaration.declared_at).date() for each in resolved if each.declaration]
    until = closing.last_day_to_challenge(session, max(days)) if days else None
    return {"resolved": resolved, "challenged_until": until}


def _may_join(assembly: Assembly, part: _Part) -> list[int]:
    """The numbers of the members for whom who is signed in can still enter online (§ 43b (1) GenG; R-FORM-01)."""
    if part.mine or not is_signed_in():
        return []
    session, today = db.session(), clock.today()
    held = attendance.held_on(session, assembly, today)
    is_on = not (held.is_over(today) or held.is_closed or assembly.ended_at)
    if not is_on or Mode.ONLINE not in modes_of(held):
        return []
    known = members.members_known_to(session, part.party_id, today)
    return [each.number for each in known if assembly in assemblies.own_assemblies(session, each)]


def _broken_off(receipts: Sequence[tuple[Poll, PollRoll, CastVote]]) -> list[Poll]:
    """The polls that were broken off after somebody cast in them, and in none that followed on the same matter."""
    cast = {poll.id: poll for poll, _row, _vote in receipts}
    newest = {(poll.item_id, poll.motion_id): poll for _number, poll in sorted(cast.items())}
    return [poll for poll in newest.values() if poll.state is PollState.VOID]


def _is_late(assembly: Assembly) -> bool:
    """Whether the hour to which a meeting was convened is over."""
    return not opens_early(assembly.meets_on, assembly.begins_at, clock.now())


def _is_over(assembly: Assembly) -> bool:
    """Whether the days of a meeting are over and nobody opened it; nobody will any more (§ 47 (1) GenG)."""
    stages = assemblies.stages_of(db.session(), [assembly], clock.today())
    return stages[assembly.id] is Stage.NOT_OPENED


def _is_phase_over(assembly: Assembly) -> bool:
    """Whether a meeting votes for days, and these are over."""
    return assembly.votes_until is not None and assembly.votes_until < clock.today()


def _is_secret(sitting: Sitting | None, poll: Poll | None) -> bool:
    """Whether is voted in secret, or will be on the item that is on: no device takes a vote then (R-ELE-04)."""
    if poll is not None:
        return poll.secrecy is Secrecy.PAPER_ONLY
    if sitting is None or sitting.item_id is None:
        return False
    session, item_id = db.session(), sitting.item_id
    if not queries.is_secrecy_demanded(session, item_id, None):
        return False
    return item_id not in queries.decided_items(session, sitting.assembly_id)


def _is_on_paper(vote: MyVote) -> bool:
    return isinstance(vote.hindrance, OnPaperAlone)


def _is_online(assembly_id: int, party_id: int) -> bool:
    """Whether somebody takes part from elsewhere, where no paper is."""
    return any(each.mode is Mode.ONLINE for each in attendance.presences_of(db.session(), assembly_id, party_id))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/pruefen")
@public
def review(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Show once more what was chosen, before it is cast for good."""
    entry = _entry(assembly_id)
    assembly = entry.assembly if entry else meeting_of(assembly_id)
    poll, part = queries.get_poll(db.session(), assembly_id, poll_id), _part(assembly, _acting(entry))
    if "change" in request.form:
        return _ballot_page(assembly, part, poll_id=poll_id)
    votes = queries.my_votes(db.session(), assembly, poll, part.party_id, part.acts, clock.now())
    try:
        chosen = _checked(assembly, poll, votes)
    except Refusal as refusal:
        return _ballot_page(assembly, part, 422, translated(refusal), poll_id=poll_id)
    by_member = {each.member_id: each for each in votes}
    return page(
        "voting/review.html", assembly=assembly, poll=poll, wording=queries.wording_of(db.session(), poll),
        chosen=[(by_member[each.member_id], each) for each in chosen],
        sent=fields_of(chosen, poll.method, queries.shape_of(poll).is_each), phase_over=_is_phase_over(assembly),
        before=[translated(each) for each in _before(poll, votes)], **WORDS,
    )


def _checked(assembly: Assembly, poll: Poll, votes: Sequence[MyVote]) -> list[Chosen]:
    """What was chosen and can be cast; refused where nothing was, or too much, or after the phase."""
    check_running(poll.state)
    check_in_phase(assembly.votes_until, clock.now())
    asked = queries.asked_of(poll)
    wanted = [each.member_id for each in votes if each.vote is None]
    chosen = chosen_from(request.form, poll.method, wanted, asked.shape.is_each)
    if not chosen:
        raise next(iter(_before(poll, votes)), Refusal("Wählen Sie zuerst aus, wie Sie abstimmen."))
    for each in chosen:
        check_choice(asked, each.choice, each.marks)
    return chosen


def _before(poll: Poll, votes: Sequence[MyVote]) -> list[Refusal]:
    """What is said of each for whom was chosen and voted before, in another tab: since when (R-VOTE-01)."""
    stands = {each.member_id: each for each in votes if each.vote is not None}
    found = []
    for again in chosen_from(request.form, poll.method, stands, queries.shape_of(poll).is_each):
        mine = stands[again.member_id]
        assert mine.vote is not None
        found.append(Refusal("Für {name} ist {time} schon abgestimmt; dabei bleibt es.", name=mine.name,
                             time=at_hour(mine.vote.cast_at, meeting_of(poll.assembly_id).meets_on)))
    return found


@blueprint.post("/<int:assembly_id>/<int:poll_id>/abgeben")
@public
def cast(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Cast the votes; what was cast before stands."""
    try:
        receipts = _cast(assembly_id, poll_id)
    except NotFound:
        raise
    except NothingChosen as refusal:
        return _told_on_the_ballot(assembly_id, poll_id, 422, refusal)
    except Refusal as refusal:
        return _told_on_the_ballot(assembly_id, poll_id, 409, refusal)
    if not all(each.is_new for each in receipts):
        flash(_told_apart(poll_id, receipts), "warning")
        if not_taken := _not_taken(assembly_id, poll_id, receipts):
            flash(not_taken, "error")
    onward = redirect(f"{url_for('.ballot', assembly_id=assembly_id)}?{POLL}={poll_id}")
    return _with_receipts(make_response(onward), receipts)


def _not_taken(assembly_id: int, poll_id: int, receipts: Sequence[Receipt]) -> str:
    """What somebody sent that says otherwise than what it cast before; empty where it says the same (R-VOTE-01)."""
    session = db.session()
    poll, mine = queries.get_poll(session, assembly_id, poll_id), [each.member_id for each in receipts if each.code]
    sent = {each.member_id: each for each in given_in(request.form, queries.asked_of(poll))}
    told = []
    for vote in queries.votes_for(session, poll_id, [each.member_id for each in receipts if not each.is_new]):
        given = sent[vote.member_id]
        stands = vote.choice, {int(option): number for option, number in vote.marks.items()}
        if vote.member_id in mine and (given.choice, dict(given.marks)) != stands:
            told.append(_(
                "Nicht abgegeben für %(name)s: %(choice)s. Schon %(time)s ist abgestimmt; dabei bleibt es.",
                name=", ".join(queries.names_on_roll(session, poll_id, [vote.member_id])),
                choice=words_of_vote(poll, given.choice, dict(given.marks)),
                time=at_hour(vote.cast_at, meeting_of(assembly_id).meets_on),
            ))
    return " ".join(map(str, told))


def _told_apart(poll_id: int, receipts: Sequence[Receipt]) -> str:
    """For whom a vote was counted just now, and for whom one stood before."""
    now, before = (
        ", ".join(queries.names_on_roll(
            db.session(), poll_id, [each.member_id for each in receipts if each.is_new is is_new]
        )) for is_new in (True, False)
    )  # fmt: skip
    if not now:
        return one_stop(_("Schon vorher abgegeben, dabei bleibt es: %(names)s.", names=before))
    return one_stop(_("Jetzt abgegeben: %(now)s. Schon vorher abgegeben, dabei bleibt es: %(before)s.", now=now,
                      before=before))


def _told_on_the_ballot(assembly_id: int, poll_id: int, status: int, refusal: Refusal) -> ResponseReturnValue:
    assembly = meeting_of(assembly_id)
    part = _part(assembly, _me(assembly_id))
    return _ballot_page(assembly, part, status, translated(refusal), poll_id=poll_id)


def _cast(assembly_id: int, poll_id: int) -> Sequence[Receipt]:
    """Cast as whom a ticket let in here on this device, else as who is signed in; whoever is neither is told so (401).

    What was cast on the quick way, and is only to be told here, is not cast once more: all of it would be old.
    """
    known: Sequence[Receipt] | None = request.environ.get(CAST_QUICKLY)
    if known is not None:
        return known
    if fault := request.environ.get(FAILED_QUICKLY):
        raise fault
    token, sent = request.cookies.get(ENTRY_COOKIE, ""), request.form
    ballots = Ballots(assembly_id, poll_id, lambda asked: given_in(sent, asked), clock.now(), browser=token)
    if token:
        try:
            return grouped(actions.cast_together, ballots)
        except actions.NotLetIn:
            _check_still_in()
    party_id = current_actor().party_id
    if party_id is None:
        raise NotFound
    return grouped(actions.cast_together, replace(ballots, party_id=party_id, browser=""))


def _with_receipts(onward: Response, receipts: Sequence[Receipt]) -> Response:
    """The way on to the ballot, which shows the receipts; they stand in the answer itself, too."""
    onward.set_data(told_in_short(receipts))
    onward.mimetype = "text/plain"
    return onward


def told_in_short(receipts: Sequence[Receipt]) -> str:
    """The receipts of who cast, one in each line, in the order of the members."""
    return "\n".join(receipt_of(each.code) for each in receipts if each.code)


def given_in(sent: MultiDict[str, str], asked: Asked) -> list[Given]:
    """What is to be cast, for every member that was named; whose vote it is, is asked when it is written.

    Too many names are refused before what is beside them is read: others wait for it (R-VOTE-01).
    """
    named = sorted({int(digits) for name in sent if (digits := _member_in(name))})
    check_named(len(named))
    chosen = chosen_from(sent, asked.method, named, asked.shape.is_each)
    return [Given(each.member_id, each.choice, each.marks) for each in chosen]


def _member_in(name: str) -> str:
    """The member whose field this is; empty for any other field."""
    digits = name.removeprefix("m").partition("o")[0]
    is_field = name.startswith("m") and digits.isascii() and digits.isdecimal() and len(digits) < 10
    return digits if is_field else ""


def _objection_form(assembly: Assembly, mine: Sequence[Elector], form: ObjectionForm) -> ObjectionForm:
    decided = queries.declared_items(db.session(), assembly.id)
    items = [each for each in assembly.items if each.id in decided] if decided else []
    form.member.choices = [(each.member_id, each.name) for each in mine]
    form.item.choices = [(each.id, f"{each.position}. {each.title}") for each in items]
    return form


@blueprint.post("/<int:assembly_id>/widerspruch")
@public
def object_to(assembly_id: int) -> ResponseReturnValue:
    """Object to a resolution, for the minutes, from where one is."""
    assembly = meeting_of(assembly_id)
    part = _part(assembly, _me(assembly_id))
    form = _objection_form(assembly, part.mine, ObjectionForm())
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.member, AboutObjector):
            typed(assembly_id, lambda session, sitting: _object(session, sitting, form), form)
            flash(_("Ihr Widerspruch steht in der Niederschrift."), "success")
            return redirect(url_for(".ballot", assembly_id=assembly_id))
    return _ballot_page(assembly, part, status_of(form), objection=form)


@blueprint.post("/<int:assembly_id>/wortmeldung")
@public
def raise_hand(assembly_id: int) -> ResponseReturnValue:
    """Ask to speak, from where one is (§ 43b (3) GenG)."""
    assembly, form = meeting_of(assembly_id), ActForm()
    part = _part(assembly, _me(assembly_id))
    if not (mine := part.mine):
        raise NotFound
    if form.validate_on_submit():
        now, own = clock.now(), next((each for each in mine if each.party_id == part.party_id), mine[0])
        typed(assembly_id, lambda session, sitting: (
            actions.ask_to_speak(session, sitting, part.actor.name, own.member_id, now)
        ), form)
        flash(_("Sie stehen auf der Redeliste."), "success")
    return redirect(url_for(".ballot", assembly_id=assembly_id))


def _object(session: Any, sitting: Any, form: ObjectionForm) -> None:
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    member = members.get_member(session, form.member.data)
    item = assemblies.get_item(assembly, form.item.data)
    me, now = _me(assembly.id), clock.now()
    actions.object_to(session, sitting, item, member, form.text.data or "", me.party_id, me, now)
