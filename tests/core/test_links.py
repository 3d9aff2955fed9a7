"""Addresses that are printed, mailed and signed."""

from collections.abc import Iterator

import pytest

from app.core import links
from app.core.values import Refusal
from tests.conftest import BASE_URL


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    yield
    links.configure(BASE_URL, "test-secret")


@pytest.mark.parametrize(("base", "is_demo", "is_printable"), [
    ("https://genokontor.example", False, True), ("http://127.0.0.1:8400", False, False),
    ("http://localhost", False, False), ("http://[::1]:8400", False, False), (None, False, False),
    ("http://127.0.0.1:8413", True, True),
])  # fmt: skip
def test_an_address_of_this_machine_alone_is_printed_in_the_demo_only(
    base: str | None, is_demo: bool, is_printable: bool
) -> None:
    """A QR code on a certificate must lead somebody else somewhere, for years."""
    links.configure(base, "secret", is_demo)
    assert links.is_printable() is is_printable


def test_without_an_address_no_link_is_given() -> None:
    """The sentence says which setting is missing."""
    links.configure(None, "secret")
    with pytest.raises(Refusal, match="GENOKONTOR_BASE_URL"):
        links.absolute("/")


def test_a_signed_link_holds_for_its_purpose_and_its_secret() -> None:
    """Nothing else."""
    links.configure(BASE_URL, "secret")
    token = links.sign("reset", "17")
    assert links.verify("reset", token, 60) == "17"
    for purpose, changed in (("invitation", token), ("reset", token[:-1] + "#"), ("reset", "")):
        with pytest.raises(Refusal, match="gilt nicht mehr"):
            links.verify(purpose, changed, 60)
    links.configure(BASE_URL, "another secret")
    with pytest.raises(Refusal, match="gilt nicht mehr"):
        links.verify("reset", token, 60)
