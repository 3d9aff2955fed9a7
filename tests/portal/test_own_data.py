"""What every room keeps about a member stands in its own data (Art. 15, 20 GDPR), or is left out for a reason."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.closing import actions as closing
from app.core import clock
from app.core.db import Base
from app.core.values import DeclarationChannel
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState
from app.dues import actions as dues
from app.dues.rules import PlanBasis, PlanTerms
from app.members.models import Member
from app.portal import queries
from app.removals.rules import FollowerRole
from app.reports import actions as reports
from app.settlements import actions as settlements
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from tests.closing.factories import SECOND, adopted
from tests.closing.test_results import PROFIT, RESOLVED, members_of
from tests.dues.factories import a_debtor, dunned
from tests.dues.test_contributions import carried_out
from tests.dues.test_plans import NEXT
from tests.dues.test_returns import refunded, with_paid_costs
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.organs.factories import an_office
from tests.removals.factories import a_human, a_lasting_house, charge, dead, followed, heard
from tests.settlements.factories import IBAN, LEFT, ONE, PAID_ON, a_holder, a_paying_house, confirmed
from tests.settlements.test_seized import CREDITOR, OF_THE_CREDITOR, seized
from tests.shares.factories import a_house, a_member
from tests.statements import statements

TOLD: Mapping[str, str] = {
    "party": "display_name", "member": "number", "party_name": "names", "party_address": "addresses",
    "party_bank_account": "bank_accounts", "representation": "representations", "membership_period": "memberships",
    "register_detail": "details", "scale_quantity": "mandatory_scale",
    "share_entry": "share_sheet", "credit_entry": "share_sheet",
    "payment_due": "expected_payments", "payment_received": "payments",
    "proposed_change": "changes", "application": "applications", "transfer": "transfers",
    "subscription": "subscriptions",
    "notice": "notices", "removal": "removals", "follower": "follows", "settlement": "settlements",
    "payment_plan": "payment_plans", "contribution": "contributions", "dunning_notice": "dunning_notices",
    "dunning_stop": "dunning_stops", "appropriation_share": "results", "office": "offices", "account": "logins",
    "right_objector": "special_rights", "discharge": "discharges",
    "cast_vote": "votes", "paper_ballot": "ballots_on_paper", "objection": "objections",
    "notification": "assembly_notices", "agenda_request": "agenda_requests", "request_support": "agenda_requests",
    "need": "own_needs", "need_comment": "need_comments", "contact_request": "contact_requests",
    "assessor": "assessments",
    "partner_offer": "partner_offers", "solution_partner": "partnerships", "solution_verdict": "verdicts",
    "register_inspection": "inspections", "lapsed_claim": "lapsed_claims", "plural_votes": "plural_votes",
    "proxy_grant": "proxies", "presence": "presences", "assembly_entry": "assembly_entries", "concern": "concerns",
}
"""Table with the id of a member or a party → under which name its rows stand in the own data."""

LEFT_OUT: Mapping[str, str] = {
    "certificate": "what it states and whether it holds stands among the documents",
    "share_holding": "the sums of the share sheet, which is told line by line",
    "course_entry": "what happened in a meeting; what the member gave for the minutes stands among the objections",
    "minutes_attendee": "that an officer was in a meeting: of its minutes, which every member reads",
    "need_draft": "what somebody is still writing and nobody else sees; it stands on that person's own page",
    "poll_roll": "that it could vote; the votes given for it are told, and its presence",
    "speaker": "who asked to speak in a meeting: of the course that the minutes tell",
    "vote": "how an officer voted: of the organ's deliberation, told on its own pages (Art. 15 (4) GDPR)",
    "bias": "why an officer did not vote on an item: names what is told of others (Art. 15 (4) GDPR; R-ADM-09)",
    "attendance": "that an officer took part in a meeting: of the organ's minutes",
    "procedure_objection": "that an officer wanted a meeting: of the organ's deliberation",
}
"""Table with the id of a member or a party whose rows are no part of the own data → why."""


def file_of(session: Session, client: FlaskClient, member: Member) -> dict[str, Any]:
    """What the member takes along."""
    session.commit()
    sign_in(session, client, member.party)
    found: dict[str, Any] = json.loads(client.get(f"/mein/{member.number}/daten.json").text)
    return found


def told_of(session: Session, member: Member) -> dict[str, Any]:
    """The same for a member that has left, and signs in no more."""
    return queries.own_data(session, member, (), NOW)


def page_of(client: FlaskClient, member: Member) -> str:
    """The words that the member reads, without tags; after `file_of`."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/mein/{member.number}/daten").text).split())


def naming_tables() -> set[str]:
    """The tables with a key of a member or of a party, and those two."""
    return {
        table.name for table in Base.metadata.tables.values()
        if table.name in ("member", "party")
        or any(key.column.table.name in ("member", "party") for key in table.foreign_keys)
    }


def test_every_table_that_names_a_member_is_told_or_left_out_for_a_reason() -> None:
    assert naming_tables() == TOLD.keys() | LEFT_OUT.keys()
    assert not TOLD.keys() & LEFT_OUT.keys()


def test_the_file_reads_every_table_that_is_told(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    session.commit()
    sign_in(session, client, member.party)
    with statements() as read:
        found = json.loads(client.get(f"/mein/{member.number}/daten.json").text)
    words = set(re.findall(r"(?:FROM|JOIN) (\w+)", " ".join(read)))
    assert {table for table in TOLD if table not in words or TOLD[table] not in found} == set()


def test_an_exclusion_is_told_with_its_reasons_and_steps(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    member = a_human(session)
    removal = heard(session, member)
    told = file_of(session, client, member)["removals"]
    assert [(each["number"], each["kind"], each["reasons"]) for each in told] == [
        (removal.number, "exclusion", charge().reasons)
    ]
    assert [each["kind"] for each in told[0]["steps"]] == [each.kind for each in removal.steps]
    shown = page_of(client, member)
    assert all(words in shown for words in (removal.number, charge().reasons, "Zur Äußerung eingeladen"))


def test_a_death_is_told_with_who_follows_and_the_follower_is_told_whom(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    gone, heir = a_human(session), a_human(session, "Rosalinde", "Lindwurm")
    removal = followed(session, dead(session, gone), who=heir.party_id)
    assert file_of(session, client, heir)["follows"] == [{"number": removal.number, "role": FollowerRole.HEIR}]
    assert removal.number in page_of(client, heir)
    followers = told_of(session, gone)["removals"][0]["followers"]
    assert followers == [{"name": heir.party.display_name, "role": "heir"}]


def test_a_settlement_is_told_with_what_was_paid_out(session: Session, client: FlaskClient) -> None:
    a_paying_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    paid = settlements.pay_out(session, settlement, 400_00, PAID_ON, ONE, NOW)
    told = file_of(session, client, member)["settlements"]
    assert [(each["number"], each["claim"], each["paid"], each["left"]) for each in told] == [
        (settlement.number, 1_000_00, 400_00, 600_00)
    ]
    assert [(each["number"], each["amount"], each["iban"]) for each in told[0]["entries"]] == [
        (paid.number, 400_00, IBAN)
    ]
    shown = page_of(client, member)
    assert all(words in shown for words in (settlement.number, paid.number, "400,00", "Ausgezahlt"))


def test_a_settlement_that_is_barred_is_told_as_such(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_paying_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert [each["is_barred"] for each in told_of(session, member)["settlements"]] == [False]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=5 * 365))
    assert [each["is_barred"] for each in file_of(session, client, member)["settlements"]] == [True]
    assert "verjährt, nicht mehr auszuzahlen, fällig am" in page_of(client, member)


def test_a_seizure_is_told_with_the_creditor_that_is_paid(session: Session) -> None:
    settlement = seized(session)
    settlements.pay_out(session, settlement, 500_00, TODAY, ONE, NOW, OF_THE_CREDITOR)
    told = told_of(session, settlement.member)
    assert [(each["declared_by"], each["kind"], each["seizes"]) for each in told["notices"]] == [
        (CREDITOR, "creditor", True)
    ]
    assert told["settlements"][0]["entries"][0]["iban"] == OF_THE_CREDITOR


def test_the_page_names_the_creditor_that_seized_the_credit(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    session.add(Notice(
        number="KD-2026-009", member_id=member.id, kind=NoticeKind.CREDITOR, state=NoticeState.ENTERED,
        channel=DeclarationChannel.OFFICE, written_form="schriftform", declared_by=CREDITOR, received_on=TODAY,
        statute_version_id=1, last_day=TODAY + timedelta(days=365), recorded_at=NOW, recorded_by=OFFICE.name,
    ))
    file_of(session, client, member)
    assert f"Das Guthaben steht {CREDITOR} zu." in page_of(client, member)


def test_instalments_contributions_and_dunning_are_told(session: Session, client: FlaskClient) -> None:
    a_house(session, payment_days=40, annual_contribution=60_00)
    member = a_debtor(session)
    plan = dues.agree_plan(
        session, member, PlanTerms(4, NEXT, 1, PlanBasis.AGREEMENT, "Schreiben", TODAY), OFFICE, NOW
    )
    carried_out(session)
    dues.stop_dunning(session, member, "Stundung zugesagt", None, OFFICE, NOW)
    told = file_of(session, client, member)
    assert [(each["number"], each["instalments"]) for each in told["payment_plans"]] == [(plan.number, 4)]
    assert [each["amount"] for each in told["contributions"]] == [60_00]
    assert [each["reason"] for each in told["dunning_stops"]] == ["Stundung zugesagt"]
    shown = page_of(client, member)
    assert all(words in shown for words in (plan.number, "60,00", "Stundung zugesagt"))


def test_a_dunning_letter_is_told(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_debtor(session)
    letter = dunned(session, member)
    assert [each["number"] for each in file_of(session, client, member)["dunning_notices"]] == [letter.number]
    assert letter.number in page_of(client, member)


def test_a_refund_is_told_also_where_it_was_undone(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = with_paid_costs(session)
    dues.undo_refund(session, refunded(session, member), "Überweisung zurückgewiesen", OFFICE, NOW)
    refunded(session, member)
    told = file_of(session, client, member)["refunds"]
    assert [(each["amount"], each["undone_why"]) for each in told] == [(5_00, ""), (5_00, "Überweisung zurückgewiesen")]
    assert [each["undone_at"] is None for each in told] == [True, False]
    assert "storniert: Überweisung zurückgewiesen" in page_of(client, member)


def test_what_a_result_meant_for_the_member_is_told(session: Session, client: FlaskClient) -> None:
    member = members_of(session)[0]
    adopted(session, figures=PROFIT)
    used = closing.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    told = file_of(session, client, member)["results"]
    assert [(each["year_end"], each["number"], each["is_undone"]) for each in told] == [
        (SECOND.last_day.isoformat(), used.number, False)
    ]
    assert used.number in page_of(client, member)


def test_an_inspection_of_the_register_is_told(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session)
    reports.inspect_as_member(session, member, OFFICE, NOW)
    told = file_of(session, client, member)["inspections"]
    assert [(each["register_on"], each["was_granted"]) for each in told] == [(TODAY.isoformat(), True)]
    assert "Eigene Einsicht in die Mitgliederliste" in page_of(client, member)


def test_an_office_and_the_login_are_told(session: Session, client: FlaskClient) -> None:
    a_house(session)
    party = a_person(session, "Anna", "Ahorn")
    an_office(session, party)
    member = a_member(session, party=party)
    told = file_of(session, client, member)
    assert [each["organ"] for each in told["offices"]] == ["board"]
    assert [each["email"] for each in told["logins"]] == [session.scalars(select(Account.email)).one()]
