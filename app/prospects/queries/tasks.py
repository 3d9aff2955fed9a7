"""What waits: enquiries without an answer, next steps that are due, prospects without one, who was asked to stay."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, exists, type_coerce
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.admissions.models import Application
from app.core.values import Role
from app.organs import queries as organs
from app.organs.rules import Organ
from app.prospects.models import NextStep, Prospect, ProspectTalk
from app.prospects.queries.prospects import RECEIVED_ON, is_shown, rows
from app.prospects.rules import LIVE, Stage

DUE_WITHIN = timedelta(days=7)
"""How long before its day a next step stands on the desk."""


def _kept() -> Select[Any]:
    return rows().where(Prospect.erased_at.is_(None))


def to_answer() -> Select[Any]:
    """Prospects that asked and with whom nobody has talked, the earliest first (R-NEED-06)."""
    talked = exists().where(ProspectTalk.prospect_id == Prospect.id)
    waiting = _kept().where(is_shown(Stage.NEW), ~talked, NextStep.id.is_(None))
    return waiting.order_by(RECEIVED_ON, Prospect.id)


def to_do(today: date, owner_id: int | None) -> Select[Any]:
    """Next steps due within a week or late, the earliest first: those of one person, or of everybody (R-NEED-06)."""
    due = _kept().where(NextStep.due_on <= today + DUE_WITHIN, is_shown(*LIVE))
    due = due.where(NextStep.owner_id == owner_id) if owner_id is not None else due
    return due.order_by(NextStep.due_on, Prospect.id)


def without_step() -> Select[Any]:
    """Prospects in talk for whom nobody has said what comes next (R-NEED-06)."""
    under_way = is_shown(Stage.IN_TALK, Stage.WANTS)
    begun = type_coerce(Application.state, String).is_(None)
    return _kept().where(under_way, NextStep.id.is_(None), begun).order_by(Prospect.id)


def asked_to_stay() -> Select[Any]:
    """Prospects that were asked whether their data are to be kept and have not answered (R-GDPR-03)."""
    return _kept().where(Prospect.asked_until.is_not(None)).order_by(Prospect.asked_until, Prospect.id)


def owners_on(session: Session, day: date) -> list[tuple[int, str]]:
    """Who may take a next step on a day: office and board, with a login that is open; by name."""
    directors = [each.party_id for each in organs.offices_on(session, Organ.BOARD, day)]
    board = {each.id for each in accounts.accounts_of_parties(session, directors).values() if not each.disabled_at}
    ids = board | accounts.accounts_granted_on(session, Role.OFFICE, day)
    found = [accounts.get_account(session, account_id) for account_id in ids]
    return sorted(((each.id, each.party.display_name) for each in found), key=lambda pair: (pair[1], pair[0]))
