"""The folder: everything of the period in one file, each part with its hash, twice the same but for the moment."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits import actions, queries
from app.audits.models import AuditAssignment
from app.audits.queries import accounts, acts, endings, evidence, owing
from app.audits.queries.parts import Listed, Paper
from app.audits.rules import Period
from app.closing import actions as closing
from app.closing.rules import YearPaperKind
from app.core import files, journal
from app.core.db import transaction
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.uploads import CheckedFile
from app.core.values import Role
from app.departures.models import NoticePaper
from app.dues import actions as dues
from app.dues.rules import PlanBasis, PlanTerms
from app.members import actions as members
from app.members.rules import ExitGround
from app.shares import actions as shares
from app.shares.models import PaymentReceived
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from app.statutes.rules import FiscalYear
from tests.audits.factories import YEAR, an_assignment
from tests.closing.factories import SECOND, a_house_with_years, adopted
from tests.departures.factories import JOINED, a_holder, a_leaving_house, given
from tests.dues.factories import a_debtor, dunned
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, an_account
from tests.operations.test_invariants import behind_its_back
from tests.removals import factories as removals
from tests.shares.factories import a_house, a_member, paid
from tests.statements import statements
from tests.statutes.factories import ADMINISTRATOR
from tests.transfers import factories as transfers

THIS_YEAR = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def audited(session: Session) -> AuditAssignment:
    """An audit of a year in which somebody joined, paid, got a certificate and gave notice."""
    a_leaving_house(session)
    member = a_holder(session)
    shares.issue_certificate(session, member, OFFICE, NOW)
    given(session, member)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account)
    session.commit()
    return assignment


def folder_of(session: Session, worker: Worker, assignment: AuditAssignment, key: str) -> zipfile.ZipFile:
    """The folder that a worker writes."""
    with transaction() as writing:
        job_id = actions.order_folder(writing, assignment, key, OFFICE, NOW)
    worker.run_until_idle()
    session.expire_all()
    job = session.get_one(Job, job_id)
    return zipfile.ZipFile(io.BytesIO(files.get(job.result_sha256 or "")))


def rows_of(folder: zipfile.ZipFile, path: str) -> list[dict[str, str]]:
    """A list of the folder."""
    return list(csv.DictReader(io.StringIO(folder.read(path).decode("utf-8-sig")), delimiter=";"))


def test_the_folder_holds_every_list_and_paper_of_the_period(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:
    folder = folder_of(session, worker, audited, "first-folder")
    names = folder.namelist()
    assert {name.partition("/")[0] for name in names if not name.startswith("00_")} == {
        "01_Mitgliederliste", "02_Mitgliederbewegung", "03_Geschaeftsguthaben", "04_Buecher", "05_Aenderungen",
        "06_Antraege", "07_Kuendigungen", "08_Weitere_Anteile", "09_Beschluesse", "10_Urkunden", "11_Satzung",
        "12_Journal", "13_Pruefung", "14_Einsichten", "15_Jahresabschluesse",
        "16_Uebertragungen", "17_Ausscheiden", "18_Auseinandersetzungen", "19_Forderungen", "20_Versammlungen",
        "21_Abstimmungen", "22_Foerderung",
    }
    assert [name for name in names if name.startswith("07_Kuendigungen/") and name.endswith("_Kuendigung.pdf")]
    [register] = rows_of(folder, "01_Mitgliederliste/Mitgliederliste_2026-12-31.csv")
    assert (register["Familienname, Vornamen oder Firma"], register["Anteile"]) == ("Gemeinde Altenbruck", "5")
    assert [row["Zeile"] for row in rows_of(folder, "12_Journal/Journal_2026-01-01_2026-12-31.csv")][:2] == ["1", "2"]
    assert {row["Befunde"] for row in rows_of(folder, "13_Pruefung/Pruefungen.csv")} == {"0"}
    [certificate] = rows_of(folder, "10_Urkunden/Urkunden.csv")
    assert certificate["Anteile"] == "5"
    [moved] = [name for name in names if name.startswith("02_")]
    told = {row["Angabe"]: row["Betrag in Euro"] for row in rows_of(folder, moved)}
    assert told["Rückständige fällige Einzahlungen"] == "0,00"
    assert told["Mindestkapital nach der Satzung"] == "keines"


def test_the_changes_of_the_period_are_those_of_its_movement(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:
    for name, joins, leaves in (("Stadt Lindenfurt", JOINED, True), ("Wasserwerk GmbH", date(2026, 1, 1), False)):
        member = a_member(session, name, 1, joins)
        if leaves:
            members.end(session, member, date(2026, 12, 31), ExitGround.NOTICE, "Kündigung", OFFICE, NOW)
            shares.leave(session, member, date(2026, 12, 31), "Kündigung", OFFICE, NOW)
    session.commit()
    folder = folder_of(session, worker, audited, "changed-folder")
    rows = rows_of(folder, "01_Mitgliederliste/Veraenderungen_2026-01-01_2026-12-31.csv")
    assert [(row["Name"], row["Was sich änderte"]) for row in rows][-2:] == [
        ("Stadt Lindenfurt", "ausgeschieden"), ("Wasserwerk GmbH", "beigetreten"),
    ]


def test_every_file_has_the_hash_that_the_index_says(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:
    folder = folder_of(session, worker, audited, "first-folder")
    told = rows_of(folder, "00_Inhalt.csv")
    index = [row for row in told if row["Datei"]]
    assert not any(row["SHA-256"] or row["Bytes"] for row in told if row not in index)
    for row in index:
        content = folder.read(row["Datei"])
        assert (hashlib.sha256(content).hexdigest(), str(len(content))) == (row["SHA-256"], row["Bytes"])
    lines = folder.read("00_SHA256SUMS.txt").decode().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert set(sums) == set(folder.namelist()) - {"00_SHA256SUMS.txt"}
    assert all(hashlib.sha256(folder.read(name)).hexdigest() == digest for name, digest in sums.items())
    manifest = json.loads(folder.read("00_Manifest.json"))
    assert [each["path"] for each in manifest["files"]] == [row["Datei"] for row in index]
    assert (manifest["first_day"], manifest["last_day"]) == ("2026-01-01", "2026-12-31")
    assert all(row["Datei"] in folder.read("00_Inhalt.html").decode() for row in index)
    assert all(name.isascii() and " " not in name for name in folder.namelist())


def test_the_same_period_twice_gives_the_same_index(session: Session, worker: Worker) -> None:
    """But for the moment of writing; the period is over, so that nothing new is recorded in it."""

    a_leaving_house(session)
    a_holder(session)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account, Period(date(2024, 1, 1), date(2024, 12, 31)))
    session.commit()
    first, second = (folder_of(session, worker, assignment, f"folder-{number}") for number in (1, 2))
    assert first.read("00_Inhalt.csv") == second.read("00_Inhalt.csv")
    changed = {name for name in first.namelist() if first.read(name) != second.read(name)}
    assert changed <= {"00_Inhalt.html", "00_Manifest.json", "00_SHA256SUMS.txt"}


def test_a_paper_that_is_gone_or_was_changed_is_named_and_does_not_stop_the_folder(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:


    digest = session.scalars(select(NoticePaper.sha256)).one()
    files.erase(digest)
    index = rows_of(folder_of(session, worker, audited, "first-folder"), "00_Inhalt.csv")
    [missing] = [row for row in index if "fehlt in der Ablage" in row["Inhalt"]]
    assert (missing["SHA-256"], missing["Bytes"]) == (digest, "")
    files.put(b"%PDF-1.7 notice")
    files.path_of(digest).write_bytes(b"%PDF-1.7 another")
    index = rows_of(folder_of(session, worker, audited, "second-folder"), "00_Inhalt.csv")
    assert [row for row in index if digest in row["Inhalt"] and "verändert" in row["Inhalt"]]


def test_only_what_belongs_to_the_period_is_in_the_books(session: Session, worker: Worker) -> None:

    a_leaving_house(session)
    member = a_holder(session)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account, Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    folder = folder_of(session, worker, assignment, "first-folder")
    assert rows_of(folder, "04_Buecher/Anteile_2025-01-01_2025-12-31.csv") == []
    [held] = rows_of(folder, "03_Geschaeftsguthaben/Geschaeftsguthaben_2025-12-31.csv")
    assert (held["Nr."], held["Guthaben in Euro"]) == (str(member.number), "2500,00")


def test_money_that_was_taken_back_stands_in_the_lists_as_a_negative_number(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:
    """An apostrophe before it would make text of it, and every sum of the column wrong."""
    payment = session.scalars(select(PaymentReceived).order_by(PaymentReceived.id)).first()
    assert payment is not None
    shares.reverse_payment(session, payment, "-Irrtum", OFFICE, NOW)
    session.commit()
    folder = folder_of(session, worker, audited, "first-folder")
    rows = rows_of(folder, "04_Buecher/Zahlungen_2026-01-01_2026-12-31.csv")
    [back] = [row for row in rows if row["Storniert"]]
    assert (back["Betrag in Euro"], back["Bemerkung"]) == ("-2500,00", "'-Irrtum")
    book = rows_of(folder, "04_Buecher/Guthaben_2026-01-01_2026-12-31.csv")
    assert {(row["Betrag in Euro"], row["Gehört zum"] == row["Wirksam"]) for row in book} == {
        ("2500,00", True), ("-2500,00", True),
    }


def test_the_journal_knows_who_ordered_a_folder_and_its_hash(
    session: Session, worker: Worker, audited: AuditAssignment
) -> None:
    folder_of(session, worker, audited, "first-folder")
    acts = [line.act for line in journal.lines_about(session, f"audit:{audited.id}")]
    assert acts == ["audit.folder_written", "audit.folder_ordered", "audit.assigned"]
    [job] = queries.folders_of(session, audited)
    assert job.result_name == "Pruefungsordner_2026-01-01_2026-12-31.zip"
    written = journal.lines_about(session, f"audit:{audited.id}")[0]
    assert (job.result_sha256 or "-") in written.summary()


def test_a_statute_in_force_comes_with_its_pdf(session: Session, worker: Worker, audited: AuditAssignment) -> None:

    version = statute_queries.versions(session)[0]
    statutes.attach_document(session, version, CheckedFile("Satzung.pdf", a_pdf("Satzung")), ADMINISTRATOR, NOW)
    session.commit()
    folder = folder_of(session, worker, audited, "first-folder")
    assert [name for name in folder.namelist() if name.startswith("11_Satzung/") and name.endswith(".pdf")]


def test_a_worker_that_dies_leaves_nothing_half(
    session: Session, worker: Worker, audited: AuditAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.audits.jobs.actions.write_folder", full)
    with transaction() as writing:
        job_id = actions.order_folder(writing, audited, "first-folder", OFFICE, NOW)
    worker.run_until_idle()
    session.expire_all()
    job = session.get_one(Job, job_id)
    assert job.result_sha256 is None
    assert not list(files.path_of("0" * 64).parent.parent.glob(".half-*"))
    states = session.scalars(select(JobItem.state).where(JobItem.job_id == job_id)).all()
    assert ItemState.DONE not in states


def test_transfers_removals_and_settlements_are_in_the_folder_with_their_papers(
    session: Session, worker: Worker
) -> None:
    transfer = transfers.proposed(session, *transfers.two_holders(session))
    transfers.decided(session, transfer)
    removal = removals.dead(session, removals.a_human(session))
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account)
    session.commit()
    folder = folder_of(session, worker, assignment, "first-folder")
    [listed] = rows_of(folder, "16_Uebertragungen/Uebertragungen_2026-01-01_2026-12-31.csv")
    assert (listed["Nummer"], listed["An"]) == (transfer.number, "Stadt Lindenfurt")
    steps = rows_of(folder, "17_Ausscheiden/Ausscheiden_2026-01-01_2026-12-31.csv")
    assert {row["Nummer"] for row in steps} == {removal.number}
    assert rows_of(folder, "18_Auseinandersetzungen/Auszahlungen_2026-01-01_2026-12-31.csv") == []
    papers = [name for name in folder.namelist() if name.endswith(".pdf")]
    assert [name for name in papers if name.startswith("16_") and "Vereinbarung" in name]
    assert [name for name in papers if name.startswith("17_")]


def test_claims_dunning_plans_contributions_and_returns_are_in_the_folder_with_their_letters(
    session: Session, worker: Worker
) -> None:
    a_house(session, annual_contribution=60_00)
    late, slow = a_member(session, shares=2, first_day=date(2026, 9, 1)), a_debtor(session, "Stadt Lindenfurt")
    notice = dunned(session, late, at=NOW)
    dues.ask_for_contribution(session, late, THIS_YEAR, date(2026, 12, 15), OFFICE, NOW)
    payment = session.get_one(PaymentReceived, paid(session, slow, 100_00))
    dues.return_payment(session, payment, TODAY, 3_50, "Rücklastschrift", OFFICE, NOW)
    terms = PlanTerms(2, TODAY + timedelta(days=1), 1, PlanBasis.AGREEMENT, "Schreiben", TODAY)
    plan = dues.agree_plan(session, slow, terms, OFFICE, NOW)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account)
    session.commit()
    folder = folder_of(session, worker, assignment, "first-folder")

    def listed(what: str) -> list[dict[str, str]]:
        return rows_of(folder, f"19_Forderungen/{what}_2026-01-01_2026-12-31.csv")

    assert {row["Name"] for row in listed("Offene_Forderungen")} == {"Gemeinde Altenbruck", "Stadt Lindenfurt"}
    assert [(row["Nummer"], row["Stufe"]) for row in listed("Mahnungen")] == [(notice.number, "Zahlungserinnerung")]
    assert [(row["Nummer"], row["Raten"]) for row in listed("Ratenplaene")] == [(plan.number, "2")]
    assert [(row["Nr."], row["Offen in Euro"]) for row in listed("Jahresbeitraege")] == [("1", "60,00")]
    assert [(row["Zahlung"], row["Warum"]) for row in listed("Rueckgaben")] == [(payment.number, "Rücklastschrift")]
    papers = [name for name in folder.namelist() if name.startswith("19_") and name.endswith(".pdf")]
    assert papers == [f"19_Forderungen/{notice.number}.pdf", f"19_Forderungen/{plan.number}.pdf"]


def test_a_certificate_void_after_the_period_was_valid_at_its_end(session: Session) -> None:
    a_house(session)
    certificate = shares.issue_certificate(session, a_member(session, shares=1, first_day=JOINED), OFFICE, NOW)
    shares.void_certificate(session, certificate, "Verloren", OFFICE, NOW)
    assert certificate_in_folder(session, TODAY) == ["Ungültig", TODAY, "Verloren"]
    assert certificate_in_folder(session, TODAY - timedelta(days=1)) == ["Gültig", None, ""]


def certificate_in_folder(session: Session, last_day: date) -> list[object]:
    """How the list of certificates in the folder of a period calls the only one, since when and why."""
    parts = evidence.parts(session, Period(JOINED, last_day), [])
    [listed] = [part for part in parts if isinstance(part, Listed) and "Urkunden" in part.path]
    [row] = listed.rows()
    return list(row[5:8])


def test_the_papers_of_accounts_bear_german_names(session: Session) -> None:
    a_house_with_years(session)
    adopted(session)
    found = accounts.parts(session, Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert [part.path for part in found if isinstance(part, Paper)] == [
        "15_Jahresabschluesse/2025-12-31_festgestellt_000002"
    ]


def test_however_many_letters_there_are_they_are_read_together(session: Session) -> None:
    a_house(session)
    asked = []
    for name in ("Gemeinde Altenbruck", "Stadt Lindenfurt", "Gemeinde Quellbach"):
        dunned(session, a_member(session, name, 1, date(2026, 9, 1)), at=NOW)
        session.commit()
        session.expunge_all()
        with statements() as seen:
            parts = [*acts.parts(session, YEAR), *endings.parts(session, YEAR), *owing.parts(session, YEAR)]
        asked.append(len(seen))
    assert parts
    assert asked[0] == asked[1] == asked[2]


PAST = Period(date(2025, 1, 1), date(2025, 12, 31))


def indexed(folder: zipfile.ZipFile) -> tuple[list[str], str]:
    """What the manifest says is missing, and the page of the index."""
    missing = json.loads(folder.read("00_Manifest.json"))["missing"]
    return missing, folder.read("00_Inhalt.html").decode()


def test_the_index_names_what_the_audit_asks_for_and_nobody_has_handed_in(session: Session, worker: Worker) -> None:
    a_house_with_years(session)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account, PAST)
    session.commit()
    missing, page = indexed(folder_of(session, worker, assignment, "nothing-there"))
    of_the_year = ("Jahresabschluss (aufgestellt, als PDF)", "Niederschrift der Generalversammlung",
                   "Erklärung zu Vermögensanlagen", "Nachweis der Offenlegung")
    for title in of_the_year:
        assert f"{title}, Geschäftsjahr bis 31.12.2025" in missing
    assert {"Niederschriften des Vorstands des Zeitraums", "Niederschriften des Aufsichtsrats des Zeitraums"} <= set(
        missing
    )
    assert all(title in page for title in missing)


def test_papers_that_were_handed_in_lie_in_the_folder_with_their_hash_and_are_missing_no_more(
    session: Session, worker: Worker
) -> None:
    a_house_with_years(session)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assignment = an_assignment(session, account, PAST)
    declaration, wrong = (CheckedFile("Erklärung.pdf", a_pdf(each)) for each in ("Erklärung", "Falsch"))
    kind = YearPaperKind.ASSET_INVESTMENTS
    mistaken = closing.hand_in(session, SECOND, kind, TODAY, wrong, OFFICE, NOW)
    closing.withdraw(session, SECOND, mistaken, "Falsches Blatt", OFFICE, NOW)
    closing.hand_in(session, SECOND, kind, date(2026, 6, 12), declaration, OFFICE, NOW)
    closing.hand_in(session, SECOND, YearPaperKind.ASSEMBLY_MINUTES, date(2026, 6, 12), declaration, OFFICE, NOW)
    session.commit()
    folder = folder_of(session, worker, assignment, "papers")
    names = [name for name in folder.namelist() if name.startswith("15_") and name.endswith(".pdf")]
    assert [name.rpartition("_")[0].partition("2025-12-31_")[2] for name in names] == [
        "Erklaerung_zu_Vermoegensanlagen", "Niederschrift_der_Generalversammlung"
    ]
    assert folder.read(names[0]) == declaration.content
    sums = folder.read("00_SHA256SUMS.txt").decode()
    assert f"{hashlib.sha256(declaration.content).hexdigest()}  {names[0]}" in sums
    missing, page = indexed(folder)
    assert "Erklärung zu Vermögensanlagen vom 12.06.2026, zum Geschäftsjahr bis 31.12.2025" in page
    assert not [each for each in missing if "Vermögensanlagen" in each or "Generalversammlung" in each]
    table = folder.read("00_Inhalt.csv").decode("utf-8-sig")
    assert "FEHLT: Nachweis der Offenlegung, Geschäftsjahr bis 31.12.2025" in table


def test_minutes_that_came_with_the_adoption_are_not_missing(session: Session) -> None:
    a_house_with_years(session)
    adopted(session)
    titles = [each.title for each in queries.absent(session, PAST)]
    assert not [each for each in titles if "Generalversammlung" in each]
    assert [each for each in titles if "Vermögensanlagen" in each]


def minutes_missing(session: Session, period: Period) -> list[str]:
    """What the index says of minutes of the organs."""
    return [each.title for each in queries.absent(session, period) if "Beschluss" in each.title or "rats" in each.title]


def test_every_closed_resolution_without_minutes_is_named(session: Session) -> None:
    """That the minutes of another one are there does not help."""
    removals.a_lasting_house(session)
    removals.resolved(session, removals.a_human(session))
    made = f"UPDATE issued_document SET sha256 = '{'a' * 64}', size = 5"
    behind_its_back(session, f"{made} WHERE id = (SELECT protocol_document_id FROM resolution)")
    of_the_other_organ = "Niederschriften des Aufsichtsrats des Zeitraums"
    assert minutes_missing(session, YEAR) == [of_the_other_organ]
    removals.resolved(session, removals.a_human(session, "Rudolf", "Quendel"))
    assert minutes_missing(session, YEAR) == [of_the_other_organ, "Niederschrift zum Beschluss V-2026-002"]


def test_a_resolution_closed_in_the_period_is_looked_at_by_folder_and_index_alike(session: Session) -> None:
    """It was opened before; the folder holds its minutes, so the index looks for them."""
    removals.a_lasting_house(session)
    removals.resolved(session, removals.a_human(session))
    behind_its_back(session, "UPDATE resolution SET opened_at = '2025-11-04 10:00:00'")
    assert "Niederschrift zum Beschluss V-2026-001" in minutes_missing(session, YEAR)
    before = Period(YEAR.first_day.replace(year=2025), YEAR.last_day.replace(year=2025))
    assert not [each for each in minutes_missing(session, before) if "Beschluss" in each]


def test_minutes_of_an_assembly_in_the_period_are_in_the_folder_also_where_the_year_before_ended_before_it(
    session: Session,
) -> None:
    a_house_with_years(session)
    minutes = CheckedFile("Niederschrift.pdf", a_pdf("Niederschrift"))
    closing.hand_in(session, SECOND, YearPaperKind.ASSEMBLY_MINUTES, date(2026, 6, 12), minutes, OFFICE, NOW)
    of_the_assembly = Period(date(2026, 1, 1), date(2026, 6, 30))
    found = [part.title for part in accounts.parts(session, of_the_assembly) if isinstance(part, Paper)]
    assert found == ["Niederschrift der Generalversammlung vom 12.06.2026, zum Geschäftsjahr bis 31.12.2025"]
    assert not [each for each in accounts.parts(session, Period(date(2026, 7, 1), TODAY)) if isinstance(each, Paper)]
