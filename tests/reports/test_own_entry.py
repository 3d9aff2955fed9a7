"""A member's own entry: its copy on demand, and when others were shown the list with it (§ 31 GenG; R-REG-07)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument, PrintItem
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.rules import Authority
from app.reports import actions, queries
from app.reports.rules import EXTRACTS_A_DAY, Entered, Requester, was_shown
from tests.documents import pages
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in
from tests.reports.factories import leaves
from tests.shares.factories import a_house, a_member

KEY = "auszug-1234"
THEN = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)


def an_inspection(
    session: Session, requester: Requester, member: Member | None = None, day: date = TODAY, at: datetime = NOW
) -> None:
    """The register of a day is shown, or not, to who asks at a moment; the office takes it down."""
    asked = actions.Request(requester, "Neugier Verlag GmbH", member, "", "Klage gegen Ehrenpreis", True, True, day)
    actions.note_inspection(session, asked, OFFICE, at)


@pytest.mark.parametrize(("day", "ends", "stood"), [
    (date(2025, 12, 31), [], False),
    (FIRST, [], True),
    (date(2026, 5, 31), [(THEN, date(2026, 5, 31))], True),
    (TODAY, [(THEN, date(2026, 5, 31))], False),
    (TODAY, [(NOW + timedelta(days=1), date(2026, 5, 31))], True),
    (TODAY, [(THEN, date(2026, 5, 31)), (THEN, None)], True),
])
def test_an_entry_was_shown_where_it_stood_in_the_register_of_the_day_as_known_at_the_moment(
    day: date, ends: list[tuple[datetime, date | None]], stood: bool
) -> None:
    assert was_shown(Entered(FIRST, THEN, ends), day, NOW) is stood


def test_an_entry_recorded_after_the_inspection_was_not_shown() -> None:
    assert not was_shown(Entered(FIRST, NOW + timedelta(seconds=1)), TODAY, NOW)


def test_what_was_shown_agrees_with_the_lines_of_the_register(session: Session) -> None:
    a_house(session)
    stays = a_member(session, shares=1, first_day=date(2024, 1, 1))
    gone = a_member(session, "Stadt Lindenfurt", 1, date(2024, 1, 1))
    leaves(session, gone, date(2025, 12, 31))
    members.end(session, stays, date(2026, 6, 30), ExitGround.OTHER, "Liste", OFFICE, NOW)
    for day in (date(2023, 12, 31), date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1)):
        numbers = {line.number for line in queries.register_on(session, day, NOW)}
        for member in (stays, gone):
            memberships = [
                Entered(each.first_day, each.recorded_at, [(NOW, each.last_day)]) for each in member.periods
            ]
            assert any(was_shown(each, day, NOW) for each in memberships) is (member.number in numbers), day


def test_a_member_reads_when_by_whom_in_kind_and_why_its_entry_was_shown_but_no_name(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    member, other = a_member(session, party=person), a_member(session, "Stadt Lindenfurt")
    an_inspection(session, Requester.MEMBER, other)
    an_inspection(session, Requester.INTERESTED)
    an_inspection(session, Requester.THIRD_PARTY)
    sign_in(session, client, person)
    client.post(f"/register/einsicht/eigene/{member.number}", data={"key": KEY})
    assert [each.requester for each in queries.shown_with(session, member)] == [Requester.INTERESTED, Requester.MEMBER]
    shown = client.get(f"/register/eigener-eintrag/{member.number}").text
    assert "Recht jedes Mitglieds, ohne Angabe von Gründen" in shown
    assert "dargelegtes berechtigtes Interesse" in shown
    assert len(queries.inspections_by(session, member)) == 1
    assert "<th scope=\"row\" class=\"c-name\">Ottilie Brandner</th>" in shown
    for name in ("Neugier", "Lindenfurt", "Klage", "Lautenschlag"):
        assert name not in shown, name


def test_a_member_has_its_extract_at_once_and_nothing_is_posted(session: Session, client: FlaskClient) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    member = a_member(session, shares=3, party=person)
    sign_in(session, client, person)
    address = f"/register/eigener-eintrag/{member.number}"
    assert address in client.get(f"/mein/{member.number}").text
    for _ in range(2):
        answer = client.post(f"{address}/auszug", data={"key": KEY}, follow_redirects=True)
    document = session.query(IssuedDocument).filter_by(kind="report").one()
    assert (document.number, session.query(PrintItem).count()) == ("MA-2026-001", 0)
    there = f"/mein/{member.number}/dokumente/{document.id}"
    assert there in answer.text
    printed = pages.text(client.get(there).data)
    assert "Abschrift der eigenen Eintragungen" in printed
    assert "Brandner, Ottilie" in printed


def test_a_member_has_no_more_extracts_made_on_a_day_than_it_needs(session: Session, client: FlaskClient) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    member = a_member(session, shares=3, party=person)
    sign_in(session, client, person)
    address = f"/register/eigener-eintrag/{member.number}/auszug"
    for number in range(EXTRACTS_A_DAY):
        assert client.post(address, data={"key": f"{KEY}-{number}"}).status_code == 302
    answer = client.post(address, data={"key": f"{KEY}-more"})
    assert (answer.status_code, "schon 5 Auszüge" in answer.text) == (429, True)
    assert session.query(IssuedDocument).filter_by(kind="report").count() == EXTRACTS_A_DAY


def test_a_guessed_number_opens_nobody_else_s_entry_or_extract(session: Session, client: FlaskClient) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    own, other = a_member(session, party=person), a_member(session, "Stadt Lindenfurt")
    extract = actions.issue_extract(session, other, OFFICE, NOW)
    sign_in(session, client, person)
    for address in (f"/register/eigener-eintrag/{other.number}", "/register/eigener-eintrag/9999",
                    f"/mein/{own.number}/dokumente/{extract.id}", f"/mein/{other.number}/dokumente/{extract.id}"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/register/eigener-eintrag/{other.number}/auszug", data={"key": KEY}).status_code == 404
    assert session.query(IssuedDocument).filter_by(kind="report").count() == 1


def test_who_acts_for_a_member_reaches_its_entry(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member, person = a_member(session), a_person(session, "Theodora", "Quendel")
    parties.add_representation(
        session, member.party_id, person.id, Authority.SOLE, "Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    sign_in(session, client, person)
    assert "Gemeinde Altenbruck" in client.get(f"/register/eigener-eintrag/{member.number}").text
