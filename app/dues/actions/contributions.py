"""The contribution of a year: asked of all by a job, of each once; a member freed of it; a run taken back."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.formats import count, euro, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, Cents, German, Refusal, check_reason
from app.dues import queries
from app.dues.actions.dunning import subject_of
from app.dues.models import Contribution
from app.dues.rules import FELL_AWAY, check_contribution_run, check_may_take_back, check_may_waive
from app.members.models import Member
from app.shares import actions as shares
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes.rules import FiscalYear

CONTRIBUTION_JOB, TAKING_BACK_JOB = "contribution_run", "contributions_taken_back"
MAX_KEY_KEPT = 48
"""How many letters of a form's key name the job, which every step names with days and member."""


def order_contributions(
    session: Session, year: FiscalYear, due_on: date, key: str, actor: Actor, now: datetime
) -> int:
    """Have everybody who was a member within a year asked for its contribution, by a job; gives its id."""
    today = local(now).date()
    found = queries.preview_contributions(session, year, today)
    check_contribution_run(found.amount, year, due_on, today)
    ids = queries.still_to_ask(session, year, today)
    if not ids:
        raise Refusal("Für dieses Jahr sind schon alle um den Beitrag gebeten.")
    order = f"{CONTRIBUTION_JOB}:{key[:MAX_KEY_KEPT]}"
    steps = [f"{each}:{year.first_day}:{year.last_day}:{due_on}:{order}" for each in ids]
    title = German("Jahresbeitrag", str(year))
    job_id = jobs.enqueue(
        session, CONTRIBUTION_JOB, steps, key=order, actor=actor, now=now, title=title, rank=jobs.Rank.MASS
    )
    summary = Told(
        "Jahresbeitrag {year}: {members} Mitglieder, je {amount}", year=year.name, members=count(len(ids)),
        amount=euro(found.amount),
    )
    journal.record(session, actor, "order_contributions", f"job:{job_id}", now, summary)
    return job_id


def ask_for_contribution(
    session: Session, member: Member, year: FiscalYear, due_on: date, actor: Actor, now: datetime
) -> None:
    """A step of a run: ask a member for the contribution of a year; who was asked already is passed over.

    So is whose membership has turned out meanwhile to have ended before the year. Whom the amendment does not bind owes
    what the statute before it asks (§ 67a GenG; R-EXIT-06).
    """
    shares.lock(session, member)
    was_asked, today = queries.find_contribution(session, member.id, year) is not None, local(now).date()
    usual = queries.contribution_of(session, year, today)
    amount = queries.less_owed(session, year, today).get(member.id, usual)
    if amount and not was_asked and queries.owes_contribution(session, member.id, year):
        _ask(session, member, year, amount, due_on, actor, now)


def _ask(
    session: Session, member: Member, year: FiscalYear, amount: Cents, due_on: date, actor: Actor, now: datetime
) -> None:
    due = DuePayment(due_on, amount, PaymentPurpose.CONTRIBUTION)
    row = shares.ask_for(session, member, due, f"Jahresbeitrag {year}", actor, now)
    session.add(Contribution(
        member_id=member.id, first_day=year.first_day, last_day=year.last_day, amount=amount, due_on=due_on,
        due_id=row.id, recorded_at=now, recorded_by=actor.name,
    ))
    session.flush()
    summary = Told("Jahresbeitrag {year}: {amount}", year=year.name, amount=euro(amount))
    journal.record(session, actor, "ask_for_contribution", subject_of(member), now, summary)


def waive_contribution(
    session: Session, contribution: Contribution, reason: str, actor: Actor, now: datetime
) -> Contribution:
    """Free a member of the contribution of a year; it is not asked for it again.

    Whom the amendment behind it does not bind is asked for what it owes without that; what it paid is its money.
    """
    shares.lock(session, contribution.member)
    session.refresh(contribution)
    owed = queries.owed_instead(session, contribution, local(now).date())
    paid = queries.paid_of(session, contribution) if owed is None else 0
    check_may_waive(contribution.waived_at is not None, paid, contribution.taken_back_at is not None)
    why = check_reason(reason)
    if owed is not None:
        _ask_for_less(session, contribution, owed, why, actor, now)
        return contribution
    shares.take_due_back(session, contribution.due_id, "Befreiung", actor, now)
    shares.let_letters_follow(session, contribution.member, German("Befreiung"), actor, now)
    contribution.waived_at, contribution.waived_by, contribution.waiver_reason = now, actor.name, why
    session.flush()
    summary = Told("Befreit vom Jahresbeitrag {year}", year=contribution.year.name)
    journal.record(session, actor, "waive_contribution", subject_of(contribution.member), now, summary)
    return contribution


def _ask_for_less(
    session: Session, contribution: Contribution, owed: Cents, why: str, actor: Actor, now: datetime
) -> None:
    """Ask for what is owed without an amendment in the place of what was asked for; for nothing, where that is so."""
    summary = Told(
        "Jahresbeitrag {year}: geschuldet sind {amount}, Kündigung nach Satzungsänderung", year=contribution.year.name,
        amount=euro(owed),
    )
    _take_back(session, contribution, why, summary, actor, now)
    if owed:
        _ask(session, contribution.member, contribution.year, owed, contribution.due_on, actor, now)


def order_taking_back(
    session: Session, year: FiscalYear, due_on: date, reason: str, key: str, actor: Actor, now: datetime
) -> int:
    """Have what a run asked for by mistake taken back, by a job; gives its id. Who has paid keeps the demand."""
    found = queries.unpaid_due_on(session, year, due_on)
    check_may_take_back(len(found), queries.is_running(session, CONTRIBUTION_JOB))
    order = f"{TAKING_BACK_JOB}:{key[:MAX_KEY_KEPT]}"
    job_id = jobs.enqueue(
        session, TAKING_BACK_JOB, [f"{member_id}:{each}:{order}" for member_id, each in found], key=order,
        actor=actor, now=now, title=German("Jahresbeitrag", str(year)), asked=check_reason(reason),
        rank=jobs.Rank.MASS,
    )
    summary = Told(
        "Jahresbeitrag {year}, fällig am {day}: {members} Forderungen zurückzunehmen", year=year.name,
        day=written(due_on), members=count(len(found)),
    )
    journal.record(session, actor, "order_taking_back", f"job:{job_id}", now, summary)
    return job_id


def take_contribution_back(
    session: Session, contribution: Contribution, reason: str, actor: Actor, now: datetime
) -> None:
    """A step of taking back: what is paid meanwhile, or freed, is passed over; the year may be asked for anew."""
    shares.lock(session, contribution.member)
    session.refresh(contribution)
    if contribution.waived_at or contribution.taken_back_at or queries.paid_of(session, contribution):
        return
    summary = Told("Jahresbeitrag {year} zurückgenommen", year=contribution.year.name)
    _take_back(session, contribution, check_reason(reason), summary, actor, now)


def _take_back(
    session: Session, contribution: Contribution, why: str, summary: Told, actor: Actor, now: datetime
) -> None:
    shares.take_due_back(session, contribution.due_id, "Rücknahme Jahresbeitrag", actor, now)
    shares.let_letters_follow(session, contribution.member, German("Rücknahme Jahresbeitrag"), actor, now)
    contribution.taken_back_at, contribution.taken_back_by, contribution.taken_back_why = now, actor.name, why
    session.flush()
    journal.record(session, actor, "take_contribution_back", subject_of(contribution.member), now, summary)


def let_contributions_follow(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Ask no more for years in which somebody turns out to have been no member, and again once that is undone.

    What was paid of it stays as money to be paid back or used otherwise; who was freed owes nothing either way.
    """
    shares.lock(session, member)
    for each in queries.contributions_of(session, member.id):
        is_asked = each.taken_back_at is None and each.waived_at is None
        if is_asked and not queries.owes_contribution(session, member.id, each.year):
            summary = Told("Jahresbeitrag {year} fällt weg: in diesem Jahr kein Mitglied", year=each.year.name)
            _take_back(session, each, FELL_AWAY, summary, actor, now)
    for each in queries.fallen_away(session, member.id):
        if queries.owes_contribution(session, member.id, each.year):
            _ask(session, member, each.year, each.amount, each.due_on, actor, now)
