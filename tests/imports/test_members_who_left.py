"""Who a list of members says has left: the day of a death and the ground, held against the law as in a history."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.imports import queries
from app.imports.models import ImportRun
from app.imports.rules import Calendar, RowError, Verdict, judge, listed
from app.members.models import Member
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.imports.test_amounts import handed
from tests.imports.test_commands import a_file, run
from tests.shares.factories import a_house
from tests.statements import statements
from tests.statutes.factories import a_correction, a_statute

HEAD = "Nr.;Firma;Beitritt;Anteile;Eingezahlt;Ausgeschieden;Grund;IBAN\n"
DIED = "1;Stadt Lindenfurt;19.02.2009;2;1.000,00;26.05.2012;Tod;\n"
WORTH: dict[str, Any] = {"share_amount": 500_00, "min_payment": 500_00}
LONG_BEFORE = date(2009, 1, 1)
YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2011, 2012)]
KNOWN = Calendar(years=YEARS, heirs_continue=[(date(2009, 1, 1), False)])


def left(day: str, ground: str, calendar: Calendar = KNOWN, number: int = 0) -> Verdict:
    """The verdict on a row of somebody who left; with a number, on one that is in the register."""
    found = listed(f"{HEAD}1;Stadt Lindenfurt;19.02.2009;2;1.000,00;{day};{ground};\n".encode(), None, 500_00)
    taken = {number: "stadt lindenfurt"} if number else {}
    (verdict,) = judge(found.table, found.columns, 500_00, TODAY, taken, calendar)
    return verdict


def test_a_death_within_a_fiscal_year_is_refused_with_the_day_on_which_the_membership_ends() -> None:
    verdict = left("26.05.2012", "verstorben")
    assert (verdict.errors, verdict.facts, verdict.notes) == ([RowError.DEATH_WITHIN_YEAR], None, [])
    (said,) = verdict.faults
    assert "hier am 31.12.2012 (§ 77 Abs. 1 GenG)" in said


@pytest.mark.parametrize(("ground", "law"), [
    ("Kündigung", "§ 65 Abs. 2 GenG"), ("Ausschluss", "§ 68 Abs. 1 GenG"), ("Auflösung", "§ 77a GenG"),
])  # fmt: skip
def test_an_end_within_a_year_that_the_law_puts_at_its_close_is_asked_about(ground: str, law: str) -> None:
    verdict = left("15.06.2012", ground)
    assert (verdict.errors, verdict.facts is not None) == ([], True)
    (said,) = verdict.hints
    assert f"({law}), hier am 31.12.2012" in said


def test_a_death_or_notice_with_the_close_of_the_year_and_a_transfer_within_it_are_taken() -> None:
    at_the_close = [("31.12.2012", ground) for ground in ("Tod", "Kündigung")]
    for day, ground in [*at_the_close, ("26.05.2012", "Übertragung"), ("30.06.2012", "Sonstiges")]:
        verdict = left(day, ground)
        assert (verdict.errors, verdict.hints, verdict.facts is not None) == ([], [], True)


def test_a_death_within_a_year_is_asked_about_where_an_heir_may_go_on() -> None:
    verdict = left("26.05.2012", "Tod", Calendar(years=YEARS, heirs_continue=[(date(2009, 1, 1), True)]))
    assert (verdict.errors, verdict.facts is not None) == ([], True)
    (said,) = verdict.hints
    assert "§ 77 Abs. 2 GenG" in said


def test_a_death_within_a_year_is_asked_about_where_the_statute_of_that_day_is_not_known() -> None:
    for known in ([], [(date(2012, 5, 27), False)], [(date(2021, 1, 1), True)]):
        verdict = left("26.05.2012", "Tod", Calendar(years=YEARS, heirs_continue=known))
        assert (verdict.errors, verdict.facts is not None) == ([], True)
        (said,) = verdict.hints
        assert "Satzung dieses Tages ist hier nicht hinterlegt" in said
        assert "sonst am 31.12.2012" in said


def test_of_several_statutes_that_of_the_day_of_death_says_whether_an_heir_may_go_on() -> None:
    since = [(date(2009, 1, 1), False), (date(2012, 5, 26), True), (date(2012, 6, 1), False)]
    calendar = Calendar(years=YEARS, heirs_continue=since)
    refused = {day: bool(left(day, "Tod", calendar).errors) for day in ("25.05.2012", "26.05.2012", "01.06.2012")}
    assert refused == {"25.05.2012": True, "26.05.2012": False, "01.06.2012": True}


def test_a_statute_kept_only_since_a_later_day_refuses_no_death_before_it(session: Session) -> None:
    a_house(session, heirs_continue=True, heirs_months=6)
    statutes.set_fiscal_year(session, date(2012, 1, 1), date(2012, 12, 31), OFFICE, NOW)
    (verdict,) = queries.judged(session, listed((HEAD + DIED).encode(), None, 500_00), TODAY)
    assert (verdict.errors, verdict.facts is not None) == ([], True)
    (said,) = verdict.hints
    assert "§ 77 Abs. 2 GenG" in said


def test_a_statute_corrected_since_says_nothing_of_heirs_any_more(session: Session) -> None:
    statutes.set_fiscal_year(session, date(2012, 1, 1), date(2012, 12, 31), OFFICE, NOW)
    wrong = a_statute(session, LONG_BEFORE, LONG_BEFORE, heirs_continue=True, heirs_months=6)
    a_correction(session, wrong, NOW)
    (verdict,) = queries.judged(session, listed((HEAD + DIED).encode(), None, 500_00), TODAY)
    assert verdict.errors == [RowError.DEATH_WITHIN_YEAR]


def test_many_days_of_death_ask_the_database_no_more_than_one(session: Session) -> None:
    statutes.set_fiscal_year(session, date(2012, 1, 1), date(2012, 12, 31), OFFICE, NOW)
    a_statute(session, LONG_BEFORE, LONG_BEFORE, heirs_continue=True, heirs_months=6)
    asked = []
    for deaths in (1, 60):
        session.commit()
        days = (date(2012, 5, 1) + timedelta(days=each) for each in range(deaths))
        rows = (f"{each};Stadt {each};19.02.2009;2;0;{day:%d.%m.%Y};Tod;\n" for each, day in enumerate(days, 1))
        with statements() as seen:
            verdicts = queries.judged(session, listed((HEAD + "".join(rows)).encode(), None, 500_00), TODAY)
        assert [len(verdict.hints) for verdict in verdicts] == [1] * deaths
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 5


def test_a_death_in_a_year_that_is_not_known_is_asked_about() -> None:
    (said,) = left("26.05.2010", "Tod").hints
    assert "nicht eingetragen" in said


def test_a_ground_that_is_not_known_is_told_with_what_it_is_read_as() -> None:
    verdict = left("31.12.2012", "Quatsch")
    assert (verdict.errors, verdict.facts is not None) == ([], True)
    (said,) = verdict.hints
    assert ("„Quatsch“" in said, "„Anderer Grund“" in said) == (True, True)


def test_a_ground_that_is_missing_is_only_refused() -> None:
    verdict = left("31.12.2012", "")
    assert (verdict.errors, verdict.hints) == ([RowError.EXIT_WITHOUT_GROUND], [])


def test_whoever_is_in_the_register_already_is_passed_over_as_before() -> None:
    verdict = left("26.05.2012", "Tod", number=1)
    assert (verdict.errors, verdict.is_there) == ([], True)
    assert [str(each) for each in verdict.hints] == ["Steht schon im Register und wird nicht noch einmal eingetragen."]


def test_the_preview_shows_when_and_why_somebody_left_and_what_is_to_be_looked_at(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    """And it stays told afterwards."""
    statutes.set_fiscal_year(session, date(2012, 1, 1), date(2012, 12, 31), OFFICE, NOW)
    a_statute(session, LONG_BEFORE, LONG_BEFORE, **WORTH)
    sign_in_office(session, client)
    page = handed(client, DIED + "2;Stadt Morgenau;19.02.2009;2;0;31.12.2012;Quatsch;\n")
    shown, file = client.get(page).text, client.get(f"{page}?format=csv").get_data(as_text=True)
    assert '<span class="quiet">bis 26.05.2012, Tod</span>' in shown
    assert '<span class="quiet">bis 31.12.2012, Anderer Grund</span>' in shown
    for text in (shown, file):
        assert "hier am 31.12.2012 (§ 77 Abs. 1 GenG)" in text
        assert "„Quatsch“ ist kein bekannter Grund" in text
    assert "„Quatsch“" in client.get(f"{page}?only=warnings").text
    client.post(page)
    worker.run_until_idle()
    afterwards = client.get(page).text
    assert "hier am 31.12.2012 (§ 77 Abs. 1 GenG)" in afterwards
    assert "„Quatsch“ ist kein bekannter Grund" in afterwards
    session.rollback()
    assert session.scalars(select(Member.number)).all() == [2]


def test_a_statute_that_lets_heirs_go_on_is_asked_about_and_taken(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    statutes.set_fiscal_year(session, date(2022, 1, 1), date(2022, 12, 31), OFFICE, NOW)
    a_house(session, heirs_continue=True, heirs_months=6)
    sign_in_office(session, client)
    page = handed(client, "1;Stadt Lindenfurt;19.02.2021;2;1.000,00;26.05.2022;Tod;\n")
    assert "nur, wenn ein Erbe sie fortsetzt (§ 77 Abs. 2 GenG)" in client.get(page).text
    client.post(page)
    worker.run_until_idle()
    session.rollback()
    assert session.scalars(select(ImportRun.imported)).one() == 1


def test_the_command_tells_the_same(session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    statutes.set_fiscal_year(session, date(2012, 1, 1), date(2012, 12, 31), OFFICE, NOW)
    a_statute(session, LONG_BEFORE, LONG_BEFORE, **WORTH)
    session.commit()
    rows = DIED + "2;Stadt Morgenau;19.02.2009;2;0;31.12.2012;Quatsch;\n"
    assert run(a_file(tmp_path, HEAD + rows), "--share-amount", "500") == 0
    told = capsys.readouterr().out
    assert "Zeile 1, abgewiesen: Stadt Lindenfurt: Mit dem Tod endet" in told
    assert "hier am 31.12.2012" in told
    assert "Zeile 2, Hinweis: Stadt Morgenau: „Quatsch“ ist kein bekannter Grund" in told
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Member)) == 1


def test_a_row_is_told_with_its_number_and_where_rows_are_counted_from(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    page = handed(client, "7;Stadt Lindenfurt;19.02.2009;2;0;;;\n7;Stadt Morgenau;19.02.2009;2;0;;;\n")
    shown, file = client.get(page).text, client.get(f"{page}?format=csv").get_data(as_text=True)
    assert shown.count('<span class="quiet">0007</span>') == 2
    assert "ohne die Überschrift gezählt" in shown
    assert file.count(";0007;") == 2


def test_whoever_is_there_already_is_told_beforehand_and_not_counted(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    """And where all are, nothing is offered."""
    sign_in_office(session, client)
    first = "1;Stadt Lindenfurt;19.02.2009;2;0;;;\n"
    client.post(handed(client, first))
    worker.run_until_idle()
    page = handed(client, first + "2;Stadt Morgenau;19.02.2009;2;0;;;\n", key="another-list")
    shown = client.get(page).text
    assert ("1 Zeile übernehmen" in shown, "1 schon da" in shown) == (True, True)
    assert "Steht schon im Register und wird nicht noch einmal eingetragen." in shown
    assert "übernehmen</button>" not in client.get(handed(client, first, key="once-more-the-first")).text
    client.post(page)
    worker.run_until_idle()
    assert "1 übernommen, 1 schon da, 0 abgewiesen" in client.get(page).text


def test_a_dry_run_of_the_command_counts_who_is_there_already_apart(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first = f"{HEAD}1;Stadt Lindenfurt;19.02.2009;2;0;;;\n"
    assert run(a_file(tmp_path, first), "--share-amount", "500") == 0
    both = a_file(tmp_path, f"{first}2;Stadt Morgenau;19.02.2009;2;0;;;\n")
    assert run(both, "--share-amount", "500", "--dry-run") == 0
    assert "2 Zeilen: 1 übernehmbar, 1 schon da; nichts übernommen (Probelauf)." in capsys.readouterr().out
