"""Importing 2,400 rows, against reading them and inserting them with plain SQLAlchemy Core."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.core.db import db, transaction
from app.imports import actions, rules
from app.members.models import Member, MembershipPeriod
from app.parties.models import Party, PartyAddress, PartyBankAccount, PartyName
from app.shares.models import CreditEntry, ShareEntry
from tests.bench.measure import in_turns, installation, line
from tests.factories import NOW, OFFICE

LIST = Path(__file__).parent.parent / "data" / "legacy-members.csv"


def run(rounds: int = 5) -> Iterator[str]:
    """Take the legacy list over, and insert the same rows into the same tables by Core; each into an empty database."""
    content = LIST.read_bytes()
    with installation():

        def emptied() -> None:
            db.session.remove()
            db.drop_all()
            db.create_all()

        def take_over() -> None:
            listed = rules.listed(content, None, 500_00)
            prepared = actions.prepare(db.session(), listed, NOW)
            received = actions.keep("alt.csv", content, listed.columns)
            with transaction() as session:
                run = actions.hand_over(session, received, listed.share_amount, OFFICE, NOW)
                actions.take_over(session, run, prepared, OFFICE, NOW)
            assert run.imported == 2381

        def whole() -> None:
            emptied()
            take_over()

        def plain() -> None:
            emptied()
            _insert_plainly(content)

        taken = in_turns(rounds, whole=whole, plain=plain, emptied=emptied)
        base = taken["plain"] - taken["emptied"]
        yield line("import of 2,400 rows / plain Core inserts", taken["whole"] - taken["emptied"], base, 5)


def _insert_plainly(content: bytes) -> None:
    """Read the rows and insert what belongs to them, in the same eight tables, without any rule."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    known = {"recorded_at": NOW, "valid_from": date(2020, 1, 1)}
    booked = {"effective_on": date(2020, 1, 1), "recorded_at": NOW, "recorded_by": "Office", "document": "alt.csv"}
    tables: dict[type[Any], list[dict[str, Any]]] = {}
    for index, row in enumerate(rows, start=1):
        name = row["Firma"] or f"{row['Vorname']} {row['Name']}"
        for table, values in (
            (Party, {"id": index, "kind": "company", "display_name": name, "sort_name": name.lower(),
                     "created_at": NOW}),
            (PartyName, {"party_id": index, "name": name or "–", **known}),
            (PartyAddress, {"party_id": index, "street": row["Straße"], "postcode": row["PLZ"], "city": row["Ort"],
                            **known}),
            (Member, {"id": index, "number": index, "party_id": index, "recorded_at": NOW}),
            (MembershipPeriod, {"member_id": index, "member_class": "ordinary", "first_day": date(2020, 1, 1),
                                "join_ground": "admission", "recorded_at": NOW}),
            (ShareEntry, {"member_id": index, "change": int(row["Anteile"]) or 1, "ground": "taken_over", **booked}),
            (CreditEntry, {"member_id": index, "amount": 50_000, "ground": "taken_over", **booked}),
            *(((PartyBankAccount, {"party_id": index, "iban": row["IBAN"], **known}),) if row["IBAN"] else ()),
        ):
            tables.setdefault(table, []).append(values)
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table, values_of_all in tables.items():
            connection.execute(insert(table), values_of_all)


