"""What members are due from used results is paid, once, whole, to who may be paid (§§ 19, 21a GenG; R-FIN-05)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as closed
from app.closing.models import DividendEntry
from app.closing.rules import Terms, Uses
from app.core import clock
from app.core.journal import JournalLine
from app.core.values import DeclarationChannel, Refusal
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState
from app.members.models import Member
from app.operations.queries.invariants import acts
from app.parties import actions as parties
from app.settlements import actions, queries
from app.settlements.queries import Dividend
from app.settlements.rules import Hold, PaidOnRefusal, interest_in_time_until
from app.shares.models import PaymentReceived
from app.statutes import queries as statutes
from app.statutes.rules import calendar
from tests.closing.factories import ADOPTED, SECOND, adopted
from tests.closing.test_accounts import shown
from tests.closing.test_results import PROFIT, RESOLVED, members_of
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, sign_in, sign_in_office
from tests.settlements.factories import IBAN, ONE
from tests.tabs import Tab

AT = "/auseinandersetzung/aus-ergebnissen"


def used(session: Session, iban: str = IBAN) -> list[Member]:
    """Four members, of whom a used result owes those with full shares something; they have an account."""
    members = members_of(session)
    for member in members:
        if iban:
            parties.add_bank_account(session, member.party_id, iban, LONG_AGO, OFFICE, NOW)
    adopted(session, SECOND, PROFIT)
    closing.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    return members


def claim_of(session: Session, member: Member, today: date = TODAY) -> Dividend:
    """The member's claim."""
    found = [each for each in queries.list_dividends(session, "", "", "due", False, today)
             if each.claim.member.id == member.id]  # fmt: skip
    assert len(found) == 1
    return found[0]


def test_only_who_has_full_shares_is_offered_a_payout_of_profit(session: Session) -> None:
    full, partly, _leaver, newcomer = used(session)
    offered = {each.claim.member.id for each in queries.list_dividends(session, "", "", "due", False, TODAY)}
    assert full.id in offered
    assert partly.id not in offered
    assert newcomer.id not in offered


def test_a_claim_is_paid_once_to_the_account_on_record(session: Session) -> None:
    full = used(session)[0]
    found = claim_of(session, full)
    entry = actions.pay_dividend(session, found, TODAY, ONE, NOW)
    assert (entry.number[:3], entry.amount, entry.iban) == ("GZ-", found.claim.amount, IBAN)
    again = queries.dividend_of(session, found.claim.appropriation.id, full.id, TODAY)
    assert not again.is_open
    with pytest.raises(Refusal, match="schon ausgezahlt"):
        actions.pay_dividend(session, again, TODAY, ONE, NOW)
    session.commit()
    noted = select(JournalLine.act).where(JournalLine.subject == f"member:{full.id}")
    assert "pay_dividend" in session.scalars(noted).all()


@pytest.mark.parametrize("day", [ADOPTED - timedelta(days=1), TODAY + timedelta(days=1)])
def test_nothing_is_paid_before_the_assembly_decided_nor_on_a_day_to_come(session: Session, day: date) -> None:
    found = claim_of(session, used(session)[0])
    with pytest.raises(PaidOnRefusal):
        actions.pay_dividend(session, found, day, ONE, NOW)


def test_without_an_account_a_claim_waits(session: Session) -> None:
    found = claim_of(session, used(session, iban="")[0])
    assert found.holds == (Hold.ACCOUNT,)
    with pytest.raises(Refusal, match="Bankverbindung"):
        actions.pay_dividend(session, found, TODAY, ONE, NOW)


def test_nothing_is_paid_on_a_day_before_an_account_was_there(session: Session) -> None:
    full = used(session, iban="")[0]
    parties.add_bank_account(session, full.party_id, IBAN, TODAY, OFFICE, NOW)
    found = claim_of(session, full)
    with pytest.raises(PaidOnRefusal, match="noch kein Konto"):
        actions.pay_dividend(session, found, TODAY - timedelta(days=1), ONE, NOW)
    assert actions.pay_dividend(session, found, TODAY, ONE, NOW).iban == IBAN


def test_a_payout_that_came_back_is_undone_by_a_counter_entry_and_may_be_paid_again(session: Session) -> None:
    full = used(session)[0]
    found = claim_of(session, full)
    actions.pay_dividend(session, found, TODAY, ONE, NOW)
    paid = queries.dividend_of(session, found.claim.appropriation.id, full.id, TODAY)
    undone = actions.undo_dividend(session, paid, "Konto erloschen", ONE, NOW)
    assert undone.amount == -found.claim.amount
    again = claim_of(session, full)
    assert again.is_open
    with pytest.raises(Refusal, match="nichts gebucht"):
        actions.undo_dividend(session, again, "Noch einmal", ONE, NOW)
    actions.pay_dividend(session, again, TODAY, ONE, NOW)
    assert [each.turn for each in closed.ends_of(session, again.claim)] == [1, 2, 3]


def test_the_use_of_a_result_is_not_undone_beneath_a_payout(session: Session) -> None:
    found = claim_of(session, used(session)[0])
    actions.pay_dividend(session, found, TODAY, ONE, NOW)
    with pytest.raises(Refusal, match="schon 1 Mal"):
        closing.undo_result(session, SECOND, "Falscher Schlüssel", OFFICE, NOW)


def test_a_claim_is_barred_after_three_years_and_closed_only_by_an_act(session: Session) -> None:
    found = claim_of(session, used(session)[0])
    assert found.barred_after == date(ADOPTED.year + 3, 12, 31)
    with pytest.raises(Refusal, match="verjährt erst"):
        actions.close_dividend(session, found, "Nie gemeldet", ONE, NOW)
    later = NOW + timedelta(days=5 * 366)
    late = claim_of(session, found.claim.member, later.date())
    assert late.is_barred(later.date())
    actions.close_dividend(session, late, "Nie gemeldet", ONE, later)
    closed_ones = queries.list_dividends(session, "barred", "", "due", False, later.date())
    assert [each.claim.member for each in closed_ones] == [late.claim.member]


def test_a_barred_claim_is_said_to_be_so_and_not_simply_offered_to_be_paid(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no account is known; with one it may be paid all the same, by who says so."""
    full = used(session)[0]
    key = claim_of(session, full).claim
    monkeypatch.setattr(clock, "now", lambda: datetime(2038, 2, 10, 9, tzinfo=UTC))
    sign_in_office(session, client)
    session.commit()
    page = client.get(f"{AT}/{key.appropriation.id}/{full.id}").text
    assert ("Trotz Verjährung auszahlen" in page, "Auszahlung buchen" in page) == (True, False)
    row = next(each for each in client.get(AT).text.split("<tr>") if full.party.display_name in each)
    assert "verjährt" in row


def test_a_barred_claim_without_an_account_is_called_barred_too(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = used(session, iban="")[0]
    monkeypatch.setattr(clock, "now", lambda: datetime(2038, 2, 10, 9, tzinfo=UTC))
    sign_in_office(session, client)
    session.commit()
    row = next(each for each in client.get(AT).text.split("<tr>") if full.party.display_name in each)
    assert ("verjährt" in row, "keine Bankverbindung" in row) == (True, False)


def test_of_several_all_are_paid_at_once(session: Session) -> None:
    used(session)
    keys = [each.claim.key for each in queries.list_dividends(session, "", "", "due", False, TODAY)]
    assert actions.pay_dividends(session, keys, TODAY, ONE, NOW) == len(keys)
    assert queries.list_dividends(session, "", "", "due", False, TODAY) == []


def test_of_several_none_is_paid_where_one_has_no_account(session: Session) -> None:
    used(session, iban="")
    *others, last = queries.list_dividends(session, "", "", "due", False, TODAY)
    for each in others:
        parties.add_bank_account(session, each.claim.member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    keys = [each.claim.key for each in (*others, last)]
    with pytest.raises(Refusal, match="Bankverbindung"), session.begin_nested():
        actions.pay_dividends(session, keys, TODAY, ONE, NOW)
    assert len(keys) > 1
    assert session.scalars(select(DividendEntry)).all() == []


def test_the_database_keeps_a_claim_from_being_paid_twice_and_from_being_changed(session: Session) -> None:
    found = claim_of(session, used(session)[0])
    entry = actions.pay_dividend(session, found, TODAY, ONE, NOW)
    same = {column.key: getattr(entry, column.key) for column in DividendEntry.__table__.columns if column.key != "id"}
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(insert(DividendEntry).values(same | {"number": "GZ-2026-0999"}))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(DividendEntry).values(amount=1))


def test_the_check_names_a_payout_of_another_amount(session: Session) -> None:
    found = claim_of(session, used(session)[0])
    assert list(acts.dividends_and_results(session, NOW)) == []
    session.add(DividendEntry(
        number="GZ-2026-0999", appropriation_id=found.claim.appropriation.id, member_id=found.claim.member.id, turn=1,
        kind="payout", amount=found.claim.amount + 1, effective_on=TODAY, iban=IBAN, recorded_at=NOW,
        recorded_by=ONE.name,
    ))
    session.flush()
    assert len(list(acts.dividends_and_results(session, NOW))) == 1


def test_the_office_pays_from_the_list_and_reads_it_as_a_file(session: Session, client: FlaskClient) -> None:
    full = used(session)[0]
    name, key = full.party.display_name, claim_of(session, full).claim.key
    session.commit()
    sign_in_office(session, client)
    assert name in client.get(AT).text
    assert IBAN in client.get(f"{AT}?format=csv").text
    asked = shown(client.post(f"{AT}/auszahlen", data={"ids": [key]}).text)
    sent = {"ids": [key], "paid_on": f"{clock.today():%d.%m.%Y}", "key": "key-of-all", "shown": asked}
    assert [client.post(f"{AT}/auszahlen", data=sent).status_code for _ in range(2)] == [302, 302]
    assert name not in client.get(AT).text
    assert name in client.get(f"{AT}?view=paid").text


def test_a_day_to_come_is_refused_at_the_day(session: Session, client: FlaskClient) -> None:
    claim = claim_of(session, used(session)[0]).claim
    session.commit()
    sign_in_office(session, client)
    page = Tab(client, f"{AT}/{claim.appropriation.id}/{claim.member.id}", "auszahlung")
    answer = page.send(paid_on=f"{clock.today() + timedelta(days=1):%d.%m.%Y}")
    assert answer.status_code == 422
    assert "liegt in der Zukunft" in answer.text


def test_the_member_reads_what_was_paid(session: Session, client: FlaskClient) -> None:
    full = used(session)[0]
    actions.pay_dividend(session, claim_of(session, full), TODAY, ONE, NOW)
    session.commit()
    sign_in(session, client, full.party)
    assert "Auszahlungen aus Ergebnissen" in client.get(f"/mein/{full.number}").text
    told = json.loads(client.get(f"/mein/{full.number}/daten.json").text)["dividends"]
    assert [each["kind"] for each in told] == ["payout"]


def with_interest(session: Session, iban: str = IBAN) -> Member:
    """A member with shares that are not full, and with an account, whom a used result owes interest alone."""
    partly = members_of(session, interest_pct=5_00)[1]
    if iban:
        parties.add_bank_account(session, partly.party_id, iban, LONG_AGO, OFFICE, NOW)
    adopted(session, SECOND, PROFIT)
    closing.use_result(session, SECOND, Terms(Uses(1_000_00, 0, 0, 8_850_00)), OFFICE, NOW)
    return partly


@pytest.mark.parametrize(("day", "is_late"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_interest_is_overdue_six_months_after_its_year(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, day: date, is_late: bool
) -> None:
    """§ 21a (1) sentence 4 GenG (R-FIN-08): list, page and file say so."""
    partly = with_interest(session)
    session.commit()
    found = claim_of(session, partly, day)
    assert (found.claim.payable_by, found.is_overdue(day)) == (date(2026, 6, 30), is_late)
    sign_in_office(session, client)
    monkeypatch.setattr(clock, "today", lambda: day)
    page = f"{AT}/{found.claim.appropriation.id}/{partly.id}"
    for address in (AT, page):
        main = client.get(address).text.split("<main", maxsplit=1)[1]
        assert ("überfällig" in main, "30.06.2026" in main) == (is_late, True), address
    assert ";30.06.2026;" in client.get(f"{AT}?format=csv").text


def test_interest_whose_last_day_is_no_working_day_is_overdue_only_after_the_next_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§ 193 BGB (R-DL-02): the thirtieth of June 2029 is a Saturday, and in 2026 made a holiday here."""
    partly = with_interest(session)
    statute = statutes.statute_on(session, TODAY)
    assert interest_in_time_until(date(2029, 6, 30), statute) == date(2029, 7, 2)
    monkeypatch.setattr(calendar, "public_holidays", lambda _state, _year: frozenset({date(2026, 6, 30)}))
    first, second = date(2026, 7, 1), date(2026, 7, 2)
    found = claim_of(session, partly, first)
    assert (found.claim.payable_by, found.is_overdue(first), found.is_overdue(second)) == (
        date(2026, 6, 30), False, True
    )
    assert queries.count_open_dividends(session, first)[1] == first


def test_interest_that_nobody_may_pay_does_not_make_the_desk_late(session: Session) -> None:
    """It waits for the account; once one is named, it is late (§ 21a (1) sentence 4 GenG; R-FIN-08)."""
    partly, after = with_interest(session, iban=""), date(2026, 7, 1)
    due_on, late = date(2026, 6, 30), date(2026, 8, 3)
    assert queries.count_open_dividends(session, due_on)[1] == due_on
    assert queries.count_open_dividends(session, after)[1] is None
    parties.add_bank_account(session, partly.party_id, IBAN, late, OFFICE, NOW)
    assert queries.count_open_dividends(session, after)[1] is None
    assert queries.count_open_dividends(session, late)[1] == due_on


def test_profit_alone_has_no_day_by_which_it_is_paid(session: Session) -> None:
    found = claim_of(session, used(session)[0])
    assert (found.claim.payable_by, found.is_overdue(TODAY)) == (None, False)


def test_what_is_due_is_interest_and_profit_together(session: Session) -> None:
    partly = with_interest(session)
    found = claim_of(session, partly)
    assert (found.claim.paid_out, found.claim.amount) == (0, found.claim.interest)
    assert actions.pay_dividend(session, found, TODAY, ONE, NOW).amount == found.claim.interest > 0


def a_seizure(session: Session, member: Member, received_on: date) -> None:
    """A creditor's notice that was entered."""
    session.add(Notice(
        number=f"KD-{received_on.year}-009", member_id=member.id, kind=NoticeKind.CREDITOR, state=NoticeState.ENTERED,
        channel=DeclarationChannel.OFFICE, written_form="schriftform", declared_by="Raiffeisenkasse Rabental",
        received_on=received_on, statute_version_id=1, last_day=SECOND.last_day, recorded_at=NOW,
        recorded_by=OFFICE.name,
    ))
    session.flush()


@pytest.mark.parametrize(("days_before", "is_seized"), [(1, False), (0, True)])
def test_what_was_seized_of_an_earlier_membership_catches_no_later_profit(
    session: Session, days_before: int, is_seized: bool
) -> None:
    full = used(session)[0]
    a_seizure(session, full, full.periods[0].first_day - timedelta(days=days_before))
    found = claim_of(session, full)
    assert bool(found.seizures) is is_seized
    assert found.iban == ("" if is_seized else IBAN)


def test_the_page_of_a_seized_claim_asks_whether_the_profit_is_seized_too(
    session: Session, client: FlaskClient
) -> None:
    full = used(session)[0]
    claim, words = claim_of(session, full).claim, "ob die Pfändung auch den Gewinn umfasst"
    at = f"{AT}/{claim.appropriation.id}/{full.id}"
    session.commit()
    sign_in_office(session, client)
    assert words not in client.get(at).text
    a_seizure(session, full, SECOND.last_day)
    session.commit()
    assert words in client.get(at).text


def test_what_a_colleague_ended_meanwhile_is_refused_with_a_word(session: Session, client: FlaskClient) -> None:
    full = used(session)[0]
    found, today = claim_of(session, full), clock.today()
    at, key = f"{AT}/{found.claim.appropriation.id}/{full.id}", found.claim.appropriation.id
    session.commit()
    sign_in_office(session, client)
    paying = Tab(client, at, "auszahlung")
    actions.pay_dividend(session, found, TODAY, ONE, NOW)
    session.commit()
    answer = client.post(paying.action, data={**paying.fields, "paid_on": f"{today:%d.%m.%Y}"})
    assert (answer.status_code, "ist schon ausgezahlt" in answer.text) == (422, True)
    undoing = Tab(client, at, "storno")
    actions.undo_dividend(session, queries.dividend_of(session, key, full.id, TODAY), "Konto erloschen", ONE, NOW)
    session.commit()
    answer = client.post(undoing.action, data={**undoing.fields, "reason": "Konto erloschen"})
    assert (answer.status_code, "Hier ist nichts gebucht" in answer.text) == (422, True)


def test_before_a_payment_is_taken_back_the_page_names_the_claim_that_rests_on_it(
    session: Session, client: FlaskClient
) -> None:
    used(session)
    claim = closed.claims_of(session)[0]
    payment = session.scalars(
        select(PaymentReceived).where(PaymentReceived.member_id == claim.member.id).order_by(PaymentReceived.id)
    ).first()
    assert payment is not None
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/zahlungen/{payment.id}/storno").text
    assert f"Auf dieser Zahlung beruht ein Anspruch auf Gewinn oder Zinsen: {claim.appropriation.number}" in page
