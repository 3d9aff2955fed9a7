"""Who goes on as an heir, and who is not excluded, is told so by letter (R-DOC-05)."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.departures.rules import NoticeKind
from app.members import actions as members
from app.members import queries as register
from app.members.rules import ExitGround
from app.organs.rules import Choice
from app.removals import actions, queries
from app.removals.rules import RemovalState
from documents.exclusion_refused import NotExcludedFacts
from documents.membership_continued import Cancelled, ContinuedFacts
from tests.departures.factories import a_holder, given
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.removals.factories import (
    DIED,
    LATER,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    facts_of_letter,
    followed,
    heard,
    resolved,
)
from tests.shares.factories import a_member


def test_the_heir_who_goes_on_is_told_with_what_and_what_is_owed(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_member(
        session, shares=3, first_day=DIED - timedelta(days=7), party=a_person(session, "Balthasar", "Lindwurm")
    )
    removal = followed(session, dead(session, member))
    followed(session, removal, facts=a_successor("Kunibert"))
    former = removal.letter_id or 0
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    facts = facts_of_letter(session, removal)
    assert isinstance(facts, ContinuedFacts)
    assert facts.letter.recipient[0] == "Rosalinde Lindwurm"
    assert (facts.since, facts.shares, facts.credit, facts.shares_after) == (DIED + timedelta(days=1), 3, 0, 3)
    assert [due.cents for due in facts.dues] == [1_500_00]
    heir = register.find_member_of_party(session, queries.heirs_of(removal)[0].party_id)
    assert heir is not None
    assert facts.letter.member_number == facts.member_number == heir.number
    assert archive.get_document(session, former).standing == "void"


def test_what_the_dead_had_cancelled_stands_in_the_letter(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    member = a_human(session, shares=5)
    given(session, member, NoticeKind.PARTIAL, shares=2)
    removal = followed(session, dead(session, member))
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    facts = facts_of_letter(session, removal)
    assert isinstance(facts, ContinuedFacts)
    assert facts.cancelled == (Cancelled(2, date(2027, 12, 31)),)


def test_once_a_continuation_is_undone_the_heirs_are_asked_anew(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    removal = followed(session, dead(session, a_human(session)))
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    former = removal.letter_id or 0
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert archive.get_document(session, former).standing == "void"
    assert archive.get_document(session, removal.letter_id or 0).kind == "estate_letter"


def test_who_is_not_excluded_is_told_so(session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session), Choice.NO)
    facts = facts_of_letter(session, removal)
    assert isinstance(facts, NotExcludedFacts)
    assert (facts.organ, facts.resolved_on, facts.resolution) == (
        "der Vorstand", LATER.date(), removal.resolution_number
    )
    assert not queries.steps_open(removal, TODAY).may_write_letter


def test_a_letter_to_who_is_not_excluded_is_written_later_where_it_could_not_be(session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session), Choice.NO)
    removal.letter_id = None
    session.flush()
    assert list(session.scalars(queries.without_letter())) == [removal]
    actions.write_letter(session, removal, OFFICE, LATER)
    written = queries.get_removal(session, removal.id).letter_id
    assert archive.get_document(session, written or 0).kind == "exclusion_refused"


def test_whose_membership_ended_otherwise_meanwhile_gets_no_letter_on_the_exclusion(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    removal = heard(session, member)
    actions.propose_exclusion(session, removal, OFFICE, LATER)
    members.end(session, member, date(2026, 12, 31), ExitGround.OTHER, "Vertrag", OFFICE, LATER)
    actions.exclude(session, removal.id, "V-2026-099", OFFICE, LATER)
    assert (removal.state, removal.letter_id) == (RemovalState.REJECTED, None)
    assert list(session.scalars(queries.without_letter())) == []
    assert not queries.steps_open(removal, TODAY).may_write_letter
