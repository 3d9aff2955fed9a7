"""What the statute asks of a declaration: undertakings and acknowledgements (§§ 15a, 15b (1) GenG)."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from app.core.values import Nachschuss
from app.statutes.rules.statute import Statute

LONG_NOTICE_MONTHS = 12
"""A notice period of more than this must be acknowledged (§ 15a sentence 3 GenG)."""


class ClauseKind(StrEnum):
    """What a declaration of accession, or on further shares, must contain (§§ 15a, 15b GenG; R-ADM-05, R-SHR-04)."""

    PAYMENT_UNDERTAKING = "payment_undertaking"
    NACHSCHUSS_UNDERTAKING = "nachschuss_undertaking"
    ACK_FURTHER_PAYMENTS = "ack_further_payments"
    ACK_NOTICE_PERIOD = "ack_notice_period"


def required_clauses(
    nachschuss: Nachschuss, notice_months: int, has_further_payment_duties: bool
) -> tuple[ClauseKind, ...]:
    """List the clauses that a declaration must contain (§ 15a GenG; R-ADM-05).

    The undertaking to pay always; that to pay in further where there is a Nachschuss; acknowledgements of entry fee or
    contribution and of a notice period of more than one year.
    """
    wanted = {
        ClauseKind.PAYMENT_UNDERTAKING: True,
        ClauseKind.NACHSCHUSS_UNDERTAKING: nachschuss is not Nachschuss.NONE,
        ClauseKind.ACK_FURTHER_PAYMENTS: has_further_payment_duties,
        ClauseKind.ACK_NOTICE_PERIOD: notice_months > LONG_NOTICE_MONTHS,
    }
    return tuple(kind for kind, is_wanted in wanted.items() if is_wanted)


def clauses_under(statute: Statute) -> tuple[ClauseKind, ...]:
    """List the clauses of a declaration under a statute (§§ 15a, 15b (1) GenG; R-ADM-05, R-SHR-04)."""
    return required_clauses(statute.nachschuss, statute.notice_months, statute.has_further_payment_duties)


def lacks_clauses(required: Iterable[ClauseKind], declared: Collection[ClauseKind]) -> bool:
    """Say whether a declaration lacks a clause, because another statute came into force since (§ 15a; R-ADM-05)."""
    return any(kind not in declared for kind in required)
