"""Forms of the conduct: opening, motions, polls, secrecy, ballots on paper, declarations, objections."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.assemblies.rules import MAX_ACCESS, MAX_PLACE
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.core.web import (
    AddingForm,
    KeyedForm,
    RadioField,
    SelectField,
    SelectMultipleField,
    WholeNumberField,
    _l,
    an_id,
)
from app.voting.forms.words import DEMANDERS, HALLS, METHODS, MOTION_KINDS, SECRECIES
from app.voting.rules import (
    MAX_DECLARATION,
    MAX_MOTION,
    MAX_OBJECTION,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUESTION,
    Confirmed,
    Demander,
    HallWay,
    Method,
    MotionKind,
    PlannedPoll,
    Secrecy,
)

MOST_SEATS, MOST_MINUTES = 100, 120


class ActForm(KeyedForm):
    """An act that needs no more than being wanted, once."""


class OpenForm(KeyedForm):
    """Who leads the meeting and who takes its minutes."""

    chair = StringField(
        _l("Versammlungsleitung"),
        [InputRequired(_l("Nennen Sie, wer die Versammlung leitet")), Length(max=MAX_FULL_NAME)],
    )
    minute_taker = StringField(
        _l("Niederschrift"), [InputRequired(_l("Nennen Sie, wer die Niederschrift führt")), Length(max=MAX_FULL_NAME)]
    )
    at_another_time = BooleanField(_l("Zu einer anderen Zeit als einberufen eröffnen"))


class NoteForm(KeyedForm):
    """What is to be noted for the minutes."""

    note = TextAreaField(_l("Vermerk"), [InputRequired(_l("Schreiben Sie, was vermerkt werden soll")),
                                         Length(max=MAX_MOTION)])


class RedirectForm(AddingForm):
    """Where a meeting goes on or how it is reached now, why, and whether those who are not there get a mail."""

    beside: ClassVar[Mapping[str, object]] = {"whereabouts": _l("Raum und Zugang")}
    advice = _l("Sehen Sie nach, was jetzt gilt, bevor Sie es noch einmal ändern.")
    place = StringField(_l("Ort der Versammlung"), [Optional(), Length(max=MAX_PLACE)])
    access = TextAreaField(_l("Elektronische Teilnahme"), [Optional(), Length(max=MAX_ACCESS)])
    reason = StringField(_l("Grund"), [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)])
    tells_absent = BooleanField(_l("Allen, die noch nicht da sind, per E-Mail mitteilen"))


class TakeOverForm(AddingForm):
    """Which items that were left open go on the agenda of which other assembly."""

    beside: ClassVar[Mapping[str, object]] = {"decided": _l("Nachgetragen")}
    advice = _l("Nehmen Sie das Häkchen weg, wo nichts mehr zu entscheiden ist, und übernehmen Sie noch einmal.")

    items = SelectMultipleField(_l("Offene Punkte"), coerce=an_id, validate_choice=False)
    to = SelectField(
        _l("In die Versammlung"), [InputRequired(_l("Wählen Sie eine Versammlung."))], coerce=an_id,
        validate_choice=False,
    )


class SpeakerForm(KeyedForm):
    """Who asks to speak."""

    name = StringField(_l("Wer möchte sprechen?"), [InputRequired(_l("Nennen Sie, wer sprechen möchte")),
                                                    Length(max=MAX_FULL_NAME)])


class MotionForm(KeyedForm):
    """A motion that is made in the meeting."""

    kind = RadioField(_l("Art"), [InputRequired(_l("Wählen Sie die Art des Antrags"))],
                      choices=list(MOTION_KINDS.items()), coerce=MotionKind)
    mover = StringField(_l("Gestellt von"), [InputRequired(_l("Nennen Sie, wer den Antrag stellt")),
                                             Length(max=MAX_FULL_NAME)])
    text = TextAreaField(_l("Wortlaut des Antrags"), [InputRequired(_l("Schreiben Sie den Antrag auf")),
                                                      Length(max=MAX_MOTION)], id="motion-text")


class PollForm(KeyedForm):
    """What is to be voted on, and how."""

    question = TextAreaField(_l("Wortlaut"), [InputRequired(_l("Schreiben Sie, worüber abgestimmt wird")),
                                              Length(max=MAX_QUESTION)])
    method = RadioField(_l("Verfahren"), [InputRequired(_l("Wählen Sie das Verfahren"))],
                        choices=list(METHODS.items()), coerce=Method)
    options = TextAreaField(_l("Zur Wahl stehen"), [Optional(), Length(max=MAX_OPTION * MAX_OPTIONS)])
    seats = WholeNumberField(_l("Sitze"), [Optional(), NumberRange(1, MOST_SEATS)])
    secrecy = RadioField(_l("Öffentlichkeit"), [InputRequired()], choices=list(SECRECIES.items()), coerce=Secrecy)
    hall = RadioField(_l("Im Saal"), [InputRequired()], choices=list(HALLS.items()), coerce=HallWay)
    motion = SelectField(_l("Antrag"), coerce=int)

    def planned(self) -> PlannedPoll:
        """What was typed; only of a form that is valid."""
        lines = tuple(each.strip() for each in (self.options.data or "").splitlines() if each.strip())
        return PlannedPoll(self.question.data or "", self.method.data, lines, self.seats.data or 1, self.secrecy.data,
                           self.hall.data, self.motion.data or None)


class SecrecyForm(KeyedForm):
    """Who demands a secret vote on what, and how the votes on it went."""

    matter = SelectField(_l("Worüber?"), coerce=int)
    by = RadioField(_l("Wer verlangt es?"), [InputRequired(_l("Wählen Sie, wer geheime Abstimmung verlangt"))],
                    choices=list(DEMANDERS.items()), coerce=Demander)
    votes_for = WholeNumberField(_l("Stimmen dafür"), [Optional(), NumberRange(0)])
    votes_against = WholeNumberField(_l("Stimmen dagegen"), [Optional(), NumberRange(0)])


class TakeBackDemandForm(KeyedForm):
    """Which demand of a secret vote is taken back, and why."""

    demand = SelectField(_l("Welches Verlangen?"), coerce=int)
    reason = StringField(
        _l("Grund"), [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)], id="take-back-reason"
    )


class BallotForm(KeyedForm):
    """Who gets a ballot on paper beside the devices."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an")),
                                                      NumberRange(1)])
    with_others = BooleanField(_l("Auch für die Mitglieder, die diese Person vertritt"), default=True)


class CallForm(KeyedForm):
    """Which member says its vote aloud in a roll call; the vote is read as from a ballot (`said_from`)."""

    number = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an")),
                                                      NumberRange(1)])


class StartForm(KeyedForm):
    """For how long a poll is announced to be open, and what the chair confirms where something speaks against it."""

    minutes = WholeNumberField(_l("Dauer in Minuten"), [Optional(), NumberRange(1, MOST_MINUTES)])
    despite = StringField(_l("Warum hier trotzdem abgestimmt werden darf"), [Optional(), Length(max=MAX_REASON)])
    concerns_nobody = BooleanField(_l("Der Punkt betrifft niemanden, der hier abstimmt"))
    motions_wait = BooleanField(_l("Die Anträge bleiben offen"))

    def confirmed(self) -> Confirmed:
        """What was confirmed."""
        return Confirmed(self.despite.data or "", bool(self.concerns_nobody.data), bool(self.motions_wait.data))


class DeclareForm(KeyedForm):
    """What the chair declares."""

    text = TextAreaField(_l("Verkündung"), [InputRequired(_l("Schreiben Sie, was verkündet wird")),
                                            Length(max=MAX_DECLARATION)], id="declaration-text")


class LotForm(KeyedForm):
    """Whom the lot hit."""

    drawn = SelectMultipleField(_l("Gezogen"), coerce=int)


class DeskObjectionForm(KeyedForm):
    """An objection made in the hall, as the desk notes it."""

    member = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an")),
                                                      NumberRange(1)])
    item = SelectField(_l("Zu welchem Punkt?"), coerce=int)
    text = TextAreaField(_l("Wortlaut"), [Optional(), Length(max=MAX_OBJECTION)], id="objection-text")


class ObjectionForm(KeyedForm):
    """An objection that somebody makes online, for one of the members it stands for."""

    member = SelectField(_l("Für welches Mitglied?"), coerce=int)
    item = SelectField(_l("Zu welchem Punkt?"), coerce=int)
    text = TextAreaField(_l("Begründung"), [Optional(), Length(max=MAX_OBJECTION)])
