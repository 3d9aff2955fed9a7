"""The contribution of a year: of everybody who was a member in it, once, the whole of it; freed of it with a reason."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core import clock
from app.core.jobs import Job, JobItem
from app.core.journal import JournalDetails
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.jobs import HANDLERS
from app.dues.models import Contribution
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear, HouseFacts
from tests.dues.factories import dunned, posted
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import a_house, a_member
from tests.statutes.factories import ADMINISTRATOR, a_statute

YEAR = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))
SHARES: dict[str, Any] = {"share_amount": 500_00, "min_payment": 500_00}
DUE, LATE = date(2026, 12, 15), NOW.replace(month=12, day=28)


def carried_out(session: Session, key: str = "key-of-the-run", times: int = 1) -> None:
    """A run with its steps done."""
    job_id = actions.order_contributions(session, YEAR, DUE, key, OFFICE, NOW)
    for step in [*session.scalars(select(JobItem).where(JobItem.job_id == job_id))] * times:
        HANDLERS[actions.CONTRIBUTION_JOB].finish(session, step.reference, None, NOW)


def asked(session: Session) -> dict[int, int]:
    counted = select(Contribution.member_id, func.count()).group_by(Contribution.member_id)
    return dict(session.execute(counted).all())


def test_everybody_is_asked_once_however_often_it_runs(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    one, two = a_member(session), a_member(session, "Stadt Eichenau")
    carried_out(session, times=2)
    assert asked(session) == {one.id: 1, two.id: 1}
    assert share_queries.open_balance_of(session, one.id, PaymentPurpose.CONTRIBUTION) == 60_00
    with pytest.raises(Refusal, match="schon alle"):
        carried_out(session, "another-key")


def test_who_joins_later_is_asked_by_the_next_run_alone(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    one = a_member(session)
    carried_out(session)
    two = a_member(session, "Stadt Eichenau")
    assert queries.still_to_ask(session, YEAR, NOW.date()) == [two.id]
    carried_out(session, "another-key")
    assert asked(session) == {one.id: 1, two.id: 1}


def test_who_left_before_the_year_owes_nothing_and_who_leaves_in_it_all(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    gone, leaving = a_member(session, first_day=date(2024, 1, 2)), a_member(session, "Stadt Eichenau")
    members.end(session, gone, date(2025, 12, 31), ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    members.end(session, leaving, date(2026, 12, 31), ExitGround.NOTICE, "KD-2026-001", OFFICE, NOW)
    assert queries.still_to_ask(session, YEAR, NOW.date()) == [leaving.id]


def test_without_a_clause_in_the_statute_nobody_owes_a_contribution(session: Session) -> None:
    a_house(session)
    a_member(session)
    with pytest.raises(Refusal, match="kennt für dieses Jahr keinen"):
        carried_out(session)
    assert not queries.has_contributions(session, NOW.date())


def test_before_the_first_statute_nothing_is_owed_and_in_its_year_what_it_says(session: Session) -> None:
    a_statute(session, registered_on=date(2024, 6, 14), annual_contribution=60_00)
    years = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025))
    assert [queries.contribution_of(session, year, NOW.date()) for year in years] == [0, 60_00, 60_00]


def test_no_contribution_is_asked_for_a_year_to_come_or_a_day_gone(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    a_member(session)
    next_year = FiscalYear(date(2027, 1, 1), date(2027, 12, 31))
    with pytest.raises(Refusal, match=r"beginnt erst am 01\.01\.2027"):
        actions.order_contributions(session, next_year, date(2027, 2, 1), "key-of-the-run", OFFICE, NOW)
    with pytest.raises(Refusal, match="schon vorbei"):
        actions.order_contributions(session, YEAR, date(2026, 11, 1), "key-of-the-run", OFFICE, NOW)
    with pytest.raises(Refusal, match="mehr als ein Jahr voraus"):
        actions.order_contributions(session, YEAR, date(2040, 1, 1), "key-of-the-run", OFFICE, NOW)


def test_a_contribution_is_paid_like_anything_owed_and_no_more(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member, purpose = a_member(session), PaymentPurpose.CONTRIBUTION
    with pytest.raises(Refusal, match="nichts offen"):
        shares.record_payment(session, member, 60_00, NOW.date(), purpose, "", OFFICE, NOW)
    carried_out(session)
    with pytest.raises(Refusal, match=r"offen sind nur 60,00.*10,00.*zurück"):
        shares.record_payment(session, member, 70_00, NOW.date(), purpose, "", OFFICE, NOW)
    shares.record_payment(session, member, 60_00, NOW.date(), purpose, "", OFFICE, NOW)
    assert share_queries.open_payments(session, member_id=member.id) == []
    assert share_queries.holding_of(session, member.id, NOW.date()).credit == 0


def test_who_is_freed_owes_nothing_and_is_not_asked_again(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session)
    carried_out(session)
    contribution = session.scalars(select(Contribution)).one()
    actions.waive_contribution(session, contribution, "Ehrenmitglied", OFFICE, NOW)
    session.commit()
    told = session.scalars(select(JournalDetails)).all()
    assert [each.summary for each in told if "Ehrenmitglied" in each.summary + each.content] == []
    assert share_queries.open_payments(session, member_id=member.id) == []
    assert queries.still_to_ask(session, YEAR, NOW.date()) == []
    with pytest.raises(Refusal, match="schon befreit"):
        actions.waive_contribution(session, contribution, "Noch einmal", OFFICE, NOW)


def test_the_letter_in_the_tray_is_withdrawn_from_who_is_freed(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session)
    carried_out(session)
    notice = dunned(session, member, at=NOW.replace(year=2027, month=1, day=11))
    actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Ehrenmitglied", OFFICE, NOW)
    assert notice.ended_at is not None


def test_nobody_is_freed_of_what_is_paid(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session)
    carried_out(session)
    shares.record_payment(session, member, 20_00, NOW.date(), PaymentPurpose.CONTRIBUTION, "", OFFICE, NOW)
    with pytest.raises(Refusal, match="schon gezahlt"):
        actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Ehre", OFFICE, NOW)


def test_the_letter_that_asks_names_the_contribution(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session, shares=1)
    carried_out(session)
    letter = shares.issue_payment_request(session, member, OFFICE, NOW.replace(month=12, day=28))
    assert letter.facts is not None
    payment = letter.facts["payment"]
    assert payment["explanation"] == "500,00\xa0€ für 1 Anteil zu 500,00\xa0€ und 60,00\xa0€ Jahresbeitrag"
    assert payment["purpose"] == "Mitglied 0001 Anteile und Jahresbeitrag"


def test_the_office_finds_the_contributions_in_the_sidebar_and_is_told_where_there_are_none(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    session.commit()
    sign_in_office(session, client)
    assert 'href="/beitraege"' in client.get("/").text
    page = client.get("/beitraege").text
    assert ("keinen laufenden Beitrag" in page, "/beitraege/lauf" in page) == (True, False)


def test_the_office_asks_all_and_frees_one(session: Session, client: FlaskClient) -> None:
    a_house(session, annual_contribution=60_00)
    a_member(session)
    session.commit()
    sign_in_office(session, client)
    assert "noch niemand gebeten" in client.get("/beitraege").text
    page = client.get("/beitraege/lauf").text
    assert "60,00" in page
    first_day = re.search(r'name="jahr" value="([^"]+)"', page)
    assert first_day
    data = {"key": "k" * 64, "jahr": first_day[1], "due_on": clock.today().isoformat()}
    early = client.post("/beitraege/lauf", data={**data, "due_on": "2020-01-01"})
    assert (early.status_code, "schon vorbei" in early.text) == (422, True)
    answers = [client.post("/beitraege/lauf", data=data) for _ in range(2)]
    assert answers[0].location == answers[1].location
    job = session.scalars(select(Job).where(Job.kind == "contribution_run")).one()
    step = session.scalars(select(JobItem).where(JobItem.job_id == job.id)).one()
    HANDLERS[actions.CONTRIBUTION_JOB].finish(session, step.reference, None, clock.now())
    session.commit()
    assert client.post("/beitraege/lauf", data=data).location == answers[0].location
    contribution = session.scalars(select(Contribution)).one()
    assert "Befreien" in client.get(f"/beitraege?jahr={first_day[1]}").text
    assert "Gemeinde Altenbruck" in client.get("/beitraege?format=csv&q=alten").text
    address = f"/beitraege/{contribution.id}/befreien"
    assert client.get(address).status_code == 200
    client.post(address, data={"key": "another-key-of-it", "reason": "Ehrenmitglied"})
    assert "Ehrenmitglied" in client.get("/beitraege").text
    assert client.get("/beitraege?jahr=1999-01-01").status_code == 404


def taken_back(session: Session, due_on: date = DUE, key: str = "key-of-the-mistake", times: int = 1) -> None:
    """A run taken back with its steps done, by the job that the office sees."""
    for each in session.scalars(select(Job)):
        each.finished_at = NOW
    job_id = actions.order_taking_back(session, YEAR, due_on, "Falscher Tag", key, OFFICE, NOW)
    for step in [*session.scalars(select(JobItem).where(JobItem.job_id == job_id))] * times:
        HANDLERS[actions.TAKING_BACK_JOB].finish(session, step.reference, None, NOW)


def test_a_run_entered_by_mistake_is_taken_back_and_the_year_asked_for_anew(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    one, two = a_member(session), a_member(session, "Stadt Eichenau")
    carried_out(session)
    taken_back(session, times=2)
    assert share_queries.open_payments(session) == []
    assert queries.still_to_ask(session, YEAR, NOW.date()) == [one.id, two.id]
    carried_out(session, "another-key")
    assert share_queries.open_balance_of(session, one.id, PaymentPurpose.CONTRIBUTION) == 60_00
    assert asked(session) == {one.id: 2, two.id: 2}


def test_who_has_paid_keeps_the_demand_and_who_is_freed_stays_free(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    payer, freed, third = a_member(session), a_member(session, "Stadt Eichenau"), a_member(session, "Stadt Altfurt")
    carried_out(session)
    shares.record_payment(session, payer, 20_00, NOW.date(), PaymentPurpose.CONTRIBUTION, "", OFFICE, NOW)
    contribution = queries.find_contribution(session, freed.id, YEAR)
    assert contribution is not None
    actions.waive_contribution(session, contribution, "Ehrenmitglied", OFFICE, NOW)
    taken_back(session)
    assert queries.still_to_ask(session, YEAR, NOW.date()) == [third.id]
    assert share_queries.open_balance_of(session, payer.id, PaymentPurpose.CONTRIBUTION) == 40_00
    with pytest.raises(Refusal, match="keine unbezahlte Forderung mehr"):
        taken_back(session, key="another-mistake")


def test_who_pays_or_is_freed_after_the_order_is_passed_over(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    payer, freed = a_member(session), a_member(session, "Stadt Eichenau")
    carried_out(session)
    found = queries.contributions_of(session, payer.id)[0], queries.contributions_of(session, freed.id)[0]
    shares.record_payment(session, payer, 20_00, NOW.date(), PaymentPurpose.CONTRIBUTION, "", OFFICE, NOW)
    actions.waive_contribution(session, found[1], "Ehrenmitglied", OFFICE, NOW)
    for each in found:
        actions.take_contribution_back(session, each, "Falscher Tag", OFFICE, NOW)
        assert each.taken_back_at is None
    assert share_queries.open_balance_of(session, payer.id, PaymentPurpose.CONTRIBUTION) == 40_00


def test_nothing_is_taken_back_while_a_run_still_asks(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    a_member(session)
    carried_out(session)
    with pytest.raises(Refusal, match="bittet noch um Beiträge"):
        actions.order_taking_back(session, YEAR, DUE, "Falscher Tag", "key-of-the-mistake", OFFICE, NOW)


def test_the_letter_in_the_tray_is_withdrawn_with_the_run(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session)
    carried_out(session)
    notice = dunned(session, member, at=NOW.replace(year=2027, month=1, day=11))
    taken_back(session)
    assert notice.ended_at is not None


def test_the_office_takes_a_run_back_on_its_page_once(session: Session, client: FlaskClient) -> None:
    a_house(session, annual_contribution=60_00)
    a_member(session)
    carried_out(session)
    session.scalars(select(Job)).one().finished_at = NOW
    session.commit()
    sign_in_office(session, client)
    address = "/beitraege/zurueck"
    assert f"{address}?jahr=2026-01-01" in client.get("/beitraege?jahr=2026-01-01").text
    assert "1 Forderung, 60,00" in client.get(f"{address}?jahr=2026-01-01").text.replace("\xa0", " ")
    data = {"key": "key-of-the-mistake", "jahr": "2026-01-01", "due_on": DUE.isoformat(), "reason": "Falscher Tag"}
    assert client.post(address, data={**data, "due_on": "soon"}).status_code == 422
    first = client.post(address, data=data)
    step = session.scalars(select(JobItem).join(Job).where(Job.kind == actions.TAKING_BACK_JOB)).one()
    HANDLERS[actions.TAKING_BACK_JOB].finish(session, step.reference, None, NOW)
    session.commit()
    assert first.location == client.post(address, data=data).location
    page = client.get("/beitraege?jahr=2026-01-01").text
    assert ("Falscher Tag" in page, f"{address}?" in page) == (True, False)
    assert "keine unbezahlte Forderung" in client.get(f"{address}?jahr=2026-01-01").text


# --- the request in the tray -----------------------------------------------------------------------------------------


def asked_for_both(session: Session) -> tuple[Member, IssuedDocument]:
    """A member that owes a share and the contribution, and the letter in the tray that asks for both."""
    a_house(session, annual_contribution=60_00, payment_days=60)
    member = a_member(session, shares=1)
    carried_out(session)
    return member, shares.issue_payment_request(session, member, OFFICE, LATE)


def requests_to(session: Session, member: Member) -> list[tuple[int, str]]:
    """What each request that still speaks asks for, and why; newest first."""
    found = [
        each.facts for each in archive.documents_about(session, f"member:{member.id}")
        if each.kind == "payment_request" and each.standing is Standing.VALID and each.facts
    ]
    return [(facts["payment"]["cents"], facts["payment"]["purpose"]) for facts in found]


@pytest.mark.parametrize("is_waived", [True, False])
def test_a_request_in_the_tray_is_written_anew_without_the_contribution(session: Session, is_waived: bool) -> None:
    member, letter = asked_for_both(session)
    contribution = session.scalars(select(Contribution)).one()
    if is_waived:
        actions.waive_contribution(session, contribution, "Ehrenmitglied", OFFICE, LATE)
    else:
        actions.take_contribution_back(session, contribution, "Falscher Tag", OFFICE, LATE)
    assert letter.standing is Standing.VOID
    assert requests_to(session, member) == [(500_00, "Mitglied 0001 Anteile")]


def test_a_contribution_that_would_fall_due_later_is_named_no_more(session: Session) -> None:
    a_house(session, annual_contribution=60_00, payment_days=30)
    member = a_member(session, shares=1)
    carried_out(session)
    letter = shares.issue_payment_request(session, member, OFFICE, NOW)
    assert letter.facts is not None
    assert [each["cents"] for each in letter.facts["payment"]["later"]] == [60_00]
    actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Ehrenmitglied", OFFICE, NOW)
    assert letter.standing is Standing.VOID
    assert requests_to(session, member) == [(500_00, "Mitglied 0001 Anteile")]


def test_a_request_without_the_contribution_or_posted_already_stays(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    early, late = a_member(session, shares=1), a_member(session, "Stadt Eichenau", shares=1)
    before = shares.issue_payment_request(session, early, OFFICE, NOW)
    carried_out(session)
    letter = shares.issue_payment_request(session, late, OFFICE, LATE)
    posted(session, late, LATE)
    for each in session.scalars(select(Contribution)).all():
        actions.waive_contribution(session, each, "Ehrenmitglied", OFFICE, LATE)
    assert (before.standing, letter.standing) == (Standing.VALID, Standing.VALID)
    assert [len(requests_to(session, each)) for each in (early, late)] == [1, 1]


def test_where_no_letter_can_be_written_the_request_is_withdrawn_all_the_same(session: Session) -> None:
    member, letter = asked_for_both(session)
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, LATE)
    actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Ehrenmitglied", OFFICE, LATE)
    assert (letter.standing, requests_to(session, member)) == (Standing.VOID, [])


def open_contribution(session: Session, member: Member) -> int:
    return share_queries.open_balance_of(session, member.id, PaymentPurpose.CONTRIBUTION)


def test_of_a_year_before_which_a_membership_turns_out_to_have_ended_nothing_is_owed_until_that_is_undone(
    session: Session,
) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session, first_day=date(2024, 1, 2))
    carried_out(session)
    members.end(session, member, date(2025, 12, 31), ExitGround.DEATH, "AS-2026-001", OFFICE, NOW)
    assert open_contribution(session, member) == 0
    [gone] = queries.contributions_of(session, member.id)
    assert gone.taken_back_why == "Kein Mitglied in diesem Geschäftsjahr"
    members.undo_end(session, member, "Irrtum", "AS-2026-001", OFFICE, NOW)
    assert open_contribution(session, member) == 60_00
    again, _gone = queries.contributions_of(session, member.id)
    assert (again.amount, again.due_on, again.taken_back_at) == (60_00, DUE, None)
    members.end(session, member, date(2026, 1, 1), ExitGround.DEATH, "AS-2026-002", OFFICE, NOW)
    assert open_contribution(session, member) == 60_00


def test_what_was_paid_for_a_year_without_membership_is_there_to_be_paid_back(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session, first_day=date(2024, 1, 2))
    carried_out(session)
    shares.record_payment(session, member, 60_00, NOW.date(), PaymentPurpose.CONTRIBUTION, "", OFFICE, NOW)
    members.end(session, member, date(2025, 12, 31), ExitGround.DEATH, "AS-2026-001", OFFICE, NOW)
    assert open_contribution(session, member) == -60_00
    assert share_queries.advances_of(session, member.id) == {PaymentPurpose.CONTRIBUTION: 60_00}
    members.undo_end(session, member, "Irrtum", "AS-2026-001", OFFICE, NOW)
    assert open_contribution(session, member) == 0


def test_a_run_under_way_asks_nobody_whose_membership_has_turned_out_to_be_over(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    member = a_member(session, first_day=date(2024, 1, 2))
    job_id = actions.order_contributions(session, YEAR, DUE, "key-of-the-run", OFFICE, NOW)
    members.end(session, member, date(2025, 12, 31), ExitGround.DEATH, "AS-2026-001", OFFICE, NOW)
    for step in session.scalars(select(JobItem).where(JobItem.job_id == job_id)):
        HANDLERS[actions.CONTRIBUTION_JOB].finish(session, step.reference, None, NOW)
    assert asked(session) == {}


def test_what_was_taken_back_by_hand_or_freed_does_not_come_back_with_a_membership(session: Session) -> None:
    a_house(session, annual_contribution=60_00)
    one, two = a_member(session, first_day=date(2024, 1, 2)), a_member(session, "Stadt Eichenau")
    carried_out(session)
    for member in (one, two):
        [found] = queries.contributions_of(session, member.id)
        if member is one:
            actions.take_contribution_back(session, found, "Irrtum", OFFICE, NOW)
        else:
            actions.waive_contribution(session, found, "Härte", OFFICE, NOW)
        members.strike(session, member, "BT-2026-001", OFFICE, NOW)
        assert len(queries.contributions_of(session, member.id)) == 1


def test_after_new_year_the_pages_say_that_the_year_is_not_entered_and_not_that_the_statute_is_silent(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_house(session)
    statutes.set_fiscal_year(session, YEAR.first_day, YEAR.last_day, ADMINISTRATOR, NOW)
    a_member(session)
    a_statute(session, date(2026, 11, 3), date(2026, 11, 20), annual_contribution=60_00, **SHARES)
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(year=2027, month=1, day=11))
    sign_in_office(session, client)
    for address in ("/beitraege", "/beitraege/lauf"):
        page = client.get(address).text
        assert "Geschäftsjahr ist noch nicht eingetragen" in page
        assert 'geschaeftsjahre">Geschäftsjahre öffnen<' in page
        assert "keinen laufenden Beitrag" not in page
    assert "keinen laufenden Beitrag" in client.get("/beitraege?jahr=2026-01-01").text
