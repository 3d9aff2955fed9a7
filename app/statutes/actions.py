"""What is done to the statute: versions recorded and registered, fiscal years entered, house data changed."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal
from app.statutes import queries
from app.statutes.models import FiscalYearRow, HouseData, StatuteParameter, StatuteVersion
from app.statutes.rules import (
    ONE_DAY,
    FiscalYear,
    HouseFacts,
    ParameterKey,
    check_beginning,
    check_correctable,
    check_draft,
    check_fiscal_year,
    check_house_facts,
    check_logo,
    check_next_fiscal_year,
    check_pending,
    check_statute_file,
    check_values,
    check_version_days,
    droppable_fiscal_year,
    is_unsaid,
)


@dataclass(frozen=True)
class VersionFacts:
    """A version as typed: title, day of the resolution, values and clauses by key; missing keys are not said.

    `corrects_id` names the registered version that was recorded wrongly, in whose place this one is to stand.
    """

    title: str
    resolved_on: date
    values: Mapping[str, object]
    clauses: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    corrects_id: int | None = None


def record_version(session: Session, facts: VersionFacts, actor: Actor, now: datetime) -> StatuteVersion:
    """Record a version that was resolved; it holds only once it is registered (§ 16 (6) GenG; R-STA-03).

    A correction takes over the PDF: what was resolved stays the same, and applicants are to find it at any time.
    """
    _one_after_the_other(session)
    _check(facts, now)
    wrong = queries.get_version(session, facts.corrects_id) if facts.corrects_id is not None else None
    if wrong is not None:
        check_correctable(wrong)
    version = StatuteVersion(
        title=facts.title, resolved_on=facts.resolved_on, note=facts.note, recorded_at=now,
        corrects=wrong, document_sha256=wrong.document_sha256 if wrong else None,
        document_size=wrong.document_size if wrong else None,
    )
    session.add(version)
    session.flush()
    _write_parameters(session, version, facts)
    journal.record(
        session, actor, "statute.recorded", _subject(version), now,
        Told("Fassung „{title}“ erfasst", title=version.title), resolved_on=facts.resolved_on, values=_said(facts),
    )
    return version


def change_version(
    session: Session, version: StatuteVersion, facts: VersionFacts, actor: Actor, now: datetime
) -> None:
    """Change a version that is not registered yet; a registered one is the law of its time and stays as it is."""
    _one_after_the_other(session)
    session.refresh(version)
    check_pending(version)
    _check(facts, now)
    before = queries.values_of(version)
    version.title, version.resolved_on, version.note = facts.title, facts.resolved_on, facts.note
    _write_parameters(session, version, facts)
    journal.record(
        session, actor, "statute.changed", _subject(version), now,
        Told("Fassung „{title}“ geändert", title=version.title), before=before, after=_said(facts),
    )


def register_version(
    session: Session, version: StatuteVersion, registered_on: date, actor: Actor, now: datetime
) -> None:
    """Note the day on which a version was entered in the register of cooperatives; from then on it holds.

    The same day once more changes nothing.
    """
    _one_after_the_other(session)
    session.refresh(version)
    if version.registered_on == registered_on:
        return
    check_pending(version)
    check_version_days(version.resolved_on, registered_on, local(now).date())
    check_values(queries.values_of(version))
    same_day = queries.find_version_on(session, registered_on)
    if same_day is not None and same_day.registered_on == registered_on and same_day.id != version.corrects_id:
        raise Refusal("Am {day} ist schon eine andere Fassung eingetragen.", day=written(registered_on))
    version.registered_on = registered_on
    session.flush()
    values = {"title": version.title, "day": written(registered_on)}
    summary = Told("Fassung „{title}“ eingetragen am {day}", **values)
    if version.corrects:
        former = version.corrects.title
        summary = Told("Fassung „{title}“ eingetragen am {day}, berichtigt „{former}“", **values, former=former)
    journal.record(
        session, actor, "statute.registered", _subject(version), now, summary, registered_on=registered_on,
        corrects=version.corrects_id,
    )


def drop_version(session: Session, version: StatuteVersion, actor: Actor, now: datetime) -> None:
    """Drop a version that is not registered; Refusal where applications refer to it."""
    _one_after_the_other(session)
    session.refresh(version)
    check_pending(version)
    journal.record(
        session, actor, "statute.dropped", _subject(version), now,
        Told("Fassung „{title}“ verworfen", title=version.title), values=queries.values_of(version),
    )
    session.delete(version)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as fault:
        raise Refusal("Auf diese Fassung beziehen sich Anträge; sie wird nicht verworfen.") from fault


def attach_document(
    session: Session, version: StatuteVersion, file: CheckedFile, actor: Actor, now: datetime
) -> None:
    """File the PDF of a version; declarations cite the hash of what was offered (§ 15 (1) GenG; R-ADM-07)."""
    check_statute_file(file.content)
    before = version.document_sha256
    version.document_sha256, version.document_size = files.keep(session, file.content), len(file.content)
    journal.record(
        session, actor, "statute.document_filed", _subject(version), now,
        Told("PDF der Fassung „{title}“ abgelegt", title=version.title), sha256=version.document_sha256, before=before,
    )


def set_fiscal_year(
    session: Session, first_day: date, last_day: date, actor: Actor, now: datetime
) -> FiscalYearRow:
    """Enter the fiscal year that follows the last one, or move the end of the last one (Rumpfgeschäftsjahr)."""
    _one_after_the_other(session)
    year = FiscalYear(first_day, last_day)
    known = queries.fiscal_years(session)
    row = session.get(FiscalYearRow, first_day)
    if row is not None and known and known[-1].first_day == first_day:
        check_fiscal_year(year)
        row.last_day = last_day
    else:
        check_next_fiscal_year(known, year)
        row = FiscalYearRow(first_day=first_day, last_day=last_day)
        session.add(row)
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now, Told("Geschäftsjahr {year} eingetragen", year=year.name),
        first_day=first_day, last_day=last_day,
    )
    return row


def set_earlier_fiscal_year(session: Session, first_day: date, actor: Actor, now: datetime) -> FiscalYearRow:
    """Enter the fiscal year before the first known one, from a day to the eve of that one."""
    _one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known:
        raise Refusal("Tragen Sie zuerst das laufende Geschäftsjahr ein.")
    year = FiscalYear(first_day, known[0].first_day - ONE_DAY)
    check_fiscal_year(year)
    row = FiscalYearRow(first_day=year.first_day, last_day=year.last_day)
    session.add(row)
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now, Told("Geschäftsjahr {year} eingetragen", year=year.name),
        first_day=year.first_day, last_day=year.last_day,
    )
    return row


EntryWithin = Callable[[Session, date, date], date | None]
"""The earliest day from one to another with an entry in register or ledgers; rooms above know."""


def move_beginning(
    session: Session, first_day: date, entry_within: EntryWithin, actor: Actor, now: datetime
) -> FiscalYearRow:
    """Let the earliest fiscal year begin on another day, as long as nothing relies on the days it loses."""
    _one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known:
        raise Refusal("Tragen Sie zuerst das laufende Geschäftsjahr ein.")
    first = known[0]
    row = session.get_one(FiscalYearRow, first.first_day)
    if first_day == first.first_day:
        return row
    entry = entry_within(session, first.first_day, first_day - ONE_DAY) if first_day > first.first_day else None
    year = check_beginning(first, first_day, entry)
    row.first_day = year.first_day
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now,
        Told(
            "Geschäftsjahr {year} beginnt am {day}, zuvor am {former}",
            year=year.name, day=written(first_day), former=written(first.first_day),
        ),
        first_day=first_day, before=first.first_day,
    )
    return row


def drop_fiscal_year(session: Session, first_day: date, actor: Actor, now: datetime) -> None:
    """Drop the last fiscal year, as long as it has not begun or is the only one."""
    _one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known or known[-1].first_day != first_day:
        raise Refusal("Nur das letzte Geschäftsjahr kann gestrichen werden.")
    if droppable_fiscal_year(known, local(now).date()) is None:
        raise Refusal("Dieses Geschäftsjahr hat schon begonnen.")
    session.delete(session.get_one(FiscalYearRow, first_day))
    summary = Told("Geschäftsjahr {year} gestrichen", year=known[-1].name)
    journal.record(session, actor, "fiscal_year.dropped", "house:1", now, summary)


def change_house_data(session: Session, facts: HouseFacts, actor: Actor, now: datetime) -> HouseData:
    """Change the house data; the journal keeps what stood there before."""
    tidy = check_house_facts(facts)
    before, after = asdict(queries.house_facts(session)), asdict(tidy)
    changed = {name for name in after if before[name] != after[name]}
    row = _stored_house(session)
    for name, value in after.items():
        setattr(row, name, list(value) if name == "regions" else value)
    session.flush()
    if changed:
        journal.record(
            session, actor, "house.changed", "house:1", now, Told("Angaben zur Genossenschaft geändert"),
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )
    return row


def change_logo(session: Session, logo: CheckedFile | None, actor: Actor, now: datetime) -> None:
    """Put a logo in place of the house mark, or take it away."""
    row = _stored_house(session)
    row.logo_mimetype = check_logo(logo.content) if logo else ""
    row.logo_sha256 = files.keep(session, logo.content) if logo else None
    summary = Told("Logo abgelegt") if logo else Told("Logo entfernt")
    journal.record(session, actor, "house.logo_changed", "house:1", now, summary, sha256=row.logo_sha256)


def _stored_house(session: Session) -> HouseData:
    row = queries.house(session)
    session.add(row)
    session.flush()
    return row


def _one_after_the_other(session: Session) -> None:
    """Let two people who enter at the same moment wait for each other: the rules look at all years and versions."""
    next_number(session, "statute entered")


def _check(facts: VersionFacts, now: datetime) -> None:
    if not facts.title.strip():
        raise Refusal("Geben Sie der Fassung einen Namen, zum Beispiel „Satzung vom 12.03.2026“.")
    check_version_days(facts.resolved_on, None, local(now).date())
    check_draft(facts.values)


def _said(facts: VersionFacts) -> dict[str, object]:
    return {str(key): value for key, value in facts.values.items() if not is_unsaid(value)}


def _write_parameters(session: Session, version: StatuteVersion, facts: VersionFacts) -> None:
    """Write what the version says; a key without a value is not said and has no row."""
    rows = {parameter.key: parameter for parameter in version.parameters}
    for key in ParameterKey:
        value, row = facts.values.get(key), rows.get(key)
        if is_unsaid(value):
            if row is not None:
                version.parameters.remove(row)
            continue
        if row is None:
            row = StatuteParameter(version_id=version.id, key=key)
            version.parameters.append(row)
        row.value, row.clause = value, facts.clauses.get(key, "")
    session.flush()


def _subject(version: StatuteVersion) -> str:
    return f"statute:{version.id}"
