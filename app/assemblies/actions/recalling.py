"""What did not leave the house yet is recalled once it is no longer so: letters in the tray, mails that wait (R-GV-02).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.assemblies import queries
from app.assemblies.models import Assembly, Undelivered
from app.assemblies.rules import UndeliveredKind
from app.core import outbox
from app.core.values import Actor, German

WHY = German("Die Versammlung findet so nicht mehr statt")
PORTION = 500


def recall(session: Session, assembly: Assembly, actor: Actor, now: datetime) -> int:
    """Let nothing leave the house any more of what was told of an assembly so far; gives how many were not told.

    What is on its way at this moment goes out; of it the members are told that it is no longer so.
    """
    rows = queries.told_so_far(session, assembly)
    by_mail = {row.mail_id: row.id for row in rows if row.mail_id}
    by_letter = {row.letter_id: row.id for row in rows if row.letter_id}
    kept = [by_mail[mail_id] for mail_id in outbox.recall(session, list(by_mail), WHY, now)]
    waiting = _letters(session, list(by_letter), Standing.VALID)
    archive.withdraw_all(session, waiting, WHY, actor, now)
    kept += [by_letter[letter_id] for letter_id in _letters(session, waiting, Standing.VOID)]
    noted = {"kind": UndeliveredKind.RECALLED, "why": str(WHY), "noted_at": now, "noted_by": actor.name}
    if kept:
        session.execute(insert(Undelivered), [{"notification_id": each, **noted} for each in kept])
    return len(kept)


def _letters(session: Session, letter_ids: Sequence[int], standing: Standing) -> list[int]:
    """Which of these letters stand so."""
    found: list[int] = []
    for start in range(0, len(letter_ids), PORTION):
        some = letter_ids[start : start + PORTION]
        letters = select(IssuedDocument.id).where(IssuedDocument.id.in_(some), IssuedDocument.standing == standing)
        found += session.scalars(letters)
    return found
