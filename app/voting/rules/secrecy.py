"""A secret vote on demand, which is taken on paper until the secret ballot has its own room (R-ELE-04, R-VOTE-10)."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from app.assemblies.rules import MeetingForm
from app.core.formats import count
from app.core.values import German, Refusal
from app.voting.rules.conduct import RUNNING
from app.voting.rules.facts import Demander, Outcome, PollState, Secrecy
from app.voting.rules.polls import has_hall

MOST_VOTES = 1_000_000
"""More votes are cast on no demand."""

MAY_BE_OPEN = German("Es darf offen abgestimmt werden.")
STAYS_SECRET = German("Es bleibt bei der geheimen Abstimmung.")
"""What stands once a demand is taken back."""

TOO_FEW = German("Die nötigen Stimmen fehlen; es bleibt bei der offenen Abstimmung.")
ON_PAPER = German("Hier wird geheim abgestimmt, nur auf Papier.")
NOT_HERE = German(
    "Hier ist geheim abzustimmen, und in dieser Versammlung geht das nicht: Abgestimmt wird nur am eigenen Gerät, und"
    " eine geheime elektronische Abstimmung gibt es hier nicht. Setzen Sie den Punkt ab und nehmen Sie ihn in eine"
    " Versammlung mit Saal auf."
)
"""What follows from a demand; without a hall there is no paper, until the secret ballot has its own room."""


class AboutDemand(Refusal):
    """A demand of secrecy is refused; shown at the field of the votes cast on it."""


def is_granted(by: Demander, votes_for: int, votes_against: int, fraction: Fraction) -> bool:
    """Say whether a vote has to be secret: on demand of an organ, or of a part of the votes cast on it (R-ELE-04).

    In integers, as every majority (R-MAJ-07); abstentions are not cast (R-MAJ-02).
    """
    if by is not Demander.MEMBERS:
        return True
    cast = votes_for + votes_against
    return votes_for > 0 and votes_for * fraction.denominator >= cast * fraction.numerator


def said_of_demand(is_granted: bool, form: MeetingForm) -> str:
    """What follows from a demand in a meeting of this form: no more than that it was made, paper, or another meeting.

    R-ELE-04, R-VOTE-10; § 43b (1) GenG.
    """
    if not is_granted:
        return TOO_FEW
    return ON_PAPER if has_hall(form) else NOT_HERE


def check_demand(by: Demander, votes_for: int | None, votes_against: int | None) -> tuple[int, int]:
    """Refuse a demand of members without the votes cast on it; an organ's needs none (R-ELE-04)."""
    if by is not Demander.MEMBERS:
        return 0, 0
    if votes_for is None:
        raise AboutDemand("Tragen Sie ein, wie viele Stimmen für die geheime Abstimmung abgegeben wurden.")
    if votes_for + (votes_against or 0) > MOST_VOTES:
        raise AboutDemand("So viele Stimmen gibt es nicht: höchstens {most}.", most=count(MOST_VOTES))
    return votes_for, votes_against or 0


def check_demandable(polls: Iterable[tuple[PollState, Outcome | None]]) -> None:
    """Refuse a demand once voting on the matter has begun: votes given openly do not become secret (R-ELE-04).

    `polls`: how far each on the matter is, and what was declared. Once it is decided, a further vote is prepared first.
    """
    votes = list(polls)
    states = {state for state, _outcome in votes}
    if PollState.PREPARED not in states and any(outcome not in (None, Outcome.RUNOFF) for _state, outcome in votes):
        raise AboutDemand("Hierüber ist schon abgestimmt und das Ergebnis verkündet. Soll zu diesem Punkt noch einmal"
                          " abgestimmt werden, bereiten Sie das zuerst vor.")
    if not states.isdisjoint(RUNNING):
        raise AboutDemand("Geheime Abstimmung wird verlangt, bevor die Abstimmung eröffnet ist. Brechen Sie diese erst"
                          " ab, wenn es geheim weitergehen soll.")


def is_mistake(by: Demander, is_granted: bool) -> bool:
    """Say whether a demand is taken back only as noted by mistake: whoever leads lifts nothing that votes carried.

    What was carried by the part of the votes binds (R-ELE-04); an organ may no longer keep up what it demanded.
    """
    return by is Demander.MEMBERS and is_granted


class AboutTakingBack(Refusal):
    """Taking a demand of secrecy back is refused; shown at the field that says which."""


def check_taken_back(
    is_taken_back: bool, demanded_at: datetime, polls: Iterable[tuple[PollState, datetime | None]]
) -> None:
    """Refuse to take a demand back twice, while on its matter is voted, or once it was by this demand (R-ELE-04).

    `polls`: state and opening of each on the matter. One that was broken off decided nothing, and one that was opened
    before was not asked for in secret.
    """
    if is_taken_back:
        raise AboutTakingBack("Dieses Verlangen ist schon zurückgenommen.")
    for state, opened_at in polls:
        if state in RUNNING:
            raise AboutTakingBack("Zurückgenommen wird ein Verlangen, bevor die Abstimmung eröffnet ist. Brechen Sie"
                                  " diese erst ab, wenn es offen weitergehen soll.")
        if state is PollState.DECLARED and opened_at is not None and opened_at >= demanded_at:
            raise AboutTakingBack("Seit diesem Verlangen ist hierüber schon abgestimmt; es bleibt stehen.")


def check_kept_secret(is_demanded: bool, secrecy: Secrecy, form: MeetingForm) -> None:
    """Refuse to vote openly on what a secret vote was demanded on, and in secret where nobody is in a hall (R-ELE-04).

    A secret vote is taken on paper alone until the secret ballot has its own room.
    """
    if not is_demanded:
        return
    if not has_hall(form):
        raise Refusal(NOT_HERE)
    if secrecy is not Secrecy.PAPER_ONLY:
        raise Refusal("Hier ist geheime Abstimmung verlangt. Sie geht nur auf Papier, nicht am Gerät und nicht mit"
                      " Handzeichen.")
