"""Pages of needs among 10,000 of them, as the office and as a member sees them, against an empty page."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from flask import render_template
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import db, next_numbers
from app.core.formats import fold
from app.core.values import Role
from app.core.web import requires
from app.members.models import Member
from app.needs import actions
from app.needs.actions import Owner
from app.needs.actions.noting import CHANGES
from app.needs.models import Need, NeedStep, NeedVersion
from app.needs.queries import warm_up
from app.needs.queries.encoder import MODEL, as_stored, meaning_of
from app.needs.rules import Level, NeedState, NeedText
from tests import postgres
from tests.bench.likeness import SENTENCES, TITLES
from tests.bench.measure import in_turns, installation, line
from tests.bench.world import PLACES, a_cooperative
from tests.bundles.factories import a_bundle
from tests.conftest import new_postgres_database
from tests.factories import NOW, a_person, an_account
from tests.needs.factories import MINUTES, House, actor_of
from tests.needs.signing import signed_in
from tests.organs.factories import a_member
from tests.visitors import Visitor

GOAL = 10
MEMBERS, BUNDLES, IN_A_BUNDLE = 1_000, 300, 8


def run(rounds: int = 7, needs: int = 10_000) -> Iterator[str]:
    """Time the pages on both databases, each request in a context of its own, as a server has it."""
    yield from _timed("", "SQLite", rounds, needs)
    with postgres.cluster() as server:
        yield from _timed(new_postgres_database(server, "genokontor_bench"), "PostgreSQL", rounds, needs)


def _timed(database: str, name: str, rounds: int, needs: int) -> Iterator[str]:
    with installation(database) as app:
        app.add_url_rule("/leer", "empty", requires(Role.OFFICE)(lambda: render_template("_house/office.html")))
        a_cooperative(MEMBERS)
        session = db.session()
        office = an_account(session, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
        town = a_member(session, a_person(session, "Berta", "Silbertal"), MEMBERS + 1)
        mayor = an_account(session, town.party)
        _many_needs(session, needs)
        drafts = {each: _a_draft(session, town, each) for each in (office, mayor)}
        _bundles(session, House(town, town, mayor, mayor, office))
        at_office, at_home = signed_in(app, session, office), signed_in(app, session, mayor)
        db.session.remove()
        warm_up()
        own = f"/mein/{MEMBERS + 1}"
        pages = {
            "list": (at_office, "/bedarfe"),
            "search": (at_office, "/bedarfe?q=protokoll&sort=-raised"),
            "need": (at_office, "/bedarfe/7"),
            "map": (at_office, "/bedarfe/karte"),
            "bundles": (at_office, "/bedarfe/buendel"),
            "bundle": (at_office, "/bedarfe/buendel/7"),
            "ordering": (at_office, "/bedarfe/ordnen"),
            "picture": (at_office, "/bedarfe/buendelbild"),
            "own_list": (at_home, f"{own}/bedarfe?q=protokoll"),
            "own_need": (at_home, f"{own}/bedarfe/7"),
            "own_map": (at_home, f"{own}/bedarfe/karte"),
        }
        typed = {
            "suggestions": (at_office, f"/bedarfe/entwurf/{drafts[office]}/aehnliche"),
            "own_suggestions": (at_home, f"{own}/bedarfe/entwurf/{drafts[mayor]}/aehnliche"),
        }
        _wait_for_indexes(*typed.values())
        taken = in_turns(
            rounds, empty=lambda: _open(at_office, "/leer"),
            **{key: (lambda who=who, at=at: _open(who, at)) for key, (who, at) in pages.items()},
            **{key: (lambda who=who, at=at: _type(who, at)) for key, (who, at) in typed.items()},
        )
        for key in (*pages, *typed):
            what = f"{name}: {key.replace('_', ' ')}, {needs:,} needs / empty page"
            yield line(what, taken[key], taken["empty"], GOAL)


def _many_needs(session: Session, number: int) -> None:
    """Needs of every state and level, each with a meaning; chance tells it, for what is timed is to compare."""
    chance, rows = random.Random(7), []
    width = len(known[0]) if (known := meaning_of(NeedText("", "Protokoll", "Protokoll"))) is not None else 1
    meanings = np.random.default_rng(7).standard_normal((number, width)).astype(np.float32)
    meanings /= np.linalg.norm(meanings, axis=1, keepdims=True)
    for place, change in enumerate(next_numbers(session, CHANGES, number), start=1):
        title = f"{chance.choice(TITLES)} {chance.choice(TITLES)}"[:90]
        situation, effect = " ".join(chance.choices(SENTENCES, k=3)), chance.choice(SENTENCES)
        rows.append({
            "id": place, "number": f"BE-2026-{place:04}", "member_id": 1 + place % MEMBERS, "changed": change,
            "state": chance.choice([*NeedState]), "level": chance.choice([*Level]), "region": chance.choice(PLACES),
            "title": title, "situation": situation, "effect": effect,
            "search_text": fold(f"{title} {situation} {effect}"), "meaning": as_stored(meanings[place - 1]),
            "meant_by": MODEL, "raised_at": NOW - timedelta(days=chance.randint(0, 700)), "raised_by": "Test",
        })
    session.execute(insert(Need), rows)
    raised = [{"need_id": each["id"], "at": each["raised_at"]} for each in rows]
    version = {"number": 1, "content": {}, "written_by": "Test"}
    session.execute(insert(NeedVersion), [{**each, **version} for each in raised])
    began = {"to_state": NeedState.RAISED, "level": Level.OFFICE, "led_by": "Test"}
    session.execute(insert(NeedStep), [{**each, **began} for each in raised])
    session.commit()


def _bundles(session: Session, house: House) -> None:
    """Bundles of needs in a row."""
    wanted = select(Need).where(Need.state != NeedState.WITHDRAWN).order_by(Need.id).limit(BUNDLES * IN_A_BUNDLE)
    lying = session.scalars(wanted).all()
    for place in range(BUNDLES):
        found = lying[place * IN_A_BUNDLE:(place + 1) * IN_A_BUNDLE]
        a_bundle(session, house, *found, title=f"Bündel {place}")
    session.commit()


def _a_draft(session: Session, owner: Member, account: Account) -> int:
    """What somebody is writing."""
    draft = actions.begin(session, Owner(member_id=owner.id), MINUTES, actor_of(account), NOW)
    session.commit()
    return draft.id


def _wait_for_indexes(*typing: tuple[Visitor, str]) -> None:
    """Ask until both indexes are made."""
    for who, at in typing:
        while "gerade vergleichbar gemacht" in _type(who, at):
            time.sleep(0.5)


def _open(who: Visitor, at: str) -> str:
    answer = who.get(at)
    assert answer.status_code == 200, f"{at}: {answer.status_code}"
    return answer.text


def _type(who: Visitor, at: str) -> str:
    """Ask what is like what is typed so far; another word each time, as somebody goes on."""
    title = f"{MINUTES.title} {time.perf_counter_ns()}"
    answer = who.post(at, data={"title": title, "situation": MINUTES.situation, "effect": MINUTES.effect})
    assert answer.status_code == 200, f"{at}: {answer.status_code}"
    return answer.text
