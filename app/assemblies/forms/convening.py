"""Forms by which everybody is told: convening, adding, putting off, calling off; and what did not arrive."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.assemblies.forms.planning import ClockField
from app.assemblies.rules import MAX_ACCESS, MAX_PLACE, NOTIFICATION_STATE_WORDS, NOTIFIED_BY_WORDS, Channel
from app.core.values import MAX_REASON
from app.core.web import (
    AddingForm,
    ConfirmingBox,
    GermanDateField,
    KeyedForm,
    RadioField,
    ReasonForm,
    UploadField,
    _l,
    in_words,
)

WAYS, DELIVERY_STATES = in_words(NOTIFIED_BY_WORDS), in_words(NOTIFICATION_STATE_WORDS)
MAX_PAPER_NAME = 200


class TellForm(AddingForm):
    """How everybody is told, and that it was looked at before."""

    beside: ClassVar[Mapping[str, object]] = {
        "facts": _l("Tag, Ort und Form"), "agenda": _l("Tagesordnung"), "papers": _l("Unterlagen"),
        "told": _l("Mitteilungen an die Mitglieder"),
    }
    advice = _l("Sehen Sie noch einmal an, was den Mitgliedern mitgeteilt wird, bevor Sie es bestätigen.")
    letters_for_all = BooleanField(_l("Brief auch an Mitglieder mit E-Mail-Adresse"))
    published_in = StringField(_l("Blatt"), [Optional(), Length(max=MAX_PAPER_NAME)])
    published_on = GermanDateField(_l("Erschienen am"), [Optional()])
    proof = UploadField(_l("Beleg"))
    is_agreed = BooleanField(
        _l("Ich habe angesehen, was die Mitglieder bekommen"),
        [InputRequired(_l("Sehen Sie an, was die Mitglieder bekommen, und bestätigen Sie es"))],
    )


class ConveneForm(TellForm):
    """Everybody is invited."""


class AdditionForm(TellForm):
    """What was put on the agenda since is announced; who demanded it may be said."""

    reason = TextAreaField(_l("Anlass"), [Optional(), Length(max=MAX_REASON)])


class CancelForm(TellForm):
    """The assembly is called off, with the reason."""

    reason = TextAreaField(
        _l("Grund"), [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)]
    )


class CorrectForm(CancelForm):
    """What was told wrongly: the room, or how to take part; and why."""

    place = StringField(_l("Ort der Versammlung"), [Optional(), Length(max=MAX_PLACE)])
    access = TextAreaField(_l("Elektronische Teilnahme"), [Optional(), Length(max=MAX_ACCESS)])


class PostponeForm(CancelForm):
    """The assembly is put off to another day."""

    meets_on = GermanDateField(_l("Neuer Tag"), [InputRequired(_l("Geben Sie den neuen Tag an"))])
    begins_at = ClockField(_l("Beginn"), [InputRequired(_l("Geben Sie an, wann die Versammlung beginnt"))])
    place = StringField(_l("Ort der Versammlung"), [Optional(), Length(max=MAX_PLACE)])
    access = TextAreaField(_l("Elektronische Teilnahme"), [Optional(), Length(max=MAX_ACCESS)])
    votes_until = GermanDateField(_l("Abstimmung bis"), [Optional()])
    is_meant = ConfirmingBox(_l("Beide haben diese Form auch für den neuen Tag gewählt"), of=("meets_on",))


class ReturnedForm(ReasonForm):
    """That something came back, and why."""


class AgainForm(KeyedForm):
    """On which way a member is told once more."""

    channel = RadioField(
        _l("Auf welchem Weg"), [InputRequired(_l("Wählen Sie, auf welchem Weg"))], choices=list(WAYS.items()),
        coerce=Channel,
    )


class ProofForm(KeyedForm):
    """The page of a paper, handed in later."""

    proof = UploadField(_l("Beleg"))
