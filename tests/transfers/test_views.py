"""The pages of transfers: the office's guided form, one transfer, the list, the members' own pages."""

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.core.values import Actor
from app.members.models import Member
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.rules import Authority
from app.shares import actions as shares
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.transfers import actions
from app.transfers.models import Transfer
from app.transfers.rules import ABOUT_TRANSFEROR, TransferState
from tests.departures.factories import a_holder
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.shares.factories import BY_PEOPLE, a_member, measured
from tests.shares.test_splitting import a_splitting
from tests.tabs import said
from tests.transfers.factories import decided, declared, proposed, two_holders
from tests.visitors import visitor

KEY = "key-of-this-form"


def in_the_office(session: Session, client: FlaskClient, **statute: Any) -> tuple[Member, Member]:
    """Two members with paid shares, looked at by the office."""
    both = two_holders(session, **statute)
    session.commit()
    sign_in_office(session, client)
    return both


def address(one: Member, other: Member) -> str:
    return f"/uebertragungen/neu/{one.number}/{other.number}"


def shown(client: FlaskClient, page: str) -> str:
    """What the form's page says it showed."""
    found = re.search(r'name="shown" value="([^"]*)"', client.get(page).text)
    assert found
    return unescape(found[1])


def typed(client: FlaskClient, one: Member, other: Member, **more: Any) -> dict[str, Any]:
    """What the office types; `shown` where the page was opened before."""
    today = clock.today().isoformat()
    return {
        "key": KEY, "shown": more.get("shown") or shown(client, address(one, other)), "extent": "part", "shares": "3",
        "wanted_on": today,
        "received_on": today, "written_form": "textform", "declared_by": "Walburga Ehrenpreis", **more,
    }  # fmt: skip


def sent(client: FlaskClient, one: Member, other: Member, **more: Any) -> TestResponse:
    """An agreement as the form sends it, with its scan."""
    paper = (io.BytesIO(a_pdf("Vereinbarung")), "vereinbarung.pdf")
    data = {**typed(client, one, other, **more), "document": paper}
    return client.post(address(one, other), data=data)


def transfers(session: Session) -> list[Transfer]:
    session.expire_all()
    return list(session.scalars(select(Transfer).order_by(Transfer.id)).unique())


def test_the_office_chooses_both_members(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    assert client.get("/uebertragungen/neu").status_code == 200
    answer = client.post("/uebertragungen/neu", data={"key": KEY, "number": one.number, "acquirer": other.number})
    assert answer.location == address(one, other)
    unknown = client.post("/uebertragungen/neu", data={"key": KEY, "number": one.number, "acquirer": 4711})
    assert (unknown.status_code, "4711" in unknown.text) == (422, True)


def test_the_preview_shows_who_holds_what_and_enters_nothing(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    page = client.post(f"{address(*both)}/vorschau", data=typed(client, *both)).text
    assert "Wer hält was" in page
    assert "1.500,00" in page
    panel = client.post(f"{address(*both)}/vorschau", data=typed(client, *both), headers={"HX-Request": "true"}).text
    assert ("<html" in panel, "Wer hält was" in panel) == (False, True)
    assert transfers(session) == []


def test_the_preview_says_why_it_cannot_be(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client, max_shares=5)
    data = typed(client, *both, shares="4")
    assert "höchstens 5 Anteile" in client.post(f"{address(*both)}/vorschau", data=data).text
    missing = client.post(f"{address(*both)}/vorschau", data=typed(client, *both, shares="")).text
    assert "wie viele Anteile" in missing


def test_sent_twice_it_is_one_transfer(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    before = shown(client, address(*both))
    first, second = sent(client, *both, shown=before), sent(client, *both, shown=before)
    assert (first.status_code, first.location) == (302, "/uebertragungen/1")
    assert len(transfers(session)) == 1
    assert second.status_code in (302, 422)


def test_without_the_agreement_nothing_is_entered(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    answer = client.post(address(*both), data=typed(client, *both))
    assert (answer.status_code, transfers(session)) == (422, [])


def test_a_form_that_was_overtaken_is_shown_again(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    data = typed(client, *both)
    proposed(session, *both, 1)
    session.commit()
    document = (io.BytesIO(a_pdf("Vereinbarung")), "vereinbarung.pdf")
    answer = client.post(address(*both), data={**data, "document": document})
    assert answer.status_code in (409, 422)
    assert len(transfers(session)) == 1


def test_a_stale_form_says_in_words_what_the_transferor_holds_now(
    session: Session, client: FlaskClient
) -> None:
    one, other = in_the_office(session, client)
    data = typed(client, one, other)
    shares.cancel(session, one, 2, TODAY, "KD-2026-001", OFFICE, NOW)
    session.commit()
    document = (io.BytesIO(a_pdf("Vereinbarung")), "vereinbarung.pdf")
    answer = client.post(address(one, other), data={**data, "document": document})
    assert answer.status_code == 409
    assert re.search(
        r"Anteile und Guthaben des übertragenden Mitglieds jetzt gespeichert: 3 Anteile, 2\.500,00.€", said(answer)
    )


def test_one_transfer_is_shown_taken_back_and_undone(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    sent(client, *both)
    assert "Liegt dem Vorstand vor" in client.get("/uebertragungen/1").text
    paper = client.get("/uebertragungen/1/vereinbarung")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in paper.headers["Content-Security-Policy"]
    answer = client.post("/uebertragungen/1/zuruecknehmen", data={"key": KEY + "2", "reason": "Anders überlegt"})
    assert (answer.status_code, transfers(session)[0].state) == (302, TransferState.WITHDRAWN)


def test_what_was_entered_is_undone_with_a_reason(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    transfer = proposed(session, *both, 3)
    decided(session, transfer)
    session.commit()
    assert client.post("/uebertragungen/1/storno", data={"key": KEY}).status_code == 422
    answer = client.post("/uebertragungen/1/storno", data={"key": KEY, "reason": "Falsches Mitglied"})
    assert (answer.status_code, transfers(session)[0].state) == (302, TransferState.REVERSED)
    assert "Falsches Mitglied" in client.get("/uebertragungen/1").text


def test_the_list_is_searched_by_either_name_and_exported(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    proposed(session, *both)
    session.commit()
    for words in ("Altenbruck", "Lindenfurt", "UT-"):
        assert "/uebertragungen/1" in client.get(f"/uebertragungen?q={words}").text
    assert "/uebertragungen/1" not in client.get("/uebertragungen?view=entered").text
    assert "Stadt Lindenfurt" in client.get("/uebertragungen?format=csv").text


def acting_for(session: Session, app: Flask, member: Member) -> FlaskClient:
    """Somebody signed in who acts for a member alone."""
    person = a_person(session, "Ignaz", f"Zweig{member.number}")
    parties.add_representation(session, member.party_id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    client = visitor(app)
    sign_in(session, client, person)
    return client


def test_both_members_declare_in_the_portal(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    giving, taking = acting_for(session, app, one), acting_for(session, app, other)
    asked = giving.get(f"/mein/{one.number}/uebertragung?acquirer={other.number}")
    page = f"/mein/{one.number}/uebertragung/an/{other.number}"
    assert asked.location == page
    data = {"key": KEY, "shown": shown(giving, page), "extent": "whole", "wanted_on": clock.today().isoformat()}
    assert giving.post(page, data=data).status_code == 422
    assert giving.post(page, data={**data, "is_meant": "y"}).status_code == 302
    own = taking.get(f"/mein/{other.number}/uebertragung").text
    assert (own.count("Wartet auf Ihre Antwort"), "Wartet auf die Erwerberin" in own) == (2, False)
    assert "Wartet auf die Erwerberin" in giving.get(f"/mein/{one.number}/uebertragung").text
    assert ("Verbindlich zustimmen" in own, "2.500,00" in own, "2, danach 7" in own) == (True, True, True)
    unsaid = taking.post(f"/mein/{other.number}/uebertragung/1/zustimmen", data={"key": KEY + "1"})
    assert (unsaid.status_code, "Bestätigen Sie" in unsaid.text) == (422, True)
    answer = taking.post(f"/mein/{other.number}/uebertragung/1/zustimmen", data={"key": KEY + "2", "is_meant": "y"})
    assert (answer.status_code, transfers(session)[0].state) == (302, TransferState.PROPOSED)


def test_a_member_learns_nothing_of_what_the_other_holds(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    page = acting_for(session, app, one).get(f"/mein/{one.number}/uebertragung/an/{other.number}").text
    assert ("2.500,00" in page, "1.000,00" in page, "Stadt Lindenfurt" in page) == (True, False, False)


def offered(session: Session, app: Flask, one: Member, other: Member, number: int | None = None) -> Transfer:
    """What one offered the other in the portal."""
    person = a_person(session, "Ignaz", f"Zweig{one.number}{number}")
    parties.add_representation(session, one.party_id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    actor = Actor(person.display_name, party_id=person.id)
    found = actions.declare_own(session, one, other, declared(number), True, actor, NOW)
    session.commit()
    return found


@pytest.mark.parametrize(("number", "what"), [
    (None, "Das ganze Geschäftsguthaben "), (1, "mit 1 Anteil "), (2, "mit 2 Anteilen "),
])
def test_the_own_page_tells_who_is_offered_a_credit_and_what_to_do(
    app: Flask, session: Session, number: int | None, what: str
) -> None:
    one, other = two_holders(session)
    session.commit()
    giving, taking = acting_for(session, app, one), acting_for(session, app, other)
    asked = "wartet auf Ihre Zustimmung"
    assert asked not in taking.get(f"/mein/{other.number}").text
    offered(session, app, one, other, number)
    page = taking.get(f"/mein/{other.number}").text
    assert ("von Gemeinde Altenbruck" in page, f"{what}{asked}" in page, "Beantworten" in page) == (True,) * 3
    assert f'href="/mein/{other.number}/uebertragung"' in page
    assert asked not in giving.get(f"/mein/{one.number}").text
    taking.post(f"/mein/{other.number}/uebertragung/1/ablehnen", data={"key": KEY})
    assert asked not in taking.get(f"/mein/{other.number}").text


def test_who_acts_for_several_is_told_on_the_page_of_each(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    third = a_member(session, "Stadt Morgenau", 1)
    taking = acting_for(session, app, other)
    person = session.scalars(select(Party).where(Party.display_name == f"Ignaz Zweig{other.number}")).one()
    parties.add_representation(session, third.party_id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    offered(session, app, one, other, 1)
    page = taking.get(f"/mein/{third.number}").text
    assert "möchte Stadt Lindenfurt" in page
    assert f'href="/mein/{other.number}/uebertragung"' in page


def test_who_agrees_to_what_was_taken_back_meanwhile_is_told_so(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    giving, taking = acting_for(session, app, one), acting_for(session, app, other)
    offered(session, app, one, other, 1)
    assert giving.post(f"/mein/{one.number}/uebertragung/1/zuruecknehmen", data={"key": KEY}).status_code == 302
    late = taking.post(f"/mein/{other.number}/uebertragung/1/zustimmen", data={"key": KEY + "1", "is_meant": "y"})
    assert (late.status_code, "wartet nicht mehr auf Ihre Zustimmung" in late.text) == (422, True)


def test_of_two_offers_the_error_stands_at_the_one_that_was_answered(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    third = a_holder(session, "Stadt Morgenau", 3)
    session.commit()
    taking = acting_for(session, app, other)
    offered(session, app, one, other, 1)
    offered(session, app, third, other, 1)
    answer = taking.post(f"/mein/{other.number}/uebertragung/1/zustimmen", data={"key": KEY})
    assert (answer.status_code, answer.text.count('id="error-summary"')) == (422, 1)
    ids = re.findall(r'<input[^>]* id="(is_meant[^"]*)"', answer.text)
    assert len(ids) == len(set(ids)) == 2
    assert answer.text.index('id="error-summary"') > answer.text.index("UT-2026-002")


def test_the_acquirer_reads_what_a_splitting_made_of_the_shares_declared(app: Flask, session: Session) -> None:
    one, other = two_holders(session, max_shares=None)
    session.commit()
    taking = acting_for(session, app, other)
    offered(session, app, one, other, 2)
    a_splitting(session, TODAY, at=NOW + timedelta(hours=1))
    session.commit()
    page = taking.get(f"/mein/{other.number}/uebertragung").text
    assert ("10, danach 20" in page, "erklärt als 2 Anteile vor der Zerlegung" in page) == (True, True)


def test_nobody_agrees_in_the_portal_to_what_cannot_take_place(app: Flask, session: Session) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    measured(session, one, 10_000, LONG_AGO)
    session.commit()
    taking = acting_for(session, app, other)
    offered(session, app, one, other, 1)
    measured(session, one, 45_000)
    session.commit()
    own = f"/mein/{other.number}/uebertragung"
    page = taking.get(own).text
    assert ("Guthaben kann jetzt nicht übertragen werden" in page, "Verbindlich zustimmen" in page) == (True, False)
    assert "Einwohner" not in page
    answer = taking.post(f"{own}/1/zustimmen", data={"key": KEY, "is_meant": "y"})
    assert (answer.status_code, transfers(session)[0].state) == (422, TransferState.OFFERED)


def test_of_a_waiting_transfer_that_a_loss_left_without_credit_both_are_told_that_nothing_would_go_over(
    app: Flask, session: Session
) -> None:
    one, other = two_holders(session)
    proposed(session, one, other, 2)
    session.add(CreditEntry(
        member_id=one.id, amount=-1_600_00, effective_on=TODAY, recorded_at=NOW, recorded_by="", document="E-2026",
        ground=CreditGround.LOSS,
    ))
    session.commit()
    for member, reason in ((one, "kein Guthaben da, das übertragen werden kann"), (other, ABOUT_TRANSFEROR)):
        page = said(acting_for(session, app, member).get(f"/mein/{member.number}/uebertragung"))
        assert "Zurzeit könnte kein Guthaben übergehen:" in page
        assert reason in page
        assert "Guthaben, das übergeht" not in page
        assert "−" not in page
