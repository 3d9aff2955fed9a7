"""The journal tells the ledgers anew; an act and what undoes it leave every figure as it was. With random lives."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import journal, ledgers
from app.core.db import db
from app.core.values import PostalAddress, Refusal
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import PartyFacts
from app.reports import queries
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.actions import OpeningHolding
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, TODAY, an_organisation
from tests.reports.test_lives import DAYS, FIRST, YEARS, many
from tests.shares.factories import SHARE, a_house, a_member

ACTS = ("join", "take over", "further", "pay", "pay back", "cancel", "leave", "go on", "reverse")

Act = tuple[str, int, int, int]
"""What happens, to which member, on which day after the first, with how many shares."""

acts_of_a_life = st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 1000), st.integers(1, 4))
lives = st.lists(acts_of_a_life, min_size=4, max_size=12)


def live(session: Session, act: Act, now: datetime) -> None:
    """Let one act happen by the application's own action."""
    what, who, after, number = act
    day, member = FIRST + timedelta(days=after), member_queries.find_by_number(session, who + 1)
    if what == "take over":
        _take_over(session, day, number, now)
    elif member is None:
        a_member(session, f"Gemeinde Quell {after}", number, day)
    elif what in DONE:
        DONE[what](session, member, max(day, member.periods[-1].first_day), number, now)


def _take_over(session: Session, day: date, number: int, now: datetime) -> None:
    """Two members of an old list, one of whom has left."""
    people = [an_organisation(session, f"Betrieb {number} {day}").id for _ in range(2)]
    last, next_one = [None, day + timedelta(days=100)], member_queries.number_to_come(session)
    entered = [
        members.TakenOver(party_id, next_one + place, day, ends, ExitGround.NOTICE if ends else None)
        for place, (party_id, ends) in enumerate(zip(people, last, strict=True))
    ]
    ids = members.enter_many(session, entered, "Liste", OFFICE, now)
    held = [OpeningHolding(each, number, SHARE, day, ends) for each, ends in zip(ids, last, strict=True)]
    shares.take_over_many(session, held, "Liste", OFFICE, now)
    journal.record(session, OFFICE, "take_over_list", "import:1", now)


def _further(session: Session, member: Member, day: date, number: int, now: datetime) -> None:
    statute = statutes.statute_on(session, day)
    shares.subscribe(session, member, number, day, ShareGround.FURTHER_SHARES, "V-2026-040", statute, OFFICE, now)


def _pay(session: Session, member: Member, day: date, number: int, now: datetime) -> None:
    shares.record_payment(session, member, number * SHARE, min(day, TODAY), PaymentPurpose.SHARES, "", OFFICE, now)


def _pay_back(session: Session, member: Member, _day: date, _number: int, now: datetime) -> None:
    newest = select(PaymentReceived).where(PaymentReceived.member_id == member.id).order_by(PaymentReceived.id.desc())
    payment = session.scalars(newest).first()
    assume(payment is not None)
    assert payment is not None
    shares.reverse_payment(session, payment, "Irrtum", OFFICE, now)


def _cancel(session: Session, member: Member, day: date, number: int, now: datetime) -> None:
    shares.cancel(session, member, number, day, "Kündigung", OFFICE, now)


def _leave(session: Session, member: Member, day: date, _number: int, now: datetime) -> None:
    members.end(session, member, day, ExitGround.NOTICE, "Kündigung", OFFICE, now)
    shares.leave(session, member, day, "Kündigung", OFFICE, now)


def _go_on(session: Session, member: Member, _day: date, _number: int, now: datetime) -> None:
    members.undo_end(session, member, "Irrtum", "", OFFICE, now)


def _reverse(session: Session, member: Member, _day: date, number: int, now: datetime) -> None:
    entries = share_queries.share_entries_of(session, member.id)
    shares.reverse_share_entry(session, entries[-number % len(entries)], "Irrtum", OFFICE, now)


DONE: dict[str, Callable[[Session, Member, date, int, datetime], None]] = {
    "further": _further, "pay": _pay, "pay back": _pay_back, "cancel": _cancel, "leave": _leave, "go on": _go_on,
    "reverse": _reverse,
}


def lived(installation: Installation, store: Path, acts: list[Act]) -> Session:
    """Begin anew, and let each act that is not refused be done and committed, an hour after the one before."""
    db.session.remove()
    installation.begin(store)
    session: Session = db.session()
    a_house(session, further_shares_allowed=True)
    for hours, act in enumerate(acts, start=1):
        try:
            with session.begin_nested():
                live(session, act, NOW + timedelta(hours=hours))
        except Refusal:
            session.expire_all()
        session.commit()
    return session


def replayed(session: Session) -> dict[str, dict[int, ledgers.Row]]:
    """Every ledger made anew from the journal alone: name → id → row."""
    told: dict[str, dict[int, ledgers.Row]] = {name: {} for name in ledgers.LEDGERS}
    for name, rows in ledgers._told(session):
        told[name].update((row["id"], row) for row in rows)
    return told


@many
@given(acts=lives)
def test_the_journal_alone_gives_the_same_ledgers(installation: Installation, tmp_path: Path, acts: list[Act]) -> None:
    with installation.app.app_context():
        session = lived(installation, tmp_path / "files", acts)
        told = replayed(session)
        for name, table in ledgers.LEDGERS.items():
            rows = [json.loads(journal.as_json(dict(row))) for row in session.execute(select(table)).mappings()]
            assert told[name] == {row["id"]: row for row in rows}, name
        assert list(ledgers.unlike_the_journal(session)) == []
        for day in DAYS:
            assert _shares_by(told["share_entry"], day) == share_queries.shares_on(session, day)
        for year in YEARS:
            credit = sum(row["amount"] for row in _until(told["credit_entry"], year.last_day))
            assert credit == sum(queries.year_report(session, year).after.parts.values())


def _until(rows: dict[int, ledgers.Row], day: date) -> list[ledgers.Row]:
    return [row for row in rows.values() if row["effective_on"] <= day.isoformat()]


def _shares_by(rows: dict[int, ledgers.Row], day: date) -> dict[int, int]:
    """What the rows of the share ledger add up to on a day, by member (R-REG-06)."""
    held: Counter[int] = Counter()
    for row in _until(rows, day):
        gains = (row["change"] > 0) == (row["ground"] != "reversal")
        held[row["member_id"]] += row["change"] if gains or row["effective_on"] < day.isoformat() else 0
    return {member_id: number for member_id, number in held.items() if number}


UNDONE = ("further", "pay", "cancel", "leave", "rename", "move")


@many
@given(acts=lives, what=st.sampled_from(UNDONE), after=st.integers(0, 1000), number=st.integers(1, 4))
def test_an_act_and_what_undoes_it_leave_every_figure_as_it_was(
    session: Session, acts: list[Act], what: str, after: int, number: int
) -> None:
    session.rollback()
    session.expire_all()
    a_house(session, further_shares_allowed=True)
    for hours, act in enumerate([("join", 0, 0, 3), *acts], start=1):
        _try(session, lambda act=act, hours=hours: live(session, act, NOW + timedelta(hours=hours)))  # type: ignore[misc]
    member = member_queries.find_by_number(session, 1)
    assert member is not None
    before, now = _figures(session), NOW + timedelta(days=2)
    day = max(FIRST + timedelta(days=after), member.periods[-1].first_day)
    if _try(session, lambda: _do(session, member, what, day, number, now)):
        assert _try(session, lambda: _undo(session, member, what, now + timedelta(hours=1)))
        assert _figures(session) == before


def _try(session: Session, act: Callable[[], None]) -> bool:
    """Whether an act was not refused; one that was has changed nothing."""
    try:
        with session.begin_nested():
            act()
    except Refusal:
        session.expire_all()
        return False
    return True


def _do(session: Session, member: Member, what: str, day: date, number: int, now: datetime) -> None:
    if what == "rename":
        facts = PartyFacts(member.party.kind, name=f"Stadt Neubruck {number}")
        parties.change_name(session, member.party, facts, day, OFFICE, now)
    elif what == "move":
        address = PostalAddress(f"Marktgasse {number}", "70997", "Altenbruck")
        parties.change_address(session, member.party, address, day, OFFICE, now)
    else:
        DONE[what](session, member, day, number, now)


def _undo(session: Session, member: Member, what: str, now: datetime) -> None:
    party = member.party
    if what == "rename":
        name = party_queries.last_recorded_name(session, party.id)
        parties.undo_name(session, party, name.id, "Irrtum", OFFICE, now)
    elif what == "move":
        address = party_queries.last_recorded_address(session, party.id)
        assert address is not None
        parties.undo_address(session, party, address.id, "Irrtum", OFFICE, now)
    elif what == "pay":
        _pay_back(session, member, TODAY, 0, now)
    else:
        if what == "leave":
            _go_on(session, member, TODAY, 0, now)
        newest = session.get(ShareEntry, session.scalar(select(func.max(ShareEntry.id))))
        if newest is not None and newest.recorded_at == now - timedelta(hours=1):
            shares.reverse_share_entry(session, newest, "Irrtum", OFFICE, now)


def _figures(session: Session) -> object:
    """What the house tells: registers and holdings of the days, movements of the years, what is still to be paid."""
    session.expire_all()
    return (
        [queries.register_on(session, day) for day in DAYS], [queries.year_report(session, year) for year in YEARS],
        queries.development(session, date(2027, 1, 1)), [queries.holdings_on(session, day) for day in DAYS],
        [(each.member_id, each.purpose, each.due_on, each.open) for each in share_queries.open_payments(session)],
    )
