"""The statement of a settlement: how the claim came about, and when it is paid (R-DOC-05)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import local
from app.core.values import Actor, Cents, German, PartyKind, Refusal
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals import actions as removals
from app.settlements import queries, rules
from app.settlements.models import Settlement
from app.settlements.rules import EntryKind, Hold, SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import queries as statutes
from app.statutes.rules import days_after
from documents.entry_undone import Matter
from documents.letter import Letter
from documents.settlement_statement import Hindrance, StatementFacts

TITLE = German("Abrechnung des Guthabens")
OF_A_PERSON = {Hold.HEIRS: Hindrance.HEIRS, Hold.ACCOUNT: Hindrance.ACCOUNT}
OF_AN_ORGANISATION = {**OF_A_PERSON, Hold.HEIRS: Hindrance.SUCCESSOR}
"""What keeps a payout waiting that the member, or who follows it, can put right."""


def issue_statement(session: Session, settlement: Settlement, actor: Actor, now: datetime) -> None:
    """Write the statement, as far as addressee and house have what a letter needs.

    It goes to whose the credit is: to who follows a member that died or went over (§§ 77, 77a GenG, § 1922 BGB).
    Whoever holds that of a settlement taken back since is told by it that it takes its place.
    """
    member, today = settlement.member, local(now).date()
    to = removals.who_follows(session, member, today)
    name = share_queries.printed_name(session, member.party_id, today) if to else ""
    former = queries.statements_taken_back(session, settlement)
    statement = shares.issue_letter_if_possible(
        session, member, queries.STATEMENT, TITLE,
        lambda letter: replace(
            _facts(session, settlement, letter, now), member=name, replaces=tuple(each.number or "" for each in former)
        ), actor, now, to,
    )
    if statement is not None:
        for each in former:
            archive.name_correction(session, each, statement, settlement.number, actor, now)


def correct_statements(session: Session, member: Member, reason: str, actor: Actor, now: datetime) -> None:
    """Tell whoever holds the statement of a settlement whose end was a mistake, or an exclusion that was lifted.

    § 68 GenG; R-REG-05, R-EXIT-09, R-DOC-05. Done again, it changes nothing.
    """
    for settlement, letter in queries.statements_without_end(session, member.id):
        matter = Matter.EXCLUSION_SETTLED if settlement.ground is ExitGround.EXCLUSION else Matter.SETTLEMENT
        undone = shares.Undone(matter, settlement.number, reason, paid=settlement.paid)
        went_to_another = bool((letter.facts or {}).get("member"))
        shares.correct_letter(session, member, letter.id, undone, actor, now, went_to_another)


def write_statement(session: Session, settlement: Settlement, actor: Actor, now: datetime) -> None:
    """Write what could not be printed then: the statement, one is enough; or who holds it is told that it is void."""
    if settlement.undoing and queries.lacks_correction(session, settlement):
        correct_statements(session, settlement.member, settlement.undoing.reason, actor, now)
        shares.check_written(not queries.lacks_correction(session, settlement))
        return
    if settlement.state not in rules.UNDOABLE:
        rules.check_open(settlement.state)
    if queries.statement_of(session, settlement) is not None:
        raise Refusal("Zu dieser Auseinandersetzung gibt es schon einen Brief.")
    issue_statement(session, settlement, actor, now)
    shares.check_written(queries.statement_of(session, settlement) is not None)


def _facts(session: Session, settlement: Settlement, letter: Letter, now: datetime) -> StatementFacts:
    found = queries.payout_of(session, settlement, local(now).date())
    is_person = settlement.member.party.kind is PartyKind.NATURAL_PERSON
    told = OF_A_PERSON if is_person else OF_AN_ORGANISATION
    figures = queries.figures_of(settlement)
    set_off = sum(each.amount for each in settlement.standing if each.kind is EntryKind.SET_OFF)
    is_partial = settlement.kind is SettlementKind.PARTIAL
    stays = queries.bound_of(session, settlement, local(now).date()) if is_partial else settlement.kept
    return StatementFacts(
        letter=letter, settlement=settlement.number, last_day=settlement.last_day, adopted_on=settlement.adopted_on,
        is_partial=is_partial, before=settlement.before,
        written_off=settlement.written_off, kept=settlement.kept, deducted=settlement.deducted,
        claim=settlement.claim, set_off=set_off, to_pay=settlement.claim - set_off,
        suspended=found.suspended if settlement.state is SettlementState.OPEN else 0, due_on=settlement.due_on,
        shortfall=figures.shortfall, heads=figures.heads, part=figures.part, borne=figures.borne,
        withheld=figures.withheld, owed=figures.owed, received=settlement.received,
        forgone=settlement.forgone - settlement.waived, waived=settlement.waived,
        pay_by=_pay_by(session, settlement, now), iban=found.iban, follows=queries.followed_number(session, settlement),
        waits_for=tuple(told[hold] for hold in found.holds if hold in told),
        seized_by=tuple(notice.declared_by for notice in found.seizures), bound=_bound(session, settlement, stays),
        keeps_for_others=settlement.kept > stays,
        barred_after=found.barred_after if found.is_barred(local(now).date()) else None,
        barred_set_off=queries.barred_set_off(session, settlement, local(now).date()),
        apart=sum(each.amount for each in queries.left_apart(session, settlement)),
    )


def _bound(session: Session, settlement: Settlement, stays: Cents) -> Cents:
    """What of the credit stays above the nominal of the shares that remain, since that was reduced (§ 22 GenG)."""
    if settlement.share_entry_id is None:
        return 0
    day, statute = settlement.last_day, statutes.statute_on(session, settlement.last_day)
    left = queries.shares_kept(session, settlement.member_id, day, settlement.share_entry_id)
    return share_queries.bound_above_nominal(session, stays, left * statute.share_amount, day)


def _pay_by(session: Session, settlement: Settlement, now: datetime) -> date | None:
    """Until when the rest of a shortfall is asked for: within the days that the statute gives for payments."""
    today = local(now).date()
    return days_after(today, statutes.statute_on(session, today).payment_days) if settlement.debt else None
