"""The pages of further shares: the office's guided form, one declaration, the list, the member's own page."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.core.values import DeclarationChannel
from app.members.models import Member
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.parties import actions as parties
from app.parties.rules import Authority
from app.subscriptions import queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState
from tests.boardroom.factories import a_board_of_three
from tests.documents import pages
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.shares.factories import BY_PEOPLE, a_member, measured, paid
from tests.subscriptions.factories import a_growing_house, a_holder, decided, proposed
from tests.tabs import said, wrong_fields
from tests.visitors import visitor

KEY = "key-of-this-form"


def in_the_office(session: Session, client: FlaskClient, **statute: Any) -> Member:
    """A member with two paid shares, looked at by the office."""
    a_growing_house(session, **statute)
    member = a_holder(session)
    session.commit()
    sign_in_office(session, client)
    return member


def shown(client: FlaskClient, address: str) -> str:
    """What the form's page says it showed."""
    found = re.search(r'name="shown" value="([^"]*)"', client.get(address).text)
    assert found
    return unescape(found[1])


def typed(client: FlaskClient, member: Member, **more: Any) -> dict[str, Any]:
    """What the office types; `shown` where the page was opened before."""
    address = f"/beteiligungen/neu/{member.number}"
    return {
        "key": KEY, "shown": more.get("shown") or shown(client, address), "shares": "3", "kind": "further",
        "received_on": clock.today().isoformat(), "written_form": "schriftform", "declared_by": "Walburga Ehrenpreis",
        **more,
    }  # fmt: skip


def sent(client: FlaskClient, member: Member, **more: Any) -> TestResponse:
    """A declaration as the form sends it, with its scan."""
    data = {**typed(client, member, **more), "document": (io.BytesIO(a_pdf("Erklärung")), "erklaerung.pdf")}
    return client.post(f"/beteiligungen/neu/{member.number}", data=data)


def subscriptions(session: Session) -> list[Subscription]:
    session.expire_all()
    return list(session.scalars(select(Subscription).order_by(Subscription.id)).unique())


def test_the_office_chooses_the_member(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    assert client.get("/beteiligungen/neu").status_code == 200
    answer = client.post("/beteiligungen/neu", data={"key": KEY, "number": member.number})
    assert answer.location == f"/beteiligungen/neu/{member.number}"
    unknown = client.post("/beteiligungen/neu", data={"key": KEY, "number": 4711})
    assert (unknown.status_code, "4711" in unknown.text) == (422, True)


def test_the_preview_shows_days_and_amounts_and_enters_nothing(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    address = f"/beteiligungen/neu/{member.number}/vorschau"
    page = client.post(address, data=typed(client, member)).text
    assert "2, danach 5" in page
    assert "1.500,00\u00a0€ bis" in page
    panel = client.post(address, data=typed(client, member, shares="9"), headers={"HX-Request": "true"}).text
    assert ("höchstens 10 Anteile" in panel, "<html" in panel) == (True, False)
    assert "Geben Sie an, wie viele" in client.post(address, data=typed(client, member, shares="")).text
    assert subscriptions(session) == []


def test_the_office_enters_a_declaration_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    before = shown(client, f"/beteiligungen/neu/{member.number}")
    answers = [sent(client, member, shown=before) for _ in range(2)]
    assert {answer.location for answer in answers} == {"/beteiligungen/1"}
    assert [each.channel for each in subscriptions(session)] == [DeclarationChannel.OFFICE]
    assert session.scalars(select(Item.kind)).all() == [ItemKind.FURTHER_SHARES]


def test_a_declaration_needs_its_paper_and_what_the_statute_allows(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    without = client.post(f"/beteiligungen/neu/{member.number}", data=typed(client, member))
    too_many = sent(client, member, shares="9")
    assert [without.status_code, too_many.status_code] == [422, 422]
    assert "höchstens 10 Anteile" in too_many.text
    assert subscriptions(session) == []


def test_a_form_that_another_officer_has_overtaken_says_what_changed(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    before = shown(client, f"/beteiligungen/neu/{member.number}")
    assert sent(client, member, key="the-first-form", shown=before).status_code == 302
    late = sent(client, member, key="the-second-form", shown=before)
    assert (late.status_code, "BT-" in late.text) == (409, True)
    assert len(subscriptions(session)) == 1


def test_mandatory_shares_are_entered_by_the_measure_of_the_statute(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, **BY_PEOPLE)
    measured(session, member, 42_100)
    session.commit()
    assert "42.100 Einwohner seit 24.11.2026, ein Anteil je angefangene 10.000" in client.get(
        f"/beteiligungen/neu/{member.number}"
    ).text
    assert sent(client, member, kind="mandatory").status_code == 302
    page = client.get("/beteiligungen/1").text
    assert "42.100 Einwohner, ein Anteil je angefangene 10.000" in page


def test_the_page_says_what_stays_owed_where_fewer_are_taken_than_lack(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, **BY_PEOPLE)
    measured(session, member, 42_100)
    session.commit()
    assert sent(client, member, kind="mandatory", shares="2").status_code == 302
    assert "Geschuldet bleibt danach noch 1 Pflichtanteil." in said(client.get("/beteiligungen/1"))


def test_who_sends_an_older_page_reads_the_new_quantity_as_everywhere(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, **BY_PEOPLE)
    before = shown(client, f"/beteiligungen/neu/{member.number}")
    measured(session, member, 42_100)
    session.commit()
    late = sent(client, member, shown=before)
    assert (late.status_code, "42.100 Einwohner" in late.text, "42100" in late.text) == (409, True, False)


def test_a_measure_that_somebody_makes_up_is_not_laid_before_the_board(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    made_up = {"kind": "mandatory", "measure": "Bauchgefühl", "quantity": "42100", "per_share": "10000"}
    answer = sent(client, member, **made_up)
    assert (answer.status_code, "Die Satzung nennt keinen Maßstab" in answer.text) == (422, True)
    assert "Bauchgefühl" not in answer.text
    assert subscriptions(session) == []


def test_one_declaration_is_shown_with_its_paper_and_taken_back(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    sent(client, member)
    page = client.get("/beteiligungen/1").text
    assert "Wenn der Vorstand zulässt" in page
    assert client.get("/beteiligungen/1/erklaerung").mimetype == "application/pdf"
    assert client.post("/beteiligungen/1/zuruecknehmen", data={"key": KEY, "reason": ""}).status_code == 422
    client.post("/beteiligungen/1/zuruecknehmen", data={"key": "key-of-withdrawal", "reason": "Doch nicht"})
    assert subscriptions(session)[0].state is SubscriptionState.WITHDRAWN
    assert "Doch nicht" in client.get("/beteiligungen/1").text


def test_admitted_shares_are_undone_on_their_page(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    decided(session, proposed(session, member))
    session.commit()
    assert "Zugelassen am 24.11.2026" in client.get("/beteiligungen/1").text
    late = client.post("/beteiligungen/1/zuruecknehmen", data={"key": "key-of-withdrawal", "reason": "Zu spät"})
    assert late.status_code == 422
    assert "Darüber ist schon entschieden." in late.text
    client.post("/beteiligungen/1/storno", data={"key": "key-of-reversal", "reason": "Nie erklärt"})
    assert subscriptions(session)[0].state is SubscriptionState.REVERSED
    assert client.post("/beteiligungen/1/brief").status_code in (409, 422)


def test_the_list_shows_and_exports_what_came_in(session: Session, client: FlaskClient) -> None:
    assert "Noch keine Erklärung" in (in_the_office(session, client), client.get("/beteiligungen").text)[1]
    proposed(session, session.scalars(select(Member)).unique().one())
    session.commit()
    assert "BT-2026-001" in client.get("/beteiligungen?view=open&q=altenbruck").text
    assert "Keine Erklärung passt dazu" in client.get("/beteiligungen?view=admitted").text
    assert "BT-2026-001" in client.get("/beteiligungen?format=csv").text
    assert "BT-2026-001" in client.get("/mitglieder/1").text


def a_representative(session: Session, client: FlaskClient, authority: Authority, **statute: Any) -> Member:
    """Somebody who acts for a member, signed in."""
    a_growing_house(session, **statute)
    person, member = a_person(session), a_holder(session)
    parties.add_representation(session, member.party_id, person.id, authority, "Bürgermeisterin", LONG_AGO, OFFICE, NOW)
    sign_in(session, client, person)
    return member


def own_form(client: FlaskClient, member: Member, **more: str) -> dict[str, str]:
    """The own form as its page shows it."""
    address = f"/mein/{member.number}/anteile"
    return {"key": KEY, "shown": shown(client, address), "shares": "2", **more}


def test_a_member_declares_on_the_own_page_and_takes_it_back(session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.APPOINTED)
    address = f"/mein/{member.number}/anteile"
    assert address in client.get(f"/mein/{member.number}").text
    assert "2, danach 4" in client.post(f"{address}/vorschau", data=own_form(client, member)).text
    unsure = client.post(address, data=own_form(client, member))
    assert (unsure.status_code, "Bestätigen Sie" in unsure.text) == (422, True)
    assert client.post(address, data=own_form(client, member, is_meant="y")).location == address
    assert "Bis zur Entscheidung" in client.get(address).text
    client.post(f"{address}/1/zuruecknehmen", data={"key": "take-back"})
    assert [each.state for each in subscriptions(session)] == [SubscriptionState.WITHDRAWN]


@pytest.mark.parametrize(("authority", "statute", "words"), [
    (Authority.SOLE, {"form_join": "schriftform"}, "eigenhändig unterschriebene"),
    (Authority.JOINT, {}, "nur gemeinsam"), (Authority.SOLE, {"further_shares_allowed": False}, "nicht zu"),
])  # fmt: skip
def test_the_portal_says_how_to_declare_where_it_cannot_take_it(
    session: Session, client: FlaskClient, authority: Authority, statute: dict[str, object], words: str
) -> None:
    if statute.get("further_shares_allowed") is False:
        statute = {**statute, "max_shares": None, "mandatory_shares": 2}
    member = a_representative(session, client, authority, **statute)
    assert words in client.get(f"/mein/{member.number}/anteile").text
    data = {"key": KEY, "shown": "", "shares": "1", "is_meant": "y"}
    assert client.post(f"/mein/{member.number}/anteile", data=data).status_code in (409, 422)
    assert subscriptions(session) == []


def test_nobody_declares_for_somebody_else(app: Flask, session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.SOLE)
    stranger = visitor(app)
    other = a_holder(session, "Stadt Lindenfurt")
    mayor = a_person(session, "Anna", "Ahorn")
    parties.add_representation(session, other.party_id, mayor.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    mine = proposed(session, member)
    sign_in(session, stranger, mayor)
    assert stranger.get(f"/mein/{member.number}/anteile").status_code == 404
    address = f"/mein/{other.number}/anteile/{mine.id}/zuruecknehmen"
    assert stranger.post(address, data={"key": KEY}).status_code == 404
    assert subscriptions(session)[0].state is SubscriptionState.PROPOSED


def test_where_a_signature_is_asked_for_the_member_prints_the_declaration(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client, form_join="schriftform")
    sign_in(session, client, member.party)
    page = client.get(f"/mein/{member.number}/anteile").text
    assert "Erklärung zum Unterschreiben" in page
    answer = client.get(f"/mein/{member.number}/anteile/vordruck?anteile=2")
    assert answer.mimetype == "application/pdf"
    printed = pages.text(answer.data)
    assert "2 weiteren Geschäftsanteilen" in printed
    assert "eigenhändige Unterschrift" in printed
    assert client.get(f"/mein/{member.number}/anteile/vordruck?anteile=0").status_code == 409
    assert client.get(f"/mein/{member.number + 1}/anteile/vordruck").status_code == 404


def test_the_office_prints_the_declaration_for_who_asks_at_the_counter(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    address = f"/beteiligungen/neu/{member.number}/vordruck"
    answer = client.get(f"{address}?anteile=1")
    assert answer.mimetype == "application/pdf", answer.text
    assert "1 weiterem Geschäftsanteil" in pages.text(answer.data)
    assert client.get(f"{address}?anteile=999999").status_code == 409


def test_who_opens_a_resolution_reads_the_motion_once(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    member = in_the_office(session, client)
    proposed(session, member)
    session.commit()
    item = session.scalars(select(Item).where(Item.kind == ItemKind.FURTHER_SHARES)).one()
    assert unescape(client.get("/beschluesse/neu?organ=board").text).count(item.text) == 1


@pytest.mark.parametrize(("field", "more"), [
    ("received_on", {"received_on": "2199-01-01"}), ("received_on", {"received_on": "1950-01-01"}),
    ("received_on", {"received_on": "2026-11-01"}), ("dated_on", {"dated_on": "2199-01-01"}),
    ("dated_on", {"dated_on": "1800-01-01"}),
    ("written_form", {"written_form": "textform"}), ("shares", {"shares": "300"}),
])  # fmt: skip
def test_each_refusal_stands_at_the_field_that_has_to_be_changed(
    session: Session, client: FlaskClient, field: str, more: dict[str, str]
) -> None:
    member = in_the_office(session, client, form_join="schriftform")
    answer = sent(client, member, **more)
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == [field]
    assert subscriptions(session) == []


def test_a_member_that_owes_more_shares_is_told_and_offered_just_what_lacks(
    session: Session, client: FlaskClient
) -> None:
    member = a_representative(session, client, Authority.SOLE, **BY_PEOPLE)
    measured(session, member, 34_500)
    session.commit()
    told = client.get(f"/mein/{member.number}").text
    assert "Ihnen fehlen 2 Anteile" in told
    assert "Anteile übernehmen" in told
    assert 'value="2"' in client.get(f"/mein/{member.number}/anteile").text
    waiting = proposed(session, member, 2)
    session.commit()
    told = said(client.get(f"/mein/{member.number}"))
    assert "Ihnen fehlen 2 Anteile" in told
    assert f"Ihre Erklärung {waiting.number} liegt dem Vorstand vor." in told
    assert "Anteile übernehmen" not in told


@pytest.mark.parametrize(("authority", "who"), [
    (Authority.APPOINTED, ["Otto Lindwurm", "Berta Beistand"]), (Authority.SOLE, ["Berta Beistand"]),
])
def test_the_declaration_has_a_line_for_the_member_beside_a_carer_and_none_for_a_minor(
    session: Session, authority: Authority, who: list[str]
) -> None:
    """A carer acts beside the member (§ 1823 BGB), parents in its place (§ 1629 BGB; R-VOTE-09)."""
    a_growing_house(session)
    member = a_member(session, shares=1, party=a_person(session, "Otto", "Lindwurm"))
    paid(session, member, 500_00)
    carer = a_person(session, "Berta", "Beistand")
    parties.add_representation(session, member.party_id, carer.id, authority, "", LONG_AGO, OFFICE, NOW)
    declarants = queries.form_to_sign(session, member, 1, TODAY).declarants
    assert [each.name for each in declarants] == who
    assert "kraft Amtes" not in [each.authority for each in declarants]
