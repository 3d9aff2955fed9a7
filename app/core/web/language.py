"""German is the language of the source; other languages come from the catalogue in `app/translations`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from flask import has_request_context, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LOCALES = {"de": "Deutsch", "en": "English"}

__all__ = ["LOCALES", "_", "_l", "_n", "choose_locale", "in_words", "set_locale"]


Key = TypeVar("Key")


def in_words(words: Mapping[Key, str]) -> dict[Key, Any]:
    """The words of an enum, in German with the rules of its room, each in the reader's language when shown."""
    return {key: _l(word) for key, word in words.items()}


def choose_locale() -> str:
    """The language of this request: the person's choice, else the browser's, else German."""
    if not has_request_context():
        return "de"
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=64)
def _preferred(header: str) -> str:
    """The language a browser asks for; lists ask this for each of their cells."""
    return parse_accept_header(header, LanguageAccept).best_match(list(LOCALES), default="de")


def set_locale(locale: str) -> None:
    """Keep a person's choice for this browser; an unknown language is ignored."""
    if locale in LOCALES:
        session["locale"] = locale
