"""What every page must stand: axe in both themes and at two widths, no sideways scrolling, a silent console."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Page

from tests.turns import widths_for

AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
# Preloading fetches every style sheet anew, for a rule that is not among these.
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
# What a theme can change: every rule else reads what is the same in both of them.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What follows a change of size, as what can be reached by keys where a table scrolls from then on, is done by then.
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FETCHES_ITS_OWN = "[hx-trigger~='load']"
THEMES: dict[Literal["light", "dark"], dict[str, Any]] = {"light": ALL, "dark": COLOURS}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def axe(page: Page, rules: dict[str, Any] = ALL) -> list[str]:
    """What axe-core finds on the page as it stands: rule, element and reason of each finding."""
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: Any = page.evaluate(RUN, rules)
    return [
        f"{violation['id']}: {node['html'][:200]} – {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@contextmanager
def console_of(page: Page) -> Iterator[list[str]]:
    """Collect errors in the console and of scripts; refusals of the CSP are among them."""
    messages: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_own_status = message.location.get("url") == page.url and "status of" in message.text
        if message.type == "error" and not is_own_status:
            messages.append(message.text)

    def fail(fault: Exception) -> None:
        messages.append(str(fault))

    page.on("console", hear)
    page.on("pageerror", fail)
    try:
        yield messages
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)


def sideways(page: Page) -> int:
    """Pixels the page can be scrolled sideways; 0 is right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def hidden_columns(page: Page) -> list[str]:
    """Captions of tables on a phone that still have columns to be pushed into sight instead of two-line rows."""
    found: Any = page.evaluate(
        "Array.from(document.querySelectorAll('.table-scroll, .list-wrap'))"
        ".filter(each => each.scrollWidth > each.clientWidth)"
        ".map(each => each.querySelector('caption').textContent)"
    )
    return [str(caption) for caption in found]


def dialog_findings(page: Page) -> list[str]:
    """What axe finds in each dialog of a page's content, open on a phone, in both themes."""
    found: list[str] = []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in page.evaluate("Array.from(document.querySelectorAll('main dialog[id]'), each => each.id)"):
        page.evaluate("name => document.getElementById(name).showModal()", name)
        for theme, rules in THEMES.items():
            page.emulate_media(color_scheme=theme)
            found += [f"dialog {name}, {theme}: {finding}" for finding in axe(page, rules)]
        page.evaluate("name => document.getElementById(name).close()", name)
    return found


def unroll(page: Page) -> None:
    """Make the phone as long as the page, so that bars at its edge lie over no field half in sight."""
    height: Any = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": int(height)})


def refused_findings(page: Page, url: str, button: str) -> list[str]:
    """What is wrong with a form that was sent empty and came back with its errors, on a phone, in both themes."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(url)
    page.get_by_role("button", name=button, exact=True).last.click()
    page.locator("#error-summary").wait_for()
    found = [f"scrolls {sideways(page)} px sideways"] if sideways(page) > 0 else []
    unroll(page)
    for theme, rules in THEMES.items() if widths_for(url, (WIDE, PHONE)) else ():
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {finding}" for finding in axe(page, rules)]
    return found


def findings(page: Page, url: str) -> list[str]:
    """Look at a page in light and dark, wide and as on a phone, and list everything that is wrong with it."""
    found: list[str] = []
    with console_of(page) as messages:
        page.goto(url)
        if page.locator(FETCHES_ITS_OWN).count():
            page.wait_for_load_state("networkidle")
        widths = widths_for(url, (WIDE, PHONE))
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            where = f"{size['width']} px"
            for theme, rules in THEMES.items() if size in widths else ():
                page.emulate_media(color_scheme=theme)
                found += [f"{theme}, {where}: {finding}" for finding in axe(page, rules)]
            if size == PHONE:
                found += [f"{where}: table {caption} is no list of rows" for caption in hidden_columns(page)]
            if sideways(page) > 0:
                found.append(f"{where}: scrolls {sideways(page)} px sideways")
        found += dialog_findings(page) if widths else []
    return found + [f"console: {message}" for message in messages]


def sweep(page: Page, url: str) -> None:
    """Fail with the list of everything that is wrong with a page."""
    found = findings(page, url)
    assert not found, f"{url}\n" + "\n".join(found)
