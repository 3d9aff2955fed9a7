"""The forms that the rooms of the acts take, by their addresses: filled as they should be, and each field wrongly.

What a request writes is noted and never committed, so the house stays as it was for the next one.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pytest
from flask import Flask, request
from flask_wtf.file import FileField
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from wtforms import BooleanField, Field, FieldList, HiddenField, RadioField, SelectField, SelectMultipleField

from app.core.db import Model, db
from app.core.web.forms import CentsField, Form, GermanDateField, WholeNumberField
from app.core.web.meanwhile import KnowingForm
from app.demo.actions.people import LAUTENSCHLAG, QUENDEL, WEISSDORN
from app.demo.rules import PASSWORD
from app.organs.models import Item
from app.removals.models import RemovalStep
from tests.factories import TODAY, a_pdf
from tests.test_access import expected
from tests.visitors import Visitor, visitor

ROOMS = (
    "admissions", "boardroom", "changes", "closing", "departures", "dues", "removals", "settlements", "shares",
    "subscriptions", "transfers",
)  # fmt: skip
MOST_PLACES = 4
"""So many addresses of one kind are tried until one takes what is sent."""

TABLES: Mapping[str, str] = {
    "application_id": "application", "application": "application", "resolution_id": "resolution", "item_id": "item",
    "change_id": "proposed_change",
    "claim_id": "lapsed_claim", "due_id": "payment_due", "refund_id": "refunded_advance",
    "return_id": "returned_payment",
    "subscription_id": "subscription", "contribution_id": "contribution", "plan_id": "payment_plan",
    "payment_id": "payment_received", "removal_id": "removal", "settlement_id": "settlement",
    "entry_id": "settlement_entry", "debt_payment_id": "debt_payment", "appropriation_id": "appropriation",
    "transfer_id": "transfer",
    "basis_id": "membership_period", "paper_id": "year_paper",
    "departures.notice_id": "notice", "dues.notice_id": "dunning_notice",
}
"""Part of an address → the table whose keys it names."""
WORDS: Mapping[str, Sequence[object]] = {
    "ending": ("2025-12-31", "2026-12-31"), "step": ("prepared", "adopted", "disclosed"),
    "departures.kind": ("ordinary", "partial"), "removals.kind": ("death", "exclusion", "dissolution", "succession"),
    "settlements.kind": ("exit", "partial"), "level": (1, 2, 3), "purpose": ("contribution", "shares"),
    "point": ("original_received", "no_duplicate"), "name": ("payment_undertaking",),
}
"""Part of an address → what it may be."""

OWN = (6, 1, 7, 8)
"""Members that somebody acts for in the portal, the first two by the story."""

FOR_STRANGERS = "everybody"
"""The public form of admission, one long draft under a secret link, has hostile tests of its own (`test_forms`)."""

GUESSED = (0, 4711, 2**31, 2**63, 10**30, "gibt-es-nicht", "%00")
DAYS = ("", "0001-01-01", "1000-01-01", "1800-01-01", "2200-12-31", "9999-12-31", "2026-02-30", "31.13.2026")
NUMBERS = ("-1", "0", "999999999", "9" * 40, "1e9", "½")
CENTS = ("-1", "0", "0,001", "999999999999,99", "9" * 40)
CHOICES = ("", "4711", "-1", "abc", "9" * 40, "\0")
TEXTS = ("", " ", "\0", "a\0b", "x" * 100_000, "\u202e\ufffe{0}%s<b>")


@dataclass(frozen=True)
class Asked:
    """One field of a form: its name, its kind, what is right for it."""

    name: str
    kind: type[Field]
    right: str

    def wrong(self, turn: int) -> str:
        """One of the things that nobody should type into it."""
        by_kind = ((GermanDateField, DAYS), (WholeNumberField, NUMBERS), (CentsField, CENTS), (FileField, ("text",)),
                   (SelectField | SelectMultipleField | RadioField, CHOICES))
        values = next((values for kind, values in by_kind if issubclass(self.kind, kind)), TEXTS)
        return values[turn % len(values)]


@dataclass
class Acting:
    """People at their browsers; of each request it is noted what it would have written."""

    app: Flask
    clients: Mapping[str, Visitor]
    known: Mapping[str, Sequence[object]]
    pairs: Mapping[str, Sequence[dict[str, object]]]
    """Parts of an address that belong to each other → those of the story, the newest first."""
    forms: list[Form] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    committed: list[str] = field(default_factory=list)
    location: str = ""
    keys: int = 0
    is_in_earnest: bool = False

    def client_for(self, rule: Rule) -> Visitor:
        """The browser of somebody who may."""
        return next(self.clients[letter] for letter in expected()[rule.endpoint, "POST"] if letter in self.clients)

    def rules(self) -> list[Rule]:
        """Every address of these rooms that takes a form from somebody known."""
        found = (rule for rule in self.app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in ROOMS)
        sent = [rule for rule in found if "POST" in (rule.methods or ())]
        return [rule for rule in sent if expected()[rule.endpoint, "POST"] != FOR_STRANGERS]

    def places(self, rule: Rule) -> list[dict[str, object]]:
        """What may stand in addresses of a kind, so that something is there."""
        room, names = rule.endpoint.partition(".")[0], sorted(rule.arguments)
        if found := self.pairs.get(" ".join(names)):
            return list(found)
        own = {"number": OWN} if "/mein/" in rule.rule else {}
        values = (own.get(name) or self.known.get(f"{room}.{name}") or self.known.get(name, ()) for name in names)
        return [dict(zip(names, each, strict=True)) for each in islice(product(*values), MOST_PLACES)]

    def send(self, rule: Rule, address: str, typed: Mapping[str, object]) -> int:
        """Send a form; gives the status, and notes in `committed` what would have been written."""
        self.forms.clear()
        self.written.clear()
        self.committed = []
        data = {name: (io.BytesIO(a_file), "beleg.pdf") if value is UPLOAD else value for name, value in typed.items()}
        answer = self.client_for(rule).post(address, data=data)
        self.location = answer.location or ""
        return answer.status_code

    def asked(self, rule: Rule, address: str) -> list[Asked]:
        """The fields that an address asks for: those of the form that is read first."""
        self.send(rule, address, {})
        return [each for form in self.forms[:1] for each in _asked(form)]

    def best(self, rule: Rule) -> tuple[dict[str, object], list[Asked], int]:
        """An address of a kind that takes what is right, or else the last one that is there; its fields, the status."""
        found: tuple[dict[str, object], list[Asked], int] = ({}, [], 404)
        for values in self.places(rule):
            address = address_of(rule, values)
            fields = self.asked(rule, address)
            status = self.send(rule, address, self.right(fields))
            if status != 404 or not found[0]:
                found = values, fields, status
            if status in (200, 302):
                break
        return found

    def right(self, fields: Sequence[Asked]) -> dict[str, object]:
        """A form filled as it should be, under a key of its own."""
        self.keys += 1
        key = {"key": f"key-of-form-{self.keys}"} if any(each.name == "key" for each in fields) else {}
        return {each.name: UPLOAD if issubclass(each.kind, FileField) else each.right for each in fields} | key


UPLOAD = object()
a_file = a_pdf("Beleg")


def address_of(rule: Rule, values: Mapping[str, object]) -> str:
    """The address of a rule with these values, whatever they are."""
    return "".join(str(values[part]) if is_value else part for is_value, part in rule._trace if part != "|")


def _asked(form: Form) -> Iterator[Asked]:
    for each in form:
        is_plain = not isinstance(each, FieldList) and each.name not in ("csrf_token", "shown", "key")
        if each.name == "key":
            yield Asked("key", HiddenField, "")
        elif is_plain:
            yield Asked(each.name, type(each), _right(each))


def _right(asked: Field) -> str:
    if asked.name.endswith(("_until", "first_on")):
        return (TODAY + timedelta(days=20)).isoformat()
    if isinstance(asked, GermanDateField):
        return TODAY.isoformat()
    if isinstance(asked, SelectField | SelectMultipleField | RadioField):
        return next((str(choice.value) for choice in asked.choices or () if str(choice.value)), "")
    if isinstance(asked, BooleanField):
        return "y"
    return "1" if isinstance(asked, WholeNumberField | CentsField) else str(asked.data or "Text")


@contextmanager
def begin(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    """Sign people of the story in, look over the shoulder of each form, and let nothing be committed from now on."""
    clients = {letter: visitor(app) for letter in "OBM"}
    for letter, who in (("O", LAUTENSCHLAG), ("B", WEISSDORN), ("M", QUENDEL)):
        sent = clients[letter].post("/konto/anmelden", data={"email": who.email, "password": PASSWORD})
        assert sent.status_code == 302
    acting = Acting(app, clients, _known(session), _pairs(session))
    first = Form.__init__

    def noted(self: Form, *arguments: Any, **more: Any) -> None:
        first(self, *arguments, **more)
        if request.method == "POST":
            acting.forms.append(self)

    commit = Session.commit

    def instead_of_commit(self: Session) -> None:
        acting.committed += acting.written
        if acting.is_in_earnest:
            commit(self)
            return
        self.flush()
        self.dispatch.before_commit(self)
        self.rollback()

    def note(*told: Any) -> None:
        verb, _space, rest = told[2].strip().partition(" ")
        if verb in ("INSERT", "UPDATE", "DELETE") and "login_session" not in rest:
            acting.written.append(told[2][:80])

    monkeypatch.setattr(Form, "__init__", noted)
    monkeypatch.setattr(KnowingForm, "check_known", lambda *_arguments, **_more: None)
    monkeypatch.setattr(Session, "commit", instead_of_commit)
    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield acting
    event.remove(engine, "before_cursor_execute", note)


def _known(session: Session) -> dict[str, Sequence[object]]:
    keys = {name: _keys(session, table) for name, table in TABLES.items()}
    numbers = list(session.scalars(select(Model.metadata.tables["member"].c.number).order_by("number")))
    claims = Model.metadata.tables["appropriation_share"].c
    due = list(session.scalars(select(claims.member_id).where(claims.paid_out + claims.interest > 0)))
    return {**WORDS, **keys, "number": numbers, "acquirer": numbers[::-1], "settlements.member_id": due}


def _pairs(session: Session) -> dict[str, Sequence[dict[str, object]]]:
    items = session.scalars(select(Item).where(Item.resolution_id.is_not(None)).order_by(Item.id.desc())).unique()
    before_an_organ: list[dict[str, object]] = [
        {"item_id": item.id, "resolution_id": item.resolution_id} for item in items
    ]
    steps = session.scalars(select(RemovalStep).order_by(RemovalStep.id.desc())).unique()
    noted: list[dict[str, object]] = [{"removal_id": step.removal_id, "step_id": step.id} for step in steps]
    return {
        "item_id resolution_id": before_an_organ[:MOST_PLACES], "removal_id step_id": noted[:MOST_PLACES],
    }


def _keys(session: Session, table: str) -> list[int]:
    """The keys of a table, the newest first: what is new is still open."""
    key = Model.metadata.tables[table].c.id
    return list(session.scalars(select(key).order_by(key.desc())))
