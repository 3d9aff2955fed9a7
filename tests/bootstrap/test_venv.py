"""The state of ``.venv``: ready, behind its lock, or to be made anew."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as bootstrap
from app.__main__ import State

PYTHON = "cpython-313"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text("flask==3.1.3\n")
    return path


@pytest.fixture
def venv(tmp_path: Path, lock: Path) -> Path:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / "bin/pip").touch()
    bootstrap.write_stamp(folder, [lock], PYTHON)
    return folder


def test_a_venv_with_the_locks_stamp_is_ready(venv: Path, lock: Path) -> None:
    assert bootstrap.state_of(venv, lock, PYTHON) is State.READY


def test_no_venv_is_to_be_made(tmp_path: Path, lock: Path) -> None:
    assert bootstrap.state_of(tmp_path / "none", lock, PYTHON) is State.BROKEN


def test_a_changed_lock_is_brought_into_the_venv(venv: Path, lock: Path) -> None:
    lock.write_text("flask==3.1.4\n")
    assert bootstrap.state_of(venv, lock, PYTHON) is State.OUTDATED


def test_a_venv_of_another_python_is_made_anew(venv: Path, lock: Path) -> None:
    assert bootstrap.state_of(venv, lock, "cpython-311") is State.BROKEN


def test_a_venv_killed_before_its_stamp_is_made_anew(venv: Path, lock: Path) -> None:
    (venv / bootstrap.STAMP).unlink()
    assert bootstrap.state_of(venv, lock, PYTHON) is State.BROKEN


@pytest.mark.parametrize("name", ["python", "pip"])
def test_a_venv_that_lost_its_python_or_pip_is_made_anew(venv: Path, lock: Path, name: str) -> None:
    (venv / "bin" / name).unlink()
    assert bootstrap.state_of(venv, lock, PYTHON) is State.BROKEN


def test_the_tests_installation_serves_the_other_commands_too(venv: Path) -> None:
    bootstrap.write_stamp(venv, [bootstrap.RUN_LOCK, bootstrap.TEST_LOCK], PYTHON)
    assert bootstrap.state_of(venv, bootstrap.RUN_LOCK, PYTHON) is State.READY
    assert bootstrap.state_of(venv, bootstrap.TEST_LOCK, PYTHON) is State.READY


def test_the_tests_lock_holds_all_of_the_other_lock() -> None:
    run, test = (
        {line for line in lock.read_text().splitlines() if "==" in line or "--hash=" in line}
        for lock in (bootstrap.RUN_LOCK, bootstrap.TEST_LOCK)
    )
    assert run <= test


@pytest.mark.parametrize("lock", [bootstrap.RUN_LOCK, bootstrap.TEST_LOCK])
def test_a_lock_names_no_registry_and_gives_every_version_its_hash(lock: Path) -> None:
    entries = lock.read_text().replace("\\\n", "").splitlines()
    versions = [entry for entry in entries if entry and not entry.lstrip().startswith("#")]
    assert "://" not in lock.read_text()
    assert all("==" in version and "--hash=sha256:" in version for version in versions)


def test_two_starts_do_not_install_at_once(tmp_path: Path) -> None:
    second = (
        f"from app.__main__ import alone; from pathlib import Path\nwith alone(Path({str(tmp_path)!r})): print('in')"
    )
    with bootstrap.alone(tmp_path):
        waiting = subprocess.Popen(
            [sys.executable, "-c", second], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert waiting.stderr
        assert "bitte warten" in waiting.stderr.readline()
        assert waiting.poll() is None
    assert waiting.communicate(timeout=20)[0] == "in\n"


def test_what_is_handed_over_is_made_where_it_is_missing(tmp_path: Path) -> None:
    owner = tmp_path.stat()
    bootstrap.hand_over(tmp_path / ".venv", owner.st_uid, owner.st_gid)
    assert (tmp_path / ".venv").is_dir()


def a_python(tmp_path: Path, exit_code: int) -> str:
    file = tmp_path / "python3"
    file.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    file.chmod(0o755)
    return str(file)


def test_the_system_s_own_python_takes_over_where_it_can_make_a_venv(tmp_path: Path) -> None:
    fit = a_python(tmp_path, 0)
    assert bootstrap.python_to_become("/opt/python", fit) == fit
    assert bootstrap.python_to_become("/usr", fit) is None


def test_a_system_s_python_that_is_old_cannot_make_a_venv_or_is_not_there_is_left_alone(tmp_path: Path) -> None:
    assert bootstrap.python_to_become("/opt/python", str(tmp_path / "python3")) is None
    assert bootstrap.python_to_become("/opt/python", a_python(tmp_path, 1)) is None


def test_only_a_python_of_the_system_that_is_new_enough_is_fit() -> None:
    done = subprocess.run([sys.executable, "-c", bootstrap.IS_FIT], check=False)
    assert (done.returncode == 0) == (sys.base_prefix == "/usr" and sys.version_info < (3, 15))


def test_a_venv_that_is_a_link_is_not_emptied(tmp_path: Path, venv: Path, lock: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(venv)
    (venv / bootstrap.STAMP).unlink()
    with pytest.raises(SystemExit, match="is a link"):
        bootstrap.ensure_python_packages(linked, [lock])
    assert (venv / "bin/python").exists()
