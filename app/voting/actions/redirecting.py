"""Where a meeting that is on goes on, and how one takes part, changed by the chair or the office (§ 43b (3), (4) GenG).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.actions import Whereabouts
from app.assemblies.models import Sitting
from app.core.formats import count
from app.core.values import Actor
from app.voting import queries
from app.voting.actions.course import happened
from app.voting.rules import CourseKind, told_change


def redirect(
    session: Session, sitting: Sitting, to: Whereabouts, reason: str, tells_absent: bool, actor: Actor, now: datetime
) -> int:
    """Lead a meeting to another room of its house or another access, at any time until its close (R-FORM-03, R-MIN-01).

    Who follows it sees that at once, and it stands in the course. `tells_absent`: who is not there gets a mail. Gives
    how many do.
    """
    assembly = assemblies.hold(session, sitting.assembly_id)
    led, changed = assemblies.redirect(session, assembly, to, reason, actor, now)
    for each in changed:
        kind = CourseKind.ROOM_CHANGED if each.what == "Ort" else CourseKind.ACCESS_CHANGED
        text = told_change(each.before, each.now, led.reason)
        happened(session, sitting, kind, text, actor, now, item=sitting.item)
    if not tells_absent:
        return 0
    away = [each.member_id for each in queries.away_with_mail(session, assembly, now)]
    number = assemblies.tell_redirected(session, led, assembly, away, actor, now)
    if number:
        whom = "Ein Mitglied, das nicht dabei ist, wird" if number == 1 else (
            f"{count(number)} Mitglieder, die nicht dabei sind, werden"
        )
        happened(session, sitting, CourseKind.NOTE, f"{whom} darüber per E-Mail benachrichtigt.", actor, now,
                 item=sitting.item)
    return number
