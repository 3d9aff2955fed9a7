"""Instalment plans: to the cent, within the law's limits, in the place of what was open, and undone."""

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core import clock
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import PaymentPlan
from app.dues.rules import PlanBasis, PlanTerms, instalments
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, PaymentDue, ShareEntry
from app.shares.rules import CreditGround, DuePayment, PaymentPurpose, spread
from app.statutes.rules import FederalState
from documents import registry
from tests.dues.factories import a_debtor
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares import factories
from tests.shares.factories import SHARE, paid
from tests.tabs import said, wrong_fields

DAY = timedelta(days=1)
NEXT = date(2027, 1, 4)
Row = tuple[date, int, int, str]


def a_house(session: Session, **statute: int | bool) -> None:
    """A house whose statute gives forty days to pay, so that the tenth may be the first instalment of a plan."""
    factories.a_house(session, payment_days=40, **statute)


def terms(number: int = 4, first_on: date = NEXT, months: int = 1, reference: str = "Schreiben") -> PlanTerms:
    return PlanTerms(number, first_on, months, PlanBasis.AGREEMENT, reference, TODAY)


def agreed(session: Session, member: Member, number: int = 4, first_on: date = NEXT, months: int = 1) -> PaymentPlan:
    known = replace(terms(number, first_on, months), after=queries.standing_number(session, member.id))
    return actions.agree_plan(session, member, known, OFFICE, NOW)


def expected(session: Session, member: Member) -> list[Row]:
    found = share_queries.expected_payments_of(session, member.id)
    return [(each.due_on, each.amount, each.open, each.document) for each in found]


def test_the_instalments_add_up_to_the_cent_and_the_last_takes_the_rest() -> None:
    plan = instalments(terms(3), 1_000_00, FederalState.BW)
    assert [each.amount for each in plan] == [333_33, 333_33, 333_34]
    assert [each.due_on for each in plan] == [NEXT, date(2027, 2, 4), date(2027, 3, 4)]


@given(total=st.integers(1, 10**9), number=st.integers(1, 120), cuts=st.lists(st.integers(1, 10**6), max_size=12))
@settings(deadline=None)
def test_whatever_is_divided_and_laid_over_what_was_owed_is_the_same_sum(
    total: int, number: int, cuts: list[int]
) -> None:
    plan = instalments(terms(number), total, FederalState.BW)
    assert sum(each.amount for each in plan) == total
    amounts = [*cuts, total - sum(cuts)] if sum(cuts) < total else [total]
    laid = spread(plan, amounts)
    assert [sum(part.amount for part in parts) for parts in laid] == amounts
    assert by_day([part for parts in laid for part in parts]) == by_day([each for each in plan if each.amount])


def by_day(payments: list[DuePayment]) -> Counter[date]:
    summed: Counter[date] = Counter()
    for each in payments:
        summed[each.due_on] += each.amount
    return summed


def test_instalments_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refusal, match="ergeben zusammen nicht"):
        spread([DuePayment(TODAY, 99, PaymentPurpose.SHARES)], [100])


def test_a_plan_stands_in_the_place_of_what_was_open(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    paid(session, member, 100_00)
    plan = agreed(session, member)
    assert (plan.number, plan.amount, plan.instalments) == ("RP-2026-001", 900_00, 4)
    left = share_queries.open_payments(session, member_id=member.id)
    assert [(each.due_on, each.open) for each in left] == [
        (NEXT, 225_00), (date(2027, 2, 4), 225_00), (date(2027, 3, 4), 225_00), (date(2027, 4, 5), 225_00),
    ]
    letter = archive.get_document(session, plan.letter_id or 0)
    assert [each.cents for each in registry.load(letter.kind, letter.facts or {}).instalments] == [225_00] * 4


def test_a_plan_undone_leaves_every_due_as_before(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=150_00, instalment_months=12)
    member = a_debtor(session)
    paid(session, member, 250_00)
    before = expected(session, member)
    plan = agreed(session, member, 7, date(2027, 12, 15))
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, NOW)
    assert expected(session, member) == before
    assert archive.get_document(session, plan.letter_id or 0).standing is Standing.VOID
    with pytest.raises(Refusal, match="schon aufgehoben"):
        actions.undo_plan(session, plan, "Noch einmal", OFFICE, NOW)


def test_the_page_of_a_plan_names_the_plan_that_took_its_place_and_calls_nothing_asked_no_more(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_debtor(session)
    first = agreed(session, member, 2)
    paid(session, member, 300_00, TODAY)
    second = agreed(session, member, 2, date(2027, 2, 1))
    session.commit()
    sign_in_office(session, client)
    page = plain(client.get(f"/raten/{first.id}"))
    assert "Vereinbart waren 1.000,00 €. 700,00 € davon stehen nicht mehr unter diesem Plan" in page
    assert f"gilt jetzt: Ratenplan {second.number}" in page
    assert "nicht mehr verlangt" not in page
    assert "Abgelöst" in page
    assert ["", second.number] == [row["Abgelöst durch"] for row in exported(client)]
    assert "davon stehen nicht mehr" not in plain(client.get(f"/raten/{second.id}"))
    actions.undo_plan(session, second, "Irrtum", OFFICE, NOW)
    session.commit()
    page = plain(client.get(f"/raten/{first.id}"))
    assert "Gilt" in page
    assert "Vereinbart waren" not in page


def exported(client: FlaskClient) -> list[dict[str, str]]:
    """The list of the plans as CSV, the latest first."""
    return list(csv.DictReader(io.StringIO(client.get("/raten?format=csv").data.decode("utf-8-sig")), delimiter=";"))


def plain(answer: TestResponse) -> str:
    """The words of a page, its blanks alike."""
    return said(answer).replace("\N{NO-BREAK SPACE}", " ")


def test_the_first_instalment_is_due_within_a_year_of_what_it_replaces(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    paid(session, member, 250_00)
    with pytest.raises(Refusal, match=r"spätestens am .* Prüfen Sie das Jahr"):
        agreed(session, member, 3, date(2036, 1, 10))


def test_what_was_paid_by_the_plan_stays_paid_when_it_is_undone(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    plan = agreed(session, member)
    paid(session, member, 250_00)
    actions.undo_plan(session, plan, "Nicht eingehalten", OFFICE, NOW)
    assert [each.open for each in share_queries.open_payments(session)] == [750_00]


def test_a_tenth_that_profit_has_filled_need_not_be_paid_first(session: Session) -> None:
    """What profit fills counts as paid (§§ 7 no. 1, 19 (1) sentence 3 GenG)."""
    a_house(session)
    member, later = a_debtor(session), date(2027, 6, 1)
    with pytest.raises(Refusal, match="Ein Zehntel"):
        agreed(session, member, first_on=later)
    session.add(CreditEntry(
        member_id=member.id, amount=100_00, effective_on=TODAY, recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.PROFIT, document="EV-2026-001",
    ))
    session.flush()
    assert agreed(session, member, first_on=later).amount == 1_000_00


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"first_on": TODAY - DAY}, "schon fällig gewesen"),
        ({"number": 10, "months": 14}, "Verjährung"),
        ({"first_on": date(2035, 1, 1), "number": 2}, r"Ein Zehntel .* spätestens am"),
        ({"number": 11}, r"Ein Zehntel .* mindestens 100,00"),
        ({"reference": " "}, "zugrunde liegt"),
    ],
)
def test_what_the_law_forbids_is_refused(session: Session, changed: dict[str, int], match: str) -> None:
    a_house(session)
    member = a_debtor(session)
    before = expected(session, member)
    with pytest.raises(Refusal, match=match):
        actions.agree_plan(session, member, terms(**{"number": 4, **changed}), OFFICE, NOW)  # type: ignore[arg-type]
    assert expected(session, member) == before


def test_where_nothing_is_open_there_is_no_plan(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    paid(session, member, 2 * SHARE)
    with pytest.raises(Refusal, match="nichts offen"):
        agreed(session, member)


def test_whoever_leaves_has_paid_by_then(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    members.end(session, member, date(2027, 2, 28), ExitGround.NOTICE, "KD-2026-001", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"enden am 28\.02\.2027"):
        agreed(session, member)
    agreed(session, member, 2)


def test_what_was_put_off_does_not_fall_away_with_an_exit(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    agreed(session, member, 4, date(2027, 1, 20))
    shares.leave(session, member, date(2026, 12, 31), "KD-2026-001", OFFICE, NOW)
    assert sum(each.open for each in share_queries.open_payments(session)) == 2 * SHARE


def test_a_plan_of_which_something_has_fallen_away_is_not_undone_before_that(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=200_00, instalment_months=12)
    member = a_debtor(session)
    before = expected(session, member)
    plan = agreed(session, member)
    entry = shares.leave(session, member, date(2026, 12, 31), "KD-2026-001", OFFICE, NOW)
    assert entry is not None
    assert sum(each.open for each in share_queries.open_payments(session)) == 200_00
    with pytest.raises(Refusal, match="zuerst den späteren"):
        actions.undo_plan(session, plan, "Irrtum", OFFICE, NOW)
    shares.reverse_share_entry(session, entry, "Fortgesetzt", OFFICE, NOW)
    actions.undo_plan(session, plan, "Irrtum", OFFICE, NOW)
    assert expected(session, member) == before


acts = st.lists(
    st.tuples(st.sampled_from(("plan", "cancel", "pay")), st.integers(1, 9), st.integers(0, 400)),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(
    max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lived=acts)
@example(lived=[("cancel", 3, 297), ("cancel", 3, 11), ("cancel", 3, 11), ("plan", 4, 356), ("pay", 7, 286)])
def test_plans_and_ends_undone_backwards_leave_what_is_owed_as_before(
    session: Session, lived: list[tuple[str, int, int]]
) -> None:
    with session.begin_nested() as savepoint:
        a_house(session, min_payment=100_00, instalment_amount=150_00, instalment_months=6, further_shares_allowed=True)
        member = a_debtor(session, shares=3)
        done: list[tuple[PaymentPlan | ShareEntry, list[Row]]] = []
        for what, number, days in lived:
            before, together = expected(session, member), balance(session, member)
            act = happen(session, member, what, number, TODAY + days * DAY)
            if isinstance(act, PaymentPlan):
                assert balance(session, member) == together
            if act is not None:
                done.append((act, before))
            elif what == "pay":
                done.clear()  # what was paid meanwhile, even where nothing was owed then, covers what is owed again
        for act, before in reversed(done):
            undo(session, act)
            assert expected(session, member) == before
        savepoint.rollback()


def balance(session: Session, member: Member) -> int:
    return session.scalar(select(func.sum(PaymentDue.amount)).where(PaymentDue.member_id == member.id)) or 0


def happen(session: Session, member: Member, what: str, number: int, day: date) -> PaymentPlan | ShareEntry | None:
    """One act; what the rules refuse does not happen."""
    try:
        if what == "plan":
            return agreed(session, member, number, day, 3)
        if what == "cancel":
            return shares.cancel(session, member, 1, day, "KD-2026-001", OFFICE, NOW)
        paid(session, member, number * 35_00)
    except Refusal:
        pass
    return None


def undo(session: Session, act: PaymentPlan | ShareEntry) -> None:
    if isinstance(act, PaymentPlan):
        actions.undo_plan(session, act, "Irrtum", OFFICE, NOW)
    else:
        shares.reverse_share_entry(session, act, "Irrtum", OFFICE, NOW)


def a_plan_filled_in(session: Session, client: FlaskClient, days: int) -> tuple[str, dict[str, str]]:
    """Where the office agrees a plan with a debtor, and what its form sends; the first is due in so many days."""
    a_house(session)
    member, today = a_debtor(session), clock.today()
    session.commit()
    sign_in_office(session, client)
    address = f"/raten/neu/{member.number}"
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(address).text)
    assert shown
    return address, {
        "key": "key-of-this-form", "shown": unescape(shown[1]), "number": "3", "months": "1", "basis": "agreement",
        "first_on": (today + days * DAY).isoformat(), "reference": "Schreiben", "decided_on": today.isoformat(),
    }


def test_each_refusal_of_a_plan_stands_at_the_field_it_is_about(session: Session, client: FlaskClient) -> None:
    address, data = a_plan_filled_in(session, client, 20)
    for field, wrong in (
        ("first_on", {"first_on": "2020-01-01"}), ("number", {"number": "50"}), ("reference", {"reference": " "}),
        ("decided_on", {"decided_on": (clock.today() + DAY).isoformat()}),
    ):
        answer = client.post(address, data={**data, **wrong, "key": f"key-of-wrong-{field}"})
        assert (answer.status_code, wrong_fields(answer.text)) == (422, [field])


def test_the_office_sees_the_instalments_before_it_enters_them(session: Session, client: FlaskClient) -> None:
    address, data = a_plan_filled_in(session, client, 30)
    preview = client.post(f"{address}/vorschau", data=data, headers={"HX-Request": "true"}).text
    assert "333,34" in preview
    assert "mindestens 100,00" in client.post(f"{address}/vorschau", data={**data, "number": "50"}).text
    late = client.post(address, data={**data, "first_on": "2020-01-01"})
    assert (late.status_code, "schon fällig gewesen" in late.text) == (422, True)
    answers = [client.post(address, data={**data, "key": "second-key-of-it"}) for _ in range(2)]
    assert answers[0].location == answers[1].location == f"/raten/{session.scalars(select(PaymentPlan)).one().id}"
    assert "RP-2026-001" in client.get("/raten").text
    stale = client.post(address, data={**data, "key": "third-key-of-this"})
    assert (stale.status_code, "Inzwischen geändert" in stale.text) == (409, True)
    client.post(f"{answers[0].location}/aufheben", data={"key": "fourth-key-of-it", "reason": "Nicht eingehalten"})
    assert "Nicht eingehalten" in client.get(answers[0].location).text
    late = client.post(f"{answers[0].location}/aufheben", data={"key": "fifth-key-of-it", "reason": "Zu spät"})
    assert (late.status_code, "Dieser Ratenplan ist schon aufgehoben." in late.text) == (422, True)
    assert "RP-2026-001" in client.get("/raten?format=csv").text
    assert queries.count_plans(session) == 1
