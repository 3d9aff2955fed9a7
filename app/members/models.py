"""Tables of the register of members (Mitgliederliste, § 30 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    ScalarSelect,
    String,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, column_property, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import Model, UtcDateTime, enum_column, only_grows
from app.core.ledgers import journaled
from app.core.values import MAX_FULL_NAME
from app.members.rules import MAX_DETAIL, MAX_DOCUMENT, ExitGround, JoinGround, MemberClass, is_struck
from app.parties.models import Party
from app.statutes.models import takes_no_entry_in_a_closed_year
from app.statutes.rules import LONGEST_DETAIL_NAME


class Member(Model):
    """A party that is or was a member; the number is given once and never again."""

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("number > 0", name="number_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    periods: Mapped[list["MembershipPeriod"]] = relationship(
        back_populates="member", order_by="MembershipPeriod.first_day, MembershipPeriod.id", lazy="selectin"
    )


_BEGAN = "(SELECT first_day FROM membership_period WHERE id = NEW.period_id)"


@journaled
@only_grows
@takes_no_entry_in_a_closed_year("last_day", which=f"NEW.last_day >= {_BEGAN}")
class MembershipExit(Model):
    """The end of a membership, or its undoing (Ausscheiden, R-REG-04); what was recorded last of a membership holds.

    An end on the eve of the entry strikes a membership that was entered by mistake: from then on it is known to have
    lasted no day. It undoes, so that it stands in closed years too (R-REG-05).

    The turns of a membership are counted, each follows the one before: an odd one ends it, the next one undoes that.
    So no membership ends twice and no exit is undone twice.
    """

    __tablename__ = "membership_exit"
    __table_args__ = (
        UniqueConstraint("period_id", "turn"),
        ForeignKeyConstraint(
            ["period_id", "follows"], ["membership_exit.period_id", "membership_exit.turn"],
            name="fk_membership_exit_follows",
        ),
        CheckConstraint("turn = COALESCE(follows, 0) + 1", name="follows_the_one_before"),
        CheckConstraint("(turn % 2 = 1) = (last_day IS NOT NULL)", name="undone_by_the_next"),
        CheckConstraint("(last_day IS NULL) = (ground IS NULL)", name="has_a_ground"),
        Index("ix_membership_exit_last_day", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("membership_period.id"))
    turn: Mapped[int]
    follows: Mapped[int | None]
    """The turn before; of an undoing, the exit that it undoes."""
    last_day: Mapped[date | None]
    """The day with whose close the membership ends (R-REG-06); None undoes the exit before."""
    ground: Mapped[ExitGround | None] = mapped_column(enum_column(ExitGround))
    document: Mapped[str] = mapped_column(String(MAX_DOCUMENT), default="")
    """What stands behind it, for people: `Kündigung vom 12.12.2022`, number of the resolution, name of the list."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    note: Mapped[str] = mapped_column(String(MAX_DETAIL), default="")
    """Why an exit was undone."""


def _newest(column: InstrumentedAttribute[Any], period_id: Mapped[int]) -> ScalarSelect[Any]:
    """What the entry recorded last says of a membership."""
    entries = select(column).where(MembershipExit.period_id == period_id).order_by(MembershipExit.turn.desc())
    return entries.limit(1).correlate_except(MembershipExit).scalar_subquery()


@journaled
@only_grows
@takes_no_entry_in_a_closed_year("first_day")
class MembershipPeriod(Model):
    """A time of membership, first and last day inclusive; re-entry is a further row (R-REG-02, R-REG-04).

    How it ended stands in the ledger of exits alone; `last_day` and `exit_ground` read there what holds today.
    """

    __tablename__ = "membership_period"
    __table_args__ = (Index("ix_membership_period_member", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member_class: Mapped[MemberClass] = mapped_column(enum_column(MemberClass))
    first_day: Mapped[date]
    join_ground: Mapped[JoinGround] = mapped_column(enum_column(JoinGround))
    join_document: Mapped[str] = mapped_column(String(80), default="")
    """What the entry rests on, for people: number of the resolution, `Satzung 2021`, name of the imported list."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    last_day: Mapped[date | None] = column_property(_newest(MembershipExit.last_day, id))  # noqa: A003  the column
    exit_ground: Mapped[ExitGround | None] = column_property(_newest(MembershipExit.ground, id))  # noqa: A003
    member: Mapped[Member] = relationship(back_populates="periods", lazy="joined", innerjoin=True)

    @property
    def is_struck(self) -> bool:
        """Whether it was entered by mistake and lasted no day, as is known now."""
        return is_struck(self.first_day, self.last_day)


_OVERLAPS = (
    "COALESCE((SELECT last_day FROM membership_exit WHERE period_id = {other}.id ORDER BY turn DESC LIMIT 1), "
    "'9999-12-31') >= CASE WHEN {other}.first_day > {own}.first_day THEN {other}.first_day ELSE {own}.first_day END"
)
"""That one membership covers a day of another that goes on; one that was struck covers none."""

_BESIDE_ANOTHER = (
    "EXISTS (SELECT 1 FROM membership_period former WHERE former.member_id = NEW.member_id AND {overlaps})"
)
_STRIKES = {
    "postgresql": "NEW.ground = 'other' AND NEW.last_day = own.first_day - 1",
    "sqlite": "NEW.ground = 'other' AND NEW.last_day = date(own.first_day, '-1 day')",
}
"""That an end strikes a membership entered by mistake, as each database counts days."""


_DOES_NOT_FIT = (
    "EXISTS (SELECT 1 FROM membership_period own WHERE own.id = NEW.period_id AND (NEW.last_day < own.first_day AND"
    " NOT ({strikes}) OR NEW.last_day IS NULL AND EXISTS (SELECT 1 FROM membership_period other WHERE "
    "other.member_id = own.member_id AND other.id <> own.id AND {overlaps})))"
)
_GUARDS = {
    "membership_period": (
        "one_at_a_time", _BESIDE_ANOTHER, _OVERLAPS.format(other="former", own="NEW"),
        "a member has one membership at a time",
    ),
    "membership_exit": (
        "fits", _DOES_NOT_FIT, _OVERLAPS.format(other="other", own="own"),
        "an exit follows the entry and stands before a re-entry",
    ),
}
"""Table → name of the guard, what it refuses to insert, what overlaps, and why.

What a CHECK cannot say, for it spans two tables.
"""

_WHOSE = {
    "membership_period": "NEW.member_id",
    "membership_exit": "(SELECT member_id FROM membership_period WHERE id = NEW.period_id)",
}
"""Table → the member whose membership it is about, of a row to be inserted."""


def guard_ddl(table: str, dialect: str) -> Sequence[str]:
    """The statements by which the database refuses memberships beside each other and exits before the entry.

    Whoever writes one of a member waits for who wrote another and has not committed yet, and is judged after that;
    SQLite lets one transaction write at a time anyway.
    """
    guard, refused, overlaps, sentence = _GUARDS[table]
    condition = refused.format(strikes=_STRIKES[dialect], overlaps=overlaps)
    alone = f"PERFORM 1 FROM member WHERE id = {_WHOSE[table]} FOR UPDATE;"
    name = f"{table}_{guard}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition} {refuse}",)
    body = f"BEGIN {alone} IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in guard_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (MembershipPeriod, MembershipExit):
    event.listen(_model.__table__, "after_create", _guard)


class RegisterDetail(Model):
    """What the register holds of a member beyond the law's fields, and since when (§ 30 (2) sentence 2 GenG; R-REG-02).

    `name` is the field as the statute calls it. A changed value is a further row; none is ever overwritten.
    """

    __tablename__ = "register_detail"
    __table_args__ = (
        CheckConstraint("name <> ''", name="is_named"),
        Index("ix_register_detail_member", "member_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_DETAIL_NAME))
    value: Mapped[str] = mapped_column(String(MAX_DETAIL))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
