"""Resolutions: opened as circular or meeting, closed, or recorded from elsewhere (Beschlussfassung)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import files, jobs, journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import end_of, fold, local
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal
from app.organs import queries
from app.organs.actions.items import (
    CLOSE_JOB,
    end_waiting,
    lock,
    lock_resolution,
    mark_carried_out,
    return_to_pending,
    silence,
    subject_of,
)
from app.organs.actions.votes import settle
from app.organs.models import Attendance, Item, Resolution
from app.organs.rules import (
    ABOUT_TRANSFERS,
    ItemKind,
    Organ,
    Outcome,
    Procedure,
    check_deadline,
    check_decided_after_founding,
    check_later_record,
    check_meeting_day,
    check_procedure,
    check_record,
    check_signature,
    check_unbiased,
    check_undecided,
    circular_deadline,
    needs_record,
    resolution_number,
)
from app.statutes import queries as statutes


@dataclass(frozen=True)
class RecordedVote:
    """Numbers of votes of a resolution recorded from elsewhere; None where nobody counted."""

    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


def open_resolution(
    session: Session, organ: Organ, procedure: Procedure, title: str, item_ids: Sequence[int], actor: Actor,
    now: datetime, deadline_on: date | None = None, meeting_on: date | None = None, place: str = "",
    attending: Sequence[int] = (),
) -> Resolution:
    """Take up items in a resolution with the next number: a circular with its deadline, or a meeting.

    Without a deadline the statute's counts. Refused where an item is decided, taken up elsewhere or taken back.
    """
    today = local(now).date()
    statute = statutes.statute_on(session, today)
    check_procedure(organ, procedure, statute)
    if procedure is Procedure.CIRCULAR:
        deadline_on, meeting_on = deadline_on or circular_deadline(today, statute), None
        check_deadline(deadline_on, today, statute)
    else:
        deadline_on, meeting_on = None, meeting_on or today
        check_meeting_day(meeting_on, today)
    items = _take_up(session, organ, item_ids)
    resolution = _numbered(session, organ, procedure, today.year, title, actor, now)
    resolution.deadline_on, resolution.meeting_on, resolution.place = deadline_on, meeting_on, place.strip()
    _place(session, resolution, items)
    if procedure is Procedure.MEETING:
        set_attendance(session, resolution, attending, actor, now)
    journal.record(
        session, actor, "open_resolution", subject_of(resolution), now,
        Told("{number}: {title}", number=resolution.number, title=Kept(resolution.title)),
        procedure=procedure, items=[item.id for item in items], deadline_on=deadline_on, meeting_on=meeting_on,
    )
    if deadline_on is not None:
        jobs.enqueue(
            session, CLOSE_JOB, [str(resolution.id)], key=f"{CLOSE_JOB}:{resolution.id}", actor=actor, now=now,
            title=resolution.number, not_before=end_of(deadline_on),
        )
    return resolution


def _take_up(session: Session, organ: Organ, item_ids: Sequence[int]) -> list[Item]:
    """Lock the items in the order of their ids, so that two people opening at once do not wait for each other."""
    if not item_ids:
        raise Refusal("Wählen Sie mindestens einen Gegenstand.")
    locked = {item_id: lock(session, queries.get_item(session, item_id)) for item_id in sorted(set(item_ids))}
    for item in locked.values():
        if item.organ is not organ:
            raise Refusal("Dieser Gegenstand liegt einem anderen Organ vor.")
        if item.resolution is not None:
            raise Refusal("Ein Gegenstand steht schon in {number}.", number=item.resolution.number)
        if item.dropped_at is not None:
            raise Refusal("Ein Gegenstand wurde inzwischen zurückgenommen.")
    return [locked[item_id] for item_id in dict.fromkeys(item_ids)]


def _numbered(
    session: Session, organ: Organ, procedure: Procedure, year: int, title: str, actor: Actor, now: datetime
) -> Resolution:
    if not title.strip():
        raise Refusal("Geben Sie dem Beschluss einen Titel.")
    ordinal = next_number(session, f"resolution:{organ}:{year}")
    return Resolution(
        organ=organ, year=year, ordinal=ordinal, number=resolution_number(organ, year, ordinal), procedure=procedure,
        title=title.strip(), opened_at=now, opened_by=actor.name,
    )


def _place(session: Session, resolution: Resolution, items: Sequence[Item]) -> None:
    resolution.search_text = fold(" ".join((resolution.number, resolution.title, *(item.text for item in items))))
    session.add(resolution)
    session.flush()
    for position, item in enumerate(items, start=1):
        item.resolution, item.resolution_id, item.position = resolution, resolution.id, position
    session.flush()
    session.refresh(resolution)


def set_attendance(
    session: Session, resolution: Resolution, attending: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Note who takes part in a meeting; who has voted already stays on the list."""
    if resolution.procedure is not Procedure.MEETING or resolution.closed_at is not None:
        raise Refusal("Teilnehmende werden während einer Sitzung festgehalten.")
    today = local(now).date()
    seats = queries.seats_on(session, resolution.organ, today)
    voted = {vote.party_id for item in resolution.items for vote in item.votes}
    wanted = (set(attending) & seats) | voted
    resolution.attendances[:] = [each for each in resolution.attendances if each.party_id in wanted]
    known = {each.party_id for each in resolution.attendances}
    for party_id in sorted(wanted - known):
        name = queries.full_name_on(session, party_id, today)
        resolution.attendances.append(Attendance(resolution_id=resolution.id, party_id=party_id, name=name))
    session.flush()
    names = ", ".join(each.name for each in resolution.attendances) or German("niemand")
    summary = Told("Teilnehmende: {names}", names=names)
    journal.record(session, actor, "set_attendance", subject_of(resolution), now, summary)
    for item in resolution.items:
        if item.is_open and item.votes:
            settle(session, item, now)


@dataclass(frozen=True)
class LeftOpen:
    """An item that stays to be decided, and what kept it from being carried out where the votes would have sufficed."""

    item: Item
    hindrance: Refusal | None = None


def in_order(items: Iterable[Item]) -> list[Item]:
    """Items in the order in which they are carried out: transfers last, as they count from the next day (R-REG-06)."""
    return sorted(items, key=lambda item: item.kind in ABOUT_TRANSFERS)


def close(
    session: Session, resolution: Resolution, actor: Actor, now: datetime,
    carry_out: Callable[[Item], None] = lambda _item: None,
) -> list[LeftOpen]:
    """Close the vote: silence is no vote; what then is decided is carried out, what is not returns to pending.

    A circular closes when its time is up, when somebody objected, or when nothing is left open; a meeting on its day,
    or before it when it is called off. `carry_out` is asked for every item that is decided; what it refuses is not
    decided, and holds up no other item (R-ADM-13). Gives what stays to be decided.
    """
    resolution = lock_resolution(session, resolution.id)
    if resolution.closed_at is not None:
        return []
    open_items = [item for item in resolution.items if item.is_open]
    _check_may_close(resolution, open_items, now)
    hindrances = {item.id: _decide(session, item, now, carry_out) for item in in_order(open_items)}
    decided = [item for item in open_items if item.outcome is not Outcome.OPEN]
    left = [LeftOpen(item, hindrances[item.id]) for item in open_items if item.outcome is Outcome.OPEN]
    for each in left:
        return_to_pending(session, each.item, actor, now, hindrance=each.hindrance)
    resolution.closed_at = now
    session.flush()
    end_waiting(session, resolution, now)
    journal.record(
        session, actor, "close_resolution", subject_of(resolution), now,
        Told("{number} geschlossen", number=resolution.number), decided=[item.id for item in decided],
    )
    return left


def _decide(session: Session, item: Item, now: datetime, carry_out: Callable[[Item], None]) -> Refusal | None:
    """Decide an item by the votes it has and carry that out; what forbids it is given, and the item is as before."""
    try:
        with session.begin_nested():
            if settle(session, item, now, closed=True) is not Outcome.OPEN:
                carry_out(item)
    except Refusal as hindrance:
        session.refresh(item)
        return hindrance
    return None


def _check_may_close(resolution: Resolution, open_items: Sequence[Item], now: datetime) -> None:
    today = local(now).date()
    runs = resolution.deadline_on is not None and today <= resolution.deadline_on and not resolution.objections
    if runs and open_items:
        raise Refusal("Der Umlauf läuft bis {day}.", day=written(resolution.deadline_on or today))


def record_resolution(
    session: Session, organ: Organ, decided_on: date, title: str, text: str, outcome: Outcome, actor: Actor,
    now: datetime, kind: ItemKind = ItemKind.OTHER, item: Item | None = None, votes: RecordedVote | None = None,
    place: str = "", record: CheckedFile | None = None,
) -> Resolution:
    """Record a resolution passed elsewhere, as by the general assembly, with the next number of its year.

    `item`: the open item it decides; else a new one of this kind. `record`: the signed record (PDF).
    """
    must = needs_record(organ, item.kind if item else kind, item is not None)
    check_record(decided_on, outcome, local(now).date(), record, must)
    check_decided_after_founding(decided_on, queries.founded_on(session))
    if item is not None:
        check_unbiased(actor.party_id, {bias.party_id for bias in item.biases})
    decided = _decided_item(session, organ, item, kind, text, actor, now)
    resolution = _numbered(session, organ, Procedure.RECORDED, decided_on.year, title, actor, now)
    resolution.meeting_on, resolution.place, resolution.closed_at = decided_on, place.strip(), now
    _keep_record(session, resolution, record)
    _place(session, resolution, [decided])
    if votes is not None:
        decided.votes_for, decided.votes_against = votes.in_favour, votes.against
        decided.votes_abstained = votes.abstained
    if outcome is Outcome.REJECTED:
        silence(session, decided, now)
    decided.outcome, decided.decided_at = outcome, now
    session.flush()
    journal.record(
        session, actor, "record_resolution", subject_of(resolution), now,
        Told(
            "{number} vom {day}: {title}",
            number=resolution.number, day=written(decided_on), title=Kept(resolution.title),
        ),
        outcome=outcome, item=decided.id,
    )
    return resolution


def settle_by(
    session: Session, item: Item, resolution: Resolution, outcome: Outcome, actor: Actor, now: datetime
) -> None:
    """Let what lies before the general assembly be decided by a resolution that it has passed on it (§ 43 GenG)."""
    decided = _decided_item(session, resolution.organ, item, item.kind, item.text, actor, now)
    _place(session, resolution, [*in_order(resolution.items), decided])
    decided.outcome, decided.decided_at = outcome, now
    mark_carried_out(session, decided, now)
    summary = Told("{number}: {item}", number=resolution.number, item=Kept(decided.text))
    journal.record(session, actor, "settle_by", subject_of(resolution), now, summary, outcome=outcome, item=decided.id)


def _decided_item(
    session: Session, organ: Organ, item: Item | None, kind: ItemKind, text: str, actor: Actor, now: datetime
) -> Item:
    if item is not None:
        lock(session, item)
        check_undecided([item.outcome])
        if item.resolution_id is not None or item.dropped_at is not None or item.organ is not organ:
            raise Refusal("Dieser Gegenstand liegt dem Organ nicht mehr vor.")
        return item
    if not text.strip():
        raise Refusal("Schreiben Sie, was beschlossen wurde.")
    new = Item(
        kind=kind, organ=organ, text=text.strip(), proposed_at=now, proposed_by=actor.name, outcome=Outcome.OPEN
    )
    session.add(new)
    session.flush()
    return new


def _keep_record(session: Session, resolution: Resolution, record: CheckedFile | None) -> None:
    if record is not None:
        resolution.record_name, resolution.record_sha256 = record.name[:200], files.keep(session, record.content)


def hand_in_record(
    session: Session, resolution: Resolution, record: CheckedFile | None, actor: Actor, now: datetime
) -> None:
    """Keep the signed record of a resolution that was recorded without it; once, like every signed record."""
    resolution = lock_resolution(session, resolution.id)
    check_later_record(resolution.number, resolution.procedure, resolution.record_sha256 is not None, record)
    check_unbiased(actor.party_id, {bias.party_id for item in resolution.items for bias in item.biases})
    _keep_record(session, resolution, record)
    session.flush()
    journal.record(
        session, actor, "hand_in_record", subject_of(resolution), now,
        Told("Niederschrift zu {number} nachgereicht", number=resolution.number), sha256=resolution.record_sha256,
    )


def link_protocol(session: Session, resolution: Resolution, document_id: int) -> None:
    """Note which document is the protocol of a closed resolution; it is written once."""
    if resolution.protocol_document_id is None:
        resolution.protocol_document_id = document_id
        session.flush()


def mark_signed(
    session: Session, resolution: Resolution, signed_on: date, record: CheckedFile | None, actor: Actor,
    now: datetime,
) -> None:
    """Note on which day the protocol made here was signed, and keep the scan; once (Unterschrift)."""
    resolution = lock_resolution(session, resolution.id)
    if resolution.protocol_document_id is None or resolution.closed_at is None:
        raise Refusal("Das Protokoll entsteht, wenn der Beschluss geschlossen ist.")
    if resolution.signed_on is not None:
        raise Refusal("Als unterschrieben ist das Protokoll schon am {day} eingetragen.",
                      day=written(resolution.signed_on))
    check_signature(signed_on, local(resolution.closed_at).date(), local(now).date(), record)
    _keep_record(session, resolution, record)
    resolution.signed_on = signed_on
    session.flush()
    journal.record(
        session, actor, "sign_protocol", subject_of(resolution), now,
        Told("Protokoll {number} unterschrieben am {day}", number=resolution.number, day=written(signed_on)),
        sha256=resolution.record_sha256,
    )
