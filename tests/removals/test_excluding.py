"""Exclusion in the books: heard, resolved, sent, appealed against (§ 68 GenG; R-EXIT-09)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.changes import actions as changes
from app.core.values import Refusal
from app.departures.rules import NoticeKind, NoticeState
from app.members import queries as members
from app.members.rules import ExitGround
from app.organs.rules import Choice, Organ
from app.removals import actions, queries
from app.removals.rules import RemovalState
from documents import exclusion_letter
from tests.archive.factories import made
from tests.departures.factories import a_holder, given
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY
from tests.organs.factories import an_office
from tests.removals.factories import (
    LATER,
    NEW_YEARS_EVE,
    PROOF,
    a_human,
    a_lasting_house,
    appealed,
    charge,
    dead,
    facts_of_letter,
    figures,
    heard,
    on_appeal,
    resolved,
    sent,
)
from tests.settlements.factories import ONE


def test_a_member_is_heard_before_the_organ_decides(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    assert removal.state is RemovalState.HEARING
    facts = facts_of_letter(session, removal)
    assert (facts.clause, facts.organ) == (removal.clause, "der Vorstand")
    with pytest.raises(Refusal, match="noch bis zum"):
        actions.propose_exclusion(session, removal, OFFICE, NOW)
    actions.note_answer(session, removal, TODAY, "Ich zahle.", None, OFFICE, NOW)
    actions.propose_exclusion(session, removal, OFFICE, NOW)
    item = queries.find_item(session, removal)
    assert item is not None
    assert "geäußert" in item.text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"clause": " "}, "Nennen Sie die Klausel"), ({"reasons": ""}, "vorgehalten"),
        ({"answer_until": TODAY + timedelta(days=6)}, "mindestens eine Woche"),
        ({"answer_until": date(2199, 1, 1)}, "mehr als ein Jahr voraus"),
    ],
)
def test_nobody_is_excluded_without_clause_facts_and_time(
    session: Session, more: dict[str, Any], sentence: str
) -> None:
    a_lasting_house(session)
    with pytest.raises(Refusal, match=sentence):
        heard(session, a_holder(session), **more)


def test_two_exclusions_of_one_member_do_not_run_beside_each_other(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    heard(session, member)
    with pytest.raises(Refusal, match="läuft schon"):
        heard(session, member)


def test_the_resolution_alone_enters_nothing_and_the_dispatch_everything(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    office = an_office(session, member.party, Organ.SUPERVISORY_BOARD)
    removal = resolved(session, member)
    assert removal.state is RemovalState.RESOLVED
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    facts = facts_of_letter(session, removal)
    assert (facts.letter.recipient[0], facts.last_day, facts.is_officer) == ("Einschreiben", NEW_YEARS_EVE, True)
    actions.dispatch(session, removal, LATER.date(), "RR 1234 5678 9DE", None, OFFICE, LATER)
    period = members.get_period_on(session, member.id, TODAY)
    assert (period.last_day, period.exit_ground) == (NEW_YEARS_EVE, ExitGround.EXCLUSION)
    assert office.last_day == LATER.date()
    assert queries.attends_assembly_until(removal) == LATER.date() - timedelta(days=1)
    assert removal.appeal_until == LATER.date() + timedelta(days=42)


def test_the_letter_that_was_sent_lies_in_the_tray_no_more(session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    assert removal.letter_id in [item.document_id for item in archive.waiting_items(session)]
    actions.dispatch(session, removal, LATER.date(), "RR 1234 5678 9DE", None, OFFICE, LATER)
    assert removal.letter_id not in [item.document_id for item in archive.waiting_items(session)]


def test_a_letter_that_was_never_made_was_not_sent(session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    actions.write_anew(session, removal, OFFICE, LATER)
    with pytest.raises(Refusal, match="noch nicht erzeugt"):
        actions.dispatch(session, removal, LATER.date(), "RR 1", None, OFFICE, LATER)
    assert removal.state is RemovalState.RESOLVED
    assert removal.letter_id in [item.document_id for item in archive.waiting_items(session)]


def test_an_exclusion_sent_in_the_new_year_ends_with_it_and_needs_another_letter(session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    january = LATER + timedelta(days=40)
    with pytest.raises(Refusal, match=r"endet die Mitgliedschaft am 31\.12\.2027"):
        actions.dispatch(session, removal, january.date(), "RR 1", None, OFFICE, january)
    actions.write_anew(session, removal, OFFICE, january)
    made(session, removal.letter_id)
    actions.dispatch(session, removal, january.date(), "RR 1", None, OFFICE, january)
    assert removal.last_day == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("days", "posting", "sentence"),
    [(0, " ", "Sendungsnummer"), (-3, "RR 1", "frühestens"), (3, "RR 1", "spätestens heute")],
)
def test_a_dispatch_without_proof_or_on_an_impossible_day_is_refused(
    session: Session, days: int, posting: str, sentence: str
) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    with pytest.raises(Refusal, match=sentence):
        actions.dispatch(session, removal, LATER.date() + timedelta(days=days), posting, None, OFFICE, LATER)
    assert removal.state is RemovalState.RESOLVED


def test_an_organ_may_decide_not_to_exclude(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    removal = resolved(session, member, Choice.NO)
    assert removal.state is RemovalState.REJECTED
    assert members.get_period_on(session, member.id, TODAY).last_day is None
    heard(session, member)


def test_an_appeal_upheld_makes_the_exclusion_void_and_leaves_every_figure_as_it_was(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    partial = given(session, member, NoticeKind.PARTIAL, shares=2)
    before = figures(session, member.id)
    removal = appealed(session, member)
    assert partial.gave_way_to == removal.number
    actions.decide_appeal(session, removal, on_appeal(session), None, OFFICE, LATER)
    assert removal.state is RemovalState.LIFTED
    assert figures(session, member.id) == before
    assert partial.state is NoticeState.ENTERED
    assert archive.get_document(session, removal.letter_id or 0).kind == "exclusion_lifted"


def test_an_appeal_dismissed_lets_the_exclusion_stand(session: Session) -> None:
    a_lasting_house(session)
    removal = appealed(session, a_holder(session))
    actions.decide_appeal(session, removal, on_appeal(session, is_upheld=False), None, OFFICE, LATER)
    assert (removal.state, removal.last_day) == (RemovalState.ENTERED, NEW_YEARS_EVE)


def test_an_appeal_comes_in_time_or_not_at_all(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    late = LATER + timedelta(days=43)
    with pytest.raises(Refusal, match="war bis zum"):
        actions.note_appeal(session, removal, late.date(), "", None, OFFICE, late)


def test_without_a_clause_there_is_no_appeal(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_holder(session))
    assert removal.appeal_until is None
    with pytest.raises(Refusal, match="keine Beschwerde vor"):
        actions.note_appeal(session, removal, LATER.date(), "", None, OFFICE, LATER)


def test_who_leaves_this_year_anyway_is_not_excluded(session: Session) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_holder(session)
    given(session, member, NoticeKind.RESIDENCE)
    with pytest.raises(Refusal, match=r"endet schon am 31\.12\.2026"):
        heard(session, member)


def test_an_exclusion_before_the_organ_is_reversed_with_its_item(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    actions.propose_exclusion(session, removal, OFFICE, LATER)
    actions.reverse(session, removal, "Gezahlt", OFFICE, LATER)
    assert queries.find_item(session, removal) is None
    assert removal.state is RemovalState.REVERSED


def test_the_charge_is_judged_again_when_it_is_entered(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    dead(session, member)
    with pytest.raises(Refusal, match="Wer gestorben ist"):
        actions.begin_exclusion(session, member, charge(), None, OFFICE, NOW)


def test_who_dies_before_the_organ_has_decided_is_not_excluded_any_more(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_human(session)
    removal = heard(session, member)
    dead(session, member)
    with pytest.raises(Refusal, match="Wer gestorben ist"):
        actions.propose_exclusion(session, removal, OFFICE, LATER)
    actions.reverse(session, removal, "Gestorben", OFFICE, LATER)


def test_the_organ_excludes_nobody_who_has_died_meanwhile(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_human(session)
    removal = heard(session, member)
    actions.propose_exclusion(session, removal, OFFICE, LATER)
    dead(session, member)
    actions.exclude(session, removal.id, "V-2026-001", OFFICE, LATER)
    assert (removal.state, removal.letter_id) == (RemovalState.REJECTED, None)


def test_no_exclusion_is_sent_to_somebody_who_has_died(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_human(session)
    removal = resolved(session, member)
    dead(session, member)
    with pytest.raises(Refusal, match="Wer gestorben ist"):
        actions.dispatch(session, removal, LATER.date(), "RR 1", None, OFFICE, LATER)
    assert members.get_period_on(session, member.id, TODAY).last_day is None


def test_an_appeal_of_a_day_to_come_is_refused_because_it_lies_ahead(session: Session) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    with pytest.raises(Refusal, match="Dieser Tag liegt noch in der Zukunft"):
        actions.note_appeal(session, removal, LATER.date() + timedelta(days=1), "", None, OFFICE, LATER)
    with pytest.raises(Refusal, match="frühestens mit der Absendung"):
        actions.note_appeal(session, removal, date(2026, 1, 2), "", None, OFFICE, LATER)


@pytest.mark.parametrize("is_named", [False, True])
def test_the_letter_asks_for_an_account_unless_one_is_named(session: Session, is_named: bool) -> None:
    a_lasting_house(session)
    member = a_human(session)
    if is_named:
        changes.propose_bank_account(session, member, "DE02120300000000202051", TODAY, PROOF, False, ONE, NOW)
    facts = facts_of_letter(session, resolved(session, member))
    asks = "Bitte teilen Sie uns Ihre Bankverbindung mit." in pages.text(exclusion_letter.build(facts))
    assert asks is not is_named
