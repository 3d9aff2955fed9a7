"""Versions of the statute: recorded, changed, registered, corrected, dropped; the PDF filed (§ 16 GenG; R-STA-03)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal
from app.statutes import queries
from app.statutes.actions.order import one_after_the_other
from app.statutes.models import StatuteParameter, StatuteVersion
from app.statutes.rules import (
    JudgedAct,
    ParameterKey,
    SplitPreview,
    Splitting,
    check_correctable,
    check_draft,
    check_file_kept,
    check_goes_on_split,
    check_goes_on_unsplit,
    check_pending,
    check_reduction_meant,
    check_seen,
    check_split_seen,
    check_statute_file,
    check_values,
    check_version_days,
    is_unsaid,
)

JudgedByOthers = Callable[[Session, StatuteVersion, date], Sequence[JudgedAct]]
"""What another version has judged since a day on which this one is or would be registered; rooms above know."""


SharesFollow = Callable[[Session, Actor, datetime], None]
"""Lets the shares follow the versions in force: those that split them, and those that no longer do."""

PreviewSplit = Callable[[Session, StatuteVersion, date], SplitPreview]
"""What a version does to the shares, or would, were it registered on a day; rooms above know."""

SPLITS = "splits_shares"
"""How the journal calls it that a version splits the shares."""

_let_shares_follow: SharesFollow | None = None


def hand_in(let_shares_follow: SharesFollow) -> None:
    """Name what the room above does once a version is registered; called once by the application's factory."""
    global _let_shares_follow
    _let_shares_follow = let_shares_follow


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
    splits_shares: bool = False


def record_version(session: Session, facts: VersionFacts, actor: Actor, now: datetime) -> StatuteVersion:
    """Record a version that was resolved; it holds only once it is registered (§ 16 (6) GenG; R-STA-03).

    A correction takes over the PDF: what was resolved stays the same, and applicants are to find it at any time.
    """
    one_after_the_other(session)
    _check(facts, now)
    wrong = queries.get_version(session, facts.corrects_id) if facts.corrects_id is not None else None
    if wrong is not None:
        check_correctable(wrong)
    version = StatuteVersion(
        title=facts.title, resolved_on=facts.resolved_on, note=facts.note, recorded_at=now,
        corrects=wrong, document_sha256=wrong.document_sha256 if wrong else None,
        document_size=wrong.document_size if wrong else None, splits_shares=facts.splits_shares,
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
    one_after_the_other(session)
    session.refresh(version)
    check_pending(version)
    _check(facts, now)
    before = _recorded(version)
    version.title, version.resolved_on, version.note = facts.title, facts.resolved_on, facts.note
    version.splits_shares = facts.splits_shares
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
    one_after_the_other(session)
    session.refresh(version)
    if version.registered_on != registered_on:
        _check_registrable(session, version, registered_on, now)
        _note_registration(session, version, registered_on, actor, now)


def _check_registrable(session: Session, version: StatuteVersion, registered_on: date, now: datetime) -> None:
    check_pending(version)
    check_version_days(version.resolved_on, registered_on, local(now).date())
    check_values(queries.values_of(version))
    same_day = queries.find_version_on(session, registered_on)
    if same_day is not None and same_day.registered_on == registered_on and same_day.id != version.corrects_id:
        raise Refusal("Am {day} ist schon eine andere Fassung eingetragen.", day=written(registered_on))
    check_file_kept(version.document_sha256 is not None)
    splitting = queries.splitting_by(session, version, registered_on)
    later = queries.find_version_after(session, version, registered_on)
    if later is not None and not later.splits_shares:
        _check_goes_on(version, splitting, later)


def _check_goes_on(version: StatuteVersion, splitting: Splitting | None, later: StatuteVersion) -> None:
    amount, later_amount = (queries.statute_of(each).share_amount for each in (version, later))
    if splitting is not None:
        check_goes_on_split(splitting, amount, later.title, later_amount)
    wrong = version.corrects
    if wrong is not None and wrong.splits_shares and later.registered_on is not None:
        corrected = queries.statute_of(wrong).share_amount
        check_goes_on_unsplit(corrected, amount, later.title, later.registered_on, later_amount)


def _note_registration(
    session: Session, version: StatuteVersion, registered_on: date, actor: Actor, now: datetime
) -> None:
    version.registered_on, version.registered_at = registered_on, now
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
    if _let_shares_follow is not None:
        _let_shares_follow(session, actor, now)


def register_knowingly(
    session: Session, version: StatuteVersion, registered_on: date, judged: JudgedByOthers, preview: PreviewSplit,
    seen: Collection[str], is_reduction: bool, actor: Actor, now: datetime,
) -> None:
    """Note the registration, once whoever does it has seen what another version has judged since (R-STA-03).

    So it is with a splitting of the shares (R-SHR-09). `seen`: the numbers of the acts that the page showed, and the
    figures of the splitting. `is_reduction`: a share that becomes smaller is said not to be split. What the day or the
    version lacks is said first.
    """
    one_after_the_other(session)
    session.refresh(version)
    if version.registered_on != registered_on:
        _check_registrable(session, version, registered_on, now)
        check_reduction_meant(queries.find_reduction(session, version, registered_on), is_reduction)
        check_seen(judged(session, version, registered_on), seen, registered_on)
        check_split_seen(preview(session, version, registered_on), set(seen))
        _note_registration(session, version, registered_on, actor, now)


def drop_version(session: Session, version: StatuteVersion, actor: Actor, now: datetime) -> None:
    """Drop a version that is not registered; Refusal where applications refer to it."""
    one_after_the_other(session)
    session.refresh(version)
    check_pending(version)
    journal.record(
        session, actor, "statute.dropped", _subject(version), now,
        Told("Fassung „{title}“ verworfen", title=version.title), values=_recorded(version),
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


def _check(facts: VersionFacts, now: datetime) -> None:
    if not facts.title.strip():
        raise Refusal("Geben Sie der Fassung einen Namen, zum Beispiel „Satzung vom 12.03.2026“.")
    check_version_days(facts.resolved_on, None, local(now).date())
    check_draft(facts.values)


def _said(facts: VersionFacts) -> dict[str, object]:
    said = {str(key): value for key, value in facts.values.items() if not is_unsaid(value)}
    return {**said, SPLITS: True} if facts.splits_shares else said


def _recorded(version: StatuteVersion) -> dict[str, object]:
    values = queries.values_of(version)
    return {**values, SPLITS: True} if version.splits_shares else values


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
