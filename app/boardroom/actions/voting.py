"""What the members of an organ do: vote, declare bias, object, ask back (§§ 27, 36 GenG; R-ORG-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.boardroom.actions.carrying import (
    carry_out_item,
    check_matters_ready,
    close_and_conclude,
    conclude,
    lock_matters,
    note_biases,
)
from app.boardroom.actions.mails import tell_office
from app.boardroom.rules import BIAS_NOT_ENTERED, VOTES_NOT_ENTERED, check_may_convene
from app.core import journal
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Item, Resolution
from app.organs.rules import Choice, Organ, Outcome

ASK = "ask"
"""The journal's word for a question or an answer about an item."""

MAX_QUESTION = 2000


@dataclass(frozen=True)
class VotedOnAll:
    """On how many items the same vote was given, how many were decided meanwhile, and which refused it, and why."""

    number: int
    late: int
    refused: Sequence[organs.LeftOpen]


def vote(
    session: Session, item: Item, party_id: int, choice: Choice, reason: str, actor: Actor, now: datetime
) -> Outcome:
    """Record one member's vote and, once the item is decided, carry the decision out in the same transaction."""
    lock_matters(session, item)
    note_biases(session, [item], now)
    outcome = organs.record_vote(session, item, party_id, choice, reason, actor, now)
    check_matters_ready(session, [item], now)
    conclude(session, item.resolution, actor, now)
    return outcome


def vote_on_all(
    session: Session, resolution: Resolution, item_ids: Sequence[int], choice: Choice, actor: Actor, now: datetime
) -> VotedOnAll:
    """Give the same vote on several items of a resolution, and say on how many (R-ADM-08).

    What was decided meanwhile is left out; the same vote sent again counts as given. What refuses the vote, as an
    application that lacks something, keeps no other from being voted on; where all do, the first is the answer.
    """
    wanted = [item for item in resolution.items if item.id in set(item_ids)]
    if not wanted or actor.party_id is None:
        raise Refusal("Wählen Sie mindestens einen Gegenstand.")
    lock_matters(session, *wanted)
    note_biases(session, wanted, now)
    organs.lock_resolution(session, resolution.id)
    still_open = [item for item in wanted if item.is_open or _has_voted(item, actor.party_id, choice)]
    if not still_open:
        raise Refusal("Über die gewählten Gegenstände ist inzwischen entschieden. Ihre Stimme wurde nicht gezählt.")
    refused = []
    for item in organs.in_order(still_open):
        hindrance = _vote_if_possible(session, item, actor.party_id, choice, actor, now)
        if hindrance is not None:
            refused.append(organs.LeftOpen(item, hindrance))
    if len(refused) == len(still_open) and refused[0].hindrance:
        raise refused[0].hindrance
    conclude(session, resolution, actor, now)
    return VotedOnAll(len(still_open) - len(refused), len(wanted) - len(still_open), refused)


def _vote_if_possible(
    session: Session, item: Item, party_id: int, choice: Choice, actor: Actor, now: datetime
) -> Refusal | None:
    """Vote on one item and carry out what that decides; what refuses it is given, and the item is as before."""
    try:
        with session.begin_nested():
            organs.record_vote(session, item, party_id, choice, "", actor, now)
            check_matters_ready(session, [item], now)
            carry_out_item(session, item, actor, now)
    except Refusal as hindrance:
        session.refresh(item)
        return hindrance
    return None


def _has_voted(item: Item, party_id: int, choice: Choice) -> bool:
    """Whether this very vote is noted already."""
    return any((vote.party_id, vote.choice, vote.reason) == (party_id, choice, "") for vote in item.votes)


def enter_votes(
    session: Session, item: Item, choices: Mapping[int, Choice], actor: Actor, now: datetime
) -> Outcome:
    """Enter the votes of those present at a meeting, as who takes the minutes (Protokollführung); party id → choice."""
    if not choices:
        raise Refusal("Tragen Sie mindestens eine Stimme ein.")
    lock_matters(session, item)
    note_biases(session, [item], now)
    outcome = organs.record_votes(session, item, choices, actor, now)
    check_matters_ready(session, [item], now, VOTES_NOT_ENTERED)
    conclude(session, item.resolution, actor, now)
    return outcome


def declare_bias(session: Session, item: Item, party_id: int, ground: str, actor: Actor, now: datetime) -> Outcome:
    """Note a bias; with one voter less the votes already cast may suffice, so the decision may follow (R-ORG-04)."""
    lock_matters(session, item)
    outcome = organs.declare_bias(session, item, party_id, ground, actor, now)
    check_matters_ready(session, [item], now, BIAS_NOT_ENTERED)
    conclude(session, item.resolution, actor, now)
    return outcome


def withdraw_bias(session: Session, item: Item, party_id: int, actor: Actor, now: datetime) -> None:
    """Take back a bias declared by mistake, while the item is open."""
    organs.withdraw_bias(session, item, party_id, actor, now)


def object_to_procedure(
    session: Session, resolution: Resolution, party_id: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Object to deciding by circular: it ends, what is undecided waits for a meeting, the number stays used."""
    lock_matters(session, *resolution.items)
    organs.object_to_procedure(session, resolution, party_id, reason, actor, now)
    close_and_conclude(session, resolution, actor, now)


def ask(session: Session, item: Item, question: str, actor: Actor, now: datetime) -> int:
    """Put a question about an item, or answer one; the office is told by mail, the words stand on the page only.

    Gives the item's id.
    """
    words = question.strip()[:MAX_QUESTION]
    if not words:
        raise Refusal("Schreiben Sie Ihre Frage.")
    if item.resolution is None or not item.is_open:
        raise Refusal("Dieser Gegenstand ist nicht mehr in Abstimmung.")
    journal.record(session, actor, ASK, organs.subject_of_item(item), now, Told("{words}", words=words))
    tell_office(session, item.resolution, actor, now)
    return item.id


def hand_over(session: Session, item: Item, organ: Organ, actor: Actor, now: datetime) -> Item:
    """Hand an item that too few unbiased members could decide to the organ above (§ 39 GenG; R-ORG-04)."""
    check_may_convene(actor, item.organ)
    resolution = organ_queries.get_resolution(session, item.resolution_id) if item.resolution_id else None
    lock_matters(session, item)
    again = organs.hand_over(session, item, organ, actor, now)
    if resolution is not None:
        organs.close_if_done(session, resolution, now)
        conclude(session, resolution, actor, now)
    return again
