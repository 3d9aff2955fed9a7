"""What was noted of an exclusion by mistake is taken back by a step that points at it (§ 68 GenG; R-REG-05)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.values import Refusal
from app.departures.rules import NoticeState
from app.members import actions as register
from app.members.rules import JoinGround, MemberClass
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AboutDay, AppealBody, AppealDecision, FollowerRole, RemovalState, StepKind
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal
from app.transfers.rules import TransferState
from tests.closing.factories import THIRD
from tests.departures.factories import a_holder, given
from tests.factories import NOW, OFFICE, sign_in_office
from tests.removals.factories import (
    COURT,
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    a_human,
    a_lasting_house,
    appealed,
    contested,
    dead,
    facts_of_letter,
    figures,
    followed,
    heard,
    judged,
    later,
    on_appeal,
    sent,
)
from tests.tabs import Tab, said
from tests.transfers.factories import decided, proposed
from tests.visitors import Visitor, visitor

WHY, BACK = "Im falschen Vorgang eingetragen", "verlauf/[0-9]+/zuruecknehmen$"
AFTER = LATER + timedelta(days=30)
DAY = timedelta(days=1)
NEXT_YEAR = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
Note = Callable[[Session, Removal], object]


def taken_back(session: Session, removal: Removal, now: datetime = AFTER) -> Removal:
    """The step noted last, taken back."""
    last = queries.find_last_entry(removal)
    assert last is not None
    return actions.take_back_step(session, removal, last.id, WHY, OFFICE, now)


def outside(session: Session, removal: Removal, day: date, is_upheld: bool = False) -> Removal:
    """A court or an arbitrator decides on the appeal."""
    decision = AppealDecision(day, is_upheld, AppealBody.OUTSIDE, COURT)
    return actions.decide_appeal(session, removal, decision, PROOF, OFFICE, AFTER)


def withdrawn(session: Session, removal: Removal) -> object:
    return actions.withdraw_appeal(session, removal, LATER_DAY, "Ich nehme sie zurück.", None, OFFICE, LATER)


def dismissed(session: Session, removal: Removal) -> object:
    decision = on_appeal(session, is_upheld=False)
    return actions.decide_appeal(session, removal, decision, None, OFFICE, LATER)


def upheld(session: Session, removal: Removal) -> object:
    return actions.decide_appeal(session, removal, on_appeal(session), None, OFFICE, LATER)


def confirmed(session: Session, removal: Removal) -> object:
    return judged(session, removal, is_void=False)


def everything(session: Session, removal: Removal) -> list[object]:
    """How far it has come, and what register and ledgers say."""
    ledgers = figures(session, removal.member_id)
    return [removal.state, removal.last_day, removal.letter_id, removal.end_reason, *ledgers]


# --- every step, back to where it began ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_appealed", "note"),
    [(False, contested), (True, withdrawn), (True, dismissed), (True, upheld), (False, confirmed), (False, judged)],
)
def test_taken_back_everything_is_as_before_the_step(session: Session, is_appealed: bool, note: Note) -> None:
    a_lasting_house(session)
    removal = (appealed if is_appealed else sent)(session, a_human(session))
    before = everything(session, removal)
    note(session, removal)
    wrong = queries.find_last_entry(removal)
    taken_back(session, removal)
    assert everything(session, removal) == before
    assert wrong not in queries.standing_steps(removal)
    pointing = [(each.note, each.takes_back_id) for each in removal.steps if each.kind is StepKind.TAKEN_BACK]
    assert wrong is not None
    assert pointing == [(WHY, wrong.id)]
    assert queries.without_trace(session) == []


def test_an_answer_noted_by_mistake_does_not_let_the_exclusion_go_before_its_organ(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_human(session))
    actions.note_answer(session, removal, NOW.date(), "Von jemand anderem.", None, OFFICE, NOW)
    assert queries.steps_open(removal, NOW.date()).may_propose
    taken_back(session, removal, NOW)
    assert not queries.steps_open(removal, NOW.date()).may_propose
    with pytest.raises(Refusal, match="noch bis zum"):
        actions.propose_exclusion(session, removal, OFFICE, NOW)


def test_a_judgment_noted_for_a_day_too_late_can_be_put_right(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_human(session))
    judged(session, removal, is_void=False, day=AFTER.date(), now=AFTER)
    with pytest.raises(AboutDay, match="nehmen Sie zuerst jenen Eintrag zurück"):
        judged(session, removal, day=LATER_DAY + DAY, now=AFTER)
    taken_back(session, removal)
    judged(session, removal, day=LATER_DAY + DAY, now=AFTER)
    assert (removal.state, figures(session, removal.member_id)[0]) == (RemovalState.LIFTED, None)


def test_a_withdrawal_noted_for_a_day_too_late_can_be_put_right(session: Session) -> None:
    a_lasting_house(session)
    removal = appealed(session, a_human(session))
    actions.withdraw_appeal(session, removal, AFTER.date(), "Zurück.", None, OFFICE, AFTER)
    with pytest.raises(Refusal, match="Prüfen Sie den Tag"):
        actions.note_appeal(session, removal, LATER_DAY + DAY, "Wieder.", None, OFFICE, AFTER)
    taken_back(session, removal)
    actions.withdraw_appeal(session, removal, LATER_DAY, "Zurück.", None, OFFICE, AFTER)
    actions.note_appeal(session, removal, LATER_DAY + DAY, "Wieder.", None, OFFICE, AFTER)
    assert removal.state is RemovalState.APPEALED


def test_steps_are_taken_back_one_after_the_other_the_last_first(session: Session) -> None:
    a_lasting_house(session)
    removal = appealed(session, a_human(session))
    first = queries.find_last_entry(removal)
    withdrawn(session, removal)
    assert first is not None
    with pytest.raises(Refusal, match="nicht mehr der letzte"):
        actions.take_back_step(session, removal, first.id, WHY, OFFICE, AFTER)
    taken_back(session, taken_back(session, removal))
    assert (removal.state, queries.find_last_entry(removal)) == (RemovalState.ENTERED, None)


def test_the_database_takes_a_step_back_once(session: Session) -> None:
    a_lasting_house(session)
    removal = taken_back(session, appealed(session, a_human(session)))
    session.commit()
    copy = (
        "INSERT INTO removal_step (removal_id, kind, happened_on, reference, note, paper_name, paper_type, recorded_at,"
        " recorded_by, takes_back_id) SELECT removal_id, kind, happened_on, reference, note, paper_name, paper_type,"
        " recorded_at, recorded_by, {pointer} FROM removal_step WHERE kind = 'taken_back'"
    )
    for pointer in ("takes_back_id", "NULL"):
        with pytest.raises(DBAPIError, match=r"takes_back_id|takes_another_back"):
            session.execute(text(copy.format(pointer=pointer)))
        session.rollback()
    with pytest.raises(DBAPIError, match="a step of a removal stands"):
        session.execute(text("UPDATE removal_step SET takes_back_id = NULL WHERE takes_back_id IS NOT NULL"))
    session.rollback()
    assert removal.state is RemovalState.ENTERED


# --- a lifting taken back ---------------------------------------------------------------------------------------------


def test_a_lifting_taken_back_withdraws_what_was_told_of_it_and_notices_give_way_again(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    notice = given(session, member)
    removal = judged(session, sent(session, member))
    assert notice.state is NoticeState.ENTERED
    lifted = archive.get_document(session, removal.letter_id or 0)
    taken_back(session, removal)
    assert (notice.state, lifted.standing) == (NoticeState.OVERTAKEN, Standing.VOID)
    assert archive.get_document(session, removal.letter_id or 0).kind == "exclusion_letter"
    assert [each.document.kind for each in archive.waiting_items(session) if each.document.kind != "protocol"] == []


@pytest.mark.parametrize("heirs_continue", [False, True])
def test_a_lifting_taken_back_ends_the_membership_of_who_died_with_the_exclusion_again(
    session: Session, heirs_continue: bool
) -> None:
    a_lasting_house(session, appeal_days=0, heirs_continue=heirs_continue)
    member = a_human(session)
    removal = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    taken_back(session, judged(session, removal))
    assert (removal.state, death.state, death.last_day) == (
        RemovalState.ENTERED, RemovalState.ENTERED, NEW_YEARS_EVE
    )
    assert figures(session, member.id)[0] == NEW_YEARS_EVE
    assert facts_of_letter(session, death).last_day == NEW_YEARS_EVE
    assert queries.without_trace(session) == []
    judged(session, removal)
    assert death.state is (RemovalState.UNDECIDED if heirs_continue else RemovalState.ENTERED)


def test_a_lifting_stays_where_an_heir_goes_on_meanwhile(session: Session) -> None:
    a_lasting_house(session, appeal_days=0, heirs_continue=True)
    member = a_human(session)
    removal = sent(session, member)
    death = followed(session, dead(session, member, LATER_DAY, LATER), FollowerRole.HEIR, now=LATER)
    judged(session, removal)
    actions.continue_with(session, death, queries.heirs_of(death)[0].id, OFFICE, LATER)
    session.commit()
    with pytest.raises(Refusal, match=rf"\({death.number}\)\. Stornieren Sie zuerst die Fortsetzung"):
        taken_back(session, removal)
    session.rollback()
    actions.undo_continuation(session, death, WHY, OFFICE, LATER)
    assert taken_back(session, removal).state is RemovalState.ENTERED


def test_a_lifting_taken_back_after_the_credit_went_over_leaves_the_transfer(session: Session) -> None:
    a_lasting_house(session, appeal_days=0, max_shares=10, form_join="textform")
    member, other = a_holder(session), a_holder(session, "Stadt Lindenfurt", 2)
    removal = judged(session, sent(session, member))
    transfer = proposed(session, member, other, now=LATER, wanted_on=LATER_DAY)
    decided(session, transfer, now=LATER)
    assert transfer.state is TransferState.ENTERED
    taken_back(session, removal)
    assert (removal.state, removal.last_day, removal.entered_at) == (RemovalState.ENTERED, LATER_DAY, None)
    assert queries.without_trace(session) == []


def test_a_lifting_stays_while_the_member_is_excluded_anew(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    removal = judged(session, sent(session, member))
    anew = heard(session, member, LATER, answer_until=AFTER.date())
    session.commit()
    with pytest.raises(Refusal, match=rf"ein anderer Ausschluss \({anew.number}\)"):
        taken_back(session, removal)
    session.rollback()
    actions.reverse(session, anew, WHY, OFFICE, AFTER)
    assert taken_back(session, removal).state is RemovalState.ENTERED


def test_a_lifting_taken_back_after_the_year_is_closed_names_the_year(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = judged(session, sent(session, a_human(session)))
    statutes.close_year(session, THIRD, OFFICE, NEXT_YEAR)
    session.commit()
    with pytest.raises(ClosedYearRefusal):
        taken_back(session, removal, NEXT_YEAR)
    session.rollback()
    assert removal.state is RemovalState.LIFTED


def joined_anew(session: Session, removal: Removal) -> None:
    """The member again, from the next year on."""
    register.enter(
        session, removal.member.party_id, MemberClass.ORDINARY, NEXT_YEAR.date(), JoinGround.ADMISSION, "V-1", OFFICE,
        NEXT_YEAR,
    )


def test_a_lifting_that_left_the_books_alone_is_taken_back_in_the_history_alone(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_human(session))
    joined_anew(session, removal)
    before = everything(session, removal)
    judged(session, removal, day=NEXT_YEAR.date(), now=NEXT_YEAR)
    assert everything(session, taken_back(session, removal, NEXT_YEAR)) == before


# --- a void exclusion after a new membership -------------------------------------------------------------------------


def test_once_the_new_membership_is_struck_a_void_exclusion_can_leave_the_register(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_human(session))
    before = figures(session, removal.member_id)
    joined_anew(session, removal)
    judged(session, removal, day=NEXT_YEAR.date(), now=NEXT_YEAR)
    with pytest.raises(Refusal, match="neu beigetreten"):
        actions.lift_after_all(session, removal, OFFICE, NEXT_YEAR)
    assert queries.lifted_in_vain(session) == []
    register.strike(session, removal.member, "V-1", OFFICE, NEXT_YEAR)
    assert (figures(session, removal.member_id), queries.lifted_in_vain(session)) == (before, [removal])
    session.commit()
    later(monkeypatch)
    client = visitor(app)
    sign_in_office(session, client)
    page = client.get(f"/ausscheiden/{removal.id}")
    assert "im Register steht das Ende aber noch" in said(page)
    assert Tab(client, f"/ausscheiden/{removal.id}", "gegenbuchen$").send().status_code == 302
    session.expire_all()
    assert (removal.state, figures(session, removal.member_id)[0]) == (RemovalState.LIFTED, None)
    assert queries.lifted_in_vain(session) == []
    assert archive.get_document(session, removal.letter_id or 0).kind == "exclusion_lifted"
    with pytest.raises(Refusal, match="steht dieser Ausschluss nicht mehr"):
        actions.lift_after_all(session, removal, OFFICE, NEXT_YEAR)


def test_who_was_lifted_in_the_books_then_left_and_joined_anew_has_nothing_to_settle(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = judged(session, sent(session, a_human(session)))
    given(session, removal.member, now=LATER)
    register.enter(
        session, removal.member.party_id, MemberClass.ORDINARY, date(2028, 2, 1), JoinGround.ADMISSION, "V-1", OFFICE,
        datetime(2028, 2, 1, 10, 0, tzinfo=UTC),
    )
    assert queries.has_later_membership(session, removal)
    assert not queries.stays_entered(session, removal)


def test_who_was_lifted_in_the_books_and_is_excluded_anew_stays_there_by_the_new_exclusion(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    removal = judged(session, sent(session, member))
    anew = sent(session, member)
    assert figures(session, member.id)[0] == NEW_YEARS_EVE
    assert not queries.stays_entered(session, removal)
    assert queries.without_trace(session) == [] == queries.lifted_in_vain(session)
    assert anew.state is RemovalState.ENTERED


# --- no earlier court overrules a later one ---------------------------------------------------------------------------


def test_a_court_that_decided_on_the_appeal_is_not_overruled_by_an_earlier_judgment(session: Session) -> None:
    a_lasting_house(session)
    removal = outside(session, appealed(session, a_human(session)), AFTER.date())
    with pytest.raises(AboutDay, match="frühere Entscheidung"):
        judged(session, removal, day=AFTER.date() - DAY, now=AFTER)
    judged(session, removal, day=AFTER.date(), now=AFTER)


def test_a_judgment_is_not_overruled_by_what_a_court_had_said_of_an_appeal_before(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_human(session))
    judged(session, removal, is_void=False, day=AFTER.date(), now=AFTER)
    contested(session, removal)
    with pytest.raises(AboutDay, match="frühere Entscheidung"):
        outside(session, removal, AFTER.date() - DAY, is_upheld=True)
    assert outside(session, removal, AFTER.date(), is_upheld=True).state is RemovalState.LIFTED


def test_an_organ_may_uphold_an_appeal_that_a_court_would_have_dismissed(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_human(session))
    judged(session, removal, is_void=False, day=AFTER.date(), now=AFTER)
    contested(session, removal)
    assert upheld(session, removal) is removal
    assert removal.state is RemovalState.LIFTED


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


def test_the_page_offers_it_says_what_follows_and_shows_what_counts_no_more(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    removal = appealed(session, a_holder(session))
    upheld(session, removal)
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    address = f"/ausscheiden/{removal.id}"
    assert "Für „Über die Beschwerde entschieden“ vom" in said(client.get(address))
    assert "Der Ausschluss gilt dann wieder" in said(client.get(address))
    tab = Tab(client, address, BACK)
    assert tab.send(reason=" ").status_code == 422
    assert tab.send(reason=WHY).status_code == 302
    page = said(client.get(address))
    assert "Zurückgenommen; zählt nicht mehr." in page
    assert "Beschwerde zurückgewiesen" not in page
    session.expire_all()
    assert removal.state is RemovalState.APPEALED


def test_from_an_older_page_no_step_is_taken_back_unseen(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    judged(session, removal, is_void=False)
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", BACK)
    judged(session, removal, is_void=False, reference="Oberlandesgericht Rabental, 7 U 4/26")
    session.commit()
    answer = tab.send(reason=WHY)
    assert (answer.status_code, "Inzwischen geändert" in said(answer)) == (409, True)
    session.expire_all()
    assert [step.kind for step in queries.standing_steps(removal)].count(StepKind.JUDGED_VALID) == 2
