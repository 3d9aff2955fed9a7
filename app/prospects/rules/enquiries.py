"""Enquiries: how they come in, how the cooperative became known, and what a pasted mail says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.policy import default as default_policy
from email.utils import parsedate_to_datetime
from enum import StrEnum

from app.core.formats import local
from app.core.values import German, Refusal

MAX_SUBJECT, MAX_TEXT, MAX_NAME, MAX_PASTED = 200, 6000, 300, 20_000


class Way(StrEnum):
    """On which way an enquiry came in."""

    FORM = "form"
    MAIL = "mail"
    PHONE = "phone"
    PERSON = "person"


WAY_WORDS: Mapping[Way, str] = {
    Way.FORM: German("Formular"),
    Way.MAIL: German("E-Mail oder Brief"),
    Way.PHONE: German("Telefon"),
    Way.PERSON: German("Persönlich"),
}
"""How the ways are called."""


class Source(StrEnum):
    """How somebody came to know the cooperative."""

    WEBSITE = "website"
    MEMBER = "member"
    EVENT = "event"
    PRESS = "press"
    PARTNER = "partner"
    OTHER = "other"


SOURCE_WORDS: Mapping[Source, str] = {
    Source.WEBSITE: German("Internetseite"),
    Source.MEMBER: German("Empfehlung eines Mitglieds"),
    Source.EVENT: German("Veranstaltung"),
    Source.PRESS: German("Presse und Medien"),
    Source.PARTNER: German("Verband oder Partner"),
    Source.OTHER: German("Anderes"),
}
"""How the sources are called."""


class ReceivedOnRefusal(Refusal):
    """What is wrong with the day on which an enquiry came in."""


def check_received_on(received_on: date, today: date) -> None:
    """Refuse an enquiry that has not come in yet."""
    if received_on > today:
        raise ReceivedOnRefusal("Dieser Tag liegt in der Zukunft.")


MOST_LINKS = 3


def check_no_advertising(text: str) -> None:
    """Refuse a public enquiry that is full of links, as advertising is."""
    if len(re.findall(r"https?://|www\.", text, re.IGNORECASE)) > MOST_LINKS:
        raise Refusal("Ihre Nachricht enthält sehr viele Links. Lassen Sie alle bis auf drei weg.")


# --- a pasted mail ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadMail:
    """What could be read of a mail; what could not is empty. The text is the whole without its head."""

    text: str
    first_names: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    subject: str = ""
    received_on: date | None = None


_HEAD = re.compile(
    r"^[ \t>*]*(von|from|betreff|subject|gesendet|sent|datum|date|an|to|cc|kopie|antwort an|reply-to)"
    r"[ \t*]*:[ \t*]*(.*)$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\A(?:[A-Za-z-]+:.*\n(?:[ \t].*\n)*)*?(received|message-id|mime-version):", re.IGNORECASE)
"""A head as mail servers write it, from its first line on."""
_FORWARDED = re.compile(r"^[ \t>]*[-_]{2,}.*[-_]{2,}[ \t]*$")
_SAID = {"from": "von", "subject": "betreff", "sent": "datum", "gesendet": "datum", "date": "datum"}
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?:tel(?:efon)?|fon|phone|mobil|handy|t|☎)[.: ]+(\+?[\d ()/–-]{6,24}\d)", re.IGNORECASE)
_BARE_PHONE = re.compile(r"(?<![\w.])(\+49[\d ()/–-]{6,20}\d|0\d{2,5}[ /–-][\d ()/–-]{3,16}\d)(?![\w.])")
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2}|[A-Za-zäÄ]{3,9})\.?\s?(\d{4})")
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_FORM_OF_LAW = re.compile(
    r"\b(GmbH|gGmbH|AG|eG|e\.\s?V\.|KG|OHG|UG|SE|mbH|GbR|KdöR|AöR)(?!\w)"
    r"|^(Gemeinde|Stadt|Landkreis|Universität|Hochschule|Institut|Verein|Zweckverband|Stadtwerke|Kreis|Amt)\b"
)


_GREETING = re.compile(r"(mit )?(freundlich|herzlich|best|viele|schöne)", re.IGNORECASE)


def read_mail(pasted: str) -> ReadMail:
    """Read sender, organisation, telephone and subject out of the text of a mail, as far as it tells them.

    Whoever pastes it looks it through and corrects it; nothing is stored by reading.
    """
    text = pasted[:MAX_PASTED].strip()
    head, body = _of_source(text) if _SOURCE.search(text) else _parted(text)
    found = _EMAIL.search(head.get("von", "")) or _EMAIL.search(body)
    phone = _PHONE.search(body) or _BARE_PHONE.search(body)
    read = ReadMail(
        body[:MAX_TEXT], email=found[0] if found else "", phone=" ".join(phone[1].split()) if phone else "",
        organisation=_organisation(body), subject=_without_marks(head.get("betreff", ""))[:MAX_SUBJECT],
        received_on=_day_of(head.get("datum", "")),
    )
    return _named(read, head.get("von", "") or _signature(body))


def _of_source(text: str) -> tuple[dict[str, str], str]:
    """The head and the text of a mail that was pasted as its source, with its whole head (RFC 5322, RFC 2047)."""
    mail = message_from_string(text, policy=default_policy)
    head = {_SAID.get(name.lower(), name.lower()): str(said) for name, said in mail.items()}
    told = mail.get_body(("plain",))
    try:
        return head, (told.get_content() if told else "").strip()
    except (LookupError, UnicodeError, KeyError):
        return head, ""


def _parted(text: str) -> tuple[dict[str, str], str]:
    """The head of the mail by its lines, the first of each kind, and what stands below."""
    lines, head, at = text.splitlines(), dict[str, str](), 0
    while at < len(lines) and (not lines[at].strip(" -_") or _FORWARDED.match(lines[at]) or _HEAD.match(lines[at])):
        if found := _HEAD.match(lines[at]):
            name = found[1].lower()
            head.setdefault(_SAID.get(name, name), _decoded(found[2].strip()))
        at += 1
    return head, "\n".join(lines[at:]).strip()


def _decoded(said: str) -> str:
    """What stands in a line of the head, coded words read (RFC 2047)."""
    try:
        return str(make_header(decode_header(said)))
    except (LookupError, UnicodeError, HeaderParseError):
        return said


def _without_marks(subject: str) -> str:
    return re.sub(r"^((aw|re|wg|fwd?|antw)\s*:\s*)+", "", subject, flags=re.IGNORECASE).strip()


def _day_of(said: str) -> date | None:
    if found := _DAY.search(said):
        month = found[2].lower()
        number = int(month) if month.isdigit() else 1 + next((n for n, m in enumerate(_MONTHS) if month[:3] == m), 98)
        return _valid(int(found[3]), number, int(found[1]))
    try:
        return local(parsedate_to_datetime(said)).date() if re.search(r"\d{4}", said) else None
    except (ValueError, TypeError):
        return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2200 else None
    except ValueError:
        return None


def _lines_below(body: str) -> list[str]:
    """The lines below the greeting at the end, where a signature stands."""
    lines = [line.strip(" \t>*|-–_") for line in body.splitlines()]
    greetings = [at for at, line in enumerate(lines) if len(line) < 60 and _GREETING.match(line)]
    return [line for line in lines[greetings[-1] + 1 :] if line] if greetings else []


def _signature(body: str) -> str:
    below = _lines_below(body)
    first = re.sub(r"^(i\. ?[AV]\.|ppa\.)\s*", "", below[0]) if below else ""
    is_name = 1 < len(first.split()) <= 5 and not re.search(r"[\d@:]", first) and not _FORM_OF_LAW.search(first)
    return first if is_name else ""


def _organisation(body: str) -> str:
    """The first short line of the signature that names a form of law or a public body."""
    lines = _lines_below(body) or [line.strip() for line in body.splitlines()][-8:]
    parts = [part.strip() for line in lines if len(line) < 90 for part in re.split(r"\s[|·•]\s", line)]
    return next((part[:MAX_NAME] for part in parts if _FORM_OF_LAW.search(part)), "")


def _named(read: ReadMail, sender: str) -> ReadMail:
    """The mail with the name of its sender; `Nachname, Vorname` is turned round."""
    name = re.sub(r"<[^>]*>|\[[^\]]*\]|\([^)]*\)|[\"']", " ", sender)
    name = _EMAIL.sub(" ", name).strip(" ,;")
    if not name or _FORM_OF_LAW.search(name):
        return replace(read, organisation=read.organisation or name[:MAX_NAME])
    last, comma, first = name.partition(",")
    if not comma:
        first, _space, last = name.rpartition(" ")
    return replace(read, first_names=" ".join(first.split())[:150], last_name=last.strip()[:150])
