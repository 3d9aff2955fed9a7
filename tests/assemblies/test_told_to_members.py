"""Whom nobody can reach before an assembly is called off, and what a member reads of what was sent to it (R-GV-02)."""

from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.core.jobs import Worker
from app.parties.models import PartyAddress
from app.portal import queries as portal
from tests.assemblies.factories import a_reachable_house, invited, without_mail
from tests.assemblies.test_arriving import sending
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.tabs import said


def test_before_it_is_called_off_the_page_names_whom_nobody_can_reach(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    _mail, letter = a_reachable_house(session)
    assembly = invited(session).assembly
    session.commit()
    worker.run_until_idle()
    newcomer = without_mail(session, "Gemeinde Hohenmoos")
    session.execute(delete(PartyAddress).where(PartyAddress.party_id.in_([letter.party_id, newcomer.party_id])))
    sign_in_office(session, client)
    page = said(client.get(f"/versammlungen/{assembly.id}/absagen"))
    assert "Diese Mitglieder erfahren nicht, dass die Versammlung ausfällt." in page
    assert "Gemeinde Altenbruck" in page
    assert "Gemeinde Hohenmoos" not in page


def test_a_member_reads_in_its_own_data_what_was_sent_and_what_came_back(session: Session, worker: Worker) -> None:
    member, _letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    sending(worker).run_until_idle()
    before = portal.own_data(session, member, (), NOW)["assembly_notices"]
    assert [(each["kind"], each["channel"], each["undelivered"]) for each in before] == [("convocation", "mail", None)]
    actions.note_returned(session, dispatch, member.id, "Unbekannt verzogen", OFFICE, NOW)
    session.expire_all()
    (told,) = portal.own_data(session, member, (), NOW)["assembly_notices"]
    assert (told["undelivered"], told["why"], told["address"]) == ("returned", "Unbekannt verzogen", member.party.email)
    assert queries.delivery_to(session, dispatch, member.id, TODAY).state == "returned"
