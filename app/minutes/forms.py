"""Forms of minutes: how a part is worded, who signed, what an addendum says, what is done after a decision."""

from datetime import date
from typing import ClassVar

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.web import (
    AddingForm,
    ConfirmingBox,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    RadioField,
    SelectField,
    SelectMultipleField,
    UploadField,
    _l,
    an_id,
    in_words,
)
from app.minutes.rules import (
    FOLLOW_UP_WORDS,
    MAX_ADDENDUM,
    MAX_RESPONSIBLE,
    MAX_SECTION,
    MINUTES_STATE_WORDS,
    PART_WORDS,
    Signer,
)
from app.organs.rules import FUNCTION_WORDS, Organ, OrganFunction

STATES, PARTS = in_words(MINUTES_STATE_WORDS), in_words(PART_WORDS)
FOLLOW_UPS, FUNCTIONS = in_words(FOLLOW_UP_WORDS), in_words(FUNCTION_WORDS)


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
    """Who signed minutes on which day, and the signed copy (§ 47 (2) GenG)."""

    beside: ClassVar = {"minutes": _l("Niederschrift")}
    chair = SelectMultipleField(_l("Leitung der Versammlung"), [Optional()])
    board = SelectMultipleField(_l("Mitglieder des Vorstands"), [Optional()])
    signed_on = GermanDateField(_l("Unterschrieben am"), [InputRequired(_l("Geben Sie den Tag an"))])
    scan = UploadField(_l("Unterschriebene Niederschrift"))

    @property
    def signed(self) -> dict[Signer, list[str]]:
        """Who signed, by function."""
        return {Signer.CHAIR: list(self.chair.data or ()), Signer.BOARD_MEMBER: list(self.board.data or ())}


class SealAddendumForm(SealForm):
    """Who signed an addendum on which day, and the signed copy (§ 47 (2) GenG)."""

    beside: ClassVar = {"addendum": _l("Nachtrag"), "text": _l("Wortlaut")}
    scan = UploadField(_l("Unterschriebener Nachtrag"))


class PresentForm(AddingForm):
    """Who of the board was there though no door knows it, and which person led."""

    beside: ClassVar = {"present": _l("Vom Vorstand anwesend"), "chair": _l("Geleitet hat")}
    present = SelectMultipleField(_l("Vom Vorstand anwesend"), [Optional()], coerce=an_id)
    chair = SelectField(_l("Geleitet hat"), coerce=an_id, default=0)


class AddendumForm(AddingForm):
    """What an addendum corrects or completes."""

    beside: ClassVar = {"addenda": _l("Nachträge")}
    text = TextAreaField(
        _l("Nachtrag"), [InputRequired(_l("Schreiben Sie, was der Nachtrag berichtigt oder ergänzt")),
                         Length(max=MAX_ADDENDUM)],
    )


class AddendumWordingForm(KnowingForm):
    """How the draft of an addendum reads."""

    beside: ClassVar = {"addendum": _l("Zur Unterschrift gedruckt")}
    text = TextAreaField(
        _l("Wortlaut"), [InputRequired(_l("Schreiben Sie, was der Nachtrag berichtigt oder ergänzt")),
                         Length(max=MAX_ADDENDUM)],
    )


class CarryForm(AddingForm):
    """What the guided acts after a decision share: how stale ones are told; one that asks for nothing more."""

    beside: ClassVar = {"is_done": _l("Erledigt"), "due_on": _l("Anmelden bis"), "responsible": _l("Zuständig")}


class OfficeForm(CarryForm):
    """The office of who was elected: the person behind the name, function and term."""

    party = SelectField(_l("Person"), coerce=an_id)
    function = RadioField(_l("Funktion"), coerce=OrganFunction, default=OrganFunction.MEMBER,
                          choices=[(each.value, name) for each, name in FUNCTIONS.items()])
    first_day = GermanDateField(_l("Erster Tag"), [InputRequired(_l("Geben Sie den ersten Tag des Amtes an."))])
    last_day = GermanDateField(_l("Letzter Tag"), [Optional()])
    of_member_cooperative = BooleanField(_l("Mitglied einer Genossenschaft, die selbst Mitglied ist; nachgewiesen"))
    discharged = BooleanField(_l("War im Vorstand und ist entlastet (§ 37 Abs. 2 GenG)"))
    is_elected = ConfirmingBox(_l("Diese Person ist gewählt, sie heißt auf dem Stimmzettel nur anders"), of=("party",))


class RemovalForm(CarryForm):
    """Whose office ends, and when."""

    offices = SelectMultipleField(_l("Amt endet"), [Optional()], coerce=an_id)
    last_day = GermanDateField(_l("Letzter Tag"), [InputRequired(_l("Geben Sie den letzten Tag des Amtes an."))])


class YearForm(CarryForm):
    """For which fiscal year something was decided."""

    year = SelectField(_l("Geschäftsjahr"), [InputRequired(_l("Wählen Sie das Geschäftsjahr"))])

    @property
    def year_end(self) -> date:
        """The last day of the year chosen."""
        return date.fromisoformat(str(self.year.data))


class DischargeForm(YearForm):
    """Who is discharged for which year; of a whole organ nobody is named."""

    people = SelectMultipleField(_l("Entlastet"), [Optional()])

    @property
    def chosen(self) -> dict[Organ, list[int]]:
        """The people chosen, by organ."""
        found: dict[Organ, list[int]] = {}
        for each in self.people.data or ():
            organ, _sign, party_id = each.partition(":")
            found.setdefault(Organ(organ), []).append(int(party_id))
        return found


class AdoptionForm(YearForm):
    """Which accounts were adopted, and by which paper that is shown until the minutes are signed."""

    paper = UploadField(_l("Beleg als PDF"))


class ConveningForm(CarryForm):
    """Which assembly is the one that was resolved on."""

    assembly = SelectField(_l("Versammlung"), coerce=an_id)


class FilingForm(CarryForm):
    """Until when and by whom something is filed with the register."""

    due_on = GermanDateField(_l("Anmelden bis"), [InputRequired(_l("Geben Sie den Tag an"))])
    responsible = StringField(_l("Zuständig"), [Length(max=MAX_RESPONSIBLE)])


class FiledForm(CarryForm):
    """When it was filed, and what was handed in."""

    filed_on = GermanDateField(_l("Angemeldet am"), [InputRequired(_l("Geben Sie den Tag an"))])
    paper = UploadField(_l("Anmeldung oder Eintragungsnachricht als PDF"))


class ActForm(KeyedForm):
    """An act that asks for nothing more."""
