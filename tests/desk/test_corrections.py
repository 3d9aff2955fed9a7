"""Whoever holds a letter about an act that was undone as an error is told so by another one (R-REG-05, R-DOC-05)."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import long_day
from app.core.values import Role
from app.departures import actions as departures
from app.departures import queries as notices
from app.departures.rules import NoticeKind
from app.desk.rules import TaskKind
from app.members import actions as member_actions
from app.members.models import Member
from app.members.rules import ExitGround
from app.portal import queries as portal
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.removals.rules import RemovalKind
from app.shares import queries as shares
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts
from app.subscriptions import actions as subscriptions
from app.subscriptions import queries as declarations
from app.transfers import actions as transfers
from app.transfers import queries as transfer_queries
from documents import registry
from documents.entry_undone import Ahead, UndoneFacts
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.desk.test_further_shares import tasks_of
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import PROOF, a_human, a_lasting_house, dead, followed, heard, reported
from tests.shares.factories import HOUSE, SHARE
from tests.statutes.factories import ADMINISTRATOR
from tests.subscriptions.factories import a_growing_house
from tests.subscriptions.factories import a_holder as a_growing_holder
from tests.subscriptions.factories import decided as admitted
from tests.subscriptions.factories import proposed as wanted
from tests.transfers.factories import decided, proposed, two_holders
from tests.transfers.newcomers import entered
from tests.transfers.test_without_consent import with_room

WHY = "Falsches Mitglied"


def post_all(session: Session) -> None:
    """Everything in the tray goes out."""
    archive_actions.mark_posted(session, [each.id for each in archive.waiting_items(session)], OFFICE, NOW)


def corrections(session: Session) -> list[UndoneFacts]:
    """What the letters of correction say that wait in the tray."""
    found = [each.document for each in archive.waiting_items(session) if each.document.kind == "entry_undone"]
    return [registry.load(each.kind, each.facts or {}) for each in found]


def words_of(facts: UndoneFacts) -> str:
    return " ".join(pages.text(registry.build("entry_undone", facts)).split())


def letter(session: Session, letter_id: int | None) -> IssuedDocument:
    return archive.get_document(session, letter_id or 0)


def test_a_member_whose_confirmation_of_a_notice_is_out_is_told_that_it_was_an_error(session: Session) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    post_all(session)
    departures.reverse(session, notice, WHY, OFFICE, NOW)
    former, [told] = letter(session, notice.letter_id), corrections(session)
    assert (told.former, told.number, told.shares, told.credit) == (former.number, notice.number, 5, 250_000)
    words = words_of(told)
    assert f"unser Schreiben {former.number} gilt nicht mehr" in words
    assert "Ihre Mitgliedschaft besteht ohne Unterbrechung fort" in words
    assert WHY not in words
    assert former.standing is Standing.REPLACED
    assert letter(session, former.replaced_by_id).number == told.letter.reference
    assert not notices.lacks_correction(session, notice)


def test_a_letter_nobody_has_posted_is_withdrawn_and_needs_no_correction(session: Session) -> None:
    a_leaving_house(session)
    notice = departures.reverse(session, given(session, a_holder(session)), WHY, OFFICE, NOW)
    assert corrections(session) == []
    assert letter(session, notice.letter_id).standing is Standing.VOID
    assert not notices.lacks_correction(session, notice)


def test_what_ends_the_membership_all_the_same_is_told_with_the_correction(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    post_all(session)

    def ended(session: Session, member: Member, *_more: Any) -> None:
        member_actions.end(session, member, TODAY, ExitGround.DISSOLUTION, "", OFFICE, NOW)

    departures.reverse(session, notice, WHY, OFFICE, NOW, ended)
    [told] = corrections(session)
    assert told.last_day == TODAY
    assert "endet aus einem anderen Grund" in words_of(told)


def test_a_notice_that_stands_beside_the_mistaken_one_is_named_with_its_day_and_shares(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    standing = given(session, member, NoticeKind.PARTIAL, shares=2)
    mistaken = given(session, member, NoticeKind.PARTIAL, shares=1)
    post_all(session)
    departures.reverse(session, mistaken, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert standing.last_day is not None
    assert told.ahead == (Ahead(standing.number, standing.last_day, 2),)
    day = " ".join(long_day(standing.last_day).split())
    words = f"Bestehen bleibt {standing.number}: Mit dem Ablauf des {day} gehen 2 dieser Geschäftsanteile ab."
    assert words in words_of(told)


def test_a_creditor_who_was_answered_is_told_too_and_the_member_does_not_see_that_letter(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member, NoticeKind.INSOLVENCY, sender_address="Marktplatz 1\n70999 Lindenfurt")
    post_all(session)
    departures.reverse(session, notice, WHY, OFFICE, NOW)
    own, other = corrections(session)
    assert other.letter.recipient == (notice.declared_by, "Marktplatz 1", "70999 Lindenfurt")
    assert (own.member, other.member) == ("", "Gemeinde Altenbruck")
    words = words_of(other)
    assert "Die Mitgliedschaft von Gemeinde Altenbruck besteht ohne Unterbrechung fort" in words
    assert "Geschäftsguthaben" not in words
    seen = [each.number for each in portal.documents_of(session, member) if each.kind == "entry_undone"]
    assert seen == [own.letter.reference]


def test_both_sides_of_a_transfer_are_told_that_it_was_an_error(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 2)
    decided(session, transfer)
    post_all(session)
    transfers.reverse(session, transfer.id, WHY, OFFICE, NOW)
    assert [(each.shares, each.credit) for each in corrections(session)] == [(5, 250_000), (2, 100_000)]
    former = letter(session, transfer.acquirer_letter_id)
    assert former.standing is Standing.REPLACED
    assert not transfer_queries.lacks_correction(session, transfer)


def test_what_the_credit_was_said_to_cover_is_named_as_owed_again_and_since_when(session: Session) -> None:
    """Whoever relied on the letter is not late with it (§ 286 BGB) until it hears that the payment is due."""
    one, late = with_room(session)
    [before] = shares.open_payments(session, member_id=late.id)
    transfer = proposed(session, one, late, 2)
    post_all(session)
    transfers.reverse(session, transfer.id, WHY, OFFICE, NOW)
    giver, taker = corrections(session)
    assert (giver.uncovered, taker.uncovered) == (0, 2 * SHARE)
    assert [(each.cents, each.due_on) for each in taker.dues] == [(before.open, before.due_on)]
    words, since = words_of(taker), " ".join(long_day(before.due_on).split())
    assert "wieder offen, was unser Schreiben an Einzahlungen gedeckt oder erledigt nannte: 1.000,00 €" in words
    assert f"schulden Sie jetzt 1.500,00 €, fällig seit dem {since}. Bitte überweisen Sie" in words
    assert "Sonst brauchen Sie nichts zu tun" in words


def test_who_joined_by_the_transfer_is_told_that_it_never_was_a_member(session: Session) -> None:
    transfer = entered(session)
    post_all(session)
    transfers.reverse(session, transfer.id, WHY, OFFICE, NOW)
    [_giver, taker] = corrections(session)
    assert not taker.is_member
    assert "Sie waren an keinem Tag Mitglied" in words_of(taker)


def test_a_member_whose_further_shares_were_an_error_is_told(session: Session) -> None:
    a_growing_house(session)
    subscription = wanted(session, a_growing_holder(session))
    admitted(session, subscription)
    post_all(session)
    subscriptions.reverse(session, subscription, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert told.number == subscription.number
    assert "Die Anteile waren irrtümlich eingetragen" in words_of(told)
    assert not declarations.lacks_correction(session, subscription)


def test_a_member_whose_death_was_none_is_told_itself_where_no_heir_was_known(session: Session) -> None:
    """The letter to unknown heirs lay at the member's own address; the member sees its correction too."""
    a_lasting_house(session)
    member = a_human(session)
    removal = dead(session, member)
    post_all(session)
    removals.reverse(session, removal, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert (told.letter.recipient[0], told.letter.salutation) == ("Balthasar Lindwurm", "Guten Tag Balthasar Lindwurm,")
    assert (told.member, told.shares) == ("", 3)
    assert "Ihre Mitgliedschaft besteht ohne Unterbrechung fort" in words_of(told)
    seen = [each.number for each in portal.documents_of(session, member) if each.kind == "entry_undone"]
    assert seen == [told.letter.reference]
    assert not removal_queries.lacks_correction(session, removal)


def test_heirs_who_were_written_to_about_a_death_that_was_none_are_told(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session)
    removal = followed(session, dead(session, member))
    post_all(session)
    removals.reverse(session, removal, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert (told.letter.recipient[0], told.member) == ("Rosalinde Lindwurm", "Balthasar Lindwurm")
    assert [each for each in portal.documents_of(session, member) if each.kind == "entry_undone"] == []
    assert not removal_queries.lacks_correction(session, removal)


def test_member_and_heir_are_each_told_once_where_both_were_written_to(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    post_all(session)
    followed(session, removal)
    post_all(session)
    removals.reverse(session, removal, WHY, OFFICE, NOW)
    told = [(each.letter.recipient[0], each.member) for each in corrections(session)]
    assert sorted(told) == [("Balthasar Lindwurm", ""), ("Rosalinde Lindwurm", "Balthasar Lindwurm")]
    assert not removal_queries.lacks_correction(session, removal)


def test_an_organisation_that_was_not_dissolved_after_all_is_told_itself(session: Session) -> None:
    a_lasting_house(session)
    removal = removals.report(session, a_holder(session), reported(RemovalKind.DISSOLUTION), PROOF, OFFICE, NOW)
    post_all(session)
    removals.reverse(session, removal, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert (told.letter.recipient[0], told.member, told.shares) == ("Gemeinde Altenbruck", "", 5)


def without_letterhead(session: Session, act: Callable[[], object]) -> None:
    """Do something while the house can't write letters."""
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, NOW)
    act()
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)


def test_where_no_correction_can_be_written_a_task_names_who_holds_the_letter(
    session: Session, client: FlaskClient
) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    post_all(session)
    without_letterhead(session, lambda: departures.reverse(session, notice, WHY, OFFICE, NOW))
    assert corrections(session) == []
    former = letter(session, notice.letter_id)
    assert former.standing is Standing.VOID
    task = tasks_of(session, Role.OFFICE)[TaskKind.TELL_LEAVER]
    assert (task.target, task.values["name"]) == (notice.id, "Gemeinde Altenbruck")
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert "Die Berichtigung fehlt" in page
    assert "ungültig" in page
    departures.write_letter(session, notice, OFFICE, NOW)
    assert [each.number for each in corrections(session)] == [notice.number]
    assert TaskKind.TELL_LEAVER not in tasks_of(session, Role.OFFICE)
    session.commit()
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert "Die Berichtigung fehlt" not in page
    assert str(letter(session, former.replaced_by_id).number) in page


def test_the_tasks_of_transfers_shares_and_deaths_name_what_lacks_a_correction(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 2)
    decided(session, transfer)
    post_all(session)
    without_letterhead(session, lambda: transfers.reverse(session, transfer.id, WHY, OFFICE, NOW))
    assert tasks_of(session, Role.OFFICE)[TaskKind.TELL_TRANSFER].target == transfer.id
    transfers.write_letters(session, transfer, OFFICE, NOW)
    assert len(corrections(session)) == 2
    assert TaskKind.TELL_TRANSFER not in tasks_of(session, Role.OFFICE)


def test_a_death_without_correction_waits_at_the_desk(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    post_all(session)
    without_letterhead(session, lambda: removals.reverse(session, removal, WHY, OFFICE, NOW))
    assert tasks_of(session, Role.OFFICE)[TaskKind.TELL_REMOVED].target == removal.id
    removals.write_letter(session, removal, OFFICE, NOW)
    assert TaskKind.TELL_REMOVED not in tasks_of(session, Role.OFFICE)
    assert len(corrections(session)) == 1


def test_further_shares_without_correction_wait_at_the_desk(session: Session) -> None:
    a_growing_house(session)
    subscription = wanted(session, a_growing_holder(session))
    admitted(session, subscription)
    post_all(session)
    without_letterhead(session, lambda: subscriptions.reverse(session, subscription, WHY, OFFICE, NOW))
    assert tasks_of(session, Role.OFFICE)[TaskKind.TELL_SUBSCRIBER].target == subscription.id
    subscriptions.write_letter(session, subscription, OFFICE, NOW)
    assert TaskKind.TELL_SUBSCRIBER not in tasks_of(session, Role.OFFICE)


def test_a_member_invited_to_be_heard_by_mistake_is_told(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_human(session))
    post_all(session)
    removals.reverse(session, removal, WHY, OFFICE, NOW)
    [told] = corrections(session)
    assert (told.number, told.member) == (removal.number, "")
