"""The entry for the calendar: what mail programs need to add it, move it and take it out again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from documents import calendar_entry
from documents.calendar_entry import EntryFacts

INVITED = calendar_entry.sample()


def read(facts: EntryFacts) -> tuple[Any, Any]:
    """The calendar as a mail program reads it, and its entry."""
    calendar = Calendar.from_ical(calendar_entry.build(facts))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_it_stands_at_the_time_of_the_seat_with_the_rules_of_its_zone() -> None:
    calendar, event = read(INVITED)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert b"DTSTART;TZID=Europe/Berlin:20270612T100000" in calendar_entry.build(INVITED)
    assert event["DTSTART"].dt == INVITED.begins_at


@pytest.mark.parametrize("day", [datetime(2027, 1, 15, 9, 0), datetime(2027, 3, 28, 4, 0), datetime(2027, 7, 1, 9, 0),
                                 datetime(2027, 10, 31, 4, 0), datetime(2040, 6, 1, 9, 0)])
def test_its_zone_is_that_of_the_clocks(day: datetime) -> None:
    """Summer and winter, this year and later."""
    local = day.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    calendar, _event = read(replace(INVITED, begins_at=local, ends_at=None))
    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    assert day.replace(tzinfo=own).utcoffset() == local.utcoffset()


def test_an_invitation_names_who_invites_and_who_is_invited_and_wants_no_answer() -> None:
    calendar, event = read(INVITED)
    assert (calendar["METHOD"], event["STATUS"], INVITED.media_type) == (
        "REQUEST", "CONFIRMED", "text/calendar; charset=utf-8; method=REQUEST",
    )
    organizer, attendee = event["ORGANIZER"], event["ATTENDEE"]
    assert (organizer, organizer.params["CN"]) == ("mailto:kontor@morgenau.example", INVITED.organizer)
    assert (attendee, attendee.params["RSVP"]) == ("mailto:walburga@ehrenpreis.example", "FALSE")


def test_a_cancellation_finds_the_entry_it_is_about() -> None:
    """The same identifier, a higher number."""
    calendar, event = read(replace(INVITED, is_cancelled=True, sequence=1))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (INVITED.uid, 1)


def test_one_for_everybody_names_nobody() -> None:
    calendar, event = read(replace(INVITED, attendee="", organizer_email=""))
    assert (calendar["METHOD"], "ATTENDEE" in event, "ORGANIZER" in event) == ("PUBLISH", False, False)


def test_the_same_facts_give_the_same_bytes_in_short_lines() -> None:
    written = calendar_entry.build(INVITED)
    elsewhere = INVITED.told_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert written == calendar_entry.build(replace(INVITED, told_at=elsewhere))
    assert max(map(len, written.split(b"\r\n"))) <= 75


def test_what_people_typed_adds_no_line_of_its_own() -> None:
    """A line end becomes one within the text."""
    facts = replace(INVITED, place="Saal\r\nATTENDEE:mailto:boese@x.example", title="A; B, C\nSTATUS:X", attendee="")
    _calendar, event = read(facts)
    assert ("ATTENDEE" in event, event["STATUS"], str(event["SUMMARY"])) == (False, "CONFIRMED", "A; B, C\nSTATUS:X")


@pytest.mark.parametrize("changes", [
    {"ends_at": INVITED.begins_at - timedelta(hours=1)}, {"organizer_email": ""},
    {"organizer_email": "", "attendee": "", "is_cancelled": True},
])
def test_an_entry_ends_after_it_begins_and_invites_in_somebodys_name(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"ends|somebody"):
        replace(INVITED, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("facts", calendar_entry.variants().values(), ids=calendar_entry.variants())
def test_every_sample_can_be_read_back(facts: EntryFacts) -> None:
    _calendar, event = read(facts)
    assert (str(event["SUMMARY"]), event["DTSTAMP"].dt) == (facts.title, datetime(2027, 5, 10, 9, 0, tzinfo=UTC))
