"""Who got the letter of an exclusion that was a mistake is told so (§ 68 GenG; R-EXIT-09)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.values import Refusal
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState
from documents import registry
from tests.departures.factories import a_holder
from tests.documents import pages
from tests.factories import OFFICE
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    PROOF,
    a_human,
    a_lasting_house,
    dead,
    facts_of_letter,
    judged,
    posted,
    reported,
    resolved,
    sent,
)

WHY = "Falsches Mitglied"


def excluded(session: Session) -> Removal:
    """An exclusion in force by a statute that knows no appeal."""
    a_lasting_house(session, appeal_days=0)
    return sent(session, a_human(session))


def words_of(session: Session, removal: Removal) -> str:
    """What the newest letter says, as it is printed."""
    return " ".join(pages.text(registry.build("exclusion_lifted", facts_of_letter(session, removal))).split())


def waiting(session: Session) -> list[tuple[str, str]]:
    """The letters that wait, by kind and recipient; without the protocol of who resolved."""
    found = [(each.document.kind, each.recipient) for each in archive.waiting_items(session)]
    return [each for each in found if each[0] != "protocol"]


def test_the_member_is_told_that_the_exclusion_was_a_mistake(session: Session) -> None:
    removal = actions.reverse(session, excluded(session), WHY, OFFICE, LATER)
    assert waiting(session) == [("exclusion_lifted", "Balthasar Lindwurm")]
    words = words_of(session, removal)
    assert "unser Schreiben über den Ausschluss beruhte auf einem Irrtum" in words
    assert "Ihre Mitgliedschaft besteht ohne Unterbrechung fort" in words
    for false in ("Beschwerde", "nichtig", "()"):
        assert false not in words


def test_of_a_mistake_before_the_letter_was_out_nobody_is_told(session: Session) -> None:
    a_lasting_house(session)
    removal = actions.reverse(session, resolved(session, a_human(session)), WHY, OFFICE, LATER)
    assert (removal.state, waiting(session)) == (RemovalState.REVERSED, [])
    assert not queries.steps_open(removal, LATER_DAY).may_write_letter


def test_the_heirs_are_told_where_the_member_has_died(session: Session) -> None:
    removal = excluded(session)
    dead(session, removal.member, LATER_DAY, LATER)
    actions.reverse(session, removal, WHY, OFFICE, LATER)
    assert ("exclusion_lifted", "Erben nach Balthasar Lindwurm") in waiting(session)
    assert "Schreiben über den Ausschluss von Balthasar Lindwurm beruhte auf einem Irrtum" in words_of(session, removal)


def test_where_the_letter_cannot_be_written_yet_it_is_asked_for(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = excluded(session)
    with monkeypatch.context() as without_an_address:
        without_an_address.setattr("app.removals.actions.letters.parties.address_on", lambda *_: None)
        actions.reverse(session, removal, WHY, OFFICE, LATER)
    assert removal.letter_id is None
    assert removal in session.scalars(queries.without_letter()).unique().all()
    actions.write_letter(session, removal, OFFICE, LATER)
    assert waiting(session) == [("exclusion_lifted", "Balthasar Lindwurm")]


# --- who died, or was dissolved ---------------------------------------------------------------------------------------


def test_a_death_of_the_year_before_says_that_the_exclusion_goes_first(session: Session) -> None:
    removal, died_on = excluded(session), date(2025, 11, 3)
    with pytest.raises(Refusal, match=r"31\.12\.2026 durch etwas anderes: .*Stornieren Sie zuerst jenes"):
        dead(session, removal.member, died_on, LATER)
    actions.reverse(session, removal, WHY, OFFICE, LATER)
    assert dead(session, removal.member, died_on, LATER).last_day == date(2025, 12, 31)


def test_who_had_left_with_nothing_due_and_died_is_written_to_through_the_heirs_once_that_is_noted(
    session: Session
) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = posted(session, resolved(session, a_human(session, shares=0)))
    next_year = LATER + timedelta(days=120)
    with pytest.raises(Refusal, match="endete schon"):
        dead(session, removal.member, next_year.date(), next_year)
    judged(session, removal, day=next_year.date(), now=next_year)
    assert waiting(session) == [("exclusion_lifted", "Balthasar Lindwurm")]
    dead(session, removal.member, next_year.date(), next_year)
    assert ("exclusion_lifted", "Erben nach Balthasar Lindwurm") in waiting(session)
    assert ("exclusion_lifted", "Balthasar Lindwurm") not in waiting(session)


def test_an_organisation_that_was_dissolved_is_not_told_that_its_membership_goes_on(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_holder(session, "Gemeinde Altenbruck"))
    actions.report(session, removal.member, reported(RemovalKind.DISSOLUTION, LATER_DAY), PROOF, OFFICE, LATER)
    words = words_of(session, judged(session, removal))
    assert "kraft Gesetzes mit dem Ablauf des 31. Dezember 2026" in words
    assert "besteht" not in words
