"""A misspelt name among 100,000, against bare rapidfuzz over the same names, on both databases."""

import random
from collections.abc import Iterator
from datetime import date

from flask import Flask
from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract
from sqlalchemy import select

from app.core import journal
from app.core.db import db, transaction
from app.core.formats import fold
from app.core.values import PartyKind
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround, MemberClass
from app.parties.models import Party
from app.parties.queries import RESEMBLANCE
from tests import postgres
from tests.bench.loading import insert_all
from tests.bench.measure import in_turns, installation, line
from tests.conftest import new_postgres_database
from tests.factories import NOW, OFFICE

FIRST = ("Anna", "Jürgen", "Lucja", "Søren", "Zoë", "Müge", "Håkon", "Jörg", "Renée", "Uwe", "Günther", "Sabine")
PARTS = ("mül", "ler", "schmi", "dt", "ber", "ger", "hof", "mann", "stein", "bach", "wei", "gro", "kow", "ski", "kamp")
MISSPELT = ("Jürgn Müllerber", "Schmitbergermann Sabine", "Uwe Weigrokov", "Steimbachkamp")


def run(rounds: int = 7, people: int = 100_000) -> Iterator[str]:
    """Time both databases, all misspelt names in each round."""
    with installation() as app:
        yield _measured(app, rounds, people)
    with postgres.cluster() as server, installation(new_postgres_database(server, "genokontor_bench")) as app:
        yield _measured(app, rounds, people)


def _measured(app: Flask, rounds: int, people: int) -> str:
    with db.engine.begin() as connection:
        insert_all(connection, Party, _people(people))
        ids = range(1, people + 1)
        insert_all(connection, Member, ({"id": i, "number": i, "party_id": i, "recorded_at": NOW} for i in ids))
        insert_all(connection, MembershipPeriod, ({
            "member_id": i, "member_class": MemberClass.ORDINARY, "first_day": date(2020, 1, 1),
            "join_ground": JoinGround.ADMISSION, "join_document": "Liste", "recorded_at": NOW,
        } for i in ids))  # fmt: skip
    with transaction() as session:
        journal.record(session, OFFICE, "enter_members", "import:1", NOW)
    names = list(session.scalars(select(Party.sort_name)))

    def bare() -> None:
        for words in MISSPELT:
            extract(fold(words), names, scorer=WRatio, score_cutoff=RESEMBLANCE, limit=10)

    def ours() -> None:
        for words in MISSPELT:
            assert members.resembling(session, words), words

    taken = in_turns(rounds, bare=bare, ours=ours)
    what = f"{len(MISSPELT)} misspelt names among {people:,}, {db.engine.dialect.name} / rapidfuzz"
    return line(what, taken["ours"], taken["bare"], 1.5)


def _people(number: int) -> Iterator[dict[str, object]]:
    chance = random.Random(7)
    for each in range(1, number + 1):
        last, first = "".join(chance.choices(PARTS, k=3)).title(), chance.choice(FIRST)
        folded = fold(f"{last} {first}")
        yield {
            "id": each, "kind": PartyKind.NATURAL_PERSON, "display_name": f"{first} {last}", "sort_name": folded,
            "search_text": folded, "created_at": NOW,
        }
