"""Many at the same moment: a vote counts once, a receipt is shown for a counted vote only, whoever closes when."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.core import grouping
from app.core.db import transaction, written
from app.core.grouping import grouped
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.actions import Ballots, Given, Receipt
from app.voting.models import CastVote
from app.voting.rules import Choice, MayNotCast, PollState
from tests.factories import NOW, sign_in
from tests.together import together
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, someone


def test_fifty_requests_at_the_same_moment_cast_one_vote(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    browser = app.test_client()
    sign_in(session, browser, member.party)
    cookie = browser.get_cookie("genokontor")
    assert cookie is not None
    address = f"/abstimmung/{meeting.assembly.id}/{poll.id}/abgeben"

    def send(choice: str) -> int:
        client = app.test_client()
        client.set_cookie("genokontor", cookie.value)
        return client.post(address, data={f"m{member.id}": choice}).status_code

    words = ("yes", "no")
    answers = together(*[partial(send, words[number % 2]) for number in range(50)])
    assert set(answers) == {302}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(CastVote)) == 1


def crowd(session: Session, number: int) -> Meeting:
    """A meeting with many members."""
    meeting = a_meeting(session, 0)
    for each in range(number):
        meeting.members.append(someone(session, meeting.assembly, f"Nummer{'abcdefghij'[each // 10 % 10]}{each}"))
    return meeting


def ballots(
    assembly_id: int, poll_id: int, member_id: int, party_id: int | None, choice: Choice = Choice.YES
) -> Ballots:
    """What somebody casts for one member."""
    return Ballots(assembly_id, poll_id, lambda _poll: [Given(member_id, choice)], NOW, party_id)


def test_every_receipt_shown_while_a_poll_is_closed_is_counted_and_nothing_else(app: Flask, session: Session) -> None:
    meeting = crowd(session, 60)
    poll = asked(session, meeting)
    facts = [(member.id, member.party_id) for member in meeting.members]
    assembly_id, poll_id = meeting.assembly.id, poll.id
    session.commit()
    halfway = threading.Event()

    def cast_all(mine: list[tuple[int, int]]) -> list[str]:
        shown = []
        with app.app_context():
            for place, (member_id, party_id) in enumerate(mine):
                if place == len(mine) // 2:
                    halfway.set()
                wish = ballots(assembly_id, poll_id, member_id, party_id)
                try:
                    shown += [each.code for each in grouped(actions.cast_together, wish)]
                except MayNotCast:
                    break
        return shown

    def close() -> list[str]:
        halfway.wait(30)
        with app.app_context(), transaction() as mine:
            sitting = actions.hold_sitting(mine, assembly_id)
            actions.close_poll(mine, sitting, queries.get_poll(mine, assembly_id, poll_id), CHAIR, NOW)
        return []

    parts = [facts[start::6] for start in range(6)]
    shown = list(chain(*together(close, *[partial(cast_all, part) for part in parts])))
    with app.app_context(), transaction() as mine:
        sitting = actions.hold_sitting(mine, assembly_id)
        result = actions.count_poll(mine, sitting, queries.get_poll(mine, assembly_id, poll_id), CHAIR, NOW)
        assert sorted(mine.scalars(select(CastVote.receipt))) == sorted(shown)
        assert result.content["ordinary"]["yes"] == len(shown) > 0
        assert result.valid == len(shown)


def test_one_that_fails_in_a_group_takes_nobody_else_down(app: Flask, session: Session) -> None:
    meeting = crowd(session, 8)
    poll = asked(session, meeting)
    facts = [(member.id, member.party_id) for member in meeting.members]
    assembly_id, poll_id = meeting.assembly.id, poll.id
    session.commit()

    def act(mine: Session, places: Sequence[int]) -> list[list[str] | Refusal]:
        found: list[list[str] | Refusal] = []
        for place in places:
            member_id, party_id = facts[place]
            receipts = actions.cast(mine, assembly_id, poll_id, [Given(member_id, Choice.YES)], party_id, NOW)
            if place == 3:
                raise RuntimeError("the plug was pulled")
            found.append(Refusal("Nein.") if place == 5 else [each.code for each in receipts])
        return found

    def ask(place: int) -> object:
        with app.app_context():
            try:
                return grouped(act, place)
            except (Refusal, RuntimeError) as fault:
                return type(fault)

    kinds = Counter(answer if isinstance(answer, type) else list for answer in together(
        *[partial(ask, place) for place in range(8)]
    ))
    assert kinds == {list: 6, RuntimeError: 1, Refusal: 1}
    session.rollback()
    voted = set(session.scalars(select(CastVote.member_id)))
    assert facts[3][0] not in voted
    assert {facts[place][0] for place in (0, 1, 2, 4, 6, 7)} <= voted


@pytest.mark.parametrize("fault", [
    OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked")), PoolTimeout("no connection to spare"),
])
def test_where_the_database_fails_all_who_wait_hear_it_at_once(app: Flask, fault: Exception) -> None:
    """Each would meet the same fault, and wait for it as long."""
    tried: list[int] = []

    def act(_: Session, places: Sequence[int]) -> list[int | Refusal]:
        tried.extend(places)
        sleep(0.3)
        raise fault

    assert together(*[partial(_asks, app, act, place) for place in range(8)]) == [type(fault)] * 8
    assert sorted(tried) == list(range(8))


@pytest.mark.parametrize(("sqlstate", "sizes", "found"), [
    ("53100", [1, 7, 1, 1], (2, 6)), ("40P01", [1, 7, 1, 1, 1, 1, 1, 1, 1], (7, 1)),
])
def test_one_after_the_other_is_asked_as_long_as_the_database_answers(
    app: Flask, sqlstate: str, sizes: list[int], found: tuple[int, int]
) -> None:
    """One of them fails, and then the disk is full; where PostgreSQL only let somebody else go first, all are tried."""
    fault = OperationalError("INSERT", None, type("Gone", (Exception,), {"sqlstate": sqlstate})())
    tried: list[int] = []
    begun = threading.Event()

    def act(_: Session, places: Sequence[int]) -> list[int | Refusal]:
        tried.append(len(places))
        begun.set()
        sleep(0.3 if len(tried) == 1 else 0)
        if len(places) > 1:
            raise RuntimeError("one of them")
        if len(tried) == 4:
            raise fault
        return list(places)

    def ask(place: int) -> type:
        assert place == 0 or begun.wait(30)
        return _asks(app, act, place)

    kinds = together(*[partial(ask, place) for place in range(8)])
    assert tried == sizes
    assert (kinds.count(int), kinds.count(OperationalError)) == found


def test_who_comes_before_the_transaction_begins_is_written_for_in_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    begins = threading.Event()

    def act(_: Session, places: Sequence[int]) -> list[int | Refusal]:
        tried.append(len(places))
        return list(places)

    def slowly(engine: Engine, do: Callable[[Session], Any]) -> Any:
        begins.set()
        sleep(0.5)
        return written(engine, do)

    def ask(place: int) -> type:
        assert place == 0 or begins.wait(30)
        return _asks(app, act, place)

    monkeypatch.setattr(grouping, "written", slowly)
    assert together(*[partial(ask, place) for place in range(4)]) == [int] * 4
    assert tried == [4]


def _asks(app: Flask, act: Callable[[Session, Sequence[int]], list[int | Refusal]], place: int) -> type:
    """What kind of answer somebody gets, or of fault."""
    with app.app_context():
        try:
            return type(grouped(act, place))
        except (SQLAlchemyError, RuntimeError) as fault:
            return type(fault)


def test_where_the_database_fails_nobody_is_shown_a_receipt_and_all_vote_once_it_is_back(
    app: Flask, session: Session
) -> None:
    meeting = crowd(session, 6)
    poll = asked(session, meeting)
    facts = [(member.id, member.party_id) for member in meeting.members]
    assembly_id, poll_id = meeting.assembly.id, poll.id
    session.commit()

    def full(mine: Session, wishes: Sequence[Ballots]) -> list[Sequence[Receipt] | Refusal]:
        actions.cast_together(mine, wishes)
        raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    def cast(act: Callable[[Session, Sequence[Ballots]], Any], place: int) -> str:
        with app.app_context():
            try:
                return str(grouped(act, ballots(assembly_id, poll_id, *facts[place]))[0].code)
            except OperationalError:
                return ""

    def stored() -> list[str]:
        session.rollback()
        return sorted(session.scalars(select(CastVote.receipt)))

    assert together(*[partial(cast, full, place) for place in range(6)]) == [""] * 6
    assert stored() == []
    assert sorted(together(*[partial(cast, actions.cast_together, place) for place in range(6)])) == stored()
    assert len(stored()) == 6


def test_a_vote_whose_answer_never_came_was_not_cast(session: Session) -> None:
    """The server dies before the commit: nobody was shown a receipt, and none is stored."""
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    assembly_id, poll_id, member_id, party_id = meeting.assembly.id, poll.id, member.id, member.party_id
    session.commit()

    def act(mine: Session, wishes: Sequence[Ballots]) -> list[Sequence[Receipt] | Refusal]:
        actions.cast_together(mine, wishes)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grouped(act, ballots(assembly_id, poll_id, member_id, party_id))
    assert session.scalar(select(func.count()).select_from(CastVote)) == 0
    again = ballots(assembly_id, poll_id, member_id, party_id, Choice.NO)
    assert grouped(actions.cast_together, again)[0].is_new


def test_two_chairs_who_close_at_the_same_moment_close_once(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    assembly_id, poll_id = meeting.assembly.id, poll.id
    session.commit()

    def close() -> str:
        with app.app_context():
            try:
                with transaction() as mine:
                    sitting = actions.hold_sitting(mine, assembly_id)
                    actions.close_poll(mine, sitting, queries.get_poll(mine, assembly_id, poll_id), CHAIR, NOW)
            except Refusal:
                return "refused"
            return "closed"

    assert sorted(together(close, close, close)) == ["closed", "refused", "refused"]
    session.expire_all()
    assert queries.get_poll(session, assembly_id, poll_id).state is PollState.CLOSED
