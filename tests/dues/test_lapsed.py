"""A claim to a payment on shares lapses after ten years, and only the office closes it (§ 22 (6) GenG; R-SHR-06)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import NotFound, Refusal
from app.dues import actions, queries
from app.dues.models import LapsedClaim
from app.dues.rules import DunningLevel
from app.members.models import Member
from app.operations.queries import check
from app.portal import queries as portal
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose, claim_lapses_on, lapsed_before
from tests.closing.factories import FIRST, SECOND, a_house_with_years
from tests.dues.factories import a_debtor, dunned
from tests.dues.test_views import shown
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_house, paid

DAY, WHY = timedelta(days=1), "Seit zehn Jahren nicht gemahnt"
LONG_AGO = date(1990, 7, 15)


def an_old_debtor(session: Session, due_on: date = LONG_AGO) -> tuple[Member, int]:
    """A member that owes a payment since a day; nothing else."""
    member = a_debtor(session, shares=1)
    for each in share_queries.open_payments(session, member_id=member.id):
        shares.take_due_back(session, each.due_id, "Anders geschuldet", OFFICE, NOW)
    due = DuePayment(due_on, SHARE, PaymentPurpose.SHARES)
    return member, shares.ask_for(session, member, due, "Beitritt", OFFICE, NOW).id


def closed(session: Session, member: Member, due_id: int) -> LapsedClaim:
    return actions.close_lapsed(session, member, due_id, WHY, OFFICE, NOW)


def owed(session: Session, member: Member) -> int:
    return sum(each.open for each in share_queries.open_payments(session, member_id=member.id))


def proposed(session: Session, today: date) -> int:
    return len(queries.proposals(session, today)[0])


@pytest.mark.parametrize("today", [
    date(2026, 11, 27), date(2026, 2, 28), date(2026, 3, 1), date(2024, 2, 29), date(2024, 3, 1), date(2028, 2, 29),
])
def test_the_day_before_which_claims_have_lapsed_is_the_first_whose_claim_has_not(today: date) -> None:
    for purpose in PaymentPurpose:
        first = lapsed_before(purpose, today)
        assert claim_lapses_on(purpose, first) >= today > claim_lapses_on(purpose, first - DAY)


def test_what_has_lapsed_is_neither_proposed_for_dunning_nor_dunned_nor_asked_for(session: Session) -> None:
    a_house(session)
    member, _due = an_old_debtor(session)
    history = queries.history_of(session, member.id, TODAY)
    assert (proposed(session, TODAY), history.next_level, history.is_late) == (0, None, False)
    with pytest.raises(Refusal):
        dunned(session, member, DunningLevel.REMINDER, NOW)
    with pytest.raises(Refusal, match="doch der Anspruch ist verjährt"):
        shares.issue_payment_request(session, member, OFFICE, NOW)
    assert portal.membership(session, member, TODAY).to_pay is None
    assert owed(session, member) == SHARE, "a lapsed claim is still there until somebody closes it"


def test_a_claim_is_dunned_until_the_day_with_which_it_lapses(session: Session) -> None:
    a_house(session)
    an_old_debtor(session)
    lapses_on = claim_lapses_on(PaymentPurpose.SHARES, LONG_AGO)
    assert (lapses_on, proposed(session, lapses_on), proposed(session, lapses_on + DAY)) == (date(2000, 7, 15), 1, 0)


def test_what_else_is_late_is_dunned_beside_what_has_lapsed(session: Session) -> None:
    a_house(session)
    member, _due = an_old_debtor(session)
    shares.ask_for(session, member, DuePayment(TODAY - 20 * DAY, 60_00, PaymentPurpose.CONTRIBUTION), "JB", OFFICE, NOW)
    assert dunned(session, member, DunningLevel.REMINDER, NOW).amount == 60_00


def test_the_office_closes_what_has_lapsed_with_its_reason(session: Session) -> None:
    a_house(session)
    member, due_id = an_old_debtor(session)
    claim = closed(session, member, due_id)
    assert (claim.due_on, claim.amount, claim.reason, owed(session, member)) == (LONG_AGO, SHARE, WHY, 0)
    assert share_queries.holding_of(session, member.id, TODAY).shares == 1
    details = session.scalars(select(journal.JournalDetails)).all()
    assert not any(WHY in each.summary + each.content for each in details)
    assert list(check.findings(session, NOW)) == []
    with pytest.raises(Refusal, match="nichts mehr offen"):
        closed(session, member, due_id)


def test_nothing_is_closed_that_has_not_lapsed(session: Session) -> None:
    a_house(session)
    member, due_id = an_old_debtor(session, TODAY.replace(year=TODAY.year - 10))
    with pytest.raises(Refusal, match="verjährt erst mit Ablauf des"):
        closed(session, member, due_id)
    due = DuePayment(date(2023, 1, 1), 9_00, PaymentPurpose.COSTS)
    fee = shares.ask_for(session, member, due, "M", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"erst mit Ablauf des 31\.12\.2026 \(§§ 195, 199 BGB\)"):
        closed(session, member, fee.id)
    other = a_debtor(session, "Stadt Lindenfurt")
    with pytest.raises(NotFound):
        closed(session, other, due_id)
    member, due_id = an_old_debtor(session)
    with pytest.raises(Refusal, match="Grund"):
        actions.close_lapsed(session, member, due_id, " ", OFFICE, NOW)


def test_what_was_paid_of_a_lapsed_claim_stays_paid_and_an_undone_closing_is_owed_again(session: Session) -> None:
    a_house(session)
    member, due_id = an_old_debtor(session)
    paid(session, member, 200_00)
    claim = closed(session, member, due_id)
    assert (claim.amount, owed(session, member)) == (SHARE - 200_00, 0)
    actions.undo_closing(session, claim, "Schuldanerkenntnis von 2012", OFFICE, NOW)
    left = share_queries.open_payments(session, member_id=member.id)
    assert [(each.due_on, each.open) for each in left] == [(LONG_AGO, SHARE - 200_00)]
    with pytest.raises(Refusal, match="schon wieder geschuldet"):
        actions.undo_closing(session, claim, "Noch einmal", OFFICE, NOW)
    again = closed(session, member, left[0].due_id)
    assert (again.amount, len(queries.closed_claims_of(session, member.id))) == (SHARE - 200_00, 2)
    assert list(check.findings(session, NOW)) == []


def test_a_claim_closed_in_two_parts_is_asked_for_again_part_by_part(session: Session) -> None:
    a_house(session)
    member, due_id = an_old_debtor(session)
    payment = paid(session, member, 200_00)
    first = closed(session, member, due_id)
    shares.reverse_payment(session, session.get_one(PaymentReceived, payment), "Anderes Mitglied", OFFICE, NOW)
    [rest] = share_queries.open_payments(session, member_id=member.id)
    second = closed(session, member, rest.due_id)
    assert (first.amount, second.amount, owed(session, member)) == (SHARE - 200_00, 200_00, 0)
    with pytest.raises(Refusal, match="zuerst den späteren Vorgang"):
        actions.undo_closing(session, first, "Doch nicht verjährt", OFFICE, NOW)
    actions.undo_closing(session, second, "Doch nicht verjährt", OFFICE, NOW)
    actions.undo_closing(session, first, "Doch nicht verjährt", OFFICE, NOW)
    assert [each.open for each in share_queries.open_payments(session, member_id=member.id)] == [SHARE]


def test_a_closing_is_not_undone_once_the_shares_are(session: Session) -> None:
    a_house(session)
    member = a_debtor(session, shares=1)
    due = share_queries.open_payments(session)[0]
    later = datetime(due.due_on.year + 11, 1, 15, 9, tzinfo=UTC)
    claim = actions.close_lapsed(session, member, due.due_id, WHY, OFFICE, later)
    shares.reverse_share_entry(session, share_queries.share_entries_of(session, member.id)[0], "Irrtum", OFFICE, later)
    with pytest.raises(Refusal, match="seitdem etwas geändert"):
        actions.undo_closing(session, claim, "Irrtum", OFFICE, later)


def test_what_was_owed_on_earlier_days_stays_so_after_the_claim_was_closed(session: Session) -> None:
    a_house_with_years(session)
    member = a_debtor(session, shares=1)
    owed_since = FIRST.first_day
    asked = shares.ask_for(session, member, DuePayment(owed_since, SHARE, PaymentPurpose.SHARES), "B", OFFICE,
                           datetime(owed_since.year, 1, 2, 9, tzinfo=UTC))  # fmt: skip
    before = share_queries.overdue_at_close(session, SECOND.last_day)
    at = datetime(owed_since.year + 11, 1, 2, 9, tzinfo=UTC)
    actions.close_lapsed(session, member, asked.id, WHY, OFFICE, at)
    assert share_queries.overdue_at_close(session, SECOND.last_day) == before != {}


def a_lapsed_page(session: Session, client: FlaskClient) -> tuple[Member, str, dict[str, str]]:
    """A member that owes what has lapsed, the page on which the office closes it, and what its form sends."""
    a_house(session)
    member, due_id = an_old_debtor(session)
    session.commit()
    sign_in_office(session, client)
    address = f"/mitglieder/{member.number}/zahlungen/{due_id}/verjaehrt"
    return member, address, {"key": "key-of-this-form", "reason": WHY, "shown": shown(client, address)}


def test_the_pages_show_what_has_lapsed_and_the_office_closes_it_and_asks_again(
    session: Session, client: FlaskClient
) -> None:
    member, address, data = a_lapsed_page(session, client)
    page = f"/mitglieder/{member.number}/zahlungen"
    assert address in client.get(page).text
    assert "Verjährt" in client.get("/zahlungen?view=overdue").text
    assert "15.07.2000" in client.get(address).text
    assert client.post(address, data={"key": "key-of-this-form", "reason": ""}).status_code == 422
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    claim = session.scalars(select(LapsedClaim)).one()
    back = f"/zahlungen/verjaehrt/{claim.id}/storno"
    text = client.get(page).text
    assert WHY in text
    assert back in text
    assert client.get(address).status_code == 409
    assert WHY in client.get(back).text
    data = {"key": "key-of-the-other", "reason": "Vollstreckungstitel"}
    assert [client.post(back, data=data).status_code for _ in range(2)] == [302, 302]
    assert client.post(back, data={**data, "key": "another-key-of-it"}).status_code == 422
    assert "Vollstreckungstitel" in client.get(page).text
    assert client.get(f"{page}/4711/verjaehrt").status_code == 404
    assert client.get("/zahlungen/verjaehrt/4711/storno").status_code == 404


def test_a_claim_of_which_a_part_came_in_meanwhile_is_closed_only_by_who_has_seen_it(
    session: Session, client: FlaskClient
) -> None:
    member, address, data = a_lapsed_page(session, client)
    paid(session, member, 200_00)
    session.commit()
    told = client.post(address, data=data)
    assert (told.status_code, "300,00" in told.text) == (409, True)
    assert queries.closed_claims_of(session, member.id) == []
    assert client.post(address, data={**data, "shown": shown(client, address)}).status_code == 302
    assert [each.amount for each in queries.closed_claims_of(session, member.id)] == [300_00]


def test_a_claim_that_was_paid_while_its_page_was_open_is_refused_in_plain_words(
    session: Session, client: FlaskClient
) -> None:
    member, address, data = a_lapsed_page(session, client)
    paid(session, member, SHARE)
    session.commit()
    told = client.post(address, data=data)
    assert told.status_code == 409
    assert "nichts mehr offen" in told.text
    assert "Anspruch schließen</button>" not in told.text
    assert queries.closed_claims_of(session, member.id) == []
