"""Forms of what members demand: what came in, who supports it, what the board answers; a member's own proposal."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.assemblies.forms.agenda import ItemContent
from app.assemblies.rules import (
    MAX_COURT,
    MAX_DRAFT,
    MAX_GROUND,
    MAX_TITLE,
    REQUEST_AIM_WORDS,
    REQUEST_STATE_WORDS,
    RequestAim,
    Wanted,
    named_in,
)
from app.core.values import MAX_REASON
from app.core.web import (
    AddingForm,
    Form,
    GermanDateField,
    KeyedForm,
    RadioField,
    SelectField,
    UploadField,
    _l,
    in_words,
)

AIMS, REQUEST_STATES = in_words(REQUEST_AIM_WORDS), in_words(REQUEST_STATE_WORDS)
MAX_NAMES = 20_000
GRANTED, REJECTED = "granted", "rejected"


class _Wanted(Form):
    """What members want."""

    title = StringField(_l("Gegenstand"), [InputRequired(_l("Nennen Sie den Gegenstand")), Length(max=MAX_TITLE)])
    purpose = TextAreaField(_l("Zweck"), [InputRequired(_l("Nennen Sie den Zweck")), Length(max=MAX_GROUND)])
    reasons = TextAreaField(_l("Gründe"), [InputRequired(_l("Nennen Sie die Gründe")), Length(max=MAX_GROUND)])
    draft = TextAreaField(_l("Beschlussvorschlag"), [Optional(), Length(max=MAX_DRAFT)])

    def wanted(self, aim: RequestAim) -> Wanted:
        """What was typed; only of a form that is valid."""
        texts = self.title.data, self.purpose.data, self.reasons.data, self.draft.data
        return Wanted(aim, *(each or "" for each in texts))


class SupportersForm(KeyedForm):
    """Members who demand it too."""

    members = TextAreaField(
        _l("Mitglieder"), [InputRequired(_l("Nennen Sie, wer es verlangt")), Length(max=MAX_NAMES)]
    )

    def named(self) -> list[str]:
        """Who was named, one by one."""
        return named_in(self.members.data or "")


class NewRequestForm(_Wanted, AddingForm):
    """A demand that came in."""

    aim = RadioField(
        _l("Verlangt wird"), [InputRequired(_l("Wählen Sie, was verlangt wird"))], choices=list(AIMS.items()),
        coerce=RequestAim,
    )
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag an"))])
    members = TextAreaField(
        _l("Verlangt von"), [InputRequired(_l("Nennen Sie, wer es verlangt")), Length(max=MAX_NAMES)]
    )
    document = UploadField(_l("Das Schreiben"))


class PutOnForm(ItemContent, AddingForm):
    """On whose agenda an item is put, and how it reads there."""

    beside: ClassVar[Mapping[str, object]] = {"answer": _l("Antwort")}
    advice = _l("Sehen Sie das Verlangen noch einmal an.")
    assembly = SelectField(_l("Versammlung"), [InputRequired(_l("Wählen Sie die Versammlung"))], coerce=int)


class RefuseForm(AddingForm):
    """Why the board does not meet a demand."""

    beside: ClassVar[Mapping[str, object]] = {"answer": _l("Antwort")}
    advice = _l("Sehen Sie das Verlangen noch einmal an.")
    reasons = TextAreaField(_l("Gründe"), [InputRequired(_l("Geben Sie die Gründe an")), Length(max=MAX_GROUND)])


class CourtForm(KeyedForm):
    """What the court decided."""

    court = StringField(_l("Gericht"), [InputRequired(_l("Nennen Sie das Gericht")), Length(max=MAX_COURT)])
    file_number = StringField(
        _l("Aktenzeichen"), [InputRequired(_l("Geben Sie das Aktenzeichen an")), Length(max=MAX_REASON)]
    )
    decided_on = GermanDateField(_l("Beschlossen am"), [InputRequired(_l("Geben Sie den Tag an"))])
    outcome = RadioField(
        _l("Das Gericht hat"), [InputRequired(_l("Wählen Sie, wie das Gericht entschieden hat"))],
        choices=[(GRANTED, _l("die Mitglieder ermächtigt")), (REJECTED, _l("ihren Antrag zurückgewiesen"))],
    )


class ProposalForm(_Wanted, AddingForm):
    """What a member proposes for the next assembly."""

    beside: ClassVar[Mapping[str, object]] = {}
