"""Similar needs: how often what is shown is right, method by method, and what it costs among 5,000."""

import random
import re
import statistics
import time
from collections.abc import Iterator, Sequence

from app.needs.queries import find_encoder
from app.needs.rules import (
    Collection,
    Encoder,
    Floats,
    NeedText,
    Scales,
    collect,
    meanings_of,
    nearest,
    nearest_to,
    outline_of,
    reason_of,
)
from tests.bench.measure import line, verdict
from tests.needs.sets import HELD_OUT, UNSEEN, WIDE, WRITTEN, measured, written

METHODS = {
    "words": (Scales(1, 0, 0, 0, 0), False), "pieces of words": (Scales(0, 1, 0, 0, 0), False),
    "words and pieces": (Scales(1, 0.5, 0, 0, 0), False), "themes": (Scales(0, 0, 1, 0, 0), False),
    "words, pieces, themes": (Scales(leaning=0), False), "the same with neighbours": (Scales(), False),
    "model": (Scales(0, 0, 0, 1, 0), True), "model and words": (Scales(themes=0, leaning=0), True),
    "all": (Scales(leaning=0), True), "all with neighbours": (Scales(), True),
}
"""Each way to compare, from words alone to what the application does, and whether it asks the model."""

GOALS = {"the same with neighbours": (0.40, 0.0), "all with neighbours": (0.60, 0.80)}
"""Of what the application does: the share of the five shown, and of the first shown, that is to be right."""
LONGEST, AMONG = 0.3, 5_000
"""Seconds of processor time that a new need may take at the 95th percentile, and among how many."""


def run(rounds: int = 60) -> Iterator[str]:
    """Tell how often each method is right on each set, then time one new need and all among many."""
    for name, (scales, with_model) in METHODS.items():
        shares = [_share(each, name, scales, with_model) for each in (WRITTEN, HELD_OUT, WIDE, UNSEEN)]
        yield "; ".join([f"{name:<24}", *shares])
    yield from _timed(rounds)


def _share(each: str, name: str, scales: Scales, with_model: bool) -> str:
    found = measured(each, with_model, scales)
    told = f"{each} {found.of_five:.2f} first {found.first:.2f}"
    if name not in GOALS or each in (WIDE, UNSEEN):
        return told
    of_five, first = GOALS[name]
    met = found.of_five >= of_five and found.first >= first
    return f"{told} (goal {of_five:.2f} first {first:.2f}: {verdict(met)})"


def _timed(rounds: int) -> Iterator[str]:
    """Time all among many and, each by itself, some new ones, read by the model and with their reasons.

    Processor time, of all threads, so that other work on the machine does not count.
    """
    chance = random.Random(5)
    needs = [_mixed(number, chance) for number in range(AMONG)]
    encode = find_encoder()
    assert encode, "the model belongs to the locked packages"
    start = time.process_time()
    meant = meanings_of(needs, encode)
    told = time.process_time()
    collection = _compared_with_reasons(needs, meant)
    yield line(f"{AMONG:,} needs with reasons / the model reading them", time.process_time() - start, told - start, 2)
    seconds = sorted(_seconds_of(_mixed(number, chance), collection, encode) for number in range(rounds))
    late = seconds[int(len(seconds) * 0.95)]
    yield (f"one new need among {AMONG:,} with reasons: median {statistics.median(seconds) * 1000:.0f} ms, "
           f"p95 {late * 1000:.0f} ms (goal {LONGEST * 1000:.0f} ms: {verdict(late <= LONGEST)})")


def _compared_with_reasons(needs: Sequence[NeedText], meant: Floats) -> Collection:
    collection = collect(needs, meant)
    outlines = [outline_of(need, collection) for need in needs]
    for outline, found in zip(outlines, nearest(collection), strict=True):
        assert all(reason_of(outline, outlines[each.place], collection) for each in found)
    return collection


def _seconds_of(need: NeedText, collection: Collection, encode: Encoder) -> float:
    start = time.process_time()
    outline = outline_of(need, collection)
    for each in nearest_to(need, meanings_of([need], encode), collection):
        reason_of(outline, outline_of(collection.needs[each.place], collection), collection)
    return time.process_time() - start


def _mixed(number: int, chance: random.Random) -> NeedText:
    """A need put together of halves of written titles and of written sentences."""
    title = [*chance.choice(TITLES).split()[:3], *chance.choice(TITLES).split()[-3:]]
    return NeedText(str(number), " ".join(title), " ".join(chance.choices(SENTENCES, k=chance.randint(2, 6))))


_NEEDS = [*written(WRITTEN).needs, *written(WIDE).needs]
TITLES = [need.title for need in _NEEDS]
SENTENCES = [sentence for need in _NEEDS for sentence in re.split(r"(?<=[.?!])\s+", need.text)]
