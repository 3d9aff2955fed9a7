"""What a meeting that was not quorate left open goes on the next agenda without being typed again (R-GV-11)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies import queries as assemblies_read
from app.assemblies.models import Assembly, SynopsisRow
from app.assemblies.rules import AssemblyState, ItemType, ProposedBy, Stage, Subject
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.rules import Method, check_sits_no_more
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, OFFICE, TODAY
from tests.tabs import Tab, said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, casts, declared, marked
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


def test_an_item_is_on_one_agenda_and_each_side_names_the_other(app: Flask, session: Session) -> None:
    """Members would be convened to vote on one matter twice (§ 46 (2) GenG; R-GV-11)."""
    meeting, to = a_meeting_with_two_items(session), another(session)
    left = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, left, OFFICE, NOW)
    with pytest.raises(Refusal, match="„Änderung der Satzung“ ist schon in die Versammlung am"):
        actions.take_over(session, an_assembly(session, MEETS_ON), left, OFFICE, NOW)
    assert [each.title for each in to.items] == ["Änderung der Satzung"]
    session.commit()
    client = the_chair(app, session).client
    assert f"Übernommen in die Versammlung am {MEETS_ON:%d.%m.%Y}, TOP 1" in said(
        client.get(f"/versammlungen/{meeting.assembly.id}"))
    assert f"Übernommen aus der Versammlung am {TODAY:%d.%m.%Y}, TOP 2" in said(
        client.get(f"/versammlungen/{to.id}"))


def test_a_form_shown_before_somebody_else_took_the_item_over_is_refused(app: Flask, session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    further = an_assembly(session, MEETS_ON)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    client = the_chair(app, session).client
    first, second = (Tab(client, f"/abstimmung/{meeting.assembly.id}/uebernehmen") for _each in range(2))
    assert first.send(to=to.id).status_code == 302
    answer = client.post(second.address, data={**second.fields, "to": further.id})
    assert answer.status_code == 422
    assert "ist schon in die Versammlung am" in said(answer)
    session.expire_all()
    assert (len(to.items), len(further.items)) == (1, 0)
    page = client.get(f"/abstimmung/{meeting.assembly.id}/uebernehmen")
    assert "Was diese Versammlung offen ließ, ist übernommen." in said(page)
    assert "2. Änderung der Satzung" in said(page)


def test_an_item_is_free_again_once_the_other_assembly_gives_it_up(session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    left = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, left, OFFICE, NOW)
    assemblies.discard(session, to, "Doch nicht", OFFICE, NOW)
    assert assemblies_read.taken_over_to(session, [each.id for each in left]) == {}
    again = an_assembly(session, MEETS_ON)
    actions.take_over(session, again, left, OFFICE, NOW)
    assert again.items[0].taken_from_id == left[0].id


def test_what_the_meeting_withdrew_can_be_taken_over_though_not_by_itself(app: Flask, session: Session) -> None:
    meeting, to = a_meeting(session), another(session)
    actions.withdraw_item(session, meeting.sitting, meeting.item, "Vertagt", CHAIR, NOW)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    assert queries.open_items(session, meeting.assembly) == [meeting.item]
    session.commit()
    client, address = the_chair(app, session).client, f"/abstimmung/{meeting.assembly.id}/uebernehmen"
    assert "(abgesetzt: Vertagt)" in said(client.get(address))
    tab = Tab(client, address)
    assert tab.send(to=to.id).status_code == 422
    tab.send(to=to.id, items=[meeting.item.id])
    session.expire_all()
    assert [each.taken_from_id for each in to.items] == [meeting.item.id]


def test_seats_left_empty_are_taken_over_and_no_more_of_them(session: Session) -> None:
    meeting, to = an_election(session, seats=2), another(session)
    poll = asked(session, meeting, Method.ELECTION, ("Ulla Ulme", "Willi Weide"), seats=2)
    for member in meeting.members:
        marked(session, poll, member, "Ulla Ulme")
    declared(session, meeting, poll, "Gewählt ist Ulla Ulme.")
    (left,) = queries.open_items(session, meeting.assembly)
    assert queries.seats_left(session, meeting.assembly) == {left.id: 1}
    actions.take_over(session, to, [left], OFFICE, NOW, queries.seats_left(session, meeting.assembly))
    assert [each.seats for each in to.items] == [1]


def test_who_declines_after_the_items_were_taken_over_leaves_a_seat_to_take_over(session: Session) -> None:
    meeting, to = an_election(session, seats=2), another(session)
    poll = asked(session, meeting, Method.ELECTION, ("Ulla Ulme", "Willi Weide"), seats=2)
    for member in meeting.members:
        marked(session, poll, member, "Ulla Ulme")
    declared(session, meeting, poll, "Gewählt ist Ulla Ulme.")
    (left,) = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, [left], OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    assert queries.seats_to_fill(session, meeting.assembly) == {}
    with pytest.raises(Refusal, match="schon in die Versammlung"):
        actions.take_over(session, to, [left], OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    actions.answer(session, meeting.sitting, poll, poll.options[0], False, CHAIR, NOW)
    assert queries.seats_to_fill(session, meeting.assembly) == {left.id: 1}
    actions.take_over(session, to, [left], OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    assert [each.seats for each in to.items] == [2], "not two elections of one seat each, side by side"
    assert queries.seats_to_fill(session, meeting.assembly) == {}


def test_a_seat_that_falls_empty_after_the_next_assembly_was_convened_is_an_election_of_its_own(
    session: Session
) -> None:
    meeting, to, other = an_election(session, seats=2), another(session), another(session)
    poll = asked(session, meeting, Method.ELECTION, ("Ulla Ulme", "Willi Weide"), seats=2)
    for member in meeting.members:
        marked(session, poll, member, "Ulla Ulme")
    declared(session, meeting, poll, "Gewählt ist Ulla Ulme.")
    (left,) = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, [left], OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    convened(session, to)
    actions.answer(session, meeting.sitting, poll, poll.options[0], False, CHAIR, NOW)
    actions.take_over(session, other, [left], OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    assert [[each.seats for each in found.items] for found in (to, other)] == [[1], [1]]
    places = assemblies_read.taken_over_to(session, [left.id])[left.id]
    assert [(each.assembly_id, each.position) for each in places] == [(to.id, 1), (other.id, 1)]


def test_nothing_is_taken_over_while_the_meeting_can_still_vote_on_it(app: Flask, session: Session) -> None:
    meeting, to = a_meeting_with_two_items(session), another(session)
    session.commit()
    client, address = the_chair(app, session).client, f"/abstimmung/{meeting.assembly.id}/uebernehmen"
    page = client.get(address)
    assert "Die Versammlung läuft noch" in said(page)
    assert 'name="items"' not in page.text
    sent = {"items": [str(meeting.assembly.items[1].id)], "to": str(to.id), "key": "key-take-over"}
    assert client.post(address, data=sent).status_code == 422
    session.expire_all()
    assert to.items == []


@pytest.mark.parametrize("stage", [*Stage])
def test_items_are_taken_over_from_what_is_over_or_given_up_alone(stage: Stage) -> None:
    if stage in (Stage.PLANNED, Stage.CONVENED, Stage.GOES_ON):
        with pytest.raises(Refusal, match=r"steht noch bevor|läuft noch"):
            check_sits_no_more(stage)
    else:
        check_sits_no_more(stage)


def test_nothing_is_taken_over_from_an_assembly_that_is_yet_to_meet(app: Flask, session: Session) -> None:
    a_convening_house(session)
    ahead, to = an_assembly(session, MEETS_ON), another(session)
    an_item(session, ahead)
    convened(session, ahead)
    session.commit()
    client, address = the_chair(app, session).client, f"/abstimmung/{ahead.id}/uebernehmen"
    page = client.get(address)
    assert "Die Versammlung steht noch bevor" in said(page)
    assert 'name="items"' not in page.text
    answer = client.post(address, data={"key": "k" * 20, "items": ahead.items[0].id, "to": to.id})
    assert (answer.status_code, "steht noch bevor" in said(answer)) == (422, True)
    assert said(answer).count("Die Versammlung steht noch bevor") == 1


def called_off(session: Session, assembly: Assembly) -> None:
    """The assembly is convened, then called off."""
    convened(session, assembly)
    assembly.state, assembly.ended_at = AssemblyState.CANCELLED, NOW
    assembly.ended_by, assembly.end_reason = OFFICE.name, "Doch nicht"
    session.flush()


def given_up(session: Session, assembly: Assembly) -> None:
    """Its plan is dropped."""
    assemblies.discard(session, assembly, "Doch nicht", OFFICE, NOW)


ENDS = [called_off, given_up]


@pytest.mark.parametrize("end", ENDS)
def test_what_was_to_be_resolved_by_an_assembly_called_off_or_given_up_is_taken_over(
    app: Flask, session: Session, end: Callable[[Session, Assembly], None]
) -> None:
    a_convening_house(session)
    gone, to = an_assembly(session, MEETS_ON), another(session)
    an_item(session, gone, title="Antrag Delta")
    end(session, gone)
    session.commit()
    client, address = the_chair(app, session).client, f"/abstimmung/{gone.id}/uebernehmen"
    assert address in client.get(f"/versammlungen/{gone.id}").text
    assert Tab(client, address).send(to=to.id).status_code == 302
    session.expire_all()
    assert [each.title for each in to.items] == ["Antrag Delta"]


@pytest.mark.parametrize("end", ENDS)
def test_what_an_assembly_given_up_had_taken_over_itself_is_free_where_it_came_from_and_there_alone(
    session: Session, end: Callable[[Session, Assembly], None]
) -> None:
    """Else one matter came on the next agenda twice, once by each (R-GV-11)."""
    meeting, to = a_meeting_with_two_items(session), another(session)
    left = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, left, OFFICE, NOW)
    end(session, to)
    assert queries.open_items(session, to) == []
    assert assemblies_read.taken_over_to(session, [each.id for each in left]) == {}


def test_the_next_assembly_is_offered_first_by_its_day_and_none_whose_day_is_over(app: Flask, session: Session) -> None:
    meeting = a_meeting_with_two_items(session)
    later, sooner = an_assembly(session, MEETS_ON), an_assembly(session, MEETS_ON - timedelta(days=20))
    past = an_assembly(session, TODAY - timedelta(days=1))
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    client, address = the_chair(app, session).client, f"/abstimmung/{meeting.assembly.id}/uebernehmen"
    offered = re.findall(r'<option[^>]*value="(\d+)"[^>]*>([^<]*)<', client.get(address).text)
    assert offered == [(str(each.id), f"{each.meets_on:%d.%m.%Y}, Ordentliche Generalversammlung")
                       for each in (sooner, later)]
    answer = Tab(client, address).send(to=past.id)
    assert answer.status_code == 422
    assert "Die Versammlung am 23.11.2026 ist vorbei, ohne dass sie einberufen wurde" in said(answer)
    session.expire_all()
    assert past.items == []
