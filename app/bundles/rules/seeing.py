"""Who may see a bundle: one rule for every page, list, search, suggestion and file (R-NEED-01, R-GDPR-02)."""

from collections.abc import Iterable, Mapping

from app.core.values import German, Refusal
from app.needs.rules import LEVELS_SEEN, Level, Viewer

LEVEL_NOTES: Mapping[Level, str] = {
    Level.PUBLIC: German("Titel und Beschreibung darf jeder lesen, der einen der Bedarfe darin sieht."),
    Level.MEMBERS: German("Titel und Beschreibung lesen die Mitglieder, die einen der Bedarfe darin sehen."),
    Level.OFFICE: German("Nur Geschäftsstelle und Vorstand; Mitglieder erfahren nicht, dass es das Bündel gibt."),
}
"""Whom each level lets see a bundle; the needs in it are shown by their own levels."""

_OPENNESS: Mapping[Level, int] = {Level.OFFICE: 0, Level.MEMBERS: 1, Level.PUBLIC: 2}


def may_see_bundle(
    viewer: Viewer, level: Level, sees_a_need: bool, is_dissolved: bool = False, is_closed: bool = False
) -> bool:
    """Say whether somebody may see that a bundle exists, and its title and words.

    Office, board and auditor see all. Others see what is for them and holds a need that they see: an empty one would
    tell of needs that are not for them. `is_closed`: a need in it became confidential since the title was last looked
    at, so that the title might tell of it. `queries.visible_bundles` asks the database the same.
    """
    if viewer.reads_all:
        return True
    return level in LEVELS_SEEN[viewer.is_member] and sees_a_need and not is_dissolved and not is_closed


def is_wider(level: Level, other: Level) -> bool:
    """Say whether more people see what has a level than see what has another one."""
    return _OPENNESS[level] > _OPENNESS[other]


def narrowest(levels: Iterable[Level]) -> Level:
    """The level that lets fewest see it; for members where there is none."""
    return min(levels, key=lambda each: _OPENNESS[each], default=Level.MEMBERS)


def widest(levels: Iterable[Level]) -> Level:
    """The level that lets most see it; for the office where there is none."""
    return max(levels, key=lambda each: _OPENNESS[each], default=Level.OFFICE)


class LevelRefusal(Refusal):
    """What is wrong with the level of a bundle."""


def check_level(level: Level, needs: Iterable[Level], is_looked_at: bool) -> None:
    """Refuse to open a bundle wider than a need in it, unless somebody has looked that its words tell nothing of that.
    """
    if is_wider(level, narrowest([level, *needs])) and not is_looked_at:
        raise LevelRefusal(
            "In diesem Bündel liegen Bedarfe, die weniger Leute sehen dürfen. Prüfen Sie, dass Titel und Beschreibung"
            " nichts daraus verraten, und bestätigen Sie es."
        )
