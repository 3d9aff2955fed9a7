"""The command line of the bootstrap, and the process that it becomes."""

from pathlib import Path

import pytest

from app import __main__ as bootstrap
from app.__main__ import Request


def read(*words: str, ci: str = "") -> Request:
    return bootstrap.read_request(words, {"CI": ci})


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)])
def test_no_command_asks_for_help(words: tuple[str, ...]) -> None:
    assert read(*words).command == ""


@pytest.mark.parametrize("words", [("--yes", "demo"), ("demo", "--yes")])
def test_yes_may_stand_anywhere_and_is_not_handed_on(words: tuple[str, ...]) -> None:
    assert read(*words) == Request("demo", (), yes=True)


def test_a_ci_never_asks() -> None:
    assert read("test", ci="true").yes
    assert not read("test", ci="false").yes


def test_a_commands_own_help_is_left_to_it() -> None:
    assert read("register", "--help") == Request("register", ("--help",), yes=False)
    assert read("register", "--help").asks_for_help
    assert not read("register", "--on", "2026-11-24").asks_for_help


@pytest.mark.parametrize("words", [("test", "--help"), ("setup", "-h"), ("setup", "--test", "--help")])
def test_the_help_of_what_the_bootstrap_does_itself_is_its_own(words: tuple[str, ...]) -> None:
    assert read(*words) == Request("", (), yes=False)


def test_a_bare_machine_is_asked_for_nothing_where_only_help_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "none")
    monkeypatch.setattr(bootstrap, "prepare", lambda *_: pytest.fail("nothing is to be installed"))
    bootstrap.main(["register", "--help"])
    assert capsys.readouterr().out == bootstrap.HELP + "\n"


def test_only_test_and_its_setup_want_the_tools_of_the_tests() -> None:
    assert read("test").tests
    assert read("setup", "--test").tests
    assert not read("setup").tests
    assert not read("demo", "--test").tests


def test_the_last_lock_is_the_one_to_install() -> None:
    assert read("demo").locks[-1] == bootstrap.RUN_LOCK
    assert read("test").locks[-1] == bootstrap.TEST_LOCK


def test_setup_refuses_what_it_does_not_know() -> None:
    with pytest.raises(SystemExit):
        read("setup", "--tests")


def test_a_command_becomes_the_application() -> None:
    assert bootstrap.successor(read("register", "--on", "2026-11-24"))[1:] == [
        *("-m", "app.main", "register"),
        *("--on", "2026-11-24"),
    ]


def test_test_becomes_the_runner() -> None:
    assert bootstrap.successor(read("test", "tests/shares"))[1:] == ["-m", "tests.runner", "tests/shares"]


def test_help_becomes_the_applications_help() -> None:
    assert bootstrap.successor(read())[1:] == ["-m", "app.main", "--help"]


def test_sudo_is_left_for_the_caller_once_root_is_not_needed() -> None:
    assert bootstrap.sudo_caller(0, {"SUDO_UID": "1000", "SUDO_GID": "1000"}) == (1000, 1000)


def test_real_root_stays_root() -> None:
    assert bootstrap.sudo_caller(0, {}) is None
    assert bootstrap.sudo_caller(0, {"SUDO_UID": "0", "SUDO_GID": "0"}) is None


def test_a_service_user_reached_by_sudo_has_nothing_to_leave() -> None:
    assert bootstrap.sudo_caller(998, {"SUDO_UID": "1000", "SUDO_GID": "1000"}) is None
