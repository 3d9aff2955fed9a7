"""What came in after the audited period changes no page of whoever reads up to its close (§ 57 (1) GenG; R-GDPR-02)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from werkzeug.routing import IntegerConverter, Rule

from app.accounts.models import Account
from app.archive.rules import Standing
from app.audits.queries.limits import (
    BOUNDED,
    DERIVED,
    OF_AN_ACT,
    OF_THE_READER,
    UNBOUNDED,
    BeyondTheHorizon,
)
from app.audits.rules import Period
from app.core import horizon
from app.core.db import Base, table_of
from app.core.horizon import Horizon
from app.core.values import PostalAddress, Role
from app.demo.actions.people import PRUEFENSTEIN
from app.demo.rules import PASSWORD
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.reports.queries import YearReport, year_report
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.models import ShareHolding
from app.statutes.rules import FiscalYear
from tests.audits.factories import an_assignment
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.hostile.acting import WORDS, address_of
from tests.removals.factories import dead
from tests.shares.factories import a_house, a_member, paid, subscribed
from tests.story import put_story_in_place
from tests.subscriptions import factories as subscriptions
from tests.test_access import expected
from tests.transfers import factories as transfers
from tests.visitors import visitor

EVE = TODAY - timedelta(days=1)
AUDITED = Period(date(2026, 1, 1), EVE)
WITHIN = Horizon(1, AUDITED.first_day, AUDITED.last_day)
YEAR = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))
CHANCE = re.compile(r'name="key" value="[^"]*"|\bI[\w-]{30,}\.[\w.-]+')
"""What differs each time a page is asked: the keys of its forms."""


def what_is_audited(session: Session) -> list[Member]:
    """Two members with shares; one has paid them, the other in part."""
    a_house(session, further_shares_allowed=True)
    found = [a_member(session, "Gemeinde Altenbruck", 2), a_member(session, "Stadt Morgenau", 3)]
    paid(session, found[0], 1_000_00, EVE)
    paid(session, found[1], 500_00, EVE)
    return found


def what_came_later(session: Session, first: Member, second: Member) -> None:
    """More shares, money, an account, a member; one of the two leaves at the end of the year, one is called otherwise.
    """
    subscribed(session, first, 7, TODAY)
    paid(session, first, 250_00, TODAY)
    shares.leave(session, second, YEAR.last_day, "K-2026-009", OFFICE, NOW)
    members.end(session, second, YEAR.last_day, ExitGround.NOTICE, "K-2026-009", OFFICE, NOW)
    paid(session, a_member(session, "Gemeinde Spätlingen", 11, TODAY), 5_500_00, TODAY)
    parties.add_bank_account(session, first.party_id, "DE75512108001245126199", TODAY, OFFICE, NOW)
    called = PartyFacts(first.party.kind, "Zweckverband Altenbruck", legal_form="Körperschaft")
    parties.change_name(session, first.party, called, TODAY, OFFICE, NOW)
    parties.change_address(session, first.party, PostalAddress("Am Wehr 2", "70998", "Neubruck"), TODAY, OFFICE, NOW)


def test_a_certificate_is_worth_to_the_auditor_what_it_was_worth_at_the_close(app: Flask, session: Session) -> None:
    """Replaced since, it was valid then: in register, list of members and figures (R-DOC-04, R-AUD-02)."""
    first, _other = what_is_audited(session)
    old = shares.issue_certificate(session, first, OFFICE, NOW - timedelta(days=1))
    session.commit()
    auditor = an_auditor(app, session)
    pages = ("/urkunden", "/urkunden?view=valid", "/mitglieder?view=uncertified", f"/mitglieder/{first.number}",
             "/dokumente?standing=valid", f"/urkunden/{old.number}")
    before = [CHANCE.sub("", auditor.get(each).text) for each in pages]
    assert before[0].count(old.number) == before[1].count(old.number) > 0
    subscribed(session, first, 7, TODAY)
    session.commit()
    assert old.document.standing is not Standing.VALID
    assert [CHANCE.sub("", auditor.get(each).text) for each in pages] == before


def an_auditor(app: Flask, session: Session) -> FlaskClient:
    """Somebody who audits this year up to yesterday."""
    person = visitor(app)
    account: Account = sign_in(session, person, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, account, AUDITED)
    session.commit()
    return person


def read_by_auditors(app: Flask) -> Iterator[Rule]:
    """Every address that opens to an auditor, but those of the machine and of one's own account."""
    for rule in app.url_map.iter_rules():
        let_in = expected().get((rule.endpoint, "GET"), "")
        if "A" in let_in and let_in != "everybody":
            yield rule


def places(rule: Rule, least: int = 1) -> Iterator[str]:
    """Addresses of a kind at which something may be."""
    words = [
        range(least, 4) if isinstance(rule._converters[name], IntegerConverter)
        else WORDS.get(f"{rule.endpoint.partition('.')[0]}.{name}") or WORDS.get(name, ("members", "2026-12-31"))
        for name in sorted(rule.arguments)
    ]
    for number in range(max(map(len, words), default=1)):
        values = {name: each[number % len(each)] for name, each in zip(sorted(rule.arguments), words, strict=True)}
        yield address_of(rule, values)


def read(person: FlaskClient, address: str) -> tuple[int, str]:
    """How a page answers, without what differs each time it is asked."""
    answer = person.get(address)
    return answer.status_code, CHANCE.sub("", answer.text if (answer.mimetype or "").startswith("text/") else "")


MORE = (
    "/register/bewegung?jahr=2026-12-31", "/register/bestand/members?alle=1", "/register/?former=1",
    "/register/?format=csv", "/mitglieder/?format=csv", "/mitglieder/?view=leaving", "/suche?q=Sp%C3%A4tlingen",
    "/register/bewegung/closing?jahr=2026-12-31", "/register/entwicklung?format=csv",
)  # fmt: skip


def test_no_page_of_an_auditor_changes_with_what_comes_in_after_the_audited_period(
    app: Flask, session: Session
) -> None:
    first, second = what_is_audited(session)
    auditor = an_auditor(app, session)
    asked = [*(each for rule in read_by_auditors(app) for each in places(rule)), *MORE]
    before = {address: read(auditor, address) for address in asked}
    what_came_later(session, first, second)
    session.commit()
    changed = [address for address in asked if read(auditor, address) != before[address]]
    assert changed == []
    assert sum(status == 200 for status, _text in before.values()) > 60


def test_what_began_in_the_audited_period_and_took_effect_after_it_is_answered(app: Flask, session: Session) -> None:
    first, second = transfers.two_holders(session, further_shares_allowed=True, max_shares=10)
    yesterday = NOW - timedelta(days=1)
    told: dict[str, Any] = {"received_on": EVE, "now": yesterday}
    transfer = transfers.proposed(session, first, second, 1, wanted_on=TODAY, **told)
    given(session, a_member(session, "Gemeinde Eichenau", 3), **told)
    subscription = subscriptions.proposed(session, first, 1, **told)
    dead(session, a_member(session, party=a_person(session, "Balthasar", "Lindwurm")), EVE)
    transfers.decided(session, transfer)
    subscriptions.decided(session, subscription)
    auditor = an_auditor(app, session)
    asked = [each for rule in read_by_auditors(app) for each in places(rule)]
    assert [address for address in asked if read(auditor, address)[0] >= 500] == []
    told_then = auditor.get(f"/uebertragungen/{transfer.id}").text
    assert "Übertragen wurde erst nach dem geprüften Zeitraum" in told_then


def movement(session: Session, bound: Horizon | None) -> YearReport:
    session.expunge_all()
    with horizon.within(bound):
        return year_report(session, YEAR)


def test_the_movement_of_a_year_still_going_on_adds_up_for_its_auditor_as_for_the_office(
    app: Flask, session: Session
) -> None:
    """The figure at its end is that of the rows before the horizon, on the page, in the file and behind the figure."""
    later = what_is_audited(session)
    auditor = an_auditor(app, session)
    what_came_later(session, *later)
    session.commit()
    seen, whole = movement(session, WITHIN), movement(session, None)
    assert (seen.adds_up, seen.after.standing.members, seen.after.standing.shares) == (True, 2, 5)
    assert (whole.adds_up, whole.after.standing.members, whole.after.standing.shares) == (True, 2, 20)
    page = auditor.get("/register/bewegung?jahr=2026-12-31")
    assert "ergeben nicht den Stand im Register" not in page.text
    assert auditor.get("/register/bewegung.pdf?jahr=2026-12-31").status_code == 200


def test_what_is_held_within_a_horizon_is_what_the_ledger_gives_up_to_there(session: Session) -> None:
    first, second = what_is_audited(session)
    what_came_later(session, first, second)
    session.commit()
    day = YEAR.last_day
    asked = (
        lambda: ledgers.shares_on(session, day), lambda: ledgers.shares_on(session, day, NOW),
        lambda: ledgers.shares_at_close(session, second.id, day), lambda: ledgers.holders_at_close(session, day),
        lambda: ledgers.most_held_from(session, first.id, TODAY),
        lambda: dict(session.execute(ledgers.held_at_close(day, of=[first.id])).all()),
    )
    with horizon.within(WITHIN):
        assert [each() for each in asked] == [
            {first.id: 2, second.id: 3}, {first.id: 2, second.id: 3}, 3, (2, 5), 2, {first.id: 2},
        ]
    with_all = [each() for each in asked]
    assert with_all[2:] == [0, (2, 20), 9, {first.id: 9}]
    assert with_all[0] == with_all[1] == {first.id: 9, second.id: 3, first.id + 2: 11}


def test_every_page_open_to_an_auditor_of_the_story_is_answered(app: Flask, session: Session) -> None:
    """None asks a table that knows no horizon, which would end in a fault."""
    put_story_in_place()
    auditor = visitor(app)
    auditor.post("/konto/anmelden", data={"email": PRUEFENSTEIN.email, "password": PASSWORD})
    account = session.scalars(select(Account).where(Account.email == PRUEFENSTEIN.email)).one()
    an_assignment(session, account, AUDITED)
    session.commit()
    faults = [
        address for rule in read_by_auditors(app) for address in places(rule)
        if auditor.get(address).status_code >= 500
    ]
    assert faults == []


# --- what is bounded, table by table ---------------------------------------------------------------------------------


def test_every_table_is_bounded_derived_or_says_why_all_of_it_may_be_read() -> None:
    bounded, derived = ({table_of(model).name for model in models} for models in (BOUNDED, DERIVED))
    assert not (bounded | derived) & set(UNBOUNDED)
    assert not bounded & derived
    assert bounded | derived | set(UNBOUNDED) == set(Base.metadata.tables)
    assert all(UNBOUNDED.values())


def test_a_table_that_tells_of_a_member_or_an_act_is_not_called_harmless() -> None:
    """What names a member, or an entry that is bounded, is bounded itself, derived, or shown with the act it is of."""
    named = {table_of(model).name for model in (*BOUNDED, *DERIVED)}
    for name, why in UNBOUNDED.items():
        told_of = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys} & named
        assert not told_of or why in (OF_AN_ACT, OF_THE_READER), (name, told_of)


def test_a_derived_table_is_never_asked_within_a_horizon(session: Session) -> None:
    """However it is named: better no answer than a figure that lies. Without a horizon it answers as ever."""
    what_is_audited(session)
    session.commit()
    other = aliased(ShareHolding)
    inner = select(ShareHolding.shares).subquery()
    asked = (
        select(ShareHolding), select(func.sum(ShareHolding.shares)), select(other.shares), select(inner.c.shares),
        select(Member.id).outerjoin(other, other.member_id == Member.id),
        select(Member.id).where(Member.id.in_(select(ShareHolding.member_id))),
    )
    for each in asked:
        assert session.execute(each).all()
        with horizon.within(WITHIN), pytest.raises(BeyondTheHorizon):
            session.execute(each)
