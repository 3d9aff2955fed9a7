"""Accounts and reports that do not lie open a week before: the plan, the desk, the invitation (§ 48 (3); R-GV-07)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions import announcing
from app.assemblies.models import Assembly
from app.assemblies.rules import AssemblyKind, PaperKind
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.organs.rules import Organ
from app.statutes import queries as statutes
from tests.assemblies.factories import MEETS_ON, a_reachable_house, an_assembly, invited
from tests.assemblies.statutes import a_statute
from tests.assemblies.test_own import a_paper
from tests.factories import OFFICE, TODAY, a_person, sign_in_office
from tests.organs.factories import an_office
from tests.tabs import said

LAST_DAY = MEETS_ON - timedelta(days=8)
NEAR = LAST_DAY - timedelta(days=21)


def concerns(session: Session, assembly: Assembly, day: object = NEAR) -> str:
    """What the plan of an assembly says to mind on a day."""
    statute = statutes.statute_on(session, TODAY)
    return " ".join(map(str, queries.plan_on(session, assembly, statute, day).concerns))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "supervised", "bound"), [
    (AssemblyKind.ORDINARY, True, (PaperKind.ACCOUNTS, PaperKind.SB_REPORT)),
    (AssemblyKind.ORDINARY, False, (PaperKind.ACCOUNTS,)), (AssemblyKind.EXTRAORDINARY, True, ()),
])  # fmt: skip
def test_accounts_and_the_report_of_a_supervisory_board_have_to_lie_open(
    kind: AssemblyKind, supervised: bool, bound: tuple[PaperKind, ...]
) -> None:
    assert rules.papers_bound(kind, a_statute(sb_required=supervised)) == bound


def test_the_plan_says_three_weeks_before_what_is_missing(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    assert "Noch nicht abgelegt" not in concerns(session, assembly, NEAR - timedelta(days=1))
    assert "einsehbar: Jahresabschluss, Bericht des Aufsichtsrats." in concerns(session, assembly)
    a_paper(session, assembly)
    a_paper(session, assembly, kind=PaperKind.SB_REPORT, title="Bericht")
    assert "Noch nicht abgelegt" not in concerns(session, assembly)


def test_a_paper_that_lies_open_too_late_is_told_too(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    a_paper(session, assembly, LAST_DAY + timedelta(days=1), kind=PaperKind.MANAGEMENT_REPORT)
    assert "Lagebericht" in concerns(session, assembly)


def test_the_desk_asks_for_the_accounts_until_they_are_there(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    assert TaskKind.LAY_OPEN not in waiting(session, OFFICE, NEAR - timedelta(days=1)).tasks
    assert waiting(session, OFFICE, NEAR).tasks[TaskKind.LAY_OPEN] == 1
    a_paper(session, assembly)
    assert TaskKind.LAY_OPEN not in waiting(session, OFFICE, NEAR).tasks
    an_office(session, a_person(session), Organ.SUPERVISORY_BOARD)
    assert waiting(session, OFFICE, NEAR).tasks[TaskKind.LAY_OPEN] == 1


def test_the_invitation_says_where_and_from_which_day_papers_will_lie(session: Session) -> None:
    a_reachable_house(session)
    papers = announcing.told_by(invited(session)).papers
    assert papers.where == "in unserem Büro und auf Ihrer Mitgliederseite"
    assert [(each.title, each.from_day) for each in papers.papers] == [
        ("Jahresabschluss", LAST_DAY), ("Bericht des Aufsichtsrats", LAST_DAY)
    ]


def test_the_page_of_a_convened_assembly_shows_the_agenda_before_the_deadlines(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session)
    planned, assembly = an_assembly(session, MEETS_ON + timedelta(days=7)), invited(session).assembly
    sign_in_office(session, client)
    shown = said(client.get(f"/versammlungen/{assembly.id}"))
    assert shown.index("Punkt aufnehmen") < shown.index("vom Tag der Versammlung zurückgerechnet")
    before = said(client.get(f"/versammlungen/{planned.id}"))
    assert before.index("vom Tag der Versammlung zurückgerechnet") < before.index("Noch kein Tagesordnungspunkt")
