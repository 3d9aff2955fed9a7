"""Reads of the result of a fiscal year: whom it concerns, what may be done with it, what was booked."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.closing import rules
from app.closing.models import Appropriation, AppropriationShare
from app.closing.queries.accounts import Accounts, accounts_of, shown_of
from app.closing.queries.weights import balances_before, is_first_year, nominals_of, summed, weights_of
from app.closing.rules import Clauses, KeyUsed, Participant, Portion, Result, Terms
from app.core.formats import day as written
from app.core.formats import euro, fold
from app.core.lists import Sortable
from app.core.values import Cents, NotFound, Refusal, Unsaid
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import number_meant
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import FiscalYear, check_year_open


@dataclass(frozen=True)
class Draft:
    """A use of the result before it is booked: what there is to use, on what terms, and what each member gets."""

    result: Result
    terms: Terms
    portions: Sequence[Portion]
    clauses: Clauses
    key: KeyUsed
    rate: Fraction
    """Interest in percent."""

    @property
    def shows_key(self) -> bool:
        """Whether anything is parted by the key; interest alone is not."""
        return bool(self.terms.uses.members)

    @property
    def shows_base(self) -> bool:
        """Whether interest bears on balances that the key does not show (§ 21a GenG; R-FIN-08)."""
        return bool(self.result.interest) and not (self.shows_key and self.key is KeyUsed.BALANCES)

    def total(self, of: str) -> Cents:
        """The sum of one figure of the portions."""
        return sum(getattr(portion, of) for portion in self.portions)


def appropriations_of(session: Session, year_end: date) -> Sequence[Appropriation]:
    """Every use of a year's result and every undoing, in the order in which they were booked."""
    found = select(Appropriation).where(Appropriation.year_end == year_end).order_by(Appropriation.turn)
    return session.scalars(found).all()


def find_appropriation(session: Session, year_end: date) -> Appropriation | None:
    """The use of a year's result that stands."""
    booked = appropriations_of(session, year_end)
    return booked[-1] if booked and booked[-1].effective_on else None


def get_appropriation(session: Session, year_end: date) -> Appropriation:
    """The same; raises NotFound."""
    found = find_appropriation(session, year_end)
    if found is None:
        raise NotFound("Eine Verwendung dieses Ergebnisses gilt hier nicht; sie ist nicht beschlossen oder storniert.")
    return found


def credited_by(booked: Appropriation) -> Select[int]:
    """The members, by id, whose credit a used result raised or lessened, for use in larger queries."""
    return select(AppropriationShare.member_id).where(
        AppropriationShare.appropriation_id == booked.id, AppropriationShare.credited != 0
    )


def is_result_open(session: Session, year: FiscalYear) -> bool:
    """Say whether a year has a result that nobody has used yet, or whose use was undone (§§ 19, 48 GenG; R-FIN-05)."""
    figures = accounts_of(session, year).figures
    return figures is not None and figures.has_result and find_appropriation(session, year.last_day) is None


def clauses_on(session: Session, year: FiscalYear) -> Clauses:
    """What the statute of the last day of a year says on its result, and where (§§ 19, 21a GenG; R-FIN-05)."""
    version = statutes.get_version_on(session, year.last_day)
    return rules.clauses_from(
        statutes.statute_of(version), statutes.values_of(version), statutes.clauses_of(version)
    )


def key_of(session: Session, year: FiscalYear) -> KeyUsed:
    """By what the result of a year is parted (§ 19 GenG; R-FIN-05)."""
    return rules.key_used(clauses_on(session, year).key, is_first_year(session, year))


def participants_of(session: Session, year: FiscalYear, day: date) -> list[Participant]:
    """Whom the result of a year concerns when it is used on a day, by number (§ 19 (1) GenG; R-FIN-05).

    Who left with the close of the year takes part like the others, on the shares held until then, but for those given
    up singly, which have a claim of their own (§ 67b); whoever took credit over since, or goes on as the heir, in the
    place of who had it.
    """
    key = key_of(session, year)
    weights = weights_of(session, year, key, day)
    bases = weights if key is KeyUsed.BALANCES else _bases_of_interest(session, year, day)
    concerned = {each for found in (weights, bases) for each, weight in found.items() if weight > 0}
    until_then = nominals_of(session, _ending_with(session, year.last_day), year.last_day)
    nominals = until_then | nominals_of(session, summed(session, shares.held_on(day)), day)
    on_the_day, in_the_end = (summed(session, shares.credit_sums(at)) for at in (day, date.max))
    beside = dict(shares.credit_beside_shares(session, day))
    for member_id, began in _joined_again_since(session, year, concerned):
        # The result is the earlier membership's: it fills the shares of that (§ 73 GenG; R-PAY-03).
        nominals[member_id] = until_then.get(member_id, 0)
        earlier = in_the_end.get(member_id, 0) - shares.credit_of_membership(session, member_id, began)
        on_the_day[member_id] = in_the_end[member_id] = earlier
        beside[member_id] = 0
    missing = _unrestored(session)
    named = select(Member.id, Member.number, Party.display_name).join(Party, Party.id == Member.party_id)
    return [
        Participant(
            member_id, number, name, max(weights.get(member_id, 0), 0),
            max(on_the_day.get(member_id, 0), in_the_end.get(member_id, 0)) - beside.get(member_id, 0),
            nominals.get(member_id, 0),
            max(bases.get(member_id, 0), 0), missing.get(member_id, 0),
            min(on_the_day.get(member_id, 0), in_the_end.get(member_id, 0)),
        )
        for member_id, number, name in session.execute(named.order_by(Member.number)) if member_id in concerned
    ]


def _ending_with(session: Session, day: date) -> dict[int, int]:
    """The shares of each member that a membership ends with which is over with the close of a day."""
    held, given_up = (summed(session, each(day)) for each in (shares.held_on, shares.given_up_with))
    return {member_id: number - given_up.get(member_id, 0) for member_id, number in held.items()}


def _joined_again_since(session: Session, year: FiscalYear, ids: Collection[int]) -> list[tuple[int, date]]:
    """Those of these members that joined again after a year, and when; few, whoever belonged before."""
    period = MembershipPeriod
    found = select(period.member_id, func.max(period.first_day)).where(
        period.member_id.in_(shares.joined_again()), members.lasted()
    )
    began = session.execute(found.group_by(period.member_id).having(func.max(period.first_day) > year.last_day)).all()
    return [(member_id, day) for member_id, day in began if member_id in ids]


class Concerned:
    """Whom the result of a year concerns when it is used on a day, read once however often it is asked for."""

    def __init__(self, session: Session, year: FiscalYear, day: date) -> None:
        self._asked = session, year, day

    @cached_property
    def participants(self) -> Sequence[Participant]:
        """All of them, by number; Refusal while it cannot be told."""
        return participants_of(*self._asked)

    @property
    def known(self) -> Sequence[Participant]:
        """The same; nobody while it cannot be told, which the preview says."""
        try:
            return self.participants
        except Refusal:
            return ()


def _bases_of_interest(session: Session, year: FiscalYear, day: date) -> dict[int, Cents]:
    """What bears interest: the balances at the end of the year before; the first year has none (R-FIN-08)."""
    return {} if is_first_year(session, year) else balances_before(session, year, day)


def _unrestored(session: Session) -> dict[int, Cents]:
    """What losses took off each balance and later profits have not restored, by member (R-FIN-07)."""
    concerned = select(CreditEntry.member_id, CreditEntry.amount).where(
        shares.kept(CreditEntry), CreditEntry.ground.in_((CreditGround.PROFIT, CreditGround.LOSS))
    )
    changes: dict[int, list[Cents]] = {}
    for member_id, amount in session.execute(concerned.order_by(CreditEntry.effective_on, CreditEntry.id)):
        changes.setdefault(member_id, []).append(amount)
    return {member_id: rules.unrestored_loss(each) for member_id, each in changes.items()}


def result_of(session: Session, accounts: Accounts) -> Result:
    """What there is to use of a year's result, and what the legal reserve is due of it (§ 7 no. 2 GenG; R-FIN-04)."""
    figures = accounts.figures
    if figures is None:
        raise Refusal("Die Zahlen der Bilanz sind noch nicht eingetragen.")
    statute = statutes.statute_on(session, accounts.year.last_day)
    least = rules.legal_reserve_allocation(
        figures.net_result, figures.carried_forward, 0, Fraction(statute.legal_reserve_pct or 0),
        Fraction(statute.legal_reserve_target or 0), figures.balance_total, figures.legal_reserve,
    )
    available = figures.net_result + figures.carried_forward
    return Result(available, figures.legal_reserve, figures.other_reserves, least)


def draft_of(
    session: Session, accounts: Accounts, terms: Terms, day: date, concerned: Concerned | None = None
) -> Draft:
    """What a use of the result would mean for each member; Refusal where it may not be (§§ 7, 19, 21a, 48 GenG)."""
    check_year_open(day, statutes.closed_through(session))
    who = concerned or Concerned(session, accounts.year, day)
    clauses = clauses_on(session, accounts.year)
    result, rate, interest = _with_interest(session, accounts, clauses, terms.interest_pct, who)
    rules.check_uses(result, terms.uses)
    amount = terms.uses.members if result.is_profit else -terms.uses.members
    named = who.participants if amount or rate else []
    portions = rules.portions_of(named, amount, interest, clauses.pays_early)
    return Draft(result, terms, portions, clauses, key_of(session, accounts.year), rate)


def _with_interest(
    session: Session, accounts: Accounts, clauses: Clauses, resolved: Fraction | None, who: Concerned
) -> tuple[Result, Fraction, Mapping[int, Cents]]:
    plain, rate = result_of(session, accounts), rules.interest_rate(clauses, resolved)
    if not rate:
        return plain, rate, defaultdict(int)
    interest = rules.interest_of(who.participants, rate, plain.uncovered)
    return replace(plain, interest=sum(interest.values())), rate, interest


def result_with_interest(
    session: Session, accounts: Accounts, resolved: Fraction | None, concerned: Concerned
) -> Result:
    """What there is to use once interest is taken off; without it while its rate is refused (§ 21a GenG; R-FIN-08)."""
    clauses = clauses_on(session, accounts.year)
    try:
        return _with_interest(session, accounts, clauses, resolved, concerned)[0]
    except Refusal:
        return result_of(session, accounts)


def proposal_of(session: Session, accounts: Accounts, day: date, concerned: Concerned | None = None) -> Terms:
    """What the law and the statute propose, with the least interest where the statute leaves the rate open.

    §§ 7 no. 2, 21a, 48 GenG; R-FIN-04, R-FIN-08.
    """
    who = concerned or Concerned(session, accounts.year, day)
    clauses = clauses_on(session, accounts.year)
    resolved = None if clauses.least is None else Fraction(clauses.least, rules.HUNDREDTHS)
    result, _rate, _interest = _with_interest(session, accounts, clauses, resolved, who)
    return Terms(rules.proposed_uses(result), resolved)


def shown_of_result(
    session: Session, year: FiscalYear, day: date, concerned: Concerned | None = None
) -> dict[str, object]:
    """What the form of the result was shown: the accounts, what is booked, and by what the key counts."""
    known, who = shown_of(session, year), (concerned or Concerned(session, year, day)).known
    version = statutes.get_version_on(session, year.last_day)
    return {
        **known, "statute": _named(version), "version": Unsaid(version.id),
        "booked": Unsaid(len(appropriations_of(session, year.last_day))),
        "members_counted": len(who), "weights": euro(sum(each.weight for each in who)),
        "balances": euro(sum(each.balance for each in who)),
    }


def _named(version: StatuteVersion) -> str:
    """A version by its title and day; another one of the same title and day has other clauses."""
    return f"{version.title}, {written(version.registered_on or version.resolved_on)}"


# --- what was booked --------------------------------------------------------------------------------------------------

_SHARE = AppropriationShare


def entries_of_results(session: Session, member_id: int, through: date) -> Sequence[CreditEntry]:
    """What the results of all years up to one that ended on a day credited to a member or wrote off, and what undid it.
    """
    mine = select(_SHARE.credit_entry_id).join(Appropriation, Appropriation.id == _SHARE.appropriation_id).where(
        _SHARE.member_id == member_id, _SHARE.credit_entry_id.is_not(None), Appropriation.year_end <= through
    )
    found = select(CreditEntry).where(or_(CreditEntry.id.in_(mine), CreditEntry.reverses_id.in_(mine)))
    return session.scalars(found.order_by(CreditEntry.id)).all()


@dataclass(frozen=True)
class ResultPart:
    """What the result of a year meant for one member; cents. `is_undone`: this use of it holds no more."""

    year_end: date
    number: str
    weight: Cents
    portion: Cents
    credited: Cents
    paid_out: Cents
    interest: Cents
    is_undone: bool


def use_is_undone() -> ColumnElement[bool]:
    """The condition that a use of a result was undone by the one that follows."""
    undoing = aliased(Appropriation)
    return select(undoing.id).where(
        undoing.year_end == Appropriation.year_end, undoing.follows == Appropriation.turn
    ).exists()


def parts_of(session: Session, member_id: int) -> list[ResultPart]:
    """What the results of all years meant for one member, the latest first."""
    found = select(
        Appropriation.year_end, Appropriation.number, _SHARE.weight, _SHARE.portion, _SHARE.credited, _SHARE.paid_out,
        _SHARE.interest, use_is_undone(),
    ).join(_SHARE, _SHARE.appropriation_id == Appropriation.id).where(_SHARE.member_id == member_id)
    return [ResultPart(*row) for row in session.execute(found.order_by(Appropriation.id.desc()))]


def results_since(session: Session, member_id: int, day: date, moment: datetime) -> list[tuple[str, Cents]]:
    """The results decided on after a day, and booked after a moment, with what a member has of each, interest too.

    The latest first; cents, below zero where it bears a loss. What was undone is none.
    """
    found = select(Appropriation.number, _SHARE.portion + _SHARE.interest).join(
        _SHARE, _SHARE.appropriation_id == Appropriation.id
    ).where(
        _SHARE.member_id == member_id, Appropriation.effective_on > day, Appropriation.recorded_at > moment,
        ~use_is_undone(),
    )
    return [(number, part) for number, part in session.execute(found.order_by(Appropriation.id.desc()))]


@dataclass(frozen=True)
class ResultLine:
    """What a used result meant for one member, as the list shows it; cents."""

    number: int
    name: str
    weight: Cents
    portion: Cents
    credited: Cents
    paid_out: Cents
    interest: Cents

    @property
    def claim(self) -> Cents:
        """What the cooperative owes the member by this."""
        return self.paid_out + self.interest


_CLAIM = _SHARE.paid_out + _SHARE.interest
SORTS: Mapping[str, Callable[[], Sortable]] = {
    "number": lambda: Member.number, "name": lambda: Party.sort_name, "weight": lambda: _SHARE.weight,
    "portion": lambda: _SHARE.portion, "credited": lambda: _SHARE.credited, "claim": lambda: _CLAIM,
}


def lines_of(
    session: Session, appropriation: Appropriation, words: str = "", sort: str = "number", descending: bool = False,
    only_claims: bool = False, offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[ResultLine], int]:
    """The members whom a used result concerned, searched by name or number, and how many there are."""
    found = select(
        Member.number, Party.display_name, _SHARE.weight, _SHARE.portion, _SHARE.credited, _SHARE.paid_out,
        _SHARE.interest,
    ).join(Member, Member.id == _SHARE.member_id).join(Party, Party.id == Member.party_id)
    found = found.where(_SHARE.appropriation_id == appropriation.id)
    if words:
        number = number_meant(words)
        named = Party.search_text.contains(fold(words), autoescape=True)
        found = found.where(or_(named, Member.number == number) if number else named)
    if only_claims:
        found = found.where(_CLAIM > 0)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = SORTS[sort]().desc() if descending else SORTS[sort]()
    rows = session.execute(found.order_by(order, Member.number).offset(offset).limit(limit))
    return [ResultLine(*row) for row in rows], total


def sums_of(session: Session, appropriation: Appropriation) -> ResultLine:
    """The sums over all members whom a used result concerned; their number stands in the place of the member's."""
    figures = (_SHARE.weight, _SHARE.portion, _SHARE.credited, _SHARE.paid_out, _SHARE.interest)
    summed = select(func.count(), *(func.coalesce(shares.total(figure), 0) for figure in figures))
    number, *sums = session.execute(summed.where(_SHARE.appropriation_id == appropriation.id)).one()
    return ResultLine(number, "", *sums)
