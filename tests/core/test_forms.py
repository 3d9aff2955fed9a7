"""Forms of the house: what is wrong stands there as a sentence."""

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.core.web import CentsField, Form, GermanDateField, _l


class Choosing(Form):
    """Asks for one thing, and answers in the reader's language."""

    kind = RadioField(choices=[("a", "A")], validators=[InputRequired(_l("Bitte wählen"))])
    day = GermanDateField("Tag")
    amount = CentsField("Betrag")


def test_what_is_wrong_is_one_sentence_for_each_field(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"day": "gestern"}), meta={"csrf": False})
        assert not form.validate()
        assert [field for field, _sentence in form.error_list()] == ["kind", "day"]
        assert form.error_list()[0] == ("kind", "Bitte wählen")


def test_an_endless_amount_is_refused_like_any_other_slip(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"kind": "a", "amount": "1" + ".000" * 2000}), meta={"csrf": False})
        assert not form.validate()
        assert form.error_list() == [("amount", "Schreiben Sie den Betrag als 1.234,50.")]
