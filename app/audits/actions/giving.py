"""Let somebody audit a period, for a time, and end that early (§§ 53, 57 GenG; R-GDPR-02)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.audits import queries, rules
from app.audits.models import AuditAssignment
from app.audits.rules import Period
from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal


def assign(
    session: Session, account_id: int, occasion: str, period: Period, access_until: date, actor: Actor, now: datetime
) -> AuditAssignment:
    """Let somebody with the role of an auditor audit a period; when every audit is over, the role opens nothing."""
    today = local(now).date()
    rules.check_period(period, today, queries.earliest_day(session, today))
    rules.check_access_until(access_until, today)
    account = accounts.get_account(session, account_id)
    if account not in queries.auditors(session, today):
        name = account.party.display_name
        raise rules.AuditorRefusal("{name} hat die Rolle Prüfung nicht; die Verwaltung erteilt sie.", name=name)
    one_at_a_time(session, f"audits of {account.id}")
    before = queries.find_open(session, account.id, period, today)
    rules.check_not_given(before.occasion if before else "", before.access_until if before else None)
    given = AuditAssignment(
        account_id=account.id, occasion=occasion.strip()[: rules.MAX_OCCASION], first_day=period.first_day,
        last_day=period.last_day, access_until=access_until, given_at=now, given_by=actor.name,
    )
    session.add(given)
    session.flush()
    summary = Told(
        "{name} prüft {first} bis {last}, Zugang bis {until}", name=account.party.display_name,
        first=written(period.first_day), last=written(period.last_day), until=written(access_until),
    )
    journal.record(session, actor, "audit.assigned", subject_of(given), now, summary, account=account.id)
    return given


def end_assignment(session: Session, assignment: AuditAssignment, actor: Actor, now: datetime) -> AuditAssignment:
    """End an auditor's access today; refused where it is over."""
    today = local(now).date()
    session.refresh(assignment, with_for_update=True)
    if not queries.has_access(assignment, today):
        raise Refusal("Dieser Zugang ist schon zu Ende.")
    assignment.ended_on, assignment.ended_by = today, actor.name
    name = assignment.account.party.display_name
    session.flush()
    summary = Told("Zugang zur Prüfung beendet: {name}", name=name)
    journal.record(session, actor, "audit.ended", subject_of(assignment), now, summary)
    return assignment


def subject_of(assignment: AuditAssignment) -> str:
    """How the journal calls an audit."""
    return f"audit:{assignment.id}"
