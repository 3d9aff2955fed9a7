"""What is done with bundles: the kinds of act, what each may do, and when one can be undone (R-NEED-01)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from app.core.values import German, Refusal
from app.needs.rules import MAX_TITLE, Level

MAX_WORDS = 2000
MOST_NEEDS = 500
"""How many needs lie in a bundle at most."""


class ActKind(StrEnum):
    """What was done."""

    OPEN = "open"
    PUT_IN = "put_in"
    TAKE_OUT = "take_out"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    WORD = "word"
    DISSOLVE = "dissolve"
    UNDO = "undo"


ACT_WORDS: Mapping[ActKind, str] = {
    ActKind.OPEN: German("Bündel eröffnet"),
    ActKind.PUT_IN: German("Bedarf aufgenommen"),
    ActKind.TAKE_OUT: German("Bedarf herausgenommen"),
    ActKind.MOVE: German("Bedarf verschoben"),
    ActKind.SPLIT: German("Bündel geteilt"),
    ActKind.MERGE: German("Bündel zusammengelegt"),
    ActKind.WORD: German("Titel, Beschreibung oder Sichtbarkeit geändert"),
    ActKind.DISSOLVE: German("Bündel aufgelöst"),
    ActKind.UNDO: German("Schritt zurückgenommen"),
}
"""How the kinds of act are called."""


def bundle_number(year: int, number: int) -> str:
    """Write a bundle's number, gapless per year: `BD-2026-0003` (R-DOC-10)."""
    return f"BD-{year}-{number:04d}"


@dataclass(frozen=True)
class Wording:
    """What is said of a bundle, and who may see it."""

    title: str
    words: str = ""
    level: Level = Level.MEMBERS


@dataclass(frozen=True)
class Standing:
    """A bundle as it is between two acts: its wording, and whether it is there."""

    title: str
    words: str
    level: Level
    is_dissolved: bool = False

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """What the history keeps."""
        return cls(content["title"], content["words"], Level(content["level"]), bool(content["dissolved"]))

    def content(self) -> dict[str, Any]:
        """As the history keeps it."""
        return {"title": self.title, "words": self.words, "level": self.level.value, "dissolved": self.is_dissolved}


@dataclass(frozen=True)
class Move:
    """A need that went from one bundle to another; None is no bundle."""

    need_id: int
    from_id: int | None
    to_id: int | None


@dataclass(frozen=True)
class Turn:
    """A bundle that an act opened, worded or dissolved: as it was (None: not there) and as it became."""

    bundle_id: int
    before: Standing | None
    after: Standing


class Overtaken(Refusal):
    """Somebody else changed what the page showed."""


class TitleRefusal(Refusal):
    """What is wrong with the title of a bundle."""


def checked_wording(wording: Wording) -> Wording:
    """The wording without blanks around it; refuses one without a title, or that is too long."""
    title, words = " ".join(wording.title.split()), wording.words.strip()
    if not title:
        raise TitleRefusal("Geben Sie dem Bündel einen Titel.")
    if len(title) > MAX_TITLE:
        raise TitleRefusal("Der Titel hat höchstens {most} Zeichen.", most=MAX_TITLE)
    if len(words) > MAX_WORDS:
        raise Refusal("Die Beschreibung hat höchstens {most} Zeichen.", most=MAX_WORDS)
    return Wording(title, words, wording.level)


def check_split(chosen: Collection[int], there: Collection[int]) -> None:
    """Refuse a split that moves nothing, everything, or what does not lie in the bundle."""
    if not chosen:
        raise Refusal("Wählen Sie die Bedarfe, die in das neue Bündel gehen.")
    if not set(chosen) <= set(there):
        raise Refusal("Ein gewählter Bedarf liegt nicht mehr in diesem Bündel. Laden Sie die Seite neu.")
    if set(chosen) == set(there):
        raise Refusal("Mindestens ein Bedarf bleibt im Bündel. Wollen Sie nur den Titel ändern, benennen Sie es um.")


def check_room(present: int, more: int) -> None:
    """Refuse more needs in a bundle than anybody can look over."""
    if present + more > MOST_NEEDS:
        raise Refusal("In ein Bündel gehören höchstens {most} Bedarfe.", most=MOST_NEEDS)


# --- undoing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hindrance:
    """Why an act cannot be undone: a need or a bundle that does not stand any more as the act left it."""

    need_id: int | None = None
    bundle_id: int | None = None


def hindrance_of(
    moves: Sequence[Move], turns: Sequence[Turn], places: Mapping[int, int | None],
    standing: Mapping[int, Standing], held: Mapping[int, Collection[int]],
) -> Hindrance | None:
    """Say what keeps an act from being undone, if anything does.

    It can be as long as all that it moved lies where it put it, what it worded reads as it did, where it took from is
    there, and nothing else was put into what it opened. `places`: need → bundle; `standing`: bundle → as it is now;
    `held`: bundle → the needs in it.
    """
    for move in moves:
        if places.get(move.need_id) != move.to_id:
            return Hindrance(need_id=move.need_id)
    turned = {turn.bundle_id for turn in turns}
    for turn in turns:
        if standing[turn.bundle_id] != turn.after:
            return Hindrance(bundle_id=turn.bundle_id)
        moved = {move.need_id for move in moves}
        left = [each for each in held.get(turn.bundle_id, ()) if each not in moved]
        if goes_with_undoing(turn) and left:
            return Hindrance(need_id=min(left))
    for move in moves:
        if move.from_id is not None and move.from_id not in turned and standing[move.from_id].is_dissolved:
            return Hindrance(bundle_id=move.from_id)
    return None


def goes_with_undoing(turn: Turn) -> bool:
    """Whether the bundle is not there any more once the act is undone."""
    return turn.before is None or turn.before.is_dissolved


def undone(turn: Turn) -> Standing:
    """How a bundle stands once an act is undone: as before, and one that was opened by it as dissolved."""
    if turn.before is None:
        return Standing(turn.after.title, turn.after.words, turn.after.level, True)
    return turn.before


def reversed_moves(moves: Sequence[Move]) -> list[Move]:
    """The same moves the other way round."""
    return [Move(each.need_id, each.to_id, each.from_id) for each in moves]
