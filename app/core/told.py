"""Sentences the program writes down: kept in German, told in the reader's language.

What is written into the journal stays readable for ever as German text; beside it stand the sentence and its values,
so that a screen can tell the same in another language.
"""

from collections.abc import Mapping
from typing import Any

from app.core.formats import Written, written_again
from app.core.values import German


class Told(str):
    """A German sentence with its values: `Told("Zahlung {number}: {amount}", number="Z-1", amount=euro(10000))`.

    Values that are `Written`, `German`, `Kept` or `Told` are themselves told in the reader's language; all others stay.
    """

    __slots__ = ("message", "values")
    message: str
    values: dict[str, object]

    def __new__(cls, message: str, /, **values: object) -> "Told":
        """Fill the sentence; the text itself is the German one."""
        text = super().__new__(cls, message.format(**values) if values else message)
        text.message, text.values = message, values
        return text


class Kept(str):
    """A title or text kept elsewhere: what of it is a sentence of ours is told, what somebody wrote stays."""

    __slots__ = ()


def as_stored(told: Told) -> dict[str, Any]:
    """The sentence and its values as JSON can hold them."""
    return {"told": told.message, "values": {name: _stored(value) for name, value in told.values.items()}}


def _stored(value: object) -> Any:
    if isinstance(value, Told):
        return as_stored(value)
    if isinstance(value, Kept):
        return {"kept": value}
    if isinstance(value, Written):
        return {"written": value.kind, "of": value.of}
    if isinstance(value, German):
        parts = [_stored(part) if isinstance(part, Written) else str(part) for part in value.parts]
        return {"german": parts, "joint": value.joint}
    return value if isinstance(value, int) else str(value)


def from_stored(stored: Mapping[str, Any]) -> Told:
    """The sentence that was stored."""
    message, values = stored["told"], stored["values"]
    return Told(message, **{name: _read(value) for name, value in values.items()})


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "told" in value:
        return from_stored(value)
    if "written" in value:
        return written_again(value["written"], value["of"])
    if "kept" in value:
        return Kept(value["kept"])
    return German(*map(_read, value["german"]), joint=value["joint"])
