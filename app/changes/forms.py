"""Forms that propose a change; the office and the member itself use the same ones."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from wtforms import EmailField, Field, StringField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from app.changes.rules import MATTER_WORDS, OUTCOME_WORDS
from app.core.values import PostalAddress, check_phone, iban_is_valid
from app.core.web import AddingForm, GermanDateField, KeyedForm, RefusalsAt, UploadField, _, _l, in_words
from app.parties.rules import CountryRefusal, DayRefusal, PostcodeRefusal, country_as_kept
from app.statutes.rules import ClosedYearRefusal

MATTERS, OUTCOMES = in_words(MATTER_WORDS), in_words(OUTCOME_WORDS)


def dialled(_form: object, field: Field) -> None:
    """A telephone number that can be dialled, or none; one that was shown and is left as it was may stay."""
    if field.data and field.data != field.object_data:
        with RefusalsAt(field):
            check_phone(field.data)


class ActForm(KeyedForm):
    """An act without further words; the key makes a second click the same act."""


class AddressForm(AddingForm):
    """A new address, from a day on."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Anschrift")}
    addition = StringField(_l("Zusatz"), [Length(max=150)])
    street = StringField(_l("Straße und Hausnummer"), [InputRequired(_l("Geben Sie die Straße an")), Length(max=200)])
    postcode = StringField(_l("Postleitzahl"), [InputRequired(_l("Geben Sie die Postleitzahl an")), Length(max=20)])
    city = StringField(_l("Ort"), [InputRequired(_l("Geben Sie den Ort an")), Length(max=150)])
    country = StringField(_l("Land"), [Length(max=60)], default="DE")
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann die Anschrift gilt"))])

    def address(self) -> PostalAddress:
        """The address as a plain value."""
        fields = (self.street, self.postcode, self.city, self.country, self.addition)
        street, postcode, city, country, addition = ((field.data or "").strip() for field in fields)
        return PostalAddress(street, postcode, city, country_as_kept(country), addition)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about; goes on behind the block, as `RefusalsAt` does."""
        day, country = RefusalsAt(self.valid_from, DayRefusal), RefusalsAt(self.country, CountryRefusal)
        closed = RefusalsAt(self.valid_from, ClosedYearRefusal)
        with RefusalsAt(self.street), RefusalsAt(self.postcode, PostcodeRefusal), country, day, closed:
            yield


class BankAccountForm(AddingForm):
    """The account to which a member is to be paid, from a day on, with the document that says so."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Bankverbindung")}
    iban = StringField(_l("IBAN"), [InputRequired(_l("Geben Sie die IBAN an")), Length(max=42)])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann das Konto gilt"))])

    proof = UploadField(_l("Beleg"))

    def validate_iban(self, field: StringField) -> None:
        """A slip of the keyboard shows in the check digits (R-SEPA-01)."""
        if not iban_is_valid(field.data or ""):
            raise ValidationError(_("Diese IBAN stimmt nicht. Prüfen Sie Länge und Prüfziffern."))


class ContactForm(AddingForm):
    """How a member wants to be reached."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Kontakt")}
    email = EmailField(
        _l("E-Mail"),
        [
            InputRequired(_l("Geben Sie die E-Mail-Adresse an")), Email(_l("Diese E-Mail-Adresse stimmt nicht")),
            Length(max=320),
        ],
    )
    phone = StringField(_l("Telefon"), [Length(max=60), dialled])
