"""By what a notice is judged, what it brings about, and when a membership ends by another ground (§§ 65 to 77a)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Cents, Refusal, WrittenForm
from app.departures.models import Notice
from app.departures.queries.register import holder_of, notices_of, waits_for_board
from app.departures.queries.rights import right_of
from app.departures.rules import (
    Circumstances,
    Consequences,
    Declared,
    Ineffective,
    Judgement,
    NoticeKind,
    NoticeState,
    OfferedRight,
    OtherEnding,
    OtherEvent,
    OtherGround,
    binds_too_short,
    check_may_give,
    check_while_member,
    consequences_of,
    hindrance_in_portal,
    judge,
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    last_day_by_transfer,
    least_held,
    may_attend_assembly,
    may_transfer,
    most_given_up,
    needed_form,
    owed_when_given_today,
    rights_in_portal,
    settlement_follows,
)
from app.members import queries as members
from app.members.models import Member as Member
from app.organs import queries as organs
from app.parties import queries as parties
from app.shares import queries as shares
from app.shares.rules import Owed, held_from, nominal_of
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY


def circumstances_of(
    session: Session, member: Member, received_on: date, today: date, until_entry: int | None = None
) -> Circumstances:
    """What is known of a member when a notice received on a day is judged; Refusal where no statute was in force.

    `until_entry`: the entry of the share ledger that is the notice's own; it and what came after are left out, but for
    what a splitting made of the shares (R-SHR-09).
    """
    period = members.get_period_on(session, member.id, received_on)
    if statutes.find_statute_on(session, received_on) is None:
        check_while_member(received_on, period.first_day)
    later = set() if until_entry is None else shares.acts_since(session, member.id, until_entry)
    return Circumstances(
        today=today, years=tuple(statutes.fiscal_years(session)), statute=statutes.statute_on(session, received_on),
        textform_permitted=organs.has_textform_permission_on(session, received_on), member_since=period.first_day,
        ends_on=period.last_day, waits=waits_for_board(session, member.id),
        is_entrepreneur=bool(member.party.is_entrepreneur),
        ledger=tuple(
            (entry.effective_on, change) for entry, change in shares.entry_changes(session, member.id, later)
        ),
        credit=shares.holding_of(session, member.id, today).credit, stated=shares.stated_of(session, member.id),
        unit=shares.unit_of(session, received_on),
    )


def months_too_short_on(session: Session, day: date) -> int | None:
    """The period of a day's statute where it is too short for an early notice; None where it is not (§ 65 (3) GenG)."""
    statute = statutes.find_statute_on(session, day)
    return statute.notice_months if statute and binds_too_short(statute.notice_months) else None


def check_may_begin(session: Session, member: Member, kind: NoticeKind, today: date) -> None:
    """Refuse a notice that no day makes possible, before anything is typed (R-REG-04)."""
    check_may_give(kind, members.get_period_on(session, member.id, today).last_day, today)


def shares_ahead(session: Session, member: Member, today: date) -> list[tuple[date, int]]:
    """How many shares a member holds today, and from each later day on which that changes (R-REG-06)."""
    return held_from(shares.share_changes(session, member.id), today)


def shown_of(session: Session, member: Member, today: date) -> dict[str, object]:
    """What the page of a notice shows of a member; whoever enters one later is told where it has changed."""
    period = members.get_period_on(session, member.id, today)
    (_day, held), *later = shares_ahead(session, member, today)
    ahead = [Told("ab {day}: {number}", day=written(day), number=number) for day, number in later]
    return {
        "ends_on": period.last_day, "held": [held, *ahead],
        "waits": waits_for_board(session, member.id),
        "notices": [notice.number for notice in notices_of(session, member.id)],
    }


def account_of(session: Session, member: Member, today: date) -> str:
    """The account on record, to which the credit would be paid; empty where the member has named none."""
    account = parties.bank_account_on(session, member.party_id, today)
    return account.iban if account else ""


@dataclass(frozen=True)
class Preview:
    """What a notice would bring about, before anything is entered; `objection` where it has no effect."""

    declared: Declared
    known: Circumstances
    judgement: Judgement | None
    consequences: Consequences | None
    objection: Ineffective | None = None
    lacks_amendment: bool = False
    """Whether no version of the statute is recorded of the day on which it is said to have been amended."""

    @property
    def unentered_year(self) -> bool:
        """Whether the day lies in a fiscal year that nobody has entered yet, so that twelve months are assumed."""
        last_day = self.judgement.last_day if self.judgement else None
        return last_day is not None and last_day > max(year.last_day for year in self.known.years)


def preview(session: Session, member: Member, declared: Declared, today: date) -> Preview:
    """Judge a notice without entering it; raises Refusal where it could not be recorded at all."""
    known = circumstances_of(session, member, declared.received_on, today)
    try:
        judgement = judge(declared, known)
    except Ineffective as objection:
        return Preview(declared, known, None, None, objection)
    lacks = lacks_amendment(session, declared.amended_by.resolved_on if declared.amended_by else None)
    given_up = known.unit.on(declared.shares, judgement.last_day) if declared.kind is NoticeKind.PARTIAL else None
    amount = statutes.statute_on(session, judgement.last_day).share_amount
    before = _released_before(session, member, judgement.last_day)
    meant = consequences_of(given_up, judgement, known, amount, before)
    return Preview(declared, known, judgement, meant, lacks_amendment=lacks)


def lacks_amendment(session: Session, resolved_on: date | None) -> bool:
    """Say whether no version of the statute is recorded of the day on which it is said to have been amended (§ 67a)."""
    return resolved_on is not None and resolved_on not in {each.resolved_on for each in statutes.versions(session)}


def rests_on_nothing(session: Session, notice: Notice) -> bool:
    """Say whether a special notice that stands, or is to be decided, still lacks the amendment it is against (§ 67a).
    """
    return notice.state in (NoticeState.PROPOSED, NoticeState.ENTERED) and lacks_amendment(session, notice.resolved_on)


def consequences_on(session: Session, notice: Notice, today: date) -> Consequences | None:
    """What a notice means in shares, as they were when it was entered, and money today; None where it has no effect.

    What a splitting has made of the shares since counts, where it was before the notice takes effect (R-SHR-09).
    """
    if notice.last_day is None:
        return None
    holder = holder_of(session, notice)
    known = circumstances_of(session, holder, notice.received_on, today, notice.share_entry_id)
    judgement = Judgement(notice.last_day, notice.months, notice.receivable_until)
    amount = statutes.statute_on(session, notice.last_day).share_amount
    before = _released_before(session, holder, notice.last_day)
    return consequences_of(shares_given_up(session, notice), judgement, known, amount, before)


def _released_before(session: Session, member: Member, last_day: date) -> Cents:
    """What single shares given up by a day have released of the credit and is still there; cents (R-PAY-04)."""
    return max(shares.credit_parts(session, member.id, last_day + ONE_DAY).released, 0)


def shares_given_up(session: Session, notice: Notice) -> int | None:
    """The single shares that a notice gives up, in those of the day on which it takes effect (R-SHR-09)."""
    if notice.shares is None or notice.last_day is None:
        return None
    unit = shares.unit_of(session, notice.received_on, notice.recorded_at)
    return unit.on(notice.shares, notice.last_day)


@dataclass(frozen=True)
class OwnRights:
    """What a person may declare for a member in the portal; `hindrance` says why nothing, and what helps.

    Of `held` shares it gives up at most `most` singly, since `owed` must stay (§§ 7a (2), 67b GenG); on paper, where
    that `needs_signature`. `special`: the right that an amendment gives it, since it objected (§ 67a GenG).
    """

    kinds: Sequence[NoticeKind]
    held: int
    owed: Owed
    most: int
    needs_signature: bool
    hindrance: Refusal | None = None
    special: OfferedRight | None = None


def own_rights(session: Session, member: Member, party_id: int | None, today: date) -> OwnRights:
    """What somebody who acts for a member may declare in the portal today, in Textform (§ 65 (2) GenG; R-EXIT-01)."""
    known = circumstances_of(session, member, today, today)
    authority = parties.authority_of(session, member.party_id, party_id, today)
    held, owed = least_held(known.ledger, today), owed_when_given_today(known)
    needed = needed_form(NoticeKind.PARTIAL, today, known.statute, known.textform_permitted)
    special = right_of(session, member, today)
    hindrance = hindrance_in_portal(known, authority, party_id == member.party_id)
    return OwnRights(
        rights_in_portal(known, held, special is not None), held, owed, most_given_up(held, owed),
        needed is WrittenForm.SCHRIFTFORM, hindrance, special,
    )


def ending_by(session: Session, event: OtherEvent) -> OtherEnding:
    """When a membership ends by another ground than notice (§§ 68, 76 to 77a GenG; R-EXIT-09 to R-EXIT-11)."""
    years = statutes.fiscal_years(session)
    match event.ground:
        case OtherGround.DEATH:
            last_day = last_day_by_death(years, event.event_on, event.heirs_continue)
            return OtherEnding(last_day, settlement_follows(last_day))
        case OtherGround.EXCLUSION:
            last_day = last_day_by_exclusion(years, event.event_on, event.sent_on)
            may_attend = may_attend_assembly(event.sent_on, event.meets_on) if event.meets_on else None
            return OtherEnding(last_day, settlement_follows(last_day), may_attend=may_attend)
        case OtherGround.TRANSFER:
            return _ending_by_transfer(session, event)
        case _:
            last_day = last_day_by_dissolution(years, event.event_on)
            return OtherEnding(last_day, settlement_follows(last_day))


def _ending_by_transfer(session: Session, event: OtherEvent) -> OtherEnding:
    """Judged by what the acquirer holds as the ledgers stand (R-TRF-01)."""
    statute = statutes.statute_on(session, event.event_on)
    acquirer = members.get_by_number(session, event.acquirer)
    held = shares.holding_of(session, acquirer.id, event.event_on)
    allowed = may_transfer(
        statute.transfer_allowed, members.is_member_on(session, acquirer.party_id, event.event_on), event.amount,
        held.credit, nominal_of(held.shares, statute.share_amount),
    )
    last_day = last_day_by_transfer(event.event_on, event.is_full) if allowed else None
    return OtherEnding(last_day, settlement_follows(last_day, is_transfer=True), allowed)
