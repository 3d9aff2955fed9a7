"""The electorate and the powers of attorney in lists: searched, filtered, sorted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, lazyload

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.queries import is_sitting
from app.assemblies.rules import AssemblyState
from app.attendance.models import Concern, Entry, Presence, ProxyGrant
from app.attendance.queries.electorate import Elector
from app.attendance.rules import BANNING, ORGAN_DISCHARGED, Entitlement, ProxyForm
from app.core.formats import fold
from app.core.lists import Sortable, part_of
from app.members.models import Member
from app.parties.models import Party
from app.shares.queries import Ordered

ELECTOR_SORTS = ("number", "name", "entitlement", "votes", "by")
"""By what the electorate can be sorted."""

ELECTOR_VIEWS: Mapping[str, Callable[[Elector], bool]] = {
    "votes": lambda each: each.may_vote, "attends": lambda each: each.entitlement is Entitlement.ATTENDS,
    "not": lambda each: not each.may_attend, "proxy": lambda each: each.grant is not None,
    "orphan": lambda each: each.is_orphan,
}  # fmt: skip
"""The saved views of the electorate."""


def search_electors(found: Sequence[Elector], view: str, wanted: Ordered) -> list[Elector]:
    """Of the electorate those of a view with all of the words in number, name or who acts, in an order."""
    words = fold(wanted.words).split()
    shown = filter(ELECTOR_VIEWS[view], found) if view in ELECTOR_VIEWS else found
    rows = [each for each in shown if all(word in _text_of(each) for word in words)]
    keys: Mapping[str, Callable[[Elector], Any]] = {
        "number": lambda each: each.number, "name": lambda each: (each.sort_name, each.number),
        "entitlement": lambda each: (list(Entitlement).index(each.entitlement), each.number),
        "votes": lambda each: (each.votes, each.number),
        "by": lambda each: (fold(each.casters[0].name) if each.casters else "", each.number),
    }
    return sorted(rows, key=keys[wanted.sort], reverse=wanted.descending)


def _text_of(each: Elector) -> str:
    return fold(" ".join((f"{each.number:04d}", each.name, *(caster.name for caster in each.casters))))


def electors_by_view(found: Sequence[Elector]) -> dict[str, int]:
    """How many of the electorate each view shows."""
    return {view: sum(map(fits, found)) for view, fits in ELECTOR_VIEWS.items()}


_PRINCIPAL, _PROXY = aliased(Party), aliased(Party)

GRANT_SORTS: Mapping[str, Callable[[], Sortable]] = {
    "principal": lambda: _PRINCIPAL.sort_name, "proxy": lambda: _PROXY.sort_name,
    "dated": lambda: ProxyGrant.dated_on, "recorded": lambda: ProxyGrant.recorded_at,
}
"""By what the powers of attorney can be sorted."""

GRANT_VIEWS: Mapping[str, Any] = {
    "valid": ProxyGrant.revoked_at.is_(None), "ended": ProxyGrant.revoked_at.is_not(None),
    "unproven": and_(
        ProxyGrant.revoked_at.is_(None), ProxyGrant.form != ProxyForm.ONLINE, ProxyGrant.document_sha256.is_(None)
    ),
}  # fmt: skip
"""The saved views of the powers of attorney; `unproven` lacks its paper."""


def list_grants(
    session: Session, assembly_id: int, view: str = "", wanted: Ordered | None = None
) -> tuple[Sequence[ProxyGrant], int]:
    """The powers of attorney for an assembly of a view, with all of the words in a name or the member's number."""
    asked = wanted or Ordered(sort="principal")
    found = _grants(assembly_id)
    for word in fold(asked.words).split():
        number = cast(Member.number, String) == word.lstrip("0")
        names = [each.search_text.contains(word, autoescape=True) for each in (_PRINCIPAL, _PROXY)]
        found = found.where(or_(number, *names))
    if view in GRANT_VIEWS:
        found = found.where(GRANT_VIEWS[view])
    column = GRANT_SORTS[asked.sort]()
    return part_of(session, found, column, ProxyGrant.id, asked.descending, asked.offset, asked.limit)


def _grants(assembly_id: int) -> Select[ProxyGrant]:
    return (
        select(ProxyGrant).join(Member, Member.id == ProxyGrant.principal_id)
        .join(_PRINCIPAL, _PRINCIPAL.id == Member.party_id).join(_PROXY, _PROXY.id == ProxyGrant.proxy_id)
        .where(ProxyGrant.assembly_id == assembly_id)
    )  # fmt: skip


def grants_by_view(session: Session, assembly_id: int) -> dict[str, int]:
    """How many powers of attorney each view shows."""
    counts = [func.count().filter(condition) for condition in GRANT_VIEWS.values()]
    row = session.execute(select(*counts).where(ProxyGrant.assembly_id == assembly_id)).one()
    return dict(zip(GRANT_VIEWS, row, strict=True))



def grants_about(session: Session, member: Member) -> Sequence[ProxyGrant]:
    """Every power of attorney that a member gave, or was given itself, the newest first; what is kept about it."""
    mine = or_(ProxyGrant.principal_id == member.id, ProxyGrant.proxy_id == member.party_id)
    return session.scalars(select(ProxyGrant).where(mine).order_by(ProxyGrant.id.desc())).unique().all()


def presences_about(session: Session, member: Member) -> Sequence[Presence]:
    """Every presence of a member, or in which it stood for another, the newest first; what is kept about it."""
    mine = or_(
        Presence.member_id == member.id, Presence.party_id == member.party_id, Presence.jointly_id == member.party_id
    )
    return session.scalars(select(Presence).where(mine).order_by(Presence.id.desc())).unique().all()


def entries_about(session: Session, member: Member) -> Sequence[Entry]:
    """Every entry of a member by a ticket, the newest first; what is kept about it."""
    found = select(Entry).where(Entry.party_id == member.party_id)
    return session.scalars(found.order_by(Entry.id.desc())).unique().all()


def concerns_about(session: Session, member: Member) -> Sequence[Concern]:
    """What the office said of whether items concern a member, the newest first; what is kept about it."""
    found = select(Concern).where(Concern.party_id == member.party_id)
    return session.scalars(found.order_by(Concern.id.desc())).unique().all()


def to_open(today: date) -> Select[Assembly]:
    """The assemblies into which members come today, also past midnight, until closed, as a query (§ 47 GenG)."""
    until = func.coalesce(Assembly.votes_until, Assembly.meets_on)
    goes_on = or_(until >= today, is_sitting(today))
    is_on = Assembly.state == AssemblyState.CONVENED, Assembly.meets_on <= today, goes_on, Assembly.closed_at.is_(None)
    return select(Assembly).options(lazyload("*")).where(*is_on).order_by(Assembly.meets_on, Assembly.id)


SOON = timedelta(days=14)
"""So long before its day somebody says whom the items of an assembly concern."""


def to_name(today: date) -> Select[Assembly]:
    """Assemblies to come soon with an item of which nobody said whom it concerns, as a query (§ 43 (6); R-VOTE-06).

    Of an organ discharged en bloc the offices say it.
    """
    named = exists().where(Concern.item_id == AgendaItem.id)
    silent = exists().where(
        AgendaItem.assembly_id == Assembly.id, AgendaItem.withdrawn_at.is_(None),
        AgendaItem.subject.in_(BANNING - ORGAN_DISCHARGED.keys()), ~named,
    )
    near = Assembly.meets_on >= today, Assembly.meets_on <= today + SOON, Assembly.closed_at.is_(None)
    found = select(Assembly).options(lazyload("*")).where(Assembly.state == AssemblyState.CONVENED, *near, silent)
    return found.order_by(Assembly.meets_on, Assembly.id)
