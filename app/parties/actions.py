"""What is done with people and organisations: names and addresses are added with their day, never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import insert_rows, take_ids
from app.core.formats import day as written
from app.core.formats import fold, local, masked_iban
from app.core.told import Told
from app.core.values import Actor, NotFound, PostalAddress, check_iban, check_phone, check_reason
from app.parties import queries, rules
from app.parties.models import Party, PartyAddress, PartyBankAccount, PartyName, Representation
from app.parties.rules import Authority, PartyFacts


def subject_of(party_id: int) -> str:
    """How the journal calls a party."""
    return f"party:{party_id}"


def add_party(session: Session, facts: PartyFacts, valid_from: date, actor: Actor, now: datetime) -> Party:
    """Record somebody with name and, where given, address, both from a day on."""
    rules.check_names(facts)
    party = Party(
        kind=facts.kind, display_name=facts.display_name, sort_name=facts.sort_name, email=facts.email.strip(),
        phone=facts.phone.strip(), region=facts.region.strip(), register_court=facts.register_court.strip(),
        register_number=facts.register_number.strip(), created_at=now,
    )
    session.add(party)
    session.flush()
    session.add(_name_row(party.id, facts, valid_from, now))
    if any(facts.address.lines()):
        session.add(_address_row(party.id, facts.address, valid_from, now))
    session.flush()
    party.search_text = search_text(session, party)
    session.flush()
    summary = Told("{name} erfasst", name=party.display_name)
    journal.record(session, actor, "add_party", subject_of(party.id), now, summary)
    return party


def _name_row(party_id: int, facts: PartyFacts, valid_from: date, now: datetime) -> PartyName:
    return PartyName(
        party_id=party_id, valid_from=valid_from, recorded_at=now, name=facts.name.strip(),
        last_name=facts.last_name.strip(), first_names=facts.first_names.strip(), title=facts.title.strip(),
        legal_form=facts.legal_form.strip(),
    )


def _address_row(party_id: int, address: PostalAddress, valid_from: date, now: datetime) -> PartyAddress:
    return PartyAddress(party_id=party_id, valid_from=valid_from, recorded_at=now, **asdict(address))


def search_text(session: Session, party: Party) -> str:
    """Everything a party is looked for by: all names it ever bore, places, register number, e-mail address; folded."""
    names = session.scalars(select(PartyName).where(PartyName.party_id == party.id)).all()
    places = session.scalars(select(PartyAddress).where(PartyAddress.party_id == party.id)).all()
    words = [f"{name.title} {name.first_names} {name.last_name} {name.name}" for name in names]
    words += [f"{place.postcode} {place.city}" for place in places]
    return fold(" ".join((*words, party.region, party.register_number, party.email)))


def change_name(
    session: Session, party: Party, facts: PartyFacts, valid_from: date, actor: Actor, now: datetime,
    proof_sha256: str | None = None, no_proof_why: str = "",
) -> PartyName:
    """Record a new name or legal form from a day on; the former one stays (R-REG-02, R-REG-05).

    The very same again is one.
    """
    rules.check_names(facts)
    rules.check_dated(valid_from, local(now).date())
    rules.check_borne(valid_from, local(now).date())
    row, last = _name_row(party.id, facts, valid_from, now), queries.last_recorded_name(session, party.id)
    row.legal_form = row.legal_form or queries.name_on(session, party.id, valid_from).legal_form
    if last.valid_from == valid_from and _facts_of(party, last) == _facts_of(party, row):
        return last
    row.proof_sha256, row.no_proof_why = proof_sha256, no_proof_why
    former = _facts_of(party, queries.name_on(session, party.id, valid_from)).display_name
    session.add(row)
    _bear_name_of_today(session, party, now)
    summary = Told(
        "Name ab {day}: {name}, zuvor {former}", day=written(valid_from), name=facts.display_name, former=former
    )
    if facts.legal_form.strip():
        summary = Told("{name}, Rechtsform {form}", name=summary, form=row.legal_form)
    journal.record(session, actor, "change_name", subject_of(party.id), now, summary, no_proof_why=no_proof_why)
    return row


def _bear_name_of_today(session: Session, party: Party, now: datetime) -> None:
    """Let lists show the name of today."""
    session.flush()
    borne = _facts_of(party, queries.name_on(session, party.id, local(now).date()))
    party.display_name, party.sort_name = borne.display_name, borne.sort_name
    party.search_text = search_text(session, party)


def undo_name(
    session: Session, party: Party, entry_id: int, reason: str, actor: Actor, now: datetime
) -> PartyName:
    """Take back the name recorded last by a counter-entry that restores the one before it (R-REG-05)."""
    wrong, former = _to_undo(queries.names_of(session, party.id), entry_id)
    row = _name_row(party.id, _facts_of(party, former), wrong.valid_from, now)
    row.undoes_id, row.note = wrong.id, reason.strip()[:300]
    session.add(row)
    _bear_name_of_today(session, party, now)
    summary = Told("Name zurückgenommen, ab {day} wieder {name}: {reason}", day=written(wrong.valid_from),
                   name=_facts_of(party, former).display_name, reason=row.note)
    journal.record(session, actor, "undo_name", subject_of(party.id), now, summary, entry=wrong.id)
    return row


Dated = TypeVar("Dated", PartyName, PartyAddress)


def _to_undo(entries: Sequence[Dated], entry_id: int) -> tuple[Dated, Dated]:
    """The entry to be taken back, and the one that held on its day before it was recorded."""
    wrong = next((entry for entry in entries if entry.id == entry_id), None)
    if wrong is None:
        raise NotFound
    earlier = [each for each in entries if each.id < wrong.id and each.valid_from <= wrong.valid_from]
    is_last = all(each.id <= wrong.id for each in entries)
    rules.check_undoable(is_last, wrong.undoes_id is not None, bool(earlier))
    return wrong, earlier[0]


def _facts_of(party: Party, name: PartyName) -> PartyFacts:
    return PartyFacts(
        party.kind, name.name, name.last_name, name.first_names, name.title, legal_form=name.legal_form
    )


def change_address(
    session: Session, party: Party, address: PostalAddress, valid_from: date, actor: Actor, now: datetime,
    proof_sha256: str | None = None,
) -> PartyAddress:
    """Record a new address from a day on, which may lie ahead; the former one stays (R-REG-02, R-REG-05).

    The very same again is one.
    """
    rules.check_address(address)
    rules.check_dated(valid_from, local(now).date())
    last = queries.last_recorded_address(session, party.id)
    if last is not None and (last.value(), last.valid_from) == (address, valid_from):
        return last
    row = _address_row(party.id, address, valid_from, now)
    row.proof_sha256 = proof_sha256
    session.add(row)
    session.flush()
    party.search_text = search_text(session, party)
    summary = Told("Anschrift ab {day}: {address}", day=written(valid_from), address=address)
    journal.record(session, actor, "change_address", subject_of(party.id), now, summary)
    return row


def undo_address(
    session: Session, party: Party, entry_id: int, reason: str, actor: Actor, now: datetime
) -> PartyAddress:
    """Take back the address recorded last by a counter-entry that restores the one before it (R-REG-05)."""
    wrong, former = _to_undo(queries.addresses_of(session, party.id), entry_id)
    row = _address_row(party.id, former.value(), wrong.valid_from, now)
    row.undoes_id, row.note = wrong.id, reason.strip()[:300]
    session.add(row)
    session.flush()
    summary = Told("Anschrift zurückgenommen, ab {day} wieder {address}: {reason}", day=written(wrong.valid_from),
                   address=former.value(), reason=row.note)
    journal.record(session, actor, "undo_address", subject_of(party.id), now, summary, entry=wrong.id)
    return row


def change_contact(
    session: Session, party: Party, email: str, phone: str, region: str, actor: Actor, now: datetime,
    register_court: str | None = None, register_number: str | None = None,
) -> None:
    """Record how somebody is reached, region and register number; none of it is part of the register (R-REG-02).

    A new telephone number that nobody can dial is refused.
    """
    before = (party.email, party.phone, party.region, party.register_court, party.register_number)
    if phone.strip() and phone.strip() != party.phone:
        check_phone(phone)
    party.email, party.phone, party.region = email.strip(), phone.strip(), region.strip()
    if register_court is not None:
        party.register_court = register_court.strip()
    if register_number is not None:
        party.register_number = register_number.strip()
    if before == (party.email, party.phone, party.region, party.register_court, party.register_number):
        return
    party.search_text = search_text(session, party)
    subject = subject_of(party.id)
    journal.record(session, actor, "change_contact", subject, now, Told("Kontaktangaben geändert"), before=before)


def add_representation(
    session: Session, organisation_id: int, person_id: int, authority: Authority, function: str, first_day: date,
    actor: Actor, now: datetime, proof_sha256: str | None = None, of_estate: bool = False,
    no_proof_why: str = "",
) -> Representation:
    """Record who acts for an organisation and by what authority; what is recorded already stays one row.

    `of_estate`: for the heirs of a person who died (§ 77 (1) GenG).
    """
    organisation, person = queries.get_party(session, organisation_id), queries.get_party(session, person_id)
    rules.check_representation(organisation.kind, person.kind, authority, of_estate)
    rules.check_begins_soon(first_day, local(now).date())
    held = queries.find_acting_as(session, organisation_id, person_id, authority, function, first_day)
    if held is not None:
        held.proof_sha256 = held.proof_sha256 or proof_sha256
        held.no_proof_why = "" if held.proof_sha256 else held.no_proof_why or no_proof_why
        return held
    row = Representation(
        organisation_id=organisation_id, person_id=person_id, authority=authority, function=function.strip(),
        first_day=first_day, recorded_at=now, proof_sha256=proof_sha256, no_proof_why=no_proof_why,
    )
    session.add(row)
    session.flush()
    summary = Told(
        "{name} vertritt {organisation} ab {day}",
        name=person.display_name, organisation=organisation.display_name, day=written(first_day),
    )
    journal.record(
        session, actor, "add_representation", subject_of(organisation_id), now, summary, person=person_id,
        no_proof_why=no_proof_why,
    )
    return row


def end_representation(
    session: Session, representation: Representation, last_day: date, actor: Actor, now: datetime
) -> None:
    """Note the last day on which somebody acts for an organisation."""
    session.refresh(representation, with_for_update=True)
    rules.check_representation_stands(representation.struck_at is not None)
    rules.check_representation_end(representation.first_day, representation.last_day, last_day)
    representation.last_day = last_day
    session.flush()
    summary = Told("{name} vertritt bis {day}", name=representation.person.display_name, day=written(last_day))
    subject = subject_of(representation.organisation_id)
    journal.record(session, actor, "end_representation", subject, now, summary, person=representation.person_id)


def strike_representation(
    session: Session, representation: Representation, reason: str, actor: Actor, now: datetime
) -> None:
    """Strike a representation that was entered by mistake: it counts on no day, as is known from now on (R-REG-05).

    The row stays, and why it was struck stands in it, which can be erased, not in the journal.
    """
    session.refresh(representation, with_for_update=True)
    rules.check_representation_stands(representation.struck_at is not None)
    why = check_reason(reason)
    representation.struck_at, representation.struck_by, representation.struck_why = now, actor.name, why
    session.flush()
    summary = Told("{name} vertritt nicht: irrtümlich eingetragen", name=representation.person.display_name)
    subject = subject_of(representation.organisation_id)
    journal.record(session, actor, "strike_representation", subject, now, summary, person=representation.person_id)



def add_bank_account(
    session: Session, party_id: int, iban: str, valid_from: date, actor: Actor, now: datetime
) -> PartyBankAccount:
    """Record an account somebody named, from a day on; a wrong IBAN is refused (R-SEPA-01)."""
    plain = check_iban(iban)
    known = queries.bank_account_on(session, party_id, valid_from)
    if known is not None and known.iban == plain:
        return known
    row = PartyBankAccount(party_id=party_id, valid_from=valid_from, recorded_at=now, iban=plain)
    session.add(row)
    session.flush()
    journal.record(session, actor, "add_bank_account", subject_of(party_id), now, Told("Bankverbindung erfasst"))
    return row


def take_back_bank_account(
    session: Session, account: PartyBankAccount, reason: str, actor: Actor, now: datetime
) -> PartyBankAccount:
    """Let an account entered by mistake count no more from today, by a counter-entry without an IBAN (R-REG-05).

    What was entered for a later day goes on to count from then.
    """
    row = PartyBankAccount(party_id=account.party_id, valid_from=local(now).date(), recorded_at=now, iban="")
    session.add(row)
    session.flush()
    summary = Told("Bankverbindung {iban} zurückgenommen: {reason}", iban=masked_iban(account.iban), reason=reason)
    journal.record(
        session, actor, "take_back_bank_account", subject_of(account.party_id), now, summary, entry=account.id
    )
    return row


Row = dict[str, Any]


@dataclass(frozen=True)
class PartyRows:
    """Many parties ready to be recorded at once: folded and cut to their columns, still without ids."""

    parties: Sequence[Row]
    names: Sequence[Row]
    addresses: Mapping[int, Row]
    """By place in the list; not everybody has one."""


def rows_for(people: Sequence[tuple[PartyFacts, date]], now: datetime) -> PartyRows:
    """Make ready what `add_parties` records, each from a day on; a long list keeps nobody waiting meanwhile."""
    known = [{"valid_from": day, "recorded_at": now} for _facts, day in people]
    return PartyRows(
        parties=[
            {
                "kind": facts.kind, "display_name": facts.display_name, "sort_name": facts.sort_name,
                "email": facts.email, "region": facts.region, "created_at": now, "search_text": _search_words(facts),
                "represented_by": facts.represented_by[:200],
            }
            for facts, _day in people
        ],
        names=[
            {
                **dates, "name": facts.name, "last_name": facts.last_name, "first_names": facts.first_names,
                "title": facts.title,
            }
            for (facts, _day), dates in zip(people, known, strict=True)
        ],
        addresses={
            place: {**known[place], **vars(facts.address)}
            for place, (facts, _day) in enumerate(people) if any(facts.address.lines())
        },
    )


def add_parties(session: Session, rows: PartyRows) -> list[int]:
    """Record many parties at once and give their ids in order; the caller journals the list."""
    ids = take_ids(session, Party, len(rows.parties))
    insert_rows(session, Party, [{**row, "id": party_id} for party_id, row in zip(ids, rows.parties, strict=True)])
    named = [{**row, "party_id": party_id} for party_id, row in zip(ids, rows.names, strict=True)]
    insert_rows(session, PartyName, named)
    insert_rows(session, PartyAddress, [{**row, "party_id": ids[place]} for place, row in rows.addresses.items()])
    return ids


def _search_words(facts: PartyFacts) -> str:
    where = facts.address
    return fold(f"{facts.display_name} {where.postcode} {where.city} {facts.region} {facts.email}")


def add_bank_accounts(session: Session, accounts: Sequence[tuple[int, str, date]], now: datetime) -> None:
    """Record many accounts at once: party, valid IBAN, day; journaled by the caller as part of its list."""
    rows = [
        {"party_id": party_id, "iban": iban, "valid_from": day, "recorded_at": now} for party_id, iban, day in accounts
    ]
    insert_rows(session, PartyBankAccount, rows)
