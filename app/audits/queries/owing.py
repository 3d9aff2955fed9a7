"""What was owed in the period and what was done about it: claims, dunning, plans, contributions, returns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.audits.queries.parts import (
    Cells,
    Listed,
    Part,
    counts_within,
    letter,
    letters_of,
    moments_of,
    recorded_within,
)
from app.audits.queries.then import Then
from app.audits.rules import Period, plain_amount, safe_stem
from app.core.values import Cents
from app.dues.models import (
    Contribution,
    DunningNotice,
    LapsedClaim,
    PaymentPlan,
    RefundedAdvance,
    ReturnedPayment,
)
from app.dues.rules import BASIS_WORDS, LEVEL_WORDS, DunningLevel
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import PaymentDue, PaymentReceived
from app.shares.rules import PURPOSE_WORDS, PaymentPurpose

HOME = "19_Forderungen"


def parts(session: Session, period: Period) -> list[Part]:
    """Open claims, dunning letters, plans, contributions, what came back, was sent back or lapsed, with the letters."""
    return [
        _open_claims(session, period), *_dunning(session, period), *_plans(session, period),
        _contributions(session, period), _returns(session, period), _refunds(session, period), _lapsed(session, period),
    ]  # fmt: skip


def _open_claims(session: Session, period: Period) -> Listed:
    return Listed(
        f"{HOME}/Offene_Forderungen_{period}.csv",
        "Was am Ende des Zeitraums fällig und offen war",
        ("Kennung", "Nr.", "Name", "Zweck", "Fällig", "Betrag in Euro", "Offen in Euro", "Beleg"),
        lambda: (
            (each.due_id, each.number, each.name, PURPOSE_WORDS[each.purpose], each.due_on, plain_amount(each.amount),
             plain_amount(each.open), each.document) for each in shares.open_at_close(session, period.last_day)
        ),
    )  # fmt: skip


def _dunning(session: Session, period: Period) -> list[Part]:
    within = or_(counts_within(DunningNotice.dated_on, period), recorded_within(DunningNotice.ended_at, period))
    written = select(DunningNotice).where(within).order_by(DunningNotice.id)
    found: Sequence[DunningNotice] = session.scalars(written).unique().all()
    letters = letters_of(session, (each.letter_id for each in found))
    listed = Listed(
        f"{HOME}/Mahnungen_{period}.csv", "Mahnbriefe (§ 286 BGB)",
        ("Nummer", "Nr.", "Name", "Stufe", "Geschrieben", "Zahlbar bis", "Betrag in Euro", "Kosten in Euro",
         "Erfasst von", "Zurückgenommen", "Warum"), lambda: (_notice(each, Then(session, period)) for each in found),
    )  # fmt: skip
    return [listed, *(
        paper for each in found
        for paper in letter(letters, each.letter_id, f"{HOME}/{safe_stem(each.number)}", f"Mahnbrief {each.number}")
    )]  # fmt: skip


def _notice(each: DunningNotice, then: Then) -> Cells:
    return (each.number, each.member.number, each.member.party.display_name, LEVEL_WORDS[DunningLevel(each.level)],
            each.dated_on, each.payable_until, plain_amount(each.amount), plain_amount(each.fee), each.recorded_by,
            *then.if_known(each.ended_at, each.end_reason))  # fmt: skip


def _plans(session: Session, period: Period) -> list[Part]:
    within = or_(
        counts_within(PaymentPlan.decided_on, period), recorded_within(PaymentPlan.recorded_at, period),
        recorded_within(PaymentPlan.ended_at, period),
    )
    agreed = select(PaymentPlan).where(within).order_by(PaymentPlan.id)
    found: Sequence[PaymentPlan] = session.scalars(agreed).unique().all()
    letters = letters_of(session, (each.letter_id for each in found))
    listed = Listed(
        f"{HOME}/Ratenplaene_{period}.csv", "Ratenpläne (§§ 7, 22, 50 GenG)",
        ("Nummer", "Nr.", "Name", "Grundlage", "Vereinbarung oder Beschluss", "Vom", "Betrag in Euro", "Raten",
         "Erfasst", "Erfasst von", "Aufgehoben", "Warum"),
        lambda: (_plan(each, Then(session, period)) for each in found),
    )  # fmt: skip
    return [listed, *(
        paper for each in found
        for paper in letter(letters, each.letter_id, f"{HOME}/{safe_stem(each.number)}", f"Ratenplan {each.number}")
    )]  # fmt: skip


def _plan(each: PaymentPlan, then: Then) -> Cells:
    return (each.number, each.member.number, each.member.party.display_name, BASIS_WORDS[each.basis], each.reference,
            each.decided_on, plain_amount(each.amount), each.instalments, each.recorded_at, each.recorded_by,
            *then.if_known(each.ended_at, each.end_reason))  # fmt: skip


def _contributions(session: Session, period: Period) -> Listed:
    return Listed(
        f"{HOME}/Jahresbeitraege_{period}.csv", "Laufende Beiträge (§ 16 Abs. 3 GenG)",
        ("Nr.", "Name", "Jahr von", "Jahr bis", "Betrag in Euro", "Fällig", "Offen in Euro", "Erfasst", "Erfasst von",
         "Befreit", "Befreit von", "Warum", "Zurückgenommen", "Zurückgenommen von", "Warum zurückgenommen"),
        lambda: _contribution_rows(session, period),
    )  # fmt: skip


def _contribution_rows(session: Session, period: Period) -> Iterator[Cells]:
    each = Contribution
    within = or_(counts_within(each.due_on, period), recorded_within(each.recorded_at, period))
    then, known = Then(session, period), shares.open_at_close(session, period.last_day)
    still, moved = {due.due_id: due.open for due in known}, _moved_since(session, period)
    for row, number, name in session.execute(_named(each, within).order_by(each.first_day, Member.number)).unique():
        yield (number, name, row.first_day, row.last_day, plain_amount(row.amount), row.due_on,
               plain_amount(_open_then(row, still, moved, then)), row.recorded_at, row.recorded_by,
               *then.if_known(row.waived_at, row.waived_by, row.waiver_reason),
               *then.if_known(row.taken_back_at, row.taken_back_by, row.taken_back_why))  # fmt: skip


def _moved_since(session: Session, period: Period) -> dict[int, int]:
    """By which payment one continues another that was entered after the period: the id of each."""
    due = PaymentDue
    found = select(due.id, due.continues_id).where(
        due.purpose == PaymentPurpose.CONTRIBUTION, due.recorded_at >= moments_of(period)[1]
    )
    return {later: earlier for later, earlier in session.execute(found) if earlier is not None}


def _open_then(row: Contribution, still: Mapping[int, Cents], moved: Mapping[int, int], then: Then) -> Cents:
    """What was open of a contribution at the end of the period; of one that was not due yet all of it."""
    if not then.came(row.due_on):
        return 0 if then.knew(row.waived_at) or then.knew(row.taken_back_at) else row.amount
    due_id = row.due_id
    while due_id in moved:
        due_id = moved[due_id]
    return still.get(due_id, 0)


def _named(table: type[Contribution] | type[LapsedClaim], within: Any) -> Select[*tuple[Any, ...]]:
    found = select(table, Member.number, Party.display_name).join(Member, Member.id == table.member_id)
    return found.join(Party, Party.id == Member.party_id).where(within)


def _returns(session: Session, period: Period) -> Listed:
    return Listed(
        f"{HOME}/Rueckgaben_{period}.csv", "Zahlungen, die zurückkamen",
        ("Zahlung", "Nr.", "Name", "Zurück am", "Kosten in Euro", "Warum", "Erfasst", "Erfasst von", "Storniert",
         "Storniert von", "Warum storniert"),
        lambda: _return_rows(session, period),
    )


def _return_rows(session: Session, period: Period) -> Iterator[Cells]:
    then = Then(session, period)
    within = or_(
        counts_within(ReturnedPayment.returned_on, period), recorded_within(ReturnedPayment.recorded_at, period)
    )
    found = select(ReturnedPayment, PaymentReceived.number, Member.number, Party.display_name)
    found = found.join(PaymentReceived, PaymentReceived.id == ReturnedPayment.payment_id)
    found = found.join(Member, Member.id == PaymentReceived.member_id).join(Party, Party.id == Member.party_id)
    for row, payment, number, name in session.execute(found.where(within).order_by(ReturnedPayment.id)):
        yield (payment, number, name, row.returned_on, plain_amount(row.costs), row.reason, row.recorded_at,
               row.recorded_by, *then.if_known(row.undone_at, row.undone_by, row.undone_why))  # fmt: skip


def _refunds(session: Session, period: Period) -> Listed:
    return Listed(
        f"{HOME}/Erstattungen_{period}.csv", "Zu viel Gezahltes, das zurückging",
        ("Nr.", "Name", "Erstattet am", "Betrag in Euro", "Beleg", "Erfasst", "Erfasst von", "Storniert",
         "Storniert von", "Warum storniert"), lambda: _refund_rows(session, period),
    )  # fmt: skip


def _refund_rows(session: Session, period: Period) -> Iterator[Cells]:
    then = Then(session, period)
    found = select(RefundedAdvance, PaymentDue, Member.number, Party.display_name)
    found = found.join(PaymentDue, PaymentDue.id == RefundedAdvance.due_id)
    found = found.join(Member, Member.id == PaymentDue.member_id).join(Party, Party.id == Member.party_id)
    within = or_(counts_within(PaymentDue.due_on, period), recorded_within(RefundedAdvance.recorded_at, period))
    for row, due, number, name in session.execute(found.where(within).order_by(RefundedAdvance.id)):
        yield (number, name, due.due_on, plain_amount(due.amount), due.document, row.recorded_at,
               row.recorded_by, *then.if_known(row.undone_at, row.undone_by, row.undone_why))  # fmt: skip


def _lapsed(session: Session, period: Period) -> Listed:
    return Listed(
        f"{HOME}/Verjaehrte_Einzahlungen_{period}.csv", "Verjährte Ansprüche, die geschlossen wurden (§ 22 Abs. 6)",
        ("Nr.", "Name", "Wofür", "Fällig", "Betrag in Euro", "Warum", "Erfasst", "Erfasst von", "Wieder gefordert",
         "Wieder gefordert von", "Warum wieder gefordert"), lambda: _lapsed_rows(session, period),
    )  # fmt: skip


def _lapsed_rows(session: Session, period: Period) -> Iterator[Cells]:
    then = Then(session, period)
    within = recorded_within(LapsedClaim.recorded_at, period)
    for row, number, name in session.execute(_named(LapsedClaim, within).order_by(LapsedClaim.id)).unique():
        yield (number, name, PURPOSE_WORDS[row.purpose], row.due_on, plain_amount(row.amount), row.reason,
               row.recorded_at, row.recorded_by,
               *then.if_known(row.undone_at, row.undone_by, row.undone_why))  # fmt: skip
