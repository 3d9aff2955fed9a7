"""How a notice is undone: asked of the board by consent, or taken back as entered by mistake (R-EXIT-13, R-REG-05)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal, check_reason
from app.departures import queries
from app.departures.actions.accounts import take_account_back
from app.departures.actions.counter import subject_of, undo
from app.departures.actions.giving import keep_paper, propose
from app.departures.actions.letters import correct
from app.departures.actions.reviving import revive
from app.departures.models import Notice
from app.departures.rules import NoticeState, PaperPurpose, check_may_continue, check_may_reverse
from app.members.models import Member
from app.organs import actions as organs
from app.organs.rules import ItemKind
from app.shares import actions as shares


def ask_to_continue(
    session: Session, notice: Notice, agreed: str, file: CheckedFile, actor: Actor, now: datetime
) -> Notice:
    """Lay before the board that a notice shall be undone by consent, with the member's agreement (R-EXIT-13)."""
    shares.lock(session, notice.member)
    session.refresh(notice)
    check_may_continue(notice.state, notice.last_day, local(now).date())
    if queries.find_item(session, notice) is not None:
        raise Refusal("Darüber entscheidet schon der Vorstand.")
    notice.continuation_reason = check_reason(agreed)
    keep_paper(session, notice, PaperPurpose.AGREEMENT, file, actor, now)
    name, last_day = notice.member.party.display_name, notice.last_day or notice.received_on
    text = (
        f"Die Kündigung {notice.number} von {name}, wirksam zum {written(last_day)}, wird einvernehmlich aufgehoben:"
        f" {notice.continuation_reason}"
    )
    propose(session, notice, ItemKind.CONTINUATION, text, actor, now)
    summary = Told("Aufhebung der Kündigung {number} dem Vorstand vorgelegt", number=notice.number)
    journal.record(session, actor, "ask_to_continue", subject_of(notice), now, summary, notice=notice.id)
    return notice


Followed = Callable[[Session, Member, Actor, datetime], None]


def reverse(
    session: Session, notice: Notice, reason: str, actor: Actor, now: datetime, then: Followed | None = None
) -> Notice:
    """Take back a notice that was entered by mistake, by counter-entries; what lies before the board is dropped.

    Whoever holds a letter about it is told by another one, once `then` let follow what rooms above know of.
    """
    shares.lock(session, notice.member)
    session.refresh(notice)
    check_may_reverse(notice.state)
    why = check_reason(reason)
    item = queries.find_item(session, notice)
    if item is not None:
        organs.drop(session, item, actor, now)
    undo(session, notice, NoticeState.REVERSED, why, notice.number, actor, now)
    take_account_back(session, notice, actor, now)
    revive(session, notice.member, notice.number, actor, now)
    if then is not None:
        then(session, notice.member, actor, now)
    correct(session, notice, actor, now)
    return notice
