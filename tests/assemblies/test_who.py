"""Who opens the pages of assemblies, guessed ids, bad input, the desk, and how much the page asks the database."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.models import Assembly, Paper
from app.assemblies.rules import ItemType, Subject
from app.audits.rules import Period
from app.core.values import Role
from app.organs.rules import Organ
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item
from tests.assemblies.test_on_the_agenda import CLAUSE, three
from tests.assemblies.test_views import PLAN, in_the_office, sent_paper
from tests.audits.factories import an_assignment
from tests.factories import NOW, OFFICE, a_person, sign_in
from tests.organs.factories import an_office
from tests.statements import statements
from tests.tabs import said

STATEMENTS = 40
"""What the page of an assembly asks the database, whatever stands on it."""


def test_the_supervisory_board_reads_and_is_offered_nothing_to_change(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly = three(session)
    supervisor = a_person(session, "Ansgar", "Feldhüter")
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    sign_in(session, client, supervisor)
    page = client.get(f"/versammlungen/{assembly.id}").text
    main = page[page.index("<main"):]
    assert not re.search(r'<form[^>]*method="post"', main)
    assert not re.search(r"/(aendern|verwerfen|neu|entfernen)\b", main)


def test_the_auditor_reads_what_was_planned_in_the_audited_period_alone(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    then = NOW.replace(year=2025)
    old = an_assembly(session, date(2025, 12, 20), place="Alter Saal", recorded_at=then)
    new = an_assembly(session, place="Neuer Saal")
    an_item(session, old, title="Damaliger Punkt", recorded_at=then)
    then_id, now_id = old.id, new.id
    auditor = a_person(session, "Gundula", "Prüfenstein")
    account = sign_in(session, client, auditor, Role.AUDITOR)
    an_assignment(session, account, Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    page = client.get("/versammlungen/").text
    assert "Alter Saal" in page
    assert "Neuer Saal" not in page
    assert "Damaliger Punkt" in client.get(f"/versammlungen/{then_id}").text
    assert client.get(f"/versammlungen/{now_id}").status_code == 404


def test_ids_of_another_assembly_lead_nowhere(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    other = an_assembly(session, MEETS_ON + timedelta(days=1))
    session.commit()
    sent_paper(client, assembly)
    item_id, paper_id = assembly.items[0].id, session.scalars(select(Paper.id)).one()
    for path in (f"tagesordnung/{item_id}", f"tagesordnung/{item_id}/entfernen", f"tagesordnung/{item_id}/absetzen",
                 f"tagesordnung/{item_id}/synopse", f"unterlagen/{paper_id}", f"unterlagen/{paper_id}/zuruecknehmen"):
        assert client.get(f"/versammlungen/{other.id}/{path}").status_code == 404, path
    assert client.post(f"/versammlungen/{other.id}/tagesordnung/{item_id}/verschieben", data={
        "key": "a-key-long-enough", "direction": "hoch",
    }).status_code == 404  # fmt: skip


def test_the_page_asks_no_more_for_many_items_and_papers_than_for_few(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    number_of, address = assembly.id, f"/versammlungen/{assembly.id}"
    session.expunge_all()
    with statements() as few:
        client.get(address)
    assembly = session.get_one(Assembly, number_of)
    for number in range(30):
        item = an_item(session, assembly, title=str(number), item_type=ItemType.RESOLUTION,
                       subject=Subject.MINIMUM_CAPITAL)
        actions.add_clause(session, assembly, item, CLAUSE, OFFICE, NOW)
    session.commit()
    sent_paper(client, assembly)
    session.expunge_all()
    with statements() as many:
        client.get(address)
    assert len(many) <= len(few) + 1  # the synopses of all items at once
    assert len(many) <= STATEMENTS


def test_the_desk_says_until_when_a_planned_assembly_is_to_be_convened(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    page = said(client.get("/"))
    assert "Versammlung am 23.01.2027" in page
    assert "einzuberufen bis 07.01.2027" in page
    actions.discard(session, session.get_one(Assembly, assembly.id), "Saal", OFFICE, NOW)
    session.commit()
    assert "Versammlung am" not in said(client.get("/"))


# --- bad input -------------------------------------------------------------------------------------------------------

BAD = ("", " ", "\u202e", "\ufffe", "<script>", "'; DROP TABLE", "9" * 40, "-1", "1e9", "null", "x" * 30_000)


@pytest.mark.parametrize(("path", "fields"), [
    ("neu", ("kind", "form", "meets_on", "begins_at", "votes_until", "discussion_form", "place")),
    ("{assembly}/aendern", ("kind", "meets_on", "begins_at", "shown")),
    ("{assembly}/form/board", ("form", "resolution", "shown")),
    ("{assembly}/tagesordnung/neu", ("item_type", "subject", "seats", "title", "before", "proposed_by")),
    ("{assembly}/tagesordnung/{item}", ("item_type", "subject", "seats", "title", "shown")),
    ("{assembly}/unterlagen/neu", ("kind", "item", "available_on", "title", "key")),
    ("{assembly}/verwerfen", ("reason", "key")),
])  # fmt: skip
def test_whatever_is_typed_is_answered_and_never_a_fault(
    session: Session, client: FlaskClient, path: str, fields: tuple[str, ...]
) -> None:
    assembly = in_the_office(session, client)
    item_id = assembly.items[0].id
    address = "/versammlungen/" + path.format(assembly=assembly.id, item=item_id)
    for field in fields:
        for bad in BAD:
            answer = client.post(address, data={**PLAN, "key": f"key-{field}-{BAD.index(bad)}", field: bad})
            assert answer.status_code < 500, (field, bad)
    for field in ("direction", "shown", "key"):
        for bad in BAD:
            sent = {"key": "a-key-of-a-move", "direction": "hoch", field: bad}
            moved = client.post(f"/versammlungen/{assembly.id}/tagesordnung/{item_id}/verschieben", data=sent)
            assert moved.status_code < 500, (field, bad)
