"""The agenda, its synopsis and the papers: added, changed, moved, removed, withdrawn, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.models import Assembly, Paper
from app.assemblies.rules import (
    MAX_ITEMS,
    AboutAvailability,
    AboutSeats,
    AboutSubject,
    AssemblyKind,
    ItemType,
    PaperKind,
    PlannedItem,
    ProposedBy,
    Subject,
    Wording,
    year_behind,
)
from app.core.uploads import CheckedFile, FileRefusal
from app.core.values import NotFound, Refusal
from app.organs.rules import Organ
from app.statutes import queries as statutes
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item, convened
from tests.assemblies.test_plans import told
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, a_picture
from tests.organs.factories import an_office

AMENDMENT = Subject.MINIMUM_CAPITAL
CLAUSE = Wording("§ 37", "Ein Mindestkapital besteht nicht.", "Das Mindestkapital beträgt 90 vom Hundert.")
ACCOUNTS = CheckedFile("Jahresabschluss.pdf", a_pdf("Jahresabschluss"))
PAPERS_BY = MEETS_ON - timedelta(days=8)


def a_motion(**more: Any) -> PlannedItem:
    """A resolution on credit limits, as the office drafts it."""
    return PlannedItem(**{
        "item_type": ItemType.RESOLUTION, "title": "Kreditgrenzen", "proposed_by": ProposedBy.BOARD,
        "subject": Subject.CREDIT_LIMITS, "draft": "Höchstens 25.000 Euro.", **more,
    })


def titles(assembly: Assembly) -> list[str]:
    """The agenda in its order; positions run from one without a gap."""
    assert [each.position for each in assembly.items] == list(range(1, len(assembly.items) + 1))
    return [each.title for each in assembly.items]


def three(session: Session) -> Assembly:
    """An assembly with the items A, B and C."""
    assembly = an_assembly(session)
    for title in "ABC":
        an_item(session, assembly, title=title)
    return assembly


def test_an_item_stands_at_the_end_or_before_another(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    actions.add_item(session, assembly, a_motion(title="D"), OFFICE, NOW)
    actions.add_item(session, assembly, a_motion(title="E"), OFFICE, NOW, assembly.items[1].id)
    assert titles(assembly) == ["A", "E", "B", "C", "D"]
    assert told(session)[-1] == ("assembly.item_added", "TOP 2 aufgenommen, E")


def test_before_an_item_of_another_assembly_nothing_stands(session: Session) -> None:
    a_convening_house(session)
    other = an_item(session, an_assembly(session))
    with pytest.raises(NotFound):
        actions.add_item(session, three(session), a_motion(), OFFICE, NOW, other.id)


@pytest.mark.parametrize(("wrong", "kind"), [
    ({"subject": None}, AboutSubject),
    ({"item_type": ItemType.ELECTION, "subject": None, "seats": 2}, AboutSubject),
    ({"item_type": ItemType.REPORT}, AboutSubject),
    ({"item_type": ItemType.ELECTION, "subject": Subject.ELECT_SUPERVISORY_BOARD}, AboutSeats),
    ({"item_type": ItemType.ELECTION, "subject": Subject.CREDIT_LIMITS, "seats": 2}, AboutSubject),
    ({"seats": 2}, AboutSeats),
])  # fmt: skip
def test_a_resolution_has_a_subject_an_election_its_seats_and_a_report_neither(
    session: Session, wrong: dict[str, Any], kind: type[Refusal]
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    with pytest.raises(kind):
        actions.add_item(session, assembly, a_motion(**wrong), OFFICE, NOW)
    assert assembly.items == []


def test_no_agenda_grows_beyond_what_anybody_gets_through(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    for number in range(MAX_ITEMS):
        an_item(session, assembly, title=str(number))
    with pytest.raises(Refusal, match="Mehr als 60"):
        actions.add_item(session, assembly, a_motion(), OFFICE, NOW)


def test_a_changed_item_says_so_once(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    for _time in range(2):
        actions.change_item(session, assembly, assembly.items[0], a_motion(), OFFICE, NOW)
    assert titles(assembly) == ["Kreditgrenzen", "B", "C"]
    assert [line for line in told(session) if line[0] == "assembly.item_changed"] == [
        ("assembly.item_changed", "TOP 1 geändert, Kreditgrenzen")
    ]


def test_items_change_places_and_go_no_further_than_the_ends(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    actions.move_item(session, assembly, assembly.items[2], OFFICE, NOW, is_up=True)
    assert titles(assembly) == ["A", "C", "B"]
    actions.move_item(session, assembly, assembly.items[0], OFFICE, NOW, is_up=False)
    assert titles(assembly) == ["C", "A", "B"]
    for item, is_up in ((assembly.items[0], True), (assembly.items[2], False)):
        with pytest.raises(Refusal, match="nicht verschieben"):
            actions.move_item(session, assembly, item, OFFICE, NOW, is_up=is_up)


def test_an_item_that_goes_leaves_no_gap(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    actions.remove_item(session, assembly, assembly.items[0], OFFICE, NOW)
    assert titles(assembly) == ["B", "C"]
    assert told(session)[-1] == ("assembly.item_removed", "TOP 1 entfernt, A")


def test_an_item_with_a_paper_stays(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    item = assembly.items[0]
    paper = handed_in(session, assembly, item_id=item.id)
    actions.take_back_paper(session, assembly, paper, "Falsch", OFFICE, NOW)
    with pytest.raises(Refusal, match="gehört eine Unterlage"):
        actions.remove_item(session, assembly, item, OFFICE, NOW)


def test_what_was_announced_keeps_its_number_and_wording_and_is_withdrawn_with_a_reason(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    convened(session, assembly)
    added = actions.add_item(session, assembly, a_motion(title="D"), OFFICE, NOW)
    first = assembly.items[0]
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.change_item(session, assembly, first, a_motion(), OFFICE, NOW),
        lambda: actions.move_item(session, assembly, first, OFFICE, NOW, is_up=False),
        lambda: actions.remove_item(session, assembly, first, OFFICE, NOW),
        lambda: actions.add_item(session, assembly, a_motion(), OFFICE, NOW, first.id),
        lambda: actions.add_clause(session, assembly, first, CLAUSE, OFFICE, NOW),
    )
    for act in acts:
        with pytest.raises(Refusal, match="angekündigt"):
            act()
    with pytest.raises(Refusal, match="nicht verschieben"):
        actions.move_item(session, assembly, added, OFFICE, NOW, is_up=True)
    actions.withdraw_item(session, assembly, first, "Erledigt", OFFICE, NOW)
    assert (titles(assembly), first.withdraw_reason) == (["A", "B", "C", "D"], "Erledigt")
    with pytest.raises(Refusal, match="schon abgesetzt"):
        actions.withdraw_item(session, assembly, first, "Noch einmal", OFFICE, NOW)
    with pytest.raises(Refusal, match="Entfernen Sie ihn"):
        actions.withdraw_item(session, assembly, added, "Doch nicht", OFFICE, NOW)


def test_what_comes_too_late_to_be_announced_is_discussed_but_not_decided(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY + timedelta(days=7))
    convened(session, assembly)
    with pytest.raises(Refusal, match=r"§ 46 Abs\. 2"):
        actions.add_item(session, assembly, a_motion(), OFFICE, NOW)
    talk = a_motion(item_type=ItemType.DISCUSSION, subject=None)
    item = actions.add_item(session, assembly, talk, OFFICE, NOW)
    with pytest.raises(Refusal, match=r"§ 46 Abs\. 2"):
        actions.change_item(session, assembly, item, a_motion(), OFFICE, NOW)
    later = an_assembly(session, TODAY + timedelta(days=8))
    convened(session, later)
    assert actions.add_item(session, later, a_motion(), OFFICE, NOW).position == 1


def test_after_the_day_nothing_of_a_convened_assembly_is_changed(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY - timedelta(days=1))
    convened(session, assembly)
    with pytest.raises(Refusal, match="war am"):
        actions.add_item(session, assembly, a_motion(), OFFICE, NOW)
    with pytest.raises(Refusal, match="war am"):
        handed_in(session, assembly)


# --- the usual agenda ------------------------------------------------------------------------------------------------


def test_the_usual_agenda_is_proposed_where_there_is_none(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    number = actions.propose_agenda(session, assembly, OFFICE, NOW)
    assert len(titles(assembly)) == number
    assert {Subject.ADOPT_ACCOUNTS, Subject.DISCHARGE_BOARD} <= {each.subject for each in assembly.items}
    with pytest.raises(Refusal, match="steht schon etwas"):
        actions.propose_agenda(session, assembly, OFFICE, NOW)


def test_the_discharge_that_is_proposed_names_the_fiscal_year_before_the_assembly(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    year = year_behind(statutes.fiscal_years(session), assembly.meets_on)
    assert year is not None
    actions.propose_agenda(session, assembly, OFFICE, NOW)
    draft = next(each.draft for each in assembly.items if each.subject is Subject.DISCHARGE_BOARD)
    assert draft == f"Den Mitgliedern des Vorstands wird für das Geschäftsjahr {year.name} Entlastung erteilt."


def test_an_extraordinary_assembly_gets_no_more_than_a_frame(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, kind=AssemblyKind.EXTRAORDINARY)
    assert actions.propose_agenda(session, assembly, OFFICE, NOW) == 2


def test_as_many_are_elected_as_leave_the_supervisory_board_before_the_next_assembly(session: Session) -> None:
    a_convening_house(session)
    for name, last_day in (("A", MEETS_ON + timedelta(days=200)), ("B", None), ("C", MEETS_ON + timedelta(days=900)),
                           ("D", MEETS_ON)):
        an_office(session, a_person(session, name, "Weber"), Organ.SUPERVISORY_BOARD, last_day=last_day)
    assert queries.seats_to_fill(session, MEETS_ON, TODAY) == 2


def test_nobody_in_the_supervisory_board_leaves_three_to_elect(session: Session) -> None:
    a_convening_house(session)
    assert queries.seats_to_fill(session, MEETS_ON, TODAY) == 3


# --- the synopsis ----------------------------------------------------------------------------------------------------


def test_an_amendment_without_its_synopsis_is_unfinished_and_one_with_it_is_not(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    item = an_item(session, assembly, subject=AMENDMENT)
    assert "Wortlaut" in queries.unfinished_items(assembly)[item.id][0]
    actions.add_clause(session, assembly, item, CLAUSE, OFFICE, NOW)
    assert queries.unfinished_items(assembly) == {}


def test_clauses_are_changed_and_removed_without_a_gap(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    item = an_item(session, assembly, subject=AMENDMENT)
    rows = [actions.add_clause(session, assembly, item, Wording(name, "", "neu"), OFFICE, NOW) for name in "abc"]
    for _time in range(2):
        actions.change_clause(session, assembly, item, rows[1], Wording("b2", "alt", "neu"), OFFICE, NOW)
    actions.remove_clause(session, assembly, item, rows[0], OFFICE, NOW)
    session.refresh(item)
    assert [(each.position, each.clause) for each in item.synopsis] == [(1, "b2"), (2, "c")]
    assert len([line for line in told(session) if line[0] == "assembly.synopsis_changed"]) == 5


@pytest.mark.parametrize("wording", [Wording("§ 1", "", " \n"), Wording("§ 1", "Gleich  lautend", "Gleich lautend")])
def test_a_clause_that_changes_nothing_is_refused(session: Session, wording: Wording) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    item = an_item(session, assembly, subject=AMENDMENT)
    with pytest.raises(Refusal):
        actions.add_clause(session, assembly, item, wording, OFFICE, NOW)


def test_only_an_amendment_has_a_synopsis_and_with_one_it_stays_an_amendment(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    with pytest.raises(Refusal, match="Satzungsänderung"):
        actions.add_clause(session, assembly, an_item(session, assembly), CLAUSE, OFFICE, NOW)
    item = an_item(session, assembly, subject=AMENDMENT)
    actions.add_clause(session, assembly, item, CLAUSE, OFFICE, NOW)
    with pytest.raises(AboutSubject, match="neuer Wortlaut"):
        actions.change_item(session, assembly, item, a_motion(), OFFICE, NOW)


# --- the papers ------------------------------------------------------------------------------------------------------


def handed_in(session: Session, assembly: Assembly, available_on: date = TODAY, **more: Any) -> Paper:
    """The accounts, for the members to read."""
    paper = actions.NewPaper(**{"kind": PaperKind.ACCOUNTS, "title": "", "file": ACCOUNTS,
                                "available_on": available_on, **more})
    return actions.add_paper(session, assembly, paper, OFFICE, NOW)


def test_a_paper_is_kept_for_the_assembly_or_an_item_and_called_by_its_kind(session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    paper = handed_in(session, assembly, item_id=assembly.items[1].id)
    assert (paper.title, paper.media_type, paper.item_id) == (
        "Jahresabschluss", "application/pdf", assembly.items[1].id,
    )
    assert queries.is_file_needed(session, paper.sha256)
    with pytest.raises(NotFound):
        handed_in(session, assembly, item_id=999)


def test_accounts_lie_open_a_full_week_before_the_ordinary_assembly(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    with pytest.raises(AboutAvailability, match=r"spätestens ab dem 15\.01\.2027"):
        handed_in(session, assembly, PAPERS_BY + timedelta(days=1))
    assert handed_in(session, assembly, PAPERS_BY).available_on == PAPERS_BY


@pytest.mark.parametrize("more", [{"kind": PaperKind.PROPOSAL}, {}])
def test_other_papers_and_other_assemblies_have_time_until_the_day_itself(
    session: Session, more: dict[str, Any]
) -> None:
    a_convening_house(session)
    kind = AssemblyKind.ORDINARY if more else AssemblyKind.EXTRAORDINARY
    assembly = an_assembly(session, kind=kind)
    with pytest.raises(AboutAvailability, match="nach der Versammlung"):
        handed_in(session, assembly, MEETS_ON + timedelta(days=1), **more)
    assert handed_in(session, assembly, MEETS_ON, **more).id


def test_no_paper_lay_open_yesterday(session: Session) -> None:
    a_convening_house(session)
    with pytest.raises(AboutAvailability, match="frühestens ab heute"):
        handed_in(session, an_assembly(session), TODAY - timedelta(days=1))


def test_what_is_late_already_is_handed_in_at_once_and_marked(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY + timedelta(days=5))
    with pytest.raises(AboutAvailability):
        handed_in(session, assembly, TODAY + timedelta(days=1))
    paper = handed_in(session, assembly)
    assert queries.late_papers(assembly, statutes.statute_on(session, TODAY)) == {paper.id: TODAY - timedelta(days=3)}


def test_the_very_same_file_lies_there_once_unless_it_was_taken_back(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    paper = handed_in(session, assembly)
    with pytest.raises(FileRefusal, match="liegt schon bei"):
        handed_in(session, assembly)
    actions.take_back_paper(session, assembly, paper, "Falsche Fassung", OFFICE, NOW)
    with pytest.raises(NotFound):
        queries.get_paper(assembly, paper.id)
    assert handed_in(session, assembly).id != paper.id
    assert told(session)[-2] == ("assembly.paper_taken_back", "„Jahresabschluss“ zurückgenommen, Falsche Fassung")


def test_a_paper_is_a_pdf_or_a_picture(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    assert handed_in(session, assembly, file=CheckedFile("Saal.png", a_picture())).media_type == "image/png"
    with pytest.raises(FileRefusal):
        handed_in(session, assembly, file=CheckedFile("Liste.csv", b"a;b"))
