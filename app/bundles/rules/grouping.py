"""Needs without a bundle that might belong together: groups out of pairs that are alike."""

from collections import defaultdict
from collections.abc import Sequence

LEAST_ALIKE = 0.65
"""How much two needs are alike, at least, to be proposed together."""
MOST_IN_GROUP, MOST_GROUPS = 8, 6


def groups_in(pairs: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Groups of needs, the most alike first; each need stands in one at most, its first need is the middle of it.

    A need belongs to a group where it is alike to the middle and to at least half of those in it already.
    """
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other, score in pairs:
        near[one][other] = near[other][one] = score
    found = list[list[int]]()
    while near and len(found) < MOST_GROUPS:
        middle = max(near, key=lambda each: (sum(sorted(near[each].values())[-MOST_IN_GROUP:]), -each))
        group = [middle]
        for other in sorted(near[middle], key=lambda each: (-near[middle][each], each)):
            if len(group) < MOST_IN_GROUP and 2 * sum(other in near[each] for each in group) >= len(group):
                group.append(other)
        found.append(group)
        near = _without(near, group)
    return found


def _without(near: dict[int, dict[int, float]], group: Sequence[int]) -> dict[int, dict[int, float]]:
    gone = set(group)
    left = {
        need: {other: score for other, score in others.items() if other not in gone}
        for need, others in near.items() if need not in gone
    }
    return {need: others for need, others in left.items() if others}
