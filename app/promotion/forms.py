"""Forms of promotion: what the map counts, where regions lie, the words and examples of a report, its issue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, Field, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.formats import close_of, known_until
from app.core.values import MAX_REASON
from app.core.web import AskingForm, GermanDateField, KeyedForm, SeenForm, SelectField, _, _l, id_in, in_words
from app.needs.rules import FIELD_WORDS, STATE_WORDS, NeedState
from app.parties.rules import SHORT_KIND_WORDS
from app.promotion.rules import (
    AS_REGION,
    DISTRICTS,
    FIGURE_WORDS,
    MAX_CONSENT,
    MAX_EXAMPLE,
    MAX_WORDS,
    OFF_THE_MAP,
    REGIONS,
    WORDS,
    region_key,
)
from app.prospects.rules import FIGURE_WORDS as ASKING_WORDS

FIELDS, STATES, KINDS = in_words(FIELD_WORDS), in_words(STATE_WORDS), in_words(SHORT_KIND_WORDS)
FIGURES, ASKINGS, NAMES = in_words(FIGURE_WORDS), in_words(ASKING_WORDS), in_words(WORDS)

_TOO_LONG = _l("Höchstens %(max)d Zeichen.")


def _offered(words: Mapping[Any, object]) -> list[tuple[str, object]]:
    return [("", _l("alle")), *((str(value), word) for value, word in words.items())]


class MapForm(AskingForm):
    """Which needs the map counts; sent by GET."""

    stand = SelectField(_l("Stand"), choices=[], validate_choice=False)
    field = SelectField(_l("Einsatzfeld"), choices=_offered(FIELDS), validate_choice=False)
    kind = SelectField(_l("Von"), choices=_offered(KINDS), validate_choice=False)
    von = GermanDateField(_l("Eingebracht vom"))
    bis = GermanDateField(_l("bis"))

    def validate_bis(self, field: Field) -> None:
        """A period runs forward."""
        if field.data and self.von.data and field.data < self.von.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))

    def offer(self, states: Iterable[NeedState]) -> None:
        """Offer the states that somebody sees."""
        self.stand.choices = _offered({each.value: STATES[each] for each in states})

    def asked(self) -> dict[str, str]:
        """What is chosen, as an address says it; what is no choice of ours counts as not said."""
        said = {name: self[name].data or "" for name in ("stand", "field", "kind")}
        found = {name: value for name, value in said.items() if value in {each.value for each in self[name].choices}}
        days = {name: self[name].data.isoformat() for name in ("von", "bis") if self[name].data}
        return {name: value for name, value in {**found, **days}.items() if value}


class PlacesForm(KeyedForm):
    """To which region of the house each planning region and each district belongs; fields are made for the asked."""

    def read(self, sent: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
        """What was chosen, by key; whatever is no choice of ours counts as not said."""
        allowed = {*names, OFF_THE_MAP}
        keys = [*map(region_key, REGIONS), *(each.key for each in DISTRICTS)]
        return {key: sent[key] if sent.get(key) in allowed else AS_REGION for key in keys}


class KnownForm(AskingForm):
    """The day up to whose end the figures of a report were known; read from the address."""

    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def known_on(self, today: date) -> date | None:
        """That day; None where all that is known today counts."""
        return known_until(self.kenntnis.data, today)

    def known_at(self, today: date, now: datetime) -> datetime:
        """The last moment of that day, or now."""
        return close_of(self.known_on(today)) or now


class WordsForm(SeenForm):
    """The words of a year's report."""

    introduction = TextAreaField(NAMES["introduction"], [Optional(), Length(max=MAX_WORDS, message=_TOO_LONG)])
    outlook = TextAreaField(NAMES["outlook"], [Optional(), Length(max=MAX_WORDS, message=_TOO_LONG)])


class ExampleForm(KeyedForm):
    """An answered need that a report tells of."""

    words = TextAreaField(
        _l("Was der Bericht dazu sagt"),
        [InputRequired(_l("Schreiben Sie in wenigen Sätzen, was gesucht wurde und was die Antwort war")),
         Length(max=MAX_EXAMPLE, message=_TOO_LONG)],
    )
    is_named = BooleanField(_l("Das Mitglied mit Namen nennen"))
    consent = TextAreaField(
        _l("Wer hat wann zugestimmt?"), [Optional(), Length(max=MAX_CONSENT, message=_TOO_LONG)]
    )


class IssueForm(SeenForm):
    """The board finishes a report; of a further issue why there is one. `issued`: how many its page knew."""

    issued = HiddenField(validators=[Length(max=12)])
    reason = TextAreaField(_l("Grund der neuen Ausgabe"), [Optional(), Length(max=MAX_REASON, message=_TOO_LONG)])

    @property
    def issues_seen(self) -> int:
        """How many issues its page knew; -1 for what is no number."""
        known = id_in(self.issued.data)
        return -1 if known is None else known


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
