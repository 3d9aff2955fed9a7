"""What the chair, the hall and the voters read of motions, seats, sheets and what is done (§§ 43, 46, 47 GenG)."""

from contextvars import Context
from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Sitting
from app.assemblies.rules import ItemType, Subject
from app.core import clock
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.models import Motion, Poll
from app.voting.rules import AboutSeats, Choice, CourseKind, HallWay, Method, MotionKind, TellerGroup, opens_early
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import a_town
from tests.attendance.test_pages import wrong_fields
from tests.factories import NOW, TODAY
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, casts, counted, declared, marked
from tests.voting.test_meeting_pages import Visitor, key, the_chair, visitor

LESS = "Statt 40.000 € werden 25.000 € bereitgestellt."


def an_accepted_amendment(session: Session, meeting: Meeting) -> Motion:
    """An amendment to the item, moved and carried."""
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, LESS, "Ada Ahorn", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    return motion


def test_the_screen_shows_what_was_carried_and_not_the_title_of_the_item_alone(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    an_accepted_amendment(session, meeting)
    session.commit()
    screen = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leinwand"))
    assert "Änderungsantrag von Ada Ahorn" in screen
    assert screen.index("25.000") < screen.index("Angenommen")
    ballot = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "Änderungsantrag: Statt 40.000" in ballot


def test_after_an_accepted_amendment_the_vote_proposes_the_matter_with_it_and_says_so(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session, draft="Für das Fest werden 40.000 € bereitgestellt.")
    asked(session, meeting, opened=False)
    an_accepted_amendment(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    page = said(chair.get(f"{at}/punkte/{meeting.item.id}/frage"))
    assert "Zu diesem Punkt ist ein Änderungsantrag angenommen" in page
    change = "Mit der Änderung, die die Versammlung angenommen hat (Antrag von Ada Ahorn)"
    assert f"bereitgestellt. {change}: {LESS}" in " ".join(page.split())
    lead = said(chair.get(f"{at}/leitung"))
    assert f"Angenommene Änderung: {LESS}" in lead
    assert "Prüfen Sie, ob der vorbereitete Wortlaut sie enthält" in lead


def test_without_an_accepted_amendment_the_vote_proposes_the_matter_as_it_was_announced(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, LESS, "Ada Ahorn", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id)
    casts(session, poll, meeting.number(0), Choice.NO)
    declared(session, meeting, poll)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"))
    assert ("Mit der angenommenen" in page, "Änderungsantrag angenommen" in page) == (False, False)


@pytest.mark.parametrize(("meets_at", "is_early"), [(time(11), False), (time(11, 1), True)])
def test_a_meeting_opens_early_before_its_hour_alone(meets_at: time, is_early: bool) -> None:
    """NOW is eleven o'clock in Germany."""
    assert opens_early(TODAY, meets_at, NOW) is is_early


def test_before_its_hour_a_meeting_is_opened_only_confirmed_and_the_real_time_is_noted(
    app: Flask, session: Session
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, clock.today(), begins_at=time(23, 59, 59))
    an_item(session, assembly)
    convened(session, assembly)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{assembly.id}"
    assert "findet die Versammlung schon begonnen" in said(chair.get(f"{at}/leitung"))
    opens = {"chair": "Almut Weißdorn", "minute_taker": "Henrike Lautenschlag"}
    refused = chair.post(f"{at}/eroeffnen", data={**key(), **opens})
    assert (refused.status_code, wrong_fields(refused)) == (422, ["at_another_time"])
    assert session.scalars(select(Sitting)).all() == []
    session.rollback()
    assert chair.post(f"{at}/eroeffnen", data={**key(), **opens, "at_another_time": "y"}).status_code == 302
    course = queries.course_of(session, assembly.id)
    assert [each.kind for each in course] == [CourseKind.OPENED, CourseKind.NOTE]
    assert "vor der einberufenen Stunde (23:59 Uhr)" in course[1].text


def test_an_item_called_by_mistake_is_open_and_ticked_only_once_its_matter_is_declared(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session)
    announced = meeting.item.announced_by_id
    talk = an_item(session, meeting.assembly, title="Bericht", item_type=ItemType.REPORT, subject=None,
                   announced_by_id=announced)
    slip = an_item(session, meeting.assembly, title="Versehentlich", announced_by_id=announced)
    for item in (slip, talk, meeting.item):
        actions.call_item(session, meeting.sitting, item, CHAIR, NOW)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    page = said(chair.get(at))
    assert page.count("aufgerufen, noch offen") == 1
    assert chair.get(at).text.count('aria-label="erledigt"') == 1
    an_accepted_amendment(session, meeting)
    assert queries.decided_items(session, meeting.assembly.id) == set()
    declared(session, meeting, asked(session, meeting))
    assert queries.decided_items(session, meeting.assembly.id) == {meeting.item.id}


def test_no_more_seats_are_filled_than_were_announced_unless_everybody_is_there(session: Session) -> None:
    """To fill a further one is a resolution on what was not announced (§ 46 (2) GenG; R-GV-06)."""
    meeting = an_election(session)
    first = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    marked(session, first, meeting.number(0), "Cora")
    declared(session, meeting, first)
    second = asked(session, meeting, Method.ELECTION, ["Dirk", "Emil"], opened=False)
    a_town(session)
    with pytest.raises(AboutSeats, match=r"Angekündigte Sitze: 1, davon schon besetzt: 1\..*§ 46 Abs. 2"):
        asked(session, meeting, Method.ELECTION, ["Dirk", "Emil"], opened=False)
    with pytest.raises(Refusal, match="davon schon besetzt: 1"):
        actions.open_poll(session, meeting.sitting, second, None, CHAIR, NOW)
    cora = next(each for each in first.options if each.name == "Cora")
    actions.answer(session, meeting.sitting, first, cora, False, CHAIR, NOW)
    actions.open_poll(session, meeting.sitting, second, None, CHAIR, NOW)


def test_more_seats_than_announced_are_refused_at_their_field(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    a_town(session)
    session.commit()
    chair = the_chair(app, session)
    asks = {"question": "Wer?", "method": "list", "options": "Cora\nDirk\nEmil", "seats": "2", "secrecy": "open",
            "hall": "phone", "motion": "0"}
    answer = chair.post(f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage", data={**key(), **asks})
    assert (answer.status_code, wrong_fields(answer)) == (422, ["seats"])
    assert session.scalars(select(Poll)).all() == []


def test_an_election_says_what_elects_and_how_many_crosses_there_are(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    lead = said(chair.get(f"{at}/leitung"))
    assert ("mehr als die Hälfte der gültigen Stimmen" in lead, "mehr Ja- als Neinstimmen" in lead) == (True, False)
    asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    session.commit()
    ballot = said(visitor(app, session, meeting.number(0).party).get(at))
    assert "Gewählt ist, wer mehr als die Hälfte der gültigen Stimmen erhält" in ballot
    assert "Kreuzen Sie eine Person an." in ballot


def test_to_break_off_a_vote_is_called_so_and_the_tellers_sheet_is_seen_to_be_in(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    before = said(chair.get(at))
    assert ("Abstimmung abbrechen" in before, "Zählzettel aus dem Saal ist um" in before) == (True, False)
    group = TellerGroup(1, False, {Choice.YES: 2, Choice.NO: 1})
    actions.tell(session, meeting.sitting, poll, [group], CHAIR, NOW)
    session.commit()
    assert "Der Zählzettel aus dem Saal ist um" in said(chair.get(at))


def test_who_is_too_late_reads_that_no_vote_came_in_and_is_not_sent_to_the_door(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    session.commit()
    late = visitor(app, session, member.party).post(
        f"/abstimmung/{meeting.assembly.id}/{poll.id}/abgeben", data={f"m{member.id}": "yes"})
    page = said(late)
    assert "Von Ihnen ist hier keine Stimme eingegangen." in page
    assert "Melden Sie sich am Einlass" not in page


def test_once_an_item_was_called_the_chair_is_sent_to_the_next_one(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    actions.withdraw_item(session, meeting.sitting, meeting.item, "Die Unterlagen fehlen", CHAIR, NOW)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    assert "Rufen Sie in der Tagesordnung den nächsten Punkt auf." in page
    assert ("Noch kein Punkt aufgerufen" in page, "Rufen Sie links" in page) == (False, False)


def test_the_chairs_page_says_who_accepted_the_election(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    marked(session, poll, meeting.number(0), "Cora")
    declared(session, meeting, poll)
    cora = next(each for each in poll.options if each.name == "Cora")
    actions.answer(session, meeting.sitting, poll, cora, True, CHAIR, NOW)
    session.commit()
    assert "Cora nimmt die Wahl an." in said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leitung"))


def test_the_ballot_writes_numbers_of_members_in_full_and_parts_no_amount_from_its_sign(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session, subject=Subject.OTHER)
    asked(session, meeting, question="Es werden 25.000 € bereitgestellt.")
    session.commit()
    member = meeting.number(0)
    page = visitor(app, session, member.party).get(f"/abstimmung/{meeting.assembly.id}").text
    assert f"Nr. {member.number:04d}" in page
    assert "25.000\N{NO-BREAK SPACE}€" in page


def test_the_page_of_a_vote_says_its_title_once(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    title = asked(session, meeting, question=meeting.item.title)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/{title.id}"))
    assert page.partition("Noch nicht ausgezählt")[0].count(meeting.item.title) == 2, "as title of the tab and the page"


def test_titles_of_items_and_questions_are_shown_as_they_were_written_whoever_reads_them(
    app: Flask, session: Session
) -> None:
    """A title that happens to be one of our words too is told in no other language: it is what the members resolve."""
    meeting = a_meeting(session, title="Entlastung des Vorstands", draft="Entlastung des Vorstands")
    asked(session, meeting, question="Entlastung des Vorstands")
    session.commit()
    assembly, member = meeting.assembly.id, meeting.number(0)
    chair, voting = the_chair(app, session), f"/abstimmung/{assembly}"
    for address in (f"{voting}/leitung", f"{voting}/leinwand", f"/versammlungen/{assembly}"):
        page = in_english(chair, address)
        assert "Entlastung des Vorstands" in page
        assert "Discharge of the board" not in page
    assert "Entlastung des Vorstands" in in_english(visitor(app, session, member.party), voting)


def test_what_the_course_says_in_our_words_is_told_in_english_and_what_the_chair_typed_is_not(
    app: Flask, session: Session
) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in meeting.members:
        marked(session, poll, member, "Cora")
    actions.void_poll(session, meeting.sitting, counted(session, meeting, poll), "Zettel vertauscht", CHAIR, NOW)
    again = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in meeting.members:
        marked(session, again, member, "Cora")
    declared(session, meeting, again)
    actions.answer(session, meeting.sitting, again, again.options[0], False, CHAIR, NOW)
    other = an_item(session, meeting.assembly, title="Ausschluss", announced_by_id=meeting.item.announced_by_id)
    actions.withdraw_item(session, meeting.sitting, other, "Vertagt", CHAIR, NOW)
    session.commit()
    chair, at = the_chair(app, session), meeting.assembly.id
    page = in_english(chair, f"/versammlungen/{at}")
    assert "after the count, Zettel vertauscht" in page
    assert "Cora does not accept" in page
    assert "Ausschluss: Vertagt" in page
    for address in (f"/abstimmung/{at}/leitung", f"/abstimmung/{at}/ergebnisse", f"/abstimmung/{at}/{poll.id}"):
        assert "after the count, Zettel vertauscht" in in_english(chair, address)


def in_english(visitor: Visitor, address: str) -> str:
    """A page as an English reader has it."""
    page = Context().run(visitor.client.get, address, headers={"Accept-Language": "en"})
    assert '<html lang="en"' in page.text
    return said(page)
