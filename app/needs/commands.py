"""The command `similar`: of each need in a file the five most like it, and why."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.commands import Command, sentence_about
from app.core.values import Refusal
from app.needs import queries
from app.needs.rules import NeedText, collect, meanings_of, nearest, needs_in, outline_of, reason_of

UNUSABLE = 2
WITHOUT_MODEL = "Ohne Sprachmodell verglichen, nur nach Wörtern und Themen; mit ihm wird Ähnliches öfter gefunden."


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.json", help='Liste von {"id", "title", "text"}')
    parser.add_argument("--without-model", action="store_true", help="nur nach Wörtern und Themen vergleichen")


def _similar(parsed: Namespace) -> int:
    """Print the nearest of each need as JSON; a file that cannot be used is a sentence and a 2."""
    try:
        needs = needs_in(parsed.file.read_bytes())
    except (Refusal, OSError) as fault:
        print(sentence_about(fault), file=sys.stderr)
        return UNUSABLE
    print(json.dumps(_nearest_of_each(needs, parsed.without_model), ensure_ascii=False, indent=1))
    return 0


def _nearest_of_each(needs: Sequence[NeedText], without_model: bool) -> Mapping[str, Sequence[Mapping[str, object]]]:
    encode = None if without_model else queries.find_encoder()
    if encode is None:
        print(WITHOUT_MODEL, file=sys.stderr)
    collection = collect(needs, meanings_of(needs, encode) if encode and needs else None)
    outlines = [outline_of(need, collection) for need in needs]
    return {
        need.id: [
            {"id": needs[each.place].id, "score": each.score,
             "reason": reason_of(outline, outlines[each.place], collection)}
            for each in found
        ]
        for need, outline, found in zip(needs, outlines, nearest(collection), strict=True)
    }


COMMANDS = (
    Command(
        "similar", "Zu jedem Bedarf einer Datei die fünf ähnlichsten nennen (JSON)",
        ("similar bedarfe.json", "similar bedarfe.json --without-model > aehnliche.json"),
        _similar, _arguments, needs_database=False,
    ),
)
