"""An heir goes on with a membership: shares, credit, what is owed and what is cancelled go along (§ 77 (2) GenG)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.departures.rules import NoticeKind, NoticeState
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries.invariants import FINDERS
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import RemovalState
from app.reports.queries import register_on, year_report
from app.shares import actions as ledgers
from app.shares import queries as shares
from app.shares.rules import ShareGround
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from tests.departures.factories import JOINED, given
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.removals.factories import DIED, a_human, a_lasting_house, a_successor, dead, followed
from tests.reports.factories import booked
from tests.settlements.factories import LEFT, left
from tests.shares.factories import a_member, paid
from tests.subscriptions.factories import decided, proposed

NEW_YEARS_EVE = date(2026, 12, 31)


def a_continuing_house(session: Session, **statute: object) -> None:
    """A house whose statute lets heirs go on."""
    a_lasting_house(session, heirs_continue=True, max_shares=20, **statute)


def an_heir_of(session: Session, member: Member, party_id: int | None = None) -> tuple[Removal, int]:
    """The death of a member with its one heir, new or known as a party; gives the heir's entry."""
    removal = followed(session, dead(session, member), who=party_id)
    return removal, queries.heirs_of(removal)[0].id


def gone_on(session: Session, member: Member, party_id: int | None = None) -> tuple[Removal, Member]:
    """A membership with which an heir goes on; gives the heir as a member."""
    removal, heir = an_heir_of(session, member, party_id)
    actions.continue_with(session, removal, heir, OFFICE, NOW)
    joined = members.find_member_of_party(session, queries.heirs_of(removal)[0].party_id)
    assert joined is not None
    return removal, joined


def owed(session: Session, member: Member) -> list[tuple[date, int]]:
    """What is open of a member, by the day it falls due; cents."""
    return [(each.due_on, each.open) for each in shares.open_payments(session, member_id=member.id)]


def books(session: Session, *people: Member) -> list[object]:
    """Everything that register, ledgers and payments say of these members."""
    days = (DIED, DIED + timedelta(days=1), TODAY, NEW_YEARS_EVE, date(2027, 1, 1), date.max)
    return [
        [
            [(held.shares, held.credit) for held in (shares.holding_of(session, each.id, day) for day in days)],
            owed(session, each), members.get_period_on(session, each.id, TODAY).last_day,
        ]
        for each in people
    ]


def an_unpaid_human(session: Session, paid_in: int = 0) -> Member:
    """A person with three shares of 500 €, of which only some is paid."""
    party = a_person(session, "Balthasar", "Lindwurm")
    member = a_member(session, shares=3, first_day=DIED - timedelta(days=7), party=party)
    if paid_in:
        paid(session, member, paid_in, DIED)
    return member


@pytest.mark.parametrize("paid_in", [0, 400_00])
def test_the_heir_owes_what_the_dead_owed_once_and_on_the_same_days(session: Session, paid_in: int) -> None:
    a_continuing_house(session)
    member = an_unpaid_human(session, paid_in)
    before = owed(session, member)
    assert sum(amount for _day, amount in before) == 1_500_00 - paid_in
    _removal, heir = gone_on(session, member)
    assert owed(session, heir) == before
    assert owed(session, member) == []


@pytest.mark.parametrize("paid_in", [0, 100_00, 700_00])
def test_what_is_owed_on_shares_given_up_before_stays_with_the_estate(session: Session, paid_in: int) -> None:
    """§ 73, § 77 (2) GenG; R-PAY-04, R-PAY-07: paid, it is settled with those shares; undone, all is as before."""
    a_continuing_house(session)
    party = a_person(session, "Balthasar", "Lindwurm")
    member = a_member(session, shares=3, first_day=date(2024, 5, 2), party=party)
    if paid_in:
        paid(session, member, paid_in, LEFT)
    ledgers.cancel(session, member, 1, LEFT, "KD-2025-001", OFFICE, NOW)
    before, given_up = books(session, member), min(500_00, 1_500_00 - paid_in)
    removal, heir = gone_on(session, member)
    asked = [sum(amount for _day, amount in owed(session, each)) for each in (member, heir)]
    assert asked == [given_up, 1_500_00 - paid_in - given_up]
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert books(session, member) == before
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    paid(session, member, given_up)
    assert owed(session, member) == []
    assert shares.credit_parts_of(session, [member.id])[member.id][0].released == 500_00
    paid(session, heir, asked[1])
    assert (shares.holding_of(session, heir.id, TODAY).credit, owed(session, heir)) == (1_000_00, [])

def test_instalments_to_come_go_along_with_their_days(session: Session) -> None:
    a_continuing_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=3)
    member = an_unpaid_human(session)
    before = owed(session, member)
    _removal, heir = gone_on(session, member)
    assert owed(session, heir) == before


def test_an_heir_with_debts_of_its_own_owes_both(session: Session) -> None:
    a_continuing_house(session)
    party = a_person(session, "Rosalinde", "Lindwurm")
    heir = a_member(session, shares=1, first_day=DIED - timedelta(days=3), party=party)
    own = owed(session, heir)
    member = an_unpaid_human(session)
    before = owed(session, member)
    gone_on(session, member, party.id)
    assert sorted(owed(session, heir)) == sorted([*own, *before])
    assert shares.shares_held(session, heir.id, TODAY) == 4


def test_shares_the_dead_had_cancelled_end_with_the_heir_on_the_same_day(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session, shares=5)
    notice = given(session, member, NoticeKind.PARTIAL, shares=2)
    assert notice.last_day == date(2027, 12, 31)
    _removal, heir = gone_on(session, member)
    days = (TODAY, date(2027, 12, 31), date(2028, 1, 1))
    assert [shares.shares_held(session, heir.id, day) for day in days] == [5, 5, 3]
    assert shares.holding_of(session, member.id, date.max).shares == 0
    assert shares.holding_of(session, heir.id, TODAY).credit == 2_500_00
    assert notice.state is NoticeState.ENTERED


def test_an_heir_whose_own_membership_ends_does_not_go_on(session: Session) -> None:
    a_continuing_house(session)
    heir = a_human(session, "Rosalinde")
    given(session, heir)
    member = a_human(session)
    removal, entry = an_heir_of(session, member, heir.party_id)
    with pytest.raises(Refusal, match=r"endet am 31\.12\.2027"):
        actions.continue_with(session, removal, entry, OFFICE, NOW)
    assert removal.state is RemovalState.UNDECIDED
    assert shares.shares_held(session, member.id, TODAY) == 3


@pytest.mark.parametrize("paid_before", [0, 400_00])
def test_what_was_paid_after_the_death_goes_over_to_the_heir_too(session: Session, paid_before: int) -> None:
    """The standing order of the dead runs on until the heirs stop it; undone, every figure is as before."""
    a_continuing_house(session)
    member = an_unpaid_human(session, paid_before)
    paid(session, member, 500_00, DIED + timedelta(days=2))
    before = books(session, member)
    removal, heir = gone_on(session, member)
    on = [shares.holding_of(session, heir.id, DIED + timedelta(days=each)).credit for each in (1, 2, 3)]
    assert on == [paid_before, paid_before, paid_before + 500_00]
    assert shares.holding_of(session, member.id, TODAY).credit == 0
    assert sum(amount for _day, amount in owed(session, heir)) == 1_000_00 - paid_before
    assert queries.gone_over(session, removal, TODAY).credit == paid_before + 500_00
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert books(session, member) == before
    assert shares.holding_of(session, heir.id, TODAY).credit == 0


@pytest.mark.parametrize("is_member", [False, True])
def test_a_continuation_by_mistake_leaves_every_figure_as_it_was(session: Session, is_member: bool) -> None:
    a_continuing_house(session)
    known = a_human(session, "Rosalinde", shares=1) if is_member else None
    member = an_unpaid_human(session, 400_00)
    before = books(session, member, *([known] if known else []))
    removal, heir = gone_on(session, member, known.party_id if known else None)
    assert books(session, member, *([known] if known else [])) != before
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert books(session, member, *([known] if known else [])) == before
    assert (removal.state, removal.last_day, removal.entered_at) == (RemovalState.UNDECIDED, None, None)
    assert owed(session, heir) == []
    if not is_member:
        period = members.get_period_on(session, heir.id, TODAY)
        assert (period.last_day, period.exit_ground, period.is_struck) == (DIED, ExitGround.OTHER, True)
        assert shares.holding_of(session, heir.id, TODAY) == shares.holding_of(session, heir.id, JOINED)


def test_after_a_continuation_was_undone_the_same_heir_or_another_goes_on(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    removal, heir = gone_on(session, member)
    actions.undo_continuation(session, removal, "Erst fehlte der Erbschein", OFFICE, NOW)
    entry = queries.heirs_of(removal)[0]
    actions.continue_with(session, removal, entry.id, OFFICE, NOW)
    assert members.get_period_on(session, heir.id, TODAY).last_day is None
    actions.undo_continuation(session, removal, "Doch der Bruder", OFFICE, NOW)
    followed(session, removal, facts=a_successor("Kunibert"))
    actions.continue_with(session, removal, queries.heirs_of(removal)[1].id, OFFICE, NOW)
    assert shares.shares_held(session, heir.id, TODAY) == 0
    brother = members.find_member_of_party(session, queries.heirs_of(removal)[1].party_id)
    assert brother is not None
    assert shares.shares_held(session, brother.id, TODAY) == 3


def test_of_who_died_without_shares_it_is_the_second_heir_who_goes_on_once_the_first_is_struck(
    session: Session,
) -> None:
    a_continuing_house(session)
    removal, heir = gone_on(session, a_human(session, shares=0))
    assert queries.find_continuing(session, removal) is heir
    actions.undo_continuation(session, removal, "Doch der Bruder", OFFICE, NOW)
    followed(session, removal, facts=a_successor("Kunibert"))
    brother = queries.heirs_of(removal)[1]
    actions.continue_with(session, removal, brother.id, OFFICE, NOW)
    assert queries.find_continuing(session, removal) is members.find_member_of_party(session, brother.party_id)


def test_an_heir_entered_by_mistake_was_a_member_on_no_day_and_earlier_knowledge_still_says_so(
    session: Session,
) -> None:
    a_continuing_house(session)
    member = a_human(session)
    days = (DIED, DIED + timedelta(days=1), DIED + timedelta(days=2), TODAY)
    year = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))
    before = [members.count_on(session, day) for day in days]
    moved = year_report(session, year).movement
    removal, heir = gone_on(session, member)
    later = NOW + timedelta(days=3)
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, later)
    assert [members.count_on(session, day) for day in days] == before
    assert year_report(session, year).movement == moved
    assert not any(line.number == heir.number for line in register_on(session, TODAY, with_former=True))
    then = NOW + timedelta(days=1)
    assert members.find_period_on(session, heir.id, TODAY, then) is not None
    assert any(line.number == heir.number for line in register_on(session, TODAY, known_at=then))
    assert [finding for find in FINDERS for finding in find(session, later)
            if find.__module__.endswith(("register", "ledgers"))] == []  # fmt: skip


def test_an_heir_named_later_stands_in_the_register_from_the_day_after_the_death(session: Session) -> None:
    a_continuing_house(session)
    _removal, heir = gone_on(session, a_human(session))
    assert heir.number in [line.number for line in register_on(session, DIED + timedelta(days=1))]


def test_an_heir_is_struck_in_a_closed_year_too_for_it_undoes_what_stood_there(session: Session) -> None:
    a_continuing_house(session)
    removal, heir = gone_on(session, a_human(session))
    statutes.close_year(session, FiscalYear(date(2026, 1, 1), date(2026, 12, 31)), OFFICE, NOW + timedelta(days=60))
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW + timedelta(days=61))
    assert members.get_period_on(session, heir.id, TODAY).is_struck


def test_a_former_member_struck_as_an_heir_is_still_a_former_member(session: Session) -> None:
    a_continuing_house(session)
    former = a_human(session, "Rosalinde", shares=0)
    register.end(session, former, date(2025, 12, 31), ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    removal, heir = gone_on(session, a_human(session), former.party_id)
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert heir.id == former.id
    assert members.get_period_on(session, heir.id, TODAY).last_day == date(2025, 12, 31)
    register.undo_end(session, former, "Kündigung war unwirksam", "KD-2025-001", OFFICE, NOW)
    assert members.find_period_on(session, former.id, TODAY) is not None


def test_a_continuation_is_undone_above_credit_of_an_earlier_membership_that_is_not_settled(session: Session) -> None:
    a_continuing_house(session)
    former = a_human(session, "Rosalinde", shares=1)
    left(session, former)
    removal, heir = gone_on(session, a_human(session), former.party_id)
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert members.get_period_on(session, heir.id, TODAY).last_day == LEFT
    assert shares.holding_of(session, heir.id, TODAY).credit == 500_00


def test_cancelled_shares_come_back_with_the_shares(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session, shares=5)
    given(session, member, NoticeKind.PARTIAL, shares=2)
    before = books(session, member)
    removal, heir = gone_on(session, member)
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert books(session, member) == before
    assert shares.shares_held(session, heir.id, date(2028, 1, 1)) == 0


def test_an_heir_who_leaves_before_takes_along_what_the_dead_had_cancelled_and_gets_it_back(session: Session) -> None:
    a_continuing_house(session, residence_clause="Landkreis Rabental")
    member = a_human(session, shares=5)
    partial = given(session, member, NoticeKind.PARTIAL, shares=2)
    _removal, heir = gone_on(session, member)
    before = books(session, heir)
    whole = given(session, heir, NoticeKind.RESIDENCE)
    assert shares.shares_held(session, heir.id, date(2027, 1, 1)) == 0
    assert partial.gave_way_to == whole.number
    departures.reverse(session, whole, "Falsches Mitglied", OFFICE, NOW)
    assert books(session, heir) == before
    assert (queries.without_trace(session), notices.without_trace(session)) == ([], [])


def test_what_the_heir_has_paid_since_keeps_a_continuation_from_being_undone(session: Session) -> None:
    a_continuing_house(session)
    removal, heir = gone_on(session, an_unpaid_human(session))
    paid(session, heir, 500_00)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst"):
        actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert removal.state is RemovalState.CONTINUED


def test_nobody_dies_again_whose_membership_an_heir_continued(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    gone_on(session, member)
    with pytest.raises(Refusal, match="schon erfasst"):
        dead(session, member)


def test_both_members_are_locked_in_the_order_of_the_house(session: Session) -> None:
    """The heir has the lower id: whoever locked the dead first would block a transfer between the two for ever."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    a_continuing_house(session)
    heir = a_human(session, "Rosalinde")
    removal, entry = an_heir_of(session, a_human(session), heir.party_id)
    session.commit()
    locked: list[object] = []

    def note(_connection, _cursor, statement: str, parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        if "FROM member \n" in statement and "FOR UPDATE" in statement:
            locked.append(sorted(value for value in parameters.values() if isinstance(value, int)))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        actions.continue_with(session, removal, entry, OFFICE, NOW)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert locked[0] == sorted([heir.id, removal.member_id])


def test_nobody_goes_on_while_shares_went_in_the_name_of_the_dead_since(session: Session) -> None:
    a_continuing_house(session)
    human, town = a_human(session), a_member(session, shares=2)
    removal, heir = an_heir_of(session, human)
    ledgers.hand_over(session, human, town, 1, 500_00, TODAY, "U-2026-001", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"Seit dem 04\.11\.2026 kamen .* Es müssten 3 sein, es sind 2"):
        actions.continue_with(session, removal, heir, OFFICE, NOW)


def test_shares_given_up_with_the_day_of_the_death_keep_nobody_from_going_on(session: Session) -> None:
    a_continuing_house(session)
    human = a_human(session)
    booked(session, human, -1, DIED, ShareGround.CANCELLATION)
    _removal, heir = gone_on(session, human)
    assert shares.holding_of(session, heir.id, TODAY).shares == 2


def test_the_dead_are_written_no_letter_anew_about_shares_that_went_over(session: Session) -> None:
    """§ 77 (2) GenG; R-DOC-05: the heir is told in a letter of its own."""
    a_continuing_house(session, further_shares_allowed=True)
    member = a_human(session)
    decided(session, proposed(session, member))
    removal = followed(session, dead(session, member, TODAY))
    before = archive.documents_about(session, f"member:{member.id}")
    assert [each.standing for each in before if each.kind == "shares_admitted"] == [Standing.VALID]
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    session.expire_all()
    after = archive.documents_about(session, f"member:{member.id}")
    assert [each.standing for each in after if each.kind == "shares_admitted"] == [Standing.VOID]
