"""Forms of notices, one for each right, and the words of what they show."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.changes.rules import OUTCOME_WORDS
from app.core.formats import day as written
from app.core.values import CHANNEL_WORDS, MAX_REASON, WrittenForm
from app.core.web import (
    AddingForm,
    CentsField,
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
from app.departures.rules import (
    AMENDMENT_WORDS,
    ATTENDED_WORDS,
    FORM_WORDS,
    KIND_WORDS,
    OTHER_GROUND_WORDS,
    PAPER_WORDS,
    STATE_WORDS,
    WANTED_PROOF,
    AboutAccount,
    AboutForm,
    AboutShares,
    AboutWriting,
    AmendedBy,
    Amendment,
    Attended,
    Declared,
    KnownRefusal,
    NoticeKind,
    OfferedRight,
    OtherEvent,
    OtherGround,
    ResolvedRefusal,
    Seizure,
    check_account_asked,
    check_order_of_days,
)
from app.organs.rules import ORGAN_WORDS
from app.shares.rules import AboutQuantity

KINDS, STATES, CHANNELS = in_words(KIND_WORDS), in_words(STATE_WORDS), in_words(CHANNEL_WORDS)
FORMS, PAPERS, PROOFS = in_words(FORM_WORDS), in_words(PAPER_WORDS), in_words(WANTED_PROOF)
OTHER_GROUNDS = in_words(OTHER_GROUND_WORDS)
AMENDMENTS, ATTENDED = in_words(AMENDMENT_WORDS), in_words(ATTENDED_WORDS)
OUTCOMES, ORGANS = in_words(OUTCOME_WORDS), in_words(ORGAN_WORDS)


class ChooseForm(KeyedForm):
    """Who gives notice, and by what right."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an"))])
    kind = RadioField(
        _l("Was ist eingegangen?"), choices=list(KINDS.items()), default=NoticeKind.ORDINARY, coerce=NoticeKind
    )


def _account(*checks: Any) -> Any:
    """The account to which the credit is to be paid; optional."""
    return StringField(_l("IBAN für die Auszahlung des Guthabens"), [Length(max=42), *checks])


def _only_of_the_whole(form: "OwnNoticeForm", field: Field) -> None:
    """Said with the preview already: with a notice of single shares no account is named."""
    if (field.data or "").strip():
        with RefusalsAt(field):
            check_account_asked(form.kind.data)


class NoticeForm(AddingForm):
    """A notice as it came in; the further fields belong to single rights."""

    beside: ClassVar[Mapping[str, object]] = {
        "ends_on": _l("Ende der Mitgliedschaft"), "held": _l("Anteile des Mitglieds"),
        "waits": _l("Liegt dem Vorstand vor"), "notices": _l("Kündigungen"),
    }
    advice = _l("Sehen Sie die Vorschau noch einmal an, bevor Sie eintragen.")
    kind: ClassVar[NoticeKind] = NoticeKind.ORDINARY
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    dated_on = GermanDateField(_l("Geschrieben am"), [Optional()])
    written_form = SelectField(
        _l("Form"), choices=list(FORMS.items()), coerce=WrittenForm, default=WrittenForm.SCHRIFTFORM
    )
    declared_by = StringField(
        _l("Erklärt von"), [InputRequired(_l("Geben Sie an, wer gekündigt hat")), Length(max=200)]
    )
    document = UploadField(_l("Kündigung als Datei"))
    proof = UploadField(_l("Nachweis"))
    iban = _account()

    def declared(self) -> Declared:
        """The notice of a form that was found right."""
        return Declared(
            self.kind, self.received_on.day, self.written_form.data, (self.declared_by.data or "").strip(),
            self.dated_on.data, **self.details(),
        )

    def details(self) -> dict[str, Any]:
        """What this right asks for besides."""
        return {}

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about."""
        with (
            RefusalsAt(self.received_on), RefusalsAt(self.dated_on, AboutWriting),
            RefusalsAt(self.written_form, AboutForm), RefusalsAt(self.iban, AboutAccount),
        ):
            yield


class PartialForm(NoticeForm):
    """Notice of single shares."""

    kind = NoticeKind.PARTIAL
    shares = WholeNumberField(
        _l("Gekündigte Anteile"),
        [
            InputRequired(_l("Geben Sie an, wie viele Anteile gekündigt werden")),
            NumberRange(1, message=_l("Mindestens einer")),
        ],
    )
    bound_shares = WholeNumberField(_l("Zu behalten"), [Optional(), NumberRange(0)])

    def details(self) -> dict[str, Any]:
        """How many shares, and how many must stay."""
        return {"shares": self.shares.data or 0, "bound_shares": self.bound_shares.data or 0}

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about, how many shares among them."""
        with super().refusals(), RefusalsAt(self.shares, AboutShares), RefusalsAt(self.shares, AboutQuantity):
            yield


class HardshipForm(NoticeForm):
    """Early notice, because staying is unreasonable."""

    kind = NoticeKind.HARDSHIP
    reasons = TextAreaField(
        _l("Warum ein Verbleib nicht zumutbar ist"), [InputRequired(_l("Geben Sie die Gründe an")), Length(max=4000)]
    )

    def details(self) -> dict[str, Any]:
        """The reasons, as the board reads them."""
        return {"reasons": self.reasons.data or ""}


class SpecialForm(NoticeForm):
    """Notice after an amendment of the statute."""

    kind = NoticeKind.SPECIAL
    rights: Mapping[int, OfferedRight] = {}
    right = SelectField(_l("Beschluss"), coerce=int, default=0)
    amendment = SelectField(_l("Beschlossene Änderung"), choices=list(AMENDMENTS.items()), coerce=Amendment)
    resolved_on = GermanDateField(_l("Tag des Beschlusses"), [Optional()])
    attended = RadioField(
        _l("Das Mitglied in der Versammlung"), choices=list(ATTENDED.items()), default=Attended.OBJECTED,
        coerce=Attended,
    )
    known_on = GermanDateField(_l("Davon erfahren am"), [Optional()])

    def offer(self, rights: Sequence[OfferedRight]) -> None:
        """Let choose among the rights that resolutions opened, the likeliest first, or name another resolution."""
        self.rights = {each.id: each for each in rights}
        named = [
            (each.id, _("%(number)s vom %(day)s: %(what)s", number=each.number, day=written(each.resolved_on),
                        what=AMENDMENTS[each.amendment]))
            for each in rights
        ]
        self.right.choices = [*named, (0, _l("ein anderer, unten angegeben"))]
        if not self.is_submitted() and rights and rights[0].objected:
            self.right.data = rights[0].id

    @property
    def chosen(self) -> OfferedRight | None:
        """The right on which the notice rests; None where its resolution is typed."""
        return self.rights.get(self.right.data)

    @property
    def resolved(self) -> date:
        """The day of the resolution, chosen or typed."""
        return self.chosen.resolved_on if self.chosen else self.resolved_on.day

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the day of a resolution that is not among the rights, and check the order of the days."""
        if not super().validate(extra_validators):
            return False
        if self.chosen is None and self.resolved_on.data is None:
            self.resolved_on.errors = [str(_("Geben Sie den Tag des Beschlusses an"))]
            return False
        with RefusalsAt(self.resolved_on, ResolvedRefusal), RefusalsAt(self.known_on, KnownRefusal):
            check_order_of_days(self.resolved, self.known_on.data, self.received_on.day)
            return True
        return False

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what is refused at the field it is about, the day of the resolution among them."""
        with super().refusals(), RefusalsAt(self.resolved_on, ResolvedRefusal):
            yield

    def details(self) -> dict[str, Any]:
        """The resolution, and how the member stood to it."""
        right = self.chosen
        amendment = right.amendment if right else self.amendment.data
        meant = AmendedBy(
            amendment, self.resolved, self.attended.data, self.known_on.data, right.id if right else None
        )
        return {"amended_by": meant}


class ResidenceForm(NoticeForm):
    """Notice of somebody who moves away."""

    kind = NoticeKind.RESIDENCE


class ByOthersForm(NoticeForm):
    """Notice that somebody gives in the member's stead, who is answered as well (§§ 66, 66a GenG)."""

    sender_address = TextAreaField(
        _l("Anschrift, an die geantwortet wird"), [InputRequired(_l("Geben Sie die Anschrift an")), Length(max=300)]
    )

    def details(self) -> dict[str, Any]:
        """Where the answer goes."""
        return {"sender_address": self.sender_address.data or ""}


class CreditorForm(ByOthersForm):
    """Notice by a creditor in the member's stead."""

    kind = NoticeKind.CREDITOR
    failed_on = GermanDateField(_l("Vollstreckung erfolglos am"), [InputRequired(_l("Geben Sie den Tag an"))])
    seized_on = GermanDateField(_l("Gepfändet und überwiesen am"), [InputRequired(_l("Geben Sie den Tag an"))])
    is_final = BooleanField(_l("Der Titel ist nicht nur vorläufig vollstreckbar"))

    def details(self) -> dict[str, Any]:
        """What the creditor shows."""
        seizure = Seizure(self.failed_on.day, self.seized_on.day, bool(self.is_final.data))
        return {**super().details(), "seizure": seizure}


class InsolvencyForm(ByOthersForm):
    """Notice by an insolvency administrator in the member's stead."""

    kind = NoticeKind.INSOLVENCY


NOTICE_FORMS: Mapping[NoticeKind, type[NoticeForm]] = {
    each.kind: each
    for each in (
        NoticeForm, PartialForm, HardshipForm, SpecialForm, ResidenceForm, CreditorForm, InsolvencyForm,
    )
}


class OwnNoticeForm(AddingForm):
    """A member's own notice, given in the portal today."""

    beside: ClassVar[Mapping[str, object]] = NoticeForm.beside
    advice = NoticeForm.advice
    kind = RadioField(_l("Was möchten Sie kündigen?"), coerce=NoticeKind, default=NoticeKind.ORDINARY)
    shares = WholeNumberField(_l("Wie viele Anteile?"), [Optional(), NumberRange(1, message=_l("Mindestens einer"))])
    reasons = TextAreaField(_l("Warum ein Verbleib nicht zumutbar ist"), [Length(max=4000)])
    iban = _account(_only_of_the_whole)
    is_meant = BooleanField(_l("Ich kündige verbindlich"))
    special: OfferedRight | None = None
    """The right that an amendment gives the member."""

    def offer(self, kinds: Mapping[NoticeKind, object]) -> None:
        """Show these rights."""
        self.kind.choices = list(kinds.items())

    def declared(self, today: date, name: str) -> Declared:
        """The notice, received today in Textform."""
        kind = self.kind.data
        return Declared(
            kind, today, WrittenForm.TEXTFORM, name,
            shares=(self.shares.data or 0) if kind is NoticeKind.PARTIAL else 0, reasons=self.reasons.data or "",
            amended_by=self._amended_by() if kind is NoticeKind.SPECIAL else None,
        )

    def _amended_by(self) -> AmendedBy | None:
        right = self.special
        return AmendedBy(right.amendment, right.resolved_on, Attended.OBJECTED, None, right.id) if right else None

    @property
    def field(self) -> Field:
        """The field that what is wrong belongs to."""
        fields: Mapping[NoticeKind, Field] = {NoticeKind.PARTIAL: self.shares, NoticeKind.HARDSHIP: self.reasons}
        return fields.get(self.kind.data, self.kind)


class ContinueForm(KeyedForm):
    """What was agreed on going on, with the member's declaration."""

    agreed = TextAreaField(
        _l("Was vereinbart ist"), [InputRequired(_l("Schreiben Sie, was vereinbart ist")), Length(max=MAX_REASON)]
    )
    document = UploadField(_l("Erklärung des Mitglieds als Datei"))


class OtherGroundForm(Form):
    """By what ground somebody leaves otherwise, and when it happened."""

    ground = SelectField(_l("Grund"), choices=list(OTHER_GROUNDS.items()), coerce=OtherGround)
    event_on = GermanDateField(_l("Tag des Ereignisses"), [InputRequired(_l("Geben Sie den Tag an"))])
    heirs_continue = BooleanField(_l("Die Satzung setzt die Mitgliedschaft mit den Erben fort"))
    sent_on = GermanDateField(_l("Brief über den Ausschluss abgesandt am"), [Optional()])
    meets_on = GermanDateField(_l("Nächste Generalversammlung"), [Optional()])
    amount = CentsField(_l("Übertragenes Guthaben"), [Optional()])
    is_full = BooleanField(_l("Es ist das ganze Guthaben"))
    acquirer = WholeNumberField(_l("Mitgliedsnummer der Erwerberin"), [Optional()])

    def event(self) -> OtherEvent:
        """What happened, of a form that was found right."""
        return OtherEvent(
            self.ground.data, self.event_on.day, bool(self.heirs_continue.data), self.sent_on.data,
            self.meets_on.data, self.amount.data or 0, bool(self.is_full.data), self.acquirer.data,
        )
