"""What a meeting that was not quorate left open goes on the next agenda without being typed again (R-GV-11)."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, SynopsisRow
from app.assemblies.rules import ItemType, ProposedBy, Subject
from app.core.values import Refusal
from app.voting import actions, queries
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item
from tests.factories import NOW, OFFICE
from tests.tabs import Tab
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, declared
from tests.voting.test_meeting_pages import the_chair


def a_meeting_with_two_items(session: Session) -> Meeting:
    """A meeting that resolves on its first item and leaves a second, an amendment, open."""
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, "Der Jahresabschluss ist festgestellt.")
    an_item(session, meeting.assembly, item_type=ItemType.RESOLUTION, subject=Subject.OBJECT,
            title="Änderung der Satzung", draft="Die Satzung wird geändert.", proposed_by=ProposedBy.BOARD)
    return meeting


def with_synopsis(session: Session, meeting: Meeting) -> None:
    """The open item sets a clause against what it reads now."""
    item = meeting.assembly.items[1]
    item.synopsis.append(SynopsisRow(position=1, clause="§ 5", old_text="Alt", new_text="Neu"))
    session.flush()


def another(session: Session) -> Assembly:
    """The next assembly, planned."""
    return an_assembly(session, MEETS_ON)


def test_open_is_what_nothing_was_resolved_on(session: Session) -> None:
    meeting = a_meeting_with_two_items(session)
    assert [each.title for each in queries.open_items(session, meeting.assembly)] == ["Änderung der Satzung"]


def test_it_is_taken_over_with_its_draft_and_its_synopsis(session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    with_synopsis(session, meeting)
    actions.take_over(session, to, queries.open_items(session, meeting.assembly), OFFICE, NOW)
    (taken,) = to.items
    assert (taken.title, taken.draft, taken.subject) == ("Änderung der Satzung", "Die Satzung wird geändert.",
                                                         Subject.OBJECT)
    assert [(row.clause, row.old_text, row.new_text) for row in taken.synopsis] == [("§ 5", "Alt", "Neu")]
    assert taken.announced_by_id is None


def test_it_goes_before_what_comes_last(session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    an_item(session, to, item_type=ItemType.DISCUSSION, subject=None, title="Verschiedenes", draft="")
    actions.take_over(session, to, queries.open_items(session, meeting.assembly), OFFICE, NOW)
    assert [each.title for each in to.items] == ["Änderung der Satzung", "Verschiedenes"]


def test_nothing_chosen_is_refused(session: Session) -> None:
    a_convening_house(session)
    with pytest.raises(Refusal, match="welche Punkte"):
        actions.take_over(session, another(session), [], OFFICE, NOW)


def test_the_office_takes_over_by_one_form_once(app: Flask, session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    client = the_chair(app, session).client
    assert f"/abstimmung/{meeting.assembly.id}/uebernehmen" in client.get(f"/versammlungen/{meeting.assembly.id}").text
    tab = Tab(client, f"/abstimmung/{meeting.assembly.id}/uebernehmen")
    assert [tab.send().location for _twice in range(2)] == [f"/versammlungen/{to.id}"] * 2
    session.expire_all()
    assert len(to.items) == 1
