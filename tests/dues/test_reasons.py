"""Why something was done to a debtor stands in rows that can be erased, and neither in the journal nor in a ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core import journal
from app.core.ledgers import LEDGERS
from app.dues import actions, queries
from app.dues.models import ReturnedPayment
from app.dues.rules import PlanBasis, PlanTerms
from app.operations.queries import check
from app.shares.models import PaymentReceived
from tests.dues.factories import DAY, a_debtor
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import SHARE, a_house, paid

WHY = "Klinik seit Mai"


def test_why_a_plan_was_agreed_or_undone_never_stands_in_the_journal(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    terms = PlanTerms(2, TODAY + DAY, 1, PlanBasis.AGREEMENT, WHY, TODAY)
    plan = actions.agree_plan(session, member, terms, OFFICE, NOW)
    actions.undo_plan(session, plan, WHY, OFFICE, NOW)
    session.commit()
    assert (plan.reference, plan.end_reason) == (WHY, WHY)
    assert archive.get_document(session, plan.letter_id or 0).standing_reason == "Ratenplan aufgehoben"
    assert told_of(session) == []


def told_of(session: Session) -> list[str]:
    """What journal and ledgers say of the reason."""
    details = session.scalars(select(journal.JournalDetails)).all()
    rows = [str(row) for table in LEDGERS.values() for row in session.execute(select(table))]
    return [text for text in (*(each.summary + each.content for each in details), *rows) if WHY in text]


def test_why_a_payment_came_back_stands_beside_it_alone(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    payment = session.get_one(PaymentReceived, paid(session, member, SHARE))
    actions.return_payment(session, payment, TODAY, 3_50, WHY, OFFICE, NOW)
    session.commit()
    kept = session.scalars(select(ReturnedPayment)).one()
    assert queries.returns_by_booking(session, member.id)[kept.booking_id].reason == WHY
    actions.undo_return(session, kept, WHY, OFFICE, NOW)
    session.commit()
    assert told_of(session) == []
    kept.reason = kept.undone_why = "–"
    session.commit()
    assert [str(each) for each in check.findings(session, NOW)] == []


def test_the_check_finds_nothing_after_every_act_on_what_is_owed(session: Session) -> None:
    """Returned, put off, paid again, owed again: each payment has its entry, and each its number."""
    a_house(session)
    member = a_debtor(session)
    payment = session.get_one(PaymentReceived, paid(session, member, SHARE))
    actions.return_payment(session, payment, TODAY, 3_50, WHY, OFFICE, NOW)
    plan = actions.agree_plan(
        session, member, PlanTerms(2, TODAY + DAY, 1, PlanBasis.AGREEMENT, "Schreiben", TODAY), OFFICE, NOW
    )
    paid(session, member, SHARE)
    actions.undo_plan(session, plan, WHY, OFFICE, NOW)
    session.commit()
    assert [str(each) for each in check.findings(session, NOW)] == []
