"""What the chair declares: the words that follow from a count (§ 47 (1) GenG; R-MIN-01)."""

import re
from collections.abc import Sequence

from app.core.formats import count
from app.core.values import Refusal
from app.organs.rules import Outcome as Resolved
from app.voting.rules.facts import ANSWERED_BY_YES, DECIDED, Method, Outcome
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


class AboutWords(Refusal):
    """What is to be declared contradicts what was counted; shown at its field."""


_AGAINST = re.compile(r"\b(abgelehnt|nicht angenommen|keine mehrheit|mehrheit (ist )?(nicht|verfehlt))", re.IGNORECASE)
_FOR = re.compile(r"(?<!nicht )\b(angenommen|zugestimmt)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\bniemand\b[^.]*\b(wieder)?gewählt\b|\bnicht\s+((wieder|erneut|mehr)\s+)?(wieder)?gewählt\b", re.IGNORECASE
)
_CHOSEN = re.compile(r"\b(wieder)?gewählt\b", re.IGNORECASE)
_NUMBER = r"(?<![\d.,])(\d+(?:\.\d{3})*)"
_SPACE = r"[^\S\n]"


def _numbers_of(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a text says a number of such votes: before the word, as is proposed, or after it and a colon."""
    before = rf"{_NUMBER}{_SPACE}+{word}(?!-(?:ja|nein)\b)(?:-|\b|-?stimmen?\b)"
    after = rf"\b{word}(?:-?stimmen?)?{_SPACE}*:{_SPACE}*{_NUMBER}(?![\d,])"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


_YES, _NO = _numbers_of("Ja"), _numbers_of("Nein")


def check_words(
    method: Method, outcome: Outcome, text: str, tally: Tally | None, chosen: Sequence[str], others: Sequence[str]
) -> None:
    """Refuse a declaration whose words plainly say the contrary of what was counted (§ 47 (1) GenG; R-MIN-01).

    What is declared binds until a court sets it aside, so that a slip of the tongue would stand in the register. Words
    are free otherwise, and what cannot be understood for certain is taken: the chair answers for it. `tally`: the
    votes, where there is one sum of them; `chosen` and `others`: who was elected, and who else stood.
    """
    if tally is not None and method in ANSWERED_BY_YES:
        _check_figures(text, tally)
    if outcome is Outcome.ACCEPTED and not chosen and _AGAINST.search(text) and not _FOR.search(text):
        raise AboutWords("Ausgezählt ist: angenommen. Die Verkündung sagt das Gegenteil.")
    if outcome is Outcome.REJECTED and _FOR.search(text) and not _AGAINST.search(text):
        raise AboutWords("Ausgezählt ist: abgelehnt. Die Verkündung sagt das Gegenteil.")
    if outcome in (Outcome.ELECTED, Outcome.NOBODY, Outcome.RUNOFF):
        _check_names(text, chosen, others)


def _check_names(text: str, chosen: Sequence[str], others: Sequence[str]) -> None:
    """Refuse to call elected who is not, and to call nobody elected where somebody is (R-ELE-01)."""
    named = _named(text, [*chosen, *others])
    names_chosen = [name for name in chosen if name in named]
    names_others = [name for name in others if name in named]
    if _NOBODY.search(text) and chosen and not names_chosen:
        raise AboutWords("Gewählt ist: {names}. Die Verkündung sagt das Gegenteil.", names=_listed(chosen))
    if names_others and not names_chosen and _CHOSEN.search(_NOBODY.sub("", text)):
        raise AboutWords("Die Verkündung nennt als gewählt, wer nicht gewählt ist: {names}.",
                         names=_listed(names_others))


def _named(text: str, names: Sequence[str]) -> set[str]:
    """Which names stand in a text as whole words, a longer one before those it contains."""
    found: set[str] = set()
    for name in sorted(names, key=len, reverse=True):
        text, times = re.subn(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "…", text)
        if times:
            found.add(name)
    return found


def _check_figures(text: str, tally: Tally) -> None:
    """Refuse other numbers of yes and no than were counted; where several may be meant, one of them is to be right."""
    for patterns, counted in ((_YES, tally.yes), (_NO, tally.no)):
        said = {int(number.replace(".", "")) for pattern in patterns for number in pattern.findall(text)}
        if said and counted not in said:
            raise AboutWords("Gezählt sind {yes} Ja- und {no} Neinstimmen. Die Verkündung nennt andere Zahlen.",
                             yes=count(tally.yes), no=count(tally.no))


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
