"""The movement of a fiscal year: its figures, the entries behind them, the page and the print (§ 338 HGB)."""

import re
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.members import actions as members
from app.members import queries as member_queries
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.reports import queries
from app.reports.rules import CreditPart, Figure, Standing
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose, ShareGround
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.reports.factories import YEAR, a_holder, booked, leaves
from tests.shares.factories import SHARE, a_house, a_member

LATER = NOW + timedelta(days=30)


def a_year(session: Session) -> None:
    """Two members from before, of whom one leaves at the year's end and one cancels a share; one who joins."""
    a_house(session, nachschuss="limited", haftsumme=SHARE)
    stays = a_holder(session, "Gemeinde Altenbruck", 3, date(2023, 5, 1))
    goes = a_holder(session, "Stadt Lindenfurt", 2, date(2023, 5, 1))
    a_holder(session, "Hollerstrauch GmbH", 1, date(2025, 12, 31))
    booked(session, stays, -1, YEAR.last_day, ShareGround.CANCELLATION)
    leaves(session, goes, YEAR.last_day)


def test_an_exit_at_the_year_s_end_is_one_of_that_year(session: Session) -> None:
    a_year(session)
    moved = queries.year_report(session, YEAR).movement
    assert (moved.joined, moved.left) == (1, 1)
    assert (moved.opening.members, moved.closing.members) == (2, 2)
    assert (moved.opening.shares, moved.closing.shares) == (5, 3)
    assert queries.year_report(session, YEAR).adds_up


def test_the_next_year_opens_with_what_this_one_closed_with(session: Session) -> None:
    a_year(session)
    this, following = queries.year_end(session, YEAR.last_day), queries.year_end(session, date(2026, 12, 31))
    assert this.standing == following.standing == Standing(2, 3, 3 * SHARE)


def test_the_credit_at_the_close_is_split_as_the_balance_sheet_asks(session: Session) -> None:
    a_year(session)
    closing = queries.year_end(session, YEAR.last_day)
    assert closing.parts == {
        CreditPart.REMAINING: 3 * SHARE, CreditPart.LEFT: 2 * SHARE, CreditPart.CANCELLED: SHARE, CreditPart.FORMER: 0,
    }
    assert queries.year_end(session, date(2026, 12, 31)).parts[CreditPart.FORMER] == 2 * SHARE


def test_the_liability_moves_with_the_shares(session: Session) -> None:
    a_year(session)
    report = queries.year_report(session, YEAR)
    assert (report.before.liability, report.after.liability) == (5 * SHARE, 3 * SHARE)


def test_what_was_known_on_an_earlier_day_is_told_as_it_was(session: Session) -> None:
    a_year(session)
    a_holder(session, "Kulturkreis Altenbruck", 4, date(2025, 6, 1), at=LATER)
    earlier, now = queries.year_report(session, YEAR, NOW).movement, queries.year_report(session, YEAR).movement
    assert (earlier.shares_gained, now.shares_gained) == (1, 5)


def test_a_reversed_entry_and_its_reversal_are_in_no_figure(session: Session) -> None:
    a_year(session)
    before = queries.year_report(session, YEAR)
    member = member_queries.get_member(session, 3)
    booked(session, member, 2, date(2025, 3, 1), ShareGround.FURTHER_SHARES, is_paid=False)
    mistaken = max(share_queries.share_entries_of(session, 3), key=lambda entry: entry.id)
    shares.reverse_share_entry(session, mistaken, "Irrtum", OFFICE, NOW)
    after = queries.year_report(session, YEAR)
    assert after.shares_by_ground == before.shares_by_ground
    assert after.movement == before.movement


def test_every_figure_adds_up_from_the_entries_behind_it(session: Session) -> None:
    a_year(session)
    report = queries.year_report(session, YEAR)
    behind = {figure: queries.entries_behind(session, YEAR, figure) for figure in Figure}
    assert len(behind[Figure.OPENING_MEMBERS]) == report.movement.opening.members
    assert len(behind[Figure.CLOSING_MEMBERS]) == report.movement.closing.members
    assert (len(behind[Figure.JOINED]), len(behind[Figure.LEFT])) == (report.movement.joined, report.movement.left)
    changed = report.movement.shares_gained - report.movement.shares_lost
    assert sum(row.shares for row in behind[Figure.SHARES]) == changed
    assert sum(row.shares for row in behind[Figure.CLOSING_SHARES]) == report.movement.closing.shares
    for figure, part in (
        (Figure.REMAINING_CREDIT, CreditPart.REMAINING), (Figure.LEFT_CREDIT, CreditPart.LEFT),
        (Figure.CANCELLED_CREDIT, CreditPart.CANCELLED), (Figure.FORMER_CREDIT, CreditPart.FORMER),
    ):
        assert sum(row.amount for row in behind[figure]) == report.after.parts[part]
    assert sum(row.amount for row in behind[Figure.CLOSING_LIABILITY]) == report.after.liability
    assert sum(row.amount for row in behind[Figure.OPENING_LIABILITY]) == report.before.liability


def test_an_exit_that_was_undone_is_none(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 1, date(2023, 5, 1))
    leaves(session, member, YEAR.last_day)
    members.undo_end(session, member, "Irrtum", "", OFFICE, LATER)
    assert queries.year_report(session, YEAR).movement.left == 0
    assert queries.year_report(session, YEAR, NOW).movement.left == 1


def test_the_page_opens_the_entries_behind_its_numbers(session: Session, client: FlaskClient) -> None:
    a_year(session)
    sign_in_office(session, client)
    shown = client.get("/register/bewegung?jahr=2025-12-31").text
    assert "Mitgliederbewegung 2025" in shown
    assert "/register/bewegung/left?jahr=2025-12-31" in shown
    left = client.get("/register/bewegung/left?jahr=2025-12-31").text
    assert "Stadt Lindenfurt" in left
    assert "Gemeinde Altenbruck" not in left
    assert client.get("/register/bewegung/nichts").status_code == 404
    assert client.get("/register/bewegung?kenntnis=gestern").status_code == 422


def test_a_year_that_is_none_is_said_to_be_none(session: Session, client: FlaskClient) -> None:
    a_year(session)
    sign_in_office(session, client)
    for page in ("bewegung", "bewegung.pdf", "bewegung/left"):
        for unknown in ("1999-12-31", "1999", "<x>"):
            answer = client.get(f"/register/{page}", query_string={"jahr": unknown})
            assert answer.status_code == 404, (page, unknown)
            assert "Dieses Geschäftsjahr gibt es nicht" in answer.text
    assert "Mitgliederbewegung 2024" in client.get("/register/bewegung?jahr=2024").text
    assert client.get("/register/bewegung.pdf?jahr=2025&kenntnis=gestern").status_code == 422


def test_the_entries_are_searched_sorted_filtered_and_exported(session: Session, client: FlaskClient) -> None:
    a_year(session)
    sign_in_office(session, client)
    there = "/register/bewegung/shares?jahr=2025-12-31&format=csv"
    lines = client.get(f"{there}&sort=-shares").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[6] for line in lines[1:]] == ["1", "-1", "-2"]
    only = client.get(f"{there}&grund=cancellation&q=altenbruck").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in only[1:]] == ["Gemeinde Altenbruck"]


def an_overdue_year(session: Session) -> None:
    """Of 500 € due in the year one paid 200 € in time and 300 € later; another paid all; a third's is not due yet."""
    a_house(session, minimum_capital=100_000)
    late = a_member(session, "Stadt Lindenfurt", 1, date(2025, 12, 1))
    prompt = a_member(session, "Hof Silberdistel", 1, date(2025, 12, 1))
    a_member(session, "Gemeinde Altenbruck", 1, date(2025, 12, 20))
    for member, amount, received_on in ((late, 20_000, YEAR.last_day), (late, 30_000, date(2026, 1, 2)),
                                        (prompt, SHARE, date(2025, 12, 15))):
        shares.record_payment(session, member, amount, received_on, PaymentPurpose.SHARES, "", OFFICE, NOW)


def test_what_was_due_on_shares_by_the_close_and_had_not_come_in_stands_beside_the_credit(session: Session) -> None:
    an_overdue_year(session)
    report = queries.year_report(session, YEAR)
    assert (report.before.overdue_together, report.after.overdue_together) == (0, 30_000)
    assert report.after.minimum_capital == 100_000
    behind = queries.entries_behind(session, YEAR, Figure.OVERDUE)
    assert [(row.name, row.amount) for row in behind] == [("Stadt Lindenfurt", 30_000)]
    assert queries.year_end(session, YEAR.last_day, NOW - timedelta(days=1)).overdue_together == 0


def test_page_and_print_name_what_is_overdue_and_the_minimum_capital(session: Session, client: FlaskClient) -> None:
    an_overdue_year(session)
    sign_in_office(session, client)
    page = client.get("/register/bewegung?jahr=2025-12-31").text
    assert '<a href="/register/bewegung/overdue?jahr=2025-12-31">300,00</a>' in page
    assert re.search(r"Mindestkapital nach der Satzung</th><td class=.num.>1\.000,00<", page)
    printed = pages.text(client.get("/register/bewegung.pdf?jahr=2025-12-31").data)
    assert "Rückständige fällige Einzahlungen: 300,00" in printed
    assert "Mindestkapital nach der Satzung: 1.000,00" in printed


def test_where_there_is_no_liability_it_is_said_so_everywhere(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2025, 5, 1))
    sign_in_office(session, client)
    assert client.get("/register/bewegung?jahr=2025-12-31").text.count(">keine</td>") == 2
    assert "Haftsummen keine 0,00 keine" in pages.text(client.get("/register/bewegung.pdf?jahr=2025-12-31").data)


def test_a_stock_is_called_so_and_opens_the_share_sheet_under_the_name_of_its_day(
    session: Session, client: FlaskClient
) -> None:
    a_year(session)
    town = member_queries.get_member(session, 1)
    parties.change_name(session, town.party, PartyFacts(town.party.kind, "Stadt Altenbruck"), TODAY, OFFICE, NOW)
    sign_in_office(session, client)
    closing = client.get("/register/bewegung/closing_members?jahr=2025-12-31").text
    assert "Bestand am Ende des 31.12.2025" in closing
    assert "/mitglieder/1/anteilsblatt?jahr=2025-12-31" in closing
    assert "Gemeinde Altenbruck" in closing
    assert "Stadt Altenbruck" not in closing
    assert "Bestand vor dem 01.01.2025" in client.get("/register/bewegung/opening_credit?jahr=2025-12-31").text
    assert "Bestand" not in client.get("/register/bewegung/left?jahr=2025-12-31").text


def test_the_print_states_the_same_figures(session: Session, client: FlaskClient) -> None:
    a_year(session)
    sign_in_office(session, client)
    answer = client.get("/register/bewegung.pdf?jahr=2025-12-31")
    assert answer.mimetype == "application/pdf"
    text = pages.text(answer.data)
    assert "Geschäftsjahr 2025" in text
    assert "Mit Ablauf des Jahres Ausgeschiedene" in text
    assert "§ 338 Abs. 1 HGB" in text
    assert pages.number_of(answer.data) == 1
    assert "1.000,00" in text
