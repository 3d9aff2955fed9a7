"""How long what is known of a prospect is kept: asked anew after an idle period, then deleted (R-GDPR-03)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.values import German, Refusal
from app.prospects.rules.stages import UNDER_WAY, Stage

DAY = timedelta(days=1)
CONFIRM_WITHIN = timedelta(days=30)
"""How long an enquiry by the public form is kept that nobody confirmed and with which nobody worked."""


@dataclass(frozen=True)
class Terms:
    """The house's own periods: months without contact, and days to answer whether it is to be kept."""

    idle_months: int = 12
    reply_days: int = 30


@dataclass(frozen=True)
class Kept:
    """What decides how long a prospect is kept.

    `touched_on`: the last day on which something happened. `awaits_on`: the day of its open next step.
    `is_confirmed`: whoever asked did something by the link of a mail, or the office works with the enquiry.
    `is_cleared`: its refused application is erased.
    """

    stage: Stage
    touched_on: date
    awaits_on: date | None = None
    asked_until: date | None = None
    is_confirmed: bool = True
    is_cleared: bool = False


class Fate(StrEnum):
    """What the night does with a prospect."""

    KEEP = "keep"
    ASK = "ask"
    NO_ANSWER = "no_answer"
    UNCONFIRMED = "unconfirmed"
    OVER = "over"
    REFUSED = "refused"


WHY: Mapping[Fate, str] = {
    Fate.NO_ANSWER: German("Auf die Frage, ob die Angaben gespeichert bleiben sollen, kam keine Antwort"),
    Fate.UNCONFIRMED: German("Die E-Mail-Adresse wurde nicht bestätigt"),
    Fate.OVER: German("Die Aufbewahrungsfrist ist vorbei"),
    Fate.REFUSED: German("Der Antrag auf Beitritt wurde abgelehnt, seine Daten sind gelöscht"),
}
"""Why what is known was deleted; says nothing of whom."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month (§ 188 (2), (3) BGB)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def idle_on(touched_on: date, terms: Terms) -> date:
    """The first day on which nothing has happened for the idle period (R-GDPR-03)."""
    return months_after(touched_on, terms.idle_months)


def reply_until(asked_on: date, terms: Terms) -> date:
    """The last day on which somebody may answer that the data are to be kept (R-GDPR-03)."""
    return asked_on + timedelta(days=terms.reply_days)


@dataclass(frozen=True)
class Ahead:
    """What the night does with a prospect if nothing happens before, and on which day."""

    fate: Fate
    day: date

    @property
    def last_day(self) -> date:
        """The last day on which something that happens keeps it from that."""
        return self.day - DAY


def ahead_of(kept: Kept, terms: Terms) -> Ahead:
    """Say what comes next for a prospect: to be asked whether it is kept, or the deletion of what is personal.

    Who was refused is forgotten as soon as the declaration is (R-ADM-09). Who is a member, or with whom it ended, is
    not asked: nothing more is to come. Who was asked has the days to answer that were named to it (R-GDPR-03).
    """
    if kept.is_cleared:
        return Ahead(Fate.REFUSED, date.min)
    if kept.stage is Stage.APPLIED:
        return Ahead(Fate.KEEP, date.max)
    if kept.asked_until is not None:
        return Ahead(Fate.NO_ANSWER, kept.asked_until + DAY)
    if not kept.is_confirmed:
        return Ahead(Fate.UNCONFIRMED, kept.touched_on + CONFIRM_WITHIN + DAY)
    waits_until = kept.awaits_on + DAY if kept.awaits_on is not None else date.min
    fate = Fate.ASK if kept.stage in UNDER_WAY else Fate.OVER
    return Ahead(fate, max(idle_on(kept.touched_on, terms), waits_until))


def fate_of(kept: Kept, terms: Terms, today: date) -> Fate:
    """Say what the night does with a prospect today: keep it, ask whether to, or delete what is personal (R-GDPR-03).
    """
    ahead = ahead_of(kept, terms)
    return ahead.fate if ahead.day <= today else Fate.KEEP


MONTHS, DAYS = range(3, 37), range(14, 91)


def check_terms(terms: Terms) -> None:
    """Refuse periods in which nobody could answer, or that keep what nobody needs any more (R-GDPR-03)."""
    if terms.idle_months not in MONTHS:
        raise Refusal("Wählen Sie zwischen 3 und 36 Monaten.")
    if terms.reply_days not in DAYS:
        raise Refusal("Wählen Sie zwischen 14 und 90 Tagen.")


class ConsentHow(StrEnum):
    """How a prospect agreed that what it told is kept (Art. 7 (1) DSGVO)."""

    FORM = "form"
    LINK = "link"
    NOTED = "noted"


HOW_WORDS: Mapping[ConsentHow, str] = {
    ConsentHow.FORM: German("im Formular"),
    ConsentHow.LINK: German("über den persönlichen Link"),
    ConsentHow.NOTED: German("vermerkt von der Geschäftsstelle"),
}
"""How that is called."""


class ConsentRefusal(Refusal):
    """What is wrong with a consent that the office notes."""


def check_consent(consented_on: date, note: str, today: date) -> None:
    """Refuse a noted consent of a day to come, or without how it was given: it must be proven (Art. 7 (1) DSGVO)."""
    if consented_on > today:
        raise ConsentRefusal("Dieser Tag liegt in der Zukunft.")
    if not note.strip():
        raise Refusal("Vermerken Sie, wie die Einwilligung erteilt wurde.")


class NoticeRefusal(Refusal):
    """The privacy notice was changed since the page was shown."""


def check_same_notice(read: str, present: str) -> None:
    """Refuse a consent to another version of the privacy notice than the one that holds now (Art. 7 (1) DSGVO)."""
    if read != present:
        raise NoticeRefusal(
            "Die Datenschutzhinweise wurden inzwischen geändert. Lesen Sie sie und kreuzen Sie noch einmal an."
        )
