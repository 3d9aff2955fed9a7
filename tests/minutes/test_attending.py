"""Who of the board was there signs; who led is told by person, not by name (§ 47 (2) GenG; R-MIN-03, R-FORM-07)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.attendance import actions as attendance
from app.attendance.models import Presence
from app.attendance.rules import GuestRole, LeftWhy
from app.core.values import NotFound
from app.minutes import actions, queries
from app.minutes.models import Minutes
from app.minutes.rules import AboutSignatures, NobodyOfBoard, NotDone, Signer
from app.minutes.rules import Presence as TookPart
from app.organs.models import Office
from app.organs.rules import Organ
from app.parties import queries as parties
from app.voting import actions as voting
from app.voting import queries as voting_queries
from tests.attendance.factories import with_votes
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.minutes.factories import SCAN, SIGNED, a_decided_meeting, fixed, sealed
from tests.minutes.test_acts import facts
from tests.minutes.test_views import see
from tests.organs.factories import an_office
from tests.shares.factories import JOINED, a_member
from tests.tabs import Tab, said
from tests.voting.factories import (
    CHAIR,
    YES,
    Meeting,
    a_meeting,
    a_stretched_meeting,
    asked,
    casts,
    comes,
    declared,
    someone,
)


def closed(
    session: Session, chair: str = "Almut Weißdorn", let_in: Sequence[tuple[str, GuestRole]] = ()
) -> Meeting:
    """A meeting that is over; nobody of the board came by the door, but as one of these guests."""
    meeting = a_decided_meeting(session)
    meeting.sitting.chair = chair
    session.flush()
    for name, role in let_in:
        attendance.let_guest_in(session, meeting.assembly, name, role, OFFICE, NOW)
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW)
    return meeting


def party_of(session: Session, meeting: Meeting, name: str) -> int:
    (found,) = [each.party_id for each in queries.officers_of(session, meeting.assembly) if each.name == name]
    return found


def test_whoever_of_the_board_was_not_there_cannot_sign_for_it(session: Session) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    actions.note_present(session, meeting.assembly, [party_of(session, meeting, "Almut Weißdorn")], None, OFFICE, NOW)
    fixed(session, meeting)
    signed = {Signer.CHAIR: ["Gisbert Ulmenried"], Signer.BOARD_MEMBER: ["Cosima Rehbein"]}
    with pytest.raises(AboutSignatures, match="nicht anwesend: Cosima Rehbein"):
        actions.seal(session, meeting.assembly, signed, TODAY, SCAN, OFFICE, NOW)


def test_nothing_is_printed_for_signature_that_nobody_of_the_board_could_sign(session: Session) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    with pytest.raises(NobodyOfBoard, match="Vom Vorstand ist niemand als anwesend vermerkt"):
        fixed(session, meeting)
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    assert [each.name for each in facts(fixed(session, meeting)).signatories] == ["Gisbert Ulmenried", "Cosima Rehbein"]


def test_a_chair_of_the_board_signs_alone_where_nobody_else_of_it_was_there(session: Session) -> None:
    meeting = closed(session)
    assert [each.name for each in facts(fixed(session, meeting)).signatories] == ["Almut Weißdorn"]


def page_of(session: Session, client: FlaskClient, meeting: Meeting) -> str:
    """The page of the minutes, for who is signed in."""
    session.commit()
    return said(see(client, f"/niederschriften/{meeting.assembly.id}"))


def test_page_and_print_say_who_signs_and_that_one_signature_as_both_is_contested(
    session: Session, client: FlaskClient
) -> None:
    meeting = closed(session)
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    sign_in_office(session, client)
    page = page_of(session, client, meeting)
    assert "Es unterschreiben Almut Weißdorn für die Leitung der Versammlung und mindestens ein anwesendes" in page
    assert "Die eine Unterschrift gilt hier für beides. Ob das Gesetz zwei Personen verlangt, ist umstritten." in page
    assert "wenn auch jemand von diesen unterschreibt: Cosima Rehbein." in page
    printed = facts(fixed(session, meeting))
    assert "ihre Unterschrift gilt hier auch für ihn. Weitere Linien können frei bleiben." in printed.signing
    page = page_of(session, client, meeting)
    assert ("ist umstritten" in page, "bleiben im Ausdruck frei" in page) == (True, True)


def test_of_a_chair_who_is_not_on_the_board_nothing_contested_is_said(session: Session, client: FlaskClient) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    sign_in_office(session, client)
    page = page_of(session, client, meeting)
    assert ("umstritten" in page, "Vom Vorstand waren da: Cosima Rehbein." in page) == (False, True)
    assert facts(fixed(session, meeting)).signing.endswith("GenG).")


def test_the_page_leads_to_where_is_noted_who_of_the_board_was_there(session: Session, client: FlaskClient) -> None:
    """Instead of the button; who pressed it on an older page is led there, too, and nothing is printed."""
    meeting = closed(session, "Gisbert Ulmenried")
    session.commit()
    sign_in_office(session, client)
    address = f"/niederschriften/{meeting.assembly.id}"
    shown = client.get(address).text
    assert "Zur Unterschrift drucken" not in shown
    assert '<a href="#anwesend">Vermerken, wer da war</a>' in shown
    answer = client.post(f"{address}/drucken", data={"key": "a-key-that-is-long-enough"})
    assert answer.headers["Location"].endswith(f"{address}#anwesend")
    assert "Vom Vorstand ist niemand als anwesend vermerkt" in client.get(address).text
    assert session.scalars(select(Minutes)).unique().all() == []
    there = party_of(session, meeting, "Cosima Rehbein")
    Tab(client, address, form="anwesend").send(present=str(there))
    shown = client.get(address).text
    assert "Zur Unterschrift drucken" in shown
    assert "Vermerken, wer da war" not in shown


def test_whom_the_minute_taker_noted_may_sign(session: Session) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    fixed(session, meeting)
    signed = {Signer.CHAIR: ["Gisbert Ulmenried"], Signer.BOARD_MEMBER: ["Cosima Rehbein"]}
    actions.seal(session, meeting.assembly, signed, TODAY, SCAN, OFFICE, NOW)
    assert queries.get_minutes(session, meeting.assembly.id).sealed_at


@pytest.mark.parametrize(("role", "is_present"), [(GuestRole.ORGAN, True), (GuestRole.GUEST, False)])
def test_who_of_the_board_is_no_member_and_was_let_in_without_a_vote_was_there(
    session: Session, role: GuestRole, is_present: bool
) -> None:
    meeting = closed(session, "Gisbert Ulmenried", let_in=[("Dr. Cosima Rehbein", role)])
    there = ["Cosima Rehbein"] if is_present else []
    assert queries.board_there(session, meeting.assembly) == there
    assert queries.may_board_sign(session, meeting.assembly, meeting.sitting) is is_present


@pytest.mark.parametrize(("why", "is_present"), [(None, True), (LeftWhy.MISTAKE, False)])
def test_whoever_came_by_the_door_was_there(session: Session, why: LeftWhy | None, is_present: bool) -> None:
    meeting = a_meeting(session)
    board = queries.officers_of(session, meeting.assembly)[0]
    member = a_member(session, first_day=JOINED)
    presence = comes(session, meeting.assembly, member, parties.get_party(session, board.party_id))
    presence.left_why, presence.left_at = why, NOW if why else None
    session.flush()
    assert queries.officers_of(session, meeting.assembly)[0].is_present is is_present


def test_a_namesake_of_the_chair_on_the_board_does_not_sign_for_it(session: Session) -> None:
    meeting = closed(session)
    other = a_person(session, "Almut", "Weißdorn")
    an_office(session, other, Organ.SUPERVISORY_BOARD)
    assert voting_queries.chair_of(session, meeting.assembly, meeting.sitting) is None
    actions.note_present(session, meeting.assembly, [], other.id, OFFICE, NOW)
    assert voting_queries.chair_of(session, meeting.assembly, meeting.sitting) == other.id
    assert not queries.is_led_by_board(session, meeting.assembly, meeting.sitting)
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], other.id, OFFICE, NOW)
    fixed(session, meeting)
    with pytest.raises(AboutSignatures, match="anwesenden Mitglieds des Vorstands"):
        actions.seal(session, meeting.assembly, {Signer.CHAIR: ["Almut Weißdorn"]}, TODAY, SCAN, OFFICE, NOW)


def test_a_chair_of_the_board_with_a_title_before_the_name_signs_as_both(session: Session) -> None:
    meeting = closed(session, "Dr. Almut Weißdorn")
    assert queries.is_led_by_board(session, meeting.assembly, meeting.sitting)


def test_nothing_is_noted_once_the_minutes_are_signed(session: Session) -> None:
    meeting = closed(session)
    there = party_of(session, meeting, "Cosima Rehbein")
    actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    sealed(session, meeting)
    with pytest.raises(NotDone):
        actions.note_present(session, meeting.assembly, [], None, OFFICE, NOW)


def test_nobody_of_another_name_is_noted_as_the_chair_and_signs_for_it(session: Session, client: FlaskClient) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    other = party_of(session, meeting, "Cosima Rehbein")
    with pytest.raises(NotDone, match="Geleitet hat Gisbert Ulmenried"):
        actions.note_present(session, meeting.assembly, [], other, OFFICE, NOW)
    assert not queries.is_led_by_board(session, meeting.assembly, meeting.sitting)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/niederschriften/{meeting.assembly.id}", form="anwesend")
    assert tab.send(chair=str(other)).status_code == 422


def test_nobody_is_noted_as_there_once_the_minutes_lie_for_signature(session: Session, client: FlaskClient) -> None:
    meeting = closed(session)
    there = party_of(session, meeting, "Cosima Rehbein")
    fixed(session, meeting)
    with pytest.raises(NotDone, match="liegt zur Unterschrift"):
        actions.note_present(session, meeting.assembly, [there], None, OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    assert "Anwesenheit und Leitung vermerken" not in see(client, f"/niederschriften/{meeting.assembly.id}").text


def test_only_the_board_is_noted_as_there(session: Session) -> None:
    meeting = closed(session)
    with pytest.raises(NotFound):
        actions.note_present(session, meeting.assembly, [meeting.number(0).party_id], None, OFFICE, NOW)


def test_the_page_notes_who_was_there(session: Session, client: FlaskClient) -> None:
    meeting = closed(session)
    there = party_of(session, meeting, "Cosima Rehbein")
    session.commit()
    sign_in_office(session, client)
    at = f"/niederschriften/{meeting.assembly.id}"
    assert "Nur wer anwesend war" in see(client, at).text
    assert Tab(client, at, form="anwesend").send(present=[str(there)]).status_code == 302
    session.expire_all()
    assert queries.board_there(session, meeting.assembly) == ["Cosima Rehbein"]


def test_who_voted_in_a_stretched_assembly_without_coming_took_part(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    voter = someone(session, meeting.assembly, "Ahorn")
    presence = session.scalars(select(Presence).where(Presence.member_id == voter.id)).one()
    presence.left_why, presence.left_at = LeftWhy.MISTAKE, NOW
    session.flush()
    poll = asked(session, meeting)
    casts(session, poll, voter, YES)
    declared(session, meeting, poll)
    voting.object_to(session, meeting.sitting, meeting.item, voter, "", voter.party_id, OFFICE, NOW)
    assert queries.presences(session, meeting.assembly)[voter.id] is TookPart.ELECTRONIC
    challenge = queries.challenge_of(session, meeting.assembly, meeting.sitting)
    assert [each.member_id for each in challenge.objectors] == [voter.id]
    facts = actions.facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    (took_part,) = [row.text for row in facts.rows if row.label == "Teilnahme"]
    assert took_part.endswith("an den Abstimmungen nahm 1\N{NO-BREAK SPACE}Mitglied teil")


def test_the_minutes_name_who_of_the_board_was_there(session: Session) -> None:
    meeting = closed(session)
    actions.note_present(
        session, meeting.assembly, [party_of(session, meeting, "Cosima Rehbein")], None, OFFICE, NOW
    )
    facts = actions.facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    assert [row.text for row in facts.rows if row.label == "Vom Vorstand anwesend"] == ["Cosima Rehbein"]
    assert [each.name for each in facts.signatories] == ["Almut Weißdorn", "Cosima Rehbein"]
    assert SIGNED[Signer.BOARD_MEMBER] == ["Cosima Rehbein"]


def test_who_was_elected_to_a_vacant_board_in_the_meeting_signs_for_it(session: Session, client: FlaskClient) -> None:
    meeting = closed(session, "Gisbert Ulmenried")
    session.execute(update(Office).where(Office.organ == Organ.BOARD).values(last_day=TODAY - timedelta(days=1)))
    with pytest.raises(NobodyOfBoard, match="sobald das Amt mit dem Tag der Versammlung als erstem eingetragen ist"):
        fixed(session, meeting)
    session.commit()
    sign_in_office(session, client)
    assert "sobald das Amt mit dem Tag der Versammlung" in client.get(f"/niederschriften/{meeting.assembly.id}").text
    an_office(session, meeting.number(0).party, first_day=TODAY)
    assert [each.name for each in facts(fixed(session, meeting)).signatories] == ["Gisbert Ulmenried", "Ada Ahorn"]


def test_the_minutes_say_with_how_many_votes_members_were_there_where_some_have_several(session: Session) -> None:
    """§ 43 (3) GenG; R-VOTE-02."""
    meeting = a_meeting(session, 2, {"plural_votes": 3})

    def took_part() -> str:
        facts = actions.facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
        return next(row.text for row in facts.rows if row.label == "Teilnahme").replace("\N{NO-BREAK SPACE}", " ")

    assert took_part() == "2 Mitglieder anwesend"
    with_votes(session, meeting.number(0), 3)
    assert took_part() == "2 Mitglieder anwesend, mit zusammen 4 Stimmen"
