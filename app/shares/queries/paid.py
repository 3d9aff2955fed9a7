"""A member's credit in its parts, read from both ledgers (§§ 15b (2), 19 (1), 22 (4), 67b GenG; R-SHR-03, R-PAY-04)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.core.formats import local
from app.core.values import Cents
from app.members import queries as members
from app.members.models import MembershipPeriod
from app.shares import rules
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries.handing_over import counted, share_moments
from app.shares.queries.holdings import credit_at_close, held_at_close, held_on
from app.shares.queries.ledgers import credit_sums, is_asked_back, joined_again, kept
from app.shares.rules import (
    FOREVER,
    CreditGround,
    CreditParts,
    Effect,
    PaidStep,
    ShareAmounts,
    ShareGround,
    acquired_on,
    at_the_close,
    changes_without,
    closes_on,
    credit_counts_from,
    credit_moment_of,
    moment_of,
    on_the_day,
    parts_of_credit,
)
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY

_EFFECTS = {
    CreditGround.PAYMENT: Effect.PAID, CreditGround.RETURNED_PAYMENT: Effect.PAID, CreditGround.TAKEN_OVER: Effect.PAID,
    CreditGround.TRANSFER_IN: Effect.HANDED_OVER, CreditGround.TRANSFER_OUT: Effect.HANDED_OVER,
    CreditGround.PROFIT: Effect.RESULT, CreditGround.LOSS: Effect.RESULT,
    CreditGround.PAYOUT: Effect.TAKEN, CreditGround.LAPSED: Effect.TAKEN,
}


_GIVEN_UP = ShareEntry.ground == ShareGround.CANCELLATION
_MONEY = (CreditGround.PAYMENT, CreditGround.TAKEN_OVER, CreditGround.PAYOUT, CreditGround.RETURNED_PAYOUT)
_FILLING = (CreditGround.PROFIT, CreditGround.TRANSFER_IN, CreditGround.PAYMENT)
_PAID_OUT = (Effect.TAKEN, Effect.SETTLED, Effect.SETTLED_LATER)


KeptBack = Callable[[], ColumnElement[bool]]
"""The condition that an entry of the credit is what a settlement kept back, for a statement that names it."""

_kept_back: KeptBack | None = None


def hand_in(kept_back: KeptBack) -> None:
    """Name who knows what a settlement kept back of what was released; called by the factory (R-PAY-03, R-PAY-06).

    In the credit ledger it is a loss as any other; settlements are known in a room above this one.
    """
    global _kept_back
    _kept_back = kept_back


@dataclass(frozen=True)
class Later:
    """What ended after the shares looked at: the entries by which more were given up, and what was paid out on those.

    Both by the ids of their entries, in the share ledger and in the credit ledger.
    """

    notices: Collection[int] = ()
    payouts: Collection[int] = ()


@dataclass
class _Books:
    """What stands in both ledgers of a member, and the first days of its memberships.

    `back` are payouts asked back, `kept_back` what a settlement kept back of what was released: no result (R-PAY-03).
    """

    began: list[date] = field(default_factory=list)
    shares: list[ShareEntry] = field(default_factory=list)
    credit: list[CreditEntry] = field(default_factory=list)
    back: set[int] = field(default_factory=set)
    kept_back: set[int] = field(default_factory=set)
    undone: set[int] = field(default_factory=set)

    def window(self, day: date) -> tuple[date, date]:
        """The first day of the membership of a day, of all days where it is the first, and that of the next one."""
        so_far, later = [each for each in self.began if each <= day], [each for each in self.began if each > day]
        return max(so_far) if len(so_far) > 1 else date.min, min(later, default=date.max)

    def standing(self, ground: ShareGround) -> list[ShareEntry]:
        """The entries of a ground in the share ledger that nothing has undone."""
        return [each for each in self.shares if each.ground is ground and each.id not in self.undone]

    @property
    def remaining(self) -> list[CreditEntry]:
        """The entries of the credit but for payouts that came back and their returns, those that were errors too."""
        returns = {each.id for each in self.credit if each.returns_id is not None}
        undone = {each.reverses_id for each in self.credit if each.reverses_id in returns}
        back = {each.returns_id for each in self.credit if each.id in returns - undone}
        return [each for each in self.credit if each.id not in returns | back and each.reverses_id not in returns]

    def steps(
        self, day: date, amounts: ShareAmounts, later: Later = Later(), until: int = FOREVER
    ) -> Iterator[PaidStep]:
        """What happened in the membership of a day, and is to happen; who left, and gives up `later`, still holds.

        What is given up after `until`, in half days, is held; on all that is held then stays what fits (R-PAY-04). A
        payout that came back has changed nothing once it is back (R-SEPA-10).
        """
        first_day, next_one = self.window(day)
        mine = self.moved(day, later.notices)
        given_up = [mine[each.id][0] for each in self.standing(ShareGround.CANCELLATION) if each.id in mine]
        ends = {at_the_close(each.effective_on) for each in self.standing(ShareGround.EXIT)}
        ends |= {at_the_close(each.effective_on) for each in self.shares if each.id in later.notices} - {*given_up}
        for entry in self.remaining:
            if first_day <= entry.belonging < next_one:
                effect = self._effect_of(entry)
                moment, close = credit_moment_of(entry.ground, entry.belonging), at_the_close(entry.belonging)
                if effect is Effect.TAKEN and given_up and (close in ends or entry.id in later.payouts):
                    moment, effect = FOREVER, Effect.SETTLED_LATER
                elif effect is Effect.TAKEN and amounts.by_day and close in given_up:
                    moment, effect = close, Effect.SETTLED
                yield PaidStep(moment, effect, entry.amount)
        if given_up and amounts.by_day and min(given_up) <= until:
            held = self._held(day, mine, min(given_up), amounts, until)
            yield from (self._limited(each, mine, amounts, until) for each in held) if amounts.set_anew else held

    def _effect_of(self, entry: CreditEntry) -> Effect:
        if entry.id in self.back:
            return Effect.PAID
        return Effect.TAKEN if entry.id in self.kept_back else _EFFECTS[entry.ground]

    def _held(
        self, day: date, mine: Mapping[int, tuple[int, int]], given_up_at: int, amounts: ShareAmounts,
        until: int,
    ) -> Iterator[PaidStep]:
        """What changed the shares held since some were given up first, and what stays on them at the end."""
        standing = (each for each in self.shares if each.id in mine.keys() - self.undone)
        ahead = {each.id: _entered_at(each) for each in standing if _is_paid_ahead(each)}
        paid_ahead = {mine[each][0] for each in ahead}
        held = rules.held_steps([moved for moved in mine.values() if moved[0] <= until], given_up_at, amounts)
        yield from (each for each in held if each.moment not in paid_ahead)
        stay = {each: moved for each, moved in mine.items() if moved[0] <= until or moved[1] > 0}
        for since in self.filled(day, given_up_at):
            there = sum(
                change for each, (moment, change) in stay.items() if min(moment, ahead.get(each, moment)) <= since
            )
            yield PaidStep(since, Effect.HELD, amounts.nominal(there, since))
        yield from self._set_anew(day, mine, amounts, until)
        last = sum(change for _moment, change in stay.values())
        yield PaidStep(FOREVER, Effect.HELD, amounts.nominal(last, until))

    def _limited(
        self, step: PaidStep, mine: Mapping[int, tuple[int, int]], amounts: ShareAmounts, until: int
    ) -> PaidStep:
        """A step with what the shares given up by then came to."""
        return replace(step, given_up=self.nominal_given_up(mine, amounts, min(step.moment, until)))

    def _set_anew(
        self, day: date, mine: Mapping[int, tuple[int, int]], amounts: ShareAmounts, until: int
    ) -> Iterator[PaidStep]:
        """What the shares held came to when a version set that anew, or when credit came over after it (§ 22 GenG)."""
        first_day, next_one = self.window(day)
        came_over = (
            at_the_close(each.belonging) for each in self.credit
            if each.ground is CreditGround.TRANSFER_IN and first_day <= each.belonging < next_one
            and each.belonging >= min(amounts.set_anew, default=date.max)
        )
        judged = [(on_the_day(each), Effect.AMOUNT_SET) for each in amounts.set_anew]
        judged += [(each, Effect.BROUGHT) for each in came_over]
        for since, effect in judged:
            if since <= until:
                there = sum(change for moment, change in mine.values() if moment < since)
                yield PaidStep(since, effect, amounts.nominal(there, since))

    def filled(self, day: date, given_up_at: int) -> set[int]:
        """The closes of the days on which money, profit or credit handed over filled the shares held after a notice.

        What goes beyond them was paid on those given up, and is theirs, whatever is lost after it.
        """
        first_day, next_one = self.window(day)
        found = (
            at_the_close(each.belonging) for each in self.credit
            if each.ground in _FILLING and first_day <= each.belonging < next_one
        )
        return {each for each in found if each > given_up_at}

    def moved(self, day: date, still_held: Collection[int] = ()) -> Mapping[int, tuple[int, int]]:
        """What changed the shares in the membership of a day: entry → moment and change, without its end."""
        first_day, next_one = self.window(day)
        left = [each.id for each in self.standing(ShareGround.EXIT)]
        changes = changes_without(counted(self.shares), {*left, *still_held})
        return {
            each.id: (moment_of(each.ground, each.change, each.effective_on), changes[each.id])
            for each in self.shares if each.id in changes and first_day <= each.effective_on < next_one
        }

    def lacking(self, day: date, amounts: ShareAmounts, until: int) -> tuple[Cents, Cents]:
        """What lacks on the shares kept in the membership of a day, and on those given up `until` then; cents.

        `until` in half days. Whatever was paid out meanwhile, and who left with the rest kept it until then.
        """
        mine = self.moved(day)
        given_up = self.nominal_given_up(mine, amounts, until)
        held = sum(change for moment, change in mine.values() if moment <= until)
        kept = amounts.nominal(held, until)
        steps = self.steps(day, amounts, until=until)
        parts = parts_of_credit(each for each in steps if each.effect not in _PAID_OUT)
        return max(kept - parts.paid, 0), max(given_up - parts.paid_beside, 0)

    def parts(self, day: date, amounts: ShareAmounts) -> CreditParts:
        """The parts of the credit in the membership of a day; `most` with what is beyond the shares given up as well.
        """
        found = parts_of_credit(self.steps(day, amounts))
        beyond = max(found.paid_beside - self.nominal_given_up(self.moved(day), amounts), 0)
        return replace(found, most=found.most + beyond)

    def nominal_given_up(
        self, moved: Mapping[int, tuple[int, int]], amounts: ShareAmounts, until: int = FOREVER
    ) -> Cents:
        """What the single shares came to that were given up by a moment, in half days, when they ended; cents."""
        gone = (moved[each.id] for each in self.standing(ShareGround.CANCELLATION) if each.id in moved)
        return sum(amounts.nominal(-change, moment - 1) for moment, change in gone if moment <= until)

    def beside_shares(self, day: date, amounts: ShareAmounts, at_close: bool) -> Cents:
        """What of the credit stands on no share held on a day, or at its close; cents.

        At the close of a day who joins the next by what was handed over holds it already (R-MOV-02).
        """
        there = [each for each in self.credit if _is_there(each, day, at_close)]
        then = replace(self, credit=there)
        joins = any(each.belonging > day and each.belonging in self.began for each in there)
        steps = then.steps(acquired_on(day) if joins else day, amounts, until=on_the_day(day) + at_close)
        return sum(each.amount for each in there) - parts_of_credit(steps).on_shares


def _is_paid_ahead(entry: ShareEntry) -> bool:
    """Whether shares are taken on a day that was to come when they were entered, so that they are paid before it."""
    is_taken = entry.change > 0 and entry.ground is not ShareGround.REVERSAL
    return is_taken and _entered_at(entry) < on_the_day(entry.effective_on)


def _entered_at(entry: ShareEntry) -> int:
    """The moment, in half days, from which what is entered can be paid."""
    return on_the_day(local(entry.recorded_at).date())


def _is_there(entry: CreditEntry, day: date, at_close: bool) -> bool:
    if at_close:
        return closes_on(entry.ground, entry.effective_on) <= day
    return credit_counts_from(entry.ground, entry.effective_on) <= day


def _books_of(session: Session, ids: Collection[int], known_at: datetime | None = None) -> Mapping[int, _Books]:
    """The books of these members, as known at a moment, in as many statements as those of one."""
    found: dict[int, _Books] = defaultdict(_Books)
    periods = select(MembershipPeriod.member_id, MembershipPeriod.first_day).where(
        MembershipPeriod.member_id.in_(ids), members.lasted(known_at), _known(MembershipPeriod.recorded_at, known_at)
    )
    for member_id, first_day in session.execute(periods):
        found[member_id].began.append(first_day)
    moved = select(ShareEntry).where(ShareEntry.member_id.in_(ids), _known(ShareEntry.recorded_at, known_at))
    for entry in session.scalars(moved.order_by(ShareEntry.effective_on, ShareEntry.recorded_at, ShareEntry.id)):
        found[entry.member_id].shares.append(entry)
        if entry.reverses_id is not None:
            found[entry.member_id].undone.add(entry.reverses_id)
    stands = CreditEntry.member_id.in_(ids), kept(CreditEntry, known_at, of_few=True)
    assert _kept_back is not None
    of_credit = select(CreditEntry, is_asked_back(known_at), _kept_back()).where(*stands)
    in_order = of_credit.order_by(CreditEntry.effective_on, CreditEntry.id)
    for credit, is_back, is_kept_back in session.execute(in_order):
        books = found[credit.member_id]
        books.credit.append(credit)
        if is_back:
            books.back.add(credit.id)
        if is_kept_back:
            books.kept_back.add(credit.id)
    return found


def _known(recorded_at: InstrumentedAttribute[datetime], known_at: datetime | None) -> ColumnElement[bool]:
    return true() if known_at is None else recorded_at <= known_at


def _amounts(
    session: Session, books: Collection[_Books], known_at: datetime | None = None
) -> ShareAmounts:
    """What a share comes to from a day on; nobody asks where no shares were given up."""
    given_up = any(each.standing(ShareGround.CANCELLATION) for each in books)
    return _all_amounts(session, known_at) if given_up else ShareAmounts()


def _all_amounts(session: Session, known_at: datetime | None) -> ShareAmounts:
    amounts = [(since, amount) for _title, since, amount in statutes.share_amounts(session, known_at)]
    return ShareAmounts.of(amounts, statutes.splittings(session, known_at=known_at))


def was_share_reduced(session: Session, day: date, known_at: datetime | None = None) -> bool:
    """Whether a version of the statute up to a day, as known at a moment, reduced what a share comes to (§ 22 GenG)."""
    return any(since <= day for since in _all_amounts(session, known_at).set_anew)


def bound_above_nominal(session: Session, stays: Cents, nominal: Cents, day: date) -> Cents:
    """What stays on shares beyond their nominal, since a version of the statute reduced it (§ 22 GenG); cents."""
    beyond = max(stays - nominal, 0)
    return beyond if beyond and was_share_reduced(session, day) else 0


def credit_parts(session: Session, member_id: int, day: date | None = None) -> CreditParts:
    """The parts of the credit of a member's present membership, with all that is recorded (R-SHR-03, R-PAY-04).

    With a day, what is given up after it is still held: while a notice runs, its shares are paid on as the others are.
    """
    books = _books_of(session, [member_id])[member_id]
    until = FOREVER if day is None else on_the_day(day)
    return parts_of_credit(books.steps(date.max, _amounts(session, [books]), until=until))


def lacking_beside(session: Session, member_id: int, days: Sequence[date], today: date) -> tuple[Cents, list[Cents]]:
    """What lacks today on the shares kept, and on all that were given up by each of these days; cents.

    The days are those of one membership on which shares ended.
    """
    books = _books_of(session, [member_id])[member_id]
    amounts = _amounts(session, [books])
    if not amounts.by_day:
        return 0, [0 for _day in days]
    lacks, _beside = books.lacking(days[-1], amounts, on_the_day(today))
    return lacks, [books.lacking(each, amounts, on_the_day(each + ONE_DAY))[1] for each in days]


def released_without(session: Session, entry: ShareEntry) -> tuple[Cents, Cents]:
    """What the shares given up in a membership have released and is still there, as it is, and without an entry; cents.

    Without it its shares are still held, and bind what they bind (§ 22 (4) GenG; R-PAY-04).
    """
    books = _books_of(session, [entry.member_id])[entry.member_id]
    amounts, day = _amounts(session, [books]), entry.effective_on
    before, after = (
        parts_of_credit(books.steps(day, amounts, later)).released for later in (Later(), Later(notices=(entry.id,)))
    )
    return before, after


def credit_parts_of(session: Session, ids: Collection[int]) -> dict[int, list[CreditParts]]:
    """The parts of the credit of these members, for each of their memberships.

    `most` is the most that stood on the shares held, with what is beyond the nominal of those given up (§ 7 no. 1).
    """
    books = _books_of(session, ids)
    amounts = _amounts(session, books.values())
    return {
        member_id: [each.parts(day, amounts) for day in each.began or [date.max]]
        for member_id, each in books.items()
    }


def paid_on_most(session: Session, member_id: int, day: date, share_amount: Cents) -> Cents:
    """What is paid on the most shares held on a day or any later one, judged on each day; cents (§ 15b (2) GenG).

    Credit that a transfer moves on a day to come counts with the shares of the same day (R-SHR-03, R-REG-06).
    """
    start, splittings = on_the_day(day), statutes.splittings(session, day)
    books = _books_of(session, [member_id])[member_id]
    steps = books.steps(date.max, _amounts(session, [books]))
    return rules.paid_on_most(share_moments(session, member_id), steps, start, splittings, share_amount)


def on_shares_kept(
    session: Session, given_up: Mapping[tuple[int, date, int], Later]
) -> dict[tuple[int, date, int], Cents]:
    """What stays on the shares of who gave up others: member, last day and entry → cents (§§ 22 (4), 67b; R-PAY-04).

    Each with what ended later, which counts as still held.
    """
    books = _books_of(session, {member_id for member_id, _day, _entry in given_up})
    amounts = _amounts(session, books.values())
    return {
        key: parts_of_credit(books[key[0]].steps(key[1], amounts, later)).on_shares
        for key, later in given_up.items()
    }


def credit_beside_shares(
    session: Session, day: date, at_close: bool = False, known_at: datetime | None = None
) -> dict[int, Cents]:
    """What of each credit stands on no share held on a day or at its close: cents by member id (§§ 19 (1), 67b GenG).

    Shares given up have released it, or an earlier membership has left it (§ 73 GenG). Below zero where more was paid
    out than is still there (R-SEPA-10); of whom it is nothing, nothing is said. As known at a moment, where one is
    given (R-REG-06).
    """
    again, first = joined_again().subquery(), select(ShareEntry.member_id).where(_GIVEN_UP).limit(1).subquery()
    concerned = union_all(select(again.c.member_id, true()), select(first.c.member_id, false()))
    if not (named := session.execute(concerned).all()):
        return {}
    walked = {member_id for member_id, has_joined_again in named if has_joined_again}
    found, moment = dict[int, Cents](), on_the_day(day) + at_close
    amounts = _all_amounts(session, known_at)
    for member_id, credit, held, since, has_moved in session.execute(_given_up_with_credit(day, at_close, known_at)):
        if has_moved or not amounts.by_day or _has_changed(amounts, since, moment) or member_id in walked:
            walked.add(member_id)
        elif beside := max(credit - amounts.nominal(held, moment), 0):
            found[member_id] = beside
    return found | _beside_shares(session, walked, day, at_close, known_at) if walked else found


def _has_changed(amounts: ShareAmounts, since: date, moment: int) -> bool:
    """Whether a share comes to something else than on a day before, or was reduced ever."""
    return bool(amounts.set_anew) or amounts.nominal(1, on_the_day(since)) != amounts.nominal(1, moment)


def _given_up_with_credit(
    day: date, at_close: bool, known_at: datetime | None
) -> Select[*tuple[int, Cents, int, date, bool]]:
    """The members with credit who gave up shares: id, credit, shares, since when, whether anything but payments moved.

    Of whom nothing did, neither came any payment back, and whose shares are what they were, shares given up have
    released what lies above the nominal of those held.
    """
    credit = (credit_at_close if at_close else credit_sums)(day, known_at).subquery("credit")
    held = (held_at_close if at_close else held_on)(day, known_at).subquery("held")
    given_up = select(ShareEntry.member_id, func.min(ShareEntry.effective_on).label("since")).where(
        _GIVEN_UP, ShareEntry.effective_on <= day if at_close else ShareEntry.effective_on < day,
        _known(ShareEntry.recorded_at, known_at),
    ).group_by(ShareEntry.member_id).subquery("given_up")
    share_moved, credit_moved = aliased(ShareEntry), aliased(CreditEntry)
    moved = or_(
        exists().where(
            share_moved.member_id == given_up.c.member_id, share_moved.effective_on >= given_up.c.since,
            share_moved.ground != ShareGround.CANCELLATION,
        ),
        exists().where(
            credit_moved.member_id == given_up.c.member_id, credit_moved.ground.not_in(_MONEY),
            or_(
                func.coalesce(credit_moved.belongs_on, credit_moved.effective_on) >= given_up.c.since,
                credit_moved.ground.in_((CreditGround.RETURNED_PAYMENT, CreditGround.REVERSAL)),
            ),
        ),
    )
    found = select(credit.c.member_id, credit.c.credit, func.coalesce(held.c.shares, 0), given_up.c.since, moved)
    return (
        found.join(given_up, given_up.c.member_id == credit.c.member_id)
        .outerjoin(held, held.c.member_id == credit.c.member_id).where(credit.c.credit != 0)
    )


def credit_beside_shares_of(session: Session, member_id: int, day: date) -> Cents:
    """What of a member's credit stands on no share held on a day; cents (§§ 67b, 73 GenG).

    Below zero where more was paid out than is still there (R-SEPA-10).
    """
    return _beside_shares(session, [member_id], day, False).get(member_id, 0)


def _beside_shares(
    session: Session, ids: Collection[int], day: date, at_close: bool, known_at: datetime | None = None
) -> dict[int, Cents]:
    books = _books_of(session, ids, known_at)
    amounts = _amounts(session, books.values(), known_at)
    found = {member_id: each.beside_shares(day, amounts, at_close) for member_id, each in books.items()}
    return {member_id: amount for member_id, amount in found.items() if amount}
