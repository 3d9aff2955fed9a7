"""Forms of the house: what is wrong stands there as a sentence."""

import io

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, PasswordField, StringField
from wtforms.fields import TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.core.told import Told
from app.core.values import Unsaid
from app.core.web import (
    CentsField,
    Form,
    FormPart,
    GermanDateField,
    RadioField,
    ReasonForm,
    SelectField,
    SelectMultipleField,
    UploadField,
    WholeNumberField,
    _l,
    id_in,
)
from app.core.web.meanwhile import words_of


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
        assert form.error_list() == [("amount", "Die Zahl ist zu groß, höchstens 999.999.999.999,99.")]


@pytest.mark.parametrize(("typed", "sentence"), [
    ("12345678901234567", "Die Zahl ist zu groß, höchstens 999.999.999.999,99."),
    ("1.000.000.000.000,00", "Die Zahl ist zu groß, höchstens 999.999.999.999,99."),
    ("1.00.00", "Schreiben Sie den Betrag als 1.234,50."),
    ("१२,५०", "Schreiben Sie den Betrag als 1.234,50."),
    ("-5", "Ein Betrag unter null geht hier nicht."), ("−5,00", "Ein Betrag unter null geht hier nicht."),
])
def test_an_amount_that_is_too_long_is_told_the_largest_one_taken(app: Flask, typed: str, sentence: str) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"kind": "a", "amount": typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.error_list() == [("amount", sentence)]


def test_the_largest_amount_is_taken(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"kind": "a", "amount": "999.999.999.999,99"}), meta={"csrf": False})
        assert form.validate()
        assert form.amount.data == CentsField.MOST


@pytest.mark.parametrize(("typed", "cents"), [("1,234.50", 1_234_50), ("12.5", 12_50), ("1.234,50", 1_234_50)])
def test_who_reads_english_may_type_an_amount_in_either_way(app: Flask, typed: str, cents: int) -> None:
    with app.test_request_context(method="POST", headers={"Accept-Language": "en"}):
        form = Choosing(MultiDict({"kind": "a", "amount": typed}), meta={"csrf": False})
        assert form.validate()
        assert form.amount.data == cents


def test_who_reads_german_does_not_type_a_point_for_the_cents(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"kind": "a", "amount": "12.5"}), meta={"csrf": False})
        assert not form.validate()


def test_an_amount_stands_in_its_field_as_the_reader_writes_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert 'value="1,234.50"' in Choosing(data={"amount": 1_234_50}, meta={"csrf": False}).amount()


class Offering(Form):
    """Offers pairs of value and words, at once and later."""

    kind = RadioField(choices=[("a", "A"), ("b", "B")])
    place = SelectField(choices=[])
    roles = SelectMultipleField(choices=(("x", "X"), ("y", "Y")))


@pytest.mark.filterwarnings("error")
def test_choices_are_given_as_pairs_at_the_form_or_later(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        sent = MultiDict([("kind", "b"), ("place", "1"), ("roles", "x"), ("roles", "y")])
        form = Offering(sent, meta={"csrf": False})
        form.place.choices = [("1", "Altenbruck")]
        assert form.validate()
        assert (form.kind.data, form.place.data, form.roles.data) == ("b", "1", ["x", "y"])
        assert [(each.value, each.label) for each in form.place.choices] == [("1", "Altenbruck")]
        assert '<option selected value="1">Altenbruck</option>' in form.place()


def test_what_is_too_long_is_told_how_long_it_may_be(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = ReasonForm(MultiDict({"reason": "x" * 301}), meta={"csrf": False})
        assert not form.validate()
        assert form.error_list() == [("reason", "Das ist zu lang, höchstens 300 Zeichen.")]


class Counting(Form):
    """Asks for a day, an amount and a number, all of which must be there."""

    day = GermanDateField(validators=[InputRequired("Tag?")])
    amount = CentsField(validators=[InputRequired("Betrag?")])
    number = WholeNumberField(validators=[InputRequired("Zahl?"), NumberRange(min=0)])


def test_nothing_but_space_is_nothing(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"day": [" ", "x"], "amount": "\t", "number": " "}):
        form = Counting(meta={"csrf": False})
        assert not form.validate()
        assert [sentence for _field, sentence in form.error_list()] == ["Tag?", "Betrag?", "Zahl?"]


@pytest.mark.parametrize(("typed", "meant"), [("105.000", 105_000), ("1.234.567", 1_234_567), ("105000", 105_000)])
def test_a_whole_number_may_be_typed_as_pages_print_it(app: Flask, typed: str, meant: int) -> None:
    with app.test_request_context(method="POST", data={"day": "24.11.2026", "amount": "1", "number": typed}):
        form = Counting(meta={"csrf": False})
        assert form.validate()
        assert form.number.data == meant


@pytest.mark.parametrize("typed", ["1.5", "1.50", "10.5000", "1,500", "9" * 400, "1_000", "²", "٣", "1e3", "-", "1,5"])
def test_what_is_no_whole_number_in_figures_is_a_slip(app: Flask, typed: str) -> None:
    with app.test_request_context(method="POST", data={"number": typed}):
        form = Counting(meta={"csrf": False})
        assert not form.validate()
        assert form.number.errors == ["Schreiben Sie eine ganze Zahl in Ziffern, höchstens neun."]
        assert typed in form.number()


class Sending(Form):
    """Asks for a text and a file."""

    text = StringField(validators=[Length(max=5)])
    file = UploadField()


def test_a_file_under_a_text_s_name_is_not_looked_at(app: Flask) -> None:
    """A text has a length, a file has none."""
    data = {"text": (io.BytesIO(b"a"), "a.txt"), "file": (io.BytesIO(b"b"), "b.txt")}
    with app.test_request_context(method="POST", data=data):
        form = Sending()
        assert form.validate_on_submit()
        assert (form.text.data, form.file.content()) == (None, ("b.txt", b"b"))


@pytest.mark.parametrize("sent", ["[1]", '{"text": 5}', '{"text": "\\ud800"}', '{"text": "\\u0000"}', "{", "null"])
def test_json_is_no_form(app: Flask, sent: str) -> None:
    """It would bring numbers, lone halves of characters and NUL past what forms are held to."""
    with app.test_request_context(method="POST", data=sent, content_type="application/json"):
        assert Sending().text.data is None


class Row(FormPart):
    """A row of a list."""

    name = StringField("Name")


class Writing(Form):
    """Takes texts of one line and of many."""

    name = StringField("Name", [InputRequired("Name fehlt")])
    text = TextAreaField("Text")
    rows = FieldList(FormField(Row), min_entries=1)


def test_what_nobody_can_see_reaches_no_field(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        sent = {"name": " A\u202eda\nLove\u200blace", "text": "eins\r\nzw\x07ei", "rows-0-name": "Mu\u0308\nller"}
        form = Writing(MultiDict(sent), meta={"csrf": False})
        assert form.validate()
        assert (form.name.data, form.text.data) == ("Ada Lovelace", "eins\nzwei")
        assert form.rows.entries[0].form.name.data == "M\u00fc ller"


def test_a_text_of_nothing_visible_counts_as_left_out(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        assert not Writing(MultiDict({"name": " \u200b "}), meta={"csrf": False}).validate()


class Printed(Form):
    """Asks for what will be printed, and for a password, which will not."""

    firm = StringField("Firma")
    amount = CentsField("Betrag")
    password = PasswordField("Passwort")
    people = FieldList(FormField(Row), label="Personen")


def test_letters_that_no_print_can_show_are_refused_by_name(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        sent = {"firm": "王 & Łukasz", "password": "王王王", "people-0-name": "Đặng", "people-1-name": "Имя 😀"}
        form = Printed(MultiDict(sent), meta={"csrf": False})
        assert not form.validate()
        assert [field for field, _sentence in form.error_list()] == ["firm", "people-1-name"]
        assert form.error_list()[0][1].startswith("Das lässt sich nicht drucken: 王.")
        assert "😀" in form.people.entries[1].form.name.errors[0]
        assert form.firm.data == "王 & Łukasz"


def test_a_sentence_that_stands_at_several_fields_says_at_which(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        sent = {"firm": "Ada", "people-0-name": "王", "people-1-name": "王"}
        form = Printed(MultiDict(sent), meta={"csrf": False})
        assert not form.validate()
        found = [(field, sentence.partition(": ")[0]) for field, sentence in form.error_list()]
        assert found == [("people-0-name", "Personen 1, Name"), ("people-1-name", "Personen 2, Name")]


def test_what_can_be_printed_is_taken(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Printed(MultiDict({"firm": "Æther & Zoë „Nước“ – Ελλάς"}), meta={"csrf": False})
        assert form.validate()


def test_a_day_typed_in_german_stands_in_the_date_picker(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Choosing(MultiDict({"kind": "a", "day": "24.11.2026"}), meta={"csrf": False})
        assert 'value="2026-11-24"' in form.day()
        assert 'value="gestern"' in Choosing(MultiDict({"day": "gestern"}), meta={"csrf": False}).day()


def test_what_is_stored_now_is_told_in_words_and_a_number_for_us_alone_not_at_all(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        kind = Choosing(MultiDict(), meta={"csrf": False}).kind
        assert words_of(kind, "a") == "A"
        assert words_of(kind, 4711) == "etwas, das hier nicht zur Wahl steht"
        assert words_of(None, Unsaid(3)) == ""
        assert words_of(None, [Told("{shares} Anteile", shares="3"), Told("keine")]) == "3 Anteile, keine"
        assert words_of(None, None) == "nichts"


@pytest.mark.parametrize(("typed", "found"), [
    ("17", 17), ("007", 7), ("0", 0), (str(2**31 - 1), 2**31 - 1), (str(2**31), 2**31 - 1), ("9" * 5000, 2**31 - 1),
    ("0" * 5000 + "3", 3), ("", None), (None, None), ("-1", None), ("1e3", None), ("１", None),
])  # fmt: skip
def test_an_id_that_no_row_can_have_is_not_found_however_many_figures_it_has(
    typed: str | None, found: int | None
) -> None:
    assert id_in(typed) == found
