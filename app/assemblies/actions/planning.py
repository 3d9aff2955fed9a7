"""Planning an assembly: day, form and place, what the organs want of its form, and dropping the plan (§ 43b GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.holding import subject_of
from app.assemblies.models import Assembly, FormVote
from app.assemblies.rules import (
    FORM_VOICE_WORDS,
    MEETING_FORM_WORDS,
    AboutWording,
    AlsoVoting,
    AssemblyState,
    Channel,
    FormVoice,
    MeetingForm,
    PlannedAssembly,
)
from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.values import Actor, German, check_reason
from app.organs import queries as organs
from app.organs.rules import AboutResolution
from app.statutes import queries as statutes

PLANS = "assemblies"
"""What everybody who plans a new assembly waits for."""


def plan(session: Session, planned: PlannedAssembly, actor: Actor, now: datetime) -> Assembly:
    """Plan an assembly; refused for a day on which nobody could be convened in time any more (R-GV-01, R-GV-04)."""
    one_at_a_time(session, PLANS)
    _check_day(session, planned, now)
    _check_form(session, planned, now)
    assembly = Assembly(
        kind=planned.kind, form=planned.form, discussion_form=planned.discussion_form, meets_on=planned.meets_on,
        begins_at=planned.begins_at, votes_until=planned.votes_until, place=planned.place.strip(),
        access=planned.access.strip(), lasts_minutes=planned.lasts_minutes, also_voting=planned.also_voting,
        is_streamed=planned.is_streamed, convened_by=planned.convened_by, state=AssemblyState.PLANNED,
        recorded_at=now, recorded_by=actor.name, ended_by="", end_reason="",
    )
    session.add(assembly)
    session.flush()
    summary = Told("{assembly} geplant", assembly=queries.title_of(assembly))
    journal.record(
        session, actor, "assembly.planned", subject_of(assembly), now, summary, assembly=assembly.id, form=planned.form,
        meets_on=planned.meets_on, place=assembly.place, is_streamed=planned.is_streamed,
    )
    return assembly


def change(
    session: Session, assembly: Assembly, planned: PlannedAssembly, actor: Actor, now: datetime
) -> list[FormVoice]:
    """Change the plan of an assembly of which nobody was told yet; the same once more changes nothing (R-GV-04).

    A day that stays is not judged anew: a plan that came too late can still be put right elsewhere. Gives whose choice
    of the form is asked for again, since its resolution names days and not the new one (§ 43b (6); R-FORM-06).
    """
    rules.check_planned(assembly.state)
    if planned.meets_on != assembly.meets_on:
        _check_day(session, planned, now)
    _check_form(session, planned, now)
    former = queries.shown_of_plan(assembly)
    assembly.kind, assembly.convened_by = planned.kind, planned.convened_by
    assembly.form, assembly.discussion_form = planned.form, planned.discussion_form
    assembly.meets_on, assembly.begins_at = planned.meets_on, planned.begins_at
    assembly.votes_until = planned.votes_until
    assembly.place, assembly.access = planned.place.strip(), planned.access.strip()
    assembly.lasts_minutes, assembly.also_voting = planned.lasts_minutes, planned.also_voting
    assembly.is_streamed = planned.is_streamed
    session.flush()
    changed = {name: value for name, value in queries.shown_of_plan(assembly).items() if value != former[name]}
    if changed:
        what = German(*(queries.PLAN_WORDS[name] for name in changed), joint=", ")
        summary = Told("Geändert: {what}", what=what)
        before = {name: former[name] for name in changed}
        journal.record(
            session, actor, "assembly.changed", subject_of(assembly), now, summary, changed=changed, former=before
        )
    return _ask_form_again(session, assembly, actor, now) if "meets_on" in changed else []


def _ask_form_again(session: Session, assembly: Assembly, actor: Actor, now: datetime) -> list[FormVoice]:
    """Take back which form was chosen by a resolution for other days; another form is compared on convening."""
    asked_again: list[FormVoice] = []
    for vote in queries.chosen_for_another_day(session, assembly, assembly.meets_on):
        asked_again.append(vote.voice)
        summary = Told(
            "Noch keine Form gewählt ({voice}): {number} nennt einen anderen Tag",
            voice=German(FORM_VOICE_WORDS[vote.voice]), number=vote.resolution_number,
        )  # fmt: skip
        _drop(session, assembly, vote, summary, actor, now)
    return asked_again


def _check_day(session: Session, planned: PlannedAssembly, now: datetime) -> None:
    today = local(now).date()
    rules.check_meets_on(planned.meets_on, today)
    rules.check_can_be_convened(planned.meets_on, today, statutes.statute_on(session, today), {Channel.MAIL})


def _check_form(session: Session, planned: PlannedAssembly, now: datetime) -> None:
    rules.check_phases(planned.form, planned.discussion_form, planned.meets_on, planned.votes_until)
    rules.check_voting_ends(planned.meets_on, planned.votes_until)
    rules.check_also_voting(planned.form, planned.also_voting)
    statute = statutes.find_statute_on(session, local(now).date())
    rules.check_streamed(planned.form, planned.is_streamed, statute)


def say_form(
    session: Session, assembly: Assembly, voice: FormVoice, form: MeetingForm | None, number: str, actor: Actor,
    now: datetime, also: AlsoVoting | None = None, is_meant: bool = False,
) -> None:
    """Note which form one of the two wants who choose it, by which resolution; None takes it back.

    `also`: how votes are cast beside the hall of a physical meeting, which is chosen alike (§ 43b (2); R-FORM-02).
    `is_meant`: the resolution means this form and this meeting, though it names them otherwise.

    § 43b (6) GenG; R-FORM-06. The resolution is kept here: one on paper is recorded among the others first.
    """
    rules.check_planned(assembly.state)
    found = next((each for each in assembly.form_votes if each.voice is voice), None)
    if form is None:
        _take_form_back(session, assembly, found, number, actor, now)
        return
    named = number.strip()
    resolution = organs.find_named(session, named) if named else None
    number = rules.check_says_form(voice, named, resolution)
    is_otherwise = (
        resolution is not None and voice is not FormVoice.REPRESENTATIVE
        and _is_worded_otherwise(assembly, form, number, resolution.wording, is_meant)
    )
    rules.check_also_voting(form, also)
    if found is not None and (found.form, found.also_voting, found.resolution_number) == (form, also, number):
        return
    vote = found or FormVote(assembly_id=assembly.id, voice=voice)
    vote.form, vote.also_voting, vote.resolution_number = form, also, number
    vote.recorded_at, vote.recorded_by = now, actor.name
    session.add(vote)
    session.flush()
    session.refresh(assembly)
    values = {"voice": German(FORM_VOICE_WORDS[voice]), "form": German(MEETING_FORM_WORDS[form])}
    if is_otherwise:
        summary = Told("{voice} für {form} mit Beschluss {number} (anders benannt, bestätigt)", number=number, **values)
    elif number:
        summary = Told("{voice} für {form} mit Beschluss {number}", number=number, **values)
    else:
        summary = Told("{voice} für {form}", **values)
    journal.record(
        session, actor, "assembly.form_said", subject_of(assembly), now, summary, voice=voice, form=form, number=number,
        also_voting=also, is_meant=is_otherwise,
    )


def _is_worded_otherwise(
    assembly: Assembly, form: MeetingForm, number: str, wording: str, is_meant: bool
) -> bool:
    """Say whether a resolution names another form or day and is meant all the same; refused where nobody says so."""
    try:
        rules.check_form_resolved(number, wording, form, assembly.meets_on)
    except AboutWording:
        if not is_meant:
            raise
        return True
    return False


def _take_form_back(
    session: Session, assembly: Assembly, found: FormVote | None, number: str, actor: Actor, now: datetime
) -> None:
    if number.strip():
        raise AboutResolution("Einen Beschluss nennen Sie nur mit der Form, die er wählt.")
    if found is None:
        return
    summary = Told("Noch keine Form gewählt ({voice})", voice=German(FORM_VOICE_WORDS[found.voice]))
    _drop(session, assembly, found, summary, actor, now)


def _drop(
    session: Session, assembly: Assembly, found: FormVote, summary: Told, actor: Actor, now: datetime
) -> None:
    voice = found.voice
    session.delete(found)
    session.flush()
    session.refresh(assembly)
    journal.record(session, actor, "assembly.form_said", subject_of(assembly), now, summary, voice=voice)


def discard(session: Session, assembly: Assembly, reason: str, actor: Actor, now: datetime) -> None:
    """Drop a plan of which nobody was told anything, with the reason; it stays to be seen (R-GV-02)."""
    rules.check_discarded(assembly.state, bool(assembly.dispatches))
    why = check_reason(reason)
    assembly.state, assembly.ended_at, assembly.ended_by = AssemblyState.DISCARDED, now, actor.name
    assembly.end_reason = why
    session.flush()
    summary = Told("Plan verworfen, {reason}", reason=Kept(why))
    journal.record(session, actor, "assembly.discarded", subject_of(assembly), now, summary, assembly=assembly.id)
