"""What was chosen on the ballot of a device: read from its fields, sent once more, read out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.voting.forms.words import CHOICES
from app.voting.rules import ANSWERED_BY_YES, Choice, Method, NothingChosen


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one member."""

    member_id: int
    choice: Choice
    marks: Mapping[int, int]


def field_of(member_id: int) -> str:
    """How the fields of a member's ballot are called."""
    return f"m{member_id}"


def chosen_from(
    sent: MultiDict[str, str], method: Method, member_ids: Iterable[int], is_each: bool = False
) -> list[Chosen]:
    """What was chosen for which member; for whom nothing was chosen no vote is given.

    `is_each`: each option is answered by yes or no.
    """
    chosen, beside = _chosen_of_each if is_each else _chosen, _beside_options(sent)
    found = (chosen(sent, beside.get(field_of(member_id), {}), method, member_id) for member_id in member_ids)
    return [each for each in found if each is not None]


SAID = 0
"""For which member the fields stand of a vote that is said aloud: for none before its number is read."""


def said_from(sent: MultiDict[str, str], method: Method, is_each: bool = False) -> Chosen:
    """What a member said aloud; refused where nothing was filled in."""
    found = chosen_from(sent, method, [SAID], is_each)
    if not found:
        raise NothingChosen("Wählen Sie, was angesagt wurde.")
    return found[0]


_ANSWERS = {Choice.YES.value: 1, Choice.NO.value: 0}
"""How yes and no to one of several is kept."""


def _chosen_of_each(
    sent: MultiDict[str, str], said: Mapping[int, str], _method: Method, member_id: int
) -> Chosen | None:
    marks = {option: _ANSWERS[word] for option, word in said.items() if word in _ANSWERS}
    if marks:
        return Chosen(member_id, Choice.MARKS, marks)
    abstains = Choice.ABSTAIN.value in (sent.get(field_of(member_id)), *said.values())
    return Chosen(member_id, Choice.ABSTAIN, {}) if abstains else None


def _beside_options(sent: MultiDict[str, str]) -> dict[str, dict[int, str]]:
    """What was typed or chosen beside which option, by the field of the member; the form is gone through once."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for each in sent:
        name, _, option = each.partition("o")
        if _counts(option):
            found[name][int(option)] = sent[each]
    return found


def _chosen(sent: MultiDict[str, str], typed: Mapping[int, str], method: Method, member_id: int) -> Chosen | None:
    name = field_of(member_id)
    marks = _marks(sent, typed, method, name)
    words = [sent.get(name, ""), *sent.getlist(f"{name}o")]
    said = [Choice(word) for word in words if word in (Choice.ABSTAIN, Choice.NO, Choice.YES)]
    if said:
        return Chosen(member_id, said[0], marks)
    return Chosen(member_id, Choice.MARKS, marks) if marks else None


def _marks(sent: MultiDict[str, str], typed: Mapping[int, str], method: Method, name: str) -> dict[int, int]:
    """What was marked beside which option, how often."""
    if method in ANSWERED_BY_YES:
        return {}
    if method is Method.CUMULATIVE:
        return {option: int(number) for option, number in typed.items() if _is_given(number)}
    return {int(option): 1 for option in sent.getlist(f"{name}o") if _counts(option)}


def _is_given(number: str) -> bool:
    """Whether a number of votes was typed; refused where it is none, so that nobody believes to have voted so."""
    typed = number.strip()
    if typed.strip("0") and not _counts(typed):
        raise NothingChosen("Tragen Sie die Stimmen als ganze Zahl ein, nicht „{typed}“.", typed=typed[:20])
    return _counts(typed)


def fields_of(chosen: Iterable[Chosen], method: Method, is_each: bool = False) -> list[tuple[str, str]]:
    """What was chosen, as the fields of a form that say it once more."""
    found: list[tuple[str, str]] = []
    for each in chosen:
        name = field_of(each.member_id)
        if each.choice is not Choice.MARKS:
            found.append((name, each.choice.value))
        elif is_each:
            words = {number: word for word, number in _ANSWERS.items()}
            found += [(f"{name}o{option}", words[number]) for option, number in each.marks.items()]
        elif method is Method.CUMULATIVE:
            found += [(f"{name}o{option}", str(number)) for option, number in each.marks.items()]
        else:
            found += [(f"{name}o", str(option)) for option in each.marks]
    return found


def _counts(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) < 2**31 if len(text) < 11 else False


def words_of_choice(choice: Choice, marks: Mapping[int, int], names: Mapping[int, str], is_each: bool = False) -> str:
    """How a choice is read out: a word, or the names that were marked, with how often, or each with yes or no."""
    if choice is not Choice.MARKS:
        return str(CHOICES[choice])
    if is_each:
        said = {option: Choice.YES if marks[option] else Choice.NO for option in marks}
        return ", ".join(f"{name}: {CHOICES[said.get(option, Choice.ABSTAIN)]}" for option, name in names.items())
    return ", ".join(
        names.get(option, "?") + (f" ({number})" if number > 1 else "") for option, number in marks.items()
    )
