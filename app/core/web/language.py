"""German is the language of the source; other languages come from the catalogue in `app/translations`."""

from flask import has_request_context, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n

LOCALES = {"de": "Deutsch", "en": "English"}

__all__ = ["LOCALES", "_", "_l", "_n", "choose_locale", "set_locale"]


def choose_locale() -> str:
    """The language of this request: the person's choice, else the browser's, else German."""
    if not has_request_context():
        return "de"
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(list(LOCALES), default="de")


def set_locale(locale: str) -> None:
    """Keep a person's choice for this browser; an unknown language is ignored."""
    if locale in LOCALES:
        session["locale"] = locale
