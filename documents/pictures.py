"""Pictures that facts turn into: square codes (QR) to check a document or to pay by photo, and the logo."""

from base64 import b64encode
from decimal import Decimal

import segno
from segno import helpers

from app.core.values import Cents

QUIET_ZONE = 4
"""Modules of white around a code, without which readers fail."""
INK = "#16202B"
UTF_8 = 1
"""How the transfer's code names this encoding."""
MOST_BYTES = 240
"""How many bytes recipient and purpose may fill together, beside account and amount (331 in all)."""


def qr_code(text: str, mask: int | None = None) -> str:
    """A QR code of error level M with its quiet zone, as the address of an SVG picture.

    `mask`: one of eight patterns (ISO/IEC 18004), where the best is not sought, which takes three quarters of the time.
    Readers read each; one asked for with every request does without the search.
    """
    return as_address(segno.make_qr(text, error="m", boost_error=False, mask=mask))


def transfer_code(name: str, iban: str, bic: str, cents: Cents, purpose: str) -> str:
    """A code that fills in a SEPA transfer (EPC069-12, "Überweisen per Foto"), as the address of an SVG picture.

    In UTF-8, which every banking app reads, unless only a narrower encoding keeps it within the size allowed.
    """
    name, purpose, amount = name[:70], purpose[:140], Decimal(cents).scaleb(-2)
    encoding = UTF_8 if len((name + purpose).encode()) <= MOST_BYTES else None
    code = helpers.make_epc_qr(
        name=name, iban=iban, bic=bic or None, amount=amount, text=purpose, encoding=encoding
    )
    return as_address(code)


def logo_address(logo: bytes) -> str:
    """A PNG, JPEG or SVG logo as an address that a page can name as a picture."""
    kind = "png" if logo.startswith(b"\x89PNG") else "jpeg" if logo.startswith(b"\xff\xd8") else "svg+xml"
    return f"data:image/{kind};base64,{b64encode(logo).decode()}"


def as_address(code: segno.QRCode) -> str:
    """A code with its quiet zone as the address of an SVG picture."""
    return code.svg_data_uri(border=QUIET_ZONE, dark=INK, light="#FFFFFF", omitsize=True, svgclass=None, lineclass=None)
