"""The days of a register, and the words of its lines."""

from datetime import date

from app.core.web import Form, GermanDateField, _l, in_words
from app.members.rules import EXIT_GROUND_WORDS, SHORT_CLASS_WORDS
from app.parties.rules import SHORT_KIND_WORDS
from app.reports.rules import DIFFERENCE_WORDS

EXIT_GROUNDS, CLASSES = in_words(EXIT_GROUND_WORDS), in_words(SHORT_CLASS_WORDS)
KINDS = in_words(SHORT_KIND_WORDS)
DIFFERENCES = in_words(DIFFERENCE_WORDS)


class AsOfForm(Form):
    """The day of the register and the day up to whose end it was known; read from the address."""

    class Meta:
        """A form that only asks carries no token."""

        csrf = False

    am = GermanDateField(_l("Stand am"))
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def days(self, today: date) -> tuple[date, date | None]:
        """The two days; today and nothing where they are not said."""
        return self.am.data or today, self.kenntnis.data
