"""Forms of needs: what is said of one, comments and questions, files, the way; and the words of what pages show."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.values import MAX_REASON
from app.core.web import AddingForm, KeyedForm, RadioField, SeenForm, SelectField, UploadField, _, _l, id_in, in_words
from app.needs.rules import (
    CHOSEN,
    FIELD_WORDS,
    LEVEL_NOTES,
    LEVEL_WORDS,
    MAX_COMMENT,
    MAX_DATA,
    MAX_EFFECT,
    MAX_SITUATION,
    MAX_TITLE,
    NAME_WORDS,
    STATE_WORDS,
    URGENCY_WORDS,
    NeedState,
    Stated,
    missing_of,
)
from app.parties.rules import SHORT_KIND_WORDS

FIELDS, URGENCIES, LEVELS = in_words(FIELD_WORDS), in_words(URGENCY_WORDS), in_words(LEVEL_WORDS)
STATES, NAMES, NOTES = in_words(STATE_WORDS), in_words(NAME_WORDS), in_words(LEVEL_NOTES)
KINDS = in_words(SHORT_KIND_WORDS)

SAID = ("title", "situation", "effect", "field", "material", "urgency", "region", "level")
_TOO_LONG = _l("Höchstens %(max)d Zeichen.")


def said(name: str, value: str) -> str:
    """A value of a version in words, where it is a choice of ours."""
    words: Mapping[str, Mapping[Any, str]] = {"field": FIELDS, "urgency": URGENCIES, "level": LEVELS}
    if name in CHOSEN and value:
        return str({str(key): word for key, word in words[name].items()}.get(value, value))
    return value or str(_("nichts"))


class NeedForm(AddingForm):
    """What is said of a need; it is kept however little is filled in, and raised once nothing is missing."""

    beside: ClassVar[Mapping[str, object]] = {"version": _l("Fassung des Bedarfs")}
    advice = _l("Schicken Sie es noch einmal ab, gilt, was hier im Formular steht.")

    title = StringField(NAMES["title"], [Optional(), Length(max=MAX_TITLE, message=_TOO_LONG)])
    situation = TextAreaField(NAMES["situation"], [Optional(), Length(max=MAX_SITUATION, message=_TOO_LONG)])
    effect = TextAreaField(NAMES["effect"], [Optional(), Length(max=MAX_EFFECT, message=_TOO_LONG)])
    field = SelectField(
        NAMES["field"], [Optional()], choices=[("", _l("Bitte wählen")), *((each.value, word) for each, word in
                                                                          FIELDS.items())],
        validate_choice=False,
    )
    material = TextAreaField(NAMES["material"], [Optional(), Length(max=MAX_DATA, message=_TOO_LONG)])
    urgency = RadioField(
        NAMES["urgency"], [Optional()], choices=[(each.value, word) for each, word in URGENCIES.items()],
        validate_choice=False,
    )
    region = SelectField(NAMES["region"], [Optional()], choices=[], validate_choice=False)
    level = RadioField(
        NAMES["level"], [Optional()], choices=[(each.value, word) for each, word in LEVELS.items()],
        validate_choice=False,
    )

    def offer(self, regions: Sequence[str], present: str = "") -> None:
        """Offer the regions of the house, and one that is kept from before."""
        names = [*regions, *([present] if present and present not in regions else [])]
        self.region.choices = [("", "–"), *((name, name) for name in names)]

    def stated(self) -> Stated:
        """What was typed; what is no choice of ours counts as not said."""
        typed = {name: self[name].data or "" for name in SAID}
        if typed["region"] not in {choice.value for choice in self.region.choices}:
            typed["region"] = ""
        return Stated.of(typed)

    def is_complete(self) -> bool:
        """Whether it can be raised; what is missing stands at its field."""
        missing = missing_of(self.stated())
        for name, sentence in missing.items():
            self[name].errors = [*self[name].errors, _(sentence)]
        return not missing


class DraftFileForm(KeyedForm):
    """A file for a need."""

    file = UploadField(_l("Datei"))


class CommentForm(KeyedForm):
    """A comment, a question, or the answer to one."""

    text = TextAreaField(
        _l("Ihr Beitrag"), [InputRequired(_l("Schreiben Sie etwas")), Length(max=MAX_COMMENT, message=_TOO_LONG)]
    )
    kind = RadioField(
        _l("Was ist es?"), choices=[("comment", _l("Hinweis oder Erfahrung")), ("question", _l("Frage"))],
        default="comment", validate_choice=False,
    )
    answers = HiddenField(validators=[Length(max=12)])

    @property
    def answers_id(self) -> int | None:
        """The question that is answered; None for none."""
        return id_in(self.answers.data)


class MoveForm(SeenForm):
    """Where a need is led; `seen` is the newest step its page knew."""

    to = RadioField(_l("Neuer Stand"), [InputRequired(_l("Wählen Sie, wie es weitergeht"))], choices=[])
    words = TextAreaField(_l("Antwort oder Grund"), [Length(max=MAX_COMMENT, message=_TOO_LONG)])

    def offer(self, states: Sequence[NeedState]) -> None:
        """Offer where it can be led from here."""
        self.to.choices = [(each.value, STATES[each]) for each in states]


class WithdrawForm(KeyedForm):
    """Why a need is taken back; nobody has to say."""

    reason = TextAreaField(_l("Grund"), [Optional(), Length(max=MAX_REASON, message=_TOO_LONG)])


class BeginForm(KeyedForm):
    """For whom the office raises a need."""

    owner = StringField(
        _l("Nummer des Mitglieds oder Interessenten"),
        [InputRequired(_l("Geben Sie eine Mitgliedsnummer oder die Nummer eines Interessenten an")), Length(max=30)],
    )


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
