"""Two notices entered by mistake, each with an account of its own: at the end the member's own waits, no stranger's."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core import clock
from app.departures.models import Notice
from app.parties import actions as parties
from tests.departures.test_named_account import IBAN, OTHER, SECOND_PERSON, account_now, plainly, proposed
from tests.departures.test_views import in_the_office, notices, sent
from tests.factories import LONG_AGO, NOW, OFFICE
from tests.tabs import said

STRANGERS = "DE75512108001245126199"


@pytest.fixture
def two(session: Session, client: FlaskClient) -> list[Notice]:
    """A member with an account of its own; each notice names another, and a second person has confirmed both."""
    member = in_the_office(session, client)
    parties.add_bank_account(session, member.party_id, OTHER, LONG_AGO, OFFICE, NOW)
    session.commit()
    for number, iban in ((1, IBAN), (2, STRANGERS)):
        answer = sent(client, member, "partial", f"notice-number-{number}", shares=str(number), iban=iban)
        assert answer.status_code == 302
        confirm_the_last(session)
    return notices(session)


def confirm_the_last(session: Session) -> None:
    changes.confirm(session, proposed(session)[-1], SECOND_PERSON, clock.now())
    session.commit()


def undone(client: FlaskClient, notice: Notice) -> None:
    assert client.post(f"/kuendigungen/{notice.id}/storno", data={"reason": "Falsches Mitglied"}).status_code == 302


def waiting(session: Session) -> list[str]:
    return [each.content["iban"] for each in proposed(session) if each.outcome is None]


def test_the_members_own_account_waits_once_the_first_and_then_the_second_are_undone(
    session: Session, client: FlaskClient, two: list[Notice]
) -> None:
    undone(client, two[0])
    assert (account_now(session, two[0]), waiting(session)) == (STRANGERS, [])
    undone(client, two[1])
    assert (account_now(session, two[0]), waiting(session)) == ("", [OTHER])
    pages = [plainly(said(client.get(f"/kuendigungen/{each.id}"))) for each in two]
    assert all("mit der Kündigung angegeben, mit ihr zurückgenommen" in page for page in pages)


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_what_the_undoing_of_the_second_proposed_falls_with_the_first_confirmed_or_not(
    session: Session, client: FlaskClient, two: list[Notice], is_confirmed: bool
) -> None:
    undone(client, two[1])
    assert (account_now(session, two[0]), waiting(session)) == ("", [IBAN]), "the first may be none"
    if is_confirmed:
        confirm_the_last(session)
    undone(client, two[0])
    assert (account_now(session, two[0]), waiting(session)) == ("", [OTHER])
