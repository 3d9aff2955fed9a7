"""Forms of the public application: each keeps what was typed as text; the rules say what it lacks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, StringField
from wtforms.fields import EmailField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.admissions.forms.words import AUTHORITY_CHOICES, KIND_NAMES, PURPOSE_NAMES
from app.admissions.rules import DETAILS, ClauseKind, Problem, RequiredClause, UploadPurpose
from app.core.web import Form, FormPart, KeyedForm, RadioField, SelectField, UploadField, _l, all_fields, translated
from app.members.rules import MAX_DETAIL, MemberClass, detail_field
from app.parties.rules import Authority

MAX_PEOPLE, MAX_NEEDS = 12, 20


def _text(label: Any, longest: int, **more: Any) -> StringField:
    too_long = _l("Höchstens %(max)d Zeichen.")
    return StringField(label, [Length(max=longest, message=too_long)], **more)


class StartForm(KeyedForm):
    """Who applies, and as what; makes the draft."""

    kind = RadioField(
        _l("Wer tritt bei?"), [InputRequired(_l("Wählen Sie, wer beitritt"))],
        choices=[(kind.value, name) for kind, name in KIND_NAMES.items()],
    )
    member_class = RadioField(_l("Als was?"), choices=[], default=MemberClass.ORDINARY.value, validate_choice=False)


class StepForm(Form):
    """One step of the form: `typed()` is what the draft keeps, `take()` shows what the rules find missing."""

    def typed(self) -> dict[str, Any]:
        """What was typed, cut to the length a field can hold; nothing is checked."""
        return {field.name: kept(field) for field in self if field.name not in ("csrf_token", "key")}

    def take(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field."""
        known = {field.id: field for field, _name in all_fields(self)}
        for problem in problems:
            if problem.field in known:
                self._note(known, problem.field, translated(problem.refusal))

    def _note(self, known: Mapping[str, Field], name: str, sentence: str) -> None:
        field, outer = known[name], known.get(name.partition("-")[0])
        field.errors = [*field.errors, sentence]
        if isinstance(outer, FieldList):
            outer.errors = [*outer.errors, {name: sentence}]


def kept(field: Field) -> Any:
    """A field's value as the draft keeps it."""
    if isinstance(field, FieldList):
        return [{inner.name.rpartition("-")[2]: kept(inner) for inner in entry.form} for entry in field.entries]
    if isinstance(field, BooleanField):
        return bool(field.data)
    if isinstance(field, SelectField):
        return field.data if field.data in {choice.value for choice in field.choices} else ""
    limits = [each.max for each in field.validators if isinstance(each, Length)]
    text = str(field.data or "").strip()
    return text[: min(limits, default=2000)]


def filled_in(rows: Iterable[Mapping[str, Any]], apart_from: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """The rows of a list in which something was typed."""
    return [row for row in rows if any(value for key, value in row.items() if key not in apart_from)]


class WhoForm(StepForm):
    """The applicant: name, address, register, how to reach it (§ 30 (2) GenG; R-REG-02)."""

    name = _text(_l("Firma oder Bezeichnung"), 300)
    title = _text(_l("Titel"), 60)
    first_names = _text(_l("Vornamen"), 150)
    last_name = _text(_l("Familienname"), 150)
    street = _text(_l("Straße und Hausnummer"), 200)
    addition = _text(_l("Adresszusatz"), 150)
    postcode = _text(_l("Postleitzahl"), 20)
    city = _text(_l("Ort"), 150)
    country = _text(_l("Land, wenn nicht Deutschland"), 60)
    region = SelectField(_l("Region"), validate_choice=False, choices=[])
    register_court = _text(_l("Registergericht"), 120)
    register_number = _text(_l("Registernummer"), 60)
    email = EmailField(_l("E-Mail-Adresse"), [Length(max=320)])
    phone = TelField(_l("Telefon"), [Length(max=60)])
    in_district = BooleanField(_l("Wir haben Wohnsitz oder Sitz in diesem Bezirk."))
    detail_names: Sequence[str] = ()

    def typed(self) -> dict[str, Any]:
        """The fields, those that only the statute names under their names there."""
        typed, inner = super().typed(), {field.name for field in self.detail_fields()}
        return {**{name: value for name, value in typed.items() if name not in inner}, DETAILS: self.details()}

    def detail_fields(self) -> list[Field]:
        """The fields that the statute adds to the register, in its order."""
        return [self[detail_field(name)] for name in self.detail_names]

    def details(self) -> dict[str, str]:
        """What was typed in them, by their names."""
        return {name: kept(typed) for name, typed in zip(self.detail_names, self.detail_fields(), strict=True)}


WhoLike = TypeVar("WhoLike", bound=WhoForm)


def with_details(form: type[WhoLike], names: Sequence[str]) -> type[WhoLike]:
    """The form with a field for each further field of the register (§ 30 (2) sentence 2 GenG; R-REG-02)."""
    fields = {detail_field(name): _text(name, MAX_DETAIL) for name in names}
    return type(form.__name__, (form,), {**fields, "detail_names": tuple(names)})


def who_form(names: Sequence[str], regions: Sequence[str], stored: Mapping[str, Any], **more: Any) -> WhoForm:
    """The first step with what is stored, the regions of the house and the fields that the statute adds."""
    typed = stored.get(DETAILS, {})
    data = {**stored, **{detail_field(name): typed.get(name, "") for name in names}}
    form = with_details(WhoForm, names)(data=data, **more)
    form.region.choices = region_choices(regions)
    return form


def region_choices(regions: Sequence[str]) -> list[tuple[str, str]]:
    """The regions of the house, and none."""
    return [("", "–"), *((region, region) for region in regions)]


class SignerForm(FormPart):
    """Somebody who declares for an organisation (R-ADM-13)."""

    title = _text(_l("Titel"), 60)
    first_names = _text(_l("Vornamen"), 150)
    last_name = _text(_l("Nachname"), 150)
    function = _text(_l("Funktion"), 150)
    authority = SelectField(
        _l("Befugnis"), choices=[(each.value, name) for each, name in AUTHORITY_CHOICES.items()],
        default=Authority.SOLE.value, validate_choice=False,
    )
    email = EmailField(_l("E-Mail-Adresse"), [Length(max=320)])


class RepresentationForm(StepForm):
    """Who declares for the organisation."""

    people = FieldList(FormField(SignerForm), label=_l("Erklärende Personen"), min_entries=1, max_entries=MAX_PEOPLE)

    def typed(self) -> dict[str, Any]:
        """The people; an authority nobody knows falls back to sole."""
        known = {each.value for each in Authority}
        people = [
            {**each, "authority": each["authority"] if each["authority"] in known else Authority.SOLE.value}
            for each in filled_in(kept(self.people), apart_from=("authority",))
        ]
        return {"people": people}


class NeedForm(FormPart):
    """A need the applicant brings (Bedarf)."""

    title = _text(_l("Wofür"), 150)
    text = TextAreaField(_l("Beschreibung"), [Length(max=1500)])


class SharesForm(StepForm):
    """Number of shares, account, needs."""

    shares = _text(_l("Zahl der Anteile"), 7)
    iban = _text(_l("IBAN"), 42)
    will_use_services = BooleanField(_l("Wir wollen die Leistungen der Genossenschaft nutzen."))
    needs = FieldList(FormField(NeedForm), label=_l("Bedarfe"), min_entries=1, max_entries=MAX_NEEDS)

    def typed(self) -> dict[str, Any]:
        """Number, account and the needs that say something."""
        return {**super().typed(), "needs": filled_in(kept(self.needs))}


class DocumentsForm(StepForm):
    """One file with its purpose."""

    purpose = SelectField(_l("Was ist das?"), choices=[])
    file = UploadField(_l("Datei"))


def documents_form(purposes: Sequence[UploadPurpose], **more: Any) -> DocumentsForm:
    """The form with what a file may be, the likeliest chosen."""
    form = DocumentsForm(data={"purpose": purposes[0].value}, **more)
    form.purpose.choices = [(each.value, PURPOSE_NAMES[each]) for each in purposes]
    return form


class DeclarationForm(StepForm):
    """The declaration itself: one box for each clause, statute, privacy notice, remarks."""

    statute = BooleanField(_l("Die Satzung stand uns vor dieser Erklärung zur Verfügung."))
    privacy = BooleanField(_l("Wir haben die Datenschutzhinweise gelesen."))
    remarks = TextAreaField(_l("Anmerkungen"), [Length(max=1500)])
    statute_id = HiddenField()
    privacy_version = HiddenField()
    clause_ids: Sequence[int] = ()

    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the page: the duties stand first."""
        return sorted(super().error_list(), key=lambda error: not error[0].startswith("clause-"))

    def typed(self) -> dict[str, Any]:
        """The boxes as the draft keeps them: which clauses, statute and notice in which version."""
        return {
            "clauses": [each for each in self.clause_ids if self[f"clause-{each}"].data],
            "statute_id": _number(self.statute_id.data) if self.statute.data else None,
            "privacy_version": str(self.privacy_version.data or "")[:40] if self.privacy.data else None,
            "remarks": kept(self.remarks),
        }


def _number(text: object) -> int | None:
    return int(str(text)) if re.fullmatch(r"\d{1,18}", str(text), re.ASCII) else None


_TO_BE_KNOWN = (ClauseKind.ACK_FURTHER_PAYMENTS, ClauseKind.ACK_NOTICE_PERIOD)
_OURS = _l("Wir haben diese Pflicht gelesen und übernehmen sie.")
_MINE = _l("Ich habe diese Pflicht gelesen und übernehme sie.")
_KNOWN_TO_US, _KNOWN_TO_ME = _l("Wir haben das zur Kenntnis genommen."), _l("Ich habe das zur Kenntnis genommen.")


def _box(clause: RequiredClause, several: bool) -> BooleanField:
    """The box of a duty; what is only to be known is not taken on."""
    known, taken = (_KNOWN_TO_US, _OURS) if several else (_KNOWN_TO_ME, _MINE)
    return BooleanField(known if clause.kind in _TO_BE_KNOWN else taken)


def declaration_form(
    clauses: Sequence[RequiredClause], stored: Mapping[str, Any], present: Mapping[str, Any], several: bool, **more: Any
) -> DeclarationForm:
    """The form of the last step with a box for each clause, ticked where the present version was confirmed."""
    boxes = {f"clause-{each.clause_id}": _box(each, several) for each in clauses}
    ids = tuple(each.clause_id for each in clauses)
    made = type("DeclarationFormOfTheDay", (DeclarationForm,), {**boxes, "clause_ids": ids})
    data = {
        **{f"clause-{each}": each in stored.get("clauses", ()) for each in ids},
        **present, "remarks": stored.get("remarks", ""),
        "statute": stored.get("statute_id") == present["statute_id"],
        "privacy": "privacy_version" in stored and stored["privacy_version"] == present["privacy_version"],
    }
    form: DeclarationForm = made(data=data, **more)
    if not several:
        form.statute.label.text = _l("Die Satzung stand mir vor dieser Erklärung zur Verfügung.")
        form.privacy.label.text = _l("Ich habe die Datenschutzhinweise gelesen.")
    return form


class SubmitForm(KeyedForm):
    """The act itself: declares what the summary shows."""

    seen = HiddenField(validators=[Length(max=64)])


class ConfirmForm(Form):
    """A button that confirms."""
