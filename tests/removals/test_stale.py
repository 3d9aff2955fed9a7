"""What a page showed is meant: an act on a removal from an older page is told what came meanwhile (§§ 68, 77 GenG)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.members import actions as register
from app.members.rules import JoinGround, MemberClass
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalState
from tests.factories import OFFICE, sign_in_office
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    a_human,
    a_lasting_house,
    a_successor,
    contested,
    dead,
    followed,
    posted,
    sent,
    to_be_sent,
)
from tests.tabs import Tab, said
from tests.visitors import Visitor, visitor


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


def met(answer: TestResponse, *words: str) -> bool:
    """Whether the answer holds the act up and says what came meanwhile."""
    told = said(answer)
    return answer.status_code == 409 and "Inzwischen geändert" in told and all(each in told for each in words)


def state_of(session: Session, removal: Removal) -> RemovalState:
    """As the database holds it after what the client did."""
    session.rollback()
    session.expire_all()
    return removal.state


def test_a_dispatch_is_noted_of_the_letter_that_the_page_shows(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "absendung$")
    actions.write_anew(session, removal, OFFICE, LATER)
    session.commit()
    typed = {"happened_on": LATER.date().isoformat(), "posting": "RR 1234 5678 9DE"}
    assert met(tab.send(**typed), f"jetzt gespeichert: {queries.shown_letter(removal)['letter']}")
    assert state_of(session, removal) is RemovalState.RESOLVED


def test_what_was_sent_and_appealed_against_meanwhile_is_not_reversed_unseen(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "storno$")
    contested(session, posted(session, removal))
    session.commit()
    assert met(tab.send(reason="Falsches Mitglied"), "Beschwerde anhängig", "Eingeschrieben abgesandt")
    assert state_of(session, removal) is RemovalState.APPEALED
    assert tab.send(reason="Falsches Mitglied").status_code == 302
    assert state_of(session, removal) is RemovalState.REVERSED


def an_undecided_death(session: Session, client: Visitor, heirs: int) -> Removal:
    """A death after which heirs may go on; so many are named."""
    a_lasting_house(session, heirs_continue=True)
    removal = dead(session, a_human(session))
    for name in ("Rosalinde", "Kunibert")[:heirs]:
        followed(session, removal, FollowerRole.HEIR, a_successor(name))
    session.commit()
    sign_in_office(session, client)
    return removal


def test_one_heir_does_not_go_on_while_another_is_named(session: Session, client: Visitor) -> None:
    removal = an_undecided_death(session, client, heirs=1)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "fortsetzen$")
    followed(session, removal, FollowerRole.HEIR, a_successor("Kunibert"))
    session.commit()
    assert met(tab.send(), "Kunibert Lindwurm")
    assert state_of(session, removal) is RemovalState.UNDECIDED


def test_a_membership_does_not_end_while_an_heir_is_named(session: Session, client: Visitor) -> None:
    removal = an_undecided_death(session, client, heirs=0)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "enden$")
    followed(session, removal)
    session.commit()
    assert met(tab.send(), "Rosalinde Lindwurm")
    assert state_of(session, removal) is RemovalState.UNDECIDED
    assert tab.send().status_code == 302
    assert state_of(session, removal) is RemovalState.ENTERED


def test_a_continuation_is_not_reversed_from_a_page_that_shows_another(session: Session, client: Visitor) -> None:
    removal = an_undecided_death(session, client, heirs=2)
    first, second = (each.id for each in queries.heirs_of(removal))
    actions.continue_with(session, removal, first, OFFICE, LATER)
    session.commit()
    tab = Tab(client, f"/ausscheiden/{removal.id}", "fortsetzung-stornieren$")
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, LATER)
    actions.continue_with(session, removal, second, OFFICE, LATER)
    session.commit()
    assert met(tab.send(reason="Falscher Erbe"))
    assert state_of(session, removal) is RemovalState.CONTINUED


# --- what the page promises -------------------------------------------------------------------------------------------


def seen(session: Session, client: Visitor, removal: Removal) -> str:
    """The words of the page of an exclusion, looked at by the office."""
    session.commit()
    sign_in_office(session, client)
    return said(client.get(f"/ausscheiden/{removal.id}"))


def excluded(session: Session) -> Removal:
    """An exclusion in force by a statute that knows no appeal."""
    a_lasting_house(session, appeal_days=0)
    return sent(session, a_human(session))


TO_THE_MEMBER = "Das Mitglied bekommt einen Brief."


def test_of_a_member_the_page_says_that_it_is_written_to(session: Session, client: Visitor) -> None:
    assert TO_THE_MEMBER in seen(session, client, excluded(session))


def test_of_who_died_the_page_promises_the_member_no_letter(session: Session, client: Visitor) -> None:
    removal = excluded(session)
    dead(session, removal.member, LATER_DAY, LATER)
    page = seen(session, client, removal)
    assert "Einen Brief darüber bekommt, wer nachfolgt." in page
    assert TO_THE_MEMBER not in page


def test_of_who_has_joined_anew_the_page_promises_no_entry_and_no_letter(session: Session, client: Visitor) -> None:
    removal, day = excluded(session), date(2027, 3, 1)
    register.enter(
        session, removal.member.party_id, MemberClass.ORDINARY, day, JoinGround.ADMISSION, "V-1", OFFICE, LATER
    )
    page = seen(session, client, removal)
    assert "bleiben Register und Anteilsblatt, wie sie sind, und ein Brief wird nicht geschrieben." in page
    assert "bekommen Register und Anteilsblatt Gegenbuchungen" not in page
