"""The signature under a protocol, the bias declared in a meeting, and votes that come after the decision."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.boardroom import actions
from app.core import clock, files, journal
from app.core.formats import local
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.organs.models import Item, Resolution
from app.organs.rules import Choice, Outcome, RecordRefusal
from tests.admissions.factories import a_proposed, who
from tests.boardroom.factories import (
    a_board_of_three,
    a_circular,
    a_meeting,
    admission_of,
    an_application_in_circular,
    as_officer,
    directors,
    vote,
)
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in_office

SCAN = CheckedFile("Protokoll.pdf", a_pdf("unterschrieben"))


def a_decided(session: Session) -> Resolution:
    """A circular on an application that two directors accepted."""
    a_board_of_three(session)
    _, item = an_application_in_circular(session)
    for person in directors(session)[:2]:
        vote(session, item, person)
    assert item.resolution is not None
    return item.resolution


def two_items(session: Session) -> tuple[Item, Item]:
    """Two applications before the board."""
    other = who(name="Gemeinde Nebelfurt", email="n@n.example")
    first, second = a_proposed(session), a_proposed(session, token="zweiter-antrag", who=other)
    return admission_of(session, first), admission_of(session, second)


def test_a_signed_protocol_is_archived_and_waits_no_longer(session: Session) -> None:
    resolution = a_decided(session)
    actions.sign_protocol(session, resolution, TODAY, SCAN, OFFICE, NOW)
    assert files.get(resolution.record_sha256 or "") == SCAN[1]
    assert resolution.protocol_document_id not in [each.document_id for each in archive.waiting_items(session)]
    director = as_officer(directors(session)[0])
    assert TaskKind.SIGN not in desk.waiting(session, director, TODAY).tasks


def test_a_protocol_ticked_off_in_the_tray_still_waits_for_its_signature(session: Session) -> None:
    a_decided(session)
    from_tray = [each.id for each in archive.waiting_items(session)]
    assert from_tray
    director = as_officer(directors(session)[0])
    assert desk.waiting(session, director, TODAY).tasks[TaskKind.SIGN] == 1


def test_a_signature_needs_its_scan_and_a_day_after_the_decision(session: Session) -> None:
    resolution = a_decided(session)
    for day, record in ((TODAY, None), (TODAY, CheckedFile("x.pdf", b"kein PDF"))):
        with pytest.raises(RecordRefusal):
            actions.sign_protocol(session, resolution, day, record, OFFICE, NOW)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refusal):
            actions.sign_protocol(session, resolution, day, SCAN, OFFICE, NOW)


def test_a_protocol_is_signed_once(session: Session) -> None:
    resolution = a_decided(session)
    actions.sign_protocol(session, resolution, TODAY, SCAN, OFFICE, NOW)
    with pytest.raises(Refusal, match="schon"):
        actions.sign_protocol(session, resolution, TODAY, SCAN, OFFICE, NOW)


def test_the_office_uploads_the_signed_protocol(session: Session, client: FlaskClient) -> None:
    resolution = a_decided(session)
    session.commit()
    sign_in_office(session, client)
    path, today = f"/beschluesse/{resolution.id}", local(clock.now()).date().isoformat()
    assert "Unterschrift eintragen" in client.get(path).text
    assert client.post(f"{path}/unterschrift", data={"signed_on": today}).status_code == 422
    data = {"signed_on": today, "record": (io.BytesIO(SCAN[1]), "p.pdf")}
    answer = client.post(f"{path}/unterschrift", data=data, follow_redirects=True)
    assert "Unterschriebenes Protokoll" in answer.text
    assert client.get(f"{path}/niederschrift.pdf").data == SCAN[1]


def test_who_takes_the_minutes_notes_a_bias_declared_in_the_meeting(session: Session) -> None:
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    a_meeting(session, item, attending=people)
    actions.declare_bias(session, item, people[2].id, "Gemeinderat", OFFICE, NOW)
    assert [bias.party_id for bias in item.biases] == [people[2].id]


def test_when_the_last_without_a_vote_leaves_the_meeting_the_item_is_decided(session: Session) -> None:
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    resolution = a_meeting(session, item, attending=people)
    votes = {people[0].id: Choice.YES, people[1].id: Choice.NO}
    assert actions.enter_votes(session, item, votes, OFFICE, NOW) is Outcome.OPEN
    actions.set_attendance(session, resolution, [person.id for person in people[:2]], OFFICE, NOW)
    assert (item.outcome, resolution.protocol_document_id is None) == (Outcome.REJECTED, False)


def test_a_batch_leaves_out_what_was_decided_meanwhile(session: Session) -> None:
    people = a_board_of_three(session)
    first, second = two_items(session)
    resolution = a_circular(session, first, second)
    for person in people[:2]:
        vote(session, first, person)
    given = actions.vote_on_all(session, resolution, [first.id, second.id], Choice.YES, as_officer(people[2]), NOW)
    assert (given.number, given.late, len(second.votes)) == (1, 1, 1)


def test_the_history_says_on_which_item_somebody_voted(session: Session) -> None:
    people = a_board_of_three(session)
    first, second = two_items(session)
    resolution = a_circular(session, first, second)
    vote(session, second, people[0])
    session.commit()
    assert second.text in journal.lines_about(session, f"resolution:{resolution.id}")[0].summary()
