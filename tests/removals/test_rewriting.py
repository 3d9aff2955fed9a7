"""The letter of an exclusion is written anew, from one tab or another that still shows the old one (R-EXIT-09)."""

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import StepKind
from tests.archive.factories import made
from tests.factories import OFFICE
from tests.removals.factories import LATER, to_be_sent
from tests.tabs import said, two_tabs

REWRITE = "neu-schreiben$"


@pytest.fixture
def decided(session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion resolved today, whose letter waits, looked at by the office."""
    return to_be_sent(session, client, monkeypatch)


def letters(session: Session, removal: Removal) -> Sequence[str]:
    """The numbers of the letters of the exclusion, in their order."""
    session.expire_all()
    written = queries.letters_of(session, removal).values()
    return [each.number or "" for each in written if each.kind == "exclusion_letter"]


def test_a_stale_tab_does_not_void_the_letter_that_another_just_wrote(
    session: Session, client: FlaskClient, decided: Removal
) -> None:
    fresh, stale = two_tabs(client, f"/ausscheiden/{decided.id}", REWRITE)
    assert fresh.send().status_code == 302
    answer = stale.send()
    _old, new = letters(session, decided)
    assert answer.status_code == 409
    assert f"jetzt gespeichert: {new}" in said(answer)
    assert stale.send().status_code == 302
    assert len(letters(session, decided)) == 3


def test_a_tab_from_before_the_dispatch_is_told_so_and_writes_nothing(
    session: Session, client: FlaskClient, decided: Removal
) -> None:
    stale, last = two_tabs(client, f"/ausscheiden/{decided.id}", REWRITE)
    assert last.send().status_code == 302
    made(session, queries.get_removal(session, decided.id).letter_id)
    actions.dispatch(session, decided, LATER.date(), "RR 1", None, OFFICE, LATER)
    session.commit()
    before = letters(session, decided)
    answer = client.post(stale.action, data=stale.fields)
    assert answer.status_code == 409
    assert f"jetzt gespeichert: {before[-1]}" in said(answer)
    assert letters(session, decided) == before


def test_the_history_says_which_letter_took_the_place_of_a_void_one(
    session: Session, client: FlaskClient, decided: Removal
) -> None:
    actions.write_anew(session, decided, OFFICE, LATER)
    session.commit()
    old, new = letters(session, decided)
    page = said(client.get(f"/ausscheiden/{decided.id}"))
    assert page.count("Ersetzt durch") == 1
    assert f"Ersetzt durch {new}" in page
    assert [each.reference for each in decided.steps if each.kind is StepKind.WRITTEN][-2:] == [old, new]
