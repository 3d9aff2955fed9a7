"""Refusals at the fields of a form: what was typed stays, and the sentence stands beside it."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from app.core.values import NotFound, Refusal, TooOften
from app.core.web import Form, Overtaken, RefusalsAt


class DayRefusal(Refusal):
    """A refusal about a day."""


class Paying(Form):
    """An amount and a day."""

    amount = StringField()
    day = StringField()


@pytest.fixture
def form(app: Flask) -> Paying:
    with app.test_request_context(method="POST"):
        form = Paying(MultiDict({"amount": "12", "day": "gestern"}), meta={"csrf": False})
        form.validate()
        return form


def refuse(form: Paying, refusal: Exception) -> RefusalsAt:
    with RefusalsAt(form.amount) as tried, RefusalsAt(form.day, DayRefusal):
        raise refusal
    return tried


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(app: Flask, form: Paying) -> None:
    with app.test_request_context():
        assert refuse(form, Refusal("Zu viel: {most}.", most=10)).status == 422
    assert form.errors == {"amount": ["Zu viel: 10."]}
    assert form.amount.data == "12"


def test_a_refusal_of_a_kind_stands_at_the_field_of_that_kind(app: Flask, form: Paying) -> None:
    with app.test_request_context():
        refuse(form, DayRefusal("Zu früh."))
    assert form.errors == {"day": ["Zu früh."]}


def test_what_somebody_else_changed_the_form_says_itself(form: Paying) -> None:
    refuse(form, Overtaken())
    assert form.errors == {}


def test_a_fault_is_no_refusal(form: Paying) -> None:
    with pytest.raises(ValueError, match="broken"):
        refuse(form, ValueError("broken"))


@pytest.mark.parametrize(("refusal", "status"), [(TooOften("Später."), 429), (NotFound(), 404)])
def test_the_status_says_what_kind_of_refusal_it_was(app: Flask, form: Paying, refusal: Refusal, status: int) -> None:
    with app.test_request_context():
        assert refuse(form, refusal).status == status
