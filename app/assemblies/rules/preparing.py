"""What planning an assembly refuses, and until when it can be convened (§§ 16, 43b, 46, 48 GenG; R-GV-04, R-GV-07)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.assemblies.rules.agenda import AboutSeats, AboutSubject
from app.assemblies.rules.deadlines import deadlines_under
from app.assemblies.rules.facts import (
    AMENDMENTS,
    FORM_VOICE_WORDS,
    PAPER_KIND_WORDS,
    AlsoVoting,
    AssemblyKind,
    AssemblyState,
    ConvenedBy,
    DiscussionForm,
    FormVoice,
    ItemType,
    MeetingForm,
    PaperKind,
    ProposedBy,
    Subject,
)
from app.assemblies.rules.lengths import LASTS_MINUTES
from app.assemblies.rules.meeting_form import AboutVotingEnd
from app.core.formats import count
from app.core.formats import day as written
from app.core.values import Refusal
from app.organs.rules import (
    AboutResolution,
    DecidedOnRefusal,
    NamedResolution,
    Organ,
    check_accepted,
    check_kept,
    check_proven,
)
from app.statutes.rules import ConvocationChannel, Statute

MAX_ITEMS = 60
"""Items of an agenda; nobody gets through more in a day."""
MAX_ROWS = 60
"""Clauses of a synopsis."""
MAX_PAPERS = 100
"""Papers of an assembly, those taken back among them."""


@dataclass(frozen=True)
class PlannedAssembly:
    """What is planned of an assembly: kind, form with its phases, day, place, and who convenes it."""

    kind: AssemblyKind
    form: MeetingForm
    meets_on: date
    begins_at: time
    convened_by: ConvenedBy
    discussion_form: DiscussionForm | None = None
    votes_until: date | None = None
    place: str = ""
    access: str = ""
    lasts_minutes: int = LASTS_MINUTES
    also_voting: AlsoVoting | None = None
    is_streamed: bool = False


@dataclass(frozen=True)
class PlannedItem:
    """What is planned of an item of the agenda."""

    item_type: ItemType
    title: str
    proposed_by: ProposedBy
    subject: Subject | None = None
    seats: int | None = None
    draft: str = ""


@dataclass(frozen=True)
class Wording:
    """A clause of the statute as it reads now and as it is to read; a new one has no old wording."""

    clause: str
    old_text: str
    new_text: str


class AboutAvailability(Refusal):
    """The day from which on a paper lies open is refused; shown at its field."""


def check_planned(state: AssemblyState) -> None:
    """Refuse to change the plan of an assembly that is convened or over (§ 46 (1) GenG; R-GV-03)."""
    if state is AssemblyState.CONVENED:
        raise Refusal(
            "Die Versammlung ist einberufen; was den Mitgliedern mitgeteilt ist, steht fest. Tag, Ort und Form ändern"
            " Sie nur mit einer Verlegung oder Absage."
        )
    _check_goes_on(state)


def check_takes_items(state: AssemblyState, meets_on: date, today: date) -> None:
    """Refuse a matter of elsewhere on an agenda that is not written any more: nobody is convened to it (§ 46; R-GV-11).
    """
    check_planned(state)
    if meets_on < today:
        raise Refusal("Die Versammlung am {day} ist vorbei, ohne dass sie einberufen wurde. Wählen Sie eine, die noch"
                      " bevorsteht, oder ändern Sie zuerst den Plan.", day=written(meets_on))


def check_open(state: AssemblyState, meets_on: date, today: date) -> None:
    """Refuse what comes too late for an assembly that is called off, dropped or held (§ 46 GenG; R-GV-06)."""
    _check_goes_on(state)
    if state is AssemblyState.CONVENED and meets_on < today:
        raise Refusal("Die Versammlung war am {day}. Daran ändert sich nichts mehr.", day=written(meets_on))


def check_not_begun(has_begun: bool) -> None:
    """Refuse to call off, put off or change from outside what is on already, or was held (§§ 46, 47 (1) GenG).

    What changes in the meeting itself is led there, and stands in its minutes (R-MIN-01).
    """
    if has_begun:
        raise Refusal(
            "Diese Versammlung ist eröffnet worden. Absagen, verlegen und ankündigen lässt sich nur, was noch nicht"
            " begonnen hat; was sich in ihr ändert, steht bei der Leitung."
        )


def _check_goes_on(state: AssemblyState) -> None:
    if state is AssemblyState.CANCELLED:
        raise Refusal("Die Versammlung ist abgesagt. Planen Sie eine neue.")
    if state is AssemblyState.NOT_HELD:
        raise Refusal("Die Versammlung hat nicht stattgefunden. Planen Sie eine neue.")
    if state is AssemblyState.DISCARDED:
        raise Refusal("Dieser Plan ist verworfen. Planen Sie eine neue Versammlung.")


def check_never_held(
    state: AssemblyState, last_day: date, today: date, has_begun: bool, recorded: Sequence[str] = ()
) -> None:
    """Refuse to note that an assembly did not take place before its days are over, or of one that did (R-GV-02).

    It did where it was opened here, or where resolutions of its days are `recorded`: their numbers.
    """
    if state is AssemblyState.PLANNED:
        raise Refusal("Diese Versammlung ist noch nicht einberufen. Findet sie nicht statt, verwerfen Sie den Plan.")
    _check_goes_on(state)
    if has_begun:
        raise Refusal("Diese Versammlung ist eröffnet worden, sie hat also stattgefunden.")
    if recorded:
        raise Refusal("Von dieser Versammlung sind Beschlüsse nachgetragen, sie hat also stattgefunden: {numbers}.",
                      numbers=", ".join(recorded))
    if last_day >= today:
        raise Refusal("Die Versammlung steht noch bevor. Sagen Sie sie ab, dann erfahren es alle.")


def check_resolved_on(day: date, states: Collection[AssemblyState]) -> None:
    """Refuse a resolution of a day on which the only assembly did not take place (§ 43 (1) GenG; R-GV-02)."""
    if AssemblyState.NOT_HELD in states and AssemblyState.CONVENED not in states:
        raise DecidedOnRefusal(
            "Die Versammlung am {day} hat nicht stattgefunden; an diesem Tag hat sie nichts beschlossen.",
            day=written(day),
        )


def check_discarded(state: AssemblyState, is_told: bool) -> None:
    """Refuse to drop a plan of which the members were told something: that is called off instead (R-GV-02)."""
    if is_told or state is AssemblyState.CONVENED:
        raise Refusal("Von dieser Versammlung wissen die Mitglieder schon. Sagen Sie sie ab, dann erfahren es alle.")
    _check_goes_on(state)


_LONGEST_VOTE = 366


def check_voting_ends(meets_on: date, votes_until: date | None) -> None:
    """Refuse a voting phase that goes on for years: the year was mistyped (§ 43b (1) no. 4 GenG; R-FORM-05)."""
    if votes_until is not None and (votes_until - meets_on).days > _LONGEST_VOTE:
        raise AboutVotingEnd("Die Abstimmungsphase dauert länger als ein Jahr. Prüfen Sie die Tage.")


def check_decided(item: PlannedItem) -> None:
    """Refuse a resolution or election that does not say of what or of how many (§ 46 (1), (2) GenG; R-GV-06)."""
    if item.item_type is ItemType.RESOLUTION and item.subject is None:
        raise AboutSubject("Wählen Sie, worüber beschlossen wird. Davon hängt die Mehrheit ab (§§ 16, 43 Abs. 2 GenG).")
    if item.item_type is ItemType.ELECTION and item.subject is None:
        raise AboutSubject("Wählen Sie, wer gewählt wird (§§ 24 Abs. 2, 36 Abs. 1 GenG).")
    if item.item_type is ItemType.ELECTION and item.seats is None:
        raise AboutSeats("Geben Sie an, wie viele Sitze zu besetzen sind.")


def check_takes_synopsis(subject: Subject | None) -> None:
    """Refuse to set clauses against each other under an item that amends no statute (§ 16 GenG; R-DOC-06)."""
    if subject not in AMENDMENTS:
        raise Refusal("Alter und neuer Wortlaut gehören zu einer Satzungsänderung. Wählen Sie zuerst den Gegenstand.")


def check_keeps_synopsis(subject: Subject | None, rows: int) -> None:
    """Refuse to turn an amendment with its synopsis into something else (R-DOC-06)."""
    if rows and subject not in AMENDMENTS:
        raise AboutSubject(
            "Zu diesem Punkt steht schon alter und neuer Wortlaut da. Entfernen Sie ihn zuerst, oder bleiben Sie bei"
            " der Satzungsänderung."
        )


def check_wording(wording: Wording) -> None:
    """Refuse a clause that changes nothing (R-DOC-06)."""
    old, new = wording.old_text.split(), wording.new_text.split()
    if not old and not new:
        raise Refusal("Schreiben Sie, wie die Bestimmung lautet und wie sie lauten soll.")
    if old == new:
        raise Refusal("Alter und neuer Wortlaut sind gleich.")


def check_not_announced(is_announced: bool) -> None:
    """Refuse to change an item that was announced: it stands as the members read it (§ 46 (2) GenG; R-GV-06)."""
    if is_announced:
        raise Refusal(
            "Dieser Punkt ist den Mitgliedern angekündigt und bleibt, wie er ist. Sie können ihn absetzen, mit Grund"
            " (§ 46 Abs. 2 GenG)."
        )


def check_withdrawn(is_announced: bool, is_withdrawn: bool) -> None:
    """Refuse to withdraw an item twice, or one that nobody was told of: that is simply removed (R-GV-06)."""
    if is_withdrawn:
        raise Refusal("Dieser Punkt ist schon abgesetzt.")
    if not is_announced:
        raise Refusal("Dieser Punkt ist noch nicht angekündigt. Entfernen Sie ihn einfach.")


def check_removed(has_papers: bool) -> None:
    """Refuse to remove an item to which a paper belongs: papers stand, also those taken back (R-REG-05)."""
    if has_papers:
        raise Refusal(
            "Zu diesem Punkt gehört eine Unterlage, auch wenn sie zurückgenommen ist. Ändern Sie den Punkt, statt ihn"
            " zu entfernen."
        )


def check_moved(may_move: bool) -> None:
    """Refuse to move an item past the ends of the agenda or past one that was announced (§ 46 (2) GenG; R-GV-06)."""
    if not may_move:
        raise Refusal("Weiter lässt sich dieser Punkt nicht verschieben.")


def check_agenda_empty(items: int) -> None:
    """Refuse to propose the usual agenda where there is one already (R-DOC-07)."""
    if items:
        raise Refusal("Auf der Tagesordnung steht schon etwas. Die übliche wird nur vorgeschlagen, wo sie leer ist.")


def check_room(number: int, most: int) -> None:
    """Refuse more items, clauses or papers than anybody reads."""
    if number >= most:
        raise Refusal("Mehr als {most} lassen sich hier nicht anlegen.", most=count(most))


_IN_TIME = frozenset({PaperKind.ACCOUNTS, PaperKind.MANAGEMENT_REPORT, PaperKind.SB_REPORT})
"""What has to lie open a full week before the ordinary assembly (§ 48 (3) GenG; R-GV-07)."""


NEAR_PAPERS = 21
"""So many days before papers have to lie open it is said that they are missing."""


def papers_bound(kind: AssemblyKind, statute: Statute) -> tuple[PaperKind, ...]:
    """Name what surely has to lie open before an assembly (§ 48 (3) GenG; R-GV-07): accounts, the supervisors' report.

    A management report only where one is drawn up; whether one has to be, the accounts say (§ 336 (2) HGB).
    """
    if kind is not AssemblyKind.ORDINARY:
        return ()
    return (PaperKind.ACCOUNTS, PaperKind.SB_REPORT) if statute.sb_required else (PaperKind.ACCOUNTS,)


def are_papers_near(meets_on: date, statute: Statute, today: date) -> bool:
    """Say whether it is time to see that the papers lie open: three weeks before, until the meeting (R-GV-07)."""
    last_day = deadlines_under(statute, meets_on).papers
    return last_day - timedelta(days=NEAR_PAPERS) <= today <= meets_on


def check_available_on(
    assembly_kind: AssemblyKind, kind: PaperKind, available_on: date, meets_on: date, statute: Statute, today: date
) -> None:
    """Refuse a day on which a paper lay not open yet, or one later than the law wants it (§ 48 (3) GenG; R-GV-07).

    What is late already may still be handed in, from today on: better late than not at all.
    """
    if available_on < today:
        raise AboutAvailability("Einsehbar ist die Unterlage frühestens ab heute.")
    if available_on > meets_on:
        raise AboutAvailability("Dieser Tag liegt nach der Versammlung.")
    last_day = papers_by(assembly_kind, kind, meets_on, statute)
    if last_day is not None and available_on > max(last_day, today):
        raise AboutAvailability(
            "{paper}: mindestens eine volle Woche vor der Versammlung einsehbar, also spätestens ab dem {day} (§ 48"
            " Abs. 3 GenG).", paper=PAPER_KIND_WORDS[kind], day=written(last_day),
        )  # fmt: skip


def papers_by(assembly_kind: AssemblyKind, kind: PaperKind, meets_on: date, statute: Statute) -> date | None:
    """The last day from which on a paper has to lie open; None where the law names none (§ 48 (3) GenG; R-GV-07)."""
    is_bound = assembly_kind is AssemblyKind.ORDINARY and kind in _IN_TIME
    return deadlines_under(statute, meets_on).papers if is_bound else None


_ORGANS: Mapping[FormVoice, Organ] = {
    FormVoice.BOARD: Organ.BOARD, FormVoice.SUPERVISORY_BOARD: Organ.SUPERVISORY_BOARD,
    FormVoice.REPRESENTATIVE: Organ.GENERAL_ASSEMBLY,
}


def check_says_form(voice: FormVoice, number: str, found: NamedResolution | None) -> str:
    """Refuse what is no resolution of whose voice it is; gives the number as it is kept (§ 43b (6); R-FORM-06).

    The representative needs none to decide; what is named there is the assembly's resolution that elected it.
    """
    if not number:
        if voice is FormVoice.REPRESENTATIVE:
            return ""
        raise AboutResolution("Geben Sie die Nummer des Beschlusses an (§ 43b Abs. 6 GenG).")
    kept = check_kept(number, found)
    if kept.organ is not _ORGANS[voice] and _ORGANS[voice] not in kept.handed_by:
        raise AboutResolution(
            "{number} ist kein Beschluss, auf den sich hier jemand stützen kann: Gefragt ist {voice}.",
            number=kept.number, voice=FORM_VOICE_WORDS[voice],
        )
    if not kept.is_free:
        raise AboutResolution(
            "{number} entscheidet über Anträge von Mitgliedern, nicht über die Form der Versammlung.",
            number=kept.number,
        )
    check_accepted(kept)
    check_proven(kept)
    return kept.number


def convene_by(statute: Statute, meets_on: date) -> date:
    """The last day on which all members can still be told, also those who are written to (§ 46 (1); R-GV-04, 05)."""
    last = deadlines_under(statute, meets_on)
    return last.receipt if statute.gv_channel is ConvocationChannel.PUBLIC_PAPER else last.posting


_PARAGRAPHS: Mapping[Subject, str] = {
    Subject.SERVICE_DUTY: "§ 16 Abs. 3 Satz 1 GenG", Subject.CONTRIBUTIONS: "§ 16 Abs. 3 Satz 2 GenG",
    Subject.OTHER_AMENDMENT: "§ 16 Abs. 4 GenG", Subject.PLURAL_VOTES_ABOLISHED: "§§ 16 Abs. 4, 43 Abs. 3 GenG",
    Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: "§ 36 Abs. 3 GenG", Subject.DISSOLUTION: "§ 78 Abs. 1 GenG",
    Subject.CONTINUATION: "§ 79a Abs. 1 GenG", Subject.FURTHER_PAYMENTS: "§ 87a GenG",
}


def paragraph_on(subject: Subject) -> str:
    """The paragraph that says by which majority this is resolved (§§ 16, 36, 43, 78, 79a, 87a GenG; R-MAJ-01 ff.)."""
    return _PARAGRAPHS.get(subject, "§ 16 Abs. 2 GenG" if subject in AMENDMENTS else "§ 43 Abs. 2 GenG")
