"""Two doors, two devices, three powers of attorney at the same moment: what must not be is not."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.attendance import actions, queries
from app.attendance.actions import Arrival, Granted
from app.attendance.models import Entry, Presence, ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import AboutProxy, LeftWhy, Mode, ProxyForm, RevokedBy
from app.core.values import Refusal
from app.members import queries as members
from app.parties import queries as parties
from tests.assemblies.factories import a_convening_house
from tests.attendance.factories import a_meeting, granted, humans, the_item
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.together import transactions_together


def test_two_officers_at_two_doors_let_a_member_in_once(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly, (member,) = a_meeting(session), humans(session, 1)
    session.commit()
    assembly_id, member_id, party_id = assembly.id, member.id, member.party_id

    def let_in(own: Session) -> int:
        held = actions.hold(own, assembly_id)
        arrival = Arrival(parties.get_party(own, party_id), [members.get_member(own, member_id)])
        return actions.arrive(own, held, arrival, OFFICE, NOW)[0].id

    answers = transactions_together(app, *[let_in] * 4)
    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(Presence)) == 1


def test_two_rows_tapped_at_two_doors_let_in_each_member_once(app: Flask, session: Session) -> None:
    """Somebody comes for three members; one door taps its own row, the other one that of a principal's town."""
    a_convening_house(session)
    assembly, people = a_meeting(session), humans(session, 3)
    for slot, principal in enumerate(people[1:], start=1):
        granted(session, assembly, principal, people[0].party, slot)
    session.commit()
    assembly_id, party_id = assembly.id, people[0].party_id
    ids = [each.id for each in people]

    def let_in(member_ids: list[int]) -> Callable[[Session], int]:
        def act(own: Session) -> int:
            held = actions.hold(own, assembly_id)
            arrival = Arrival(parties.get_party(own, party_id), [members.get_member(own, each) for each in member_ids])
            return len(actions.arrive(own, held, arrival, OFFICE, NOW))

        return act

    assert transactions_together(app, *[let_in(ids), let_in(ids[::-1])] * 2) == [3] * 4
    assert sorted(session.scalars(select(Presence.member_id))) == sorted(ids)


def test_a_proxy_and_its_principal_at_two_doors_are_not_both_there(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly, proxy, (member,) = a_meeting(session), a_person(session), humans(session, 1)
    granted(session, assembly, member, proxy)
    session.commit()
    assembly_id, member_id, own_id, proxy_id = assembly.id, member.id, member.party_id, proxy.id

    def let_in(party_id: int) -> Callable[[Session], int]:
        def act(own: Session) -> int:
            held = actions.hold(own, assembly_id)
            arrival = Arrival(parties.get_party(own, party_id), [members.get_member(own, member_id)])
            return actions.arrive(own, held, arrival, OFFICE, NOW)[0].id

        return act

    transactions_together(app, let_in(own_id), let_in(proxy_id))
    session.expire_all()
    (there,) = session.scalars(select(Presence).where(Presence.left_at.is_(None))).unique()
    assert there.party_id == own_id
    assert {each.left_why for each in session.scalars(select(Presence)).unique()} <= {None, LeftWhy.PRINCIPAL_CAME}
    assert session.scalars(select(ProxyGrant)).one().revoked_by is RevokedBy.PRINCIPAL_CAME


def test_of_three_who_empower_the_same_proxy_at_once_two_succeed(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly, proxy, people = a_meeting(session), a_person(session), humans(session)
    session.commit()
    assembly_id, proxy_id = assembly.id, proxy.id

    def empower(member_id: int) -> Callable[[Session], int]:
        def act(own: Session) -> int:
            held, meant = actions.hold(own, assembly_id), parties.get_party(own, proxy_id)
            given = Granted(meant, ProxyForm.SCHRIFTFORM, TODAY)
            return actions.grant(own, held, members.get_member(own, member_id), given, OFFICE, NOW).slot

        return act

    answers = transactions_together(app, *(empower(each.id) for each in people))
    assert sorted(each for each in answers if isinstance(each, int)) == [1, 2]
    assert [type(each) for each in answers if isinstance(each, Refusal)] == [AboutProxy]


def test_two_devices_that_enter_at_once_leave_one_in(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly, (member,) = a_meeting(session, form=MeetingForm.VIRTUAL), humans(session, 1)
    session.commit()
    assembly_id, member_id, party_id = assembly.id, member.id, member.party_id

    def enter(own: Session) -> str:
        meeting = queries.get_meeting(own, assembly_id)
        return actions.enter(own, meeting, Ticket(assembly_id, member_id), party_id, NOW)[1]

    tokens = [str(each) for each in transactions_together(app, *[enter] * 4)]
    assert len(set(tokens)) == 4
    assert session.scalar(select(func.count()).where(Entry.ended_at.is_(None))) == 1
    session.rollback()
    assert sum(queries.find_entry(session, token) is not None for token in tokens) == 1


def test_what_the_proxy_could_cast_before_the_member_came_is_still_read(session: Session) -> None:
    a_convening_house(session)
    assembly, proxy, (member,) = a_meeting(session, form=MeetingForm.HYBRID), a_person(session), humans(session, 1)
    granted(session, assembly, member, proxy)
    actions.arrive(session, assembly, Arrival(proxy, [member], Mode.ONLINE), OFFICE, NOW)
    later = NOW + timedelta(minutes=30)
    actions.arrive(session, assembly, Arrival(member.party, [member]), OFFICE, later)
    before = queries.voters_present(session, assembly, the_item(assembly), NOW + timedelta(minutes=1))
    after = queries.voters_present(session, assembly, the_item(assembly), later + timedelta(minutes=1))
    assert [(each.caster_party_id, each.mode) for each in (*before, *after)] == [
        (proxy.id, Mode.ONLINE), (member.party_id, Mode.HALL),
    ]  # fmt: skip
    assert queries.acts_for(session, assembly, proxy.id, later + timedelta(minutes=1)).found == []
    assert queries.without_right(session) == []
