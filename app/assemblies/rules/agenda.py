"""The agenda: what usually stands on it, and what an item lacks before it is announced (§§ 46, 48 GenG; R-DOC-06, 07).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.assemblies.rules.facts import AMENDMENTS, ELECTIONS, AssemblyKind, ItemType, ProposedBy, Subject
from app.core.formats import count
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.statutes.rules import FiscalYear, Statute, longest_last_day


@dataclass(frozen=True)
class UsualItem:
    """An item as it usually stands on the agenda, to be changed before the assembly is convened."""

    title: str
    type: ItemType
    proposed_by: ProposedBy
    subject: Subject | None = None
    draft: str = ""
    seats: int | None = None


_BOARD, _SUPERVISORY, _BOTH = ProposedBy.BOARD, ProposedBy.SUPERVISORY_BOARD, ProposedBy.BOTH
_REPORT, _DISCUSSION, _RESOLUTION = ItemType.REPORT, ItemType.DISCUSSION, ItemType.RESOLUTION
_OPENING = UsualItem(German("Eröffnung, Feststellung der Einberufung und der Beschlussfähigkeit"), _REPORT, _BOARD)
_BOARD_REPORT = UsualItem(German("Bericht des Vorstands"), _REPORT, _BOARD)
_SB_REPORT = UsualItem(German("Bericht des Aufsichtsrats"), _REPORT, _SUPERVISORY)
_AUDIT = UsualItem(German("Bericht über die gesetzliche Prüfung"), _DISCUSSION, _BOARD)
_ACCOUNTS = UsualItem(
    German("Feststellung des Jahresabschlusses"), _RESOLUTION, _BOTH, Subject.ADOPT_ACCOUNTS,
    German("Der Jahresabschluss wird in der vorgelegten Fassung festgestellt."),
)  # fmt: skip
_RESULT = UsualItem(German("Verwendung des Jahresergebnisses"), _RESOLUTION, _BOTH, Subject.USE_OF_RESULT)
_DISCHARGE = UsualItem(
    German("Entlastung des Vorstands"), _RESOLUTION, _BOTH, Subject.DISCHARGE_BOARD,
    German("Den Mitgliedern des Vorstands wird für das Geschäftsjahr Entlastung erteilt."),
)  # fmt: skip
_SB_DISCHARGE = UsualItem(
    German("Entlastung des Aufsichtsrats"), _RESOLUTION, _BOTH, Subject.DISCHARGE_SUPERVISORY_BOARD,
    German("Den Mitgliedern des Aufsichtsrats wird für das Geschäftsjahr Entlastung erteilt."),
)  # fmt: skip
_OTHER = UsualItem(German("Verschiedenes"), _DISCUSSION, _BOARD)


def usual_agenda(
    kind: AssemblyKind, statute: Statute, seats: int, year: FiscalYear | None = None
) -> tuple[UsualItem, ...]:
    """Propose the usual agenda: of an ordinary assembly all that § 48 wants, else only its frame (R-DOC-07).

    `seats`: how many of the supervisory board are to be filled; none without such a board (§ 9 (1) GenG; R-SB-01).
    `year`: for which discharge is given, where it is known. The use of the result has no draft: it depends on the
    figures (R-FIN-06).
    """
    if kind is AssemblyKind.EXTRAORDINARY:
        return _OPENING, _OTHER
    discharge = _named(_DISCHARGE, year)
    if not statute.sb_required:
        return _OPENING, _BOARD_REPORT, _AUDIT, _ACCOUNTS, _RESULT, discharge, _OTHER
    return (
        _OPENING, _BOARD_REPORT, _SB_REPORT, _AUDIT, _ACCOUNTS, _RESULT, discharge, _named(_SB_DISCHARGE, year),
        *([_election(seats)] if seats > 0 else []), _OTHER,
    )  # fmt: skip


def year_behind(years: Sequence[FiscalYear], meets_on: date) -> FiscalYear | None:
    """The fiscal year on which an assembly decides: the last that is over, no more than one before (§ 48 (1) GenG).

    None where that year was not entered.
    """
    over = [each for each in years if each.last_day < meets_on]
    last = max(over, key=lambda each: each.last_day, default=None)
    return last if last is not None and meets_on <= longest_last_day(last.last_day + timedelta(days=1)) else None


def _named(discharge: UsualItem, year: FiscalYear | None) -> UsualItem:
    """A discharge whose draft names the year for which it is given."""
    if year is None:
        return discharge
    return replace(discharge, draft=discharge.draft.replace("das Geschäftsjahr", f"das Geschäftsjahr {year.name}"))


def _election(seats: int) -> UsualItem:
    title = German("Wahlen zum Aufsichtsrat")
    return UsualItem(title, ItemType.ELECTION, _SUPERVISORY, Subject.ELECT_SUPERVISORY_BOARD, seats=seats)


_RESOLVED = tuple(subject for subject in Subject if subject not in ELECTIONS)
_ELECTED = tuple(subject for subject in Subject if subject in ELECTIONS)
SUBJECTS_OF: Mapping[ItemType, tuple[Subject, ...]] = {
    ItemType.REPORT: (), ItemType.DISCUSSION: (), ItemType.RESOLUTION: _RESOLVED, ItemType.ELECTION: _ELECTED,
}
"""What can be decided under an item of each type; under reports and discussions nothing (R-GV-06)."""


@dataclass(frozen=True)
class DraftItem:
    """An item as it stands before it is announced; `synopsis` counts the clauses set against each other."""

    title: str
    type: ItemType
    subject: Subject | None
    draft: str
    synopsis: int
    seats: int | None


def lacks_of(item: DraftItem) -> tuple[str, ...]:
    """Name what an item lacks before the assembly is convened (§ 46 (1), (2) GenG; R-GV-03, R-DOC-06).

    A resolution has its subject and the text proposed, an amendment the old and new wording, an election its seats.
    """
    return tuple(_lacking(item))


def _lacking(item: DraftItem) -> Iterator[str]:
    if not item.title.strip():
        yield German("die Überschrift")
    if item.type in (ItemType.RESOLUTION, ItemType.ELECTION) and item.subject not in SUBJECTS_OF[item.type]:
        yield German("der Gegenstand")
    if item.type is ItemType.RESOLUTION and not item.draft.strip():
        yield German("der Beschlussvorschlag")
    if item.subject in AMENDMENTS and not item.synopsis:
        yield German("der alte und der neue Wortlaut der Satzung")
    if item.type is ItemType.ELECTION and not item.seats:
        yield German("die Zahl der Sitze")


def check_item(item: DraftItem) -> None:
    """Refuse a subject that cannot be decided under an item of this type (R-GV-06, R-DOC-07)."""
    if item.subject is not None and item.subject not in SUBJECTS_OF[item.type]:
        raise AboutSubject("Dieser Gegenstand passt nicht zur Art des Tagesordnungspunkts.")
    if item.seats is not None and (item.type is not ItemType.ELECTION or item.seats < 1):
        raise AboutSeats("Eine Zahl der Sitze gehört zu einer Wahl und ist mindestens eins.")


def check_taken_over_once(title: str, taken_on: date | None) -> None:
    """Refuse to put a matter on a second agenda: members would be convened to vote on it twice (§ 46 (2); R-GV-11).

    `taken_on`: the day of the assembly that takes it up already; None where none does.
    """
    if taken_on is not None:
        raise Refusal(
            "„{title}“ ist schon in die Versammlung am {day} übernommen. Laden Sie die Seite neu.", title=title,
            day=written(taken_on),
        )


class AboutSubject(Refusal):
    """The subject of an item is refused; shown at its field."""


class AboutSeats(Refusal):
    """The number of seats is refused; shown at its field."""


def check_agenda(items: Sequence[DraftItem], first: int = 1) -> None:
    """Refuse to announce an agenda one of whose items lacks something, naming that one (§ 46 (1), (2); R-GV-06).

    `first` is the number of the first of them.
    """
    for number, item in enumerate(items, start=first):
        lacks = lacks_of(item)
        if lacks:
            raise Refusal("TOP {number} ist noch nicht fertig. Es fehlt: {lacks}.",
                          number=count(number), lacks=German(*lacks, joint=", "))
