"""A page of the register: its lines, sums and changes are those of the whole register, of which it reads no more."""

from collections.abc import Sequence
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from sqlalchemy.orm import Session

from app.core.values import PartyKind, PostalAddress
from app.members import actions as members
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.reports import queries
from app.reports.queries import paging
from app.reports.rules import (
    SORTS,
    Asked,
    RegisterLine,
    changes_since,
    detail_names,
    in_order,
    of_kind,
    sums_of,
)
from app.shares import actions as shares
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.reports.factories import a_holder, booked
from tests.reports.test_lives import DAYS, Act, lived, lives, many
from tests.shares.factories import JOINED, a_house, a_member
from tests.statements import statements

LATER = NOW + timedelta(days=30)


def whole(session: Session, asked: Asked) -> list[RegisterLine]:
    """All lines asked for, by number, read in one go."""
    found = queries.register_on(session, asked.day, asked.known_at, asked.words, asked.with_former)
    return of_kind(found, asked.kind, asked.member_class)


ORDERS = list(product(SORTS, (False, True)))


def check(session: Session, asked: Asked, orders: Sequence[tuple[str, bool]] = ORDERS[-1:]) -> None:
    """The part is what the whole has there; so are sums, fields and changes."""
    lines = whole(session, asked)
    present = [line for line in lines if not line.has_left_by(asked.day)]
    for sort, descending in orders:
        ordered = in_order(lines, sort, descending)
        part = queries.register_part(session, asked, sort, descending, 1, 2)
        assert part.lines == ordered[1:3], (asked, sort, descending)
        assert [line.shares_since for line in part.lines] == [line.shares_since for line in ordered[1:3]]
        assert (part.tally.lines, part.tally.sums) == (len(lines), sums_of(present, asked.day)), asked
        assert part.tally.has_details == bool(detail_names(lines)), asked
    now = whole(session, replace(asked, known_at=None, with_former=False)) if asked.known_at else present
    assert queries.changes_known_since(session, asked) == changes_since(present, now), asked


@settings(many, max_examples=5)
@given(acts=lives)
def test_a_part_of_the_register_is_what_the_whole_has_there(session: Session, acts: list[Act]) -> None:
    moments = [moment for moment, _registers in lived(session, acts)]
    for known_at, former in product((None, moments[len(moments) // 2]), (False, True)):
        check(session, Asked(DAYS[3], known_at, with_former=former))
        check(session, Asked(DAYS[-1], known_at, "quell", with_former=former))


def a_register(session: Session) -> None:
    """Members of two kinds, with changed names and places, an end, one who came again, fields of the statute."""
    a_house(session, further_shares_allowed=True)
    a_member(session, "Überlingen", shares=3)
    person = a_member(session, shares=2, party=a_person(session, "Ottilie", "Brandner"))
    company = a_member(session, "Älpler GmbH", shares=1, kind=PartyKind.COMPANY)
    again = a_holder(session, "Zweitling", 2, JOINED)
    facts = PartyFacts(PartyKind.COMPANY, "Zeisig GmbH")
    parties.change_name(session, company.party, facts, TODAY, OFFICE, LATER)
    parties.change_address(session, person.party, PostalAddress("Markt 1", "70997", "Ort"), JOINED, OFFICE, LATER)
    members.note_details(session, person, {"Kämmerei": "Frau Sand", "Amt": "eins"}, JOINED, OFFICE, NOW)
    members.note_details(session, company, {"Amt": "zwei"}, JOINED, OFFICE, LATER)
    members.end(session, again, JOINED + timedelta(days=5), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    shares.leave(session, again, JOINED + timedelta(days=5), "Kündigung", OFFICE, NOW)
    members.enter(
        session, again.party_id, MemberClass.INVESTING, TODAY, JoinGround.ADMISSION, "V-9", OFFICE, NOW
    )
    booked(session, again, 4, TODAY)
    members.end(session, person, TODAY + timedelta(days=30), ExitGround.NOTICE, "K-2", OFFICE, NOW)
    session.commit()


KNOWN = pytest.mark.parametrize("known_at", [None, NOW])
FORMER = pytest.mark.parametrize("former", [False, True])


@KNOWN
@FORMER
def test_in_every_order_a_part_is_what_the_whole_has_there(session: Session, known_at: Any, former: bool) -> None:
    a_register(session)
    check(session, Asked(TODAY, known_at, with_former=former), ORDERS)
    check(session, Asked(TODAY, known_at, "e", with_former=former), ORDERS[::3])


@KNOWN
@FORMER
def test_every_filter_and_word_finds_in_a_part_what_it_finds_in_the_whole(
    session: Session, known_at: Any, former: bool
) -> None:
    a_register(session)
    for kind, member_class in (("company", ""), ("", "investing"), ("company", "investing"), ("no", ""), ("", "no")):
        check(session, Asked(TODAY, known_at, "", kind, member_class, former))
    for words in ("ort", "GmbH zwei", "0003", "–", "GmbH ort"):
        check(session, Asked(TODAY, known_at, words, with_former=former))
    for day in (JOINED, JOINED + timedelta(days=5), TODAY + timedelta(days=31)):
        check(session, Asked(day, known_at, with_former=former))


@KNOWN
def test_the_register_read_in_portions_is_the_whole(
    session: Session, known_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_register(session)
    monkeypatch.setattr(paging, "AT_ONCE", 2)
    asked = Asked(TODAY, known_at, with_former=True)
    ordered = in_order(whole(session, asked), "name", True)
    read = queries.register_in_turn(session, asked, "name", True)
    assert list(read.lines) == list(queries.with_facts(session, ordered, asked.day, asked.known_at))
    assert list(read.detail_names) == detail_names(ordered)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the lines that are made."""
    made, make = list[int](), RegisterLine.__init__

    def noting(line: RegisterLine, *args: Any, **named: Any) -> None:
        make(line, *args, **named)
        made.append(line.number)

    monkeypatch.setattr(RegisterLine, "__init__", noting)
    return made


@pytest.mark.parametrize("address", ["", "?kenntnis=2026-11-26", "?sort=-shares", "?sort=left&former=1"])
def test_the_page_makes_the_lines_of_no_other_members_than_it_shows(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    a_house(session)
    for number in range(1, 61):
        a_holder(session, f"Betrieb {number}", 1, JOINED)
    session.commit()
    sign_in_office(session, client)
    made = counted(monkeypatch)
    assert client.get(f"/register/{address}").text.count('<td class="c-key">') == 50
    assert len(set(made)) == 50


@pytest.mark.parametrize("address", ["", "?kenntnis=2026-11-26", "?q=betrieb&sort=name"])
def test_the_page_asks_as_often_with_sixty_members_as_with_two(
    session: Session, client: FlaskClient, address: str
) -> None:
    a_house(session)
    asked = []
    sign_in_office(session, client)
    for numbers in (range(1, 3), range(3, 61)):
        for number in numbers:
            a_holder(session, f"Betrieb {number}", 1, JOINED)
        session.commit()
        Context().run(client.get, f"/register/{address}")
        with statements() as told:
            assert Context().run(client.get, f"/register/{address}").status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[1] <= 30
