"""A form whose step is over by the time it is sent: the page says what came meanwhile, and nothing is noted."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AppealBody, AppealDecision, RemovalState
from tests.factories import OFFICE, a_pdf, sign_in_office
from tests.removals.factories import (
    COURT,
    LATER,
    LATER_DAY,
    PROOF,
    a_human,
    a_lasting_house,
    contested,
    dead,
    followed,
    judged,
    later,
    sent,
)
from tests.tabs import Tab, said
from tests.visitors import Visitor, visitor

OTHER_COURT = "Oberlandesgericht Quellbach, 8 U 7/27"
TOO_LATE = "Dieser Schritt passt nicht mehr zum Stand"


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


@pytest.fixture
def excluded(session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion in force, against which an appeal may come, looked at by the office."""
    a_lasting_house(session)
    removal = sent(session, a_human(session))
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    return removal


def paper() -> tuple[io.BytesIO, str]:
    return io.BytesIO(a_pdf("Urteil")), "urteil.pdf"


@pytest.mark.parametrize("meanwhile", [
    lambda session, removal: contested(session, removal),
    lambda session, removal: judged(session, removal, reference="Amtsgericht Quellbach, 3 C 5/26"),
    lambda session, removal: actions.reverse(session, removal, "Irrtum", OFFICE, LATER),
])
def test_a_judgment_that_comes_after_another_and_after_its_step_is_over_is_told_so(
    session: Session, client: Visitor, excluded: Removal, meanwhile: Callable[[Session, Removal], object]
) -> None:
    tab = Tab(client, f"/ausscheiden/{excluded.id}", "urteil$")
    judged(session, excluded, is_void=False)
    meanwhile(session, excluded)
    session.commit()
    state, number = excluded.state, len(excluded.steps)
    typed = {"decision": OTHER_COURT, "outcome": "void", "document": paper()}
    answer = client.post(tab.action, data={**tab.fields, **typed})
    words = said(answer)
    assert (answer.status_code, TOO_LATE in words, f"{COURT}, {LATER_DAY:%d.%m.%Y}" in words) == (409, True, True)
    assert ("Was Sie geschrieben haben, steht noch da" in words, "<title>Fehler:" in answer.text) == (False, True)
    session.expire_all()
    assert (excluded.state, len(excluded.steps)) == (state, number)


def test_who_follows_named_too_late_is_told_so(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "nachfolge$")
    followed(session, removal, now=LATER)
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, LATER)
    session.commit()
    typed = {"first_names": "Kunibert", "last_name": "Lindwurm", "street": "Am Anger 9", "postcode": "70997",
             "city": "Altenbruck", "role": "heir", "document": paper()}  # fmt: skip
    answer = client.post(tab.action, data={**tab.fields, **typed})
    words = said(answer)
    assert (answer.status_code, TOO_LATE in words, "Rosalinde Lindwurm, Erbe oder Erbin" in words) == (409, True, True)
    session.expire_all()
    assert (removal.state, len(queries.heirs_of(removal))) == (RemovalState.REVERSED, 1)


# --- an appeal, taken back or decided, and another one --------------------------------------------------------------


def taken_back(session: Session, removal: Removal, days: int = 0) -> Removal:
    after = timedelta(days=days)
    return actions.withdraw_appeal(session, removal, LATER_DAY + after, "Erledigt.", None, OFFICE, LATER + after)


def dismissed(session: Session, removal: Removal, days: int = 0) -> Removal:
    after = timedelta(days=days)
    decision = AppealDecision(LATER_DAY + after, is_upheld=False, by=AppealBody.OUTSIDE, reference=COURT)
    return actions.decide_appeal(session, removal, decision, PROOF, OFFICE, LATER + after)


Act = Callable[..., Removal]


@pytest.mark.parametrize(("settled", "words"), [
    (taken_back, "Beschwerde zurückgenommen"), (dismissed, "Über die Beschwerde entschieden"),
])
def test_a_tab_from_before_an_appeal_opens_none_again_that_is_settled(
    session: Session, client: Visitor, excluded: Removal, settled: Act, words: str
) -> None:
    tab = Tab(client, f"/ausscheiden/{excluded.id}", "beschwerde$")
    settled(session, contested(session, excluded))
    session.commit()
    answer = tab.send(words="Ich habe gezahlt.")
    assert (answer.status_code, f"{words}, {LATER_DAY:%d.%m.%Y}" in said(answer)) == (409, True)
    session.expire_all()
    assert excluded.state is RemovalState.ENTERED
    assert tab.send(words="Noch einmal.").status_code == 302


@pytest.mark.parametrize(("form", "typed"), [
    ("ruecknahme$", {"words": "Erledigt."}),
    ("entscheidung$", {"decision": OTHER_COURT, "decided_by": "outside", "outcome": "upheld"}),
])
@pytest.mark.parametrize("settled", [taken_back, dismissed])
def test_a_tab_that_shows_one_appeal_settles_no_other(
    session: Session, client: Visitor, excluded: Removal, settled: Act, form: str, typed: dict[str, object]
) -> None:
    contested(session, excluded)
    session.commit()
    tab = Tab(client, f"/ausscheiden/{excluded.id}", form)
    contested(session, settled(session, excluded))
    session.commit()
    answer = tab.send(**typed, document=paper())
    assert (answer.status_code, "Beschwerde eingelegt" in said(answer)) == (409, True)
    session.expire_all()
    assert excluded.state is RemovalState.APPEALED
    assert tab.send(**typed, document=paper()).status_code == 302


@pytest.mark.parametrize("settled", [taken_back, dismissed])
def test_no_appeal_came_in_before_the_one_before_it_was_settled(
    session: Session, excluded: Removal, settled: Act
) -> None:
    settled(session, contested(session, excluded), days=2)
    settled_on, now = LATER_DAY + timedelta(days=2), LATER + timedelta(days=3)
    with pytest.raises(Refusal, match=f"bis zum {settled_on:%d.%m.%Y} anhängig"):
        actions.note_appeal(session, excluded, settled_on - timedelta(days=1), "", None, OFFICE, now)
    assert excluded.state is RemovalState.ENTERED
    assert actions.note_appeal(session, excluded, settled_on, "", None, OFFICE, now).state is RemovalState.APPEALED
