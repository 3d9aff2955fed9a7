"""An appeal that the member takes back: the exclusion stands as it did before the appeal (§ 68 GenG; R-EXIT-09)."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AboutDay, RemovalState, StepKind, check_taken_back
from tests.departures.factories import a_holder
from tests.factories import OFFICE, a_pdf, sign_in_office
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    PROOF,
    a_lasting_house,
    contested,
    figures,
    on_appeal,
    pending_appeal,
    sent,
)
from tests.tabs import Tab, said, two_tabs, wrong_fields
from tests.together import transactions_together
from tests.visitors import Visitor, visitor

WITHDRAW, SAID = "ruecknahme$", "Ich nehme meine Beschwerde zurück."
TOO_LATE = "Dieser Schritt passt nicht mehr zum Stand"


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


@pytest.fixture
def pending(session: Session, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion against which the member has appealed."""
    return pending_appeal(session, monkeypatch)


def withdrawn(
    session: Session, removal: Removal, days: int = 0, words: str = SAID, file: CheckedFile | None = None
) -> Removal:
    return actions.withdraw_appeal(session, removal, LATER_DAY + timedelta(days=days), words, file, OFFICE, LATER)


def noted(session: Session, removal: Removal) -> tuple[RemovalState, int]:
    """How far it has come, and how many withdrawals are noted."""
    session.expire_all()
    return removal.state, sum(step.kind is StepKind.APPEAL_WITHDRAWN for step in removal.steps)


def as_it_stands(session: Session, removal: Removal) -> list[object]:
    """The state, every figure, and the letters."""
    letters = sorted(queries.letters_of(session, removal))
    return [removal.state, removal.last_day, removal.letter_id, *letters, *figures(session, removal.member_id)]


def test_the_exclusion_stands_as_before_the_appeal_and_nothing_is_written(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    before = as_it_stands(session, removal)
    withdrawn(session, contested(session, removal), file=PROOF)
    step = queries.step_of(removal, StepKind.APPEAL_WITHDRAWN)
    assert as_it_stands(session, removal) == before
    assert step is not None
    assert (step.happened_on, step.note, step.paper_name) == (LATER_DAY, SAID, PROOF.name)


@pytest.mark.parametrize(("words", "has_paper"), [(SAID, False), ("", True)])
def test_the_member_s_words_or_its_paper_show_it(words: str, has_paper: bool) -> None:
    check_taken_back(words, has_paper)


def test_without_words_and_paper_nothing_shows_it(session: Session, pending: Removal) -> None:
    with pytest.raises(Refusal, match="wie das Mitglied die Beschwerde zurückgenommen hat"):
        withdrawn(session, pending, words=" ")
    assert noted(session, pending) == (RemovalState.APPEALED, 0)


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_taken_back_neither_before_it_was_lodged_nor_on_a_day_to_come(
    session: Session, pending: Removal, days: int
) -> None:
    with pytest.raises(AboutDay):
        withdrawn(session, pending, days)
    assert noted(session, pending) == (RemovalState.APPEALED, 0)


def lifted(session: Session, removal: Removal) -> object:
    return actions.decide_appeal(session, removal, on_appeal(session), None, OFFICE, LATER)


def dismissed(session: Session, removal: Removal) -> object:
    return actions.decide_appeal(session, removal, on_appeal(session, is_upheld=False), None, OFFICE, LATER)


def reversed_(session: Session, removal: Removal) -> object:
    return actions.reverse(session, removal, "Falsches Mitglied", OFFICE, LATER)


@pytest.mark.parametrize("before", [lifted, dismissed, reversed_, withdrawn])
def test_what_is_not_pending_is_not_taken_back(
    session: Session, pending: Removal, before: Callable[[Session, Removal], object]
) -> None:
    before(session, pending)
    stands = noted(session, pending)
    with pytest.raises(Refusal, match=TOO_LATE):
        withdrawn(session, pending)
    assert noted(session, pending) == stands


def test_where_no_appeal_was_lodged_none_is_taken_back(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    with pytest.raises(Refusal, match=TOO_LATE):
        withdrawn(session, removal)
    assert noted(session, removal) == (RemovalState.ENTERED, 0)


def test_while_the_time_runs_another_appeal_may_follow_and_is_decided(session: Session, pending: Removal) -> None:
    withdrawn(session, pending)
    lifted(session, contested(session, pending))
    assert noted(session, pending) == (RemovalState.LIFTED, 1)


def test_the_page_says_what_is_missing_and_notes_it_with_the_paper(
    session: Session, client: Visitor, pending: Removal
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", WITHDRAW)
    answer = tab.send()
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["words"])
    day_to_come = (LATER_DAY + timedelta(days=1)).isoformat()
    answer = tab.send(words=SAID, happened_on=day_to_come)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["happened_on"])
    paper = io.BytesIO(a_pdf("Rücknahme")), "ruecknahme.pdf"
    assert tab.send(words="", happened_on=LATER_DAY.isoformat(), document=paper).status_code == 302
    page = client.get(f"/ausscheiden/{pending.id}")
    assert "Beschwerde zurückgenommen" in said(page)
    assert "ruecknahme.pdf" in page.text
    assert noted(session, pending) == (RemovalState.ENTERED, 1)


def test_two_clicks_note_it_once(session: Session, client: Visitor, pending: Removal) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", WITHDRAW)
    answers = [client.post(tab.action, data={**tab.fields, "words": SAID}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert noted(session, pending) == (RemovalState.ENTERED, 1)


def test_what_one_tab_took_back_another_neither_takes_back_nor_decides(
    session: Session, client: Visitor, pending: Removal
) -> None:
    number = on_appeal(session).reference
    session.commit()
    sign_in_office(session, client)
    one, other = two_tabs(client, f"/ausscheiden/{pending.id}", WITHDRAW)
    deciding = Tab(client, f"/ausscheiden/{pending.id}", "entscheidung$")
    assert one.send(words=SAID).status_code == 302
    for tab, typed in ((other, {"words": SAID}), (deciding, {"decision": number, "outcome": "upheld"})):
        answer = client.post(tab.action, data={**tab.fields, **typed})
        assert (answer.status_code, TOO_LATE in said(answer)) == (409, True)
    assert noted(session, pending) == (RemovalState.ENTERED, 1)


def test_of_two_officers_at_once_one_takes_it_back_or_one_decides(
    app: Flask, session: Session, pending: Removal
) -> None:
    removal_id, decision = pending.id, on_appeal(session)
    session.commit()
    answers = transactions_together(
        app, lambda own: withdrawn(own, queries.get_removal(own, removal_id)),
        lambda own: actions.decide_appeal(own, queries.get_removal(own, removal_id), decision, None, OFFICE, LATER),
    )
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert noted(session, pending) in ((RemovalState.ENTERED, 1), (RemovalState.LIFTED, 0))
