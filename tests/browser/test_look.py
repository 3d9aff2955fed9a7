"""The house's own parts in the browser: every layout clean in both themes, and what scripts add."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live
from tests.browser.gallery import PAGES, make_gallery
from tests.browser.sweeping import WIDE, axe, sideways, sweep


@pytest.fixture
def gallery(live: Live) -> str:
    """Address of the gallery."""
    return live(make_gallery())


@pytest.mark.parametrize("name", PAGES)
def test_a_layout_is_accessible_in_both_themes_and_on_a_phone(gallery: str, page: Page, name: str) -> None:
    sweep(page, f"{gallery}/{name}")


@pytest.mark.parametrize("name", ["apply", "components", "login"])
def test_a_form_with_errors_takes_the_focus_to_their_summary(gallery: str, page: Page, name: str) -> None:
    page.goto(f"{gallery}/{name}")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Fehler:")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []


def test_a_link_in_the_error_summary_leads_to_its_field(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/apply")
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("link", name="Geben Sie an, in welcher Funktion").click()
    expect(page.locator("#function")).to_be_focused()


@pytest.mark.parametrize("name", PAGES)
def test_at_four_times_the_size_nothing_scrolls_sideways(gallery: str, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{gallery}/{name}")
    assert sideways(page) == 0


@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_a_page_stays_accessible(gallery: str, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{gallery}/{name}")
    assert axe(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_the_palette_opens_by_key_and_goes_where_enter_points(gallery: str, page: Page, key: str) -> None:
    page.goto(f"{gallery}/desk")
    page.keyboard.press(key)
    expect(page.get_by_role("option")).to_have_count(3)
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/member?42")


def test_single_keys_can_be_switched_off(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/desk")
    page.keyboard.press("?")
    page.get_by_label("Einzelne Tasten verwenden").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_number_explains_itself_in_place(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/member")
    page.get_by_role("button", name="19.632,40 €").click()
    expect(page.locator("#credit")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Erklärung schließen").click()
    expect(page.locator("#credit")).to_be_hidden()
    expect(page.get_by_role("button", name="19.632,40 €")).to_be_focused()


def test_a_dialog_starts_on_the_harmless_button(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/member")
    page.get_by_role("button", name="Buchung stornieren").click()
    expect(page.get_by_role("button", name="Abbrechen")).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#reverse")).to_be_hidden()


def test_a_dialog_opens_without_scripts(gallery: str, without_scripts: Page) -> None:
    without_scripts.goto(f"{gallery}/member")
    without_scripts.get_by_role("button", name="Buchung stornieren").click()
    expect(without_scripts.locator("#reverse")).to_be_visible()
    expect(without_scripts.locator("#credit")).to_be_visible()


def test_chosen_rows_are_counted_in_the_docked_bar(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/members")
    page.get_by_label("Stadt Lindenfurt auswählen").check()
    page.get_by_label("Landkreis Rabental auswählen").check()
    expect(page.locator(".selection-count")).to_contain_text("2 ausgewählt")
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    page.get_by_role("button", name="Auswahl aufheben").click()
    expect(page.locator(".selection")).to_be_hidden()


def test_the_theme_of_choice_outlives_the_page(gallery: str, page: Page) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{gallery}/desk")
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Dunkel").click()
    assert axe(page) == []
    page.goto(f"{gallery}/members")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_a_form_keeps_what_was_typed_and_says_when(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/apply")
    page.locator("#name").fill("Walburga Ehrenpreis")
    expect(page.locator("#saved")).to_contain_text("Zwischenstand gesichert", timeout=5000)
    expect(page.locator("#saved")).to_contain_text("Uhr")


def test_a_double_click_sends_a_form_once(gallery: str, page: Page) -> None:
    sent: list[str] = []
    page.goto(f"{gallery}/application")
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Zustimmen").dblclick(no_wait_after=True)
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_a_toast_of_success_leaves_and_can_be_closed(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/desk?toast=1")
    expect(page.get_by_text("Eingetragen als Nr. 0413")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Meldung schließen").click()
    expect(page.get_by_text("Eingetragen als Nr. 0413")).to_be_hidden()


def test_a_refused_request_of_htmx_shows_its_sentence(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/components")
    page.get_by_role("button", name="Abstimmen").click()
    expect(page.get_by_role("status").get_by_text("Die Abstimmung ist bereits geschlossen.")).to_be_visible()
    expect(page.get_by_role("button", name="Abstimmen")).to_be_visible()
    assert axe(page) == []


def test_the_phone_reaches_every_place_through_its_bottom_bar(gallery: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 740})
    page.goto(f"{gallery}/desk")
    page.get_by_role("button", name="Mehr").click()
    expect(page.get_by_role("link", name="Satzung")).to_be_visible()
    assert axe(page) == []


def test_a_tablet_has_a_rail_with_named_targets(gallery: str, page: Page) -> None:
    page.set_viewport_size({"width": 820, "height": 1000})
    page.goto(f"{gallery}/application")
    expect(page.get_by_role("link", name="Beschlüsse")).to_be_visible()
    assert axe(page) == []
    assert sideways(page) == 0
