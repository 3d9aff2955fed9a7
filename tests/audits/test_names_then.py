"""Who audits a period meets everybody under the name of its last day; written again later, its folder is the same."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.audits import actions, queries
from app.audits.actions.writing import Cover
from app.audits.models import AuditAssignment
from app.audits.rules import Period
from app.core import horizon
from app.core.horizon import Horizon, composed_once
from app.core.values import PartyKind, PostalAddress, Role
from app.dues import actions as dues
from app.dues.queries import proposals
from app.members.models import Member
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party
from app.parties.rules import PartyFacts
from app.shares import actions as shares
from app.voting.rules import Secrecy
from tests.assemblies import factories as assemblies
from tests.audits.factories import YEAR, an_assignment
from tests.audits.test_folder import THIS_YEAR
from tests.audits.test_horizon import signed_in
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.dues.factories import a_debtor, dunned
from tests.factories import NOW, OFFICE, TODAY, an_organisation
from tests.removals import factories as removals
from tests.shares.factories import a_house, a_member, paid
from tests.statements import statements
from tests.transfers import factories as transfers
from tests.voting import factories as voting

LAST_YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
READ = Horizon(1, LAST_YEAR.first_day, LAST_YEAR.last_day)
NEXT_YEAR = datetime(2027, 3, 1, 10, 0, tzinfo=NOW.tzinfo)
THEN_CALLED, NOW_CALLED = "Stadtwerke Öhrbach GmbH", "Energie Quellbach AG"


def renamed(
    session: Session, party: Party, name: str = NOW_CALLED, valid_from: date = TODAY, now: datetime = NOW
) -> None:
    """Another name from a day on; a person's family name."""
    is_person = party.kind is PartyKind.NATURAL_PERSON
    facts = PartyFacts(party.kind, last_name=name, first_names="Zita") if is_person else PartyFacts(
        party.kind, name, legal_form="AG"
    )
    parties.change_name(session, party, facts, valid_from, OFFICE, now)


# --- the folder -------------------------------------------------------------------------------------------------------


def with_notices_and_certificates(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    shares.issue_certificate(session, member, OFFICE, NOW)
    given(session, member)


def with_transfers_and_removals(session: Session) -> None:
    transfers.decided(session, transfers.proposed(session, *transfers.two_holders(session)))
    removals.dead(session, removals.a_human(session))


def with_claims(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    late, slow = a_member(session, shares=2, first_day=date(2026, 9, 1)), a_debtor(session, "Stadt Lindenfurt")
    dunned(session, late, at=NOW)
    paid(session, slow, 100_00)
    dues.ask_for_contribution(session, late, THIS_YEAR, date(2026, 12, 15), OFFICE, NOW)


def with_an_invitation(session: Session) -> None:
    assemblies.a_reachable_house(session)
    assemblies.invited(session)


def with_a_roll_call(session: Session) -> None:
    meeting = voting.a_meeting(session)
    poll = voting.asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    voting.casts(session, poll, meeting.number(0), voting.NO)
    voting.declared(session, meeting, poll)


WORLDS = (with_notices_and_certificates, with_transfers_and_removals, with_claims, with_an_invitation, with_a_roll_call)


def folder_of(session: Session, path: Path) -> dict[str, bytes]:
    """What lies in the folder of the year that is over, as somebody's horizon lets it be written."""
    session.commit()
    session.expunge_all()
    with horizon.within(Horizon(1, YEAR.first_day, YEAR.last_day)):
        parts, missing = queries.contents(session, YEAR, []), queries.absent(session, YEAR)
        actions.write_folder(path, parts, missing, Cover("Genossenschaft", YEAR, NEXT_YEAR), lambda done, of: None)
    session.expunge_all()
    with zipfile.ZipFile(path) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


@pytest.mark.parametrize("made", WORLDS)
def test_the_folder_of_a_period_that_is_over_is_the_same_whatever_its_people_are_called_since(
    session: Session, tmp_path: Path, made: Callable[[Session], None]
) -> None:
    """Every byte, whoever took another name, legal form and address after the period."""
    made(session)
    before = folder_of(session, tmp_path / "before.zip")
    for number, party in enumerate(session.scalars(select(Party).order_by(Party.id)).all()):
        renamed(session, party, f"Zweitname {number}", NEXT_YEAR.date(), NEXT_YEAR)
        there = PostalAddress("Am neuen Ort 7", "70998", "Zweitlingen")
        parties.change_address(session, party, there, NEXT_YEAR.date(), OFFICE, NEXT_YEAR)
    after = folder_of(session, tmp_path / "after.zip")
    assert [name for name in {**before, **after} if before.get(name) != after.get(name)] == []
    assert not [name for name, content in after.items() if b"Zweit" in content]


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """A member that bore one name until the end of last year and bears another one since, and its auditor."""

    member: Member
    assignment: AuditAssignment
    auditor: FlaskClient
    office: FlaskClient


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    a_leaving_house(session)
    party = an_organisation(session, THEN_CALLED, PartyKind.COMPANY)
    member = a_member(session, shares=2, first_day=date(2025, 2, 1), party=party)
    a_member(session, "Gemeinde Altenbruck", 1, date(2024, 2, 1))
    given(session, member, received_on=date(2025, 11, 4))
    renamed(session, party)
    auditor, account = signed_in(app, session, Role.AUDITOR)
    assignment = an_assignment(session, account, LAST_YEAR)
    office, _account = signed_in(app, session, Role.OFFICE, name="Lautenschlag")
    session.commit()
    return World(member, assignment, auditor, office)


def test_lists_heads_and_search_show_the_name_of_the_last_audited_day(world: World) -> None:
    pages = ("/mitglieder/", "/mitglieder/1", "/mitglieder/1/stammdaten", "/kuendigungen", "/register", "/suche?q=1",
             "/suche?q=oehrbach", "/suche/palette?q=Öhrbach", "/mitglieder/?format=csv", "/mahnungen",
             f"/pruefungsauftraege/{world.assignment.id}/buchungen")  # fmt: skip
    for page in pages:
        read = world.auditor.get(page, follow_redirects=True)
        assert read.status_code == 200, page
        assert NOW_CALLED not in read.text, page
        assert THEN_CALLED in read.text or page == "/mahnungen", page
    for page in ("/mitglieder/", "/mitglieder/1", "/kuendigungen"):
        assert NOW_CALLED in world.office.get(page).text, page


def test_nobody_is_found_by_a_name_that_came_after_the_audited_period(world: World) -> None:
    for words in ("quellbach", "energie"):
        assert THEN_CALLED not in world.auditor.get(f"/mitglieder/?q={words}").text
        assert NOW_CALLED in world.office.get(f"/mitglieder/?q={words}").text
    assert THEN_CALLED in world.auditor.get("/mitglieder/?q=Öhrbach GmbH").text
    assert THEN_CALLED in world.auditor.get("/mitglieder/?q=oehrbach Altenbruck").text


@pytest.mark.parametrize("page", ["/mitglieder/", "/kuendigungen"])
def test_lists_are_in_the_order_of_the_names_then(world: World, session: Session, page: str) -> None:
    given(session, session.scalars(select(Member).where(Member.number == 2)).one(), received_on=date(2025, 11, 5))
    renamed(session, session.scalars(select(Party).where(Party.name_today == "Gemeinde Altenbruck")).one(), "Zell")
    session.commit()
    shown = [re.findall("Gemeinde Altenbruck|Stadtwerke|Energie|Zell", reader.get(f"{page}?sort=name").text)
             for reader in (world.auditor, world.office)]  # fmt: skip
    assert list(dict.fromkeys(shown[0])) == ["Gemeinde Altenbruck", "Stadtwerke"]
    assert list(dict.fromkeys(shown[1])) == ["Energie", "Zell"]


def test_the_names_of_a_page_are_asked_for_once_not_for_each_row(world: World, session: Session) -> None:
    world.auditor.get("/kuendigungen")
    with statements() as one:
        world.auditor.get("/kuendigungen")
    for name in ("Gemeinde Eins", "Gemeinde Zwei"):
        member = a_member(session, name, 1, date(2024, 2, 1))
        given(session, member, received_on=date(2025, 11, 5))
        renamed(session, member.party, f"{name} neu")
    session.commit()
    with statements() as three:
        assert "Gemeinde Zwei" in world.auditor.get("/kuendigungen").text
    assert len(three) <= len(one)


# --- how a name is asked for ------------------------------------------------------------------------------------------


def test_a_name_dated_back_into_the_period_is_that_of_the_register_and_of_every_list(
    world: World, session: Session
) -> None:
    """What counts by then is read also where it was recorded later."""
    renamed(session, world.member.party, "Werke Öhrbach KG", date(2025, 7, 1))
    session.commit()
    for page in ("/register", "/mitglieder/", "/kuendigungen"):
        assert "Werke Öhrbach KG" in world.auditor.get(page, follow_redirects=True).text, page


@pytest.mark.parametrize("names", [
    ("Dr.", "Jana  Sofie", "Weber-Größ"), ("", "Jana", "Öz"), ("Prof. Dr.", "Ä.", "Ülm & Söhne (A/B), Weiß"),
])
def test_statement_and_object_tell_the_same_name_composed_as_it_is_kept(
    session: Session, names: tuple[str, str, str]
) -> None:
    title, first_names, last_name = names
    facts = PartyFacts(PartyKind.NATURAL_PERSON, title=title, first_names=first_names, last_name=last_name)
    party = parties.add_party(session, facts, date(2024, 1, 1), OFFICE, NOW)
    renamed(session, party)
    session.commit()
    other = aliased(Party)
    asked = select(Party.display_name, Party.sort_name).where(Party.id == party.id)
    free = session.execute(asked).one()
    with horizon.within(READ):
        seen = session.execute(select(Party.display_name, Party.sort_name).where(Party.id == party.id)).one()
        by_alias = session.execute(select(other.display_name, other.sort_name).where(other.id == party.id)).one()
        inner = select(Party.id, Party.display_name).subquery()
        within = session.scalar(select(inner.c.display_name).where(inner.c.id == party.id))
        assert (party.display_name, party.sort_name) == tuple(seen) == tuple(by_alias)
        assert (seen.display_name, seen.sort_name, within) == (facts.display_name, facts.sort_name, facts.display_name)
    assert tuple(free) == (party.display_name, party.sort_name) == (f"Zita {NOW_CALLED}", "energie quellbach ag zita")


def test_who_is_recorded_after_the_period_bears_the_first_name(session: Session) -> None:
    facts = PartyFacts(PartyKind.COMPANY, "Erste GmbH")
    party = parties.add_party(session, facts, TODAY - timedelta(days=9), OFFICE, NOW)
    renamed(session, party)
    session.commit()
    with horizon.within(READ):
        assert party.display_name == "Erste GmbH"
        assert session.scalar(select(Party.display_name).where(Party.id == party.id)) == "Erste GmbH"
    assert party.display_name == NOW_CALLED


def test_without_a_horizon_a_name_is_its_column(session: Session) -> None:
    for column in (Party.display_name, Party.sort_name, Party.search_text):
        assert "party_name" not in str(select(column))
    with horizon.within(READ):
        assert "party_name" in str(select(Party.display_name))


def test_what_is_composed_once_is_composed_for_each_horizon() -> None:
    @composed_once(maxsize=4)
    def columns(day: date, only: bool = False) -> str:
        return f"{day} {only} {select(Party.display_name)}"

    free = columns(TODAY, only=True)
    with horizon.within(READ):
        assert "party_name" in columns(TODAY, only=True)
    assert columns(TODAY, only=True) is free


def test_whom_to_dun_is_asked_within_a_horizon_too(session: Session) -> None:
    a_house(session)
    late = a_member(session, THEN_CALLED, 2, date(2025, 1, 1))
    renamed(session, late.party)
    session.commit()
    with horizon.within(READ):
        assert {each.name for each in proposals(session, LAST_YEAR.last_day)[0]} == {THEN_CALLED}
    assert {each.name for each in proposals(session, TODAY)[0]} == {NOW_CALLED}


def test_misspelt_words_resemble_the_names_of_the_audited_day(session: Session) -> None:
    party = an_organisation(session, "Stadtwerke Quellingen")
    renamed(session, party, "Energie Lindenau")
    session.commit()
    with horizon.within(READ):
        assert party_queries.resembling(session, "Stadtwerke Quelingen") == [party.id]
        assert party_queries.resembling(session, "Energi Lindenau") == []
    assert party_queries.resembling(session, "Energi Lindenau") == [party.id]
