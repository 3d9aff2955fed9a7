"""What a leaver owes of a shortfall beyond its credit comes in, and is then owed no more (§ 73 (2) GenG; R-PAY-06)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.closing.rules import Uses
from app.core import horizon
from app.core.horizon import Horizon
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import DebtPayment, Settlement
from app.settlements.rules import PaidOnRefusal, SettlementState
from app.shares.rules import DuePayment, OwedRest, PaymentPurpose, TooMuch, check_payment, spread_over
from tests.factories import NOW, TODAY, sign_in_office
from tests.settlements.factories import ONE, TWO, confirmed, opened
from tests.settlements.test_shortfall import a_leaver_in_need, plain, text_of
from tests.tabs import Tab, said, two_tabs, wrong_fields

WRITTEN_OFF = Uses(400_00, 600_00, 4_000_00, 4_000_00)
OWED, DAY = 1_000_00, timedelta(days=1)
FOUND = "Kontoauszug 12"


def in_debt(session: Session) -> Settlement:
    """Somebody who left with 500 € of credit and owes 1,000 € of a shortfall beyond it."""
    return confirmed(session, a_leaver_in_need(session, WRITTEN_OFF, nachschuss="unlimited"))


def paid(session: Session, settlement: Settlement, amount: int) -> DebtPayment:
    return actions.note_debt_paid(session, settlement, amount, TODAY, FOUND, ONE, NOW)


def standing(settlement: Settlement) -> tuple[SettlementState, int, int]:
    return settlement.state, settlement.received, settlement.debt


def test_the_rest_is_owed_until_all_of_it_has_come_in(session: Session) -> None:
    settlement = in_debt(session)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    paid(session, settlement, 400_00)
    assert standing(settlement) == (SettlementState.OWED, 400_00, 600_00)
    paid(session, settlement, 600_00)
    assert standing(settlement) == (SettlementState.CLEARED, OWED, 0)
    listed = queries.list_payouts(session, "paid", "", "", "due", False, TODAY)
    assert [each.settlement.state for each in listed] == [SettlementState.CLEARED]


def test_only_while_nobody_has_confirmed_it_a_part_of_a_shortfall_is_to_be_cleared_up_before(
    client: FlaskClient, session: Session
) -> None:
    settlement = opened(session, a_leaver_in_need(session, WRITTEN_OFF, nachschuss="unlimited"))
    address, words = f"/auseinandersetzung/{settlement.id}", "stimmt dieser Anteil nicht: Klären Sie ihn, bevor"
    session.commit()
    sign_in_office(session, client)
    assert words in text_of(client, address)
    actions.confirm(session, settlement, TWO, NOW)
    session.commit()
    assert words not in text_of(client, address)


def test_what_is_owed_has_a_view_of_its_own_and_is_not_done(session: Session) -> None:
    settlement = in_debt(session)
    paid(session, settlement, 400_00)
    listed = queries.list_payouts(session, "owed", "", "", "debt", False, TODAY)
    assert [each.settlement.id for each in listed] == [settlement.id]
    assert queries.sum_owed(listed) == 600_00
    assert queries.list_payouts(session, "paid", "", "", "due", False, TODAY) == []
    paid(session, settlement, 600_00)
    assert queries.list_payouts(session, "owed", "", "", "due", False, TODAY) == []
    assert session.scalars(queries.owing()).all() == []


def test_a_payment_of_the_rest_that_is_undone_is_owed_again(session: Session) -> None:
    settlement = in_debt(session)
    payment = paid(session, settlement, OWED)
    undone = actions.undo_debt_paid(session, settlement, payment, TODAY, "Kam zurück", ONE, NOW)
    assert (undone.amount, undone.reverses_id) == (-OWED, payment.id)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    for each in (payment, undone):
        with pytest.raises(Refusal, match="schon storniert"):
            actions.undo_debt_paid(session, settlement, each, TODAY, "Noch einmal", ONE, NOW)
    session.commit()
    acts = session.scalars(select(JournalLine.act).order_by(JournalLine.sequence)).all()
    assert acts[-2:] == ["note_debt_paid", "undo_debt_paid"]


def test_a_payment_of_the_rest_goes_back_on_a_day_of_its_own(session: Session) -> None:
    settlement = in_debt(session)
    payment = actions.note_debt_paid(session, settlement, OWED, TODAY - 3 * DAY, FOUND, ONE, NOW)
    for day in (TODAY - 4 * DAY, TODAY + DAY):
        with pytest.raises(PaidOnRefusal):
            actions.undo_debt_paid(session, settlement, payment, day, "Kam zurück", ONE, NOW)
    undone = actions.undo_debt_paid(session, settlement, payment, TODAY - DAY, "Kam zurück", ONE, NOW)
    assert (payment.received_on, undone.received_on) == (TODAY - 3 * DAY, TODAY - DAY)


@pytest.mark.parametrize("amount", [0, -1, OWED + 1])
def test_nothing_and_more_than_is_owed_is_refused(session: Session, amount: int) -> None:
    settlement = in_debt(session)
    with pytest.raises(Refusal):
        paid(session, settlement, amount)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)


def test_what_is_not_owed_takes_no_payment(session: Session) -> None:
    waiting = opened(session, a_leaver_in_need(session, WRITTEN_OFF, nachschuss="unlimited"))
    with pytest.raises(Refusal, match="wartet auf Bestätigung"):
        paid(session, waiting, OWED)
    assert waiting.debt == 0


def test_the_rest_comes_in_neither_in_days_to_come_nor_before_the_accounts_were_adopted(session: Session) -> None:
    settlement = in_debt(session)
    for day in (TODAY + DAY, settlement.adopted_on - DAY):
        with pytest.raises(PaidOnRefusal):
            actions.note_debt_paid(session, settlement, OWED, day, FOUND, ONE, NOW)


def test_a_settlement_of_which_the_rest_came_in_is_not_taken_back(session: Session) -> None:
    settlement = in_debt(session)
    payment = paid(session, settlement, 400_00)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst diese Eingänge"):
        actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    actions.undo_debt_paid(session, settlement, payment, TODAY, "Irrtum", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert (settlement.state, settlement.debt) == (SettlementState.REVERSED, 0)


def test_the_database_keeps_what_came_in_and_lets_a_payment_be_undone_once(session: Session) -> None:
    settlement = in_debt(session)
    payment = paid(session, settlement, 400_00)
    actions.undo_debt_paid(session, settlement, payment, TODAY, "Irrtum", ONE, NOW)
    session.commit()
    again = DebtPayment(
        settlement_id=settlement.id, amount=-400_00, received_on=TODAY, note="Irrtum", recorded_at=NOW,
        recorded_by=ONE.name, reverses_id=payment.id,
    )
    session.add(again)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    with pytest.raises(DBAPIError):
        session.execute(delete(DebtPayment))


def test_the_office_notes_the_rest_once_however_often_it_is_sent_and_undoes_it(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    assert "1.000,00 €" in text_of(client, address)
    tab = Tab(client, address, "/rest$")
    for _click in range(2):
        assert tab.send(amount="1.000,00", note=FOUND).status_code == 302
    session.expire_all()
    assert standing(settlement) == (SettlementState.CLEARED, OWED, 0)
    page = text_of(client, address)
    assert ("Rest beglichen" in page, FOUND in page) == (True, True)
    storno = f"{address}/rest/{settlement.debt_payments[0].id}/storno"
    undoing = Tab(client, storno)
    assert undoing.fields["sent_back_on"] == [TODAY.isoformat()]
    assert undoing.send(reason="").status_code == 422
    ahead = undoing.send(reason="Kam zurück", sent_back_on=(TODAY + DAY).isoformat())
    assert (ahead.status_code, wrong_fields(ahead.text)) == (422, ["sent_back_on"])
    assert undoing.send(sent_back_on=TODAY.isoformat()).status_code == 302
    session.expire_all()
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    over = [storno, f"{address}/rest/{settlement.debt_payments[1].id}/storno"]
    assert [client.get(each).status_code for each in over] == [409, 409]


def test_who_notes_a_rest_that_was_paid_meanwhile_reads_that_nothing_was_saved_and_what_it_was(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    one, other = two_tabs(client, address, "/rest$")
    assert one.send(amount="1.000,00", note=FOUND).status_code == 302
    late = client.post(other.action, data={**other.fields, "amount": "123,45", "note": "Kontoauszug 17, Zeile 9"})
    assert late.status_code == 409
    for word in ("Nicht gespeichert: Der Rest ist inzwischen beglichen.", "123,45", "Kontoauszug 17, Zeile 9"):
        assert word in said(late)
    assert "noch einmal" not in said(late)
    session.expire_all()
    assert len(settlement.debt_payments) == 1


def test_what_is_wrong_stands_at_its_field_and_keeps_what_was_typed(client: FlaskClient, session: Session) -> None:
    settlement, address = shown_in_debt(client, session)
    tab = Tab(client, address, "/rest$")
    answer = tab.send(amount="400,00", received_on=(TODAY + DAY).isoformat(), note=FOUND)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["received_on"])
    assert (tab.fields["amount"], tab.fields["note"]) == (["400,00"], [FOUND])
    answer = tab.send(amount="1.000,01", received_on=TODAY.isoformat())
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["amount"])
    assert client.get(f"{address}/rest/99/storno").status_code == 404
    session.expire_all()
    assert settlement.debt_payments == []


def test_payments_of_who_owes_a_rest_say_so_and_send_nothing_back(client: FlaskClient, session: Session) -> None:
    settlement, _address = shown_in_debt(client, session)
    number, link = settlement.member.number, f"/auseinandersetzung/{settlement.id}#rest"
    for address in (f"/mitglieder/{number}/zahlungen", f"/zahlungen/eintragen?mitglied={number}"):
        page = text_of(client, address)
        assert ("noch 1.000,00 € geschuldet" in page, settlement.number in page, link in page) == (True, True, True)
        tab = Tab(client, address, "(/zahlungen|/eintragen)$")
        answer = tab.send(amount="600,00")
        assert (answer.status_code, wrong_fields(answer.text)) == (422, ["amount"])
        assert f"bei der Auseinandersetzung {settlement.number}" in said(answer)
        assert "überweisen Sie" not in said(answer)
    paid(session, settlement, OWED)
    session.commit()
    answer = Tab(client, f"/mitglieder/{number}/zahlungen", "/zahlungen$").send(amount="600,00")
    assert "überweisen Sie den Betrag zurück" in said(answer)


def test_what_is_open_besides_the_rest_is_entered_and_the_rest_is_not_sent_back() -> None:
    rest = OwedRest(1, "AG-2026-001", 600_00)
    with pytest.raises(TooMuch) as refused:
        check_payment(PaymentPurpose.COSTS, 700_00, {PaymentPurpose.COSTS: 100_00}, TODAY)
    assert "zurück" in str(refused.value.where_owed([]))
    told = plain(str(refused.value.where_owed([rest])))
    assert ("höchstens 100,00 €" in told, "600,00 € geschuldet" in told, "zurück" in told) == (True, True, False)
    with pytest.raises(TooMuch) as refused:
        spread_over(700_00, [DuePayment(TODAY, 100_00, PaymentPurpose.COSTS)], {PaymentPurpose.COSTS: 100_00}, TODAY)
    assert "AG-2026-001" in str(refused.value.where_owed([rest]))


def test_what_is_open_for_several_purposes_besides_the_rest_is_told_for_each() -> None:
    rooms = {PaymentPurpose.COSTS: 5_00, PaymentPurpose.CONTRIBUTION: 60_00}
    with pytest.raises(TooMuch) as refused:
        check_payment(PaymentPurpose.CONTRIBUTION, 700_00, rooms, TODAY)
    told = plain(str(refused.value.where_owed([OwedRest(1, "AG-2026-001", 600_00)])))
    assert told.startswith("Tragen Sie je Zweck eine Zahlung ein: Jahresbeitrag 60,00 €, Mahn- und Bankkosten 5,00 €.")
    assert ("noch 600,00 € geschuldet" in told, "AG-2026-001" in told, "zurück" in told) == (True, True, False)


def test_who_audits_reads_as_owed_what_came_in_after_the_period(session: Session) -> None:
    settlement = in_debt(session)
    actions.note_debt_paid(session, settlement, OWED, TODAY + DAY, FOUND, ONE, NOW + DAY)
    session.commit()
    session.expire_all()
    with horizon.within(Horizon(1, TODAY.replace(month=1, day=1), TODAY)):
        listed = queries.list_payouts(session, "owed", "", "", "due", False, TODAY)
        assert [each.settlement.debt for each in listed] == [OWED]


def test_the_desk_tells_of_a_rest_while_it_is_owed(client: FlaskClient, session: Session) -> None:
    settlement, _address = shown_in_debt(client, session)
    assert "Rest vom Fehlbetrag geschuldet: 1" in text_of(client, "/")
    listed = text_of(client, "/auseinandersetzung/?view=owed")
    assert (settlement.number in listed, "1.000,00" in listed) == (True, True)
    assert settlement.number not in text_of(client, "/auseinandersetzung/?view=paid")


def test_the_desk_tells_of_a_rest_that_came_in_and_of_none_that_is_owed(client: FlaskClient, session: Session) -> None:
    settlement, _address = shown_in_debt(client, session)
    paid(session, settlement, OWED)
    session.commit()
    page = text_of(client, "/")
    assert "Rest vom Fehlbetrag geschuldet" not in page
    assert f"Vom Rest aus {settlement.number} eingegangen" in page


def shown_in_debt(client: FlaskClient, session: Session) -> tuple[Settlement, str]:
    """The same, and the address of its page, which the office may open."""
    settlement = in_debt(session)
    session.commit()
    sign_in_office(session, client)
    return settlement, f"/auseinandersetzung/{settlement.id}"
