"""What the printed minutes state, with their annexes (§ 47 GenG; R-MIN-01 to R-MIN-05, R-DOC-08)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies import queries as assembly_queries
from app.assemblies.models import Assembly, Sitting
from app.assemblies.rules import (
    ALSO_VOTING_WORDS,
    CONVENED_BY_WORDS,
    CONVENING,
    DISPATCH_KIND_WORDS,
    DiscussionForm,
    MeetingForm,
)
from app.attendance import queries as attendance
from app.attendance.queries import Attendee
from app.attendance.rules import Capacity, Mode, Quorum
from app.core.formats import NBSP, clock_time, count, hour, local, long_day, weekday
from app.minutes import queries, rules
from app.minutes.actions.ballots import InAnnex, ballot_of
from app.minutes.actions.listing import attendance_list, participants_list, roll_call_list, wording_list
from app.minutes.queries import OrganInHall, Section
from app.minutes.rules import Annex, Part, Place
from app.organs import queries as organs
from app.organs.rules import ORGAN_WORDS
from app.statutes import queries as statutes
from app.statutes.rules import QuorumOf, Statute
from app.voting import queries as voting
from app.voting.models import Objection
from app.voting.rules import has_hall
from documents import minutes as printed
from documents.assembly.facts import ADJECTIVES, AssemblyKind, when
from documents.facts import Signatory
from documents.minutes import MinutesFacts
from documents.record import Row
from documents.report import ReportFacts

_FORMS = {
    MeetingForm.PHYSICAL: "als Präsenzversammlung", MeetingForm.VIRTUAL: "in virtueller Form",
    MeetingForm.HYBRID: "in hybrider Form", MeetingForm.STRETCHED: "im gestreckten Verfahren",
}
_DISCUSSIONS = {
    DiscussionForm.VIRTUAL: "mit virtueller Erörterungsphase", DiscussionForm.HYBRID: "mit hybrider Erörterungsphase",
}
_NUMBERS = {
    MeetingForm.PHYSICAL: 1, MeetingForm.VIRTUAL: 2, MeetingForm.HYBRID: 3, MeetingForm.STRETCHED: 4,
}
"""Which number of § 43b (1) GenG names a form."""
_TITLES = {Part.OPENING: "Eröffnung", Part.CLOSING: "Schluss"}


def facts_of(session: Session, assembly: Assembly, sitting: Sitting, now: datetime, is_draft: bool) -> MinutesFacts:
    """The minutes as they read now, as a draft or to be signed."""
    today = local(now).date()
    statute, head = statutes.statute_on(session, assembly.meets_on), organs.letterhead_on(session, assembly.meets_on)
    annexes, in_annex = annexes_of(session, assembly, statute, now)
    signatories = tuple(signatories_of(session, assembly, sitting))
    return MinutesFacts(
        number=f"GV {assembly.meets_on:%d.%m.%Y}", cooperative=head.cooperative,
        heading=f"die {ADJECTIVES[AssemblyKind(assembly.kind.value)]} Generalversammlung",
        subtitle=_subtitle(session, assembly), rows=tuple(_rows(session, assembly, sitting, head.seat)),
        sections=tuple(
            _printed(session, sitting, each, in_annex) for each in queries.sections_of(session, assembly, sitting)
            if each.item is not None or not each.is_empty
        ),
        closing=(), annexes=annexes, place=head.seat, dated=today,
        signing=rules.who_signs(queries.is_led_by_board(session, assembly, sitting), len(signatories) - 1),
        signatories=signatories, is_draft=is_draft,
    )


def print_draft(session: Session, assembly: Assembly, sitting: Sitting, now: datetime) -> bytes:
    """Print the minutes as they read now, marked as a draft; nothing is kept (R-DOC-08)."""
    return printed.build(facts_of(session, assembly, sitting, now, is_draft=True))


def _subtitle(session: Session, assembly: Assembly) -> str:
    discussion = f" {_DISCUSSIONS[assembly.discussion_form]}" if assembly.discussion_form else ""
    number = f"§{NBSP}43b Abs.{NBSP}1 Nr.{NBSP}{_NUMBERS[assembly.form]} GenG"
    also = f", abgestimmt auch {ALSO_VOTING_WORDS[assembly.also_voting]}" if assembly.also_voting else ""
    also += f" (§{NBSP}43b Abs.{NBSP}2 GenG)" if also else ""
    is_streamed = assembly_queries.is_streamed(session, assembly)
    streamed = f", in Bild und Ton übertragen (§{NBSP}43b Abs.{NBSP}2 GenG)" if is_streamed else ""
    return f"nach §{NBSP}47 GenG, {_FORMS[assembly.form]} ({number}){discussion}{also}{streamed}"


def _rows(session: Session, assembly: Assembly, sitting: Sitting, seat: str) -> Iterator[Row]:
    """Day, place, who led and wrote, how it was convened, who took part (§ 47 (1) GenG; R-MIN-01, R-MIN-02)."""
    yield Row("Tag und Zeit", _between(sitting.opened_at, sitting.closed_at))
    if assembly.votes_until is not None:
        yield from _phases(session, assembly, sitting, assembly.votes_until)
    at_the_seat = rules.place_of(assembly.form) is Place.SEAT
    yield Row("Ort", f"{seat} (Sitz der Genossenschaft)" if at_the_seat else _rooms(session, assembly, sitting))
    yield Row("Leitung", sitting.chair)
    yield Row("Schriftführung", sitting.minute_taker)
    yield from _told(assembly)
    if there := queries.board_there(session, assembly):
        yield Row("Vom Vorstand anwesend", ", ".join(there))
    if represented := _in_hall(session, assembly, sitting):
        yield Row("Organe im Saal", represented)
    yield Row("Teilnahme", _took_part(session, assembly, sitting))
    if quorate := _quorate(session, assembly, sitting):
        yield Row("Beschlussfähigkeit", quorate)


def _rooms(session: Session, assembly: Assembly, sitting: Sitting) -> str:
    """Where the meeting was, and since when where it went to another room meanwhile (§ 47 (1) GenG; R-MIN-01)."""
    told = [
        f"ab {hour(since, local(sitting.opened_at).date())}: {place}" if since else place
        for place, since in assembly_queries.rooms_of(session, assembly)
    ]
    return "; ".join(told)


def _told(assembly: Assembly) -> Iterator[Row]:
    """By what the members were convened, and what was added or corrected since, each with the annex that proves it."""
    for number, told in enumerate(assembly_queries.dispatches_in_force(assembly), start=1):
        convenes = told.kind in CONVENING
        what = "Einberufung" if convenes else str(DISPATCH_KIND_WORDS[told.kind])
        by = f"{CONVENED_BY_WORDS[assembly.convened_by]}, " if convenes else ""
        yield Row(what, f"{by}am {long_day(told.told_at)}; Nachweis als Anlage{NBSP}{number}")


def _between(begun: datetime, ended: datetime | None) -> str:
    """From when to when, the second day where it is another: `Samstag, 12. Dezember 2026, 14:02 Uhr bis 16:21 Uhr`."""
    if ended is None:
        return when(begun)
    is_same_day = local(begun).date() == local(ended).date()
    return f"{when(begun)} bis {clock_time(ended) if is_same_day else when(ended)}"


def _phases(session: Session, assembly: Assembly, sitting: Sitting, last_day: date) -> Iterator[Row]:
    """When a stretched assembly discussed and when it voted (§ 43b (1) no. 4, (5) GenG; R-MIN-01, R-FORM-05)."""
    opened = local(sitting.opened_at).date()
    yield Row("Erörterungsphase", f"{weekday(opened)}, {long_day(opened)}, ab {clock_time(sitting.opened_at)}")
    polls = queries.voted_times(session, assembly.id)
    begun, ended = rules.voted_between(polls, last_day, sitting.closed_at is not None)
    yield Row("Abstimmungsphase", _between(begun, ended) if begun else f"bis {when(ended)}")


def _took_part(session: Session, assembly: Assembly, sitting: Sitting) -> str:
    """How many members were there, in the hall and online, and how many through a proxy, each as last (R-DOC-08).

    Of a stretched assembly in its discussion; who voted is counted apart. Who voted in writing is not there, and
    appeared (§ 43b (7) GenG; R-FORM-07).
    """
    until = queries.discussed_until(session, assembly)
    found = attendance.each_as_last([
        each for each in attendance.attendees(session, assembly)
        if until is None or each.presence.came_at <= until
    ])
    there = [each for each in found if each.presence.capacity is not Capacity.PROXY]
    proxies = len(found) - len(there)
    took_part = "erschienen" if any(each.presence.mode is Mode.WRITTEN for each in found) else "anwesend"
    ways = _ways([each.presence.mode for each in there], has_hall(assembly.form))
    members = f"{count(len(there))}{NBSP}{'Mitglied' if len(there) == 1 else 'Mitglieder'} {took_part}{ways}"
    if proxies:
        members += f", {count(proxies)} durch Vollmacht vertreten"
    return members + _with_votes(found) + _voted(session, assembly)


def _ways(modes: Sequence[Mode], is_hall: bool) -> str:
    """How many were in the hall, online, and voted in writing; empty where all were in the hall."""
    online, written, hall = modes.count(Mode.ONLINE), modes.count(Mode.WRITTEN), modes.count(Mode.HALL)
    if not online and not written:
        return ""
    told = [f"{count(some)} {word}" for some, word in ((online, "online"), (written, "schriftlich")) if some]
    return f" ({', '.join(([f'{count(hall)} im Saal'] if is_hall or hall else []) + told)})"


def _with_votes(found: Sequence[Attendee]) -> str:
    """With how many votes they were there, where not each had one (§§ 8 (2), 43 (3) GenG; R-VOTE-02)."""
    votes = sum(each.votes for each in found if each.may_vote)
    if votes == len(found):
        return ""
    return f", mit zusammen {count(votes)}{NBSP}{'Stimme' if votes == 1 else 'Stimmen'}"


def _voted(session: Session, assembly: Assembly) -> str:
    """How many members voted in the days of a stretched assembly, who need not have been at its discussion (§ 43b (7)).
    """
    if assembly.form is not MeetingForm.STRETCHED:
        return ""
    voted = len({each.number for each in queries.participations(session, assembly.id)})
    return f" (Erörterung); an den Abstimmungen {'nahm' if voted == 1 else 'nahmen'} {count(voted)}{NBSP}" + (
        "Mitglied teil" if voted == 1 else "Mitglieder teil"
    )


def _in_hall(session: Session, assembly: Assembly, sitting: Sitting) -> str:
    """Whether board and supervisory board were represented in the hall of a hybrid meeting; else empty (§ 43b (4)).

    R-FORM-04. Of who was not, when; and who of them took part online.
    """
    told = [_organ_in_hall(each) for each in queries.organs_in_hall(session, assembly, sitting)]
    return f"{'; '.join(told)} (§{NBSP}43b Abs.{NBSP}4 GenG)" if told else ""


def _organ_in_hall(found: OrganInHall) -> str:
    without = ("bei Eröffnung" if found.lacks_opening else "", _under(found.items) if found.items else "")
    where = f"nicht vertreten {' und '.join(filter(None, without))}" if any(without) else "vertreten"
    if found.is_never:
        where = "während der ganzen Versammlung nicht im Saal vertreten"
    online = f", online {'nahm' if len(found.online) == 1 else 'nahmen'} teil: {', '.join(found.online)}"
    return f"{ORGAN_WORDS[found.organ]} {where}{online if found.online else ''}"


def _under(items: Sequence[int]) -> str:
    """Under which items a vote was opened: `bei den Abstimmungen zu TOP 2, 3 und 5`."""
    *others, last = map(count, items)
    numbers = f"{', '.join(others)} und {last}" if others else last
    return f"bei {'den Abstimmungen' if others else 'der Abstimmung'} zu TOP{NBSP}{numbers}"


def _quorate(session: Session, assembly: Assembly, sitting: Sitting) -> str:
    """Whether as many as the statute wants were there when the meeting was opened; empty where it wants none (R-GV-11).

    Where they were too few, what counts is told as well: how many were there when the first vote was opened.
    """
    at_opening = attendance.quorum_at(session, assembly, sitting.opened_at)
    if at_opening is None:
        return ""
    told = f"Bei Eröffnung {_of(at_opening)}"
    begun = min((opened for opened, _closed in queries.voted_times(session, assembly.id)), default=None)
    if at_opening.is_reached or begun is None:
        return told
    at_vote = attendance.quorum_at(session, assembly, begun)
    return f"{told}; bei der ersten Abstimmung um {clock_time(begun)} {_of(at_vote)}" if at_vote else told


def _of(quorum: Quorum) -> str:
    counted = "Stimmen" if quorum.counted is QuorumOf.VOTES else "Mitgliedern"
    there = f"{count(quorum.there)} von {count(quorum.everybody)} {counted} da oder vertreten"
    return f"{'gegeben' if quorum.is_reached else 'nicht gegeben'}: {there}, nötig {count(quorum.needed)}"


def _printed(session: Session, sitting: Sitting, section: Section, in_annex: InAnnex) -> printed.Section:
    item = section.item
    first, *later = [
        printed.Stretch(
            tuple(each.paragraphs), tuple(ballot_of(session, sitting, poll, in_annex) for poll in each.polls),
            tuple(_objection(sitting, objection) for objection in each.objections),
        )
        for each in section.stretches
    ] or [printed.Stretch()]
    return printed.Section(
        f"TOP{NBSP}{item.position}" if item else "", item.title if item else _TITLES[section.part],
        first.paragraphs, first.ballots, first.objections, tuple(later),
    )


def _objection(sitting: Sitting, objection: Objection) -> str:
    said = f": „{objection.text.strip()}“" if objection.text.strip() else "."
    day = rules.other_day(objection.at, local(sitting.opened_at).date())
    return f"{objection.name} erklärt{day} um {clock_time(objection.at)} Widerspruch zur Niederschrift{said}"


def signatories_of(session: Session, assembly: Assembly, sitting: Sitting) -> Iterator[Signatory]:
    """The chair, and a place for a board member present; a chair who sits on the board signs as both (R-MIN-03)."""
    yield Signatory(sitting.chair, "Leitung der Versammlung")
    chair = voting.chair_of(session, assembly, sitting)
    for each in queries.officers_of(session, assembly):
        if each.is_present and each.party_id != chair and each.name != sitting.chair:
            yield Signatory(each.name, "Mitglied des Vorstands")


def annexes_of(
    session: Session, assembly: Assembly, statute: Statute, now: datetime
) -> tuple[tuple[printed.Annex, ...], InAnnex]:
    """What the law wants annexed, the wordings resolved on, the single votes of roll calls; and where those are found.

    After what the law wants in the order of the items, of each its wording first.
    § 47 (1) to (3) GenG; R-MIN-04, R-MIN-05.
    """
    wanted = rules.annexes_of(
        assembly.form, statute.investing_members, statute.plural_votes > 1, queries.passed_in(session, assembly.id)
    )
    reports = [report for kind in wanted for report in _ANNEXES[kind](session, assembly, now)]
    worded, called = queries.worded_items(session, assembly.id), queries.roll_calls(session, assembly.id)
    by_item: list[tuple[int, int, int, ReportFacts]] = [
        (item.position, 0, item.id, wording_list(session, assembly, item, wording, now)) for item, wording in worded
    ]
    by_item += [(poll.item.position, 1, poll.id, roll_call_list(session, assembly, poll, now)) for poll in called]
    by_item.sort(key=lambda each: each[:3])
    placed = list(enumerate(by_item, start=len(reports) + 1))
    in_annex = InAnnex(*(
        {key: number for number, (_, kind, key, _) in placed if kind == wanted} for wanted in (0, 1)
    ))
    reports += [report for *_, report in by_item]
    return tuple(
        printed.Annex(report.heading, f"anlage-{number}.pdf", report)
        for number, report in enumerate(reports, start=1)
    ), in_annex


def _proofs(session: Session, assembly: Assembly, now: datetime) -> Sequence[ReportFacts]:
    """The proof of each telling that still holds: the convening, and what was added or corrected (§ 46 (2); R-MIN-04).
    """
    told = assembly_queries.dispatches_in_force(assembly)
    return [assemblies.proof_of(session, each, now, is_annex=True) for each in told]


_ANNEXES: Mapping[Annex, Callable[[Session, Assembly, datetime], Sequence[ReportFacts]]] = {
    Annex.CONVOCATION: _proofs,
    Annex.PARTICIPANTS: lambda *meeting: [participants_list(*meeting)],
    Annex.ATTENDANCE: lambda *meeting: [attendance_list(*meeting)],
}
