"""The annual accounts of the years that a period touches, step by step, with the papers behind them (R-AUD-02)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits.queries.parts import Cells, Listed, Paper, Part, counts_within
from app.audits.rules import Period, plain_amount
from app.closing.models import AccountsEntry
from app.closing.rules import STEP_WORDS


def parts(session: Session, period: Period) -> list[Part]:
    """Every step of accounts whose year ends in the period, or that was taken in it."""
    within = counts_within(AccountsEntry.year_end, period) | counts_within(AccountsEntry.day, period)
    ordered = select(AccountsEntry).where(within).order_by(AccountsEntry.year_end, AccountsEntry.id)
    found = session.scalars(ordered).all()
    headings = ("Geschäftsjahr bis", "Schritt", "Am", "Beschluss oder Niederschrift", "Jahresergebnis", "Vortrag",
                "Gesetzliche Rücklage", "Andere Rücklagen", "Bilanzsumme", "Zurückgenommen, weil", "Erfasst",
                "Erfasst von")  # fmt: skip
    listed = Listed(
        f"15_Jahresabschluesse/Jahresabschluesse_{period}.csv", "Jahresabschlüsse und ihre Feststellung", headings,
        lambda: map(_step, found),
    )
    papers = [
        Paper(
            f"15_Jahresabschluesse/{each.year_end:%Y-%m-%d}_{STEP_WORDS[each.step]}_{each.id:06d}",
            f"Jahresabschluss zum {each.year_end:%d.%m.%Y}: {STEP_WORDS[each.step]}", each.document_sha256,
        )
        for each in found if each.document_sha256
    ]
    return [listed, *papers]


def _step(each: AccountsEntry) -> Cells:
    return (each.year_end, STEP_WORDS[each.step], each.day, each.reference, *_figures(each), each.note,
            each.recorded_at, each.recorded_by)  # fmt: skip


def _figures(each: AccountsEntry) -> Iterator[str]:
    given = (each.net_result, each.carried_forward, each.legal_reserve, each.other_reserves, each.balance_total)
    return (plain_amount(cents) if cents is not None else "" for cents in given)
