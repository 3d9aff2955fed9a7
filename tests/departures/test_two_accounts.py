"""Two notices entered by mistake, each with an account of its own: at the end the member's own waits, no stranger's."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes.rules import ChangeOutcome
from app.core import clock
from app.departures import queries as read
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
    return in_order(session)


def in_order(session: Session) -> list[Notice]:
    return sorted(notices(session), key=lambda each: each.id)


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


@pytest.mark.parametrize("outcome", [None, ChangeOutcome.CONFIRMED, ChangeOutcome.REJECTED])
def test_what_the_undoing_of_the_second_proposed_falls_with_the_first_whatever_was_said_of_it(
    session: Session, client: FlaskClient, two: list[Notice], outcome: ChangeOutcome | None
) -> None:
    undone(client, two[1])
    assert (account_now(session, two[0]), waiting(session)) == ("", [IBAN]), "the first may be none"
    if outcome is ChangeOutcome.CONFIRMED:
        confirm_the_last(session)
    elif outcome is ChangeOutcome.REJECTED:
        changes.reject(session, proposed(session)[-1], "Unbekannt", SECOND_PERSON, clock.now())
        session.commit()
    undone(client, two[0])
    assert (account_now(session, two[0]), waiting(session)) == ("", [OTHER])


def test_an_account_that_was_the_members_before_stays_right_for_what_was_paid_then(
    session: Session, client: FlaskClient
) -> None:
    """A mistaken notice named it once more, after the member had changed it."""
    member = in_the_office(session, client)
    for iban, since in ((IBAN, LONG_AGO), (OTHER, LONG_AGO + timedelta(days=30))):
        parties.add_bank_account(session, member.party_id, iban, since, OFFICE, NOW - timedelta(days=1))
    session.commit()
    assert sent(client, member, iban=IBAN).status_code == 302
    confirm_the_last(session)
    named_at = clock.now()
    undone(client, in_order(session)[-1])
    assert (account_now(session, in_order(session)[-1]), waiting(session)) == ("", [OTHER])
    asked = read.known_as_mistake
    assert asked(session, member, IBAN, NOW - timedelta(hours=1)) is None, "what was paid before went to the member"
    assert asked(session, member, IBAN, named_at) is not None
    session.commit()
    confirm_the_last(session)
    assert sent(client, member, "partial", "a-stranger-s", shares="1", iban=STRANGERS).status_code == 302
    confirm_the_last(session)
    undone(client, in_order(session)[-1])
    assert waiting(session) == [OTHER]


def test_what_gave_way_to_a_third_mistake_is_not_proposed_again_where_it_was_a_strangers(
    session: Session, client: FlaskClient, two: list[Notice]
) -> None:
    undone(client, two[1])
    assert waiting(session) == [IBAN]
    member = two[0].member
    third = "DE02100500000054540402"
    assert sent(client, member, "partial", "notice-number-3", shares="1", iban=third).status_code == 302
    assert waiting(session) == [third]
    undone(client, two[0])
    undone(client, in_order(session)[-1])
    assert waiting(session) == [OTHER]
