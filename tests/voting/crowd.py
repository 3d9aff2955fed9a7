"""A meeting of thousands who take part online, put there past the application; all people are invented."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.attendance.models import Entry, Presence
from app.attendance.rules import ENTRY_COOKIE, Capacity, Mode
from app.core import files
from app.core.db import Model
from app.core.values import PartyKind
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround, MemberClass
from app.parties.models import Party, PartyName
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import HallWay, Method, PlannedPoll, Secrecy
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.bench.loading import insert_all
from tests.voting.browsers import asking
from tests.voting.factories import CHAIR

FIRST = 1000
"""The first id of the crowd; below are those of the house."""
JOINED = date(2023, 5, 2)


@dataclass(frozen=True)
class Voter:
    """A member of the crowd, with what its browser keeps of its entry."""

    id: int
    token: str


@dataclass(frozen=True)
class Hall:
    """An assembly that is on, its crowd, and the ids of those who are still to come."""

    assembly_id: int
    voters: Sequence[Voter]
    waiting: Sequence[int] = ()


def a_hall(session: Session, number: int, now: datetime, waiting: int = 0, **more: Any) -> Hall:
    """A hybrid assembly of today that was opened, so many members who take part, and some who have not come yet.

    `more`: what of the assembly is otherwise.
    How many they are is made known to the database, as PostgreSQL does by itself (autovacuum) a minute later.
    """
    a_convening_house(session)
    assembly = an_assembly(session, now.date(), **{"form": MeetingForm.HYBRID, **more})
    item = an_item(session, assembly)
    convened(session, assembly)
    sitting = actions.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, now)
    actions.call_item(session, sitting, item, CHAIR, now)
    ids = range(FIRST, FIRST + number + waiting)
    _put(session, Party, (
        {
            "id": each, "created_at": now, "kind": PartyKind.NATURAL_PERSON, "display_name": f"Ada Nummer{each}",
            "sort_name": f"nummer{each} ada", "search_text": f"ada nummer{each}",
        }
        for each in ids
    ))  # fmt: skip
    _put(session, PartyName, (
        {
            "party_id": each, "valid_from": JOINED, "recorded_at": now, "last_name": f"Nummer{each}",
            "first_names": "Ada",
        }
        for each in ids
    ))  # fmt: skip
    _put(session, Member, ({"id": each, "number": each, "party_id": each, "recorded_at": now} for each in ids))
    _put(session, MembershipPeriod, (
        {
            "member_id": each, "member_class": MemberClass.ORDINARY, "first_day": JOINED,
            "join_ground": JoinGround.ADMISSION, "join_document": "Liste", "recorded_at": now,
        }
        for each in ids
    ))  # fmt: skip
    voters = [Voter(each, secrets.token_urlsafe(32)) for each in ids[:number]]
    _let_in(session, assembly.id, voters, now - timedelta(minutes=5))
    session.execute(text("ANALYZE"))
    return Hall(assembly.id, voters, ids[number:])


def _let_in(session: Session, assembly_id: int, voters: Sequence[Voter], at: datetime) -> None:
    _put(session, Presence, (
        {
            "assembly_id": assembly_id, "member_id": each.id, "party_id": each.id, "name": f"Ada Nummer{each.id}",
            "capacity": Capacity.SELF, "mode": Mode.ONLINE, "came_at": at, "recorded_by": CHAIR.name,
            "left_recorded_by": "",
        }
        for each in voters
    ))  # fmt: skip
    _put(session, Entry, (
        {
            "assembly_id": assembly_id, "party_id": each.id, "token_hash": files.digest_of(each.token.encode()),
            "entered_at": at,
        }
        for each in voters
    ))  # fmt: skip


def _put(session: Session, table: type[Model], rows: Iterator[dict[str, object]]) -> None:
    insert_all(session.connection(), table, rows)


def pose(session: Session, hall: Hall, now: datetime) -> int:
    """Ask a question and open the vote on it; a former one is broken off."""
    sitting = actions.hold_sitting(session, hall.assembly_id)
    former = queries.poll_at_hand(session, sitting)
    if former is not None:
        actions.void_poll(session, sitting, former, "Noch einmal.", CHAIR, now)
    planned = PlannedPoll("Der Jahresabschluss wird festgestellt.", Method.YES_NO, (), 1, Secrecy.OPEN, HallWay.PHONE,
                          None)
    assert sitting.item is not None
    poll: Poll = actions.prepare(session, sitting, sitting.item, planned, CHAIR, now)
    actions.open_poll(session, sitting, poll, None, CHAIR, now)
    return poll.id


def close_and_count(session: Session, hall: Hall, poll_id: int, now: datetime) -> int:
    """Close a vote and count it; gives how many votes there were."""
    sitting = actions.hold_sitting(session, hall.assembly_id)
    actions.close_poll(session, sitting, queries.get_poll(session, hall.assembly_id, poll_id), CHAIR, now)
    return count_closed(session, hall, poll_id, now)


def count_closed(session: Session, hall: Hall, poll_id: int, now: datetime) -> int:
    """Count a vote that is closed."""
    sitting = actions.hold_sitting(session, hall.assembly_id)
    poll = queries.get_poll(session, hall.assembly_id, poll_id)
    return actions.count_poll(session, sitting, poll, CHAIR, now).valid


def tokens(app: Flask) -> tuple[str, str]:
    """A browser's cookie and the token of its forms that goes with it."""
    raw, interface = secrets.token_hex(20), app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    signer = interface.get_signing_serializer(app)
    assert signer is not None
    cookie = signer.dumps({"csrf_token": raw})
    assert isinstance(cookie, str)
    form = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
    assert isinstance(form, str)
    return cookie, form


def ballots(app: Flask, hall: Hall, poll_id: int, voters: Sequence[Voter]) -> list[bytes]:
    """The request by which each of them votes yes, as its browser sends it."""
    found = []
    for each in voters:
        cookie, form = tokens(app)
        cookies = {app.config["SESSION_COOKIE_NAME"]: cookie, ENTRY_COOKIE: each.token}
        body = f"csrf_token={form}&m{each.id}=yes"
        found.append(asking("POST", f"/abstimmung/{hall.assembly_id}/{poll_id}/abgeben", cookies, body))
    return found
