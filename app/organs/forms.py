"""Forms of the offices, and the words for organs, functions and grounds of eligibility."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.web import AddingForm, GermanDateField, KnowingForm, RadioField, SelectField, _l, in_words
from app.organs.rules import BASIS_WORDS, FUNCTION_WORDS, ORGAN_WORDS, WITH_OFFICES, Organ, OrganFunction

ORGAN_NAMES = in_words({organ: ORGAN_WORDS[organ] for organ in WITH_OFFICES})
FUNCTION_NAMES, BASIS_NAMES = in_words(FUNCTION_WORDS), in_words(BASIS_WORDS)
STANDING_NAMES = {"held": _l("im Amt"), "coming": _l("künftig"), "past": _l("beendet")}


class AppointForm(AddingForm):
    """An office to give: to whom, in which organ, for which term."""

    organ = RadioField(_l("Organ"), coerce=Organ, choices=[(each.value, name) for each, name in ORGAN_NAMES.items()])
    party = SelectField(_l("Person"), coerce=int)
    first_names = StringField(_l("Vornamen"), [Length(max=150)])
    last_name = StringField(_l("Nachname"), [Length(max=150)])
    of_member_cooperative = BooleanField(_l("Mitglied einer Genossenschaft, die selbst Mitglied ist; nachgewiesen"))
    function = RadioField(
        _l("Funktion"), coerce=OrganFunction, choices=[(each.value, name) for each, name in FUNCTION_NAMES.items()]
    )
    first_day = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag des Amtes an."))])
    last_day = GermanDateField(_l("Letzter Tag"), [Optional()])
    appointed_by = StringField(_l("Bestellt durch"), [Length(max=120)])
    is_delegated = BooleanField(_l("In den Aufsichtsrat entsandt (§ 36 Abs. 5 GenG)"))
    discharged = BooleanField(_l("War im Vorstand und ist entlastet (§ 37 Abs. 2 GenG)"))

    def names(self) -> tuple[str, str]:
        """First and last name of a new person."""
        return self.first_names.data or "", self.last_name.data or ""


class EndForm(KnowingForm):
    """The end of an office."""

    last_day = GermanDateField(_l("Letzter Tag"), [InputRequired(_l("Geben Sie den letzten Tag des Amtes an."))])
    reason = StringField(_l("Grund"), [InputRequired(_l("Nennen Sie den Grund.")), Length(max=300)])


class ExtendForm(KnowingForm):
    """A later end of an office."""

    beside: ClassVar[Mapping[str, object]] = {"last_day": _l("Letzter Tag")}
    until = GermanDateField(_l("Neuer letzter Tag"), [Optional()])
