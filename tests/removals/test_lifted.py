"""The letter on an exclusion that is lifted says what holds of the membership after it (§ 68 GenG; R-EXIT-09)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.values import PartyKind
from app.departures.rules import NoticeKind
from app.members import queries as members
from app.parties.rules import PartyFacts
from app.removals import actions
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalKind
from documents import registry
from documents.exclusion_lifted import LiftedFacts
from documents.facts import EndedBy
from tests.departures.factories import a_holder, given
from tests.documents import pages
from tests.factories import OFFICE
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    facts_of_letter,
    followed,
    judged,
    reported,
    sent,
)

END_OF_2027, SPRING_2028 = date(2027, 12, 31), datetime(2028, 3, 1, 10, 0, tzinfo=UTC)
BY_NOTICE = "durch Kündigung mit dem Ablauf des 31. Dezember 2027"
CONTINUES = "besteht ohne Unterbrechung fort"


def words_of(session: Session, removal: Removal) -> str:
    """What the newest letter says, as it is printed."""
    return " ".join(pages.text(registry.build("exclusion_lifted", facts_of_letter(session, removal))).split())


def recipients(session: Session, kind: str) -> list[str]:
    """To whom the letters of a kind go that wait."""
    return [item.recipient for item in archive.waiting_items(session) if item.document.kind == kind]


def under_notice(session: Session) -> Removal:
    """An exclusion to the end of 2026 before which the member's own notice to the end of 2027 gave way."""
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    given(session, member, NoticeKind.ORDINARY)
    return sent(session, member)


def test_whose_own_notice_ended_the_membership_meanwhile_is_not_told_that_it_goes_on(session: Session) -> None:
    removal = judged(session, under_notice(session), day=SPRING_2028.date(), now=SPRING_2028)
    assert members.get_period_on(session, removal.member_id, LATER_DAY).last_day == END_OF_2027
    words = words_of(session, removal)
    assert f"endete deshalb nicht durch den Ausschluss, sondern {BY_NOTICE}" in words
    for false in (CONTINUES, "Generalversammlung", "besteht fort"):
        assert false not in words


def test_whose_own_notice_will_end_the_membership_is_told_until_when_it_goes_on(session: Session) -> None:
    words = words_of(session, judged(session, under_notice(session)))
    assert f"{CONTINUES}, mit allen Geschäftsanteilen, und endet {BY_NOTICE}" in words
    assert "Bis dahin können Sie auch wieder an der Generalversammlung teilnehmen" in words


def test_to_the_dead_nothing_is_written_but_to_the_heirs_when_the_membership_ends(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    removal = sent(session, member)
    dead(session, member, LATER_DAY, LATER)
    judged(session, removal)
    assert recipients(session, "exclusion_lifted") == ["Erben nach Balthasar Lindwurm"]
    facts = facts_of_letter(session, removal)
    assert isinstance(facts, LiftedFacts)
    assert (facts.member, facts.last_day, facts.ended_by) == ("Balthasar Lindwurm", NEW_YEARS_EVE, EndedBy.LAW)
    words = words_of(session, removal)
    assert "wurde der Ausschluss von Balthasar Lindwurm für nichtig erklärt" in words
    assert "sondern kraft Gesetzes mit dem Ablauf des 31. Dezember 2026" in words
    assert "Ihre Mitgliedschaft" not in words


def test_heirs_who_may_go_on_now_are_told_that_the_membership_is_theirs(session: Session) -> None:
    a_lasting_house(session, appeal_days=0, heirs_continue=True)
    member = a_human(session)
    removal = sent(session, member)
    followed(session, dead(session, member, LATER_DAY, LATER), FollowerRole.HEIR, now=LATER)
    judged(session, removal)
    assert facts_of_letter(session, removal).letter.recipient[:2] == (
        "Rosalinde Lindwurm", "für die Erben nach Balthasar Lindwurm"
    )
    assert "mit allen Geschäftsanteilen auf die Erben übergegangen" in words_of(session, removal)
    assert recipients(session, "estate_letter") == ["Rosalinde Lindwurm"]


@pytest.mark.parametrize(("kind", "told"), [
    (RemovalKind.DISSOLUTION, "Gemeinde Altenbruck"), (RemovalKind.SUCCESSION, "Stadt Rabental"),
])
def test_an_organisation_that_is_gone_or_its_successor_is_told_the_end_by_law(
    session: Session, kind: RemovalKind, told: str
) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_holder(session, "Gemeinde Altenbruck")
    removal = sent(session, member)
    town = PartyFacts(PartyKind.MUNICIPALITY, name="Stadt Rabental", address=a_successor().address)
    successor = town if kind is RemovalKind.SUCCESSION else None
    actions.report(session, member, reported(kind, LATER_DAY), PROOF, OFFICE, LATER, successor)
    judged(session, removal)
    assert facts_of_letter(session, removal).letter.recipient[0] == told
    assert "kraft Gesetzes mit dem Ablauf des 31. Dezember 2026" in words_of(session, removal)
