"""Proof of dispatch: who was told of an assembly, on which way and when, as a document (R-GV-02, R-AUD-02)."""

from collections.abc import Iterator
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
_COLUMNS_TO_MEMBERS = (
    Column("Nr.", 8), Column("Mitglied", 36), Column("Weg", 12), Column("Versandt", 13),
    Column("Zugang", 13, Align.RIGHT), Column("Stand", 18),
)  # fmt: skip
_ADDRESS = 3
"""Which column names the address to which something was sent."""
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


def proof_of(session: Session, dispatch: Dispatch, now: datetime, is_annex: bool = False) -> ReportFacts:
    """The list of who was told of a dispatch, as it stands now (R-GV-02, R-MIN-04).

    `is_annex`: as every member reads it in the minutes, by way, time and state alone; addresses stay in the office's
    own proof (§ 47 (4) GenG; R-GDPR-02).
    """
    today = local(now).date()
    found, total = queries.deliveries(session, dispatch, today, wanted=Ordered(sort="number"))
    what, cells = DISPATCH_KIND_WORDS[dispatch.kind], [_row(each) for each in found]
    columns = _COLUMNS_TO_MEMBERS if is_annex else _COLUMNS
    if is_annex:
        cells = [(*row[:_ADDRESS], *row[_ADDRESS + 1 :]) for row in cells]
    return ReportFacts(
        cooperative=organs.letterhead_on(session, today).cooperative, number=f"{what} {dispatch.sequence + 1}",
        heading=f"{TITLE}: {what}" if is_annex else str(TITLE),
        subtitle=f"{what} der Generalversammlung am {long_day(dispatch.meets_on)}", made_at=now,
        rows=tuple(_rows(session, dispatch, total, now)), tables=(Table("", columns, tuple(cells)),),
        closing=(_RECEIPT,),
    )


def _rows(session: Session, dispatch: Dispatch, total: int, now: datetime) -> Iterator[Row]:
    """When and where what was told, in which paper, and to how many it went in time."""
    counts = queries.counts_of(session, dispatch, local(now).date())
    when = f"{long_day(dispatch.meets_on)}, {dispatch.begins_at:%H:%M} Uhr"
    yield Row("Mitgeteilt am", f"{long_day(dispatch.told_at)}, {clock_time(dispatch.told_at)}, von {dispatch.told_by}")
    if dispatch.published_on:
        yield Row("Bekannt gemacht", f"{dispatch.published_in}, {long_day(dispatch.published_on)}")
    yield Row("Versammlung", ", ".join(filter(None, (when, dispatch.place))))
    if dispatch.receipt_by:
        yield Row("Zugang spätestens", long_day(dispatch.receipt_by))
    yield Row("Mitglieder", count(total))
    yield Row("Versandt", count(counts[NotificationState.SENT]))
    if kept := counts[NotificationState.KEPT]:
        yield Row("Einbehalten, nicht versandt", count(kept))
    yield Row("Nicht erreicht", count(counts[OPEN]))
    yield Row("Verspätet", count(counts[LATE]))
    yield Row("Stand", f"{long_day(now)}, {clock_time(now)}")


def _row(each: Delivery) -> tuple[str, ...]:
    state = NOTIFICATION_STATE_WORDS[each.state]
    return (
        member_number(each.number), each.name, NOTIFIED_BY_WORDS[each.channel] if each.channel else "", each.address,
        written(local(each.sent_at).date()) if each.sent_at else "",
        written(each.received_on) if each.received_on else "", f"{state}, verspätet" if each.is_late else state,
    )
