"""Bundles as the report and the picture need them: when a need was first bundled, how bundles stand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.bundles import queries as bundles
from app.bundles.models import Bundle, BundleAct, BundleMove
from app.bundles.queries import Dot
from app.bundles.rules import ActKind
from app.core.formats import local
from app.needs.models import Need, as_read
from app.needs.queries import visible_to
from app.needs.rules import WAITING, Viewer


def first_bundled(session: Session, known_at: datetime) -> dict[int, datetime]:
    """The moment at which each need was first put into a bundle, by acts that were not undone by a moment."""
    acts = select(BundleAct.id, BundleAct.kind, BundleAct.undoes_id).where(BundleAct.at <= known_at)
    undone: set[int] = set()
    standing: set[int] = set()
    for act_id, kind, undoes_id in session.execute(acts.order_by(BundleAct.turn.desc())):
        if act_id in undone:
            continue
        if undoes_id is not None:
            undone.add(undoes_id)
        if kind is not ActKind.UNDO:
            standing.add(act_id)
    moves = select(BundleMove.need_id, BundleMove.act_id, BundleAct.at)
    moves = moves.join(BundleAct, BundleAct.id == BundleMove.act_id).order_by(BundleAct.turn)
    moves = moves.where(BundleMove.to_bundle_id.is_not(None), BundleAct.at <= known_at)
    found: dict[int, datetime] = {}
    for need_id, act_id, at in session.execute(moves):
        if act_id in standing:
            found.setdefault(need_id, at)
    return found


@dataclass(frozen=True)
class Drawn:
    """A bundle with its needs, as far as somebody sees them, the earliest raised first."""

    bundle: Bundle
    dots: Sequence[Dot]

    @property
    def waiting(self) -> int:
        """How many of them wait for an answer."""
        return sum(dot.state in WAITING for dot in self.dots)

    @property
    def oldest_waiting(self) -> date | None:
        """Since when the oldest of these waits."""
        first = min((dot.raised_at for dot in self.dots if dot.state in WAITING), default=None)
        return local(first).date() if first else None

    @property
    def owners(self) -> int:
        """How many owners they have."""
        return len({dot.owner for dot in self.dots})


def drawn_bundles(session: Session, viewer: Viewer, asked: bundles.Asked | None = None) -> list[Drawn]:
    """The bundles that somebody may see, with the needs in them."""
    found, _total = bundles.list_bundles(session, viewer, asked)
    lying = bundles.dots_in_each(session, [row.bundle.id for row in found], viewer)
    return [Drawn(row.bundle, lying[row.bundle.id]) for row in found]


def unbundled(session: Session, viewer: Viewer) -> int:
    """How many needs that wait lie in no bundle."""
    lies = bundles.placed()
    waits = as_read("state").in_(WAITING)
    found = select(func.count(Need.id)).where(visible_to(viewer), Need.erased_at.is_(None), waits)
    return session.scalar(found.where(Need.id.not_in(select(lies.c.need_id)))) or 0
