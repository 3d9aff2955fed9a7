"""The member's own pages: what it is invited to, what lies open by now, and nothing of anybody else's (R-GV-07)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.actions import NewPaper
from app.assemblies.models import Assembly
from app.assemblies.rules import ItemType, PaperKind
from app.core.jobs import Worker
from app.core.uploads import CheckedFile
from app.members.models import Member
from app.parties import actions as parties
from app.parties.rules import Authority
from tests.assemblies.factories import a_reachable_house, a_ready_assembly, an_item, invited
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in
from tests.tabs import said


def acting(session: Session, client: FlaskClient, member: Member) -> None:
    """Somebody who represents a member has signed in."""
    person = a_person(session, "Walburga", "Ehrenpreis")
    since = TODAY - timedelta(days=9)
    parties.add_representation(session, member.party_id, person.id, Authority.SOLE, "Rektorin", since, OFFICE, NOW)
    sign_in(session, client, person)


def a_paper(session: Session, assembly: Assembly, title: str, in_days: int = 0, item_id: int | None = None) -> int:
    """A paper that lies open from a day on."""
    day, file = TODAY + timedelta(days=in_days), CheckedFile(f"{title}.pdf", a_pdf(title))
    return actions.add_paper(
        session, assembly, NewPaper(PaperKind.OTHER, title, day, file, item_id), OFFICE, NOW
    ).id


@pytest.fixture
def assembly(session: Session, client: FlaskClient, worker: Worker) -> Assembly:
    """A convened assembly, and who represents its first member signed in."""
    by_mail, _by_letter = a_reachable_house(session)
    found = a_ready_assembly(session)
    acting(session, client, by_mail)
    invited(session, found)
    session.commit()
    worker.run_until_idle()
    return found


def test_a_plan_is_nobody_s_business_yet(session: Session, client: FlaskClient) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    planned = a_ready_assembly(session)
    acting(session, client, by_mail)
    session.commit()
    address = f"/versammlungen/mein/{by_mail.number}"
    assert "Noch keine Versammlung" in said(client.get(address))
    assert client.get(f"{address}/{planned.id}").status_code == 404


def test_a_member_sees_agenda_invitation_and_calendar_entry(client: FlaskClient, assembly: Assembly) -> None:
    address = f"/versammlungen/mein/1/{assembly.id}"
    assert "Demnächst" in said(client.get("/versammlungen/mein/1"))
    assert "Feststellung des Jahresabschlusses 2025" in said(client.get(address))
    assert client.get(f"{address}/mitteilung/{assembly.dispatches[0].id}").data[:4] == b"%PDF"
    entry = client.get(f"{address}/termin.ics")
    assert (entry.mimetype, entry.data[:15]) == ("text/calendar", b"BEGIN:VCALENDAR")


def test_a_paper_lies_open_from_its_day_on(session: Session, client: FlaskClient, assembly: Assembly) -> None:
    now, later = a_paper(session, assembly, "Lagebericht"), a_paper(session, assembly, "Haushaltsplan", in_days=3)
    session.commit()
    address = f"/versammlungen/mein/1/{assembly.id}"
    shown = said(client.get(address))
    assert "Lagebericht" in shown
    assert f"Haushaltsplan: ab dem {TODAY + timedelta(days=3):%d.%m.%Y}" in shown
    assert client.get(f"{address}/unterlagen/{now}").status_code == 200
    assert client.get(f"{address}/unterlagen/{later}").status_code == 404


def test_what_is_not_announced_yet_is_not_shown_nor_are_its_papers(
    session: Session, client: FlaskClient, assembly: Assembly
) -> None:
    item = an_item(session, assembly, title="Geheimes Vorhaben", item_type=ItemType.DISCUSSION, subject=None)
    secret = a_paper(session, assembly, "Gutachten", item_id=item.id)
    coming = a_paper(session, assembly, "Nachtrag", in_days=3, item_id=item.id)
    session.commit()
    address = f"/versammlungen/mein/1/{assembly.id}"
    shown = said(client.get(address))
    assert not [word for word in ("Geheimes Vorhaben", "Gutachten", "Nachtrag") if word in shown]
    assert {client.get(f"{address}/unterlagen/{each}").status_code for each in (secret, coming)} == {404}


def test_another_member_s_page_is_not_found(client: FlaskClient, assembly: Assembly) -> None:
    for path in ("2", f"2/{assembly.id}", f"2/{assembly.id}/termin.ics", f"1/{assembly.id + 1}"):
        assert client.get(f"/versammlungen/mein/{path}").status_code == 404
