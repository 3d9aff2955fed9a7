"""Forms of a member's page, and the words of what it shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import EmailField, Field, StringField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from app.changes import forms as changes
from app.changes.forms import dialled
from app.changes.rules import MATTER_WORDS
from app.core.values import MAX_REASON, PartyKind
from app.core.web import (
    AddingForm,
    AskingForm,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    RadioField,
    SelectField,
    UploadField,
    WholeNumberField,
    _,
    _l,
    in_words,
)
from app.departures.rules import KIND_WORDS as NOTICE_WORDS
from app.departures.rules import STATE_WORDS as NOTICE_STATE_WORDS
from app.dossiers.rules import CASTING_WORDS, STANDING_WORDS, VIEW_WORDS
from app.dues.rules import LEVEL_WORDS
from app.members.rules import (
    EXIT_GROUND_WORDS,
    JOIN_GROUND_WORDS,
    MAX_DETAIL,
    SHORT_CLASS_WORDS,
    detail_field,
)
from app.parties.rules import (
    AUTHORITY_WORDS,
    BY_LAW_WORDS,
    FOR_A_PERSON_WORDS,
    MAX_LEGAL_FORM,
    SHORT_KIND_WORDS,
    Authority,
    PartyFacts,
)
from app.removals.rules import KIND_WORDS as REMOVAL_WORDS
from app.removals.rules import STATE_WORDS as REMOVAL_STATE_WORDS
from app.settlements.rules import LEDGER_WORDS
from app.settlements.rules import STATE_WORDS as SETTLEMENT_WORDS
from app.shares.forms import ReceiptForm
from app.shares.rules import PURPOSE_WORDS
from app.statutes.rules import FiscalYear, year_called
from app.subscriptions.rules import STATE_WORDS as SUBSCRIPTION_STATE_WORDS
from app.transfers.rules import STATE_WORDS as TRANSFER_STATE_WORDS

KINDS, CLASSES, AUTHORITIES = in_words(SHORT_KIND_WORDS), in_words(SHORT_CLASS_WORDS), in_words(AUTHORITY_WORDS)
CASTINGS = in_words(CASTING_WORDS)
BY_LAW, FOR_A_PERSON = in_words(BY_LAW_WORDS), in_words(FOR_A_PERSON_WORDS)
JOIN_GROUNDS, EXIT_GROUNDS = in_words(JOIN_GROUND_WORDS), in_words(EXIT_GROUND_WORDS)
MATTERS = in_words(MATTER_WORDS)
LEVELS = in_words(LEVEL_WORDS)
GROUNDS, PURPOSES = in_words(LEDGER_WORDS), in_words(PURPOSE_WORDS)
NOTICES, NOTICE_STATES = in_words(NOTICE_WORDS), in_words(NOTICE_STATE_WORDS)
SUBSCRIPTION_STATES = in_words(SUBSCRIPTION_STATE_WORDS)
SETTLEMENTS = in_words(SETTLEMENT_WORDS)
TRANSFER_STATES = in_words(TRANSFER_STATE_WORDS)
REMOVALS, REMOVAL_STATES = in_words(REMOVAL_WORDS), in_words(REMOVAL_STATE_WORDS)
VIEWS, STANDINGS = in_words(VIEW_WORDS), in_words(STANDING_WORDS)


class ActForm(KeyedForm):
    """An act without further words; the key makes a second click the same act."""


class PaymentForm(ReceiptForm):
    """A payment of the member on whose page the form stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.number


class ContactForm(KnowingForm):
    """How a member is reached; not part of the register."""

    email = EmailField(_l("E-Mail"), [Optional(), Email(_l("Diese E-Mail-Adresse stimmt nicht")), Length(max=320)])
    phone = StringField(_l("Telefon"), [Length(max=60), dialled])
    region = StringField(_l("Region"), [Length(max=120)])
    register_court = StringField(_l("Registergericht"), [Length(max=120)])
    register_number = StringField(_l("Registernummer"), [Length(max=60)])


def no_proof_field() -> StringField:
    """The one way to enter something without its document."""
    return StringField(_l("Warum es keinen Beleg gibt"), [Length(max=MAX_REASON)])


class OrganisationNameForm(AddingForm):
    """A new firm or designation, from a day on."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Name")}
    name = StringField(_l("Firma oder Bezeichnung"), [InputRequired(_l("Geben Sie den Namen an")), Length(max=300)])
    legal_form = StringField(_l("Rechtsform"), [Length(max=MAX_LEGAL_FORM)])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann der Name gilt"))])
    proof, no_proof = UploadField(_l("Beleg")), no_proof_field()

    @property
    def borne(self) -> Field:
        """The field that what is wrong with the name belongs to."""
        return self.name

    def facts(self, kind: PartyKind) -> PartyFacts:
        """The name as the register keeps it."""
        return PartyFacts(kind, name=self.name.data, legal_form=self.legal_form.data or "")


class PersonNameForm(AddingForm):
    """A person's new name, from a day on."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Name")}
    title = StringField(_l("Titel"), [Length(max=60)])
    first_names = StringField(_l("Vornamen"), [InputRequired(_l("Geben Sie die Vornamen an")), Length(max=150)])
    last_name = StringField(_l("Familienname"), [InputRequired(_l("Geben Sie den Familiennamen an")), Length(max=150)])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann der Name gilt"))])
    proof, no_proof = UploadField(_l("Beleg")), no_proof_field()

    @property
    def borne(self) -> Field:
        """The field that what is wrong with the name belongs to."""
        return self.last_name

    def facts(self, kind: PartyKind) -> PartyFacts:
        """The name as the register keeps it."""
        names = {"last_name": self.last_name.data, "first_names": self.first_names.data, "title": self.title.data or ""}
        return PartyFacts(kind, **names)


class AddressForm(changes.AddressForm):
    """A new address that the office enters at once, with the document that says so."""

    proof = UploadField(_l("Beleg"))


class QuantityForm(AddingForm):
    """How much of the statute's measure of mandatory shares a member has, from a day on."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Maßstab der Pflichtanteile")}
    quantity = WholeNumberField(_l("Menge"), [InputRequired(_l("Geben Sie die Zahl an"))])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann die Zahl gilt"))])
    proof, no_proof = UploadField(_l("Beleg")), no_proof_field()


class BankAccountForm(changes.BankAccountForm):
    """A new account that somebody else has to confirm."""


class DetailsForm(AddingForm):
    """The register fields that the statute adds, from a day on; the fields are made for the statute of the day."""

    advice = KnowingForm.advice
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie an, ab wann die Angaben gelten"))])
    names: Sequence[str] = ()

    def fields(self) -> list[Field]:
        """One field for each name."""
        return [self[detail_field(name)] for name in self.names]

    def details(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: (typed.data or "").strip() for name, typed in zip(self.names, self.fields(), strict=True)}


def details_form(held: Mapping[str, str]) -> DetailsForm:
    """The form with a field for each further register field, as far as something is held filled in."""
    known = shown_details(held)
    fields = {
        detail_field(name): StringField(name, [InputRequired(_l("Machen Sie diese Angabe")), Length(max=MAX_DETAIL)])
        for name in held
    }
    made: type[DetailsForm] = type("DetailsForm", (DetailsForm,), {**fields, "names": tuple(held)})
    return made(data=known).show(known)


def shown_details(held: Mapping[str, str]) -> dict[str, object]:
    """What is held, as the fields of the form show it."""
    return {detail_field(name): value for name, value in held.items()}


def _authority(said: str) -> Authority | None:
    return Authority(said) if said else None


class RepresentativeForm(AddingForm):
    """Who acts for a member from a day on; `same_as` names somebody recorded already."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Vertretung")}
    title = StringField(_l("Titel"), [Length(max=60)])
    first_names = StringField(_l("Vornamen"), [InputRequired(_l("Geben Sie die Vornamen an")), Length(max=150)])
    last_name = StringField(_l("Familienname"), [InputRequired(_l("Geben Sie den Familiennamen an")), Length(max=150)])
    email = EmailField(_l("E-Mail"), [Optional(), Email(_l("Diese E-Mail-Adresse stimmt nicht")), Length(max=320)])
    function = StringField(_l("Funktion"), [InputRequired(_l("Geben Sie an, in welcher Funktion")), Length(max=150)])
    authority = SelectField(
        _l("Vertretungsbefugnis"), [InputRequired(_l("Wählen Sie, mit welchem Recht"))],
        choices=list(AUTHORITIES.items()), coerce=_authority,
    )
    first_day = GermanDateField(_l("Vertritt ab"), [InputRequired(_l("Geben Sie den ersten Tag an"))])
    proof, no_proof = UploadField(_l("Nachweis")), no_proof_field()
    same_as = RadioField(_l("Ist es eine dieser Personen?"), choices=[], validators=[Optional()], validate_choice=False)

    def facts(self) -> PartyFacts:
        """The person as it is recorded."""
        return PartyFacts(
            PartyKind.NATURAL_PERSON, last_name=self.last_name.data, first_names=self.first_names.data,
            title=self.title.data or "", email=self.email.data or "",
        )

    def by_law(self) -> None:
        """Ask by what right somebody acts for a natural person; nothing is chosen before, for it says who votes."""
        self.authority.choices = [("", _l("Bitte wählen")), *BY_LAW.items()]

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Ask whether it is one of these people."""
        new = ("0", _("Nein, eine andere Person"))
        self.same_as.choices = [(str(party_id), name) for party_id, name in people] + [new]

    def ask(self) -> None:
        """Say that the question is still to be answered."""
        self.same_as.errors = [_("Sagen Sie, ob es eine dieser Personen ist.")]

    @property
    def chosen(self) -> int | None:
        """The person recorded already; 0 for a new one, None where nobody was asked."""
        said = self.same_as.data or ""
        return int(said) if said.isdecimal() and len(said) < 10 else None


class EndForm(KnowingForm):
    """The last day of something."""

    last_day = GermanDateField(_l("Letzter Tag"), [InputRequired(_l("Geben Sie den letzten Tag an"))])

    def validate_last_day(self, field: GermanDateField) -> None:
        """A day far off is a slip of the keyboard."""
        if field.data and field.data > date(2199, 12, 31):
            raise ValidationError(_("Dieser Tag liegt zu weit in der Zukunft"))


class SheetForm(AskingForm):
    """The fiscal year of a share sheet, by its last day, and the day up to whose end it was known."""

    jahr = SelectField(_l("Geschäftsjahr"), validate_choice=False)
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def year(self, years: Sequence[FiscalYear]) -> FiscalYear:
        """The year asked for, the last one where none is; NotFound for one that is none."""
        self.jahr.choices = [(each.last_day.isoformat(), str(each)) for each in reversed(years)]
        found = year_called(years, self.jahr.data) if self.jahr.data else years[-1]
        self.jahr.data = found.last_day.isoformat()
        return found
