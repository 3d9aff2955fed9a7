"""Reads of needs: one, lists, versions, what somebody is told of its owner."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.admissions.rules import need_may_be_served
from app.core.formats import fold, local
from app.core.lists import within
from app.core.values import German, NotFound, PartyKind
from app.members import queries as members
from app.members.models import Member
from app.needs.models import Need, NeedComment, NeedFile, NeedStep, NeedVersion, as_read
from app.needs.queries.viewing import visible_to, withdrawn_before
from app.needs.rules import SOMEBODY, NeedState, Stated, Step, Urgency, Viewer, is_named, may_see_of_then
from app.parties.models import Party
from app.prospects.models import Prospect
from app.statutes import queries as statutes

LATER_MEMBER = German("Mitglied seit später")
"""Whose need it is, to who audits a period after which its owner was entered in the register."""


@dataclass(frozen=True)
class Row:
    """A need with what is known of its owner."""

    need: Need
    prospect_name: str | None = None
    prospect_number: str | None = None
    prospect_kind: PartyKind | None = None

    @property
    def kind(self) -> PartyKind | None:
        """What kind of somebody its owner is; None to who audits a period after which the owner became a member."""
        return self.need.member.party.kind if self.need.member is not None else self.prospect_kind

    def names_owner(self, viewer: Viewer) -> bool:
        """Whether somebody is told the name of the owner; that of who might have joined may be deleted."""
        if self.kind is None or not (self.need.member or self.prospect_name):
            return False
        return is_named(viewer, self.kind, self.need.member is not None)

    @property
    def unnamed(self) -> str:
        """How the owner is called without its name."""
        return LATER_MEMBER if self.kind is None else SOMEBODY[self.kind]

    def owner(self, viewer: Viewer) -> str:
        """How the owner is called to somebody: by name, or by its kind alone."""
        if not self.names_owner(viewer):
            return self.unnamed
        return self.need.member.party.display_name if self.need.member else self.prospect_name or ""


def subject_of(need_id: int) -> str:
    """How journal and outbox call a need."""
    return f"need:{need_id}"


def rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Every need that somebody may see, with its owner, as a query; nothing is read of needs but by it."""
    found = select(Need, Prospect.name, Prospect.number, Prospect.kind)
    joined = found.outerjoin(Member, Member.id == Need.member_id).outerjoin(Party, Party.id == Member.party_id)
    return joined.outerjoin(Prospect, Prospect.id == Need.prospect_id).where(visible_to(viewer))


def as_rows(session: Session, found: Select[*tuple[Any, ...]]) -> list[Row]:
    """What such a query finds."""
    return [Row(*each) for each in session.execute(found).unique()]


def find_row(session: Session, need_id: int, viewer: Viewer) -> Row | None:
    """A need that somebody may see; None for any other."""
    return next(iter(as_rows(session, rows(viewer).where(Need.id == need_id))), None)


def get_row(session: Session, need_id: int, viewer: Viewer) -> Row:
    """The same; raises NotFound for what somebody may not see as for what is not there."""
    found = find_row(session, need_id, viewer)
    if found is None:
        raise NotFound("Diesen Bedarf gibt es nicht, oder er ist nicht für Sie bestimmt.")
    return found


def rows_among(session: Session, need_ids: Collection[int], viewer: Viewer) -> dict[int, Row]:
    """Of several needs those that somebody may see, by id."""
    found = as_rows(session, rows(viewer).where(Need.id.in_(need_ids))) if need_ids else []
    return {each.need.id: each for each in found}


def seen_among(session: Session, need_ids: Sequence[int], viewer: Viewer) -> set[int]:
    """Of several needs those that somebody may see."""
    return set(session.scalars(select(Need.id).where(Need.id.in_(need_ids), visible_to(viewer))))


def find_numbered(session: Session, number: str) -> int | None:
    """The id of the need of a number, however it is typed; None where there is none. For who reads all."""
    return session.scalar(select(Need.id).where(Need.number == number.strip().upper()))


def find_withdrawn(session: Session, need_id: int, viewer: Viewer) -> Need | None:
    """A need that somebody could see before it was withdrawn or its words were deleted."""
    return session.scalars(select(Need).where(Need.id == need_id, withdrawn_before(viewer))).unique().first()


def hold_needs(session: Session, need_ids: Iterable[int]) -> list[Need]:
    """Several needs, held in the order of their ids before any of them is changed.

    Whoever changes one holds the counter of changes to the end: to hold another one only then would wait for somebody
    who has that and waits for the counter.
    """
    return [get_need(session, each, lock=True) for each in sorted(set(need_ids))]


def get_need(session: Session, need_id: int, lock: bool = False) -> Need:
    """A need that must be there, whoever may see it; `lock` reads it afresh and keeps others from changing it."""
    more = {"populate_existing": True, "with_for_update": {"of": Need}} if lock else {}
    found = session.get(Need, need_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diesen Bedarf gibt es nicht.")
    return found


def get_version(viewer: Viewer, need: Need, number: int) -> NeedVersion:
    """A version of a need by its number; one that was not for somebody's eyes is not found."""
    found = find_version(viewer, need, number)
    if found is None:
        raise NotFound("Diese Fassung gibt es nicht.")
    return found


def find_version(viewer: Viewer, need: Need, number: int) -> NeedVersion | None:
    """The same; None where there is none."""
    return next((each for each in versions_seen(viewer, need) if each.number == number), None)


def get_file(need: Need, file_id: int) -> NeedFile:
    """A file of a need; another one's, or one that was removed, is not found."""
    found = next((each for each in need.files if each.id == file_id), None)
    if found is None:
        raise NotFound("Diese Anlage gibt es nicht.")
    return found


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a need or a draft holds a file of these bytes."""
    held = select(NeedFile.id).where(NeedFile.sha256 == sha256, NeedFile.removed_at.is_(None))
    return session.scalar(held.limit(1)) is not None


def versions_seen(viewer: Viewer, need: Need) -> list[NeedVersion]:
    """The versions of a need that somebody may see: those written for its eyes."""
    is_own = need.member_id in viewer.own
    return [each for each in need.versions if each.content
            and may_see_of_then(viewer, is_own, Stated.of(each.content).level)]


def comments_seen(viewer: Viewer, need: Need) -> list[NeedComment]:
    """The comments on a need that somebody may see: those written for its eyes."""
    is_own = need.member_id in viewer.own
    return [each for each in need.comments if may_see_of_then(viewer, is_own, each.level)
            or each.member_id in viewer.own]


def words_seen(viewer: Viewer, need: Need) -> str:
    """The answer to a need, or why it does not go on, where it was written for somebody's eyes."""
    if viewer.reads_all or not need.words:
        return need.words
    return need.words if may_see_of_then(viewer, need.member_id in viewer.own, need.steps[-1].level) else ""


def may_be_served(session: Session, need: Need, today: date) -> bool:
    """Say whether the cooperative may work on a need on a day (§ 8 (1) no. 5 GenG; R-STA-04, R-NEED-04)."""
    return bool(served_among(session, [need], today))


def served_among(session: Session, needs: Collection[Need], today: date) -> frozenset[int]:
    """Of several needs those, by id, on which the cooperative may work; the register and the statute are asked once."""
    statute = statutes.find_statute_on(session, today) if needs else None
    if statute is not None and need_may_be_served(False, statute):
        return frozenset(each.id for each in needs)
    owners = {each.member.party_id for each in needs if each.member is not None}
    present = members.members_among(session, owners, today)
    return frozenset(each.id for each in needs if each.member is not None and each.member.party_id in present)


def newest_step(session: Session, need_ids: Sequence[int]) -> int:
    """The newest step of any of these needs, by its id; 0 where there is none."""
    return session.scalar(select(func.max(NeedStep.id)).where(NeedStep.need_id.in_(need_ids))) or 0


def steps_of(need: Need) -> list[Step]:
    """The steps of a need, the first one first."""
    return [Step(each.to_state, local(each.at).date(), each.led_by) for each in need.steps]


# --- lists ------------------------------------------------------------------------------------------------------------



def _urgency() -> ColumnElement[Any]:
    places = {each.value: place for place, each in enumerate(Urgency)}
    return case(places, value=type_coerce(as_read("urgency"), String))


SORTS: Mapping[str, Callable[[], ColumnElement[Any]]] = {
    "raised": lambda: type_coerce(Need.raised_at, Need.raised_at.type),
    "number": lambda: type_coerce(Need.number, String),
    "title": lambda: func.lower(as_read("title")), "urgency": _urgency,
    "owner": lambda: func.lower(as_read("title")), "changed": lambda: type_coerce(Need.changed, Need.changed.type),
}
"""What the lists can be sorted by; the owner by what the viewer knows of it."""

NONE = "-"
"""How an address says that nothing is named."""


@dataclass(frozen=True)
class Asked:
    """What is looked for: words, a state, field, urgency, region, level, owner, one owner, days of raising.

    `owner`: a member or somebody who may join; `kind`: what kind of somebody that is.
    """

    words: str = ""
    state: str = ""
    field: str = ""
    urgency: str = ""
    region: str = ""
    level: str = ""
    owner: str = ""
    member_id: int | None = None
    prospect_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    kind: str = ""


def list_needs(
    session: Session, viewer: Viewer, asked: Asked, sort: str = "raised", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> tuple[list[Row], int]:
    """The needs that somebody looks for and may see, in order, and how many there are in all."""
    found = rows(viewer).where(*_conditions(viewer, asked))
    total = session.scalar(found.with_only_columns(func.count(Need.id)).order_by(None)) or 0
    column: Any = _owner_name(viewer) if sort == "owner" else SORTS[sort]()
    order = column.desc().nulls_last() if descending else column.asc().nulls_last()
    latest = Need.id.desc() if descending else Need.id
    return as_rows(session, found.order_by(order, latest).offset(offset).limit(limit)), total


def _owner_name(viewer: Viewer) -> Any:
    """By what a list sorts and searches owners: names of who may join are known to who reads all."""
    return func.coalesce(Party.sort_name, func.lower(Prospect.name)) if viewer.reads_all else Party.sort_name


def _conditions(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    found = [_has(viewer, word) for word in fold(asked.words).split()]
    exact = {"state": asked.state, "field": asked.field, "urgency": asked.urgency, "level": asked.level}
    found += [type_coerce(as_read(name), String) == wanted for name, wanted in exact.items() if wanted]
    if asked.region == NONE:
        found += [as_read("region") == "", Need.erased_at.is_(None)]
    elif asked.region:
        found.append(as_read("region") == asked.region)
    if asked.owner:
        found.append((Need.prospect_id if asked.owner == "prospect" else Need.member_id).is_not(None))
    if asked.kind:
        found.append(type_coerce(func.coalesce(Party.kind, Prospect.kind), String) == asked.kind)
    if asked.member_id is not None:
        found.append(Need.member_id == asked.member_id)
    if asked.prospect_id is not None:
        found.append(Need.prospect_id == asked.prospect_id)
    return [*found, *within(Need.raised_at, asked.first_day, asked.last_day)]


def _has(viewer: Viewer, word: str) -> ColumnElement[bool]:
    ways = [Need.search_text.contains(word, autoescape=True)]
    if viewer.reads_all:
        ways += [Party.sort_name.contains(word, autoescape=True), Prospect.search_text.contains(word, autoescape=True)]
    elif viewer.is_member or viewer.own:
        ways.append(Party.sort_name.contains(word, autoescape=True))
    return or_(*ways)


def count_by_state(session: Session, viewer: Viewer, member_id: int | None = None) -> dict[str, int]:
    """How many needs that somebody may see stand in each state; of one member alone where one is named."""
    state = type_coerce(as_read("state"), String).label("stands")
    each = select(state).where(visible_to(viewer))
    if member_id is not None:
        each = each.where(Need.member_id == member_id)
    stands = each.subquery().c.stands
    counted: dict[str, int] = dict(session.execute(select(stands, func.count()).group_by(stands)).all())
    return {state.value: counted.get(state.value, 0) for state in NeedState}


def count_by_region(session: Session, viewer: Viewer, asked: Asked) -> list[tuple[str, int, int]]:
    """How many needs there are by region that somebody looks for and may see, and how many owners these have.

    Of those whose words are deleted nobody knows any more where they arose.
    """
    owners = func.count(Need.member_id.distinct()) + func.count(Need.prospect_id.distinct())
    found = rows(viewer).where(*_conditions(viewer, asked), Need.erased_at.is_(None))
    region = as_read("region").label("stands_in")
    counted = found.with_only_columns(region, func.count(Need.id), owners).group_by(region.name)
    return [(region, number, whose) for region, number, whose in session.execute(counted)]


def regions_used(session: Session, viewer: Viewer) -> list[str]:
    """Every region of the needs that somebody may see, in order."""
    region = as_read("region").label("stands_in")
    used = select(region).where(region != "", visible_to(viewer)).distinct().order_by(region)
    return list(session.scalars(used))


def search(session: Session, viewer: Viewer, words: str, limit: int) -> list[Row]:
    """The needs that have all these words, the newest first."""
    return list_needs(session, viewer, Asked(words=words), descending=True, limit=limit)[0] if words else []


def of_prospect(session: Session, prospect_id: int) -> list[Row]:
    """The needs of who may join, for office and board, the newest first."""
    asked = Asked(prospect_id=prospect_id)
    return list_needs(session, Viewer(reads_all=True), asked, descending=True)[0]


def of_member(session: Session, member_id: int) -> list[Row]:
    """The needs of a member, for office and board, the newest first."""
    return list_needs(session, Viewer(reads_all=True), Asked(member_id=member_id), descending=True)[0]
