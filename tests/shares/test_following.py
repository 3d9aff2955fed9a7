"""Certificates follow the ledger: replaced or void from the day on which the holding changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.jobs import Job, JobItem, Worker
from app.dossiers import actions as dossiers
from app.dossiers import queries as listing
from app.dossiers.rules import View, Wanted
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries.invariants.documents import certificates_with_other_shares
from app.organs.models import Office
from app.shares import actions, jobs, queries
from app.shares.models import Certificate
from app.shares.rules import ShareGround, counts_from
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import a_house, a_member, paid, subscribed
from tests.statutes.factories import ADMINISTRATOR, a_statute

DAY, YEAR_END = timedelta(days=1), date(2026, 12, 31)
NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
"""Midnight where the cooperative sits."""


def certified(session: Session, shares: int = 1) -> tuple[Member, Certificate]:
    """A member with a certificate over its shares."""
    a_house(session)
    member = a_member(session, shares=shares)
    return member, actions.issue_certificate(session, member, OFFICE, NOW)


def standing(certificate: Certificate) -> tuple[Standing, date | None]:
    return certificate.document.standing, certificate.document.standing_on


def worker_at(session: Session, moment: datetime) -> None:
    """What a worker does that looks at the jobs at a moment."""
    session.commit()
    Worker(jobs.HANDLERS, lambda: moment).run_until_idle()
    session.rollback()


def test_further_shares_replace_the_certificate_and_lay_the_new_one_into_the_tray(session: Session) -> None:
    member, old = certified(session)
    paid(session, member, 500_00)
    subscribed(session, member, 2, TODAY)
    new = queries.valid_certificate_of(session, member.id)
    assert new is not None
    assert (new.shares, standing(old), old.document.replaced_by_id) == (3, (Standing.REPLACED, TODAY), new.document_id)
    assert [item.document_id for item in archive.waiting_items(session)] == [new.document_id]


def test_an_exit_recorded_beforehand_leaves_the_certificate_valid_until_its_day(session: Session) -> None:
    member, certificate = certified(session)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    worker_at(session, NEW_YEAR - timedelta(seconds=1))
    assert standing(certificate) == (Standing.VALID, None)
    worker_at(session, NEW_YEAR)
    assert standing(certificate) == (Standing.VOID, date(2027, 1, 1))
    assert certificate.document.standing_reason == "Ausgeschieden zum 31.12.2026"


def test_a_worker_that_comes_late_dates_the_certificate_back(session: Session) -> None:
    member, certificate = certified(session)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    worker_at(session, NEW_YEAR + 20 * DAY)
    assert standing(certificate) == (Standing.VOID, date(2027, 1, 1))


def test_an_exit_recorded_late_voids_the_certificate_from_the_day_after_it(session: Session) -> None:
    member, certificate = certified(session)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NEW_YEAR + 20 * DAY)
    assert standing(certificate) == (Standing.VOID, date(2027, 1, 1))


def test_a_certificate_is_not_void_before_it_was_issued(session: Session) -> None:
    member, certificate = certified(session)
    actions.leave(session, member, date(2026, 11, 3), "K-1", OFFICE, NOW + DAY)
    assert standing(certificate) == (Standing.VOID, certificate.issued_on)


def test_shares_given_up_for_a_later_day_replace_the_certificate_on_it(session: Session) -> None:
    member, old = certified(session, 3)
    actions.cancel(session, member, 2, YEAR_END, "K-1", OFFICE, NOW)
    worker_at(session, NEW_YEAR)
    new = queries.valid_certificate_of(session, member.id)
    assert new is not None
    assert (new.shares, new.issued_on, standing(old)) == (1, date(2027, 1, 1), (Standing.REPLACED, date(2027, 1, 1)))
    worker_at(session, NEW_YEAR + DAY)
    assert queries.valid_certificate_of(session, member.id) == new


def test_an_exit_undone_before_its_day_leaves_the_certificate_as_it_is(session: Session) -> None:
    member, certificate = certified(session)
    entry = actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Fortgesetzt", OFFICE, NOW + DAY)
    worker_at(session, NEW_YEAR)
    assert standing(certificate) == (Standing.VALID, None)
    assert len(queries.certificates_of(session, member.id)) == 1


def test_a_correction_of_part_of_the_shares_replaces_the_certificate(session: Session) -> None:
    member, _old = certified(session)
    paid(session, member, 500_00)
    wrong = queries.find_share_entry(session, subscribed(session, member, 2, TODAY))
    assert wrong is not None
    actions.reverse_share_entry(session, wrong, "Verschrieben", OFFICE, NOW + DAY)
    assert [each.shares for each in queries.certificates_of(session, member.id)] == [1, 3, 1]
    newest = queries.certificates_of(session, member.id)[0]
    assert newest == queries.valid_certificate_of(session, member.id)


def test_an_exit_undone_after_its_day_brings_a_certificate_back(session: Session) -> None:
    member, old = certified(session)
    entry = actions.leave(session, member, TODAY - DAY, "AS-1", OFFICE, NOW + DAY)
    assert entry is not None
    assert standing(old)[0] is Standing.VOID
    actions.reverse_share_entry(session, entry, "Verschrieben", OFFICE, NOW + 2 * DAY)
    new = queries.valid_certificate_of(session, member.id)
    assert new is not None
    assert (new.shares, len(queries.certificates_of(session, member.id))) == (1, 2)


def test_a_certificate_void_for_another_reason_does_not_come_back_with_shares(session: Session) -> None:
    member, old = certified(session)
    actions.void_certificate(session, old, "Verloren", OFFICE, NOW)
    entry = actions.leave(session, member, TODAY - DAY, "AS-1", OFFICE, NOW + DAY)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Verschrieben", OFFICE, NOW + 2 * DAY)
    assert queries.valid_certificate_of(session, member.id) is None


def test_where_no_certificate_may_be_issued_none_comes_back(session: Session) -> None:
    member, _old = certified(session)
    entry = actions.leave(session, member, TODAY - DAY, "AS-1", OFFICE, NOW + DAY)
    assert entry is not None
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, NOW)
    actions.reverse_share_entry(session, entry, "Verschrieben", OFFICE, NOW + 2 * DAY)
    assert queries.valid_certificate_of(session, member.id) is None


def test_where_no_certificate_may_be_issued_the_old_one_is_void_all_the_same(session: Session) -> None:
    member, certificate = certified(session)
    paid(session, member, 500_00)
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, NOW)
    subscribed(session, member, 1, TODAY)
    assert standing(certificate) == (Standing.VOID, TODAY)


def test_who_has_no_certificate_gets_none_by_a_change_alone(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    actions.let_certificate_follow(session, member, OFFICE, NOW)
    assert queries.certificates_of(session, member.id) == []


def test_the_public_page_says_since_when_a_leaver_s_certificate_is_void(session: Session, client: FlaskClient) -> None:
    member, certificate = certified(session)
    members.end(session, member, YEAR_END, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    worker_at(session, NEW_YEAR + DAY)
    page = client.get(f"/pruefen/{certificate.document.check_code}").text
    assert "seit dem 01.01.2027 ist es ungültig" in page


def test_the_check_finds_a_certificate_that_the_ledger_has_left_behind(session: Session) -> None:
    member, certificate = certified(session)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    findings = [list(certificates_with_other_shares(session, at)) for at in (NOW, NEW_YEAR, NEW_YEAR + DAY)]
    assert [len(found) for found in findings] == [0, 0, 1]
    assert findings[2][0].values == {
        "certificate": certificate.number, "stated": 1, "number": "0001", "shares": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("ground", "change", "day"), [
    (ShareGround.FURTHER_SHARES, 2, YEAR_END), (ShareGround.EXIT, -2, date(2027, 1, 1)),
    (ShareGround.REVERSAL, -2, YEAR_END), (ShareGround.REVERSAL, 2, date(2027, 1, 1)),
])  # fmt: skip
def test_a_reduction_counts_from_the_day_after_and_a_reversal_with_what_it_undoes(
    ground: ShareGround, change: int, day: date
) -> None:
    assert counts_from(ground, change, YEAR_END) == day


AMENDED: dict[str, Any] = {"share_amount": 200_00, "min_payment": 200_00, "payment_days": 14}


def amended(session: Session, **values: int) -> None:
    """A statute by which a share comes to something else, registered today."""
    a_statute(session, date(2026, 11, 1), TODAY, title="Dritte Fassung", **{**AMENDED, **values})


@pytest.mark.parametrize("amount", [200_00, 900_00])
def test_a_certificate_follows_a_statute_by_which_a_share_comes_to_something_else(
    session: Session, client: FlaskClient, amount: int
) -> None:
    member, certificate = certified(session, 2)
    amended(session, share_amount=amount, min_payment=amount)
    session.commit()
    assert "gilt nicht mehr" in client.get(f"/pruefen/{certificate.document.check_code}").text
    assert not queries.agrees_with_register(session, certificate, TODAY)
    worker_at(session, NOW)
    assert standing(certificate) == (Standing.REPLACED, TODAY)
    assert certificate.document.standing_reason == "Geschäftsanteil geändert zum 24.11.2026"
    newer = queries.valid_certificate_of(session, member.id)
    assert newer is not None
    assert queries.agrees_with_register(session, newer, TODAY)
    assert archive.items_of(session, newer.document_id)
    assert not queries.over_former_amount(session, TODAY)


def test_a_certificate_stands_where_a_statute_leaves_the_share_as_it_was(session: Session) -> None:
    _member, certificate = certified(session)
    amended(session, share_amount=500_00, min_payment=500_00)
    worker_at(session, NOW)
    assert standing(certificate)[0] is Standing.VALID


def test_a_certificate_that_cannot_be_replaced_is_void_where_a_share_comes_to_something_else(
    session: Session,
) -> None:
    member, certificate = certified(session)
    session.execute(delete(Office))
    amended(session)
    worker_at(session, NOW)
    assert standing(certificate) == (Standing.VOID, TODAY)
    assert queries.members_without_certificate(session, TODAY) == [member]


def test_a_certificate_over_a_former_amount_stands_in_the_view_of_members_without_a_valid_one(session: Session) -> None:
    """In list, number and filter, as on the page of certificates, until it is replaced (R-DOC-04)."""
    member, _certificate = certified(session)
    certified_too = a_member(session, "Gemeinde Aurach", shares=1)
    paid(session, certified_too, 500_00)
    actions.issue_certificate(session, certified_too, OFFICE, NOW)
    view, chosen = Wanted(view=View.UNCERTIFIED), Wanted(uncertified_only=True)

    def told() -> tuple[list[list[int]], int, int, int]:
        session.commit()
        counts, totals = listing.counts_and_totals(session, view, TODAY)
        rows = [[row.number for row in listing.member_rows(session, each, TODAY)] for each in (view, chosen)]
        return rows, counts[View.UNCERTIFIED], totals.members, queries.count_without_certificate(session, TODAY)

    assert told() == ([[], []], 0, 0, 0)
    amended(session)
    both = [member.number, certified_too.number]
    assert told() == ([both, both], 2, 2, 2)
    subscribed(session, certified_too, 1, TODAY)
    assert told() == ([both[:1], both[:1]], 1, 1, 1)
    dossiers.issue_certificates(session, [member.id, certified_too.id], OFFICE, NOW)
    assert told() == ([[], []], 0, 0, 0)


def test_a_certificate_over_a_former_amount_is_named_at_the_desk_and_replaced_among_others(
    session: Session, client: FlaskClient
) -> None:
    """So it is where the statute was registered before certificates followed it."""
    member, certificate = certified(session)
    amended(session)
    session.execute(delete(JobItem))
    session.execute(delete(Job))
    sign_in_office(session, client)
    session.commit()
    assert f"die Urkunde {certificate.number} nennt einen früheren Betrag des Anteils" in client.get("/").text
    assert not list(certificates_with_other_shares(session, NOW))
    [found] = certificates_with_other_shares(session, NOW + 2 * DAY)
    assert "gilt und nennt einen anderen Betrag des Anteils als die Satzung" in str(found)
    assert dossiers.issue_certificates(session, [member.id], OFFICE, NOW) == 1
    assert standing(certificate)[0] is Standing.REPLACED
