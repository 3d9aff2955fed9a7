"""What the chair declares: the words that follow from a count (§ 47 (1) GenG; R-MIN-01)."""

import re
from collections.abc import Sequence

from app.core.formats import count, one_stop
from app.core.values import Refusal
from app.organs.rules import Outcome as Resolved
from app.voting.rules.facts import ANSWERED_BY_YES, DECIDED, Method, Outcome
from app.voting.rules.majorities import Tally


def declared_words(
    method: Method, outcome: Outcome, tally: Tally, names: Sequence[str], runoff: Sequence[str] = (),
    may_run_off: bool = True, left: int = 0, tied: Sequence[str] = (),
) -> str:
    """Propose what the chair declares, in German as the minutes are; it may be worded otherwise (R-MIN-01).

    `may_run_off`: whether the meeting still opens votes; after the phase of a stretched one it does not (R-FORM-05).
    `left`: how many seats stay empty, `tied` between whom equal votes left them so: everybody hears that (R-ELE-03).
    Where a name ends with a full stop (`e. V.`), the sentence has no second one.
    """
    said = one_stop(_declared(method, outcome, tally, names, runoff, may_run_off))
    is_over = outcome in (Outcome.ELECTED, Outcome.LOT, Outcome.NOBODY)
    return f"{said} {left_empty(left, tied)}" if is_over and left and (names or tied) else said


def left_empty(left: int, tied: Sequence[str]) -> str:
    """Say that an election leaves seats empty, and between whom votes were equal, in German (R-ELE-03, R-MIN-01)."""
    seats = "1 Sitz bleibt" if left == 1 else f"{count(left)} Sitze bleiben"
    if not tied:
        return f"{seats} unbesetzt."
    return f"{seats} unbesetzt, weil {_listed(tied)} gleich viele Stimmen haben."


def _declared(
    method: Method, outcome: Outcome, tally: Tally, names: Sequence[str], runoff: Sequence[str], may_run_off: bool
) -> str:
    if outcome is Outcome.RUNOFF:
        chosen = f"Gewählt: {', '.join(names)}. " if names else ""
        lacks = "Für die übrigen Plätze ist die nötige Mehrheit" if names else "Die nötige Mehrheit ist"
        then = f"Es folgt eine Stichwahl zwischen {_listed(runoff)}." if may_run_off else (
            "Für eine Stichwahl ist die Abstimmungsphase vorbei; gewählt wird in einer anderen Versammlung."
        )
        return f"{chosen}{lacks} nicht erreicht. {then}"
    if outcome in (Outcome.ELECTED, Outcome.LOT):
        verb = "ist" if len(names) == 1 else "sind"
        drawn = "; bei gleicher Stimmenzahl hat das Los entschieden" if outcome is Outcome.LOT else ""
        return f"Gewählt {verb} {_listed(names)}{_numbers(tally) if method is Method.EN_BLOC else ''}{drawn}."
    if outcome is Outcome.NOBODY:
        return "Niemand ist gewählt."
    if method is Method.ONE_OF_SEVERAL:
        return f"Angenommen ist: {_listed(names)}." if names else "Keiner der Anträge ist angenommen."
    word = "angenommen" if outcome is Outcome.ACCEPTED else "abgelehnt"
    return f"Der Antrag ist{_numbers(tally)} {word}."


Clause = tuple[str, str]
"""A clause of the statute and its new words; without any it is struck."""


def proposed_election(title: str, left: int, filled: int) -> str:
    """Propose what is asked in an election: as it was announced, and how many seats are left where some are filled."""
    return f"{title} (noch zu besetzen: {count(left)})" if filled else title


def proposed_question(proposal: str, changes: Sequence[tuple[str, str]]) -> str:
    """Propose what is voted on: the proposal of the agenda, with the changes to it that were accepted (§ 43 (2) GenG).

    `changes`: who moved each, and its words.
    """
    return "\n\n".join([proposal, *(_with_change(*each) for each in changes)])


def resolved_words(question: str, clauses: Sequence[Clause], changes: Sequence[tuple[str, str]]) -> str:
    """Say what was resolved on the statute, with its wording, so that it can be read by itself (§ 16 GenG; R-MIN-01).

    Changes that were accepted before and that the question names already are not told once more.
    """
    further = [_with_change(*each) for each in changes if each[1].strip() not in question]
    intro = "Neuer Wortlaut nach der Gegenüberstellung, zu dem diese Änderung hinzukommt:" if changes else (
        "Neuer Wortlaut nach der Gegenüberstellung:"
    )
    words = [f"{clause}: {new.strip() or 'entfällt.'}" for clause, new in clauses]
    return "\n\n".join([question, *further, intro, *words])


def _with_change(mover: str, text: str) -> str:
    return f"Mit der Änderung, die die Versammlung angenommen hat (Antrag von {mover}): {text.strip()}"


class AboutWords(Refusal):
    """What is to be declared contradicts what was counted; shown at its field."""


_AGAINST = re.compile(
    r"\b(abgelehnt|nicht angenommen|keine mehrheit|mehrheit (ist )?(nicht|verfehlt)"
    r"|keine?[rs]?( der| dieser)?( \w+)? (ist|wurde|wird) angenommen)", re.IGNORECASE,
)
_FOR = re.compile(r"(?<!nicht )\b(angenommen|zugestimmt)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\bniemand\b[^.]*\b(wieder)?gewählt\b|\bnicht\s+((wieder|erneut|mehr)\s+)?(wieder)?gewählt\b", re.IGNORECASE
)
_CHOSEN = re.compile(r"\b(wieder)?gewählt\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?<![\d.,])(?P<number>\d+(?:\.\d{3})*)(?!\d|,\d)"
    r"|\b(?P<word>ja|nein|enthaltung(?:en)?|ungültige?)(?!-(?:ja|nein)\b)(?:-?stimmen?\b|-|\b)", re.IGNORECASE,
)
"""A number, or what votes it may be a number of."""
_GAP = re.compile(r"[^\S\n]*:?[^\S\n]*")

_Token = tuple[str, bool]
"""A number or a word, and whether a colon stands before it."""


def _runs(text: str) -> list[list[_Token]]:
    """The numbers and words of a text as they take turns, with nothing but space or a colon between."""
    runs: list[list[_Token]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        token = match["number"].replace(".", "") if match["number"] else match["word"].casefold()
        gap, has_colon = text[end : match.start()], text[: match.start()].rstrip(" \t").endswith(":")
        takes_turn = bool(runs) and runs[-1][-1][0].isdigit() != token.isdigit()
        if takes_turn and gap and _GAP.fullmatch(gap) and (token.isdigit() or not has_colon):
            runs[-1].append((token, has_colon))
        else:
            runs.append([(token, has_colon)])
        end = match.end()
    return runs


def _said_in(run: Sequence[_Token]) -> list[tuple[str, int]]:
    """Of which votes which number is said: the one before the word or, where a run begins with a word, after its colon.

    In a run with one too many both may be meant, unless a colon tells that the first number is one of something else.
    """
    is_odd, has_number_first = len(run) % 2 == 1, run[0][0].isdigit()
    if is_odd and has_number_first and run[0][1]:
        return _pairs(run[1:])
    return _pairs(run) + (_pairs(run[1:]) if is_odd else [])


def _pairs(run: Sequence[_Token]) -> list[tuple[str, int]]:
    found = []
    for (first, _), (second, has_colon) in zip(run[::2], run[1::2], strict=False):
        if first.isdigit():
            found.append((second, int(first)))
        elif has_colon:
            found.append((first, int(second)))
    return found


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
    if outcome is Outcome.ACCEPTED and not chosen and _AGAINST.search(text) and not _FOR.search(_AGAINST.sub("", text)):
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
    pairs = [pair for run in _runs(text) for pair in _said_in(run)]
    for word, counted in (("ja", tally.yes), ("nein", tally.no)):
        said = {number for each, number in pairs if each == word}
        if said and counted not in said:
            raise AboutWords("Gezählt sind {yes} Ja- und {no} Neinstimmen. Die Verkündung nennt andere Zahlen.",
                             yes=count(tally.yes), no=count(tally.no))


def _numbers(tally: Tally) -> str:
    word = "Enthaltung" if tally.abstain == 1 else "Enthaltungen"
    abstained = f" bei {tally.abstain} {word}" if tally.abstain else ""
    against = "Neinstimme" if tally.no == 1 else "Neinstimmen"
    return f" mit {tally.yes} Ja- gegen {tally.no} {against}{abstained}"


def _listed(names: Sequence[str]) -> str:
    return " und ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def resolved_by(outcome: Outcome, elected: int) -> Resolved | None:
    """What enters the register: whoever is elected, also where others wait for a run-off (R-ELE-01, R-ELE-02).

    None where nothing is decided yet.
    """
    return Resolved.ACCEPTED if elected else DECIDED.get(outcome)
