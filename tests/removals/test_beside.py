"""A death beside an earlier end: once that end is undone, the death takes effect (§§ 77, 77a GenG)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.boardroom.actions.carrying import CARRY_OUT
from app.departures.rules import NoticeKind, NoticeState
from app.imports.rules import ListKind
from app.members import queries as members
from app.members.rules import ExitGround
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.removals import actions
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalKind, RemovalState, StepKind
from app.shares import queries as shares
from app.transfers import actions as transfers
from tests.departures.factories import a_holder, given
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.imports.test_histories import taken
from tests.removals.factories import (
    DIED,
    LATER,
    PROOF,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    followed,
    heard,
    on_appeal,
    reported,
    sent,
)
from tests.shares.factories import a_member
from tests.transfers.factories import decided, proposed

NEW_YEARS_EVE = date(2026, 12, 31)


def ended(session: Session, removal: Removal) -> list[object]:
    """How the membership behind a removal ends, and what is held on its last day and after it."""
    period = members.get_period_on(session, removal.member_id, DIED)
    days = (NEW_YEARS_EVE, NEW_YEARS_EVE + timedelta(days=1))
    return [period.last_day, period.exit_ground, *(shares.shares_held(session, removal.member_id, day) for day in days)]


DEAD = [NEW_YEARS_EVE, ExitGround.DEATH, 3, 0]


def test_a_death_takes_effect_once_the_notice_before_it_is_reversed(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_human(session)
    notice = given(session, member, NoticeKind.RESIDENCE)
    removal = dead(session, member)
    assert (removal.entered_at, ended(session, removal)[1]) == (None, ExitGround.NOTICE)
    sign_in_office(session, client)
    typed = {"key": "key-of-a-step", "reason": "Falsches Mitglied"}
    assert client.post(f"/kuendigungen/{notice.id}/storno", data=typed).status_code == 302
    session.expire_all()
    assert ended(session, removal) == DEAD
    assert (removal.state, removal.last_day) == (RemovalState.ENTERED, NEW_YEARS_EVE)
    assert [step.kind for step in removal.steps[-2:]] == [StepKind.ENDED, StepKind.WRITTEN]


def test_a_death_takes_effect_once_the_board_agrees_to_undo_the_notice(session: Session) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_human(session)
    notice = given(session, member, NoticeKind.RESIDENCE)
    removal = dead(session, member)
    CARRY_OUT[ItemKind.CONTINUATION](session, notice.id, "V-2026-077", OFFICE, NOW)
    assert notice.state is NoticeState.CONTINUED
    assert ended(session, removal) == DEAD


def test_a_death_takes_effect_once_the_list_of_exits_before_it_is_undone(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    member = a_human(session)
    listed = f"Nr.;Ausgeschieden am;Erklärt am;Grund\n{member.number};30.11.2026;20.08.2026;Ausschluss\n"
    run = taken(session, listed.encode(), ListKind.EXITS)
    session.expire_all()
    removal = dead(session, member)
    assert (run.refused, removal.entered_at, ended(session, removal)[1]) == (0, None, ExitGround.EXCLUSION)
    sign_in_office(session, client)
    typed = {"key": "key-of-a-step", "reason": "Falsche Liste"}
    assert [client.post(f"/import/{run.id}/storno", data=typed).status_code for _click in range(2)] == [302, 302]
    session.expire_all()
    assert ended(session, removal) == DEAD


@pytest.mark.parametrize("is_upheld", [True, False])
def test_a_death_takes_effect_once_the_exclusion_before_it_is_lifted_or_reversed(
    session: Session, is_upheld: bool
) -> None:
    a_lasting_house(session)
    member = a_human(session)
    exclusion = sent(session, member)
    removal = actions.report(session, member, reported(event_on=LATER.date()), PROOF, OFFICE, LATER)
    assert removal.entered_at is None
    if is_upheld:
        actions.note_appeal(session, exclusion, LATER.date(), "Gezahlt.", None, OFFICE, LATER)
        actions.decide_appeal(session, exclusion, on_appeal(session), None, OFFICE, LATER)
    else:
        actions.reverse(session, exclusion, "Falsches Mitglied", OFFICE, LATER)
    assert ended(session, removal) == DEAD


def test_a_death_takes_effect_once_the_transfer_before_it_is_reversed_and_the_heirs_are_told_the_new_day(
    session: Session
) -> None:
    a_lasting_house(session, max_shares=10, form_join="textform")
    member, other = a_human(session), a_holder(session)
    transfer = proposed(session, member, other)
    decided(session, transfer)
    removal = dead(session, member)
    assert removal.last_day == TODAY
    former = removal.letter_id
    transfers.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, NOW)
    assert ended(session, removal) == DEAD
    assert removal.last_day == NEW_YEARS_EVE
    assert removal.letter_id != former


def test_a_later_notice_gives_way_to_the_death_that_takes_effect(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    notice = given(session, member)
    exclusion = sent(session, member)
    removal = actions.report(session, member, reported(event_on=LATER.date()), PROOF, OFFICE, LATER)
    assert notice.gave_way_to == exclusion.number
    actions.reverse(session, exclusion, "Falsches Mitglied", OFFICE, LATER)
    assert ended(session, removal) == DEAD
    assert (notice.state, notice.gave_way_to) == (NoticeState.OVERTAKEN, removal.number)
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, LATER)
    assert notice.state is NoticeState.ENTERED


def test_a_death_taken_back_does_not_take_effect_afterwards(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    exclusion = sent(session, member)
    removal = actions.report(session, member, reported(event_on=LATER.date()), PROOF, OFFICE, LATER)
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, LATER)
    actions.reverse(session, exclusion, "Falsches Mitglied", OFFICE, LATER)
    assert members.get_period_on(session, member.id, TODAY).last_day is None


def test_a_dissolution_takes_effect_like_a_death(session: Session) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_holder(session, shares=3)
    notice = given(session, member, NoticeKind.RESIDENCE)
    removal = actions.report(session, member, reported(RemovalKind.DISSOLUTION), PROOF, OFFICE, NOW)
    CARRY_OUT[ItemKind.CONTINUATION](session, notice.id, "V-2026-077", OFFICE, NOW)
    assert ended(session, removal) == [NEW_YEARS_EVE, ExitGround.DISSOLUTION, 3, 0]


def test_heirs_who_may_go_on_are_asked_once_the_notice_before_the_death_is_gone(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True, heirs_months=6, residence_clause="Landkreis Rabental")
    member = a_human(session)
    notice = given(session, member, NoticeKind.RESIDENCE)
    removal = dead(session, member)
    assert (removal.state, removal.entered_at) == (RemovalState.ENTERED, None)
    CARRY_OUT[ItemKind.CONTINUATION](session, notice.id, "V-2026-077", OFFICE, NOW)
    assert (removal.state, removal.last_day) == (RemovalState.UNDECIDED, None)
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    actions.let_end(session, removal, OFFICE, NOW)
    assert removal.last_day == date(2027, 12, 31)


def test_without_an_end_beside_nothing_takes_effect(session: Session) -> None:
    a_lasting_house(session)
    member = a_member(session)
    actions.take_effect(session, member, OFFICE, NOW)
    assert members.get_period_on(session, member.id, TODAY).last_day is None


def test_an_exclusion_that_is_reversed_leaves_who_acts_for_the_heirs_of_a_death_beside_it(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    exclusion, death = heard(session, member), dead(session, member)
    for first_names in ("Wendelin", "Apollonia"):
        followed(session, death, facts=a_successor("Lindwurm", first_names), is_another=True)
    followed(session, death, FollowerRole.REPRESENTATIVE, facts=a_successor("Dreistein", "Ottokar"))
    actions.reverse(session, exclusion, "Nicht mehr nötig", OFFICE, NOW)
    assert [each.struck_at for each in parties.representations_of(session, member.party_id)] == [None]
    assert len(parties.representations_on(session, member.party_id, TODAY)) == 1
    actions.reverse(session, death, "Verwechslung", OFFICE, NOW)
    assert list(parties.representations_on(session, member.party_id, TODAY)) == []
