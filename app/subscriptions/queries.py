"""Reads of declarations on further shares: one, those of a member, the list, and by what one is judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.formats import count, euro, fold
from app.core.formats import day as written
from app.core.lists import Sortable, counts_of, part_of
from app.core.values import NotFound, Refusal, WrittenForm
from app.members import queries as members
from app.members.models import Member as Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.parties.models import Party
from app.parties.rules import Authority, acts_itself, article_of, authority_words, is_organisation
from app.shares import queries as shares
from app.shares.rules import become, left_to_assembly, schedule, schedule_words
from app.statutes import queries as statutes
from app.subscriptions.models import Subscription
from app.subscriptions.rules import (
    Circumstances,
    Consequences,
    Declared,
    SubscriptionKind,
    SubscriptionState,
    check_admissible,
    check_declared,
    check_goes_on,
    check_none_waits,
    check_still_covers,
    consequences_of,
    hindrance_in_portal,
    undertakings_of,
    wording_of,
)
from documents.declaration import Clause, Declarant, DeclarationFacts, Purpose, StatuteProvided
from documents.record import Row

EVER = date.max

VIEWS: Mapping[str, Sequence[SubscriptionState]] = {
    "open": (SubscriptionState.PROPOSED,),
    "admitted": (SubscriptionState.ADMITTED,),
    "ended": (SubscriptionState.REJECTED, SubscriptionState.WITHDRAWN, SubscriptionState.REVERSED),
}
"""The saved views of the list, by the states they show."""


def get_subscription(session: Session, subscription_id: int) -> Subscription:
    """A declaration that must be there."""
    found = session.get(Subscription, subscription_id)
    if found is None:
        raise NotFound
    return found


def subscriptions_of(session: Session, member_id: int) -> Sequence[Subscription]:
    """Every declaration of a member, the latest first."""
    found = select(Subscription).where(Subscription.member_id == member_id)
    return session.scalars(found.order_by(Subscription.id.desc())).unique().all()


def waiting_of(session: Session, member_id: int, without: Subscription | None = None) -> str:
    """The number of a member's declaration, or of another one than this, that lies before the board; else empty."""
    waiting = (each for each in subscriptions_of(session, member_id) if each.state is SubscriptionState.PROPOSED)
    return next((each.number for each in waiting if each is not without), "")


def find_item(session: Session, subscription: Subscription) -> Item | None:
    """The newest item of an organ about a declaration."""
    return organs.find_item(session, ItemKind.FURTHER_SHARES, subscription.id)


def circumstances_of(
    session: Session, member: Member, received_on: date, today: date, without: Subscription | None = None
) -> Circumstances:
    """What is known of a member when a declaration of a day is judged on another; Refusal without a statute.

    `without`: the declaration itself, where it lies before the board.
    """
    period, statute = members.get_period_on(session, member.id, today), statutes.statute_on(session, today)
    return Circumstances(
        today=today, statute=statute, then=statutes.statute_on(session, received_on),
        textform_permitted=organs.has_textform_permission_on(session, received_on), member_since=period.first_day,
        ends_on=period.last_day, waits=waiting_of(session, member.id, without),
        shares=shares.most_held_from(session, member.id, today),
        paid=shares.paid_on_most(session, member.id, today, statute.share_amount),
        owed=shares.owed_by(session, member, statute, today),
    )


def counted_on(session: Session, declared: Declared, day: date, told_at: datetime | None = None) -> Declared:
    """A declaration in the shares of a day: those it was told in may have been split since (§ 22b GenG; R-SHR-09)."""
    unit = shares.unit_of(session, declared.received_on, told_at)
    return replace(declared, shares=unit.on(declared.shares, day))


def declared_on(session: Session, subscription: Subscription, day: date) -> Declared:
    """A recorded declaration, in the shares of a day."""
    declared = Declared(
        subscription.kind, subscription.shares, subscription.received_on, subscription.written_form,
        subscription.declared_by, subscription.dated_on,
    )
    return counted_on(session, declared, day, subscription.recorded_at)


def become_of(session: Session, subscription: Subscription, day: date) -> str:
    """What the declared shares have become by a day, as text and minutes say it; empty where they were not split."""
    unit = shares.unit_of(session, subscription.received_on, subscription.recorded_at)
    numbers = [(subscription.shares, unit.shown(subscription.shares, day))]
    return become(numbers, statutes.statute_on(session, day).share_amount)


def words_of(member: Member, declared: Declared, counted: Declared, known: Circumstances) -> tuple[str, ...]:
    """Write a declaration out in the shares of the day on which it came in."""
    held_then = known.shares * declared.shares // counted.shares
    return wording_of(member.party.kind, known.then, declared.shares, held_then + declared.shares)


def check_may_declare(session: Session, member: Member, today: date) -> None:
    """Refuse at once a declaration that nothing typed in could make admissible (§ 15b GenG)."""
    known = circumstances_of(session, member, today, today)
    check_goes_on(known.ends_on)
    check_none_waits(known.waits)


def shown_of(session: Session, member: Member) -> dict[str, object]:
    """What the page of a declaration shows of a member; whoever enters one later is told where it has changed."""
    held = shares.holding_of(session, member.id, EVER)
    return {
        "held": held.shares, "paid": euro(held.paid_in), "owed": _owed_words(session, member),
        "declarations": [each.number for each in subscriptions_of(session, member.id)],
    }


def _owed_words(session: Session, member: Member) -> str:
    """What the newest entries say that the member owes, so that whoever sends an older page is told."""
    return ", ".join(f"{count(each.quantity)} {each.measure}" for each in shares.stated_of(session, member.id)[-1:])


@dataclass(frozen=True)
class Preview:
    """What a declaration would bring about if the board admitted it today; `objection` where it may not.

    `lacks_others` is who declared alone and acts only together with others; empty where that is not so.
    """

    declared: Declared
    known: Circumstances
    meant: Consequences | None
    wording: Sequence[str]
    objection: Refusal | None = None
    lacks_others: str = ""


def preview(session: Session, member: Member, declared: Declared, today: date) -> Preview:
    """Judge a declaration without entering it; raises Refusal where there is no statute to judge it by."""
    known = circumstances_of(session, member, declared.received_on, today)
    counted = counted_on(session, declared, today)
    words = words_of(member, declared, counted, known)
    try:
        check_declared(counted, known)
    except Refusal as objection:
        return Preview(declared, known, None, words, objection)
    alone = _declared_alone(session, member, declared)
    return Preview(declared, known, consequences_of(counted.shares, known, today), words, lacks_others=alone)


def _declared_alone(session: Session, member: Member, declared: Declared) -> str:
    """The one who declared by name and acts only jointly; empty where nobody, or another besides, is named so."""
    acting = parties.representations_on(session, member.party_id, declared.received_on)
    said = fold(declared.declared_by)
    named = {each.person_id: each.person for each in acting if fold(each.person.display_name) in said}
    if len(named) != 1:
        return ""
    (person,) = named.values()
    authority = parties.authority_of(session, member.party_id, person.id, declared.received_on)
    return person.display_name if authority is Authority.JOINT else ""


def meant_by(session: Session, subscription: Subscription, today: date) -> Consequences | None:
    """What a declaration means in shares and money, on the day of its admission or, while it waits, today.

    None where it is over, and where its shares were those of a splitting that is corrected, and are no whole ones.
    """
    if subscription.state not in (SubscriptionState.PROPOSED, SubscriptionState.ADMITTED):
        return None
    day = subscription.admitted_on or today
    known = circumstances_of(session, subscription.member, day, day, subscription)
    if subscription.admitted_on is not None:
        known = replace(known, shares=_held_before(session, subscription, day))
    unit = shares.unit_of(session, subscription.received_on, subscription.recorded_at)
    counted = unit.find_on(subscription.shares, day)
    return None if counted is None else consequences_of(counted, known, day)


def stands_against(session: Session, subscription: Subscription, today: date) -> Refusal | None:
    """What has changed since a waiting declaration so that it may not be admitted any more, however the board votes."""
    if subscription.state is not SubscriptionState.PROPOSED:
        return None
    known = circumstances_of(session, subscription.member, today, today, subscription)
    try:
        check_admissible(declared_on(session, subscription, today), known)
    except Refusal as hindrance:
        return hindrance
    return None


def lacks_clause(session: Session, subscription: Subscription, day: date) -> Refusal | None:
    """Why a waiting declaration cannot be admitted on a day: it lacks a clause of the statute of that (§ 15a GenG).

    The board cannot make up for it; the declaration is to be made anew (R-SHR-04, R-ADM-05).
    """
    if subscription.state is not SubscriptionState.PROPOSED:
        return None
    then = statutes.statute_of(statutes.get_version(session, subscription.statute_version_id))
    try:
        check_still_covers(then, statutes.statute_on(session, day))
    except Refusal as hindrance:
        return hindrance
    return None


def _held_before(session: Session, subscription: Subscription, day: date) -> int:
    """What the member held on the day of admission without these shares; what is cancelled for later is still held."""
    since_then = shares.acts_since(session, subscription.member_id, subscription.share_entry_id or 0)
    changes = shares.share_changes(session, subscription.member_id, since_then)
    return sum(change for since, change in changes if since <= day)


@dataclass(frozen=True)
class Steps:
    """What may be done about a declaration today."""

    may_withdraw: bool
    may_reverse: bool
    may_write_letter: bool


def steps_open(subscription: Subscription) -> Steps:
    """What may be done about a declaration (§ 15b GenG; R-REG-05)."""
    told = subscription.state in (SubscriptionState.ADMITTED, SubscriptionState.REJECTED)
    return Steps(
        may_withdraw=subscription.state is SubscriptionState.PROPOSED,
        may_reverse=subscription.state is SubscriptionState.ADMITTED,
        may_write_letter=told and subscription.letter_id is None,
    )


def hindrance_of(session: Session, member: Member, party_id: int | None, today: date) -> Refusal | None:
    """What keeps somebody who acts for a member from taking shares in the portal today, in Textform."""
    known = circumstances_of(session, member, today, today)
    authority = authority_of(session, member, party_id, today)
    return hindrance_in_portal(known, authority, party_id == member.party_id)


def authority_of(session: Session, member: Member, party_id: int | None, today: date) -> Authority | None:
    """By what right somebody acts for a member today; None for the member itself."""
    return parties.authority_of(session, member.party_id, party_id, today)


def acts_alone(session: Session, member: Member, party_id: int | None, today: date) -> bool:
    """Say whether somebody may act for a member without others; the member itself does."""
    return authority_of(session, member, party_id, today) is not Authority.JOINT


def form_to_sign(session: Session, member: Member, shares_wanted: int, today: date) -> DeclarationFacts:
    """The declaration as a sheet to be signed by hand (§ 15b GenG); Refusal where it could not be admitted."""
    party, known = member.party, circumstances_of(session, member, today, today)
    kind, name = SubscriptionKind.FURTHER, shares.printed_name(session, member.party_id, today)
    check_declared(Declared(kind, shares_wanted, today, WrittenForm.SCHRIFTFORM, name), known)
    version, where = statutes.get_version_on(session, today), parties.address_on(session, party.id, today)
    rates, dated = schedule(known.statute, shares_wanted, joins=False), f"vom {written(version.resolved_on)}"
    return DeclarationFacts(
        number=f"Nr. {member.number:04d}", cooperative=organs.letterhead_on(session, today).cooperative,
        purpose=Purpose.FURTHER_SHARES, applicant=f"{article_of(name, party.kind)[0].lower()} {name}".strip(),
        particulars=(
            Row("Mitglied", f"{name}, Nr. {member.number:04d}"), Row("Anschrift", str(where.value()) if where else "–"),
        ),
        declarants=_who_signs(session, member, name, today), shares=shares_wanted, nominal=known.statute.share_amount,
        clauses=tuple(
            Clause(each.heading, each.text, dated, each.stands_out, accepted=False)
            for each in undertakings_of(party.kind, known.statute, known.shares + shares_wanted)
        ),
        statute=StatuteProvided(version.title, "", None, version.document_sha256 or ""), privacy_version="",
        form=WrittenForm.SCHRIFTFORM, printed_on=today,
        schedule=schedule_words(rates, left_to_assembly(known.statute, shares_wanted)),
    )


def _who_signs(session: Session, member: Member, name: str, today: date) -> tuple[Declarant, ...]:
    """Everybody who acts for the member; the member itself where nobody does in its place (§ 1823 BGB; R-VOTE-09)."""
    acting = parties.representations_on(session, member.party_id, today)
    is_person = not is_organisation(member.party.kind)
    itself = not acting or (is_person and acts_itself([each.authority for each in acting]))
    words = authority_words(member.party.kind)
    return (*((Declarant(name),) if itself else ()), *(
        Declarant(organs.full_name_on(session, each.person_id, today), each.function, words[each.authority])
        for each in acting
    ))


# --- lists -----------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, Callable[[], Sortable]] = {
    "received": lambda: Subscription.received_on, "number": lambda: Subscription.id, "name": lambda: Party.sort_name,
    "shares": lambda: Subscription.shares,
}
"""By what the list can be sorted."""


def list_subscriptions(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Subscription], int]:
    """Declarations of a view whose number or member has all of the words, with how many there are."""
    found = parties.narrowed(select(Subscription).join(Member).join(Party), Subscription.number, words)
    if view in VIEWS:
        found = found.where(Subscription.state.in_(VIEWS[view]))
    return part_of(session, found, SORTS[sort](), Subscription.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many declarations each view shows."""
    return counts_of(session, Subscription.state, VIEWS)


def without_letter() -> Select[Subscription]:
    """Decided declarations of which the member was not told by letter yet, oldest first (§ 15b (3) GenG; R-DOC-05).

    Of one undone as an error: whose letter is out, and was not corrected.
    """
    told = (SubscriptionState.ADMITTED, SubscriptionState.REJECTED)
    lacking = Subscription.letter_id.is_(None) & Subscription.state.in_(told)
    undone = archive.is_uncorrected(Subscription.letter_id) & (Subscription.state == SubscriptionState.REVERSED)
    return select(Subscription).where(or_(lacking, undone)).order_by(Subscription.id)


def lacks_correction(session: Session, subscription: Subscription) -> bool:
    """Say whether the member holds a letter about shares undone as an error, and was not told so (R-REG-05)."""
    is_undone = subscription.state is SubscriptionState.REVERSED
    return is_undone and archive.lacks_correction(session, subscription.letter_id)


def without_trace(session: Session) -> list[Subscription]:
    """Declarations whose standing and share ledger differ: admitted and undone there, or undone and not there."""
    booked = select(Subscription).where(Subscription.share_entry_id.is_not(None)).order_by(Subscription.id)
    return [each for each in session.scalars(booked).unique() if not _agrees(session, each)]


def _agrees(session: Session, subscription: Subscription) -> bool:
    undone = {entry.reverses_id for entry in shares.share_entries_of(session, subscription.member_id)}
    return (subscription.share_entry_id in undone) == (subscription.state is SubscriptionState.REVERSED)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a declaration on paper consists of these bytes."""
    kept = select(Subscription.id).where(Subscription.paper_sha256 == sha256, Subscription.erased_at.is_(None))
    return session.scalar(kept.limit(1)) is not None


def on_paper_before(session: Session, day: date) -> Sequence[Subscription]:
    """Declarations on paper that came in before a day and are not erased, oldest first."""
    old = select(Subscription).where(
        Subscription.received_on < day, Subscription.paper_sha256.is_not(None), Subscription.erased_at.is_(None)
    )
    return session.scalars(old.order_by(Subscription.id)).unique().all()
