"""Powers of attorney: granted, refused, several at once, revoked."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import Subject
from app.attendance import actions, queries
from app.attendance.actions import Granted, Line, Named, RowRefused, Stranger
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import (
    AboutNamesake,
    AboutPrincipal,
    AboutProxy,
    AboutProxyForm,
    AboutProxyName,
    AboutRelation,
    LeftWhy,
    ProxyForm,
    Relation,
    RevokedBy,
)
from app.core import journal
from app.core.uploads import CheckedFile
from app.core.values import DeclarationChannel, Refusal
from app.members.models import Member
from app.parties.models import Party
from tests.assemblies.factories import a_convening_house, an_assembly
from tests.attendance.factories import a_meeting, a_meeting_house, a_town, acting, granted, humans, the_item, there
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person
from tests.organs.factories import an_office
from tests.removals.factories import a_human, dead, followed

SCAN = CheckedFile("Vollmacht.pdf", a_pdf("Vollmacht"))


def given(
    session: Session, assembly: Assembly, principal: Member, proxy: Party | Stranger, **more: Any
) -> ProxyGrant:
    """A power of attorney as the office records it."""
    facts = {"form": ProxyForm.SCHRIFTFORM, "dated_on": TODAY, **more}
    return actions.grant(session, assembly, principal, Granted(proxy, **facts), OFFICE, NOW)


def test_a_power_of_attorney_is_kept_with_its_paper_and_written_down(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    grant = given(session, assembly, member, a_person(session), paper=SCAN)
    assert (grant.slot, grant.channel, grant.document_name) == (1, DeclarationChannel.OFFICE, "Vollmacht.pdf")
    assert queries.is_file_needed(session, grant.document_sha256 or "")
    session.commit()
    lines = {each.act: each for each in journal.lines_about(session, f"assembly:{assembly.id}")}
    assert "Adelheid Ahorn" in lines["attendance.proxy_granted"].summary()


def test_a_proxy_represents_at_most_two_members(session: Session) -> None:
    assembly, proxy, (first, second, third) = a_meeting_house(session), a_person(session), humans(session)
    assert [given(session, assembly, each, proxy).slot for each in (first, second)] == [1, 2]
    with pytest.raises(AboutProxy, match="schon zwei Mitglieder"):
        given(session, assembly, third, proxy)


def test_the_statute_may_forbid_to_represent_several(session: Session) -> None:
    assembly, proxy = a_meeting_house(session, max_principals=1), a_person(session)
    first, second = humans(session, 2)
    given(session, assembly, first, proxy)
    with pytest.raises(AboutProxy, match="lässt die Satzung nicht zu"):
        given(session, assembly, second, proxy)


def test_whom_somebody_represents_by_law_does_not_count(session: Session) -> None:
    assembly, (first, second) = a_meeting_house(session), humans(session, 2)
    town, mayor = a_town(session)
    given(session, assembly, first, mayor)
    given(session, assembly, second, mayor)
    assert queries.count_cast_by(session, assembly, mayor.id, TODAY) == 3
    with pytest.raises(AboutProxy, match="kraft Gesetzes"):
        given(session, assembly, town, mayor)


def test_a_place_that_was_given_back_is_free_again(session: Session) -> None:
    assembly, proxy, (first, second, third) = a_meeting_house(session), a_person(session), humans(session)
    grant = given(session, assembly, first, proxy)
    given(session, assembly, second, proxy)
    actions.revoke(session, assembly, grant, RevokedBy.MEMBER, "", OFFICE, NOW)
    assert given(session, assembly, third, proxy).slot == 1


def test_a_member_with_a_proxy_gives_no_second_one(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    given(session, assembly, member, a_person(session))
    with pytest.raises(AboutPrincipal, match="hat schon Walburga Ehrenpreis"):
        given(session, assembly, member, a_person(session, "Anton", "Anders"))


def test_a_member_that_is_there_sends_nobody(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    there(session, assembly, member)
    with pytest.raises(AboutPrincipal, match="schon in der Versammlung"):
        given(session, assembly, member, a_person(session))


def test_heirs_without_a_representative_empower_nobody(session: Session) -> None:
    assembly, member = a_meeting_house(session), a_human(session)
    dead(session, member)
    with pytest.raises(AboutPrincipal, match="Erben"):
        given(session, assembly, member, a_person(session))


def test_textform_is_refused_where_the_statute_demands_writing(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session, form_proxy="schriftform"), humans(session, 1)
    with pytest.raises(AboutProxyForm):
        given(session, assembly, member, a_person(session), form=ProxyForm.ONLINE)
    given(session, assembly, member, a_person(session))


def test_the_personal_conditions_are_kept_as_they_were_confirmed(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session, proxy_conditions="Nur Mitglieder"), humans(session, 1)
    with pytest.raises(AboutRelation):
        given(session, assembly, member, a_person(session))
    grant = given(session, assembly, member, a_person(session), relation=Relation.MEMBER, meets_conditions=True)
    assert (grant.relation, grant.conditions) == (Relation.MEMBER, "Nur Mitglieder")


def test_nobody_is_empowered_for_an_assembly_that_is_not_convened_or_over(session: Session) -> None:
    a_convening_house(session)
    (member,) = humans(session, 1)
    with pytest.raises(Refusal, match="nicht einberufen"):
        given(session, an_assembly(session), member, a_person(session))


# --- strangers --------------------------------------------------------------------------------------------------------


def test_the_same_stranger_is_one_person_with_two_places(session: Session) -> None:
    assembly, (first, second, third) = a_meeting_house(session), humans(session)
    stranger = Stranger("Fritz", "Fremd")
    one, other = (given(session, assembly, each, stranger) for each in (first, second))
    assert (one.proxy_id, one.slot, other.slot) == (other.proxy_id, 1, 2)
    with pytest.raises(AboutProxy):
        given(session, assembly, third, stranger)


def test_strangers_with_different_addresses_are_different_people(session: Session) -> None:
    assembly, (first, second) = a_meeting_house(session), humans(session, 2)
    one = given(session, assembly, first, Stranger("Fritz", "Fremd", "fritz@fremd.example"))
    other = given(session, assembly, second, Stranger("Fritz", "Fremd", "fritz@anders.example"))
    assert one.proxy_id != other.proxy_id


def test_who_is_said_to_be_somebody_else_is_not_empowered_in_the_place_of_the_member(session: Session) -> None:
    assembly, (first, second, third) = a_meeting_house(session), humans(session)
    given(session, assembly, second, first.party)
    named = Named(None, "Adelheid", "Ahorn", is_another=True)
    other = given(session, assembly, third, actions.person_meant(session, named, TODAY))
    assert (other.proxy_id != first.party_id, other.slot) == (True, 1)
    again = given(session, assembly, first, actions.person_meant(session, named, TODAY))
    assert (again.proxy_id, again.slot) == (other.proxy_id, 2)


def test_a_person_is_named_by_the_number_of_the_member_it_is_or_acts_for(session: Session) -> None:
    a_meeting_house(session)
    (member,) = humans(session, 1)
    town, mayor = a_town(session)
    assert actions.person_meant(session, Named(member.number), TODAY) == member.party
    assert actions.person_meant(session, Named(town.number), TODAY) == mayor
    acting(session, town, a_person(session, "Doris", "Deputat"))
    with pytest.raises(AboutProxyName, match="mehrere"):
        actions.person_meant(session, Named(town.number), TODAY)
    found = actions.person_meant(session, Named(town.number, last_name="deputat"), TODAY)
    assert isinstance(found, Party)
    assert found.display_name == "Doris Deputat"


def test_nobody_learns_names_by_trying_numbers(session: Session) -> None:
    a_meeting_house(session)
    (member,) = humans(session, 1)
    for last_name in ("", "Falsch"):
        with pytest.raises(AboutProxyName, match="niemand mit diesem Nachnamen"):
            actions.person_meant(session, Named(member.number, last_name=last_name, is_checked=True), TODAY)
    found = actions.person_meant(session, Named(member.number, last_name="Ahorn", is_checked=True), TODAY)
    assert found == member.party


def test_a_namesake_of_somebody_known_is_asked_about_first(session: Session) -> None:
    a_meeting_house(session)
    (member,) = humans(session, 1)
    town, _mayor = a_town(session)
    deputy, chair, heir = (a_person(session, name, "Bekannt") for name in ("Doris", "Agnes", "Erwin"))
    acting(session, town, deputy)
    an_office(session, chair)
    followed(session, dead(session, a_human(session, "Vera", "Verstorben")), who=heir.id)
    for person, names in ((member.party, ("Adelheid", "Ahorn")), (deputy, ("Doris", "Bekannt")),
                          (chair, ("Agnes", "Bekannt")), (heir, ("Erwin", "Bekannt"))):  # fmt: skip
        with pytest.raises(AboutNamesake, match="schon jemand eingetragen"):
            actions.person_meant(session, Named(None, *names), TODAY)
        assert actions.person_meant(session, Named(None, *names, is_same=True), TODAY) == person
        assert actions.person_meant(session, Named(None, *names, is_another=True), TODAY) == Stranger(*names)
        with pytest.raises(AboutNamesake, match="nur eines"):
            actions.person_meant(session, Named(None, *names, is_same=True, is_another=True), TODAY)


def test_of_two_of_one_name_the_number_says_which(session: Session) -> None:
    a_meeting_house(session)
    for number in range(2):
        an_office(session, a_person(session, "Agnes", "Doppel", email=f"{number}@doppel.example"))
    with pytest.raises(AboutNamesake, match="tragen hier mehrere"):
        actions.person_meant(session, Named(None, "Agnes", "Doppel", is_same=True), TODAY)
    with pytest.raises(AboutNamesake, match="Namen und dieser E-Mail-Adresse"):
        actions.person_meant(session, Named(None, "Agnes", "Doppel", "1@doppel.example", is_another=True), TODAY)


def test_a_board_member_named_by_name_keeps_its_ban(session: Session) -> None:
    a_convening_house(session)
    assembly, (first, second) = a_meeting(session, Subject.DISCHARGE_BOARD), humans(session, 2)
    chair = a_person(session, "Agnes", "Vorstand")
    an_office(session, chair)
    meant = actions.person_meant(session, Named(None, "Agnes", "Vorstand", is_same=True), TODAY)
    given(session, assembly, first, meant)
    barred = queries.barred_votes(session, assembly, the_item(assembly), TODAY)
    assert [(each.elector.member_id, each.caster.party_id) for each in barred] == [(first.id, chair.id)]
    assert given(session, assembly, second, meant).slot == 2


# --- several at once, and the end -------------------------------------------------------------------------------------


def test_of_several_either_all_are_recorded_or_each_wrong_one_says_why(session: Session) -> None:
    assembly, proxy, people = a_meeting_house(session), a_person(session), humans(session, 4)
    granted(session, assembly, people[0], a_person(session, "Anton", "Anders"))
    lines = [Line(each, Granted(proxy, ProxyForm.SCHRIFTFORM, TODAY)) for each in people]
    with pytest.raises(ExceptionGroup) as refused:
        actions.grant_many(session, assembly, lines, OFFICE, NOW)
    found = [(each.number, type(each.refusal)) for each in refused.value.exceptions if isinstance(each, RowRefused)]
    assert found == [(0, AboutPrincipal), (3, AboutProxy)]


def test_an_ended_power_of_attorney_takes_its_member_out(session: Session) -> None:
    assembly, proxy, (member,) = a_meeting_house(session), a_person(session), humans(session, 1)
    grant = given(session, assembly, member, proxy)
    presence = there(session, assembly, member, proxy, grant=grant)
    later = NOW + timedelta(minutes=5)
    actions.revoke(session, assembly, grant, RevokedBy.OFFICE, "Widerruf per E-Mail", OFFICE, later)
    assert (presence.left_at, presence.left_why) == (later, LeftWhy.REVOKED)
    actions.revoke(session, assembly, grant, RevokedBy.MEMBER, "Noch einmal", OFFICE, later)
    assert (grant.revoked_by, grant.revoke_reason) == (RevokedBy.OFFICE, "Widerruf per E-Mail")
    assert session.scalars(select(Presence)).one().id == presence.id


def test_a_paper_is_handed_in_after_the_end(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    grant = given(session, assembly, member, a_person(session))
    actions.revoke(session, assembly, grant, RevokedBy.OFFICE, "Widerruf", OFFICE, NOW)
    actions.attach_paper(session, assembly, grant, SCAN, OFFICE, NOW)
    session.commit()
    assert grant.document_name == "Vollmacht.pdf"


def test_a_paper_is_handed_in_later_once(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    grant = given(session, assembly, member, a_person(session))
    assert queries.grants_by_view(session, assembly.id) == {"valid": 1, "ended": 0, "unproven": 1}
    actions.attach_paper(session, assembly, grant, SCAN, OFFICE, NOW)
    assert queries.grants_by_view(session, assembly.id)["unproven"] == 0
    with pytest.raises(Refusal, match="schon ein Beleg"):
        actions.attach_paper(session, assembly, grant, SCAN, OFFICE, NOW)
