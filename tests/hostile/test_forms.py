"""Every form of every page, filled as nobody should: a sentence or a deed, never a fault of ours."""

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.demo.actions.people import BRANDNER, LAUTENSCHLAG, WEISSDORN
from app.demo.rules import PASSWORD
from tests.hostile.forms import HOSTILE, Intruder
from tests.story import put_story_in_place

PEOPLE = ("", LAUTENSCHLAG.email, BRANDNER.email, WEISSDORN.email)
STEPS = ("angaben", "vertretung", "anteile", "unterlagen", "erklaerung", "pruefen")
MOST = 100
"""So many attempts for each person; with another seed others are tried."""

LISTS = ("/antraege", "/mitglieder/", "/beschluesse/verzeichnis", "/dokumente", "/zahlungen", "/urkunden", "/register/",
         "/betrieb/journal", "/betrieb/e-mails", "/konto/personen", "/suche", "/druck", "/import/")
ASKED = ("q", "sort", "page", "format", "state", "only", "day", "known_at", "from", "ids", "punkt", "mitglied")
"""What pages take from their address."""

CONFLICT = "Im selben Augenblick"
"""How the page begins where the database turned a row down; nobody else is there who could have been quicker."""


def starts_of(app: Flask, intruder: Intruder) -> list[str]:
    """Every page without a number in its address, and the steps of an application of each kind."""
    starts = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    for kind in ("company", "natural_person", "municipality"):
        begin = {"kind": kind, "member_class": "ordinary", "key": f"hostile-{kind}"}
        draft = intruder.client.post("/beitritt", data=begin).location
        starts += [f"{draft}/{step}" for step in STEPS]
    return starts


@pytest.fixture
def demo(app: Flask, session: Session) -> Flask:
    """The fictional cooperative, with everything that has a form."""
    put_story_in_place()
    return app


def test_no_form_filled_wrongly_ends_in_a_fault(demo: Flask) -> None:
    faults = [fault for email in PEOPLE for fault in faults_of(demo, email)]
    assert faults == []


def faults_of(demo: Flask, email: str) -> Iterator[object]:
    """Let somebody fill every form wrongly; gives what ended in a fault of ours."""
    intruder = Intruder(demo, random.Random(f"413 {email}"))
    if email:
        intruder.sign_in(email, PASSWORD)
    forms = list(intruder.forms(starts_of(demo, intruder)))
    tries = [(form, data) for form in forms for data in intruder.attempts(form, 1)]
    assert len(tries) > 50
    for form, data in intruder.chance.sample(tries, min(MOST, len(tries))):
        status, page = intruder.send(form, data)
        if status >= 500 or CONFLICT in page:
            yield status, form.kind, [(name, str(value)[:40]) for name, value in data]


def test_no_address_asked_wrongly_ends_in_a_fault(demo: Flask) -> None:
    intruder = Intruder(demo, random.Random(413))
    intruder.sign_in(LAUTENSCHLAG.email, PASSWORD)
    faults = []
    for path in LISTS:
        for name in ASKED:
            for value in intruder.chance.sample(HOSTILE, 2):
                answer = intruder.client.get(path, query_string={name: value[:900]})
                if answer.status_code >= 500:
                    faults.append((path, name, value[:40], answer.status_code))
    assert faults == []
