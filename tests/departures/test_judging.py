"""What a notice brings about: refused, without effect, or with its day, period and amounts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.values import Refusal, WrittenForm
from app.departures.rules import (
    AmendedBy,
    Amendment,
    Attended,
    Circumstances,
    Declared,
    Ineffective,
    NoticeKind,
    ResolvedRefusal,
    Seizure,
    consequences_of,
    judge,
    least_held,
    needed_form,
    payable_by,
)
from app.statutes.rules import FiscalYear, Statute, statute_from

TODAY = date(2026, 11, 26)
YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
LEDGER = ((date(2024, 5, 1), 3), (date(2025, 5, 1), 2))


def statute(**values: object) -> Statute:
    """A statute that says only this."""
    return statute_from({"share_amount": 500_00, "nachschuss": "none", **values})


def known(**values: object) -> Circumstances:
    """A member with five shares since May 2024, whose notice is judged on 26 November 2026."""
    clauses = {key: values.pop(key) for key in list(values) if key in vars(statute())}
    plain = Circumstances(
        today=TODAY, years=YEARS, statute=statute(**clauses), textform_permitted=False, member_since=date(2024, 5, 1),
        ends_on=None, waits=False, is_entrepreneur=False, ledger=LEDGER, credit=2_500_00,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def declared(kind: NoticeKind = NoticeKind.ORDINARY, **values: object) -> Declared:
    """A notice that came in on 20 November 2026."""
    plain = Declared(kind, date(2026, 11, 20), WrittenForm.TEXTFORM, "Gemeinde Altenbruck")
    return replace(plain, **values)  # type: ignore[arg-type]


def test_a_notice_takes_effect_with_the_period_of_the_statute() -> None:
    judgement = judge(declared(), known(notice_months=6))
    assert (judgement.last_day, judgement.months) == (date(2027, 12, 31), 6)
    assert judgement.receivable_until == date(2027, 6, 30)
    assert not judgement.needs_decision


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"received_on": date(2026, 11, 27)}, "Zukunft"),
        ({"received_on": date(2024, 11, 25)}, "zwei Jahre"),
        ({"dated_on": date(2026, 11, 21)}, "geschrieben"),
        ({"dated_on": date(1900, 1, 1)}, "lägen mehr als zwei Jahre"),
    ],
)
def test_days_that_cannot_be_are_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        judge(declared(**values), known())
    assert not isinstance(caught.value, Ineffective)


def test_a_resolution_from_before_the_membership_gives_no_right_and_is_refused_at_its_day() -> None:
    long_ago = replace(OBJECTED, resolved_on=date(1800, 1, 1))
    with pytest.raises(ResolvedRefusal, match="dieser Beschluss liegt davor"):
        judge(declared(NoticeKind.SPECIAL, amended_by=long_ago), known(member_since=date(2024, 5, 2)))


def test_nobody_gives_notice_before_being_a_member() -> None:
    with pytest.raises(Refusal, match=r"erst seit dem 01\.11\.2026"):
        judge(declared(received_on=date(2026, 10, 31)), known(member_since=date(2026, 11, 1)))


def test_a_day_before_the_first_fiscal_year_is_refused() -> None:
    with pytest.raises(Refusal, match="kein Geschäftsjahr"):
        judge(declared(), known(years=[FiscalYear(date(2026, 12, 1), date(2026, 12, 31))]))


def test_a_membership_is_not_given_notice_twice() -> None:
    with pytest.raises(Refusal, match=r"endet schon am 31\.12\.2026"):
        judge(declared(), known(ends_on=date(2026, 12, 31)))
    with pytest.raises(Refusal, match="entscheidet schon der Vorstand"):
        judge(declared(), known(waits=True))


def test_textform_has_no_effect_where_the_statute_wants_schriftform() -> None:
    with pytest.raises(Ineffective, match="eigenhändig unterschrieben"):
        judge(declared(), known(form_notice="schriftform"))
    judge(declared(written_form=WrittenForm.SCHRIFTFORM), known(form_notice="schriftform"))
    judge(declared(), known(form_notice="schriftform", textform_permitted=True))


def test_moving_away_and_special_notice_are_content_with_textform() -> None:
    old = statute(form_notice="schriftform")
    assert needed_form(NoticeKind.RESIDENCE, TODAY, old, False) is WrittenForm.TEXTFORM
    assert needed_form(NoticeKind.PARTIAL, TODAY, old, False) is WrittenForm.SCHRIFTFORM


def test_a_partial_notice_names_what_may_be_given_up() -> None:
    judgement = judge(declared(NoticeKind.PARTIAL, shares=4), known())
    assert judgement.last_day == date(2027, 12, 31)
    with pytest.raises(Ineffective, match="höchstens 4"):
        judge(declared(NoticeKind.PARTIAL, shares=5), known())
    with pytest.raises(Ineffective, match="höchstens 2"):
        judge(declared(NoticeKind.PARTIAL, shares=3, bound_shares=3), known())


def test_shares_given_up_must_still_be_there_under_every_later_entry() -> None:
    ledger = (*LEDGER, (date(2027, 12, 31), -2), (date(2028, 6, 1), 4), (date(2028, 12, 31), -4))
    assert least_held(ledger, date(2026, 12, 31)) == 3
    assert least_held(ledger, date(2028, 6, 1)) == 3
    with pytest.raises(Ineffective, match="höchstens 2"):
        judge(declared(NoticeKind.PARTIAL, shares=3), known(ledger=ledger))


def test_single_shares_end_with_a_membership_that_ends_before() -> None:
    with pytest.raises(Refusal, match="mit ihr alle Anteile"):
        judge(declared(NoticeKind.PARTIAL, shares=1), known(ends_on=date(2027, 12, 31)))
    judge(declared(NoticeKind.PARTIAL, shares=1), known(ends_on=date(2028, 12, 31)))


def test_hardship_is_for_the_board_to_find_and_says_what_holds_otherwise() -> None:
    judgement = judge(declared(NoticeKind.HARDSHIP, reasons="Das Werk schließt."), known(notice_months=60))
    assert judgement.needs_decision
    assert judgement.otherwise is not None
    assert (judgement.last_day, judgement.otherwise.last_day) == (date(2027, 12, 31), date(2031, 12, 31))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"notice_months": 24}, "länger als zwei Jahre"),
        ({"notice_months": 60, "member_since": date(2025, 6, 1)}, "volles Geschäftsjahr"),
    ],
)
def test_hardship_without_its_conditions_has_no_effect(values: dict[str, object], words: str) -> None:
    with pytest.raises(Ineffective, match=words):
        judge(declared(NoticeKind.HARDSHIP, reasons="Das Werk schließt."), known(**values))


def test_hardship_wants_its_reasons() -> None:
    with pytest.raises(Refusal, match="nicht zumutbar"):
        judge(declared(NoticeKind.HARDSHIP, reasons=" "), known(notice_months=60))


OBJECTED = AmendedBy(Amendment.NACHSCHUSS, date(2026, 10, 23), Attended.OBJECTED)


def test_special_notice_ends_the_membership_with_the_year_in_which_it_is_declared() -> None:
    judgement = judge(declared(NoticeKind.SPECIAL, amended_by=OBJECTED), known(notice_months=60))
    assert (judgement.last_day, judgement.receivable_until) == (date(2026, 12, 31), date(2026, 11, 23))
    late = replace(OBJECTED, resolved_on=date(2026, 12, 15))
    in_january = declared(NoticeKind.SPECIAL, received_on=date(2027, 1, 10), amended_by=late)
    judgement = judge(in_january, known(today=date(2027, 1, 10)))
    assert judgement.last_day == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attended": Attended.NEITHER}, "Widerspruch"),
        ({"amendment": Amendment.PLURAL_VOTES}, "§ 67a"),
        ({"resolved_on": date(2026, 10, 19)}, r"bis zum 19\.11\.2026"),
    ],
)
def test_special_notice_without_right_or_in_vain_has_no_effect(changes: dict[str, object], words: str) -> None:
    amended_by = replace(OBJECTED, **changes)  # type: ignore[arg-type]
    with pytest.raises(Ineffective, match=words):
        judge(declared(NoticeKind.SPECIAL, amended_by=amended_by), known())


def test_for_somebody_kept_away_the_month_begins_with_the_knowledge() -> None:
    late = AmendedBy(Amendment.NACHSCHUSS, date(2026, 8, 3), Attended.KEPT_AWAY, known_on=date(2026, 11, 2))
    judgement = judge(declared(NoticeKind.SPECIAL, amended_by=late), known())
    assert judgement.receivable_until == date(2026, 12, 2)


@pytest.mark.parametrize("known_on", [date(2026, 8, 2), date(2026, 11, 21)])
def test_nobody_learns_of_a_resolution_before_it_is_passed_or_after_the_notice(known_on: date) -> None:
    wrong = AmendedBy(Amendment.NACHSCHUSS, date(2026, 8, 3), Attended.KEPT_AWAY, known_on)
    with pytest.raises(Refusal, match="Prüfen Sie die Tage"):
        judge(declared(NoticeKind.SPECIAL, amended_by=wrong), known())


def test_who_moves_away_leaves_with_the_year_without_a_period() -> None:
    judgement = judge(declared(NoticeKind.RESIDENCE), known(residence_clause="Landkreis Morgenau", notice_months=60))
    assert (judgement.last_day, judgement.months) == (date(2026, 12, 31), 0)
    with pytest.raises(Ineffective, match="Wohnsitz"):
        judge(declared(NoticeKind.RESIDENCE), known())


SEIZURE = Seizure(date(2026, 5, 10), date(2026, 11, 9), is_final=True)


def test_a_creditor_with_a_final_title_gives_notice_with_the_members_period() -> None:
    assert judge(declared(NoticeKind.CREDITOR, seizure=SEIZURE), known(notice_months=12)).months == 12
    assert judge(declared(NoticeKind.INSOLVENCY), known()).last_day == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"is_final": False}, "vorläufig"), ({"failed_on": date(2026, 5, 8)}, "sechs Monate")],
)
def test_a_creditor_without_final_title_or_with_an_old_failure_has_no_right(
    changes: dict[str, object], words: str
) -> None:
    seizure = replace(SEIZURE, **changes)  # type: ignore[arg-type]
    with pytest.raises(Ineffective, match=words):
        judge(declared(NoticeKind.CREDITOR, seizure=seizure), known())


def test_a_seizure_before_the_failure_is_a_slip() -> None:
    wrong = replace(SEIZURE, failed_on=date(2026, 11, 10))
    with pytest.raises(Refusal, match="Prüfen Sie die Tage"):
        judge(declared(NoticeKind.CREDITOR, seizure=wrong), known())


def test_details_a_kind_lives_on_must_be_there() -> None:
    for kind in (NoticeKind.SPECIAL, NoticeKind.CREDITOR):
        with pytest.raises(Refusal, match="fehlen die Angaben"):
            judge(declared(kind), known())


def test_a_whole_notice_releases_the_credit_and_a_partial_one_what_exceeds_the_rest() -> None:
    circumstances = known()
    whole, partial = declared(), declared(NoticeKind.PARTIAL, shares=2)
    all_of_it = consequences_of(None, judge(whole, circumstances), circumstances, 500_00)
    part = consequences_of(2, judge(partial, circumstances), circumstances, 500_00)
    assert (all_of_it.shares_before, all_of_it.shares_after, all_of_it.released) == (5, 0, 2_500_00)
    assert (part.shares_after, part.nominal_after, part.released) == (3, 1_500_00, 1_000_00)


def test_a_credit_that_a_loss_reduced_releases_less() -> None:
    circumstances = known(credit=1_600_00)
    partial = declared(NoticeKind.PARTIAL, shares=2)
    assert consequences_of(2, judge(partial, circumstances), circumstances, 500_00).released == 100_00


def test_a_payout_is_due_within_the_statutes_months_on_a_working_day() -> None:
    assert payable_by(date(2026, 12, 31), statute()) == date(2027, 6, 30)
    assert payable_by(date(2027, 4, 30), statute(payout_months=3)) == date(2027, 7, 30)
    assert payable_by(date(2026, 12, 31), statute(payout_months=5)) == date(2027, 5, 31)
