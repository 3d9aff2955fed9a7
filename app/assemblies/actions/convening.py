"""Convening an assembly, adding to its agenda, putting it off, calling it off: each told to everybody (§ 46 GenG)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.assemblies import queries, rules
from app.assemblies.actions import announcing
from app.assemblies.actions.holding import hold, subject_of
from app.assemblies.actions.recalling import recall
from app.assemblies.actions.telling import LETTER_TITLES, tell_everybody
from app.assemblies.models import AgendaItem, Assembly, Dispatch
from app.assemblies.rules import (
    DECIDED,
    DISPATCH_KIND_WORDS,
    FORM_VOICE_WORDS,
    MEETING_FORM_WORDS,
    AboutPublication,
    AssemblyState,
    Channel,
    DispatchKind,
)
from app.core import files, journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal, check_reason
from app.organs.models import Resolution
from app.shares import actions as shares
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel, Statute
from documents import registry
from documents.letter import Letter


@dataclass(frozen=True)
class Way:
    """How everybody is told: by letters only, where a paper is the way in which one and when, with the proof of it."""

    letters_for_all: bool = False
    published_in: str = ""
    published_on: date | None = None
    proof: CheckedFile | None = None


@dataclass(frozen=True)
class NewDay:
    """To when and where an assembly is put off, and how one takes part from elsewhere."""

    meets_on: date
    begins_at: time
    place: str = ""
    access: str = ""
    votes_until: date | None = None
    is_meant: bool = False
    """That the form was chosen for this day as well, though its resolutions name another."""


@dataclass(frozen=True)
class Whereabouts:
    """Where an assembly meets and how one takes part from elsewhere, as it is to be told."""

    place: str
    access: str = ""


def convene(session: Session, assembly_id: int, way: Way, actor: Actor, now: datetime) -> Dispatch:
    """Invite all members (Einberufung, § 46 (1) GenG; R-GV-01 to R-GV-05): each item on the agenda is announced.

    The invitation is frozen, a job tells each member. Refused where it lacks something, in a form that was not chosen
    by both, once it can no longer be received in time, and a second time.
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    rules.check_to_convene(assembly.state)
    _check_ready(session, assembly, way, today)
    told = _tell_all(session, assembly, DispatchKind.CONVOCATION, "", way, actor, now)
    assembly.state, assembly.convened_at = AssemblyState.CONVENED, now
    session.flush()
    return told


def _check_ready(session: Session, assembly: Assembly, way: Way, today: date) -> None:
    for obstacle in queries.obstacles(session, assembly, today, _channels(session, way, today)):
        raise obstacle
    statute = statutes.statute_on(session, today)
    if statute.gv_channel is ConvocationChannel.PUBLIC_PAPER:
        rules.check_published(assembly.meets_on, _published(way), today, statute)


def _channels(session: Session, way: Way, today: date) -> Collection[Channel]:
    return queries.reached_on(session, today, way.letters_for_all).channels


def _published(way: Way) -> date:
    if way.published_on is None or not way.published_in.strip():
        raise AboutPublication("Geben Sie an, in welchem Blatt und an welchem Tag es bekannt gemacht wurde.")
    rules.check_paper(way.published_in)
    return way.published_on


def announce_additions(
    session: Session, assembly_id: int, reason: str, way: Way, actor: Actor, now: datetime
) -> Dispatch:
    """Announce what was put on the agenda since (§ 46 (2) GenG; R-GV-06); `reason` may say who demanded it.

    What comes too late to be decided is refused as a resolution, and may be announced to be discussed.
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    queries.check_can_be_told(session, assembly, today)
    statute, new = statutes.statute_on(session, today), queries.items_untold(assembly)
    kinds = {each.position: each.item_type for each in new}
    if rules.convocation_channel(statute) is ConvocationChannel.PUBLIC_PAPER:
        published_on = _published(way)
        rules.check_is_out(published_on, today)
        rules.check_published_addition(kinds, assembly.meets_on, published_on)
    else:
        rules.check_additions(kinds, assembly.meets_on, today, statute, _channels(session, way, today))
    rules.check_agenda([queries.as_drafted(each) for each in new], new[0].position)
    return _tell_all(session, assembly, DispatchKind.ADDITION, reason.strip(), way, actor, now)


def cancel(session: Session, assembly_id: int, reason: str, way: Way, actor: Actor, now: datetime) -> Dispatch:
    """Call a convened assembly off, with the reason, and tell those who were invited (R-GV-02).

    Letters that nobody posted and mails that wait are recalled.
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    queries.check_can_be_told(session, assembly, today)
    why = check_reason(reason)
    _check_is_out(session, way, today)
    recall(session, assembly, actor, now)
    told = _tell_all(session, assembly, DispatchKind.CANCELLATION, why, way, actor, now)
    assembly.state, assembly.ended_at, assembly.ended_by = AssemblyState.CANCELLED, now, actor.name
    assembly.end_reason = why
    session.flush()
    return told


def note_not_held(
    session: Session, assembly_id: int, reason: str, recorded: Callable[[Session, Assembly], Sequence[Resolution]],
    actor: Actor, now: datetime,
) -> None:
    """Note of an assembly that nobody opened, with the reason, that it did not take place (R-GV-02).

    `recorded`: what was recorded of its days afterwards; where that is something, it took place. Invitations that still
    wait are recalled; what it was to decide is free for another assembly (R-GV-11).
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    queries.check_never_held(session, assembly, today, recorded(session, assembly))
    why = check_reason(reason)
    recall(session, assembly, actor, now)
    assembly.state, assembly.ended_at, assembly.ended_by = AssemblyState.NOT_HELD, now, actor.name
    assembly.end_reason = why
    session.flush()
    summary = Told("Die Versammlung fand nicht statt, {reason}", reason=Kept(why))
    journal.record(session, actor, "assembly.not_held", subject_of(assembly), now, summary, assembly=assembly.id)


def _check_is_out(session: Session, way: Way, today: date) -> None:
    if rules.convocation_channel(statutes.statute_on(session, today)) is ConvocationChannel.PUBLIC_PAPER:
        rules.check_is_out(_published(way), today)


def postpone(
    session: Session, assembly_id: int, to: NewDay, reason: str, way: Way, actor: Actor, now: datetime
) -> Dispatch:
    """Put a convened assembly off: everybody is invited anew, with the full period (§ 46 (1) GenG; R-GV-04).

    What was added to the agenda meanwhile is announced with it. What did not leave the house yet is recalled. To
    another day than the resolutions on its form name, only where that was chosen for it too (§ 43b (6); R-FORM-06).
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    queries.check_can_be_told(session, assembly, today)
    why, former = check_reason(reason), announcing.meeting_of(session, assembly)
    day_before = assembly.meets_on
    move(assembly, to, today)
    session.flush()
    if to.meets_on != day_before:
        _check_form_holds(session, assembly, to.is_meant, actor, now)
    _check_ready(session, assembly, way, today)
    recall(session, assembly, actor, now)
    ground = announcing.instead_of(former, why)
    return _tell_all(session, assembly, DispatchKind.POSTPONEMENT, why, way, actor, now, ground)


def _check_form_holds(session: Session, assembly: Assembly, is_meant: bool, actor: Actor, now: datetime) -> None:
    """Ask for the form again where the resolutions on it name another day, and keep that it was confirmed."""
    votes = queries.chosen_for_another_day(session, assembly, assembly.meets_on)
    rules.check_form_holds([each.resolution_number for each in votes], assembly.meets_on, is_meant)
    for vote in votes:
        summary = Told("{voice} für {form} auch am {day}, bestätigt", voice=German(FORM_VOICE_WORDS[vote.voice]),
                       form=German(MEETING_FORM_WORDS[vote.form]), day=written(assembly.meets_on))
        journal.record(session, actor, "assembly.form_said", subject_of(assembly), now, summary, voice=vote.voice,
                       form=vote.form, number=vote.resolution_number, is_meant=True)


def move(assembly: Assembly, to: NewDay, today: date) -> None:
    """Let an assembly be on another day, at another hour or place, or reached otherwise (R-GV-03, R-GV-04).

    Refused where nothing differs.
    """
    before = assembly.meets_on, assembly.begins_at, assembly.votes_until, assembly.place, assembly.access
    after = to.meets_on, to.begins_at, to.votes_until, to.place.strip(), to.access.strip()
    rules.check_put_off(before, after)
    if to.meets_on != assembly.meets_on:
        rules.check_meets_on(to.meets_on, today)
    rules.check_phases(assembly.form, assembly.discussion_form, to.meets_on, to.votes_until)
    rules.check_voting_ends(to.meets_on, to.votes_until)
    assembly.meets_on, assembly.begins_at, assembly.votes_until, assembly.place, assembly.access = after


def correct(
    session: Session, assembly_id: int, to: Whereabouts, reason: str, way: Way, actor: Actor, now: datetime
) -> Dispatch:
    """Tell everybody what was told wrongly of a convened assembly, or is no longer so; day and periods stay (R-GV-03).

    Another room of the same house, the way to take part, items withdrawn, papers exchanged. Anything else is a
    postponement, to which everybody is convened anew.
    """
    assembly, today = hold(session, assembly_id), local(now).date()
    queries.check_can_be_told(session, assembly, today)
    why = check_reason(reason)
    if way.letters_for_all:
        rules.check_letters_for_all(today, assembly.meets_on, statutes.statute_on(session, today))
    corrections = lead(session, assembly, to)
    _check_is_out(session, way, today)
    session.flush()
    return _tell_all(session, assembly, DispatchKind.CORRECTION, why, way, actor, now, corrections=corrections)


def lead(session: Session, assembly: Assembly, to: Whereabouts) -> list[rules.Corrected]:
    """Let an assembly be in another room of its house, or reached otherwise; gives all that is to be corrected."""
    place, access = to.place.strip(), to.access.strip()
    rules.check_keeps(assembly.place, place)
    rules.check_keeps(assembly.access, access)
    rules.check_same_house(assembly.place, place)
    corrections = queries.corrections_of(session, assembly, place, access)
    rules.check_corrects(len(corrections))
    assembly.place, assembly.access = place, access
    return corrections


def add_proof(session: Session, dispatch: Dispatch, proof: CheckedFile, actor: Actor, now: datetime) -> Dispatch:
    """Keep the page of the paper in which something stood, handed in later; once (§ 6 no. 4 GenG; R-GV-02)."""
    hold(session, dispatch.assembly_id)
    if dispatch.channel is not ConvocationChannel.PUBLIC_PAPER:
        raise Refusal("Ein Beleg gehört zu einer Bekanntmachung in einem Blatt.")
    if dispatch.proof_sha256 is not None:
        raise Refusal("Zu dieser Bekanntmachung liegt schon ein Beleg vor.")
    dispatch.proof_sha256, dispatch.proof_name = files.keep(session, proof.content), proof.name
    session.flush()
    summary = Told("{assembly}: Beleg der Bekanntmachung", assembly=queries.title_of(dispatch.assembly))
    journal.record(session, actor, "prove_publication", subject_of(dispatch.assembly), now, summary, file=proof.name)
    return dispatch


def draft_letter(
    session: Session, assembly: Assembly, kind: DispatchKind, reason: str, actor: Actor, now: datetime,
    to: NewDay | Whereabouts | None = None,
) -> bytes:
    """The copy for everybody as it would be issued today, to be looked at first; nothing is kept.

    `to` where it is put off or corrected: the session lets the assembly go then, so that nobody writes that down.
    """
    letter, ground = shares.letter_to_all(session, "Entwurf", actor, local(now).date()), ""
    corrections: Sequence[rules.Corrected] = ()
    if to is not None:
        ground = announcing.instead_of(announcing.meeting_of(session, assembly), reason.strip())
        session.expunge(assembly)
    if isinstance(to, NewDay):
        move(assembly, to, local(now).date())
    elif isinstance(to, Whereabouts):
        corrections = lead(session, assembly, to)
    name, facts = _facts_of(session, assembly, kind, letter, reason, ground, _new_items(assembly, kind), corrections)
    return registry.build(name, facts)


def _tell_all(
    session: Session, assembly: Assembly, kind: DispatchKind, reason: str, way: Way, actor: Actor, now: datetime,
    ground: str = "", corrections: Sequence[rules.Corrected] = (),
) -> Dispatch:
    """Freeze what is told, announce what is new on the agenda, and have each member told where the statute says so."""
    today = local(now).date()
    statute, new = statutes.statute_on(session, today), _new_items(assembly, kind)
    letter = shares.letter_to_all(session, shares.next_reference(session, today), actor, today)
    name, facts = _facts_of(session, assembly, kind, letter, reason, ground, new, corrections)
    document = archive.issue(
        session, kind=name, facts=facts, title=German(LETTER_TITLES[kind], letter.reference),
        subject=subject_of(assembly), actor=actor, now=now, number=letter.reference,
    )
    dispatch = Dispatch(
        assembly_id=assembly.id, kind=kind, channel=rules.convocation_channel(statute), reason=reason,
        meets_on=assembly.meets_on, begins_at=assembly.begins_at, form=assembly.form, place=assembly.place,
        access=assembly.access, receipt_by=_receipt_by(kind, assembly, statute, new),
        sequence=len(assembly.dispatches), document_id=document.id, told_at=now, told_by=actor.name,
        statute_version_id=statutes.get_version_on(session, today).id, **_publication(session, statute, way),
    )
    session.add(dispatch)
    session.flush()
    for item in new:
        item.announced_by_id = dispatch.id
    session.flush()
    session.refresh(assembly)
    _record(session, assembly, dispatch, actor, now)
    if dispatch.channel is ConvocationChannel.DIRECT_TEXTFORM:
        tell_everybody(session, dispatch, way.letters_for_all, actor, now)
    return dispatch


def _new_items(assembly: Assembly, kind: DispatchKind) -> list[AgendaItem]:
    tells_no_items = kind in (DispatchKind.CANCELLATION, DispatchKind.CORRECTION)
    return [] if tells_no_items else queries.items_untold(assembly)


def _facts_of(
    session: Session, assembly: Assembly, kind: DispatchKind, letter: Letter, reason: str, ground: str,
    new: Sequence[AgendaItem], corrections: Sequence[rules.Corrected] = (),
) -> tuple[str, object]:
    if kind in rules.CONVENING:
        return announcing.INVITATION, announcing.invitation(session, assembly, letter, ground)
    return announcing.NOTICE, announcing.notice(session, assembly, kind, letter, reason, new, corrections)


def _publication(session: Session, statute: Statute, way: Way) -> dict[str, object]:
    if statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER:
        return {}
    proof = files.keep(session, way.proof.content) if way.proof else None
    return {
        "published_in": way.published_in.strip(), "published_on": way.published_on, "proof_sha256": proof,
        "proof_name": way.proof.name if way.proof else "",
    }


def _receipt_by(kind: DispatchKind, assembly: Assembly, statute: Statute, new: Sequence[AgendaItem]) -> date | None:
    """Until when it has to reach the members; what decides nothing may reach them later (R-GV-04, R-GV-06)."""
    last = rules.deadlines_under(statute, assembly.meets_on)
    if kind in rules.CONVENING:
        return last.receipt
    return last.item_receipt if any(each.item_type in DECIDED for each in new) else None


def _record(session: Session, assembly: Assembly, dispatch: Dispatch, actor: Actor, now: datetime) -> None:
    values: dict[str, object] = {
        "assembly": queries.title_of(assembly), "what": German(DISPATCH_KIND_WORDS[dispatch.kind]),
    }
    if dispatch.reason:
        summary = Told("{assembly}, {what}: {reason}", reason=Kept(dispatch.reason), **values)
    else:
        summary = Told("{assembly}: {what}", **values)
    journal.record(
        session, actor, f"assembly.{dispatch.kind}", subject_of(assembly), now, summary, dispatch=dispatch.id,
        meets_on=dispatch.meets_on, place=dispatch.place, published_in=dispatch.published_in,
    )
