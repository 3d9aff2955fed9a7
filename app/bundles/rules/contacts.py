"""Contact between the owners of needs in one bundle: who may ask whom, who answers, when a request lapses."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.core.values import German, Refusal

MAX_CONTACT, MAX_EMAIL, MAX_WISH = 200, 254, 1000
ANSWER_WITHIN = timedelta(days=30)
"""How long a request waits for its answer; no law, a promise of the house."""


class ContactState(StrEnum):
    """How far a request for contact is."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONTACT_WORDS: Mapping[ContactState, str] = {
    ContactState.OPEN: German("Wartet auf Antwort"),
    ContactState.AGREED: German("Zugestimmt"),
    ContactState.DECLINED: German("Abgelehnt"),
    ContactState.WITHDRAWN: German("Zurückgezogen"),
    ContactState.LAPSED: German("Erloschen"),
}
"""How the states are called."""


class ContactRefusal(Refusal):
    """What is wrong with the contact that is to be told."""


def lapses_on(asked_on: date) -> date:
    """The day on which a request without an answer lapses."""
    return asked_on + ANSWER_WITHIN


def check_words(words: str) -> str:
    """The words of a request; refuses none, and too many."""
    found = words.strip()
    if not found:
        raise Refusal("Schreiben Sie kurz, worüber Sie sprechen möchten.")
    if len(found) > MAX_WISH:
        raise Refusal("Höchstens {most} Zeichen.", most=MAX_WISH)
    return found


def check_contact(name: str, email: str) -> tuple[str, str]:
    """The contact that is told on agreement; refuses one by which nobody is reached."""
    found_name, found_email = " ".join(name.split()), email.strip()
    if not found_name or len(found_name) > MAX_CONTACT:
        raise ContactRefusal("Geben Sie an, wer Ansprechperson ist.")
    is_address = found_email.count("@") == 1 and all(found_email.split("@")) and not any(map(str.isspace, found_email))
    if not is_address or len(found_email) > MAX_EMAIL:
        raise ContactRefusal("Geben Sie eine E-Mail-Adresse an.")
    return found_name, found_email


def check_open(state: ContactState) -> None:
    """Refuse to answer or withdraw what is over."""
    if state is not ContactState.OPEN:
        raise Refusal("Diese Anfrage ist schon beendet: {state}.", state=CONTACT_WORDS[state])
