"""The office says whom an item concerns, or does not (Stimmverbot, § 43 (6) GenG; R-VOTE-06 to R-VOTE-08)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.attendance import queries, rules
from app.attendance.actions.holding import subject_of
from app.attendance.models import Concern
from app.attendance.rules import ConcernKind
from app.core import journal
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.values import Actor, Refusal, check_reason
from app.parties.models import Party

MayBar = Callable[[Session, AgendaItem, Party], None]
"""Refuses to bar somebody under an item on which its vote is given already."""

DeclaredAt = Callable[[Session, AgendaItem], Sequence[datetime]]
"""When results were declared on an item, the first one first."""

_check_may_bar: MayBar | None = None
_declared_at: DeclaredAt | None = None


def hand_in(check_may_bar: MayBar, declared_at: DeclaredAt) -> None:
    """Name what the room above knows of votes that were given; called once by the application's factory."""
    global _check_may_bar, _declared_at
    _check_may_bar, _declared_at = check_may_bar, declared_at


def declared_at(session: Session, item: AgendaItem) -> Sequence[datetime]:
    """When results were declared on an item, the first one first: whom one names later barred no vote in it.

    § 43 (6) GenG. Voted on again, the first result stands all the same.
    """
    assert _declared_at is not None
    return _declared_at(session, item)


def say_concern(
    session: Session, assembly: Assembly, item: AgendaItem, party: Party, kind: ConcernKind, reason: str, actor: Actor,
    now: datetime,
) -> Concern:
    """Name somebody whom an item concerns, or exempt somebody, with the reason (§ 43 (6) GenG; R-VOTE-06).

    What is so already is not said twice, nobody lifts its own ban, and nobody is barred whose vote is given already.
    """
    today = local(now).date()
    rules.check_takes_proxies(queries.held_on(session, assembly, today), today)
    if kind is ConcernKind.EXEMPTED and actor.party_id == party.id:
        raise Refusal("Über Ihr eigenes Stimmverbot entscheidet jemand anderes. Bitten Sie das Büro darum.")
    known = {each.party.id: each for each in queries.concerned_by(session, item, assembly.meets_on)}
    before = known.get(party.id)
    if (before is not None and before.is_barred) == (kind is ConcernKind.NAMED):
        raise Refusal("So steht es schon da.")
    if kind is ConcernKind.NAMED:
        assert _check_may_bar is not None
        _check_may_bar(session, item, party)
    row = Concern(
        item_id=item.id, party_id=party.id, kind=kind,
        reason=reason.strip() if kind is ConcernKind.NAMED else check_reason(reason), recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    values = {"number": item.position, "name": party.display_name, "reason": Kept(row.reason)}
    if kind is ConcernKind.EXEMPTED:
        summary = Told("TOP {number}: {name} ist nicht betroffen, {reason}", **values)
    else:
        summary = Told("TOP {number}: {name} ist betroffen und stimmt nicht mit. {reason}", **values)
    journal.record(
        session, actor, "attendance.concern_said", subject_of(assembly), now, summary, item=item.id, party=party.id,
        kind=kind,
    )
    return row
