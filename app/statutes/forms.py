"""Forms of the statute: one field and one clause for every parameter, made from the specifications of the rules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import BooleanField, EmailField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.core.values import check_iban, check_phone
from app.core.web import (
    AddingForm,
    CentsField,
    Form,
    GermanDateField,
    KnowingForm,
    RefusalsAt,
    SelectField,
    UploadField,
    WholeNumberField,
    _,
    _l,
    in_words,
)
from app.statutes.rules import (
    AFFECTED_BY,
    AFFECTED_WORDS,
    DESIGN_WORDS,
    HOUSE_ITEM_WORDS,
    MAX_PDF_BYTES,
    SPECS,
    TOPIC_WORDS,
    ParameterKey,
    ParameterKind,
    ParameterSpec,
    Topic,
    check_logo,
    check_postcode,
    check_value,
    check_website,
    is_unsaid,
)

NOT_SAID = ("", _l("nicht geregelt"))
LONG_TEXT = 2000

TOPICS = in_words(TOPIC_WORDS)
AFFECTED = in_words({key: AFFECTED_BY.get(key, AFFECTED_WORDS[spec.topic]) for key, spec in SPECS.items()})
HOUSE_ITEMS, DESIGNS = in_words(HOUSE_ITEM_WORDS), in_words(DESIGN_WORDS)


def _within_law(spec: ParameterSpec) -> Callable[[Form, Field], None]:
    """A validator that shows the rule's own sentence at the field."""

    def check(_form: Form, field: Field) -> None:
        value = _value_of(spec, field)
        if is_unsaid(value):
            return
        with RefusalsAt(field):
            check_value(spec.key, value)

    return check


def _value_of(spec: ParameterSpec, field: Field) -> object:
    if spec.kind is ParameterKind.FLAG:
        return {"yes": True, "no": False}.get(field.data)
    return field.data.strip() if isinstance(field.data, str) else field.data


def _field(spec: ParameterSpec) -> Field:
    label, checks = _l(spec.label), [Optional(), _within_law(spec)]
    match spec.kind:
        case ParameterKind.INTEGER:
            return WholeNumberField(label, checks)
        case ParameterKind.MONEY | ParameterKind.PERCENT:
            return CentsField(label, checks)
        case ParameterKind.FLAG:
            return SelectField(label, checks, choices=[NOT_SAID, ("yes", _l("ja")), ("no", _l("nein"))])
        case ParameterKind.CHOICE:
            options = [(option.value.value, _l(option.label)) for option in spec.options]
            return SelectField(label, checks, choices=[NOT_SAID, *options])
        case _:
            return StringField(label, [*checks, Length(max=LONG_TEXT)])


@dataclass(frozen=True)
class Line:
    """A parameter of the form: its field for the value, its field for the clause, and what stands beside the value."""

    spec: ParameterSpec
    value: Field
    clause: Field

    @property
    def unit(self) -> str:
        """The unit in the reader's language."""
        if self.spec.kind is ParameterKind.MONEY:
            return "€"
        if self.spec.kind is ParameterKind.PERCENT:
            return "%"
        return str(_(self.spec.unit)) if self.spec.unit else ""

    @property
    def has_errors(self) -> bool:
        """Whether something is to be corrected here."""
        return bool(self.value.errors or self.clause.errors)


class VersionForm(AddingForm):
    """A version of the statute; a field left empty means that the statute is silent."""

    beside: ClassVar[Mapping[str, object]] = {"same": _l("Schon erfasst")}
    advice = KnowingForm.advice
    title = StringField(
        _l("Name der Fassung"), [InputRequired(_l("Geben Sie der Fassung einen Namen")), Length(max=200)]
    )
    resolved_on = GermanDateField(_l("Beschlossen am"), [InputRequired(_l("Geben Sie den Tag des Beschlusses an"))])
    splits_shares = BooleanField(_l("Diese Fassung zerlegt die Geschäftsanteile (§ 22b GenG)"))
    note = TextAreaField(_l("Bemerkung"), [Optional(), Length(max=LONG_TEXT)])

    @staticmethod
    def as_shown(values: Mapping[str, object], clauses: Mapping[str, str], **more: Any) -> dict[str, Any]:
        """What a version says, by the names of the fields."""
        data: dict[str, Any] = dict(more)
        for spec in SPECS.values():
            value = values.get(spec.key)
            data[f"value_{spec.key}"] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            data[f"clause_{spec.key}"] = clauses.get(spec.key, "")
        return data

    def values(self) -> dict[str, object]:
        """What the version says, by key."""
        read = {spec.key.value: _value_of(spec, self[f"value_{spec.key}"]) for spec in SPECS.values()}
        return {key: value for key, value in read.items() if not is_unsaid(value)}

    def clauses(self) -> dict[str, str]:
        """Where it says it, by key."""
        return {spec.key.value: (self[f"clause_{spec.key}"].data or "").strip() for spec in SPECS.values()}

    def essentials(self) -> list[Line]:
        """What §§ 6 and 7 GenG want in every statute, and the liability sum that some of it calls for (R-STA-02)."""
        return [line for line in self._lines() if _is_essential(line.spec)]

    def topics(self) -> list[tuple[Topic, list[Line]]]:
        """All other parameters under their headings."""
        lines = [line for line in self._lines() if not _is_essential(line.spec)]
        return [(topic, [line for line in lines if line.spec.topic is topic]) for topic in Topic]

    def topics_with_errors(self) -> list[Topic]:
        """The headings under which something is to be corrected."""
        return [topic for topic, lines in self.topics() if any(line.has_errors for line in lines)]

    def _lines(self) -> Iterator[Line]:
        for spec in SPECS.values():
            yield Line(spec, self[f"value_{spec.key}"], self[f"clause_{spec.key}"])


def _is_essential(spec: ParameterSpec) -> bool:
    return spec.required or spec.key in (ParameterKey.HAFTSUMME, ParameterKey.SB_QUORUM, ParameterKey.SEAT_STATE)


for _spec in SPECS.values():
    setattr(VersionForm, f"value_{_spec.key}", _field(_spec))
    setattr(VersionForm, f"clause_{_spec.key}", StringField(_l("Fundstelle"), [Optional(), Length(max=60)]))


class RegistrationForm(Form):
    """The day on which a version was entered in the register of cooperatives."""

    registered_on = GermanDateField(_l("Eingetragen am"), [InputRequired(_l("Geben Sie den Tag der Eintragung an"))])
    is_reduction = BooleanField(_l("Der Geschäftsanteil wird herabgesetzt, nicht zerlegt (§ 22 GenG)"))
    seen = HiddenField()
    """The numbers of the acts that the page showed as judged by another version."""


class DocumentForm(KnowingForm):
    """The statute as PDF."""

    document = UploadField(_l("Satzung als PDF"), most=MAX_PDF_BYTES)


class FiscalYearForm(KnowingForm):
    """A fiscal year."""

    beside: ClassVar[Mapping[str, object]] = {"last_year": _l("Letztes Geschäftsjahr")}
    advice = _l("Senden Sie es noch einmal ab, gilt, was hier steht.")
    first_day = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag an"))])
    last_day = GermanDateField(_l("Letzter Tag"), [InputRequired(_l("Geben Sie den letzten Tag an"))])


class BeginningForm(KnowingForm):
    """Another beginning of the earliest fiscal year."""

    beginning = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag an"))])


class EarlierYearForm(KnowingForm):
    """The fiscal year before the first known one."""

    beside: ClassVar[Mapping[str, object]] = {"first_year": _l("Erstes Geschäftsjahr")}
    advice = _l("Senden Sie es noch einmal ab, wird ein weiteres davor eingetragen.")
    earlier_first_day = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag an"))])


def _phone(_form: Form, field: Field) -> None:
    if field.data:
        with RefusalsAt(field):
            check_phone(field.data)


def _website(_form: Form, field: Field) -> None:
    if field.data:
        with RefusalsAt(field):
            check_website(field.data)


def _iban(_form: Form, field: Field) -> None:
    if field.data:
        with RefusalsAt(field):
            check_iban(field.data)


def _postcode(_form: Form, field: Field) -> None:
    if field.data:
        with RefusalsAt(field):
            check_postcode(field.data)


def _text(label: Any, length: int) -> StringField:
    return StringField(label, [Optional(), Length(max=length)])


class HouseForm(KnowingForm):
    """The house data and the logo."""

    short_name = _text(_l("Kurzname für Kopfzeilen"), 120)
    street = _text(_l("Straße und Hausnummer"), 200)
    postcode = StringField(_l("Postleitzahl"), [Optional(), Length(max=20), _postcode])
    city = _text(_l("Ort"), 150)
    phone = StringField(_l("Telefon"), [Optional(), Length(max=60), _phone])
    email = EmailField(
        _l("E-Mail-Adresse"), [Optional(), Length(max=320), Email(_l("Das ist keine E-Mail-Adresse"))]
    )
    website = StringField(_l("Internetseite"), [Optional(), Length(max=300), _website])
    register_court = _text(_l("Registergericht"), 120)
    register_number = _text(_l("Registernummer"), 60)
    auditing_association = _text(_l("Prüfungsverband"), 200)
    auditing_association_seat = _text(_l("Sitz des Prüfungsverbands"), 120)
    bank_name = _text(_l("Bank"), 120)
    iban = StringField(_l("IBAN"), [Optional(), Length(max=42), _iban])
    bic = _text(_l("BIC"), 15)
    creditor_id = _text(_l("Gläubiger-Identifikationsnummer"), 40)
    certificate_design = SelectField(
        _l("Gestaltung der Anteilsurkunde"), choices=[(each.value, words) for each, words in DESIGNS.items()]
    )
    regions = TextAreaField(_l("Regionen"), [Optional(), Length(max=LONG_TEXT)])
    privacy_notice = TextAreaField(_l("Datenschutzhinweise für Anträge"), [Optional(), Length(max=20_000)])
    privacy_notice_version = _text(_l("Stand der Datenschutzhinweise"), 40)

    logo = UploadField(_l("Logo"))
    without_logo = BooleanField(_l("Logo entfernen"))

    def validate_logo(self, field: UploadField) -> None:
        """A logo must be a picture that letters can carry."""
        if chosen := field.content():
            with RefusalsAt(field):
                check_logo(chosen[1])

    def region_list(self) -> tuple[str, ...]:
        """The regions, one a line."""
        return tuple((self.regions.data or "").splitlines())
