"""Reads of what members demand: lists, one demand, who stands behind it, what waits for an answer (§ 45; R-GV-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, lazyload

from app.assemblies import rules
from app.assemblies.models import AgendaItem, AgendaRequest, Assembly, RequestAnswer, RequestSupport
from app.assemblies.rules import Answered, AnswerKind, AssemblyState, Backing, ConvenedBy, RequestState
from app.core.lists import part_of
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.statutes import queries as statutes

BY_LAW = Fraction(1, 10)
"""The part of the members that may demand it, where no statute was registered on the day (§ 45 (1) GenG)."""

REQUEST_SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "received": AgendaRequest.received_on, "title": AgendaRequest.title, "aim": AgendaRequest.aim,
}
"""By what the list of demands can be sorted."""


def get_request(session: Session, request_id: int) -> AgendaRequest:
    """A demand that must be there."""
    found = session.get(AgendaRequest, request_id)
    if found is None:
        raise NotFound
    return found


def get_answer(session: Session, answer_id: int) -> RequestAnswer:
    """An answer to a demand that must be there."""
    found = session.get(RequestAnswer, answer_id)
    if found is None:
        raise NotFound
    return found


def same_request(session: Session, title: str, received_on: date) -> str:
    """How a demand of the same title is called that came in on the same day, if there is one already."""
    same = select(AgendaRequest.title).where(
        func.lower(AgendaRequest.title) == title.strip().lower(), AgendaRequest.received_on == received_on
    )
    return session.scalar(same.limit(1)) or ""


# --- how far it is ---------------------------------------------------------------------------------------------------


def state_of_request(request: AgendaRequest) -> RequestState:
    """How far a demand is, by its last answer (R-GV-08)."""
    last = request.answers[-1] if request.answers else None
    answer = None
    if last is not None:
        answer = Answered(
            last.kind, last.assembly.state if last.assembly else None,
            is_withdrawn=last.item is not None and last.item.withdrawn_at is not None,
        )
    return rules.request_state(request.received_on is not None, request.given_up_at is not None, answer)


_LATER = aliased(RequestAnswer)


def _is_answered(*kinds: AnswerKind) -> ColumnElement[bool]:
    """The condition that the last answer to a demand is of a kind and holds, as `state_of_request` says it."""
    is_last = ~exists().where(_LATER.request_id == RequestAnswer.request_id, _LATER.id > RequestAnswer.id)
    takes_place = exists().where(
        Assembly.id == RequestAnswer.assembly_id, Assembly.state.in_((AssemblyState.PLANNED, AssemblyState.CONVENED))
    )
    is_withdrawn = exists().where(AgendaItem.id == RequestAnswer.item_id, AgendaItem.withdrawn_at.is_not(None))
    holds = or_(RequestAnswer.kind == AnswerKind.REFUSED, and_(takes_place, ~is_withdrawn))
    return exists().where(
        RequestAnswer.request_id == AgendaRequest.id, is_last, holds, RequestAnswer.kind.in_(kinds or tuple(AnswerKind))
    )


def _is_received() -> ColumnElement[bool]:
    return AgendaRequest.received_on.is_not(None)


REQUEST_VIEWS: Mapping[str, Sequence[ColumnElement[bool]]] = {
    "open": (_is_received(), ~_is_answered()),
    "met": (_is_received(), _is_answered(AnswerKind.PLANNED, AnswerKind.PUT_ON)),
    "refused": (_is_received(), _is_answered(AnswerKind.REFUSED)),
    "gathering": (AgendaRequest.received_on.is_(None), AgendaRequest.given_up_at.is_(None)),
}
"""The saved views of the list of demands."""


def list_requests(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[AgendaRequest], int]:
    """Demands of a view that have all of the words, with how many there are; without what was given up."""
    found = select(AgendaRequest).where(AgendaRequest.given_up_at.is_(None), *REQUEST_VIEWS.get(view, ()))
    for word in words.split():
        texts = (AgendaRequest.title, AgendaRequest.purpose, AgendaRequest.reasons, AgendaRequest.draft)
        found = found.where(or_(*(each.icontains(word, autoescape=True) for each in texts)))
    return part_of(session, found, REQUEST_SORTS[sort], AgendaRequest.id, descending, offset, limit)


def count_requests(session: Session) -> dict[str, int]:
    """How many demands each view shows."""
    counted = {
        view: select(func.count()).select_from(AgendaRequest).where(*conditions).scalar_subquery()
        for view, conditions in REQUEST_VIEWS.items()
    }
    row = session.execute(select(*counted.values())).one()
    return dict(zip(counted, row, strict=True))


def to_answer() -> Select[AgendaRequest]:
    """Demands handed in that the board has not answered, the first one first; at once is the law (§ 45 (2) GenG)."""
    found = select(AgendaRequest).options(lazyload("*")).where(*REQUEST_VIEWS["open"])
    return found.order_by(AgendaRequest.received_on, AgendaRequest.id)


# --- who stands behind it --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Supporter:
    """A member behind a demand, and whether it counts: it was a member on the day, and did not take it back."""

    support: RequestSupport
    was_member: bool

    @property
    def counts(self) -> bool:
        """Whether it counts towards the part of the members that the law wants."""
        return self.was_member and self.support.withdrawn_at is None


def counting_day(request: AgendaRequest, today: date) -> date:
    """The day whose members count: that of receipt; of a proposal that still gathers, today (§ 45 (1) GenG)."""
    return request.received_on or today


def _was_member(day: date) -> ColumnElement[bool]:
    return exists().where(MembershipPeriod.member_id == RequestSupport.member_id, members.covers(day))


def supporters_of(session: Session, request: AgendaRequest, today: date) -> list[Supporter]:
    """Everybody who supports or supported a demand, by number."""
    found = (
        select(RequestSupport, _was_member(counting_day(request, today))).join(Member)
        .where(RequestSupport.request_id == request.id).order_by(Member.number, RequestSupport.id)
    )  # fmt: skip
    return [Supporter(support, bool(was_member)) for support, was_member in session.execute(found)]


def supports_counted(session: Session, requests: Sequence[AgendaRequest]) -> dict[int, int]:
    """Demand → how many support it now, whether they were members on its day or not."""
    found = (
        select(RequestSupport.request_id, func.count())
        .where(RequestSupport.request_id.in_([each.id for each in requests]), RequestSupport.withdrawn_at.is_(None))
        .group_by(RequestSupport.request_id)
    )  # fmt: skip
    return dict(session.execute(found).all())


def backing_of(session: Session, request: AgendaRequest, today: date) -> Backing:
    """How many members stand behind a demand, of how many of its day, and how many the statute wants (R-GV-08)."""
    day = counting_day(request, today)
    counted = select(func.count()).select_from(RequestSupport).where(
        RequestSupport.request_id == request.id, RequestSupport.withdrawn_at.is_(None), _was_member(day)
    )
    return rules.backing(
        session.scalar(counted) or 0, members.count_on(session, day), fraction_on(session, day)
    )


def fraction_on(session: Session, day: date) -> Fraction:
    """The part of the members that may demand something on a day: a tenth, or less by the statute (§ 45 (1) GenG)."""
    statute = statutes.find_statute_on(session, day)
    return statute.minority_fraction if statute else BY_LAW


def find_support(session: Session, request_id: int, member_id: int) -> RequestSupport | None:
    """That a member supports a demand now; None where it does not."""
    return session.scalar(select(RequestSupport).where(
        RequestSupport.request_id == request_id, RequestSupport.member_id == member_id,
        RequestSupport.withdrawn_at.is_(None),
    ))  # fmt: skip


def get_support(session: Session, request_id: int, support_id: int) -> RequestSupport:
    """One who supports this demand, or did; raises NotFound."""
    found = session.get(RequestSupport, support_id)
    if found is None or found.request_id != request_id:
        raise NotFound
    return found


def members_named(session: Session, named: Sequence[str]) -> tuple[list[int], list[str]]:
    """The ids of members who are named by number or name, and the names that none or more than one has (R-GV-08)."""
    numbers = [number for each in named if (number := rules.number_of(each)) is not None]
    by_number = dict(session.execute(select(Member.number, Member.id).where(Member.number.in_(numbers))).all())
    found, strange = dict[int, None](), []
    for each in named:
        number = rules.number_of(each)
        if number is not None:
            meant = [by_number[number]] if number in by_number else []
        else:
            meant = [] if each.isdecimal() else _called(session, each)
        if len(meant) == 1:
            found[meant[0]] = None
        else:
            strange.append(each)
    return list(found), strange


def _called(session: Session, name: str) -> list[int]:
    """The members of this whole name; members who have it come first among those that a search finds."""
    found = members.search(session, name)
    return [each.id for each in found if rules.is_whole_name(name, each.party.display_name, each.party.sort_name)]


# --- beside assemblies -----------------------------------------------------------------------------------------------


def request_behind(session: Session, assembly_id: int) -> AgendaRequest | None:
    """The demand for which an assembly was planned; None of any other."""
    found = (
        select(AgendaRequest).join(RequestAnswer)
        .where(RequestAnswer.assembly_id == assembly_id, RequestAnswer.kind == AnswerKind.PLANNED)
    )  # fmt: skip
    return session.scalars(found.limit(1)).unique().first()


def requests_on_agenda(session: Session, assembly: Assembly) -> dict[int, AgendaRequest]:
    """Item → the demand by which it stands on the agenda of an assembly (§ 45 (2) GenG; R-GV-08)."""
    found = (
        select(RequestAnswer, AgendaRequest).join(AgendaRequest)
        .where(RequestAnswer.assembly_id == assembly.id, RequestAnswer.item_id.is_not(None))
    )  # fmt: skip
    return {answer.item_id: request for answer, request in session.execute(found).unique() if answer.item_id}


def is_empowered(session: Session, assembly: Assembly) -> bool:
    """Say whether the members who convene an assembly were empowered to by the court (§ 45 (3) GenG; R-GV-01)."""
    if assembly.convened_by is not ConvenedBy.MINORITY_BY_COURT:
        return False
    request = request_behind(session, assembly.id)
    return request is not None and request.court is not None and request.court.is_granted


def assemblies_open_to_items(session: Session, today: date) -> Sequence[Assembly]:
    """Assemblies to come on whose agenda an item can be put, the next one first (§ 45 (2) GenG)."""
    standing = (AssemblyState.PLANNED, AssemblyState.CONVENED)
    found = select(Assembly).options(lazyload("*")).where(Assembly.state.in_(standing), Assembly.meets_on >= today)
    return session.scalars(found.order_by(Assembly.meets_on, Assembly.id)).all()


# --- the members' own ------------------------------------------------------------------------------------------------


def _is_of(member: Member) -> ColumnElement[bool]:
    supports = exists().where(RequestSupport.request_id == AgendaRequest.id, RequestSupport.member_id == member.id)
    return or_(AgendaRequest.proposer_id == member.id, supports)


def proposals_for(session: Session, member: Member) -> Sequence[AgendaRequest]:
    """What a member sees: all proposals that gather supporters, and its own demands and those it supports."""
    found = select(AgendaRequest).where(_is_of(member) | and_(*REQUEST_VIEWS["gathering"]))
    return session.scalars(found.order_by(AgendaRequest.id.desc())).unique().all()


def proposal_for(session: Session, member: Member, request_id: int) -> AgendaRequest:
    """One of them; raises NotFound for any other."""
    found = select(AgendaRequest).where(
        AgendaRequest.id == request_id, _is_of(member) | and_(*REQUEST_VIEWS["gathering"])
    )
    request = session.scalars(found).unique().first()
    if request is None:
        raise NotFound
    return request


def requests_of_member(session: Session, member_id: int) -> list[dict[str, object]]:
    """What a member demanded or supports, for its own data (Art. 15 GDPR)."""
    found = (
        select(AgendaRequest, RequestSupport)
        .outerjoin(RequestSupport, and_(
            RequestSupport.request_id == AgendaRequest.id, RequestSupport.member_id == member_id
        ))
        .where(or_(RequestSupport.id.is_not(None), AgendaRequest.proposer_id == member_id))
        .order_by(AgendaRequest.id, RequestSupport.id)
    )  # fmt: skip
    return [_own(member_id, *row) for row in session.execute(found).unique()]


def _own(member_id: int, request: AgendaRequest, support: RequestSupport | None) -> dict[str, object]:
    return {
        "title": request.title, "aim": request.aim, "received_on": request.received_on,
        "is_proposer": request.proposer_id == member_id, "state": state_of_request(request),
        "supported_at": support.recorded_at if support else None,
        "withdrawn_at": support.withdrawn_at if support else None,
    }
