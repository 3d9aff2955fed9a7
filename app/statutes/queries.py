"""Reads of the statute's versions, the fiscal years and the house data."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.core import files, journal
from app.core.db import THE_DAY
from app.core.formats import day as written
from app.core.values import NotFound
from app.statutes.models import FiscalYearRow, HouseData, StatuteParameter, StatuteVersion, YearClose
from app.statutes.rules import (
    ONE_DAY,
    FiscalYear,
    HouseFacts,
    NoStatute,
    ParameterKey,
    Splitting,
    Statute,
    parts_of,
    statute_from,
)

REGISTERED = "statute.registered"
"""The act by which a registration is noted, as the journal names it."""


def in_force() -> Select[StatuteVersion]:
    """The registered versions in whose place no registered correction stands (R-STA-03)."""
    correction = aliased(StatuteVersion)
    replaced = select(correction.corrects_id).where(
        correction.corrects_id.is_not(None), correction.registered_on.is_not(None)
    )
    return select(StatuteVersion).where(StatuteVersion.registered_on.is_not(None), StatuteVersion.id.not_in(replaced))


_REGISTERED_ON = in_force().where(StatuteVersion.registered_on <= THE_DAY)
_IN_FORCE_ON = _REGISTERED_ON.order_by(StatuteVersion.registered_on.desc()).limit(1)
_FIRM_ON = select(StatuteParameter.value).where(
    StatuteParameter.version_id == _IN_FORCE_ON.with_only_columns(StatuteVersion.id).scalar_subquery(),
    StatuteParameter.key == ParameterKey.FIRM,
)
_VERSION_ON = _IN_FORCE_ON.with_only_columns(StatuteVersion.id).subquery()
_SAID_ON = select(StatuteParameter.key, StatuteParameter.value).select_from(
    _VERSION_ON.outerjoin(StatuteParameter, StatuteParameter.version_id == _VERSION_ON.c.id)
)


def versions(session: Session) -> Sequence[StatuteVersion]:
    """All versions of the statute, the latest resolved first."""
    found = select(StatuteVersion).order_by(StatuteVersion.resolved_on.desc(), StatuteVersion.id.desc())
    return session.scalars(found).all()


def same_version(session: Session, title: str, resolved_on: date) -> str:
    """The version of this title and day that is recorded already, in words; empty where none is."""
    known = select(StatuteVersion).where(StatuteVersion.title == title, StatuteVersion.resolved_on == resolved_on)
    found = session.scalars(known.limit(1)).first()
    return f"{found.title} ({written(found.resolved_on)})" if found else ""


def get_version(session: Session, version_id: int) -> StatuteVersion:
    """A version of the statute; raises NotFound."""
    found = session.get(StatuteVersion, version_id)
    if found is None:
        raise NotFound("Diese Fassung der Satzung gibt es nicht.")
    return found


def find_version_on(session: Session, day: date) -> StatuteVersion | None:
    """The version registered last on or before a day (§ 16 (6) GenG; R-STA-03)."""
    return session.scalars(_IN_FORCE_ON, {"day": day}).first()


def get_version_on(session: Session, day: date) -> StatuteVersion:
    """The version in force on a day; raises Refusal where none was registered by then."""
    found = find_version_on(session, day)
    if found is None:
        raise _none_in_force(day)
    return found


def _none_in_force(day: date) -> NoStatute:
    return NoStatute("Am {day} ist keine eingetragene Satzung hinterlegt.", day=written(day))


def find_version_before(session: Session, version: StatuteVersion) -> StatuteVersion | None:
    """The version that a version follows: the one it corrects, or in force before it, or the latest registered."""
    if version.corrects is not None:
        return version.corrects
    earlier = in_force().where(StatuteVersion.id != version.id)
    if version.registered_on is not None:
        earlier = earlier.where(StatuteVersion.registered_on < version.registered_on)
    return session.scalars(earlier.order_by(StatuteVersion.registered_on.desc()).limit(1)).first()


def splitting_by(session: Session, version: StatuteVersion, day: date) -> Splitting | None:
    """How a version splits the shares, or would, were it registered on a day; None where it does not (§ 22b GenG).

    Refused where its share is not the former one divided by a whole number (R-SHR-09).
    """
    if not version.splits_shares:
        return None
    earlier = in_force().where(
        StatuteVersion.registered_on < day, StatuteVersion.id.not_in((version.id, version.corrects_id or 0))
    )
    former = session.scalars(earlier.order_by(StatuteVersion.registered_on.desc()).limit(1)).first()
    before = statute_of(former).share_amount if former else None
    return Splitting(day, parts_of(before, statute_of(version).share_amount), version.id)


def splittings(session: Session, since: date = date.min) -> list[Splitting]:
    """Every splitting of the shares by the versions in force, after a day, the earliest first (R-SHR-09)."""
    found = in_force().where(StatuteVersion.splits_shares.is_(True), StatuteVersion.registered_on > since)
    versions = session.scalars(found.order_by(StatuteVersion.registered_on)).all()
    each = (splitting_by(session, version, version.registered_on) for version in versions if version.registered_on)
    return [splitting for splitting in each if splitting is not None]


def last_day_of(session: Session, version: StatuteVersion, first_day: date) -> date:
    """The last day on which a version holds, or would, were it registered on a day; the eve of the next one's."""
    later = in_force().where(
        StatuteVersion.registered_on > first_day, StatuteVersion.id.not_in((version.id, version.corrects_id or 0))
    )
    after = session.scalar(later.with_only_columns(func.min(StatuteVersion.registered_on)))
    return after - ONE_DAY if after else date.max


def registered_at(session: Session, version: StatuteVersion) -> datetime | None:
    """When it was noted here that a version is registered; None where it is not."""
    noted = (each.at for each in journal.lines_about(session, f"statute:{version.id}") if each.act == REGISTERED)
    return next(noted, None)


def values_of(version: StatuteVersion) -> dict[str, object]:
    """What a version says, by key, as recorded; keys on which it is silent are not there."""
    return {parameter.key.value: parameter.value for parameter in version.parameters}


def clauses_of(version: StatuteVersion) -> dict[str, str]:
    """Where a version says it, by key: `§ 37 Abs. 1`."""
    return {parameter.key.value: parameter.clause for parameter in version.parameters if parameter.clause}


def statute_of(version: StatuteVersion) -> Statute:
    """A version as the rules read it."""
    return statute_from(values_of(version))


def statute_on(session: Session, day: date) -> Statute:
    """The statute in force on a day; raises Refusal where none was registered by then."""
    found = find_statute_on(session, day)
    if found is None:
        raise _none_in_force(day)
    return found


def find_statute_on(session: Session, day: date) -> Statute | None:
    """The statute in force on a day, if one was registered by then; read by one statement, past the objects."""
    said = session.execute(_SAID_ON, {"day": day}).all()
    return statute_from({key.value: value for key, value in said if key}) if said else None


def name_on(session: Session, day: date) -> str:
    """How the cooperative is called for short: its short name, or the firm by the statute; empty before the set-up."""
    short = session.scalar(select(HouseData.short_name))
    if short:
        return str(short)
    return str(session.scalar(_FIRM_ON, {"day": day}) or "")


def document_of(version: StatuteVersion) -> bytes:
    """The PDF of a version; raises NotFound where none was handed in."""
    if version.document_sha256 is None:
        raise NotFound("Zu dieser Fassung ist noch kein PDF abgelegt.")
    return files.get(version.document_sha256)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a version's PDF or the logo consists of these bytes."""
    printed = select(StatuteVersion.id).where(StatuteVersion.document_sha256 == sha256)
    drawn = select(HouseData.id).where(HouseData.logo_sha256 == sha256)
    return any(session.scalar(found.limit(1)) for found in (printed, drawn))


def fiscal_years(session: Session) -> list[FiscalYear]:
    """All fiscal years entered, the earliest first."""
    rows = session.scalars(select(FiscalYearRow).order_by(FiscalYearRow.first_day))
    return [FiscalYear(row.first_day, row.last_day) for row in rows]


def closings_of(session: Session, year_end: date) -> Sequence[YearClose]:
    """How often a fiscal year was closed and opened again, in the order in which it was."""
    return session.scalars(select(YearClose).where(YearClose.year_end == year_end).order_by(YearClose.turn)).all()


_LATER = aliased(YearClose)
_REOPENED = exists().where(_LATER.year_end == YearClose.year_end, _LATER.turn > YearClose.turn)
_CLOSED_THROUGH = select(func.max(YearClose.year_end)).where(YearClose.note == "", ~_REOPENED)


def closed_through(session: Session) -> date | None:
    """The last day of the years that are closed for entries; None where none is."""
    return session.scalar(_CLOSED_THROUGH)


def house(session: Session) -> HouseData:
    """The house data; an empty object, not yet stored, where nothing was entered."""
    return session.get(HouseData, 1) or HouseData(
        id=1, logo_sha256=None, logo_mimetype="", **{**vars(HouseFacts()), "regions": []}
    )


def house_facts(session: Session) -> HouseFacts:
    """The house data as plain facts."""
    row = house(session)
    values = {each.name: getattr(row, each.name) for each in fields(HouseFacts)}
    return HouseFacts(**{**values, "regions": tuple(row.regions)})


def logo(session: Session) -> bytes | None:
    """The logo's bytes, if there is one."""
    digest = house(session).logo_sha256
    return files.get(digest) if digest else None
