"""What stands beside the tasks: deadlines, whom the house waits for, what was done last, what is to be put in order."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.closing import queries as closing
from app.closing.rules import STEP_LAWS, STEP_WORDS
from app.core import journal
from app.core.formats import beginning_of, local
from app.core.journal import JournalLine
from app.core.told import Kept
from app.core.values import Actor, Role
from app.departures import queries as departures
from app.desk.rules import Advice, Awaited, Deadline, Hint
from app.members import queries as members
from app.members.models import Member
from app.members.rules import is_below_minimum, is_near_minimum
from app.organs import queries as organs
from app.organs.models import Office, Resolution
from app.organs.rules import DELEGATES_ABOVE, SMALL_COOPERATIVE, Organ, Procedure, delegates_allowed
from app.parties.models import Party
from app.promotion import queries as promotion
from app.promotion.rules import finish_by
from app.shares import queries as shares
from app.shares.models import PaymentDue
from app.shares.rules import so_many_shares
from app.statutes import queries as statutes

AHEAD = timedelta(days=45)
"""How far ahead the desk looks for deadlines."""

MOST = 6

_HANDED_BACK = journal.UntilTheNextAct[list[Hint]]()
"""What is to be said of results parted by what was undone since, by day: for one, all weights are worked out anew."""


# --- deadlines -------------------------------------------------------------------------------------------------------


def deadlines(session: Session, actor: Actor, today: date, running: Sequence[Resolution]) -> list[Deadline]:
    """The next days to keep in mind: circulars and meetings, payments that fall due, terms and memberships that end."""
    found = [*_of_resolutions(running, today), *_of_offices(session, today)]
    if actor.has_any((Role.OFFICE, Role.BOARD, Role.AUDITOR)):
        found += [*_of_payments(session, today), *_of_exits(session, today)]
    return sorted(found, key=lambda deadline: deadline.day)[:MOST]


def _of_resolutions(running: Sequence[Resolution], today: date) -> Iterator[Deadline]:
    for resolution in running:
        day = resolution.deadline_on or resolution.meeting_on
        if day is not None and day >= today:
            what = "circular" if resolution.procedure is Procedure.CIRCULAR else "meeting"
            yield Deadline(day, what, {"number": resolution.number, "title": Kept(resolution.title)}, resolution.id)


def _of_payments(session: Session, today: date) -> Iterator[Deadline]:
    """Payments that fall due, by day."""
    for due_on, number, amount in session.execute(_falling_due(today)):
        yield Deadline(due_on, "payments", {"number": number, "amount": amount})


@lru_cache(maxsize=4)
def _falling_due(today: date) -> Select[*tuple[Any, ...]]:
    """Day, number of members and sum in cents; only members with such a day are looked at. Composed once a day."""
    ahead = PaymentDue.due_on.between(today, today + AHEAD)
    dues = shares.unreversed_dues(select(PaymentDue.member_id).where(ahead))
    by_day = select(dues.c.due_on, func.count(dues.c.member_id.distinct()), shares.total(dues.c.open)).where(
        dues.c.open > 0, dues.c.due_on.between(today, today + AHEAD)
    )
    return by_day.group_by(dues.c.due_on).order_by(dues.c.due_on).limit(MOST)


def _of_offices(session: Session, today: date) -> Iterator[Deadline]:
    for office in organs.ending_soon(session, today)[:MOST]:
        if office.last_day is not None:
            yield Deadline(office.last_day, "office", {"name": office.party.display_name, "organ": office.organ.value})


def _of_exits(session: Session, today: date) -> Iterator[Deadline]:
    exits = members.known_exits().subquery()
    ahead = exits.c.last_day.between(today, today + AHEAD)
    by_day = select(exits.c.last_day, func.count()).where(ahead, exits.c.period_id.not_in(members.struck()))
    for last_day, number in session.execute(by_day.group_by(exits.c.last_day).order_by(exits.c.last_day).limit(MOST)):
        yield Deadline(last_day, "exits", {"number": number})


# --- who is waited for -----------------------------------------------------------------------------------------------


def awaited(session: Session, actor: Actor, today: date, running: Sequence[Resolution]) -> list[Awaited]:
    """Whom the house waits for: officers whose votes are missing, applicants who have to complete their papers."""
    found = [*_voters(session, actor, today, running)]
    if Role.OFFICE in actor.roles:
        found += _applicants(session)
    return sorted(found, key=lambda each: each.since)[:MOST]


def _voters(session: Session, actor: Actor, today: date, running: Sequence[Resolution]) -> Iterator[Awaited]:
    """Directors one by one; the supervisory board as one, unless one sits in it."""
    for organ in sorted({resolution.organ for resolution in running}):
        found = list(_voters_of(session, organ, actor, today, running))
        if organ is Organ.SUPERVISORY_BOARD and found and organs.ROLE_OF[organ] not in actor.roles:
            yield Awaited("", len(found), min(each.since for each in found), organ.value)
        else:
            yield from found


def _voters_of(
    session: Session, organ: Organ, actor: Actor, today: date, running: Sequence[Resolution]
) -> Iterator[Awaited]:
    for office in organs.offices_on(session, organ, today):
        missing = [each for each in running if each.organ is organ and _misses(each, office)]
        number = sum(_missing_votes(each, office.party_id) for each in missing)
        if number and office.party_id != actor.party_id:
            since = min(local(each.opened_at).date() for each in missing)
            yield Awaited(office.party.display_name, number, since)


def _misses(resolution: Resolution, office: Office) -> bool:
    return resolution.procedure is Procedure.CIRCULAR and _missing_votes(resolution, office.party_id) > 0


def _missing_votes(resolution: Resolution, party_id: int) -> int:
    """On how many open items somebody has neither voted nor is biased."""
    return sum(
        item.is_open
        and all(vote.party_id != party_id for vote in item.votes)
        and all(bias.party_id != party_id for bias in item.biases)
        for item in resolution.items
    )


def _applicants(session: Session) -> Iterator[Awaited]:
    returned = select(Application.name, Application.returned_at).where(
        Application.state == ApplicationState.RETURNED, Application.returned_at.is_not(None)
    )
    for name, returned_at in session.execute(returned.order_by(Application.returned_at).limit(MOST)):
        assert returned_at is not None
        yield Awaited(name, 1, local(returned_at).date(), "papers")


# --- what was done last ----------------------------------------------------------------------------------------------

SHOWN_ACTS = (
    "submit_application", "enter_paper", "withdraw_application", "admit", "turn_down", "notify", "open_resolution",
    "close_resolution", "record_resolution", "record_payment", "reverse_payment", "issue_certificate", "issue_letter",
    "note_debt_paid", "undo_debt_paid", "write_off_debt", "undo_written_off",
    "subscribe_shares", "end_membership", "change_name", "change_address", "take_over_list",
    "give_notice", "undo_notice", "declare_further_shares", "turn_down_further_shares", "undo_further_shares",
    "declare_transfer", "enter_transfer", "turn_down_transfer", "undo_transfer",
)  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """An act of the last days: which, about whom, when, and the page that shows it."""

    line: JournalLine
    about: str
    room: str
    target: int


def lately(session: Session, today: date, rooms: Collection[str]) -> list[Happening]:
    """What was done last in these rooms (first word of the subject), newest first: by its moment, as it is shown."""
    if not rooms:
        return []
    since = beginning_of(today - timedelta(days=30))
    about = or_(*(JournalLine.subject.startswith(f"{room}:") for room in sorted(rooms)))
    newest = select(JournalLine).where(JournalLine.at >= since, JournalLine.act.in_(SHOWN_ACTS), about)
    lines = session.scalars(newest.order_by(JournalLine.sequence.desc()).limit(MOST)).all()
    names = _names(session, lines)
    lines = sorted(lines, key=lambda line: (line.at, line.sequence), reverse=True)
    return [
        Happening(line, name, room, target)
        for line in lines
        for room, target in [_split(line.subject)]
        for name, target in [names.get((room, target), ("", target))]
    ]


def _split(subject: str) -> tuple[str, int]:
    room, _, reference = subject.partition(":")
    return room, int(reference) if reference.isdigit() else 0


def _names(session: Session, lines: Sequence[JournalLine]) -> dict[tuple[str, int], tuple[str, int]]:
    """Whom the lines are about, and by which number the page is found; refused applicants have no name any more."""
    subjects = [_split(line.subject) for line in lines]
    names: dict[tuple[str, int], tuple[str, int]] = {}
    concerned = {number for room, number in subjects if room == "member"}
    if concerned:
        named = select(Member.id, Member.number, Party.display_name).join(Party, Party.id == Member.party_id)
        for member_id, number, name in session.execute(named.where(Member.id.in_(concerned))):
            names["member", member_id] = (name, number)
    applied = {number for room, number in subjects if room == "application"}
    if applied:
        asked = select(Application.id, Application.name, Application.number).where(Application.id.in_(applied))
        for application_id, name, written in session.execute(asked):
            names["application", application_id] = (name or written or "", application_id)
    return names


# --- what is to be put in order --------------------------------------------------------------------------------------


def hints(session: Session, actor: Actor, today: date, uncertified: int) -> list[Hint]:
    """What the house lacks: for who keeps it in order, not for everybody."""
    found: list[Hint] = []
    if Role.ADMINISTRATOR in actor.roles:
        found += [Hint(Advice.HINDRANCE, message=each) for each in shares.certificate_hindrances(session, today)]
    if Role.OFFICE in actor.roles and uncertified:
        found.append(Hint(Advice.CERTIFICATES, {"number": uncertified}))
    if Role.OFFICE in actor.roles:
        found += [
            Hint(Advice.CERTIFICATE_NAME, {"name": each.member.party.display_name, "number": each.number})
            for each in shares.under_former_name(session, today)[:MOST]
        ]
        found += [
            Hint(Advice.CERTIFICATE_AMOUNT, {"name": each.member.party.display_name, "number": each.number})
            for each in shares.over_former_amount(session, today, MOST)
        ]
        found += [*_of_notices(session, today), *_of_quantities(session, today)]
    if actor.has_any((Role.OFFICE, Role.BOARD)):
        found += [*_of_accounts(session, today), *_of_promotion(session, today)]
    if actor.has_any((Role.OFFICE, Role.BOARD, Role.ADMINISTRATOR)):
        found += _of_years(session, today)
    if actor.has_any((Role.ADMINISTRATOR, Role.BOARD, Role.SUPERVISORY_BOARD)):
        found += [*_of_organs(session, today), *_of_size(session, today), *_of_large_holders(session, today)]
    return found


def _of_notices(session: Session, today: date) -> Iterator[Hint]:
    """Notices of single shares that would take what the member owes by then (§§ 7a (2), 67b GenG; R-SHR-05)."""
    for each in departures.beneath_owed(session, today)[:MOST]:
        values = {
            "name": each.notice.member.party.display_name, "number": each.notice.number,
            "left": so_many_shares(each.left), "owed": each.owed.words(),
        }
        arguments = {"notice_id": each.notice.id}
        yield Hint(Advice.BENEATH_OWED, values, due_on=each.notice.last_day, arguments=arguments)


def _of_quantities(session: Session, today: date) -> Iterator[Hint]:
    """Members of whom nobody entered what the statute's scale reckons by (§ 7a (2) GenG; R-SHR-05)."""
    scale = shares.find_scale_on(session, today)
    number = shares.count_without_quantity(session, scale.measure, today) if scale else 0
    if scale and number:
        yield Hint(Advice.QUANTITIES, {"number": number, "measure": scale.measure}, arguments={"scale": "missing"})


def _of_accounts(session: Session, today: date) -> Iterator[Hint]:
    """Accounts whose next step is late or due soon, and results to be booked anew (§ 48 GenG, § 336 HGB)."""
    for accounts in closing.unfinished(session, today):
        step, due_on = accounts.next_step, accounts.next_due_on
        if step and due_on and due_on <= today + AHEAD:
            values = {"year": accounts.year.name, "step": [STEP_WORDS[step]]}
            arguments = {"ending": accounts.year.last_day.isoformat()}
            yield Hint(Advice.ACCOUNTS, values, law=STEP_LAWS[step], due_on=due_on, arguments=arguments)
    yield from _HANDED_BACK.get(session, today, lambda: list(_of_uses(session)))


def _of_promotion(session: Session, today: date) -> Iterator[Hint]:
    """The report on how members were promoted in the last year, as long as the board has not finished it (R-AUD-03)."""
    year = promotion.unfinished(session, today)
    if year is not None and finish_by(year.last_day) <= today + AHEAD:
        arguments = {"ending": year.last_day.isoformat()}
        yield Hint(Advice.PROMOTION_REPORT, {"year": year.name}, law="§ 58 Abs. 1 Satz 3 GenG",
                   due_on=finish_by(year.last_day), arguments=arguments)


def _of_years(session: Session, today: date) -> Iterator[Hint]:
    """A day after the last fiscal year, told to who enters years too; where none is entered the set-up says so."""
    years = statutes.fiscal_years(session)
    if years and not any(year.covers(today) for year in years):
        yield Hint(Advice.NO_YEAR)


def _of_uses(session: Session) -> Iterator[Hint]:
    """Results parted by what was undone since, a transfer, an exit, shares: to be booked anew, unless meant so (§ 19).
    """
    for each in closing.uses_handed_back(session):
        advice = Advice.GOES_ON_NO_MORE if each.transfer.by_death else Advice.HANDED_BACK
        of_whom = each.transfer.transferor.party.display_name
        values = {"year": each.year.name, "number": each.transfer.number, "name": of_whom}
        yield Hint(advice, values, arguments={"ending": each.year.last_day.isoformat()})
    for other in closing.uses_undone_beneath(session):
        whose = other.entry.member.party.display_name
        values = {"year": other.year.name, "number": other.entry.document, "name": whose}
        yield Hint(Advice.UNDONE_BENEATH, values, arguments={"ending": other.year.last_day.isoformat()})


def _of_organs(session: Session, today: date) -> Iterator[Hint]:
    for finding in organs.findings_on(session, today):
        yield Hint(Advice.COMPOSITION, finding.values, finding.message, finding.law)
    for office in organs.no_longer_eligible_on(session, today):
        yield Hint(Advice.OFFICE_LOST, {"name": office.party.display_name, "organ": office.organ.value})
    for office in organs.ending_soon(session, today):
        values = {"name": office.party.display_name, "organ": office.organ.value}
        yield Hint(Advice.OFFICE_ENDS, values, due_on=office.last_day)


def _of_size(session: Session, today: date) -> Iterator[Hint]:
    """Thresholds of the law: the minimum of three, reliefs up to twenty, delegates above 1,500 (R-STA-01, R-VV-01)."""
    ordinary, total = members.count_on(session, today, include_investing=False), members.count_on(session, today)
    statute = statutes.find_statute_on(session, today)
    if statute is None:
        return
    if is_below_minimum(ordinary):
        yield Hint(Advice.BELOW_MINIMUM, {"number": ordinary})
    elif is_near_minimum(ordinary):
        yield Hint(Advice.NEAR_MINIMUM, {"number": ordinary})
    relieved = statute.one_person_board or not statute.sb_required
    if relieved and SMALL_COOPERATIVE - 2 <= total <= SMALL_COOPERATIVE:
        yield Hint(Advice.NEAR_SMALL_LIMIT, {"number": total, "limit": SMALL_COOPERATIVE})
    if delegates_allowed(total):
        yield Hint(Advice.DELEGATES, {"number": total, "limit": DELEGATES_ABOVE})


def _of_large_holders(session: Session, today: date) -> Iterator[Hint]:
    """Who holds so much that the transparency register is to be told (§§ 3, 20 GwG; R-TRA-01)."""
    for member_id in shares.large_holders_on(session, today):
        yield Hint(Advice.LARGE_HOLDER, {"name": members.get_member(session, member_id).party.display_name})


def running_resolutions(session: Session, actor: Actor) -> Sequence[Resolution]:
    """Resolutions on which the vote runs: all of them for the office, of one's own organs for officers."""
    found = organs.open_resolutions(session)
    if actor.has_any((Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)):
        return found
    mine = [organ for organ in Organ if organs.ROLE_OF.get(organ) in actor.roles]
    return [resolution for resolution in found if resolution.organ in mine]
