"""Opens the house's own pages in the browser as somebody who is signed in."""

from playwright.sync_api import Page

from tests.accounts.factories import EMAIL, PASSWORD


def sign_in_at(page: Page, address: str, email: str = EMAIL, password: str = PASSWORD) -> None:
    """Sign in by the form, as a person would."""
    page.goto(f"{address}/konto/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "/konto/anmelden" not in url)
