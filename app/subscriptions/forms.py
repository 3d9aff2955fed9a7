"""Forms of declarations on further shares, and the words of what they show."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import ClassVar

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.values import CHANNEL_WORDS, FORM_WORDS, WrittenForm
from app.core.web import (
    AddingForm,
    AskingForm,
    GermanDateField,
    KeyedForm,
    RadioField,
    RefusalsAt,
    SelectField,
    UploadField,
    WholeNumberField,
    _l,
    in_words,
)
from app.statutes.rules import NoStatute
from app.subscriptions.rules import (
    KIND_WORDS,
    STATE_WORDS,
    AboutForm,
    AboutReceipt,
    AboutWriting,
    Declared,
    SubscriptionKind,
)

KINDS, STATES, CHANNELS = in_words(KIND_WORDS), in_words(STATE_WORDS), in_words(CHANNEL_WORDS)
FORMS = in_words(FORM_WORDS)

MOST_SHARES = 1_000_000


class ChooseForm(KeyedForm):
    """Whose declaration came in."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an"))])


def _shares() -> list[object]:
    return [
        InputRequired(_l("Geben Sie an, wie viele Anteile es sein sollen")),
        NumberRange(1, MOST_SHARES, _l("Mindestens einer, und nicht mehr, als die Satzung zulässt")),
    ]


class DeclarationForm(AddingForm):
    """A declaration on paper or by mail, as the office enters it."""

    beside: ClassVar[Mapping[str, object]] = {
        "held": _l("Anteile des Mitglieds"), "paid": _l("Eingezahlt"), "declarations": _l("Erklärungen"),
        "owed": _l("Maßstab der Pflichtanteile"),
    }
    advice = _l("Sehen Sie die Vorschau noch einmal an, bevor Sie eintragen.")
    shares = WholeNumberField(_l("Weitere Anteile"), _shares())
    kind = RadioField(
        _l("Warum"), choices=list(KINDS.items()), default=SubscriptionKind.FURTHER, coerce=SubscriptionKind
    )
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    dated_on = GermanDateField(_l("Geschrieben am"), [Optional()])
    written_form = SelectField(
        _l("Form"), choices=list(FORMS.items()), coerce=WrittenForm, default=WrittenForm.SCHRIFTFORM
    )
    declared_by = StringField(
        _l("Erklärt von"),
        [InputRequired(_l("Geben Sie an, wer erklärt hat")), Length(max=200)],
    )
    document = UploadField(_l("Erklärung als Datei"))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about."""
        with (
            RefusalsAt(self.shares), RefusalsAt(self.received_on, AboutReceipt),
            RefusalsAt(self.received_on, NoStatute), RefusalsAt(self.dated_on, AboutWriting),
            RefusalsAt(self.written_form, AboutForm),
        ):
            yield

    def declared(self) -> Declared:
        """The declaration of a form that was found right."""
        return Declared(
            self.kind.data, self.shares.data or 0, self.received_on.day, self.written_form.data,
            (self.declared_by.data or "").strip(), self.dated_on.data,
        )


class SheetForm(AskingForm):
    """On how many shares the declaration is that is printed to be signed by hand; read from the address."""

    anteile = WholeNumberField(_l("Weitere Anteile"), _shares(), default=1)


class OwnForm(AddingForm):
    """A member's own declaration, made in the portal today."""

    beside: ClassVar[Mapping[str, object]] = DeclarationForm.beside
    advice = DeclarationForm.advice
    shares = WholeNumberField(_l("Wie viele weitere Anteile?"), _shares())
    is_meant = BooleanField(_l("Das erkläre ich verbindlich"))

    def declared(self, today: date, name: str) -> Declared:
        """The declaration, received today in Textform."""
        return Declared(SubscriptionKind.FURTHER, self.shares.data or 0, today, WrittenForm.TEXTFORM, name)
