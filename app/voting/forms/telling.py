"""The tellers' sheet, whose fields follow from who votes in the hall and on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import Length, NumberRange, Optional

from app.core.values import MAX_REASON
from app.core.web import KeyedForm, KnowingForm, WholeNumberField, _, _l
from app.voting.forms.words import CHOICES
from app.voting.rules import Choice, TellerGroup


class TellForm(KeyedForm, KnowingForm):
    """What tellers counted; its fields follow from who votes in the hall and on what.

    It knows the newest sheet that its page showed: nobody replaces one that was entered meanwhile without seeing it.
    """

    reason = StringField(_l("Warum der frühere nicht gilt"), [Optional(), Length(max=MAX_REASON)], id="sheet-reason")
    beside: ClassVar[Mapping[str, object]] = {"sheet": _l("Neuester Zählzettel")}
    advice = _l(
        "Wer ihn eingetragen hat, steht unten; sprechen Sie sich ab. Tragen Sie Ihren noch einmal ein, tritt er an"
        " dessen Stelle; sagen Sie, warum."
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a sheet on which nothing stands; where nobody voted a nought does."""
        is_valid = super().validate(extra_validators)
        if not self.errors and all(field.data is None for field in self if isinstance(field, WholeNumberField)):
            self.form_errors.append(_("Tragen Sie ein, was gezählt wurde; wo niemand gestimmt hat, eine Null."))
            return False
        return is_valid


@dataclass(frozen=True)
class Sheet:
    """What tellers count apart: for each weight and class these choices, and marks or votes against each option."""

    groups: Mapping[tuple[int, bool], int]
    choices: Sequence[Choice]
    options: Mapping[int, str]
    is_each: bool = False

    @property
    def is_of_one(self) -> bool:
        """Whether one candidate alone is answered by yes or no."""
        return self.is_each and len(self.options) == 1

    @property
    def words(self) -> dict[str, Any]:
        """The name of each field of a group, with the word beside it."""
        words: dict[str, Any] = {choice.value: CHOICES[choice] for choice in self.choices}
        if Choice.MARKS in self.choices:
            words[Choice.MARKS.value] = _l("Gültig angekreuzt")
        if self.is_of_one:
            return words
        if not self.is_each:
            return words | {str(option): name for option, name in self.options.items()}
        for option, name in self.options.items():
            words[str(option)], words[f"{option}no"] = f"{name}: {CHOICES[Choice.YES]}", f"{name}: {CHOICES[Choice.NO]}"
        return words


def tell_form(sheet: Sheet) -> TellForm:
    """The sheet of a poll: for each weight and class how many hands or ballots, and marks beside each option."""
    fields = {
        teller_field(*group, what): WholeNumberField(word, [Optional(), NumberRange(0)])
        for group in sheet.groups for what, word in sheet.words.items()
    }
    form: TellForm = type("TellForm", (TellForm,), fields)()
    return form


def told_from(form: TellForm, sheet: Sheet) -> list[TellerGroup]:
    """What tellers counted for each weight and class; only of a form that is valid."""
    return [_told(form, sheet, *group) for group in sheet.groups]


def read_from(group: TellerGroup, sheet: Sheet) -> list[tuple[Any, int]]:
    """What a sheet says of a group, each word with its number, in the order of the fields."""
    numbers: dict[str, int] = {choice.value: number for choice, number in group.counted.items()}
    if sheet.is_of_one:
        (option,) = sheet.options
        numbers |= {Choice.YES.value: group.marks.get(option, 0), Choice.NO.value: group.against.get(option, 0)}
    else:
        numbers |= {str(option): number for option, number in group.marks.items()}
        numbers |= {f"{option}no": number for option, number in group.against.items()}
    return [(word, numbers.get(what, 0)) for what, word in sheet.words.items()]


def _told(form: TellForm, sheet: Sheet, weight: int, is_investing: bool) -> TellerGroup:
    def number(what: str) -> int:
        return form[teller_field(weight, is_investing, what)].data or 0

    counted = {choice: number(choice.value) for choice in sheet.choices}
    if sheet.is_of_one:
        (option,) = sheet.options
        marks, against = {option: counted.pop(Choice.YES)}, {option: counted.pop(Choice.NO)}
        counted[Choice.MARKS] = marks[option] + against[option]
        return TellerGroup(weight, is_investing, counted, marks, against)
    marks = {option: number(str(option)) for option in sheet.options}
    against = {option: number(f"{option}no") for option in sheet.options} if sheet.is_each else {}
    return TellerGroup(weight, is_investing, counted, marks, against)


def teller_field(weight: int, is_investing: bool, what: str) -> str:
    """How a field of the tellers' sheet is called."""
    return f"g{weight}{'i' if is_investing else 'o'}-{what}"
