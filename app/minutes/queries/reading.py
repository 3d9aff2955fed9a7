"""Reads of minutes: the printed ones, those of members, the list of all (§ 47 (4) GenG; R-MIN-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, lazyload

from app.assemblies.models import Assembly, Sitting
from app.core.formats import moment
from app.core.told import Told
from app.core.values import NotFound
from app.minutes.models import Addendum, Minutes, RegisterFiling, SectionText
from app.minutes.rules import MinutesState, check_wordable
from app.organs.models import Resolution
from app.organs.rules import Organ, Procedure
from app.voting.models import Declaration


def find_minutes(session: Session, assembly_id: int) -> Minutes | None:
    """The minutes of an assembly that lie for signature or are sealed; None while there is a draft only."""
    return session.scalar(
        select(Minutes).where(Minutes.assembly_id == assembly_id, Minutes.taken_back_at.is_(None))
    )


def get_minutes(session: Session, assembly_id: int) -> Minutes:
    """The minutes of an assembly that lie for signature or are sealed; raises NotFound."""
    found = find_minutes(session, assembly_id)
    if found is None:
        raise NotFound
    return found


def find_printed(session: Session, document_id: int) -> Minutes | None:
    """The minutes that a document prints, unless they were taken back."""
    return session.scalar(select(Minutes).where(Minutes.document_id == document_id, Minutes.taken_back_at.is_(None)))


def get_addendum(session: Session, assembly_id: int, addendum_id: int) -> Addendum:
    """An addendum to the minutes of an assembly, whatever its state; raises NotFound."""
    found = session.get(Addendum, addendum_id)
    if found is None or found.minutes_id != get_minutes(session, assembly_id).id:
        raise NotFound
    return found


def find_added(session: Session, document_id: int) -> Addendum | None:
    """The addendum that a document prints, unless it was taken back."""
    return session.scalar(select(Addendum).where(Addendum.document_id == document_id, Addendum.taken_back_at.is_(None)))


def addenda_taken_back(session: Session, minutes: Minutes) -> Sequence[Addendum]:
    """What was printed of addenda and taken back, the newest first."""
    found = select(Addendum).where(Addendum.minutes_id == minutes.id, Addendum.taken_back_at.is_not(None))
    return session.scalars(found.order_by(Addendum.id.desc())).all()


def taken_back(session: Session, assembly_id: int) -> Sequence[Minutes]:
    """What was printed for signature and taken back, the newest first."""
    found = select(Minutes).where(Minutes.assembly_id == assembly_id, Minutes.taken_back_at.is_not(None))
    return session.scalars(found.order_by(Minutes.id.desc())).all()


def state_of(minutes: Minutes | None) -> MinutesState:
    """How far the minutes of an assembly are."""
    return minutes.state if minutes else MinutesState.DRAFT


def check_unfixed(session: Session, assembly_id: int) -> None:
    """Refuse to change who was there once the minutes lie for signature or are signed (§ 47 (2), (3); R-MIN-05, 06)."""
    check_wordable(state_of(find_minutes(session, assembly_id)))


@dataclass(frozen=True)
class ListedMinutes:
    """An assembly that was opened, and how far its minutes are."""

    assembly: Assembly
    sitting: Sitting
    minutes: Minutes | None

    @property
    def state(self) -> MinutesState:
        """How far they are."""
        return state_of(self.minutes)


def list_minutes(
    session: Session, words: str = "", state: str = "", sort: str = "day", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[list[ListedMinutes], int]:
    """Assemblies that were opened with their minutes; searched, filtered, sorted, and how many there are in all."""
    found = _opened().where(*_worded(words), *_being(state))
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    order = {"day": Assembly.meets_on, "chair": Sitting.chair, "signed": Minutes.signed_on}.get(sort, Assembly.meets_on)
    ordered = found.order_by(order.desc() if descending else order.asc(), Assembly.id.desc())
    shown = ordered.offset(offset).limit(limit) if limit else ordered
    rows = session.execute(shown).unique()
    return [ListedMinutes(assembly, sitting, minutes) for assembly, sitting, minutes in rows], total


def counts(session: Session) -> Mapping[str, int]:
    """How many meetings there are with minutes of each state."""
    return {
        state.value: session.scalar(select(func.count()).select_from(_opened().where(*_being(state)).subquery())) or 0
        for state in MinutesState
    }


def _opened() -> Select[*tuple[Any, ...]]:
    is_of_it = and_(Minutes.assembly_id == Assembly.id, Minutes.taken_back_at.is_(None))
    found: Select[*tuple[Any, ...]] = select(Assembly, Sitting, Minutes)
    joined = found.join(Sitting, Sitting.assembly_id == Assembly.id).outerjoin(Minutes, is_of_it)
    return joined.options(lazyload(Minutes.document), lazyload(Sitting.item))


def _worded(words: str) -> list[ColumnElement[bool]]:
    """What was written into the texts, who led, where it was."""
    if not words.strip():
        return []
    like = f"%{words.strip()}%"
    written = exists().where(SectionText.assembly_id == Assembly.id, SectionText.text.ilike(like))
    printed = and_(Addendum.document_id.is_not(None), Addendum.taken_back_at.is_(None))
    added = exists().where(Addendum.minutes_id == Minutes.id, printed, Addendum.text.ilike(like))
    named = (column.ilike(like) for column in (Sitting.chair, Sitting.minute_taker, Assembly.place))
    return [or_(*named, written, added)]


def _being(state: str) -> list[ColumnElement[bool]]:
    conditions = {
        MinutesState.DRAFT.value: Minutes.id.is_(None),
        MinutesState.FIXED.value: and_(Minutes.id.is_not(None), Minutes.sealed_at.is_(None)),
        MinutesState.SEALED.value: Minutes.sealed_at.is_not(None),
    }
    return [conditions[state]] if state in conditions else []


def sealed_minutes(session: Session) -> Sequence[tuple[Assembly, Minutes]]:
    """All signed minutes, the newest assembly first: every member may read them at any time (§ 47 (4) GenG)."""
    found = select(Assembly, Minutes).join(Minutes, Minutes.assembly_id == Assembly.id)
    sealed = found.where(Minutes.sealed_at.is_not(None)).order_by(Assembly.meets_on.desc(), Assembly.id.desc())
    return [(assembly, minutes) for assembly, minutes in session.execute(sealed).unique()]


@dataclass(frozen=True)
class OnPaper:
    """Signed minutes that were handed in with resolutions recorded from them: of which day, with which numbers.

    `resolution_id`: one of these, by which they are asked for.
    """

    day: date
    numbers: Sequence[str]
    resolution_id: int


def minutes_on_paper(session: Session) -> Sequence[OnPaper]:
    """The signed minutes of assemblies that were not led here, the newest first (§ 47 (4) GenG; R-MIN-06)."""
    found: dict[tuple[date, str], list[Resolution]] = {}
    for each in session.scalars(_on_paper().order_by(Resolution.meeting_on.desc(), Resolution.id)).unique():
        if each.meeting_on is not None and each.record_sha256 is not None:
            found.setdefault((each.meeting_on, each.record_sha256), []).append(each)
    return [
        OnPaper(day, [each.number for each in resolved], resolved[0].id) for (day, _sha256), resolved in found.items()
    ]


def get_on_paper(session: Session, resolution_id: int) -> str:
    """The digest of the signed minutes handed in with a resolution of an assembly; raises NotFound for any other."""
    found = session.scalars(_on_paper().where(Resolution.id == resolution_id)).first()
    if found is None or found.record_sha256 is None:
        raise NotFound
    return found.record_sha256


def _on_paper() -> Select[Resolution]:
    declared = select(Declaration.poll_id).where(Declaration.resolution_id == Resolution.id)
    return select(Resolution).options(lazyload("*")).where(
        Resolution.organ == Organ.GENERAL_ASSEMBLY, Resolution.procedure == Procedure.RECORDED,
        Resolution.record_sha256.is_not(None), ~declared.exists(),
    )


def unsigned() -> Select[Assembly]:
    """Assemblies that are over and whose minutes nobody signed yet, the oldest first, as a query (§ 47 (2) GenG)."""
    signed = exists().where(Minutes.assembly_id == Sitting.assembly_id, Minutes.sealed_at.is_not(None))
    found = select(Assembly).join(Sitting, Sitting.assembly_id == Assembly.id)
    return found.where(Sitting.closed_at.is_not(None), ~signed).order_by(Assembly.meets_on, Assembly.id)


def addenda_to_sign() -> Select[*tuple[Any, ...]]:
    """Addenda that nobody signed yet, drafts too, with their assembly, the oldest first, as a query (§ 47 (2) GenG)."""
    found = select(Assembly, Addendum).join(Minutes, Minutes.assembly_id == Assembly.id)
    added = found.join(Addendum, Addendum.minutes_id == Minutes.id)
    waits = added.where(Addendum.sealed_at.is_(None), Addendum.taken_back_at.is_(None))
    return waits.order_by(Addendum.recorded_at, Addendum.id)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether signed minutes, an addendum, or what was filed with the register, consist of these bytes."""
    kept = select(Minutes.id).where(Minutes.scan_sha256 == sha256)
    added = select(Addendum.id).where(Addendum.scan_sha256 == sha256)
    filed = select(RegisterFiling.id).where(RegisterFiling.sha256 == sha256)
    return any(session.scalar(each.limit(1)) is not None for each in (kept, added, filed))


def shown_of_minutes(session: Session, assembly_id: int) -> Mapping[str, object]:
    """What a page shows of what lies for signature; who signs another print meanwhile is told so."""
    minutes = find_minutes(session, assembly_id)
    if minutes is None:
        return {}
    return {"minutes": Told("{name}, {moment}", name=minutes.fixed_by, moment=moment(minutes.fixed_at))}


def shown_of_addenda(session: Session, assembly_id: int) -> Mapping[str, object]:
    """What a page shows of the addenda to signed minutes."""
    minutes = find_minutes(session, assembly_id)
    return {"addenda": [each.text for each in minutes.addenda] if minutes else []}


def shown_of_addendum(addendum: Addendum) -> Mapping[str, object]:
    """What a page shows of one addendum: its text, and which print it is that lies for signature."""
    if addendum.fixed_at is None:
        return {"text": addendum.text, "addendum": ""}
    printed = Told("{name}, {moment}", name=addendum.fixed_by, moment=moment(addendum.fixed_at))
    return {"text": addendum.text, "addendum": printed}
