"""A credit goes to a member whose shares hold it without the board, unless the statute states a condition (§ 76)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as closed
from app.closing.rules import Terms, Uses
from app.core import clock
from app.core.formats import euro
from app.core.values import Refusal
from app.members import queries as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries.invariants.acts import transfers_and_ledgers
from app.operations.queries.invariants.entries import transfer_legs
from app.shares import queries as shares
from app.shares.rules import PaymentPurpose
from app.statutes import queries as statutes
from app.transfers import actions, queries
from app.transfers.rules import TransferState, needs_consent
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, THIRD
from tests.departures.factories import JOINED
from tests.documents.test_assembly import text_of
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_member, paid
from tests.tabs import said
from tests.transfers.factories import decided, declared, held, proposed, two_holders
from tests.transfers.test_actions import DAY, LATER, NEXT, acting, letters_about
from tests.transfers.test_views import KEY, acting_for, address, offered, sent, transfers, typed

CONDITION = {"transfer_conditions": "Zustimmung des Vorstands"}


def with_room(session: Session, **statute: Any) -> tuple[Member, Member]:
    """A member with five paid shares, and one with five of which two are paid: their nominal holds three more."""
    one, _other = two_holders(session, **statute)
    roomy = a_member(session, "Stadt Morgenau", 5, JOINED)
    paid(session, roomy, 2 * SHARE, JOINED)
    return one, roomy


@pytest.mark.parametrize(("conditions", "joins", "gained", "asked"), [
    ("", False, 0, False), (" ", False, 0, False), ("Zustimmung des Vorstands", False, 0, True),
    ("", True, 0, True), ("", False, 1, True),
])
def test_the_board_decides_on_who_joins_on_shares_taken_and_where_the_statute_states_a_condition(
    session: Session, conditions: str, joins: bool, gained: int, asked: bool
) -> None:
    two_holders(session)
    statute = replace(statutes.statute_on(session, TODAY), transfer_conditions=conditions)
    assert needs_consent(statute, joins, gained) is asked


def test_a_credit_that_the_acquirers_shares_hold_is_entered_at_once_and_nothing_lies_before_the_board(
    session: Session,
) -> None:
    one, roomy = with_room(session)
    transfer = proposed(session, one, roomy, 3)
    assert (transfer.state, transfer.effective_on, transfer.resolution_number) == (TransferState.ENTERED, TODAY, "")
    assert queries.find_item(session, transfer) is None
    assert held(session, TODAY, one, roomy) == [(5, 5 * SHARE), (5, 2 * SHARE)]
    assert held(session, NEXT, one, roomy) == [(2, 2 * SHARE), (5, 5 * SHARE)]
    assert shares.open_balance_of(session, roomy.id, PaymentPurpose.SHARES) == 0
    assert [*transfers_and_ledgers(session, NOW), *transfer_legs(session, NOW)] == []


def test_it_is_entered_for_the_agreed_day(session: Session) -> None:
    one, roomy = with_room(session)
    transfer = proposed(session, one, roomy, 3, wanted_on=TODAY + 10 * DAY)
    assert (transfer.state, transfer.effective_on) == (TransferState.ENTERED, TODAY + 10 * DAY)
    assert held(session, TODAY + 10 * DAY, one, roomy) == [(5, 5 * SHARE), (5, 2 * SHARE)]
    assert held(session, TODAY + 11 * DAY, one, roomy) == [(2, 2 * SHARE), (5, 5 * SHARE)]


@pytest.mark.parametrize(("statute", "number"), [({}, 4), (CONDITION, 3)])
def test_shares_that_lack_and_a_condition_of_the_statute_need_the_board(
    session: Session, statute: dict[str, Any], number: int
) -> None:
    one, roomy = with_room(session, **statute)
    transfer = proposed(session, one, roomy, number)
    assert transfer.state is TransferState.PROPOSED
    decided(session, transfer)
    assert (transfer.state, bool(transfer.resolution_number)) == (TransferState.ENTERED, True)


def test_the_letters_name_no_resolution_where_there_was_none(session: Session) -> None:
    one, roomy = with_room(session)
    told = letters_about(session, proposed(session, one, roomy, 3))
    assert [(found.is_acquirer, found.resolution) for found in told] == [(False, ""), (True, "")]
    for found in told:
        printed = " ".join(text_of(found, "transfer_entered").split())
        assert "Eines Beschlusses des Vorstands bedarf es nicht" in printed
        assert "Der Vorstand hat zugestimmt" not in printed


def test_what_stands_against_a_transfer_is_refused_before_anything_is_entered(session: Session) -> None:
    one, roomy = with_room(session, transfer_allowed=False)
    with pytest.raises(Refusal, match="schließt die Übertragung"):
        proposed(session, one, roomy, 3)
    assert held(session, NEXT, one, roomy) == [(5, 5 * SHARE), (5, 2 * SHARE)]


def test_entered_without_the_board_it_is_undone_as_every_other_and_not_taken_back(session: Session) -> None:
    one, _roomy = two_holders(session)
    roomy = a_member(session, "Stadt Morgenau", 5, JOINED)
    transfer = proposed(session, one, roomy)
    assert register.get_period_on(session, one.id, TODAY).exit_ground is ExitGround.TRANSFER
    with pytest.raises(Refusal, match="schon entschieden"):
        actions.withdraw(session, transfer.id, "Irrtum", OFFICE, LATER)
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, LATER)
    assert transfer.state is TransferState.REVERSED
    assert held(session, NEXT, one, roomy) == [(5, 5 * SHARE), (5, 0)]
    assert register.get_period_on(session, one.id, TODAY).last_day is None
    assert list(transfers_and_ledgers(session, NOW)) == []


def test_in_the_portal_the_word_of_the_acquirer_enters_it(session: Session) -> None:
    one, roomy = with_room(session)
    offer = actions.declare_own(session, one, roomy, declared(3), True, acting(session, one), NOW)
    assert offer.state is TransferState.OFFERED
    assert held(session, NEXT, one, roomy) == [(5, 5 * SHARE), (5, 2 * SHARE)]
    actions.agree_own(session, roomy, offer.id, True, acting(session, roomy), NOW)
    assert (offer.state, queries.find_item(session, offer)) == (TransferState.ENTERED, None)
    assert held(session, NEXT, one, roomy) == [(2, 2 * SHARE), (5, 5 * SHARE)]


def test_the_office_reads_beforehand_and_afterwards_that_it_needs_no_resolution(
    session: Session, client: FlaskClient
) -> None:
    one, roomy = with_room(session)
    session.commit()
    sign_in_office(session, client)
    data = {**typed(client, one, roomy), "shares": "3"}
    page = client.post(f"{address(one, roomy)}/vorschau", data=data, headers={"HX-Request": "true"})
    assert "Einen Beschluss braucht es nicht" in said(page)
    more = client.post(f"{address(one, roomy)}/vorschau", data={**data, "shares": "4"}, headers={"HX-Request": "true"})
    assert "braucht Stadt Morgenau 1 weiteren Anteil" in said(more)
    answer = sent(client, one, roomy)
    assert answer.status_code == 302
    assert [each.state for each in transfers(session)] == [TransferState.ENTERED]
    found = said(client.get(answer.location))
    assert "einen Beschluss braucht sie nicht" in found
    assert "Ohne Beschluss eingetragen" in found
    assert "Zurücknehmen" not in found
    assert client.get("/uebertragungen?view=entered").text.count("UT-2026-001") >= 1


def test_the_acquirer_reads_what_its_word_does_and_the_transferor_nothing_of_the_others_shares(
    app: Flask, session: Session
) -> None:
    one, roomy = with_room(session)
    session.commit()
    giving, taking = acting_for(session, app, one), acting_for(session, app, roomy)
    start = said(giving.get(f"/mein/{one.number}/uebertragung"))
    assert "Braucht sie dafür weitere Anteile, entscheidet dann der Vorstand" in start
    assert "Wenn heute alle zustimmen" in said(giving.get(f"/mein/{one.number}/uebertragung/an/{roomy.number}"))
    offered(session, app, one, roomy, 3)
    own = f"/mein/{roomy.number}/uebertragung"
    assert "ist die Übertragung eingetragen" in said(taking.get(own))
    assert "passt auf die Anteile" not in said(giving.get(f"/mein/{one.number}/uebertragung"))
    answer = taking.post(f"{own}/1/zustimmen", data={"key": KEY, "is_meant": "y"}, follow_redirects=True)
    assert "Sie haben zugestimmt; die Übertragung ist eingetragen." in said(answer)
    assert [each.state for each in transfers(session)] == [TransferState.ENTERED]


def test_before_a_transfer_is_undone_the_page_names_the_results_its_credit_had_a_part_in(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the page on which a payment is taken back does (§ 19 GenG)."""
    one, roomy = with_room(session)
    transfer = proposed(session, one, roomy, 2, wanted_on=date(2026, 12, 31))
    later = datetime(2027, 9, 1, 10, tzinfo=UTC)
    closing.prepare(session, THIRD, date(2027, 4, 20), FIGURES, None, OFFICE, later)
    closing.adopt(session, THIRD, date(2027, 6, 11), REFERENCE, MINUTES, OFFICE, later)
    assert queries.results_resting_on(session, transfer) == []
    booked = closing.use_result(session, THIRD, Terms(Uses(100_00, 0, 800_00, 100_00)), OFFICE, later)
    session.commit()
    part = next(each for each in closed.lines_of(session, booked)[0] if each.number == roomy.number)
    assert queries.results_resting_on(session, transfer) == [(booked.number, part.portion)]
    monkeypatch.setattr(clock, "now", lambda: later)
    sign_in_office(session, client)
    page = said(client.get(f"/uebertragungen/{transfer.id}"))
    assert f"Das Ergebnis {booked.number} ist nach diesem Guthaben verteilt" in page
    closing.undo_result(session, THIRD, "Irrtum", OFFICE, later)
    assert queries.results_resting_on(session, transfer) == []


def test_where_a_transfer_is_undone_beneath_a_result_its_page_and_the_desk_say_what_to_do(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is parted stays so; whoever wants it otherwise books it anew (§ 19 GenG; R-FIN-05)."""
    one, roomy = with_room(session)
    transfer = proposed(session, one, roomy, 2, wanted_on=date(2026, 12, 31))
    later = datetime(2027, 9, 1, 10, tzinfo=UTC)
    after = later + timedelta(minutes=5)
    closing.prepare(session, THIRD, date(2027, 4, 20), FIGURES, None, OFFICE, later)
    closing.adopt(session, THIRD, date(2027, 6, 11), REFERENCE, MINUTES, OFFICE, later)
    terms = Terms(Uses(100_00, 0, 800_00, 100_00))
    booked = closing.use_result(session, THIRD, terms, OFFICE, later)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: after)
    sign_in_office(session, client)
    at, words = "/jahresabschluesse/2026-12-31/ergebnis", f"wurde Übertragung {transfer.number} von"
    on_desk = f"Ergebnis 2026: Übertragung {transfer.number} ist storniert"
    assert words not in said(client.get(at))
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, after)
    session.commit()
    page, part = said(client.get(at)), dict(queries.results_resting_on(session, transfer))[booked.number]
    assert (words in page, "stornieren Sie die Ergebnisverwendung und buchen Sie sie neu" in page) == (True, True)
    assert f"hat davon insgesamt {' '.join(euro(part).split())}" in page
    assert on_desk in said(client.get("/"))
    closing.undo_result(session, THIRD, "Andere Verteilung", OFFICE, after)
    closing.use_result(session, THIRD, terms, OFFICE, after + timedelta(minutes=5))
    session.commit()
    assert words not in said(client.get(at))
    assert on_desk not in said(client.get("/"))
