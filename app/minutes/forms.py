"""Forms of minutes: how a part is worded, why they are taken back, who signed, what an addendum says."""

from typing import ClassVar

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.web import (
    AddingForm,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    SelectMultipleField,
    UploadField,
    _l,
    in_words,
)
from app.minutes.rules import FOLLOW_UP_WORDS, MAX_ADDENDUM, MAX_SECTION, MINUTES_STATE_WORDS, PART_WORDS, Signer

STATES, PARTS = in_words(MINUTES_STATE_WORDS), in_words(PART_WORDS)
FOLLOW_UPS = in_words(FOLLOW_UP_WORDS)


class WordingForm(KnowingForm):
    """How a part of the minutes reads, and up to which entry of the course it tells it."""

    text = TextAreaField(
        _l("Wortlaut"), [InputRequired(_l("Schreiben Sie, was hier stehen soll")), Length(max=MAX_SECTION)]
    )
    told_until = HiddenField()

    @property
    def until(self) -> int:
        """The last entry of the course that its page showed; none where that was spoilt on the way."""
        told = str(self.told_until.data or "")
        return int(told) if told.isdecimal() and len(told) < 10 else 0


class SealForm(AddingForm):
    """Who signed on which day, and the signed copy (§ 47 (2) GenG)."""

    beside: ClassVar = {"minutes": _l("Niederschrift")}
    chair = SelectMultipleField(_l("Leitung der Versammlung"), [Optional()])
    board = SelectMultipleField(_l("Mitglieder des Vorstands"), [Optional()])
    signed_on = GermanDateField(_l("Unterschrieben am"), [InputRequired(_l("Geben Sie den Tag an"))])
    scan = UploadField(_l("Unterschriebene Niederschrift"))

    @property
    def signed(self) -> dict[Signer, list[str]]:
        """Who signed, by function."""
        return {Signer.CHAIR: list(self.chair.data or ()), Signer.BOARD_MEMBER: list(self.board.data or ())}


class AddendumForm(AddingForm):
    """What an addendum corrects or completes."""

    beside: ClassVar = {"addenda": _l("Nachträge")}
    text = TextAreaField(
        _l("Nachtrag"), [InputRequired(_l("Schreiben Sie, was der Nachtrag berichtigt oder ergänzt")),
                         Length(max=MAX_ADDENDUM)],
    )


class ActForm(KeyedForm):
    """An act that asks for nothing more."""
