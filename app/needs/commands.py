"""The command `similar`: of each need in a file the five most like it, and why; it works without a database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from app.core.commands import Command, sentence_about
from app.core.values import Refusal
from app.needs import queries
from app.needs.rules import (
    Collection,
    Encoder,
    Likeness,
    NeedText,
    Outline,
    collect,
    meanings_of,
    nearest,
    nearest_to,
    needs_in,
    new_need,
    outline_of,
    reason_of,
)

Shown: TypeAlias = Mapping[str, object]

UNUSABLE = 2
WITHOUT_MODEL = "Ohne Sprachmodell verglichen, nur nach Wörtern und Themen; mit ihm wird Ähnliches öfter gefunden."


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.json", help='Liste von {"id", "title", "text"}')
    parser.add_argument("--new", metavar="TEXT", help="nur die ähnlichsten zu diesem neuen Bedarf")
    parser.add_argument("--without-model", action="store_true", help="nur nach Wörtern und Themen vergleichen")


def _similar(parsed: Namespace) -> int:
    """Print the nearest of each need as JSON, or of a new one; what cannot be used is a sentence and a 2."""
    try:
        needs = needs_in(parsed.file.read_bytes())
        new = None if parsed.new is None else new_need(parsed.new)
    except (Refusal, OSError) as fault:
        print(sentence_about(fault), file=sys.stderr)
        return UNUSABLE
    encode = None if parsed.without_model else queries.find_encoder()
    if encode is None:
        print(WITHOUT_MODEL, file=sys.stderr)
    collection = collect(needs, meanings_of(needs, encode) if encode and needs else None)
    found = _nearest_of_each(collection) if new is None else _nearest_to(new, collection, encode)
    print(json.dumps(found, ensure_ascii=not _takes_every_sign(), indent=1))
    return 0


def _takes_every_sign() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _nearest_of_each(collection: Collection) -> Mapping[str, Sequence[Shown]]:
    needs = collection.needs
    outlines = [outline_of(need, collection) for need in needs]
    return {
        need.id: [_shown(each, outline, outlines[each.place], collection) for each in found]
        for need, outline, found in zip(needs, outlines, nearest(collection), strict=True)
    }


def _nearest_to(need: NeedText, collection: Collection, encode: Encoder | None) -> Sequence[Shown]:
    found = nearest_to(need, meanings_of([need], encode) if encode else None, collection)
    outline, needs = outline_of(need, collection), collection.needs
    return [_shown(each, outline, outline_of(needs[each.place], collection), collection) for each in found]


def _shown(found: Likeness, outline: Outline, other: Outline, collection: Collection) -> Shown:
    return {
        "id": collection.needs[found.place].id, "score": found.score,
        "reason": reason_of(outline, other, collection),
    }


COMMANDS = (
    Command(
        "similar", "Zu jedem Bedarf einer Datei die fünf ähnlichsten nennen (JSON)",
        ("similar bedarfe.json", "similar bedarfe.json --without-model > aehnliche.json",
         "similar bedarfe.json --new 'Chatbot für das Bürgerbüro'"),
        _similar, _arguments, needs_database=False,
    ),
)
