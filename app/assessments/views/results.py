"""What came of a round: the spread of each criterion, priorities, what they owe to the weights; as a file too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.assessments import queries
from app.assessments.forms import AGREEMENTS, weight_from
from app.assessments.models import Round, RoundCriterion
from app.assessments.queries import Heard, Priorities
from app.assessments.rules import MAX_WEIGHT, SCALE, RoundState, Spread, Swap, Weighed
from app.assessments.views.pieces import READERS, WORDS, WRITERS, Side, blueprint, get_round, may_write, office_side
from app.core.db import db
from app.core.web import Column, _, choose_locale, current_actor, export, id_in, page, requires, wanted_export
from app.needs.queries import Row

# --- numbers in words -------------------------------------------------------------------------------------------------


def decimal(value: Fraction | None, places: int = 1) -> str:
    """A fraction as people read it, rounded half up by whole numbers; the rank never rests on it."""
    if value is None:
        return "–"
    scaled = (value * 10**places * 2 + 1) // 2
    whole, rest = divmod(int(scaled), 10**places)
    return f"{whole}{',' if choose_locale() == 'de' else '.'}{rest:0{places}d}"


def in_dots(counts: Sequence[int]) -> str:
    """A spread in words, as a picture is read out: how many chose which step."""
    said = [
        _("%(number)s mal %(step)s", number=count, step=step)
        for step, count in zip(SCALE, counts, strict=True) if count
    ]  # fmt: skip
    return ", ".join(said) or _("keine Wertung")


# --- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A place on the list as it is shown: what it is, its rank and value, how far its rank moves, what moves it."""

    heard: Heard
    rank: int | None
    value: Fraction | None
    reach: str
    swap: str
    unlike: tuple[str, ...]


@blueprint.get("/bewertungen/<int:round_id>/ergebnis")
@requires(*READERS)
def result(round_id: int) -> ResponseReturnValue:
    """What was said in a round, for the office; names for office and board alone."""
    found, side = get_round(round_id), office_side()
    heard = queries.result_of(db.session(), found)
    if kind := wanted_export():
        entries, assessed = entries_of(found, heard, weighed_by(found)), _assessed(found, side)
        return export(kind, f"ergebnis-{found.number.lower()}", columns(found, assessed), entries)
    names_shown = current_actor().has_any(WRITERS)
    return page("assessments/result.html", **context_of(found, heard, side), names_shown=names_shown,
                may_lay=may_write() and found.state is RoundState.CLOSED and any(each.voices for each in heard),
                item=queries.find_item(db.session(), found.id), **WORDS)


Assessed = Mapping[int, Sequence[Row]]
"""What was assessed, by its id → the needs in it as far as somebody may see them."""


def _assessed(found: Round, side: Side) -> Assessed:
    return queries.assessed_in(db.session(), found, side.viewer)


def context_of(found: Round, heard: Sequence[Heard], side: Side) -> dict[str, Any]:
    """What the page of a result shows, in the office and in the portal."""
    own = weighed_by(found)
    tried = queries.weights_of(found.criteria) != own
    return {
        "round": found, "criteria": found.criteria, "entries": entries_of(found, heard, own), "own": own,
        "weights": {each.key: int(each.weight) for each in own}, "is_tried": tried, "decimal": decimal,
        "is_passed_over": _is_passed_over(own), "in_dots": in_dots, "side": side, "assessed": _assessed(found, side),
        "max_weight": MAX_WEIGHT,
        "set_ranks": _set_ranks(found, heard) if tried else {}, "is_heard": any(each.voices for each in heard),
        "is_told": any(each.is_enough for each in heard),
    }


def _set_ranks(found: Round, heard: Sequence[Heard]) -> Mapping[int, int | None]:
    """The ranks by the weights of the round, beside which those of other weights are read."""
    places = queries.priorities_of(heard, queries.weights_of(found.criteria)).places
    return {each.key: each.rank for each in places}


def weighed_by(found: Round) -> tuple[Weighed, ...]:
    """The weights that the address asks for, `g<id>`; those of the round where it names none, or nothing but noughts.
    """
    own = tuple(
        Weighed(each.id, Fraction(weight_from(request.args.get(f"g{each.id}", ""), each.weight, MAX_WEIGHT)),
                each.high_is_worse)
        for each in found.criteria
    )  # fmt: skip
    return own if any(each.weight for each in own) else queries.weights_of(found.criteria)


def _is_passed_over(own: Sequence[Weighed]) -> bool:
    """Whether the address asks for another weight than counts: for no whole number in the range, or for noughts alone.
    """
    asked = [(each, request.args.get(f"g{each.key}", "").strip()) for each in own]
    return any(typed and id_in(typed) != each.weight for each, typed in asked)


def entries_of(found: Round, heard: Sequence[Heard], weights: Sequence[Weighed]) -> list[Entry]:
    """The list of priorities by these weights, each place with its words."""
    by_key, priorities = {each.subject.id: each for each in heard}, queries.priorities_of(heard, weights)
    names = {each.id: each.name for each in found.criteria}
    now = {each.key: each.weight for each in weights}
    return [
        Entry(
            by_key[each.key], each.rank, each.value, reach_words(priorities, each.key),
            swap_words(priorities, each.key, names, now, by_key),
            tuple(name for key, name in names.items() if by_key[each.key].is_enough
                  and by_key[each.key].spreads[key].mean is None),
        )
        for each in priorities.places
    ]  # fmt: skip


def reach_words(priorities: Priorities, key: int) -> str:
    """How far a rank moves with the weights that are tried."""
    reach = priorities.reaches.get(key)
    if reach is None:
        return ""
    if reach.is_firm:
        return str(_("Rang %(rank)s bei jeder geprüften Gewichtung", rank=reach.best))
    return str(_("Rang %(best)s bis %(worst)s, je nach Gewichtung", best=reach.best, worst=reach.worst))


def swap_words(
    priorities: Priorities, key: int, names: Mapping[int, str], now: Mapping[int, Fraction],
    by_key: Mapping[int, Heard],
) -> str:
    """Which weight lets one draw level with the one above it."""
    if key not in priorities.swaps:
        return ""
    swap = priorities.swaps[key]
    if swap is None:
        return str(_("Kein einzelnes Gewicht, auch verzehnfacht, hebt es über den Platz davor."))
    values = {
        "criterion": names[swap.criterion], "now": decimal_or_whole(now[swap.criterion]),
        "then": decimal_or_whole(swap.weight), "upper": by_key[swap.upper].subject.number,
    }
    return _swap_sentence(swap, values)


def _swap_sentence(swap: Swap, values: Mapping[str, str]) -> str:
    if not swap.weight:
        return str(_("Gleichauf mit %(upper)s erst, wenn %(criterion)s gar nicht zählt.", **values))
    if swap.is_more:
        return str(_("Überholt %(upper)s, wenn %(criterion)s mit mehr als %(then)s statt %(now)s zählt.", **values))
    return str(_("Überholt %(upper)s, wenn %(criterion)s mit weniger als %(then)s statt %(now)s zählt.", **values))


def decimal_or_whole(value: Fraction) -> str:
    """A weight: whole where it is, else with two places."""
    return str(value.numerator) if value.denominator == 1 else decimal(value, 2)


# --- as a file --------------------------------------------------------------------------------------------------------


def columns(found: Round, assessed: Assessed) -> list[Column[Entry]]:
    """The columns of the list as a file: rank, value, reach, and of each criterion mean, median, number, agreement."""
    def numbers(row: Entry) -> str:
        return ", ".join(each.need.number for each in assessed[row.heard.subject.id])

    fixed: list[Column[Entry]] = [
        Column("rank", _("Rang"), lambda row: row.rank, is_number=True),
        Column("number", _("Nummer"), lambda row: row.heard.subject.number),
        Column("title", _("Bündel oder Bedarf"), lambda row: row.heard.subject.title or _("Gelöscht")),
        Column("assessed", _("Bewertet mit"), numbers),
        Column("value", _("Gesamtwert"), lambda row: decimal(row.value, 2)),
        Column("members", _("Mitglieder"), lambda row: row.heard.members, is_number=True),
        Column("reach", _("Bei anderen Gewichten"), lambda row: row.reach),
        Column("swap", _("Platzwechsel"), lambda row: row.swap),
        Column("taken", _("Aufgegriffen"), lambda row: _("ja") if row.heard.subject.row.is_taken_up else ""),
    ]
    return fixed + [column for each in found.criteria for column in _criterion_columns(each)]


def _criterion_columns(criterion: RoundCriterion) -> list[Column[Entry]]:
    def told(say: Callable[[Spread], object]) -> Callable[[Entry], object]:
        return lambda row: say(row.heard.spreads[criterion.id]) if row.heard.is_enough else ""

    key, name = f"c{criterion.id}", criterion.name
    return [
        Column(f"{key}mean", _("%(name)s: Mittel", name=name), told(lambda each: decimal(each.mean, 2))),
        Column(f"{key}median", _("%(name)s: Median", name=name), told(lambda each: decimal(each.median))),
        Column(f"{key}number", _("%(name)s: Wertungen", name=name), told(lambda each: each.number), is_number=True),
        Column(f"{key}agreement", _("%(name)s: Einigkeit", name=name),
               told(lambda each: str(AGREEMENTS[each.agreement]) if each.agreement else "")),
    ]  # fmt: skip
