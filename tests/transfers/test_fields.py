"""Where the guided form of a transfer says what is wrong: at the field it is about, in step one where it is known."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.departures.rules import NoticeKind
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions as shares
from tests.departures.factories import given as a_notice
from tests.factories import NOW, OFFICE, TODAY
from tests.removals.factories import a_human, dead
from tests.shares.factories import a_member
from tests.transfers.factories import decided, proposed, two_holders
from tests.transfers.test_views import (
    KEY,
    acting_for,
    address,
    in_the_office,
    sent,
    shown,
    transfers,
    typed,
)

DAY = timedelta(days=1)


def said_at(page: str, field: str) -> str:
    """The error that stands at a field of a page, empty where there is none."""
    found = re.search(rf'id="{field}-error"[^>]*>(.*?)</div>', page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def chosen(client: FlaskClient, one: Member, other: Member) -> str:
    """The page that step one answers with."""
    data = {"key": KEY, "number": one.number, "acquirer": other.number}
    answer = client.post("/uebertragungen/neu", data=data)
    assert answer.status_code == 422
    return answer.text


def former(session: Session, name: str = "Stadt Morgenau") -> Member:
    """Somebody who has left."""
    member = a_member(session, name, 1, TODAY - 20 * DAY)
    members.end(session, member, TODAY - DAY, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    shares.leave(session, member, TODAY - DAY, "Beschluss", OFFICE, NOW)
    session.commit()
    return member


# --- step one --------------------------------------------------------------------------------------------------------


def test_step_one_refuses_the_same_member_twice_at_the_acquirer(session: Session, client: FlaskClient) -> None:
    one, _other = in_the_office(session, client)
    page = chosen(client, one, one)
    assert "An sich selbst" in said_at(page, "acquirer")
    assert f'value="{one.number}"' in page


def test_step_one_refuses_who_has_left_at_the_field_and_names_the_rule(session: Session, client: FlaskClient) -> None:
    one, _other = in_the_office(session, client)
    gone = former(session)
    giving, taking = chosen(client, gone, one), chosen(client, one, gone)
    assert ("§§ 73, 76 GenG" in said_at(giving, "number"), said_at(giving, "acquirer")) == (True, "")
    assert ("§ 76 Abs. 1 GenG" in said_at(taking, "acquirer"), said_at(taking, "number")) == (True, "")


@pytest.mark.parametrize("heirs_continue", [False, True])
def test_step_one_refuses_the_dead_at_the_field_and_names_the_rule(
    session: Session, client: FlaskClient, heirs_continue: bool
) -> None:
    one, _other = in_the_office(session, client, heirs_continue=heirs_continue, heirs_months=6)
    human = a_human(session)
    dead(session, human)
    session.commit()
    giving, taking = chosen(client, human, one), chosen(client, one, human)
    assert ("77" in said_at(giving, "number"), said_at(giving, "acquirer")) == (True, "")
    assert ("77" in said_at(taking, "acquirer"), said_at(taking, "number")) == (True, "")


def test_step_one_refuses_an_acquirer_whose_membership_ends(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    a_notice(session, other)
    session.commit()
    assert "endet am" in said_at(chosen(client, one, other), "acquirer")


def test_step_one_lets_pass_who_has_given_notice(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    a_notice(session, one, NoticeKind.ORDINARY)
    session.commit()
    data = {"key": KEY, "number": one.number, "acquirer": other.number}
    assert client.post("/uebertragungen/neu", data=data).location == address(one, other)


def test_step_one_refuses_while_another_transfer_waits(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    proposed(session, one, other, 1)
    session.commit()
    assert "UT-2026-001" in said_at(chosen(client, one, other), "number")


def test_step_one_refuses_what_is_seized_at_the_transferor(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    a_notice(session, one, NoticeKind.INSOLVENCY)
    session.commit()
    page = chosen(client, one, other)
    assert ("KD-2026-001" in said_at(page, "number"), said_at(page, "acquirer")) == (True, "")
    step_two = client.get(address(one, other))
    assert (step_two.status_code, "§ 66a GenG" in step_two.text) == (409, True)


def test_the_portal_tells_who_hands_on_that_it_is_seized(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    a_notice(session, one, NoticeKind.INSOLVENCY)
    session.commit()
    giving = acting_for(session, app, one)
    answer = giving.get(f"/mein/{one.number}/uebertragung?acquirer={other.number}")
    assert (answer.status_code, "KD-2026-001" in said_at(answer.text, "acquirer")) == (422, True)
    assert "KD-2026-001" in giving.get(f"/mein/{one.number}/uebertragung/an/{other.number}").text
    taking = acting_for(session, app, other)
    answer = taking.get(f"/mein/{other.number}/uebertragung?acquirer={one.number}")
    assert (answer.status_code, "KD-2026" in answer.text) == (422, False)


def test_the_portal_refuses_in_step_one_what_it_may_tell(app: Flask, session: Session) -> None:
    one, _other = two_holders(session)
    gone = former(session)
    giving = acting_for(session, app, one)
    page = f"/mein/{one.number}/uebertragung?acquirer="
    itself, left = giving.get(f"{page}{one.number}"), giving.get(f"{page}{gone.number}")
    assert (itself.status_code, "An sich selbst" in said_at(itself.text, "acquirer")) == (422, True)
    assert (left.status_code, "kann jetzt nicht übertragen werden" in said_at(left.text, "acquirer")) == (422, True)


# --- step two --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "days", "sentence"), [
    ("wanted_on", {"wanted_on": -1}, "Rückwirkend"),
    ("wanted_on", {"wanted_on": 400}, "mehr als ein Jahr"),
    ("received_on", {"received_on": 1, "wanted_on": 1}, "in der Zukunft"),
    ("received_on", {"received_on": -800}, "mehr als zwei Jahre"),
    ("dated_on", {"dated_on": 1}, "nicht vor dem Tag"),
    ("dated_on", {"dated_on": -80_000}, "lägen mehr als zwei Jahre"),
])
def test_what_is_wrong_with_a_day_stands_at_that_day(
    session: Session, client: FlaskClient, field: str, days: dict[str, int], sentence: str
) -> None:
    both = in_the_office(session, client)
    typed_days: dict[str, Any] = {name: (clock.today() + each * DAY).isoformat() for name, each in days.items()}
    answer = sent(client, *both, **typed_days)
    assert answer.status_code == 422
    assert sentence in said_at(answer.text, field)
    assert said_at(answer.text, "shares") == ""


def test_a_day_outside_the_membership_stands_at_the_day(session: Session, client: FlaskClient) -> None:
    one, other = in_the_office(session, client)
    a_notice(session, one, received_on=TODAY - 100 * DAY)
    session.commit()
    late = sent(client, one, other, wanted_on=(clock.today() + 100 * DAY).isoformat())
    assert "danach gibt es kein Guthaben" in said_at(late.text, "wanted_on")


def test_a_form_that_does_not_do_stands_at_the_form(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client, form_join="schriftform", textform_expressly_excluded=True)
    assert "Diese Form genügt nicht" in said_at(sent(client, *both).text, "written_form")


def test_too_many_shares_stand_at_the_shares(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    assert "höchstens 4 Anteile" in said_at(sent(client, *both, shares="5").text, "shares")


def test_a_number_beside_the_whole_credit_is_refused_at_the_number(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    answer = sent(client, *both, extent="whole", shares="3")
    assert (answer.status_code, transfers(session)) == (422, [])
    assert "„Einzelne Anteile“" in said_at(answer.text, "shares")
    assert 'value="3"' in answer.text
    preview = client.post(f"{address(*both)}/vorschau", data=typed(client, *both, extent="whole", shares="3")).text
    assert "„Einzelne Anteile“" in preview


def test_the_portal_refuses_a_number_beside_the_whole_credit(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    giving, page = acting_for(session, app, one), f"/mein/{one.number}/uebertragung/an/{other.number}"
    data = {
        "key": KEY, "shown": shown(giving, page), "extent": "whole", "shares": "2", "is_meant": "y",
        "wanted_on": clock.today().isoformat(),
    }
    answer = giving.post(page, data=data)
    assert (answer.status_code, "„Einzelne Anteile“" in said_at(answer.text, "shares")) == (422, True)


# --- what is taken back ----------------------------------------------------------------------------------------------


def test_who_undoes_what_another_has_undone_is_told_so(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    decided(session, proposed(session, *both, 3))
    session.commit()
    sent_ = {"reason": "Falsches Mitglied"}
    assert client.post("/uebertragungen/1/storno", data={**sent_, "key": KEY + "1"}).status_code == 302
    stale = client.post("/uebertragungen/1/storno", data={**sent_, "key": KEY + "2"})
    assert (stale.status_code, "ist schon storniert" in stale.text) == (422, True)


def test_who_takes_back_what_was_decided_meanwhile_is_told_so(session: Session, client: FlaskClient) -> None:
    both = in_the_office(session, client)
    transfer = proposed(session, *both, 3)
    decided(session, transfer)
    session.commit()
    stale = client.post("/uebertragungen/1/zuruecknehmen", data={"key": KEY, "reason": "Anders überlegt"})
    assert (stale.status_code, "schon entschieden" in stale.text) == (422, True)
