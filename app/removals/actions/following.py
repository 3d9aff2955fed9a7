"""Who follows the member: heirs, their joint representative, a universal successor (§§ 77, 77a GenG)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core.formats import local
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal, check_iban, check_reason
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party
from app.parties.rules import Authority, PartyFacts, check_address
from app.removals import queries
from app.removals.actions.letters import tell_anew
from app.removals.actions.recording import lock_removal, note_step
from app.removals.models import Follower, Removal
from app.removals.rules import (
    ROLE_WORDS,
    AboutAccount,
    FollowerRole,
    RemovalKind,
    RemovalState,
    StepKind,
    check_follows_another,
    check_in_state,
    check_somebody_new,
)

REPRESENTS = "Gemeinsame Vertretung der Erben"


def name_follower(
    session: Session, removal: Removal, who: int | PartyFacts, role: FollowerRole, proof: CheckedFile, actor: Actor,
    now: datetime, iban: str = "", is_another: bool = False,
) -> Removal:
    """Note who follows, with the proof; the joint representative alone acts and gets letters (§ 77 (1) sentence 3).

    `who`: the party that is meant, or its words where it is new. Two of the same name at the same address are two where
    the office says so (`is_another`); else it meant the one that is named (§ 77 (3) GenG).
    `iban` counts once another person has confirmed it (R-SEPA-01); of who stands there already it is all that is noted.
    """
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.ENTERED, RemovalState.UNDECIDED)
    if iban and isinstance(who, int) and _stands(removal, who, role):
        _propose_account(session, removal, party_queries.get_party(session, who), iban, proof, actor, now)
        return removal
    _check_role(removal, role)
    party_id = who if isinstance(who, int) else _somebody_new(session, removal, who, is_another, actor, now)
    add_follower(session, removal, party_id, role, actor, now)
    party = party_queries.get_party(session, party_id)
    if iban and not _has_account(session, party, iban, today):
        _propose_account(session, removal, party, iban, proof, actor, now)
    step = note_step(
        session, removal, StepKind.FOLLOWED, today, actor, now, reference=German(ROLE_WORDS[role]),
        note=party.display_name, file=proof,
    )
    if role is FollowerRole.REPRESENTATIVE:
        _let_act(session, removal, party_id, today, step.paper_sha256, actor, now)
    tell_anew(session, removal, German("Durch einen neuen Brief ersetzt"), actor, now)
    return removal


def _somebody_new(
    session: Session, removal: Removal, who: PartyFacts, is_another: bool, actor: Actor, now: datetime
) -> int:
    check_address(who.address)
    like = queries.find_named_alike(session, removal, who.profile())
    check_somebody_new(like.display_name if like else "", is_another)
    return parties.add_party(session, who, removal.event_on or local(now).date(), actor, now).id


def _stands(removal: Removal, party_id: int, role: FollowerRole) -> bool:
    return any((each.party_id, each.role) == (party_id, role) for each in queries.followers_of(removal))


def _has_account(session: Session, party: Party, iban: str, today: date) -> bool:
    known = party_queries.bank_account_on(session, party.id, today)
    try:
        return known is not None and known.iban == check_iban(iban)
    except Refusal as refusal:
        raise AboutAccount(refusal.message, **refusal.values) from None


def _propose_account(
    session: Session, removal: Removal, party: Party, iban: str, proof: CheckedFile, actor: Actor, now: datetime
) -> None:
    try:
        changes.propose_bank_account(
            session, removal.member, iban, local(now).date(), proof, False, actor, now, party
        )
    except Refusal as refusal:
        raise AboutAccount(refusal.message, **refusal.values) from None


def _check_role(removal: Removal, role: FollowerRole) -> None:
    allowed = {
        RemovalKind.DEATH: (FollowerRole.HEIR, FollowerRole.REPRESENTATIVE),
        RemovalKind.SUCCESSION: (FollowerRole.SUCCESSOR,),
    }.get(removal.kind, ())
    if role not in allowed:
        raise Refusal("So jemand folgt hier nicht nach.")
    if role is not FollowerRole.HEIR and any(each.role is role for each in queries.followers_of(removal)):
        raise Refusal("Das ist schon eingetragen. Nehmen Sie den bisherigen Eintrag zuerst zurück.")


def add_follower(
    session: Session, removal: Removal, party_id: int, role: FollowerRole, actor: Actor, now: datetime
) -> Follower:
    """Enter a party as one who follows; nobody follows itself, and nobody twice."""
    check_follows_another(party_id, removal.member.party_id)
    if _stands(removal, party_id, role):
        raise Refusal("Das ist schon eingetragen.")
    row = Follower(
        removal_id=removal.id, party_id=party_id, role=role, recorded_at=now, recorded_by=actor.name
    )
    session.add(row)
    session.flush()
    session.refresh(removal)
    return row


def _let_act(
    session: Session, removal: Removal, person_id: int, day: date, proof: str | None, actor: Actor, now: datetime
) -> None:
    """Let one person act for all heirs; an agent, not an organ: no office follows from it (§ 9 (2) GenG)."""
    parties.add_representation(
        session, removal.member.party_id, person_id, Authority.POWER_OF_ATTORNEY, REPRESENTS, day, actor, now, proof,
        of_estate=True,
    )


def take_back_follower(
    session: Session, removal: Removal, follower_id: int, reason: str, actor: Actor, now: datetime
) -> Removal:
    """Take back an heir, representative or successor entered by mistake, or replaced, by a row that points at it."""
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.ENTERED, RemovalState.UNDECIDED)
    former = queries.get_follower(removal, follower_id)
    why = check_reason(reason)
    session.add(Follower(
        removal_id=removal.id, party_id=former.party_id, role=former.role, withdraws_id=former.id, recorded_at=now,
        recorded_by=actor.name,
    ))
    session.flush()
    session.refresh(removal)
    if former.role is FollowerRole.REPRESENTATIVE:
        for held in party_queries.representations_on(session, removal.member.party_id, today):
            if held.person_id == former.party_id:
                parties.end_representation(session, held, max(today, held.first_day), actor, now)
    note_step(
        session, removal, StepKind.FOLLOWED, today, actor, now, reference=German("Zurückgenommen"),
        note=f"{former.party.display_name}: {why}",
    )
    tell_anew(session, removal, German("Durch einen neuen Brief ersetzt"), actor, now)
    return removal
