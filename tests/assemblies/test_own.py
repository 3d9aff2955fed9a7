"""What members see of assemblies on their own pages: invitation, agenda, papers from their day on (§ 48 (3) GenG)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.models import Assembly, Paper
from app.assemblies.rules import PaperKind
from app.core import files
from app.core.jobs import Worker
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals.rules import FollowerRole
from tests.assemblies.factories import (
    DIRECTLY,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    an_item,
    invited,
    with_mail,
)
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in
from tests.removals.factories import dead, followed
from tests.shares.factories import a_member


def a_paper(session: Session, assembly: Assembly, available_on: date = TODAY, **more: object) -> Paper:
    """A paper for the members."""
    paper = Paper(**{
        "assembly_id": assembly.id, "kind": PaperKind.ACCOUNTS, "title": "Jahresabschluss 2025",
        "file_name": "JA.pdf", "media_type": "application/pdf", "sha256": files.keep(session, a_pdf("JA 2025")),
        "available_on": available_on, "recorded_at": NOW, "recorded_by": OFFICE.name, **more,
    })  # fmt: skip
    session.add(paper)
    session.flush()
    session.refresh(assembly)
    return paper


@pytest.fixture
def member(session: Session) -> Member:
    """A natural person that is a member, beside two others."""
    a_reachable_house(session)
    party = a_person(session, "Rosalinde", "Lindwurm", email="rosalinde@lindwurm.example")
    return a_member(session, party=party)


def at(member: Member, assembly: Assembly, path: str = "") -> str:
    """The address of an assembly on a member's own pages."""
    return f"/versammlungen/mein/{member.number}/{assembly.id}{path}"


def test_a_member_sees_what_it_is_invited_to_and_no_plan(session: Session, client: FlaskClient, member: Member) -> None:
    told, plan = invited(session).assembly, an_assembly(session, TODAY + timedelta(days=90))
    sign_in(session, client, member.party)
    shown = client.get(f"/mein/{member.number}/versammlungen").text
    assert "23.01.2027" in shown
    assert "22.02.2027" not in shown
    assert client.get(at(member, told)).status_code == 200
    assert client.get(at(member, plan)).status_code == 404


def test_the_agenda_shows_what_was_announced(session: Session, client: FlaskClient, member: Member) -> None:
    assembly = invited(session).assembly
    session.refresh(assembly)
    an_item(session, assembly, title="Noch ein Entwurf")
    sign_in(session, client, member.party)
    shown = client.get(at(member, assembly)).text
    assert "Feststellung des Jahresabschlusses 2025" in shown
    assert "Noch ein Entwurf" not in shown


def test_a_paper_lies_open_from_its_day_on_and_not_earlier(
    session: Session, client: FlaskClient, member: Member
) -> None:
    assembly = invited(session).assembly
    today = a_paper(session, assembly)
    later = a_paper(session, assembly, TODAY + timedelta(days=1), title="Bericht")
    gone = a_paper(session, assembly, taken_back_at=NOW, take_back_reason="falsch")
    sign_in(session, client, member.party)
    answers = [client.get(at(member, assembly, f"/unterlagen/{each.id}")).status_code for each in (today, later, gone)]
    assert answers == [200, 404, 404]
    assert "Bericht: ab dem 25.11.2026" in client.get(at(member, assembly)).text


def test_papers_of_what_is_not_announced_yet_are_not_shown(
    session: Session, client: FlaskClient, member: Member
) -> None:
    assembly = invited(session).assembly
    session.refresh(assembly)
    item = an_item(session, assembly, title="Noch ein Entwurf")
    opened = a_paper(session, assembly, title="Gutachten", item_id=item.id)
    coming = a_paper(session, assembly, TODAY + timedelta(days=1), title="Nachtrag", item_id=item.id)
    sign_in(session, client, member.party)
    shown = client.get(at(member, assembly)).text
    assert not [word for word in ("Gutachten", "Nachtrag") if word in shown]
    answers = {client.get(at(member, assembly, f"/unterlagen/{each.id}")).status_code for each in (opened, coming)}
    assert answers == {404}


def test_a_paper_of_another_assembly_is_not_found(session: Session, client: FlaskClient, member: Member) -> None:
    assembly = invited(session).assembly
    other = a_paper(session, a_ready_assembly(session))
    sign_in(session, client, member.party)
    assert client.get(at(member, assembly, f"/unterlagen/{other.id}")).status_code == 404


def test_invitation_and_calendar_entry_are_for_taking_along(
    session: Session, client: FlaskClient, member: Member, worker: Worker
) -> None:
    told = invited(session)
    sign_in(session, client, member.party)
    copy = client.get(at(member, told.assembly, f"/mitteilung/{told.id}"))
    entry = client.get(at(member, told.assembly, "/termin.ics"))
    assert (copy.data[:4], entry.mimetype) == (b"%PDF", "text/calendar")
    assert "METHOD:PUBLISH" in entry.text
    assert client.get(at(member, told.assembly, f"/mitteilung/{told.id + 1}")).status_code == 404


def test_a_cancellation_is_said_and_strikes_the_entry(session: Session, client: FlaskClient, member: Member) -> None:
    assembly = invited(session).assembly
    actions.cancel(session, assembly.id, "Der Saal ist gesperrt.", DIRECTLY, OFFICE, NOW)
    sign_in(session, client, member.party)
    assert "Diese Versammlung ist abgesagt." in client.get(at(member, assembly)).text
    assert "METHOD:CANCEL" in client.get(at(member, assembly, "/termin.ics")).text


def test_another_members_pages_are_not_found(session: Session, client: FlaskClient, member: Member) -> None:
    assembly = invited(session).assembly
    other = with_mail(session, "Gemeinde Silberdistel")
    sign_in(session, client, member.party)
    assert client.get(f"/mein/{other.number}/versammlungen").status_code == 404
    assert client.get(at(other, assembly)).status_code == 404


def test_who_has_left_sees_nothing_of_it(session: Session, client: FlaskClient, member: Member) -> None:
    assembly = invited(session).assembly
    members.end(session, member, TODAY - timedelta(days=1), ExitGround.OTHER, "x", OFFICE, NOW)
    sign_in(session, client, member.party)
    assert client.get(at(member, assembly)).status_code == 409
    assert client.get(f"/mein/{member.number}/versammlungen").status_code == 409


def test_who_leaves_before_the_day_and_was_not_told_is_not_invited(
    session: Session, client: FlaskClient, member: Member
) -> None:
    assembly = invited(session).assembly
    members.end(session, member, TODAY + timedelta(days=10), ExitGround.OTHER, "x", OFFICE, NOW)
    sign_in(session, client, member.party)
    assert client.get(at(member, assembly)).status_code == 404


def test_the_heirs_representative_sees_it_for_the_dead_member(
    session: Session, client: FlaskClient, member: Member, worker: Worker
) -> None:
    heir = a_person(session, "Balduin", "Lindwurm")
    followed(session, dead(session, member), FollowerRole.REPRESENTATIVE, who=heir.id)
    assembly = invited(session).assembly
    session.commit()
    worker.run_until_idle()
    sign_in(session, client, heir)
    assert client.get(at(member, assembly)).status_code == 200
