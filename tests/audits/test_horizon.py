"""An auditor reads what came in up to the close of the audited period, and nothing that came later (§ 57 (1) GenG)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.admissions.models import Application
from app.admissions.rules import ApplicationState, Channel
from app.archive import actions as archive
from app.audits import actions
from app.audits.rules import Period
from app.changes.models import ProposedChange
from app.changes.rules import Matter
from app.core import horizon, journal
from app.core.horizon import Horizon, binds
from app.core.jobs import Job, Worker
from app.core.values import German, PartyKind, Role, WrittenForm
from app.departures.models import Notice
from app.members import actions as members
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.parties import actions as parties
from documents import registry
from tests.audits.factories import an_assignment
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.organs.factories import an_office
from tests.settlements.factories import a_holder, a_paying_house, left, opened
from tests.shares.factories import a_member
from tests.statements import statements
from tests.statutes.factories import a_statute
from tests.tabs import wrong_fields
from tests.visitors import visitor

LAST_YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
THEN = datetime(2025, 11, 4, 10, 0, tzinfo=NOW.tzinfo)
IBAN_THEN, IBAN_LATER = "DE89370400440532013000", "DE75512108001245126199"
EARLY, LATE = "Gemeinde Altenbruck", "Gemeinde Spätlingen"


@dataclass
class World:
    """What came in before and after the end of the audited year, by kind: the ids of both."""

    early: dict[str, int]
    late: dict[str, int]


def an_application(session: Session, name: str, moment: datetime) -> int:
    found = Application(
        number=f"A-{moment.year}-0001", token_hash=f"{moment.year}" * 16, state=ApplicationState.SUBMITTED,
        channel=Channel.ONLINE, party_kind=PartyKind.MUNICIPALITY, shares=1, name=name, search_text=name.casefold(),
        created_at=moment, changed_at=moment, submitted_at=moment, written_form=WrittenForm.TEXTFORM,
    )
    session.add(found)
    session.flush()
    return found.id


def a_change(session: Session, member: Member, iban: str, moment: datetime) -> int:
    found = ProposedChange(
        member_id=member.id, matter=Matter.BANK_ACCOUNT, content={"iban": iban}, valid_from=moment.date(),
        entered_by=1, entered_by_name="Henrike Lautenschlag", entered_at=moment, is_by_member=False, told_to=[],
    )
    session.add(found)
    session.flush()
    return found.id


def a_letter(session: Session, title: str, moment: datetime) -> int:
    facts, words = registry.KINDS["refusal_letter"].sample(), German(title)
    return archive.issue(
        session, kind="refusal_letter", facts=facts, title=words, subject="application:17", actor=OFFICE, now=moment
    ).id


@pytest.fixture
def world(session: Session) -> World:
    """Two of each kind: one of the audited year, one of this year; and who left at the end of that year is paid now."""
    a_paying_house(session)
    first, last = a_holder(session, EARLY), a_member(session, LATE, 1)
    gone = left(session, a_holder(session, "Gemeinde Abendrode", iban=""))
    parties.add_bank_account(session, first.party_id, IBAN_LATER, TODAY, OFFICE, NOW)
    notices = [given(session, each, received_on=day) for each, day in ((first, THEN.date()), (last, TODAY))]
    made = [
        {
            "anträge": an_application(session, f"Antragstellerin {moment.year}", moment),
            "änderungen": a_change(session, first, iban, moment),
            "dokumente": a_letter(session, f"Schreiben von {moment.year}", moment),
        }
        for moment, iban in ((THEN, IBAN_THEN), (NOW, IBAN_LATER))
    ]
    journal.record(session, OFFICE, "read_then", f"member:{first.id}", THEN, "Damals gelesen")
    settlement = opened(session, gone)
    session.commit()
    return World(
        {**made[0], "mitglieder": first.number, "kündigungen": notices[0].id},
        {**made[1], "mitglieder": last.number, "kündigungen": notices[1].id, "auszahlungen": settlement.id},
    )


def signed_in(app: Flask, session: Session, *roles: Role, name: str = "Prüfenstein") -> tuple[FlaskClient, Account]:
    person = visitor(app)
    return person, sign_in(session, person, a_person(session, "Gundula", name), *roles)


@pytest.fixture
def auditor(app: Flask, session: Session, world: World) -> FlaskClient:
    """Somebody who audits 2025 and nothing else."""
    person, account = signed_in(app, session, Role.AUDITOR)
    an_assignment(session, account, LAST_YEAR)
    session.commit()
    return person


@pytest.fixture
def office(app: Flask, session: Session, world: World) -> FlaskClient:
    return signed_in(app, session, Role.OFFICE, name="Lautenschlag")[0]


PAGES: dict[str, Callable[[int], str]] = {
    "anträge": lambda key: f"/antraege/{key}", "änderungen": lambda key: f"/aenderungen/{key}",
    "dokumente": lambda key: f"/dokumente/{key}", "mitglieder": lambda key: f"/mitglieder/{key}",
    "kündigungen": lambda key: f"/kuendigungen/{key}", "auszahlungen": lambda key: f"/auseinandersetzung/{key}",
    "schreiben": lambda key: f"/dokumente/{key}/pdf", "verläufe": lambda key: f"/mitglieder/{key}/verlauf",
}
LISTS = (
    "/antraege", "/mitglieder/", "/mitglieder/?view=leaving", "/mitglieder/1", "/mitglieder/1/stammdaten",
    "/mitglieder/1/verlauf", "/kuendigungen", "/dokumente", "/aenderungen", "/auseinandersetzung", "/betrieb/journal",
    "/register", "/register?former=1", "/register/veraenderungen", "/register/bewegung", "/register/beteiligungen",
    "/register/entwicklung", "/register/bestand/members", "/register/bestand/credit?alle=1",
    "/zahlungen", "/zahlungen/eingegangen", "/urkunden", "/beschluesse/", "/organe",
    "/mahnungen", "/suche?q=Spätlingen", "/suche?q=Antragstellerin", "/suche?q=2026", "/suche/palette?q=Spätlingen",
    "/",
)  # fmt: skip
SHEETS = (
    "/antraege", "/mitglieder/", "/kuendigungen", "/dokumente", "/betrieb/journal", "/register",
    "/register/veraenderungen", "/auseinandersetzung",
)  # fmt: skip
LATER = ("Spätlingen", "Antragstellerin 2026", "Schreiben von 2026", "DE75", "AE-2026")
"""What stands nowhere but in what came after the audited year."""


def test_what_came_later_is_not_there_by_a_guessed_number_and_the_office_has_it(
    auditor: FlaskClient, office: FlaskClient, world: World
) -> None:
    for kind, page in PAGES.items():
        late, early = world.late.get(kind), world.early.get(kind)
        if late:
            assert (auditor.get(page(late)).status_code, office.get(page(late)).status_code) == (404, 200), kind
        if early:
            assert (auditor.get(page(early)).status_code, office.get(page(early)).status_code) == (200, 200), kind


def test_what_came_later_stands_in_no_list_no_count_no_search_and_no_file(
    auditor: FlaskClient, office: FlaskClient
) -> None:
    for page in LISTS:
        answer = auditor.get(page, follow_redirects=True)
        assert answer.status_code == 200, page
        typed = page.partition("q=")[2]
        assert not [word for word in LATER if word in answer.text and word != typed], page
    for page in SHEETS:
        listed = auditor.get(f"{page}?format=csv")
        assert listed.status_code == 200, page
        assert not [word for word in LATER if word in listed.text], page
    assert "Antragstellerin 2025" in auditor.get("/antraege?format=csv").text
    assert all(word in office.get("/antraege").text for word in ("Antragstellerin 2025", "Antragstellerin 2026"))
    assert EARLY in auditor.get("/mitglieder/").text
    assert "Damals gelesen" in auditor.get("/betrieb/journal").text


def test_each_page_says_which_period_binds(auditor: FlaskClient, office: FlaskClient) -> None:
    line = "Prüfung 2025: Sie sehen den Stand bis 31.12.2025."
    for page in ("/", "/mitglieder/", "/register", "/betrieb/journal", "/gibt-es-nicht"):
        assert (line in auditor.get(page).text) == (page != "/gibt-es-nicht"), page
        assert line not in office.get(page).text


def test_a_day_after_the_period_is_refused_at_its_field(auditor: FlaskClient, office: FlaskClient) -> None:
    for page, field in (
        ("/register?am=01.01.2026", "am"), ("/register?kenntnis=24.11.2026", "kenntnis"),
        ("/register/entwicklung?am=24.11.2026", "am"), ("/register/beteiligungen?am=24.11.2026", "am"),
        ("/register/bestand/members?am=24.11.2026", "am"),
        ("/register/veraenderungen?bis=24.11.2026", "bis"), ("/register/bewegung?kenntnis=24.11.2026", "kenntnis"),
        ("/betrieb/journal?bis=24.11.2026", "bis"),
    ):
        answer = auditor.get(page)
        assert (answer.status_code, wrong_fields(answer.text)) == (422, [field]), page
        assert "Ihre Prüfung reicht bis zum 31.12.2025." in answer.text
        assert "Spätlingen" not in answer.text
        assert "Stand am 24.11.2026" not in answer.text
        assert office.get(page).status_code == 200, page
    assert auditor.get("/register?am=31.12.2025").status_code == 200
    assert auditor.get("/register/bewegung?jahr=2026-12-31").status_code == 404
    assert auditor.get("/mitglieder/1/anteilsblatt?jahr=2026-12-31").status_code == 404


def test_where_no_day_is_asked_for_a_page_shows_the_last_day_of_the_period(auditor: FlaskClient) -> None:
    """Who left at its close was a member then."""
    assert "Gemeinde Abendrode" in auditor.get("/register").text
    assert "Gemeinde Abendrode" in auditor.get("/register/bestand/members").text
    assert 'value="2025-12-31"' in auditor.get("/register").text
    assert '<option selected value="2025-12-31">' in auditor.get("/register/bewegung").text
    assert "am 31.12.2025" in auditor.get("/mitglieder/").text


def test_the_register_of_an_audited_day_is_the_one_that_the_office_sees(
    auditor: FlaskClient, office: FlaskClient
) -> None:
    """Also with what was recorded later: the ledgers are not read otherwise."""
    for page in ("/register?am=31.12.2025&former=1", "/register?am=30.06.2025"):
        read = [person.get(f"{page}&format=csv").text for person in (auditor, office)]
        assert read[0] == read[1]
        assert EARLY in read[0]


def test_the_list_of_members_that_an_auditor_had_issued_is_there_for_the_auditor(auditor: FlaskClient) -> None:
    """Its day is audited, though it is issued today (R-REG-08)."""
    asked = {"am": "31.12.2025", "key": "list-for-the-auditor"}
    issued = auditor.post("/register/drucken", data=asked)
    assert auditor.get(issued.location).status_code == 200
    refused = auditor.post("/register/drucken", data={**asked, "am": "24.11.2026", "key": "list-of-a-later-day"})
    assert (refused.status_code, "Ihre Prüfung reicht bis zum" in refused.text) == (422, True)


def test_a_long_list_written_by_a_job_ends_where_the_auditor_s_does(
    session: Session, auditor: FlaskClient, worker: Worker
) -> None:
    for page in ("dossiers.index", "operations.journal"):
        order = {"page": page, "query": "", "format": "csv", "key": f"a-long-list-{page[:8]}"}
        assert auditor.post("/betrieb/ausgaben", data=order).status_code == 302
    worker.run_until_idle()
    session.rollback()
    for job_id in session.scalars(select(Job.id).where(Job.kind == "export")):
        written = auditor.get(f"/betrieb/auftraege/{job_id}/ergebnis")
        assert written.status_code == 200
        assert EARLY in written.text or "Damals gelesen" in written.text
        assert "Spätlingen" not in written.text
        assert "24.11.2026" not in written.text


@pytest.mark.parametrize("role", [Role.OFFICE, Role.BOARD])
def test_who_audits_and_also_keeps_the_house_reads_all(
    app: Flask, session: Session, world: World, role: Role
) -> None:
    granted = [Role.AUDITOR, *([role] if role is Role.OFFICE else [])]
    person, account = signed_in(app, session, *granted)
    an_assignment(session, account, LAST_YEAR)
    if role is Role.BOARD:
        an_office(session, account.party)
    session.commit()
    assert "Sie sehen den Stand" not in person.get("/mitglieder/").text
    assert "Spätlingen" in person.get("/mitglieder/").text
    assert "Spätlingen" in person.get("/suche?q=spätlingen").text
    assert person.get("/register?am=24.11.2026").status_code == 200


def test_an_administrator_who_audits_reads_the_whole_journal_and_the_audited_members(
    app: Flask, session: Session, world: World
) -> None:
    person, account = signed_in(app, session, Role.AUDITOR, Role.ADMINISTRATOR)
    an_assignment(session, account, LAST_YEAR)
    session.commit()
    assert "Spätlingen" not in person.get("/mitglieder/").text
    assert "Sie sehen den Stand" not in person.get("/betrieb/journal").text


def test_of_two_audits_the_later_last_day_counts_and_an_ended_one_no_more(
    app: Flask, session: Session, world: World
) -> None:
    """Who was never given a period reads all, as before."""
    person, account = signed_in(app, session, Role.AUDITOR)
    assert "Spätlingen" in person.get("/mitglieder/").text
    an_assignment(session, account, LAST_YEAR)
    later = an_assignment(session, account, Period(date(2026, 1, 1), date(2026, 11, 1)))
    session.commit()
    assert "Sie sehen den Stand bis 01.11.2026." in person.get("/register?am=01.11.2026").text
    actions.end_assignment(session, later, OFFICE, NOW)
    session.commit()
    assert person.get("/register?am=01.11.2026").status_code == 422
    assert "Prüfung 2025: Sie sehen den Stand bis 31.12.2025." in person.get("/mitglieder/").text


def test_a_period_that_lasts_until_today_hides_nothing(app: Flask, session: Session, world: World) -> None:
    person, account = signed_in(app, session, Role.AUDITOR)
    an_assignment(session, account)
    session.commit()
    text = person.get("/mitglieder/").text
    assert "Spätlingen" in text
    assert "Prüfung 2026: Sie sehen den Stand von heute." in text
    assert person.get("/register?am=24.11.2026").status_code == 200


def test_the_links_of_an_audit_lead_to_its_days(
    auditor: FlaskClient, session: Session, app: Flask
) -> None:
    page = auditor.get("/pruefungsauftraege/1").text
    for link in (
        "/register/?am=01.01.2025&amp;former=1", "/register/?am=31.12.2025&amp;former=1", "jahr=2025-12-31",
        "/register/entwicklung?am=31.12.2025", "/betrieb/journal?von=01.01.2025&amp;bis=31.12.2025", "year=2025",
    ):
        assert link in page, link
    desk = auditor.get("/").text
    assert "/betrieb/journal?von=01.01.2025&amp;bis=31.12.2025" in desk
    assert "/register/?am=31.12.2025" in desk


def test_a_bound_costs_no_statement_more_but_one_for_the_names(
    app: Flask, session: Session, auditor: FlaskClient, world: World
) -> None:
    """Nor one for each row: the condition travels with what is asked anyway. But the names that differ are asked once.
    """
    free, _account = signed_in(app, session, Role.AUDITOR, name="Freidank")
    for page in ("/mitglieder/", "/register", "/kuendigungen", "/antraege", "/dokumente"):
        for person in (auditor, free):
            person.get(page)
        numbers = []
        for person in (auditor, free):
            with statements() as asked:
                assert person.get(page).status_code == 200
            numbers.append(len(asked))
        assert numbers[0] <= numbers[1] + (page == "/kuendigungen"), page


# --- what is bounded, table by table ---------------------------------------------------------------------------------




def test_nothing_that_is_read_goes_past_the_objects_of_a_session() -> None:
    """A SELECT of a bare table would not know of the horizon; only the backup and the check go through whole tables.

    And what is asked with each vote, of those who cast it: no auditor is among them.
    """
    root = Path(__file__).parent.parent.parent / "app"
    rooms = [path for shelf in ("queries", "views") for path in root.rglob("*.py") if shelf in path.parts
             or path.name == f"{shelf}.py"]  # fmt: skip
    bare = {str(path.relative_to(root)) for path in rooms if re.search(
        r"app\.core\.db import[^\n]*\btable_of|__table__|metadata\.(tables|sorted_tables)", path.read_text()
    )}  # fmt: skip
    assert bare == {
        "attendance/queries/plain.py", "attendance/queries/tickets.py", "audits/queries/limits.py",
        "operations/queries/check.py", "operations/queries/rows.py",
    }  # fmt: skip


def test_a_bound_holds_however_a_table_is_asked(session: Session, world: World) -> None:
    """By object, column, count, alias, outer join, part of a statement, and by its key."""
    session.expunge_all()
    other, within = aliased(Notice), Horizon(1, LAST_YEAR.first_day, LAST_YEAR.last_day)
    inner = select(Notice.id).subquery()
    asked = (
        select(func.count()).select_from(Notice), select(func.count(other.id)), select(func.count()).select_from(inner),
        select(func.count(other.id)).select_from(Member).outerjoin(other, other.member_id == Member.id),
        select(select(func.count()).select_from(Notice).scalar_subquery()),
    )
    assert [session.scalar(each) for each in asked] == [2] * len(asked)
    with horizon.within(within):
        assert [session.scalar(each) for each in asked] == [1] * len(asked)
        assert session.get(Notice, world.late["kündigungen"]) is None
    assert session.get(Notice, world.late["kündigungen"]) is not None


def test_an_exit_undone_later_is_undone_for_the_auditor_too(session: Session, world: World) -> None:
    """Else the register of the audited day would name an end that never was, beside shares that go on."""
    gone = session.scalars(select(MembershipPeriod).join(MembershipExit)).first()
    assert gone is not None
    members.undo_end(session, gone.member, "Irrtum", "", OFFICE, NOW)
    session.commit()
    session.expunge_all()
    with horizon.within(Horizon(1, LAST_YEAR.first_day, LAST_YEAR.last_day)):
        assert session.get_one(MembershipPeriod, gone.id).last_day is None


def test_who_reads_more_than_an_audit_on_a_page_is_not_bound_there() -> None:
    keepers = frozenset({Role.OFFICE, Role.BOARD, Role.AUDITOR})
    assert binds({Role.AUDITOR}, keepers)
    assert binds({Role.AUDITOR, Role.MEMBER, Role.ADMINISTRATOR}, keepers)
    assert not binds({Role.AUDITOR, Role.BOARD}, keepers)
    assert binds({Role.AUDITOR, Role.MEMBER}, frozenset())
    assert not binds({Role.AUDITOR, Role.SUPERVISORY_BOARD}, frozenset())


def test_a_horizon_comes_out_of_a_job_as_it_went_in() -> None:
    given_to = Horizon(7, date(2024, 1, 1), date(2025, 12, 31))
    assert Horizon.of_text(given_to.as_text()) == given_to
    assert Horizon.of_text("") is None
    assert given_to.name == "2024–2025"
    assert Horizon(7, date(2025, 7, 1), date(2026, 6, 30)).name == "01.07.2025–30.06.2026"


def test_how_a_member_is_reached_today_is_nothing_for_the_auditor(
    session: Session, auditor: FlaskClient, office: FlaskClient
) -> None:
    """E-mail and telephone are kept without a day."""
    party = session.scalars(select(Member).where(Member.number == 1)).one().party
    parties.change_contact(session, party, "spaeter@altenbruck.example", "07361 4711", "", OFFICE, NOW)
    session.commit()
    for page in ("/mitglieder/1/stammdaten", "/mitglieder/?format=csv"):
        assert "spaeter@altenbruck.example" in office.get(page).text
        read = auditor.get(page)
        assert (read.status_code, "spaeter@" in read.text, "4711" in read.text) == (200, False, False)


def test_the_statute_is_shown_as_it_stood_on_the_last_audited_day(
    session: Session, auditor: FlaskClient, office: FlaskClient
) -> None:
    then = a_statute(session, date(2025, 11, 1), date(2026, 2, 1), title="Resolved Then")
    later = a_statute(session, date(2026, 3, 1), date(2026, 4, 1), title="Resolved Later")
    session.commit()
    listed = auditor.get("/satzung/").text
    assert "Resolved Later" not in listed
    assert "Resolved Then" in listed
    assert "01.02.2026" not in listed
    assert "Noch nicht eingetragen" in auditor.get(f"/satzung/{then.id}").text
    assert [listed.count("In Kraft"), office.get("/satzung/").text.count("Resolved Later")] == [1, 1]
    assert [person.get(f"/satzung/{later.id}").status_code for person in (auditor, office)] == [404, 200]
