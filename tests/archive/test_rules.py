"""Rules of the archive."""

import pytest

from app.archive.rules import check_code, read_code, remaining_seconds


@pytest.mark.parametrize(
    ("done", "total", "elapsed", "left"), [(0, 9, 30, 0), (9, 9, 30, 0), (50, 100, 38, 40), (99, 100, 9, 5)]
)
def test_the_remaining_time_follows_what_a_run_took_so_far(done: int, total: int, elapsed: float, left: int) -> None:
    """In steps of five seconds; unknown before the first step and after the last."""
    assert remaining_seconds(done, total, elapsed) == left


def test_a_check_code_names_the_number_and_holds_ten_random_signs() -> None:
    """Whatever stands in the number."""
    assert check_code("V-2026/007", "ABCDEFGHJK") == "V-2026-007-ABCDE-FGHJK"
    assert read_code("v-2026 007 abcde fghjk") == "V-2026-007-ABCDE-FGHJK"
    with pytest.raises(ValueError, match="random"):
        check_code("V-2026-007", "ABC")
