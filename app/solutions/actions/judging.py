"""Owners' verdicts, in versions, and what the office explains to one (R-NEED-03)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.told import Told
from app.core.values import MAX_REASON, Actor, NotFound, Refusal
from app.needs import queries as needs
from app.solutions import queries
from app.solutions.actions.noting import held, note
from app.solutions.actions.telling import tell_reply
from app.solutions.models import Solution, SolutionNeed, SolutionVerdict
from app.solutions.rules import OUTCOME_WORDS, Outcome, Overstepped, WordsRefusal, check_verdict


@dataclass(frozen=True)
class Said:
    """What an owner says. `noted`: how the office came to know it, for who does not say it in the portal."""

    outcome: Outcome
    words: str = ""
    noted: str = ""


def judge(
    session: Session, solution_id: int, link_id: int, member_id: int | None, said: Said, seen: int, actor: Actor,
    now: datetime,
) -> SolutionVerdict:
    """Say whether a solution helped, or say something else than before; `seen` is the version its page knew.

    `member_id` None: the office, at the owner's word.
    """
    solution = held(session, solution_id)
    link = _own_link(session, solution, link_id, member_id)
    _check_seen(link, seen)
    check_verdict(link.answer_since, said.outcome, said.words)
    if member_id is None and not said.noted.strip():
        raise Refusal("Vermerken Sie, wie Sie davon erfahren haben.")
    noted = said.noted.strip()[:MAX_REASON] if member_id is None else ""
    row = _write(session, link, said.outcome, said.words, noted, actor, now)
    summary = Told("Urteil zu Lösung {number} für Bedarf {need}: {outcome}", number=solution.number,
                   need=link.need.number, outcome=OUTCOME_WORDS[said.outcome])
    note(session, solution, "judge_solution", summary, actor, now)
    return row


def take_verdict_back(
    session: Session, solution_id: int, link_id: int, member_id: int | None, seen: int, actor: Actor, now: datetime
) -> SolutionVerdict:
    """Take a verdict back; its versions stay, the owner is asked again. One on an earlier answer stays."""
    solution = held(session, solution_id)
    link = _own_link(session, solution, link_id, member_id)
    _check_seen(link, seen)
    if link.verdict is None:
        raise Refusal("Es gibt kein Urteil, das zurückzunehmen wäre.")
    row = _write(session, link, None, "", "", actor, now)
    summary = Told("Urteil zu Lösung {number} für Bedarf {need} zurückgenommen", number=solution.number,
                   need=link.need.number)
    note(session, solution, "take_verdict_back", summary, actor, now)
    return row


def _own_link(session: Session, solution: Solution, link_id: int, member_id: int | None) -> SolutionNeed:
    """The link of one's own need, which is held: its words are not deleted while something is said of it."""
    link = queries.get_link(session, solution, link_id)
    needs.get_need(session, link.need_id, lock=True)
    session.expire(link, ["verdicts"])
    session.expire(link.need, ["steps"])
    if link.need.erased_at is not None or (member_id is not None and link.need.member_id != member_id):
        raise NotFound("Diesen Bedarf gibt es nicht, oder er ist nicht für Sie bestimmt.")
    return link


def _check_seen(link: SolutionNeed, seen: int) -> None:
    if len(link.verdicts) != seen:
        raise Overstepped(
            "{who} hat inzwischen ein Urteil eingetragen oder zurückgenommen.",
            who=link.verdicts[-1].by if link.verdicts else "",
        )


def _write(
    session: Session, link: SolutionNeed, outcome: Outcome | None, words: str, noted: str, actor: Actor, now: datetime
) -> SolutionVerdict:
    row = SolutionVerdict(
        link_id=link.id, number=len(link.verdicts) + 1, outcome=outcome, words=words.strip(),
        member_id=link.need.member_id, level=link.need.level, noted=noted, at=now, by=actor.name,
    )
    link.verdicts.append(row)
    session.flush()
    return row


def reply(
    session: Session, solution_id: int, link_id: int, words: str, seen: int, actor: Actor, now: datetime
) -> SolutionVerdict:
    """Explain something to a verdict; who may read the verdict may read it, and the owner hears of it."""
    solution = held(session, solution_id)
    link = _own_link(session, solution, link_id, None)
    _check_seen(link, seen)
    said = link.verdict
    if said is None:
        raise Refusal("Es gibt kein Urteil, zu dem etwas zu erklären wäre.")
    if said.replied_at is not None:
        raise Refusal("Zu diesem Urteil ist schon etwas erklärt.")
    if not words.strip():
        raise WordsRefusal("Schreiben Sie, was Sie dazu erklären.")
    said.reply, said.replied_at, said.replied_by = words.strip(), now, actor.name
    summary = Told("Zum Urteil über Lösung {number} für Bedarf {need} etwas erklärt", number=solution.number,
                   need=link.need.number)
    note(session, solution, "reply_verdict", summary, actor, now)
    tell_reply(session, solution, link, now)
    return said


def erase_with_need(session: Session, need_id: int, now: datetime) -> None:
    """Delete the words of all verdicts on a need whose words are deleted; outcomes and moments remain (R-GDPR-04)."""
    found = select(SolutionVerdict).join(SolutionNeed, SolutionNeed.id == SolutionVerdict.link_id)
    for each in session.scalars(found.where(SolutionNeed.need_id == need_id)):
        each.words = each.noted = each.reply = ""
        each.erased_at = each.erased_at or now
