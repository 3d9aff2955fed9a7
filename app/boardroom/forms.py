"""Forms of the boardroom, and the words it shows for kinds, organs and procedures."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.admissions.rules import POINT_WORDS
from app.core.web import (
    AddingForm,
    Form,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    RadioField,
    SelectField,
    SelectMultipleField,
    UploadField,
    WholeNumberField,
    _l,
    an_id,
    in_words,
)
from app.organs.rules import (
    CHOICE_WORDS,
    FUNCTION_WORDS,
    ITEM_KIND_WORDS,
    ORGAN_WORDS,
    PROCEDURE_WORDS,
    Choice,
    ItemKind,
    Organ,
    Outcome,
    Procedure,
)

ORGAN_NAMES, FUNCTION_NAMES = in_words(ORGAN_WORDS), in_words(FUNCTION_WORDS)
CHOICE_NAMES, PROCEDURE_NAMES = in_words(CHOICE_WORDS), in_words(PROCEDURE_WORDS)
KIND_NAMES, POINT_NAMES = in_words(ITEM_KIND_WORDS), in_words(POINT_WORDS)
STATE_NAMES = {
    "open": _l("In Abstimmung"), "accepted": _l("Angenommen"), "rejected": _l("Abgelehnt"),
    "undecided": _l("Nicht entschieden"), "mixed": _l("Beschlossen"),
}
MAX_TITLE, MAX_TEXT, MAX_REASON, MAX_GROUND, MAX_PLACE = 300, 4000, 2000, 300, 200


class VoteForm(KnowingForm):
    """One vote, with a reason if one likes."""

    beside: ClassVar[Mapping[str, object]] = {"own": _l("Ihre Stimme")}
    advice = _l("Stimmen Sie noch einmal ab, gilt Ihre neue Stimme.")
    choice = RadioField(choices=[(choice.value, choice.value) for choice in Choice])
    reason = TextAreaField(_l("Begründung"), [Length(max=MAX_REASON)])


class VoteAllForm(Form):
    """The same vote on several items."""

    items = SelectMultipleField(coerce=an_id)
    choice = RadioField(choices=[(choice.value, choice.value) for choice in Choice])


class BiasForm(Form):
    """Why somebody does not vote."""

    ground = StringField(
        _l("Grund"), [InputRequired(_l("Nennen Sie den Grund der Befangenheit.")), Length(max=MAX_GROUND)]
    )


class MinutedBiasForm(BiasForm):
    """Who declared a bias in a meeting, as the minutes state it."""

    party = SelectField(_l("Mitglied"), coerce=an_id)


class SignatureForm(Form):
    """The protocol as signed: day and scan."""

    signed_on = GermanDateField(_l("Unterschrieben am"), [InputRequired(_l("Geben Sie den Tag der Unterschrift an."))])
    record = UploadField(_l("Unterschriebenes Protokoll"))


class LaterRecordForm(KeyedForm):
    """The signed record of a resolution that was recorded without it."""

    record = UploadField(_l("Unterschriebene Niederschrift"))


class ObjectionForm(Form):
    """Why somebody does not want to decide by circular."""

    reason = TextAreaField(
        _l("Begründung"), [InputRequired(_l("Begründen Sie den Widerspruch.")), Length(max=MAX_REASON)]
    )


class QuestionForm(KeyedForm):
    """A question about an item, or the answer."""

    question = TextAreaField(_l("Rückfrage"), [InputRequired(_l("Schreiben Sie Ihre Frage.")), Length(max=MAX_REASON)])


class MinutedVotesForm(KnowingForm):
    """The votes of a meeting as the minutes state them; `votes_from` reads them."""

    beside: ClassVar[Mapping[str, object]] = {"votes": _l("Stimmen")}
    advice = _l("Tragen Sie die Stimmen noch einmal ein, gilt, was Sie eintragen.")


class AttendanceForm(KnowingForm):
    """Who takes part in a meeting."""

    attending = SelectMultipleField(_l("Teilnehmende"), coerce=an_id)


class OpenForm(KeyedForm):
    """A resolution to open: its items, circular or meeting, deadline or day and place."""

    organ = SelectField(_l("Organ"), coerce=Organ)
    items = SelectMultipleField(
        _l("Gegenstände"), [InputRequired(_l("Wählen Sie mindestens einen Gegenstand."))], coerce=an_id
    )
    procedure = RadioField(_l("Verfahren"), coerce=Procedure)
    title = StringField(_l("Titel"), [Length(max=MAX_TITLE)])
    deadline_on = GermanDateField(_l("Letzter Tag für Stimmen"), [Optional()])
    meeting_on = GermanDateField(_l("Tag der Sitzung"), [Optional()])
    place = StringField(_l("Ort"), [Length(max=MAX_PLACE)])
    attending = SelectMultipleField(_l("Teilnehmende"), coerce=an_id)

    def day_field(self) -> GermanDateField:
        """The day that counts for the procedure that was chosen."""
        return self.deadline_on if self.procedure.data is Procedure.CIRCULAR else self.meeting_on


class ProposeForm(AddingForm):
    """A matter that no other page proposes."""

    organ = RadioField(_l("Organ"), coerce=Organ)
    kind = RadioField(
        _l("Worum es geht"), coerce=ItemKind,
        choices=[(kind.value, KIND_NAMES[kind]) for kind in (ItemKind.OTHER, ItemKind.TEXTFORM_PERMISSION)],
    )
    text = TextAreaField(
        _l("Wortlaut"), [InputRequired(_l("Schreiben Sie, was beschlossen werden soll.")), Length(max=MAX_TEXT)]
    )


def _count(label: Any) -> WholeNumberField:
    return WholeNumberField(label, [Optional(), NumberRange(min=0, max=1_000_000)])


class RecordForm(AddingForm):
    """A resolution passed elsewhere."""

    organ = SelectField(_l("Organ"), coerce=Organ)
    item = SelectField(_l("Gegenstand"), coerce=an_id)
    kind = SelectField(
        _l("Art"), coerce=ItemKind,
        choices=[(kind.value, KIND_NAMES[kind]) for kind in (ItemKind.OTHER, ItemKind.TEXTFORM_PERMISSION)],
    )
    decided_on = GermanDateField(_l("Beschlossen am"), [InputRequired(_l("Geben Sie den Tag des Beschlusses an."))])
    title = StringField(_l("Titel"), [Length(max=MAX_TITLE)])
    text = TextAreaField(_l("Wortlaut"), [Length(max=MAX_TEXT)])
    outcome = RadioField(
        _l("Ergebnis"), [InputRequired(_l("Geben Sie an, wie beschlossen wurde."))], coerce=Outcome,
        choices=[(Outcome.ACCEPTED.value, _l("Angenommen")), (Outcome.REJECTED.value, _l("Abgelehnt"))],
    )
    in_favour, against, abstained = _count(_l("Ja")), _count(_l("Nein")), _count(_l("Enthaltungen"))
    place = StringField(_l("Ort"), [Length(max=MAX_PLACE)])
    record = UploadField(_l("Niederschrift"))
    is_another = BooleanField(_l("Es ist ein weiterer Beschluss zu diesem Punkt"))
    is_declared = BooleanField(_l("So wurde es verkündet"))


def votes_from(fields: Mapping[str, str]) -> dict[int, Choice]:
    """The votes a minute-taker entered: fields `vote-<party id>` with a choice; empty ones are left out."""
    votes = {}
    for name, value in fields.items():
        prefix, _dash, party = name.partition("-")
        if prefix == "vote" and party.isdecimal() and value in set(Choice):
            votes[int(party)] = Choice(value)
    return votes
