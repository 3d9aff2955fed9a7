"""Reads of proposed changes: what waits, for whom, and what was there before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from app.changes import rules
from app.changes.models import ChangeDecision, ProposedChange
from app.changes.rules import ChangeOutcome, Matter, address_of
from app.core.formats import beginning_of, masked_email, masked_iban, masked_phone
from app.core.formats import day as written
from app.core.values import NotFound, check_iban
from app.members.models import Member
from app.organs import queries as organs
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress, PartyBankAccount, PartyName
from app.statutes import queries as statutes
from app.statutes.rules import check_told_in_open_year

WAITS = ~exists().where(ChangeDecision.change_id == ProposedChange.id)
"""The condition that nothing was decided about a change."""


def get_change(session: Session, change_id: int) -> ProposedChange:
    """A proposed change; raises NotFound."""
    found = session.get(ProposedChange, change_id)
    if found is None:
        raise NotFound
    return found


def waiting(session: Session, limit: int | None = None) -> Sequence[ProposedChange]:
    """Every change that waits, oldest first."""
    found = select(ProposedChange).where(WAITS).order_by(ProposedChange.id)
    return session.scalars(found.limit(limit)).all()


def count_waiting_for(user_id: int | None) -> Select[int]:
    """How many changes wait for somebody who did not enter them, as a query."""
    return select(func.count()).select_from(ProposedChange).where(WAITS, _entered_by_another(user_id))


def waiting_for(session: Session, user_id: int | None, limit: int) -> Sequence[ProposedChange]:
    """The changes that wait for somebody who did not enter them, oldest first."""
    found = select(ProposedChange).where(WAITS, _entered_by_another(user_id)).order_by(ProposedChange.id)
    return session.scalars(found.limit(limit)).all()


def _entered_by_another(user_id: int | None) -> ColumnElement[bool]:
    return ProposedChange.entered_by != (user_id or 0)


def changes_of(
    session: Session, member_id: int, matter: Matter | None = None, party_id: int | None = None
) -> Sequence[ProposedChange]:
    """Every change proposed for a member itself, or for a party that is paid in its stead; newest first."""
    about = (ProposedChange.member_id == member_id, ProposedChange.party_id.is_not_distinct_from(party_id))
    found = select(ProposedChange).where(*about).order_by(ProposedChange.id.desc())
    if matter is not None:
        found = found.where(ProposedChange.matter == matter)
    return session.scalars(found).all()


def waiting_of(session: Session, member_id: int, party_id: int | None = None) -> Sequence[ProposedChange]:
    """What waits for a member, or for a party that is paid in its stead; newest first."""
    return [change for change in changes_of(session, member_id, None, party_id) if change.outcome is None]


def decided(session: Session, limit: int) -> Sequence[ProposedChange]:
    """What was decided last, newest first."""
    found = select(ProposedChange).join(ChangeDecision, ChangeDecision.change_id == ProposedChange.id)
    newest_first = (ChangeDecision.decided_at.desc(), ProposedChange.id.desc())
    return session.scalars(found.order_by(*newest_first).limit(limit)).all()


def last_words(session: Session, member: Member, matter: Matter) -> str:
    """What was proposed last for a member, and from when on it is to hold; empty where nothing ever was."""
    found = changes_of(session, member.id, matter)
    return f"{words_of(matter, found[0].content)} ({written(found[0].valid_from)})" if found else ""


def held(session: Session, party: Party, matter: Matter, day: date) -> tuple[Mapping[str, Any], date | None]:
    """What holds of a matter on a day, and from which day the newest entry counts; empty where there is none."""
    if matter is Matter.CONTACT:
        return {"email": party.email, "phone": party.phone}, None
    if matter is Matter.ADDRESS:
        address = parties.address_on(session, party.id, day)
        places = parties.addresses_of(session, party.id)
        return asdict(address.value()) if address else {}, places[0].valid_from if places else None
    account = parties.bank_account_on(session, party.id, day)
    accounts = parties.bank_accounts_of(session, party.id)
    return {"iban": account.iban} if account else {}, accounts[0].valid_from if accounts else None


def judge(
    session: Session, member: Member, matter: Matter, content: Mapping[str, Any], valid_from: date, today: date,
    payee: Party | None = None,
) -> Mapping[str, Any]:
    """What a change would replace from its day on; Refusal where it cannot be proposed (R-REG-05).

    One of the same waits, the day lies before the last one, far off or for the register in a closed year, or nothing
    changes.
    """
    waits = any(each.matter is matter for each in waiting_of(session, member.id, payee.id if payee else None))
    rules.check_none_waits(matter, waits)
    found, last = held(session, payee or member.party, matter, valid_from)
    rules.check_day(valid_from, last, today)
    if matter is Matter.ADDRESS:
        check_told_in_open_year(valid_from, statutes.closed_through(session))
    rules.check_is_new(content, found)
    return found


def check_may_count(session: Session, change: ProposedChange) -> None:
    """Refuse to confirm an address of a day whose fiscal year was closed while it waited (R-REG-05).

    An account counts from its confirmation at the earliest.
    """
    if change.matter is Matter.ADDRESS:
        rules.check_still_open(change.valid_from, statutes.closed_through(session))


def judge_account(session: Session, iban: str, today: date) -> Mapping[str, str]:
    """An account as a change proposes it; a wrong IBAN and the cooperative's own are refused (R-SEPA-01)."""
    content = {"iban": check_iban(iban)}
    rules.check_not_ours(content["iban"], organs.letterhead_on(session, today).iban)
    return content


def former_of(session: Session, change: ProposedChange, today: date) -> Mapping[str, Any]:
    """What a change would replace today, or, once confirmed, did replace; of a contact that is not kept."""
    if change.decision is None or change.outcome is not ChangeOutcome.CONFIRMED:
        return held(session, change.concerned, change.matter, today)[0]
    known, decided_at = _kept_of(session, change), change.decision.decided_at
    return next((content for begins, recorded_at, content in known
                 if begins <= change.valid_from and recorded_at < decided_at), {})


def former_accounts(session: Session, change: ProposedChange) -> list[tuple[str, datetime]]:
    """The accounts that counted before one that was decided about, the latest first, each with when it was recorded."""
    if change.decision is None:
        return []
    decided_at, known = change.decision.decided_at, _kept_of(session, change)
    return [
        (content["iban"], recorded_at) for begins, recorded_at, content in known
        if content and begins <= change.valid_from and recorded_at < decided_at
    ]


def _kept_of(session: Session, change: ProposedChange) -> list[tuple[date, datetime, Mapping[str, Any]]]:
    """Every entry of what a change concerns, newest first: from which day on, when recorded, what."""
    party_id = change.concerned.id
    if change.matter is Matter.ADDRESS:
        places = parties.addresses_of(session, party_id)
        return [(place.valid_from, place.recorded_at, asdict(place.value())) for place in places]
    if change.matter is Matter.BANK_ACCOUNT:
        accounts = parties.bank_accounts_of(session, party_id)
        return [(each.valid_from, each.recorded_at, {"iban": each.iban} if each.iban else {}) for each in accounts]
    return []


def account_in_force(session: Session, change: ProposedChange, today: date) -> PartyBankAccount | None:
    """The account that a confirmed change entered, as long as nothing that came later counts in its place.

    None also where it entered none, as that account counted already.
    """
    held_now = parties.bank_account_on(session, change.concerned.id, today)
    if held_now is None or change.decision is None or change.outcome is not ChangeOutcome.CONFIRMED:
        return None
    return held_now if held_now.recorded_at == change.decision.decided_at else None


def words_of(matter: Matter, content: Mapping[str, Any]) -> str:
    """What a change proposes, in one line that anybody may read: of an IBAN country and end only."""
    if matter is Matter.BANK_ACCOUNT:
        return f"IBAN {masked_iban(content['iban'])}" if content else ""
    if matter is Matter.ADDRESS:
        return str(address_of(content)) if content else ""
    return ", ".join(content[name] for name in ("email", "phone") if content.get(name))


def entered_before(session: Session, day: date) -> Sequence[ProposedChange]:
    """Changes decided on that were proposed before a day and are not erased, oldest first."""
    old = select(ProposedChange).join(ChangeDecision, ChangeDecision.change_id == ProposedChange.id)
    standing = old.where(ProposedChange.entered_at < beginning_of(day))
    found = standing.where(ProposedChange.erased_at.is_(None)).order_by(ProposedChange.id)
    return session.scalars(found).unique().all()


def proven_entries_before(session: Session, day: date) -> list[tuple[PartyName | PartyAddress, int]]:
    """Names and addresses recorded before a day whose proof is still kept, with the member they are about."""
    before = beginning_of(day)
    found: list[tuple[PartyName | PartyAddress, int]] = []
    for table in (PartyName, PartyAddress):
        proven = select(table, Member.id).join(Member, Member.party_id == table.party_id)
        old = proven.where(table.recorded_at < before, table.proof_sha256.is_not(None)).order_by(table.id)
        rows: Iterable[Any] = session.execute(old)
        found += [(entry, member_id) for entry, member_id in rows]
    return found


def masked_words_of(matter: Matter, content: Mapping[str, Any]) -> str:
    """The same for the journal, that is kept for ever: of mail address and telephone no more than tells them apart."""
    if matter is not Matter.CONTACT:
        return words_of(matter, content)
    email, phone = content.get("email", ""), content.get("phone", "")
    return ", ".join(masked for masked in (masked_email(email), masked_phone(phone)) if masked)


def addresses_known(session: Session, party: Party, day: date) -> list[str]:
    """Where somebody can be told by mail on a day: its own address, and those of who acts for it."""
    acting = parties.representations_on(session, party.id, day)
    known = [party.email, *(each.person.email for each in acting)]
    return list(dict.fromkeys(address for address in known if address))


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether the document behind a change consists of these bytes."""
    proves = select(ProposedChange.id).where(
        ProposedChange.proof_sha256 == sha256, ProposedChange.erased_at.is_(None)
    )
    return session.scalar(proves.limit(1)) is not None
