"""What every act on the statute and its years begins with."""

from sqlalchemy.orm import Session

from app.core.db import next_number


def one_after_the_other(session: Session) -> None:
    """Let two people who enter at the same moment wait for each other: the rules look at all years and versions."""
    next_number(session, "statute entered")
