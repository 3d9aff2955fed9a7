"""Every word of the assembly is called something."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from app.assemblies import rules
from app.departures.rules import AMENDMENT_WORDS

WORDS: list[Mapping[StrEnum, str]] = [
    value for name, value in vars(rules).items() if name.endswith("_WORDS") and isinstance(value, Mapping)
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: type(next(iter(words))).__name__)
def test_every_value_of_an_enumeration_has_its_word(words: Mapping[StrEnum, str]) -> None:
    kind = type(next(iter(words)))
    assert set(words) == set(kind)
    assert len(set(words.values())) == len(words)


def test_every_enumeration_of_facts_has_words() -> None:
    named = {type(next(iter(words))) for words in WORDS}
    assert {getattr(rules, name) for name in dir(rules) if isinstance(getattr(rules, name), type)
            and issubclass(getattr(rules, name), StrEnum)} - named == {
        rules.MotionKind, rules.UndeliveredKind, rules.AnswerKind,
    }
    assert {each.value for each in rules.AnswerKind} < {each.value for each in rules.RequestState}


def test_amendments_are_called_as_where_members_leave_because_of_them() -> None:
    assert {subject.value: rules.SUBJECT_WORDS[subject] for subject in rules.AMENDMENTS} == {
        **{amendment.value: word for amendment, word in AMENDMENT_WORDS.items()},
        "plural_votes_abolish": "Mehrstimmrechte, abgeschafft oder eingeschränkt",
    }
