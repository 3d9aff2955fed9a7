"""Figures of a day as known at a moment: also the statute by which they are reckoned is the one known then."""

from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.audits.queries import ledgers
from app.reports import queries
from app.reports.rules import CreditPart, Figure
from app.shares import actions as shares
from app.shares import queries as share_queries
from tests.factories import NOW, OFFICE, sign_in_office
from tests.reports.factories import YEAR, a_holder
from tests.shares.factories import SHARE, a_house, subscribed
from tests.statutes.factories import a_statute

EARLIER, BEFORE = NOW - timedelta(days=30), NOW - timedelta(seconds=1)
BETWEEN = NOW - timedelta(days=1)


def a_year_reckoned_anew(session: Session) -> None:
    """A member with two shares of 500 €; a smaller share and a larger sum, registered in 2025, are noted a month later.
    """
    a_house(session, at=EARLIER, nachschuss="limited", haftsumme=SHARE)
    a_holder(session, "Gemeinde Altenbruck", 2, date(2024, 5, 1), at=EARLIER)
    amounts: dict[str, Any] = {"share_amount": 200_00, "min_payment": 200_00, "haftsumme": 1_500_00}
    a_statute(session, date(2025, 6, 1), date(2025, 7, 1), nachschuss="limited", minimum_capital=100_00, **amounts)


def figures(session: Session, known_at: datetime | None) -> tuple[object, ...]:
    """Liability, credit of who stays and of cancelled shares, minimum capital, at the close of 2025.

    What the smaller share set free belongs to who stays (§ 22 (2) GenG).
    """
    stood = queries.year_end(session, YEAR.last_day, known_at)
    parts = stood.parts
    return stood.liability, parts[CreditPart.REMAINING], parts[CreditPart.CANCELLED], stood.minimum_capital


def test_a_statute_noted_later_changes_no_figure_as_it_was_known_then(session: Session) -> None:
    a_year_reckoned_anew(session)
    assert figures(session, BEFORE) == (2 * SHARE, 2 * SHARE, 0, 0)
    assert figures(session, NOW) == figures(session, None) == (1_500_00, 2 * SHARE, 0, 100_00)


def test_the_entries_behind_the_figures_follow_the_statute_known_then(session: Session) -> None:
    a_year_reckoned_anew(session)
    for figure, then, now in (
        (Figure.CLOSING_LIABILITY, [2 * SHARE], [1_500_00]), (Figure.REMAINING_CREDIT, [2 * SHARE], [2 * SHARE]),
        (Figure.CANCELLED_CREDIT, [], []), (Figure.CLOSING_SHARES, [2 * SHARE], [400_00]),
        (Figure.LIABILITY_CHANGE, [], [500_00]),
    ):
        for known_at, amounts in ((BEFORE, then), (None, now)):
            behind = queries.entries_behind(session, YEAR, figure, known_at=known_at)
            assert [row.amount for row in behind] == amounts, (figure, known_at)


def test_how_many_can_demand_an_assembly_follows_the_statute_known_then(session: Session) -> None:
    a_house(session, at=EARLIER, minority_fraction="1/10")
    for number in range(20):
        a_holder(session, f"Gemeinde Quell {number}", 1, date(2024, 5, 1), at=EARLIER)
    a_statute(session, date(2025, 6, 1), date(2025, 7, 1), minority_fraction="1/20")
    found = [queries.heads_on(session, YEAR.last_day, known_at).minority for known_at in (BEFORE, NOW, None)]
    assert found == [2, 1, 1]


def test_the_page_and_the_print_of_a_year_show_it_by_the_statute_known_then(
    session: Session, client: FlaskClient
) -> None:
    a_year_reckoned_anew(session)
    sign_in_office(session, client)
    shown = {day: client.get(f"/register/bewegung?jahr=2025-12-31&kenntnis={day}").text for day in ("2026-11-23", "")}
    assert ["1.500,00" in text for text in shown.values()] == [False, True]
    assert client.get("/register/bewegung.pdf?jahr=2025-12-31&kenntnis=2026-11-23").status_code == 200


def test_a_due_that_was_taken_back_later_was_overdue_as_known_before(session: Session) -> None:
    """The share was entered by mistake: as known since then nobody ever owed it, as known before somebody did."""
    a_house(session, at=EARLIER)
    member = a_holder(session, "Gemeinde Altenbruck", 2, date(2024, 5, 1), at=EARLIER)
    subscribed(session, member, 1, date(2025, 3, 1))
    shares.reverse_share_entry(session, share_queries.share_entries_of(session, member.id)[-1], "Irrtum", OFFICE,
                               NOW + timedelta(hours=1))
    found = [share_queries.overdue_at_close(session, YEAR.last_day, known_at) for known_at in (NOW, None)]
    assert [sum(each.values()) for each in found] == [SHARE, 0]


def test_the_statute_is_read_once_for_a_close_however_many_members_there_are(session: Session) -> None:
    a_house(session)
    for number in range(12):
        a_holder(session, f"Gemeinde Quell {number}", 1, date(2024, 5, 1))
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    queries.year_end(session, YEAR.last_day, NOW)
    event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in asked if "statute_parameter" in each]) == 1
    assert len(asked) <= 6


def test_the_auditor_s_folder_leaves_with_who_stays_what_a_smaller_share_set_free(session: Session) -> None:
    a_year_reckoned_anew(session)
    assert [row[3:6] for row in ledgers._capital_rows(session, YEAR)] == [("1000,00", "1000,00", "0,00")]
