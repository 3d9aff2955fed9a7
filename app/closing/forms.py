"""Forms of the year end: the steps of the accounts, with their figures and papers; the use of the result."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length

from app.closing.rules import (
    HUNDREDTHS,
    KEY_WORDS,
    MAX_REFERENCE,
    STEP_WORDS,
    YEAR_PAPER_WORDS,
    AccountsStep,
    Figures,
    Terms,
    Uses,
    YearPaperKind,
)
from app.core.web import AddingForm, CentsField, GermanDateField, SelectField, UploadField, _l, in_words
from app.shares.rules import GROUND_WORDS

STEPS, GROUNDS, KEYS = in_words(STEP_WORDS), in_words(GROUND_WORDS), in_words(KEY_WORDS)
PAPERS = in_words(YEAR_PAPER_WORDS)
_NEGATIVE = ("-", "−", "–")


class SignedCentsField(CentsField):
    """An amount that may be below zero, typed with a minus before it."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the amount without its sign, then give it the sign."""
        text = valuelist[0].strip() if valuelist else ""
        is_negative = text.startswith(_NEGATIVE)
        try:
            super().process_formdata([text[1:]] if is_negative else valuelist)
        finally:
            self.raw_data = [text] if valuelist else []
        if is_negative and self.data is not None:
            self.data = -self.data


def _amount(label: object, kind: type[CentsField] = CentsField) -> Any:
    return kind(label, [InputRequired(_l("Geben Sie den Betrag an, sonst 0,00"))])


class AccountsForm(AddingForm):
    """What the forms of all steps share: the day, and how stale ones are told."""

    step: ClassVar[AccountsStep]
    beside: ClassVar[Mapping[str, object]] = {"standing": _l("Stand des Abschlusses"), "entries": _l("Einträge")}
    day = GermanDateField(_l("Am"), [InputRequired(_l("Geben Sie den Tag an"))])

    @property
    def total_field(self) -> Field:
        """Where a refusal about the sum of the balance sheet shows."""
        return self.day


class PrepareForm(AccountsForm):
    """The accounts as the board prepared them."""

    step = AccountsStep.PREPARED
    net_result = _amount(_l("Jahresüberschuss oder Jahresfehlbetrag"), SignedCentsField)
    carried_forward = _amount(_l("Gewinn- oder Verlustvortrag"), SignedCentsField)
    legal_reserve = _amount(_l("Gesetzliche Rücklage, vor der Zuführung"))
    other_reserves = _amount(_l("Andere Ergebnisrücklagen"))
    balance_total = _amount(_l("Bilanzsumme"))
    paper = UploadField(_l("Jahresabschluss als PDF"))

    @property
    def total_field(self) -> Field:
        """The sum itself."""
        return self.balance_total

    def figures(self) -> Figures:
        """The figures typed, each with its sign."""
        fields = (self.net_result, self.carried_forward, self.legal_reserve, self.other_reserves, self.balance_total)
        return Figures(*(field.data or 0 for field in fields))


class AdoptForm(AccountsForm):
    """That the general assembly adopted the accounts."""

    step = AccountsStep.ADOPTED
    reference = StringField(
        _l("Beschluss oder Niederschrift"),
        [InputRequired(_l("Nennen Sie den Beschluss oder die Niederschrift der Generalversammlung.")),
         Length(max=MAX_REFERENCE)],
    )
    paper = UploadField(_l("Niederschrift als PDF"))


class DiscloseForm(AccountsForm):
    """That the accounts were disclosed."""

    step = AccountsStep.DISCLOSED


STEP_FORMS: Mapping[AccountsStep, type[AccountsForm]] = {
    form.step: form for form in (PrepareForm, AdoptForm, DiscloseForm)
}


class YearPaperForm(AddingForm):
    """A paper about a fiscal year that its audit asks for."""

    beside: ClassVar[Mapping[str, object]] = {"papers": _l("Unterlagen zur Prüfung")}
    kind = SelectField(
        _l("Unterlage"), [InputRequired(_l("Wählen Sie, was eingereicht wird"))],
        choices=[("", _l("Bitte wählen")), *PAPERS.items()],
    )
    day = GermanDateField(_l("Datum"), [InputRequired(_l("Geben Sie den Tag an"))])
    paper = UploadField(_l("Unterlage als PDF"))

    @property
    def meant(self) -> YearPaperKind:
        """The kind chosen."""
        return YearPaperKind(self.kind.data)


class ResultForm(AddingForm):
    """What the assembly resolved on the result: a profit to use or a loss to bear, all amounts without a sign."""

    beside: ClassVar[Mapping[str, object]] = {
        "standing": _l("Stand des Abschlusses"), "entries": _l("Einträge"), "statute": _l("Satzung"),
        "version": _l("Bestimmungen der Satzung"),
        "booked": _l("Buchungen des Ergebnisses"),
        "members_counted": _l("Beteiligte Mitglieder"), "weights": _l("Guthaben, nach denen verteilt wird"),
        "balances": _l("Guthaben heute"),
    }
    legal_reserve = _amount(_l("In die gesetzliche Rücklage"))
    other_reserves = _amount(_l("In andere Ergebnisrücklagen"))
    members = _amount(_l("An die Mitglieder"))
    carried_forward = _amount(_l("Auf neue Rechnung"))
    interest_pct = CentsField(_l("Zinsen auf Guthaben"))

    def terms(self) -> Terms:
        """What was typed."""
        amounts = (self.legal_reserve, self.other_reserves, self.members, self.carried_forward)
        rate = self.interest_pct.data
        return Terms(
            Uses(*(field.data or 0 for field in amounts)), None if rate is None else Fraction(rate, HUNDREDTHS)
        )
