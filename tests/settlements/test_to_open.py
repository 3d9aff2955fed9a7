"""What can be settled stands on the desk until somebody opens it (§ 73 GenG; R-PAY-01)."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.formats import day as written
from app.members.models import Member
from app.settlements import actions, queries
from app.settlements.rules import due_days
from app.shares import actions as shares
from app.statutes.queries import statute_on
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.settlements.factories import (
    JOINED,
    LEFT,
    ONE,
    a_holder,
    a_leaver,
    a_paying_house,
    confirmed,
    left,
    opened,
)
from tests.settlements.test_shortfall import text_of
from tests.shares.factories import SHARE, a_member, paid, subscribed
from tests.shares.test_splitting import a_splitting
from tests.statements import statements

LINE, PAGE = "Auseinandersetzungen zu eröffnen", "/auseinandersetzung/zu-eroeffnen"


def desk_of(session: Session, client: FlaskClient) -> str:
    session.commit()
    sign_in_office(session, client)
    return text_of(client, "/")


def first_day(session: Session) -> date | None:
    """The day on which the first settlement that can be opened is due."""
    first = queries.first_to_open(session, TODAY)
    return queries.due_on_of(session, first) if first else None


def test_the_desk_leads_to_settlements_that_can_be_opened_by_the_first_day_on_which_one_is_due(
    client: FlaskClient, session: Session
) -> None:
    a_paying_house(session)
    a_leaver(session)
    left(session, a_holder(session, "Stadt Lindenfurt"), date(2025, 6, 30))
    earliest = due_days(date(2025, 6, 30), statute_on(session, date(2025, 6, 30))).due_on
    assert first_day(session) == earliest
    page = desk_of(session, client)
    row = page.split(LINE)[1].split("</li>")[0]
    assert (PAGE in row, written(earliest) in row) == (True, True)


def test_what_was_reversed_is_to_be_opened_again(client: FlaskClient, session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    assert first_day(session) is None
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert LINE in desk_of(session, client)


def test_what_somebody_has_opened_is_not_to_be_opened(client: FlaskClient, session: Session) -> None:
    a_paying_house(session)
    opened(session, a_leaver(session))
    assert LINE not in desk_of(session, client)


def test_while_the_accounts_are_not_adopted_nothing_is_to_be_opened(client: FlaskClient, session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    a_leaver(session)
    assert session.scalar(queries.may_be_opened(TODAY)) == 0
    assert LINE not in desk_of(session, client)


def test_while_the_result_is_not_used_nothing_is_to_be_opened(client: FlaskClient, session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    a_leaver(session)
    adopted(session, SECOND)
    assert (session.scalar(queries.may_be_opened(TODAY)), first_day(session)) == (1, None)
    assert LINE not in desk_of(session, client)


def test_shares_given_up_are_to_be_settled_too(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    shares.cancel(session, member, 2, LEFT, "KD-2025-001", OFFICE, NOW)
    assert session.scalar(queries.may_be_opened(TODAY)) == 1
    assert first_day(session) is not None


def test_who_left_without_credit_is_none_to_be_settled(session: Session) -> None:
    a_paying_house(session)
    left(session, a_member(session, "Stadt Lindenfurt", 1, date(2024, 5, 2)))
    assert session.scalar(queries.may_be_opened(TODAY)) == 0


def test_however_many_can_be_opened_only_the_first_is_looked_at(session: Session) -> None:
    a_paying_house(session)
    a_leaver(session)
    few = asked(session)
    for number in range(5):
        a_leaver(session, f"Gemeinde Nummer {number}")
    assert asked(session) <= few


def gave_up_unpaid(session: Session, name: str) -> Member:
    """A member that paid three of five shares, and gave up the other two."""
    member = a_member(session, name, 5, JOINED)
    paid(session, member, 3 * SHARE, JOINED)
    shares.cancel(session, member, 2, LEFT, "KD-2025-001", OFFICE, NOW)
    return member


def test_however_many_gave_up_shares_that_leave_nothing_to_pay_none_of_them_is_looked_at(session: Session) -> None:
    a_paying_house(session)

    def looked(*names: str) -> int:
        for name in names:
            gave_up_unpaid(session, name)
        session.flush()
        session.expunge_all()
        with statements() as seen:
            assert queries.first_to_open(session, TODAY) is None
        return len(seen)

    few = looked("Gemeinde Altenbruck")
    assert looked(*(f"Gemeinde Nummer {number}" for number in range(4))) == few
    assert session.scalar(queries.may_be_opened(TODAY)) == 0
    assert queries.candidates(session, TODAY) == []


@pytest.mark.parametrize("since", ["taken", "handed_on", "handed_on_later", "split", "given_up", "left"])
def test_whatever_happens_to_the_other_shares_what_can_be_opened_is_looked_at(session: Session, since: str) -> None:
    a_paying_house(session)
    member, other = a_holder(session, shares_held=6), a_holder(session, "Stadt Lindenfurt", 1)
    shares.cancel(session, member, 2, LEFT, "KD-2025-001", OFFICE, NOW)
    march, ahead = date(2026, 3, 2), date(2026, 12, 31)
    happens: dict[str, Callable[[], object]] = {
        "taken": lambda: subscribed(session, member, 9, march),
        "handed_on": lambda: shares.hand_over(session, member, other, 1, SHARE, march, "U-1", OFFICE, NOW),
        "handed_on_later": lambda: shares.hand_over(session, member, other, 1, SHARE, ahead, "U-1", OFFICE, NOW),
        "split": lambda: a_splitting(session, march),
        "given_up": lambda: shares.cancel(session, member, 1, ahead, "KD-2026-001", OFFICE, NOW),
        "left": lambda: left(session, member, date(2026, 3, 31)),
    }
    happens[since]()
    session.flush()
    found = [each for each in queries.candidates(session, TODAY) if each.waits is None]
    assert [each.credit for each in found] == [2 * SHARE]
    assert session.scalar(queries.may_be_opened(TODAY)) == 1


def asked(session: Session) -> int:
    """How often the database is asked what can be opened first."""
    session.flush()
    session.expunge_all()
    with statements() as seen:
        assert first_day(session) is not None
    return len(seen)
