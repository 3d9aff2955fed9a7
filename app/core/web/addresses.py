"""Ids in addresses and forms: what no row can have, and what no database can read, leads nowhere."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

MAX_ID = 2**31 - 1
"""The highest id and number that the columns of both databases hold."""


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: a number that no row can have is an address that is not there."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max": MAX_ID, **kwargs})  # type: ignore[arg-type]


def an_id(text: str) -> int:
    """Read an id that was sent (`type=` of the request's lists); raises ValueError where no row can have it."""
    number = int(text)
    if not 0 <= number <= MAX_ID:
        raise ValueError(f"no id: {text}")
    return number


def id_in(typed: str | None) -> int | None:
    """An id or number as a form or an address brings it; None where it is none.

    One that no row can have, however many figures it has, becomes the highest one: it is not found.
    """
    text = typed or ""
    if not (text.isascii() and text.isdecimal()):
        return None
    figures = text.lstrip("0") or "0"
    return min(int(figures), MAX_ID) if len(figures) <= len(str(MAX_ID)) else MAX_ID


def guard_addresses(app: Flask) -> None:
    """Wire both into the application, before any blueprint is registered."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse_null_signs)


def _refuse_null_signs() -> None:
    """Turn away text with NUL in it: nobody can type it, and PostgreSQL does not take it."""
    sent = (text for form in (request.args, request.form) for texts in form.listvalues() for text in texts)
    if "\0" in request.path or any("\0" in text for text in sent):
        abort(400)
