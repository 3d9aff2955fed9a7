"""The tellers' sheets: none takes the place of another unseen or without a reason (R-VOTE-01, R-MIN-01)."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.rules import Mode
from app.core.journal import JournalLine
from app.voting import actions, queries
from app.voting.models import CourseEntry, Poll
from app.voting.rules import AboutSheet, CourseKind, HallWay, Method, Outcome, TellerGroup
from tests.attendance.factories import with_votes
from tests.factories import NOW
from tests.tabs import Tab, said
from tests.voting.factories import CHAIR, NO, YES, Meeting, a_meeting, an_election, asked, casts, someone
from tests.voting.test_meeting_pages import Visitor, key, the_chair


def by_hand(session: Session, method: Method = Method.YES_NO) -> tuple[Meeting, Poll]:
    """Two in the hall vote by hand, two online on their devices, one for it and one against."""
    meeting = a_meeting(session, 2)
    online = [someone(session, meeting.assembly, name, mode=Mode.ONLINE) for name in ("Zeder", "Zirbel")]
    poll = asked(session, meeting, method, hall=HallWay.HAND)
    for member, choice in zip(online, (YES, NO), strict=True):
        casts(session, poll, member, choice)
    return meeting, poll


def closed(session: Session, meeting: Meeting, poll: Poll) -> str:
    """The vote is closed; where its sheet is entered."""
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    session.commit()
    return f"/abstimmung/{meeting.assembly.id}/{poll.id}"


def counted(chair: Visitor, session: Session, at: str, poll: Poll) -> Outcome:
    """What the count says."""
    chair.post(f"{at}/auszaehlen", data=key())
    session.rollback()
    session.expire_all()
    assert poll.result is not None
    return poll.result.outcome


def test_a_sheet_from_a_form_that_knew_of_none_takes_the_place_of_none(app: Flask, session: Session) -> None:
    meeting, poll = by_hand(session)
    at, chair = closed(session, meeting, poll), the_chair(app, session)
    stale = Tab(chair.client, f"{at}/zaehlen")
    assert chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "0", "g1o-no": "2"}).status_code == 302
    refused = stale.send(**{"g1o-yes": "2", "g1o-no": "0"})
    assert refused.status_code == 409
    page = said(refused)
    assert "Inzwischen geändert, noch nicht gespeichert" in page
    assert "Ja 0, Nein 2, Enthaltung 0" in page
    assert counted(chair, session, at, poll) is Outcome.REJECTED


def test_a_further_sheet_says_why_the_former_does_not_count(app: Flask, session: Session) -> None:
    meeting, poll = by_hand(session)
    at, chair = closed(session, meeting, poll), the_chair(app, session)
    chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "0", "g1o-no": "2"})
    tab, again = Tab(chair.client, f"{at}/zaehlen"), {"g1o-yes": "2", "g1o-no": "0"}
    refused = tab.send(**again)
    assert (refused.status_code, "Sagen Sie, warum er nicht gilt." in refused.text) == (422, True)
    assert tab.send(**again, reason="Verlesen").status_code == 302
    page = said(chair.get(f"{at}/zaehlen"))
    assert page.index("Ja 2, Nein 0, Enthaltung 0") < page.index("Ja 0, Nein 2, Enthaltung 0")
    assert counted(chair, session, at, poll) is Outcome.ACCEPTED
    notes = session.scalars(select(CourseEntry.text).where(CourseEntry.kind == CourseKind.NOTE)).all()
    assert notes == ["Zählzettel 2 tritt an die Stelle von Zählzettel 1. Grund: Verlesen."]


def test_what_a_sheet_says_is_not_shown_while_others_vote(app: Flask, session: Session) -> None:
    meeting, poll = by_hand(session)
    session.commit()
    at, chair = f"/abstimmung/{meeting.assembly.id}/{poll.id}", the_chair(app, session)
    chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "0", "g1o-no": "2"})
    page = said(chair.get(f"{at}/zaehlen"))
    assert "2 Mitglieder oder Stimmzettel gezählt" in page
    assert "Nein 2" not in page


def test_a_further_sheet_takes_a_reason(session: Session) -> None:
    meeting, poll = by_hand(session)
    actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 1, NO: 1})], CHAIR, NOW)
    with pytest.raises(AboutSheet, match="warum er nicht gilt"):
        actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 2})], CHAIR, NOW, "  ")
    assert queries.last_sheet(session, poll.id) == 1


def test_sheets_of_an_election_are_read_as_they_were_filled_in(app: Flask, session: Session) -> None:
    meeting = an_election(session, 3, seats=2)
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2, hall=HallWay.PAPER)
    at, chair = closed(session, meeting, poll), the_chair(app, session)
    cora, dirk = (each.id for each in poll.options)
    sent = {"g1o-marks": "2", "g1o-invalid": "1", f"g1o-{cora}": "2", f"g1o-{dirk}no": "2"}
    assert chair.post(f"{at}/zaehlen", data={**key(), **sent}).status_code == 302
    assert "Cora: Ja 2, Cora: Nein 0, Dirk: Ja 0, Dirk: Nein 2" in said(chair.get(f"{at}/zaehlen"))


def test_the_journal_tells_ballots_from_votes(session: Session) -> None:
    meeting = a_meeting(session, 3, statute={"plural_votes": 3})
    with_votes(session, meeting.number(0), 3)
    poll = asked(session, meeting, hall=HallWay.HAND)
    groups = [TellerGroup(1, False, {YES: 2}), TellerGroup(3, False, {YES: 1})]
    actions.tell(session, meeting.sitting, poll, groups, CHAIR, NOW)
    session.commit()
    line = session.scalars(select(JournalLine).where(JournalLine.act == "voting.told")).one()
    assert line.summary() == "Zählzettel 1: Mitglieder oder Stimmzettel 3, Stimmen 5"
