"""Who may vote on the day, read from the register."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Notification
from app.assemblies.rules import Channel
from app.attendance import actions, queries
from app.attendance.queries import Elector
from app.attendance.rules import AboutVotes, Capacity, Entitlement, PluralRegime
from app.core.outbox import OutgoingMail
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, MemberClass
from app.parties.rules import Authority
from app.removals.rules import FollowerRole
from tests.attendance.factories import a_meeting_house, a_town, acting, granted, humans, with_votes
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.removals.factories import LATER_DAY, a_human, a_successor, dead, followed, sent
from tests.shares.factories import a_member
from tests.statements import statements

VOTES, ATTENDS = Entitlement.VOTES, Entitlement.ATTENDS


def stands(session: Session, assembly: object, member: Member, day: date = TODAY) -> Elector:
    """How a member stands on a day."""
    found = queries.elector_of(session, assembly, member, day)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_everybody_in_the_register_of_the_day_votes(session: Session) -> None:
    assembly, people = a_meeting_house(session), humans(session)
    late = a_member(session, "Gemeinde Morgenau", first_day=TODAY)
    to_come = a_member(session, "Gemeinde Übermorgen", first_day=TODAY + timedelta(days=1))
    found = queries.electors(session, assembly, TODAY)
    assert [each.member_id for each in found] == [each.id for each in (*people, late)]
    assert {each.entitlement for each in found} == {VOTES}
    assert queries.elector_of(session, assembly, to_come, TODAY) is None


def test_notice_bars_nobody_before_the_last_day_is_over(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    members.end(session, member, TODAY, ExitGround.NOTICE, "", OFFICE, NOW)
    assert stands(session, assembly, member).entitlement is VOTES
    assert queries.elector_of(session, assembly, member, TODAY + timedelta(days=1)) is None


def test_who_left_after_being_invited_is_listed_with_the_reason(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    mail = OutgoingMail(message_id="<1@x.example>", kind="assembly_convened", subject_ref="member:1",
                        to_address="a@example.org", subject="x", text="x", created_at=NOW)  # fmt: skip
    session.add(mail)
    session.flush()
    session.add(Notification(dispatch_id=assembly.dispatches[0].id, member_id=member.id, attempt=1,
                             channel=Channel.MAIL, address="a@example.org", mail_id=mail.id, told_at=NOW))
    members.end(session, member, TODAY - timedelta(days=1), ExitGround.TRANSFER, "", OFFICE, NOW)
    assert stands(session, assembly, member).entitlement is Entitlement.LEFT


def test_an_exclusion_that_was_sent_bars_from_the_assembly(session: Session) -> None:
    assembly, member = a_meeting_house(session), a_human(session)
    sent(session, member)
    assert stands(session, assembly, member, LATER_DAY - timedelta(days=1)).entitlement is VOTES
    assert stands(session, assembly, member, LATER_DAY).entitlement is Entitlement.EXCLUDED
    assert stands(session, assembly, member, LATER_DAY).casters == ()


def test_investing_members_vote_as_the_statute_says(session: Session) -> None:
    assembly = a_meeting_house(session, investing_members=True, investing_policy="no_vote")
    investor = a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    assert stands(session, assembly, investor).entitlement is ATTENDS


def test_investing_members_vote_where_the_ordinary_ones_carry_the_majority(session: Session) -> None:
    assembly = a_meeting_house(session, investing_members=True, investing_policy="ordinary_majority_controls")
    investor = a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    assert (stands(session, assembly, investor).entitlement, stands(session, assembly, investor).is_investing) == (
        VOTES, True,
    )  # fmt: skip


def test_several_heirs_vote_through_their_joint_representative_alone(session: Session) -> None:
    assembly, member = a_meeting_house(session), a_human(session)
    removal = dead(session, member)
    assert stands(session, assembly, member).entitlement is Entitlement.HEIRS_UNREPRESENTED
    followed(session, removal)
    alone = stands(session, assembly, member)
    assert (alone.entitlement, alone.casters[0].capacity) == (VOTES, Capacity.HEIRS)
    followed(session, removal, facts=a_successor("Roland"))
    assert stands(session, assembly, member).entitlement is Entitlement.HEIRS_UNREPRESENTED
    session.refresh(removal)
    followed(session, removal, FollowerRole.REPRESENTATIVE, a_successor("Ruth"))
    assert [each.name for each in stands(session, assembly, member).casters] == ["Ruth Lindwurm"]


def test_an_organisation_votes_through_its_organs_and_not_through_an_agent(session: Session) -> None:
    assembly = a_meeting_house(session)
    town, mayor = a_town(session)
    clerk, deputy = a_person(session, "Knut", "Kanzler"), a_person(session, "Doris", "Deputat")
    acting(session, town, clerk, Authority.POWER_OF_ATTORNEY)
    acting(session, town, deputy, Authority.APPOINTED)
    found = stands(session, assembly, town)
    assert [(each.party_id, each.capacity) for each in found.casters] == [
        (mayor.id, Capacity.LEGAL), (deputy.id, Capacity.APPOINTED),
    ]  # fmt: skip


def test_a_member_for_whom_nobody_is_known_is_pointed_out(session: Session) -> None:
    assembly, town = a_meeting_house(session), a_member(session)
    assert stands(session, assembly, town).is_orphan
    granted(session, assembly, town, a_person(session))
    assert not stands(session, assembly, town).is_orphan


def test_plural_votes_count_from_their_day_on_as_far_as_the_statute_has_them(session: Session) -> None:
    assembly, (member, other) = a_meeting_house(session, plural_votes=2), humans(session, 2)
    with_votes(session, member, 3)
    with_votes(session, other, 2, TODAY + timedelta(days=1))
    assert (stands(session, assembly, member).votes, stands(session, assembly, other).votes) == (2, 1)
    assert stands(session, assembly, other, TODAY + timedelta(days=1)).votes == 2
    with_votes(session, member, 1, TODAY)
    assert stands(session, assembly, member).votes == 1
    assert [each.member_id for each in queries.with_plural_votes(session, TODAY + timedelta(days=1))] == [other.id]


def test_plural_votes_are_refused_to_who_has_no_vote_and_may_be_taken_back(session: Session) -> None:
    """§§ 8 (2), 43 (3), 68 (2) GenG; R-VOTE-02, R-INV-02."""
    a_meeting_house(session, plural_votes=3, investing_members=True, investing_policy="no_vote")
    investor = a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    to_come = a_member(session, "Gemeinde Übermorgen", first_day=TODAY + timedelta(days=1))
    gone, excluded = humans(session, 2)
    members.end(session, gone, TODAY - timedelta(days=1), ExitGround.NOTICE, "", OFFICE, NOW)
    sent(session, excluded)
    for member, day, says in (
        (investor, TODAY, "keine Stimme (§ 8 Abs. 2 GenG)"), (to_come, TODAY, "am 24.11.2026 kein Mitglied"),
        (gone, TODAY, "am 24.11.2026 kein Mitglied"), (excluded, LATER_DAY, "ausgeschlossen"),
    ):
        with pytest.raises(AboutVotes, match=re.escape(says)):
            actions.grant_votes(session, member, 2, day, "GV-2025-03", OFFICE, NOW)
        with pytest.raises(AboutVotes, match="hat keine weiteren Stimmen"):
            actions.grant_votes(session, member, 1, day, "GV-2025-03", OFFICE, NOW)
        with_votes(session, member, 2)
        assert actions.grant_votes(session, member, 1, day, "GV-2025-03", OFFICE, NOW).votes == 1
    assert actions.grant_votes(session, to_come, 2, TODAY + timedelta(days=1), "GV-2025-03", OFFICE, NOW).votes == 2


def test_investing_members_who_vote_may_have_plural_votes(session: Session) -> None:
    a_meeting_house(
        session, plural_votes=3, investing_members=True, investing_policy="ordinary_majority_controls"
    )
    investor = a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    assert actions.grant_votes(session, investor, 2, TODAY, "GV-2025-03", OFFICE, NOW).votes == 2


def test_the_regime_follows_from_the_entrepreneurs_in_the_register(session: Session) -> None:
    a_meeting_house(session)
    for member in humans(session, 4)[:3]:
        member.party.is_entrepreneur = True
    session.flush()
    assert queries.regime_on(session, TODAY) is PluralRegime.MAX_THREE
    a_human(session, shares=0).party.is_entrepreneur = True
    session.flush()
    assert queries.regime_on(session, TODAY) is PluralRegime.ENTREPRENEUR_CAP


def test_the_electorate_costs_as_much_for_many_as_for_few(session: Session) -> None:
    assembly = a_meeting_house(session, plural_votes=3)
    humans(session, 1)
    queries.electors(session, assembly, TODAY)
    with statements() as few:
        queries.electors(session, assembly, TODAY)
    for number in range(12):
        a_town(session, f"Gemeinde {number}")
    with statements() as many:
        assert len(queries.electors(session, assembly, TODAY)) == 13
    assert len(many) == len(few) <= 8


