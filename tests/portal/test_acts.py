"""The member's own page names every act that is not over, how far it is, and what waits for the member itself."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Actor
from app.departures.rules import NoticeKind
from app.members.models import Member
from app.removals import actions as removals
from app.transfers import actions as transfers
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, sign_in
from tests.removals.factories import charge
from tests.subscriptions import factories as subscriptions
from tests.transfers.factories import declared, proposed, two_holders


def itself(member: Member) -> Actor:
    """The member, who declares in the portal."""
    return Actor(member.party.display_name, party_id=member.party_id)


def acts_of(client: FlaskClient, member: Member) -> str:
    """The words of the list of acts on a member's own page, without tags; empty where there is none."""
    found = client.get(f"/mein/{member.number}").text.split('id="vorgaenge"')
    words = found[1].split("</section>")[0] if len(found) > 1 else ""
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())


def acts_seen_by(session: Session, client: FlaskClient, member: Member) -> str:
    """The same, looked at by the member itself."""
    session.commit()
    sign_in(session, client, member.party)
    return acts_of(client, member)


def test_nothing_is_named_where_nothing_is_open(session: Session, client: FlaskClient) -> None:
    one, _other = two_holders(session)
    assert acts_seen_by(session, client, one) == ""


def test_a_transfer_that_waits_for_the_member_comes_first(session: Session, client: FlaskClient) -> None:
    one, other = two_holders(session)
    subscriptions.proposed(session, other, 1)
    offered = transfers.declare_own(session, one, other, declared(), True, itself(one), NOW)
    seen = acts_seen_by(session, client, other)
    assert seen.index("wartet auf Ihre Zustimmung") < seen.index("Liegt dem Vorstand vor")
    assert offered.number in seen
    assert "Beantworten" in seen


def test_who_offered_a_transfer_reads_for_whom_it_waits(session: Session, client: FlaskClient) -> None:
    one, other = two_holders(session)
    transfers.declare_own(session, one, other, declared(), True, itself(one), NOW)
    assert "Wartet auf die Erwerberin" in acts_seen_by(session, client, one)


def test_what_lies_before_the_board_is_named(session: Session, client: FlaskClient) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    seen = acts_seen_by(session, client, one)
    assert transfer.number in seen
    assert "Liegt dem Vorstand vor" in seen


def test_further_shares_before_the_board_are_named(session: Session, client: FlaskClient) -> None:
    one, _other = two_holders(session)
    declaration = subscriptions.proposed(session, one, 2)
    seen = acts_seen_by(session, client, one)
    assert declaration.number in seen
    assert "2 weitere Anteile" in seen


def test_a_notice_in_its_course_is_named_with_its_day(session: Session, client: FlaskClient) -> None:
    one, _other = two_holders(session)
    notice = given(session, one, NoticeKind.PARTIAL, shares=1)
    seen = acts_seen_by(session, client, one)
    assert notice.number in seen
    assert notice.last_day is not None
    assert notice.last_day.strftime("%d.%m.%Y") in seen


def test_a_hearing_is_named_with_the_day_until_which_the_member_may_answer(
    session: Session, client: FlaskClient
) -> None:
    one, _other = two_holders(session)
    until = TODAY + timedelta(days=21)
    removals.begin_exclusion(session, one, charge(answer_until=until), None, OFFICE, NOW)
    assert until.strftime("%d.%m.%Y") in acts_seen_by(session, client, one)
