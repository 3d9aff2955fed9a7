"""Whoever confirms that a resolution means a form reads what it says (§ 43b (6) GenG; R-FORM-06)."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.organs.rules import Organ
from tests.assemblies.factories import a_convening_house, a_resolution, an_assembly
from tests.factories import a_person, sign_in, sign_in_office
from tests.tabs import Tab, said

SAYS = "Die Versammlung findet im Netz statt."


def test_the_page_that_asks_for_it_shows_the_wording_of_the_resolution(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    number, another = (a_resolution(session, Organ.BOARD, held=held) for held in ("im Netz", "bald"))
    session.commit()
    sign_in_office(session, client)
    address = f"/versammlungen/{assembly.id}/form/board"
    assert SAYS not in client.get(address).text
    tab = Tab(client, address)
    refused = tab.send(form="virtual", resolution=number.lower())
    assert refused.status_code == 422
    assert f"Das sagt der Beschluss {number}" in said(refused)
    assert SAYS in refused.text
    box = re.search(r'name="is_meant" value="([^"]+)"', refused.text)
    assert box
    of_another = tab.send(form="virtual", resolution=another, is_meant=box[1])
    assert (of_another.status_code, SAYS in of_another.text) == (422, False)
    assert "Die Versammlung findet bald statt." in of_another.text
    last = tab.send(form="virtual", resolution=number.lower(), is_meant=box[1])
    assert last.status_code == 302
    assert tab.send(form="virtual", resolution=number.lower(), is_meant=box[1]).status_code == 302
    assert [each.resolution_number for each in assembly.form_votes] == [number]


def test_a_resolution_that_says_so_is_not_read_out(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly, number = an_assembly(session), a_resolution(session, Organ.BOARD)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/form/board")
    unknown = tab.send(form="hybrid", resolution="V-2019-999")
    assert (unknown.status_code, "Das sagt der Beschluss" in unknown.text) == (422, False)
    assert tab.send(form="hybrid", resolution=number).status_code == 302


def test_a_member_reads_no_resolution_there(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly, number = an_assembly(session), a_resolution(session, Organ.BOARD, held="im Netz")
    session.commit()
    sign_in(session, client, a_person(session, "Rosalinde", "Lindwurm"), Role.AUDITOR)
    asked = client.post(f"/versammlungen/{assembly.id}/form/board", data={"form": "virtual", "resolution": number})
    assert (asked.status_code, SAYS in asked.text) == (403, False)
