"""Passwords, the login throttle, the life of a session and who may be granted what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.formats import fold
from app.core.values import GRANTED_ROLES, German, Refusal, Role

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 200
"""Hashing longer texts would only cost time."""

ROLE_WORDS: Mapping[Role, str] = {
    Role.OFFICE: German("Geschäftsstelle"),
    Role.AUDITOR: German("Prüfung"),
    Role.ADMINISTRATOR: German("Verwaltung"),
    Role.BOARD: German("Vorstand"),
    Role.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    Role.MEMBER: German("Mitglied"),
}
"""How the roles are called, on screens and in the journal."""

ROLE_TASKS: Mapping[Role, str] = {
    Role.OFFICE: German("Anträge, Mitglieder, Zahlungen, Druck"),
    Role.AUDITOR: German("liest alles, bei einem Prüfungsauftrag bis zu dessen letztem Tag; ändert nichts"),
    Role.ADMINISTRATOR: German("Zugänge, Satzung, Einrichtung"),
}
"""What the granted roles are for."""

FREE_ATTEMPTS = 5
"""Failed logins before the throttle begins."""

FREE_ATTEMPTS_OF_A_SENDER = 30
"""The same for all logins from one network address, behind which a whole office may sit."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FAILURES_COUNT_FOR = timedelta(hours=24)
"""A failure older than this is forgotten."""

SESSION_IDLE = timedelta(hours=8)
SESSION_LONGEST = timedelta(days=14)
PRESENCE_NOTED_EVERY = timedelta(minutes=5)
"""A session's last use is written down no more often than this."""

SESSIONS_KEPT_FOR = timedelta(days=90)
"""How long the record of an old session is kept, with device and network address (Art. 5 (1) (e) DSGVO)."""

RESET_LINK_LIFE = timedelta(hours=2)
INVITATION_LIFE = timedelta(days=14)

_COMMON = (
    "passwort", "password", "kennwort", "geheim", "genossenschaft", "genokontor", "qwertz", "qwerty", "asdfgh",
    "123456", "abcdef", "willkommen", "hallo", "iloveyou", "letmein", "admin",
)  # fmt: skip
_LEAST_DIFFERENT = 6
_LEAST_REMAINDER = 6


def check_password(password: str, login: str = "", name: str = "") -> None:
    """Refuse a password that is short, monotonous, or little more than a common word, the login or the name."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise Refusal("Das Passwort braucht mindestens {length} Zeichen.", length=MIN_PASSWORD_LENGTH)
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Refusal("Das Passwort hat höchstens {length} Zeichen.", length=MAX_PASSWORD_LENGTH)
    if len(set(password)) < _LEAST_DIFFERENT:
        raise Refusal("Das Passwort wiederholt zu wenige Zeichen. Nehmen Sie besser mehrere Wörter.")
    if len(_without_known_words(password, login, name)) < _LEAST_REMAINDER:
        raise Refusal(
            "Das Passwort ist leicht zu erraten. Nehmen Sie besser mehrere Wörter, die nichts mit Ihnen zu tun haben."
        )


def _without_known_words(password: str, login: str, name: str) -> str:
    rest = fold(password).replace(" ", "")
    own = [login, *login.replace("@", " ").replace(".", " ").split(), *name.split()]
    for word in sorted((fold(each).replace(" ", "") for each in (*own, *_COMMON)), key=len, reverse=True):
        if len(word) >= 4:
            rest = rest.replace(word, "")
    return rest


def wait_after(failures: int, free: int = FREE_ATTEMPTS) -> timedelta:
    """Say how long to wait after so many failed logins: none at first, then doubling from 30 seconds to an hour."""
    over = failures - free
    if over < 0:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(over, 10)), LONGEST_WAIT)


def next_attempt_at(
    failures: int, last_failed_at: datetime | None, free: int = FREE_ATTEMPTS
) -> datetime | None:
    """Name the moment from which the next login may be tried; None: at once."""
    wait = wait_after(failures, free)
    return last_failed_at + wait if last_failed_at is not None and wait else None


def check_may_try(
    failures: int, last_failed_at: datetime | None, now: datetime, free: int = FREE_ATTEMPTS
) -> None:
    """Refuse a login while the throttle waits; the same words whether the login exists or not."""
    allowed_at = next_attempt_at(failures, last_failed_at, free)
    if allowed_at is not None and now < allowed_at:
        minutes = -(-(allowed_at - now) // timedelta(minutes=1))
        raise Refusal("Zu viele Versuche. Der nächste ist in {minutes} Min. möglich.", minutes=minutes)


def session_is_over(started_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Say whether a session has ended: idle for eight hours, or two weeks old."""
    return now - last_seen_at > SESSION_IDLE or now - started_at > SESSION_LONGEST


def presence_is_due(last_seen_at: datetime, now: datetime) -> bool:
    """Say whether a session's last use is to be written down again."""
    return now - last_seen_at >= PRESENCE_NOTED_EVERY


@dataclass(frozen=True)
class DerivedRole:
    """A role somebody holds without a grant, and what it follows from, in German words."""

    role: Role
    ground: str


_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """Name browser and system behind what a browser says of itself: `Firefox, Windows`; empty where unknown."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(word for word in (browser, system) if word)


def check_grant(role: Role) -> None:
    """Refuse to grant by hand what follows from offices and memberships (§§ 24, 36 GenG; R-GDPR-02)."""
    if role not in GRANTED_ROLES:
        raise Refusal("Diese Rolle folgt aus Amt oder Mitgliedschaft und wird nicht vergeben.")


def check_administrators_left(administrators_after: int) -> None:
    """Refuse to take the last administrator's role or login away; who has no password yet does not count."""
    if administrators_after < 1:
        raise Refusal("Eine Verwalterin oder ein Verwalter mit festgelegtem Passwort muss bleiben.")
