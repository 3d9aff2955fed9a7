"""By what a transfer is judged, and who would hold what by it (§ 76 GenG; R-TRF-01)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import queries as applications
from app.admissions.models import Application as Application
from app.admissions.rules import STATE_WORDS as APPLICATION_WORDS
from app.admissions.rules import check_may_join_by_transfer
from app.core.formats import euro
from app.core.told import Told
from app.core.values import Refusal, WrittenForm
from app.departures import queries as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.members import queries as members
from app.members.models import Member as Member
from app.members.rules import is_member_on
from app.organs import queries as organs
from app.parties import queries as parties
from app.removals import queries as removals
from app.removals.rules import RemovalState
from app.shares import queries as shares
from app.shares.queries import Holding
from app.shares.rules import PaymentPurpose, acquired_on, amount_now, become, so_many_shares
from app.statutes import queries as statutes
from app.statutes.rules import Statute
from app.subscriptions import queries as subscriptions
from app.transfers import rules
from app.transfers.models import Transfer
from app.transfers.queries.register import WAITING, is_booked_within, legs_of, transfers_of
from app.transfers.rules import (
    NOT_NOW,
    AboutAcquirer,
    Circumstances,
    Claim,
    Consequences,
    Declared,
    Giver,
    Joining,
    Standing,
    Taker,
    TransferState,
    check_admissible,
    check_declared,
    consequences_of,
    effective_day,
    hindrance_in_portal,
)

EVER = date.max

Acquirer = Member | Application
"""Who acquires: a member, or an applicant who joins by it (§ 76 (1) GenG)."""


def circumstances_of(
    session: Session, transferor: Member, acquirer: Acquirer, declared: Declared, today: date,
    without: Transfer | None = None,
) -> Circumstances:
    """What is known of both when a transfer is judged; Refusal without a statute.

    `without`: the transfer itself, where it waits.
    """
    day = effective_day(declared.wanted_on, today)
    statute = statutes.statute_on(session, day)
    taker = (
        _joining(session, transferor, acquirer, day, statute, today, without) if isinstance(acquirer, Application)
        else _taker(session, transferor, acquirer, day, statute, today)
    )
    return Circumstances(
        today=today, day=day, statute=statute, then=statutes.statute_on(session, declared.received_on),
        textform_permitted=organs.has_textform_permission_on(session, declared.received_on),
        giver=_giver(session, transferor, declared, day, statute, without), taker=taker,
    )


def _giver(
    session: Session, member: Member, declared: Declared, day: date, statute: Statute, without: Transfer | None
) -> Giver:
    """What the transferor has; a notice or an exclusion that the transfer overtakes takes none of it."""
    period = members.get_period_on(session, member.id, day)
    ahead = departures.notices_from(session, member.id, day)
    ending = [each for each in ahead if each.ends_membership and each.last_day == period.last_day]
    excluded = removals.find_exclusion_ahead(session, member.id, day)
    overtaken = {each.share_entry_id or 0 for each in ahead if declared.is_whole or each in ending}
    overtaken |= {excluded.share_entry_id or 0} if excluded else set()
    waiting = [
        each for each in transfers_of(session, member.id)
        if each.transferor_id == member.id and each.state in WAITING and each is not without
    ]
    return Giver(
        member_since=period.first_day, ends_on=period.last_day, ground=period.exit_ground,
        gives_way=bool(ending) or excluded is not None,
        heirs_undecided=_heirs_undecided(session, member), waits=waiting[0].number if waiting else "",
        claim=_claim_on(session, member, period.first_day),
        held=_held_then(session, member, day, overtaken),
        shares=shares.least_shares(session, member.id, day, overtaken),
        credit=shares.least_credit(session, member.id, day)
        - max(shares.credit_beside_shares_of(session, member.id, day), 0),
        owes=sum(
            each.open for each in shares.open_payments(session, day, member.id)
            if each.purpose is PaymentPurpose.SHARES
        ),
        owed=shares.owed_by(session, member, statute, acquired_on(day)),
    )


def _claim_on(session: Session, member: Member, since: date) -> Claim | None:
    """To whom the credit of the membership that began on a day is due; what was seized of an earlier one is over."""
    for notice in departures.seizures_of(session, [member.id]).get(member.id, ()):
        if notice.received_on >= since:
            return Claim(notice.number, notice.declared_by, notice.kind is NoticeKind.INSOLVENCY)
    return None


def _held_then(session: Session, member: Member, day: date, overtaken: Collection[int]) -> int:
    changes = shares.share_changes(session, member.id, overtaken)
    return sum(change for since, change in changes if since <= acquired_on(day))


def _taker(
    session: Session, transferor: Member, member: Member, day: date, statute: Statute, today: date
) -> Taker:
    since = acquired_on(day)
    period = members.get_period_on(session, member.id, EVER)
    return Taker(
        is_same=transferor.id == member.id, is_member=is_member_on(period.first_day, period.last_day, since),
        ends_on=period.last_day, ground=period.exit_ground, heirs_undecided=_heirs_undecided(session, member),
        shares=shares.most_held_from(session, member.id, since),
        credit=shares.credit_parts(session, member.id, since).on_shares,
        owed=shares.owed_by(session, member, statute, since),
        to_pay=shares.owed_on_held(session, member, today),
    )


def _joining(
    session: Session, transferor: Member, application: Application, day: date, statute: Statute, today: date,
    without: Transfer | None,
) -> Taker:
    """An applicant, who holds nothing yet; who was a member before may have credit that is not settled."""
    former = applications.find_known_member(session, application)
    is_bound = without is not None and application.transfer_id == without.id
    hindrance = None if is_bound else _hindrance_of_joining(session, application, today)
    return Taker(
        is_same=application.party_id == transferor.party_id, is_member=True, ends_on=None, ground=None,
        heirs_undecided=False, shares=0, credit=shares.holding_of(session, former.id, EVER).credit if former else 0,
        owed=applications.owed_by(session, application, statute, acquired_on(day)),
        joining=Joining(application.number or "", applications.shares_on(session, application, day), hindrance),
    )


def _hindrance_of_joining(session: Session, application: Application, today: date) -> Refusal | None:
    try:
        check_may_join_by_transfer(application.state, application.member_class, application.transfer_number)
        applications.check_ready(session, application, today)
    except Refusal as refusal:
        return refusal
    return None


def _heirs_undecided(session: Session, member: Member) -> bool:
    """Whether a death was noted after which it is open who goes on with the membership (§ 77 (2) GenG)."""
    return any(each.state is RemovalState.UNDECIDED for each in removals.removals_of(session, member.id))


def may_hand_on(session: Session, member: Member, today: date) -> bool:
    """Say whether a member has credit that it may hand on today, whoever takes it (§ 76 GenG; R-TRF-01)."""
    whole = Declared(None, today, today, WrittenForm.TEXTFORM, "")
    statute = statutes.find_statute_on(session, today)
    return statute is not None and rules.goes_on(_giver(session, member, whole, today, statute, None), today)


def check_members(session: Session, transferor: Member, acquirer: Acquirer, today: date) -> None:
    """Refuse two between whom nothing can be handed on today, whatever is agreed (§§ 73, 76, 77 GenG; R-TRF-01)."""
    whole = Declared(None, today, today, WrittenForm.TEXTFORM, "")
    known = circumstances_of(session, transferor, acquirer, whole, today)
    rules.check_members(known.giver, known.taker, known.day)


def check_own(session: Session, transferor: Member, acquirer: Member, today: date) -> None:
    """The same for the transferor in the portal, who is not told what stands against the acquirer."""
    try:
        check_members(session, transferor, acquirer, today)
    except AboutAcquirer:
        raise NOT_NOW from None


def shown_of(session: Session, transferor: Member, acquirer: Acquirer) -> dict[str, object]:
    """What the page of a transfer shows of both; whoever enters one later is told where it has changed."""
    if isinstance(acquirer, Application):
        return {**own_shown_of(session, transferor), "application": _applied(acquirer)}
    taken = shares.holding_of(session, acquirer.id, EVER)
    return {**own_shown_of(session, transferor), "taken": _held(taken)}


def _applied(application: Application) -> Told:
    state, declared = APPLICATION_WORDS[application.state], so_many_shares(application.shares or 0)
    return Told("{state}, {shares}", state=state, shares=declared)


def _held(holding: Holding) -> Told:
    return Told("{shares}, {credit}", shares=so_many_shares(holding.shares), credit=euro(holding.credit))


def own_shown_of(session: Session, transferor: Member) -> dict[str, object]:
    """What the page shows the transferor in the portal, who learns nothing of the other."""
    given = shares.holding_of(session, transferor.id, EVER)
    return {
        "given": _held(given),
        "transfers": [each.number for each in transfers_of(session, transferor.id)],
    }


def held_on(session: Session, member: Member, day: date) -> Holding:
    """What one side holds on a day."""
    return shares.holding_of(session, member.id, day)


@dataclass(frozen=True)
class Preview:
    """What a transfer would bring about if the board agreed today; `objection` where it may not take place."""

    declared: Declared
    transferor: Member
    acquirer: Acquirer
    known: Circumstances
    meant: Consequences | None
    objection: Refusal | None = None

    @property
    def taker_name(self) -> str:
        """How the acquirer is called."""
        return name_of(self.acquirer)


def name_of(acquirer: Acquirer) -> str:
    """How an acquirer is called, be it a member or an applicant."""
    return acquirer.name if isinstance(acquirer, Application) else acquirer.party.display_name


def counted_then(session: Session, declared: Declared, today: date, told_at: datetime | None = None) -> Declared:
    """A transfer in the shares of the day on which it takes place: those it names may have been split (R-SHR-09)."""
    if declared.shares is None:
        return declared
    unit = shares.unit_of(session, declared.received_on, told_at)
    return replace(declared, shares=unit.on(declared.shares, effective_day(declared.wanted_on, today)))


def become_of(session: Session, transfer: Transfer, today: date) -> str:
    """What the shares that a transfer names have become, as text and minutes say it; empty where they are as they were.

    They were split, or a share comes to something else without it (§§ 16 (2), 22b GenG; R-SHR-09).
    """
    day, numbers = effective_day(transfer.wanted_on, today), []
    if transfer.shares is not None:
        unit = shares.unit_of(session, transfer.received_on, transfer.recorded_at)
        numbers.append((transfer.shares, unit.shown(transfer.shares, day)))
    if transfer.application is not None:
        taken = applications.shown_shares(session, transfer.application, day)
        numbers.append((transfer.application.shares or 0, taken))
    amount = statutes.statute_on(session, day).share_amount
    told = statutes.statute_of(statutes.get_version(session, transfer.statute_version_id)).share_amount
    return become(numbers, amount) or (amount_now(told, amount) if numbers else "")


def preview(session: Session, transferor: Member, acquirer: Acquirer, declared: Declared, today: date) -> Preview:
    """Judge a transfer without entering it; raises Refusal where there is no statute to judge it by."""
    known = circumstances_of(session, transferor, acquirer, declared, today)
    counted = counted_then(session, declared, today)
    try:
        check_declared(counted, known)
    except Refusal as objection:
        return Preview(declared, transferor, acquirer, known, None, objection)
    return Preview(declared, transferor, acquirer, known, consequences_of(counted, known))


def own_preview(
    session: Session, transferor: Member, acquirer: Member, declared: Declared, today: date
) -> Preview:
    """The same for the transferor in the portal, who is not told what stands against the acquirer."""
    found = preview(session, transferor, acquirer, declared, today)
    if isinstance(found.objection, AboutAcquirer):
        return replace(found, objection=NOT_NOW)
    return found


def declared_of(session: Session, transfer: Transfer, today: date) -> Declared:
    """A transfer as it was declared, in the shares of the day on which it would take place were it decided today."""
    declared = Declared(
        transfer.shares, transfer.wanted_on, transfer.received_on, transfer.written_form, transfer.declared_by,
        transfer.dated_on,
    )
    return counted_then(session, declared, today, transfer.recorded_at)


def meant_by(session: Session, transfer: Transfer, today: date) -> Consequences | None:
    """Who holds what by a transfer: as entered, or while it waits, as it would be today; None where it is over.

    None too where its shares were those of a splitting that is corrected, and are no whole ones (R-SHR-09), and where
    it took place after an audited period.
    """
    if transfer.state is TransferState.ENTERED and transfer.effective_on is not None:
        is_read = is_booked_within(session, transfer)
        return _entered(session, transfer, transfer.effective_on) if is_read else None
    if transfer.state not in WAITING:
        return None
    try:
        declared = declared_of(session, transfer, today)
    except Refusal:
        return None
    known = circumstances_of(session, transfer.transferor, transfer.taker, declared, today, transfer)
    return consequences_of(declared, known)


def stands_against(session: Session, transfer: Transfer, today: date) -> Refusal | None:
    """What keeps a waiting transfer from being entered, however the board votes today (§§ 66, 66a, 76 GenG; R-TRF-01).

    None where nothing does, and of a transfer that is over.
    """
    if transfer.state not in WAITING:
        return None
    try:
        declared = declared_of(session, transfer, today)
        known = circumstances_of(session, transfer.transferor, transfer.taker, declared, today, transfer)
        check_admissible(declared, known)
    except Refusal as hindrance:
        return hindrance
    return None


def stands_against_agreeing(session: Session, transfer: Transfer, today: date) -> Refusal | None:
    """The same for the acquirer in the portal, who learns nothing of the transferor's affairs (R-GDPR-02)."""
    hindrance = stands_against(session, transfer, today)
    if hindrance is not None and rules.side_of(hindrance) is rules.Side.TRANSFEROR:
        return Refusal(rules.ABOUT_TRANSFEROR)
    return hindrance


def further_of(session: Session, acquirer: Acquirer) -> str:
    """The acquirer's declaration on further shares that lies before the board too; empty without one (§ 15b GenG)."""
    return "" if isinstance(acquirer, Application) else subscriptions.waiting_of(session, acquirer.id)


def seizures_of(session: Session, transfer: Transfer) -> Sequence[Notice]:
    """The notices by which others are due the credit that a waiting transfer is about (§§ 66, 66a GenG; R-EXIT-08)."""
    if transfer.state not in WAITING:
        return ()
    since = members.get_period_on(session, transfer.transferor_id, EVER).first_day
    about = departures.seizures_of(session, [transfer.transferor_id]).get(transfer.transferor_id, ())
    return [notice for notice in about if notice.received_on >= since]


def _entered(session: Session, transfer: Transfer, day: date) -> Consequences:
    """What stands in the ledgers; how much this transfer moved is said by its own legs, others may be of its day."""
    legs = legs_of(session, transfer)
    giver, taker = (
        (_standing(session, member_id, day), _standing(session, member_id, acquired_on(day)))
        for member_id in (transfer.transferor_id, legs.acquirer_id)
    )
    return Consequences(
        day, giver, taker, statutes.statute_on(session, day).share_amount,
        shares=-shares.change_of(session, legs.given),
        gained=shares.change_of(session, legs.taken) if legs.taken else 0, amount=legs.amount,
        is_whole=transfer.is_whole, covered=shares.asked_no_more(session, legs.given, legs.acquirer_id),
    )


def _standing(session: Session, member_id: int, day: date) -> Standing:
    held = shares.holding_of(session, member_id, day)
    return Standing(held.shares, held.credit)


def hindrance_of(session: Session, member: Member, party_id: int | None, today: date) -> Refusal | None:
    """What keeps somebody who acts for a member from declaring a transfer in the portal today, in Textform."""
    return hindrance_in_portal(
        statutes.statute_on(session, today), today, organs.has_textform_permission_on(session, today),
        parties.authority_of(session, member.party_id, party_id, today), party_id == member.party_id,
    )
