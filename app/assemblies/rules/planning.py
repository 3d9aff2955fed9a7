"""The plan of an assembly: what is due when, by which rule, and what to mind (§§ 45 to 48, 59 GenG; R-GV-01 to 08)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.assemblies.rules.deadlines import Deadlines, deadlines_under
from app.assemblies.rules.facts import ELECTIONS, AssemblyKind, Subject
from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import German
from app.statutes.rules import (
    ONE_DAY,
    SPECS,
    ConvocationChannel,
    ElectionMode,
    FederalState,
    FiscalYear,
    ParameterKey,
    Statute,
    annual_duties,
    is_working_day,
    last_closed_year,
    quantity,
    working_day_on_or_before,
)

POSTAL_DAYS = 4
"""Working days within which nearly all letters arrive (§ 18 PostG: 99 of 100)."""


class Step(StrEnum):
    """What is to be done before an assembly."""

    MAIL = "mail"
    POSTING = "posting"
    PUBLICATION = "publication"
    AUDIT_REPORT = "audit_report"
    MINORITY = "minority"
    ADDITION = "addition"
    ADDITION_POSTING = "addition_posting"
    PAPERS = "papers"
    ORDINARY = "ordinary"


STEP_WORDS: Mapping[Step, str] = {
    Step.MAIL: German("Einladungen per E-Mail zugegangen"),
    Step.POSTING: German("Einladungsbriefe zur Post gegeben"),
    Step.PUBLICATION: German("Einladung im öffentlichen Blatt erschienen"),
    Step.AUDIT_REPORT: German("Prüfungsbericht angekündigt"),
    Step.MINORITY: German("Verlangen einer Minderheit eingegangen"),
    Step.ADDITION: German("Ergänzung der Tagesordnung zugegangen"),
    Step.ADDITION_POSTING: German("Ergänzung der Tagesordnung zur Post gegeben"),
    Step.PAPERS: German("Unterlagen einsehbar"),
    Step.ORDINARY: German("Ordentliche Versammlung abgehalten"),
}
"""How the steps are called: what is done by then."""


class StepState(StrEnum):
    """How a step stands on a day: still to come, to be done now, over, or done by convening."""

    TOLD = "told"
    AHEAD = "ahead"
    DUE = "due"
    PASSED = "passed"


STEP_STATE_WORDS: Mapping[StepState, str] = {
    StepState.TOLD: German("Einberufen"), StepState.AHEAD: German("Kommt noch"),
    StepState.DUE: German("Jetzt fällig"), StepState.PASSED: German("Vorbei"),
}
"""How the states are called."""


@dataclass(frozen=True)
class PlanRow:
    """A step with its last day, the day by which it is better done, and the rule behind it.

    `hint`: that the last day is no working day, and stays (R-DL-05).
    """

    step: Step
    last_day: date
    advised_on: date
    state: StepState
    because: str
    paragraph: str
    hint: str | None


@dataclass(frozen=True)
class Plan:
    """The steps of an assembly in order of their days, and what to mind besides."""

    rows: tuple[PlanRow, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True)
class _Due:
    step: Step
    last_day: date
    because: str
    paragraph: str
    working_days_before: int = 0


def plan_of(
    meets_on: date, kind: AssemblyKind, statute: Statute, years: Sequence[FiscalYear], today: date,
    is_convened: bool = False,
) -> Plan:
    """Plan an assembly back from its day: what is due when, and why (R-GV-01 to R-GV-08, R-DL-04).

    `years` stand in order. Of each last day it names the working day at the seat on which it is better done (R-DL-05).
    """
    ordinary_by = _ordinary_by(kind, years, meets_on)
    due = [*_convening(statute, meets_on), *_besides(statute, kind, meets_on)]
    if ordinary_by is not None:
        due.append(_Due(Step.ORDINARY, ordinary_by, _ORDINARY, "§ 48 Abs. 1 Satz 3 GenG"))
    rows = [_row(each, statute.seat_state, today, is_convened) for each in due]
    rows.sort(key=lambda row: (row.last_day, [*Step].index(row.step)))
    return Plan(tuple(rows), tuple(_concerns(meets_on, statute, ordinary_by)))


def _ordinary_by(kind: AssemblyKind, years: Sequence[FiscalYear], meets_on: date) -> date | None:
    """The day by which the assembly on the last year closed is held (§ 48 (1) sentence 3 GenG; R-GV-01)."""
    closed = last_closed_year(years, meets_on) if kind is AssemblyKind.ORDINARY else None
    return annual_duties(closed.last_day).ordinary_gv_by if closed else None


_ITEMS = German("Beschlossen wird nur, was mindestens sieben volle Tage vor der Versammlung angekündigt ist.")
_PAPERS = German(
    "Jahresabschluss, Lagebericht und Bericht des Aufsichtsrats liegen eine volle Woche vor der Versammlung bereit."
)
_REPORT = German("Einen neuen Prüfungsbericht kündigt schon die Einberufung als Gegenstand an.")
_ORDINARY = German("Die ordentliche Versammlung findet in den ersten sechs Monaten des Geschäftsjahrs statt.")
_BY_ARRIVAL = German(
    "Die Satzung sagt nicht, wann ein Brief als zugegangen gilt: Er muss am Tag darauf da sein. Meist braucht er bis zu"
    " vier Werktage."
)


def _convening(statute: Statute, meets_on: date) -> Iterator[_Due]:
    last = deadlines_under(statute, meets_on)
    full_days = Told(
        "Zwischen Zugang und Versammlung liegen mindestens {number} volle Tage, beide Tage nicht mitgezählt.",
        number=count(statute.gv_min_days),
    )
    if statute.gv_channel is ConvocationChannel.PUBLIC_PAPER:
        yield _Due(Step.PUBLICATION, last.receipt, full_days, "§ 46 Abs. 1 GenG")
        yield _Due(Step.ADDITION, last.item_receipt, _ITEMS, "§ 46 Abs. 2 GenG")
    else:
        yield _Due(Step.MAIL, last.receipt, full_days, "§ 46 Abs. 1 GenG")
        yield from _by_post(statute, last)
        yield _Due(Step.ADDITION, last.item_receipt, _ITEMS, "§ 46 Abs. 2 GenG")


def _by_post(statute: Statute, last: Deadlines) -> Iterator[_Due]:
    because, before = (_BY_ARRIVAL, POSTAL_DAYS) if not statute.posting_fiction_days else (_fiction(statute), 0)
    yield _Due(Step.POSTING, last.posting, because, "§ 46 Abs. 1 GenG", before)
    yield _Due(Step.ADDITION_POSTING, last.item_posting, because, "§ 46 Abs. 2 GenG", before)


def _fiction(statute: Statute) -> Told:
    spec = SPECS[ParameterKey.POSTING_FICTION_DAYS]
    return Told("Von der Aufgabe zur Post bis zum Zugang eines Briefs rechnet die Satzung: {days}.",
                days=quantity(spec, statute.posting_fiction_days))


def _besides(statute: Statute, kind: AssemblyKind, meets_on: date) -> Iterator[_Due]:
    last = deadlines_under(statute, meets_on)
    is_direct = statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER
    yield _Due(Step.AUDIT_REPORT, last.receipt, _REPORT, "§ 59 Abs. 1 GenG")
    minority = Told("Was {fraction} der Mitglieder auf die Tagesordnung setzen lässt, erfahren alle anderen noch"
                    " rechtzeitig.", fraction=str(statute.minority_fraction))
    before = POSTAL_DAYS if is_direct and not statute.posting_fiction_days else 0
    last_day = last.item_posting if is_direct else last.item_receipt
    yield _Due(Step.MINORITY, last_day, minority, "§ 45 Abs. 2 GenG", before)
    if kind is AssemblyKind.ORDINARY:
        yield _Due(Step.PAPERS, last.papers, _PAPERS, "§ 48 Abs. 3 GenG")


_CONVENING = (Step.MAIL, Step.POSTING, Step.PUBLICATION)
"""What is done once an assembly is convened; whom an invitation has not reached, its page says."""


def _row(due: _Due, state: FederalState, today: date, is_convened: bool) -> PlanRow:
    advised = working_day_on_or_before(due.last_day, state)
    for _each in range(due.working_days_before):
        advised = working_day_on_or_before(advised - ONE_DAY, state)
    stands = StepState.PASSED if due.last_day < today else StepState.DUE if advised <= today else StepState.AHEAD
    if is_convened and due.step in _CONVENING:
        stands = StepState.TOLD
    hint = None if is_working_day(due.last_day, state) else Told(
        "Der {day} ist kein Arbeitstag. Das Gesetz verschiebt ihn nicht.", day=written(due.last_day)
    )
    return PlanRow(due.step, due.last_day, advised, stands, due.because, due.paragraph, hint)


def _concerns(meets_on: date, statute: Statute, ordinary_by: date | None) -> Iterator[Told]:
    if not is_working_day(meets_on, statute.seat_state):
        yield Told("Der {day} ist kein Arbeitstag. Zulässig ist die Versammlung auch dann.", day=written(meets_on))
    if ordinary_by is not None and meets_on > ordinary_by:
        yield Told(
            "Die ordentliche Versammlung gehört in die ersten sechs Monate des Geschäftsjahrs, also bis zum {day} (§ 48"
            " Abs. 1 Satz 3 GenG). Auch später beschließt sie wirksam.", day=written(ordinary_by),
        )  # fmt: skip
    if statute.posting_fiction_days and statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER:
        yield Told("Für Briefe ist gerechnet, wann sie nach der Satzung als zugegangen gelten. Meint Ihre Satzung"
                   " Werktage, geben Sie die Briefe entsprechend früher auf.")


def about_phase(subjects: Collection[Subject | None], mode: ElectionMode, most_seats: int) -> Iterator[Told]:
    """What to mind before a stretched assembly is convened: on each item is voted once, for days.

    § 43b (1) no. 4 GenG; R-FORM-05, R-ELE-02. `subjects` of the items on the agenda; `most_seats` that one of them
    fills, nothing where none does.
    """
    if Subject.DISCHARGE in subjects:
        yield Told("In der Abstimmungsphase wird zu jedem Punkt einmal abgestimmt. Sollen mehrere Personen einzeln "
                   "entlastet werden, nehmen Sie für jede einen eigenen Punkt auf.")
    if mode is ElectionMode.ABSOLUTE_THEN_RUNOFF and not ELECTIONS.isdisjoint(subjects):
        yield Told("Nach der Abstimmungsphase gibt es keine Stichwahl. Wird niemand mit der nötigen Mehrheit gewählt, "
                   "wählt erst eine andere Versammlung.")
    if most_seats > 1:
        yield Told("In der Abstimmungsphase wird zu jedem Punkt einmal gewählt. Eine Einzelwahl besetzt nur einen "
                   "Sitz; wo mehrere zu besetzen sind, bereiten Sie eine Wahl für alle vor, oder nehmen Sie für jeden "
                   "Sitz einen eigenen Punkt auf.")
