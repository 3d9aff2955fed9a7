"""The decision on an appeal is noted once: clicked twice, sent from two tabs, entered by two officers (R-EXIT-09)."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.values import Refusal
from app.members import queries as members
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AppealBody, AppealDecision, RemovalState, StepKind
from app.shares import queries as shares
from tests.factories import OFFICE, a_pdf, sign_in_office
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    on_appeal,
    pending_appeal,
)
from tests.tabs import Tab, said, two_tabs
from tests.together import together, transactions_together
from tests.visitors import Visitor, visitor

DECIDE = "entscheidung$"
TOO_LATE = "Dieser Schritt passt nicht mehr zum Stand"
STANDS = (RemovalState.ENTERED, NEW_YEARS_EVE, 1, 0)
VOID = (RemovalState.LIFTED, None, 1, 5)
TAKEN_BACK = (RemovalState.REVERSED, None, 0, 5)
"""Dismissed, upheld, reversed: the state, the end in the register, decisions noted, shares held after that end."""


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


@pytest.fixture
def pending(session: Session, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion by the board against which the member has appealed."""
    return pending_appeal(session, monkeypatch)


@pytest.fixture
def typed(session: Session, pending: Removal) -> dict[str, str]:
    """What somebody types of the resolution by which the appeal is upheld."""
    number = on_appeal(session).reference
    session.commit()
    return {"decision": number, "decided_by": "organ", "outcome": "upheld"}


def standing(session: Session, removal: Removal) -> tuple[RemovalState, date | None, int, int]:
    session.expire_all()
    period = members.get_period_on(session, removal.member_id, LATER_DAY)
    decisions = [step for step in removal.steps if step.kind is StepKind.APPEAL_DECIDED]
    held = shares.shares_held(session, removal.member_id, NEW_YEARS_EVE + timedelta(days=1))
    return removal.state, period.last_day, len(decisions), held


def sent_again(tab: Tab, **typed: object) -> TestResponse:
    """The same form once more, as a second click sends it."""
    return tab.client.post(tab.action, data={**tab.fields, **typed})


def test_a_decision_clicked_twice_is_noted_once(
    session: Session, client: Visitor, pending: Removal, typed: dict[str, str]
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", DECIDE)
    assert [tab.send(**typed).status_code, sent_again(tab, **typed).status_code] == [302, 302]
    assert standing(session, pending) == VOID
    assert len([each for each in queries.letters_of(session, pending).values() if each.kind == "exclusion_lifted"]) == 1


def test_a_court_s_paper_sent_by_two_clicks_is_kept_once(
    session: Session, client: Visitor, pending: Removal
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", DECIDE)
    court = {"decision": "Amtsgericht Quellbach, 3 C 118/26", "decided_by": "outside", "outcome": "dismissed"}
    answers = [sent_again(tab, **court, document=(io.BytesIO(a_pdf("Urteil")), "urteil.pdf")) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert standing(session, pending) == STANDS


def test_two_clicks_at_the_same_moment_are_one_decision(
    app: Flask, session: Session, client: Visitor, pending: Removal, typed: dict[str, str]
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", DECIDE)
    answers = together(*[lambda: sent_again(tab, **typed).status_code] * 2)
    assert answers == [302, 302]
    assert standing(session, pending) == VOID


@pytest.mark.parametrize(("first", "second", "after"), [("upheld", "dismissed", VOID), ("dismissed", "upheld", STANDS)])
def test_what_one_tab_decided_another_does_not_decide_otherwise(
    session: Session, client: Visitor, pending: Removal, typed: dict[str, str], first: str, second: str,
    after: tuple[object, ...],
) -> None:
    sign_in_office(session, client)
    one, other = two_tabs(client, f"/ausscheiden/{pending.id}", DECIDE)
    assert one.send(**{**typed, "outcome": first}).status_code == 302
    answer = sent_again(other, **{**typed, "outcome": second})
    assert (answer.status_code, TOO_LATE in said(answer)) == (409, True)
    assert standing(session, pending) == after


def test_a_form_sent_back_and_changed_decides_nothing_more(
    session: Session, client: Visitor, pending: Removal, typed: dict[str, str]
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", DECIDE)
    assert tab.send(**{**typed, "outcome": "dismissed"}).status_code == 302
    answer = sent_again(tab, **typed)
    assert "schon abgesandt, mit anderen Angaben" in said(answer)
    assert standing(session, pending) == STANDS


Act = Callable[[Session, Removal], object]


def decides(is_upheld: bool) -> Act:
    decision = AppealDecision(LATER_DAY, is_upheld, AppealBody.OUTSIDE, "Amtsgericht Quellbach, 3 C 118/26")
    return lambda own, found: actions.decide_appeal(own, found, decision, PROOF, OFFICE, LATER)


def reverses(own: Session, found: Removal) -> object:
    return actions.reverse(own, found, "Falsches Mitglied", OFFICE, LATER)


@pytest.mark.parametrize("other", [decides(is_upheld=False), decides(is_upheld=True), reverses])
def test_of_two_officers_at_once_one_decides(
    app: Flask, session: Session, pending: Removal, other: Act
) -> None:
    removal_id = pending.id

    def one(act: Act) -> Callable[[Session], object]:
        return lambda own: act(own, queries.get_removal(own, removal_id))

    answers = transactions_together(app, one(decides(is_upheld=True)), one(other))
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert standing(session, pending) in (VOID, STANDS, TAKEN_BACK)
