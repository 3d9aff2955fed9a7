"""Items of resolutions: proposed, taken back, taken up again, handed to the organ above (Beschlussgegenstände)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.values import Actor, German, Refusal
from app.organs import queries
from app.organs.models import Bias, Item, Resolution
from app.organs.rules import ABOUT_APPLICATIONS, ItemKind, Organ, Outcome, check_undecided, lack_kept

CLOSE_JOB = "close_resolution"
"""Job that closes a resolution on which nothing is left to vote, or whose time is up; done by `boardroom`."""
CLOSED_WORDS = German("Der Beschluss ist schon geschlossen.")


def subject_of(resolution: Resolution) -> str:
    """How the journal calls a resolution."""
    return f"resolution:{resolution.id}"


def subject_of_item(item: Item) -> str:
    """How the journal calls an item by itself; what is said there is erased where it leads to no admission."""
    return f"item:{item.id}"


def item_subject_of(item: Item) -> str:
    """How the journal calls an item: by its resolution once it stands in one."""
    return subject_of(item.resolution) if item.resolution else subject_of_item(item)


def lock(session: Session, item: Item) -> Item:
    """Let nobody else vote on the same resolution meanwhile, and read the item as it stands now.

    On SQLite the writing transaction itself is the lock.
    """
    session.flush()
    if item.resolution_id is None:
        session.execute(select(Item.id).where(Item.id == item.id).with_for_update())
        session.refresh(item)
    if item.resolution_id is not None:
        lock_resolution(session, item.resolution_id)
        session.refresh(item)
    return item


def lock_resolution(session: Session, resolution_id: int) -> Resolution:
    """Let nobody else vote on a resolution or close it meanwhile, and read it as it stands now."""
    session.flush()
    session.execute(select(Resolution.id).where(Resolution.id == resolution_id).with_for_update())
    resolution = queries.get_resolution(session, resolution_id)
    session.refresh(resolution)
    return resolution


def propose(
    session: Session, kind: ItemKind, reference: int | None, text: str, organ: Organ, biased: Mapping[int, str],
    actor: Actor, now: datetime,
) -> Item:
    """Propose a matter to an organ; of an application the text names the number only (R-ADM-09).

    `biased`: party id → ground, of whoever is barred by the statute's rule on bias (R-ORG-04); who sits in another
    organ may stand there too. Refused while the same matter still waits there.
    """
    waiting = queries.find_item(session, kind, reference) if reference is not None else None
    if waiting is not None and waiting.is_open and waiting.organ is organ:
        raise Refusal("Dieser Gegenstand liegt dem Organ schon vor.")
    if not text.strip():
        raise Refusal("Schreiben Sie, was beschlossen werden soll.")
    item = Item(
        kind=kind, reference=reference, organ=organ, text=text.strip(), proposed_at=now, proposed_by=actor.name,
        outcome=Outcome.OPEN,
    )
    session.add(item)
    session.flush()
    _note_biases(session, item, biased, now)
    summary = Told("{item}", item=Kept(item.text))
    journal.record(session, actor, "propose", f"item:{item.id}", now, summary, kind=kind, reference=reference)
    return item


def add_biases(session: Session, item: Item, biased: Mapping[int, str], now: datetime) -> None:
    """Note who turns out to be biased while an item waits: appointed since, or recognised later (R-ORG-04)."""
    lock(session, item)
    known = {bias.party_id for bias in item.biases}
    if item.is_open:
        _note_biases(session, item, {party: ground for party, ground in biased.items() if party not in known}, now)


def _note_biases(session: Session, item: Item, biased: Mapping[int, str], now: datetime) -> None:
    day = local(now).date()
    for party_id, ground in biased.items():
        name = queries.full_name_on(session, party_id, day)
        item.biases.append(
            Bias(item_id=item.id, party_id=party_id, name=name, ground=ground[:300], is_declared=False, noted_at=now)
        )
    session.flush()


def drop(session: Session, item: Item, actor: Actor, now: datetime) -> None:
    """Take an item back before it is decided, as when an application is withdrawn (R-ADM-09)."""
    lock(session, item)
    check_undecided([item.outcome])
    if item.dropped_at is not None:
        return
    set_aside(session, item, now)
    summary = Told("Zurückgenommen: {item}", item=Kept(item.text))
    journal.record(session, actor, "drop", item_subject_of(item), now, summary, item=item.id)
    if item.resolution and not any(other.is_open for other in item.resolution.items):
        jobs.enqueue(
            session, CLOSE_JOB, [str(item.resolution.id)], key=f"{CLOSE_JOB}:{item.resolution.id}:empty", actor=actor,
            now=now, title=item.resolution.number,
        )


def end_waiting(session: Session, resolution: Resolution, now: datetime) -> None:
    """End the job that would close a resolution on its last day, now that it is closed."""
    jobs.call_off(session, CLOSE_JOB, [str(resolution.id)], CLOSED_WORDS, now)


def set_aside(session: Session, item: Item, now: datetime) -> None:
    """Mark an undecided item as taken back; what was said about an applicant goes."""
    silence(session, item, now)
    item.dropped_at = now
    session.flush()


def silence(session: Session, item: Item, now: datetime) -> None:
    """Erase the reasons and grounds noted on an item that leads to no admission: they may say who it was (R-ADM-09)."""
    if item.kind in ABOUT_APPLICATIONS:
        _erase_said(session, item, now)


def _erase_said(session: Session, item: Item, now: datetime) -> None:
    for vote in item.votes:
        vote.reason = ""
    for bias in item.biases:
        bias.ground = ""
    journal.erase_details(session, subject_of_item(item), now)
    session.flush()


def silence_all(session: Session, kind: ItemKind, reference: int, now: datetime) -> None:
    """Erase what was said on every item about a matter that ended without admission, those decided too (R-ADM-09).

    Whatever the kind: somebody applies by a transfer, too.
    """
    for item in queries.items_about(session, kind, reference):
        _erase_said(session, item, now)


def return_to_pending(
    session: Session, item: Item, actor: Actor, now: datetime, organ: Organ | None = None,
    hindrance: Refusal | None = None,
) -> Item:
    """Propose an undecided item anew, to the same organ or to another; the old one stays with its resolution.

    The new one has the moment of this act, by which whoever audits a period sees it or not; before the same organ the
    matter lies since its first proposal (`queries.first_proposals`). To another organ it is proposed by who hands it
    over.
    `hindrance`: what kept it from being decided though there were votes enough; the history says so (R-ADM-13).
    """
    grounds = [(bias.party_id, bias.name, bias.ground, bias.is_declared, bias.noted_at) for bias in item.biases]
    again = Item(
        kind=item.kind, reference=item.reference, organ=organ or item.organ, text=item.text,
        proposed_at=now, proposed_by=actor.name if organ else item.proposed_by, outcome=Outcome.OPEN,
        follows_id=item.id,
    )
    set_aside(session, item, now)
    session.add(again)
    session.flush()
    for party_id, name, ground, is_declared, noted_at in grounds:
        again.biases.append(
            Bias(item_id=again.id, party_id=party_id, name=name, ground=ground, is_declared=is_declared,
                 noted_at=noted_at)
        )
    session.flush()
    summary = Told("Bleibt zu entscheiden: {item}", item=Kept(item.text))
    if hindrance is not None:
        summary = Told(
            "Trotz genügender Stimmen noch nicht angenommen, bleibt zu entscheiden: {item}. {reason}",
            item=Kept(item.text), reason=lack_kept(hindrance),
        )
    journal.record(
        session, actor, "propose_again", item_subject_of(item), now, summary, item=item.id, again=again.id,
        organ=again.organ,
    )
    return again


def hand_over(session: Session, item: Item, organ: Organ, actor: Actor, now: datetime) -> Item:
    """Propose an item to the organ above, where too few members without bias are left (§ 39 GenG; R-ORG-04)."""
    lock(session, item)
    check_undecided([item.outcome])
    standing = queries.standing_of(session, item, local(now).date())
    if item.dropped_at is not None or standing.can_decide:
        raise Refusal("Das Organ kann selbst entscheiden; es wird nichts abgegeben.")
    if organ not in (standing.who_can_decide, Organ.GENERAL_ASSEMBLY):
        raise Refusal("An dieses Organ kann der Gegenstand nicht abgegeben werden.")
    return return_to_pending(session, item, actor, now, organ)


def mark_carried_out(session: Session, item: Item, now: datetime) -> bool:
    """Mark a decided item as carried out; says False where it was already, so that it happens once."""
    if item.outcome is Outcome.OPEN or item.carried_out_at is not None:
        return False
    item.carried_out_at = now
    session.flush()
    return True
