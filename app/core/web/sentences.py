"""Our own sentences where WTForms would bring its own words, which say neither what is meant nor what to do."""

from collections.abc import Mapping

from app.core.web.language import _l

CHOICE = _l("Wählen Sie eine der Möglichkeiten, die hier stehen.")
NUMBER = _l("Schreiben Sie eine Zahl in Ziffern.")
SENTENCES: Mapping[str, object] = {
    "Not a valid choice.": CHOICE,
    "Invalid Choice: could not coerce.": CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOICE,
    "'%(value)s' is not a valid choice for this field.": CHOICE,
    "'%(value)s' are not valid choices for this field.": CHOICE,
    "This field is required.": _l("Diese Angabe fehlt noch."),
    "Field must be at least %(min)d character long.": _l("Das ist zu kurz."),
    "Field cannot be longer than %(max)d character.": _l("Das ist zu lang, höchstens %(max)d Zeichen."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Das sind zu viele oder zu wenige Zeichen."),
    "Number must be at least %(min)s.": _l("Die Zahl ist zu klein, mindestens %(min)s."),
    "Number must be at most %(max)s.": _l("Die Zahl ist zu groß, höchstens %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Die Zahl liegt nicht zwischen %(min)s und %(max)s."),
    "Not a valid integer value.": NUMBER,
    "Not a valid decimal value.": NUMBER,
    "Not a valid float value.": NUMBER,
    "Not a valid date value.": _l("Schreiben Sie den Tag als TT.MM.JJJJ, zum Beispiel 24.11.2026."),
    "Invalid email address.": _l("Diese E-Mail-Adresse stimmt nicht"),
    "Invalid input.": _l("Das passt hier nicht. Prüfen Sie die Schreibweise."),
}
"""What WTForms would say, and what we say; its placeholders stay as they are."""


class Sentences:
    """What WTForms asks for a translation; it gets our sentence in the language of the reader."""

    def gettext(self, text: str) -> str:
        """Our sentence for one of WTForms."""
        return str(SENTENCES.get(text, text))

    def ngettext(self, one: str, _many: str, _number: int) -> str:
        """The same where WTForms counts."""
        return self.gettext(one)
