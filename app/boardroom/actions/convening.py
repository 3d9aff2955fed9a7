"""Opening and closing resolutions, and recording those passed elsewhere (Beschlussfassung, §§ 27, 36, 43 GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.boardroom.actions.carrying import (
    check_matters_ready,
    close_and_conclude,
    conclude,
    lock_matters,
    note_biases,
)
from app.boardroom.actions.mails import ask_for_votes
from app.boardroom.rules import ATTENDANCE_NOT_ENTERED, NOT_RECORDED, check_may_convene
from app.core.formats import shortened
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Item, Resolution
from app.organs.rules import ItemKind, Organ, Outcome, Procedure


@dataclass(frozen=True)
class Opening:
    """What is opened: which items for which organ, as a circular with its last day or a meeting with day and place."""

    organ: Organ
    procedure: Procedure
    title: str
    item_ids: Sequence[int]
    deadline_on: date | None = None
    meeting_on: date | None = None
    place: str = ""
    attending: Sequence[int] = ()


@dataclass(frozen=True)
class Record:
    """A resolution passed elsewhere: the item it decides, or its own text and kind; the signed record as PDF."""

    organ: Organ
    decided_on: date
    title: str
    text: str
    outcome: Outcome
    kind: ItemKind = ItemKind.OTHER
    item_id: int | None = None
    votes: organs.RecordedVote | None = None
    place: str = ""
    record: CheckedFile | None = None


LONGEST_TITLE = 200
"""How much of a motion's text becomes the title of its resolution, in signs; whole words."""


def title_of(items: Sequence[Item]) -> str:
    """A title for a resolution that nobody gave one; it names no applicant, since it outlives a refusal (R-ADM-09)."""
    if all(item.kind is ItemKind.ADMISSION for item in items):
        several = Told("Zulassung von {number} Mitgliedern", number=len(items))
        return German("Zulassung eines Mitglieds") if len(items) == 1 else several
    if len(items) > 1:
        return Told("{number} Gegenstände", number=len(items))
    return shortened(items[0].text, LONGEST_TITLE)


def title_on_paper(record: Record, item: Item | None = None) -> str:
    """The title of a resolution passed elsewhere: as typed, else that of the item it decides, else how it begins."""
    return record.title.strip() or (title_of([item]) if item else shortened(record.text.strip(), LONGEST_TITLE))


def open_resolution(session: Session, opening: Opening, actor: Actor, now: datetime) -> Resolution:
    """Open a circular, and ask everybody who may vote by mail, or a meeting."""
    check_may_convene(actor, opening.organ)
    items = [organ_queries.get_item(session, item_id) for item_id in opening.item_ids]
    lock_matters(session, *items)
    note_biases(session, items, now)
    resolution = organs.open_resolution(
        session, opening.organ, opening.procedure, opening.title.strip() or (title_of(items) if items else ""),
        opening.item_ids, actor, now, deadline_on=opening.deadline_on, meeting_on=opening.meeting_on,
        place=opening.place, attending=opening.attending,
    )
    if resolution.procedure is Procedure.CIRCULAR:
        ask_for_votes(session, resolution, now)
    return resolution


def set_attendance(
    session: Session, resolution: Resolution, attending: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Note who takes part in a meeting; where all who are left have voted, the decision follows."""
    check_may_convene(actor, resolution.organ)
    lock_matters(session, *resolution.items)
    resolution = organs.lock_resolution(session, resolution.id)
    organs.set_attendance(session, resolution, attending, actor, now)
    check_matters_ready(session, resolution.items, now, ATTENDANCE_NOT_ENTERED)
    conclude(session, resolution, actor, now)


def close(
    session: Session, resolution: Resolution, actor: Actor, now: datetime
) -> list[organs.LeftOpen]:
    """Close the vote; carry out what is decided then, and issue the protocol. Gives what stays to be decided."""
    check_may_convene(actor, resolution.organ)
    return _close(session, resolution, actor, now)


def close_in_time(session: Session, resolution: Resolution, now: datetime) -> None:
    """Close a circular whose last day is over, or a resolution whose items were all taken back; nobody has to ask."""
    _close(session, resolution, Actor.system(), now)


def _close(
    session: Session, resolution: Resolution, actor: Actor, now: datetime
) -> list[organs.LeftOpen]:
    lock_matters(session, *resolution.items)
    return close_and_conclude(session, resolution, actor, now)


def propose(
    session: Session, organ: Organ, kind: ItemKind, text: str, actor: Actor, now: datetime
) -> Item:
    """Propose a matter that no other room proposes: a free text, or Textform under § 177 GenG (R-ADM-03)."""
    check_may_convene(actor, organ)
    if kind not in (ItemKind.OTHER, ItemKind.TEXTFORM_PERMISSION):
        raise Refusal("Diesen Gegenstand legt der Vorgang selbst dem Organ vor.")
    return organs.propose(session, kind, None, text, organ, {}, actor, now)


def drop(session: Session, item: Item, actor: Actor, now: datetime) -> None:
    """Take back a matter that was proposed here and not yet decided."""
    check_may_convene(actor, item.organ)
    if item.reference is not None:
        raise Refusal("Diesen Gegenstand nimmt der Vorgang zurück, aus dem er kommt.")
    organs.drop(session, item, actor, now)


def record_resolution(session: Session, record: Record, actor: Actor, now: datetime) -> Resolution:
    """Record a resolution passed elsewhere with its number, and carry out the item it decides (R-INV-03).

    What would be refused to a vote here is refused to it, too: an application that lacks something (R-ADM-13).
    """
    check_may_convene(actor, record.organ)
    item = organ_queries.get_item(session, record.item_id) if record.item_id else None
    if item is not None:
        lock_matters(session, item)
    resolution = organs.record_resolution(
        session, record.organ, record.decided_on, title_on_paper(record, item), record.text, record.outcome, actor, now,
        kind=record.kind, item=item, votes=record.votes, place=record.place, record=record.record,
    )
    check_matters_ready(session, resolution.items, now, NOT_RECORDED)
    conclude(session, resolution, actor, now)
    return resolution


def hand_in_record(
    session: Session, resolution: Resolution, record: CheckedFile | None, actor: Actor, now: datetime
) -> None:
    """Keep the signed record of a resolution passed elsewhere that was recorded without it; once."""
    check_may_convene(actor, resolution.organ)
    organs.hand_in_record(session, resolution, record, actor, now)
