"""Somebody is excused while it assesses: at the moment of handing in, before and after what was written is kept."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.assessments.models import Round
from app.assessments.views import own
from app.core.db import transaction
from app.core.values import NotFound
from tests.assessments.factories import Network, a_world, begun, subject_of
from tests.factories import NOW
from tests.needs.signing import signed_in


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


def excused(world: Network, round_id: int) -> None:
    """Somebody of the office excuses who assesses for the vineyard."""
    member_id = world.house.vineyard.id
    with transaction() as session:
        found = session.get_one(Round, round_id)
        row = next(each for each in found.assessors if each.member_id == member_id)
        actions.excuse(session, round_id, row.id, "Verreist", found.version, world.office, NOW)


def handed_in(app: Flask, session: Session, world: Network, found: Round) -> tuple[int, str]:
    """The answer to who hands an assessment in for the vineyard: status and where it leads."""
    client, subject = signed_in(app, session, world.house.vintner), subject_of(found, world.roads).id
    steps = {f"step_{each.id}": "4" for each in found.criteria}
    answer = client.post(f"/mein/2/bewertungen/{found.id}/{subject}", data={"key": "m" * 12, "act": "submit", **steps})
    return answer.status_code, answer.location or ""


def test_who_is_excused_before_is_told_so_and_nothing_is_kept(
    app: Flask, session: Session, world: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = begun(session, world)

    def too_late(*_asked: object) -> None:
        excused(world, found.id)
        raise NotFound("Sie sind nicht zum Bewerten benannt.")

    monkeypatch.setattr(own, "_assessed", too_late)
    assert handed_in(app, session, world, found) == (404, "")


def test_who_is_excused_right_after_is_led_to_its_rounds(
    app: Flask, session: Session, world: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = begun(session, world)
    monkeypatch.setattr(own, "flash", lambda _words: excused(world, found.id))
    assert handed_in(app, session, world, found) == (302, "/mein/2/bewertungen")
    session.expire_all()
    row = next(each for each in found.assessors if each.member_id == world.house.vineyard.id)
    assert row.excused_at is not None
    assert [each.submitted_at is not None for each in queries.assessments_of(session, row.id)] == [True]


def test_who_is_excused_on_the_way_to_the_next_page_is_led_to_one_that_says_so(
    app: Flask, session: Session, world: Network
) -> None:
    found, client = begun(session, world), signed_in(app, session, world.house.vintner)
    steps = {f"step_{each.id}": "4" for each in found.criteria}
    root = f"/mein/2/bewertungen/{found.id}"
    sent = {"key": "m" * 12, "act": "submit", **steps}
    following = client.post(f"{root}/{subject_of(found, world.roads).id}", data=sent).location
    assert following == f"{root}/{subject_of(found, world.minutes).id}"
    excused(world, found.id)
    for address in (following, root):
        assert client.get(address).location == "/mein/2/bewertungen"
    page = client.get("/mein/2/bewertungen")
    assert page.status_code == 200
    assert ("Abgegeben" in page.text, "sind Sie inzwischen entschuldigt" in page.text) == (True, True)
    assert client.get(f"/mein/2/bewertungen/{found.id + 1}").status_code == 404
