"""Shares that the statute's scale asks for are not given up singly, neither by the office nor in the portal."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState
from app.members.models import Member
from app.parties import actions as parties
from app.parties.rules import Authority
from app.shares.models import ScaleQuantity
from app.shares.rules import AboutQuantity
from app.statutes.rules import ONE_DAY
from tests.departures.factories import a_holder, a_leaving_house, declared, given
from tests.departures.test_views import in_the_office, sent
from tests.dossiers.test_refusals import at
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in
from tests.shares.factories import BY_PEOPLE, measured
from tests.tabs import Tab, said


def a_town(session: Session, quantity: int | None = 45_000) -> Member:
    """A member with five shares, who owes them all by its inhabitants."""
    a_leaving_house(session, **BY_PEOPLE)
    member = a_holder(session)
    if quantity is not None:
        measured(session, member, quantity, LONG_AGO)
    return member


@pytest.mark.parametrize(("quantity", "given_up", "answer"), [
    (45_000, 4, "hier keiner"), (45_000, 1, "hier keiner"), (30_000, 3, "höchstens 2"),
])  # fmt: skip
def test_what_is_owed_by_the_scale_cannot_be_given_up(
    session: Session, quantity: int, given_up: int, answer: str
) -> None:
    with pytest.raises(Refusal, match=answer):
        given(session, a_town(session, quantity), NoticeKind.PARTIAL, shares=given_up)


@pytest.mark.parametrize(("quantity", "given_up"), [(30_000, 2), (0, 4)])
def test_what_goes_beyond_the_scale_is_given_up(session: Session, quantity: int, given_up: int) -> None:
    notice = given(session, a_town(session, quantity), NoticeKind.PARTIAL, shares=given_up)
    assert notice.state is NoticeState.ENTERED


def test_while_the_quantity_lacks_no_share_is_given_up_and_the_notice_keeps_its_day(session: Session) -> None:
    member, came_in = a_town(session, None), TODAY - 5 * ONE_DAY
    with pytest.raises(AboutQuantity, match="einer Zahl, die noch fehlt: Einwohner"):
        given(session, member, NoticeKind.PARTIAL, shares=1, received_on=came_in)
    assert queries.notices_of(session, member.id) == []
    measured(session, member, 30_000, LONG_AGO)
    assert given(session, member, NoticeKind.PARTIAL, shares=1, received_on=came_in).received_on == came_in


def test_while_the_quantity_lacks_the_whole_membership_is_given_notice_of(session: Session) -> None:
    assert given(session, a_town(session, None), NoticeKind.ORDINARY).state is NoticeState.ENTERED


def test_the_office_is_told_at_the_number_of_shares_that_the_quantity_lacks(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client, **BY_PEOPLE)
    address = f"/kuendigungen/neu/{member.number}/partial"
    assert f'href="/mitglieder/{member.number}/massstab"' in client.get(address).text
    assert "die noch fehlt: Einwohner" in at(sent(client, member, "partial", shares="1"), "shares")
    assert queries.notices_of(session, member.id) == []


def test_the_portal_says_why_single_shares_wait_while_the_quantity_lacks(
    session: Session, client: FlaskClient
) -> None:
    page = client.get(in_the_portal(session, client, a_town(session, None)))
    assert 'value="partial"' not in page.text
    assert "sobald die Geschäftsstelle Ihre Zahl eingetragen hat: Einwohner." in said(page)
    assert "schreiben Sie der Geschäftsstelle, auch per E-Mail" in said(page)
    assert "Einzeln kündbar 0" in said(page)


def test_the_refusal_explains_how_many_shares_are_owed(session: Session) -> None:
    found = queries.preview(session, a_town(session), declared(NoticeKind.PARTIAL, shares=4), TODAY)
    assert "hier keiner" in str(found.objection)
    assert "5 Anteile (45.000 Einwohner seit" in str(found.objection)


def test_it_counts_what_is_owed_when_the_notice_takes_effect(session: Session) -> None:
    member = a_town(session)
    measured(session, member, 20_000, TODAY.replace(year=2027, month=7, day=1))
    assert given(session, member, NoticeKind.PARTIAL, shares=3).state is NoticeState.ENTERED


def in_the_portal(session: Session, client: FlaskClient, member: Member) -> str:
    """The address of the member's own page of notices, whose mayor is signed in."""
    mayor = a_person(session)
    parties.add_representation(session, member.party_id, mayor.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    session.commit()
    sign_in(session, client, mayor)
    return f"/mein/{member.number}/kuendigung"


def test_the_portal_offers_only_what_may_be_given_up(session: Session, client: FlaskClient) -> None:
    member = a_town(session)
    address = in_the_portal(session, client, member)
    page = client.get(address)
    assert 'value="partial"' not in page.text
    assert "45.000 Einwohner seit" in said(page)
    typed = {"kind": "partial", "shares": "4", "is_meant": "y"}
    assert Tab(client, address, "kuendigung$").send(**typed).status_code in (409, 422)
    session.expire_all()
    assert queries.notices_of(session, member.id) == []
    measured(session, member, 30_000, LONG_AGO)
    session.commit()
    again = client.get(address)
    assert 'value="partial"' in again.text
    assert "höchstens 2, denn die Pflichtanteile bleiben" in said(again)


def a_notice_of_two(session: Session, member: Member, received_on: date = TODAY) -> Notice:
    """Notice of two of five shares, of which by the quantity so far three are owed."""
    measured(session, member, 30_000, LONG_AGO)
    return given(session, member, NoticeKind.PARTIAL, shares=2, received_on=received_on)


def test_a_notice_is_named_once_more_is_owed_by_the_day_on_which_it_takes_effect(session: Session) -> None:
    member = a_town(session, None)
    notice = a_notice_of_two(session, member)
    assert queries.beneath_owed(session, TODAY) == []
    measured(session, member, 45_000)
    [found] = queries.beneath_owed(session, TODAY)
    assert (found.notice, found.left, found.owed.shares) == (notice, 3, 5)
    assert queries.find_beneath_owed(session, notice, TODAY) == found
    assert notice.last_day is not None
    assert queries.beneath_owed(session, notice.last_day + ONE_DAY) == []


def test_a_notice_is_not_named_for_what_is_owed_only_after_it_took_effect(session: Session) -> None:
    member = a_town(session, None)
    notice = a_notice_of_two(session, member, TODAY.replace(month=9, day=1))
    assert notice.last_day == TODAY.replace(month=12, day=31)
    measured(session, member, 45_000, notice.last_day + ONE_DAY)
    assert queries.beneath_owed(session, TODAY) == []


def test_a_notice_of_somebody_who_leaves_by_then_is_not_named(session: Session) -> None:
    member = a_town(session, None)
    a_notice_of_two(session, member)
    measured(session, member, 45_000)
    given(session, member, NoticeKind.ORDINARY)
    assert queries.beneath_owed(session, TODAY) == []


def test_of_whoever_gave_no_notice_no_quantity_is_read(session: Session) -> None:
    """The dossier, the page of a notice and the desk ask this each time they are opened."""
    member = a_town(session, None)
    notice = a_notice_of_two(session, member)
    for name in ("Quellbach", "Lindenfurt"):
        measured(session, a_holder(session, name), 45_000)
    session.flush()
    session.expunge_all()
    read: list[int] = []

    def note(entry: ScaleQuantity, _context: object) -> None:
        read.append(entry.member_id)

    event.listen(ScaleQuantity, "load", note)
    try:
        assert queries.beneath_owed(session, TODAY) == []
    finally:
        event.remove(ScaleQuantity, "load", note)
    assert read == [notice.member_id]


def test_the_office_reads_of_such_a_notice_once_it_enters_the_quantity(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, **BY_PEOPLE)
    notice = a_notice_of_two(session, member)
    session.commit()
    pages = [f"/mitglieder/{member.number}", f"/kuendigungen/{notice.id}"]
    assert not any("bleiben 3 Anteile" in said(client.get(page)) for page in pages)
    typed = {"quantity": "45000", "valid_from": TODAY.isoformat(), "no_proof": "Auskunft am Telefon"}
    entered = Tab(client, f"/mitglieder/{member.number}/massstab").send(**typed)
    for page in (*pages, entered.location):
        assert "bleiben 3 Anteile; geschuldet sind dann 5 Anteile (45.000 Einwohner" in said(client.get(page)), page
    desk = client.get("/")
    assert f"Nach {notice.number} wären es 3 Anteile, geschuldet sind dann 5 Anteile" in said(desk)
    assert f'href="/kuendigungen/{notice.id}"' in desk.text
