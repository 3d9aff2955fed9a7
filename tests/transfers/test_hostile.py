"""Whatever comes in, a transfer is entered once, by whom it may be, whole or not at all."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core.db import transaction
from app.core.journal import JournalLine
from app.core.values import Refusal, Role
from app.members import queries as register
from app.operations.queries.invariants.acts import transfers_and_ledgers
from app.parties.models import Party
from app.shares import actions as shares
from app.shares.models import CreditEntry, ShareEntry
from app.transfers import actions
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.shares.factories import SHARE, subscribed
from tests.tabs import said, two_tabs
from tests.together import together, transactions_together
from tests.transfers.factories import PAPER, decided, declared, held, item_about, proposed, two_holders
from tests.transfers.test_views import KEY, acting_for, address, in_the_office, offered, sent, transfers, typed
from tests.visitors import visitor

DAY = timedelta(days=1)


def scan() -> tuple[io.BytesIO, str]:
    return io.BytesIO(a_pdf("Vereinbarung")), "vereinbarung.pdf"


# --- twice, and at once ----------------------------------------------------------------------------------------------


def test_a_double_click_enters_one_and_both_clicks_lead_to_it(app: Flask, session: Session) -> None:
    both = two_holders(session)
    session.commit()
    office = visitor(app)
    sign_in_office(session, office)
    data = typed(office, *both)
    first, second = (office.post(address(*both), data={**data, "document": scan()}) for _each in range(2))
    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)
    assert len(transfers(session)) == 1


def test_of_two_tabs_the_second_is_told_what_the_first_has_entered(app: Flask, session: Session) -> None:
    both = two_holders(session)
    session.commit()
    office = visitor(app)
    sign_in_office(session, office)
    one, other = two_tabs(office, address(*both), rf"{address(*both)}$")
    wanted = {"extent": "part", "shares": "1"}
    assert one.send(**wanted, document=scan()).status_code == 302
    late = other.send(**wanted, document=scan())
    assert (late.status_code, "Inzwischen geändert" in said(late), "UT-2026-001" in said(late)) == (409, True, True)
    again = other.send(**wanted, document=scan())
    assert (again.status_code, "UT-2026-001 dieses Mitglieds" in said(again)) == (422, True)
    assert len(transfers(session)) == 1


def test_of_two_officers_at_once_one_enters_it(app: Flask, session: Session) -> None:
    both = two_holders(session)
    session.commit()
    officers = [visitor(app), visitor(app)]
    for number, each in enumerate(officers):
        sign_in(session, each, a_person(session, "Henrike", f"Lautenschlag{number}"), Role.OFFICE)
    asked = [typed(each, *both, key=f"{KEY}-{number}") for number, each in enumerate(officers)]
    answers = together(*(
        lambda each=each, data=data: each.post(address(*both), data={**data, "document": scan()})
        for each, data in zip(officers, asked, strict=True)
    ))
    assert sorted(each.status_code for each in answers) == [302, 409]
    assert len(transfers(session)) == 1


def test_two_that_hand_on_to_each_other_at_once_do_not_wait_for_ever(app: Flask, session: Session) -> None:
    one, other = (member.id for member in two_holders(session))
    session.commit()

    def hand(giver: int, taker: int) -> Callable[[Session], str]:
        return lambda own: actions.declare(
            own, register.get_member(own, giver), register.get_member(own, taker), declared(1), PAPER, OFFICE, NOW
        ).number

    answers = transactions_together(app, hand(one, other), hand(other, one))
    assert sorted(map(str, answers)) == ["UT-2026-001", "UT-2026-002"]


def test_a_form_whose_acquirer_has_changed_is_shown_again_and_entered_when_it_is_meant(
    session: Session, client: FlaskClient
) -> None:
    one, other = in_the_office(session, client)
    data = typed(client, one, other)
    subscribed(session, other, 1)
    session.commit()
    late = client.post(address(one, other), data={**data, "document": scan()})
    assert (late.status_code, "Inzwischen geändert" in late.text) == (409, True)
    assert 'value="3"' in late.text
    assert transfers(session) == []
    assert sent(client, one, other).status_code == 302


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_office_enters_takes_back_and_undoes(app: Flask, session: Session, role: Role | None) -> None:
    """Not the board either, whose role follows from the office held."""
    one, other = two_holders(session)
    decided(session, proposed(session, one, other, 1))
    session.commit()
    somebody = visitor(app)
    if role:
        sign_in(session, somebody, a_person(session, "Otto", "Sonstwer"), role)
    else:
        sign_in(session, somebody, session.scalars(select(Party).where(Party.display_name == "Almut Weißdorn")).one())
    tried: list[tuple[str, dict[str, Any]]] = [
        ("/uebertragungen/neu", {"number": one.number, "acquirer": other.number}), (address(one, other), {}),
        (f"{address(one, other)}/vorschau", {}), ("/uebertragungen/1/storno", {"reason": "Irrtum"}),
        ("/uebertragungen/1/zuruecknehmen", {"reason": "Irrtum"}), ("/uebertragungen/1/briefe", {}),
    ]
    assert {somebody.post(page, data={"key": KEY, **data}).status_code for page, data in tried} == {403}
    reads = {somebody.get(page).status_code for page in ("/uebertragungen/1", "/uebertragungen/1/vereinbarung")}
    assert reads == ({403} if role is Role.ADMINISTRATOR else {200})
    assert transfers(session)[0].state is TransferState.ENTERED


def test_a_guessed_id_leads_nowhere(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    third = a_holder(session, "Stadt Morgenau", 2)
    session.commit()
    stranger = acting_for(session, app, third)
    offered(session, app, one, other, 1)
    acts = ("zustimmen", "ablehnen", "zuruecknehmen")
    data = {"key": KEY, "is_meant": "y"}
    own = [stranger.post(f"/mein/{third.number}/uebertragung/1/{act}", data=data).status_code for act in acts]
    foreign = [stranger.post(f"/mein/{one.number}/uebertragung/1/{act}", data=data).status_code for act in acts]
    assert (own, foreign) == ([404] * 3, [404] * 3)
    assert stranger.get(f"/mein/{one.number}/uebertragung").status_code == 404
    assert {stranger.get(f"/uebertragungen/1{more}").status_code for more in ("", "/vereinbarung")} == {403}
    assert transfers(session)[0].state is TransferState.OFFERED


def test_the_transferor_does_not_agree_for_the_acquirer(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    giving = acting_for(session, app, one)
    offered(session, app, one, other, 1)
    page = f"/mein/{one.number}/uebertragung/1"
    assert giving.post(f"{page}/zustimmen", data={"key": KEY, "is_meant": "y"}).status_code == 404
    assert giving.post(f"{page}/ablehnen", data={"key": KEY}).status_code == 404
    assert transfers(session)[0].state is TransferState.OFFERED


@pytest.mark.parametrize("number", ["0", "999", str(10**12), str(10**30)])
def test_a_transfer_that_is_not_there_is_not_found(session: Session, client: FlaskClient, number: str) -> None:
    one, _other = in_the_office(session, client)
    pages = (f"/uebertragungen/{number}", f"/uebertragungen/{number}/vereinbarung",
             f"/uebertragungen/neu/{one.number}/{number}", f"/uebertragungen/neu/{number}/{one.number}")  # fmt: skip
    assert {client.get(page).status_code for page in pages} == {404}
    data = {"key": KEY, "reason": "Irrtum"}
    assert {client.post(f"/uebertragungen/{number}/{act}", data=data).status_code
            for act in ("storno", "zuruecknehmen", "briefe")} == {404}


# --- whole or not at all ---------------------------------------------------------------------------------------------


def standing(session: Session) -> list[object]:
    """How many rows each book holds, and what became of the transfers."""
    session.expire_all()
    books = (ShareEntry, CreditEntry, IssuedDocument, JournalLine, Transfer)
    rows = [session.scalar(select(func.count()).select_from(book)) for book in books]
    return [*rows, [(each.state, each.resolution_number) for each in transfers(session)]]


def breaks(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("in the middle of it")


@pytest.mark.parametrize("where", [
    "app.transfers.actions.booking.members.end", "app.transfers.actions.deciding.tell",
    "app.shares.actions.handing_over.let_fall_away", "app.shares.actions.handing_over.follow",
])
def test_what_breaks_in_the_middle_of_entering_leaves_nothing_behind(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    session.commit()
    before, transfer_id = standing(session), transfer.id
    with monkeypatch.context() as broken:
        broken.setattr(where, breaks)
        with pytest.raises(RuntimeError), app.app_context(), transaction() as own:
            actions.admit(own, transfer_id, "V-2026-099", OFFICE, NOW)
    assert standing(session) == before
    decided(session, transfer)
    assert held(session, TODAY + DAY, one, other) == [(0, 0), (7, 7 * SHARE)]


@pytest.mark.parametrize("where", [
    "app.transfers.actions.booking.members.undo_end", "app.transfers.actions.undoing.correct",
    "app.shares.actions.handing_over.undo_dues",
])
def test_what_breaks_in_the_middle_of_undoing_leaves_nothing_behind(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    transfer = proposed(session, *two_holders(session))
    decided(session, transfer)
    session.commit()
    before, transfer_id = standing(session), transfer.id
    with monkeypatch.context() as broken:
        broken.setattr(where, breaks)
        with pytest.raises(RuntimeError), app.app_context(), transaction() as own:
            actions.reverse(own, transfer_id, "Falsches Mitglied", OFFICE, NOW)
    assert standing(session) == before
    assert list(transfers_and_ledgers(session, NOW)) == []


def test_what_breaks_while_it_is_laid_before_the_board_keeps_no_transfer(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (member.id for member in two_holders(session))
    session.commit()
    before = standing(session)
    monkeypatch.setattr("app.transfers.actions.declaring.organs.propose", breaks)
    with pytest.raises(RuntimeError), app.app_context(), transaction() as own:
        actions.declare(
            own, register.get_member(own, one), register.get_member(own, other), declared(1), PAPER, OFFICE, NOW
        )
    assert standing(session) == before


# --- what is there ---------------------------------------------------------------------------------------------------


def test_what_comes_with_the_next_day_is_not_handed_on_today(session: Session) -> None:
    one, other = two_holders(session)
    shares.hand_over(session, other, one, 1, SHARE, TODAY, "Liste", OFFICE, NOW)
    with pytest.raises(Refusal, match="höchstens 4 Anteile"):
        proposed(session, one, other, 5)
    assert proposed(session, one, other, 5, wanted_on=TODAY + DAY).state is TransferState.PROPOSED


def test_what_is_given_up_with_the_very_day_is_not_handed_on_that_day(session: Session) -> None:
    one, other = two_holders(session)
    shares.cancel(session, one, 3, TODAY, "Kündigung", OFFICE, NOW)
    with pytest.raises(Refusal, match="höchstens 1 Anteil,"):
        proposed(session, one, other, 2)
    transfer = proposed(session, one, other, 1)
    decided(session, transfer)
    assert held(session, TODAY + DAY, one, other)[0][0] == 1


def test_what_is_gone_between_two_later_entries_is_gone_when_the_board_decides(session: Session) -> None:
    """There when it came in, and there again a month later, but not in between."""
    one, other = two_holders(session)
    third = a_holder(session, "Stadt Morgenau", 4)
    transfer = proposed(session, one, other, 3)
    assert item_about(session, transfer).is_open
    shares.cancel(session, one, 3, TODAY + 10 * DAY, "Kündigung", OFFICE, NOW)
    shares.hand_over(session, third, one, 3, 3 * SHARE, TODAY + 30 * DAY, "Liste", OFFICE, NOW)
    before = held(session, TODAY + 20 * DAY, one, other)
    decided(session, transfer)
    assert (transfer.state, "höchstens 1 Anteil," in transfer.refusal_reason) == (TransferState.REJECTED, True)
    assert held(session, TODAY + 20 * DAY, one, other) == before
