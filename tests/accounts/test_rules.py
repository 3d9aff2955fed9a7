"""The rules of passwords, throttle and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import (
    FREE_ATTEMPTS,
    LONGEST_WAIT,
    SESSION_IDLE,
    SESSION_LONGEST,
    check_administrators_left,
    check_grant,
    check_may_try,
    check_password,
    next_attempt_at,
    session_is_over,
    wait_after,
)
from app.core.values import GRANTED_ROLES, Refusal, Role

NOW = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)


def test_a_password_of_several_words_is_accepted() -> None:
    check_password("Regen fällt auf Kiefern", login="almut@morgenau.example", name="Dr. Almut Weißdorn")
    check_password("zwölf zeichen"[:12])


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kurz und gut"[:11], "mindestens 12"),
        ("ab" * 101, "höchstens 200"),
        ("aaaaaaaaaaaaaaa", "wiederholt"),
        ("abababababababab", "wiederholt"),
        ("Passwort123456", "leicht zu erraten"),
        ("genossenschaft1", "leicht zu erraten"),
        ("almut.weissdorn1", "leicht zu erraten"),
        ("Weißdorn2026!", "leicht zu erraten"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_password(password, login="almut.weissdorn@morgenau.example", name="Dr. Almut Weißdorn")


def test_the_first_failed_logins_are_free_then_the_wait_doubles_to_an_hour() -> None:
    assert wait_after(FREE_ATTEMPTS - 1) == timedelta(0)
    assert wait_after(FREE_ATTEMPTS) == timedelta(seconds=30)
    assert wait_after(FREE_ATTEMPTS + 1) == timedelta(minutes=1)
    assert wait_after(10**6) == LONGEST_WAIT


@given(st.integers(0, 100))
def test_another_failure_never_shortens_the_wait(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1)


def test_a_login_is_refused_until_the_wait_is_over() -> None:
    check_may_try(0, None, NOW)
    check_may_try(FREE_ATTEMPTS - 1, NOW, NOW)
    check_may_try(FREE_ATTEMPTS, NOW - timedelta(seconds=30), NOW)
    with pytest.raises(Refusal, match="in 1 Min"):
        check_may_try(FREE_ATTEMPTS, NOW - timedelta(seconds=29), NOW)


def test_the_next_attempt_counts_from_the_last_failure() -> None:
    assert next_attempt_at(FREE_ATTEMPTS, NOW) == NOW + timedelta(seconds=30)
    assert next_attempt_at(1, NOW) is None
    assert next_attempt_at(99, None) is None


def test_a_session_ends_when_idle_or_old() -> None:
    assert not session_is_over(NOW, NOW, NOW + SESSION_IDLE)
    assert session_is_over(NOW, NOW, NOW + SESSION_IDLE + timedelta(seconds=1))
    assert session_is_over(NOW, NOW + SESSION_LONGEST, NOW + SESSION_LONGEST + timedelta(seconds=1))


@pytest.mark.parametrize("role", list(Role))
def test_only_three_roles_are_granted_by_hand(role: Role) -> None:
    if role in GRANTED_ROLES:
        check_grant(role)
        return
    with pytest.raises(Refusal, match="folgt aus Amt"):
        check_grant(role)


def test_one_administrator_must_remain() -> None:
    check_administrators_left(1)
    with pytest.raises(Refusal, match="mit festgelegtem Passwort muss bleiben"):
        check_administrators_left(0)
