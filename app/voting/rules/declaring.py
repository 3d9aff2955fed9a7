"""What the chair declares: the words that follow from a count (§ 47 (1) GenG; R-MIN-01)."""

from collections.abc import Sequence

from app.organs.rules import Outcome as Resolved
from app.voting.rules.facts import DECIDED, Method, Outcome
from app.voting.rules.majorities import Tally


def declared_words(
    method: Method, outcome: Outcome, tally: Tally, names: Sequence[str], runoff: Sequence[str] = ()
) -> str:
    """Propose what the chair declares, in German as the minutes are; it may be worded otherwise (R-MIN-01)."""
    if outcome is Outcome.RUNOFF:
        chosen = f"Gewählt: {', '.join(names)}. " if names else ""
        return f"{chosen}Die nötige Mehrheit ist nicht erreicht. Es folgt eine Stichwahl zwischen {_listed(runoff)}."
    if outcome in (Outcome.ELECTED, Outcome.LOT):
        verb = "ist" if len(names) == 1 else "sind"
        return f"Gewählt {verb} {_listed(names)}{_numbers(tally) if method is Method.EN_BLOC else ''}."
    if outcome is Outcome.NOBODY:
        return "Niemand ist gewählt."
    if method is Method.ONE_OF_SEVERAL:
        return f"Angenommen ist: {_listed(names)}." if names else "Keiner der Anträge ist angenommen."
    word = "angenommen" if outcome is Outcome.ACCEPTED else "abgelehnt"
    return f"Der Antrag ist{_numbers(tally)} {word}."


def _numbers(tally: Tally) -> str:
    word = "Enthaltung" if tally.abstain == 1 else "Enthaltungen"
    abstained = f" bei {tally.abstain} {word}" if tally.abstain else ""
    return f" mit {tally.yes} Ja- gegen {tally.no} Neinstimmen{abstained}"


def _listed(names: Sequence[str]) -> str:
    return " und ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def resolved_by(outcome: Outcome, elected: int) -> Resolved | None:
    """What enters the register: whoever is elected, also where others wait for a run-off (R-ELE-01, R-ELE-02).

    None where nothing is decided yet.
    """
    return Resolved.ACCEPTED if elected else DECIDED.get(outcome)
