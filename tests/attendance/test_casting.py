"""Who is there with which votes, and for whom somebody may cast."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.assemblies.rules import DiscussionForm, MeetingForm, Subject
from app.attendance import queries
from app.attendance.models import Concern
from app.attendance.queries import VoterRow
from app.attendance.rules import Capacity, ConcernKind, LeftWhy, Mode
from app.members.rules import MemberClass
from app.organs.rules import Organ
from app.parties.models import Party
from tests.assemblies.factories import a_convening_house, an_item
from tests.attendance.factories import a_meeting, a_meeting_house, a_town, granted, humans, the_item, there, with_votes
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.organs.factories import an_office
from tests.shares.factories import a_member
from tests.statements import statements

LATER = NOW + timedelta(hours=1)


def voters(session: Session, assembly: Assembly) -> dict[int, VoterRow]:
    """Who can vote an hour from now under the only item, by member."""
    return {each.member_id: each for each in queries.voters_present(session, assembly, the_item(assembly), LATER)}


def attending(session: Session, assembly: Assembly, party_id: int) -> list[int]:
    """For which members a person takes part an hour from now."""
    acts = queries.acts_for(session, assembly, party_id, LATER)
    return [each.member_id for each in queries.attends_for(acts)]


def test_who_is_there_votes_and_nobody_else(session: Session) -> None:
    assembly, (first, second, third) = a_meeting_house(session), humans(session)
    there(session, assembly, first)
    gone = there(session, assembly, second)
    gone.left_at, gone.left_why = NOW + timedelta(minutes=5), LeftWhy.LEFT
    there(session, assembly, third, at=LATER + timedelta(minutes=1))
    assert list(voters(session, assembly)) == [first.id]
    assert {each.member_id for each in queries.voters_present(session, assembly, None, NOW)} == {first.id, second.id}


def test_a_row_says_who_casts_and_as_what(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    town, mayor = a_town(session)
    there(session, assembly, town, mayor)
    there(session, assembly, member, mayor, grant=granted(session, assembly, member, mayor), mode=Mode.ONLINE)
    found = voters(session, assembly)
    assert found[town.id] == VoterRow(
        town.id, town.number, "Gemeinde Altenbruck", 1, mayor.id, mayor.display_name, Capacity.LEGAL, Mode.HALL, False,
        False,
    )
    assert (found[member.id].capacity, found[member.id].caster_party_id, found[member.id].mode) == (
        Capacity.PROXY, mayor.id, Mode.ONLINE,
    )  # fmt: skip
    assert attending(session, assembly, mayor.id) == [member.id, town.id]


def test_the_weight_depends_on_what_is_resolved(session: Session) -> None:
    a_convening_house(session, plural_votes=3)
    assembly = a_meeting(session, Subject.OBJECT)
    other = an_item(session, assembly, subject=Subject.OTHER_AMENDMENT, title="Andere Änderung")
    member, plain = humans(session, 2)
    with_votes(session, member, 3)
    for each in (member, plain):
        there(session, assembly, each)
    assert voters(session, assembly)[member.id].weight == 1
    weights = {each.member_id: each.weight for each in queries.voters_present(session, assembly, other, LATER)}
    assert weights == {member.id: 3, plain.id: 1}


def test_among_entrepreneurs_a_tenth_of_the_votes_present_is_the_most(session: Session) -> None:
    assembly = a_meeting_house(session, plural_votes=3)
    people = humans(session, 5)
    with_votes(session, people[0], 3)
    for each in people:
        each.party.is_entrepreneur = True
        there(session, assembly, each)
    session.flush()
    assert voters(session, assembly)[people[0].id].weight == 1


def discharging(session: Session, subject: Subject = Subject.DISCHARGE_BOARD) -> tuple[Assembly, Party]:
    """An assembly that discharges an organ, and a director of the year before."""
    a_convening_house(session)
    director = a_person(session, "Vinzenz", "Vorstand")
    an_office(session, director, Organ.BOARD, last_day=TODAY.replace(year=2025, month=2))
    return a_meeting(session, subject), director


def test_who_sat_in_the_organ_discharged_casts_no_vote_for_anybody(session: Session) -> None:
    assembly, director = discharging(session)
    town, other = a_member(session, "Gemeinde Altenbruck"), a_member(session, "Gemeinde Quellbach")
    own = a_member(session, party=director)
    there(session, assembly, own)
    there(session, assembly, town, director)
    there(session, assembly, other, a_person(session))
    assert {each.member_id: each.is_barred for each in voters(session, assembly).values()} == {
        own.id: True, town.id: True, other.id: False,
    }  # fmt: skip


def test_the_member_concerned_is_barred_through_whomever_it_votes(session: Session) -> None:
    assembly, director = discharging(session)
    own, proxy = a_member(session, party=director), a_person(session)
    there(session, assembly, own, proxy, grant=granted(session, assembly, own, proxy))
    assert voters(session, assembly)[own.id].is_barred


def test_the_discharge_of_the_other_organ_bars_no_director(session: Session) -> None:
    assembly, director = discharging(session, Subject.DISCHARGE_SUPERVISORY_BOARD)
    own = a_member(session, party=director)
    there(session, assembly, own)
    assert not voters(session, assembly)[own.id].is_barred


def test_who_sat_in_another_year_is_not_concerned(session: Session) -> None:
    a_convening_house(session)
    former, later = a_person(session, "Frieda", "Früher"), a_person(session, "Sepp", "Später")
    an_office(session, former, last_day=TODAY.replace(year=2024, month=12))
    an_office(session, later, first_day=TODAY.replace(month=1, day=1))
    found = queries.concerned_by(session, the_item(a_meeting(session, Subject.DISCHARGE_BOARD)), TODAY)
    assert {former.id, later.id}.isdisjoint({each.party.id for each in found})


def test_the_last_word_of_the_office_holds(session: Session) -> None:
    assembly, director = discharging(session)
    item, stranger = the_item(assembly), a_person(session, "Fritz", "Fremd")

    def said(party: Party, kind: ConcernKind) -> None:
        session.add(Concern(item_id=item.id, party_id=party.id, kind=kind, reason="Grund", recorded_at=NOW,
                            recorded_by=OFFICE.name))  # fmt: skip
        session.flush()

    said(stranger, ConcernKind.NAMED)
    said(director, ConcernKind.EXEMPTED)
    barred = queries.barred_by(session, item, TODAY)
    assert stranger.id in barred
    assert director.id not in barred
    said(director, ConcernKind.NAMED)
    assert director.id in queries.barred_by(session, item, TODAY)


def test_an_item_nobody_was_named_for_is_pointed_out(session: Session) -> None:
    a_convening_house(session)
    assembly = a_meeting(session, Subject.ASSERT_CLAIM)
    assert queries.unnamed_items(session, assembly) == [the_item(assembly)]
    assert queries.unnamed_items(session, a_meeting(session, Subject.DISCHARGE_BOARD)) == []


def test_who_attends_without_a_vote_is_no_voter(session: Session) -> None:
    assembly = a_meeting_house(session, investing_members=True, investing_policy="no_vote")
    investor = a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    there(session, assembly, investor, a_person(session))
    assert voters(session, assembly) == {}


def stretched(session: Session) -> Assembly:
    """An assembly that votes for five days."""
    a_convening_house(session)
    return a_meeting(session, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL,
                     votes_until=TODAY + timedelta(days=5))  # fmt: skip


def test_who_joins_during_the_voting_finds_the_assembly_on_its_own_page(session: Session) -> None:
    assembly, joined = stretched(session), TODAY + timedelta(days=2)
    member = a_member(session, first_day=joined)
    assert [each.id for each in assemblies.own_assemblies(session, member)] == [assembly.id]
    assert assemblies.own_assembly(session, member, assembly.id) == assembly
    late = a_member(session, "Gemeinde Quellbach", first_day=TODAY + timedelta(days=6))
    assert not assemblies.own_assemblies(session, late)


def test_in_a_stretched_assembly_each_member_votes_without_being_there(session: Session) -> None:
    assembly, (first, second) = stretched(session), humans(session, 2)
    town, mayor = a_town(session)
    granted(session, assembly, first, mayor)
    found = voters(session, assembly)
    assert {each: row.caster_party_id for each, row in found.items()} == {
        first.id: mayor.id, second.id: second.party_id, town.id: mayor.id,
    }  # fmt: skip
    assert attending(session, assembly, mayor.id) == [first.id, town.id]
    assert attending(session, assembly, first.party_id) == [first.id]
    assert attending(session, assembly, a_person(session).id) == []


def test_who_joins_during_the_voting_phase_votes_from_then_on(session: Session) -> None:
    assembly = stretched(session)
    late = a_member(session, first_day=TODAY + timedelta(days=2))
    assert late.id not in voters(session, assembly)
    then = queries.voters_present(session, assembly, the_item(assembly), NOW + timedelta(days=2))
    assert late.id in {each.member_id for each in then}


def test_who_is_there_is_read_by_as_many_statements_for_many_as_for_few(session: Session) -> None:
    assembly = a_meeting_house(session, plural_votes=3)
    there(session, assembly, humans(session, 1)[0])
    voters(session, assembly)
    with statements() as few:
        voters(session, assembly)
    for number in range(12):
        there(session, assembly, *a_town(session, f"Gemeinde {number}"))
    session.expire_all()
    session.refresh(assembly)
    with statements() as many:
        assert len(voters(session, assembly)) == 13
    assert len(many) <= len(few) + 3
