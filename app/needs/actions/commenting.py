"""Comment on a need, ask about it, answer, and take back what one wrote."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal
from app.needs.actions.noting import note, standing
from app.needs.actions.telling import ask_owner, tell_asker
from app.needs.models import Need, NeedComment
from app.needs.rules import MAX_COMMENT, NeedState

MOST_COMMENTS = 300


@dataclass(frozen=True)
class Saying:
    """What somebody writes to a need: a comment, a question, or the answer to the question of that id."""

    text: str
    is_question: bool = False
    answers_id: int | None = None


def comment(
    session: Session, need_id: int, member_id: int | None, saying: Saying, actor: Actor, now: datetime
) -> NeedComment:
    """Write to a need, for a member or (None) for office and board; whoever may see it may.

    A question goes to the owner, by mail too; the owner's own, and one about a need whose owner has no portal, goes to
    the office. Who asked hears of the answer.
    """
    need = standing(session, need_id)
    _check(need, saying)
    question = _question(need, saying.answers_id, member_id) if saying.answers_id is not None else None
    to_owner = saying.is_question and need.member_id is not None and member_id != need.member_id
    row = NeedComment(
        need_id=need.id, answers_id=question.id if question else None,
        is_question=saying.is_question and question is None, text=saying.text.strip(),
        member_id=member_id, level=need.level,
        to_owner=to_owner and question is None, at=now, written_by=actor.name, written_by_id=actor.user_id,
    )
    need.comments.append(row)
    session.flush()
    _tell(session, need, row, actor, now)
    if question is not None and question.written_by_id != actor.user_id:
        tell_asker(session, need, question, now)
    return row


def _check(need: Need, saying: Saying) -> None:
    if need.state is NeedState.WITHDRAWN:
        raise Refusal("Dieser Bedarf ist zurückgezogen; es kommt nichts mehr hinzu.")
    if not saying.text.strip():
        raise Refusal("Schreiben Sie etwas.")
    if len(saying.text) > MAX_COMMENT:
        raise Refusal("Höchstens {most} Zeichen.", most=MAX_COMMENT)
    if len(need.comments) >= MOST_COMMENTS:
        raise Refusal("Zu einem Bedarf gehören höchstens {most} Beiträge.", most=MOST_COMMENTS)


def _question(need: Need, comment_id: int, member_id: int | None) -> NeedComment:
    """The question that is answered: its owner does so, or the office; anybody else comments."""
    if member_id is not None and member_id != need.member_id:
        raise Refusal("Auf Fragen antworten das Mitglied, dem der Bedarf gehört, und die Geschäftsstelle.")
    found = next((each for each in need.comments if each.id == comment_id), None)
    if found is None or not found.is_question or found.taken_back_at is not None:
        raise Refusal("Diese Frage gibt es nicht mehr.")
    return found


def _tell(session: Session, need: Need, row: NeedComment, actor: Actor, now: datetime) -> None:
    summary = Told("Beitrag zu Bedarf {number}", number=need.number)
    if row.answers_id is not None:
        summary = Told("Antwort auf eine Frage zu Bedarf {number}", number=need.number)
    elif row.is_question:
        summary = Told("Frage zu Bedarf {number}", number=need.number)
    note(session, need, "comment_need", summary, actor, now)
    if row.to_owner:
        ask_owner(session, need, now)


def take_back(
    session: Session, need_id: int, comment_id: int, by_office: bool, actor: Actor, now: datetime
) -> NeedComment:
    """Take back what one wrote; the office may take back any. Its place stays, and so does what answers it."""
    need = standing(session, need_id)
    found = next((each for each in need.comments if each.id == comment_id), None)
    is_ours = found is not None and (by_office or (found.written_by_id or 0) == actor.user_id)
    if found is None or not is_ours:
        raise NotFound("Diesen Beitrag gibt es nicht.")
    if found.taken_back_at is None:
        found.text, found.taken_back_at = "", now
        note(session, need, "take_comment_back", Told("Beitrag zu Bedarf {number} zurückgenommen", number=need.number),
             actor, now)
    return found
