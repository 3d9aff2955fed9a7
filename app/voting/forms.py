"""Forms of the conduct and of voting: opening, motions, polls, tellers' sheets, declarations, ballots, objections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.core.web import KeyedForm, RadioField, SelectField, SelectMultipleField, WholeNumberField, _, _l
from app.voting.rules import (
    ANSWERED_BY_YES,
    CAST_CHANNEL_WORDS,
    CHOICE_WORDS,
    COURSE_WORDS,
    HALL_WAY_WORDS,
    MAX_DECLARATION,
    MAX_MOTION,
    MAX_OBJECTION,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUESTION,
    METHOD_WORDS,
    MOTION_KIND_WORDS,
    MOTION_STATE_WORDS,
    OUTCOME_WORDS,
    SECRECY_WORDS,
    STATE_WORDS,
    Choice,
    HallWay,
    Method,
    MotionKind,
    PlannedPoll,
    Secrecy,
    TellerGroup,
)

METHODS = {each: _l(word) for each, word in METHOD_WORDS.items()}
HALLS = {each: _l(word) for each, word in HALL_WAY_WORDS.items()}
SECRECIES = {each: _l(word) for each, word in SECRECY_WORDS.items()}
CHOICES = {each: _l(word) for each, word in CHOICE_WORDS.items()}
STATES = {each: _l(word) for each, word in STATE_WORDS.items()}
OUTCOMES = {each: _l(word) for each, word in OUTCOME_WORDS.items()}
MOTION_KINDS = {each: _l(word) for each, word in MOTION_KIND_WORDS.items()}
MOTION_STATES = {each: _l(word) for each, word in MOTION_STATE_WORDS.items()}
COURSE = {each: _l(word) for each, word in COURSE_WORDS.items()}
CHANNELS = {each: _l(word) for each, word in CAST_CHANNEL_WORDS.items()}
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


class NoteForm(KeyedForm):
    """What is to be noted for the minutes."""

    note = TextAreaField(_l("Vermerk"), [InputRequired(_l("Schreiben Sie, was vermerkt werden soll")),
                                         Length(max=MAX_MOTION)])


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
    text = TextAreaField(_l("Antrag"), [InputRequired(_l("Schreiben Sie den Antrag auf")), Length(max=MAX_MOTION)])


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


class StartForm(KeyedForm):
    """For how long a poll is announced to be open, and why it is although too few are there."""

    minutes = WholeNumberField(_l("Dauer in Minuten"), [Optional(), NumberRange(1, MOST_MINUTES)])
    despite = StringField(_l("Warum hier trotzdem abgestimmt werden darf"), [Optional(), Length(max=MAX_REASON)])


class DeclareForm(KeyedForm):
    """What the chair declares."""

    text = TextAreaField(_l("Verkündung"), [InputRequired(_l("Schreiben Sie, was verkündet wird")),
                                            Length(max=MAX_DECLARATION)])


class LotForm(KeyedForm):
    """Whom the lot hit."""

    drawn = SelectMultipleField(_l("Gezogen"), coerce=int)


class DeskObjectionForm(KeyedForm):
    """An objection made in the hall, as the desk notes it."""

    member = WholeNumberField(_l("Mitgliedsnummer"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an")),
                                                      NumberRange(1)])
    item = SelectField(_l("Zu welchem Punkt?"), coerce=int)
    text = TextAreaField(_l("Wortlaut"), [Optional(), Length(max=MAX_OBJECTION)])


class ObjectionForm(KeyedForm):
    """An objection that somebody makes online, for one of the members it stands for."""

    member = SelectField(_l("Für welches Mitglied?"), coerce=int)
    item = SelectField(_l("Zu welchem Punkt?"), coerce=int)
    text = TextAreaField(_l("Begründung"), [Optional(), Length(max=MAX_OBJECTION)])


# --- ballots ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one member."""

    member_id: int
    choice: Choice
    marks: Mapping[int, int]


def field_of(member_id: int) -> str:
    """How the fields of a member's ballot are called."""
    return f"m{member_id}"


def chosen_from(sent: MultiDict[str, str], method: Method, member_ids: Iterable[int]) -> list[Chosen]:
    """What was chosen for which member; for whom nothing was chosen no vote is given."""
    found = (_chosen(sent, method, member_id) for member_id in member_ids)
    return [each for each in found if each is not None]


def _chosen(sent: MultiDict[str, str], method: Method, member_id: int) -> Chosen | None:
    name = field_of(member_id)
    marks = _marks(sent, method, name)
    words = [sent.get(name, ""), *sent.getlist(f"{name}o")]
    said = [Choice(word) for word in words if word in (Choice.ABSTAIN, Choice.NO, Choice.YES)]
    if said:
        return Chosen(member_id, said[0], marks)
    return Chosen(member_id, Choice.MARKS, marks) if marks else None


def _marks(sent: MultiDict[str, str], method: Method, name: str) -> dict[int, int]:
    """What was marked beside which option, how often."""
    if method in ANSWERED_BY_YES:
        return {}
    if method is Method.CUMULATIVE:
        numbers = {each.removeprefix(f"{name}o"): sent[each] for each in sent if each.startswith(f"{name}o")}
        return {int(option): int(number) for option, number in numbers.items() if _counts(option) and _counts(number)}
    return {int(option): 1 for option in sent.getlist(f"{name}o") if _counts(option)}


def fields_of(chosen: Iterable[Chosen], method: Method) -> list[tuple[str, str]]:
    """What was chosen, as the fields of a form that say it once more."""
    found: list[tuple[str, str]] = []
    for each in chosen:
        name = field_of(each.member_id)
        if each.choice is not Choice.MARKS:
            found.append((name, each.choice.value))
        elif method is Method.CUMULATIVE:
            found += [(f"{name}o{option}", str(number)) for option, number in each.marks.items()]
        else:
            found += [(f"{name}o", str(option)) for option in each.marks]
    return found


def _counts(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) < 2**31 if len(text) < 11 else False


def words_of_choice(choice: Choice, marks: Mapping[int, int], names: Mapping[int, str]) -> str:
    """How a choice is read out: a word, or the names that were marked, with how often."""
    if choice is not Choice.MARKS:
        return str(CHOICES[choice])
    return ", ".join(
        names.get(option, "?") + (f" ({number})" if number > 1 else "") for option, number in marks.items()
    )


# --- tellers ----------------------------------------------------------------------------------------------------------


class TellForm(KeyedForm):
    """What tellers counted; its fields follow from who votes in the hall and on what."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a sheet on which nothing stands; where nobody voted a nought does."""
        is_valid = super().validate(extra_validators)
        if not self.errors and all(field.data is None for field in self if isinstance(field, WholeNumberField)):
            self.form_errors.append(_("Tragen Sie ein, was gezählt wurde; wo niemand gestimmt hat, eine Null."))
            return False
        return is_valid


def tell_form(groups: Iterable[tuple[int, bool]], choices: Sequence[Choice], options: Mapping[int, str]) -> TellForm:
    """The sheet of a poll: for each weight and class how many hands or ballots, and marks beside each option."""
    words = {choice.value: CHOICES[choice] for choice in choices} | {str(each): name for each, name in options.items()}
    if Choice.MARKS in choices:
        words[Choice.MARKS.value] = _l("Gültig angekreuzt")
    fields = {
        teller_field(*group, what): WholeNumberField(word, [Optional(), NumberRange(0)])
        for group in groups for what, word in words.items()
    }
    form: TellForm = type("TellForm", (TellForm,), fields)()
    return form


def told_from(
    form: TellForm, groups: Iterable[tuple[int, bool]], choices: Sequence[Choice], options: Iterable[int]
) -> list[TellerGroup]:
    """What tellers counted for each weight and class; only of a form that is valid."""
    return [
        TellerGroup(
            *group,
            {choice: form[teller_field(*group, choice.value)].data or 0 for choice in choices},
            {option: form[teller_field(*group, str(option))].data or 0 for option in options},
        )
        for group in groups
    ]  # fmt: skip


def teller_field(weight: int, is_investing: bool, what: str) -> str:
    """How a field of the tellers' sheet is called."""
    return f"g{weight}{'i' if is_investing else 'o'}-{what}"
