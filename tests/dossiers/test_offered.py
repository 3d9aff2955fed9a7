"""Of who leaves or has left, only what is still possible is offered, and an impossible form says why (R-REG-04)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.dossiers import queries
from app.dossiers.queries import Offers
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions as shares
from tests.departures.factories import a_holder, given
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import a_lasting_house
from tests.shares.factories import a_house, a_member
from tests.transfers.factories import decided, proposed

LINKS = {
    "further_shares": "/beteiligungen/neu/{n}", "transfer": "/uebertragungen/neu?mitglied={n}",
    "notice": "/kuendigungen/neu?mitglied={n}", "removal": "/ausscheiden/neu?mitglied={n}",
}
YESTERDAY = TODAY - timedelta(days=1)
FORMS = (
    "beteiligungen/neu/{n}", "uebertragungen/neu/{n}/{other}", "kuendigungen/neu/{n}/ordinary",
    "kuendigungen/neu/{n}/partial", "ausscheiden/neu/{n}/exclusion",
)


def handed_on(session: Session) -> Member:
    """A member whose membership ends today, by a transfer of the whole credit."""
    a_lasting_house(session, max_shares=10, form_join="textform")
    member = a_holder(session)
    decided(session, proposed(session, member, a_holder(session, "Stadt Lindenfurt", 2)))
    return member


def left(session: Session, last_day: date = YESTERDAY) -> Member:
    """Somebody whose membership is over, with the credit still there."""
    a_lasting_house(session)
    member = a_holder(session)
    shares.leave(session, member, last_day, "KD-2026-001", OFFICE, NOW)
    members.end(session, member, last_day, ExitGround.NOTICE, "KD-2026-001", OFFICE, NOW)
    return member


def test_a_member_who_stays_is_offered_all(session: Session) -> None:
    a_lasting_house(session)
    assert queries.offers_on(session, a_holder(session), TODAY) == Offers(True, True, True, True)


def test_a_house_without_fiscal_years_shows_its_members(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session)
    session.commit()
    sign_in_office(session, client)
    assert client.get(f"/mitglieder/{member.number}").status_code == 200


def test_who_gave_notice_may_still_hand_on_and_give_some_back(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    given(session, member)
    assert queries.offers_on(session, member, TODAY) == Offers(False, True, True, True)


def test_who_has_left_is_offered_only_what_concerns_the_credit(session: Session) -> None:
    assert queries.offers_on(session, left(session), TODAY) == Offers(False, False, False, True)


def test_who_handed_on_everything_is_offered_nothing_once_it_is_over(session: Session) -> None:
    member = handed_on(session)
    assert queries.offers_on(session, member, TODAY) == Offers(False, False, False, True)
    assert queries.offers_on(session, member, TODAY + timedelta(days=1)) == Offers(False, False, False, False)


def test_the_page_links_only_to_what_is_offered(session: Session, client: FlaskClient) -> None:
    member = left(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/mitglieder/{member.number}").text
    found = {name for name, address in LINKS.items() if f'href="{address.format(n=member.number)}"' in page}
    assert found == {"removal"}


@pytest.mark.parametrize("address", FORMS)
def test_the_address_of_an_impossible_form_answers_with_the_reason(
    session: Session, client: FlaskClient, address: str
) -> None:
    member, other = left(session), a_holder(session, "Stadt Lindenfurt", 2)
    session.commit()
    sign_in_office(session, client)
    answer = client.get("/" + address.format(n=member.number, other=other.number))
    assert answer.status_code == 409
    assert "Die Mitgliedschaft ende" in answer.text
    assert 'name="key"' not in answer.text


def test_a_choice_that_is_impossible_says_so_at_its_field(session: Session, client: FlaskClient) -> None:
    member = left(session)
    session.commit()
    sign_in_office(session, client)
    for room, kind in (("kuendigungen", "ordinary"), ("ausscheiden", "exclusion"), ("beteiligungen", "")):
        typed = {"number": str(member.number), "kind": kind, "key": "key-of-a-choice"}
        answer = client.post(f"/{room}/neu", data=typed)
        assert (answer.status_code, "Die Mitgliedschaft ende" in answer.text) == (422, True), room
