"""Reads of prospects: one by its id or the secret of its link, lists and board with the stage that is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application
from app.admissions.rules import DECIDED, UNDECIDED, ApplicationState
from app.core import links
from app.core.formats import fold
from app.core.lists import within
from app.core.values import NotFound, Refusal
from app.prospects.models import Enquiry, NextStep, Prospect, ProspectContact, StageMove
from app.prospects.rules import LIVE, UNDER_WAY, Stage, follows_application, stage_of

LINK_PURPOSE = "prospect"
LINK_DAYS = 400
"""How long a link from a mail leads to a prospect's own page."""

RECEIVED_ON: ColumnElement[Any] = (
    select(func.min(Enquiry.received_on)).where(Enquiry.prospect_id == Prospect.id).scalar_subquery()
)
"""The day of the first enquiry."""


def _values(states: Collection[ApplicationState]) -> list[ApplicationState]:
    return sorted(states)


SHOWN: ColumnElement[Any] = case(
    (Application.state.in_(_values(UNDECIDED)), literal(Stage.APPLIED.value)),
    (Application.state == ApplicationState.REFUSED, literal(Stage.ENDED.value)),
    (Application.state.in_(_values(DECIDED)), literal(Stage.MEMBER.value)),
    else_=type_coerce(Prospect.stage, String),
)
"""The stage that is shown, as `rules.stage_of` tells it of one prospect."""


def is_shown(*stages: str) -> ColumnElement[bool]:
    """The condition that a prospect stands in one of these stages."""
    return SHOWN.in_(stages)


@dataclass(frozen=True)
class Row:
    """A prospect in a list: the stage shown, its next step, its application where it has one."""

    prospect: Prospect
    stage: Stage
    received_on: date
    step: NextStep | None
    application: Application | None

    @property
    def is_fixed(self) -> bool:
        """Whether the stage follows from an application and is not moved by hand."""
        return self.prospect.erased_at is not None or follows_application(
            self.application.state if self.application else None
        )


def subject_of(prospect_id: int) -> str:
    """How journal and outbox call a prospect."""
    return f"prospect:{prospect_id}"


def find_prospect(session: Session, prospect_id: int) -> Prospect | None:
    """A prospect by its id."""
    return session.get(Prospect, prospect_id)


def find_by_number(session: Session, number: str) -> Prospect | None:
    """A prospect by its number, `I-2026-0012`."""
    return session.scalars(select(Prospect).where(Prospect.number == number)).first()


def get_prospect(session: Session, prospect_id: int, lock: bool = False) -> Prospect:
    """A prospect that must be there; `lock` reads it afresh and keeps others from changing it meanwhile."""
    more = {"populate_existing": True, "with_for_update": {"of": Prospect}} if lock else {}
    found = session.get(Prospect, prospect_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diesen Interessenten gibt es nicht.")
    return found


def token_of(prospect: Prospect) -> str:
    """The secret of the personal link, made anew for each mail; it holds for this address alone."""
    return links.sign(LINK_PURPOSE, f"{prospect.id}.{links.mark_of(LINK_PURPOSE, prospect.email)[:32]}")


def find_by_token(session: Session, token: str) -> Prospect | None:
    """The prospect behind a personal link; None for any other, a changed address, and one whose data are deleted."""
    if not token.isascii() or len(token) > 300:
        return None
    try:
        prospect_id, _, mark = links.verify(LINK_PURPOSE, token, LINK_DAYS * 24 * 3600).partition(".")
    except Refusal:
        return None
    found = session.get(Prospect, int(prospect_id))
    if found is None or found.erased_at is not None:
        return None
    return found if links.mark_of(LINK_PURPOSE, found.email)[:32] == mark else None


def application_of(session: Session, prospect: Prospect) -> Application | None:
    """The application a prospect began or handed in; None where there is none, or none any more."""
    if prospect.application_id is None:
        return None
    return admissions.find_application(session, prospect.application_id)


def member_of(session: Session, prospect_id: int) -> int | None:
    """The member that a prospect has become, by id, as it stands now; None where it has not joined."""
    found = select(Application.member_id).join(Prospect, Prospect.application_id == Application.id)
    return session.scalar(found.where(Prospect.id == prospect_id))


def state_of(session: Session, prospect: Prospect) -> ApplicationState | None:
    """How far the application of a prospect is; None without one."""
    application = application_of(session, prospect)
    return application.state if application else None


def shown_stage(session: Session, prospect: Prospect) -> Stage:
    """The stage that is shown of one prospect."""
    return stage_of(prospect.stage, state_of(session, prospect))


def last_move(session: Session, prospect_id: int) -> StageMove | None:
    """The newest move of a prospect."""
    moves = select(StageMove).where(StageMove.prospect_id == prospect_id).order_by(StageMove.id.desc())
    return session.scalars(moves.limit(1)).first()


def last_move_by(session: Session, account_id: int | None) -> StageMove | None:
    """What somebody moved last, where nobody has moved it further; None where there is nothing to undo.

    Of a prospect whose data are deleted nothing is undone any more.
    """
    own = select(StageMove).join(Prospect, Prospect.id == StageMove.prospect_id).where(
        StageMove.moved_by_id == account_id, StageMove.undoes_id.is_(None), Prospect.erased_at.is_(None)
    )
    found = session.scalars(own.order_by(StageMove.id.desc()).limit(1)).first() if account_id else None
    if found is None:
        return None
    newest = last_move(session, found.prospect_id)
    return found if newest is not None and newest.id == found.id else None


# --- lists ------------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, Sequence[Any]] = {
    "received": (RECEIVED_ON, Prospect.id),
    "number": (Prospect.number,),
    "name": (func.lower(Prospect.name), Prospect.id),
    "due": (NextStep.due_on, Prospect.id),
    "city": (func.lower(Prospect.city), Prospect.id),
}
"""What the list can be sorted by."""

ERASED = "erased"


@dataclass(frozen=True)
class Asked:
    """What is looked for: words, a stage (or `erased`), kind, region, source, whose next step, and days of receipt."""

    words: str = ""
    stage: str = ""
    kind: str = ""
    region: str = ""
    source: str = ""
    owner: str = ""
    due: str = ""
    first_day: date | None = None
    last_day: date | None = None


def rows() -> Select[Any]:
    """Every prospect with what a list shows of it, as a query."""
    return (
        select(Prospect, SHOWN.label("shown"), RECEIVED_ON.label("received_on"), NextStep, Application)
        .outerjoin(Application, Application.id == Prospect.application_id)
        .outerjoin(NextStep, and_(NextStep.prospect_id == Prospect.id, NextStep.done_at.is_(None)))
    )


def as_rows(session: Session, found: Select[Any]) -> list[Row]:
    """What such a query finds."""
    return [
        Row(prospect, Stage(shown), received_on, step if Stage(shown) in LIVE else None, application)
        for prospect, shown, received_on, step, application in session.execute(found)
    ]


def list_prospects(
    session: Session, asked: Asked, today: date, sort: str = "received", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> tuple[list[Row], int]:
    """The prospects that are looked for, in order, and how many there are in all; what a sort lacks comes last."""
    found = rows().where(*_conditions(asked, today))
    total = session.scalar(found.with_only_columns(func.count()).order_by(None)) or 0
    order = [each.desc().nulls_last() if descending else each.asc().nulls_last() for each in SORTS[sort]]
    return as_rows(session, found.order_by(*order).offset(offset).limit(limit)), total


def _conditions(asked: Asked, today: date) -> list[ColumnElement[bool]]:
    is_erased = Prospect.erased_at.is_not(None)
    found: list[ColumnElement[bool]] = [is_erased if asked.stage == ERASED else ~is_erased]
    found += [_has(word) for word in fold(asked.words).split()]
    if asked.stage and asked.stage != ERASED:
        found.append(is_shown(asked.stage))
    exact = {Prospect.kind: asked.kind, Prospect.source: asked.source}
    found += [type_coerce(column, String) == wanted for column, wanted in exact.items() if wanted]
    if asked.region:
        found.append(Prospect.region == ("" if asked.region == NO_REGION else asked.region))
    if asked.owner.isdecimal():
        found.append(NextStep.owner_id == min(int(asked.owner[:10]), 2**31 - 1))
    if asked.due:
        found.append(NextStep.due_on < today if asked.due == "late" else NextStep.id.is_(None))
    received = select(Enquiry.id).where(Enquiry.prospect_id == Prospect.id)
    days = within(Enquiry.received_on, asked.first_day, asked.last_day)
    return [*found, received.where(*days).exists()] if days else found


NO_REGION = "-"
"""How an address says that no region is named."""


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        Prospect.search_text.contains(word, autoescape=True),
        func.lower(Prospect.number).contains(word.replace(" ", "-"), autoescape=True),
    )


def count_by_stage(session: Session) -> dict[str, int]:
    """How many prospects stand in each stage, and of how many the data are deleted."""
    joined = select(SHOWN, func.count()).select_from(Prospect)
    joined = joined.outerjoin(Application, Application.id == Prospect.application_id)
    kept = joined.where(Prospect.erased_at.is_(None)).group_by(SHOWN)
    erased = select(func.count()).select_from(Prospect).where(Prospect.erased_at.is_not(None))
    found = {str(stage): number for stage, number in session.execute(kept)}
    return {**{stage.value: found.get(stage.value, 0) for stage in Stage}, ERASED: session.scalar(erased) or 0}


CARDS = 40
"""How many cards a column of the board shows; the list has all."""


def board(session: Session) -> dict[Stage, list[Row]]:
    """The prospects by stage, those whose next step is due first on top, then the newest."""
    order = (NextStep.due_on.asc().nulls_last(), Prospect.id.desc())
    found = rows().where(Prospect.erased_at.is_(None)).order_by(*order)
    return {stage: as_rows(session, found.where(is_shown(stage.value)).limit(CARDS)) for stage in Stage}


def search(session: Session, words: str, limit: int) -> list[Row]:
    """The prospects that have all these words, the newest first."""
    return list_prospects(session, Asked(words=words), date.max, descending=True, limit=limit)[0] if words else []


def regions_used(session: Session) -> list[str]:
    """Every region that some prospect has, in order."""
    used = select(Prospect.region).where(Prospect.region != "").distinct().order_by(Prospect.region)
    return list(session.scalars(used))


def alike(session: Session, prospect: Prospect) -> Sequence[Prospect]:
    """Other prospects with the same name, or reached by the same address."""
    emails = [each.email.lower() for each in prospect.contacts if each.email]
    ids = select(ProspectContact.prospect_id).where(func.lower(ProspectContact.email).in_(emails))
    same = or_(Prospect.id.in_(ids), func.lower(Prospect.name) == prospect.name.lower())
    other = select(Prospect).where(Prospect.id != prospect.id, Prospect.erased_at.is_(None), Prospect.name != "", same)
    return session.scalars(other.order_by(Prospect.id).limit(5)).all()


def find_by_email(session: Session, email: str) -> Prospect | None:
    """The prospect under way that is reached by an address, for a further enquiry; the newest of several."""
    same = select(ProspectContact.prospect_id).where(func.lower(ProspectContact.email) == email.lower())
    found = rows().where(Prospect.id.in_(same), Prospect.erased_at.is_(None), is_shown(*UNDER_WAY))
    newest = session.execute(found.order_by(Prospect.id.desc()).limit(1)).first()
    return newest[0] if newest else None


def of_application(session: Session, application_id: int) -> Prospect | None:
    """The prospect that an application belongs to."""
    return session.scalars(select(Prospect).where(Prospect.application_id == application_id)).first()
