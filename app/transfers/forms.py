"""Forms of transfers, and the words of what they show."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import ClassVar, Self

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.values import CHANNEL_WORDS, FORM_WORDS, WrittenForm
from app.core.web import (
    AddingForm,
    Form,
    GermanDateField,
    KeyedForm,
    RadioField,
    RefusalsAt,
    SelectField,
    UploadField,
    WholeNumberField,
    _,
    _l,
    in_words,
)
from app.transfers.rules import (
    EXTENT_WORDS,
    STATE_WORDS,
    AboutDay,
    AboutForm,
    AboutReceipt,
    AboutWriting,
    Declared,
    Extent,
)

EXTENTS, STATES, CHANNELS = in_words(EXTENT_WORDS), in_words(STATE_WORDS), in_words(CHANNEL_WORDS)
FORMS = in_words(FORM_WORDS)

BESIDE: Mapping[str, object] = {
    "given": _l("Anteile und Guthaben des übertragenden Mitglieds"),
    "taken": _l("Anteile und Guthaben der Erwerberin"), "transfers": _l("Übertragungen"),
    "application": _l("Antrag der Erwerberin"),
}
ADVICE = _l("Sehen Sie die Vorschau noch einmal an, bevor Sie eintragen.")


def _number(label: object, sentence: object) -> WholeNumberField:
    return WholeNumberField(label, [InputRequired(sentence)])


class ChooseForm(KeyedForm):
    """Who hands the credit on, and to whom: a member, or an applicant who joins by it."""

    number = _number(_l("Mitgliedsnummer"), _l("Geben Sie an, wer überträgt"))
    acquirer = WholeNumberField(_l("Mitgliedsnummer der Erwerberin"), [Optional()])
    application = SelectField(_l("Oder der Antrag, mit dem sie beitritt"), default="", validate_choice=False)

    def offer(self, applications: Iterable[tuple[str, str]]) -> Self:
        """Offer the open applications, by number and name; one that is named and not open is judged by the rules."""
        open_ones = [("", _("Kein Antrag")), *((number, f"{number}, {name}") for number, name in applications)]
        named = self.application.data or ""
        known = named in [number for number, _name in open_ones]
        self.application.choices = open_ones if known else [*open_ones, (named, named)]
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for one of the two ways to say who acquires."""
        is_valid = super().validate(extra_validators)
        if self.acquirer.errors or (self.acquirer.data is None) is bool(self.application.data):
            return is_valid
        if self.application.data:
            self.application.errors = [_("Wählen Sie ein Mitglied oder einen Antrag, nicht beides.")]
        else:
            self.acquirer.errors = [_("Geben Sie an, wer erwirbt")]
        return False


class _ExtentForm(AddingForm):
    """How much is handed on, and when."""

    beside: ClassVar[Mapping[str, object]] = BESIDE
    advice = ADVICE
    extent = RadioField(
        _l("Was wird übertragen?"), choices=list(EXTENTS.items()), default=Extent.WHOLE, coerce=Extent
    )
    shares = WholeNumberField(_l("Wie viele Anteile?"), [Optional(), NumberRange(1, message=_l("Mindestens einer"))])
    wanted_on = GermanDateField(
        _l("Tag der Übertragung"), [InputRequired(_l("Geben Sie den Tag der Übertragung an"))]
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for the number of shares where single ones are handed on, and only there."""
        is_valid = super().validate(extra_validators)
        if is_valid and self.extent.data is Extent.PART and self.shares.data is None:
            self.shares.errors = [_("Geben Sie an, wie viele Anteile übertragen werden.")]
            return False
        if is_valid and self.extent.data is Extent.WHOLE and self.shares.data is not None:
            self.shares.errors = [_(
                "Mit dem ganzen Guthaben gehen alle Anteile über. Lassen Sie dieses Feld leer, oder wählen Sie"
                " „Einzelne Anteile“."
            )]
            return False
        return is_valid

    @property
    def handed_on(self) -> int | None:
        """The shares handed on; None with the whole credit."""
        return self.shares.data if self.extent.data is Extent.PART else None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about."""
        with RefusalsAt(self.shares if self.extent.data is Extent.PART else self.extent), \
                RefusalsAt(self.wanted_on, AboutDay):
            yield


class TransferForm(_ExtentForm):
    """An agreement on paper or by mail, as the office enters it."""

    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    dated_on = GermanDateField(_l("Geschrieben am"), [Optional()])
    written_form = SelectField(
        _l("Form"), choices=list(FORMS.items()), coerce=WrittenForm, default=WrittenForm.TEXTFORM
    )
    declared_by = StringField(
        _l("Erklärt von"),
        [InputRequired(_l("Geben Sie an, wer erklärt hat")), Length(max=200)],
    )
    document = UploadField(_l("Vereinbarung als Datei"))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about, those of the agreement among them."""
        with super().refusals(), RefusalsAt(self.received_on, AboutReceipt), RefusalsAt(
            self.dated_on, AboutWriting
        ), RefusalsAt(self.written_form, AboutForm):
            yield

    def declared(self) -> Declared:
        """The transfer of a form that was found right."""
        return Declared(
            self.handed_on, self.wanted_on.day, self.received_on.day, self.written_form.data,
            (self.declared_by.data or "").strip(), self.dated_on.data,
        )


class FindForm(Form):
    """To whom a member wants to hand its credit on."""

    acquirer = _number(_l("Mitgliedsnummer der Erwerberin"), _l("Geben Sie an, wer erwirbt"))


class OwnTransferForm(_ExtentForm):
    """A member's own declaration, made in the portal today."""

    is_meant = BooleanField(_l("Das erkläre ich verbindlich"))

    def declared(self, today: date, name: str) -> Declared:
        """The transfer, received today in Textform."""
        return Declared(self.handed_on, self.wanted_on.day, today, WrittenForm.TEXTFORM, name)


class AgreeForm(KeyedForm):
    """The acquirer's own declaration, made in the portal today."""

    is_meant = BooleanField(_l("Ich erwerbe verbindlich und beteilige mich mit den dafür nötigen Geschäftsanteilen"))

    def about(self, transfer_id: int) -> Self:
        """Tell its field from those about other transfers, of which several may wait on one page."""
        self.is_meant.id = self.is_meant.label.field_id = f"is_meant-{transfer_id}"
        return self
