"""Reads of the ledgers as a list of events is judged against them, and of what a list has made of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, or_, select, true, union
from sqlalchemy.orm import Session, aliased

from app.core.formats import local
from app.core.values import Cents
from app.imports.models import ImportedEntry, ImportRun
from app.imports.rules import Calendar, Changes, Course, EventKind, ListKind, Span, handed_to
from app.members import queries as members
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import MAX_DOCUMENT
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import (
    CreditGround,
    PaymentPurpose,
    ShareGround,
    credit_moment_of,
    moment_of,
)
from app.statutes import queries as statutes

_Book = ShareEntry | CreditEntry | PaymentReceived | MembershipPeriod

MANY = 10_000
"""Beyond so many members all are read, which is faster than to name them."""

_SHARE_MARKS: Mapping[ShareGround, EventKind] = {
    ShareGround.SUBSCRIPTION: EventKind.SUBSCRIPTION, ShareGround.FURTHER_SHARES: EventKind.SUBSCRIPTION,
    ShareGround.MANDATORY: EventKind.SUBSCRIPTION, ShareGround.TAKEN_OVER: EventKind.SUBSCRIPTION,
    ShareGround.CANCELLATION: EventKind.CANCELLATION,
}
_CREDIT_MARKS: Mapping[CreditGround, EventKind] = {
    CreditGround.PAYMENT: EventKind.PAYMENT, CreditGround.TAKEN_OVER: EventKind.PAYMENT,
    CreditGround.RETURNED_PAYMENT: EventKind.RETURNED, CreditGround.PROFIT: EventKind.PROFIT,
    CreditGround.LOSS: EventKind.LOSS, CreditGround.PAYOUT: EventKind.PAYOUT,
}
"""As which event of a list an entry would be told."""


def courses_of(session: Session, numbers: Collection[int], today: date) -> dict[int, Course]:
    """The members of these numbers with their memberships and ledgers, by number; an unknown number is not in it."""
    whose = Member.number.in_(numbers) if len(numbers) <= MANY else true()
    named = select(Member.id, Member.number, Party.display_name).join(Party, Party.id == Member.party_id)
    courses = {row.id: Course(*row) for row in session.execute(named.where(whose))}
    _add_spans(session, courses, whose)
    _add_shares(session, courses, whose)
    _add_transfers(session, courses, whose)
    _add_credit(session, courses, whose)
    fees = select(PaymentReceived.member_id, PaymentReceived.received_on, PaymentReceived.amount)
    fees = _of(fees, PaymentReceived, whose).where(
        PaymentReceived.purpose == PaymentPurpose.ENTRY_FEE, shares.counts_as_received()
    )
    for member_id, day, amount in session.execute(fees):
        courses[member_id].marks[EventKind.ENTRY_FEE, day, amount] += 1
    _add_owed(session, courses, today)
    return {course.number: course for course in courses.values()}


def _add_owed(session: Session, courses: Mapping[int, Course], today: date) -> None:
    for member_id in shares.owing_on_shares(session, list(courses)):
        if courses[member_id].gave_up_shares:
            owed = shares.owed_on_given_up(session, members.get_member(session, member_id), today)
            courses[member_id].owes_since = owed[0].last_day if owed else None


def _of(
    found: Select[*tuple[Any, ...]], book: type[_Book], whose: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    return found.join(Member, Member.id == book.member_id).where(whose)


def _add_spans(session: Session, courses: Mapping[int, Course], whose: ColumnElement[bool]) -> None:
    ended = members.known_exits().subquery()
    found = select(
        MembershipPeriod.member_id, MembershipPeriod.id, MembershipPeriod.first_day, ended.c.last_day, ended.c.ground
    ).outerjoin(ended, ended.c.period_id == MembershipPeriod.id)
    for member_id, *span in session.execute(_of(found, MembershipPeriod, whose).order_by(MembershipPeriod.first_day)):
        courses[member_id].spans.append(Span(*span))


def _add_shares(session: Session, courses: Mapping[int, Course], whose: ColumnElement[bool]) -> None:
    found = select(ShareEntry.member_id, ShareEntry.ground, ShareEntry.change, ShareEntry.effective_on)
    found = _of(found, ShareEntry, whose)
    moments: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for member_id, ground, change, day in session.execute(found):
        moments[member_id].append((moment_of(ground, change, day), change))
    for member_id, changes in moments.items():
        courses[member_id].shares = Changes(changes)
    for member_id, ground, change, day in session.execute(found.where(shares.kept(ShareEntry))):
        if ground in _SHARE_MARKS:
            courses[member_id].marks[_SHARE_MARKS[ground], day, abs(change)] += 1


def _add_transfers(session: Session, courses: Mapping[int, Course], whose: ColumnElement[bool]) -> None:
    """Mark transfers by who took the shares: both legs are recorded at one moment and name one document (R-TRF-01)."""
    entry = ShareEntry
    found = select(entry.member_id, entry.change, entry.effective_on, entry.recorded_at, entry.document)
    legs = entry.ground.in_((ShareGround.TRANSFER_OUT, ShareGround.TRANSFER_IN))
    given: dict[tuple[datetime, str], tuple[int, date, int]] = {}
    for member_id, change, day, *act in session.execute(
        _of(found, entry, whose).where(legs, shares.kept(entry)).order_by(entry.id)
    ):
        if change < 0:
            given[tuple(act)] = member_id, day, -change
        elif leg := given.pop(tuple(act), None):
            giver, last_day, handed = leg
            courses[giver].marks[handed_to(courses[member_id].number), last_day, handed] += 1


def _add_credit(session: Session, courses: Mapping[int, Course], whose: ColumnElement[bool]) -> None:
    undone = aliased(CreditEntry)
    ground = func.coalesce(undone.ground, CreditEntry.ground)
    found = select(CreditEntry.member_id, ground, CreditEntry.amount, CreditEntry.effective_on)
    found = _of(found.outerjoin(undone, undone.id == CreditEntry.reverses_id), CreditEntry, whose)
    moments: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for member_id, each, amount, day in session.execute(found):
        moments[member_id].append((credit_moment_of(each, day), amount))
    for member_id, changes in moments.items():
        courses[member_id].credit = Changes(changes)
    for member_id, each, amount, day in session.execute(found.where(shares.kept(CreditEntry))):
        if each in _CREDIT_MARKS:
            courses[member_id].marks[_CREDIT_MARKS[each], day, abs(amount)] += 1


def names_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """How the members of these numbers are called, by number."""
    named = select(Member.number, Party.display_name).join(Party, Party.id == Member.party_id)
    found = session.execute(named.where(Member.number.in_(numbers) if len(numbers) <= MANY else true()))
    return dict(found.all())


Standing = tuple[int, ...]
"""The newest entry of each book: who knows it sees whether anything was entered since."""

_BOOKS = (ShareEntry, CreditEntry, PaymentReceived, MembershipExit, MembershipPeriod)


def standing(session: Session) -> Standing:
    """The newest entry of each book, by id."""
    return tuple(session.scalar(select(func.max(book.id))) or 0 for book in _BOOKS)


@dataclass(frozen=True)
class Totals:
    """Members, shares and credit of a day; cents."""

    members: int
    shares: int
    credit: Cents


def calendar_of(session: Session) -> Calendar:
    """The fiscal years that a list is held against, and since when heirs may go on or may not (§ 77 (2) GenG)."""
    years, heirs = statutes.fiscal_years(session), statutes.heirs_continue_since(session)
    return Calendar(statutes.closed_through(session), years, heirs)


def totals_on(session: Session, day: date) -> Totals:
    """What the register and both ledgers add up to on a day."""
    held = shares.shares_on(session, day).values()
    return Totals(members.count_on(session, day), sum(held), sum(shares.credit_on(session, day).values()))


def entries_of(session: Session, run_id: int) -> Sequence[ImportedEntry]:
    """The entries that a list made, in the order in which they were made."""
    found = select(ImportedEntry).where(ImportedEntry.run_id == run_id)
    return session.scalars(found.order_by(ImportedEntry.id)).all()


def members_concerned(session: Session, run_id: int) -> list[int]:
    """The ids of the members in whose books a list has made entries."""
    return sorted(session.scalars(_concerned(run_id)))


def _concerned(run_id: int) -> CompoundSelect[int]:
    entry = ImportedEntry
    own = entry.run_id == run_id
    return union(
        select(ShareEntry.member_id).join(entry, entry.share_entry_id == ShareEntry.id).where(own),
        select(CreditEntry.member_id).join(entry, entry.credit_entry_id == CreditEntry.id).where(own),
        select(PaymentReceived.member_id).join(entry, entry.payment_id == PaymentReceived.id).where(own),
        select(MembershipPeriod.member_id).join(MembershipExit, MembershipExit.period_id == MembershipPeriod.id)
        .join(entry, entry.exit_id == MembershipExit.id).where(own),
    )


@dataclass(frozen=True)
class TakenOver:
    """That a list entered something for one member: how many of its events, when and by whom; when it was undone.

    A list of members, which no event is in, has entered the membership itself.
    """

    run_id: int
    filename: str
    events: int
    at: datetime
    actor_name: str
    undone_on: date | None
    is_of_members: bool = False
    left_on: date | None = None
    """The last day of the membership, where the list told that it ends."""


def taken_over_for(session: Session, member_id: int, day: date) -> list[TakenOver]:
    """The lists that have made entries in a member's books, the latest first; `undone_on` as known on a day.

    What a list made was recorded at the moment it was taken over; by that its run is found in the member's own books,
    which are short, before the entries of the run are counted.
    """
    run, entry = ImportRun, ImportedEntry
    exits = select(MembershipExit).join(MembershipPeriod, MembershipPeriod.id == MembershipExit.period_id)
    books = {
        book: select(book).where(book.member_id == member_id).subquery()
        for book in (ShareEntry, CreditEntry, PaymentReceived, PaymentDue)
    }
    ended = exits.where(MembershipPeriod.member_id == member_id).subquery()
    joined = select(MembershipPeriod).where(MembershipPeriod.member_id == member_id).subquery()
    moments = union(*(select(own.c.recorded_at) for own in (*books.values(), ended, joined)))
    entered = exists().where(
        joined.c.recorded_at == run.taken_over_at, joined.c.join_document == func.substr(run.filename, 1, MAX_DOCUMENT)
    )
    mine = or_(
        entry.share_entry_id.in_(select(books[ShareEntry].c.id)),
        entry.credit_entry_id.in_(select(books[CreditEntry].c.id)),
        entry.payment_id.in_(select(books[PaymentReceived].c.id)), entry.due_id.in_(select(books[PaymentDue].c.id)),
        entry.exit_id.in_(select(ended.c.id)),
    )
    found = select(run, func.count(entry.row_number.distinct()), func.max(ended.c.last_day)).select_from(run)
    told_at_entry = (run.kind == ListKind.MEMBERS) & (ended.c.recorded_at == run.taken_over_at)
    told_at_entry &= ended.c.document == func.substr(run.filename, 1, MAX_DOCUMENT)
    found = found.outerjoin(entry, (entry.run_id == run.id) & mine)
    found = found.outerjoin(ended, or_(ended.c.id == entry.exit_id, told_at_entry))
    made_something = or_(entry.id.is_not(None), (run.kind == ListKind.MEMBERS) & entered)
    found = found.where(run.taken_over_at.in_(moments), made_something).group_by(run.id).order_by(run.id.desc())
    return [
        TakenOver(
            each.id, each.filename, events, each.taken_over_at, each.created_by, _undone_on(each, day),
            each.kind is ListKind.MEMBERS, left_on,
        )
        for each, events, left_on in session.execute(found) if each.taken_over_at
    ]


def _undone_on(run: ImportRun, day: date) -> date | None:
    undone_on = local(run.undone_at).date() if run.undone_at else None
    return undone_on if undone_on and undone_on <= day else None


def members_let_go(session: Session, run_id: int) -> Sequence[Member]:
    """The members whose exit a list has entered."""
    found = select(Member).join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
    found = found.join(MembershipExit, MembershipExit.period_id == MembershipPeriod.id)
    made = found.join(ImportedEntry, ImportedEntry.exit_id == MembershipExit.id).where(ImportedEntry.run_id == run_id)
    return session.scalars(made.order_by(Member.id)).unique().all()


def gone_on_since(session: Session, run_id: int, since: Standing) -> list[int]:
    """The numbers of members whom a list concerns and whose books went on since, by what still holds (R-REG-05)."""
    undone = select(PaymentReceived.reverses_id).where(PaymentReceived.reverses_id.is_not(None))
    ended = select(members.known_exits().subquery().c.period_id)
    of_share, of_credit, of_payment, of_exit, of_period = since
    later = union(
        select(ShareEntry.member_id).where(ShareEntry.id > of_share, shares.kept(ShareEntry)),
        select(CreditEntry.member_id).where(CreditEntry.id > of_credit, shares.kept(CreditEntry)),
        select(PaymentReceived.member_id).where(
            PaymentReceived.id > of_payment, PaymentReceived.reverses_id.is_(None), PaymentReceived.id.not_in(undone)
        ),
        select(MembershipPeriod.member_id).join(MembershipExit).where(
            MembershipExit.id > of_exit, MembershipExit.last_day.is_not(None), MembershipPeriod.id.in_(ended)
        ),
        select(MembershipPeriod.member_id).where(MembershipPeriod.id > of_period),
    )
    both = select(Member.number).where(Member.id.in_(_concerned(run_id)), Member.id.in_(later))
    return list(session.scalars(both.order_by(Member.number)))
