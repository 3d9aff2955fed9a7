"""Who is asked about what: from different members, and never about a need of one's own member (R-NEED-02)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.values import Refusal

FEWEST = 2
"""From how many different members each bundle has assessors at least."""


@dataclass(frozen=True)
class Person:
    """Somebody named to assess, for which member; `own` are all members for which the person acts."""

    id: int
    member_id: int
    own: frozenset[int] = field(default_factory=frozenset)


def asked_about(persons: Iterable[Person], owners: Collection[int]) -> tuple[Person, ...]:
    """Of those named, who is asked about something in which these members have needs: everybody but their own people.

    Who acts for several members is not asked where any of them has a need.
    """
    return tuple(each for each in persons if not has_stake(each, owners))


def has_stake(person: Person, owners: Collection[int]) -> bool:
    """Say whether somebody has a stake in what is assessed: a member for which the person acts has a need there."""
    return person.member_id in owners or not person.own.isdisjoint(owners)


def members_among(persons: Iterable[Person]) -> int:
    """For how many different members these assess."""
    return len({each.member_id for each in persons})


def has_enough(members: int) -> bool:
    """Say whether so many different members are enough for a result: of one alone it would be no joint one."""
    return members >= FEWEST


def too_few(persons: Sequence[Person], owners: Mapping[int, Collection[int]]) -> list[int]:
    """What has fewer than two assessors from different members, by id, in the order given."""
    return [key for key, of in owners.items() if not has_enough(members_among(asked_about(persons, of)))]


def check_may_begin(
    criteria: int, persons: Sequence[Person], owners: Mapping[int, Collection[int]], names: Mapping[int, str]
) -> None:
    """Refuse to begin a round without criteria or subjects, or in which something would have too few assessors.

    `names`: how each subject is called in the refusal.
    """
    if not owners:
        raise Refusal("Wählen Sie zuerst, was bewertet wird.")
    if not criteria:
        raise Refusal("Wählen Sie zuerst mindestens ein Kriterium.")
    if not has_enough(members_among(persons)):
        raise Refusal("Benennen Sie Bewertende aus mindestens zwei verschiedenen Mitgliedern.")
    thin = too_few(persons, owners)
    if thin:
        raise Refusal(
            "Zu wenige Bewertende: {what}. Jedes Bündel braucht Bewertende aus mindestens zwei Mitgliedern, die dort"
            " keinen eigenen Bedarf haben.", what=", ".join(names[each] for each in thin),
        )


def check_may_excuse(
    persons: Sequence[Person], leaving: int, owners: Mapping[int, Collection[int]], names: Mapping[int, str]
) -> None:
    """Refuse to excuse somebody from a round that runs, where something would be left with too few assessors."""
    left = [each for each in persons if each.id != leaving]
    known = set(too_few(persons, owners))
    thin = [each for each in too_few(left, owners) if each not in known]
    if thin:
        raise Refusal(
            "Dann hätten zu wenige bewertet: {what}. Benennen Sie zuerst jemand anderen.",
            what=", ".join(names[each] for each in thin),
        )
