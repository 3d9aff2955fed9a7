"""An entry for the calendar (iCalendar, RFC 5545 and 5546): facts in, bytes out; the same facts give the same bytes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from app.core import formats

PRODUCT = "-//Genokontor//DE"

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
"""Summer and winter as the European Union has had them since 1996, without an end."""


class Method(StrEnum):
    """What a mail program does with an entry; one that is published names nobody who is invited."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class EntryFacts:
    """What stands in the calendar, and who is invited.

    `uid` is the same for whatever is told of one assembly, `sequence` grows with each telling; that way a cancellation,
    or another day, finds the entry it is about. Without an `attendee`, an e-mail address, the entry is one for
    everybody. `organizer_email` may be empty where nobody is invited by name.
    """

    uid: str
    sequence: int
    told_at: datetime
    title: str
    begins_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    organizer: str = ""
    organizer_email: str = ""
    attendee: str = ""
    is_cancelled: bool = False

    def __post_init__(self) -> None:
        if self.ends_at is not None and self.ends_at <= self.begins_at:
            raise ValueError("An entry ends after it begins.")
        if self.method is not Method.PUBLISH and not self.organizer_email:
            raise ValueError("Who is invited, or told that it is off, is so by somebody.")

    @property
    def method(self) -> Method:
        """What a mail program does with it."""
        if self.is_cancelled:
            return Method.CANCEL
        return Method.REQUEST if self.attendee else Method.PUBLISH

    @property
    def media_type(self) -> str:
        """As what it is attached to a mail."""
        return f"text/calendar; charset=utf-8; method={self.method.value}"


def build(facts: EntryFacts) -> bytes:
    """Write the entry, in the cooperative's time with the rules of its zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", facts.method.value)
    calendar.add_component(Timezone.from_ical(BERLIN))
    calendar.add_component(_event(facts))
    written: bytes = calendar.to_ical()
    return written


def _event(facts: EntryFacts) -> Event:
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", facts.told_at.astimezone(UTC))
    event.add("dtstart", formats.local(facts.begins_at))
    if facts.ends_at:
        event.add("dtend", formats.local(facts.ends_at))
    event.add("summary", facts.title)
    event.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    for name, value in (("location", facts.place), ("description", facts.text), ("url", facts.url)):
        if value:
            event.add(name, value)
    if facts.organizer_email:
        event.add("organizer", _person(facts.organizer_email, {"CN": facts.organizer}))
    if facts.attendee:
        event.add("attendee", _person(facts.attendee, {"PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}))
    return event


def _person(address: str, parameters: dict[str, str]) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    for name, value in parameters.items():
        if value:
            person.params[name] = vText(value)
    return person


def sample() -> EntryFacts:
    """An assembly of the fictional Digitalverbund Morgenau, in the calendar of a member."""
    return EntryFacts(
        uid="GV-2027-01@kontor.morgenau.example", sequence=0, told_at=datetime(2027, 5, 10, 9, 0, tzinfo=UTC),
        title="Ordentliche Generalversammlung der Digitalverbund Morgenau eG",
        begins_at=datetime(2027, 6, 12, 8, 0, tzinfo=UTC), ends_at=datetime(2027, 6, 12, 11, 0, tzinfo=UTC),
        place="Bürgerhaus Morgenau, Großer Saal, Marktplatz 1, 70990 Morgenau",
        text="Die Einladung mit der Tagesordnung ist beigefügt.", url="https://kontor.morgenau.example/mein",
        organizer="Digitalverbund Morgenau eG", organizer_email="kontor@morgenau.example",
        attendee="walburga@ehrenpreis.example",
    )


def variants() -> dict[str, EntryFacts]:
    """Samples: for one member, for everybody, cancelled."""
    return {
        "invited": sample(), "everybody": replace(sample(), attendee=""),
        "cancelled": replace(sample(), is_cancelled=True, sequence=1),
    }
