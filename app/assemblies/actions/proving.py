"""Proof of dispatch: who was told of an assembly, on which way and when, as a document (R-GV-02, R-AUD-02)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.assemblies import queries
from app.assemblies.actions.holding import subject_of
from app.assemblies.models import Dispatch
from app.assemblies.queries import LATE, OPEN, Delivery, Ordered
from app.assemblies.rules import DISPATCH_KIND_WORDS, NOTIFICATION_STATE_WORDS, NOTIFIED_BY_WORDS, NotificationState
from app.core.formats import clock_time, count, local, long_day, member_number
from app.core.formats import day as written
from app.core.values import Actor, German
from app.organs import queries as organs
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table

TITLE = German("Nachweis des Versands")
_COLUMNS = (
    Column("Nr.", 7), Column("Mitglied", 22), Column("Weg", 9), Column("An", 28), Column("Versandt", 11),
    Column("Zugang", 11, Align.RIGHT), Column("Stand", 12),
)  # fmt: skip
_RECEIPT = (
    "Zugang: bei E-Mails der Tag des Versands, bei Briefen der Tag, an dem sie nach der Satzung als zugegangen gelten."
    " Einbehalten ist eine E-Mail, solange kein Mailserver eingestellt ist."
)


def issue_proof(session: Session, dispatch: Dispatch, actor: Actor, now: datetime) -> IssuedDocument:
    """Issue the list of who was told of a dispatch, as it stands now; long ones are printed by a job (R-GV-02)."""
    return archive.issue(
        session, kind="report", facts=proof_of(session, dispatch, now), title=German(TITLE, written(dispatch.meets_on)),
        subject=subject_of(dispatch.assembly), actor=actor, now=now,
    )


def proof_of(session: Session, dispatch: Dispatch, now: datetime) -> ReportFacts:
    """The list of who was told of a dispatch, as it stands now (R-GV-02, R-MIN-04)."""
    today = local(now).date()
    found, total = queries.deliveries(session, dispatch, today, wanted=Ordered(sort="number"))
    counts, what = queries.counts_of(session, dispatch, today), DISPATCH_KIND_WORDS[dispatch.kind]
    kept = counts[NotificationState.KEPT]
    when = f"{long_day(dispatch.meets_on)}, {dispatch.begins_at:%H:%M} Uhr"
    rows = (
        Row("Mitgeteilt am", f"{long_day(dispatch.told_at)}, {clock_time(dispatch.told_at)}, von {dispatch.told_by}"),
        Row("Versammlung", ", ".join(filter(None, (when, dispatch.place)))),
        *([Row("Zugang spätestens", long_day(dispatch.receipt_by))] if dispatch.receipt_by else []),
        Row("Mitglieder", count(total)), Row("Versandt", count(counts[NotificationState.SENT])),
        *([Row("Einbehalten, nicht versandt", count(kept))] if kept else []),
        Row("Nicht erreicht", count(counts[OPEN])), Row("Verspätet", count(counts[LATE])),
        Row("Stand", f"{long_day(now)}, {clock_time(now)}"),
    )
    return ReportFacts(
        cooperative=organs.letterhead_on(session, today).cooperative, number=f"{what} {dispatch.sequence + 1}",
        heading=str(TITLE), subtitle=f"{what} der Generalversammlung am {long_day(dispatch.meets_on)}", made_at=now,
        rows=rows, tables=(Table("", _COLUMNS, tuple(_row(each) for each in found)),),
        closing=(_RECEIPT,),
    )


def _row(each: Delivery) -> tuple[str, ...]:
    state = NOTIFICATION_STATE_WORDS[each.state]
    return (
        member_number(each.number), each.name, NOTIFIED_BY_WORDS[each.channel] if each.channel else "", each.address,
        written(local(each.sent_at).date()) if each.sent_at else "",
        written(each.received_on) if each.received_on else "", f"{state}, verspätet" if each.is_late else state,
    )
