"""The desk shows each person what waits for this person, with one way on, and nothing of others."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.rules import UploadPurpose
from app.archive import queries as archive
from app.core import clock, jobs, journal
from app.core.uploads import CheckedFile
from app.core.values import Actor, Role
from app.desk import queries
from app.desk.rules import Advice, Evidence, Task, TaskKind
from app.desk.views.navigation import PLACES
from app.desk.views.words import due_words
from app.dues import actions as dues
from app.dues import queries as dunning
from app.dues.rules import DunningLevel
from app.members import actions as members_actions
from app.members import queries as members
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.rules import Authority
from app.settlements import actions as settlement_actions
from app.settlements import queries as settlements
from app.shares import actions as shares
from app.shares import queries as shares_queries
from app.shares.queries import Ordered
from app.shares.rules import CreditGround, PaymentPurpose
from app.statutes.models import FiscalYearRow
from tests.admissions.factories import PDF, a_proposed, a_submitted
from tests.admissions.test_scale import an_application
from tests.boardroom.factories import (
    a_board_of_three,
    a_circular,
    admission_of,
    an_application_in_circular,
    directors,
    vote,
)
from tests.dues.factories import LATE
from tests.factories import NOW, OFFICE, TODAY, a_person, an_organisation, sign_in, sign_in_office
from tests.settlements.factories import a_holder, a_paying_house, confirmed, left
from tests.settlements.test_dividends import used, with_interest
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid
from tests.statements import statements

OFFICER = Actor("Henrike Lautenschlag", 1, 1, frozenset({Role.OFFICE}))


def tasks_of(session: Session, actor: Actor, day: date = TODAY) -> dict[TaskKind, Task]:
    """What waits for somebody, by kind."""
    counts = queries.waiting(session, actor, day)
    return {task.kind: task for task in queries.tasks(session, actor, day, counts)}


def as_director(session: Session, index: int = 0) -> Actor:
    """One of three directors; the house is made with them."""
    person = a_board_of_three(session)[index]
    return Actor(person.display_name, 1, person.id, frozenset({Role.BOARD}))


def look_at_proof(session: Session, application_id: int) -> None:
    """The proof of authority arrives and is looked at."""
    admissions.add_upload(session, application_id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)
    admissions.tick(session, application_id, "authority_proof", "", OFFICE, NOW)


def test_an_incomplete_application_says_what_it_lacks(session: Session) -> None:
    """One row, one reason: what stops it from being proposed."""
    a_board_of_three(session)
    application = a_submitted(session)
    task = tasks_of(session, OFFICER)[TaskKind.CHECK]
    assert task.target == application.id
    assert task.values["missing"] == ["Nachweis der Vertretungsmacht"]


def test_a_complete_application_is_to_be_proposed(session: Session) -> None:
    """Once nothing stops it, the verb is to lay it before the board."""
    a_board_of_three(session)
    application = a_proposed(session)
    admissions.return_for_completion(session, application.id, ["Sitz"], OFFICE, NOW)
    admissions.submit(session, application.id, NOW)
    application.email_confirmed_at = NOW
    assert tasks_of(session, OFFICER)[TaskKind.PROPOSE].target == application.id


def test_a_likely_duplicate_is_to_be_compared(session: Session) -> None:
    """Somebody of that name is known: a person looks, the program never merges."""
    a_board_of_three(session)
    an_organisation(session, "Gemeinde Altenbruck", email="gemeinde@altenbruck.example")
    application = a_submitted(session)
    look_at_proof(session, application.id)
    task = tasks_of(session, OFFICER)[TaskKind.COMPARE]
    assert (task.target, task.values["likely"]) == (application.id, "Gemeinde Altenbruck")


def test_a_likely_duplicate_is_named_beside_what_else_is_open(session: Session) -> None:
    a_board_of_three(session)
    an_organisation(session, "Gemeinde Altenbruck", email="gemeinde@altenbruck.example")
    a_submitted(session)
    missing = tasks_of(session, OFFICER)[TaskKind.CHECK].values["missing"]
    assert missing == ["mögliche Dublette", "Nachweis der Vertretungsmacht"]


def test_an_application_for_too_few_shares_is_not_to_be_proposed(session: Session, client: FlaskClient) -> None:
    application = an_application(session, "4")
    admissions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    found = tasks_of(session, OFFICER)
    assert TaskKind.PROPOSE not in found
    assert found[TaskKind.CHECK].values["missing"] == ["Pflichtanteile nach dem Maßstab"]
    sign_in_office(session, client)
    session.commit()
    page = client.get(f"/antraege/{application.id}").text
    button = re.search(r"<button[^>]*>(?:(?!</button>).)*Dem Vorstand vorlegen", page, re.DOTALL)
    assert button is not None
    assert "disabled" in button[0]
    refused = client.post(f"/antraege/{application.id}/vorlegen")
    assert (refused.status_code, "geschuldet sind nach der Satzung 5 Anteile" in refused.text) == (409, True)
    assert "Zur Ergänzung zurückgeben?" in refused.text


@pytest.mark.parametrize(("days", "reminds"), [(14, False), (15, True)])
def test_an_applicant_is_reminded_after_two_weeks(session: Session, days: int, reminds: bool) -> None:
    """Until then the house waits for the applicant, and says so beside the tasks."""
    a_board_of_three(session)
    application = a_submitted(session)
    admissions.return_for_completion(session, application.id, ["Nachweis"], OFFICE, NOW)
    day = TODAY + timedelta(days=days)
    assert (TaskKind.REMIND_APPLICANT in tasks_of(session, OFFICER, day)) is reminds
    waits = queries.awaited(session, OFFICER, day, [])
    assert [(each.name, each.since) for each in waits] == [("Gemeinde Altenbruck", TODAY)]


def test_of_somebody_reminded_without_an_answer_the_day_is_told(session: Session) -> None:
    a_board_of_three(session)
    application = a_submitted(session)
    admissions.return_for_completion(session, application.id, ["Nachweis"], OFFICE, NOW)
    admissions.remind(session, application.id, NOW + timedelta(days=14))
    task = tasks_of(session, OFFICER, TODAY + timedelta(days=15))[TaskKind.REMIND_APPLICANT]
    assert task.values["reminded"] == TODAY + timedelta(days=14)


def test_somebody_admitted_is_to_be_told_at_once(session: Session) -> None:
    """Until mail or letter has gone out, the office sees it with a deadline (§ 15 (2) GenG)."""
    board = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    vote(session, item, board[0])
    vote(session, item, board[1])
    task = tasks_of(session, OFFICER)[TaskKind.NOTIFY]
    assert (task.target, task.due_on) == (application.id, TODAY + timedelta(days=3))
    assert TaskKind.PRINT in tasks_of(session, OFFICER)


def test_the_desk_counts_to_print_what_lies_unprinted_in_the_tray(session: Session) -> None:
    """Minutes are printed by the office too, though the board signs them."""
    board = a_board_of_three(session)
    _application, item = an_application_in_circular(session)
    vote(session, item, board[0])
    vote(session, item, board[1])
    unprinted = archive.printable_items(session)
    assert "protocol" in [sheet.document.kind for sheet in unprinted]
    assert tasks_of(session, OFFICER)[TaskKind.PRINT].values["number"] == len(unprinted)


def test_what_is_held_up_or_barred_is_no_call_to_pay(session: Session) -> None:
    """Money came back: the desk says why nothing is paid. Years later it says that the claim is barred."""
    a_paying_house(session)
    member = a_holder(session)
    settlement = confirmed(session, left(session, member))
    assert TaskKind.PAY_OUT in tasks_of(session, OFFICER)
    payment = shares_queries.get_payment(session, shares_queries.receipts_of(session, member.id)[0].id)
    dues.return_payment(session, payment, TODAY, 0, "Lastschrift widersprochen", OFFICE, NOW)
    session.expire_all()
    held = tasks_of(session, OFFICER)
    assert TaskKind.PAY_OUT not in held
    assert held[TaskKind.PAYOUT_HELD].values["why"] == ["Guthaben deckt den Anspruch nicht mehr"]
    assert held[TaskKind.PAYOUT_HELD].due_on is None
    barred = tasks_of(session, OFFICER, TODAY.replace(year=2038))[TaskKind.PAYOUT_BARRED]
    assert (barred.target, barred.values["barred"]) == (settlement.id, settlement.due_on.replace(2029, 12, 31))


def test_barred_claims_are_to_be_looked_at_and_not_to_be_paid(session: Session, client: FlaskClient) -> None:
    used(session, iban="")
    number = tasks_of(session, OFFICER)[TaskKind.PAY_CLAIMS].values["number"]
    later = tasks_of(session, OFFICER, date(2038, 2, 10))
    assert TaskKind.PAY_CLAIMS not in later
    assert later[TaskKind.CLAIMS_BARRED].values["number"] == number
    found = settlements.list_dividends(session, "", "", "due", False, date(2038, 2, 10))
    assert all(each.is_barred(date(2038, 2, 10)) for each in found)


def test_a_payment_that_has_lapsed_is_to_be_closed_and_no_longer_overdue(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    (due,) = shares_queries.open_payments(session, member_id=member.id)
    after = due.due_on.replace(year=due.due_on.year + 10) + timedelta(days=1)
    for day, counts in ((after - timedelta(days=1), (1, 1, 0)), (after, (1, 0, 1))):
        assert shares_queries.counts_of_expected(session, day) == counts
        assert shares_queries.count_lapsed(session, day) == counts[2]
        for view, number in (("overdue", counts[1]), ("lapsed", counts[2])):
            assert shares_queries.expected_payments(session, day, Ordered(sort="due"), view)[1].rows == number
    assert tasks_of(session, OFFICER, after)[TaskKind.DUES_LAPSED].arguments == {"view": "lapsed"}


def test_claims_from_a_result_stand_on_the_desk_until_all_are_paid(session: Session) -> None:
    used(session)
    number = tasks_of(session, OFFICER)[TaskKind.PAY_CLAIMS].values["number"]
    keys = [each.claim.key for each in settlements.list_dividends(session, "", "", "due", False, TODAY)]
    assert number == len(keys) > 1
    settlement_actions.pay_dividends(session, keys, TODAY, OFFICE, NOW)
    assert TaskKind.PAY_CLAIMS not in tasks_of(session, OFFICER)


@pytest.mark.parametrize(("result", "due_on"), [(with_interest, date(2026, 6, 30)), (used, None)])
def test_interest_is_to_be_paid_within_six_months(session: Session, result: Any, due_on: date | None) -> None:
    result(session)
    assert tasks_of(session, OFFICER)[TaskKind.PAY_CLAIMS].due_on == due_on


def test_an_overdue_payer_is_named_with_sum_and_day_once_dunning_may_write(session: Session) -> None:
    """Only what is late counts, what came in covers the oldest first."""
    a_house(session)
    member = a_member(session, shares=3)
    paid(session, member, SHARE)
    due_on = JOINED + timedelta(days=14)
    late = tasks_of(session, OFFICER, due_on + timedelta(days=7))[TaskKind.REMIND_PAYER]
    assert (late.values["amount"], late.due_on, late.target) == (2 * SHARE, due_on, member.number)
    assert TaskKind.REMIND_PAYER not in tasks_of(session, OFFICER, due_on + timedelta(days=6))


def test_desk_and_dunning_list_name_the_same_letters(session: Session) -> None:
    """Who is stopped stands on neither, and who was reminded with the next level on both."""
    a_house(session)
    reminded, stopped, late = [a_member(session, name, shares=1) for name in ("Aurach", "Brunnau", "Quellbach")]
    dues.dun(session, reminded, DunningLevel.REMINDER, OFFICE, LATE)
    dues.stop_dunning(session, stopped, "Ratenzahlung wird verhandelt", None, OFFICE, LATE)
    for days in (0, 21):
        day = LATE.date() + timedelta(days=days)
        counts = queries.waiting(session, OFFICER, day)
        listed, sums = dunning.proposals(session, day)
        found = [each for each in queries.tasks(session, OFFICER, day, counts) if each.kind is TaskKind.REMIND_PAYER]
        assert {(each.target, each.arguments["level"]) for each in found} == {(row.number, row.level) for row in listed}
        assert counts.tasks[TaskKind.REMIND_PAYER] == sums.rows == len(listed)
    assert {each.number for each in listed} == {reminded.number, late.number}


def test_many_payers_are_a_few_rows_and_a_number(session: Session) -> None:
    """The desk stays short however many owe; the sidebar counts all of them."""
    a_house(session)
    for number in range(11):
        a_member(session, f"Gemeinde Nummer {number}", shares=1)
    counts = queries.waiting(session, OFFICER, TODAY)
    rows = [task for task in queries.tasks(session, OFFICER, TODAY, counts) if task.kind is TaskKind.REMIND_PAYER]
    assert [task.more for task in rows] == [0] * 8 + [3]
    assert counts.tasks[TaskKind.REMIND_PAYER] == 11


def test_a_director_sees_the_vote_that_is_missing(session: Session) -> None:
    """It disappears with the vote; who is biased never sees it."""
    board = a_board_of_three(session)
    _, item = an_application_in_circular(session)
    actors = [Actor(each.display_name, 1, each.id, frozenset({Role.BOARD})) for each in board]
    assert tasks_of(session, actors[1])[TaskKind.VOTE].target == item.resolution_id
    vote(session, item, board[1])
    assert TaskKind.VOTE not in tasks_of(session, actors[1])
    assert tasks_of(session, actors[2])[TaskKind.VOTE].values["items"] == 1


def test_a_biased_director_is_not_asked_to_vote(session: Session) -> None:
    """Whoever acts for the applicant finds nothing to decide (R-ORG-04)."""
    board = a_board_of_three(session)
    party = an_organisation(session)
    authority, day = Authority.APPOINTED, date(2020, 1, 1)
    parties.add_representation(session, party.id, board[1].id, authority, "Bürgermeister", day, OFFICE, NOW)
    application = a_submitted(session)
    admissions.link_party(session, application.id, party.id, OFFICE, NOW)
    look_at_proof(session, application.id)
    admissions.propose(session, application.id, OFFICE, NOW)
    a_circular(session, admission_of(session, application))
    biased = Actor(board[1].display_name, 1, board[1].id, frozenset({Role.BOARD}))
    assert TaskKind.VOTE not in tasks_of(session, biased)


def test_what_is_proposed_waits_to_be_taken_up_and_signed(session: Session) -> None:
    """A proposed item waits for a resolution, its protocol for signatures."""
    actor = as_director(session)
    application = a_proposed(session)
    assert tasks_of(session, actor)[TaskKind.TAKE_UP].values["number"] == 1
    item = admission_of(session, application)
    resolution = a_circular(session, item)
    for person in directors(session)[:2]:
        vote(session, item, person)
    assert tasks_of(session, actor)[TaskKind.SIGN].target == resolution.id


def test_the_house_waits_for_whoever_has_not_voted(session: Session) -> None:
    """Beside the tasks stands whose votes are missing, without oneself."""
    board = a_board_of_three(session)
    _, item = an_application_in_circular(session)
    vote(session, item, board[0])
    running = queries.running_resolutions(session, OFFICER)
    waits = queries.awaited(session, OFFICER, TODAY, running)
    assert {each.name for each in waits} == {board[1].display_name, board[2].display_name}
    days = [deadline for deadline in queries.deadlines(session, OFFICER, TODAY, running) if deadline.what == "circular"]
    assert days[0].target == item.resolution_id


def test_the_figures_are_those_of_the_ledgers(session: Session) -> None:
    """Members, shares, paid in and still open, as the rooms below say."""
    a_house(session)
    one, _ = a_member(session, shares=3), a_member(session, "Gemeinde Hohenmoos", shares=2)
    paid(session, one, SHARE)
    found = queries.figures(session, TODAY)
    assert (found.members, found.shares, found.paid_in, found.open, found.debtors) == (2, 5, SHARE, 4 * SHARE, 2)
    assert (found.joined, found.uncertified) == (2, 2)
    assert members.count_on(session, TODAY) == found.members


def test_what_is_paid_in_is_the_members_and_beside_it_the_credit_of_who_has_left(session: Session) -> None:
    """Until that is paid out; then nothing of it is left (§ 73 GenG)."""
    a_house(session)
    one, gone = (a_member(session, name, 2) for name in ("Gemeinde Altenbruck", "Gemeinde Hohenmoos"))
    for member in (one, gone):
        paid(session, member, 2 * SHARE)
    members_actions.end(session, gone, TODAY - timedelta(days=1), ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    shares.leave(session, gone, TODAY - timedelta(days=1), "Beschluss", OFFICE, NOW)
    session.commit()
    found = queries.figures(session, TODAY)
    assert (found.paid_in, found.credit_former) == (2 * SHARE, 2 * SHARE)
    shares.take_out_credit(
        session, gone, 2 * SHARE, CreditGround.PAYOUT, TODAY, "AG-2026-001", TODAY, False, OFFICE, NOW
    )
    journal.record(session, OFFICE, "settle", f"member:{gone.id}", NOW, "ausgezahlt")
    session.commit()
    found = queries.figures(session, TODAY)
    assert (found.paid_in, found.credit_former) == (2 * SHARE, 0)


def test_an_administrator_learns_what_is_to_be_put_in_order(session: Session) -> None:
    """Hindrances of certificates, organs too small, few members; not for everybody."""
    administrator = Actor("Ottilie Brandner", 1, 1, frozenset({Role.ADMINISTRATOR}))
    a_house(session, directors=1, board_size=2)
    advice = {hint.advice for hint in queries.hints(session, administrator, TODAY, 0)}
    assert {Advice.HINDRANCE, Advice.COMPOSITION, Advice.BELOW_MINIMUM, Advice.OFFICE_LOST} <= advice
    assert queries.hints(session, OFFICER, TODAY, 0) == []


def test_an_auditor_finds_what_to_look_into_with_one_way_on_each(session: Session, client: FlaskClient) -> None:
    """Integrity, journal, the register at the end of the last year that is over, resolutions of that year and this."""
    a_board_of_three(session)
    session.add_all(FiscalYearRow(first_day=date(y, 1, 1), last_day=date(y, 12, 31)) for y in (2025, 2026))
    ROLES[Role.AUDITOR](session, client)
    page = client.get("/").text
    assert "Nichts wartet auf Sie" not in page
    assert "Mitgliederliste zum 31.12.2025" in page
    for place in ("/pruefung", "/journal", "?am=31.12.2025", "?year=2025", "?year=2026"):
        assert re.search(f'href="[^"]*{re.escape(place)}"', page), place
    assert queries.inspections(session, OFFICER, TODAY) == []


def test_an_auditor_before_the_first_year_is_over_has_no_register_to_look_into(session: Session) -> None:
    """Nor two years of resolutions."""
    auditor = Actor("Gundula Prüfenstein", 1, 1, frozenset({Role.AUDITOR}))
    found = [each.evidence for each in queries.inspections(session, auditor, TODAY)]
    assert found == [Evidence.CHECK, Evidence.JOURNAL, Evidence.RESOLUTIONS]


ROLES: dict[Role, Callable[[Session, FlaskClient], object]] = {
    Role.OFFICE: sign_in_office,
    Role.AUDITOR: lambda session, client: sign_in(session, client, a_person(session), Role.AUDITOR),
    Role.ADMINISTRATOR: lambda session, client: sign_in(session, client, a_person(session), Role.ADMINISTRATOR),
}


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_opens_in_both_orders(session: Session, client: FlaskClient, role: Role) -> None:
    """By deadline and by kind, with and without anything that waits."""
    a_board_of_three(session)
    a_submitted(session)
    ROLES[role](session, client)
    for address in ("/", "/?by=kind", "/?by=unsinn"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert ("Gemeinde Altenbruck" in answer.text) is (role is not Role.ADMINISTRATOR)


def test_who_holds_no_role_sees_nothing_but_that(session: Session, client: FlaskClient) -> None:
    """No figure, no name."""
    a_board_of_three(session)
    sign_in(session, client, a_person(session))
    answer = client.get("/")
    assert "keine Rolle" in answer.text
    assert "Geschäftsanteile" not in answer.text


def test_the_sidebar_offers_only_what_opens(app: Flask, session: Session, client: FlaskClient) -> None:
    """Every place exists; an auditor is offered neither the print tray nor the people with access."""
    assert {place.endpoint for _heading, places in PLACES for place in places} <= set(app.view_functions)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    sidebar = client.get("/").text.split('id="sidebar"')[1].split("</nav>")[0]
    assert "Journal" in sidebar
    assert "/druck" not in sidebar
    assert "/konto/personen" not in sidebar


def test_the_desk_asks_the_database_a_bounded_number_of_times(session: Session, client: FlaskClient) -> None:
    """Twenty members more make no statement more."""
    a_house(session)
    sign_in_office(session, client)
    few = _statements(client)
    for number in range(20):
        a_member(session, f"Gemeinde Nummer {number}", shares=1)
    session.commit()
    assert _statements(client) <= few + 4


def _statements(client: FlaskClient) -> int:
    with statements() as seen:
        assert client.get("/").status_code == 200
    return len(seen)


def test_work_that_nobody_has_taken_up_is_said_to_wait(session: Session, client: FlaskClient) -> None:
    a_house(session)
    account = sign_in_office(session, client)
    actor = Actor("Henrike Lautenschlag", account.id)
    jobs.enqueue(session, "render", ["1"], key="mine", actor=actor, now=clock.now(), title="Prüfungsordner")
    session.commit()
    assert _errand(client) == "Wartet"
    session.scalars(select(jobs.JobItem)).one().started_at = clock.now()
    session.commit()
    assert _errand(client) == "Läuft"


def _errand(client: FlaskClient) -> str:
    """How the only piece of one's own work stands."""
    shown = re.search(r'<ul class="errands">.*?</ul>', client.get("/").text, re.DOTALL)
    assert shown is not None
    return next(word for word in ("Wartet", "Läuft") if word in shown[0])


def test_what_was_done_last_stands_by_its_moment(session: Session, client: FlaskClient) -> None:
    """Entered one after the other; what bears the later moment stands above."""
    a_house(session)
    for name, at in (("Gemeinde Altenbruck", NOW), ("Gemeinde Lindenfurt", NOW - timedelta(hours=4))):
        member = a_member(session, name, shares=1)
        shares.record_payment(session, member, SHARE, TODAY, PaymentPurpose.SHARES, "", OFFICE, at)
        session.commit()
    found = [each.line.at for each in queries.lately(session, TODAY, ["member"])]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(("day", "words"), [
    (date(2026, 12, 31), "bis Do 31.12."), (date(2028, 12, 31), "bis So 31.12.2028"),
    (date(2026, 11, 1), "seit 01.11."), (date(2025, 11, 1), "seit 01.11.2025"),
])  # fmt: skip
def test_a_deadline_of_another_year_names_the_year(app: Flask, day: date, words: str) -> None:
    with app.test_request_context():
        assert due_words(day, date(2026, 11, 27)) == words


def test_a_moment_of_today_shows_the_time_only(session: Session, client: FlaskClient) -> None:
    """What was done just now stands with its time."""
    a_house(session)
    member = a_member(session, shares=1)
    now = clock.now()
    shares.record_payment(session, member, SHARE, now.date(), PaymentPurpose.SHARES, "", OFFICE, now)
    sign_in_office(session, client)
    assert "Gemeinde Altenbruck: Zahlung K-" in client.get("/").text


def test_memberships_that_end_open_the_list_of_those_who_leave(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member, last_day = a_member(session), clock.today() + timedelta(days=10)
    members_actions.end(session, member, last_day, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    assert 'href="/mitglieder/?view=leaving"' in client.get("/").text


def test_the_credit_of_a_membership_that_ended_is_counted_after_a_re_entry_too(session: Session) -> None:
    """What was paid in and what former memberships are owed add up to the ledger (§ 73 GenG)."""
    a_house(session)
    member = a_member(session, shares=2, first_day=TODAY - timedelta(days=60))
    paid(session, member, 2 * SHARE, TODAY - timedelta(days=60))
    members_actions.end(session, member, TODAY - timedelta(days=30), ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    shares.leave(session, member, TODAY - timedelta(days=30), "Beschluss", OFFICE, NOW)
    a_member(session, shares=1, first_day=TODAY - timedelta(days=10), party=member.party)
    session.commit()
    found = queries.figures(session, TODAY)
    assert (found.paid_in, found.credit_former) == (0, 2 * SHARE)
