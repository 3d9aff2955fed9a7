"""What the database itself keeps of bundles and of requests for contact, and how it is answered."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.actions import Wish
from app.bundles.models import ContactRequest
from app.bundles.rules import ActKind, ContactState
from app.core.values import Refusal, Role
from app.needs import queries as need_queries
from app.needs.models import Need
from app.needs.rules import Viewer
from tests.bundles.factories import a_bundle
from tests.factories import NOW
from tests.needs.factories import COUNCIL, House, a_need, a_network, actor_of
from tests.needs.signing import signed_in
from tests.together import transactions_together
from tests.turned_down import again, changed, turned_down

WISH = Wish("Wie macht ihr das?", "Kellerei, Frau Amsel", "t@rebhang.example")
WORDS = ("words", "answer", "asking_name", "asking_email", "asked_name", "asked_email", "asked_by", "ended_by")


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def needs(session: Session, house: House) -> tuple[Need, Need]:
    """That of the town, and that of the vineyard; both in one bundle."""
    found = (a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL))
    a_bundle(session, house, *found)
    session.commit()
    return found


def asks(session: Session, house: House, needs: tuple[Need, Need]) -> ContactRequest:
    viewer = need_queries.member_viewer(session, house.vintner.party_id, NOW.date())
    pair = (needs[1].id, needs[0].id)
    return actions.ask(session, house.vineyard.id, pair, WISH, viewer, actor_of(house.vintner), NOW)


def test_an_act_undoes_another_or_is_no_undoing(session: Session, house: House, needs: tuple[Need, Need]) -> None:
    office = actor_of(house.office, Role.OFFICE)
    bundle_id = queries.bundles_of(session, [needs[0].id], Viewer(reads_all=True))[needs[0].id].id
    opened = queries.acts_of(session, bundle_id)[0]
    for wrong in ({"kind": ActKind.UNDO}, {"undoes_id": opened.id}):
        turned_down(session, again(opened, turn=99, **wrong), "undoing_points_back")
    undoing = actions.undo(session, opened.id, office, NOW)
    assert (undoing.kind, undoing.undoes_id) == (ActKind.UNDO, opened.id)
    turned_down(session, again(undoing, turn=100), "(?i)unique")


def test_a_member_has_one_request_about_a_need_that_is_open_or_agreed_to(
    session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    agreed = {"state": ContactState.AGREED, "ended_at": NOW, "ended_by": "Berta"}
    for more in ({}, agreed):
        turned_down(session, again(request, **more), "(?i)unique")
    session.execute(changed(request, **agreed))
    turned_down(session, again(request, state=ContactState.OPEN, ended_at=None, ended_by=""), "(?i)unique")
    session.execute(changed(request, state=ContactState.DECLINED))
    session.execute(again(request, state=ContactState.OPEN, ended_at=None, ended_by=""))


@pytest.mark.parametrize("left", WORDS)
def test_a_deleted_request_says_nothing(session: Session, house: House, needs: tuple[Need, Need], left: str) -> None:
    request = asks(session, house, needs)
    gone: dict[str, Any] = {"state": ContactState.AGREED, "ended_at": NOW, "erased_at": NOW, **dict.fromkeys(WORDS, "")}
    turned_down(session, changed(request, **{**gone, left: "Amsel"}), "erased_is_empty")
    session.execute(changed(request, **gone))


def test_of_two_who_ask_at_once_the_second_is_told_that_it_was_asked(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    pair, asking, vintner = (needs[1].id, needs[0].id), house.vineyard.id, actor_of(house.vintner)
    viewer = Viewer(is_member=True, own=frozenset({asking}))
    answers = transactions_together(app, *[
        lambda own: actions.ask(own, asking, pair, WISH, viewer, vintner, NOW).id
    ] * 2)
    refused = [each.message for each in answers if isinstance(each, Refusal)]
    assert refused == ["Sie haben schon gefragt; die Antwort steht noch aus."]


def test_what_the_database_turns_down_is_a_page_that_says_so(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the act did not see it: nothing is written, and nothing breaks."""
    asks(session, house, needs)
    session.commit()
    monkeypatch.setattr(queries, "open_contact", lambda *_args: None)
    data = {"bedarf": str(needs[0].id), "fuer": str(needs[1].id), "words": WISH.words, "name": WISH.name,
            "email": WISH.email, "key": "key-of-a-wish"}
    answer = signed_in(app, session, house.vintner).post("/mein/2/kontakte/neu", data=data)
    assert (answer.status_code, "Es wurde nichts gespeichert" in answer.text) == (409, True)
