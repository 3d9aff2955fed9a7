"""Absolute addresses for QR codes and mails, signed tokens for personal links, and marks that only we can make."""

import hashlib
import hmac
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.values import Refusal

LOOPBACK = ("localhost", "127.0.0.1", "::1")

_base: str | None = None
_secret: str = ""
_is_printable = False


def configure(base: str | None, secret: str, is_demo: bool = False) -> None:
    """Hand in the public address of this installation and the signing secret; called once by the factory."""
    global _base, _secret, _is_printable
    _base = base.rstrip("/") if base else None
    _secret = secret
    _is_printable = is_demo or urlsplit(_base or "").hostname not in (None, *LOOPBACK)


def is_configured() -> bool:
    """Say whether addresses can be given at all, if only for this machine."""
    return _base is not None


def is_printable() -> bool:
    """Say whether the address holds for others and for years: what is printed leads there by a QR code.

    An address of this machine alone does only in the demo.
    """
    return _base is not None and _is_printable


def absolute(path: str) -> str:
    """The public address of a path of this application."""
    if _base is None:
        raise Refusal("Die öffentliche Adresse dieser Installation ist nicht eingestellt (GENOKONTOR_BASE_URL).")
    return _base + path


def sign(purpose: str, value: str) -> str:
    """A signed token for a personal link; holds for its purpose only."""
    return str(URLSafeTimedSerializer(_secret, salt=purpose).dumps(value))


def mark_of(purpose: str, value: str) -> str:
    """A mark by which a value is known again, for its purpose; who lacks our secret cannot guess the value from it.

    A mere hash would do for long random values only: of network addresses there are few enough to try them all.
    """
    return hmac.new(_secret.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def verify(purpose: str, token: str, max_age_seconds: int) -> str:
    """The value of a signed token; raises Refusal where it was changed or is too old."""
    try:
        return str(URLSafeTimedSerializer(_secret, salt=purpose).loads(token, max_age=max_age_seconds))
    except BadSignature as fault:
        raise Refusal("Dieser Link gilt nicht mehr. Fordern Sie einen neuen an.") from fault
