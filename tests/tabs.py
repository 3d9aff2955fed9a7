"""A page with a form, open in a tab of a browser without JavaScript: it sends what it showed, and what is typed."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import Client, TestResponse

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    """The posting forms of a page: where each leads, and what stands in its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._fields: Fields = {}
        self._select, self._text = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or take a field's value."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            if given.get("method") == "post":
                self.forms.append((given.get("action", ""), self._fields))
        elif tag == "input":
            self._take(given)
        elif tag == "textarea":
            self._text = given["name"]
            self._fields[self._text] = [""]
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and (self._select not in self._fields or "selected" in given):
            self._fields[self._select] = [given["value"]]

    def _take(self, given: dict[str, str]) -> None:
        kind, is_on = given.get("type", "text"), "checked" in given
        if "name" not in given or kind in ("file", "submit") or (kind in ("radio", "checkbox") and not is_on):
            return
        self._fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a text; the line break a text begins with belongs to the page."""
        if tag == "textarea":
            self._fields[self._text] = [self._fields[self._text][0].lstrip("\r\n")]
            self._text = ""

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if self._text:
            self._fields[self._text] = [self._fields[self._text][0] + data]


class Tab:
    """An open page. `send` sends its form once more with what is typed; an answer with a form is the page from then on.

    `form` tells the form by a part of its action; without one, the page's own or only form is meant.
    """

    def __init__(self, client: Client, address: str, form: str = "") -> None:
        self.client, self.address, self.form = client, address, form
        self.fields: Fields = {}
        self._read(client.get(address).text)

    def _read(self, html: str) -> None:
        found = [(action, fields) for action, fields in _Forms(html).forms if _means(action, self.form)]
        assert found, f"no form for {self.form or 'the page itself'} at {self.address}"
        self.action, self.fields = found[0]

    def send(self, **typed: Any) -> TestResponse:
        """Send what the page shows, with what is typed over it."""
        answer = self.client.post(self.action or self.address, data={**self.fields, **typed})
        if answer.status_code != 302:
            self._read(answer.text)
        return answer


def _means(action: str, form: str) -> bool:
    path = urlsplit(action).path
    return bool(re.search(form, path)) if form else not path


def said(answer: TestResponse) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def two_tabs(client: Client, address: str, form: str = "") -> tuple[Tab, Tab]:
    """The same page, open twice."""
    return Tab(client, address, form), Tab(client, address, form)


def wrong_fields(page: str) -> list[str]:
    """The fields that are marked as wrong."""
    marked = re.findall(r"<(?:input|select|textarea)[^>]*aria-invalid=\"true\"[^>]*>", page)
    return [found[1] for each in marked if (found := re.search(r'name="(\w+)"', each))]
