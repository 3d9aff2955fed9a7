"""Signing in and out, one's own sessions, links, and the people an administrator looks after, through the browser."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.accounts.models import Account, LoginAttempt, LoginSession
from app.core import clock
from app.core.outbox import OutgoingMail
from app.core.values import Role
from tests.accounts.factories import ADMINISTRATOR, EMAIL, OTHER_PASSWORD, PASSWORD, a_login
from tests.factories import a_person, an_account, an_organisation, sign_in
from tests.tabs import Tab
from tests.visitors import visitor

LOGIN = "/konto/anmelden"
GUESSABLE = "genossenschaft123456"


def log_in(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL, onward: str = "") -> TestResponse:
    address = f"{LOGIN}?next={onward}" if onward else LOGIN
    return client.post(address, data={"email": email, "password": password})


def is_inside(client: FlaskClient) -> bool:
    return client.get("/konto/").status_code == 200


def an_administrator(session: Session, client: FlaskClient) -> Account:
    return sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR)


def test_who_signs_in_lands_where_he_wanted_to_go(client: FlaskClient, session: Session) -> None:
    a_login(session)
    asked = client.get("/konto/passwort")
    assert asked.location == f"{LOGIN}?next=/konto/passwort"
    assert log_in(client, onward="/konto/passwort").location == "/konto/passwort"
    assert is_inside(client)


ELSEWHERE = ["https://boese.example/", "//boese.example", "/%5Cboese.example", "/%09/boese.example"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_link_leads_out_of_the_house_after_the_login(client: FlaskClient, session: Session, elsewhere: str) -> None:
    a_login(session)
    assert log_in(client, onward=elsewhere).location == "/"


def test_a_wrong_password_is_answered_with_a_sentence_and_no_session(client: FlaskClient, session: Session) -> None:
    a_login(session)
    answer = log_in(client, OTHER_PASSWORD)
    assert answer.status_code == 422
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in answer.text
    assert PASSWORD not in answer.text
    assert not is_inside(client)


def test_a_session_known_before_the_login_is_not_the_one_after_it(client: FlaskClient, session: Session) -> None:
    """Session fixation: nothing that somebody planted in the cookie survives the login."""
    a_login(session)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "known to the attacker", "yes"
    log_in(client)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != "known to the attacker"
        assert "planted" not in cookie


def test_a_guessed_session_is_nobody_s(client: FlaskClient, session: Session) -> None:
    a_login(session)
    log_in(client)
    known = session.scalars(select(LoginSession.token_hash)).one()
    for guess in ("1", "", known, "0" * 43):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = guess
        assert not is_inside(client)


def test_a_cookie_changed_by_hand_is_worth_nothing(client: FlaskClient, session: Session) -> None:
    a_login(session)
    log_in(client)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.secure
    client.set_cookie("genokontor", cookie.value[:-3] + "xyz")
    assert not is_inside(client)


def test_the_cookie_travels_over_https_only_where_the_address_is_https(app: Flask) -> None:
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_the_throttle_is_kept_in_the_database(app: Flask, session: Session) -> None:
    """Every browser and every process counts the same attempts, before and after a restart."""
    a_login(session)
    for _ in range(5):
        assert "stimmt nicht" in log_in(visitor(app), OTHER_PASSWORD).text
    answer = log_in(visitor(app))
    assert "Zu viele Versuche" in answer.text
    session.execute(update(LoginAttempt).values(at=clock.now() - timedelta(hours=2)))
    session.commit()
    assert log_in(visitor(app)).status_code == 302


def test_behind_a_proxy_on_this_machine_each_sender_is_told_apart(app: Flask, session: Session) -> None:
    a_login(session)
    proxied = {"HTTP_X_FORWARDED_FOR": "203.0.113.5, 192.0.2.7"}
    spoofing = {"REMOTE_ADDR": "198.51.100.9", "HTTP_X_FORWARDED_FOR": "192.0.2.8"}
    for environ in (proxied, spoofing):
        visitor(app).post(LOGIN, data={"email": EMAIL, "password": PASSWORD}, environ_overrides=environ)
    assert set(session.scalars(select(LoginSession.address))) == {"192.0.2.7", "198.51.100.9"}


def test_the_throttle_says_the_same_of_an_unknown_address(client: FlaskClient, session: Session) -> None:
    a_login(session)
    for _ in range(5):
        log_in(client, email="niemand@morgenau.example")
    assert "Zu viele Versuche" in log_in(client, email="niemand@morgenau.example").text


def test_signing_out_ends_the_session_for_whoever_copied_the_cookie(client: FlaskClient, session: Session) -> None:
    a_login(session)
    log_in(client)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    client.post("/konto/abmelden")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not is_inside(client)


def test_other_devices_are_seen_and_ended(app: Flask, session: Session) -> None:
    account = a_login(session)
    here, there = visitor(app), visitor(app)
    log_in(here)
    there.post(LOGIN, data={"email": EMAIL, "password": PASSWORD},
               headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"})
    assert "Firefox, Linux" in here.get("/konto/").text
    other = next(row for row in queries.open_sessions(session, account.id, clock.now()) if "Firefox" in row.device)
    here.post(f"/konto/anmeldungen/{other.token_hash}/beenden")
    assert is_inside(here)
    assert not is_inside(there)


def test_all_other_devices_are_ended_at_once(app: Flask, session: Session) -> None:
    a_login(session)
    here, there = visitor(app), visitor(app)
    log_in(here)
    log_in(there)
    here.post("/konto/anmeldungen/andere-beenden")
    assert is_inside(here)
    assert not is_inside(there)


def test_nobody_ends_the_session_of_somebody_else(app: Flask, session: Session) -> None:
    a_login(session)
    victim, attacker = visitor(app), visitor(app)
    log_in(victim)
    known = session.scalars(select(LoginSession.token_hash)).one()
    sign_in(session, attacker, a_person(session, "Anselm", "Zweig"))
    attacker.post(f"/konto/anmeldungen/{known}/beenden")
    assert is_inside(victim)


def test_presence_is_noted_every_five_minutes_not_with_every_page(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session))
    login = session.scalars(select(LoginSession)).one()
    for ago, is_noted in ((timedelta(minutes=4), False), (timedelta(minutes=6), True)):
        login.last_seen_at = seen = clock.now() - ago
        session.commit()
        client.get("/konto/")
        session.refresh(login)
        assert (login.last_seen_at != seen) is is_noted


def test_an_idle_session_asks_for_the_password_again(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session))
    session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=9)))
    session.commit()
    assert client.get("/konto/").location == f"{LOGIN}?next=/konto/"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(app: Flask, session: Session) -> None:
    a_login(session)
    here, there = visitor(app), visitor(app)
    log_in(here)
    log_in(there)
    data = {"current": PASSWORD, "password": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert here.post("/konto/passwort", data=data).status_code == 302
    assert is_inside(here)
    assert not is_inside(there)
    assert log_in(visitor(app), OTHER_PASSWORD).status_code == 302


@pytest.mark.parametrize(("data", "sentence"), [
    ({"current": "x", "password": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}, "bisherige Passwort stimmt nicht"),
    ({"current": PASSWORD, "password": "kurz", "repeated": "kurz"}, "mindestens 12 Zeichen"),
    ({"current": PASSWORD, "password": OTHER_PASSWORD, "repeated": "anders"}, "verschieden"),
    ({"current": PASSWORD, "password": GUESSABLE, "repeated": GUESSABLE}, "leicht zu erraten"),
])  # fmt: skip
def test_a_password_that_will_not_do_is_explained(
    client: FlaskClient, session: Session, data: dict[str, str], sentence: str
) -> None:
    a_login(session)
    log_in(client)
    answer = client.post("/konto/passwort", data=data)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_forgotten_password_is_set_anew_by_mail_and_the_link_holds_once(app: Flask, session: Session) -> None:
    a_login(session)
    inside, outside = visitor(app), visitor(app)
    log_in(inside)
    outside.post("/konto/passwort-vergessen", data={"email": EMAIL})
    text = session.scalars(select(OutgoingMail)).one().text
    path = "/konto/" + text.split("/konto/")[1].split()[0]
    data = {"password": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert outside.get(path).status_code == 200
    assert outside.post(path, data=data).status_code == 302
    assert is_inside(outside)
    assert not is_inside(inside)
    assert "gilt nicht mehr" in visitor(app).post(path, data=data).text


def test_asking_for_a_link_says_the_same_of_every_address(client: FlaskClient, session: Session) -> None:
    a_login(session)
    pages = [client.post("/konto/passwort-vergessen", data={"email": email}).text
             for email in (EMAIL, "niemand@morgenau.example")]
    words, other_words = [page.split("<main")[1].split("</main>")[0] for page in pages]
    assert words == other_words
    assert "Link unterwegs" in words
    assert len(session.scalars(select(OutgoingMail)).all()) == 1


def test_an_invited_person_chooses_a_password_and_is_inside(app: Flask, session: Session) -> None:
    account = an_account(session, a_person(session), email="neu@morgenau.example")
    session.commit()
    client = visitor(app)
    path = actions.invitation_path(account)
    assert "neu@morgenau.example" in client.get(path).text
    client.post(path, data={"password": PASSWORD, "repeated": PASSWORD})
    assert is_inside(client)
    assert client.get(path).status_code == 409


def test_the_invitation_of_a_closed_login_does_not_hold(client: FlaskClient, session: Session) -> None:
    account = an_account(session, a_person(session))
    session.commit()
    path = actions.invitation_path(account)
    actions.disable(session, account, ADMINISTRATOR, clock.now())
    session.commit()
    assert client.get(path).status_code == 409


def test_the_language_follows_the_person_to_another_device(app: Flask, session: Session) -> None:
    a_login(session)
    here, there = visitor(app), visitor(app)
    log_in(here)
    assert here.post("/konto/sprache", data={"locale": "en", "next": "/konto/"}).location == "/konto/"
    assert '<html lang="en">' in here.get("/konto/").text
    log_in(there)
    assert '<html lang="en">' in there.get("/konto/").text


def test_a_stranger_chooses_a_language_and_an_unknown_one_is_ignored(client: FlaskClient, session: Session) -> None:
    a_login(session)
    client.post("/konto/sprache", data={"locale": "en", "next": "//boese.example"})
    client.post("/konto/sprache", data={"locale": "tlh"})
    assert '<html lang="en">' in client.get(LOGIN).text


def test_forms_without_a_token_are_refused(app: Flask, client: FlaskClient, session: Session) -> None:
    a_login(session)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert log_in(client).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert not is_inside(client)


@pytest.mark.parametrize("path", ["/konto/personen", "/konto/personen/1", "/konto/personen/einladen"])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR])
def test_logins_are_the_administrator_s_matter(client: FlaskClient, session: Session, role: Role, path: str) -> None:
    sign_in(session, client, a_person(session), role)
    assert client.get(path).status_code == 403


def test_an_administrator_invites_somebody_once_however_often_he_clicks(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    data = {"key": "a-key-of-the-form", "first_names": "Änne", "last_name": "Großmann",
            "email": "Aenne@Morgenau.example", "roles": ["office", "auditor"]}
    answers = [client.post("/konto/personen/einladen", data=data) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    account = queries.find_account_by_email(session, "aenne@morgenau.example")
    assert account is not None
    assert queries.granted_roles_on(session, account.id, clock.now().date()) == {Role.OFFICE, Role.AUDITOR}
    assert len(session.scalars(select(OutgoingMail)).all()) == 1
    assert "Änne Großmann" in client.get("/konto/personen?standing=invited").text


def test_nobody_is_invited_to_an_address_that_has_a_login(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    a_login(session)
    data = {"key": "a-key-of-the-form", "first_names": "Änne", "last_name": "Großmann", "email": EMAIL}
    answer = client.post("/konto/personen/einladen", data=data)
    assert (answer.status_code, "gehört schon zum Zugang" in answer.text) == (422, True)


def test_a_person_known_already_is_invited_under_that_name(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    party = a_person(session, "Änne", "Großmann")
    session.commit()
    address = f"/konto/personen/einladen?party={party.id}"
    assert 'value="Großmann"' in client.get(address).text
    data = {"key": "a-key-of-the-form", "first_names": "Änne", "last_name": "Großmann", "email": "ae@morgenau.example"}
    client.post(address, data=data)
    assert queries.find_account_of_party(session, party.id) is not None


def test_roles_are_granted_and_ended_and_the_page_says_who_did_it(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    account = a_login(session)
    page = f"/konto/personen/{account.id}"
    client.post(f"{page}/rollen", data={"roles": ["office"], "first_day": "2026-01-01"})
    assert "vergeben von Ottilie Brandner" in client.get(page).text
    row = queries.grants_of(session, account.id)[0]
    client.post(f"{page}/rollen/{row.id}/beenden")
    session.rollback()
    assert queries.granted_roles_on(session, account.id, clock.now().date()) == frozenset()
    assert "Rolle Geschäftsstelle beendet" in client.get(page).text


def test_who_gives_up_the_administrator_s_role_ends_on_a_page_of_theirs(
    client: FlaskClient, session: Session
) -> None:
    account = an_administrator(session, client)
    a_login(session, Role.ADMINISTRATOR)
    own = queries.grants_of(session, account.id)[0]
    answer = client.post(f"/konto/personen/{account.id}/rollen/{own.id}/beenden")
    assert answer.location == "/konto/"
    assert "Die Rolle ist beendet." in client.get(answer.location).text


def test_a_board_member_is_not_made_by_hand(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    account = a_login(session)
    answer = client.post(f"/konto/personen/{account.id}/rollen", data={"roles": ["board"], "first_day": "2026-01-01"})
    assert answer.status_code == 422
    assert queries.grants_of(session, account.id) == []


def test_closing_a_login_throws_its_person_out_at_once(app: Flask, client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    account, other = a_login(session), visitor(app)
    log_in(other)
    client.post(f"/konto/personen/{account.id}/sperren")
    assert not is_inside(other)
    assert log_in(other).status_code == 422
    client.post(f"/konto/personen/{account.id}/oeffnen")
    assert log_in(other).status_code == 302


def test_the_last_administrator_stays(client: FlaskClient, session: Session) -> None:
    account = an_administrator(session, client)
    answer = client.post(f"/konto/personen/{account.id}/sperren")
    assert (answer.status_code, "muss bleiben" in answer.text) == (409, True)


def test_the_address_of_a_login_is_changed_but_never_to_another_s(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    account = a_login(session)
    other = an_account(session, a_person(session, "Anselm", "Zweig"), email="zweig@morgenau.example")
    session.commit()
    assert Tab(client, f"/konto/personen/{other.id}", "adresse").send(email=EMAIL).status_code == 422
    Tab(client, f"/konto/personen/{account.id}", "adresse").send(email="hl@morgenau.example")
    session.expire_all()
    assert account.email == "hl@morgenau.example"


def test_an_invitation_is_sent_again(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    account = an_account(session, a_person(session))
    session.commit()
    assert client.post(f"/konto/personen/{account.id}/einladung").status_code == 302
    assert "Ihr Zugang" in session.scalars(select(OutgoingMail)).one().subject


def test_without_a_mail_server_the_administrator_is_shown_a_link_that_holds_once(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    an_administrator(session, client)
    account = an_account(session, a_person(session), email="neu@morgenau.example")
    session.commit()
    assert "kein Mailserver" in client.get(f"/konto/personen/{account.id}").text
    answer = client.post(f"/konto/personen/{account.id}/link")
    path = actions.invitation_path(account)
    assert ("/konto/einladung/" in answer.text, answer.headers["Cache-Control"]) == (True, "no-store")
    visitor(app).post(path, data={"password": PASSWORD, "repeated": PASSWORD})
    assert client.post(f"/konto/personen/{account.id}/link").status_code == 409


def test_an_organisation_is_not_invited(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    party = an_organisation(session)
    session.commit()
    answer = client.get(f"/konto/personen/einladen?party={party.id}")
    assert (answer.status_code, "nur natürliche Personen" in answer.text) == (409, True)


def test_the_list_of_logins_is_sorted_and_exported_as_filtered(client: FlaskClient, session: Session) -> None:
    an_account(session, a_person(session, "Zita", "Morgenrot"), email="a@example.org")
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR)
    by_address = client.get("/konto/personen?sort=email").text
    assert by_address.index("Zita Morgenrot") < by_address.index("Ottilie Brandner</a>")
    lines = client.get("/konto/personen?standing=granted&format=csv").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["Ottilie Brandner"]
    assert "Verwaltung" in lines[1]
