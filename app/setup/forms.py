"""Forms of the set-up."""

from collections.abc import Sequence

from wtforms import EmailField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from app.core.values import PartyKind
from app.core.web import AddingForm, CentsField, GermanDateField, KeyedForm, SelectField, WholeNumberField, _l, in_words
from app.organs.rules import FUNCTION_WORDS, ORGAN_WORDS, WITH_OFFICES, Organ, OrganFunction
from app.parties.rules import AUTHORITY_WORDS, KIND_WORDS, Authority

KINDS, AUTHORITIES, FUNCTIONS = in_words(KIND_WORDS), in_words(AUTHORITY_WORDS), in_words(FUNCTION_WORDS)
ORGANS = in_words({organ: ORGAN_WORDS[organ] for organ in WITH_OFFICES})

MOST_SHARES = 1_000_000
_NO_ADDRESS = _l("Das ist keine E-Mail-Adresse")


class FounderForm(AddingForm):
    """A founding member entered by hand."""

    kind = SelectField(_l("Art"), choices=[(kind.value, words) for kind, words in KINDS.items()], coerce=PartyKind)
    name = StringField(_l("Firma oder Bezeichnung"), [Optional(), Length(max=300)])
    first_names = StringField(_l("Vorname"), [Optional(), Length(max=150)])
    last_name = StringField(_l("Familienname"), [Optional(), Length(max=150)])
    street = StringField(_l("Straße und Hausnummer"), [InputRequired(_l("Geben Sie die Straße an")), Length(max=200)])
    postcode = StringField(_l("Postleitzahl"), [InputRequired(_l("Geben Sie die Postleitzahl an")), Length(max=20)])
    city = StringField(_l("Ort"), [InputRequired(_l("Geben Sie den Ort an")), Length(max=150)])
    email = EmailField(_l("E-Mail-Adresse"), [Optional(), Length(max=320), Email(_NO_ADDRESS)])
    first_day = GermanDateField(_l("Mitglied seit"), [InputRequired(_l("Geben Sie den Tag der Gründung an"))])
    shares = WholeNumberField(
        _l("Anteile"),
        [
            InputRequired(_l("Geben Sie die Zahl der Anteile an")),
            NumberRange(1, MOST_SHARES, _l("Mindestens ein Anteil")),
        ],
    )
    paid_in = CentsField(_l("Bereits eingezahlt"), [Optional()])
    paid_on = GermanDateField(_l("Eingezahlt am"), [Optional()])
    representative_first_names = StringField(_l("Vorname"), [Optional(), Length(max=150)])
    representative_last_name = StringField(_l("Familienname"), [Optional(), Length(max=150)])
    representative_function = StringField(_l("Funktion"), [Optional(), Length(max=150)])
    representative_email = EmailField(_l("E-Mail-Adresse"), [Optional(), Length(max=320), Email(_NO_ADDRESS)])
    authority = SelectField(
        _l("Vertretung"), choices=[(each.value, words) for each, words in AUTHORITIES.items()], coerce=Authority
    )

    def named_by(self) -> StringField:
        """The field that names this kind of member."""
        return self.last_name if self.kind.data is PartyKind.NATURAL_PERSON else self.name


class OfficerForm(KeyedForm):
    """A first officer."""

    organ = SelectField(_l("Organ"), choices=[(each.value, words) for each, words in ORGANS.items()], coerce=Organ)
    party_id = SelectField(_l("Person"), [InputRequired(_l("Wählen Sie eine Person"))], coerce=int)
    function = SelectField(
        _l("Funktion"), choices=[(each.value, words) for each, words in FUNCTIONS.items()], coerce=OrganFunction
    )
    first_day = GermanDateField(_l("Im Amt seit"), [InputRequired(_l("Geben Sie den ersten Tag des Amtes an"))])
    last_day = GermanDateField(_l("Amtszeit bis"), [Optional()])
    appointed_by = StringField(_l("Bestellt durch"), [Optional(), Length(max=120)])
    email = EmailField(_l("E-Mail-Adresse für den Zugang"), [Optional(), Length(max=320), Email(_NO_ADDRESS)])

    def offer(self, people: Sequence[tuple[int, str]]) -> "OfficerForm":
        """Hand in who may be chosen."""
        self.party_id.choices = list(people)
        return self
