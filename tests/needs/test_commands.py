"""The command `similar`: what it prints of a file, and what it says of one that it cannot use."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from app.main import main
from app.needs import queries
from app.needs.commands import WITHOUT_MODEL
from app.needs.queries import encoder
from tests.needs.sets import FOLDER, WRITTEN, written

ENTRY = {"id": "a", "title": "Schlaglöcher finden", "text": "Die Straße ist kaputt."}


def run(path: Path, *words: str) -> int:
    return main(["similar", str(path), *words])


def a_file(folder: Path, content: object) -> Path:
    """A file with bytes as they are, or with anything else as JSON."""
    path = folder / "bedarfe.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_of_each_need_the_five_nearest_are_printed_with_score_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(FOLDER / f"{WRITTEN}.json") == 0
    found = printed(capsys)
    assert [*found] == [need.id for need in written(WRITTEN).needs]
    assert {len(nearest) for nearest in found.values()} == {5}
    assert all({*each} == {"id", "score", "reason"} and each["reason"] for shown in found.values() for each in shown)


def test_no_database_and_no_data_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENOKONTOR_DATA", str(tmp_path / "none"))
    assert run(a_file(tmp_path, [ENTRY]), "--without-model") == 0
    assert printed(capsys) == {"a": []}
    assert not (tmp_path / "none").exists()


def test_without_the_model_it_answers_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoder, "MODEL", "no_such_package")
    queries.find_encoder.cache_clear()
    try:
        assert run(a_file(tmp_path, [ENTRY, {**ENTRY, "id": 7}])) == 0
    finally:
        queries.find_encoder.cache_clear()
    told = capsys.readouterr()
    assert [each["id"] for each in json.loads(told.out)["a"]] == ["7"]
    assert told.err.strip() == WITHOUT_MODEL


def test_a_new_need_is_compared_with_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = {"id": "b", "title": "Nachhilfe", "text": "Schülerinnen sollen üben."}
    assert run(a_file(tmp_path, [other, ENTRY]), "--new", "Löcher im Asphalt der Straßen") == 0
    assert [each["id"] for each in printed(capsys)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_new_need_that_says_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert run(a_file(tmp_path, [ENTRY]), "--new", text) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Der neue Bedarf ist leer.\n")


@pytest.mark.parametrize("text", [
    "We need a chatbot for our citizens.", "Нужен чат-бот", "市役所にチャットボットが必要です", "🚧🕳️🚗",
    "\u202everkehrt", "ß" * 50_000, "Wort " * 20_000, "\ud800",
])  # fmt: skip
def test_any_language_and_any_sign_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(a_file(tmp_path, [ENTRY, {"id": "b", "title": text[:80], "text": text}])) == 0
    assert {*printed(capsys)} == {"a", "b"}


@pytest.mark.parametrize(("content", "says"), [
    (b"", "kein gültiges JSON: Zeile 1, Spalte 1"), (b"[{]", "kein gültiges JSON"), (b"\xff\xfe", "nicht in UTF-8"),
    (b"[" * 100_000, "zu tief geschachtelt"), (b"[" + b"9" * 5_000 + b"]", "übergroßen Zahlen"),
    ({"id": "a"}, "enthält keine Liste"), ("text", "enthält keine Liste"), ([1], "Eintrag 1 ist kein Objekt"),
    ([ENTRY, {"id": "b", "title": "Nur ein Titel"}], "Eintrag 2: Das Feld „text“ fehlt."),
    ([{**ENTRY, "text": ""}], "Eintrag 1: Das Feld „text“ ist leer."),
    ([{**ENTRY, "title": " \n"}], "Eintrag 1: Das Feld „title“ ist leer."),
    ([{**ENTRY, "text": ["a"]}], "Eintrag 1: Das Feld „text“ ist kein Text."),
    ([{**ENTRY, "id": True}], "Eintrag 1: Das Feld „id“ ist kein Text."),
    ([ENTRY, ENTRY], "Eintrag 2: Die Kennung „a“ gibt es schon"),
    ([{**ENTRY, "id": "1"}, {**ENTRY, "id": 1}], "Eintrag 2: Die Kennung „1“ gibt es schon"),
    ([1] * 20_001, "Die Liste hat 20001 Einträge; verglichen werden höchstens 20000."),
])  # fmt: skip
def test_a_file_that_cannot_be_used_is_answered_with_a_sentence_and_a_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, says: str
) -> None:
    assert run(a_file(tmp_path, content)) == 2
    told = capsys.readouterr()
    assert (told.out, says in told.err, told.err.count("\n")) == ("", True, 1)


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run(tmp_path / "fehlt.json"), run(tmp_path)] == [2, 2]
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("fehlt.json gibt es nicht.")
    assert second.endswith("ist ein Ordner, keine Datei.")


def test_a_terminal_that_knows_few_signs_is_given_plain_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written_to = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written_to, encoding="latin-1"))
    assert run(a_file(tmp_path, [{**ENTRY, "id": "🚧"}]), "--without-model") == 0
    assert json.loads(written_to.getvalue()) == {"🚧": []}


def test_an_empty_list_has_nothing_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(a_file(tmp_path, [])) == 0
    assert printed(capsys) == {}
