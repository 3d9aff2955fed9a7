"""Of an assembly held on paper members see that it took place, what it resolved, and its signed minutes (§ 47 (4))."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.boardroom import actions as boardroom
from app.core.uploads import CheckedFile
from app.members.models import Member
from app.organs.models import Resolution
from app.organs.rules import Organ, Outcome
from tests import calendar
from tests.assemblies.factories import a_reachable_house, invited
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in
from tests.shares.factories import a_member
from tests.tabs import said

SCAN = CheckedFile("Niederschrift.pdf", a_pdf("von Hand"))


@pytest.fixture
def member(session: Session) -> Member:
    """A member that is to be invited to an assembly."""
    a_reachable_house(session)
    return a_member(session, party=a_person(session, "Rosalinde", "Lindwurm", email="rosalinde@lindwurm.example"))


@pytest.fixture
def assembly(session: Session, client: FlaskClient, member: Member) -> Iterator[Assembly]:
    """An assembly that nobody opened, on the day after, on which the member is signed in."""
    found = invited(session).assembly
    calendar.begin_at(NOW + (found.meets_on - TODAY) + timedelta(days=1))
    sign_in(session, client, member.party)
    session.commit()
    yield found
    calendar.begin_at(NOW)


def on_paper(
    session: Session, assembly: Assembly, record: CheckedFile | None = SCAN, organ: Organ = Organ.GENERAL_ASSEMBLY
) -> Resolution:
    """What was resolved on its day, with the signed minutes."""
    later = NOW + (assembly.meets_on - TODAY) + timedelta(days=1)
    facts = boardroom.Record(
        organ, assembly.meets_on, "Antrag Delta", "Delta wird beschlossen.", Outcome.ACCEPTED, record=record
    )
    found = boardroom.record_resolution(session, facts, OFFICE, later)
    session.commit()
    return found


def test_a_member_sees_that_nobody_opened_its_assembly_and_then_what_it_resolved(
    session: Session, client: FlaskClient, member: Member, assembly: Assembly
) -> None:
    address = f"/versammlungen/mein/{member.number}/{assembly.id}"
    assert "eröffnet wurde die Versammlung hier nicht" in said(client.get(address))
    found = on_paper(session, assembly)
    page = client.get(address)
    assert "Die Versammlung fand statt, ohne hier eröffnet zu werden." in said(page)
    assert f"{found.number}: Antrag Delta (angenommen)" in said(page)
    assert f'href="/niederschriften/mein/{member.number}"' in page.text
    assert f"/beschluesse/{found.id}" not in page.text, "members do not open the register of resolutions"


def test_a_member_reads_the_signed_minutes_that_were_handed_in_once_for_all_their_resolutions(
    session: Session, client: FlaskClient, member: Member, assembly: Assembly
) -> None:
    first, second = on_paper(session, assembly), on_paper(session, assembly)
    address = f"/niederschriften/mein/{member.number}/beschluss/{first.id}/niederschrift.pdf"
    for at in (f"/niederschriften/mein/{member.number}", f"/mein/{member.number}/versammlungen"):
        page = client.get(at)
        assert page.text.count("/niederschrift.pdf") == 1
        assert f'href="{address}"' in page.text
        assert f"zu {first.number}, {second.number}" in said(page)
    assert client.get(address).data == SCAN.content


def test_neither_what_lacks_its_minutes_nor_what_another_organ_resolved_is_shown_to_members(
    session: Session, client: FlaskClient, member: Member, assembly: Assembly
) -> None:
    hidden = [on_paper(session, assembly, record=None), on_paper(session, assembly, organ=Organ.SUPERVISORY_BOARD)]
    assert "/niederschrift.pdf" not in client.get(f"/niederschriften/mein/{member.number}").text
    for each in hidden:
        address = f"/niederschriften/mein/{member.number}/beschluss/{each.id}/niederschrift.pdf"
        assert client.get(address).status_code == 404


def test_the_ballot_of_an_assembly_whose_day_is_over_promises_no_opening(
    client: FlaskClient, assembly: Assembly
) -> None:
    page = said(client.get(f"/abstimmung/{assembly.id}"))
    assert "sobald sie eröffnet ist" not in page
    assert "eröffnet wurde sie hier nicht" in page
