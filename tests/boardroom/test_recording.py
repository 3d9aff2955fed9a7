"""A resolution recorded from elsewhere: its signed record comes later, its title heads its page, another is another."""

import io
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.boardroom import actions
from app.core import files, journal
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal, Role
from app.organs import queries as organs
from app.organs.models import Bias, Resolution
from app.organs.rules import ItemKind, Organ, Outcome, RecordRefusal
from tests.boardroom.factories import a_board_of_three, a_circular, as_officer, directors
from tests.dossiers.test_refusals import at
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.tabs import said
from tests.together import together
from tests.visitors import visitor

SCAN = CheckedFile("Niederschrift.pdf", a_pdf("unterschrieben"))
WORDING = "Der Vorstand erlässt den Rest vom Fehlbetrag."
WAIVED = actions.Record(Organ.BOARD, TODAY, "Erlass", WORDING, Outcome.ACCEPTED)
HAND_IN = "Niederschrift nachreichen"


def on_paper(session: Session, record: actions.Record = WAIVED) -> Resolution:
    """A resolution from paper, recorded without its signed record."""
    a_board_of_three(session)
    return actions.record_resolution(session, record, OFFICE, NOW)


def sent(
    name: str = "Niederschrift.pdf", content: bytes = SCAN.content, key: str = "nachgereicht-1"
) -> dict[str, object]:
    return {"key": key, "record": (io.BytesIO(content), name)}


def test_the_signed_record_of_a_recorded_resolution_is_handed_in_later(session: Session) -> None:
    resolution = on_paper(session)
    actions.hand_in_record(session, resolution, SCAN, OFFICE, NOW)
    assert files.get(resolution.record_sha256 or "") == SCAN.content
    session.commit()
    line = journal.lines_about(session, f"resolution:{resolution.id}")[0]
    assert (line.act, line.summary()) == ("hand_in_record", "Niederschrift zu V-2026-001 nachgereicht")


def test_a_signed_record_is_handed_in_once_and_as_a_pdf(session: Session) -> None:
    resolution = on_paper(session)
    for wrong in (None, CheckedFile("Niederschrift.pdf", b"MZ")):
        with pytest.raises(RecordRefusal):
            actions.hand_in_record(session, resolution, wrong, OFFICE, NOW)
    actions.hand_in_record(session, resolution, SCAN, OFFICE, NOW)
    with pytest.raises(Refusal, match="Niederschrift schon vor"):
        actions.hand_in_record(session, resolution, SCAN, OFFICE, NOW)


def test_what_was_voted_on_here_has_its_own_protocol_and_no_record_handed_in(session: Session) -> None:
    a_board_of_three(session)
    voted = a_circular(session, actions.propose(session, Organ.BOARD, ItemKind.OTHER, WORDING, OFFICE, NOW))
    with pytest.raises(Refusal, match="nachgetragenen Beschluss"):
        actions.hand_in_record(session, voted, SCAN, OFFICE, NOW)


def test_who_may_not_record_a_resolution_hands_in_no_record_of_it_either(session: Session) -> None:
    resolution, outsider = on_paper(session), Actor("Rabe", roles=frozenset({Role.SUPERVISORY_BOARD}))
    with pytest.raises(Refusal, match="vorbehalten"):
        actions.hand_in_record(session, resolution, SCAN, outsider, NOW)


def test_who_is_biased_hands_in_no_record_either(session: Session) -> None:
    a_board_of_three(session)
    biased = directors(session)[0]
    item = actions.propose(session, Organ.GENERAL_ASSEMBLY, ItemKind.OTHER, WORDING, OFFICE, NOW)
    session.add(Bias(item_id=item.id, party_id=biased.id, name="X", ground="Y", is_declared=True, noted_at=NOW))
    session.flush()
    session.refresh(item)
    record = replace(WAIVED, organ=Organ.GENERAL_ASSEMBLY, text="", item_id=item.id)
    resolution = actions.record_resolution(session, record, OFFICE, NOW)
    with pytest.raises(Refusal, match="befangen"):
        actions.hand_in_record(session, resolution, SCAN, as_officer(biased), NOW)


def test_the_office_hands_the_signed_record_in_on_the_page_of_the_resolution(
    session: Session, client: FlaskClient
) -> None:
    resolution = on_paper(session)
    sign_in_office(session, client)
    path = f"/beschluesse/{resolution.id}"
    assert HAND_IN in client.get(path).text
    assert "PDF-Datei" in at(client.post(f"{path}/niederschrift", data=sent("a.pdf", b"MZ")), "record")
    assert "Fügen Sie" in at(client.post(f"{path}/niederschrift", data={"key": "nachgereicht-1"}), "record")
    for _again in range(2):
        answer = client.post(f"{path}/niederschrift", data=sent(), follow_redirects=True)
        assert (answer.status_code, HAND_IN in answer.text) == (200, False)
    assert client.get(f"{path}/niederschrift.pdf").data == SCAN.content
    again = client.post(f"{path}/niederschrift", data=sent(key="nachgereicht-2"))
    assert (again.status_code, "Niederschrift schon vor" in again.text) == (409, True)


def test_two_who_hand_in_the_record_at_the_same_moment_leave_one(app: Flask, session: Session) -> None:
    path = f"/beschluesse/{on_paper(session).id}/niederschrift"
    people = [visitor(app), visitor(app)]
    for person, name in zip(people, ("Lautenschlag", "Nussbaum"), strict=True):
        sign_in(session, person, a_person(session, "Henrike", name), Role.OFFICE)
    calls = [partial(each.post, path, data=sent(key=f"nachgereicht-{number}")) for number, each in enumerate(people)]
    assert sorted(answer.status_code for answer in together(*calls)) == [302, 409]


def test_the_form_says_what_a_resolution_without_its_record_cannot_ground(
    session: Session, client: FlaskClient
) -> None:
    a_board_of_three(session)
    sign_in_office(session, client)
    page = client.get("/beschluesse/nachtragen").text
    assert "solange sie fehlt, kann auf ihn hin kein Rest erlassen und über keine Beschwerde" in page
    assert "auf der Seite des Beschlusses nachreichen" in page


FORM = {
    "organ": "board", "item": "0", "kind": "other", "decided_on": TODAY.isoformat(), "outcome": "accepted",
    "title": "Erlass", "text": WORDING,
}  # fmt: skip
OTHERS = [{"title": "Lastenrad"}, {"title": ""}, {"outcome": "rejected"}, {"kind": "textform_permission"}]


@pytest.mark.parametrize("other", OTHERS)
def test_a_resolution_of_another_title_outcome_or_kind_is_another_one(
    session: Session, client: FlaskClient, other: dict[str, str]
) -> None:
    on_paper(session)
    sign_in_office(session, client)
    form = {**FORM, **other, **sent(key="ein-anderer-1")}
    assert client.post("/beschluesse/nachtragen", data=form).status_code == 302
    session.rollback()
    assert organs.find_by_number(session, "V-2026-002")


@pytest.mark.parametrize("title", ["Erlass", ""])
def test_the_same_resolution_recorded_again_is_told_before_it_counts_twice(
    session: Session, client: FlaskClient, title: str
) -> None:
    on_paper(session, replace(WAIVED, title=title))
    sign_in_office(session, client)
    again = client.post("/beschluesse/nachtragen", data={**FORM, "title": f"{title} ", "key": "derselbe-1"})
    assert (again.status_code, "V-2026-001" in again.text) == (409, True)


@pytest.mark.parametrize(("title", "heading"), [("Erlass", "Erlass"), ("", WORDING)])
def test_the_title_heads_the_page_of_a_recorded_resolution_and_the_wording_stands_in_its_box(
    session: Session, client: FlaskClient, title: str, heading: str
) -> None:
    resolution = on_paper(session, replace(WAIVED, title=title))
    sign_in_office(session, client)
    answer = client.get(f"/beschluesse/{resolution.id}")
    assert f"{heading}</h1>" in answer.text
    assert f"{WORDING} Beschlossen am" in said(answer)
