"""Letter of correction: what an earlier letter told of was entered by mistake and is undone (R-REG-05, R-DOC-05)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.values import Cents
from documents.facts import Later, WithDues
from documents.letter import Letter, print_letter, sample_letter


class Matter(StrEnum):
    """What the earlier letter was about."""

    NOTICE = "notice"
    SHARES = "shares"
    TRANSFER = "transfer"
    REMOVAL = "removal"
    SETTLEMENT = "settlement"
    EXCLUSION_SETTLED = "exclusion_settled"
    """A settlement of an exclusion that was lifted, of which another letter tells."""


@dataclass(frozen=True)
class AccountUndone:
    """The account named with what was undone, which does not count; the one that does, or waits for a second person,
    or counts from a later day.

    All of them masked; empty where there is none.
    """

    named: str
    known: str = ""
    waits: str = ""
    later: str = ""
    later_from: date | None = None


@dataclass(frozen=True)
class Ahead:
    """What takes shares on a later day all the same: its number, the last day on which they are held, how many."""

    number: str
    last_day: date
    shares: int


@dataclass(frozen=True)
class UndoneFacts(WithDues):
    """Which letter no longer speaks, and what the register says now of the membership; cents.

    `number` is that of the matter, `former` that of the letter, written on `former_dated`. `last_day`: what ends the
    membership all the same. `is_member` is not so of who would have joined by it. `member` names the member where the
    letter goes to somebody else, who is told nothing of its shares, credit and account.
    `uncovered`: what the earlier letter called paid by the credit, or no longer owed, and is open again; `dues` is then
    all that is open on the shares. `ahead`: what stands and takes some of the shares later. `paid`: what was paid out
    of the settlement of an exclusion, and the letter on its lifting asks back; somebody else is told no amount.
    """

    letter: Letter
    matter: Matter
    number: str
    former: str
    former_dated: date
    shares: int
    credit: Cents
    last_day: date | None = None
    is_member: bool = True
    certificate: str = ""
    member: str = ""
    account: AccountUndone | None = None
    uncovered: Cents = 0
    dues: tuple[Later, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    paid: Cents = 0


def build(facts: UndoneFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("entry_undone", facts, facts.letter)


def sample() -> UndoneFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1207")
    return UndoneFacts(
        letter, Matter.NOTICE, "KD-2026-003", "B-2026-1203", date(2026, 11, 17), 5, 250_000, certificate="U-2026-0412"
    )


def variants() -> dict[str, UndoneFacts]:
    """Samples: of each matter; to who never joined, who leaves otherwise, has left, or stands in the member's place."""
    whole = sample()
    transfer = replace(whole, matter=Matter.TRANSFER, number="UT-2026-001", certificate="")
    ends = replace(whole, last_day=date(2026, 12, 31))
    return {
        "notice": whole,
        "shares": replace(whole, matter=Matter.SHARES, number="BE-2026-004"),
        "transfer": transfer,
        "owes-again": replace(
            transfer, uncovered=2_443_850, dues=(Later(2_443_850, date(2026, 11, 18)), Later(50_000, date(2027, 2, 1)))
        ),
        "other-stands": replace(whole, ahead=(Ahead("KD-2026-002", date(2027, 12, 31), 2),)),
        "removal": replace(whole, matter=Matter.REMOVAL, number="AU-2026-002"),
        "settlement": replace(whole, matter=Matter.SETTLEMENT, number="AG-2026-002"),
        "exclusion-lifted": replace(whole, matter=Matter.EXCLUSION_SETTLED, number="AG-2026-002"),
        "exclusion-lifted-paid": replace(
            whole, matter=Matter.EXCLUSION_SETTLED, number="AG-2026-002", credit=0, paid=250_000
        ),
        "exclusion-lifted-followed": replace(
            whole, matter=Matter.EXCLUSION_SETTLED, number="AG-2026-002", paid=250_000, member="Balthasar Lindwurm"
        ),
        "never-joined": replace(transfer, is_member=False, shares=0, credit=0),
        "ends": ends,
        "no-account": replace(whole, account=AccountUndone("DE … 2051")),
        "account-stays": replace(whole, account=AccountUndone("DE … 2051", known="DE … 5030")),
        "account-later": replace(
            whole, account=AccountUndone("DE … 2051", later="DE … 5030", later_from=date(2027, 1, 1))
        ),
        "account-waits": replace(ends, account=AccountUndone("DE … 2051", waits="DE … 5030")),
        "ended": replace(ends, last_day=date(2025, 12, 31), shares=0, credit=0, certificate=""),
        "to-another": replace(whole, member="Gemeinde Altenbruck"),
        "to-another-ends": replace(ends, member="Gemeinde Altenbruck"),
    }
