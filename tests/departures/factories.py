"""Notices to test with; all people and places are invented."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.core.values import DeclarationChannel, WrittenForm
from app.departures import actions
from app.departures.models import Notice
from app.departures.rules import Declared, NoticeKind, PaperPurpose
from app.members.models import Member
from app.statutes.models import FiscalYearRow
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import a_house, a_member, paid

JOINED = date(2024, 5, 2)
PAPERS = {PaperPurpose.NOTICE: CheckedFile("Kündigung.pdf", b"%PDF-1.7 notice")}


def a_leaving_house(session: Session, **statute: Any) -> None:
    """A house set up, with the fiscal years 2024 to 2027."""
    a_house(session, **{"further_shares_allowed": True, "notice_months": 3, **statute})
    years = ((date(each, 1, 1), date(each, 12, 31)) for each in range(2024, 2028))
    session.add_all(FiscalYearRow(first_day=first_day, last_day=last_day) for first_day, last_day in years)
    session.flush()


def a_holder(session: Session, name: str = "Gemeinde Altenbruck", shares: int = 5) -> Member:
    """A member since May 2024, with shares that are paid."""
    member = a_member(session, name, shares, JOINED)
    paid(session, member, shares * 500_00, JOINED)
    return member


def declared(kind: NoticeKind = NoticeKind.ORDINARY, received_on: date = TODAY, **more: Any) -> Declared:
    """A notice that came in, signed by hand."""
    return Declared(kind, received_on, WrittenForm.SCHRIFTFORM, "Walburga Ehrenpreis", **more)


def given(
    session: Session, member: Member, kind: NoticeKind = NoticeKind.ORDINARY, now: datetime = NOW, **more: Any
) -> Notice:
    """A notice entered by the office."""
    return actions.give(session, member, declared(kind, **more), PAPERS, DeclarationChannel.OFFICE, OFFICE, now)
