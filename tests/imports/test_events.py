"""Rows of a history: how they are read, and each refusal with its line, its column and what to do."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from app.imports.rules import (
    LAYOUTS,
    SAMPLES,
    Calendar,
    Changes,
    Course,
    EventVerdict,
    ListKind,
    Span,
    judge_events,
    read_events,
)
from app.imports.rules.lists import event_of
from app.imports.rules.rows import listed
from app.members.rules import ExitGround
from app.shares.rules import at_the_close, on_the_day
from app.statutes.rules import FiscalYear

TODAY = date(2026, 11, 24)
SHARE = 500_00
HEADINGS = "Vorgang;Nr.;Tag;Anteile;Betrag;An;Grund;Erklärt am;Beleg"
JOINED = date(2010, 1, 1)


def courses() -> dict[int, Course]:
    """Nr. 1 with three paid shares, Nr. 2 with one paid, Nr. 3 who left on 31.12.2015, Nr. 4 from 2020 on."""
    made = {number: Course(number, number, f"Nr. {number}") for number in (1, 2, 3, 4)}
    for number, course in made.items():
        joined = date(2020, 1, 1) if number == 4 else JOINED
        left = date(2015, 12, 31) if number == 3 else None
        course.spans.append(Span(number, joined, left, ExitGround.NOTICE if left else None))
        course.shares.add(on_the_day(joined), 3 if number == 1 else 1)
        course.credit.add(on_the_day(joined), (3 if number == 1 else 1) * SHARE)
        if left:
            course.shares.add(at_the_close(left), -1)
    return made


def judged(
    *rows: str, kind: ListKind = ListKind.HISTORY, headings: str = HEADINGS, undone: Sequence[tuple[date, int]] = ()
) -> list[EventVerdict]:
    """Rows of a list, judged in turn by their days; `undone`: losses of shares of Nr. 1, undone since."""
    content = "\n".join((headings, *rows)).encode()
    found = listed(content, None, SHARE, LAYOUTS[kind])
    verdicts = read_events(found, kind, TODAY)
    known = courses()
    for day, number in undone:
        for change in (-number, number):
            known[1].shares.add(at_the_close(day), change)
    judge_events(verdicts, known, {field: name for name, field in found.columns.items()}, SHARE, "alt.csv")
    return verdicts


def remark(*rows: str) -> tuple[str, str]:
    """The code and the column of what is wrong with the last row."""
    (finding,) = judged(*rows)[-1].errors
    return finding.code.value, finding.column


@pytest.mark.parametrize(("row", "code", "column"), [
    ("Zeichnung;;01.02.2012;1", "invalid_member_number", "Nr."),
    ("Zeichnung;77;01.02.2012;1", "unknown_member", "Nr."),
    ("Umzug;1;01.02.2012;1", "unknown_event", "Vorgang"),
    ("Zeichnung;1;31.02.2012;1", "invalid_date", "Tag"),
    ("Zeichnung;1;;1", "invalid_date", "Tag"),
    ("Zeichnung;1;01.02.1012;1", "invalid_date", "Tag"),
    ("Zeichnung;1;01.02.2027;1", "day_in_future", "Tag"),
    ("Ausscheiden;1;31.12.2099;;;;Kündigung", "day_in_future", "Tag"),
    ("Zeichnung;1;01.02.1901;1", "before_joining", "Tag"),
    ("Ausscheiden;4;31.12.2019;;;;Kündigung", "before_joining", "Tag"),
    ("Zeichnung;1;01.02.2012;0", "shares_not_positive", "Anteile"),
    ("Zeichnung;1;01.02.2012;-2", "shares_not_positive", "Anteile"),
    ("Einzahlung;1;01.02.2012;;-500,00", "invalid_amount", "Betrag"),
    ("Einzahlung;1;01.02.2012;;", "invalid_amount", "Betrag"),
    ("Einzahlung;1;01.02.2012;;0,01", "paid_more_than_nominal", "Betrag"),
    ("Übertragung;1;01.02.2012;1;500;1", "transfer_to_oneself", "An"),
    ("Übertragung;1;01.02.2012;1;500;77", "unknown_member", "An"),
    ("Übertragung;1;01.02.2012;4;;2", "more_shares_than_held", "Anteile"),
    ("Übertragung;1;01.02.2012;1;0;2", "credit_without_shares", "Betrag"),
    ("Übertragung;1;01.02.2012;1;1000;2", "paid_more_than_nominal", "Betrag"),
    ("Übertragung;1;01.02.2012;3;2000;2", "more_credit_than_there", "Betrag"),
    ("Übertragung;1;01.02.2012;1;500;4", "not_a_member", "An"),
    ("Übertragung;1;01.02.2012;1;500;3", "ended_already", "An"),
    ("Übertragung;3;01.02.2012;1;500;1", "more_shares_than_held", "Anteile"),
    ("Übertragung;3;01.02.2016;1;500;1", "ended_already", "Tag"),
    ("Kündigung einzelner Anteile;1;31.12.2012;4", "more_shares_than_held", "Anteile"),
    ("Kündigung einzelner Anteile;1;31.12.2012;3", "cancellation_of_all_shares", "Anteile"),
    ("Ausscheiden;1;31.12.2012;;;;", "exit_without_ground", "Grund"),
    ("Ausscheiden;1;31.12.2012;;;;Übertragung", "exit_without_transfer", "Grund"),
    ("Ausscheiden;1;31.12.2012;;;;Kündigung;01.01.2013", "wrong_order_of_days", "Erklärt am"),
    ("Ausscheiden;1;31.12.2012;;;;Kündigung;01.01.2009", "before_joining", "Erklärt am"),
    ("Ausscheiden;1;31.12.2028;;;;Kündigung;01.01.2027", "day_in_future", "Erklärt am"),
    ("Ausscheiden;3;30.06.2015;;;;Kündigung", "ended_already", "Tag"),
    ("Auszahlung;1;01.02.2012;;500", "payout_to_member", "Betrag"),
    ("Auszahlung;1;01.02.2012;;1.500,01", "more_credit_than_there", "Betrag"),
    ("Zeichnung;3;01.02.2012;1", "ended_already", "Tag"),
])  # fmt: skip
def test_a_faulty_row_names_its_fault_and_its_column(row: str, code: str, column: str) -> None:
    assert remark(row) == (code, column)


def test_what_a_later_entry_takes_is_not_there_before_it() -> None:
    """More shares than are held between two later entries: three, one given up, so not three to be handed over."""
    rows = ("Kündigung einzelner Anteile;1;31.12.2013;1", "Auszahlung;1;01.07.2014;;500")
    assert not any(verdict.errors for verdict in judged(*rows))
    course = courses()[1]
    course.shares.add(at_the_close(date(2013, 12, 31)), -2)
    verdicts = read_events(
        listed(f"{HEADINGS}\nÜbertragung;1;01.02.2012;2;;2".encode(), None, SHARE, LAYOUTS[ListKind.HISTORY]),
        ListKind.HISTORY, TODAY,
    )
    judge_events(verdicts, {**courses(), 1: course}, {}, SHARE, "alt.csv")
    assert "Nach einem späteren Vorgang bleiben" in verdicts[0].errors[0].said


def test_rows_are_judged_by_their_days_in_whatever_order_they_stand() -> None:
    verdicts = judged(
        "Auszahlung;1;30.06.2021;;2.000,00", "Ausscheiden;1;31.12.2020;;;;Kündigung", "Einzahlung;1;02.02.2012;;500",
        "Zeichnung;1;02.02.2012;1",
    )
    assert [(each.shares, each.amount, each.errors) for each in verdicts] == [
        (0, -200_000, []), (-4, 0, []), (0, 50_000, []), (1, 0, []),
    ]


def test_a_row_refused_leaves_those_after_it_as_if_it_were_not_there() -> None:
    codes = [each.errors[0].code.value if each.errors else "" for each in judged(
        "Zeichnung;1;01.02.2010;0", "Einzahlung;1;01.03.2010;;500", "Übertragung;1;01.04.2010;4;;2",
    )]
    assert codes == ["shares_not_positive", "paid_more_than_nominal", "more_shares_than_held"]


def test_the_acquirer_may_hand_on_from_the_next_day() -> None:
    rows = ("Übertragung;1;01.02.2012;3;;2", "Übertragung;2;01.02.2012;4;;4", "Übertragung;2;02.02.2012;2;;1")
    codes = [[error.code.value for error in each.errors] for each in judged(*rows)]
    assert codes == [[], ["more_shares_than_held"], ["ended_already"]]


def test_who_hands_over_everything_has_left() -> None:
    verdicts = judged("Übertragung;1;30.09.2018;3;;2", "Ausscheiden;1;30.09.2018;;;;Übertragung")
    assert (verdicts[0].shares, verdicts[0].amount) == (3, 150_000)
    assert [hint.code.value for hint in verdicts[1].hints] == ["exit_by_transfer"]


def test_that_a_transfer_of_all_shares_ends_a_membership_is_told_beforehand() -> None:
    all_shares, some = judged("Übertragung;1;30.09.2018;3;;2")[0], judged("Übertragung;1;30.09.2018;1;;2")[0]
    assert ["0001 endet am 30.09.2018" in each.said for each in all_shares.notes] == [True]
    assert some.notes == []


@pytest.mark.parametrize(("kind", "known", "said"), [
    (ListKind.SHARES, {"Anteile": "shares"}, "Möglich sind: Zeichnung, Kündigung einzelner Anteile."),
    (ListKind.PAYMENTS, {"Betrag": "amount"}, "Möglich sind: Einzahlung, Eintrittsgeld, Gewinnzuschreibung,"),
])  # fmt: skip
def test_an_event_that_does_not_fit_a_list_is_refused_with_those_that_do(
    kind: ListKind, known: dict[str, str], said: str
) -> None:
    columns = {"Nr": "member_number", "Vorgang": "event", "Tag": "day", **known}
    rows = b"Nr;Vorgang;Tag;Anteile;Betrag\n1;Spende;01.02.2012;1;500\n"
    (verdict,) = read_events(listed(rows, columns, SHARE, LAYOUTS[kind]), kind, TODAY)
    assert [said in each.said for each in verdict.errors] == [True]


def test_the_credit_above_the_shares_that_stay_goes_along_by_itself() -> None:
    assert judged("Übertragung;1;30.09.2018;1;;2")[0].amount == 500_00


@pytest.mark.parametrize("row", ["Ausscheiden;1;31.12.2020;;;;Tod", "Zeichnung;1;01.02.2012;1;;;;;V-1"])
def test_the_same_row_twice_is_refused_with_the_line_of_the_first(row: str) -> None:
    verdicts = judged(row, row)
    assert not verdicts[0].errors
    assert "schon in Zeile 1" in verdicts[1].errors[0].said


def test_nobody_leaves_twice() -> None:
    assert remark("Ausscheiden;1;31.12.2020;;;;Tod", "Ausscheiden;1;31.12.2021;;;;Kündigung")[0] == "ended_already"


def test_nobody_leaves_before_a_later_entry() -> None:
    course = courses()
    course[1].shares.add(on_the_day(date(2022, 1, 1)), 1)
    found = listed(f"{HEADINGS}\nAusscheiden;1;31.12.2020;;;;Tod".encode(), None, SHARE, LAYOUTS[ListKind.HISTORY])
    verdicts = read_events(found, ListKind.HISTORY, TODAY)
    judge_events(verdicts, course, {}, SHARE, "alt.csv")
    assert verdicts[0].errors[0].code == "later_entries"


def test_what_is_there_already_is_passed_over_once() -> None:
    course = courses()
    course[1].marks["payment", date(2010, 1, 1), 500_00] += 1
    rows = "Einzahlung;1;01.01.2010;;500;;;;A\nEinzahlung;1;01.01.2010;;500;;;;B"
    found = listed(f"{HEADINGS}\n{rows}".encode(), None, SHARE, LAYOUTS[ListKind.HISTORY])
    verdicts = read_events(found, ListKind.HISTORY, TODAY)
    judge_events(verdicts, course, {}, SHARE, "alt.csv")
    assert [len(each.hints) for each in verdicts] == [1, 0]


def test_a_closed_year_takes_no_entries_but_passes_over_what_is_there() -> None:
    course = courses()
    course[1].marks["payment", date(2010, 1, 1), 500_00] += 1
    rows = (
        "Einzahlung;1;01.01.2010;;500", "Zeichnung;1;31.12.2012;1", "Übertragung;1;31.12.2012;1;;2",
        "Ausscheiden;1;31.12.2012;;;;Tod", "Kündigung einzelner Anteile;1;31.12.2012;1", "Auszahlung;1;31.12.2012;;5",
        "Zeichnung;1;01.01.2013;1",
    )
    found = listed("\n".join((HEADINGS, *rows)).encode(), None, SHARE, LAYOUTS[ListKind.HISTORY])
    verdicts = read_events(found, ListKind.HISTORY, TODAY)
    judge_events(verdicts, course, {}, SHARE, "alt.csv", Calendar(date(2012, 12, 31)))
    codes = [[remark.code.value for remark in (*each.errors, *each.hints)] for each in verdicts]
    assert codes == [["already_there"], *[["day_in_closed_year"]] * 5, []]


@pytest.mark.parametrize("kind", [each for each in ListKind if each is not ListKind.MEMBERS])
def test_the_sample_of_each_kind_is_read_without_a_fault(kind: ListKind) -> None:
    found = listed(SAMPLES[kind].encode("utf-8-sig"), None, SHARE, LAYOUTS[kind])
    assert len(found.columns) == len(found.table.headings)
    assert not any(verdict.errors for verdict in read_events(found, kind, TODAY))


@pytest.mark.parametrize(("text", "kind", "event"), [
    ("", ListKind.PAYMENTS, "payment"), ("Rücklastschrift", ListKind.PAYMENTS, "returned_payment"),
    ("Aufnahmegebühr", ListKind.PAYMENTS, "entry_fee"), ("Dividende 2014", ListKind.PAYMENTS, "profit"),
    ("Verlustanteil", ListKind.PAYMENTS, "loss"), ("Auseinandersetzungsguthaben", ListKind.PAYMENTS, "payout"),
    ("Geschäftsanteil", ListKind.PAYMENTS, "payment"), ("", ListKind.SHARES, "subscription"),
    ("Kündigung", ListKind.SHARES, "cancellation"), ("Teilkündigung", ListKind.HISTORY, "cancellation"),
    ("Austritt", ListKind.HISTORY, "exit"), ("Anteilsübertragung", ListKind.HISTORY, "transfer"),
])  # fmt: skip
def test_an_event_is_known_by_its_words(text: str, kind: ListKind, event: str) -> None:
    assert event_of(text, kind) == event


def test_a_workbook_tells_the_same_with_real_days_and_numbers() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Mitglieds-Nr.", "Wirksam ab", "Anzahl Anteile", "Art"])
    book.active.append([1, datetime(2012, 2, 1), 2, "Zeichnung"])
    target = BytesIO()
    book.save(target)
    found = listed(target.getvalue(), None, SHARE, LAYOUTS[ListKind.SHARES])
    (verdict,) = read_events(found, ListKind.SHARES, TODAY)
    assert verdict.event is not None
    assert (verdict.event.day, verdict.event.shares) == (date(2012, 2, 1), 2)


def test_the_least_and_the_most_of_a_ledger_look_ahead() -> None:
    changes = Changes([(10, 3), (20, -2), (30, 4), (20, 1)])
    assert [changes.least_from(5), changes.least_from(15), changes.most_from(15), changes.at(20)] == [0, 2, 6, 2]
    assert (changes.changes_after(29), changes.changes_after(30)) == (True, False)


def test_what_was_entered_later_and_undone_changes_nothing_after_a_moment() -> None:
    assert not Changes([(10, 3), (41, -3), (41, 3)]).changes_after(21)
    assert Changes([(10, 3), (41, -3), (43, 3)]).changes_after(21)
    verdicts = judged("Ausscheiden;1;31.12.2012;;;;Kündigung", undone=((date(2013, 12, 31), 3),))
    assert verdicts[-1].errors == []


YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2011, 2012)]
NO_HEIRS, HEIRS = ([(date(2009, 1, 1), may_go_on)] for may_go_on in (False, True))


def of_death(day: str, calendar: Calendar) -> tuple[list[str], list[str]]:
    """The faults and the notes of a row that tells of a death, in words."""
    found = listed(f"{HEADINGS}\nAusscheiden;1;{day};;;;Tod".encode(), None, SHARE, LAYOUTS[ListKind.HISTORY])
    (verdict,) = read_events(found, ListKind.HISTORY, TODAY)
    judge_events([verdict], courses(), {}, SHARE, "alt.csv", calendar)
    return [str(each.said) for each in verdict.errors], [str(each.said) for each in verdict.notes]


def test_a_death_within_a_fiscal_year_is_refused_with_the_day_of_its_close() -> None:
    calendar = Calendar(years=YEARS, heirs_continue=NO_HEIRS)
    (said,), notes = of_death("26.05.2012", calendar)
    assert ("am 31.12.2012 (§ 77 Abs. 1 GenG)" in said, notes) == (True, [])
    assert "am 31.12.2026" in of_death("24.11.2026", calendar)[0][0]


def test_a_death_with_the_close_of_a_short_year_is_taken() -> None:
    years = [*YEARS, FiscalYear(date(2013, 1, 1), date(2013, 6, 30))]
    calendar = Calendar(years=years, heirs_continue=NO_HEIRS)
    assert of_death("30.06.2013", calendar) == ([], [])
    assert "am 30.06.2013" in of_death("31.05.2013", calendar)[0][0]


def test_a_death_within_a_year_is_taken_where_the_statute_of_then_lets_an_heir_go_on() -> None:
    errors, (said,) = of_death("26.05.2012", Calendar(years=YEARS, heirs_continue=HEIRS))
    assert (errors, "§ 77 Abs. 2 GenG" in said, "31.12.2012" in said) == ([], True, True)


def test_a_death_within_a_year_is_taken_with_a_note_where_the_statute_of_then_is_not_known() -> None:
    errors, (said,) = of_death("26.05.2012", Calendar(years=YEARS))
    assert (errors, "nicht hinterlegt" in said, "§ 77 Abs. 2 GenG" in said, "31.12.2012" in said) == ([], *[True] * 3)


def test_a_death_before_the_years_known_is_taken_with_a_note_unless_it_looks_like_an_end() -> None:
    errors, (said,) = of_death("26.05.2010", Calendar(years=YEARS))
    assert (errors, "nicht eingetragen" in said) == ([], True)
    assert of_death("31.12.2010", Calendar(years=YEARS)) == of_death("31.12.2010", Calendar()) == ([], [])


def test_a_ground_of_which_no_word_is_known_is_told_with_what_it_is_read_as() -> None:
    verdicts = judged("Ausscheiden;1;31.12.2012;;;;Quatsch", "Ausscheiden;2;31.12.2012;;;;Sonstiger Grund")
    (said,) = [str(each.said) for each in verdicts[0].notes]
    assert ("„Quatsch“" in said, "„Anderer Grund“" in said, verdicts[0].is_entered) == (True, True, True)
    assert verdicts[1].notes == []
