"""Propose a change, and decide about it: one person enters, another confirms (Vier-Augen-Prinzip)."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.changes import queries, rules
from app.changes.models import ChangeDecision, ProposedChange
from app.changes.rules import MATTER_WORDS, ChangeOutcome, Matter
from app.core import files, journal, outbox
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, PostalAddress, Refusal, check_phone, check_reason
from app.members.models import Member
from app.organs import queries as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties import rules as party_rules
from app.parties.models import Party
from documents import mails


def propose_bank_account(
    session: Session, member: Member, iban: str, valid_from: date, proof: CheckedFile | None, is_by_member: bool,
    actor: Actor, now: datetime, payee: Party | None = None,
) -> ProposedChange:
    """Enter an account that counts once another person has confirmed it; a wrong IBAN is refused (R-SEPA-01).

    The cooperative's own is nobody else's. Whose it is is told at once, at the addresses known before: who was not
    asked can object. `payee` is paid in the member's stead.
    """
    content = queries.judge_account(session, iban, local(now).date())
    rules.check_document(proof.content if proof else None, is_by_member)
    return _propose_account(session, member, content, valid_from, proof, is_by_member, actor, now, payee)


def _propose_account(
    session: Session, member: Member, content: Mapping[str, str], valid_from: date, proof: CheckedFile | None,
    is_by_member: bool, actor: Actor, now: datetime, payee: Party | None,
) -> ProposedChange:
    change = _propose(
        session, member, Matter.BANK_ACCOUNT, content, valid_from, proof, is_by_member, actor, now, payee
    )
    facts = mails.ChangeProposed(
        organs.letterhead_on(session, local(now).date()), MATTER_WORDS[change.matter], change.concerned.display_name,
        queries.words_of(change.matter, content), valid_from,
    )
    _tell(session, member, change.told_to, facts, now)
    return change


def propose_address(
    session: Session, member: Member, address: PostalAddress, valid_from: date, actor: Actor, now: datetime
) -> ProposedChange:
    """Let a member propose its new address, for the office to confirm (R-REG-02, R-REG-05)."""
    present = party_queries.last_recorded_address(session, member.party_id)
    party_rules.check_listed_country(address.country, present.country if present else "")
    party_rules.check_address(address)
    return _propose(session, member, Matter.ADDRESS, asdict(address), valid_from, None, True, actor, now)


def propose_contact(
    session: Session, member: Member, email: str, phone: str, actor: Actor, now: datetime
) -> ProposedChange:
    """Let a member propose how it is reached; a telephone number that nobody can dial is refused (R-REG-02)."""
    content, today = {"email": email.strip(), "phone": phone.strip()}, local(now).date()
    if content["phone"] not in ("", member.party.phone):
        check_phone(content["phone"])
    return _propose(session, member, Matter.CONTACT, content, today, None, True, actor, now)


def _propose(
    session: Session, member: Member, matter: Matter, content: Mapping[str, Any], valid_from: date,
    proof: CheckedFile | None, is_by_member: bool, actor: Actor, now: datetime, payee: Party | None = None,
) -> ProposedChange:
    one_at_a_time(session, f"changes of member {member.id}")
    today, entered_by = local(now).date(), rules.acting(actor.user_id)
    party, party_id = payee or member.party, payee.id if payee else None
    queries.judge(session, member, matter, content, valid_from, today, payee)
    change = ProposedChange(
        member_id=member.id, party_id=party_id, matter=matter, content=dict(content), valid_from=valid_from,
        entered_by=entered_by,
        entered_by_name=actor.name, entered_at=now, is_by_member=is_by_member,
        proof_sha256=files.keep(session, proof.content) if proof else None,
        told_to=queries.addresses_known(session, party, today),
    )
    session.add(change)
    session.flush()
    summary = Told(
        "{matter} ab {day} vorgeschlagen: {content}", matter=MATTER_WORDS[matter], day=written(valid_from),
        content=queries.masked_words_of(matter, content),
    )
    _note(session, change, "propose_change", summary, actor, now)
    return change


def confirm(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> ProposedChange:
    """Confirm what another person entered, and let it count; the member is told at the addresses known before."""
    rules.check_second_person(change.entered_by, rules.acting(actor.user_id))
    queries.check_may_count(session, change)
    _decide(session, change, ChangeOutcome.CONFIRMED, "", actor, now)
    _CARRY_OUT[change.matter](session, change, actor, now)
    return change


def reject(
    session: Session, change: ProposedChange, reason: str, actor: Actor, now: datetime
) -> ProposedChange:
    """Reject what another person entered, with the reason; what held goes on to hold."""
    rules.check_second_person(change.entered_by, rules.acting(actor.user_id))
    _decide(session, change, ChangeOutcome.REJECTED, check_reason(reason), actor, now)
    return change


def withdraw(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> ProposedChange:
    """Take back what one entered oneself, before anybody has decided about it."""
    rules.check_own(change.entered_by, rules.acting(actor.user_id))
    _decide(session, change, ChangeOutcome.WITHDRAWN, "", actor, now)
    return change


def take_back(session: Session, change: ProposedChange, reason: str, actor: Actor, now: datetime) -> ProposedChange:
    """Take back what has lost its ground, before anybody has decided about it, whoever entered it."""
    if change.entered_by == rules.acting(actor.user_id):
        return withdraw(session, change, actor, now)
    return reject(session, change, reason, actor, now)


IsMistaken = Callable[[str, datetime], object]
"""Says of an account, and of when it was recorded, whether it is known since to have been named by mistake."""


def take_back_account(
    session: Session, change: ProposedChange, reason: str, is_mistaken: IsMistaken, actor: Actor, now: datetime
) -> None:
    """Let an account that was confirmed and has lost its ground count no more, unless a later one does (R-REG-05).

    Nothing is paid to it from then on, and the member is told so. What counted before is proposed anew, for a second
    person to confirm, where nothing else waits or is to count.
    """
    one_at_a_time(session, f"changes of member {change.member_id}")
    today = local(now).date()
    account = queries.account_in_force(session, change, today)
    if account is None:
        return
    parties.take_back_bank_account(session, account, reason, actor, now)
    _tell_outcome(session, change, UNDONE, today, reason, now)
    propose_former(session, change, is_mistaken, actor, now)


def propose_former(
    session: Session, change: ProposedChange, is_mistaken: IsMistaken, actor: Actor, now: datetime
) -> None:
    """Put the account that counted before one that lost its ground before a second person anew, the last that was none.

    None where something else waits or is to count.
    """
    former = (iban for iban, moment in queries.former_accounts(session, change) if not is_mistaken(iban, moment))
    if iban := next(former, ""):
        _propose_former(session, change, iban, actor, now)


def propose_again(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> None:
    """Put an account that gave way to another before a second person anew, where nothing else waits or is to count."""
    _propose_former(session, change, change.content["iban"], actor, now)


def _propose_former(session: Session, change: ProposedChange, iban: str, actor: Actor, now: datetime) -> None:
    today = local(now).date()
    with suppress(Refusal):
        content = queries.judge_account(session, iban, today)
        _propose_account(session, change.member, content, today, None, False, actor, now, change.party)


def _decide(
    session: Session, change: ProposedChange, outcome: ChangeOutcome, reason: str, actor: Actor, now: datetime
) -> None:
    one_at_a_time(session, f"changes of member {change.member_id}")
    rules.check_undecided(change.outcome)
    change.decision = ChangeDecision(
        change_id=change.id, entered_by=change.entered_by, decided_by=rules.acting(actor.user_id),
        decided_by_name=actor.name, decided_at=now, outcome=outcome, reason=reason,
    )
    session.flush()
    _note(session, change, f"{_VERBS[outcome]}_change", _told(change, outcome, reason), actor, now)
    _tell_outcome(session, change, outcome.value, _counting_from(change, now), reason, now)


UNDONE = "undone"
"""How mails call it that a change counts no more."""


def _tell_outcome(
    session: Session, change: ProposedChange, outcome: str, day: date, reason: str, now: datetime
) -> None:
    facts = mails.ChangeDecided(
        organs.letterhead_on(session, local(now).date()), MATTER_WORDS[change.matter],
        change.concerned.display_name, queries.words_of(change.matter, change.content), outcome, day, reason,
    )
    _tell(session, change.member, change.told_to, facts, now)


_VERBS = {ChangeOutcome.CONFIRMED: "confirm", ChangeOutcome.REJECTED: "reject", ChangeOutcome.WITHDRAWN: "withdraw"}


def _told(change: ProposedChange, outcome: ChangeOutcome, reason: str) -> Told:
    matter, content = MATTER_WORDS[change.matter], queries.masked_words_of(change.matter, change.content)
    if outcome is ChangeOutcome.WITHDRAWN:
        return Told("{matter} zurückgezogen: {content}", matter=matter, content=content)
    name = change.entered_by_name
    if outcome is ChangeOutcome.CONFIRMED:
        return Told("{matter} bestätigt, eingetragen von {name}: {content}", matter=matter, name=name, content=content)
    return Told(
        "{matter} abgelehnt, eingetragen von {name}: {content}. Grund: {reason}",
        matter=matter, name=name, content=content, reason=reason,
    )


def _counting_from(change: ProposedChange, now: datetime) -> date:
    if change.matter is Matter.BANK_ACCOUNT:
        return rules.counts_from(change.valid_from, local(now).date())
    return change.valid_from


def _enter_bank_account(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> None:
    parties.add_bank_account(
        session, change.concerned.id, change.content["iban"], _counting_from(change, now), actor, now
    )


def _enter_address(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> None:
    address = rules.address_of(change.content)
    parties.change_address(session, change.member.party, address, change.valid_from, actor, now)


def _enter_contact(session: Session, change: ProposedChange, actor: Actor, now: datetime) -> None:
    party = change.member.party
    email, phone = change.content["email"], change.content["phone"]
    parties.change_contact(session, party, email, phone, party.region, actor, now)


_CARRY_OUT: Mapping[Matter, Callable[[Session, ProposedChange, Actor, datetime], None]] = {
    Matter.BANK_ACCOUNT: _enter_bank_account, Matter.ADDRESS: _enter_address, Matter.CONTACT: _enter_contact,
}


def tell_of_new_contact(session: Session, member: Member, told_to: Sequence[str], now: datetime) -> None:
    """Tell a member at the former addresses that the office entered another one."""
    content = {"email": member.party.email, "phone": member.party.phone}
    today = local(now).date()
    facts = mails.ChangeDecided(
        organs.letterhead_on(session, today), MATTER_WORDS[Matter.CONTACT], member.party.display_name,
        queries.words_of(Matter.CONTACT, content), ChangeOutcome.CONFIRMED.value, today, "",
    )
    _tell(session, member, told_to, facts, now)


def _tell(
    session: Session, member: Member, told_to: Sequence[str], facts: mails.MailFacts, now: datetime
) -> None:
    mail = mails.compose(facts)
    for address in told_to:
        outbox.put(
            session, kind=mail.kind, to=address, subject=mail.subject, text=mail.text, html=mail.html,
            subject_ref=f"member:{member.id}", now=now,
        )


def _note(session: Session, change: ProposedChange, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    subject = parties.subject_of(change.member.party_id)
    journal.record(session, actor, act, subject, now, summary, change=change.id)
