"""The years of the story as they ended: accounts adopted, used, disclosed; of the last one a part for the members.

Of the last two the papers for their audit are there, but for a declaration that the office has still to get.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries
from app.closing.rules import Figures, Terms, Uses, YearPaperKind
from app.core.values import Actor
from app.demo.actions.house import at
from app.demo.actions.organs import ASSEMBLY, PROFITS
from app.demo.actions.people import FOUNDED
from app.demo.actions.proofs import minutes_of_accounts, minutes_of_assembly, proof_of_disclosure
from app.demo.actions.register import Cast
from app.demo.actions.story import Plot
from app.statutes.rules import FiscalYear

TO_MEMBERS = 5_000_00
"""What the assembly gave the members of the last year's profit."""


def close_years(session: Session, cast: Cast) -> Plot:
    """Every June the assembly adopts the accounts and decides on the result; the last year is closed for entries."""
    legal, other, last = 0, 0, max(PROFITS)
    for number, profit in PROFITS.items():
        year = FiscalYear(max(FOUNDED, date(number, 1, 1)), date(number, 12, 31))
        figures = Figures(profit, 0, legal, other, 1_640_000_00 + 170_500_00 * (number - 2021))
        day = date(number + 1, *ASSEMBLY)
        yield (now := at(date(number + 1, 4, 16), 14))
        closing.prepare(session, year, now.date(), figures, None, cast.office, now)
        yield (now := at(day, 18, 30))
        reference = f"Niederschrift vom {day:%d.%m.%Y}, TOP 3"
        closing.adopt(session, year, day, reference, minutes_of_accounts(number, day), cast.office, now)
        uses = _uses(session, year, TO_MEMBERS if number == last else 0)
        closing.use_result(session, year, Terms(uses), cast.office, now)
        legal, other = legal + uses.legal_reserve, other + uses.other_reserves
        yield (now := at(date(number + 1, 7, 3), 9))
        closing.disclose(session, year, now.date(), cast.office, now)
        if number >= last - 1:
            _hand_in_papers(session, year, day, now, cast.office)
    closing.close_year(session, year, cast.office, now)


def _hand_in_papers(session: Session, year: FiscalYear, assembly: date, now: datetime, office: Actor) -> None:
    """The minutes of the assembly and the proof of the disclosure, at first the one of the year before by mistake."""
    number, disclosed = year.last_day.year, now.date()
    minutes = minutes_of_assembly(number, assembly)
    closing.hand_in(session, year, YearPaperKind.ASSEMBLY_MINUTES, assembly, minutes, office, now)
    mistaken = proof_of_disclosure(number - 1, disclosed)
    wrong = closing.hand_in(session, year, YearPaperKind.PROOF_OF_DISCLOSURE, disclosed, mistaken, office, now)
    closing.withdraw(session, year, wrong, "Nachweis des Vorjahres", office, now)
    proof = proof_of_disclosure(number, disclosed)
    closing.hand_in(session, year, YearPaperKind.PROOF_OF_DISCLOSURE, disclosed, proof, office, now)


def _uses(session: Session, year: FiscalYear, to_members: int) -> Uses:
    """The legal reserve first, the members' part, the rest into the other reserves."""
    found = queries.result_of(session, queries.accounts_of(session, year))
    legal = found.least_for_reserve
    return Uses(legal, found.to_use - legal - to_members, to_members, 0)
