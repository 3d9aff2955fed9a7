"""The usual agenda, and what an item lacks before it is announced."""

from dataclasses import replace
from datetime import date

import pytest

from app.assemblies.rules import (
    AMENDMENTS,
    SUBJECTS_OF,
    AboutSeats,
    AboutSubject,
    AssemblyKind,
    DraftItem,
    ItemType,
    Subject,
    UsualItem,
    check_agenda,
    check_item,
    lacks_of,
    usual_agenda,
    year_behind,
)
from app.core.values import Refusal
from app.statutes.rules import FiscalYear
from tests.assemblies.statutes import a_statute

ACCOUNTS = DraftItem("Jahresabschluss", ItemType.RESOLUTION, Subject.ADOPT_ACCOUNTS, "Er wird festgestellt.", 0, None)
AMENDMENT = DraftItem("Satzung", ItemType.RESOLUTION, Subject.OTHER_AMENDMENT, "Sie wird geändert.", 1, None)
ELECTION = DraftItem("Wahl", ItemType.ELECTION, Subject.ELECT_SUPERVISORY_BOARD, "", 0, 2)
REPORT = DraftItem("Bericht", ItemType.REPORT, None, "", 0, None)
ALL = [ACCOUNTS, AMENDMENT, ELECTION, REPORT]


def as_draft(item: UsualItem) -> DraftItem:
    """A usual item as it would stand on the agenda unchanged."""
    return DraftItem(item.title, item.type, item.subject, item.draft, 0, item.seats)


def test_the_ordinary_agenda_has_all_that_the_law_wants_in_its_order() -> None:
    titles = [item.title for item in usual_agenda(AssemblyKind.ORDINARY, a_statute(), 2)]
    assert titles == [
        "Eröffnung, Feststellung der Einberufung und der Beschlussfähigkeit", "Bericht des Vorstands",
        "Bericht des Aufsichtsrats", "Bericht über die gesetzliche Prüfung", "Feststellung des Jahresabschlusses",
        "Verwendung des Jahresergebnisses", "Entlastung des Vorstands", "Entlastung des Aufsichtsrats",
        "Wahlen zum Aufsichtsrat", "Verschiedenes",
    ]


def test_without_seats_to_fill_nobody_is_elected() -> None:
    assert not [item for item in usual_agenda(AssemblyKind.ORDINARY, a_statute(), 0) if item.type is ItemType.ELECTION]


def test_without_a_supervisory_board_nothing_is_said_of_it() -> None:
    items = usual_agenda(AssemblyKind.ORDINARY, a_statute(sb_required=False), 3)
    assert not [item for item in items if "Aufsichtsrat" in item.title]
    assert {item.subject for item in items} == {
        None, Subject.ADOPT_ACCOUNTS, Subject.USE_OF_RESULT, Subject.DISCHARGE_BOARD,
    }


def test_an_extraordinary_assembly_starts_with_its_frame_alone() -> None:
    items = usual_agenda(AssemblyKind.EXTRAORDINARY, a_statute(), 2)
    assert [item.subject for item in items] == [None, None]
    assert not [item for item in items if item.type is ItemType.RESOLUTION]


def test_a_discharge_names_the_year_for_which_it_is_given_where_that_is_known() -> None:
    of_2025, short = FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), FiscalYear(date(2026, 1, 1), date(2026, 6, 30))

    def drafts(year: FiscalYear | None) -> list[str]:
        items = usual_agenda(AssemblyKind.ORDINARY, a_statute(), 2, year)
        return [item.draft for item in items if item.title.startswith("Entlastung")]

    assert drafts(of_2025) == [
        "Den Mitgliedern des Vorstands wird für das Geschäftsjahr 2025 Entlastung erteilt.",
        "Den Mitgliedern des Aufsichtsrats wird für das Geschäftsjahr 2025 Entlastung erteilt.",
    ]
    assert "für das Geschäftsjahr 01.01.2026 – 30.06.2026 Entlastung" in drafts(short)[0]
    assert "für das Geschäftsjahr Entlastung" in drafts(None)[0]


def test_an_assembly_decides_on_the_year_that_is_over_and_on_none_long_ago() -> None:
    years = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
    assert year_behind(years, date(2026, 6, 19)) == years[1]
    assert year_behind(years, date(2026, 12, 31)) == years[1]
    assert year_behind(years, date(2027, 1, 1)) == years[2]
    assert year_behind(years[:1], date(2026, 6, 19)) is None
    assert year_behind((), date(2026, 6, 19)) is None


def test_the_usual_agenda_lacks_only_what_the_figures_decide() -> None:
    usual = [as_draft(item) for item in usual_agenda(AssemblyKind.ORDINARY, a_statute(), 2)]
    assert {item.title: lacks_of(item) for item in usual if lacks_of(item)} == {
        "Verwendung des Jahresergebnisses": ("der Beschlussvorschlag",)
    }
    for item in usual:
        check_item(item)


@pytest.mark.parametrize(("item", "change", "lack"), [
    (REPORT, {"title": " "}, "die Überschrift"),
    (ACCOUNTS, {"draft": " "}, "der Beschlussvorschlag"),
    (ACCOUNTS, {"subject": None}, "der Gegenstand"),
    (ELECTION, {"subject": None}, "der Gegenstand"),
    (ELECTION, {"seats": None}, "die Zahl der Sitze"),
    (AMENDMENT, {"synopsis": 0}, "der alte und der neue Wortlaut der Satzung"),
])
def test_an_item_is_not_announced_while_it_lacks_something(
    item: DraftItem, change: dict[str, object], lack: str
) -> None:
    check_agenda(ALL)
    poor = replace(item, **change)  # type: ignore[arg-type]
    assert lacks_of(poor) == (lack,)
    with pytest.raises(Refusal, match=f"TOP 5 ist noch nicht fertig. Es fehlt: {lack}"):
        check_agenda([*ALL, poor])


@pytest.mark.parametrize("subject", sorted(AMENDMENTS))
def test_every_amendment_is_announced_with_its_wording(subject: Subject) -> None:
    assert lacks_of(replace(AMENDMENT, subject=subject, synopsis=0)) == ("der alte und der neue Wortlaut der Satzung",)


def test_every_subject_is_decided_under_one_type_of_item_and_none_under_a_report() -> None:
    decided = [subject for subjects in SUBJECTS_OF.values() for subject in subjects]
    assert sorted(decided) == sorted(Subject)
    assert SUBJECTS_OF[ItemType.REPORT] == SUBJECTS_OF[ItemType.DISCUSSION] == ()


@pytest.mark.parametrize("type_", [ItemType.REPORT, ItemType.DISCUSSION, ItemType.ELECTION])
def test_a_resolution_s_subject_fits_no_other_type(type_: ItemType) -> None:
    with pytest.raises(AboutSubject):
        check_item(replace(ACCOUNTS, type=type_))


@pytest.mark.parametrize("item", [replace(ACCOUNTS, seats=1), replace(REPORT, seats=1), replace(ELECTION, seats=0)])
def test_seats_belong_to_elections(item: DraftItem) -> None:
    with pytest.raises(AboutSeats):
        check_item(item)
