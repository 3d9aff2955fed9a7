"""A declared vote or election as the minutes state it (§ 47 (1) GenG; R-MIN-01, R-DOC-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Sitting
from app.assemblies.rules import MeetingForm
from app.core.formats import NBSP, clock_time, count, local, one_stop
from app.minutes import queries, rules
from app.minutes.rules import CastWay
from app.organs import queries as organs
from app.statutes.rules import InvestingPolicy
from app.voting import queries as voting
from app.voting.models import Declaration, Poll, PollOption, PollResult
from app.voting.queries import Wording
from app.voting.rules import (
    ANSWERED_BY_YES,
    ELECTING,
    METHOD_WORDS,
    MOTION_KIND_WORDS,
    HallWay,
    Method,
    Outcome,
    Secrecy,
    elected_by,
    left_empty,
)
from documents import minutes as printed
from documents.assembly.facts import SynopsisRow

_TONES = {
    Outcome.ACCEPTED: printed.Tone.ACCEPTED, Outcome.ELECTED: printed.Tone.ACCEPTED,
    Outcome.REJECTED: printed.Tone.REJECTED, Outcome.NOBODY: printed.Tone.REJECTED,
}
_SECRECY = {
    Secrecy.OPEN: "offen", Secrecy.ROLL_CALL: "namentlich", Secrecy.PAPER_ONLY: "geheim, mit Stimmzetteln",
}
_IN_HALL = {HallWay.HAND: "durch Handzeichen", HallWay.PAPER: "mit Stimmzetteln"}
_OR_PAPER = " oder mit Stimmzetteln"


@dataclass(frozen=True)
class InAnnex:
    """Under which number annexes are found: old and new wording by item, the single votes of a roll call by poll."""

    wordings: Mapping[int, int] = field(default_factory=dict)
    roll_calls: Mapping[int, int] = field(default_factory=dict)


def ballot_of(session: Session, sitting: Sitting, poll: Poll, in_annex: InAnnex | None = None) -> printed.Ballot:
    """What the minutes say of one declared vote; only what was frozen and declared stands in it."""
    where = in_annex or InAnnex()
    worded = queries.resolved_wording(session, poll)
    assert poll.result is not None
    assert poll.declaration is not None
    declared = poll.declaration
    return printed.Ballot(
        wording="" if poll.question == poll.item.title else poll.question,
        rules=(_way(session, poll, where.roll_calls.get(poll.id)), *_rules(session, poll, poll.result)),
        tally=tuple(
            printed.TallyRow(label, sums.yes, sums.no, sums.abstain, sums.invalid)
            for label, sums in queries.sums_of(poll)
        ) if poll.method in ANSWERED_BY_YES else (),
        candidates=tuple(_candidate(sitting, poll, poll.result, each) for each in poll.options),
        beside=_beside(poll, poll.result),
        needed=_needed(poll, poll.result),
        declared=_declared(sitting, declared),
        declaration=declared.text,
        tone=_TONES.get(declared.outcome, printed.Tone.NEITHER),
        number=organs.get_resolution(session, declared.resolution_id).number if declared.resolution_id else "",
        synopsis=tuple(SynopsisRow(row.clause, row.old_text, row.new_text) for row in worded.rows) if worded else (),
        compared=_compared(worded, where.wordings.get(poll.item_id)) if worded else "",
    )


def _declared(sitting: Sitting, declared: Declaration) -> str:
    """When the chair declared the result: the hour, with the day where it was another than the meeting's."""
    day = rules.other_day(declared.declared_at, local(sitting.opened_at).date())
    when = f"{day} um {clock_time(declared.declared_at)}".strip()
    return f"{when[0].upper()}{when[1:]} stellt {sitting.chair} fest und verkündet:"


def _compared(worded: Wording, annex: int | None) -> str:
    """What leads to old and new wording: where else they lie, and which changes to them were accepted before."""
    also = f", auch als Anlage{NBSP}{annex}" if annex else ""
    changes = [f"„{each.text.strip()}“ (Antrag von {each.mover})" for each in worded.changes]
    if not changes:
        return f"Alter und neuer Wortlaut{also}:"
    return f"Alter und neuer Wortlaut, wie sie angekündigt waren{also}. Dazu ist angenommen: {'; '.join(changes)}."


def _way(session: Session, poll: Poll, annex: int | None) -> str:
    """On what kind of motion, and how was voted; the single votes of a roll call are annexed (§ 47 (1); R-MIN-01)."""
    about = f"über den {MOTION_KIND_WORDS[poll.motion.kind]} " if poll.motion else ""
    said = f"Abgestimmt wird {about}{_SECRECY[poll.secrecy]}{_in_hall(session, poll)} ({METHOD_WORDS[poll.method]})"
    if poll.secrecy is not Secrecy.ROLL_CALL:
        return f"{said}."
    where = f"Anlage{NBSP}{annex}" if annex else "der Anlage"
    return f"{said}. Wie die einzelnen Mitglieder gestimmt haben, steht in {where}."


def _in_hall(session: Session, poll: Poll) -> str:
    """How the hall gave its votes, and who was elsewhere; not said where all did so on devices (§ 43b (2) GenG)."""
    if poll.secrecy is Secrecy.PAPER_ONLY:
        return ""
    ways, is_by_device = queries.ways_of(session, poll), poll.hall not in _IN_HALL
    is_physical = assemblies.get_assembly(session, poll.assembly_id).form is MeetingForm.PHYSICAL
    if is_by_device and not ways & {CastWay.PAPER, CastWay.WRITTEN} and not (is_physical and CastWay.ONLINE in ways):
        return ""
    online = CastWay.ONLINE in ways or not (is_physical or is_by_device)
    beside = [*(["online am eigenen Gerät"] if online else []), *(["schriftlich"] if CastWay.WRITTEN in ways else [])]
    in_hall = _IN_HALL.get(poll.hall) or f"am eigenen Gerät{_OR_PAPER if CastWay.PAPER in ways else ''}"
    return f", im Saal {', '.join([in_hall, *beside])}" if beside else f" {in_hall}"


def _rules(session: Session, poll: Poll, result: PollResult) -> Iterator[str]:
    """Sentences on which majority it took, and whose votes were barred."""
    if poll.method in ELECTING:
        seats = "1 Sitz" if poll.seats == 1 else f"{count(poll.seats)} Sitze"
        yield f"Zu besetzen {'ist' if poll.seats == 1 else 'sind'} {seats}.{_elects(poll, result)}"
    if _is_each(result):
        yield "Zu jeder Person wird mit Ja oder Nein abgestimmt; gewählt ist, wer die Mehrheit dieser Stimmen erhält."
    if poll.method in ANSWERED_BY_YES:
        yield f"Nötig sind {voting.threshold_of(poll).word}."
    if poll.one_vote_each:
        yield f"Jedes Mitglied hat hierbei eine Stimme (§{NBSP}43 Abs.{NBSP}3 GenG)."
    if barred := queries.barred_in(session, poll):
        names = ", ".join(
            each.name if each.caster_name == each.name else f"{each.name} (durch {each.caster_name})" for each in barred
        )
        yield one_stop(f"Nicht stimmberechtigt nach §{NBSP}43 Abs.{NBSP}6 GenG: {names}.")
    if later := voting.named_later(session, poll):
        yield (f"Erst nach der Verkündung ist als betroffen benannt (§{NBSP}43 Abs.{NBSP}6 GenG): {', '.join(later)}."
               " Gezählt ist, wie abgestimmt wurde.")
    yield from _classes(poll, result)


def _elects(poll: Poll, result: PollResult) -> str:
    """Who is elected by what a poll asked for; said otherwise where yes or no is voted (R-ELE-01, R-ELE-02)."""
    if poll.method in ANSWERED_BY_YES or _is_each(result):
        return ""
    return f" Gewählt ist, wer {elected_by(poll.mode, poll.method, is_runoff=poll.runoff_of_id is not None)} erhält."


def _classes(poll: Poll, result: PollResult) -> Iterator[str]:
    """That ordinary members decide, where investing ones voted too (§ 8 (2) GenG; R-INV-02)."""
    if poll.investing_policy is InvestingPolicy.ORDINARY_MAJORITY_CONTROLS and result.content["investing_voters"]:
        yield f"Es entscheiden die Stimmen der ordentlichen Mitglieder (§{NBSP}8 Abs.{NBSP}2 GenG)."


def _needed(poll: Poll, result: PollResult) -> str:
    if not result.needed:
        return ""
    if not result.valid:
        abstained = result.content["ordinary"]["abstain"]
        said = "Außer Enthaltungen wurde keine gültige Stimme" if abstained else "Gültige Stimmen wurden nicht"
        return f"{said} abgegeben."
    is_one, is_yes = result.needed == 1, poll.method in ANSWERED_BY_YES or _is_each(result)
    what = ("Ja-Stimme" if is_yes else "Stimme") + ("" if is_one else "n")
    needed = f"Nötig {'war' if is_one else 'waren'} {count(result.needed)}{NBSP}{what}"
    return f"{needed}." if _is_each(result) else f"{needed} von {count(result.valid)} abgegebenen."


def _is_each(result: PollResult) -> bool:
    """Whether each candidate was voted on by yes or no (R-ELE-01)."""
    return "against" in result.content


def _beside(poll: Poll, result: PollResult) -> str:
    """How many chose nobody, beside the votes for those who stood to be chosen (R-MAJ-02, R-DOC-08)."""
    if poll.method in ANSWERED_BY_YES:
        return ""
    sums = result.content["ordinary"]
    none = f"; keinem zugestimmt: {count(sums['no'])}" if sums["no"] else ""
    said = f"Enthaltungen: {count(sums['abstain'])}; ungültig: {count(sums['invalid'])}{none}."
    if not result.needed and not _is_each(result):
        most = voting.shape_of(poll).most_marks
        each = f" mit je bis zu {count(most)} Kreuzen" if most > 1 else ""
        said = f"Gültige Stimmen: {count(result.valid)}{each}; {said}"
    left, tied = voting.left_open(poll)
    return f"{said} {left_empty(left, tied)}" if left and (tied or voting.elected_options(poll)) else said


def _candidate(sitting: Sitting, poll: Poll, result: PollResult, option: PollOption) -> printed.CandidateRow:
    note = _note(sitting, poll, result, option)
    if _is_each(result):
        against = result.content["against"][str(option.id)]
        note = f"{count(against)}{NBSP}Nein; {note or 'nicht gewählt'}"
    return printed.CandidateRow(option.name, queries.votes_for(poll, option), note)


def _note(sitting: Sitting, poll: Poll, result: PollResult, option: PollOption) -> str:
    if option.id in result.content["runoff"]:
        return "Stichwahl" if poll.phase_item is None else "Mehrheit nicht erreicht"
    if option not in voting.elected_options(poll):
        return ""
    if poll.method is Method.ONE_OF_SEVERAL:
        return "angenommen"
    chosen = "durch das Los gewählt" if poll.lot and option.id in poll.lot.drawn else "gewählt"
    if option.answer is None:
        return chosen
    answer = f"{chosen}, nimmt die Wahl {'an' if option.answer.accepts else 'nicht an'}"
    return f"{answer}{_said_later(sitting, option.answer.answered_at)}"


def _said_later(sitting: Sitting, answered_at: datetime) -> str:
    """That an answer was given after the chair closed the meeting, on which day if another (§ 47 (1) GenG; R-MIN-01).
    """
    if sitting.closed_at is None or answered_at < sitting.closed_at:
        return ""
    day = rules.other_day(answered_at, local(sitting.opened_at).date())
    return f" (erklärt nach der Versammlung{f',{day}' if day else ''})"
