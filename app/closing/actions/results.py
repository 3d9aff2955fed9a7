"""The use of a year's result: booked for all members in one act, and undone in one (§§ 19, 48 GenG; R-FIN-05, -06)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.models import IssuedDocument
from app.closing import queries, rules
from app.closing.actions.accounts import matter_of
from app.closing.actions.printing import statement_facts
from app.closing.models import Appropriation, AppropriationShare
from app.closing.queries import Draft
from app.closing.rules import AccountsStep, Terms
from app.core import journal
from app.core.db import insert_rows, next_number, one_at_a_time
from app.core.formats import count, euro, local
from app.core.told import Told
from app.core.values import Actor, German, check_reason
from app.shares import actions as shares
from app.shares.models import CreditEntry
from app.statutes.rules import FiscalYear

Settled = Callable[[Session, Appropriation, FiscalYear], Sequence[str]]
"""The numbers of the settlements still to be paid that rest on a used result of a year; a room above knows them."""

_settled: Settled | None = None


def hand_in_settled(settled: Settled) -> None:
    """Name who knows what was settled on the ground of a used result; called once by the application's factory."""
    global _settled
    _settled = settled


def use_result(session: Session, year: FiscalYear, terms: Terms, actor: Actor, now: datetime) -> Appropriation:
    """Book what the assembly resolved on the result: profit credited, a loss written off (§§ 19, 48 GenG; R-FIN-05).

    It counts from the day of the assembly. What is to be paid out stays a claim of the member.
    """
    one_at_a_time(session, matter_of(year))
    shares.lock_all(session)
    accounts = queries.accounts_of(session, year)
    is_used = queries.find_appropriation(session, year.last_day) is not None
    day = rules.check_may_use(accounts.days.get(AccountsStep.ADOPTED), is_used)
    draft = queries.draft_of(session, accounts, terms, day)
    uses = [each.number for each in queries.appropriations_of(session, year.last_day) if each.document_id]
    number, again = _number(session, now), uses[-1] if uses else ""
    document = _statement(session, year, draft, number, day, actor, now)
    booked = _add(session, year, number, _amounts(draft), day, document.id, actor, now, **_grounds(draft))
    _book(session, booked, draft, year, day, actor, now)
    summary = Told(
        "Ergebnis {year} verwendet, {number}: {members} Mitglieder, {amount} an sie", year=year.name, number=number,
        members=count(len(draft.portions)), amount=euro(draft.total("portion")),
    )
    journal.record(
        session, actor, "result.used", matter_of(year), now, summary, **asdict(terms.uses),
        interest=draft.result.interest, appropriation=booked.id,
    )
    credited = {each.participant.member_id: each.credited for each in draft.portions}
    shares.let_credit_cover(session, credited, year.last_day, number, actor, now, again)
    return booked


def _number(session: Session, now: datetime) -> str:
    year = local(now).year
    return rules.appropriation_number(year, next_number(session, f"appropriation:{year}"))


def _statement(
    session: Session, year: FiscalYear, draft: Draft, number: str, day: date, actor: Actor, now: datetime
) -> IssuedDocument:
    facts = statement_facts(session, year, draft, number, day, now)
    title = German("Ergebnisverwendung", str(year))
    return archive.issue(
        session, kind="report", facts=facts, title=title, subject=matter_of(year), actor=actor, now=now, number=number
    )


def _amounts(draft: Draft) -> dict[str, int]:
    """The amounts of an entry, signed so that together they are the result."""
    sign, uses = 1 if draft.result.is_profit else -1, draft.terms.uses
    return {
        "available": draft.result.available, "to_legal_reserve": sign * uses.legal_reserve,
        "to_other_reserves": sign * uses.other_reserves, "to_members": sign * uses.members,
        "carried_forward": sign * uses.carried_forward, "interest": draft.result.interest,
    }


def _grounds(draft: Draft) -> dict[str, Any]:
    """By which key and clauses of the statute an entry was made."""
    clauses = draft.clauses
    pays_early = clauses.pays_early and draft.result.is_profit and draft.terms.uses.members > 0
    return {
        "key": draft.key, "key_clause": clauses.key_clause,
        "interest_rate": int(draft.rate * rules.HUNDREDTHS),
        "interest_clause": clauses.interest_clause if draft.result.interest else "",
        "early_clause": clauses.early_clause if pays_early else "",
    }


def _add(
    session: Session, year: FiscalYear, number: str, said: dict[str, int], day: date | None, document_id: int | None,
    actor: Actor, now: datetime, **more: Any,
) -> Appropriation:
    follows = len(queries.appropriations_of(session, year.last_day))
    entry = Appropriation(
        year_end=year.last_day, turn=follows + 1, follows=follows or None, number=number, effective_on=day,
        document_id=document_id, recorded_at=now, recorded_by=actor.name, **said, **more,
    )
    session.add(entry)
    session.flush()
    return entry


def _book(
    session: Session, booked: Appropriation, draft: Draft, year: FiscalYear, day: date, actor: Actor, now: datetime
) -> None:
    credited = {each.participant.member_id: each.credited for each in draft.portions if each.credited}
    assert booked.document_id is not None
    about = booked.number, booked.document_id
    entries = shares.book_results(session, credited, year.last_day, day, *about, actor, now)
    insert_rows(session, AppropriationShare, [
        {
            "appropriation_id": booked.id, "member_id": each.participant.member_id, "weight": each.weight,
            "portion": each.portion, "credited": each.credited, "paid_out": each.paid_out, "interest": each.interest,
            "credit_entry_id": entries.get(each.participant.member_id),
        }
        for each in draft.portions
    ])


def check_may_undo_result(session: Session, booked: Appropriation, year: FiscalYear) -> None:
    """Refuse to undo the use of a result on which something rests that goes first (§§ 19, 73 GenG; R-REG-05)."""
    assert _settled is not None
    rules.check_nothing_paid(queries.number_ended(session, booked))
    rules.check_nothing_settled(_settled(session, booked, year))


def undo_result(session: Session, year: FiscalYear, reason: str, actor: Actor, now: datetime) -> Appropriation:
    """Undo the use of a result wholly, each entry by one that points at it (R-REG-05); its statement is void."""
    one_at_a_time(session, matter_of(year))
    shares.lock_all(session)
    standing = queries.find_appropriation(session, year.last_day)
    rules.check_is_used(standing is not None)
    assert standing is not None
    check_may_undo_result(session, standing, year)
    why, number = check_reason(reason), _number(session, now)
    mine = select(AppropriationShare.credit_entry_id).where(AppropriationShare.appropriation_id == standing.id)
    entries = session.scalars(select(CreditEntry).where(CreditEntry.id.in_(mine)).order_by(CreditEntry.id)).all()
    shares.reverse_results(session, entries, number, why, actor, now)
    if standing.document_id is not None:
        document = archived.get_document(session, standing.document_id)
        archive.make_void(session, document, German("Storniert,", number), actor, now)
    undone = _add(session, year, number, {}, None, None, actor, now, note=why)
    summary = Told(
        "Verwendung des Ergebnisses {year} storniert, {number}: {reason}", year=year.name, number=number, reason=why
    )
    journal.record(session, actor, "result.undone", matter_of(year), now, summary, undoes=standing.id)
    shares.ask_beside_credit(session, standing.number, number, actor, now)
    given_back = {entry.member_id: -entry.amount for entry in entries}
    shares.let_credit_cover(session, given_back, year.last_day, number, actor, now)
    return undone
