"""What is asked when somebody is let audit; choices are handed in."""

from collections.abc import Sequence

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.audits.rules import MAX_OCCASION, Period
from app.core.web import GermanDateField, KeyedForm, SelectField, _l, in_words
from app.shares.rules import GROUND_WORDS

GROUNDS = in_words({str(ground): word for ground, word in GROUND_WORDS.items()})


class AssignmentForm(KeyedForm):
    """Who audits which period, on what occasion, until when."""

    account = SelectField(_l("Wer prüft"), [InputRequired(_l("Wählen Sie, wer prüft"))], coerce=int)
    occasion = StringField(
        _l("Anlass"),
        [InputRequired(_l("Geben Sie den Anlass an")), Length(max=MAX_OCCASION)],
    )
    first_day = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag an"))])
    last_day = GermanDateField(_l("Letzter Tag"), [InputRequired(_l("Geben Sie den letzten Tag an"))])
    access_until = GermanDateField(_l("Zugang bis"), [InputRequired(_l("Geben Sie an, bis wann der Zugang dauert"))])

    def among(self, auditors: Sequence[tuple[int, str]]) -> "AssignmentForm":
        """The form with those who may be chosen."""
        self.account.choices = list(auditors)
        return self

    def period(self) -> Period:
        """The days that are audited."""
        return Period(self.first_day.day, self.last_day.day)


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
