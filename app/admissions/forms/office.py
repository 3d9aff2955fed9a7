"""Forms of the office: checklist, return, original, files, a declaration on paper, wording of clauses."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import FieldList, FormField, HiddenField, StringField
from wtforms.fields import TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.admissions.forms.public import (
    MAX_PEOPLE,
    RepresentationForm,
    SharesForm,
    SignerForm,
    WhoForm,
    filled_in,
    kept,
    region_choices,
    with_details,
)
from app.admissions.forms.words import (
    AUTHORITY_NAMES,
    CLASS_NAMES,
    CLAUSE_NAMES,
    KIND_NAMES,
    PROVISION_NAMES,
    PURPOSE_NAMES,
)
from app.admissions.rules import DETAILS, ClauseKind, StatuteProvision, Step
from app.core.values import PartyKind
from app.core.web import (
    AddingForm,
    Form,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    RadioField,
    SelectField,
    SelectMultipleField,
    UploadField,
    WholeNumberField,
    _,
    _l,
)
from app.members.rules import MemberClass
from app.parties.rules import Authority


class NoteForm(KnowingForm):
    """A remark of one line on a point of the checklist."""

    beside: ClassVar[Mapping[str, object]] = {"tick": _l("Abgehakt")}
    point = ""
    """The point it was sent for."""
    note = StringField(_l("Vermerk"), [Length(max=300)])


class ReturnForm(Form):
    """What is missing, a line for each thing."""

    missing = TextAreaField(
        _l("Was fehlt?"), [InputRequired(_l("Schreiben Sie, was noch fehlt")), Length(max=2000)]
    )

    def lines(self) -> list[str]:
        """Each line is one thing."""
        return str(self.missing.data or "").splitlines()


class WishForm(Form):
    """When and how an applicant wished to withdraw."""

    wish = StringField(
        _l("Vermerk"),
        [InputRequired(_l("Vermerken Sie, wann und wie der Wunsch eingegangen ist")), Length(max=300)],
    )


class OriginalForm(KnowingForm):
    """The day on which the signed original came in."""

    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag an"))])


class QuantityForm(KnowingForm):
    """How much of the statute's measure of mandatory shares an applicant has."""

    quantity = WholeNumberField(_l("Menge"), [InputRequired(_l("Geben Sie die Zahl an"))])


class OfficeUploadForm(Form):
    """A file that came another way."""

    purpose = SelectField(_l("Was ist das?"), choices=[(each.value, name) for each, name in PURPOSE_NAMES.items()])
    file = UploadField(_l("Datei"))


class LinkForm(KnowingForm):
    """Which known party the applicant is; none: a new one."""

    beside: ClassVar[Mapping[str, object]] = {"party": _l("Vermerkt als")}
    advice = _l("Vermerken Sie es unten noch einmal, wenn es anders ist.")
    party_id = WholeNumberField(validators=[Optional(), NumberRange(1, 999_999_999)])


class SignedForm(SignerForm):
    """Somebody who has signed a declaration on paper."""

    authority = SelectField(
        _l("Befugnis"), choices=[(each.value, name) for each, name in AUTHORITY_NAMES.items()],
        default=Authority.SOLE.value, validate_choice=False,
    )


class PaperForm(KeyedForm, WhoForm, SharesForm, RepresentationForm):
    """A declaration on paper on one page."""

    people = FieldList(FormField(SignedForm), label=_l("Erklärende Personen"), min_entries=1, max_entries=MAX_PEOPLE)
    kind = SelectField(
        _l("Wer tritt bei?"), choices=[(each.value, name) for each, name in KIND_NAMES.items()],
        default=PartyKind.COMPANY.value,
    )
    member_class = RadioField(
        _l("Als was?"), choices=[(each.value, name) for each, name in CLASS_NAMES.items()],
        default=MemberClass.ORDINARY.value,
    )
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag an"))])
    clauses = SelectMultipleField(_l("Auf der Erklärung stehen"), choices=[])
    provision = RadioField(
        _l("Satzung vor der Erklärung"), choices=[(each.value, name) for each, name in PROVISION_NAMES.items()],
        default=StatuteProvision.COPY.value,
    )
    remarks = TextAreaField(_l("Zusätze auf der Erklärung"), [Length(max=1500)])
    scan = UploadField(_l("Scan der unterschriebenen Erklärung"))
    prospect = HiddenField(validators=[Length(max=10)])
    """The prospect that declares, of a higher room; empty for anybody else."""
    version = HiddenField()
    """The version of the statute whose clauses and further fields were shown."""
    is_of_another_version = False

    def follow(self, version: str) -> None:
        """Note the version that asks now."""
        self.is_of_another_version = self.version.data not in (None, "", version)
        self.version.data = version

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that they are those of the statute of the day of receipt."""
        is_valid = super().validate(extra_validators)
        if self.is_of_another_version:
            said = _("An diesem Tag galt eine andere Satzung. Prüfen Sie weitere Angaben und Klauseln noch einmal.")
            self.received_on.errors = [*self.received_on.errors, said]
        return is_valid and not self.is_of_another_version

    @property
    def prospect_id(self) -> int | None:
        """The prospect by its id; None where nobody says that it is one."""
        said = self.prospect.data or ""
        return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None

    def fill(self, kind: PartyKind, content: Mapping[Step, Mapping[str, Any]]) -> None:
        """Show what is known already; whoever enters the declaration holds it against the paper."""
        self.kind.data = kind.value
        for values in content.values():
            for name, value in values.items():
                if name in self:
                    self[name].process(None, value)

    def content(self) -> dict[str, Any]:
        """What stands on it, as the public form keeps it."""
        who = {**{name: kept(self[name]) for name in WHO_FIELDS}, DETAILS: self.details()}
        shares = {name: kept(self[name]) for name in ("shares", "iban", "needs", "will_use_services")}
        people = filled_in(kept(self.people), apart_from=("authority",))
        shares["needs"] = filled_in(shares["needs"])
        declared = {"remarks": kept(self.remarks)}
        return {
            Step.WHO: who, Step.SHARES: shares, Step.REPRESENTATION: {"people": people}, Step.DECLARATION: declared,
        }


WHO_FIELDS = (
    "name", "title", "first_names", "last_name", "street", "addition", "postcode", "city", "country", "region",
    "register_court", "register_number", "email", "phone", "in_district",
)  # fmt: skip


def paper_form(
    clauses: Sequence[ClauseKind], details: Sequence[str], regions: Sequence[str], version: str
) -> PaperForm:
    """The form with the clauses and further fields that a version of the statute asks for, and the house's regions."""
    form = with_details(PaperForm, details)()
    form.clauses.choices = [(each.value, CLAUSE_NAMES[each]) for each in clauses]
    form.region.choices = region_choices(regions)
    form.follow(version)
    return form


class ClauseForm(AddingForm):
    """A new version of a clause."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Neueste Fassung")}
    heading = StringField(_l("Überschrift"), [InputRequired(_l("Geben Sie eine Überschrift an")), Length(max=200)])
    text = TextAreaField(_l("Wortlaut"), [InputRequired(_l("Geben Sie den Wortlaut an")), Length(max=3000)])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie den Tag an"))])
