"""The measurements tell by how they end whether a goal was missed."""

import pytest

from tests.bench import __main__ as bench
from tests.bench.measure import line


@pytest.mark.parametrize(("measured", "ends"), [(1.0, 0), (2.0, 1)])
def test_the_measurements_end_with_one_where_a_goal_was_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], measured: float, ends: int
) -> None:
    lines = [line("one", measured, 1.0, 1.5), line("other", 1.0, 1.0, 1.5)]
    monkeypatch.setattr(bench, "ALL", {"pair": lambda: iter(lines)})
    assert bench.main([]) == bench.main(["pair"]) == ends
    assert capsys.readouterr().out.splitlines() == lines * 2
