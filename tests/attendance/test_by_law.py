"""Members for whom others act by law: minors through their parents, who has a guardian through that (R-VOTE-09)."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm, Subject
from app.attendance import actions, queries
from app.attendance.actions import Arrival
from app.attendance.models import Presence
from app.attendance.rules import AboutComing, Capacity, Mode, RevokedBy
from app.core.values import Refusal
from app.departures.queries import own_rights
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.organs import queries as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party, Representation
from app.parties.rules import Authority
from tests.assemblies.factories import a_convening_house
from tests.attendance.factories import a_meeting, a_meeting_house, acting, granted, humans, there
from tests.attendance.test_tickets import empowered
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.organs.factories import an_office
from tests.removals.factories import a_human
from tests.tabs import Tab, said

LATER = NOW + timedelta(minutes=10)


def a_child(session: Session, authority: Authority = Authority.JOINT) -> tuple[Member, list[Party]]:
    """A minor that is a member, and its parents."""
    child = a_human(session, "Kuno", "Kleeblatt", shares=0)
    parents = [a_person(session, name, "Kleeblatt") for name in ("Mathilde", "Volker")]
    for parent in parents:
        acting(session, child, parent, authority)
    return child, parents


def test_the_office_records_who_acts_for_a_person_by_law_and_no_agent(session: Session) -> None:
    a_convening_house(session)
    child, parent = a_human(session, "Kuno", "Kleeblatt"), a_person(session)
    given = (child.party_id, parent.id)
    held = parties.add_representation(session, *given, Authority.JOINT, "Mutter", TODAY, OFFICE, NOW)
    assert held.function == "Mutter"
    with pytest.raises(Refusal, match="kraft Gesetzes"):
        parties.add_representation(session, *given, Authority.POWER_OF_ATTORNEY, "Tante", TODAY, OFFICE, NOW)


def test_the_page_of_a_person_offers_it(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    child, _parents = a_child(session)
    session.commit()
    sign_in_office(session, client)
    assert "Gesetzliche Vertretung eintragen" in client.get(f"/mitglieder/{child.number}").text
    page = client.get(f"/mitglieder/{child.number}/vertretung").text
    assert "neben dem Mitglied (Betreuung)" in page
    assert "durch Vollmacht" not in page
    assert "Mathilde Kleeblatt" in client.get(f"/mitglieder/{child.number}/stammdaten").text


def test_a_minor_casts_through_its_parents_and_not_itself(session: Session) -> None:
    assembly, (child, parents) = a_meeting_house(session), a_child(session)
    elector = queries.elector_of(session, assembly, child, TODAY)
    assert elector is not None
    assert [(each.party_id, each.capacity) for each in elector.casters] == [
        (parent.id, Capacity.LEGAL) for parent in parents
    ]
    with pytest.raises(AboutComing, match="darf für"):
        actions.arrive(session, assembly, Arrival(child.party, [child]), OFFICE, NOW)


def test_who_has_a_carer_casts_itself_too(session: Session) -> None:
    """A carer acts beside the person (§ 1823 BGB)."""
    assembly, member = a_meeting_house(session), a_human(session, shares=0)
    acting(session, member, a_person(session, "Berta", "Beistand"), Authority.APPOINTED)
    elector = queries.elector_of(session, assembly, member, TODAY)
    assert elector is not None
    assert [each.capacity for each in elector.casters] == [Capacity.SELF, Capacity.APPOINTED]
    actions.arrive(session, assembly, Arrival(member.party, [member]), OFFICE, NOW)


def test_a_minor_gives_no_notice_alone_in_the_portal(session: Session) -> None:
    """Void without its parents (§§ 107, 111 BGB)."""
    a_convening_house(session)
    child, (parent, _other) = a_child(session, Authority.SOLE)
    told = own_rights(session, child, child.party_id, TODAY).hindrance
    assert str(told) == "Für Sie handelt, wer Sie gesetzlich vertritt, im eigenen Zugang oder mit einem Schreiben."
    assert own_rights(session, child, parent.id, TODAY).hindrance is None


def test_a_minor_is_told_everywhere_in_the_portal_that_others_act_for_it(
    session: Session, client: FlaskClient
) -> None:
    """Not that it represents itself together with others, where one parent acts alone."""
    a_convening_house(session, further_shares_allowed=True, transfer_allowed=True)
    child, _parents = a_child(session, Authority.SOLE)
    session.commit()
    sign_in(session, client, child.party)
    for page in ("kuendigung", "anteile", "uebertragung"):
        told = said(client.get(f"/mein/{child.number}/{page}"))
        assert "Für Sie handelt, wer Sie gesetzlich vertritt" in told, page
        assert "nur gemeinsam mit anderen" not in told, page


def test_who_acts_by_law_is_called_so_wherever_it_stands_and_nothing_is_chosen_before(
    session: Session, client: FlaskClient
) -> None:
    a_convening_house(session)
    member = a_human(session, shares=0)
    acting(session, member, a_person(session, "Berta", "Beistand"), Authority.APPOINTED)
    session.commit()
    sign_in_office(session, client)
    for page in ("", "/stammdaten"):
        shown = client.get(f"/mitglieder/{member.number}{page}").text
        assert "neben dem Mitglied (Betreuung)" in shown, page
        assert "kraft Amtes" not in shown, page
    address = f"/mitglieder/{member.number}/vertretung"
    assert re.search(r'<option[^>]*value=""[^>]*>Bitte wählen', client.get(address).text)
    answer = Tab(client, address).send(
        first_names="Kuno", last_name="Kleeblatt", function="Betreuer", first_day="24.11.2026", no_proof="Folgt",
    )
    assert answer.status_code == 422
    assert "Wählen Sie, mit welchem Recht" in answer.text


def test_the_page_says_that_parents_act_until_the_eve_of_the_birthday(session: Session, client: FlaskClient) -> None:
    """Of age from the beginning of that day (§§ 2, 187 (2) sentence 2 BGB); last days are inclusive here."""
    a_convening_house(session)
    child, _parents = a_child(session)
    session.commit()
    sign_in_office(session, client)
    assert "zum Tag vor dem 18. Geburtstag" in client.get(f"/mitglieder/{child.number}/vertretung").text


def test_with_the_end_of_the_representation_a_member_acts_itself(session: Session) -> None:
    assembly, (child, _parents) = a_meeting_house(session), a_child(session)
    for held in acting_for(session, child):
        parties.end_representation(session, held, TODAY - timedelta(days=1), OFFICE, NOW)
    elector = queries.elector_of(session, assembly, child, TODAY)
    assert elector is not None
    assert [each.capacity for each in elector.casters] == [Capacity.SELF]


def acting_for(session: Session, member: Member) -> Sequence[Representation]:
    """Who acts for a member."""
    return party_queries.representations_on(session, member.party_id, TODAY)


def test_both_parents_come_together_or_none(session: Session) -> None:
    assembly, (child, (mother, father)) = a_meeting_house(session), a_child(session)
    with pytest.raises(AboutComing, match="nur gemeinsam mit Volker Kleeblatt"):
        actions.arrive(session, assembly, Arrival(mother, [child]), OFFICE, NOW)
    with pytest.raises(AboutComing, match="nur gemeinsam"):
        actions.arrive(session, assembly, Arrival(mother, [child], jointly=mother.id), OFFICE, NOW)
    (row,) = actions.arrive(session, assembly, Arrival(mother, [child], jointly=father.id), OFFICE, NOW)
    assert (row.jointly_id, row.name) == (father.id, "Mathilde Kleeblatt und Volker Kleeblatt")
    acts = {each: queries.acts_for(session, assembly, each.id, LATER) for each in (mother, father)}
    assert set(queries.casting_rights(session, assembly, None, acts[mother])) == {child.id}
    assert queries.casting_rights(session, assembly, None, acts[father]) == {}


def test_one_parent_alone_comes_alone(session: Session) -> None:
    assembly, (child, (mother, _father)) = a_meeting_house(session), a_child(session, Authority.SOLE)
    (row,) = actions.arrive(session, assembly, Arrival(mother, [child]), OFFICE, NOW)
    assert (row.jointly_id, row.name) == (None, "Mathilde Kleeblatt")


def test_the_other_who_is_nowhere_recorded_has_to_be_entered_first(session: Session) -> None:
    assembly, child, mother = a_meeting_house(session), a_human(session, "Kuno"), a_person(session)
    acting(session, child, mother, Authority.JOINT)
    with pytest.raises(AboutComing, match="Tragen Sie zuerst ein, mit wem"):
        actions.arrive(session, assembly, Arrival(mother, [child]), OFFICE, NOW)


def test_online_the_other_has_entered_too(session: Session) -> None:
    a_convening_house(session)
    assembly, (child, (mother, father)) = a_meeting(session, form=MeetingForm.HYBRID), a_child(session)
    arrival = Arrival(mother, [child], Mode.ONLINE, jointly=father.id)
    with pytest.raises(AboutComing, match="Treten beide mit der Einlasskarte ein"):
        actions.arrive(session, assembly, arrival, OFFICE, NOW)
    actions.enter(session, assembly, queries.Ticket(assembly.id, child.id), father.id, NOW)
    (row,) = actions.arrive(session, assembly, arrival, OFFICE, LATER)
    assert row.jointly_id == father.id


def test_a_ban_on_one_of_both_bars_the_vote_they_cast_together(session: Session) -> None:
    a_convening_house(session)
    assembly, (child, (mother, father)) = a_meeting(session, Subject.DISCHARGE_BOARD), a_child(session)
    an_office(session, father)
    actions.arrive(session, assembly, Arrival(mother, [child], jointly=father.id), OFFICE, NOW)
    (voter,) = queries.voters_present(session, assembly, assembly.items[0], LATER)
    acts = queries.acts_for(session, assembly, mother.id, LATER)
    (right,) = queries.casting_rights(session, assembly, assembly.items[0], acts).values()
    assert (voter.is_barred, right.is_barred) == (True, True)


def test_who_acts_for_a_minor_member_may_hold_no_office_by_that(session: Session) -> None:
    """Only organisations send who acts for them (§ 9 (2) GenG)."""
    a_convening_house(session)
    _child, (mother, _father) = a_child(session)
    assert organs.eligibility_on(session, mother.id, TODAY) is None
    assert mother not in organs.candidates_on(session, TODAY, "Mathilde")


# --- places of those who are gone -------------------------------------------------------------------------------------


def test_a_principal_that_left_gives_its_place_with_the_proxy_up(session: Session) -> None:
    assembly, (first, second, third) = a_meeting_house(session), humans(session, 3)
    proxy = a_person(session, "Theodora", "Quendel")
    gone = granted(session, assembly, first, proxy, 1)
    stays = granted(session, assembly, second, proxy, 2)
    presence = there(session, assembly, first, proxy, grant=gone)
    with pytest.raises(Refusal, match="schon zwei Mitglieder"):
        empowered(session, assembly, third, proxy)
    members.end(session, first, TODAY - timedelta(days=1), ExitGround.NOTICE, "", OFFICE, NOW)
    assert empowered(session, assembly, third, proxy).slot == 1
    assert (gone.revoked_by, stays.revoked_at) == (RevokedBy.OFFICE, None)
    assert session.get_one(Presence, presence.id).left_at is not None
