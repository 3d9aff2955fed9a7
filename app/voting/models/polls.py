"""What is voted on: polls with their roll, votes, ballots on paper, counts, results, declarations (§ 43 GenG)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.assemblies.models import AgendaItem
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.parties.models import Party
from app.statutes.rules import ElectionMode, InvestingPolicy, TieRule
from app.voting.models.keeping import differences
from app.voting.models.meeting import Motion
from app.voting.rules import (
    BESIDE_THE_MATTER,
    MAX_OPTION,
    CastChannel,
    Choice,
    HallWay,
    Method,
    Outcome,
    PollState,
    Secrecy,
)

_OPEN, _OPEN_ALONE = text("state = 'open'"), text("state = 'open' AND phase_item IS NULL")


class Poll(Model):
    """One vote or election: what is asked, under which majority, how far it is (§ 43 GenG; R-MAJ-01, R-ELE-02).

    Threshold, policy, mode and tie rule are frozen as the statute has them when it is prepared.
    """

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("(threshold_top IS NULL) = (threshold_base IS NULL)", name="a_share_is_whole"),
        CheckConstraint("threshold_top IS NULL OR (threshold_top > 0 AND threshold_top <= threshold_base)",
                        name="share_of_the_votes"),
        CheckConstraint("seats > 0", name="seats_count"),
        CheckConstraint("secrecy <> 'paper_only' OR hall = 'paper'", name="secret_on_paper"),
        CheckConstraint("(secrecy_before IS NULL) = (hall_before IS NULL)", name="another_way_before_is_whole"),
        CheckConstraint("secrecy_before IS NULL OR (secrecy = 'paper_only' AND secrecy_before <> 'paper_only')",
                        name="another_way_before_a_secret_one"),
        CheckConstraint("(state = 'void') = (void_reason <> '')", name="void_with_a_reason"),
        CheckConstraint("state IN ('prepared', 'void') OR opened_at IS NOT NULL", name="opened_at_a_time"),
        CheckConstraint("state IN ('prepared', 'open', 'void') OR closed_at IS NOT NULL", name="closed_at_a_time"),
        CheckConstraint("state NOT IN ('counted', 'declared') OR counted_at IS NOT NULL", name="counted_at_a_time"),
        CheckConstraint("state NOT IN ('prepared', 'open') OR closed_at IS NULL", name="open_until_closed"),
        CheckConstraint("state NOT IN ('prepared', 'open', 'closed') OR counted_at IS NULL",
                        name="closed_until_counted"),
        Index("ix_poll_item", "item_id"),
        Index("uq_poll_open", "assembly_id", unique=True, sqlite_where=_OPEN_ALONE, postgresql_where=_OPEN_ALONE),
        Index("uq_poll_open_in_phase", "phase_item", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    phase_item: Mapped[int | None]
    """In a stretched meeting the item once more: one poll is open on each, beside those on others (R-FORM-05)."""
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    runoff_of_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id"))
    question: Mapped[str] = mapped_column(Text)
    """What is resolved, word for word: shown to who votes, entered into the register, stated in the minutes."""
    method: Mapped[Method] = mapped_column(enum_column(Method))
    seats: Mapped[int] = mapped_column(default=1)
    threshold_top: Mapped[int | None]
    threshold_base: Mapped[int | None]
    """The share of the votes cast that has to be in favour; none for more yes than no (R-MAJ-07)."""
    one_vote_each: Mapped[bool]
    investing_policy: Mapped[InvestingPolicy] = mapped_column(enum_column(InvestingPolicy, "poll_investing_policy"))
    mode: Mapped[ElectionMode] = mapped_column(enum_column(ElectionMode, "poll_mode"))
    tie: Mapped[TieRule] = mapped_column(enum_column(TieRule, "poll_tie"))
    secrecy: Mapped[Secrecy] = mapped_column(enum_column(Secrecy))
    hall: Mapped[HallWay] = mapped_column(enum_column(HallWay))
    secrecy_before: Mapped[Secrecy | None] = mapped_column(enum_column(Secrecy, "poll_secrecy_before"))
    hall_before: Mapped[HallWay | None] = mapped_column(enum_column(HallWay, "poll_hall_before"))
    """How it was prepared, where a demand made it secret; so it is again if that is taken back (R-ELE-04)."""
    state: Mapped[PollState] = mapped_column(enum_column(PollState), default=PollState.PREPARED)
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when the chair announced it to be open; it is closed by the chair, never by a clock."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    void_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    void_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    roll_opened: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the roll as it was when the poll was opened."""
    roll_closed: Mapped[str] = mapped_column(String(64), default="")

    item: Mapped[AgendaItem] = relationship(lazy="joined", innerjoin=True)
    motion: Mapped[Motion | None] = relationship(lazy="joined")
    options: Mapped[list["PollOption"]] = relationship(order_by="PollOption.position", lazy="selectin")
    result: Mapped["PollResult | None"] = relationship(lazy="joined")
    lot: Mapped["PollLot | None"] = relationship(lazy="joined")
    declaration: Mapped["Declaration | None"] = relationship(lazy="joined")

    @property
    def matter(self) -> AgendaItem | None:
        """By which item votes are barred and weighed; by none on what is beside its matter (§ 43 (3), (6) GenG).

        R-VOTE-02, R-VOTE-06.
        """
        return None if self.motion is not None and self.motion.kind in BESIDE_THE_MATTER else self.item


@only_grows
class PollOption(Model):
    """What stands for election or choice: a candidate, or one of several motions (R-ELE-02)."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"), CheckConstraint("name <> ''", name="has_a_name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(MAX_OPTION))

    answer: Mapped["ElectionAnswer | None"] = relationship(lazy="joined")


@only_grows
class PollRoll(Model):
    """A member entitled in a poll and who casts for it, as it was when written down (§ 43 (3) to (7), § 47 (3) GenG).

    Written when the poll is opened; who comes later is added until it is closed. Who is barred stands here and gives
    no vote (§ 43 (6); R-VOTE-06, R-VOTE-07).
    """

    __tablename__ = "poll_roll"
    __table_args__ = (
        CheckConstraint("weight > 0", name="votes_count"),
        CheckConstraint("mode IN ('hall', 'online', 'written')", name="takes_part_somehow"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    member_number: Mapped[int]
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    weight: Mapped[int]
    caster_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    caster_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    capacity: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(40))
    is_barred: Mapped[bool]
    is_investing: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    paper: Mapped["PaperBallot | None"] = relationship(
        primaryjoin=lambda: and_(
            PaperBallot.poll_id == PollRoll.poll_id, PaperBallot.member_id == PollRoll.member_id,
            PaperBallot.returned_at.is_(None),
        ),
        viewonly=True, lazy="joined", uselist=False,
    )
    """The ballot that it votes on beside the phones; with it no device takes its vote (R-VOTE-01)."""


@only_grows
class CastVote(Model):
    """One member's vote in an open poll: its key is what lets nobody vote twice (§ 43 (3) sentence 1; R-VOTE-01).

    It is shown to its voter alone unless a roll call was resolved; a secret vote is taken on paper and never here.
    """

    __tablename__ = "cast_vote"
    __table_args__ = (
        ForeignKeyConstraint(["poll_id", "member_id"], ["poll_roll.poll_id", "poll_roll.member_id"]),
        CheckConstraint("weight > 0", name="votes_count"),
        CheckConstraint("choice IN ('yes', 'no', 'marks', 'abstain')", name="says_something"),
        Index("ix_cast_vote_caster", "cast_by", "poll_id"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice, "cast_vote_choice"))
    marks: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    weight: Mapped[int]
    is_investing: Mapped[bool]
    channel: Mapped[CastChannel] = mapped_column(enum_column(CastChannel))
    cast_by: Mapped[int] = mapped_column(ForeignKey("party.id"))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt: Mapped[str] = mapped_column(String(14), unique=True)

    caster: Mapped[Party] = relationship()


class PaperBallot(Model):
    """That a member votes on paper beside the phones, of whom a ballot was handed out or came by letter (R-VOTE-01).

    What a ballot says stands nowhere but in the tellers' sums. It may be handed back unmarked, once; whoever has one
    gives no vote on a device, and whoever gave one there gets none. Where the whole hall votes by hand or on paper it
    says that a member barred by who stood for it at the opening voted there through somebody free (R-VOTE-07).
    """

    __tablename__ = "paper_ballot"
    __table_args__ = (
        ForeignKeyConstraint(["poll_id", "member_id"], ["poll_roll.poll_id", "poll_roll.member_id"]),
        CheckConstraint("returned_at IS NULL OR returned_at >= handed_at", name="returned_after_handed"),
        Index("uq_paper_ballot_out", "poll_id", "member_id", unique=True, sqlite_where=text("returned_at IS NULL"),
              postgresql_where=text("returned_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    handed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")


@only_grows
class HandCount(Model):
    """What tellers counted: equal votes by hand or on paper, of one weight and class; a poll's newest sheet counts.

    Of marked ballots the row without an option says how many there were, the others how often each was marked, or how
    often was voted against it where each is voted on by itself.
    """

    __tablename__ = "hand_count"
    __table_args__ = (
        CheckConstraint("number >= 0 AND weight > 0 AND sheet > 0", name="something_is_counted"),
        CheckConstraint("choice IN ('marks', 'no') OR option_id IS NULL", name="marks_beside_an_option"),
        Index("ix_hand_count_poll", "poll_id", "sheet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    sheet: Mapped[int]
    weight: Mapped[int]
    is_investing: Mapped[bool]
    choice: Mapped[Choice] = mapped_column(enum_column(Choice, "hand_count_choice"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_option.id"))
    number: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class PollResult(Model):
    """What was counted, once, from the stored votes; a recount has to give the same (R-MAJ-07, R-MIN-01)."""

    __tablename__ = "poll_result"
    __table_args__ = (CheckConstraint("valid >= 0 AND needed >= 0", name="votes_count"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    valid: Mapped[int]
    needed: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Votes by what they say, ordinary and investing members' apart; for each option; elected, run-off, lot."""
    digest: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class PollLot(Model):
    """Whom the lot gave the seats that equal votes left (R-ELE-03)."""

    __tablename__ = "poll_lot"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    drawn: Mapped[list[int]] = mapped_column(JSON)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drawn_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class Declaration(Model):
    """The chair's declaration of a result, an act of its own (§ 47 (1) GenG; R-MIN-01)."""

    __tablename__ = "declaration"
    __table_args__ = (CheckConstraint("text <> ''", name="says_something"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "declared_outcome"))
    text: Mapped[str] = mapped_column(Text)
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    """Where it stands in the register of resolutions; None where nothing was decided on the matter."""
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class ElectionAnswer(Model):
    """Whether who was elected accepts (§§ 24, 36 GenG)."""

    __tablename__ = "election_answer"

    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id"), primary_key=True)
    accepts: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


# --- what was decided stands ------------------------------------------------------------------------------------------

_POLL_STANDS = "a poll stands as it was prepared, and a declared or void one stays so"
_POLL_KEPT = (
    "id", "assembly_id", "item_id", "motion_id", "runoff_of_id", "question", "method", "seats", "threshold_top",
    "threshold_base", "one_vote_each", "investing_policy", "mode", "tie", "prepared_at", "prepared_by",
)  # fmt: skip
_POLL_WAY, _WAY_BEFORE = ("secrecy", "hall"), ("secrecy_before", "hall_before")
_AS_BEFORE = "OLD.secrecy_before IS NOT NULL AND NEW.secrecy = OLD.secrecy_before AND NEW.hall = OLD.hall_before"
_IS_BEFORE = "NEW.secrecy_before IS NULL OR (NEW.secrecy_before = OLD.secrecy AND NEW.hall_before = OLD.hall)"
_ONCE = ("opened_at", "closed_at", "counted_at")
_LATE = "this poll takes no votes now"
_TWICE = "who votes on paper casts no other vote"
_BALLOT_STANDS = "a ballot that was handed out stands; it is handed back once"
_BALLOT_KEPT = ("id", "poll_id", "member_id", "handed_at", "handed_by")


def poll_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what a poll asks, and its end an end.

    Before it is opened it may become secret, and then again what it was before, nothing else (R-ELE-04).
    """
    once = [f"(OLD.{column} IS NOT NULL AND {differs})"
            for column, differs in zip(_ONCE, differences(dialect, _ONCE), strict=True)]
    ways = [_other_way(dialect, _POLL_WAY, f"NEW.secrecy = 'paper_only' OR ({_AS_BEFORE})"),
            _other_way(dialect, _WAY_BEFORE, _IS_BEFORE)]
    ended = "OLD.state IN ('declared', 'void')"
    changed = " OR ".join([*differences(dialect, _POLL_KEPT), *ways, *once, ended])
    return refusing_ddl("poll", _POLL_STANDS, changed, dialect)


def _other_way(dialect: str, columns: Sequence[str], allowed: str) -> str:
    """That these columns change, though the poll is no longer only prepared, or to what is not allowed."""
    return f"(({' OR '.join(differences(dialect, columns))}) AND (OLD.state <> 'prepared' OR NOT ({allowed})))"


_CLOSED = "(SELECT state FROM poll WHERE id = NEW.poll_id) <> 'open'"
_OTHERWISE = {
    "cast_vote": "EXISTS (SELECT 1 FROM paper_ballot WHERE poll_id = NEW.poll_id AND member_id = NEW.member_id"
                 " AND returned_at IS NULL)",
    "paper_ballot": "EXISTS (SELECT 1 FROM cast_vote WHERE poll_id = NEW.poll_id AND member_id = NEW.member_id)",
}
"""Table → that the member of a new row votes in the other way already."""


def votes_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database takes rows of the roll, votes and ballots while their poll is open.

    Of one member no vote on a device and a ballot on paper (R-VOTE-01).
    """
    in_time = _refused_insert(table, "in_time", _CLOSED, _LATE, dialect)
    if table not in _OTHERWISE:
        return in_time
    return in_time + _refused_insert(table, "once", _OTHERWISE[table], _TWICE, dialect)


def ballot_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps to whom a ballot was handed; it comes back once."""
    changed = [*differences(dialect, _BALLOT_KEPT), "OLD.returned_at IS NOT NULL"]
    return refusing_ddl("paper_ballot", _BALLOT_STANDS, " OR ".join(changed), dialect)


def _refused_insert(table: str, name: str, condition: str, sentence: str, dialect: str) -> tuple[str, ...]:
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {condition} {refuse}",)
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
    do = f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} {do}",
    )


def _guard_poll(_target: Table, connection: Connection, **_: object) -> None:
    for statement in poll_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_votes(target: Table, connection: Connection, **_: object) -> None:
    for statement in votes_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_ballots(_target: Table, connection: Connection, **_: object) -> None:
    for statement in ballot_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(Poll.__table__, "after_create", _guard_poll)
for _model in (PollRoll, CastVote, PaperBallot):
    event.listen(_model.__table__, "after_create", _guard_votes)
event.listen(PaperBallot.__table__, "after_create", _guard_ballots)
