"""Every form of the acts against every kind of bad input: a sentence or a deed, and a refusal changes nothing."""

from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.hostile.acting import GUESSED, Acting, Asked, address_of, begin
from tests.story import put_story_in_place

NOT_IN_THE_STORY = {
    "boardroom.hand_over", "departures.close_right", "dues.close_lapsed", "dues.undo_closing", "dues.undo_refund",
    "dues.waive", "settlements.come_back_dividend", "settlements.open_it", "settlements.preview",
    "settlements.undo_debt_paid", "settlements.undo_dividend_return", "subscriptions.own_withdraw",
    "transfers.own_withdraw",
}
"""What these are about is not there in the fictional cooperative; only their addresses are tried."""

Wrong = tuple[dict[str, object], dict[str, object]]
"""What stands in the address instead, and what in the form."""


@pytest.fixture
def acting(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    """People of the fictional cooperative, whose requests leave it as it was."""
    put_story_in_place()
    with begin(app, session, monkeypatch) as people:
        yield people


def test_no_form_of_an_act_filled_wrongly_fails_or_changes_what_it_refuses(acting: Acting) -> None:
    turn, faults, unreached, taken = count(), [], set(), 0
    for rule in acting.rules():
        values, fields, status = acting.best(rule)
        taken += status in (200, 302)
        if status == 404:
            unreached.add(rule.endpoint)
        for part, typed in [*wrong_parts(values, turn), *wrong_forms(fields, turn)]:
            filled = {**acting.right(fields), **typed}
            status = acting.send(rule, address_of(rule, {**values, **part}), filled)
            if status >= 500 or (status >= 400 and acting.committed):
                faults.append((status, rule.endpoint, part, str(typed)[:200], acting.committed))
    assert faults == []
    assert unreached <= NOT_IN_THE_STORY
    assert taken > 50, "what is right must be taken by most forms, or nothing is tried but the first refusal"


def wrong_forms(fields: list[Asked], turn: Iterator[int]) -> Iterator[Wrong]:
    """Each field wrong for itself, every kind of wrong in turn; then all fields wrong at once."""
    for each in fields:
        yield {}, {each.name: each.wrong(next(turn))}
    for _time in range(2 if fields else 0):
        yield {}, {each.name: each.wrong(next(turn)) for each in fields}


def wrong_parts(values: dict[str, object], turn: Iterator[int]) -> Iterator[Wrong]:
    """Each part of the address guessed."""
    for name in values:
        yield {name: GUESSED[next(turn) % len(GUESSED)]}, {}


def test_a_form_of_an_act_sent_twice_is_one_act(acting: Acting) -> None:
    """Each of them in earnest, one after the other; what no longer fits after another act is left out."""
    ready = [(rule, *acting.best(rule)) for rule in acting.rules()]
    acting.is_in_earnest, done = True, 0
    for rule, values, fields, status in ready:
        if status != 302 or not any(each.name == "key" for each in fields):
            continue
        address, typed = address_of(rule, values), acting.right(fields)
        if acting.send(rule, address, typed) != 302 or not acting.committed:
            continue
        first = acting.location
        assert acting.send(rule, address, typed) == 302, rule.endpoint
        again = [each for each in acting.committed if "INTO done_act" not in each]
        assert (acting.location, again) == (first, []), rule.endpoint
        done += 1
    assert done > 15, "hardly anything was done twice"
