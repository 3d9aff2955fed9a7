"""Debian packages: what is missing, who is asked, who may install."""

import pytest

from app import __main__ as bootstrap
from app.__main__ import Machine, Request, Step

ROOT = Machine(is_root=True, has_apt=True, has_sudo=False, has_terminal=False)
CALLER = Machine(is_root=False, has_apt=True, has_sudo=True, has_terminal=True)
NOBODY = Machine(is_root=False, has_apt=True, has_sudo=False, has_terminal=False)
FOREIGN = Machine(is_root=False, has_apt=False, has_sudo=True, has_terminal=True)

DEMO = Request("demo", (), yes=False)
TEST = Request("test", (), yes=False)
PANGO = ["libpango-1.0-0"]
JAVA = ["default-jdk-headless"]


def step(missing: list[str], machine: Machine, request: Request, *, yes: bool = False) -> Step:
    return bootstrap.next_step(missing, machine, request._replace(yes=yes))


def test_yes_installs_without_a_question_as_root_and_with_sudo() -> None:
    assert step(PANGO, ROOT, DEMO, yes=True) is Step.INSTALL
    assert step(PANGO, CALLER, DEMO, yes=True) is Step.INSTALL


def test_a_person_at_a_terminal_is_asked() -> None:
    assert step(PANGO, CALLER, DEMO) is Step.ASK
    assert step(PANGO, ROOT._replace(has_terminal=True), DEMO) is Step.ASK


@pytest.mark.parametrize("machine", [ROOT, CALLER._replace(has_terminal=False), NOBODY])
def test_without_a_terminal_nobody_is_asked_and_the_start_stops(machine: Machine) -> None:
    assert step(PANGO, machine, DEMO) is Step.STOP


def test_root_without_a_terminal_is_not_spared_the_tools_of_the_tests() -> None:
    assert step(JAVA, ROOT, TEST) is Step.STOP


def test_without_root_the_tests_go_on_without_their_tools() -> None:
    assert step(JAVA, NOBODY, TEST) is Step.GO_ON
    assert step(JAVA, NOBODY, TEST, yes=True) is Step.GO_ON
    assert step(JAVA, CALLER._replace(has_terminal=False), TEST) is Step.GO_ON


def test_without_root_the_tests_do_not_go_on_without_the_libraries() -> None:
    assert step(PANGO + JAVA, NOBODY, TEST) is Step.STOP


def test_no_other_command_bears_the_want_of_a_package() -> None:
    assert step(JAVA, NOBODY, DEMO) is Step.STOP


def test_a_machine_without_apt_goes_on_unless_no_venv_can_be_made() -> None:
    assert step(PANGO, FOREIGN, DEMO, yes=True) is Step.GO_ON
    assert step(["python3-venv", *PANGO], FOREIGN, DEMO) is Step.STOP


def test_only_packages_that_dpkg_calls_installed_are_there() -> None:
    listing = "chromium installed\npoppler-utils config-files\ndefault-jdk-headless not-installed\n"
    wanted = ["chromium", "poppler-utils", "default-jdk-headless", "libjaxb-java"]
    assert bootstrap.missing_packages(wanted, listing) == ["poppler-utils", "default-jdk-headless", "libjaxb-java"]


def test_the_venv_package_is_wanted_only_by_a_python_that_cannot_make_one() -> None:
    assert "python3-venv" not in bootstrap.wanted_packages(tests=False, can_make_venv=True)
    assert "python3-venv" in bootstrap.wanted_packages(tests=False, can_make_venv=False)


def test_the_tools_of_the_tests_are_wanted_only_by_tests() -> None:
    assert "chromium-headless-shell" not in bootstrap.wanted_packages(tests=False, can_make_venv=True)
    assert "chromium-headless-shell" in bootstrap.wanted_packages(tests=True, can_make_venv=True)


def test_the_lists_are_brought_up_to_date_before_the_installation() -> None:
    update, install = bootstrap.apt_commands(PANGO, ROOT)
    assert update == ["apt-get", "update"]
    assert install == ["apt-get", "install", "--no-install-recommends", "-y", "libpango-1.0-0"]


def test_sudo_asks_for_a_password_only_at_a_terminal() -> None:
    assert bootstrap.apt_commands(PANGO, CALLER)[0] == ["sudo", "apt-get", "update"]
    assert bootstrap.apt_commands(PANGO, CALLER._replace(has_terminal=False))[0] == ["sudo", "-n", "apt-get", "update"]
