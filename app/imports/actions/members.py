"""A list of members taken over: people, register and ledgers in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import count, fold, local
from app.core.told import Told
from app.core.values import Actor
from app.imports import queries, rules
from app.imports.actions.lists import subject_of
from app.imports.models import ImportRun
from app.imports.rules import ImportState, Listed, MemberFacts, Verdict
from app.members import actions as members
from app.members import queries as register
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.shares import actions as shares
from app.statutes import queries as statutes
from app.statutes.rules import LONGEST_DETAIL_NAME


@dataclass(frozen=True)
class Prepared:
    """A list ready to be taken over: judged, counted, its people folded and cut to their columns."""

    verdicts: Sequence[Verdict]
    fresh: Sequence[MemberFacts]
    """Those who are not in the register yet."""
    people: parties.PartyRows
    result: Mapping[str, object]
    entries: int
    """How many the register held when the list was judged."""


def prepare(session: Session, listed: Listed, now: datetime) -> Prepared:
    """Judge a list and build what is to be written; only reads, before the transaction that writes."""
    entries, today = register.count_entries(session), local(now).date()
    verdicts = queries.judged(session, listed, today)
    good = [verdict.facts for verdict in verdicts if verdict.facts]
    present = register.sort_names_by_number(session)
    fresh = [facts for facts in good if facts.number not in present]
    people = parties.rows_for([(each.party, each.joined_on) for each in fresh], now)
    result = rules.report(verdicts, listed.share_amount, rules.report_days(good, today))
    return Prepared(verdicts, fresh, people, result, entries)


def take_over(session: Session, run: ImportRun, prepared: Prepared, actor: Actor, now: datetime) -> ImportRun:
    """Take the good rows over: people, register, ledgers, all in this transaction; rows already there are skipped.

    Where somebody was entered since the list was judged, it is judged again, now that nobody else can write.
    """
    session.refresh(run, with_for_update=True)
    if run.state is ImportState.DONE:
        return run
    if prepared.entries != register.count_entries(session):
        prepared = prepare(session, queries.listed_in(run), now)
    if prepared.fresh:
        _enter(session, prepared, run, actor, now)
    good = sum(verdict.facts is not None for verdict in prepared.verdicts)
    run.result, run.state, run.taken_over_at = dict(prepared.result), ImportState.DONE, now
    run.imported, run.already_there = len(prepared.fresh), good - len(prepared.fresh)
    run.refused = len(prepared.verdicts) - good
    entered = Told("1 Mitglied") if run.imported == 1 else Told("{number} Mitglieder", number=count(run.imported))
    refused = Told("1 Zeile") if run.refused == 1 else Told("{number} Zeilen", number=count(run.refused))
    summary = Told(
        "{members} aus {file} übernommen, {rows} abgewiesen", members=entered, file=run.filename, rows=refused
    )
    journal.record(session, actor, "take_over_list", subject_of(run), now, summary, sha256=run.sha256)
    session.flush()
    return run


def _enter(session: Session, prepared: Prepared, run: ImportRun, actor: Actor, now: datetime) -> None:
    fresh, people = prepared.fresh, parties.add_parties(session, prepared.people)
    entries = [
        members.TakenOver(
            party_id, each.number, each.joined_on, each.left.last_day if each.left else None,
            each.left.ground if each.left else None,
        )
        for party_id, each in zip(people, fresh, strict=True)
    ]
    document = run.filename[:80]
    entered = members.enter_many(session, entries, document, actor, now)
    holdings = [
        shares.OpeningHolding(
            member_id, each.shares, each.paid_in, each.joined_on, each.left.last_day if each.left else None,
            handed_on=each.left is not None and each.left.ground is ExitGround.TRANSFER,
        )
        for member_id, each in zip(entered, fresh, strict=True)
    ]
    shares.take_over_many(session, holdings, document, actor, now)
    held = zip(people, fresh, strict=True)
    accounts = [(party_id, each.iban, each.joined_on) for party_id, each in held if each.iban]
    parties.add_bank_accounts(session, accounts, now)
    statute = statutes.find_statute_on(session, local(now).date())
    named = {fold(name): name for name in statute.register_details} if statute else {}
    members.add_details(session, [
        (member_id, named.get(fold(heading), heading)[:LONGEST_DETAIL_NAME], value, each.joined_on)
        for member_id, each in zip(entered, fresh, strict=True) for heading, value in each.details.items()
    ], now)
