"""Ends of membership that the member does not declare, in the books: register, ledgers, rights and letters follow."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.archive import queries as archive
from app.core import journal
from app.core.values import PartyKind, Refusal
from app.departures import actions as departures
from app.departures.rules import NoticeKind, NoticeState
from app.members import queries as members
from app.members.actions import enter
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import queries as parties
from app.parties.rules import PartyFacts
from app.removals import actions, queries
from app.removals.rules import FollowerRole, RemovalKind, RemovalState, StepKind
from app.shares import queries as shares
from tests.departures.factories import a_holder, given
from tests.factories import NOW, OFFICE, TODAY, an_account, sign_in_office
from tests.organs.factories import an_office
from tests.removals.factories import (
    DIED,
    NEW_YEARS_EVE,
    PROOF,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    facts_of_letter,
    figures,
    followed,
    reported,
    sent,
)

# --- death -----------------------------------------------------------------------------------------------------------


def test_the_heirs_of_a_dead_member_leave_with_the_fiscal_year(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    removal = dead(session, member)
    assert (removal.number, removal.state, removal.last_day) == ("AS-2026-001", RemovalState.ENTERED, NEW_YEARS_EVE)
    period = members.get_period_on(session, member.id, TODAY)
    assert (period.last_day, period.exit_ground) == (NEW_YEARS_EVE, ExitGround.DEATH)
    assert shares.shares_held(session, member.id, NEW_YEARS_EVE) == 3
    assert shares.shares_held(session, member.id, date(2027, 1, 1)) == 0
    assert shares.holding_of(session, member.id, date.max).credit == 1_500_00


def test_unknown_heirs_are_written_to_at_the_last_address_and_nobody_is_paid(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    facts = facts_of_letter(session, removal)
    assert facts.letter.recipient[0] == "Erben nach Balthasar Lindwurm"
    assert (facts.last_day, facts.heirs, facts.shares, facts.credit) == (NEW_YEARS_EVE, 0, 3, 1_500_00)
    assert queries.payee_of(removal) is None


def test_offices_and_the_login_of_the_dead_end(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    office = an_office(session, member.party, Organ.SUPERVISORY_BOARD)
    account = an_account(session, member.party)
    dead(session, member)
    assert office.last_day == DIED
    assert accounts.get_account(session, account.id).disabled_at is not None


def test_one_heir_is_paid_and_several_only_through_who_represents_them(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    followed(session, removal)
    payee = queries.payee_of(removal)
    assert payee is not None
    assert payee.display_name == "Rosalinde Lindwurm"
    followed(session, removal, facts=a_successor("Kunibert"))
    assert queries.payee_of(removal) is None
    followed(session, removal, FollowerRole.REPRESENTATIVE, who=queries.heirs_of(removal)[1].party_id)
    payee = queries.payee_of(removal)
    assert payee is not None
    assert payee.display_name == "Kunibert Lindwurm"


def test_the_joint_representative_alone_acts_for_the_heirs_and_gets_the_letters(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    removal = dead(session, member)
    followed(session, removal)
    followed(session, removal, FollowerRole.REPRESENTATIVE, a_successor("Kunibert"))
    acting = parties.representations_on(session, member.party_id, TODAY)
    assert [each.person.display_name for each in acting] == ["Kunibert Lindwurm"]
    assert members.members_acted_for_on(session, acting[0].person_id, TODAY) == [member]
    facts = facts_of_letter(session, removal)
    assert facts.letter.recipient[:2] == ("Kunibert Lindwurm", "für die Erben nach Balthasar Lindwurm")
    assert organs.eligibility_on(session, acting[0].person_id, TODAY) is None


def test_who_acted_for_heirs_of_somebody_alive_never_acted(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    removal = dead(session, member)
    followed(session, removal)
    followed(session, removal, FollowerRole.REPRESENTATIVE, a_successor("Kunibert"))
    actions.reverse(session, removal, "Verwechselt", OFFICE, NOW)
    assert list(parties.representations_on(session, member.party_id, TODAY)) == []
    assert [each.struck_why for each in parties.representations_of(session, member.party_id)] == ["Verwechselt"]


def test_a_second_representative_is_refused_until_the_first_is_taken_back(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    followed(session, removal, FollowerRole.REPRESENTATIVE)
    with pytest.raises(Refusal, match="Nehmen Sie den bisherigen Eintrag"):
        followed(session, removal, FollowerRole.REPRESENTATIVE, a_successor("Kunibert"))
    first = queries.followers_of(removal)[0]
    actions.take_back_follower(session, removal, first.id, "Vollmacht widerrufen", OFFICE, NOW)
    followed(session, removal, FollowerRole.REPRESENTATIVE, a_successor("Kunibert"))
    assert [each.party.display_name for each in queries.followers_of(removal)] == ["Kunibert Lindwurm"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + timedelta(days=1), "in der Zukunft"), (date(2024, 5, 1), "erst seit dem 02.05.2024")],
)
def test_a_death_that_cannot_be_is_refused(session: Session, day: date, sentence: str) -> None:
    a_lasting_house(session)
    member = a_human(session)
    with pytest.raises(Refusal, match=sentence):
        dead(session, member, day)
    assert queries.removals_of(session, member.id) == []


def test_an_organisation_does_not_die_and_nobody_dies_twice(session: Session) -> None:
    a_lasting_house(session)
    with pytest.raises(Refusal, match="Ein Mensch stirbt"):
        dead(session, a_holder(session))
    member = a_human(session)
    dead(session, member)
    with pytest.raises(Refusal, match="schon erfasst"):
        dead(session, member)


def test_a_notice_that_takes_effect_no_later_stands_beside_a_death(session: Session) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_human(session)
    notice = given(session, member, NoticeKind.RESIDENCE)
    removal = dead(session, member)
    assert (removal.last_day, removal.entered_at) == (NEW_YEARS_EVE, None)
    assert notice.state is NoticeState.ENTERED
    assert members.get_period_on(session, member.id, TODAY).exit_ground is ExitGround.NOTICE


def test_a_later_notice_gives_way_to_a_death_and_takes_effect_again_when_the_death_is_undone(
    session: Session
) -> None:
    a_lasting_house(session)
    member = a_human(session)
    notice = given(session, member)
    before = figures(session, member.id)
    removal = dead(session, member)
    assert (notice.state, notice.gave_way_to) == (NoticeState.OVERTAKEN, removal.number)
    assert members.get_period_on(session, member.id, TODAY).last_day == NEW_YEARS_EVE
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, NOW)
    assert (notice.state, notice.gave_way_to) == (NoticeState.ENTERED, None)
    assert figures(session, member.id) == before


def test_a_death_noted_by_mistake_leaves_every_figure_as_it_was(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    before = figures(session, member.id)
    removal = dead(session, member)
    followed(session, removal, FollowerRole.REPRESENTATIVE)
    assert figures(session, member.id) != before
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, NOW)
    assert figures(session, member.id) == before
    assert removal.state is RemovalState.REVERSED
    assert archive.get_document(session, removal.letter_id or 0).standing == "void"
    with pytest.raises(Refusal, match="schon erledigt"):
        actions.reverse(session, removal, "Noch einmal", OFFICE, NOW)


def test_somebody_who_joined_again_keeps_the_end_before(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    removal = actions.report(session, member, reported(RemovalKind.DISSOLUTION), PROOF, OFFICE, NOW)
    enter(session, member.party_id, MemberClass.ORDINARY, date(2027, 2, 1), JoinGround.ADMISSION, "V-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="neu beigetreten"):
        actions.reverse(session, removal, "Versehen", OFFICE, NOW)
    assert members.get_period_on(session, member.id, TODAY).last_day == NEW_YEARS_EVE
    assert members.get_period_on(session, member.id, date(2027, 2, 1)).last_day is None
    assert members.get_member(session, member.id).number == member.number


# --- continuation ----------------------------------------------------------------------------------------------------


def test_where_the_statute_says_so_nothing_ends_until_the_heirs_have_spoken(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True, heirs_months=6)
    member = a_human(session)
    removal = dead(session, member, date(2026, 11, 3))
    assert (removal.state, removal.last_day) == (RemovalState.UNDECIDED, None)
    assert removal.heirs_until == date(2027, 5, 3)
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    assert facts_of_letter(session, removal).heirs_until == date(2027, 5, 3)


def test_one_heir_goes_on_from_the_day_after_the_death_with_shares_and_credit(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_human(session)
    removal = followed(session, dead(session, member))
    heir = queries.followers_of(removal)[0]
    actions.continue_with(session, removal, heir.id, OFFICE, NOW)
    assert removal.state is RemovalState.CONTINUED
    joined = members.find_member_of_party(session, heir.party_id)
    assert joined is not None
    period = members.get_period_on(session, joined.id, TODAY)
    assert (period.first_day, period.join_ground) == (DIED + timedelta(days=1), JoinGround.SUCCESSION)
    assert [shares.shares_held(session, each.id, DIED) for each in (member, joined)] == [3, 0]
    assert [shares.shares_held(session, each.id, TODAY) for each in (member, joined)] == [0, 3]
    assert shares.holding_of(session, joined.id, TODAY).credit == 1_500_00


def test_after_the_period_of_the_statute_no_heir_goes_on(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session, heirs_continue=True, heirs_months=1)
    member = a_human(session)
    removal = followed(session, dead(session, member, date(2026, 10, 3)))
    heir = queries.followers_of(removal)[0]
    with pytest.raises(Refusal, match="abgelaufen"):
        actions.continue_with(session, removal, heir.id, OFFICE, NOW)
    actions.let_end(session, removal, OFFICE, NOW)
    assert (removal.state, removal.last_day) == (RemovalState.ENTERED, NEW_YEARS_EVE)
    assert members.get_period_on(session, member.id, TODAY).exit_ground is ExitGround.DEATH
    facts = facts_of_letter(session, removal)
    assert (facts.might_go_on, facts.goes_on, facts.heirs_until) == (True, False, date(2026, 11, 3))
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "§ 77 Abs. 2 GenG" in page
    assert "Geschäftsjahr des Todes" not in page


# --- organisations ---------------------------------------------------------------------------------------------------


def test_the_successor_is_written_to_and_leaves_with_the_fiscal_year(session: Session) -> None:
    a_lasting_house(session)
    member, successor = a_holder(session), a_holder(session, "Stadt Lindenfurt")
    removal = actions.report(
        session, member, reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW, successor.party_id
    )
    assert removal.last_day == NEW_YEARS_EVE
    assert queries.payee_of(removal) == successor.party
    facts = facts_of_letter(session, removal)
    assert (facts.letter.recipient[0], facts.successor) == ("Stadt Lindenfurt", "Stadt Lindenfurt")
    assert members.get_period_on(session, member.id, TODAY).exit_ground is ExitGround.SUCCESSION


def test_nobody_succeeds_itself(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    with pytest.raises(Refusal, match="sich selbst"):
        actions.report(session, member, reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW, member.party_id)


def test_a_new_successor_is_entered_as_a_party(session: Session) -> None:
    a_lasting_house(session)
    new = PartyFacts(PartyKind.COMPANY, name="Glasfaser Hohenmoos AG")
    removal = actions.report(session, a_holder(session), reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW, new)
    payee = queries.payee_of(removal)
    assert payee is not None
    assert payee.display_name == "Glasfaser Hohenmoos AG"


# --- whatever the ground ---------------------------------------------------------------------------------------------


def test_every_step_stands_in_the_timeline_of_the_member(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    removal = sent(session, member)
    kinds = [step.kind for step in removal.steps]
    assert kinds == [
        StepKind.HEARD, StepKind.WRITTEN, StepKind.PROPOSED, StepKind.RESOLVED, StepKind.WRITTEN, StepKind.DISPATCHED,
    ]  # fmt: skip
    session.commit()
    told = " ".join(line.summary() for line in journal.lines_about(session, f"member:{member.id}"))
    assert "RR 1234 5678 9DE" in told


def test_a_notice_set_aside_by_another_takes_effect_again_when_that_one_is_undone(session: Session) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_holder(session)
    partial = given(session, member, NoticeKind.PARTIAL, shares=2)
    before = figures(session, member.id)
    whole = given(session, member, NoticeKind.RESIDENCE)
    assert (partial.state, partial.gave_way_to) == (NoticeState.OVERTAKEN, whole.number)
    departures.reverse(session, whole, "Falsches Mitglied", OFFICE, NOW)
    assert (partial.state, partial.gave_way_to) == (NoticeState.ENTERED, None)
    assert figures(session, member.id) == before
    assert archive.get_document(session, partial.letter_id or 0).standing == "valid"


def test_the_check_finds_a_removal_of_which_the_register_does_not_know(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    assert queries.without_trace(session) == []
    removal.last_day = date(2029, 12, 31)
    session.flush()
    assert queries.without_trace(session) == [removal]


def test_a_letter_that_could_not_be_printed_is_written_later(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    with pytest.raises(Refusal, match="schon einen Brief"):
        actions.write_letter(session, removal, OFFICE, NOW)
    removal.letter_id = None
    session.flush()
    assert list(session.scalars(queries.without_letter())) == [removal]
    actions.write_letter(session, removal, OFFICE, NOW)
    assert removal.letter_id is not None
