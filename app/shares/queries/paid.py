"""What is paid on the shares of a member, read from both ledgers (§§ 15b (2), 19 (1) sentence 3 GenG; R-SHR-03)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.shares import rules
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries.handing_over import share_moments
from app.shares.queries.ledgers import is_asked_back, kept, of_this_membership, results_count_from
from app.shares.rules import CreditGround, Effect, PaidStep, ShareGround, credit_moment_of, moment_of, on_the_day
from app.statutes import queries as statutes

_EFFECTS = {
    CreditGround.PAYMENT: Effect.PAID, CreditGround.RETURNED_PAYMENT: Effect.PAID, CreditGround.TAKEN_OVER: Effect.PAID,
    CreditGround.TRANSFER_IN: Effect.HANDED_OVER, CreditGround.TRANSFER_OUT: Effect.HANDED_OVER,
    CreditGround.PROFIT: Effect.RESULT, CreditGround.LOSS: Effect.RESULT,
    CreditGround.PAYOUT: Effect.TAKEN, CreditGround.LAPSED: Effect.TAKEN,
}


def paid_on_shares(session: Session, member_id: int) -> Cents:
    """What counts as paid on the shares that a member holds in the end, in its present membership; cents.

    What was paid on shares given up since is none of it, whether it was paid out or not; what profit filled is.
    """
    return rules.paid_on_shares(_steps(session, member_id))


def paid_on_most(session: Session, member_id: int, day: date, share_amount: Cents) -> Cents:
    """What is paid on the most shares held on a day or any later one, judged on each day; cents (§ 15b (2) GenG).

    Credit that a transfer moves on a day to come counts with the shares of the same day (R-SHR-03, R-REG-06).
    """
    start, splittings = on_the_day(day), statutes.splittings(session, day)
    changes, steps = share_moments(session, member_id), _steps(session, member_id)
    return rules.paid_on_most(changes, steps, start, splittings, share_amount)


def _steps(session: Session, member_id: int) -> list[PaidStep]:
    return [*_of_credit(session, member_id), *_of_shares(session, member_id)]


def _of_credit(session: Session, member_id: int) -> Iterator[PaidStep]:
    """What stands in the credit ledger of the present membership; a payout that is asked back is a payment less."""
    own_results = results_count_from(session, member_id)
    found = select(CreditEntry, is_asked_back()).where(
        CreditEntry.member_id == member_id, kept(CreditEntry, of_few=True), of_this_membership(date.max, of_few=True)
    )
    for entry, is_back in session.execute(found.order_by(CreditEntry.effective_on, CreditEntry.id)):
        effect = Effect.PAID if is_back else _EFFECTS[entry.ground]
        if effect is not Effect.RESULT or entry.effective_on >= own_results:
            yield PaidStep(credit_moment_of(entry.ground, entry.effective_on), effect, entry.amount)


def _of_shares(session: Session, member_id: int) -> Iterator[PaidStep]:
    """The shares held since some were given up by who stayed a member (§ 67b GenG)."""
    given_up = select(ShareEntry).where(
        ShareEntry.member_id == member_id, ShareEntry.ground == ShareGround.CANCELLATION, kept(ShareEntry, of_few=True)
    )
    moments = [moment_of(each.ground, each.change, each.effective_on) for each in session.scalars(given_up)]
    amounts = [(since, amount) for _title, since, amount in statutes.share_amounts(session)] if moments else []
    if amounts:
        yield from rules.held_steps(share_moments(session, member_id), min(moments), amounts)
