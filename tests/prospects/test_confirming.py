"""Whoever asked by the public form is kept once it did something by its link, or the office works with it (R-GDPR-03).
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.admissions import actions as admissions
from app.core.outbox import OutgoingMail
from app.core.values import Role
from app.needs import actions as needs
from app.prospects import actions, queries
from app.prospects.actions import Person, Request
from app.prospects.actions.noting import INTERESTED
from app.prospects.models import Prospect
from app.prospects.rules import Fate, Planned, Stage, Way
from tests.admissions.factories import a_house
from tests.factories import NOW, TODAY, a_person, sign_in
from tests.needs.factories import a_need
from tests.prospects.factories import SOON, TOWN, a_prospect, actor_of
from tests.prospects.test_public import FORM, own_page, the_only

NEW_ADDRESS = "neu@silbertal.example"
NIGHT = NOW + timedelta(days=31)
"""The first night in which an enquiry of today is deleted that nobody confirmed."""


@pytest.fixture(autouse=True)
def house(session: Session) -> None:
    a_house(session)
    session.commit()


@pytest.fixture
def henrike(session: Session, client: FlaskClient) -> Account:
    return sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)


@pytest.fixture
def asked(session: Session, client: FlaskClient, henrike: Account) -> Prospect:
    """An enquiry by the public form of which nobody has taken notice."""
    client.post("/anfrage", data=FORM)
    return the_only(session)


def correct_address(session: Session, prospect: Prospect, henrike: Account, days: int) -> None:
    person = Person("Berta", "Hufnagel", "", NEW_ADDRESS)
    when = NOW + timedelta(days=days)
    actions.change_contact(session, prospect.id, prospect.contacts[0].id, person, actor_of(henrike), when)
    session.commit()


def test_who_began_to_join_by_its_link_stays_when_the_draft_is_gone(
    session: Session, client: FlaskClient, asked: Prospect
) -> None:
    client.post(f"{own_page(session)}/beitreten")
    asked = the_only(session)
    assert asked.application_id is not None
    assert asked.email_confirmed_at is not None
    admissions.withdraw(session, asked.application_id, NOW)
    session.commit()
    assert queries.application_of(session, asked) is None
    assert actions.keep_in_time(session, NIGHT) == 0
    assert asked.name == "Gemeinde Silbertal"


def test_a_corrected_address_takes_no_confirmation_away_and_gets_a_link_that_leads_on(
    session: Session, client: FlaskClient, asked: Prospect, henrike: Account
) -> None:
    former = own_page(session)
    client.post(f"{former}/bestaetigen")
    session.rollback()
    correct_address(session, asked, henrike, days=20)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    assert (mail.kind, mail.to_address) == ("prospect_moved", NEW_ADDRESS)
    assert "Bestätigung" not in mail.text
    assert [client.get(page).status_code for page in (former, own_page(session))] == [404, 200]
    assert actions.keep_in_time(session, NIGHT + timedelta(days=60)) == 0
    assert the_only(session).name == "Gemeinde Silbertal"


def test_who_has_not_confirmed_has_all_days_for_it_from_the_correction_of_its_address(
    session: Session, client: FlaskClient, asked: Prospect, henrike: Account
) -> None:
    correct_address(session, asked, henrike, days=20)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    assert "Ohne Ihre Bestätigung löschen wir sie nach dem 13.\N{NO-BREAK SPACE}Januar 2027" in mail.text
    assert actions.keep_in_time(session, NIGHT) == 0
    session.commit()
    client.post(f"{own_page(session)}/bestaetigen")
    session.rollback()
    assert actions.keep_in_time(session, NIGHT + timedelta(days=60)) == 0
    assert the_only(session).email_confirmed_at is not None


def test_a_question_that_went_to_a_former_address_is_asked_anew_at_the_right_one(
    session: Session, asked: Prospect, henrike: Account
) -> None:
    actions.ask(session, asked.id, actor_of(henrike), NOW)
    correct_address(session, asked, henrike, days=20)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    assert (mail.kind, mail.to_address) == ("prospect_consent", NEW_ADDRESS)
    assert asked.asked_until == TODAY + timedelta(days=50)
    assert actions.keep_in_time(session, NOW + timedelta(days=50)) == 0
    assert actions.keep_in_time(session, NOW + timedelta(days=51)) == 1


def plans(session: Session, asked: Prospect, henrike: Account) -> None:
    planned = Planned("Termin im Februar", SOON, henrike.id)
    actions.plan(session, asked.id, planned, actor_of(henrike), NOW)


def moves_on(session: Session, asked: Prospect, henrike: Account) -> None:
    actions.move(session, asked.id, Stage.WANTS, 0, "", actor_of(henrike), NOW)


def invites(session: Session, asked: Prospect, henrike: Account) -> None:
    actions.invite(session, asked.id, actor_of(henrike), NOW)


def raises_a_need(session: Session, asked: Prospect, henrike: Account) -> None:
    a_need(session, asked, henrike, now=NOW + timedelta(days=3))
    assert asked.touched_at == NOW + timedelta(days=3)


def deletes_a_need_it_raised(session: Session, asked: Prospect, henrike: Account) -> None:
    need, office = a_need(session, asked, henrike), actor_of(henrike)
    needs.withdraw(session, need.id, None, "Erledigt", office, NOW)
    needs.erase(session, need.id, office, NOW)


def notes_a_consent(session: Session, asked: Prospect, henrike: Account) -> None:
    actions.note_consent(session, asked.id, TODAY, "am Telefon", actor_of(henrike), NOW)


def enters_a_call(session: Session, asked: Prospect, henrike: Account) -> None:
    call = Request(TODAY, Way.PHONE, "Noch eine Frage", "Was kostet das?")
    actions.add_enquiry(session, asked.id, call, actor_of(henrike), NOW)


@pytest.mark.parametrize(
    "works", [plans, moves_on, invites, raises_a_need, deletes_a_need_it_raised, notes_a_consent, enters_a_call]
)
def test_what_the_office_does_with_an_enquiry_keeps_it(
    session: Session, asked: Prospect, henrike: Account, works: Callable[[Session, Prospect, Account], None]
) -> None:
    assert queries.ahead_for(session, [asked])[asked.id].fate is Fate.UNCONFIRMED
    works(session, asked, henrike)
    session.commit()
    assert queries.ahead_for(session, [asked])[asked.id].fate is Fate.ASK
    assert actions.keep_in_time(session, NIGHT + timedelta(days=60)) == 0
    assert asked.name == "Gemeinde Silbertal"


def test_neither_an_end_nor_a_move_that_was_taken_back_keeps_what_nobody_confirmed(
    session: Session, asked: Prospect, henrike: Account
) -> None:
    actor = actor_of(henrike)
    moved = actions.move(session, asked.id, Stage.IN_TALK, 0, "", actor, NOW)
    assert moved is not None
    back = actions.undo(session, asked.id, moved.id, actor, NOW)
    actions.move(session, asked.id, Stage.ENDED, back.id, "Werbung", actor, NOW)
    session.commit()
    assert actions.keep_in_time(session, NIGHT - timedelta(days=1)) == 0
    assert actions.keep_in_time(session, NIGHT) == 1


def test_pages_and_board_name_the_day_on_which_it_is_deleted_or_asked_about(
    session: Session, client: FlaskClient, asked: Prospect, henrike: Account
) -> None:
    own, page, board = own_page(session), f"/interessenten/{asked.id}", "/interessenten/tafel"
    told = "nicht über den Link bestätigt. Sie wird nach dem 24.12.2026 gelöscht, wenn bis dahin niemand sie bestätigt"
    assert told in client.get(page).text
    assert "unbestätigt, wird nach dem 24.12.2026 gelöscht" in client.get(board).text
    assert "löschen wir Ihre Angaben nach dem 24.12.2026" in client.get(own).text
    actions.ask(session, asked.id, actor_of(henrike), NOW - timedelta(days=2))
    session.commit()
    assert "Ohne Antwort werden sie nach dem 22.12.2026 gelöscht" in client.get(page).text
    assert "gefragt, wird nach dem 22.12.2026 gelöscht" in client.get(board).text
    plans(session, asked, henrike)
    session.commit()
    assert "Ohne Kontakt bis zum 23.11.2027 fragt das Haus nach" in client.get(page).text
    assert "gelöscht" not in client.get(board).text
    assert "löschen wir Ihre Angaben nach" not in client.get(own).text


def test_the_mail_promises_no_deletion_that_does_not_come_and_names_no_consent_that_was_not_given(
    session: Session, client: FlaskClient, henrike: Account
) -> None:
    client.post("/anfrage", data=FORM)
    by_form = session.scalars(select(OutgoingMail.text)).one()
    assert "Einwilligung jederzeit widerrufen" in by_form
    assert "Ohne Ihre Bestätigung löschen wir sie nach dem 24.\N{NO-BREAK SPACE}Dezember 2026 von selbst" in by_form
    other = Person("Ada", "Beispiel", "", "ada@neuwies.example")
    entered = a_prospect(session, actor_of(henrike), about=TOWN, person=other, tells=True)
    mail = select(OutgoingMail.text).where(OutgoingMail.to_address == other.email)
    told = session.scalars(mail).one()
    assert "jederzeit alles löschen" in told
    assert [word for word in ("Einwilligung", "von selbst") if word in told] == []
    again = Request(TODAY, Way.FORM, "Noch eine Frage", "")
    actions.add_enquiry(session, entered.id, again, INTERESTED, NOW)
    assert actions.keep_in_time(session, NIGHT + timedelta(days=60)) == 1
    assert entered.name == TOWN.name
