"""Offices: who may hold one, for how long, and what is wrong with the make-up of the organs."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import Refusal, Role
from app.members import actions as members
from app.members.rules import ExitGround, MemberClass
from app.organs import actions, queries, rules
from app.organs.models import Office
from app.organs.rules import EligibilityBasis, Organ, OrganFunction
from app.parties.models import Party, Representation
from app.parties.rules import Authority
from app.removals import actions as removals
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation
from tests.organs.factories import a_board, a_member, a_statute, an_office
from tests.removals.factories import a_human, a_lasting_house, dead

MEMBER, CHAIR = OrganFunction.MEMBER, OrganFunction.CHAIR
YESTERDAY = TODAY - timedelta(days=1)


def appoint(
    session: Session, party: Party, organ: Organ = Organ.BOARD, function: OrganFunction = MEMBER,
    first_day: date = TODAY, last_day: date | None = None, **more: bool,
) -> Office:
    """Appoint somebody by the supervisory board."""
    return actions.appoint(session, organ, party.id, function, first_day, last_day, "Aufsichtsrat", OFFICE, NOW, **more)


def represents(session: Session, person: Party, organisation: Party, authority: Authority) -> Representation:
    """Somebody acts for an organisation."""
    held = Representation(
        organisation_id=organisation.id, person_id=person.id, authority=authority, first_day=LONG_AGO, recorded_at=NOW
    )
    session.add(held)
    session.flush()
    return held


def test_a_member_may_sit_on_the_board(session: Session) -> None:
    person = a_person(session)
    a_member(session, person, 1)
    office = appoint(session, person)
    assert office.basis is EligibilityBasis.MEMBER
    assert queries.roles_on(session, person.id, TODAY) == {Role.BOARD}


def test_nobody_outside_may_sit_on_the_board(session: Session) -> None:
    with pytest.raises(Refusal, match="natürliche Personen"):
        appoint(session, a_person(session))


def test_the_mayor_of_a_member_municipality_may_sit_on_the_board(session: Session) -> None:
    mayor, town = a_person(session), an_organisation(session)
    a_member(session, town, 1)
    represents(session, mayor, town, Authority.APPOINTED)
    assert appoint(session, mayor).basis is EligibilityBasis.REPRESENTATIVE


def test_an_employee_with_a_power_of_attorney_may_not(session: Session) -> None:
    employee, town = a_person(session), an_organisation(session)
    a_member(session, town, 1)
    represents(session, employee, town, Authority.POWER_OF_ATTORNEY)
    with pytest.raises(Refusal):
        appoint(session, employee)


def test_an_organisation_itself_holds_no_office(session: Session) -> None:
    town = an_organisation(session)
    a_member(session, town, 1)
    with pytest.raises(Refusal):
        appoint(session, town)


def test_a_member_of_a_member_cooperative_is_taken_at_the_offices_word(session: Session) -> None:
    office = appoint(session, a_person(session), of_member_cooperative=True)
    assert office.basis is EligibilityBasis.MEMBER_OF_MEMBER_COOPERATIVE
    assert queries.no_longer_eligible_on(session, TODAY) == []


def test_nobody_sits_in_both_organs_at_once(session: Session) -> None:
    person = a_person(session)
    a_member(session, person, 1)
    appoint(session, person, last_day=TODAY + timedelta(days=100))
    with pytest.raises(Refusal, match="zugleich"):
        appoint(session, person, Organ.SUPERVISORY_BOARD, first_day=TODAY + timedelta(days=50), discharged=True)


def test_a_former_director_needs_the_discharge_first(session: Session) -> None:
    person = a_person(session)
    a_member(session, person, 1)
    an_office(session, person, last_day=YESTERDAY)
    with pytest.raises(Refusal, match="Entlastung"):
        appoint(session, person, Organ.SUPERVISORY_BOARD)
    assert appoint(session, person, Organ.SUPERVISORY_BOARD, discharged=True).organ is Organ.SUPERVISORY_BOARD


def test_a_second_chair_is_refused(session: Session) -> None:
    a_board(session)
    newcomer = a_person(session)
    a_member(session, newcomer, 9)
    with pytest.raises(Refusal, match="Vorsitz"):
        appoint(session, newcomer, function=CHAIR)


def test_the_general_assembly_has_no_offices(session: Session) -> None:
    with pytest.raises(Refusal):
        appoint(session, a_person(session), Organ.GENERAL_ASSEMBLY)


def test_an_ended_term_gives_no_role_the_day_after(session: Session) -> None:
    person = a_person(session)
    office = an_office(session, person)
    actions.end_office(session, office, TODAY, "Rücktritt", OFFICE, NOW)
    assert queries.roles_on(session, person.id, TODAY)
    assert not queries.roles_on(session, person.id, TODAY + timedelta(days=1))


def test_a_term_is_extended_to_a_later_day_only(session: Session) -> None:
    office = an_office(session, a_person(session), last_day=TODAY)
    with pytest.raises(Refusal):
        actions.extend_office(session, office, YESTERDAY, OFFICE, NOW)
    actions.extend_office(session, office, TODAY + timedelta(days=365), OFFICE, NOW)
    assert office.last_day == TODAY + timedelta(days=365)


def test_appointments_stand_in_the_journal(session: Session) -> None:
    person = a_person(session)
    a_member(session, person, 1)
    appoint(session, person)
    session.commit()
    line = journal.lines_about(session, f"party:{person.id}")[0]
    assert (line.act, line.summary()) == ("appoint", "Walburga Ehrenpreis: Amt im Vorstand ab 24.11.2026")


def test_who_left_the_cooperative_is_listed_for_a_second_look(session: Session) -> None:
    person = a_person(session)
    office = an_office(session, person)
    assert queries.no_longer_eligible_on(session, TODAY) == [office]


def test_a_representative_whose_term_ended_is_listed_for_a_second_look(session: Session) -> None:
    mayor, town = a_person(session), an_organisation(session)
    a_member(session, town, 1)
    held = represents(session, mayor, town, Authority.APPOINTED)
    office = appoint(session, mayor)
    assert queries.no_longer_eligible_on(session, TODAY) == []
    held.last_day = TODAY
    session.flush()
    assert queries.no_longer_eligible_on(session, TODAY + timedelta(days=1)) == [office]


def test_namesakes_are_told_apart_by_whom_they_represent_and_their_number(session: Session) -> None:
    one, other, third = a_person(session), a_person(session), a_person(session, "Zita", "Spät")
    a_member(session, one, 12)
    town = an_organisation(session)
    a_member(session, town, 1)
    represents(session, other, town, Authority.APPOINTED)
    names = [name for _party, name in queries.told_apart_on(session, [one, other, third], TODAY)]
    assert names[0].startswith("Walburga Ehrenpreis, ")
    assert names[0].endswith(", 0012")
    assert names[1].endswith(f"{town.display_name}, 0001")
    assert names[2] == "Zita Spät"


def test_the_chair_is_named_first(session: Session) -> None:
    late, chair = a_person(session, "Zita", "Spät"), a_person(session, "Anton", "Früh")
    an_office(session, late)
    an_office(session, chair, function=CHAIR)
    assert [held.party_id for held in queries.offices_on(session, Organ.BOARD, TODAY)] == [chair.id, late.id]


def test_a_cooperative_in_order_has_no_findings(session: Session) -> None:
    a_statute(session)
    a_board(session)
    a_board(session, organ=Organ.SUPERVISORY_BOARD, first_number=11)
    assert queries.findings_on(session, TODAY) == []


def test_twenty_one_members_need_a_supervisory_board(session: Session) -> None:
    a_statute(session, sb_required=False)
    a_board(session)
    for number in range(4, 21):
        a_member(session, an_organisation(session, f"Haus {number}"), number)
    assert [each.message for each in queries.findings_on(session, TODAY)] == [
        "Mit dem nächsten Mitglied braucht die Genossenschaft einen Aufsichtsrat."
    ]
    a_member(session, an_organisation(session, "Haus 21"), 21)
    assert queries.findings_on(session, TODAY)[0].law == "§ 9 Abs. 1 GenG"


def test_a_board_of_one_is_too_small(session: Session) -> None:
    a_statute(session, sb_required=False)
    a_board(session, 1)
    (finding,) = queries.findings_on(session, TODAY)
    assert (finding.organ, finding.values) == (Organ.BOARD, {"needed": 2, "size": 1})


def test_investing_members_hold_at_most_a_quarter_of_the_seats(session: Session) -> None:
    a_statute(session)
    a_board(session)
    people = a_board(session, 2, Organ.SUPERVISORY_BOARD, 11)
    investor = a_person(session, "Ida", "Anlage")
    a_member(session, investor, 21, member_class=MemberClass.INVESTING)
    an_office(session, investor, Organ.SUPERVISORY_BOARD)
    assert len(people) == 2
    assert ["Investierende" in each.message for each in queries.findings_on(session, TODAY)] == [True]


def test_letters_name_all_directors_and_the_chair_of_the_supervisory_board(session: Session) -> None:
    a_statute(session)
    a_board(session)
    a_board(session, organ=Organ.SUPERVISORY_BOARD, first_number=11)
    head = queries.letterhead_on(session, TODAY)
    assert head.firm == "Digitalverbund Morgenau eG"
    assert head.board == ("Almut Weißdorn (Vorsitz)", "Korbinian Talhammer", "Cosima Rehbein")
    assert head.supervisory_chair == "Ansgar Feldhüter"


def test_two_directors_sign_the_chair_first(session: Session) -> None:
    a_board(session)
    signatories = queries.signatories_on(session, TODAY)
    assert [each.name for each in signatories] == ["Almut Weißdorn", "Korbinian Talhammer"]
    assert signatories[0].function == "Vorsitz des Vorstands"


@pytest.mark.parametrize(
    ("barred", "signing"), [((), (1, 2)), ((2,), (1, 3)), ((1,), (2, 3)), ((1, 2), (3, 1)), ((1, 2, 3), (1, 2))]
)
def test_another_director_signs_for_one_who_is_barred_where_there_is_one(
    barred: tuple[int, ...], signing: tuple[int, ...]
) -> None:
    assert rules.signing((1, 2, 3), barred) == signing


def test_terms_that_end_soon_are_listed_unless_somebody_is_appointed_again(session: Session) -> None:
    person = a_person(session)
    ending = an_office(session, person, last_day=TODAY + timedelta(days=30))
    assert queries.ending_soon(session, TODAY) == [ending]
    an_office(session, person, first_day=TODAY + timedelta(days=31))
    assert queries.ending_soon(session, TODAY) == []


# --- the dead ---------------------------------------------------------------------------------------------------------


def a_dead_director(session: Session, died_on: date) -> Party:
    """A member and director whose death is recorded."""
    a_lasting_house(session)
    member = a_human(session, shares=0)
    an_office(session, member.party, first_day=LONG_AGO)
    dead(session, member, died_on)
    return member.party


def test_no_office_is_given_to_the_dead(session: Session) -> None:
    gone = a_dead_director(session, TODAY)
    with pytest.raises(Refusal, match="verstorben"):
        appoint(session, gone)
    assert gone not in queries.candidates_on(session, TODAY)


def test_an_office_held_in_life_is_entered_later_up_to_the_day_of_death(session: Session) -> None:
    gone = a_dead_director(session, YESTERDAY)
    (held,) = queries.offices_of(session, gone.id)
    held.last_day = TODAY - timedelta(days=40)
    first_day = TODAY - timedelta(days=30)
    for too_late in (None, TODAY):
        with pytest.raises(Refusal, match="spätestens an diesem Tag"):
            appoint(session, gone, first_day=first_day, last_day=too_late)
    assert appoint(session, gone, first_day=first_day, last_day=YESTERDAY).last_day == YESTERDAY


def test_the_office_of_the_dead_is_not_extended(session: Session) -> None:
    gone = a_dead_director(session, YESTERDAY)
    (held,) = queries.offices_of(session, gone.id)
    with pytest.raises(Refusal, match="verstorben"):
        actions.extend_office(session, held, None, OFFICE, NOW)


def test_who_left_an_earlier_register_by_death_is_not_offered(session: Session) -> None:
    person = a_person(session)
    member = a_member(session, person, 1)
    assert person in queries.candidates_on(session, TODAY)
    until = TODAY.replace(month=12, day=31)
    members.end(session, member, until, ExitGround.DEATH, "Liste", OFFICE, NOW)
    assert person not in queries.candidates_on(session, TODAY)
    with pytest.raises(Refusal, match="verstorben"):
        appoint(session, person)


def test_of_a_death_in_an_earlier_register_no_day_is_named_and_no_term_of_its_year_is_taken(session: Session) -> None:
    """Only the end of the membership is known: who left with this year may have died on its first day (§ 77 (1))."""
    a_lasting_house(session)
    member = a_human(session, shares=0)
    person, until = member.party, TODAY.replace(month=12, day=31)
    members.end(session, member, until, ExitGround.DEATH, "Liste", OFFICE, NOW)
    begun = TODAY.replace(year=TODAY.year - 1, month=3, day=1)
    for last_day in (TODAY.replace(month=1, day=31), until, until + timedelta(days=1), None):
        with pytest.raises(Refusal, match="ist verstorben") as refused:
            appoint(session, person, first_day=begun, last_day=last_day)
        assert "spätestens an diesem Tag" not in str(refused.value)
    lived_until = begun.replace(month=12, day=31)
    assert person in queries.candidates_on(session, lived_until)
    assert person not in queries.candidates_on(session, until.replace(month=1, day=1))
    assert appoint(session, person, first_day=begun, last_day=lived_until).last_day == lived_until


def test_a_death_taken_back_gives_the_office_again(session: Session) -> None:
    a_lasting_house(session)
    member = a_human(session, shares=0)
    removals.reverse(session, dead(session, member, YESTERDAY), "Verwechslung", OFFICE, NOW)
    assert appoint(session, member.party).party_id == member.party_id
