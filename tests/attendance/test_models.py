"""What the database itself keeps of who came and who was empowered."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.attendance.models import Concern, Entry, Guest, PluralVotes, Presence, ProxyGrant
from app.attendance.rules import ConcernKind, GuestRole, LeftWhy, Mode, RevokedBy
from app.core import files
from tests.assemblies.test_models import refused
from tests.attendance.factories import a_meeting, a_meeting_house, granted, humans, the_item, there, with_votes
from tests.factories import NOW, OFFICE, a_person

LATER = NOW + timedelta(hours=1)
REVOKED = {"revoked_at": LATER, "revoked_by": RevokedBy.MEMBER, "revoke_reason": "Kommt selbst"}
GONE = {"left_at": LATER, "left_why": LeftWhy.LEFT}


def test_a_proxy_has_two_places_and_no_third(session: Session) -> None:
    assembly, proxy = a_meeting_house(session), a_person(session)
    first, second, third = humans(session)
    granted(session, assembly, first, proxy, 1)
    granted(session, assembly, second, proxy, 2)
    for slot in (1, 2, 3):
        with pytest.raises(DBAPIError), session.begin_nested():
            granted(session, assembly, third, proxy, slot)


def test_a_member_has_one_proxy_at_a_time(session: Session) -> None:
    assembly, proxy, other = a_meeting_house(session), a_person(session), a_person(session, "Anton", "Anders")
    (member,) = humans(session, 1)
    grant = granted(session, assembly, member, proxy)
    with pytest.raises(DBAPIError, match=r"(?i)unique"), session.begin_nested():
        granted(session, assembly, member, other)
    session.execute(update(ProxyGrant).where(ProxyGrant.id == grant.id).values(**REVOKED))
    granted(session, assembly, member, other)
    granted(session, a_meeting(session), member, proxy)


def test_a_power_of_attorney_stands_and_is_revoked_once(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    meant = ProxyGrant.id == granted(session, assembly, member, a_person(session)).id
    refused(session, update(ProxyGrant).where(meant).values(slot=2), "power of attorney stands")
    refused(session, delete(ProxyGrant).where(meant), "power of attorney stands")
    session.execute(update(ProxyGrant).where(meant).values(**REVOKED))
    refused(session, update(ProxyGrant).where(meant).values(revoke_reason="Anders"), "power of attorney stands")


def test_the_paper_of_one_that_ended_is_still_handed_in_once(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    meant = ProxyGrant.id == granted(session, assembly, member, a_person(session)).id
    session.execute(update(ProxyGrant).where(meant).values(**REVOKED))
    paper = {"document_sha256": files.keep(session, b"Vollmacht"), "document_name": "v.pdf", "document_type": "pdf"}
    session.execute(update(ProxyGrant).where(meant).values(**paper))
    refused(session, update(ProxyGrant).where(meant).values(document_name="w.pdf"), "power of attorney stands")
    refused(session, update(ProxyGrant).where(meant).values(revoked_at=None), "power of attorney stands")


def test_a_revocation_says_why(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    meant = ProxyGrant.id == granted(session, assembly, member, a_person(session)).id
    silent = {**REVOKED, "revoke_reason": ""}
    refused(session, update(ProxyGrant).where(meant).values(**silent), "revoked_with_a_reason")


def test_a_member_is_there_once_at_a_time(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    first = there(session, assembly, member)
    with pytest.raises(DBAPIError, match=r"(?i)unique"), session.begin_nested():
        there(session, assembly, member, a_person(session))
    session.execute(update(Presence).where(Presence.id == first.id).values(**GONE))
    there(session, assembly, member, at=LATER)


def test_who_came_stands_and_goes_once(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    meant = Presence.id == there(session, assembly, member).id
    refused(session, update(Presence).where(meant).values(came_at=LATER), "who came stands")
    refused(session, delete(Presence).where(meant), "who came stands")
    early = {**GONE, "left_at": NOW - timedelta(hours=1)}
    refused(session, update(Presence).where(meant).values(**early), "leaves_after_coming")
    session.execute(update(Presence).where(meant).values(**GONE))
    refused(session, update(Presence).where(meant).values(left_at=None, left_why=None), "who came stands")


def test_a_proxy_comes_with_a_power_of_attorney_for_this_member_and_assembly(session: Session) -> None:
    assembly, proxy, (first, second) = a_meeting_house(session), a_person(session), humans(session, 2)
    grant = granted(session, assembly, first, proxy)
    for meeting, member in ((assembly, second), (a_meeting(session), first)):
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"), session.begin_nested():
            there(session, meeting, member, proxy, grant=grant)
    there(session, assembly, first, proxy, grant=grant)


def test_nobody_takes_part_online_without_being_known(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    with pytest.raises(DBAPIError, match="online_is_somebody_known"), session.begin_nested():
        there(session, assembly, member, party_id=None, mode=Mode.ONLINE)


def test_guests_and_entries_stand_as_they_came(session: Session) -> None:
    assembly, person = a_meeting_house(session), a_person(session)
    guest = Guest(assembly_id=assembly.id, name="Gundula Prüfenstein", role=GuestRole.AUDITING_ASSOCIATION,
                  came_at=NOW, recorded_by=OFFICE.name, left_recorded_by="")  # fmt: skip
    entry = Entry(assembly_id=assembly.id, party_id=person.id, token_hash="a" * 64, entered_at=NOW)
    session.add_all((guest, entry))
    session.flush()
    refused(session, update(Guest).values(name="Anders"), "who came stands")
    refused(session, update(Entry).values(party_id=person.id, token_hash="b" * 64), "an entry stands")
    session.execute(update(Entry).values(ended_at=LATER))
    refused(session, update(Entry).values(ended_at=None), "an entry stands")


def test_somebody_has_one_entry_at_a_time(session: Session) -> None:
    assembly, person = a_meeting_house(session), a_person(session)
    session.add(Entry(assembly_id=assembly.id, party_id=person.id, token_hash="a" * 64, entered_at=NOW))
    session.flush()
    again = {"assembly_id": assembly.id, "party_id": person.id, "token_hash": "b" * 64, "entered_at": NOW}
    refused(session, insert(Entry).values(again), r"(?i)unique")


def test_plural_votes_and_concerns_only_grow(session: Session) -> None:
    assembly, (member,) = a_meeting_house(session), humans(session, 1)
    with_votes(session, member, 3)
    session.add(Concern(item_id=the_item(assembly).id, party_id=member.party_id, kind=ConcernKind.NAMED, reason="",
                        recorded_at=NOW, recorded_by=OFFICE.name))  # fmt: skip
    session.flush()
    refused(session, update(PluralVotes).values(votes=1), "plural_votes only grows")
    refused(session, delete(Concern), "concern only grows")
