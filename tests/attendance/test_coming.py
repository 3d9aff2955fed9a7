"""Coming and going: for whom somebody comes, the member itself after its proxy, guests, entries by ticket."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import MeetingForm, Subject
from app.attendance import actions, queries
from app.attendance.actions import Arrival, Named
from app.attendance.models import Presence, ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import (
    AboutComing,
    AboutNamesake,
    AboutStatement,
    Capacity,
    GuestRole,
    LeftWhy,
    Mode,
    RevokedBy,
    Strength,
)
from app.core import journal
from app.core.values import NotFound, Refusal
from app.members.models import Member
from app.parties.models import Party
from tests.assemblies.factories import a_convening_house, an_assembly, convened
from tests.attendance.factories import (
    a_meeting,
    a_meeting_house,
    a_town,
    acting,
    granted,
    humans,
    there,
    with_votes,
)
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.organs.factories import an_office
from tests.removals.factories import a_human, dead, followed
from tests.shares.factories import a_member

LATER, LAST = NOW + timedelta(minutes=10), NOW + timedelta(minutes=20)


def come(
    session: Session, assembly: Assembly, who: Party, *members: Member, mode: Mode = Mode.HALL, late: bool = False,
    jointly: Party | None = None, statement: str | None = None,
) -> list[Presence]:
    """Somebody is let in."""
    arrival = Arrival(who, members, mode, jointly.id if jointly else None, statement)
    return actions.arrive(session, assembly, arrival, OFFICE, LATER if late else NOW)


def test_a_person_comes_for_itself_its_town_and_its_principal_together(session: Session) -> None:
    assembly, (member, principal) = a_meeting_house(session), humans(session, 2)
    town, _mayor = a_town(session)
    acting(session, town, member.party)
    granted(session, assembly, principal, member.party)
    rows = come(session, assembly, member.party, member, town, principal)
    assert [(each.member_id, each.capacity) for each in rows] == [
        (member.id, Capacity.SELF), (town.id, Capacity.LEGAL), (principal.id, Capacity.PROXY),
    ]  # fmt: skip
    known = queries.comes_for(session, assembly, member.party_id, TODAY)
    assert {each.member_id for each in known} == {member.id, town.id, principal.id}


def test_who_comes_twice_is_there_once(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    (first,) = come(session, assembly, member.party, member)
    (again,) = come(session, assembly, member.party, member, late=True)
    assert (again.id, again.came_at) == (first.id, NOW)
    session.commit()
    acts = [each.act for each in journal.lines_about(session, f"assembly:{assembly.id}")]
    assert acts.count("attendance.came") == 1


def test_nobody_comes_for_a_member_it_has_nothing_to_do_with(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    with pytest.raises(AboutComing, match="weder Vertretung noch Vollmacht"):
        come(session, assembly, a_person(session), member)
    with pytest.raises(AboutComing):
        come(session, assembly, a_person(session, "Irgend", "Wer"), member, statement="Freund")


def test_a_second_representative_waits_until_the_first_has_gone(session: Session) -> None:
    assembly = a_meeting_house(session)
    town, mayor = a_town(session)
    deputy = a_person(session, "Doris", "Deputat")
    acting(session, town, deputy)
    (first,) = come(session, assembly, mayor, town)
    with pytest.raises(Refusal, match="ist schon für dieses Mitglied da"):
        come(session, assembly, deputy, town, late=True)
    actions.leave(session, assembly, first, OFFICE, LATER)
    assert come(session, assembly, deputy, town, late=True)[0].party_id == deputy.id


def test_the_member_that_comes_itself_ends_the_power_of_attorney_and_the_past_stands(session: Session) -> None:
    assembly, proxy, (member,) = a_meeting_house(session), a_person(session), humans(session, 1)
    grant = granted(session, assembly, member, proxy)
    (by_proxy,) = come(session, assembly, proxy, member)
    (own,) = come(session, assembly, member.party, member, late=True)
    assert (by_proxy.left_at, by_proxy.left_why) == (LATER, LeftWhy.PRINCIPAL_CAME)
    assert (grant.revoked_by, own.capacity) == (RevokedBy.PRINCIPAL_CAME, Capacity.SELF)
    before = queries.voters_present(session, assembly, None, NOW + timedelta(minutes=5))
    after = queries.voters_present(session, assembly, None, LAST)
    assert [each.caster_party_id for each in (*before, *after)] == [proxy.id, member.party_id]


def test_the_member_that_comes_first_leaves_its_proxy_nothing_to_come_for(session: Session) -> None:
    assembly, proxy, (member,) = a_meeting_house(session), a_person(session), humans(session, 1)
    granted(session, assembly, member, proxy)
    come(session, assembly, member.party, member)
    with pytest.raises(AboutComing):
        come(session, assembly, proxy, member, late=True)


def test_a_proxy_that_leaves_takes_its_principals_out(session: Session) -> None:
    assembly, (member, principal) = a_meeting_house(session), humans(session, 2)
    granted(session, assembly, principal, member.party)
    rows = come(session, assembly, member.party, member, principal)
    gone = actions.leave(session, assembly, rows[0], OFFICE, LATER)
    assert [(each.member_id, each.left_why) for each in gone] == [
        (member.id, LeftWhy.LEFT), (principal.id, LeftWhy.PROXY_LEFT),
    ]  # fmt: skip
    assert queries.voters_present(session, assembly, None, LAST) == []
    assert actions.leave(session, assembly, rows[0], OFFICE, LAST) == []
    assert rows[0].left_at == LATER


def test_who_went_out_comes_back_in(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    (first,) = come(session, assembly, member.party, member)
    actions.leave(session, assembly, first, OFFICE, LATER)
    (second,) = come(session, assembly, member.party, member, late=True)
    assert first.id != second.id
    assert len(queries.attendees(session, assembly)) == 2
    assert [each.presence.id for each in queries.attendees(session, assembly, LAST)] == [second.id]


def test_what_was_entered_by_mistake_is_in_no_list(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    (wrong,) = come(session, assembly, member.party, member)
    actions.take_back(session, assembly, wrong, "Verwechselt", OFFICE, LATER)
    assert queries.attendees(session, assembly) == []
    assert wrong.left_why is LeftWhy.MISTAKE


def test_a_coming_by_mistake_gives_the_proxy_its_place_back(session: Session) -> None:
    assembly, proxy, (member,) = a_meeting_house(session), a_person(session), humans(session, 1)
    former = granted(session, assembly, member, proxy)
    come(session, assembly, proxy, member)
    (wrong,) = come(session, assembly, member.party, member, late=True)
    actions.take_back(session, assembly, wrong, "Verwechselt", OFFICE, LAST)
    again = queries.find_grant(session, assembly.id, member.id)
    assert again is not None
    assert (again.id != former.id, again.proxy_id, again.form) == (True, proxy.id, former.form)
    assert [each.caster_party_id for each in queries.voters_present(session, assembly, None, LAST)] == [proxy.id]
    assert queries.without_right(session) == []


def test_who_went_meanwhile_or_was_replaced_is_not_there_again(session: Session) -> None:
    assembly, (proxy, member, other) = a_meeting_house(session), humans(session)
    granted(session, assembly, member, proxy.party)
    own, _for_member = come(session, assembly, proxy.party, proxy, member)
    (wrong,) = come(session, assembly, member.party, member, late=True)
    actions.leave(session, assembly, own, OFFICE, LATER)
    actions.take_back(session, assembly, wrong, "Verwechselt", OFFICE, LAST)
    assert queries.voters_present(session, assembly, None, LAST) == []
    (wrong,) = come(session, assembly, member.party, member, late=True)
    granted(session, assembly, member, other.party)
    actions.take_back(session, assembly, wrong, "Verwechselt", OFFICE, LAST)
    assert [each.proxy_id for each in session.scalars(
        select(ProxyGrant).where(ProxyGrant.revoked_at.is_(None))
    )] == [other.party_id]  # fmt: skip


def test_an_organ_that_is_recorded_nowhere_comes_on_its_statement(session: Session) -> None:
    assembly, town, stranger = a_meeting_house(session), a_member(session), a_person(session, "Lotte", "Lohse")
    with pytest.raises(AboutComing, match="weder Vertretung noch Vollmacht"):
        come(session, assembly, stranger, town)
    with pytest.raises(AboutStatement):
        come(session, assembly, stranger, town, statement=" ")
    (row,) = come(session, assembly, stranger, town, statement=" Bürgermeisterin, Ausweis ")
    assert (row.party_id, row.name, row.capacity) == (stranger.id, "Lotte Lohse", Capacity.LEGAL)
    assert row.statement == "Bürgermeisterin, Ausweis"
    with pytest.raises(AboutComing):
        come(session, assembly, stranger, humans(session, 1)[0], statement="Mutter")


def test_a_stranger_at_the_door_is_one_person_for_all_it_comes_for(session: Session) -> None:
    assembly = a_meeting_house(session)
    named = Named(first_names="Lotte", last_name="Lohse")
    first = actions.somebody_coming(session, assembly, named, OFFICE, NOW)
    come(session, assembly, first, a_member(session), statement="Bürgermeisterin")
    assert actions.somebody_coming(session, assembly, named, OFFICE, NOW) is first
    with pytest.raises(AboutComing, match="Vor- und Nachnamen"):
        actions.somebody_coming(session, assembly, Named(last_name="Lohse"), OFFICE, NOW)


def test_who_is_barred_does_not_escape_by_giving_its_name_at_the_door(session: Session) -> None:
    """The door asks whether it is the director known here; then the town's vote on its discharge does not count."""
    a_convening_house(session)
    assembly, town = a_meeting(session, Subject.DISCHARGE_BOARD), a_member(session)
    director = a_person(session, "Ferdinand", "Fichte")
    an_office(session, director)
    with pytest.raises(AboutNamesake):
        actions.somebody_coming(session, assembly, Named(None, "Ferdinand", "Fichte"), OFFICE, NOW)
    known = actions.somebody_coming(session, assembly, Named(None, "Ferdinand", "Fichte", is_same=True), OFFICE, NOW)
    assert known is director
    come(session, assembly, director, town, statement="Geschäftsführerin, Ausweis")
    (voter,) = queries.voters_present(session, assembly, assembly.items[0], LATER)
    assert (voter.caster_party_id, voter.is_barred) == (director.id, True)
    acts = queries.acts_for(session, assembly, director.id, LATER)
    (right,) = queries.casting_rights(session, assembly, assembly.items[0], acts).values()
    assert right.is_barred


def test_the_joint_representative_comes_for_the_heirs(session: Session) -> None:
    assembly, member = a_meeting_house(session), a_human(session)
    removal = dead(session, member)
    with pytest.raises(Refusal, match="keine gemeinsame Vertretung"):
        come(session, assembly, member.party, member)
    followed(session, removal)
    (heir,) = removal.followers
    assert come(session, assembly, heir.party, member)[0].capacity is Capacity.HEIRS


def test_the_door_is_closed_on_other_days_and_ways(session: Session) -> None:
    a_convening_house(session)
    assembly, (member,) = an_assembly(session, TODAY + timedelta(days=1)), humans(session, 1)
    convened(session, assembly)
    with pytest.raises(Refusal, match="Tag der Versammlung"):
        come(session, assembly, member.party, member)
    today = a_meeting(session)
    with pytest.raises(Refusal, match="Auf diesem Weg"):
        come(session, today, member.party, member, mode=Mode.ONLINE)
    with pytest.raises(AboutComing, match="Wählen Sie"):
        come(session, today, member.party)


def test_the_figures_count_members_votes_and_ways(session: Session) -> None:
    a_convening_house(session, plural_votes=3)
    assembly, (member, principal, absent) = a_meeting(session, form=MeetingForm.HYBRID), humans(session)
    with_votes(session, principal, 3)
    granted(session, assembly, principal, member.party)
    come(session, assembly, member.party, member, principal, mode=Mode.ONLINE)
    actions.let_guest_in(session, assembly, "Gundula Prüfenstein", GuestRole.AUDITING_ASSOCIATION, OFFICE, NOW)
    found = queries.figures(session, assembly, LATER)
    assert (found.members, found.represented, found.hall, found.online) == (1, 1, 0, 2)
    assert (found.voting, found.entitled, found.quorum) == (Strength(2, 4), Strength(3, 5), None)
    assert absent.id not in {each.member_id for each in queries.voters_present(session, assembly, None, LATER)}


def test_a_guest_comes_and_goes_without_a_vote(session: Session) -> None:
    assembly = a_meeting_house(session)
    guest = actions.let_guest_in(session, assembly, "Presse Morgenau", GuestRole.PRESS, OFFICE, NOW)
    assert queries.guests_of(session, assembly.id, LATER) == [guest]
    actions.let_guest_out(session, assembly, guest, OFFICE, LATER)
    actions.let_guest_out(session, assembly, guest, OFFICE, LAST)
    assert guest.left_at == LATER
    assert queries.guests_of(session, assembly.id, LAST) == []
    with pytest.raises(Refusal, match="Geben Sie den Namen an"):
        actions.let_guest_in(session, assembly, " ", GuestRole.GUEST, OFFICE, NOW)


# --- tickets and entries ----------------------------------------------------------------------------------------------


def test_a_ticket_is_read_as_it_was_signed_and_no_other(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    ticket = Ticket(assembly.id, member.id)
    assert queries.read_ticket(ticket.token()) == ticket
    with pytest.raises(Refusal):
        queries.read_ticket(ticket.token()[:-3] + "abc")


def test_a_new_entry_ends_the_one_before(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    ticket = Ticket(assembly.id, member.id)
    _entry, first = actions.enter(session, assembly, ticket, member.party_id, NOW)
    _entry, second = actions.enter(session, assembly, ticket, member.party_id, LATER)
    assert queries.entrant(session, second, LATER).party_id == member.party_id
    with pytest.raises(NotFound):
        queries.entrant(session, first, LATER)


def test_an_entry_of_a_clock_that_was_ahead_ends_when_it_began(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    ticket = Ticket(assembly.id, member.id)
    ahead, _token = actions.enter(session, assembly, ticket, member.party_id, LATER)
    actions.enter(session, assembly, ticket, member.party_id, NOW)
    session.refresh(ahead)
    assert ahead.ended_at == LATER


def test_an_entry_ends_with_the_assembly_and_is_only_for_whom_the_ticket_is(session: Session) -> None:
    assembly, (member, other) = a_meeting_house(session), humans(session, 2)
    ticket = Ticket(assembly.id, member.id)
    with pytest.raises(NotFound):
        actions.enter(session, assembly, ticket, other.party_id, NOW)
    entry, token = actions.enter(session, assembly, ticket, member.party_id, NOW)
    with pytest.raises(NotFound):
        queries.entrant(session, token, NOW + timedelta(days=1))
    actions.end_entry(session, entry, LATER)
    with pytest.raises(NotFound):
        queries.entrant(session, token, LATER)


def test_the_ticket_of_an_organisation_is_for_whoever_acts_for_it(session: Session) -> None:
    assembly = a_meeting_house(session)
    town, mayor = a_town(session)
    stranger = a_person(session)
    granted(session, assembly, town, stranger)
    town_ticket, proxy_ticket = Ticket(assembly.id, town.id), Ticket(assembly.id, party_id=stranger.id)
    for ticket, person in ((town_ticket, mayor), (proxy_ticket, stranger)):
        entrance = queries.entrance_of(session, assembly, ticket, TODAY)
        assert [each.party_id for each in entrance.persons] == [person.id]
        assert [each.member_id for each in entrance.known] == [town.id]


def test_nobody_enters_by_its_own_ticket_who_acts_for_nobody_any_more(session: Session) -> None:
    assembly, proxy, (member,) = a_meeting_house(session), a_person(session), humans(session, 1)
    grant = granted(session, assembly, member, proxy)
    ticket = Ticket(assembly.id, party_id=proxy.id)
    actions.enter(session, assembly, ticket, proxy.id, NOW)
    actions.revoke(session, assembly, grant, RevokedBy.MEMBER, "", OFFICE, LATER)
    assert queries.entrance_of(session, assembly, ticket, TODAY).persons == ()
    with pytest.raises(NotFound):
        actions.enter(session, assembly, ticket, proxy.id, LAST)


def test_a_presence_elsewhere_is_no_presence_here(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    there(session, a_meeting(session), member)
    assert queries.find_presence(session, assembly.id, member.id) is None
