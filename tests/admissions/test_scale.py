"""Who joins under a statute with a scale of mandatory shares takes what it owes, and the office asks for the number."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.models import Application
from app.admissions.rules import UploadPurpose
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.shares import queries as shares
from tests.admissions.factories import PDF, a_house, a_submitted
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import BY_PEOPLE
from tests.tabs import Tab, said


def an_application(session: Session, shares_wanted: str = "5") -> Application:
    """A municipality's complete application, of which only the number of inhabitants lacks."""
    a_house(session, **BY_PEOPLE)
    application = a_submitted(session, shares=shares_wanted)
    actions.add_upload(session, application.id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)
    actions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    return application


def test_the_board_waits_for_the_number_that_the_scale_counts(session: Session) -> None:
    application = an_application(session)
    with pytest.raises(Refusal, match="Zahl für den Maßstab der Pflichtanteile"):
        actions.propose(session, application.id, OFFICE, NOW)
    actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    actions.propose(session, application.id, OFFICE, NOW)


def test_who_wants_fewer_shares_than_it_owes_is_not_laid_before_the_board(session: Session) -> None:
    application = an_application(session, "4")
    actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    with pytest.raises(Refusal, match="lautet auf 4 Anteile; geschuldet sind nach der Satzung 5 Anteile"):
        actions.propose(session, application.id, OFFICE, NOW)


def test_the_number_goes_with_the_applicant_into_the_membership(session: Session) -> None:
    application = an_application(session)
    actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    actions.propose(session, application.id, OFFICE, NOW)
    actions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    member = queries.member_of(session, application)
    assert member is not None
    entry = shares.quantities_of(session, member.id)[0]
    assert (entry.quantity, entry.valid_from, entry.document) == (45_000, TODAY, application.number)
    owed = shares.find_owed_on(session, member, TODAY)
    assert owed is not None
    assert owed.shares == shares.shares_held(session, member.id, TODAY) == 5


def test_a_number_that_has_grown_since_keeps_the_board_from_admitting(session: Session) -> None:
    application = an_application(session)
    actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    actions.propose(session, application.id, OFFICE, NOW)
    actions.note_quantity(session, application.id, 75_000, OFFICE, NOW)
    with pytest.raises(Refusal, match="geschuldet sind nach der Satzung 8 Anteile"):
        actions.admit(session, application.id, "V-2026-001", OFFICE, NOW)


def test_without_a_scale_nobody_is_asked(session: Session) -> None:
    a_house(session)
    application = a_submitted(session)
    assert "quantity_stated" not in [
        each.point.key for each in queries.checklist_of(session, application, [], TODAY)
    ]
    with pytest.raises(Refusal, match="keinen Maßstab"):
        actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)


def test_the_office_notes_the_number_in_the_checklist(session: Session, client: FlaskClient) -> None:
    application = an_application(session)
    session.commit()
    sign_in_office(session, client)
    address = f"/antraege/{application.id}"
    for wrong in ("", "-3", "viele", "45,000", "9999999999"):
        assert Tab(client, address, "massstab").send(quantity=wrong).status_code == 422, wrong
    session.refresh(application)
    assert application.quantity is None
    assert Tab(client, address, "massstab").send(quantity="45.000").status_code == 302
    assert "5 Anteile (45.000 Einwohner" in said(client.get(address))
    late = Tab(client, address, "massstab")
    assert Tab(client, address, "massstab").send(quantity="31000").status_code == 302
    assert late.send(quantity="52000").status_code == 409


def test_the_public_form_says_what_the_statute_asks_for(session: Session, client: FlaskClient) -> None:
    a_house(session, **BY_PEOPLE)
    session.commit()
    page = said(client.get("/beitritt"))
    assert "ein Anteil je angefangene 10.000 Einwohner, mindestens 1" in page


def test_what_an_application_lacks_by_the_scale_is_among_what_is_open(session: Session, client: FlaskClient) -> None:
    application = an_application(session, "4")
    actions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/antraege/{application.id}"))
    assert "Es fehlt 1 Anteil. Geben Sie den Antrag zur Ergänzung zurück." in page
    assert "Alles, was die Zulassung hindern würde, ist erledigt." not in page
