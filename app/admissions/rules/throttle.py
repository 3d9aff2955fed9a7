"""How much one network address may ask of the public form, so that no script fills disk and mailboxes."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.values import TooOften


class PublicAct(StrEnum):
    """What anybody may do without an account and what costs space, or somebody else's attention."""

    BEGIN = "begin"
    UPLOAD = "upload"
    MAIL = "mail"
    ENQUIRE = "enquire"


@dataclass(frozen=True)
class Use:
    """One such act: when, and how many bytes it left here."""

    at: datetime
    size: int = 0


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

MOST: Mapping[PublicAct, Mapping[timedelta, int]] = {
    PublicAct.BEGIN: {HOUR: 40, DAY: 150},
    PublicAct.UPLOAD: {HOUR: 200, DAY: 600},
    PublicAct.MAIL: {HOUR: 40, DAY: 150},
    PublicAct.ENQUIRE: {HOUR: 20, DAY: 60},
}
"""How often within an hour and a day; behind one address may sit an office, a town hall or a whole university."""

MOST_BYTES = 1024 * 1024 * 1024
"""How much one address may hand in within a day."""

USES_KEPT_FOR = DAY
"""A use older than this counts no more and is forgotten."""


def counted_address(sender: str) -> str:
    """Name the address that is counted: of IPv6 the network, since one computer has as many addresses as it likes."""
    try:
        address = ipaddress.ip_address(sender)
    except ValueError:
        return sender
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def refuse_too_often(act: PublicAct, uses: Iterable[Use], size: int, now: datetime) -> None:
    """Refuse what goes beyond the limits; it may be tried again later."""
    recent = [use for use in uses if now - use.at < USES_KEPT_FOR]
    for within, most in MOST[act].items():
        if sum(now - use.at < within for use in recent) >= most:
            raise TooOften(
                "Von Ihrem Anschluss kamen in kurzer Zeit sehr viele Anfragen. Versuchen Sie es später noch einmal;"
                " was schon eingegeben ist, bleibt erhalten."
            )
    if size and sum(use.size for use in recent) + size > MOST_BYTES:
        raise TooOften("Von Ihrem Anschluss kamen heute sehr viele Dateien. Versuchen Sie es morgen noch einmal.")
