"""Tickets: with the invitation, printed of one or of all, by mail to a proxy who has no other (§§ 43, 43b GenG)."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.assemblies import queries as assembly_queries
from app.assemblies.models import Assembly
from app.assemblies.rules import MeetingForm
from app.attendance import actions, queries
from app.attendance.actions import Granted, Stranger
from app.attendance.models import ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import ProxyForm
from app.core import files, links
from app.core.jobs import Job, Worker
from app.core.outbox import OutgoingMail
from app.core.values import Role
from app.members.models import Member
from app.parties.models import Party
from documents import registry
from documents.admission_ticket import build_all, sample
from tests.assemblies.factories import a_convening_house, a_reachable_house, invited
from tests.attendance.factories import a_meeting, a_meeting_house, a_town, acting, granted, humans
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.statements import statements
from tests.visitors import visitor

KEY = "a-key-that-is-long-enough"


def let_in(session: Session, assembly: Assembly, address: str) -> list[str]:
    """Who may enter by what a code leads to."""
    ticket = queries.read_ticket(address.rpartition("/")[2])
    assert ticket.assembly_id == assembly.id
    return [each.name for each in queries.entrance_of(session, assembly, ticket, TODAY).persons]


def mails(session: Session) -> list[OutgoingMail]:
    """All mails, in their order."""
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


# --- with the invitation ----------------------------------------------------------------------------------------------


def test_the_letter_carries_the_member_s_own_ticket(session: Session, worker: Worker) -> None:
    _by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    found = select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")
    facts = registry.load("assembly_invitation", session.scalars(found).one().facts or {})
    ticket = queries.read_ticket(facts.ticket.rpartition("/")[2])
    assert ticket == Ticket(dispatch.assembly_id, by_letter.id)
    assert facts.ticket.startswith(links.absolute("/teilnahme/einlass/"))


def test_the_mail_links_the_member_s_own_ticket_and_what_is_for_everybody_none(
    session: Session, worker: Worker
) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    [mail] = mails(session)
    [address] = [line for line in mail.text.splitlines() if "/teilnahme/einlass/" in line]
    assert queries.read_ticket(address.rpartition("/")[2]) == Ticket(dispatch.assembly_id, by_mail.id)
    assert dispatch.document is not None
    assert registry.load("assembly_invitation", dispatch.document.facts or {}).ticket == ""


def test_the_address_of_a_ticket_is_that_of_its_page(session: Session, client: FlaskClient) -> None:
    assembly = a_meeting_house(session)
    [member] = humans(session, 1)
    session.commit()
    path = queries.ticket_address(Ticket(assembly.id, member.id)).removeprefix(links.absolute(""))
    assert "Adelheid Ahorn" in client.get(path).text


def test_only_office_and_board_read_a_letter_that_lets_somebody_in(
    app: Flask, session: Session, client: FlaskClient, worker: Worker
) -> None:
    """An auditor could vote as the member; once the assembly is over it reads the letter, too."""
    _by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")).one()
    addresses = f"/dokumente/{letter.id}/pdf", f"/mitglieder/{by_letter.number}/dokumente/{letter.id}"
    auditor = visitor(app)
    sign_in(session, auditor, a_person(session, "Gesine", "Prüfenstein"), Role.AUDITOR)
    sign_in_office(session, client)
    for address in addresses:
        assert "Einlasskarte eines Mitglieds" in auditor.get(address).text
        assert client.get(address).data.startswith(b"%PDF")
    assert auditor.get(f"/versammlungen/versand/{dispatch.id}/ausfertigung").data.startswith(b"%PDF")
    assert not assembly_queries.lets_in(session, letter, dispatch.meets_on + timedelta(days=1))


@pytest.mark.parametrize("base", ["https://elsewhere.example", None])
def test_a_letter_that_lets_somebody_in_stays_closed_whatever_the_address_of_the_installation(
    session: Session, worker: Worker, client: FlaskClient, base: str | None
) -> None:
    """The printed address leads to where the installation was; the token in it opens the new one as well."""
    _by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")).one()
    links.configure(base, "test-secret")
    sign_in(session, client, a_person(session, "Gesine", "Prüfenstein"), Role.AUDITOR)
    for address in f"/dokumente/{letter.id}/pdf", f"/mitglieder/{by_letter.number}/dokumente/{letter.id}":
        assert "Einlasskarte eines Mitglieds" in client.get(address).text
    assert not assembly_queries.lets_in(session, letter, dispatch.meets_on + timedelta(days=1))


def test_a_ticket_of_an_assembly_that_nobody_knows_is_closed(session: Session, worker: Worker) -> None:
    _by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")).one()
    copy = IssuedDocument(kind=letter.kind, title="", subject="", facts=letter.facts, issued_at=NOW, standing_reason="")
    session.add(copy)
    session.flush()
    assert assembly_queries.lets_in(session, copy, dispatch.meets_on + timedelta(days=1))
    assert not assembly_queries.lets_in(session, dispatch.document or copy, TODAY)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8400", "http://localhost", None])
def test_no_ticket_is_printed_whose_code_leads_to_this_machine_alone(
    session: Session, client: FlaskClient, base: str | None
) -> None:
    """The page of the electorate says what to do, and offers nothing that would be refused."""
    assembly = a_meeting_house(session)
    [member, other] = humans(session, 2)
    grant = granted(session, assembly, member, other.party)
    links.configure(base, "test-secret")
    sign_in_office(session, client)
    at = f"/teilnahme/{assembly.id}"
    refused = "Einlasskarten lassen sich noch nicht drucken"
    for address in f"{at}/einlasskarten/{member.number}.pdf", f"{at}/vollmachten/{grant.id}/einlasskarte.pdf":
        assert refused in client.get(address).text
    assert refused in client.post(f"{at}/einlasskarten", data={"key": KEY}).text
    assert session.scalars(select(Job)).all() == []
    shown = client.get(at).text
    assert refused in shown
    assert "GENOKONTOR_BASE_URL" in shown
    assert "einlasskarten" not in shown


@pytest.mark.parametrize("base", ["http://127.0.0.1:8400", None])
def test_an_invitation_goes_out_without_a_ticket_that_leads_nowhere(
    session: Session, worker: Worker, base: str | None
) -> None:
    """The deadline runs, and at the door everybody is found by name: neither letter nor mail waits for an address."""
    _by_mail, by_letter = a_reachable_house(session)
    links.configure(base, "test-secret")
    invited(session)
    session.commit()
    worker.run_until_idle()
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")).one()
    assert letter.sha256 is not None
    assert (letter.facts or {})["ticket"] == ""
    [mail] = mails(session)
    assert "/teilnahme/einlass/" not in mail.text


def test_in_the_demo_tickets_are_printed_with_the_address_of_this_machine(session: Session) -> None:
    assembly = a_meeting_house(session)
    [member] = humans(session, 1)
    links.configure("http://127.0.0.1:8400", "test-secret", is_demo=True)
    assert queries.ticket_address(Ticket(assembly.id, member.id)).startswith("http://127.0.0.1:8400/teilnahme/einlass/")
    assert actions.print_ticket(session, assembly, member, 0, TODAY).startswith(b"%PDF")


@pytest.mark.parametrize(("form", "says_door", "says_address"), [
    (MeetingForm.PHYSICAL, True, False), (MeetingForm.HYBRID, True, True), (MeetingForm.VIRTUAL, False, True),
])
def test_a_ticket_speaks_of_a_door_where_there_is_one_and_has_its_address_for_who_takes_part_from_afar(
    session: Session, client: FlaskClient, form: MeetingForm, says_door: bool, says_address: bool
) -> None:
    """Who opened the PDF on the telephone cannot scan the code that it shows."""
    a_convening_house(session)
    assembly = a_meeting(session, form=form, access="https://videoraum.example/gv", place="Bürgersaal")
    [member] = humans(session, 1)
    address = queries.ticket_address(Ticket(assembly.id, member.id, member.party_id))
    content = actions.print_ticket(session, assembly, member, member.party_id, TODAY)
    told = pages.text(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        links_in = [str(each.A.URI) for each in pdf.pages[0].get("/Annots", []) if "/A" in each]
    assert ("am Einlass" in told, address in links_in) == (says_door, says_address)
    session.commit()
    sign_in(session, client, member.party)
    page = client.get(f"/teilnahme/mein/{member.number}/{assembly.id}").text
    assert ("am Einlass" in page, "öffnet der Code den Zugang" in page) == (says_door, not says_door)


# --- by mail to a proxy -----------------------------------------------------------------------------------------------


def empowered(session: Session, assembly: Assembly, member: Member, proxy: Party | Stranger) -> ProxyGrant:
    """A member gives a power of attorney on paper."""
    facts = Granted(proxy, ProxyForm.SCHRIFTFORM, TODAY)
    return actions.grant(session, assembly, member, facts, OFFICE, NOW)


def test_a_proxy_who_is_no_member_gets_its_ticket_by_mail(session: Session) -> None:
    assembly = a_meeting_house(session)
    people = humans(session, 3)
    stranger = Stranger("Theodora", "Quendel", "theodora@quendel.example")
    empowered(session, assembly, people[0], stranger)
    empowered(session, assembly, people[1], stranger)
    first, second = mails(session)
    assert {first.to_address, second.to_address} == {"theodora@quendel.example"}
    assert "Adelheid Ahorn" in first.text
    assert "Bertram Birke" not in first.text
    assert "- Adelheid Ahorn\n- Bertram Birke" in second.text
    assert "Clothilde Cypress" not in second.text
    [address] = [line for line in second.text.splitlines() if "/teilnahme/einlass/" in line]
    assert let_in(session, assembly, address) == ["Theodora Quendel"]


def test_nobody_else_is_sent_one(session: Session) -> None:
    """A member has its own, so has who acts for one; without an address nothing is sent."""
    assembly = a_meeting_house(session)
    people = humans(session, 4)
    _town, mayor = a_town(session, email="post@altenbruck.example")
    people[1].party.email = "bertram@birke.example"
    session.flush()
    empowered(session, assembly, people[0], people[1].party)
    empowered(session, assembly, people[2], mayor)
    empowered(session, assembly, people[3], Stranger("Theodora", "Quendel"))
    assert mails(session) == []


# --- printed ----------------------------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as found:
        return len(found.pages)


def at_work(session: Session, client: FlaskClient) -> tuple[Assembly, list[Member]]:
    """The office looks at an assembly that meets today."""
    assembly = a_meeting_house(session)
    people = humans(session, 2)
    session.commit()
    sign_in_office(session, client)
    return assembly, people


def test_the_tickets_of_all_members_are_one_file_printed_once(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    assembly, _people = at_work(session, client)
    address = f"/teilnahme/{assembly.id}/einlasskarten"
    answers = [client.post(address, data={"key": KEY}) for _press in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    worker.run_until_idle()
    session.rollback()
    [job] = session.scalars(select(Job).where(Job.kind == "assembly_tickets")).all()
    assert answers[0].location.endswith(f"/auftraege/{job.id}")
    assert pages_of(files.get(job.result_sha256 or "")) == 2
    assert client.get(f"/betrieb/auftraege/{job.id}/ergebnis").status_code == 200


def test_the_file_of_all_tickets_is_for_who_asked_for_it_alone(
    app: Flask, session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Whoever has it could enter as anybody."""
    assembly, _people = at_work(session, client)
    client.post(f"/teilnahme/{assembly.id}/einlasskarten", data={"key": KEY})
    worker.run_until_idle()
    session.rollback()
    [job] = session.scalars(select(Job).where(Job.kind == "assembly_tickets")).all()
    other = visitor(app)
    sign_in(session, other, a_person(session, "Cosima", "Rehbein"), Role.OFFICE, Role.ADMINISTRATOR)
    assert other.get(f"/betrieb/auftraege/{job.id}/ergebnis").status_code == 403


def test_tickets_printed_together_are_a_page_each() -> None:
    told: list[tuple[int, int]] = []
    tickets = [sample()] * 3
    assert pages_of(build_all(tickets, lambda done, of: told.append((done, of)))) == 3
    assert told == [(3, 3)]


def test_reading_the_tickets_of_all_takes_the_same_statements_however_many_there_are(session: Session) -> None:
    assembly = a_meeting_house(session)
    humans(session, 1)
    with statements() as few:
        actions.tickets_of_all(session, assembly, TODAY)
    humans(session, 5)
    with statements() as many:
        assert len(actions.tickets_of_all(session, assembly, TODAY)) > 3
    assert len(many) == len(few)


def test_the_office_prints_one_member_s_ticket_and_a_proxy_s(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    grant = granted(session, assembly, people[0], a_person(session, first_names="Theodora", last_name="Quendel"))
    session.commit()
    number, of = people[1].number, f"/teilnahme/{assembly.id}"
    assert client.get(f"{of}/einlasskarten/{number}.pdf").data.startswith(b"%PDF")
    assert client.get(f"{of}/vollmachten/{grant.id}/einlasskarte.pdf").data.startswith(b"%PDF")
    assert client.get(f"{of}/einlasskarten/999.pdf").status_code == 404
    client.post(f"{of}/vollmachten/{grant.id}/beenden", data={"key": KEY, "reason": "Widerruf"})
    assert client.get(f"{of}/vollmachten/{grant.id}/einlasskarte.pdf").status_code == 409


def test_the_printed_ticket_of_a_town_lets_whoever_acts_for_it_say_who_it_is(session: Session) -> None:
    assembly = a_meeting_house(session)
    town, mayor = a_town(session)
    deputy: Any = a_person(session, first_names="Rosalinde", last_name="Lindwurm")
    acting(session, town, deputy)
    [facts] = actions.tickets_of_all(session, assembly, TODAY)
    assert let_in(session, assembly, facts.address) == [mayor.display_name, "Rosalinde Lindwurm"]
