"""Forms of imports; limits from the rules."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, ValidationError
from wtforms import Field as Input
from wtforms.validators import InputRequired

from app.core.web import CentsField, Form, KeyedForm, KnowingForm, SelectField, UploadField, _, _l, in_words
from app.imports.rules import (
    EVENT_NAMES,
    FIELD_NAMES,
    LIST_NAMES,
    MAX_FILE_BYTES,
    Field,
    Layout,
    ListKind,
)
from app.members.rules import EXIT_GROUND_WORDS

KINDS, EVENTS, GROUNDS = in_words(LIST_NAMES), in_words(EVENT_NAMES), in_words(EXIT_GROUND_WORDS)


def _counts(_form: Form, field: Input) -> None:
    """A share amounts to something (§ 7 no. 1 GenG)."""
    if field.data is not None and field.data <= 0:
        raise ValidationError(_("Ein Anteil beträgt mindestens 0,01."))


_AMOUNT = [InputRequired(_l("Geben Sie den Betrag an.")), _counts]


class UploadForm(KeyedForm):
    """A list to import."""

    kind = SelectField(
        _l("Was die Liste enthält"), choices=list(KINDS.items()), default=ListKind.MEMBERS.value
    )
    file = UploadField(
        _l("Liste (CSV oder XLSX)"), [InputRequired(_l("Wählen Sie die Datei aus."))], most=MAX_FILE_BYTES
    )
    share_amount = CentsField(_l("Betrag eines Anteils"), validators=_AMOUNT)


class ColumnsForm(Form):
    """Which column is which field; the selects are made for the list at hand."""

    share_amount = CentsField(_l("Betrag eines Anteils"), validators=_AMOUNT)


class AmountForm(KnowingForm):
    """The tick that the list's share amount is meant, though a statute states another one; it knows what was stated."""

    beside: ClassVar[Mapping[str, object]] = {
        "columns": _l("Spalten"), "share_amount": _l("Die Liste rechnet mit"),
        "stated": _l("Abweichend nennt die Satzung"),
    }
    advice = _l("Senden Sie es noch einmal ab, gilt, was hier steht.")
    is_agreed = BooleanField(_l("Der Betrag der Liste ist so gemeint."))


def columns_form(
    headings: list[str], chosen: dict[str, Field], share_amount: int, layout: Layout
) -> ColumnsForm:
    """The form with one select per column of the list."""
    options = [("", _l("nicht übernehmen")), *((each.value, _(FIELD_NAMES[each])) for each in layout.fields)]
    selects = {
        f"column_{index}": SelectField(heading, choices=options, default=chosen.get(heading, ""))
        for index, heading in enumerate(headings)
    }
    made: type[ColumnsForm] = type("ColumnsForm", (ColumnsForm,), selects)
    return made(share_amount=share_amount)
