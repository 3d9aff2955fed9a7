"""Who sees an audit and until when; the folder from order to download, in the browser."""

import io
import zipfile
from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audits import actions
from app.audits.models import AuditAssignment
from app.audits.rules import Period
from app.core import clock, files, journal
from app.core.jobs import Job, Worker
from app.core.values import Refusal, Role
from tests.audits.factories import YEAR, an_assignment
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import a_house, a_member, paid
from tests.tabs import wrong_fields
from tests.together import transactions_together
from tests.visitors import visitor

FORM = {
    "occasion": "Pflichtprüfung 2026", "first_day": "01.01.2026", "last_day": "31.12.2026",
    "access_until": "30.06.2027", "key": "audit-of-this-year",
}
PAGES = "/pruefungsauftraege"


@pytest.fixture
def auditor(app: Flask, session: Session) -> tuple[FlaskClient, Account]:
    """Somebody with the role of an auditor, signed in, and a member to audit."""
    a_house(session)
    paid(session, a_member(session, shares=2), 1000_00)
    person = visitor(app)
    return person, sign_in(session, person, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(AuditAssignment)) or 0


def test_the_office_lets_somebody_audit_once_however_often_it_clicks(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    sign_in_office(session, client)
    form = {**FORM, "account": str(auditor[1].id)}
    assert [client.post(f"{PAGES}/neu", data=form).status_code for _ in range(2)] == [302, 302]
    assert count(session) == 1
    assert "Pflichtprüfung 2026" in auditor[0].get(PAGES).text


def test_wrong_days_are_refused_at_the_form_and_change_nothing(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    sign_in_office(session, client)
    form = {**FORM, "account": str(auditor[1].id)}
    for wrong, sentence in (
        ({"last_day": "31.12.2025"}, "bevor er beginnt"), ({"access_until": "01.11.2026"}, "schon zu Ende"),
        ({"first_day": "01.01.1900"}, "nichts zu prüfen"), ({"first_day": "01.12.2026"}, "beginnt erst"),
        ({"occasion": ""}, "Geben Sie den Anlass an"), ({"first_day": "nie"}, ""), ({"account": "999"}, ""),
    ):
        answer = client.post(f"{PAGES}/neu", data={**form, **wrong, "key": f"wrong-days-{sentence[:9]}"})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert count(session) == 0


def test_each_refusal_stands_at_the_field_it_is_about(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    sign_in_office(session, client)
    form = {**FORM, "account": str(auditor[1].id)}
    later = f"01.01.{clock.today().year + 2}"
    for field, wrong in (
        ("last_day", {"last_day": "31.12.2025"}), ("first_day", {"first_day": later, "last_day": later}),
        ("access_until", {"access_until": "01.01.2020"}), ("access_until", {"access_until": "01.01.2099"}),
    ):
        answer = client.post(f"{PAGES}/neu", data={**form, **wrong, "key": f"wrong-field-{field}-{len(wrong)}"})
        assert (answer.status_code, wrong_fields(answer.text)) == (422, [field])


def test_the_same_period_is_not_given_to_the_same_auditor_twice(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    """Not from a second tab either; once the first is ended it is given anew."""
    sign_in_office(session, client)
    form = {**FORM, "account": str(auditor[1].id)}
    first = client.post(f"{PAGES}/neu", data=form)
    answer = client.post(f"{PAGES}/neu", data={**form, "key": "key-of-a-second-tab", "occasion": "Noch einmal"})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["account"])
    assert "schon übertragen („Pflichtprüfung 2026“" in answer.text
    assert "Noch einmal" in answer.text
    assert count(session) == 1
    client.post(f"{first.location}/ende", data={"key": "key-of-the-ending"})
    again = client.post(f"{PAGES}/neu", data={**form, "key": "key-of-a-third-tab"})
    assert (again.status_code, count(session)) == (302, 2)


def test_two_officers_at_once_give_one_audit(
    app: Flask, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    account_id = auditor[1].id

    def give(own: Session) -> None:
        with suppress(Refusal):
            actions.assign(own, account_id, "Pflichtprüfung 2026", YEAR, date(2027, 6, 30), OFFICE, NOW)

    session.commit()
    transactions_together(app, give, give)
    assert count(session) == 1


def test_an_auditor_sees_the_own_audit_alone(
    app: Flask, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    own = an_assignment(session, auditor[1])
    other = visitor(app)
    sign_in(session, other, a_person(session, "Ansgar", "Feldhüter"), Role.AUDITOR)
    assert auditor[0].get(f"{PAGES}/{own.id}").status_code == 200
    assert other.get(f"{PAGES}/{own.id}").status_code == 404
    assert other.get(f"{PAGES}/{own.id}/buchungen").status_code == 404
    assert other.post(f"{PAGES}/{own.id}/ordner", data={"key": "folder-of-others"}).status_code == 404
    assert "Pflichtprüfung 2026" not in other.get(PAGES).text


def test_when_every_audit_is_over_the_role_opens_nothing(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    """Not the audit, and not the register either; a further audit opens both again."""
    sign_in_office(session, client)
    own = an_assignment(session, auditor[1])
    session.commit()
    assert auditor[0].get("/register").status_code == 200
    ended = client.post(f"{PAGES}/{own.id}/ende", data={"key": "end-this-audit"})
    assert ended.status_code == 302
    assert client.post(f"{PAGES}/{own.id}/ende", data={"key": "end-this-audit"}).status_code == 302
    assert client.post(f"{PAGES}/{own.id}/ende", data={"key": "end-it-once-more"}).status_code == 409
    assert [auditor[0].get(page).status_code for page in ("/register", PAGES, f"{PAGES}/{own.id}")] == [403] * 3
    an_assignment(session, auditor[1])
    session.commit()
    assert auditor[0].get("/register").status_code == 200
    assert auditor[0].get(f"{PAGES}/{own.id}").status_code == 404


def test_access_ends_with_its_last_day(session: Session, auditor: tuple[FlaskClient, Account]) -> None:
    before = NOW - timedelta(days=9)
    until = TODAY - timedelta(days=1)
    actions.assign(
        session, auditor[1].id, "Sonderprüfung", Period(date(2026, 1, 1), date(2026, 6, 30)), until, OFFICE, before
    )
    session.commit()
    assert auditor[0].get("/register").status_code == 403


def test_a_first_day_of_before_the_cooperative_is_refused_at_its_field(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    sign_in_office(session, client)
    answer = client.post(f"{PAGES}/neu", data={**FORM, "account": str(auditor[1].id), "first_day": "01.01.1900"})
    assert answer.status_code == 422
    assert 'id="first_day-error"' in answer.text


def test_the_page_shows_the_entries_of_the_period(session: Session, auditor: tuple[FlaskClient, Account]) -> None:
    own = an_assignment(session, auditor[1])
    early = an_assignment(session, auditor[1], Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    text = auditor[0].get(f"{PAGES}/{own.id}/buchungen?q=altenbruck&sort=-recorded").text
    assert "Zeichnung bei Beitritt" in text
    assert "1.000,00" in text
    assert "Gemeinde Altenbruck" not in auditor[0].get(f"{PAGES}/{early.id}/buchungen").text
    exported = auditor[0].get(f"{PAGES}/{own.id}/buchungen?format=csv").get_data(as_text=True)
    assert exported.count("Gemeinde Altenbruck") == 2


def test_the_folder_is_ordered_once_written_and_fetched_with_a_line_in_the_journal(
    session: Session, auditor: tuple[FlaskClient, Account], worker: Worker
) -> None:
    own = an_assignment(session, auditor[1])
    session.commit()
    key = {"key": "folder-of-this-year"}
    assert [auditor[0].post(f"{PAGES}/{own.id}/ordner", data=key).status_code for _ in range(2)] == [302, 302]
    assert "Wird geschrieben" in auditor[0].get(f"{PAGES}/{own.id}").text
    worker.run_until_idle()
    session.rollback()
    [job] = session.scalars(select(Job).where(Job.kind == "audit_folder")).all()
    assert job.result_sha256
    assert job.result_sha256 in auditor[0].get(f"{PAGES}/{own.id}").text
    assert auditor[0].get(f"/betrieb/auftraege/{job.id}/ergebnis").status_code == 403
    fetched = auditor[0].post(f"{PAGES}/{own.id}/ordner/{job.id}")
    assert (fetched.status_code, fetched.mimetype) == (200, "application/zip")
    assert "Pruefungsordner_2026-01-01_2026-12-31.zip" in fetched.headers["Content-Disposition"]
    assert "00_Inhalt.html" in zipfile.ZipFile(io.BytesIO(fetched.data)).namelist()
    session.rollback()
    newest = journal.lines_about(session, f"audit:{own.id}")[0]
    assert (newest.act, newest.actor_name) == ("audit.folder_fetched", "Gundula Prüfenstein")
    assert fetched.headers["Cache-Control"] == "no-store"
    assert auditor[0].post(f"{PAGES}/{own.id}/ordner/999").status_code == 404
    files.erase(job.result_sha256)
    assert auditor[0].post(f"{PAGES}/{own.id}/ordner/{job.id}").status_code == 404
    session.rollback()
    assert journal.lines_about(session, f"audit:{own.id}")[0].sequence == newest.sequence


def test_somebody_without_the_role_is_not_let_audit(
    client: FlaskClient, session: Session, auditor: tuple[FlaskClient, Account]
) -> None:
    me = sign_in_office(session, client)
    answer = client.post(f"{PAGES}/neu", data={**FORM, "account": str(me.id)})
    assert answer.status_code == 422
    assert count(session) == 0
