"""Forms of removals, one for each kind and each step, and the words of what they show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.values import MAX_REASON, PartyKind, PostalAddress, iban_is_valid
from app.core.web import (
    AddingForm,
    GermanDateField,
    KeyedForm,
    RadioField,
    ReasonForm,
    SelectField,
    UploadField,
    WholeNumberField,
    _,
    _l,
    an_id,
    in_words,
)
from app.members.rules import EXIT_GROUND_WORDS
from app.organs.rules import ORGAN_WORDS, Organ
from app.parties.rules import SHORT_KIND_WORDS, PartyFacts
from app.removals.rules import (
    APPEAL_BODY_WORDS,
    APPEAL_OUTCOME_WORDS,
    DECIDES,
    KIND_WORDS,
    MAX_POSTING,
    MAX_REFERENCE,
    MAX_TEXT,
    ROLE_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    WANTED_PROOF,
    AppealBody,
    AppealDecision,
    Charge,
    FollowerRole,
    Judgment,
    RemovalKind,
    Reported,
)

KINDS, STATES, STEPS = in_words(KIND_WORDS), in_words(STATE_WORDS), in_words(STEP_WORDS)
ROLES, PROOFS, PARTY_KINDS = in_words(ROLE_WORDS), in_words(WANTED_PROOF), in_words(SHORT_KIND_WORDS)
EXITS = in_words(EXIT_GROUND_WORDS)
ORGANS, APPEAL_BODIES = in_words(ORGAN_WORDS), in_words(APPEAL_BODY_WORDS)
APPEAL_OUTCOMES = in_words(APPEAL_OUTCOME_WORDS)


class ChooseForm(KeyedForm):
    """Whose membership ends, and by what."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an"))])
    kind = RadioField(
        _l("Was ist geschehen?"), [InputRequired(_l("Wählen Sie, was geschehen ist"))], choices=list(KINDS.items()),
        coerce=RemovalKind,
    )


class BeginForm(AddingForm):
    """What becomes known about a member, with the paper that shows it."""

    beside: ClassVar[Mapping[str, object]] = {
        "ends_on": _l("Ende der Mitgliedschaft"), "shares": _l("Anteile"), "removals": _l("Vorgänge"),
    }
    advice = _l("Sehen Sie die Vorschau noch einmal an, bevor Sie eintragen.")
    kind: ClassVar[RemovalKind] = RemovalKind.DEATH
    document = UploadField(_l("Nachweis"))


class ExclusionForm(BeginForm):
    """What is held against a member, by which clause of the statute, and who decides (§ 68 GenG)."""

    kind = RemovalKind.EXCLUSION
    clause = StringField(
        _l("Grund nach der Satzung"),
        [InputRequired(_l("Nennen Sie die Klausel der Satzung, die den Grund enthält")), Length(max=MAX_REFERENCE)],
    )
    reasons = TextAreaField(
        _l("Was dem Mitglied vorgehalten wird"),
        [InputRequired(_l("Schreiben Sie, was geschehen ist")), Length(max=MAX_TEXT)],
    )
    organ = RadioField(
        _l("Es entscheidet"), choices=[(each, ORGANS[each]) for each in DECIDES], coerce=Organ, default=Organ.BOARD
    )
    answer_until = GermanDateField(
        _l("Äußerung bis"), [InputRequired(_l("Geben Sie an, bis wann das Mitglied antwortet"))]
    )

    def charge(self) -> Charge:
        """What is held against the member, of a form that was found right."""
        return Charge(self.clause.data or "", self.reasons.data or "", self.organ.data, self.answer_until.day)


class ReportForm(BeginForm):
    """A day, and how it is known."""

    event_on = GermanDateField(_l("Tag"), [InputRequired(_l("Geben Sie den Tag an"))])
    reference = StringField(_l("Aktenzeichen"), [Length(max=MAX_REFERENCE)])
    note = TextAreaField(_l("Bemerkung"), [Length(max=MAX_TEXT)])

    def reported(self) -> Reported:
        """What became known, of a form that was found right."""
        return Reported(self.kind, self.event_on.day, self.reference.data or "", self.note.data or "")

    def successor(self) -> int | PartyFacts | None:
        """Who follows: the number of a member, or somebody new; None where nobody is named with the report."""
        return None


class DeathForm(ReportForm):
    """A death; heirs are named afterwards, as far as they are known (§ 77 GenG)."""

    kind = RemovalKind.DEATH
    event_on = GermanDateField(_l("Todestag"), [InputRequired(_l("Geben Sie den Todestag an"))])


class DissolutionForm(ReportForm):
    """The end of an organisation that nobody follows (§ 77a GenG)."""

    kind = RemovalKind.DISSOLUTION
    event_on = GermanDateField(_l("Aufgelöst oder erloschen am"), [InputRequired(_l("Geben Sie den Tag an"))])


def facts_of(
    kind: PartyKind, name: str, first_names: str, last_name: str, address: PostalAddress
) -> PartyFacts:
    """A party as it is recorded: an organisation by its name, a person by first and last name."""
    if kind is PartyKind.NATURAL_PERSON:
        return PartyFacts(kind, first_names=first_names, last_name=last_name, address=address)
    return PartyFacts(kind, name=name, address=address)


ORGANISATIONS = {kind: word for kind, word in PARTY_KINDS.items() if kind is not PartyKind.NATURAL_PERSON}


class SuccessionForm(ReportForm):
    """An organisation goes over into another, a member or not (§ 77a sentence 2 GenG)."""

    kind = RemovalKind.SUCCESSION
    event_on = GermanDateField(_l("Wirksam am"), [InputRequired(_l("Geben Sie den Tag an"))])
    successor_number = WholeNumberField(_l("Mitgliedsnummer der Nachfolgerin"), [Optional()])
    name = StringField(_l("Firma oder Bezeichnung"), [Length(max=300)])
    party_kind = SelectField(
        _l("Art"), choices=list(ORGANISATIONS.items()), coerce=PartyKind, default=PartyKind.COMPANY
    )
    street = StringField(_l("Straße und Hausnummer"), [Length(max=200)])
    postcode = StringField(_l("Postleitzahl"), [Length(max=20)])
    city = StringField(_l("Ort"), [Length(max=150)])

    def successor(self) -> int | PartyFacts | None:
        """The member of a number, or a new organisation by its name."""
        if self.successor_number.data is not None:
            return self.successor_number.data
        address = PostalAddress(self.street.data or "", self.postcode.data or "", self.city.data or "")
        name = (self.name.data or "").strip()
        return facts_of(self.party_kind.data, name, "", "", address) if name else None


BEGIN_FORMS: Mapping[RemovalKind, type[BeginForm]] = {
    each.kind: each for each in (ExclusionForm, DeathForm, DissolutionForm, SuccessionForm)
}


class StepForm(KeyedForm):
    """An act without further words; `happened_on` says when a step took place where it was not today."""

    document = UploadField(_l("Schreiben als Datei"))


class AnswerForm(StepForm):
    """What the member answered."""

    happened_on = GermanDateField(_l("Geäußert am"), [InputRequired(_l("Geben Sie den Tag an"))])
    words = TextAreaField(_l("Was es sagt"), [Length(max=MAX_TEXT)])


class SettleForm(KeyedForm):
    """By which resolution the general assembly has decided on an exclusion that lies before it."""

    decision = StringField(
        _l("Nummer des Beschlusses der Generalversammlung"),
        [InputRequired(_l("Nennen Sie die Entscheidung")), Length(max=MAX_REFERENCE)], id="assembly_decision",
    )


class RewriteForm(AddingForm):
    """That the letter of an exclusion is written anew, in place of the one that the page shows."""

    beside: ClassVar[Mapping[str, object]] = {"letter": _l("Brief")}
    advice = _l("Lassen Sie noch einmal neu schreiben, wird auch dieser Brief ungültig.")


class DispatchForm(StepForm, AddingForm):
    """That the registered letter was sent which the page shows."""

    beside: ClassVar[Mapping[str, object]] = {"letter": _l("Brief")}
    advice = _l("Prüfen Sie, welcher Brief abgesandt wurde.")

    happened_on = GermanDateField(_l("Abgesandt am"), [InputRequired(_l("Geben Sie den Tag der Absendung an"))])
    posting = StringField(
        _l("Sendungsnummer des Einschreibens"),
        [InputRequired(_l("Geben Sie die Sendungsnummer an")), Length(max=MAX_POSTING)],
    )


class AppealStepForm(StepForm, AddingForm):
    """What happens to an appeal; whoever enters it later is told what came of appeals meanwhile."""

    beside: ClassVar[Mapping[str, object]] = {"appeals": _l("Beschwerde")}


class AppealForm(AppealStepForm):
    """An appeal that came in."""

    happened_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    words = TextAreaField(_l("Womit sie begründet ist"), [Length(max=MAX_TEXT)])


class WithdrawalForm(AppealStepForm):
    """That the member took its appeal back, and what shows it."""

    document = UploadField(_l("Schreiben als Datei"), id="withdrawal")
    happened_on = GermanDateField(
        _l("Zurückgenommen am"), [InputRequired(_l("Geben Sie den Tag an"))], id="withdrawn_on"
    )
    words = TextAreaField(_l("Wie sie zurückgenommen wurde"), [Length(max=MAX_TEXT)])


UPHELD, DISMISSED = "upheld", "dismissed"
OUTCOMES = {
    DISMISSED: _l("Zurückgewiesen; der Ausschluss bleibt"), UPHELD: _l("Erfolgreich; der Ausschluss ist nichtig"),
}


class DecisionForm(AppealStepForm):
    """How an appeal was decided."""

    document = UploadField(_l("Urteil oder Schiedsspruch"))
    decided_by = RadioField(
        _l("Entschieden hat"), choices=list(APPEAL_BODIES.items()), coerce=AppealBody, default=AppealBody.ORGAN
    )
    happened_on = GermanDateField(_l("Entschieden am"), [InputRequired(_l("Geben Sie den Tag an"))])
    decision = StringField(
        _l("Nummer des Beschlusses, oder Gericht und Aktenzeichen"),
        [InputRequired(_l("Nennen Sie die Entscheidung")), Length(max=MAX_REFERENCE)],
    )
    outcome = RadioField(
        _l("Ergebnis"), [InputRequired(_l("Wählen Sie, wie entschieden wurde"))], choices=list(OUTCOMES.items())
    )

    def decided(self) -> AppealDecision:
        """The decision, of a form that was found right."""
        is_upheld, reference = self.outcome.data == UPHELD, self.decision.data or ""
        return AppealDecision(self.happened_on.day, is_upheld, self.decided_by.data, reference)


VOID, STANDS = "void", "stands"
JUDGMENTS = {
    STANDS: _l("Bestätigt, oder die Klage ist abgewiesen; der Ausschluss bleibt"),
    VOID: _l("Für nichtig erklärt; der Ausschluss wird aufgehoben"),
}


class JudgmentForm(AddingForm):
    """What a court or an arbitrator said of an exclusion."""

    beside: ClassVar[Mapping[str, object]] = {"judged": _l("Urteil oder Schiedsspruch")}
    document = UploadField(_l("Urteil oder Schiedsspruch"), id="judgment")
    happened_on = GermanDateField(_l("Entschieden am"), [InputRequired(_l("Geben Sie den Tag an"))], id="judged_on")
    decision = StringField(
        _l("Gericht oder Schiedsstelle, und Aktenzeichen"),
        [InputRequired(_l("Nennen Sie die Entscheidung")), Length(max=MAX_REFERENCE)],
    )
    outcome = RadioField(
        _l("Ergebnis"), [InputRequired(_l("Wählen Sie, wie entschieden wurde"))], choices=list(JUDGMENTS.items())
    )

    def judgment(self) -> Judgment:
        """The judgment, of a form that was found right."""
        return Judgment(self.happened_on.day, self.outcome.data == VOID, self.decision.data or "")


SOMEBODY_NEW = 0
"""The choice of nobody who is named already."""


def _of_somebody_new(sentence: object, *kinds: PartyKind) -> Callable[["FollowerForm", Field], None]:
    """A field that must not be left out of somebody new, of all kinds or of some."""

    def check(form: "FollowerForm", field: Field) -> None:
        if form.is_new and form.party_kind.data in (kinds or list(PartyKind)) and not (field.data or "").strip():
            raise ValidationError(str(sentence))

    return check


_FIRST_NAMES, _LAST_NAME = _l("Geben Sie die Vornamen an"), _l("Geben Sie den Familiennamen an")


class FollowerForm(AddingForm):
    """Somebody who follows the member, with the proof: named already, a member by its number, or new."""

    beside: ClassVar[Mapping[str, object]] = {"named": _l("Wer nachfolgt")}
    document = UploadField(_l("Schreiben als Datei"))
    role = RadioField(_l("Als was"), coerce=FollowerRole)
    known = SelectField(_l("Wer es ist"), coerce=int, default=SOMEBODY_NEW)
    is_another = BooleanField(_l("Jemand anderes mit demselben Namen und derselben Anschrift"))
    number = WholeNumberField(_l("Mitgliedsnummer"), [Optional()])
    party_kind = SelectField(
        _l("Art"), choices=list(PARTY_KINDS.items()), coerce=PartyKind, default=PartyKind.NATURAL_PERSON
    )
    first_names = StringField(
        _l("Vornamen"), [_of_somebody_new(_FIRST_NAMES, PartyKind.NATURAL_PERSON), Length(max=150)]
    )
    last_name = StringField(
        _l("Familienname"), [_of_somebody_new(_LAST_NAME, PartyKind.NATURAL_PERSON), Length(max=150)]
    )
    name = StringField(
        _l("Firma oder Bezeichnung"), [_of_somebody_new(_l("Geben Sie den Namen an"), *ORGANISATIONS), Length(max=300)]
    )
    street = StringField(
        _l("Straße und Hausnummer"), [_of_somebody_new(_l("Geben Sie die Straße an")), Length(max=200)]
    )
    postcode = StringField(
        _l("Postleitzahl"), [_of_somebody_new(_l("Geben Sie die Postleitzahl an")), Length(max=20)]
    )
    city = StringField(_l("Ort"), [_of_somebody_new(_l("Geben Sie den Ort an")), Length(max=150)])

    iban = StringField(_l("IBAN"), [Optional(), Length(max=42)])

    def validate_party_kind(self, field: SelectField) -> None:
        """Heirs are represented by a person (§ 77 (1) GenG; R-EXIT-10)."""
        is_person = field.data is PartyKind.NATURAL_PERSON
        if self.is_new and self.role.data is FollowerRole.REPRESENTATIVE and not is_person:
            raise ValidationError(_("Die Erben vertritt ein Mensch. Tragen Sie ihn mit seinem Namen ein."))

    def validate_iban(self, field: StringField) -> None:
        """A wrong IBAN is refused (R-SEPA-01)."""
        if not iban_is_valid(field.data or ""):
            raise ValidationError(_("Diese IBAN stimmt nicht. Prüfen Sie Länge und Prüfziffern."))

    def offer(self, kind: RemovalKind, named: Mapping[int, str]) -> None:
        """Show who may follow a member gone by this kind, and who is named already, by party."""
        roles: Sequence[FollowerRole] = (FollowerRole.HEIR, FollowerRole.REPRESENTATIVE)
        if kind is not RemovalKind.DEATH:
            roles = (FollowerRole.SUCCESSOR,)
        self.role.choices = [(role, ROLES[role]) for role in roles]
        self.role.data = self.role.data or roles[0]
        self.known.choices = [(SOMEBODY_NEW, _l("Jemand, der hier noch nicht steht")), *named.items()]

    @property
    def is_new(self) -> bool:
        """Whether nobody is meant who is known: neither named here nor a member."""
        return not self.known.data and self.number.data is None

    def facts(self) -> PartyFacts:
        """The party as it is recorded."""
        address = PostalAddress(self.street.data or "", self.postcode.data or "", self.city.data or "")
        return facts_of(
            self.party_kind.data, self.name.data or "", self.first_names.data or "", self.last_name.data or "", address
        )


class TakeBackForm(KeyedForm):
    """Which entry about who follows is taken back, and why."""

    entry = SelectField(_l("Eintrag"), coerce=an_id, validate_choice=False)
    """Whether it is still there, the act says: sent twice, it is gone, and done."""
    why = TextAreaField(_l("Grund"), [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)])


class StandingForm(AddingForm):
    """An act on a removal as its page shows it: how far it has come, what happened, who follows."""

    beside: ClassVar[Mapping[str, object]] = {
        "state": _l("Stand"), "steps": _l("Verlauf"), "named": _l("Wer nachfolgt"),
    }
    advice = _l("Sehen Sie sich an, was inzwischen eingetragen ist. Senden Sie nur dann noch einmal ab.")


class ReversalForm(StandingForm, ReasonForm):
    """Why a removal, or what was noted of it, is taken back."""


class ContinueForm(StandingForm):
    """Which heir goes on with the membership."""

    follower = SelectField(_l("Die Mitgliedschaft setzt fort"), coerce=int)


def day_of(form: StepForm) -> date:
    """The day of a step, of a form that was found right."""
    field = form["happened_on"]
    assert isinstance(field, GermanDateField)
    return field.day
