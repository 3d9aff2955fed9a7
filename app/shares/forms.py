"""Forms of payments, and the words of the lists."""

from collections.abc import Collection
from datetime import date

from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.archive.rules import STANDING_WORDS
from app.core.values import Cents
from app.core.web import AddingForm, CentsField, GermanDateField, RadioField, WholeNumberField, _l, in_words
from app.shares.rules import PURPOSE_WORDS, PaymentPurpose

PURPOSES, STANDINGS = in_words(PURPOSE_WORDS), in_words(STANDING_WORDS)


class ReceiptForm(AddingForm):
    """A payment that came in, and from which member."""

    number = WholeNumberField(
        _l("Mitgliedsnummer"),
        [
            InputRequired(_l("Geben Sie die Mitgliedsnummer an")),
            NumberRange(1, 999_999_999, _l("Diese Nummer gibt es nicht")),
        ],
    )
    amount = CentsField(_l("Betrag"), [InputRequired(_l("Geben Sie den Betrag an"))])
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    purpose = RadioField(
        _l("Wofür"), choices=list(PURPOSES.items()), default=PaymentPurpose.SHARES, coerce=PaymentPurpose
    )
    note = StringField(_l("Vermerk"), [Length(max=300)])

    def offer(self, purposes: Collection[PaymentPurpose]) -> None:
        """Show these purposes, and the one that was chosen before."""
        self.purpose.choices = [(each, PURPOSES[each]) for each in PURPOSES if each in {*purposes, self.purpose.data}]

    def facts(self) -> tuple[Cents, date, PaymentPurpose, str]:
        """Amount, day, purpose and note of a form that was found right."""
        return self.amount.data or 0, self.received_on.day, self.purpose.data, self.note.data or ""


EVERYTHING = "everything"
"""The choice that a payment goes over all that is open."""


def _purpose_or_everything(value: str) -> PaymentPurpose | str:
    return value if value == EVERYTHING else PaymentPurpose(value)


class AnyReceiptForm(ReceiptForm):
    """The same, where one payment may be for several purposes."""

    purpose = RadioField(
        _l("Wofür"), choices=[*PURPOSES.items(), (EVERYTHING, _l("Alles Offene"))], default=PaymentPurpose.SHARES,
        coerce=_purpose_or_everything,
    )

    def offer(self, purposes: Collection[PaymentPurpose]) -> None:
        """Show these purposes, the one that was chosen before, and everything where there are several."""
        super().offer(purposes)
        if len(self.purpose.choices) > 1 or self.purpose.data == EVERYTHING:
            self.purpose.choices = [*self.purpose.choices, (EVERYTHING, _l("Alles Offene"))]

    @property
    def meant(self) -> PaymentPurpose | None:
        """What it is for; None where it goes over all that is open."""
        return None if self.purpose.data == EVERYTHING else self.purpose.data
