"""Fills the fictional cooperative, through the rooms' own actions."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account


def is_filled(session: Session) -> bool:
    """Say whether the fictional cooperative is there."""
    return session.scalar(select(Account.id).limit(1)) is not None


def fill(session: Session, now: datetime) -> None:
    """Found the fictional cooperative and let it live until today."""


def welcome(address: str) -> str:
    """What the command prints: where the demo is, and who can sign in."""
    return f"Genokontor zeigt sich unter {address}"
