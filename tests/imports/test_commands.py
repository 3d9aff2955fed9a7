"""The command `import`: what it prints, what it leaves, what it refuses."""

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.commands import or_say_why
from app.imports.commands import COMMANDS
from app.members.models import Member
from app.shares import queries as shares
from tests.factories import TODAY
from tests.imports.test_actions import DATA, SMALL, TRUTH
from tests.imports.test_taking_over import EVENTS, MEMBERS
from tests.shares.factories import a_house

LEGACY = str(DATA / "legacy-members.csv")


def run(*words: str) -> int:
    """Run the command with the words somebody typed."""
    (command,) = COMMANDS
    parser = ArgumentParser()
    command.add_arguments(parser)
    return or_say_why(lambda: command.run(parser.parse_args(words)))


def number_of_members(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Member)) or 0


def a_file(folder: Path, content: bytes | str, name: str = "alt.csv") -> str:
    """A file that lies on the server."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_a_dry_run_prints_what_the_truth_says_and_leaves_nothing(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(LEGACY, "--share-amount", "500", "--dry-run", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert {key: printed[key] for key in TRUTH if key in printed and key != "register_on"} == {
        key: TRUTH[key] for key in TRUTH if key in printed and key != "register_on"
    }
    assert {day: printed["register_on"][day] for day in TRUTH["register_on"]} == TRUTH["register_on"]
    assert number_of_members(session) == 0


def test_a_list_imported_twice_is_there_once(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = a_file(tmp_path, SMALL)
    assert [run(path, "--share-amount", "500,00"), run(path, "--share-amount", "500,00")] == [0, 0]
    assert number_of_members(session) == 1
    assert "1 Zeile: 0 übernommen, 1 schon da, 0 abgewiesen." in capsys.readouterr().out


def test_a_row_refused_is_told_from_one_to_look_at(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And it is said that the heading is not counted, as a spreadsheet would."""
    content = ("Mitglieds-Nr;Vorname;Nachname;Straße;PLZ;Ort;Beitritt am;Anteile\n"
               "1;Almut;Weißdorn;Weg 1;7461;Lindenfurt;19.02.2021;1\n"
               "2;Bert;Clausen;Weg 2;70991;Morgenau;31.02.2021;1\n")
    assert run(a_file(tmp_path, content), "--share-amount", "500", "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["Zeile 1, Hinweis", "Zeile 2, abgewiesen"]
    assert lines[2] == "Gezählt ab der ersten Zeile unter der Überschrift."


def test_the_share_amount_is_the_statute_s_where_none_is_given(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    a_house(session)
    session.commit()
    assert run(a_file(tmp_path, SMALL), "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["share_amount"] == "500.00"


def test_a_map_says_which_heading_is_which_field(session: Session, tmp_path: Path) -> None:
    content = "Mnr|Wer|Seit|Stück\n7|Stadt Lindenfurt|19.02.2021|2\n".encode("cp1252")
    columns = {"Mnr": "member_number", "Wer": "firm", "Seit": "joined_on", "Stück": "shares"}
    map_path = a_file(tmp_path, json.dumps(columns), "map.json")
    assert run(a_file(tmp_path, content), "--map", map_path, "--share-amount", "500") == 0
    assert number_of_members(session) == 1


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        (SMALL, '{"Nr.": "member_number"}', "Beitritt am"),
        (SMALL, '{"Nr.": ', "line 1"),
        (SMALL, b"\xff\xfe{", "utf-8"),
        (b"\x89PNG\r\n\x00\x00", None, "keine Liste"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_taken(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes,
    columns: bytes | str | None, said: str,
) -> None:
    words = ["--map", a_file(tmp_path, columns, "map.json")] if columns else []
    assert run(a_file(tmp_path, content), "--share-amount", "500", *words) == 1
    assert said in capsys.readouterr().err
    assert run(str(tmp_path / "nirgends.csv"), "--share-amount", "500") == 1
    assert number_of_members(session) == 0


def test_a_history_is_tried_then_taken_over(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(a_file(tmp_path, MEMBERS, "mitglieder.csv"), "--share-amount", "500")
    history = (a_file(tmp_path, EVENTS), "--kind", "history", "--share-amount", "500")
    assert run(*history, "--dry-run") == 0
    assert "9 Zeilen: 9 zu buchen, 0 schon da, 0 fehlerhaft." in capsys.readouterr().out
    assert [run(*history), run(*history)] == [0, 1]
    printed = capsys.readouterr()
    assert "Heute: 2 → 1 Mitglieder, 3 → 3 Anteile" in printed.out
    assert "schon übernommen" in printed.err
    assert sum(shares.shares_on(session, TODAY).values()) == 3


def test_faulty_rows_of_a_history_are_left_out_where_that_is_said(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(a_file(tmp_path, MEMBERS, "mitglieder.csv"), "--share-amount", "500")
    history = (a_file(tmp_path, EVENTS.replace("1.000", "9.000")), "--kind", "history", "--share-amount", "500")
    assert run(*history) == 1
    printed = capsys.readouterr()
    assert "Zeile 1, Spalte „Betrag“: Auf die Anteile von Nr. 0001 passen" in printed.out
    assert "Nichts gebucht" in printed.err
    assert run(*history, "--leave-out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["entered_rows"] == 6
