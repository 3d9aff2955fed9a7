"""Where findings of the check can be looked at, for who may open the pages."""

from typing import Any

from flask import url_for

from app.core.web import may_open
from app.core.web.lists import PAGE_SIZE
from app.operations.rules import Place, addresses_of


def address_of(place: Place) -> str:
    """The address of a place; empty where there is no page for the person who looks."""
    for endpoint, values in addresses_of(place, PAGE_SIZE):
        if may_open(endpoint):
            which: dict[str, Any] = dict(values)
            return url_for(endpoint, **which)
    return ""
