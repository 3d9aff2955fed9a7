"""Files by content: whole, once, and found out where they were changed."""

import hashlib
from pathlib import Path

import pytest

from app.core import files


@pytest.fixture(autouse=True)
def _store(tmp_path: Path) -> None:
    files.open_store(tmp_path)


def test_the_same_bytes_lie_in_the_store_once(tmp_path: Path) -> None:
    """Under their SHA-256, and no half file beside them."""
    digest = files.put(b"bytes")
    assert files.put(b"bytes") == digest == hashlib.sha256(b"bytes").hexdigest()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]


def test_changed_bytes_are_not_given_out() -> None:
    """Whoever asks is told."""
    digest = files.put(b"bytes")
    files.path_of(digest).write_bytes(b"others")
    with pytest.raises(ValueError, match="changed"):
        files.get(digest)


def test_erased_bytes_are_gone() -> None:
    """Erasing twice is the same."""
    digest = files.put(b"bytes")
    files.erase(digest)
    files.erase(digest)
    with pytest.raises(FileNotFoundError):
        files.get(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63])
def test_nothing_but_a_digest_names_a_file(name: str) -> None:
    """No path leads out of the store."""
    with pytest.raises(ValueError, match="digest"):
        files.path_of(name)


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest does not exist before its bytes lie there whole."""

    def full(_handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("app.core.files.os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        files.put(b"bytes")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
