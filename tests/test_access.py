"""Deny by default, over every address the application has."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from app.core.values import Role
from tests.factories import a_person, sign_in


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


def test_a_stranger_gets_no_further_than_the_login(app: Flask, client: FlaskClient) -> None:
    """Nothing but the public pages answers somebody who is not signed in."""
    for rule in guarded(app):
        for method in methods_of(rule):
            answer = client.open(address_of(rule), method=method)
            assert answer.status_code in (302, 401, 403), f"{method} {rule} answered {answer.status_code}"
            assert answer.status_code != 302 or "/konto/anmelden" in answer.location


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR, None])
def test_a_wrong_role_is_turned_away(app: Flask, client: FlaskClient, session: Session, role: Role | None) -> None:
    """Every guarded view lets in the roles it names and nobody else."""
    sign_in(session, client, a_person(session), *([role] if role else []))
    for rule in guarded(app):
        allowed: frozenset[Role] = getattr(app.view_functions[rule.endpoint], "allowed_roles", frozenset())
        if allowed and role not in allowed:
            for method in methods_of(rule):
                assert client.open(address_of(rule), method=method).status_code == 403, f"{method} {rule}"


def test_no_address_answers_with_a_fault(app: Flask, client: FlaskClient, session: Session) -> None:
    """Guessed ids, empty forms, no data at all: a clear answer, never a 500."""
    sign_in(session, client, a_person(session), Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    for rule in rules_of(app):
        if rule.endpoint in ("accounts.logout", "accounts.end_others"):
            continue
        for method in methods_of(rule):
            answer = client.open(address_of(rule), method=method)
            assert answer.status_code < 500, f"{method} {rule} answered {answer.status_code}"


def test_an_id_that_no_row_can_have_leads_nowhere(app: Flask, client: FlaskClient, session: Session) -> None:
    """Not even the largest: neither database is asked for a number it cannot hold."""
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
    sign_in(session, client, a_person(session), Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule in rules_of(app):
            if "POST" in methods_of(rule):
                answer = client.post(address_of(rule))
                assert answer.status_code in (400, 403), f"{rule} answered {answer.status_code}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_answers_carry_a_strict_policy(client: FlaskClient) -> None:
    """No script, style, frame or form from elsewhere or inline."""
    policy = client.get("/konto/anmelden").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_where_the_address_is_https_browsers_are_told_to_keep_to_it(client: FlaskClient) -> None:
    """Also behind a proxy, which speaks plainly to the application."""
    answer = client.get("/konto/anmelden", base_url="http://127.0.0.1")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
