"""Which needs a solution answers, and the act that answers them (R-NEED-03, R-NEED-04; § 8 (1) no. 5 GenG)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.needs import actions as needs
from app.needs import queries as needs_queries
from app.needs.models import Need
from app.needs.rules import BEFORE_WORK, NeedState
from app.needs.rules import STATE_WORDS as NEED_STATE_WORDS
from app.solutions import queries
from app.solutions.actions.noting import held, note
from app.solutions.actions.reminding import plan_reminders
from app.solutions.actions.telling import ask_for_verdict
from app.solutions.models import Solution, SolutionNeed
from app.solutions.rules import SolutionState, WordsRefusal

MOST_NEEDS = 500
"""How many needs a solution answers at most."""


def link(
    session: Session, solution_id: int, need_ids: Sequence[int], actor: Actor, now: datetime
) -> list[SolutionNeed]:
    """Let a solution answer needs; those that wait are under way from now on, and their owners hear of it.

    All or none: a need that may not be served, was set aside or withdrawn is named. One that is linked already stays.
    """
    solution = held(session, solution_id)
    known = {each.need_id for each in solution.needs}
    wanted = sorted(set(need_ids) - known)
    if not need_ids:
        raise Refusal("Wählen Sie mindestens einen Bedarf.")
    if len(known) + len(wanted) > MOST_NEEDS:
        raise Refusal("Eine Lösung beantwortet höchstens {most} Bedarfe.", most=MOST_NEEDS)
    if solution.state is SolutionState.ENDED:
        raise Refusal("Diese Lösung ist beendet. Führen Sie sie erst fort.")
    return [_link(session, solution, need, actor, now) for need in _standing(session, wanted, now)]


def _link(session: Session, solution: Solution, need: Need, actor: Actor, now: datetime) -> SolutionNeed:
    if need.state in BEFORE_WORK:
        needs.move(session, need.id, NeedState.UNDER_WAY, "", need.steps[-1].id, actor, now)
    row = SolutionNeed(solution_id=solution.id, need_id=need.id, linked_at=now, linked_by=actor.name)
    session.add(row)
    summary = Told("Lösung {number} beantwortet Bedarf {need}", number=solution.number, need=need.number)
    note(session, solution, "link_need", summary, actor, now)
    session.expire(solution, ["every_need"])
    return row


def _standing(session: Session, need_ids: Sequence[int], now: datetime) -> list[Need]:
    """Needs that may be served and go on, held; refused where one of them does not."""
    found = needs_queries.hold_needs(session, need_ids)
    served = needs_queries.served_among(session, found, local(now).date())
    for need in found:
        session.expire(need, ["steps"])
        if need.erased_at is not None or need.state in (NeedState.WITHDRAWN, NeedState.SET_ASIDE):
            raise Refusal("Bedarf {number} steht auf „{state}“. Setzen Sie erst seinen Stand.", number=need.number,
                          state=NEED_STATE_WORDS[need.state])
        if need.id not in served:
            raise _unserved(need)
    return found


def _unserved(need: Need) -> Refusal:
    return Refusal(
        "Bedarf {number} gehört keinem Mitglied; die Satzung lässt Geschäfte mit anderen nicht zu"
        " (§ 8 Abs. 1 Nr. 5 GenG).", number=need.number,
    )  # fmt: skip


def unlink(session: Session, solution_id: int, link_id: int, actor: Actor, now: datetime) -> SolutionNeed:
    """Let a solution answer a need no more; its state stays, and what its owner said stays with the link."""
    solution = held(session, solution_id)
    row = queries.get_link(session, solution, link_id)
    row.unlinked_at, row.unlinked_by = now, actor.name
    summary = Told("Lösung {number} beantwortet Bedarf {need} nicht mehr", number=solution.number,
                   need=row.need.number)
    note(session, solution, "unlink_need", summary, actor, now)
    session.expire(solution, ["every_need"])
    return row


def answer(
    session: Session, solution_id: int, link_ids: Sequence[int], words: str, seen: int, actor: Actor, now: datetime
) -> list[SolutionNeed]:
    """Answer needs with a solution that is there, all with the same words; each owner is asked for a verdict.

    All or none. `seen` is the newest step of any need that the page knew: whoever led one on since is named. A need
    that is answered already keeps its words, and the solution becomes its answer too.
    """
    solution = held(session, solution_id)
    if solution.state is not SolutionState.THERE:
        raise Refusal("Beantworten lassen sich Bedarfe erst, wenn die Lösung vorhanden ist. Setzen Sie sie darauf.")
    if not link_ids:
        raise Refusal("Wählen Sie mindestens einen Bedarf.")
    if not words.strip():
        raise WordsRefusal("Schreiben Sie die Antwort auf den Bedarf.")
    rows = sorted((queries.get_link(session, solution, each) for each in set(link_ids)), key=lambda row: row.need_id)
    needs_queries.hold_needs(session, [row.need_id for row in rows])
    for row in rows:
        _answer(session, solution, row, words, seen, actor, now)
    plan_reminders(session, solution, rows, now)
    return rows


def _answer(
    session: Session, solution: Solution, row: SolutionNeed, words: str, seen: int, actor: Actor, now: datetime
) -> None:
    need = needs_queries.get_need(session, row.need_id)
    session.expire(need, ["steps"])
    newest = need.steps[-1].id
    if newest > seen or need.state is not NeedState.ANSWERED:
        needs.move(session, need.id, NeedState.ANSWERED, words, min(newest, seen), actor, now, tells=False)
    elif row.answer_since is not None:
        raise Refusal("Bedarf {number} ist mit dieser Lösung schon beantwortet.", number=need.number)
    row.answered_at, row.reminded_at = now, None
    summary = Told("Bedarf {need} mit Lösung {number} beantwortet", number=solution.number, need=need.number)
    note(session, solution, "answer_need", summary, actor, now)
    ask_for_verdict(session, solution, row, now)
