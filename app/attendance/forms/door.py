"""Forms of the door: who comes for whom, guests, bans, plural votes, the list as of a moment, the ticket."""

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.assemblies.rules import MAX_PLACE
from app.attendance.forms.words import GUESTS
from app.attendance.rules import MAX_GUEST, MAX_RESOLUTION, GuestRole, Mode
from app.core.values import MAX_REASON
from app.core.web import (
    GermanDateField,
    KeyedForm,
    RadioField,
    ReasonForm,
    SelectField,
    SelectMultipleField,
    WholeNumberField,
    _l,
    an_id,
)

MAX_NAME = 150


class ArriveForm(KeyedForm):
    """Somebody comes for one or several members; `person` is 0 for somebody who is not in the list of the door."""

    person = SelectField(_l("Wer kommt"), coerce=an_id)
    number = WholeNumberField(_l("Mitgliedsnummer"), [Optional()])
    first_names = StringField(_l("Vorname"), [Optional(), Length(max=MAX_NAME)])
    last_name = StringField(_l("Nachname"), [Optional(), Length(max=MAX_NAME)])
    is_same = BooleanField(_l("Diese Person ist es"))
    is_another = BooleanField(_l("Es ist jemand anderes mit demselben Namen"))
    statement = StringField(_l("Als was sie handelt, und was Sie gesehen haben"), [Optional(), Length(max=MAX_REASON)])
    jointly = SelectField(_l("Gemeinsam mit"), [Optional()], coerce=an_id, choices=[(0, "")], default=0)
    members = SelectMultipleField(_l("Kommt für"), coerce=an_id)
    mode = SelectField(_l("Weg"), coerce=Mode)


class GuestForm(KeyedForm):
    """Somebody comes without a vote."""

    name = StringField(_l("Name"), [InputRequired(_l("Geben Sie den Namen an")), Length(max=MAX_GUEST)])
    role = SelectField(_l("Als"), choices=list(GUESTS.items()), coerce=GuestRole)


class ConcernForm(KeyedForm):
    """Whom an item concerns: somebody of the organs, or a member by its number."""

    person = SelectField(_l("Person"), coerce=an_id)
    number = WholeNumberField(_l("Oder Mitgliedsnummer"), [Optional()])
    last_name = StringField(_l("Nachname"), [Optional(), Length(max=MAX_PLACE)])
    reason = TextAreaField(_l("Grund"), [Optional(), Length(max=MAX_REASON)])


class ExemptForm(ReasonForm):
    """That an item does not concern somebody, and why."""


class VotesForm(KeyedForm):
    """How many votes a member has, from which day on, and by which resolution."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an"))])
    votes = WholeNumberField(_l("Stimmen"), [InputRequired(_l("Geben Sie die Zahl der Stimmen an"))])
    valid_from = GermanDateField(_l("Gilt ab"), [InputRequired(_l("Geben Sie den Tag an"))])
    ground = StringField(
        _l("Beschluss oder Bestimmung"),
        [InputRequired(_l("Geben Sie den Beschluss oder die Bestimmung an")), Length(max=MAX_RESOLUTION)],
    )


class JoinForm(KeyedForm):
    """For whom somebody takes part online; for whom it may is judged once, by the rule."""

    members = SelectMultipleField(_l("Sie nehmen teil für"), coerce=an_id, choices=[], validate_choice=False)


class EnterForm(JoinForm):
    """As whom somebody enters online, and for whom it takes part at once; who may is judged once, by the rule."""

    person = RadioField(
        _l("Wer sind Sie?"), [InputRequired(_l("Wählen Sie, wer Sie sind"))], coerce=an_id, choices=[],
        validate_choice=False,
    )
