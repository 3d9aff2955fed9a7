"""The catalogue of the second language: what is to be translated, and whether it is.

`python -m tests.translations` brings `app/translations/en` up to date with the source: new sentences are added empty,
vanished ones dropped, and the compiled catalogue is written anew.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import app.rooms  # noqa: F401 -- knows every room, and with it every refusal
from app.core.values import Refusal

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations" / "en" / "LC_MESSAGES"


def _refusals(kind: type[Refusal]) -> Iterator[str]:
    """The name of a kind of refusal, and of every kind of it that a room knows."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from _refusals(each)


METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    **DEFAULT_KEYWORDS, "_": None, "_l": None, "_n": (1, 2), "ParameterSpec": (2,), "Option": (2,), "Finding": (2,),
    "Faulty": (3,), "PassedOver": (3,), "Gap": (1,), "German": (1,), "Told": (1,),
    **dict.fromkeys(_refusals(Refusal), (1,)),
}
BIRTH = datetime(2026, 11, 24, tzinfo=UTC)
OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}


def source_catalogue() -> Catalog:
    """Everything a person may read that the source marks for translation."""
    catalogue = Catalog(locale="en", project="Genokontor", fuzzy=False, header_comment="# Genokontor in English.",
                        creation_date=BIRTH, revision_date=BIRTH)
    found = extract_from_dir(str(ROOT), METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=_is_ours)
    for name, _line, message, _comments, context in sorted(found, key=lambda each: each[0]):
        if message and message != ("", "") and "app/__main__" not in name and not _is_wordless(message):
            catalogue.add(message, context=context)
    return catalogue


def _is_wordless(message: str | tuple[str, ...]) -> bool:
    """Whether a sentence is made of its values alone, as `{number}: {title}` is."""
    return isinstance(message, str) and not re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", message))


def _is_ours(folder: str | Path) -> bool:
    return not set(Path(folder).parts) & {".venv", "tests", "static", "documents", "migrations", ".git", "node_modules"}


def english_catalogue() -> Catalog:
    """The English catalogue as it stands."""
    path = FOLDER / "messages.po"
    if not path.exists():
        return Catalog(locale="en", project="Genokontor", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update() -> int:
    """Merge the source into the English catalogue; gives the number of sentences without translation."""
    known, wanted = english_catalogue(), source_catalogue()
    for message in wanted:
        old = known.get(message.id, message.context) if message.id else None
        if old and old.pluralizable == message.pluralizable:
            message.string = old.string
    target = io.BytesIO()
    write_po(target, wanted, sort_output=True, no_location=True, omit_header=False, width=120)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "messages.po").write_bytes(target.getvalue())
    (FOLDER / "messages.mo").write_bytes(compiled(english_catalogue()))
    return len(untranslated(wanted, english_catalogue()))


def untranslated(wanted: Catalog, known: Catalog) -> list[str]:
    """The sentences of the source that the catalogue does not translate."""
    return [str(message.id) for message in wanted if message.id and not _has_text(known, message)]


def _has_text(known: Catalog, wanted: object) -> bool:
    found = known.get(getattr(wanted, "id"), getattr(wanted, "context"))  # noqa: B009
    if found is None or not found.string:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else True


if __name__ == "__main__":
    sys.exit(f"{update()} sentences wait for a translation")
