"""Account numbers and creditor identifiers (R-SEPA-01)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import Refusal, check_creditor_id, check_iban, creditor_id_is_valid, iban_is_valid


def test_an_iban_is_stored_without_spaces_in_capitals() -> None:
    assert check_iban(" de89 3704 0044 0532 0130 00") == "DE89370400440532013000"
    with pytest.raises(Refusal, match="IBAN"):
        check_iban("DE88370400440532013000")


@given(st.integers(0, 10**18 - 1), st.integers(0, 99))
def test_exactly_one_pair_of_check_digits_makes_a_german_iban(account: int, digits: int) -> None:
    right = 98 - int(f"{account:018d}131400") % 97
    assert iban_is_valid(f"DE{digits:02d}{account:018d}") is (digits == right)


@given(st.integers(0, 10**11 - 1), st.integers(0, 99), st.from_regex(r"[A-Z0-9]{3}", fullmatch=True))
def test_exactly_one_pair_of_check_digits_makes_a_creditor_id(number: int, digits: int, business: str) -> None:
    right = 98 - int(f"{number:011d}131400") % 97
    assert creditor_id_is_valid(f"DE{digits:02d}{business}{number:011d}") is (digits == right)


def test_a_creditor_id_is_stored_without_spaces_in_capitals() -> None:
    assert check_creditor_id("de98 zzz 0999 9999 999") == "DE98ZZZ09999999999"
    with pytest.raises(Refusal, match="Gläubiger"):
        check_creditor_id("DE97ZZZ09999999999")


@given(st.text())
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert not (iban_is_valid(text) and creditor_id_is_valid(text))
