"""What the lists of this room are asked for: days, a year, amounts; and the words of their lines."""

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.formats import known_until
from app.core.values import MAX_FULL_NAME
from app.core.web import (
    AskingForm,
    CentsField,
    GermanDateField,
    KeyedForm,
    RadioField,
    SelectField,
    WholeNumberField,
    _,
    _l,
    in_words,
)
from app.members.rules import EXIT_GROUND_WORDS, JOIN_GROUND_WORDS, SHORT_CLASS_WORDS
from app.parties.rules import SHORT_KIND_WORDS
from app.reports.rules import (
    CHANGE_WORDS,
    CREDIT_PART_WORDS,
    DIFFERENCE_WORDS,
    FIGURE_WORDS,
    HELD_WORDS,
    INSPECTION_GROUNDS,
    MAX_INTEREST,
    OVER_TIME,
    REQUESTER_WORDS,
    HeldFigure,
    Requester,
)
from app.shares.rules import GROUND_WORDS
from app.statutes.rules import FiscalYear, year_called

EXIT_GROUNDS, CLASSES = in_words(EXIT_GROUND_WORDS), in_words(SHORT_CLASS_WORDS)
KINDS = in_words(SHORT_KIND_WORDS)
FIGURES, PARTS = in_words(FIGURE_WORDS), in_words(CREDIT_PART_WORDS)
HELD = in_words(HELD_WORDS)
REQUESTERS, SHOWN_BY = in_words(REQUESTER_WORDS), in_words(INSPECTION_GROUNDS)
GROUNDS = in_words({**EXIT_GROUND_WORDS, **JOIN_GROUND_WORDS, **GROUND_WORDS})
"""Of grounds of memberships and of both ledgers; of one value the ledger's word stands."""

DIFFERENCES = in_words(DIFFERENCE_WORDS)

CHANGES = in_words(CHANGE_WORDS)
"""The same between two days."""


class AsOfForm(AskingForm):
    """The day of the register and the day up to whose end it was known; read from the address."""

    am = GermanDateField(_l("Stand am"))
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def days(self, today: date) -> tuple[date, date | None]:
        """The two days; today and nothing where they are not said."""
        return self.am.data or today, known_until(self.kenntnis.data, today)


class DevelopmentForm(AsOfForm):
    """The two days, and of which figure the course by kind and by region is shown."""

    zahl = SelectField(
        _l("Verlauf nach Art und Region"), choices=[(each.value, HELD[each]) for each in OVER_TIME],
        default=HeldFigure.MEMBERS.value,
    )

    @property
    def figure(self) -> HeldFigure:
        """The figure that was chosen; members where what was sent is none."""
        return next((each for each in OVER_TIME if each == self.zahl.data), HeldFigure.MEMBERS)


class HeldForm(AsOfForm):
    """Of which day a figure is, and of members with how many shares; whom else it counts stands in the filters."""

    ab = WholeNumberField(_l("Anteile ab"), [Optional()])
    bis = WholeNumberField(_l("Anteile bis"), [Optional()])


class YearForm(AskingForm):
    """The fiscal year of a movement, by its last day, and the day up to whose end it was known."""

    jahr = SelectField(_l("Geschäftsjahr"), validate_choice=False)
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def year(self, years: Sequence[FiscalYear], today: date) -> FiscalYear:
        """The year asked for; without one the last that is over, else the running one; NotFound for no year at all."""
        self.jahr.choices = [(each.last_day.isoformat(), str(each)) for each in reversed(years)]
        over = [each for each in years if each.last_day < today]
        found = year_called(years, self.jahr.data) if self.jahr.data else (over or list(years))[-1]
        self.jahr.data = found.last_day.isoformat()
        return found


class BetweenForm(AskingForm):
    """The first and the last day of what is compared, and the day up to whose end it was known."""

    von = GermanDateField(_l("Vom Beginn des"))
    bis = GermanDateField(_l("bis zum Ende des"))
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def validate_bis(self, field: Field) -> None:
        """What is compared runs forward."""
        if field.data and self.von.data and field.data < self.von.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))

    def days(self, begin: date, today: date) -> tuple[date, date, date | None]:
        """The first day, the last one and the day of knowledge; the begin of a year and today where not said."""
        first, last = sorted((self.von.data or begin, self.bis.data or today))
        return first, last, known_until(self.kenntnis.data, today)


class SizeForm(AskingForm):
    """What the accounts say of the cooperative's size."""

    bilanzsumme = CentsField(_l("Bilanzsumme"))
    umsatz = CentsField(_l("Umsatzerlöse"))


class InspectionForm(KeyedForm):
    """Who wants to see the register, and with which right."""

    requester = RadioField(
        _l("Wer Einsicht verlangt"), choices=list(REQUESTERS.items()), default=Requester.MEMBER.value
    )
    number = WholeNumberField(_l("Mitgliedsnummer"), [Optional()])
    name = StringField(_l("Name, wenn kein Mitglied"), [Optional(), Length(max=MAX_FULL_NAME)])
    agent = StringField(_l("Handelt durch"), [Optional(), Length(max=MAX_FULL_NAME)])
    interest = TextAreaField(_l("Berechtigtes Interesse"), [Optional(), Length(max=MAX_INTEREST)])
    register_on = GermanDateField(_l("Register vom"), [InputRequired(_l("Geben Sie den Tag des Registers an."))])
    identified = BooleanField(_l("Wer Einsicht verlangt, hat sich ausgewiesen"))
    told = BooleanField(_l("Auf die Zweckbindung der Angaben ist hingewiesen"))


class ListForm(KeyedForm):
    """The day of a register that is printed, the day up to whose end it was known, and whether with former members."""

    am = GermanDateField(_l("Stand am"), [InputRequired(_l("Geben Sie den Tag an."))])
    kenntnis = GermanDateField(_l("nach Kenntnis vom"), [Optional()])
    former = BooleanField(_l("mit Ausgeschiedenen"))
