"""Needs handed in as a file: a list of entries with id, title and text, as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.core.values import Refusal
from app.needs.rules.likeness import NeedText

FIELDS = ("id", "title", "text")
MOST_ENTRIES = 20_000


def needs_in(content: bytes) -> list[NeedText]:
    """Read the entries; what is no such list is refused with the entry and the field that are at fault."""
    listed = _json_in(content)
    if not isinstance(listed, list):
        raise Refusal("Die Datei enthält keine Liste von Einträgen mit „id“, „title“ und „text“.")
    if len(listed) > MOST_ENTRIES:
        raise Refusal("Die Liste hat {count} Einträge; verglichen werden höchstens {most}.",
                      count=len(listed), most=MOST_ENTRIES)
    needs = [_need_in(number, entry) for number, entry in enumerate(listed, start=1)]
    for number, doubled in _doubled(needs):
        raise Refusal("Eintrag {number}: Die Kennung „{id}“ gibt es schon in einem früheren Eintrag.",
                      number=number, id=doubled)
    return needs


def new_need(text: str) -> NeedText:
    """A need that stands in no list, its first line as its title; one that says nothing is refused."""
    if not text.strip():
        raise Refusal("Der neue Bedarf ist leer.")
    title, _line, rest = text.partition("\n")
    return NeedText("", title, rest)


def _json_in(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise Refusal("Die Datei ist nicht in UTF-8 geschrieben.") from fault
    except json.JSONDecodeError as fault:
        raise Refusal("Die Datei ist kein gültiges JSON: Zeile {line}, Spalte {column}.",
                      line=fault.lineno, column=fault.colno) from fault
    except (ValueError, RecursionError) as fault:
        raise Refusal("Die Datei ist kein gültiges JSON: zu tief geschachtelt oder mit übergroßen Zahlen.") from fault


def _need_in(number: int, entry: object) -> NeedText:
    if not isinstance(entry, dict):
        raise Refusal("Eintrag {number} ist kein Objekt mit „id“, „title“ und „text“.", number=number)
    return NeedText(*(_field_in(number, entry, name) for name in FIELDS))


def _field_in(number: int, entry: dict[str, object], name: str) -> str:
    """A text of an entry; an id may also be a whole number."""
    value = entry.get(name)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None:
        raise Refusal("Eintrag {number}: Das Feld „{field}“ fehlt.", number=number, field=name)
    if not isinstance(value, str):
        raise Refusal("Eintrag {number}: Das Feld „{field}“ ist kein Text.", number=number, field=name)
    text = value.encode("utf-8", "replace").decode()
    if not text.strip():
        raise Refusal("Eintrag {number}: Das Feld „{field}“ ist leer.", number=number, field=name)
    return text


def _doubled(needs: Sequence[NeedText]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for number, need in enumerate(needs, start=1):
        if need.id in seen:
            yield number, need.id
        seen.add(need.id)
