"""Carrying out what was decided: the one table from kind of item to the lower room's action (R-ADM-08, R-ADM-09)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.assessments import actions as assessments
from app.boardroom.actions.protocol import issue_protocol
from app.boardroom.queries import admitting, hindrance_of
from app.boardroom.rules import NOT_COUNTED, lacks_points
from app.core.formats import local
from app.core.values import Actor, German, Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Item, Resolution
from app.organs.rules import (
    ABOUT_APPLICATIONS,
    ABOUT_ASSESSMENTS,
    ABOUT_NOTICES,
    ABOUT_REMOVALS,
    ABOUT_SUBSCRIPTIONS,
    ABOUT_TRANSFERS,
    ItemKind,
    Outcome,
)
from app.removals import actions as removals
from app.removals import queries as exclusions
from app.shares import actions as shares
from app.statutes.actions import keep_shares_unsplit
from app.subscriptions import actions as subscriptions
from app.subscriptions import queries as declarations
from app.transfers import actions as transfers
from app.transfers import queries as agreements

Deed = Callable[[Session, int, str, Actor, datetime], None]
"""What a lower room does with its own reference and the number of the resolution."""


def _continue_by_consent(session: Session, reference: int, number: str, actor: Actor, now: datetime) -> None:
    """Undo a notice; a death noted beside it takes effect (§ 77 GenG)."""
    departures.continue_by_consent(session, reference, number, actor, now)
    removals.take_effect(session, notices.get_notice(session, reference).member, actor, now)


CARRY_OUT: Mapping[ItemKind, Deed] = {
    ItemKind.ADMISSION: admissions.admit,
    ItemKind.INVESTING_CONSENT: admissions.consent,
    ItemKind.EARLY_EXIT: departures.allow_early,
    ItemKind.CONTINUATION: _continue_by_consent,
    ItemKind.FURTHER_SHARES: subscriptions.admit,
    ItemKind.TRANSFER: transfers.admit,
    ItemKind.EXCLUSION: removals.exclude,
    ItemKind.ASSESSMENT: assessments.take_up,
}
"""Accepted: kind → action. Kinds without an entry need none: who wants to know asks `organs`."""

TURN_DOWN: Mapping[ItemKind, Deed] = {
    ItemKind.ADMISSION: admissions.turn_down,
    ItemKind.INVESTING_CONSENT: admissions.turn_down,
    ItemKind.EARLY_EXIT: departures.refuse_early,
    ItemKind.CONTINUATION: departures.keep_notice,
    ItemKind.FURTHER_SHARES: subscriptions.turn_down,
    ItemKind.TRANSFER: transfers.turn_down,
    ItemKind.EXCLUSION: removals.keep_member,
    ItemKind.ASSESSMENT: assessments.turn_down,
}
"""Rejected: kind → action; without the consent there is no admission of an investing member (R-INV-03)."""


def lock_matters(session: Session, *items: Item) -> None:
    """Lock what is decided about before the resolution, in order: whoever withdraws it locks it first, too.

    Members are locked by their own order, whatever is decided about them: two resolutions at the same moment wait.
    Where somebody may join beside them, no shares are split meanwhile; who joins alone asks for that on its own.
    """
    transferred = [agreements.get_transfer(session, each) for each in _references(items, ABOUT_TRANSFERS)]
    joining = {each.application_id for each in transferred if each.application_id}
    applied, concerned = {*_references(items, ABOUT_APPLICATIONS), *joining}, _members(session, items)
    if applied and concerned:
        keep_shares_unsplit(session)
    for reference in sorted(applied):
        applications.get_application(session, reference, lock=True)
    for member in sorted(concerned, key=lambda each: each.id):
        shares.lock(session, member)
    for kinds, lock in _LOCKS:
        for reference in _references(items, kinds):
            lock(session, reference)


_LOCKS: Sequence[tuple[Collection[ItemKind], Callable[[Session, int], object]]] = (
    (ABOUT_NOTICES, departures.lock_notice), (ABOUT_SUBSCRIPTIONS, subscriptions.lock_subscription),
    (ABOUT_TRANSFERS, transfers.lock_transfer), (ABOUT_REMOVALS, removals.lock_removal),
    (ABOUT_ASSESSMENTS, assessments.lock_round),
)
"""How each matter is locked, in the order in which all are."""


def _members(session: Session, items: Sequence[Item]) -> set[Member]:
    """The members whose notices, declarations, exclusions and transfers these items are about.

    Of an applicant who acquires, the member it was before: its ledgers are written to, too.
    """
    transferred = [agreements.get_transfer(session, each) for each in _references(items, ABOUT_TRANSFERS)]
    joining = [applications.find_known_member(session, each.application) for each in transferred if each.application]
    return {
        *(notices.get_notice(session, each).member for each in _references(items, ABOUT_NOTICES)),
        *(declarations.get_subscription(session, each).member for each in _references(items, ABOUT_SUBSCRIPTIONS)),
        *(exclusions.get_removal(session, each).member for each in _references(items, ABOUT_REMOVALS)),
        *(member for agreed in transferred for member in agreed.members),
        *(member for member in joining if member is not None),
    }


def note_biases(session: Session, items: Sequence[Item], now: datetime) -> None:
    """Look again, before anybody votes, whose own matter it is: offices and registers may have changed (R-ORG-04)."""
    for reference in _references(items, ABOUT_APPLICATIONS):
        admissions.note_biases(session, applications.get_application(session, reference), now)
    for reference in _references(items, ABOUT_NOTICES):
        departures.note_biases(session, notices.get_notice(session, reference), now)
    for reference in _references(items, ABOUT_SUBSCRIPTIONS):
        subscriptions.note_biases(session, declarations.get_subscription(session, reference), now)
    for reference in _references(items, ABOUT_REMOVALS):
        removals.note_biases(session, exclusions.get_removal(session, reference), now)
    for reference in _references(items, ABOUT_TRANSFERS):
        transfers.note_biases(session, agreements.get_transfer(session, reference), now)


def _references(items: Sequence[Item], kinds: Collection[ItemKind]) -> list[int]:
    return sorted({item.reference for item in items if item.kind in kinds and item.reference})


def check_matters_ready(session: Session, items: Sequence[Item], now: datetime, sentence: str = NOT_COUNTED) -> None:
    """Refuse what would admit an applicant now while its application lacks something (R-ADM-08, R-ADM-13).

    What was accepted before is carried out already and hinders nothing. The same holds for a decision recorded from
    elsewhere: the board is free to admit (§ 15 GenG), but what makes a declaration valid and known by whom cannot be
    made up for by its vote.
    """
    for item in items:
        hindrance = _hindrance_of(session, item, now)
        if hindrance is not None:
            raise lacks_points(sentence, hindrance, _named(session, item))


def _named(session: Session, item: Item) -> German:
    """The application or declaration that an item would carry out, as a sentence calls it."""
    if item.kind in ABOUT_SUBSCRIPTIONS and item.reference is not None:
        return German("Erklärung", declarations.get_subscription(session, item.reference).number)
    application = admitting(session, item)
    return German("Antrag", application.number or "" if application else "")


def _hindrance_of(session: Session, item: Item, now: datetime) -> Refusal | None:
    """What keeps an applicant from being admitted by what is decided now, by the day of the decision (R-ADM-13)."""
    if item.reference is None or item.outcome is not Outcome.ACCEPTED or item.carried_out_at is not None:
        return None
    kinds = next((each for each in (ABOUT_TRANSFERS, ABOUT_SUBSCRIPTIONS) if item.kind in each), ABOUT_APPLICATIONS)
    return hindrance_of(session, item, organ_queries.decision_day(session, kinds, item.reference, local(now).date()))


def close_and_conclude(
    session: Session, resolution: Resolution, actor: Actor, now: datetime
) -> list[organs.LeftOpen]:
    """Close the vote and carry out what is decided then; what cannot be carried out yet stays to be decided (R-ADM-13).

    So one item that lacks something keeps no other waiting. Gives what stays to be decided.
    """

    def carry_out(item: Item) -> None:
        hindrance = _hindrance_of(session, item, now)
        if hindrance is not None:
            raise hindrance
        carry_out_item(session, item, actor, now)

    left = organs.close(session, resolution, actor, now, carry_out)
    conclude(session, resolution, actor, now)
    return left


def conclude(session: Session, resolution: Resolution | None, actor: Actor, now: datetime) -> None:
    """Carry out every decided item of a resolution, each once, and with its end issue the protocol."""
    if resolution is None:
        return
    for item in organs.in_order(resolution.items):
        carry_out_item(session, item, actor, now)
    session.refresh(resolution)
    if resolution.closed_at is not None and resolution.protocol_document_id is None:
        issue_protocol(session, resolution, actor, now)


def carry_out_item(session: Session, item: Item, actor: Actor, now: datetime) -> None:
    """Carry out an item as it is decided, once; one that is still open is left alone."""
    if item.resolution is not None and organs.mark_carried_out(session, item, now):
        _carry_out(session, item, item.resolution.number, actor, now)


def _carry_out(session: Session, item: Item, number: str, actor: Actor, now: datetime) -> None:
    table = CARRY_OUT if item.outcome is Outcome.ACCEPTED else TURN_DOWN
    deed = table.get(item.kind)
    if deed is not None and item.reference is not None:
        deed(session, item.reference, number, actor, now)
