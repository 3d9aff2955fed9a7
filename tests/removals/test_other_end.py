"""A death, dissolution or succession of a member whose membership another act ends: pages and letters say which."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.departures.rules import NoticeKind
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AboutSuccessor, RemovalKind
from documents import registry
from documents.facts import EndedBy
from tests.departures.factories import a_holder, given
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import DIED, PROOF, a_human, a_lasting_house, reported
from tests.transfers.factories import decided, proposed

NEW_YEARS_EVE = date(2026, 12, 31)
KINDS = [RemovalKind.DEATH, RemovalKind.DISSOLUTION, RemovalKind.SUCCESSION]


def facts_of(letter: IssuedDocument):  # type: ignore[no-untyped-def]
    """What a letter states."""
    return registry.load(letter.kind, letter.facts or {})


def words_of(letter: IssuedDocument) -> str:
    """What stands on a letter, in one line."""
    return pages.text(registry.build(letter.kind, facts_of(letter)))


def a_member_of(session: Session, kind: RemovalKind) -> Member:
    """Somebody whom this can befall."""
    return a_human(session) if kind is RemovalKind.DEATH else a_holder(session, shares=3)


def gone(session: Session, member: Member, kind: RemovalKind, event_on: date = DIED) -> Removal:
    """The event reported; of a succession another member follows."""
    heir = a_holder(session, "Glasfaser Hohenmoos", 1).party_id if kind is RemovalKind.SUCCESSION else None
    return actions.report(session, member, reported(kind, event_on), PROOF, OFFICE, NOW, heir)


def handed_on(session: Session, kind: RemovalKind) -> Member:
    """Somebody whose whole credit was transferred today."""
    a_lasting_house(session, max_shares=10, form_join="textform")
    member, other = a_member_of(session, kind), a_holder(session, "Stadt Lindenfurt", 2)
    decided(session, proposed(session, member, other))
    return member


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("event_on", [DIED, TODAY])
def test_nothing_is_promised_for_a_membership_that_a_transfer_of_the_whole_credit_ends(
    session: Session, kind: RemovalKind, event_on: date
) -> None:
    member = handed_on(session, kind)
    meant = queries.preview(session, member, reported(kind, event_on), TODAY)
    assert (meant.ending.last_day, meant.ending.ground, meant.payable_by) == (TODAY, ExitGround.TRANSFER, None)
    removal = gone(session, member, kind, event_on)
    shown = queries.meant_on(session, removal, TODAY)
    assert shown is not None
    assert (shown.ending.ground, shown.payable_by) == (ExitGround.TRANSFER, None)
    letter = archive.get_document(session, removal.letter_id or 0)
    facts = facts_of(letter)
    assert (facts.ended_by, facts.payable_by) == (EndedBy.TRANSFER, None)
    words = words_of(letter)
    assert "§ 76 GenG" in words
    wrong = ("Auszahlung bis", "Geschäftsanteil", "Schluss des", "Bankverbindung")
    assert not [each for each in wrong if each in words]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_death_beside_a_transfer_says_what_ends_the_membership_and_that_nothing_is_paid(
    session: Session, client: FlaskClient, kind: RemovalKind
) -> None:
    removal = gone(session, handed_on(session, kind), kind)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "Das ganze Geschäftsguthaben ist übertragen" in page
    assert "Auszahlung bis" not in page
    assert "Guthaben steht zu" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_membership_given_notice_of_before_is_said_to_end_by_that(session: Session, kind: RemovalKind) -> None:
    a_lasting_house(session, residence_clause="Landkreis Rabental")
    member = a_member_of(session, kind)
    given(session, member, NoticeKind.RESIDENCE)
    removal = gone(session, member, kind)
    facts = facts_of(archive.get_document(session, removal.letter_id or 0))
    assert (facts.ended_by, facts.last_day) == (EndedBy.NOTICE, NEW_YEARS_EVE)
    assert facts.payable_by is not None


@pytest.mark.parametrize("kind", KINDS)
def test_an_end_of_its_own_names_no_other(session: Session, kind: RemovalKind) -> None:
    a_lasting_house(session)
    removal = gone(session, a_member_of(session, kind), kind)
    assert facts_of(archive.get_document(session, removal.letter_id or 0)).ended_by is None


# --- a succession has a successor -------------------------------------------------------------------------------------


def test_a_succession_names_who_follows(session: Session) -> None:
    a_lasting_house(session)
    with pytest.raises(AboutSuccessor, match="Nennen Sie, auf wen"):
        actions.report(session, a_holder(session), reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW)


def test_once_the_successor_is_taken_back_the_credit_is_nobody_s_we_know_and_the_letter_goes_to_no_ghost(
    session: Session
) -> None:
    a_lasting_house(session)
    removal = gone(session, a_holder(session), RemovalKind.SUCCESSION)
    actions.take_back_follower(session, removal, queries.followers_of(removal)[0].id, "Falsche Firma", OFFICE, NOW)
    assert queries.payee_of(removal) is None
    letter = archive.get_document(session, removal.letter_id or 0)
    assert facts_of(letter).letter.recipient[0].startswith("Rechtsnachfolge nach ")
    assert "noch nicht bekannt" in words_of(letter)


def test_a_dissolved_organisation_is_paid_itself(session: Session) -> None:
    a_lasting_house(session)
    removal = gone(session, a_holder(session), RemovalKind.DISSOLUTION)
    assert queries.payee_of(removal) is removal.member.party
