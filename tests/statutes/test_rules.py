"""The statute's rules: bounds, versions, fiscal years, days."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import Nachschuss, Refusal, WrittenForm
from app.statutes.rules import (
    SPECS,
    AmendmentMajority,
    AssemblyFormRule,
    ConvocationChannel,
    DecidedBy,
    FederalState,
    FiscalYear,
    HaftsummeRule,
    ParameterKey,
    ParameterKind,
    QuorumRule,
    Statute,
    annual_duties,
    check_fiscal_year,
    check_logo,
    check_next_fiscal_year,
    check_value,
    check_values,
    check_version_days,
    droppable_fiscal_year,
    duties_ahead,
    has_legal_form,
    is_working_day,
    last_closed_year,
    missing_items,
    months_after,
    next_fiscal_year,
    quantity,
    statute_from,
    working_day_on_or_after,
    working_day_on_or_before,
    year_end_of,
    years_onward,
)
from tests.factories import a_picture

K = ParameterKey
LEAST: dict[str, object] = {"share_amount": 25_000_00, "nachschuss": "none"}
FULL: dict[str, object] = {
    **LEAST,
    "firm": "Digitalverbund Morgenau eG",
    "seat": "Morgenau",
    "object": "Gemeinsame Dienste",
    "publication": "Morgenauer Bote",
    "min_payment": 25_000_00,
    "legal_reserve_pct": 10,
    "legal_reserve_target": 25,
    "gv_channel": "direct_textform",
    "gv_chair": "Vorsitz des Aufsichtsrats",
    "minutes_rule": "Niederschrift",
    "sb_quorum": "more_than_half",
}


@pytest.mark.parametrize("typed", ["0,5", "10%", "ein Zehntel"])
def test_what_is_no_fraction_is_refused_with_how_one_is_written(typed: str) -> None:
    with pytest.raises(Refusal, match="einen Bruch wie 1/10"):
        check_value(ParameterKey.MINORITY_FRACTION, typed)


def test_every_parameter_has_a_spec_and_an_attribute() -> None:
    assert set(SPECS) == set(ParameterKey)
    assert {field.name for field in fields(Statute)} == {key.value for key in ParameterKey}


def test_every_default_lies_within_its_own_bounds() -> None:
    for spec in SPECS.values():
        if spec.default is not None:
            check_value(spec.key, spec.default)


def test_every_spec_names_its_paragraph_and_its_options_carry_labels() -> None:
    for spec in SPECS.values():
        assert "§" in spec.paragraph or "DSGVO" in spec.paragraph
        assert (spec.kind is ParameterKind.CHOICE) == bool(spec.options)
        assert all(option.label for option in spec.options)


def test_a_silent_statute_says_what_the_law_says() -> None:
    statute = statute_from(LEAST)
    assert (statute.notice_months, statute.max_principals, statute.board_size, statute.sb_size) == (3, 2, 2, 3)
    assert statute.form_join is WrittenForm.TEXTFORM
    assert statute.investing_consent_by is DecidedBy.GENERAL_ASSEMBLY
    assert statute.haftsumme_rule is HaftsummeRule.DEFAULT
    assert statute.minority_fraction == Fraction(1, 10)
    assert statute.gv_form is AssemblyFormRule.FREE
    assert statute.amendment_majority is AmendmentMajority.THREE_QUARTERS
    assert not statute.investing_members
    assert not statute.further_shares_allowed


def test_values_are_read_into_their_own_types() -> None:
    statute = statute_from({**FULL, "seat_state": "SN", "sb_quorum": "half", "gv_form": "hybrid",
                            "amendment_majority": "two_thirds"})
    assert (statute.gv_form, statute.amendment_majority) == (AssemblyFormRule.HYBRID, AmendmentMajority.TWO_THIRDS)
    assert statute.nachschuss is Nachschuss.NONE
    assert statute.gv_channel is ConvocationChannel.DIRECT_TEXTFORM
    assert (statute.seat_state, statute.sb_quorum) == (FederalState.SN, QuorumRule.HALF)


def test_without_a_clause_the_share_is_paid_in_full_at_once() -> None:
    assert statute_from(LEAST).min_payment == 25_000_00


@pytest.mark.parametrize("key", [K.SHARE_AMOUNT, K.NACHSCHUSS])
def test_share_amount_and_nachschuss_cannot_be_assumed(key: ParameterKey) -> None:
    with pytest.raises(Refusal, match="fehlt noch"):
        statute_from({**LEAST, key: ""})


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        (K.NOTICE_MONTHS, 3, 2),
        (K.NOTICE_MONTHS, 120, 121),
        (K.SHARE_AMOUNT, 1, 0),
        (K.MAX_PRINCIPALS, 2, 3),
        (K.MAX_PRINCIPALS, 1, 0),
        (K.GV_MIN_DAYS, 14, 13),
        (K.PLURAL_VOTES, 3, 4),
        (K.SB_SIZE, 3, 2),
        (K.MINORITY_FRACTION, "1/10", "1/9"),
        (K.MINORITY_FRACTION, "1/20", "0"),
        (K.FISCAL_YEAR_START, 12, 13),
        (K.NACHSCHUSS, "limited", "sometimes"),
        (K.FORM_JOIN, "schriftform", "qualified_signature"),
        (K.INVESTING_MEMBERS, True, 1),
        (K.SHARE_AMOUNT, 500_00, 500.0),
        (K.BOARD_SIZE, 2, True),
        (K.SEAT, "Morgenau", 7),
        (K.MINORITY_FRACTION, "1/10", "1/0"),
        (K.MINORITY_FRACTION, "1/1000", "1e-999999999"),
    ],
)
def test_a_value_outside_the_law_is_refused(key: ParameterKey, good: object, bad: object) -> None:
    check_value(key, good)
    with pytest.raises(Refusal):
        check_value(key, bad)


def test_a_refused_value_names_bound_and_paragraph() -> None:
    with pytest.raises(Refusal, match=r"Kündigungsfrist: mindestens 3 Monate \(§ 65 Abs. 2 GenG\)"):
        check_value(K.NOTICE_MONTHS, 2)


@pytest.mark.parametrize(
    ("change", "paragraph"),
    [
        ({"min_payment": 2_499_99}, "§ 7 Nr. 1"),
        ({"min_payment": 25_000_01}, "§ 7 Nr. 1"),
        ({"instalment_amount": 25_000_01}, "Eine Rate"),
        ({"nachschuss": "limited", "haftsumme": 24_999_99}, "§ 119"),
        ({"mandatory_shares": 3, "max_shares": 2}, "§ 7a"),
        ({"mandatory_measure": "Einwohner"}, "§ 7a Abs. 2"),
        ({"mandatory_per_share": 10_000}, "§ 7a Abs. 2"),
        ({"mandatory_measure": "E" * 121, "mandatory_per_share": 10_000}, "höchstens 120 Zeichen"),
        ({"notice_months": 61}, "§ 65 Abs. 2"),
        ({"notice_months": 61, "notice_financing_clause": True, "transfer_allowed": False}, "§ 76 Abs. 2"),
        ({"minimum_capital": 100, "transfer_allowed": False}, "§ 76 Abs. 2"),
        ({"payout_months": 7, "transfer_allowed": False}, "§ 76 Abs. 2"),
        ({"board_size": 1}, "§ 24 Abs. 2"),
        ({"sb_delegation": 2, "sb_size": 5}, "§ 36 Abs. 5"),
        ({"textform_expressly_excluded": True}, "§ 177"),
    ],
)
def test_values_that_do_not_go_together_are_refused(change: dict[str, object], paragraph: str) -> None:
    with pytest.raises(Refusal, match=paragraph):
        check_values({**FULL, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"min_payment": 2_500_00},
        {"nachschuss": "limited", "haftsumme": 25_000_00},
        {"notice_months": 60},
        {"notice_months": 120, "notice_financing_clause": True},
        {"transfer_allowed": False},
        {"board_size": 1, "one_person_board": True},
        {"sb_delegation": 1},
        {"textform_expressly_excluded": True, "form_join": "schriftform"},
    ],
)
def test_values_on_the_bound_are_accepted(change: dict[str, object]) -> None:
    assert check_values({**FULL, **change}).share_amount == 25_000_00


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(Refusal, match="colour"):
        check_values({**FULL, "colour": "blue"})


def test_a_complete_statute_lacks_nothing() -> None:
    assert missing_items(FULL) == []


def test_the_completeness_check_lists_the_items_of_sections_6_and_7() -> None:
    missing = missing_items({})
    assert {K.FIRM, K.SEAT, K.OBJECT, K.NACHSCHUSS, K.GV_CHANNEL, K.MINUTES_RULE, K.PUBLICATION} <= set(missing)
    assert {K.SHARE_AMOUNT, K.MIN_PAYMENT, K.LEGAL_RESERVE_PCT, K.LEGAL_RESERVE_TARGET} <= set(missing)


def test_a_clause_may_call_for_another() -> None:
    assert missing_items({**FULL, "nachschuss": "limited"}) == [K.HAFTSUMME]
    assert missing_items({**FULL, "plural_votes": 3}) == [K.PLURAL_CONDITIONS]
    assert missing_items({**FULL, "sb_quorum": None}) == [K.SB_QUORUM]
    assert missing_items({**FULL, "sb_quorum": None, "sb_required": False}) == []


def test_further_payment_duties_are_entry_fee_or_contribution() -> None:
    assert not statute_from(LEAST).has_further_payment_duties
    assert statute_from({**LEAST, "entry_fee": 1}).has_further_payment_duties
    assert statute_from({**LEAST, "annual_contribution": 1}).has_further_payment_duties


def test_a_version_cannot_be_registered_before_it_is_resolved() -> None:
    check_version_days(date(2026, 6, 14), date(2026, 6, 14), today=date(2026, 6, 14))
    with pytest.raises(Refusal, match=r"§ 16 Abs. 6"):
        check_version_days(date(2026, 6, 14), date(2026, 6, 13), today=date(2026, 7, 1))


@pytest.mark.parametrize("days", [(date(2026, 7, 2), None), (date(2026, 6, 1), date(2026, 7, 2))])
def test_a_version_has_no_day_in_the_future(days: tuple[date, date | None]) -> None:
    with pytest.raises(Refusal, match="Zukunft"):
        check_version_days(*days, today=date(2026, 7, 1))


def test_a_fiscal_year_lasts_at_most_twelve_months() -> None:
    check_fiscal_year(FiscalYear(date(2026, 4, 1), date(2027, 3, 31)))
    with pytest.raises(Refusal, match="zwölf Monate"):
        check_fiscal_year(FiscalYear(date(2026, 4, 1), date(2027, 4, 1)))


def test_a_short_fiscal_year_is_allowed_down_to_a_day() -> None:
    short = FiscalYear(date(2026, 10, 1), date(2026, 12, 31))
    check_fiscal_year(short)
    check_fiscal_year(FiscalYear(date(2026, 10, 1), date(2026, 10, 1)))
    assert short.is_short
    assert not FiscalYear(date(2024, 1, 1), date(2024, 12, 31)).is_short


def test_a_year_that_begins_on_29_february_ends_on_the_28th() -> None:
    check_fiscal_year(FiscalYear(date(2024, 2, 29), date(2025, 2, 28)))
    with pytest.raises(Refusal, match=r"spätestens bis 28\.02\.2025"):
        check_fiscal_year(FiscalYear(date(2024, 2, 29), date(2025, 3, 1)))


def test_the_last_year_is_droppable_before_it_begins_or_as_the_only_one() -> None:
    this, next_one = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2027))
    assert droppable_fiscal_year([this, next_one], date(2026, 11, 24)) == next_one
    assert droppable_fiscal_year([this, next_one], date(2027, 1, 1)) is None
    assert droppable_fiscal_year([this], date(2026, 11, 24)) == this
    assert droppable_fiscal_year([], date(2026, 11, 24)) is None


def test_a_fiscal_year_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refusal, match="vor seinem Beginn"):
        check_fiscal_year(FiscalYear(date(2026, 4, 1), date(2026, 3, 31)))


@pytest.mark.parametrize("first_day", [date(2026, 12, 31), date(2027, 1, 2)])
def test_fiscal_years_leave_no_gap_and_do_not_overlap(first_day: date) -> None:
    known = [FiscalYear(date(2026, 1, 1), date(2026, 12, 31))]
    check_next_fiscal_year(known, FiscalYear(date(2027, 1, 1), date(2027, 6, 30)))
    with pytest.raises(Refusal, match=r"01.01.2027"):
        check_next_fiscal_year(known, FiscalYear(first_day, date(2027, 6, 30)))


def test_the_first_fiscal_year_is_a_short_one_to_the_end_of_the_year() -> None:
    first = next_fiscal_year([], 1, date(2026, 2, 19))
    assert first == FiscalYear(date(2026, 2, 19), date(2026, 12, 31))
    assert next_fiscal_year([first], 1, first.first_day) == FiscalYear(date(2027, 1, 1), date(2027, 12, 31))


def test_a_change_of_the_fiscal_year_makes_a_short_one() -> None:
    known = [FiscalYear(date(2026, 1, 1), date(2026, 12, 31))]
    assert next_fiscal_year(known, 7, date(2026, 1, 1)) == FiscalYear(date(2027, 1, 1), date(2027, 6, 30))


@given(st.dates(date(1991, 1, 1), date(2100, 1, 1)), st.integers(1, 12), st.integers(1, 6))
def test_proposed_fiscal_years_always_follow_one_another(founded_on: date, month: int, number: int) -> None:
    known: list[FiscalYear] = []
    for _ in range(number):
        year = next_fiscal_year(known, month, founded_on)
        check_next_fiscal_year(known, year)
        known.append(year)
    assert all(year.first_day.month == month and year.first_day.day == 1 for year in known[1:])


def test_a_fiscal_year_is_written_as_the_calendar_year_or_with_both_days() -> None:
    assert str(FiscalYear(date(2026, 1, 1), date(2026, 12, 31))) == "2026"
    assert str(FiscalYear(date(2026, 7, 1), date(2027, 6, 30))) == "01.07.2026 – 30.06.2027"
    assert str(FiscalYear(date(2026, 1, 1), date(2026, 6, 30))) == "01.01.2026 – 30.06.2026"


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 24), 3, date(2027, 2, 24)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2027, 1, 1), -3, date(2026, 10, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_months_land_in_the_right_month(day: date, months: int) -> None:
    end = months_after(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


def test_a_last_day_on_a_weekend_or_holiday_moves_to_the_next_working_day() -> None:
    assert working_day_on_or_after(date(2026, 12, 24), FederalState.BW) == date(2026, 12, 24)
    assert working_day_on_or_after(date(2026, 12, 25), FederalState.BW) == date(2026, 12, 28)
    assert working_day_on_or_after(date(2026, 12, 31) + timedelta(days=1), FederalState.BW) == date(2027, 1, 4)


def test_a_working_day_depends_on_the_state_of_the_seat() -> None:
    corpus_christi = date(2026, 6, 4)
    assert not is_working_day(corpus_christi, FederalState.BW)
    assert is_working_day(corpus_christi, FederalState.BE)


def test_a_last_day_counted_backwards_is_well_planned_for_the_working_day_before() -> None:
    corpus_christi, saturday = date(2026, 6, 4), date(2026, 6, 20)
    assert working_day_on_or_before(corpus_christi, FederalState.BW) == date(2026, 6, 3)
    assert working_day_on_or_before(corpus_christi, FederalState.BE) == corpus_christi
    assert working_day_on_or_before(saturday, FederalState.BW) == date(2026, 6, 19)
    assert working_day_on_or_before(date(2026, 1, 1), FederalState.BW) == date(2025, 12, 31)


def test_the_firm_names_the_legal_form() -> None:
    assert has_legal_form("Morgenau eG")
    assert has_legal_form("Morgenau e.G.")
    assert has_legal_form("Morgenau e. G.")
    assert has_legal_form("Morgenau eingetragene Genossenschaft")
    assert not has_legal_form("Morgenau")
    assert not has_legal_form("Wegweiser Morgenau")


def test_a_firm_without_its_legal_form_is_refused() -> None:
    check_values(FULL)
    with pytest.raises(Refusal, match=r"§ 3 GenG"):
        check_values({**FULL, "firm": "Digitalverbund Morgenau"})


def a_png(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims a size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + bytes(20)


def a_jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG that claims a size, behind a segment of another kind."""
    frame = b"\xff\xc0\0\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + bytes(10)
    return b"\xff\xd8\xff\xe0\0\x04ab" + frame


@pytest.mark.parametrize("make", [a_png, a_jpeg])
def test_a_small_file_that_claims_a_huge_picture_is_no_logo(make: Callable[[int, int], bytes]) -> None:
    """Whoever prints a letter would have to unpack it."""
    for width, height in ((10, 60_000), (4001, 10)):
        with pytest.raises(Refusal, match="4000 Bildpunkte"):
            check_logo(make(width, height))
    for content in (make(0, 10), make(10, 10)[:15]):
        with pytest.raises(Refusal, match="beschädigt"):
            check_logo(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_breaks_off_is_no_logo(kind: str) -> None:
    whole = a_picture(kind, 600, 4000)
    assert check_logo(whole) == f"image/{kind.lower()}"
    with pytest.raises(Refusal, match="beschädigt"):
        check_logo(whole[: len(whole) // 2])


def test_the_fiscal_years_go_on_in_full_ones_after_the_last_one_entered() -> None:
    short = FiscalYear(date(2027, 1, 1), date(2027, 6, 30))
    onward = years_onward([short, FiscalYear(date(2026, 1, 1), date(2026, 12, 31))])
    assert [next(onward).last_day for _ in range(4)] == [
        date(2026, 12, 31), date(2027, 6, 30), date(2028, 6, 30), date(2029, 6, 30),
    ]  # fmt: skip


def test_a_day_lies_in_the_year_that_ends_next() -> None:
    years = [FiscalYear(date(2026, 1, 1), date(2026, 12, 31))]
    assert year_end_of(years, date(2026, 12, 31)) == date(2026, 12, 31)
    assert year_end_of(years, date(2027, 1, 1)) == date(2027, 12, 31)


def test_no_fiscal_year_follows_where_none_is_entered() -> None:
    with pytest.raises(Refusal, match="kein Geschäftsjahr"):
        year_end_of([], date(2026, 1, 1))


def test_accounts_assembly_and_disclosure_follow_the_end_of_a_year() -> None:
    duties = annual_duties(date(2025, 12, 31))
    assert (duties.accounts_prepared_by, duties.ordinary_gv_by) == (date(2026, 5, 31), date(2026, 6, 30))
    assert duties.disclosure_by == date(2026, 12, 31)
    assert annual_duties(date(2027, 2, 28)).disclosure_by == date(2028, 2, 29)


def test_duties_are_ahead_until_the_accounts_of_a_year_are_disclosed() -> None:
    years = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026, 2027)]
    assert [year.last_day.year for year, _duties in duties_ahead(years, date(2026, 11, 24))] == [2025, 2026]


def test_the_last_year_that_is_over_is_the_one_an_audit_looks_at() -> None:
    """On its last day it still runs."""
    years = [FiscalYear(date(2024, 7, 1), date(2025, 6, 30)), FiscalYear(date(2025, 7, 1), date(2025, 12, 31))]
    assert last_closed_year(years, date(2025, 12, 31)) == years[0]
    assert last_closed_year(years, date(2026, 1, 1)) == years[1]
    assert last_closed_year(years, date(2025, 6, 30)) is None
    assert [str(year.name) for year in years] == ["01.07.2024 – 30.06.2025", "01.07.2025 – 31.12.2025"]
    assert FiscalYear(date(2026, 1, 1), date(2026, 12, 31)).name == "2026"


def test_a_unit_agrees_with_its_number() -> None:
    """One share, one day, one person; many of them otherwise."""
    units = {spec.unit for spec in SPECS.values() if spec.unit and not spec.unit.startswith("%")}
    spec_of = {spec.unit: spec for spec in SPECS.values()}
    assert quantity(spec_of["Anteile"], 1) == "1 Anteil"
    assert quantity(spec_of["Anteile"], 1000) == "1.000 Anteile"
    assert [unit for unit in units if quantity(spec_of[unit], 1) == f"1 {unit}"] == []
