"""Votes, bias and objections while a resolution is open (Abstimmung, §§ 27, 36 GenG; R-ADM-08, R-ORG-04)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import local, shortened
from app.core.told import Kept, Told
from app.core.values import Actor, Refusal, Role
from app.organs import queries
from app.organs.actions.items import end_waiting, item_subject_of, lock, lock_resolution, silence, subject_of
from app.organs.models import Bias, Item, ProcedureObjection, Resolution, Vote
from app.organs.rules import (
    CHOICE_WORDS,
    Choice,
    Outcome,
    Procedure,
    check_vote,
    check_voting_day,
    check_who_votes,
)

MAX_REASON, LONGEST_NAMED = 2000, 200


def record_vote(
    session: Session, item: Item, party_id: int, choice: Choice, reason: str, actor: Actor, now: datetime
) -> Outcome:
    """Record a vote and say how the item stands then; while it is open, a person's last vote counts.

    The same vote sent again changes nothing, even once it has decided the item. Refused to who is not in office today,
    is biased, or comes too late.
    """
    if _note_vote(session, item, party_id, choice, reason, actor, now):
        return settle(session, item, now)
    return item.outcome


def record_votes(
    session: Session, item: Item, choices: Mapping[int, Choice], actor: Actor, now: datetime
) -> Outcome:
    """Record the votes of a meeting together, as its minutes state them: party id → choice; then say how it stands.

    A reason that somebody gave with the same vote stays.
    """
    noted = [_note_vote(session, item, party_id, choice, None, actor, now) for party_id, choice in choices.items()]
    return settle(session, item, now) if any(noted) else item.outcome


def _note_vote(
    session: Session, item: Item, party_id: int, choice: Choice, reason: str | None, actor: Actor, now: datetime
) -> bool:
    """Note a vote without saying what follows; False where the very same is noted already."""
    lock(session, item)
    known = next((vote for vote in item.votes if vote.party_id == party_id), None)
    words = _kept(reason) if reason is not None else known.reason if known and known.choice is choice else ""
    if known is not None and (known.choice, known.reason) == (choice, words) and item.dropped_at is None:
        return False
    resolution = _check_open(item, party_id, actor, now)
    today = local(now).date()
    standing = queries.standing_of(session, item, today)
    check_vote(party_id, standing.seats, standing.biased, item.outcome)
    if party_id in standing.absent:
        raise Refusal("In einer Sitzung stimmt ab, wer an ihr teilnimmt.")
    vote = known or Vote(item_id=item.id, party_id=party_id, voter_name=queries.full_name_on(session, party_id, today))
    vote.choice, vote.reason, vote.cast_at = choice, words, now
    if known is None:
        item.votes.append(vote)
    session.flush()
    journal.record(
        session, actor, "vote", subject_of(resolution), now,
        Told("{name}: {vote}{item}", name=vote.voter_name, vote=CHOICE_WORDS[choice], item=_on(item)),
        item=item.id, choice=choice,
    )
    return True


def _on(item: Item) -> str:
    """Which item a line of the history is about, where a resolution has several."""
    is_one_of_several = item.resolution is not None and len(item.resolution.items) > 1
    return Told(" ({item})", item=Kept(shortened(item.text, LONGEST_NAMED))) if is_one_of_several else ""


def _kept(reason: str) -> str:
    return reason.strip()[:MAX_REASON]


def _check_open(item: Item, party_id: int, actor: Actor, now: datetime) -> Resolution:
    """Refuse votes where none may come: no resolution yet, closed, objected, not the day, not in one's own name."""
    resolution = item.resolution
    if resolution is None or resolution.procedure is Procedure.RECORDED:
        raise Refusal("Über diesen Gegenstand wird noch nicht abgestimmt.")
    if resolution.closed_at is not None or item.dropped_at is not None:
        raise Refusal("Die Abstimmung ist bereits geschlossen. Ihre Stimme wurde nicht gezählt.")
    if resolution.objections:
        raise Refusal("Dem Umlaufverfahren wurde widersprochen; entschieden wird in einer Sitzung.")
    check_who_votes(party_id, actor.party_id, resolution.procedure, takes_minutes(actor, resolution))
    check_voting_day(local(now).date(), resolution.meeting_on, resolution.deadline_on)
    return resolution


def takes_minutes(actor: Actor, resolution: Resolution) -> bool:
    """Say whether somebody may enter the votes of a meeting: the office, or a member of the organ."""
    return actor.has_any((Role.OFFICE, queries.ROLE_OF[resolution.organ]))


def settle(session: Session, item: Item, now: datetime, closed: bool = False) -> Outcome:
    """Decide an item as soon as no vote to come can change the outcome; close the resolution with its last item."""
    today = local(now).date()
    day = item.resolution.voting_day(today) if item.resolution else today
    outcome = queries.standing_of(session, item, day, closed).outcome
    if outcome is Outcome.REJECTED:
        silence(session, item, now)
    if outcome is not Outcome.OPEN:
        item.outcome, item.decided_at = outcome, now
        session.flush()
        close_if_done(session, item.resolution, now)
    return outcome


def close_if_done(session: Session, resolution: Resolution | None, now: datetime) -> None:
    """Close a resolution on which nothing is left to decide."""
    if resolution and resolution.closed_at is None and not any(item.is_open for item in resolution.items):
        resolution.closed_at = now
        session.flush()
        end_waiting(session, resolution, now)


def declare_bias(
    session: Session, item: Item, party_id: int, ground: str, actor: Actor, now: datetime
) -> Outcome:
    """Note that somebody is biased and does not vote (Befangenheit; R-ORG-04); a vote already cast does not count."""
    lock(session, item)
    if any(bias.party_id == party_id for bias in item.biases):
        return item.outcome
    resolution = _check_open(item, party_id, actor, now)
    today = local(now).date()
    check_vote(party_id, queries.seats_on(session, item.organ, today), frozenset(), item.outcome)
    if not ground.strip():
        raise Refusal("Nennen Sie den Grund der Befangenheit.")
    name = queries.full_name_on(session, party_id, today)
    item.biases.append(
        Bias(item_id=item.id, party_id=party_id, name=name, ground=ground.strip()[:300], is_declared=True, noted_at=now)
    )
    session.flush()
    summary = Told("{name}: befangen{item}", name=name, item=_on(item))
    journal.record(session, actor, "declare_bias", subject_of(resolution), now, summary, item=item.id)
    return settle(session, item, now)


def withdraw_bias(session: Session, item: Item, party_id: int, actor: Actor, now: datetime) -> None:
    """Take back what somebody declared by mistake, while the item is open; what the statute says stays."""
    lock(session, item)
    _check_open(item, party_id, actor, now)
    declared = next((bias for bias in item.biases if bias.party_id == party_id), None)
    if declared is None or not declared.is_declared:
        raise Refusal("Diese Befangenheit folgt aus der Satzung; sie wird nicht zurückgenommen.")
    item.biases.remove(declared)
    session.delete(declared)
    session.flush()
    journal.record(
        session, actor, "withdraw_bias", item_subject_of(item), now,
        Told("{name}: nicht mehr befangen{item}", name=declared.name, item=_on(item)), item=item.id,
    )


def object_to_procedure(
    session: Session, resolution: Resolution, party_id: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Note a member's objection to deciding by circular; no vote counts any more, the items go to a meeting."""
    resolution = lock_resolution(session, resolution.id)
    today = local(now).date()
    if resolution.procedure is not Procedure.CIRCULAR:
        raise Refusal("Widersprechen kann man nur dem Umlaufverfahren.")
    if resolution.closed_at is not None:
        raise Refusal("Die Abstimmung ist bereits geschlossen.")
    check_voting_day(today, None, resolution.deadline_on)
    if party_id not in queries.seats_on(session, resolution.organ, today):
        raise Refusal("Widersprechen kann nur, wer diesem Organ heute angehört.")
    if any(objection.party_id == party_id for objection in resolution.objections):
        return
    name = queries.full_name_on(session, party_id, today)
    objection = ProcedureObjection(party_id=party_id, name=name, reason=_kept(reason), raised_at=now)
    resolution.objections.append(objection)
    session.flush()
    summary = Told("{name} widerspricht dem Umlauf", name=name)
    journal.record(session, actor, "object_to_procedure", subject_of(resolution), now, summary)
