"""A return of a payout from a result that never was is undone by a counter-entry of its day, also in a closed year."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as closed
from app.closing.models import DividendEntry
from app.closing.rules import ClaimEnd, Figures
from app.core.db import YEAR_CLOSED
from app.core.formats import euro
from app.core.journal import JournalLine
from app.core.values import NotFound, Refusal, Role
from app.members.models import Member
from app.operations.queries.invariants import acts
from app.reports import queries as reports
from app.settlements import actions, queries
from app.settlements.queries import Dividend
from tests.closing.factories import THIRD
from tests.factories import NOW, OFFICE, TODAY, sign_in, sign_in_office
from tests.operations.test_invariants import behind_its_back
from tests.settlements.factories import ONE
from tests.settlements.test_dividend_returned import (
    BACK_ON,
    COLUMNS,
    DAY,
    FIFTH,
    FOURTH,
    YEARS_LATER,
    a_paid_claim,
    came_back,
    listed,
    now_of,
)
from tests.settlements.test_dividends import AT
from tests.settlements.test_views import signed_in
from tests.tabs import said
from tests.together import transactions_together

WHY = "Das war ein anderes Mitglied"
FIGURES = Figures(0, 0, 0, 0, 90_000_00)
LATE = YEARS_LATER + 400 * DAY


def a_mistaken_return(session: Session) -> tuple[Dividend, DividendEntry, DividendEntry]:
    """A claim with its payout, and the return of it that never was."""
    found, payout = a_paid_claim(session)
    return found, payout, came_back(session, found, payout)


def undone(session: Session, found: Dividend, back: DividendEntry, now: datetime = YEARS_LATER) -> DividendEntry:
    """Undo a return as an error."""
    return actions.undo_dividend_return(session, now_of(session, found), back, WHY, ONE, now)


def close_all(session: Session) -> None:
    """The years up to that of the return are closed."""
    for year in (THIRD, FOURTH, FIFTH):
        closing.prepare(session, year, year.last_day + DAY, FIGURES, None, OFFICE, LATE)
        closing.close_year(session, year, OFFICE, LATE)


def test_a_mistaken_return_is_undone_and_the_payout_counts_as_before(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    error = undone(session, found, back)
    assert (error.amount, error.effective_on, error.undoes, error.note) == (payout.amount, BACK_ON, back.turn, WHY)
    days = (TODAY - DAY, TODAY, BACK_ON - DAY, BACK_ON, BACK_ON + DAY)
    claims = [closed.claims_of(session, Member.id == found.claim.member.id, day=day) for day in days]
    assert [[each.ended_by for each in known] for known in claims] == [[None], *[[payout]] * 4]
    assert [known[0].came_back for known in claims] == [None] * 5
    now = now_of(session, found)
    assert (now.is_open, now.is_back, now.claim.ended_by) == (False, False, payout)
    assert list(acts.dividends_and_results(session, NOW)) == []
    session.commit()
    noted = session.scalars(select(JournalLine).order_by(JournalLine.sequence.desc()).limit(1)).one()
    assert (noted.act, noted.subject) == ("take_back_dividend", f"member:{found.claim.member.id}")
    assert noted.summary() == f"Storno {error.number}: {back.number}, {euro(payout.amount)}. {WHY}"


def test_it_is_undone_after_the_year_of_the_return_was_closed(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    figures = [reports.year_report(session, year) for year in (THIRD, FOURTH, FIFTH)]
    close_all(session)
    undone(session, found, back, LATE)
    assert now_of(session, found).claim.ended_by == payout
    assert [reports.year_report(session, year) for year in (THIRD, FOURTH, FIFTH)] == figures
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_a_closed_year_takes_what_undoes_a_return_and_no_payout(session: Session) -> None:
    _found, payout, back = a_mistaken_return(session)
    close_all(session)
    session.commit()
    same = {key: getattr(back, key) for key in COLUMNS} | {
        "turn": 3, "follows": 2, "amount": payout.amount, "came_back": False, "number": "GZ-2028-0099",
    }
    with pytest.raises(DatabaseError, match=YEAR_CLOSED), session.begin_nested():
        session.execute(insert(DividendEntry).values(same | {"undoes": None}))
    session.execute(insert(DividendEntry).values(same | {"undoes": 2}))


def test_the_limitation_goes_on_as_if_nothing_had_come_back(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    undone(session, found, back)
    assert closed.days_of_payouts(session, [found.claim]) == {found.claim.key: [payout.effective_on]}


def test_what_was_paid_again_since_is_undone_first(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    actions.pay_dividend(session, now_of(session, found), BACK_ON + DAY, ONE, YEARS_LATER)
    with pytest.raises(Refusal, match="seitdem wieder ausgezahlt"):
        undone(session, found, back)
    actions.undo_dividend(session, now_of(session, found), "Irrtum", ONE, YEARS_LATER)
    undone(session, found, back)
    assert now_of(session, found).claim.ended_by == payout
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_where_the_second_payout_came_back_too_the_first_return_is_no_error_by_itself(session: Session) -> None:
    """Else two payouts of a claim would count at once, which is paid whole and once (§ 19 GenG)."""
    found, payout, back = a_mistaken_return(session)
    again = actions.pay_dividend(session, now_of(session, found), BACK_ON, ONE, YEARS_LATER)
    second = came_back(session, found, again, BACK_ON + DAY)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst das"):
        undone(session, found, back)
    undone(session, found, second)
    assert now_of(session, found).claim.ended_by == again
    actions.undo_dividend(session, now_of(session, found), "Irrtum", ONE, YEARS_LATER)
    undone(session, found, back)
    assert now_of(session, found).claim.ended_by == payout
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_the_payout_comes_back_on_the_right_day_after_that_and_neither_is_undone_twice(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    error = undone(session, found, back)
    right = came_back(session, found, payout, BACK_ON + DAY)
    now = now_of(session, found)
    assert (right.undoes, now.is_back, now.claim.came_back) == (payout.turn, True, right)
    assert [now.claim.open_from(day) for day in (BACK_ON, BACK_ON + DAY)] == [0, payout.amount]
    with pytest.raises(Refusal, match="schon zurück"):
        came_back(session, found, payout, BACK_ON + DAY)
    with pytest.raises(Refusal, match="schon storniert"):
        undone(session, found, back)
    with pytest.raises(Refusal, match="ist storniert"):
        came_back(session, found, error)
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_the_payout_itself_may_turn_out_a_mistake_after_that(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    undone(session, found, back)
    reversal = actions.undo_dividend(session, now_of(session, found), "Doppelt gebucht", ONE, YEARS_LATER)
    assert (reversal.undoes, reversal.effective_on) == (payout.turn, payout.effective_on)
    assert now_of(session, found).is_open
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_only_a_return_is_undone_so(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    assert queries.return_of(session, now_of(session, found), back.id) == back
    with pytest.raises(NotFound):
        queries.return_of(session, now_of(session, found), payout.id)


def test_the_folder_names_the_return_and_what_undid_it(session: Session) -> None:
    found, payout, back = a_mistaken_return(session)
    before = [listed(session, year) for year in (THIRD, FOURTH)]
    error = undone(session, found, back)
    session.expire_all()
    rows = [(row[0], row[4], row[8], row[9]) for row in listed(session, FIFTH)[1]]
    assert rows == [(back.number, "Kam zurück", "", payout.number), (error.number, "Storno", back.number, "")]
    assert [listed(session, year) for year in (THIRD, FOURTH)] == before


def test_two_officers_who_undo_a_return_at_the_same_moment_undo_it_once(app: Flask, session: Session) -> None:
    found, _payout, back = a_mistaken_return(session)
    key, entry_id = (found.claim.appropriation.id, found.claim.member.id), back.id
    session.commit()

    def act(own: Session) -> DividendEntry:
        held = actions.hold_dividend(own, *key, YEARS_LATER.date())
        return actions.undo_dividend_return(own, held, own.get_one(DividendEntry, entry_id), WHY, ONE, YEARS_LATER)

    answers = transactions_together(app, act, act)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    session.rollback()
    assert [each.undoes for each in session.scalars(select(DividendEntry).order_by(DividendEntry.id))] == [None, 1, 2]


# --- planted faults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [
    "effective_on = '2028-06-09' WHERE turn = 3", "iban = 'DE02120300000000202051' WHERE turn = 3",
    "undoes = 1 WHERE turn = 3", "undoes = NULL WHERE turn = 3", "undoes = 2 WHERE turn = 4",
    "undoes = 3 WHERE turn = 4", "came_back = false WHERE turn = 2",
])  # fmt: skip
def test_what_does_not_go_with_the_return_that_it_undoes_is_found(session: Session, change: str) -> None:
    found, payout, back = a_mistaken_return(session)
    undone(session, found, back)
    came_back(session, found, payout, BACK_ON + DAY)
    session.commit()
    assert list(acts.dividends_and_results(session, NOW)) == []
    behind_its_back(session, f"UPDATE dividend_entry SET {change}")
    session.expire_all()
    assert any("passen nicht zusammen" in str(each) for each in acts.dividends_and_results(session, NOW))


def test_the_database_knows_what_an_entry_may_undo(session: Session) -> None:
    _found, payout, back = a_mistaken_return(session)
    same = {key: getattr(back, key) for key in COLUMNS} | {
        "turn": 3, "follows": 2, "amount": payout.amount, "came_back": False, "undoes": 2, "number": "GZ-2028-0099",
    }
    wrong: list[dict[str, Any]] = [
        {"undoes": 3}, {"kind": ClaimEnd.LAPSE, "iban": ""}, {"note": ""},
        {"turn": 4, "follows": 3, "amount": -1, "undoes": None},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError, match="undoing_points_back"), session.begin_nested():
            session.execute(insert(DividendEntry).values(same | values))


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_page_offers_to_undo_a_return_and_no_longer_warns_of_the_account(
    session: Session, client: FlaskClient
) -> None:
    found, payout, back = a_mistaken_return(session)
    close_all(session)
    session.commit()
    sign_in_office(session, client)
    at = f"{AT}/{found.claim.appropriation.id}/{found.claim.member.id}"
    page, undo = client.get(at), f"{at}/buchungen/{back.id}/storno"
    assert f'href="{undo}"' in page.text
    assert "Fragen Sie nach dem richtigen Konto" in said(page)
    form = said(client.get(undo))
    assert ("Das Geld kam nie zurück" in form, "geschlossenen Geschäftsjahr" in form) == (True, True)
    assert client.get(f"{at}/buchungen/{payout.id}/storno").status_code == 404
    empty = client.post(undo, data={"key": "no-reason", "reason": " "})
    assert (empty.status_code, "Geben Sie den Grund an" in empty.text) == (422, True)
    sent = {"key": "key-to-undo-it", "reason": WHY}
    assert [client.post(undo, data=sent).status_code for _time in (1, 2)] == [302, 302]
    page = client.get(at)
    assert "die Auszahlung gilt wieder" in said(page)
    assert "Fragen Sie nach dem richtigen Konto" not in said(page)
    assert "kam am 10.06.2028 zurück" not in said(page)
    assert f'href="{undo}"' not in page.text
    assert f'href="{at}/buchungen/{payout.id}/rueckgabe"' in page.text
    late = client.post(undo, data={**sent, "key": "key-of-colleague"})
    assert (late.status_code, "schon storniert" in late.text) == (422, True)
    assert [each.undoes for each in session.scalars(select(DividendEntry).order_by(DividendEntry.id))] == [None, 1, 2]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_return_is_undone_by_the_office_alone(app: Flask, session: Session, role: Role) -> None:
    found, _payout, back = a_mistaken_return(session)
    session.commit()
    other = signed_in(app, session, "Ottilie", "Krähenbrink", role)
    undo = f"{AT}/{found.claim.appropriation.id}/{found.claim.member.id}/buchungen/{back.id}/storno"
    answers = [other.get(undo).status_code, other.post(undo, data={"key": "k", "reason": WHY}).status_code]
    assert answers == [403, 403]


def test_the_member_reads_that_the_return_was_undone(session: Session, client: FlaskClient) -> None:
    found, payout, back = a_mistaken_return(session)
    undone(session, found, back)
    session.commit()
    number = found.claim.member.number
    sign_in(session, client, session.get_one(Member, payout.member_id).party)
    assert "Ausgezahlt, 24.11.2026" in client.get(f"/mein/{number}").text
    assert "Storno, 10.06.2028" in client.get(f"/mein/{number}/daten").text
