"""Reads of resolutions and their items: how they stand, what waits for whom, the register."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from app.core.formats import fold
from app.core.values import NotFound
from app.members import queries as members
from app.organs.models import Bias, Item, Resolution, Vote
from app.organs.queries.offices import seats_on
from app.organs.rules import (
    TEXTFORM_PERMISSION_ENDS,
    ItemKind,
    Laid,
    NamedResolution,
    Organ,
    OrganVote,
    Outcome,
    Procedure,
    Standing,
    deciding_organs,
    majority_of,
    quorum_of,
)
from app.statutes import queries as statutes
from app.statutes.rules import Statute


def founded_on(session: Session) -> date | None:
    """The day before which there was nobody to resolve anything: of the first statute known, or the first member's."""
    resolved = [version.resolved_on for version in statutes.versions(session)]
    first_member = members.first_membership_day(session)
    return min([*resolved, *([first_member] if first_member else [])], default=None)


def get_item(session: Session, item_id: int) -> Item:
    """An item that must be there."""
    found = session.get(Item, item_id)
    if found is None:
        raise NotFound
    return found


def find_item(session: Session, kind: ItemKind, reference: int | None) -> Item | None:
    """The newest item about a matter that was not taken back: how it fares, or how it was decided."""
    about = select(Item).where(Item.kind == kind, Item.reference == reference, Item.dropped_at.is_(None))
    return session.scalar(about.order_by(Item.id.desc()).limit(1))


def handed_over_by(session: Session, item: Item) -> frozenset[Organ]:
    """The organs that could not decide an item and handed it to the one above (§ 39 GenG; R-ORG-04)."""
    organs, earlier = set(), item
    while earlier.follows_id is not None:
        earlier = get_item(session, earlier.follows_id)
        organs.add(earlier.organ)
    return frozenset(organs - {item.organ})


def first_proposals(session: Session, items: Sequence[Item]) -> Mapping[int, datetime]:
    """Item → when its matter was first laid before its organ; what takes up an undecided one lies there since that.

    What another organ handed over lies there since the hand-over (§ 39 GenG).
    """
    since = {item.id: item.proposed_at for item in items}
    earlier = {item.id: (item.organ, item.follows_id) for item in items if item.follows_id is not None}
    while earlier:
        columns = (Item.id, Item.organ, Item.proposed_at, Item.follows_id)
        asked = select(*columns).where(Item.id.in_({follows_id for _organ, follows_id in earlier.values()}))
        found = {row.id: row for row in session.execute(asked)}
        same = {
            item_id: found[follows_id] for item_id, (organ, follows_id) in earlier.items()
            if follows_id in found and found[follows_id].organ is organ
        }  # fmt: skip
        since |= {item_id: row.proposed_at for item_id, row in same.items()}
        earlier = {
            item_id: (row.organ, row.follows_id) for item_id, row in same.items() if row.follows_id is not None
        }
    return since


def decision_day(session: Session, kinds: Collection[ItemKind], reference: int, today: date) -> date:
    """The day on which a matter was agreed to: the latest of its decisions, also where it is recorded afterwards.

    Today where no organ had to be asked.
    """
    about = select(Item).where(
        Item.kind.in_(kinds), Item.reference == reference, Item.dropped_at.is_(None), Item.outcome == Outcome.ACCEPTED
    )
    about = about.options(lazyload("*"), joinedload(Item.resolution).lazyload("*"))
    return max((item.decided_on for item in session.scalars(about).unique() if item.decided_on), default=today)


def items_about(session: Session, kind: ItemKind, reference: int | None) -> Sequence[Item]:
    """Every item about a matter, newest first, those taken back as well."""
    about = select(Item).where(Item.kind == kind, Item.reference == reference)
    return session.scalars(about.order_by(Item.id.desc())).all()


def laid_anew(session: Session, kinds: Collection[ItemKind], references: Collection[int]) -> list[Laid]:
    """Each time that one of these matters was laid before an organ without taking up an undecided item."""
    asked = select(Item.id, Item.kind, Item.reference, Item.proposed_at).where(
        Item.kind.in_(kinds), Item.reference.in_(references), Item.follows_id.is_(None)
    )
    return [Laid(row.id, row.kind, row.reference or 0, row.proposed_at) for row in session.execute(asked)]


def _pending() -> Select[Item]:
    waits = and_(Item.resolution_id.is_(None), Item.dropped_at.is_(None), Item.outcome == Outcome.OPEN)
    return select(Item).where(waits).order_by(Item.proposed_at, Item.id)


def pending_items(session: Session, organ: Organ) -> Sequence[Item]:
    """What was proposed to an organ and stands in no resolution yet, what was first laid before it first."""
    found = session.scalars(_pending().where(Item.organ == organ)).all()
    since = first_proposals(session, found)
    return sorted(found, key=lambda item: (since[item.id], item.id))


def same_proposal(session: Session, organ: Organ, text: str) -> str:
    """A matter of this wording that waits before an organ already; empty where none does."""
    return next((item.text for item in pending_items(session, organ) if item.text == text.strip()), "")


def same_record(
    session: Session, organ: Organ, decided_on: date, title: str, text: str, kind: ItemKind, outcome: Outcome
) -> str:
    """The number of the resolution of this day that is recorded already with the same words and result; empty if none.

    Another title, kind or outcome makes it another one.
    """
    same = select(Resolution.number).join(Item, Item.resolution_id == Resolution.id).where(
        Resolution.organ == organ, Resolution.procedure == Procedure.RECORDED, Resolution.meeting_on == decided_on,
        Resolution.title == title.strip(), Item.text == text.strip(), Item.kind == kind, Item.outcome == outcome,
    )
    return session.scalar(same.limit(1)) or ""


def get_resolution(session: Session, resolution_id: int) -> Resolution:
    """A resolution that must be there."""
    found = session.get(Resolution, resolution_id)
    if found is None:
        raise NotFound
    return found


def find_by_number(session: Session, number: str) -> Resolution | None:
    """A resolution by its number, `V-2026-007`."""
    return session.scalar(select(Resolution).where(Resolution.number == number))


def find_named(session: Session, number: str) -> NamedResolution | None:
    """What is kept of a resolution that another matter names, whoever passed it; None where there is none (R-DOC-10).

    However the number is written: in capitals or not.
    """
    found = find_by_number(session, number.strip().upper())
    if found is None:
        return None
    free = [each for each in found.items if each.kind is ItemKind.OTHER]
    accepted = [each for each in free if each.outcome is Outcome.ACCEPTED]
    handed_by = frozenset[Organ]().union(*(handed_over_by(session, each) for each in accepted or free))
    accepted_on = min((each.decided_on for each in accepted if each.decided_on is not None), default=None)
    return NamedResolution(
        found.number, found.organ, bool(free), accepted_on,
        is_open=any(each.is_open for each in free),
        is_proven=found.procedure is not Procedure.RECORDED or found.record_sha256 is not None, handed_by=handed_by,
        decided_on=frozenset(each.decided_on for each in free if each.decided_on is not None),
        wording="\n".join([found.title, *(each.text for each in accepted)]),
    )


def open_resolutions(session: Session, organ: Organ | None = None) -> Sequence[Resolution]:
    """Resolutions on which the vote runs or the meeting is to come, oldest first."""
    running = select(Resolution).where(Resolution.closed_at.is_(None)).order_by(Resolution.opened_at, Resolution.id)
    return session.scalars(running.where(Resolution.organ == organ) if organ else running).all()


def standing_of(session: Session, item: Item, day: date, closed: bool = False) -> Standing:
    """How the vote on an item stands by the statute in force and with those in office on a day."""
    return standing_by(statutes.statute_on(session, day), item, seats_on(session, item.organ, day), closed)


def standing_by(statute: Statute, item: Item, seats: frozenset[int], closed: bool = False) -> Standing:
    """How the vote on an item stands by a statute and with these seats.

    In a meeting only those who are there vote; it is closed for an item once all of them have.
    """
    resolution = item.resolution
    present = {each.party_id for each in resolution.attendances} if resolution else set()
    meets = resolution is not None and resolution.procedure is Procedure.MEETING
    biased = frozenset(bias.party_id for bias in item.biases)
    absent = seats - present if meets else frozenset()
    votes = tuple(OrganVote(vote.party_id, vote.choice) for vote in item.votes)
    all_voted = meets and (seats - absent - biased) <= {vote.voter_id for vote in votes}
    return Standing(
        organ=item.organ, seats=seats, quorum=quorum_of(item.organ, statute, len(seats)), votes=votes, biased=biased,
        absent=absent, majority=majority_of(item.organ, statute), has_supervisory_board=statute.sb_required,
        objected=bool(resolution and resolution.objections), closed=closed or all_voted,
    )


def items_awaiting(session: Session, party_id: int, day: date) -> Sequence[Item]:
    """Open items on which a person still has to vote: in office today, neither biased nor absent.

    Oldest resolution first, items in their order.
    """
    organs = [organ for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD) if party_id in seats_on(session, organ, day)]
    if not organs:
        return []
    waiting = awaited(party_id, organs, day)
    return session.scalars(waiting.order_by(Resolution.opened_at, Resolution.id, Item.position)).all()


def awaited(party_id: int, organs: Sequence[Organ], day: date) -> Select[Item]:
    """The open items on which somebody who sits in these organs still has to vote, for use in larger queries."""
    voted = exists().where(Vote.item_id == Item.id, Vote.party_id == party_id)
    biased = exists().where(Bias.item_id == Item.id, Bias.party_id == party_id)
    begun = or_(
        and_(Resolution.procedure == Procedure.CIRCULAR, Resolution.deadline_on >= day),
        and_(Resolution.procedure == Procedure.MEETING, Resolution.meeting_on <= day,
             Resolution.attendances.any(party_id=party_id)),
    )
    return select(Item).join(Resolution, Item.resolution_id == Resolution.id).where(
        Item.organ.in_(organs), Item.outcome == Outcome.OPEN, Item.dropped_at.is_(None),
        Resolution.closed_at.is_(None), begun, ~voted, ~biased,
    )


def has_textform_permission_on(session: Session, day: date) -> bool:
    """Say whether Textform is allowed by resolution where the statute asks for Schriftform (§ 177 (1) GenG; R-ADM-03).

    Board and supervisory board must both have agreed; it ends with 2029, and never helps where the statute expressly
    excludes Textform.
    """
    statute = statutes.find_statute_on(session, day)
    if statute is None or statute.textform_expressly_excluded or day > TEXTFORM_PERMISSION_ENDS:
        return False
    accepted = session.scalars(
        select(Item).where(Item.kind == ItemKind.TEXTFORM_PERMISSION, Item.outcome == Outcome.ACCEPTED)
    )
    agreed = {item.organ for item in accepted if item.decided_on and item.decided_on <= day}
    return set(deciding_organs(ItemKind.TEXTFORM_PERMISSION, statute)) <= agreed


SORTS = {
    "number": (Resolution.year, Resolution.organ, Resolution.ordinal),
    "opened": (Resolution.opened_at, Resolution.id),
    "title": (func.lower(Resolution.title), Resolution.id),
    "closed": (Resolution.closed_at, Resolution.id),
}
"""By what the register can be sorted."""

STATES = ("open", "accepted", "rejected", "undecided")
"""By what came of a resolution the register can be filtered; `undecided`: closed with an item left open."""


def register(
    session: Session, *, words: str = "", organ: Organ | None = None, year: int | None = None,
    procedure: Procedure | None = None, state: str = "", sort: str = "opened", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Resolution], int]:
    """The resolutions that fit, one page of them, and how many fit in all."""
    found = select(Resolution)
    for column, value in ((Resolution.organ, organ), (Resolution.year, year), (Resolution.procedure, procedure)):
        found = found.where(column == value) if value is not None else found
    found = _by_words(_by_state(found, state), words)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = [column.desc() if descending else column.asc() for column in SORTS[sort]]
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).all(), total


def _by_state(found: Select[Resolution], state: str) -> Select[Resolution]:
    if state == "open":
        return found.where(Resolution.closed_at.is_(None))
    if state in ("accepted", "rejected"):
        return found.where(Resolution.items.any(Item.outcome == Outcome(state)))
    if state == "undecided":
        left = Resolution.items.any(Item.outcome == Outcome.OPEN)
        return found.where(Resolution.closed_at.is_not(None), left)
    return found


def _by_words(found: Select[Resolution], words: str) -> Select[Resolution]:
    """Every word stands in number, title or the text of an item."""
    for word in fold(words).split():
        found = found.where(Resolution.search_text.contains(word, autoescape=True))
    return found


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether the signed record of a resolution consists of these bytes."""
    recorded = select(Resolution.id).where(Resolution.record_sha256 == sha256)
    return session.scalar(recorded.limit(1)) is not None


def years(session: Session) -> Sequence[int]:
    """The years that have resolutions, newest first."""
    return session.scalars(select(Resolution.year).distinct().order_by(Resolution.year.desc())).all()
