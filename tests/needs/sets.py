"""The written needs, and how often what is shown of them is right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.needs.queries import find_encoder
from app.needs.rules import Floats, Likeness, NeedText, Scales, collect, meanings_of, nearest

FOLDER = Path(__file__).parent
WRITTEN, HELD_OUT, WIDE, UNSEEN = "likeness_set", "held_out_set", "wide_set", "unseen_hard_set"
"""Groups of one need told eight times: written to choose the method by, and afterwards; groups of one broad matter;
and groups that are hard on purpose, of one kind of help wished for in eight fields of work, by somebody who knew
neither method nor themes. Nothing is chosen by the second and the last."""


@dataclass(frozen=True)
class Written:
    """Needs and the group of each."""

    needs: Sequence[NeedText]
    groups: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """Of the five shown, the share from the same group; the share of needs of which the first shown is."""

    of_five: float
    first: float


@cache
def written(name: str) -> Written:
    """A set of needs by its name."""
    entries = json.loads((FOLDER / f"{name}.json").read_text())
    needs = [NeedText(entry["id"], entry["title"], entry["text"]) for entry in entries]
    return Written(needs, [entry["group"] for entry in entries])


@cache
def meanings(name: str) -> Floats:
    """What the model says of a set."""
    encode = find_encoder()
    assert encode, "the model belongs to the locked packages"
    return meanings_of(written(name).needs, encode)


def measured(name: str, with_model: bool, scales: Scales | None = None) -> Measured:
    """How often what is shown of a set is right, by the scales of the application or by others."""
    return measured_by(name, meanings(name) if with_model else None, scales)


def measured_by(name: str, meant: Floats | None, scales: Scales | None = None) -> Measured:
    """The same with meanings told otherwise."""
    taken = written(name)
    shown = nearest(collect(taken.needs, meant, scales or Scales()))
    right = [_right(found, group, taken.groups) for found, group in zip(shown, taken.groups, strict=True)]
    return Measured(
        sum(map(sum, right)) / sum(map(len, right)), sum(each[0] for each in right) / len(right)
    )


def _right(found: Sequence[Likeness], group: str, groups: Sequence[str]) -> list[bool]:
    return [groups[each.place] == group for each in found]
