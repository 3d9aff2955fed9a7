"""What was settled of shares that ended goes before their end is undone (§§ 67b, 73 GenG; R-PAY-01, R-REG-05)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.values import Actor
from app.members.models import Member
from app.shares.models import ShareEntry

LetGo = Callable[[Session, ShareEntry, str, bool, Actor, datetime], None]
"""Undoes a settlement: the entry that ended the shares, the reason, whether that end was void, who, when."""

Correct = Callable[[Session, Member, str, Actor, datetime], None]
"""Tells who holds the statement of a settlement whose end was undone: the member, the reason, who, when."""

_let_go: LetGo | None = None
_correct: Correct | None = None


def hand_in_settling(let_go: LetGo, correct: Correct) -> None:
    """Name what the room above does that settles with who left; called once by the application's factory."""
    global _let_go, _correct
    _let_go, _correct = let_go, correct


def let_settlement_go(
    session: Session, entry: ShareEntry, reason: str, actor: Actor, now: datetime, is_void: bool = False
) -> None:
    """Undo what was settled of shares whose end is about to be undone, so that nothing of it is paid any more.

    `is_void`: the end never was one (§ 68 GenG), so that what was paid already is owed back (§ 812 BGB); otherwise what
    was paid stands in the way, and is taken back first.
    """
    assert _let_go is not None
    _let_go(session, entry, reason, is_void, actor, now)


def correct_statements(session: Session, member: Member, reason: str, actor: Actor, now: datetime) -> None:
    """Tell whoever holds the statement of a settlement that there was no end to settle (R-REG-05, R-DOC-05).

    Asked once the end is undone, for the letter says what the register says since; done again, it changes nothing.
    """
    assert _correct is not None
    _correct(session, member, reason, actor, now)
