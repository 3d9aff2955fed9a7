"""What stands out about a member in a list: one word per row, the normal case is silent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import count
from app.core.formats import day as written
from app.core.values import Cents, German, PartyKind, Refusal
from app.members.rules import MemberClass, has_left_by
from app.parties.rules import Authority, DayRefusal, acts_itself, is_legal_representative, is_organisation
from app.settlements.rules import EntryKind
from app.shares.rules import CreditGround


class ProofRefusal(Refusal):
    """A refusal because a document is missing."""


def reason_without_proof(has_proof: bool, why_none: str) -> str:
    """Why an entry has no document behind it, as it is kept; refused with neither the document nor the reason.

    Others rely on a name, a legal form, a representation: the register says what it rests on (R-REG-05).
    """
    if has_proof:
        return ""
    if not why_none.strip():
        raise ProofRefusal(
            "Wählen Sie die Datei mit dem Beleg aus. Gibt es keinen, schreiben Sie darunter, warum; die Begründung"
            " bleibt beim Eintrag stehen."
        )
    return why_none.strip()


class MemberStanding(StrEnum):
    """What a list says about a member, the gravest first."""

    LEFT = "left"
    OVERDUE = "overdue"
    LEAVING = "leaving"
    OPEN = "open"
    INVESTING = "investing"
    MEMBER = "member"


STANDING_WORDS: Mapping[MemberStanding, str] = {
    MemberStanding.LEFT: German("Ausgeschieden"),
    MemberStanding.OVERDUE: German("Zahlung überfällig"),
    MemberStanding.LEAVING: German("Scheidet aus"),
    MemberStanding.OPEN: German("Zahlung offen"),
    MemberStanding.INVESTING: German("Investierend"),
    MemberStanding.MEMBER: German("Mitglied"),
}
"""The one word of a row."""


def standing_of(
    member_class: MemberClass, last_day: date | None, next_due_on: date | None, today: date
) -> MemberStanding:
    """Name the gravest thing about a member: gone, late with a payment, leaving, paying, investing, or nothing."""
    if has_left_by(last_day, today):
        return MemberStanding.LEFT
    if next_due_on is not None and next_due_on < today:
        return MemberStanding.OVERDUE
    if last_day is not None:
        return MemberStanding.LEAVING
    if next_due_on is not None:
        return MemberStanding.OPEN
    return MemberStanding.INVESTING if member_class is MemberClass.INVESTING else MemberStanding.MEMBER


class View(StrEnum):
    """The saved views of the list of members, in the order of their tabs."""

    ALL = "all"
    MUNICIPALITIES = "municipalities"
    OPEN = "open"
    UNCERTIFIED = "uncertified"
    INVESTING = "investing"
    LEAVING = "leaving"
    FORMER = "former"


VIEW_WORDS: Mapping[View, str] = {
    View.ALL: German("Alle"),
    View.MUNICIPALITIES: German("Kommunen"),
    View.OPEN: German("Einzahlung offen"),
    View.UNCERTIFIED: German("Ohne gültige Urkunde"),
    View.INVESTING: German("Investierend"),
    View.LEAVING: German("Scheiden aus"),
    View.FORMER: German("Ausgeschieden"),
}
"""How the saved views are called."""


@dataclass(frozen=True)
class Wanted:
    """Which members a list is to show: view, words, and what the filters say; empty lets everybody through.

    `unmeasured`: those only of whom nobody entered how much of this measure of mandatory shares they have (R-SHR-05).
    """

    view: View = View.ALL
    words: str = ""
    kind: PartyKind | None = None
    region: str = ""
    member_class: MemberClass | None = None
    open_only: bool = False
    uncertified_only: bool = False
    unmeasured: str = ""


@dataclass(frozen=True)
class MemberRow:
    """A member as the list shows it; cents. `next_due_on` is the earliest day with something still to be paid."""

    member_id: int
    number: int
    name: str
    kind: PartyKind
    region: str
    city: str
    email: str
    member_class: MemberClass
    first_day: date
    last_day: date | None
    shares: int
    paid_in: Cents
    open: Cents
    next_due_on: date | None
    certified: int | None

    def standing(self, today: date) -> MemberStanding:
        """The gravest thing about this member."""
        return standing_of(self.member_class, self.last_day, self.next_due_on, today)


@dataclass(frozen=True)
class Totals:
    """How many members a list names and what they hold together; cents."""

    members: int
    shares: int
    paid_in: Cents
    open: Cents


@dataclass(frozen=True)
class Contact:
    """How a member is reached and where else it is registered; none of it belongs to the register (R-REG-02)."""

    email: str
    phone: str
    region: str
    register_court: str
    register_number: str


@dataclass(frozen=True)
class WantedRepresentation:
    """In which function and by what authority somebody is to act for a member, and from when."""

    authority: Authority
    function: str
    first_day: date


def named_since(words: str, first_day: date) -> str:
    """Say what holds and, in brackets, from when on; without a word, so that it needs no translation."""
    return f"{words} ({written(first_day)})"


def quantity_since(quantity: int | None, measure: str, first_day: date) -> str:
    """Say how much of a measure is entered, and from when on; of an undone entry that there is none."""
    return named_since(f"{'–' if quantity is None else count(quantity)} {measure}", first_day)


def day_of_measure(valid_from: date, today: date) -> date:
    """Say by the statute of which day a number is entered: of its own, of a past day of today (§ 7a (2); R-SHR-05)."""
    return max(valid_from, today)


def check_within_membership(valid_from: date, joined_on: date, today: date) -> None:
    """Refuse a name or an address from before the membership: the register holds none (§ 30 (2) GenG; R-REG-02).

    Of a membership to come it is what holds today or later.
    """
    earliest = min(joined_on, today)
    if valid_from < earliest:
        raise DayRefusal(
            "Die Mitgliedschaft beginnt am {day}; davor führt die Mitgliederliste nichts. Nehmen Sie diesen Tag oder "
            "einen späteren.", day=written(earliest),
        )


@dataclass(frozen=True)
class Step:
    """One line of how the paid-in credit came about: the ground, its entries, the last day, the sum in cents."""

    ground: CreditGround | EntryKind
    entries: int
    last_day: date
    amount: Cents


def steps_of(entries: Iterable[tuple[CreditGround | EntryKind, date, Cents]]) -> list[Step]:
    """Add up the entries of the credit ledger by their ground, in the order in which the grounds first appear."""
    steps: dict[CreditGround | EntryKind, Step] = {}
    for ground, day, amount in entries:
        before = steps.get(ground, Step(ground, 0, day, 0))
        steps[ground] = Step(ground, before.entries + 1, max(before.last_day, day), before.amount + amount)
    return list(steps.values())


def has_representatives(kind: PartyKind) -> bool:
    """Say whether others act for this kind of member."""
    return is_organisation(kind)


class Casting(StrEnum):
    """Who declares for a member and casts its vote, as those that are entered as acting for it leave it."""

    ITSELF = "itself"
    BESIDE = "beside"
    ALONE = "alone"
    TOGETHER = "together"
    TOO_FEW = "too_few"
    AGENTS = "agents"
    NOBODY = "nobody"


CASTING_WORDS: Mapping[Casting, str] = {
    Casting.ITSELF: German("das Mitglied selbst"),
    Casting.BESIDE: German("das Mitglied selbst, oder für es, wer neben ihm handelt"),
    Casting.ALONE: German("für das Mitglied, wer es allein oder kraft Amtes vertritt"),
    Casting.TOGETHER: German("niemand allein, nur gemeinsam mit anderen, die das Mitglied vertreten"),
    Casting.TOO_FEW: German("niemand: Wer nur gemeinsam vertritt, braucht eine zweite Person"),
    Casting.AGENTS: German("niemand ohne Stimmvollmacht: Eine Vollmacht im Register genügt dafür nicht"),
    Casting.NOBODY: German("niemand"),
}
"""Who votes, in the words of a preview."""


def casting_of(kind: PartyKind, acting: Collection[tuple[int, Authority]]) -> Casting:
    """Say who votes for a member while these people act for it, each by this right (§ 43 (4), (5) GenG; R-VOTE-09).

    A power of attorney in the register gives no vote: it is asked for with each assembly (R-PRX-03).
    """
    legal = [(person, authority) for person, authority in acting if is_legal_representative(authority)]
    authorities = [authority for _person, authority in legal]
    if not is_organisation(kind) and acts_itself(authorities):
        return Casting.BESIDE if legal else Casting.ITSELF
    if any(authority is not Authority.JOINT for authority in authorities):
        return Casting.ALONE
    if legal:
        return Casting.TOGETHER if len({person for person, _authority in legal}) > 1 else Casting.TOO_FEW
    return Casting.AGENTS if acting else Casting.NOBODY
