"""Backup and restore: from either database into either, everything or nothing."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import LoginSession
from app.core import files, journal, outbox
from app.core.db import db, next_number, transaction
from app.core.jobs import Job, JobItem
from app.core.outbox import Attachment, MailState, OutgoingMail
from app.core.values import Refusal
from app.imports import actions as imports
from app.operations import actions, rules
from app.operations.actions.archive import Manifest
from app.operations.queries import rows
from app.parties.models import Party
from tests.boardroom.factories import a_board_of_three, an_application_in_circular, vote
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, a_person, an_account
from tests.operations.factories import a_mail
from tests.shares.factories import a_member
from tests.turns import DATABASES

LIST = "Mnr;Wer;Seit;Stück;Bezahlt\n81;Stadt Lindenfurt;19.02.2021;2;500,00\n".encode()
SECRET = "der-geheime-schlüssel"
LATER = NOW + timedelta(hours=3)
Rows = dict[str, list[dict[str, Any]]]
DISTRUSTED = ("journal_head", "login_session", "outgoing_mail", "job", "job_item")
"""Tables in which the restore notes what it cannot know."""


@dataclass(frozen=True)
class Place:
    """An installation to restore into, and its folder."""

    installation: Installation
    folder: Path

    def enter(self) -> None:
        """Let the file store be this installation's."""
        files.open_store(self.folder / "files")


def fill(session: Session) -> None:
    """A cooperative with something in most tables: votes cast, a member, mails, an import, files, a correction."""
    chair, _second, third = a_board_of_three(session)
    _application, item = an_application_in_circular(session)
    vote(session, item, chair, reason="Gern.")
    vote(session, item, third)
    a_member(session, "Beispielwerke Ärmelkanal GmbH", shares=3)
    a_mail(session)
    paper = Attachment(files.keep(session, b"%PDF-\x00\xff"), "Einladung für alle.pdf")
    outbox.put(session, kind="x", to="a@b.example", subject="S", text="T", subject_ref="x:1", now=NOW,
               attachments=(paper,))
    a_mail(session, MailState.IN_DOUBT, subject="Grüße\nmit „Zeichen“ \\ \u2028")
    imports.hand_over(session, imports.receive("alt.csv", LIST), 500_00, OFFICE, NOW)
    account = an_account(session, a_person(session))
    session.add(LoginSession(token_hash="0" * 64, account_id=account.id, created_at=NOW, last_seen_at=NOW))
    files.put(b"\x00\xff\r\nZufall")
    session.commit()


def all_rows() -> Rows:
    """Every row of every table, as plain values."""
    with rows.snapshot() as connection:
        return {table.name: list(rows.rows_of(connection, table)) for table in rows.tables()}


@pytest.fixture
def archive(session: Session, tmp_path: Path) -> Path:
    """A backup of a filled installation, on each database in turn."""
    fill(session)
    session.rollback()
    target = tmp_path / "sicherung.tar.gz"
    actions.back_up(target, SECRET, NOW)
    return target


@pytest.fixture(params=DATABASES)
def elsewhere(request: pytest.FixtureRequest, archive: Path, tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Turns to an empty installation on each database in turn; it may be the one the backup is from, emptied."""

    def turn() -> Place:
        db.session.remove()
        made: Installation = request.getfixturevalue(f"{request.param}_installation")
        made.empty()
        context = made.app.app_context()
        context.push()
        entered.append(context)
        place = Place(made, tmp_path / "elsewhere")
        place.folder.mkdir()
        place.enter()
        return place

    entered: list[Any] = []
    yield turn
    for context in entered:
        db.session.remove()
        context.pop()


def restore(archive: Path, place: Place) -> Manifest:
    """Put a backup into an installation."""
    return actions.restore(archive, place.folder / "secret-key", LATER)


def but_for_what_is_distrusted(found: Rows) -> Rows:
    """Rows as the backup knew them: without the line about the restore, sessions ended by it, mails in doubt."""
    last = max(row["sequence"] for row in found["journal_line"])
    is_new = found["journal_line"][-1]["act"] == "restored"
    kept = {name: [row for row in lines if not (is_new and row.get("sequence") == last)]
            for name, lines in found.items()}  # fmt: skip
    return {name: lines for name, lines in kept.items() if name not in DISTRUSTED}


def test_every_row_and_every_file_comes_back_on_either_database(
    archive: Path, elsewhere: Callable[[], Place]
) -> None:
    before, stored = all_rows(), {digest: files.get(digest) for digest in files.stored()}
    place = elsewhere()
    restore(archive, place)
    assert but_for_what_is_distrusted(all_rows()) == but_for_what_is_distrusted(before)
    assert {digest: files.get(digest) for digest in files.stored()} == stored
    assert (place.folder / "secret-key").read_text() == SECRET
    assert (place.folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_backup_holds_something_of_most_tables(archive: Path) -> None:
    filled = {name for name, lines in all_rows().items() if lines}
    assert {"journal_details", "vote", "item", "share_entry", "outgoing_mail", "import_run", "issued_document",
            "application", "statute_parameter", "membership_period"} <= filled  # fmt: skip


def test_the_journal_is_whole_after_the_restore(archive: Path, elsewhere: Callable[[], Place]) -> None:
    restore(archive, elsewhere())
    session = db.session()
    assert list(journal.faults(session)) == []
    assert session.scalars(select(journal.JournalLine)).first() is not None


def test_life_goes_on_after_the_restore(archive: Path, elsewhere: Callable[[], Place]) -> None:
    """New rows get new ids, series go on, and what only grows still only grows."""
    restore(archive, elsewhere())
    with transaction() as session:
        a_person(session, "Ottilie", "Rabensang")
        a_mail(session)
        assert next_number(session, "resolution:board:2026") == 2
        journal.record(session, OFFICE, "tested", "test:1", NOW)
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text("DELETE FROM journal_line"))
    assert list(journal.faults(db.session())) == []


def test_a_session_of_the_backup_does_not_live_again(
    archive: Path, elsewhere: Callable[[], Place]
) -> None:
    """Who signed out since, or whose cookie was stolen and ended since, is not signed in by a restore."""
    account_id = next(row["account_id"] for row in all_rows()["login_session"])
    restore(archive, elsewhere())
    assert accounts.open_sessions(db.session(), account_id, LATER) == []


def test_a_mail_that_waited_in_the_backup_goes_out_on_a_person_s_word_only(
    archive: Path, elsewhere: Callable[[], Place]
) -> None:
    """It may have gone out since; the mailbox asks, and sends it again when told to."""
    waiting = {row["id"] for row in all_rows()["outgoing_mail"] if row["state"] in ("queued", "sending")}
    restore(archive, elsewhere())
    with transaction() as session:
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.id.in_(waiting))).all()
        assert {mail.state for mail in mails} == {MailState.IN_DOUBT}
        steps = select(JobItem.state).join(Job).where(Job.kind == "mail")
        assert "waiting" not in session.scalars(steps).all()
        actions.send_mail_again(session, mails[0].id, OFFICE, LATER)
    assert mails[0].state is MailState.QUEUED


def test_the_restore_itself_stands_in_the_journal(archive: Path, elsewhere: Callable[[], Place]) -> None:
    restore(archive, elsewhere())
    last = db.session().scalars(select(journal.JournalLine).order_by(journal.JournalLine.sequence.desc())).first()
    assert last is not None
    assert (last.act, last.summary()) == ("restored", "Sicherung vom 24.11.2026, 11:00\u00a0Uhr wiederhergestellt")


def test_an_id_that_was_given_out_is_not_given_out_again(session: Session, tmp_path: Path) -> None:
    with transaction():
        first = a_mail(session).id
        session.execute(text("DELETE FROM job_item"))
        gone = Party(kind="company", display_name="Weg", sort_name="weg", search_text="weg", created_at=NOW)
        session.add(gone)
        session.flush()
        session.delete(gone)
    actions.back_up(tmp_path / "a", SECRET, NOW)
    actions.restore(tmp_path / "a", tmp_path / "secret-key", LATER, replaces=True)
    with transaction() as again:
        later = a_mail(again).id
        assert later > first
        if again.connection().dialect.name == "postgresql":
            assert a_person(again).id > gone.id


def test_an_installation_with_rows_is_left_alone(archive: Path, tmp_path: Path) -> None:
    before = all_rows()
    with pytest.raises(Refusal, match="nicht leer"):
        actions.restore(archive, tmp_path / "secret-key", LATER)
    assert all_rows() == before
    assert not (tmp_path / "secret-key").exists()


def test_an_installation_is_replaced_when_told_so(archive: Path, session: Session, tmp_path: Path) -> None:
    before = all_rows()
    with transaction():
        a_person(session, "Ottilie", "Rabensang")
        journal.record(session, OFFICE, "tested", "test:1", NOW)
    needless = files.put(b"danach")
    actions.restore(archive, tmp_path / "secret-key", LATER, replaces=True)
    assert but_for_what_is_distrusted(all_rows()) == but_for_what_is_distrusted(before)
    assert needless not in set(files.stored())


def altered(archive: Path, member: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of an archive, one member of it changed or left out."""
    copy = archive.with_name(f"{archive.name}-verändert")
    with tarfile.open(archive) as source, tarfile.open(copy, "w:gz") as target:
        for each in source:
            stream = source.extractfile(each)
            assert stream is not None
            content = change(stream.read()) if each.name == member else stream.read()
            if content is not None:
                each.size = len(content)
                target.addfile(each, io.BytesIO(content))
    return copy


def assert_refused_and_untouched(archive: Path, tmp_path: Path) -> None:
    """A damaged archive is refused with a sentence and nothing is changed."""
    before, stored = all_rows(), set(files.stored())
    with pytest.raises(Refusal, match=r"beschädigt|passen nicht|anderen Fassung"):
        actions.restore(archive, tmp_path / "secret-key", LATER, replaces=True)
    assert all_rows() == before
    assert set(files.stored()) == stored
    assert not (tmp_path / "secret-key").exists()


def test_a_changed_row_is_found(archive: Path, tmp_path: Path) -> None:
    member = "tables/share_entry.jsonl"
    forged = altered(archive, member, lambda content: content.replace(b'"change": 3', b'"change": 9'))
    assert_refused_and_untouched(forged, tmp_path)


def test_a_missing_table_is_found(archive: Path, tmp_path: Path) -> None:
    assert_refused_and_untouched(altered(archive, "tables/party.jsonl", lambda _: None), tmp_path)


def test_a_changed_secret_is_found(archive: Path, tmp_path: Path) -> None:
    assert_refused_and_untouched(altered(archive, "secret-key", lambda _: b"anderer"), tmp_path)


def test_a_torn_off_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.tar.gz"
    torn.write_bytes(archive.read_bytes()[:-2000])
    assert_refused_and_untouched(torn, tmp_path)


def test_something_else_is_no_backup(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "bild.png"
    other.write_bytes(b"\x89PNG")
    assert_refused_and_untouched(other, tmp_path)


def test_a_backup_of_another_version_is_refused(archive: Path, tmp_path: Path) -> None:
    def older(content: bytes) -> bytes:
        return json.dumps({**json.loads(content), "revision": "0815"}).encode()

    assert_refused_and_untouched(altered(archive, "manifest.json", older), tmp_path)


def test_rows_that_do_not_fit_change_nothing(archive: Path, tmp_path: Path) -> None:
    """Hashes that agree are not enough: the rows must fit the tables, or the whole restore is undone."""
    empty = rules_hash(b"")

    def without_parties(content: bytes) -> bytes:
        manifest = json.loads(content)
        manifest["hashes"]["tables/party.jsonl"], manifest["rows"]["party"] = empty, 0
        return json.dumps(manifest).encode()

    forged = altered(altered(archive, "tables/party.jsonl", lambda _: b""), "manifest.json", without_parties)
    assert_refused_and_untouched(forged, tmp_path)


def rules_hash(content: bytes) -> str:
    """The name under which bytes are stored."""
    digest = files.put(content)
    files.erase(digest)
    return digest


def test_a_backup_that_is_not_there_is_named(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="gibt es nicht"):
        actions.restore(tmp_path / "nirgends.tar.gz", tmp_path / "secret-key", LATER)


def test_a_file_that_was_changed_is_left_out_and_named(session: Session, tmp_path: Path) -> None:
    whole, damaged = files.put(b"ganz"), files.put(b"halb")
    files.path_of(damaged).write_bytes(b"anders")
    done = actions.back_up(tmp_path / "a.tar.gz", SECRET, NOW)
    assert (done.files, done.damaged) == (1, [damaged])
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert f"files/{whole}" in archive.getnames()


def test_no_half_backup_is_left_behind(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_digest: str) -> bytes:
        raise OSError("Kein Platz")

    files.put(b"etwas")
    monkeypatch.setattr(files, "get", full)
    (tmp_path / "a.tar.gz").write_bytes(b"die vorige")
    with pytest.raises(OSError, match="Kein Platz"):
        actions.back_up(tmp_path / "a.tar.gz", SECRET, NOW)
    assert (tmp_path / "a.tar.gz").read_bytes() == b"die vorige"
    assert {path.name for path in tmp_path.iterdir()} == {"a.tar.gz", "files"}


def test_only_its_owner_reads_a_backup(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_backup_sees_one_state_while_people_go_on(session: Session) -> None:
    with transaction():
        a_mail(session)
    with rows.snapshot() as connection:
        first = len(list(rows.rows_of(connection, rows.tables()[0])))
        mails = next(table for table in rows.tables() if table.name == "outgoing_mail")
        with transaction():
            a_mail(session)
        assert len(list(rows.rows_of(connection, mails))) == 1
    assert session.query(OutgoingMail).count() == 2
    assert first == 0


def test_rows_of_one_table_come_after_those_they_refer_to() -> None:
    lines: list[dict[str, int | None]] = [
        {"id": 1, "next": 3}, {"id": 2, "next": 1}, {"id": 3, "next": None}, {"id": 4, "next": 4},
    ]
    assert [row["id"] for row in rules.referenced_first(lines, ["next"])] == [3, 1, 2, 4]
