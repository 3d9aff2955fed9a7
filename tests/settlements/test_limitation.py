"""Until when a claim may be asked for: by what the cooperative owns up to it, its years begin anew (§ 212 BGB)."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.models import PrintItem
from app.archive.rules import Standing
from app.core import clock
from app.core.values import Refusal, Role
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.queries.acknowledged import acknowledged_before
from app.settlements.rules import Acknowledgement, SettlementState, barred_after, began_anew_on
from tests.factories import NOW
from tests.settlements.factories import ONE, TWO, a_leaver, a_paying_house, confirmed, opened
from tests.settlements.test_debts import DAY, FOUND, in_debt
from tests.settlements.test_rules import statute
from tests.settlements.test_views import ONE as FIRST
from tests.settlements.test_views import signed_in

YEARS_LATER = NOW + timedelta(days=4 * 366)


def test_each_part_that_is_paid_begins_the_years_of_a_claim_anew_with_its_own_day() -> None:
    due_on = date(2025, 6, 30)
    assert barred_after(due_on, statute(), [date(2025, 7, 1)]) == date(2028, 12, 31)
    assert barred_after(due_on, statute(), [date(2026, 11, 27)]) == date(2029, 11, 27)
    assert barred_after(due_on, statute(), [date(2028, 12, 31), date(2026, 11, 27)]) == date(2031, 12, 31)
    assert barred_after(due_on, statute(), [date(2028, 2, 29)]) == date(2031, 2, 28)


def test_only_a_day_that_puts_the_end_off_has_begun_the_years_of_a_claim_anew() -> None:
    due_on, statute_then = date(2025, 6, 30), statute()
    assert began_anew_on(due_on, statute_then, []) is None
    assert began_anew_on(due_on, statute_then, [date(2025, 12, 31)]) is None
    assert began_anew_on(due_on, statute_then, [date(2026, 11, 27), date(2026, 3, 1)]) == date(2026, 11, 27)
    assert began_anew_on(due_on, statute_then, [date(2029, 1, 1)]) is None


def test_the_period_that_begins_anew_is_as_long_as_the_statute_s() -> None:
    paid_on = date(2026, 11, 27)
    assert barred_after(date(2025, 6, 30), statute(payout_limitation_years=10), [paid_on]) == date(2036, 11, 27)
    assert barred_after(date(2025, 6, 30), statute(payout_limitation_years=2), [paid_on]) == date(2028, 11, 27)


def test_a_part_paid_once_a_claim_is_barred_does_not_revive_it() -> None:
    due_on, late = date(2025, 6, 30), date(2029, 1, 1)
    assert barred_after(due_on, statute(), [late]) == date(2028, 12, 31)
    assert barred_after(due_on, statute(), [late, date(2026, 11, 27)]) == date(2032, 1, 1)


def test_the_page_of_a_barred_claim_offers_to_close_it_and_to_take_all_back(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: YEARS_LATER)
    office = signed_in(app, session, "Nora", "Neumann", Role.OFFICE)
    page = office.get(FIRST).text
    assert [page.count(f'id="{each}"') for each in ("closing-reason", "reason")] == [1, 1]
    answer = office.post(f"{FIRST}/storno", data={"key": "taken-back-though-barred", "reason": "Falscher Anteil"})
    session.expire_all()
    assert (answer.status_code, settlement.state) == (302, SettlementState.REVERSED)


def test_a_part_payment_begins_the_limitation_of_the_claim_anew(session: Session) -> None:
    """It owns up to the claim (§ 212 (1) no. 1 BGB): the rest is not booked away when the first years are over."""
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    paid_on = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    actions.pay_out(session, settlement, 1_000_00, paid_on.date(), ONE, paid_on)
    barred = queries.payout_of(session, settlement, date(2030, 1, 1))
    assert (barred.barred_after, barred.is_barred(date(2030, 1, 1))) == (date(2031, 3, 15), False)
    assert queries.list_payouts(session, "", "", "barred", "due", False, date(2030, 1, 1)) == []
    with pytest.raises(Refusal, match=r"Ablauf des 15\.03\.2031 .*212 BGB"):
        actions.close_barred(session, settlement, "Nie gemeldet", ONE, YEARS_LATER)
    actions.close_barred(session, settlement, "Nie gemeldet", ONE, paid_on.replace(year=2031, day=16))
    assert settlement.state is SettlementState.LAPSED


def test_a_payout_that_came_back_has_begun_the_limitation_anew_all_the_same(session: Session) -> None:
    """That the cooperative pays owns up to the claim (§ 212 (1) no. 1 BGB), not that the money arrives."""
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    paid_on = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    entry = actions.pay_out(session, settlement, 1_000_00, paid_on.date(), ONE, paid_on)
    actions.take_back(session, settlement, entry, "Konto erloschen", ONE, paid_on)
    found = queries.payout_of(session, settlement, paid_on.date())
    assert (found.barred_after, found.acknowledged_by) == (date(2031, 3, 15), (Acknowledgement.PAYOUT,))
    with pytest.raises(Refusal, match=r"Ablauf des 15\.03\.2031"):
        actions.close_barred(session, settlement, "Nie gemeldet", ONE, YEARS_LATER)


def test_a_set_off_owns_up_to_the_claim_as_a_part_payment_does(session: Session) -> None:
    a_paying_house(session, entry_fee=100_00)
    late = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    settlement = opened(session, a_leaver(session))
    actions.confirm(session, settlement, TWO, late)
    assert settlement.set_off == 100_00
    assert queries.payout_of(session, settlement, late.date()).barred_after == date(2031, 3, 15)


def stated_late(session: Session) -> tuple[Settlement, PrintItem, datetime]:
    """A settlement that was confirmed only in March 2029, and the letter that states it."""
    a_paying_house(session)
    late = datetime(2029, 3, 15, 12, tzinfo=NOW.tzinfo)
    settlement = opened(session, a_leaver(session))
    actions.confirm(session, settlement, TWO, late)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    return settlement, archived.items_of(session, letter.id)[0], late


def test_the_letter_that_states_a_claim_begins_its_limitation_anew_when_written_or_when_posted(
    session: Session,
) -> None:
    settlement, sheet, late = stated_late(session)
    found = queries.payout_of(session, settlement, YEARS_LATER.date())
    assert (found.barred_after, found.began_anew_on) == (date(2032, 3, 15), late.date())
    assert found.acknowledged_by == (Acknowledgement.STATEMENT,)
    sheet.posted_at = late + timedelta(days=4)
    session.flush()
    assert queries.payout_of(session, settlement, YEARS_LATER.date()).barred_after == date(2032, 3, 19)
    with pytest.raises(Refusal, match=r"Ablauf des 19\.03\.2032"):
        actions.close_barred(session, settlement, "Nie gemeldet", ONE, YEARS_LATER)


def test_a_letter_of_another_settlement_or_one_made_void_before_it_left_states_no_claim(session: Session) -> None:
    settlement, sheet, late = stated_late(session)
    archive.make_void(session, sheet.document, "Tippfehler", ONE, late)
    assert queries.payout_of(session, settlement, YEARS_LATER.date()).barred_after == date(2029, 12, 31)
    actions.write_statement(session, settlement, ONE, late + timedelta(days=1))
    assert queries.payout_of(session, settlement, YEARS_LATER.date()).barred_after == date(2032, 3, 16)
    other = confirmed(session, a_leaver(session, "Stadt Lindenfurt"))
    assert queries.payout_of(session, other, YEARS_LATER.date()).barred_after == date(2029, 12, 31)


def test_a_settlement_made_anew_keeps_what_owned_up_to_the_claim_before(session: Session) -> None:
    """The claim is the same, whatever figure was wrong (§ 212 (1) no. 1 BGB)."""
    first, sheet, late = stated_late(session)
    sheet.posted_at = late + timedelta(days=4)
    anew = late.replace(year=2030)
    actions.reverse(session, first, "Falsche Zahl", ONE, anew)
    basis_id = first.period_id or 0
    found = queries.preview(session, queries.get_basis(session, first.kind, basis_id), 0, anew.date())
    assert found.barred_after == date(2032, 3, 19)
    second = actions.open_settlement(session, first.kind, basis_id, 0, ONE, anew)
    actions.confirm(session, second, TWO, anew)
    shown = queries.payout_of(session, second, anew.date())
    assert (shown.is_barred(anew.date()), shown.began_anew_on) == (False, anew.date())
    letter, former = queries.statement_of(session, second), sheet.document
    assert letter is not None
    assert (letter.facts or {})["replaces"] == [former.number]
    assert (former.standing, former.replaced_by_id) == (Standing.REPLACED, letter.id)
    archive.make_void(session, letter, "Tippfehler", ONE, anew)
    assert queries.payout_of(session, second, anew.date()).barred_after == date(2032, 3, 19)


def test_what_owned_up_to_an_earlier_claim_says_nothing_of_what_came_later(session: Session) -> None:
    settlement, sheet, late = stated_late(session)
    sheet.posted_at = late
    assert acknowledged_before(
        session, settlement.member_id, (settlement.period_id, None), settlement.due_on, YEARS_LATER.date()
    ) == []
    actions.reverse(session, settlement, "Falsche Zahl", ONE, late + timedelta(days=1))
    known = [
        acknowledged_before(
            session, settlement.member_id, (settlement.period_id, None), due_on, YEARS_LATER.date()
        ) for due_on in (settlement.due_on, settlement.due_on.replace(year=settlement.due_on.year + 1))
    ]
    assert known == [[late.date()], []]


def test_a_payment_of_the_rest_that_went_back_later_owned_up_to_the_debt_and_one_noted_in_error_did_not(
    session: Session,
) -> None:
    settlement = in_debt(session)
    first_end, late = settlement.rest_barred_after, datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    error = actions.note_debt_paid(session, settlement, 100_00, late.date(), FOUND, ONE, late)
    actions.undo_debt_paid(session, settlement, error, late.date(), "Falsches Mitglied", ONE, late)
    assert settlement.rest_barred_after == first_end == date(2029, 12, 31)
    went_back = actions.note_debt_paid(session, settlement, 100_00, late.date(), FOUND, ONE, late)
    back = late + DAY
    actions.undo_debt_paid(session, settlement, went_back, back.date(), "Lastschrift zurück", ONE, back)
    assert settlement.rest_barred_after == date(2031, 3, 15)
