"""Pure questions of audits: which period, access until when, who sees what, and how files of the folder are called."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.values import Actor, Cents, Refusal, Role
from app.statutes.rules import months_after

FOLDER_JOB = "audit_folder"
"""The kind of job that writes a folder."""

READERS = (Role.AUDITOR, Role.BOARD, Role.OFFICE)
GIVERS = (Role.BOARD, Role.OFFICE)
"""Who lets somebody audit: the board, which has to support the audit, and the office for it (§ 57 (1) GenG)."""

LONGEST = 24
"""For how many months access may be given; an audit that lasts longer is given access anew."""

MAX_OCCASION = 120


@dataclass(frozen=True)
class Period:
    """The days that are audited, both inclusive."""

    first_day: date
    last_day: date

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m-%d}_{self.last_day:%Y-%m-%d}"


class FirstDayRefusal(Refusal):
    """A refusal that is about the first day of a period."""


class AccessRefusal(Refusal):
    """A refusal that is about the last day of access."""


class AuditorRefusal(Refusal):
    """A refusal that is about who is to audit."""


def check_period(period: Period, today: date, earliest: date) -> None:
    """Refuse a period that runs backwards, has not begun, or begins before there was a cooperative (§ 53 (1) GenG).

    `earliest` is the first day of which there can be anything to audit (R-AUD-01).
    """
    if period.last_day < period.first_day:
        raise Refusal("Der Zeitraum endet, bevor er beginnt.")
    if period.first_day > today:
        begin = written(period.first_day)
        raise FirstDayRefusal("Der Zeitraum beginnt erst am {day}; noch gibt es nichts zu prüfen.", day=begin)
    if period.first_day < earliest:
        raise FirstDayRefusal(
            "Vor dem {day} gab es in dieser Genossenschaft nichts zu prüfen. Lassen Sie den Zeitraum dann beginnen.",
            day=written(earliest),
        )


def check_access_until(last_day: date, today: date) -> None:
    """Refuse access that is over already, or lasts for years: what an audit needs ends with it (R-GDPR-02).

    Two years end with the day that has the number of today (§ 188 (2) BGB; R-DL-01).
    """
    if last_day < today:
        raise AccessRefusal("Der Zugang wäre schon zu Ende.")
    until = months_after(today, LONGEST)
    if last_day > until:
        raise AccessRefusal("Der Zugang darf höchstens zwei Jahre dauern, also bis {day}.", day=written(until))


def check_not_given(occasion: str, access_until: date | None) -> None:
    """Refuse to let somebody audit a period a second time while there is access to it (R-GDPR-02).

    `access_until` is the last day of the audit that is given already; None where there is none.
    """
    if access_until is not None:
        raise AuditorRefusal(
            "Dieser Zeitraum ist dieser Person schon übertragen („{occasion}“, Zugang bis {day}). Öffnen Sie diesen"
            " Auftrag, oder beenden Sie ihn, bevor Sie einen neuen erteilen.",
            occasion=occasion, day=written(access_until),
        )


def is_open(access_until: date, ended_on: date | None, today: date) -> bool:
    """Say whether an auditor has access on a day: to the close of the last one, unless it was ended before."""
    return today <= access_until and (ended_on is None or today < ended_on)


def may_see(account_id: int, has_access: bool, actor: Actor) -> bool:
    """Say whether somebody sees an audit: who gives them, and the auditor as long as there is access (R-GDPR-02)."""
    return actor.has_any(GIVERS) or (has_access and actor.user_id == account_id)


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def safe_stem(text: str) -> str:
    """Spell a name in letters, digits, hyphen and underscore alone, so that every file system keeps it as it is."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_")[:60] or "Datei"


class Amount(str):
    """An amount in a list: a number also where it is below zero, and never taken for a formula."""

    __slots__ = ()


def plain_amount(cents: Cents) -> Amount:
    """An amount as a spreadsheet reads it: decimal comma, no grouping."""
    sign = "-" if cents < 0 else ""
    return Amount(f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}")
