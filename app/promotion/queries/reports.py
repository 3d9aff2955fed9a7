"""Reads of reports: the words of a year, its examples, its issues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import end_of
from app.core.values import NotFound
from app.members import queries as members
from app.needs.models import Need
from app.promotion.models import PromotionExample, PromotionIssue, PromotionText
from app.statutes.rules import FiscalYear


def texts_of(session: Session, year_end: date) -> Sequence[PromotionText]:
    """Every version of the words of a year, the newest first."""
    found = select(PromotionText).where(PromotionText.year_end == year_end).order_by(PromotionText.version.desc())
    return session.scalars(found).all()


def find_text(session: Session, year_end: date) -> PromotionText | None:
    """The words of a year as they stand; None where nobody has written any."""
    return next(iter(texts_of(session, year_end)), None)


def get_text(session: Session, year_end: date, version: int) -> PromotionText:
    """A version of them."""
    found = next((each for each in texts_of(session, year_end) if each.version == version), None)
    if found is None:
        raise NotFound("Diese Fassung gibt es nicht.")
    return found


def examples_of(session: Session, year_end: date) -> Sequence[PromotionExample]:
    """The examples of a year's report that stand, in the order in which they were added."""
    found = select(PromotionExample).where(
        PromotionExample.year_end == year_end, PromotionExample.taken_out_at.is_(None)
    )
    return session.scalars(found.order_by(PromotionExample.id)).unique().all()


def get_example(session: Session, year_end: date, example_id: int) -> PromotionExample:
    """One of them; NotFound where it was taken out."""
    found = next((each for each in examples_of(session, year_end) if each.id == example_id), None)
    if found is None:
        raise NotFound("Dieses Beispiel gibt es nicht mehr.")
    return found


def issues_of(session: Session, year_end: date) -> Sequence[PromotionIssue]:
    """Every issue of a year's report, the newest first."""
    found = select(PromotionIssue).where(PromotionIssue.year_end == year_end).order_by(PromotionIssue.turn.desc())
    return session.scalars(found).unique().all()


def examples_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """What reports tell of a member's needs, as plain structures (Art. 15, 20 DSGVO; R-GDPR-02)."""
    found = select(PromotionExample).join(Need, Need.id == PromotionExample.need_id)
    own = found.where(Need.member_id == member_id, PromotionExample.words != "").order_by(PromotionExample.id)
    return [
        {"number": each.need.number, "year_end": each.year_end, "words": each.words, "is_named": each.is_named,
         "consent": each.consent, "at": each.at, "taken_out_at": each.taken_out_at}
        for each in session.scalars(own).unique()
    ]  # fmt: skip


def unfinished(session: Session, today: date) -> FiscalYear | None:
    """The last fiscal year that is over, where needs had been raised by its end and no report on it is finished."""
    over = [each for each in members.years_until(session, today) if each.last_day < today]
    if not over or issues_of(session, over[-1].last_day):
        return None
    raised = select(Need.id).where(Need.raised_at < end_of(over[-1].last_day)).limit(1)
    return over[-1] if session.scalar(raised) is not None else None


@dataclass(frozen=True)
class Standing:
    """How far a year's report is: its newest words and its newest issue, where there are any."""

    text: PromotionText | None
    issue: PromotionIssue | None


def standings(session: Session) -> dict[date, Standing]:
    """How far the report of each year is of which there is anything."""
    versions = session.scalars(select(PromotionText).order_by(PromotionText.version))
    written = {each.year_end: each for each in versions}
    issued: dict[date, PromotionIssue] = {}
    for issue in session.scalars(select(PromotionIssue).order_by(PromotionIssue.turn)).unique():
        issued[issue.year_end] = issue
    return {
        year_end: Standing(written.get(year_end), issued.get(year_end)) for year_end in sorted({*written, *issued})
    }
