"""Styles, scripts and fonts are kept by browsers for good, under an address that changes with what they hold."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from app.core.web import Application


def address_of(style: str, page: str) -> str:
    found = re.search(rf'"(/static/[0-9a-f]+/css/{style}\.css)"', page)
    assert found, style
    return found[1]


def test_a_style_is_asked_for_once_and_never_again(client: FlaskClient) -> None:
    answer = client.get(address_of("base", client.get("/konto/anmelden", follow_redirects=True).text))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.status_code == 200


def test_a_file_that_is_not_there_is_not_kept_as_missing(client: FlaskClient) -> None:
    here = address_of("base", client.get("/konto/anmelden", follow_redirects=True).text)
    for gone in (here.replace("base", "gone"), "/static/0123456789abcdef/css/base.css"):
        answer = client.get(gone)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store"), gone


def test_whoever_changes_a_file_changes_the_address_of_all(tmp_path: Path) -> None:
    addresses = []
    for place, content in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "")):
        static = tmp_path / place / "static"
        static.mkdir(parents=True)
        (static / "style.css").write_text(content)
        (static / "more").mkdir()
        (static / "more" / "script.js").write_text("" if content else "x")
        addresses.append(Application("app", str(tmp_path / place), str(tmp_path)).static_url_path)
    assert addresses[0] == addresses[1]
    assert len(set(addresses)) == 3
