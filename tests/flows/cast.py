"""Who lives in random lives, and a plain model of what they hold and owe; all people and places are invented."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.closing import actions as closing
from app.closing.rules import Figures
from app.core.values import Refusal
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import DuePayment, PaymentPurpose
from tests.closing.factories import ADOPTED, MINUTES, PREPARED, REFERENCE, SECOND
from tests.departures.factories import JOINED, a_holder, a_leaving_house
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY
from tests.removals.factories import a_human
from tests.settlements.factories import IBAN, left, told_by_a_list
from tests.shares.factories import SHARE, a_member, paid

AFTER = NOW + timedelta(hours=1)
"""When an act is undone."""

LATER = TODAY + timedelta(days=25)
"""When the share is to be paid that is still open."""

WHY = "Irrtum"
FIGURES = Figures(900_00, 0, 0, 1_000_00, 90_000_00)
STATUTE: dict[str, Any] = {
    "max_shares": 30, "appeal_days": 42, "form_join": "textform", "heirs_continue": True, "annual_contribution": 60_00,
    "notice_months": 3,
}

Undo = Callable[[], object]
Told = tuple[int, int, int, int, int, int]


@dataclass
class Held:
    """What a member has: shares from tomorrow on, those of them given up for later; what it owes; cents."""

    shares: int = 0
    given_up: int = 0
    leaves: bool = False
    """Whether all shares end with the membership, on whatever day."""

    credit: int = 0
    coming: int = 0
    """What of the credit comes on a day ahead."""

    owed: int = 0
    """On its shares."""

    began: int = 0
    """How many shares it held when the year closed whose result is used."""

    ahead: int = 0
    """What of it credit to come covers on its day, as far as it is still open then."""

    other: int = 0
    """For contributions and costs."""

    @property
    def covered(self) -> int:
        """What of what is owed credit to come covers."""
        return min(self.ahead, self.owed)

    def told(self) -> Told:
        """Shares tomorrow and in the end, credit, what is owed on shares, what of it is covered ahead, and besides."""
        in_the_end = 0 if self.leaves else self.shares - self.given_up
        return self.shares, in_the_end, self.credit, self.owed, self.covered, self.other

    def is_credited(self, profit: int, share: int) -> None:
        """A part of the profit fills the shares, on which less is to be paid then."""
        self.credit += profit
        above = self.credit + self.owed - self.covered - max(self.shares, self.began) * share
        self.owed -= min(self.owed, profit, max(above, 0))

    def the_day_comes(self) -> None:
        """Credit to come is there, and covers what is open."""
        self.owed, self.ahead, self.coming = self.owed - self.covered, 0, 0


@dataclass
class Books:
    """The plain model: what every member has, by sums alone."""

    share: int = SHARE
    """The amount of one share."""

    held: dict[int, Held] = field(default_factory=dict)

    def of(self, member_id: int) -> Held:
        """What a member has; nothing, where it is new."""
        return self.held.setdefault(member_id, Held())

    def hand_on(self, giver: Held, taker: Held, number: int | None, joins_with: int | None = None) -> None:
        """So many shares with their credit, or all: it fills what the taker's shares lack, and takes as many more."""
        stays = giver.shares - (giver.shares if number is None else number)
        on_shares = min(giver.credit - giver.coming, giver.shares * self.share)
        amount = on_shares - stays * self.share
        lacking = taker.shares * self.share - min(taker.credit, taker.shares * self.share)
        taken = joins_with or -(-max(amount - lacking, 0) // self.share)
        on_own = min(max(taker.owed - taker.covered, lacking), amount) if taken else amount
        giver.credit, taker.credit = giver.credit - amount, taker.credit + amount
        taker.owed += taken * self.share - (amount - on_own) - min(on_own, taker.owed)
        taker.shares += taken
        giver.shares, giver.owed = stays, giver.owed - self._falls_away(giver, stays)
        if not stays:
            giver.leaves, giver.given_up = True, 0

    def hand_on_ahead(self, giver: Held, taker: Held, number: int) -> None:
        """So many shares' credit fills, on a day to come, what the taker's own shares lack."""
        amount = min(giver.credit - giver.coming, giver.shares * self.share) - (giver.shares - number) * self.share
        giver.owed -= self._falls_away(giver, giver.shares - number)
        giver.given_up, giver.credit = giver.given_up + number, giver.credit - amount
        taker.credit, taker.coming, taker.ahead = taker.credit + amount, taker.coming + amount, taker.ahead + amount

    def _falls_away(self, giver: Held, stays: int) -> int:
        """What is not yet due, and goes beyond the shares that stay."""
        return min(giver.owed, max(giver.credit + giver.owed - giver.covered - stays * self.share, 0))

    def split(self, parts: int) -> None:
        """Every share becomes so many, and no cent moves."""
        self.share //= parts
        for held in self.held.values():
            held.shares, held.given_up = held.shares * parts, held.given_up * parts
            held.began *= parts


@dataclass
class Cast:
    """Three towns, the last of which has still to pay one of its shares, and a person who has paid; a town that left at
    the end of 2025; and the model of them all."""

    members: Sequence[Member]
    left: Member
    membership: int
    """Of the one that left."""

    books: Books = field(default_factory=Books)
    now: datetime = NOW
    """When what happens next does; each act has its own minute."""

    def one(self, who: int) -> tuple[Member, Held]:
        """A town or the person, with what the model says of them."""
        member = self.members[who]
        return member, self.books.of(member.id)

    @property
    def person(self) -> Member:
        """The one who may die."""
        return self.members[-1]

    def tried(self, act: Callable[[], Undo]) -> Undo:
        """Let an act happen; what undoes it, or that it is refused, puts the model back as well."""
        before = deepcopy(self.books)

        def put_back() -> None:
            self.books = before

        try:
            undo = act()
        except Refusal:
            put_back()
            raise
        return backwards(lambda: put_back(), undo)


def backwards(*undos: Undo) -> Undo:
    """What undoes several acts, the last one first."""

    def undo_all() -> None:
        for undo in reversed(undos):
            undo()

    return undo_all


def only_if(is_so: bool) -> None:
    """Leave an act undone whose precondition does not hold."""
    if not is_so:
        raise Refusal("Das kommt hier nicht in Betracht.")


def a_cooperative(session: Session) -> Cast:
    """A house with fiscal years whose accounts of 2025 are adopted, its members, their certificates."""
    a_leaving_house(session, **STATUTE)
    names = (("Gemeinde Altenbruck", 5), ("Stadt Lindenfurt", 2))
    owing = a_member(session, "Gemeinde Eichenau", 3, JOINED)
    paid(session, owing, 2 * SHARE, JOINED)
    rest, = share_queries.open_payments(session, member_id=owing.id)
    later = DuePayment(LATER, SHARE, PaymentPurpose.SHARES)
    shares.write_off(session, rest.due_id, SHARE, rest.document, OFFICE, NOW)
    entry, = share_queries.share_entries_of(session, owing.id)
    shares.ask_for(session, owing, later, rest.document, OFFICE, NOW, entry.id)
    living = [*(a_holder(session, name, number) for name, number in names), owing, a_human(session)]
    gone = a_holder(session, "Gemeinde Hohenmoos", 2)
    admissions.ensure_clause_texts(session, TODAY)
    for member in living:
        shares.issue_certificate(session, member, OFFICE, NOW)
    for member in (*living, gone):
        parties.add_bank_account(session, member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    closing.prepare(session, SECOND, PREPARED, FIGURES, None, OFFICE, NOW)
    closing.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    ended = left(session, gone, SECOND.last_day, ExitGround.NOTICE)
    told_by_a_list(session, gone)
    cast = Cast(living, gone, ended)
    for member, number in zip(living, (5, 2, 3, 3), strict=True):
        owed = SHARE if member is owing else 0
        cast.books.held[member.id] = Held(number, credit=number * SHARE - owed, owed=owed, began=number)
    cast.books.held[gone.id] = Held(leaves=True, credit=2 * SHARE)
    return cast


def in_the_ledgers(session: Session) -> dict[int, Told]:
    """What the ledgers say of everybody who has or owes anything, as the model tells it."""
    days = (TODAY + timedelta(days=1), TODAY.max)
    tomorrow, at_last = (share_queries.shares_on(session, day) for day in days)
    credit, owed, other = share_queries.credit_on(session, TODAY.max), dict[int, int](), dict[int, int]()
    for each in share_queries.open_payments(session):
        about = owed if each.purpose is PaymentPurpose.SHARES else other
        about[each.member_id] = about.get(each.member_id, 0) + each.open
    ahead = {member_id: share_queries.covered_ahead(session, member_id) for member_id in owed}
    figures = (tomorrow, at_last, credit, owed, ahead, other)
    everybody = {member_id for figure in figures for member_id in figure}
    told = {member_id: tuple(figure.get(member_id, 0) for figure in figures) for member_id in everybody}
    return {member_id: row for member_id, row in told.items() if any(row)}  # type: ignore[misc]


def in_the_model(cast: Cast) -> dict[int, Told]:
    """The same by the model."""
    told = {member_id: held.told() for member_id, held in cast.books.held.items()}
    return {member_id: row for member_id, row in told.items() if any(row)}
