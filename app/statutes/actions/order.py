"""What every act on the statute and its years begins with."""

from sqlalchemy.orm import Session

from app.core.db import hold, next_number


def one_after_the_other(session: Session) -> None:
    """Let two people who enter at the same moment wait for each other: the rules look at all years and versions."""
    next_number(session, "statute entered")


def keep_shares_unsplit(session: Session, alone: bool = False) -> None:
    """Keep the shares from being split before this transaction is over; who splits them holds that alone (R-SHR-09).

    Whoever is entered in the register holds it: nobody can lock a member whom nobody else sees yet. Who may enter
    somebody asks for it before reading statute and shares, and before locking a member: who splits them does so, too.
    """
    hold(session, "shares are split", alone)
