"""Forms of dunning, contributions and plans, and the words of the lists."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.web import (
    AddingForm,
    CentsField,
    GermanDateField,
    KeyedForm,
    RadioField,
    ReasonForm,
    WholeNumberField,
    _l,
    in_words,
)
from app.dues.rules import (
    BASIS_WORDS,
    LEVEL_WORDS,
    MAX_CLAUSE,
    MAX_REFERENCE,
    MOST_INSTALMENTS,
    DunningLevel,
    DunningTerms,
    LevelTerms,
    PlanBasis,
    PlanTerms,
)
from app.shares.forms import PURPOSES

__all__ = [
    "BASES",
    "LEVELS",
    "PURPOSES",
    "ContributionForm",
    "DunForm",
    "LapsedForm",
    "PlanForm",
    "RefundForm",
    "ReturnForm",
    "RunForm",
    "StopForm",
    "TakeBackForm",
    "TermsForm",
]

LEVELS, BASES = in_words(LEVEL_WORDS), in_words(BASIS_WORDS)
MOST_DAYS = 365


class DunForm(AddingForm):
    """One letter, as its page has shown it."""

    beside: ClassVar[Mapping[str, object]] = {"late": _l("Offene Zahlungen"), "total": _l("Zu zahlen")}
    advice = _l("Sehen Sie den Brief noch einmal an, bevor Sie ihn schreiben.")


class RunForm(KeyedForm):
    """All letters that may be written today."""


class ContributionForm(KeyedForm):
    """Until when the contribution of a year is to be paid."""

    due_on = GermanDateField(_l("Fällig am"), [InputRequired(_l("Geben Sie an, wann der Beitrag fällig ist"))])


def _day_of(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


class TakeBackForm(ReasonForm):
    """Which demands of a year are taken back, by their due day, and why."""

    due_on = RadioField(
        _l("Forderungen"), [InputRequired(_l("Wählen Sie, welche Forderungen zurückgenommen werden"))],
        coerce=_day_of, validate_choice=False,
    )
    """What is taken back already is no choice any more, and the same sent again is still the same act."""


class PlanForm(AddingForm):
    """How what is open on the shares is to be paid, and what that rests on."""

    beside: ClassVar[Mapping[str, object]] = {"open": _l("Offen auf die Anteile")}
    advice = _l("Sehen Sie die Vorschau noch einmal an, bevor Sie eintragen.")
    number = WholeNumberField(
        _l("Zahl der Raten"),
        [
            InputRequired(_l("Geben Sie an, wie viele Raten es sind")),
            NumberRange(1, MOST_INSTALMENTS, _l("Zwischen %(min)s und %(max)s Raten")),
        ],
    )
    first_on = GermanDateField(_l("Erste Rate am"), [InputRequired(_l("Geben Sie an, wann die erste Rate fällig ist"))])
    months = WholeNumberField(
        _l("Abstand in Monaten"),
        [InputRequired(_l("Geben Sie die Monate an")), NumberRange(1, 60, _l("Zwischen %(min)s und %(max)s Monaten"))],
        default=1,
    )
    basis = RadioField(_l("Grundlage"), choices=list(BASES.items()), default=PlanBasis.AGREEMENT, coerce=PlanBasis)
    reference = StringField(
        _l("Vereinbarung oder Beschluss"),
        [
            InputRequired(_l("Geben Sie an, worauf der Plan beruht")),
            Length(max=MAX_REFERENCE),
        ],
    )
    decided_on = GermanDateField(_l("Vom"), [InputRequired(_l("Geben Sie den Tag an"))])
    after = HiddenField(_l("Ratenplan, der schon gilt"), [Length(max=30)])

    def terms(self) -> PlanTerms:
        """The plan of a form that was found right."""
        return PlanTerms(
            self.number.data or 1, self.first_on.day, self.months.data or 1, self.basis.data,
            self.reference.data or "", self.decided_on.day, self.after.data or "",
        )


class ReturnForm(ReasonForm):
    """When a payment came back, and what that cost."""

    returned_on = GermanDateField(_l("Zurückgegeben am"), [InputRequired(_l("Geben Sie den Tag an"))])
    costs = CentsField(_l("Kosten der Bank"), [Optional()])


class LapsedForm(ReasonForm, AddingForm):
    """Why a claim that has lapsed is closed, of which the page has shown what is open."""

    beside: ClassVar[Mapping[str, object]] = {"open": _l("Offen")}
    advice = _l("Ist es trotzdem so gemeint, schließen Sie noch einmal.")


class RefundForm(KeyedForm):
    """When and by which transfer something was sent back."""

    refunded_on = GermanDateField(_l("Erstattet am"), [InputRequired(_l("Geben Sie den Tag der Erstattung an."))])
    reason = TextAreaField(
        _l("Beleg der Erstattung"),
        [InputRequired(_l("Geben Sie den Beleg an")), Length(max=60)],
    )


class StopForm(ReasonForm):
    """Why and until when a member is not dunned."""

    until = GermanDateField(_l("Bis einschließlich"), [Optional()])


def _days(least: int) -> list[object]:
    asked = InputRequired(_l("Geben Sie die Tage an"))
    return [asked, NumberRange(least, MOST_DAYS, _l("Zwischen %(min)s und %(max)s Tagen"))]


class TermsForm(AddingForm):
    """The levels of dunning."""

    beside: ClassVar[Mapping[str, object]] = {"stored": _l("Mahnstufen")}
    advice = _l("Speichern Sie noch einmal, gilt, was hier im Formular steht.")
    wait_1 = WholeNumberField(_l("Tage nach der Fälligkeit"), _days(1))
    deadline_1 = WholeNumberField(_l("Zahlungsfrist in Tagen"), _days(1))
    wait_2 = WholeNumberField(_l("Tage nach Ablauf der Frist davor"), _days(1))
    deadline_2 = WholeNumberField(_l("Zahlungsfrist in Tagen"), _days(1))
    fee_2 = CentsField(_l("Kosten"), [Optional()])
    wait_3 = WholeNumberField(_l("Tage nach Ablauf der Frist davor"), _days(1))
    deadline_3 = WholeNumberField(_l("Zahlungsfrist in Tagen"), _days(1))
    fee_3 = CentsField(_l("Kosten"), [Optional()])
    clause = StringField(
        _l("Ausschlussgrund in der Satzung"), [Length(max=MAX_CLAUSE)]
    )

    @staticmethod
    def values_of(terms: DunningTerms) -> dict[str, object]:
        """The levels as the form holds them."""
        values: dict[str, object] = {"clause": terms.clause}
        for level, each in terms.levels.items():
            values |= {f"wait_{level}": each.wait_days, f"deadline_{level}": each.deadline_days}
            if level > DunningLevel.REMINDER:
                values[f"fee_{level}"] = each.fee
        return values

    def terms(self) -> DunningTerms:
        """The levels as typed."""
        levels = {}
        for level in DunningLevel:
            fee = self[f"fee_{level}"].data if level > DunningLevel.REMINDER else 0
            levels[level] = LevelTerms(
                level, self[f"wait_{level}"].data or 1, self[f"deadline_{level}"].data or 1, fee or 0
            )
        return DunningTerms(levels, self.clause.data or "")
