"""Which applications before the board lack something, asked on every page of the office."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.models import Application
from app.boardroom import queries as boardroom
from tests.admissions.factories import a_proposed, a_statute, who
from tests.boardroom.factories import a_board_of_three, admission_of
from tests.factories import NOW, TODAY, an_organisation
from tests.shares.factories import a_member
from tests.shares.test_splitting import a_splitting
from tests.statements import statements

PLACES = ("Birkenau", "Eichstett", "Fichtental", "Rotbach", "Kaltenfeld", "Steinwald", "Ulmenhof", "Weidenau")


def proposed(session: Session, places: tuple[str, ...], linked: bool = True) -> list[Application]:
    """Municipalities that lie before the board, each found by the office to be one recorded already, or not."""
    found = []
    for place in places:
        name = f"Gemeinde {place}"
        details = who(name=name, email=f"rat@{place.lower()}.example", postcode=f"7{len(place):02}{ord(place[0])}")
        application = a_proposed(session, token=place, who=details)
        if linked:
            application.party_id = an_organisation(session, name).id
        found.append(application)
    session.flush()
    return found


def asked(session: Session) -> int:
    """How many statements it takes to say which lack something."""
    session.commit()
    session.expunge_all()
    with statements() as seen:
        queries.lacking_on(session, TODAY)
    return len(seen)


@pytest.mark.parametrize("linked", [False, True])
def test_what_every_page_asks_takes_no_more_statements_where_more_lie_before_the_board(
    session: Session, linked: bool
) -> None:
    a_board_of_three(session)
    proposed(session, PLACES[:2], linked)
    few = asked(session)
    proposed(session, PLACES[2:], linked)
    assert asked(session) == few


def test_by_a_scale_each_applicant_is_asked_about_once(session: Session) -> None:
    a_board_of_three(session)
    proposed(session, PLACES)
    where_all_owe_alike = asked(session)
    a_statute(session, TODAY, mandatory_per_share=500, mandatory_measure="Einwohner")
    assert asked(session) - where_all_owe_alike <= len(PLACES)


def test_who_is_spelt_alike_but_hinders_no_vote_is_reported_to_nobody(session: Session) -> None:
    a_board_of_three(session)
    application = a_proposed(session, who=who(name="Gemeinde Nebelfurth", email="rat@nebelfurth.example"))
    like = an_organisation(session, "Gemeinde Nebelfurt")
    like.created_at = NOW + timedelta(days=1)
    session.flush()
    assert boardroom.hindrance_of(session, admission_of(session, application), TODAY) is None
    assert queries.lacking_on(session, TODAY) == []
    same = an_organisation(session, "Gemeinde Nebelfurth")
    same.created_at = NOW + timedelta(days=1)
    session.flush()
    assert queries.lacking_on(session, TODAY) == [application]


def test_who_has_become_a_member_since_lacks_the_way_in(session: Session) -> None:
    a_board_of_three(session)
    first, second = proposed(session, PLACES[:2], linked=False)
    first.party_id = a_member(session, "Gemeinde Andernorts").party_id
    session.flush()
    assert queries.lacking_on(session, TODAY) == [first]
    assert boardroom.hindrance_of(session, admission_of(session, second), TODAY) is None
    a_statute(session, TODAY, max_shares=10)
    session.flush()
    assert queries.lacking_on(session, TODAY) == [first, second]


def test_shares_split_since_the_declaration_are_counted_as_they_are_today(session: Session) -> None:
    a_board_of_three(session)
    [application] = proposed(session, PLACES[:1], linked=False)
    a_splitting(session, TODAY, amount=50_00, max_shares=100)
    session.commit()
    assert queries.shown_shares(session, application, TODAY) == 200
    assert queries.lacking_on(session, TODAY) == [application]
