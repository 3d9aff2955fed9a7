"""Settings from the environment: safe where nothing is set, and nothing leaves the demo."""

from pathlib import Path

import pytest

import config
from tests.together import together


def test_without_settings_everything_lies_in_the_users_own_data_folder(tmp_path: Path) -> None:
    """SQLite, no mail server, no public address."""
    read = config.from_environment({"XDG_DATA_HOME": str(tmp_path)})
    assert read.data == tmp_path / "genokontor"
    assert read.database_url == f"sqlite:///{tmp_path / 'genokontor' / 'genokontor.sqlite3'}"
    assert (read.base_url, read.smtp_host, read.is_demo, read.cheap_passwords) == (None, "", False, False)
    assert read.data.stat().st_mode & 0o777 == 0o700


def test_the_demo_has_a_folder_of_its_own_and_sends_nothing(tmp_path: Path) -> None:
    """Also where a mail server is set."""
    set_to = {"XDG_DATA_HOME": str(tmp_path), "GENOKONTOR_DEMO": "1", "GENOKONTOR_SMTP_HOST": "mail.example"}
    read = config.from_environment(set_to)
    assert (read.data, read.smtp_host) == (tmp_path / "genokontor-demo", "")


def test_one_setting_turns_to_postgresql(tmp_path: Path) -> None:
    """With the driver that the product brings."""
    url = "postgresql://kontor@db.example/genokontor"
    read = config.from_environment({"GENOKONTOR_DATA": str(tmp_path), "GENOKONTOR_DATABASE_URL": url})
    assert read.database_url == "postgresql+psycopg://kontor@db.example/genokontor"


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    """Processes that start at the same moment sign with the same one."""
    read = together(*(lambda: config.from_environment({"GENOKONTOR_DATA": str(tmp_path)}),) * 8)
    assert len({each.secret_key for each in read}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert read[0].secret_key not in repr(read[0])


@pytest.mark.parametrize("typed", ["smtp", "0", "70000", "²"])
def test_a_port_that_is_none_ends_the_start_with_a_sentence(tmp_path: Path, typed: str) -> None:
    with pytest.raises(SystemExit, match="GENOKONTOR_SMTP_PORT ist eine Zahl"):
        config.from_environment({"GENOKONTOR_DATA": str(tmp_path), "GENOKONTOR_SMTP_PORT": typed})


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("GENOKONTOR_DATABASE_URL", "mysql://kontor@db.example/genokontor"),
        ("GENOKONTOR_DATABASE_URL", "genokontor.sqlite3"),
        ("GENOKONTOR_BASE_URL", "kontor.example.org"),
        ("GENOKONTOR_BASE_URL", "ftp://kontor.example.org"),
        ("GENOKONTOR_BASE_URL", "https://"),
    ],
)
def test_an_address_that_is_none_ends_the_start_with_a_sentence(tmp_path: Path, name: str, typed: str) -> None:
    """Rather than with a fault of the driver, or with codes on certificates that lead nowhere."""
    with pytest.raises(SystemExit, match=name):
        config.from_environment({"GENOKONTOR_DATA": str(tmp_path), name: typed})


def test_a_password_in_the_database_s_address_is_not_said_again(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        config.from_environment({"GENOKONTOR_DATA": str(tmp_path), "GENOKONTOR_DATABASE_URL": "mysql://a:geheim@b/c"})
    assert "geheim" not in str(ended.value)
