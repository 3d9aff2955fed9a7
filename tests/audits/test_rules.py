"""Which period, access until when, and how files are called."""

from datetime import date, timedelta

import pytest

from app.audits import rules
from app.audits.rules import Period
from app.core.values import Actor, Refusal, Role
from tests.factories import TODAY

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_period_that_runs_backwards_or_has_not_begun_or_is_of_before_the_cooperative_is_refused() -> None:
    founded = date(2021, 3, 1)
    rules.check_period(YEAR, TODAY, founded)
    for period, sentence in (
        (Period(YEAR.last_day, YEAR.first_day), "bevor er beginnt"),
        (Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9)), "noch gibt es nichts zu prüfen"),
        (Period(date(1900, 1, 1), TODAY), "Lassen Sie den Zeitraum dann beginnen"),
    ):
        with pytest.raises(Refusal, match=sentence):
            rules.check_period(period, TODAY, founded)


def test_access_lasts_from_today_to_the_same_day_two_years_later() -> None:
    rules.check_access_until(TODAY, TODAY)
    with pytest.raises(Refusal, match="schon zu Ende"):
        rules.check_access_until(TODAY - timedelta(days=1), TODAY)
    for today, last_day in (
        (date(2028, 7, 21), date(2030, 7, 21)), (date(2027, 3, 1), date(2029, 3, 1)),
        (date(2028, 2, 29), date(2030, 2, 28)), (date(2026, 2, 28), date(2028, 2, 28)),
    ):
        rules.check_access_until(last_day, today)
        with pytest.raises(Refusal, match=f"höchstens zwei Jahre dauern, also bis {last_day:%d[.]%m[.]%Y}"):
            rules.check_access_until(last_day + timedelta(days=1), today)


def test_access_lasts_to_the_close_of_its_last_day_unless_it_was_ended() -> None:
    assert rules.is_open(TODAY, None, TODAY)
    assert not rules.is_open(TODAY, None, TODAY + timedelta(days=1))
    assert not rules.is_open(TODAY + timedelta(days=9), TODAY, TODAY)


def test_an_auditor_sees_the_own_audit_while_there_is_access_and_the_office_sees_all() -> None:
    auditor, other = (Actor("Prüfung", number, roles=frozenset({Role.AUDITOR})) for number in (7, 8))
    assert rules.may_see(7, True, auditor)
    assert not rules.may_see(7, False, auditor)
    assert not rules.may_see(7, True, other)
    assert rules.may_see(7, False, Actor("Kontor", 1, roles=frozenset({Role.OFFICE})))


@pytest.mark.parametrize(("text", "stem"), [
    ("V-2026-036", "V-2026-036"), ("Satzung, Fassung für Öhringen", "Satzung_Fassung_fuer_Oehringen"),
    ("../../etc/passwd", "etc_passwd"), ("CON\u202e.pdf", "CON_pdf"), ("…", "Datei"), ("x" * 200, "x" * 60),
])
def test_names_of_files_are_safe_everywhere(text: str, stem: str) -> None:
    assert rules.safe_stem(text) == stem


def test_amounts_are_written_as_a_spreadsheet_reads_them() -> None:
    assert [rules.plain_amount(cents) for cents in (0, 5, 123456, -50)] == ["0,00", "0,05", "1234,56", "-0,50"]
