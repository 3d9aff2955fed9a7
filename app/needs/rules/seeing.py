"""Who may see a need: one rule for every page, list, search, suggestion and file (R-NEED-01, R-GDPR-02)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.values import German, PartyKind
from app.needs.rules.states import NeedState
from app.needs.rules.stating import Level


@dataclass(frozen=True)
class Viewer:
    """Who looks: office, board and auditor read all; a member what is for members, and its own; else the public.

    `own` are the ids of the memberships somebody is, was or acts for; what is for members is for present ones alone.
    """

    reads_all: bool = False
    is_member: bool = False
    own: frozenset[int] = field(default_factory=frozenset)


PUBLIC_VIEWER = Viewer()

SHOWN_PUBLICLY = (NeedState.SEEN, NeedState.UNDER_WAY, NeedState.ANSWERED)
"""The states in which a public need is public: the office has looked at it, and it goes on."""

LEVELS_SEEN: Mapping[bool, tuple[Level, ...]] = {True: (Level.PUBLIC, Level.MEMBERS), False: (Level.PUBLIC,)}
"""Whether somebody is a member → the levels that are for it."""


def may_see(viewer: Viewer, level: Level, state: NeedState, owner: int | None, is_erased: bool = False) -> bool:
    """Say whether somebody may see a need; `owner` is the id of the member it belongs to, None of a prospect.

    What was withdrawn, or whose words are deleted, is for its owner and for who reads all; `queries.visible_to` asks
    the database the same.
    """
    if viewer.reads_all:
        return True
    if is_erased:
        return False
    if owner is not None and owner in viewer.own:
        return True
    if viewer.is_member:
        return level in LEVELS_SEEN[True] and state is not NeedState.WITHDRAWN
    return level is Level.PUBLIC and state in SHOWN_PUBLICLY


def may_see_of_then(viewer: Viewer, is_own: bool, level: Level) -> bool:
    """Say whether somebody may see what was written when a need had a level: a version, a comment, an answer.

    Who opens a need later opens its present words, not those that were for fewer eyes; its owner sees all of them.
    """
    return viewer.reads_all or is_own or level in LEVELS_SEEN[viewer.is_member]


SOMEBODY: Mapping[PartyKind, str] = {
    PartyKind.NATURAL_PERSON: German("Privatperson"),
    PartyKind.COMPANY: German("Unternehmen"),
    PartyKind.MUNICIPALITY: German("Kommune"),
    PartyKind.PUBLIC_BODY: German("Öffentliche Einrichtung"),
    PartyKind.RESEARCH: German("Forschung und Lehre"),
    PartyKind.ASSOCIATION: German("Verein oder Verband"),
}
"""How an owner is called to who may not know its name."""


def is_named(viewer: Viewer, kind: PartyKind, is_member: bool) -> bool:
    """Say whether the owner of a need is named to somebody (R-GDPR-02).

    Who may join has told its name to the office alone; a natural person is not named to the public.
    """
    if viewer.reads_all:
        return True
    return is_member and (viewer.is_member or bool(viewer.own) or kind is not PartyKind.NATURAL_PERSON)
