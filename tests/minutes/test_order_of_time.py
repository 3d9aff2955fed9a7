"""Minutes tell what happened and what was voted in the order of time (§ 47 (1) GenG; R-MIN-01)."""

from contextvars import Context
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.minutes import actions, queries
from app.minutes.actions.printing import facts_of
from app.minutes.rules import Part
from app.voting import actions as voting
from app.voting.models import Poll
from documents import minutes as printed
from documents.minutes import Section
from tests.documents import pages
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import said
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, casts, counted


def at(minutes: int) -> datetime:
    """So many minutes after the beginning."""
    return NOW + timedelta(minutes=minutes)


def voted(session: Session, meeting: Meeting, question: str, minutes: int) -> Poll:
    """A vote in which all are for it, declared so many minutes after the beginning."""
    poll = asked(session, meeting, question=question)
    for member in meeting.members:
        casts(session, poll, member, YES)
    counted(session, meeting, poll)
    voting.declare(session, meeting.sitting, poll, "Der Antrag ist angenommen.", CHAIR, at(minutes))
    return poll


def a_course(session: Session) -> Meeting:
    """A vote at 11:02, a break from 11:04 to 11:05, a second vote at 11:07, a note at 11:08."""
    meeting = a_meeting(session)
    voted(session, meeting, "Die erste Frage.", 2)
    voting.take_break(session, meeting.sitting, CHAIR, at(4))
    voting.go_on(session, meeting.sitting, CHAIR, at(5))
    voted(session, meeting, "Die zweite Frage.", 7)
    voting.note(session, meeting.sitting, "Danach wird gedankt", CHAIR, at(8))
    return meeting


def about(session: Session, meeting: Meeting) -> Section:
    """The item in print."""
    facts = facts_of(session, meeting.assembly, meeting.sitting, at(60), is_draft=True)
    return next(each for each in facts.sections if each.title == meeting.item.title)


def in_order(text: str, *words: str) -> bool:
    places = [text.index(each) for each in words]
    return places == sorted(places)


ORDER = ("Die erste Frage.", "um 11:04 Uhr unterbrochen", "um 11:05 Uhr fortgesetzt", "Die zweite Frage.",
         "Danach wird gedankt.")


def test_a_break_stands_between_the_votes_before_and_after_it(session: Session, client: FlaskClient) -> None:
    meeting = a_course(session)
    first, second, third = about(session, meeting).stretches
    assert ([each.wording for each in first.ballots], first.paragraphs) == (["Die erste Frage."], ())
    assert len(second.paragraphs) == 2
    assert [each.wording for each in second.ballots] == ["Die zweite Frage."]
    assert third.paragraphs == ("Danach wird gedankt.",)
    facts = facts_of(session, meeting.assembly, meeting.sitting, at(60), is_draft=True)
    assert in_order(pages.text(printed.build(facts)).replace("\xa0", " "), *ORDER)
    session.commit()
    sign_in_office(session, client)
    page = said(Context().run(client.get, f"/niederschriften/{meeting.assembly.id}")).replace("\xa0", " ")
    assert in_order(page, *ORDER)


def test_an_objection_stands_after_its_vote_and_before_what_follows(session: Session) -> None:
    meeting = a_meeting(session)
    voted(session, meeting, "Die erste Frage.", 2)
    voting.object_to(session, meeting.sitting, meeting.item, meeting.number(0), "", None, OFFICE, at(3))
    voted(session, meeting, "Die zweite Frage.", 7)
    first, second = about(session, meeting).stretches
    assert len(first.objections) == 1
    assert [each.wording for each in second.ballots] == ["Die zweite Frage."]


def test_votes_stand_as_they_were_declared_not_as_they_were_prepared(session: Session) -> None:
    meeting = a_meeting(session)
    early = asked(session, meeting, question="Die zuerst vorbereitete Frage.", opened=False)
    voted(session, meeting, "Die zuerst verkündete Frage.", 2)
    voting.open_poll(session, meeting.sitting, early, None, CHAIR, at(3))
    counted(session, meeting, early)
    voting.declare(session, meeting.sitting, early, "Der Antrag ist abgelehnt.", CHAIR, at(4))
    ballots = [ballot.wording for each in about(session, meeting).stretches for ballot in each.ballots]
    assert ballots == ["Die zuerst verkündete Frage.", "Die zuerst vorbereitete Frage."]


def test_who_words_a_part_sees_where_its_votes_stand_and_can_leave_them_there(session: Session) -> None:
    meeting = a_course(session)
    place = (Part.ITEM, meeting.item.id)

    def section() -> queries.Section:
        return queries.get_section(queries.sections_of(session, meeting.assembly, meeting.sitting), *place)

    text = section().text
    assert text.split("\n\n")[0] == "[Abstimmung 1]"
    worded = text.replace("Danach wird gedankt.", "Danach dankt die Vorsitzende allen.")
    actions.word(session, meeting.assembly, *place, worded, section().told_until, OFFICE, NOW)
    assert [each.wording for each in about(session, meeting).stretches[0].ballots] == ["Die erste Frage."]
    assert about(session, meeting).stretches[2].paragraphs == ("Danach dankt die Vorsitzende allen.",)
    actions.word(session, meeting.assembly, *place, "Zweimal abgestimmt.", section().told_until, OFFICE, NOW)
    (only,) = about(session, meeting).stretches
    assert only.paragraphs == ("Zweimal abgestimmt.",)
    assert [each.wording for each in only.ballots] == ["Die erste Frage.", "Die zweite Frage."]
