"""Begins the story anew: it is told aside, where it keeps nobody waiting, and then put in place of what is there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.core import files, journal
from app.core.db import db
from app.demo.actions.filling import check_is_fictional, fill
from app.operations import actions as operations

DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Story:
    """The rows of every table, by its name, as the story leaves them."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def digests(self) -> set[str]:
        """Everything in the rows that may name a stored file."""
        return set(DIGEST.findall(repr(self.rows)))


def tell_aside(now: datetime) -> Story:
    """Tell the story in a database of its own, in memory; only its files go where all files lie."""
    aside = create_engine("sqlite://", poolclass=StaticPool)
    db.metadata.create_all(aside)
    with Session(aside) as session, session.begin():
        fill(session, now)
    with aside.connect() as connection:
        tables = db.metadata.sorted_tables
        told = {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}
    aside.dispose()
    return Story(told)


def reset(session: Session, story: Story) -> None:
    """Put a story in place of everything, in one transaction: others see the old state or the new one."""
    check_is_fictional(session)
    session.expunge_all()
    operations.put_rows(session.connection(), lambda table: story.rows[table.name], {}, replaces=True)
    journal.begin_anew(session)


def forget_other_files(story: Story) -> None:
    """Erase the files of what was there before, once the story is in its place."""
    for needless in set(files.stored()) - story.digests():
        files.erase(needless)
