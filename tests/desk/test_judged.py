"""A version of the statute registered for a past day: whoever registers it sees what another version judged since."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import German, Refusal, Role
from app.departures import actions as departures
from app.departures.models import Notice
from app.desk import queries
from app.statutes import actions as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import JudgedAct, check_seen
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, a_person, sign_in
from tests.removals.factories import heard
from tests.settlements.factories import a_leaver, a_paying_house, opened
from tests.statutes.factories import ADMINISTRATOR, FILE, a_version, version_facts
from tests.tabs import Tab, said

SINCE = date(2026, 10, 1)


def to_be_registered(session: Session, **values: Any) -> StatuteVersion:
    """A version resolved in September whose entry in the register nobody has noted yet."""
    version = a_version(session, date(2026, 9, 1), title="Neufassung", **values)
    statutes.attach_document(session, version, FILE, ADMINISTRATOR, NOW)
    return version


def numbers(session: Session, version: StatuteVersion, day: date = SINCE) -> list[str]:
    """The acts that another version has judged, by number."""
    return [act.number for act in queries.judged_by_others(session, version, day)]


def test_a_refusal_says_what_it_was_that_the_other_version_judged_last() -> None:
    act = JudgedAct(German("Jahresbeiträge"), "01.01.2026–31.12.2026", "", SINCE, "dues.contributions", {})
    with pytest.raises(Refusal, match=r"geurteilt \(zuletzt: Jahresbeiträge 01\.01\.2026"):
        check_seen([act], (), SINCE)
    check_seen([act], [act.number], SINCE)


def a_notice(session: Session) -> Notice:
    """One received on the day of the tests, judged by the version of 2021."""
    a_leaving_house(session)
    return given(session, a_holder(session))


def test_acts_since_the_day_are_named_and_earlier_ones_are_not(session: Session) -> None:
    notice = a_notice(session)
    removal = heard(session, a_holder(session, "Stadt Lindenfurt"))
    version = to_be_registered(session)
    assert set(numbers(session, version)) == {notice.number, removal.number}
    assert numbers(session, version, date(2026, 12, 1)) == []


def test_what_was_undone_is_named_no_longer_and_what_the_version_judged_itself_never(session: Session) -> None:
    notice, version = a_notice(session), to_be_registered(session)
    statutes.register_version(session, version, SINCE, ADMINISTRATOR, NOW)
    given(session, a_holder(session, "Stadt Lindenfurt"))
    assert numbers(session, version) == [notice.number]
    departures.reverse(session, notice, "Neu zu beurteilen", OFFICE, NOW)
    assert numbers(session, version) == []


def test_settlements_of_a_membership_that_ended_since_are_named(session: Session) -> None:
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    version = a_version(session, date(2025, 1, 2), title="Neufassung")
    assert numbers(session, version, settlement.last_day) == [settlement.number]
    assert numbers(session, version, date(2026, 11, 1)) == []


def test_the_registration_waits_until_the_acts_were_shown(client: FlaskClient, session: Session) -> None:
    notice, version = a_notice(session), to_be_registered(session, notice_months=24)
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR, Role.OFFICE)
    tab = Tab(client, f"/satzung/{version.id}", form="eintragen")
    first = tab.send(registered_on=SINCE.isoformat())
    assert first.status_code == 422
    assert f"(zuletzt: Kündigung der Mitgliedschaft {notice.number})" in said(first)
    assert f'href="/kuendigungen/{notice.id}"' in first.text
    assert tab.send(registered_on=SINCE.isoformat()).status_code == 302
    page = client.get(f"/satzung/{version.id}").text
    assert "Nach der anderen Fassung beurteilt" in page
    assert notice.number in page


def test_who_may_not_read_the_acts_is_shown_no_empty_column_of_members(client: FlaskClient, session: Session) -> None:
    a_notice(session)
    version = to_be_registered(session)
    statutes.register_version(session, version, SINCE, ADMINISTRATOR, NOW)
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    page = client.get(f"/satzung/{version.id}").text
    assert ("sieht die Geschäftsstelle auf dieser Seite" in page, ">Mitglied<" in page) == (True, False)


def test_a_day_that_is_impossible_is_refused_before_any_act_is_to_be_looked_at(
    client: FlaskClient, session: Session
) -> None:
    """Nor is anybody sent through the acts while the PDF is missing."""
    a_notice(session)
    version = a_version(session, date(2026, 9, 1), title="Neufassung", notice_months=24)
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR, Role.OFFICE)
    tab = Tab(client, f"/satzung/{version.id}", form="eintragen")
    for day, refused in (("2026-08-31", "nicht vor dem Beschluss"), (SINCE.isoformat(), "Legen Sie zuerst das PDF")):
        answer = tab.send(registered_on=day)
        assert (answer.status_code, refused in said(answer), "geurteilt" in answer.text) == (422, True, False), day


def test_what_came_in_while_the_page_was_open_is_shown_first(client: FlaskClient, session: Session) -> None:
    a_notice(session)
    version = to_be_registered(session)
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR, Role.OFFICE)
    tab = Tab(client, f"/satzung/{version.id}", form="eintragen")
    tab.send(registered_on=SINCE.isoformat())
    later = given(session, a_holder(session, "Stadt Lindenfurt"))
    session.commit()
    answer = tab.send(registered_on=SINCE.isoformat())
    assert (answer.status_code, later.number in answer.text) == (422, True)
    assert tab.send(registered_on=SINCE.isoformat()).status_code == 302


def test_a_version_that_was_corrected_names_no_act_that_the_right_one_judged(
    client: FlaskClient, session: Session
) -> None:
    """It holds on no day any more: nothing is to be undone for its sake."""
    a_leaving_house(session)
    wrong = to_be_registered(session, notice_months=24)
    statutes.register_version(session, wrong, SINCE, ADMINISTRATOR, NOW)
    facts = replace(version_facts("Neufassung, berichtigt"), corrects_id=wrong.id)
    right = statutes.record_version(session, facts, ADMINISTRATOR, NOW)
    statutes.register_version(session, right, SINCE, ADMINISTRATOR, NOW)
    notice = given(session, a_holder(session))
    session.commit()
    sign_in(session, client, a_person(session), Role.OFFICE)
    assert notice.statute_version_id == right.id
    for version in (wrong, right):
        page = client.get(f"/satzung/{version.id}").text
        assert notice.number not in page
        assert "Nach der anderen Fassung beurteilt" not in page


@pytest.mark.parametrize(("role", "is_named"), [(Role.OFFICE, True), (Role.ADMINISTRATOR, False)])
def test_who_may_not_read_the_acts_sees_their_numbers_only(
    client: FlaskClient, session: Session, role: Role, is_named: bool
) -> None:
    notice, version = a_notice(session), to_be_registered(session)
    statutes.register_version(session, version, SINCE, ADMINISTRATOR, NOW)
    session.commit()
    sign_in(session, client, a_person(session), role)
    page = client.get(f"/satzung/{version.id}").text
    assert notice.number in page
    assert (f'href="/kuendigungen/{notice.id}"' in page, "Gemeinde Altenbruck" in page) == (is_named, is_named)
