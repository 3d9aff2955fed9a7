"""What a meeting is made of: course, who was noted there, speakers, motions, demands of secrecy, objections (§ 47)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.voting.models.keeping import differences
from app.voting.rules import CourseKind, Demander, MotionKind, MotionState


@only_grows
class CourseEntry(Model):
    """What happened in a meeting, moment by moment; the minutes are drafted from it (§ 47 (1) GenG; R-MIN-01)."""

    __tablename__ = "course_entry"
    __table_args__ = (Index("ix_course_entry_assembly", "assembly_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    kind: Mapped[CourseKind] = mapped_column(enum_column(CourseKind))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class Speaker(Model):
    """Somebody who asked to speak, and when it had the floor; a list in the order of asking."""

    __tablename__ = "speaker"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR begun_at IS NOT NULL OR is_withdrawn", name="ends_what_began"),
        Index("ix_speaker_assembly", "assembly_id", "id"),
        Index("uq_speaker_has_the_floor", "assembly_id", unique=True,
              sqlite_where=text("begun_at IS NOT NULL AND ended_at IS NULL"),
              postgresql_where=text("begun_at IS NOT NULL AND ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)


class MinutesAttendee(Model):
    """Who of the board the minute taker noted as there, and which person led (§ 47 (2) GenG; R-MIN-03).

    Beside whoever came by the door or online; until the minutes are signed.
    """

    __tablename__ = "minutes_attendee"
    __table_args__ = (
        Index("uq_minutes_attendee_chair", "assembly_id", unique=True, sqlite_where=text("is_chair"),
              postgresql_where=text("is_chair")),
    )

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    is_chair: Mapped[bool]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class Motion(Model):
    """A motion of the meeting: to the matter, to change it, or on procedure (§ 43 (2) GenG)."""

    __tablename__ = "motion"
    __table_args__ = (CheckConstraint("text <> '' AND mover <> ''", name="says_something_by_somebody"),
                      Index("ix_motion_item", "item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[MotionKind] = mapped_column(enum_column(MotionKind))
    text: Mapped[str] = mapped_column(Text)
    mover: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    state: Mapped[MotionState] = mapped_column(enum_column(MotionState), default=MotionState.OPEN)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class SecrecyDemand(Model):
    """That a secret vote was demanded on an item or a motion to it, by whom, and whether it has to be (R-ELE-04).

    `votes_for` and `votes_against` are those cast on the demand of members; of how many of them a part has to be for
    it was frozen as the statute had it.
    """

    __tablename__ = "secrecy_demand"
    __table_args__ = (
        CheckConstraint("votes_for >= 0 AND votes_against >= 0", name="votes_count"),
        CheckConstraint(
            "demanded_by = 'members' OR (votes_for = 0 AND votes_against = 0)", name="organs_need_no_votes"
        ),
        CheckConstraint("share_top > 0 AND share_top <= share_base", name="part_of_the_votes"),
        CheckConstraint(
            "is_granted = (demanded_by <> 'members' OR"
            " (votes_for > 0 AND votes_for * share_base >= (votes_for + votes_against) * share_top))",
            name="granted_by_votes",
        ),
        Index("ix_secrecy_demand_item", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    demanded_by: Mapped[Demander] = mapped_column(enum_column(Demander))
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    share_top: Mapped[int]
    share_base: Mapped[int]
    is_granted: Mapped[bool]
    demanded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    motion: Mapped[Motion | None] = relationship(lazy="joined")
    taken_back: Mapped["SecrecyTakenBack | None"] = relationship(lazy="joined")

    @property
    def binds(self) -> bool:
        """Whether there has to be a secret vote for it: it carried, and was not taken back."""
        return self.is_granted and self.taken_back is None


@only_grows
class SecrecyTakenBack(Model):
    """That a demand of a secret vote was taken back, by whom it was noted and why; once (R-ELE-04)."""

    __tablename__ = "secrecy_taken_back"
    __table_args__ = (CheckConstraint("reason <> ''", name="with_a_reason"),)

    demand_id: Mapped[int] = mapped_column(ForeignKey("secrecy_demand.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    taken_back_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class Objection(Model):
    """A member's objection to a resolution, for the minutes; at the desk or online (§§ 51 (2), 67a GenG; R-MIN-07)."""

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("item_id", "member_id"), Index("ix_objection_assembly", "assembly_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    by_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Who objected online for the member; None where it was noted at the desk."""
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


_STANDS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "motion": ("a motion stands as it was made", ("id", "assembly_id", "item_id", "kind", "text", "mover", "moved_at"),
               "OLD.state <> 'open'"),
}
"""Table → what the database says to a change, which columns never change, and when none does any more."""


def stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps who led a meeting when, and what was moved."""
    sentence, kept, ended = _STANDS[table]
    return refusing_ddl(table, sentence, " OR ".join([*differences(dialect, kept), ended]), dialect)


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(Motion.__table__, "after_create", _guard)
