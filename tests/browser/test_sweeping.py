"""The sweep itself: it finds what is wrong in one theme only, and what only a rule for all of a page can see."""

import pytest
from playwright.sync_api import Page

from tests.browser.sweeping import findings
from tests.turns import TURN

HEAD = "<!doctype html><html lang='de'><title>Eine Seite</title>"
FAINT = "<style>@media (prefers-color-scheme: {theme}) {{ p {{ color: #999; background: #aaa; }} }}</style>"
BODY = "<main><h1>Eine Seite</h1><p>Wenig zu lesen</p>{more}</main></html>"


def address_of(theme: str = "none", more: str = "") -> str:
    """A page that carries itself in its address, so that nobody has to serve it."""
    return "data:text/html," + (HEAD + FAINT.format(theme=theme) + BODY.format(more=more)).replace("#", "%23")


@pytest.fixture(autouse=True)
def no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages are looked at in both widths, also where others take turns."""
    monkeypatch.delenv(TURN, raising=False)


def test_a_page_without_fault_is_found_so(page: Page) -> None:
    assert findings(page, address_of()) == []


def test_text_that_is_faint_in_one_theme_is_found_in_that_theme(page: Page) -> None:
    for theme in ("light", "dark"):
        found = findings(page, address_of(theme))
        assert {finding.split(":")[0] for finding in found} == {f"{theme}, 1280 px", f"{theme}, 360 px"}
        assert all("color-contrast" in finding for finding in found)


def test_a_field_without_a_label_is_found_at_both_widths(page: Page) -> None:
    found = findings(page, address_of(more="<input type='text'>"))
    assert [finding.split(": ")[:2] for finding in found] == [["light, 1280 px", "label"], ["light, 360 px", "label"]]


def test_where_pages_take_turns_each_rests_every_second_time_and_its_width_changes(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for turn in ("4", "5", "6", "7"):
        monkeypatch.setenv(TURN, turn)
        found += findings(page, address_of(more="<input type='text'>"))
    assert {finding.split(":")[0] for finding in found} == {"light, 1280 px", "light, 360 px"}
    assert len(found) == 2
