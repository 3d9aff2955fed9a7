"""Reads of the statute's versions, the fiscal years and the house data."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache, lru_cache

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, Text, and_, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.core import files
from app.core.db import THE_DAY, THE_MOMENT, Moment
from app.core.formats import day as written
from app.core.values import Cents, NotFound
from app.statutes.models import FiscalYearRow, HouseData, StatuteParameter, StatuteVersion, YearClose
from app.statutes.rules import (
    ONE_DAY,
    FiscalYear,
    HouseFacts,
    NoStatute,
    ParameterKey,
    Reduction,
    Splitting,
    Statute,
    parts_of,
    reduction_of,
    statute_from,
)


def in_force(known_at: Moment | None = None) -> Select[StatuteVersion]:
    """The registered versions in whose place no registered correction stands, as known at a moment (R-STA-03)."""
    correction = aliased(StatuteVersion)
    replaced = select(correction.corrects_id).where(correction.corrects_id.is_not(None), _noted(correction, known_at))
    return select(StatuteVersion).where(_noted(StatuteVersion, known_at), StatuteVersion.id.not_in(replaced))


def _noted(version: type[StatuteVersion], known_at: Moment | None) -> ColumnElement[bool]:
    """The condition that a version is registered, and that this had been noted by a moment."""
    return version.registered_on.is_not(None) if known_at is None else version.registered_at <= known_at


_REGISTERED_ON = in_force().where(StatuteVersion.registered_on <= THE_DAY)
_IN_FORCE_ON = _REGISTERED_ON.order_by(StatuteVersion.registered_on.desc()).limit(1)
_FIRM_ON = select(StatuteParameter.value).where(
    StatuteParameter.version_id == _IN_FORCE_ON.with_only_columns(StatuteVersion.id).scalar_subquery(),
    StatuteParameter.key == ParameterKey.FIRM,
)
_NAMES_ON = select(select(HouseData.short_name).scalar_subquery(), _FIRM_ON.scalar_subquery())


@cache
def _said_on(dialect: str, as_known: bool) -> Select[str | None]:
    """What the version in force on a day says, also as known at a moment: one text with every key, empty where none."""
    begun = in_force(THE_MOMENT if as_known else None).where(StatuteVersion.registered_on <= THE_DAY)
    newest = begun.order_by(StatuteVersion.registered_on.desc()).limit(1)
    version, said = newest.with_only_columns(StatuteVersion.id).subquery(), StatuteParameter
    if dialect == "postgresql":
        gathered = func.json_object_agg(said.key, said.value)
    else:
        gathered = func.json_group_object(said.key, func.json(said.value))
    found = select(cast(gathered.filter(said.key.is_not(None)), Text))
    return found.select_from(version.outerjoin(said, said.version_id == version.c.id)).group_by(version.c.id)


def _splitting_after(known_at: Moment | None = None) -> Select[StatuteVersion]:
    """The versions in force that split the shares after a day, as known at a moment, the earliest first."""
    splits = StatuteVersion.splits_shares.is_(True), StatuteVersion.registered_on > THE_DAY
    return in_force(known_at).where(*splits).order_by(StatuteVersion.registered_on)


_SPLITTING_AFTER, _SPLITTING_AFTER_AS_KNOWN = _splitting_after(), _splitting_after(THE_MOMENT)


def versions(session: Session) -> Sequence[StatuteVersion]:
    """All versions of the statute, the latest resolved first."""
    found = select(StatuteVersion).order_by(StatuteVersion.resolved_on.desc(), StatuteVersion.id.desc())
    return session.scalars(found).all()


def versions_known(session: Session, day: date) -> list[StatuteVersion]:
    """Every version resolved by a day, newest first: what an audit that ends with the day knows of."""
    return [version for version in versions(session) if version.resolved_on <= day]


def get_version_known(session: Session, version_id: int, day: date) -> StatuteVersion:
    """A version that was resolved by a day; raises NotFound for others, as for one that is not there."""
    found = get_version(session, version_id)
    if found.resolved_on > day:
        raise NotFound("Diese Fassung der Satzung gibt es nicht.")
    return found


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


def find_first_version(session: Session) -> StatuteVersion | None:
    """The version registered first (§ 13 GenG; R-STA-03)."""
    return session.scalars(in_force().order_by(StatuteVersion.registered_on, StatuteVersion.id).limit(1)).first()


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


def splitting_by(
    session: Session, version: StatuteVersion, day: date, known_at: datetime | None = None
) -> Splitting | None:
    """How a version splits the shares, or would, were it registered on a day; None where it does not (§ 22b GenG).

    What it follows is read as known at a moment. Refused where its share is not the former one divided by a whole
    number (R-SHR-09).
    """
    if not version.splits_shares:
        return None
    former = find_version_split(session, version, day, known_at)
    before = statute_of(former).share_amount if former else None
    parts = parts_of(before, statute_of(version).share_amount, version.title)
    return Splitting(day, parts, version.id, _split_noted_at(version))


def find_version_split(
    session: Session, version: StatuteVersion, day: date, known_at: datetime | None = None
) -> StatuteVersion | None:
    """The version whose shares a version splits, or would, were it registered on a day: in force on the eve."""
    earlier = in_force(known_at).where(
        StatuteVersion.registered_on < day, StatuteVersion.id.not_in((version.id, version.corrects_id or 0))
    )
    return session.scalars(earlier.order_by(StatuteVersion.registered_on.desc()).limit(1)).first()


def find_reduction(session: Session, version: StatuteVersion, day: date) -> Reduction | None:
    """The smaller share of a version that might as well split the former ones, were it registered on a day (§ 22 GenG).
    """
    former = find_version_split(session, version, day)
    before = statute_of(former).share_amount if former else None
    return reduction_of(before, statute_of(version).share_amount, version.splits_shares)


def _split_noted_at(version: StatuteVersion) -> datetime | None:
    """When a splitting was noted here: with the version itself, or with one it corrects that splits just so."""
    wrong, amount = version.corrects, statute_of(version).share_amount
    splits = wrong is not None and wrong.splits_shares and statute_of(wrong).share_amount == amount
    if wrong is not None and splits and wrong.registered_on == version.registered_on:
        return _split_noted_at(wrong)
    return version.registered_at


def days_of_splittings(session: Session) -> Sequence[date]:
    """The days of every registered version that splits the shares, those corrected since among them."""
    found = select(StatuteVersion.registered_on).where(
        StatuteVersion.splits_shares.is_(True), StatuteVersion.registered_on.is_not(None)
    )
    return [day for day in session.scalars(found.distinct()) if day is not None]


def corrected_splittings(session: Session, day: date) -> Sequence[int]:
    """The versions registered on a day that were to split the shares and are corrected since; their ids."""
    found = select(StatuteVersion).where(StatuteVersion.registered_on == day, StatuteVersion.splits_shares.is_(True))
    return [each.id for each in session.scalars(found.order_by(StatuteVersion.id)) if each.is_corrected]


def splittings(session: Session, since: date = date.min, known_at: datetime | None = None) -> list[Splitting]:
    """Every splitting of the shares by the versions in force, after a day, the earliest first (R-SHR-09).

    As known at a moment, where one is given (R-REG-06).
    """
    found = _SPLITTING_AFTER if known_at is None else _SPLITTING_AFTER_AS_KNOWN
    versions = session.scalars(found, {"day": since, "known_at": known_at}).all()
    each = (
        splitting_by(session, version, version.registered_on, known_at) for version in versions if version.registered_on
    )
    return [splitting for splitting in each if splitting is not None]


def splittings_with(session: Session, version: StatuteVersion, day: date) -> list[Splitting]:
    """Every splitting there would be, were a version registered on a day, in place of the one it corrects (R-SHR-09).

    Refused where a share is then no longer the former one divided by a whole number.
    """
    others = in_force().where(StatuteVersion.id.not_in((version.id, version.corrects_id or 0)))
    days = [(each.registered_on, each) for each in session.scalars(others) if each.registered_on is not None]
    in_order = sorted([*days, (day, version)], key=lambda pair: pair[0])
    amounts = [statute_of(each).share_amount for _day, each in in_order]
    return [
        Splitting(since, parts_of(before, amount, each.title), each.id)
        for (since, each), before, amount in zip(in_order, [None, *amounts[:-1]], amounts, strict=True)
        if each.splits_shares
    ]


def last_day_of(session: Session, version: StatuteVersion, first_day: date) -> date:
    """The last day on which a version holds, or would, were it registered on a day; the eve of the next one's."""
    after = find_version_after(session, version, first_day)
    return after.registered_on - ONE_DAY if after and after.registered_on else date.max


def find_version_after(session: Session, version: StatuteVersion, first_day: date) -> StatuteVersion | None:
    """The version in force that follows one, which holds, or would, from a day on."""
    later = in_force().where(
        StatuteVersion.registered_on > first_day, StatuteVersion.id.not_in((version.id, version.corrects_id or 0))
    )
    return session.scalars(later.order_by(StatuteVersion.registered_on).limit(1)).first()


def values_of(version: StatuteVersion) -> dict[str, object]:
    """What a version says, by key, as recorded; keys on which it is silent are not there."""
    return {parameter.key.value: parameter.value for parameter in version.parameters}


def clauses_of(version: StatuteVersion) -> dict[str, str]:
    """Where a version says it, by key: `§ 37 Abs. 1`."""
    return {parameter.key.value: parameter.clause for parameter in version.parameters if parameter.clause}


def statute_of(version: StatuteVersion) -> Statute:
    """A version as the rules read it."""
    return statute_from(values_of(version))


def share_amounts(session: Session, known_at: datetime | None = None) -> list[tuple[str, date, Cents]]:
    """What the registered versions say that a share amounts to, each with its title and the day from which it holds.

    As known at a moment, where one is given (R-REG-06).
    """
    found = session.scalars(in_force(known_at).order_by(StatuteVersion.registered_on, StatuteVersion.id))
    return [(each.title, each.registered_on, statute_of(each).share_amount) for each in found if each.registered_on]


def share_amount_since(session: Session) -> date:
    """From which day on a share comes to what it comes to by the version in force last; a statute must be there."""
    told = share_amounts(session)
    since = told[-1][1]
    for _title, day, cents in reversed(told):
        if cents != told[-1][2]:
            break
        since = day
    return since


def statute_on(session: Session, day: date, known_at: datetime | None = None) -> Statute:
    """The statute in force on a day, as known at a moment; raises Refusal where none was registered by then."""
    found = find_statute_on(session, day, known_at)
    if found is None:
        raise _none_in_force(day)
    return found


def find_statute_on(session: Session, day: date, known_at: datetime | None = None) -> Statute | None:
    """The statute in force on a day, if one was registered by then; read by one statement, past the objects.

    As known at a moment, a version holds only if its registration had been noted here by then, and a correction stands
    in its place only since its own had (R-STA-03, R-REG-06).
    """
    asked = {"day": day} if known_at is None else {"day": day, "known_at": known_at}
    said = session.execute(_said_on(session.get_bind().dialect.name, known_at is not None), asked).first()
    return _statute_saying(said[0] or "{}") if said else None


def find_statute_without(session: Session, resolved_on: date, day: date) -> Statute | None:
    """The statute of a day without what was resolved on a day or after it; None where none was in force (R-EXIT-06)."""
    earlier = in_force().where(StatuteVersion.registered_on <= day, StatuteVersion.resolved_on < resolved_on)
    found = session.scalars(earlier.order_by(StatuteVersion.registered_on.desc()).limit(1)).first()
    return statute_of(found) if found else None


@lru_cache(maxsize=64)
def _statute_saying(said: str) -> Statute:
    """The statute that says this, built once for the same words: it is asked for with every page and every vote."""
    return statute_from(json.loads(said))


def heirs_continue_since(session: Session) -> list[tuple[date, bool]]:
    """From which day on the statutes let heirs go on with a membership, or do not, in order (§ 77 (2) GenG)."""
    said = StatuteParameter.version_id == StatuteVersion.id, StatuteParameter.key == ParameterKey.HEIRS_CONTINUE
    found = in_force().outerjoin(StatuteParameter, and_(*said)).with_only_columns(
        StatuteVersion.registered_on, StatuteParameter.value
    )
    in_order = session.execute(found.order_by(StatuteVersion.registered_on, StatuteVersion.id))
    return [(day, bool(value)) for day, value in in_order if day is not None]


def share_amount_on(day: date) -> ScalarSelect[int]:
    """What the statute in force on a day says one share comes to, in cents, for use in larger queries (§ 7 GenG)."""
    newest = in_force().where(StatuteVersion.registered_on <= day).order_by(StatuteVersion.registered_on.desc())
    version = newest.limit(1).with_only_columns(StatuteVersion.id).scalar_subquery()
    said = (StatuteParameter.version_id == version, StatuteParameter.key == ParameterKey.SHARE_AMOUNT)
    return select(cast(cast(StatuteParameter.value, Text), BigInteger)).where(*said).scalar_subquery()


def share_amount_has_changed() -> ColumnElement[bool]:
    """The condition that not all versions say the same of what a share comes to, for use in larger queries (§ 7)."""
    amount = cast(cast(StatuteParameter.value, Text), BigInteger)
    said = in_force().join(StatuteParameter, StatuteParameter.version_id == StatuteVersion.id)
    amounts = said.where(StatuteParameter.key == ParameterKey.SHARE_AMOUNT).order_by(None)
    return amounts.with_only_columns(func.count(amount.distinct())).scalar_subquery() > 1


def last_raised_on(day: date) -> ScalarSelect[date]:
    """The last day up to a day since which a share comes to more than it once did, for use in larger queries (§ 7)."""
    amount = cast(cast(StatuteParameter.value, Text), BigInteger).label("amount")
    said = (
        in_force().where(StatuteVersion.registered_on <= day)
        .join(StatuteParameter, StatuteParameter.version_id == StatuteVersion.id)
        .where(StatuteParameter.key == ParameterKey.SHARE_AMOUNT)
        .with_only_columns(StatuteVersion.registered_on, amount)
    )
    version, before = said.subquery(), said.subquery()
    is_raise = exists().where(before.c.registered_on < version.c.registered_on, before.c.amount < version.c.amount)
    return select(func.max(version.c.registered_on)).where(is_raise).scalar_subquery()


def name_on(session: Session, day: date) -> str:
    """How the cooperative is called for short: its short name, or the firm by the statute; empty before the set-up."""
    short, firm = session.execute(_NAMES_ON, {"day": day}).one()
    return str(short or firm or "")


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
