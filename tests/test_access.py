"""Deny by default, over every address the application has."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from app.accounts.models import RoleGrant
from app.core.journal import JournalLine
from app.core.values import GRANTED_ROLES, Role
from app.organs.models import Office
from app.organs.rules import Organ
from tests.factories import TODAY, a_person, sign_in
from tests.organs.factories import a_member, an_office
from tests.statutes.factories import a_statute
from tests.visitors import visitor


def rules_of(app: Flask) -> list[Rule]:
    """Every address but that of the static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def methods_of(rule: Rule) -> set[str]:
    """The ways an address may be asked, apart from the automatic ones."""
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def address_of(rule: Rule) -> str:
    """An address of the rule, with harmless values in it."""
    with_values = {name: _harmless(rule, name) for name in rule.arguments}
    _domain, path = rule.build(with_values) or ("", "")
    return path


def _harmless(rule: Rule, name: str) -> object:
    match rule._converters[name]:
        case IntegerConverter():
            return 999_999
        case UUIDConverter():
            return "0" * 32
    return "gibt-es-nicht"


def guarded(app: Flask) -> list[Rule]:
    """Every address that is not open to everybody."""
    return [rule for rule in rules_of(app) if not getattr(app.view_functions[rule.endpoint], "is_public", False)]


def assert_guarded(answer: TestResponse, asked: str) -> None:
    """Kept by no cache, taken for nothing but what it says it is, no script or frame from elsewhere in it."""
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    kept = (headers["Cache-Control"], headers["X-Content-Type-Options"], headers["X-Frame-Options"])
    assert kept == ("no-store", "nosniff", "SAMEORIGIN"), asked
    assert "default-src 'self'" in policy or "sandbox" in policy, asked
    assert "script-src" not in policy or "script-src 'self';" in policy, asked


def test_a_stranger_gets_no_further_than_the_login(app: Flask, client: FlaskClient) -> None:
    """Nothing but the public pages answers somebody who is not signed in."""
    for rule in guarded(app):
        for method in methods_of(rule):
            answer = client.open(address_of(rule), method=method)
            assert_guarded(answer, f"{method} {rule}")
            assert answer.status_code in (302, 401, 403), f"{method} {rule} answered {answer.status_code}"
            assert answer.status_code != 302 or "/konto/anmelden" in answer.location


TABLE = Path(__file__).with_name("data") / "access.txt"
LETTERS = {
    "O": Role.OFFICE, "A": Role.AUDITOR, "V": Role.ADMINISTRATOR, "B": Role.BOARD, "S": Role.SUPERVISORY_BOARD,
    "M": Role.MEMBER,
}  # fmt: skip
ENDS_THE_VISIT = ("accounts.logout", "accounts.end_others")


def expected() -> dict[tuple[str, str], str]:
    """Who is let in by endpoint and method, as the table says."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return {(endpoint, method): let_in for endpoint, method, let_in in lines}


def test_the_table_names_every_address_and_no_other(app: Flask) -> None:
    """A new page is let in here by a line that somebody wrote on purpose."""
    there = {(rule.endpoint, method) for rule in rules_of(app) for method in methods_of(rule)}
    assert {*expected()} == there


def test_the_auditor_changes_nothing() -> None:
    """Reads all, and sends no form but those that give a list or a folder out (R-GDPR-02) or have the house checked."""
    sends = [endpoint for (endpoint, method), let_in in expected().items() if method == "POST" and "A" in let_in]
    assert sends == [
        "audits.fetch", "audits.order", "dossiers.export_selected", "operations.order_check", "reports.print_list",
    ]


def somebody(session: Session, client: FlaskClient, letter: str) -> None:
    """Sign in somebody with one role: granted, from an office held, or from a membership."""
    person, role = a_person(session), LETTERS.get(letter)
    a_statute(session)
    if role in (Role.BOARD, Role.SUPERVISORY_BOARD):
        an_office(session, person, Organ.BOARD if role is Role.BOARD else Organ.SUPERVISORY_BOARD)
    elif role is Role.MEMBER:
        a_member(session, person, 1)
    sign_in(session, client, person, *([role] if role in GRANTED_ROLES else []))


@pytest.mark.parametrize("letter", [*LETTERS, "-"])
def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(
    app: Flask, client: FlaskClient, session: Session, letter: str
) -> None:
    """`-` is somebody with a login and no role at all, whose office, membership or grant has ended."""
    somebody(session, client, letter)
    table, wrong = expected(), []
    for rule in (each for each in rules_of(app) if each.endpoint not in ENDS_THE_VISIT):
        for method in methods_of(rule):
            let_in = table[rule.endpoint, method]
            is_in = client.open(address_of(rule), method=method).status_code not in (401, 403)
            if is_in != (let_in in ("signed-in", "everybody") or letter in let_in):
                wrong.append(f"{method} {rule}: {'let in' if is_in else 'turned away'}")
    assert wrong == []


@pytest.mark.parametrize("letter", ["O", "B"])
def test_a_role_that_ended_lets_in_no_longer_while_its_person_is_signed_in(
    app: Flask, session: Session, letter: str
) -> None:
    """A grant taken back, an office that ended yesterday: with the very next request.

    Whoever was a member goes on to see the own data, see `tests/portal/test_former.py`.
    """
    client = visitor(app)
    somebody(session, client, letter)
    page = {"O": "/antraege", "B": "/beschluesse/"}[letter]
    assert client.get(page).status_code != 403
    yesterday = TODAY - timedelta(days=1)
    session.execute(update(RoleGrant).values(last_day=yesterday))
    session.execute(update(Office).values(last_day=yesterday))
    session.commit()
    assert client.get(page).status_code == 403


def test_no_address_answers_with_a_fault(app: Flask, client: FlaskClient, session: Session) -> None:
    """Guessed ids, empty forms, no data at all: a clear answer, never a 500."""
    a_statute(session)
    sign_in(session, client, a_person(session), Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    for rule in rules_of(app):
        if rule.endpoint in ("accounts.logout", "accounts.end_others"):
            continue
        for method in methods_of(rule):
            answer = client.open(address_of(rule), method=method)
            assert_guarded(answer, f"{method} {rule}")
            assert answer.status_code < 500, f"{method} {rule} answered {answer.status_code}"


def test_an_id_that_no_row_can_have_leads_nowhere(app: Flask, client: FlaskClient, session: Session) -> None:
    """Not even the largest: neither database is asked for a number it cannot hold."""
    a_statute(session)
    sign_in(session, client, a_person(session), Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    for rule in rules_of(app):
        address, method = address_of(rule), min(methods_of(rule))
        for number in (2**31, 10**30) if "999999" in address else ():
            answer = client.open(address.replace("999999", str(number)), method=method)
            assert answer.status_code in (404, 405), f"{rule} answered {answer.status_code}"


@pytest.mark.parametrize("path", ["/konto/personen/einladen?party={}", "/druck?ids={}", "/zahlungen?page={}"])
def test_an_id_in_the_query_that_no_row_can_have_is_ignored(client: FlaskClient, session: Session, path: str) -> None:
    """As if it had not been sent."""
    sign_in(session, client, a_person(session), Role.OFFICE, Role.ADMINISTRATOR)
    assert client.get(path.format(10**30)).status_code == 200


def test_a_null_sign_is_turned_away(app: Flask, client: FlaskClient, session: Session) -> None:
    """In the path, in the query and in a form: PostgreSQL takes none, and nobody types one."""
    sign_in(session, client, a_person(session), Role.OFFICE)
    for path in ("/pruefen/U%00", "/dokumente?q=a%00b", "/konto/einladung/%00"):
        assert client.get(path).status_code == 400
    assert client.post("/konto/sprache", data={"locale": "de\0"}).status_code == 400


def test_every_form_needs_its_token(app: Flask, client: FlaskClient, session: Session) -> None:
    """A post without CSRF token is refused everywhere, public pages included."""
    a_statute(session)
    sign_in(session, client, a_person(session), Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule in rules_of(app):
            if "POST" in methods_of(rule):
                answer = client.post(address_of(rule))
                assert answer.status_code in (400, 403), f"{rule} answered {answer.status_code}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_no_form_of_a_page_of_ours_acts_with_a_token_that_does_not_hold(app: Flask, session: Session) -> None:
    """It is shown again or refused, whatever it brings; nothing is written, also not to the journal."""
    client = visitor(app)
    a_statute(session)
    sign_in(session, client, a_person(session), *GRANTED_ROLES)
    before = session.scalar(select(func.count()).select_from(JournalLine))
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule in rules_of(app):
            if "POST" in methods_of(rule):
                data = {"csrf_token": "stale", "reason": "lang", "locale": "en", "next": "/"}
                answer = client.post(address_of(rule), data=data, headers={"Referer": "http://localhost/"})
                assert answer.status_code in (400, 401, 403, 404, 422), f"{rule} answered {answer.status_code}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    session.rollback()
    assert session.scalar(select(func.count()).select_from(JournalLine)) == before
    assert '<html lang="de">' in client.get("/konto/").text


def test_answers_carry_a_strict_policy(client: FlaskClient) -> None:
    """No script, style, frame or form from elsewhere or inline."""
    policy = client.get("/konto/anmelden").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_where_the_address_is_https_browsers_are_told_to_keep_to_it(client: FlaskClient) -> None:
    """Also behind a proxy, which speaks plainly to the application."""
    answer = client.get("/konto/anmelden", base_url="http://127.0.0.1")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
