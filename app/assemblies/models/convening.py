"""Tables of one assembly: day and form, agenda, papers, and what was told to whom."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    column,
    event,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.schema import Table

from app.archive.models import IssuedDocument
from app.assemblies.rules import (
    LASTS_MINUTES,
    MAX_ACCESS,
    MAX_CLAUSE,
    MAX_PLACE,
    MAX_TITLE,
    AlsoVoting,
    AssemblyKind,
    AssemblyState,
    Channel,
    ConvenedBy,
    DiscussionForm,
    DispatchKind,
    FormVoice,
    ItemType,
    MeetingForm,
    PaperKind,
    ProposedBy,
    Subject,
    UndeliveredKind,
)
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.outbox import OutgoingMail
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member
from app.statutes.rules import ConvocationChannel

_SITTING = table("sitting", column("assembly_id"), column("closed_at", UtcDateTime))
_REDIRECTION = table("redirection", column("assembly_id"), column("changed_at", UtcDateTime))


class Assembly(Model):
    """A general assembly (Generalversammlung, §§ 43 to 48 GenG), as it is planned or convened now.

    What was told of it to the members, with the day and place of then, stands in its dispatches.
    """

    __tablename__ = "assembly"
    __table_args__ = (
        CheckConstraint("(form = 'stretched') = (discussion_form IS NOT NULL)", name="stretched_has_a_discussion"),
        CheckConstraint("(form = 'stretched') = (votes_until IS NOT NULL)", name="stretched_has_a_voting_phase"),
        CheckConstraint("lasts_minutes > 0 AND lasts_minutes <= 1440", name="lasts_a_while"),
        CheckConstraint("also_voting IS NULL OR form = 'physical'", name="also_votes_in_the_hall"),
        CheckConstraint("NOT is_streamed OR form = 'physical'", name="streams_from_the_hall"),
        CheckConstraint("votes_until IS NULL OR votes_until >= meets_on", name="voting_follows_the_discussion"),
        CheckConstraint(
            "(state IN ('cancelled', 'not_held', 'discarded')) = (ended_at IS NOT NULL)", name="ended_has_a_moment"
        ),
        CheckConstraint(
            "state NOT IN ('convened', 'cancelled', 'not_held') OR convened_at IS NOT NULL", name="convened_at_a_time"
        ),
        CheckConstraint("state NOT IN ('planned', 'discarded') OR convened_at IS NULL", name="only_planned_so_far"),
        Index("ix_assembly_state", "state", "meets_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AssemblyKind] = mapped_column(enum_column(AssemblyKind))
    form: Mapped[MeetingForm] = mapped_column(enum_column(MeetingForm))
    discussion_form: Mapped[DiscussionForm | None] = mapped_column(enum_column(DiscussionForm))
    """How the discussion of a stretched assembly is held (§ 43b (1) no. 4 GenG)."""
    meets_on: Mapped[date]
    begins_at: Mapped[time]
    lasts_minutes: Mapped[int] = mapped_column(default=LASTS_MINUTES)
    """How long it is planned to last, as calendars show it."""
    also_voting: Mapped[AlsoVoting | None] = mapped_column(enum_column(AlsoVoting))
    """How votes are cast beside the hall of a physical meeting (§ 43b (2) GenG; R-FORM-02)."""
    is_streamed: Mapped[bool] = mapped_column(default=False)
    """Whether a physical meeting is transmitted in picture and sound (§ 43b (2) GenG; R-FORM-02)."""
    votes_until: Mapped[date | None]
    """The last day of the voting phase of a stretched assembly."""
    place: Mapped[str] = mapped_column(String(MAX_PLACE), default="")
    access: Mapped[str] = mapped_column(String(MAX_ACCESS), default="")
    """How members take part and vote electronically (§ 46 (1) no. 4 GenG)."""
    convened_by: Mapped[ConvenedBy] = mapped_column(enum_column(ConvenedBy))
    state: Mapped[AssemblyState] = mapped_column(enum_column(AssemblyState), default=AssemblyState.PLANNED)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    convened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    closed_at: Mapped[datetime | None] = column_property(
        select(_SITTING.c.closed_at).where(_SITTING.c.assembly_id == id).scalar_subquery()  # noqa: A003  the column
    )
    """When its chair closed the meeting, as its sitting has it; read with everything else: a thousand come at once."""
    redirected_at: Mapped[datetime | None] = column_property(
        select(func.max(_REDIRECTION.c.changed_at)).where(_REDIRECTION.c.assembly_id == id)  # noqa: A003  the column
        .scalar_subquery()
    )
    """When room or access changed last while the meeting was on; read with everything else as well."""

    items: Mapped[list["AgendaItem"]] = relationship(
        primaryjoin=lambda: _is_on_agenda(), order_by="AgendaItem.position", lazy="selectin",  # noqa: PLW0108 -- below
    )
    """The agenda, without what was taken off before anybody was told of it."""
    form_votes: Mapped[list["FormVote"]] = relationship(order_by="FormVote.voice", lazy="selectin")
    papers: Mapped[list["Paper"]] = relationship(order_by="Paper.id", lazy="selectin")
    dispatches: Mapped[list["Dispatch"]] = relationship(order_by="Dispatch.id", lazy="selectin")


class FormVote(Model):
    """Which form of the meeting one of those wants who choose it (§ 43b (6) GenG; R-FORM-06), by which resolution."""

    __tablename__ = "form_vote"
    __table_args__ = (CheckConstraint("also_voting IS NULL OR form = 'physical'", name="also_votes_in_the_hall"),)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    voice: Mapped[FormVoice] = mapped_column(enum_column(FormVoice), primary_key=True)
    form: Mapped[MeetingForm] = mapped_column(enum_column(MeetingForm))
    also_voting: Mapped[AlsoVoting | None] = mapped_column(enum_column(AlsoVoting))
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class AgendaItem(Model):
    """An item of the agenda (Tagesordnungspunkt, § 46 GenG); what was announced stands."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("assembly_id", "position"),
        CheckConstraint(
            "(item_type IN ('resolution', 'election')) = (subject IS NOT NULL)", name="resolution_has_a_subject"
        ),
        CheckConstraint("(item_type = 'election') = (seats IS NOT NULL)", name="election_has_seats"),
        CheckConstraint("seats IS NULL OR seats > 0", name="seats_count"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn_with_a_reason"),
        Index("ix_agenda_item_taken_from", "taken_from_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    position: Mapped[int]
    item_type: Mapped[ItemType] = mapped_column(enum_column(ItemType))
    subject: Mapped[Subject | None] = mapped_column(enum_column(Subject))
    """What is resolved, which decides by what majority (R-MAJ-04 to R-MAJ-06)."""
    seats: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    draft: Mapped[str] = mapped_column(Text, default="")
    """The draft of the resolution, or what is reported on or discussed."""
    proposed_by: Mapped[ProposedBy] = mapped_column(enum_column(ProposedBy))
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatch.id"))
    """What announced it to the members; None while it is only planned."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdraw_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    taken_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    """The item that another assembly left open and this one takes up (R-GV-11)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    synopsis: Mapped[list["SynopsisRow"]] = relationship(
        order_by="SynopsisRow.position", lazy="selectin", cascade="all, delete-orphan"
    )


def _is_on_agenda() -> ColumnElement[bool]:
    """The condition that an item stands on an agenda: what members demanded can be taken off before it is announced."""
    stands = or_(AgendaItem.withdrawn_at.is_(None), AgendaItem.announced_by_id.is_not(None))
    return and_(Assembly.id == AgendaItem.assembly_id, stands)


class SynopsisRow(Model):
    """A clause of the statute as it reads now and as it is to read (Synopse; R-DOC-06)."""

    __tablename__ = "synopsis_row"
    __table_args__ = (
        UniqueConstraint("item_id", "position"),
        CheckConstraint("old_text <> '' OR new_text <> ''", name="something_is_worded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int]
    clause: Mapped[str] = mapped_column(String(MAX_CLAUSE))
    old_text: Mapped[str] = mapped_column(Text, default="")
    new_text: Mapped[str] = mapped_column(Text, default="")


class Paper(Model):
    """A paper for the members and the day from which on it lies open to them (Unterlage, § 48 (3) GenG; R-GV-07)."""

    __tablename__ = "assembly_paper"
    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (take_back_reason = '')", name="taken_back_with_a_reason"),
        Index("ix_assembly_paper_assembly", "assembly_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[PaperKind] = mapped_column(enum_column(PaperKind))
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    available_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    take_back_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")


_CONVOCATION, _CANCELLATION = "kind = 'convocation'", "kind = 'cancellation'"


class Dispatch(Model):
    """What is told to all members of an assembly: that it is convened, put off, called off, that items were added.

    It keeps day, time, place and form as they were told; the database lets none of it be changed.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        CheckConstraint(
            "(channel = 'public_paper') = (published_in <> '' AND published_on IS NOT NULL)", name="published_somewhere"
        ),
        CheckConstraint("proof_sha256 IS NULL OR channel = 'public_paper'", name="publication_is_proven"),
        UniqueConstraint("assembly_id", "sequence"),
        Index("uq_dispatch_convocation", "assembly_id", unique=True, sqlite_where=text(_CONVOCATION),
              postgresql_where=text(_CONVOCATION)),
        Index("uq_dispatch_cancellation", "assembly_id", unique=True, sqlite_where=text(_CANCELLATION),
              postgresql_where=text(_CANCELLATION)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    kind: Mapped[DispatchKind] = mapped_column(enum_column(DispatchKind))
    channel: Mapped[ConvocationChannel] = mapped_column(enum_column(ConvocationChannel))
    reason: Mapped[str] = mapped_column(Text, default="")
    meets_on: Mapped[date]
    begins_at: Mapped[time]
    form: Mapped[MeetingForm] = mapped_column(enum_column(MeetingForm))
    place: Mapped[str] = mapped_column(String(MAX_PLACE), default="")
    access: Mapped[str] = mapped_column(String(MAX_ACCESS), default="")
    receipt_by: Mapped[date | None]
    """The last day on which it has to reach the members; None of what the law sets no day for."""
    sequence: Mapped[int]
    """How many tellings of the assembly came before; calendars go by it."""
    published_in: Mapped[str] = mapped_column(String(200), default="")
    published_on: Mapped[date | None]
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    proof_name: Mapped[str] = mapped_column(String(200), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    """The copy for everybody: on the members' page, attached to the mails."""
    statute_version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    assembly: Mapped[Assembly] = relationship(back_populates="dispatches", lazy="joined", innerjoin=True)
    document: Mapped[IssuedDocument | None] = relationship(lazy="joined")

    @property
    def last_day(self) -> date:
        """Until when it concerns members: in a stretched meeting while is voted (§ 43b (1) no. 4 GenG; R-FORM-05)."""
        return max(self.meets_on, self.assembly.votes_until or self.meets_on)


@only_grows
class Notification(Model):
    """One attempt to tell one member of a dispatch: by which channel, to which address, by which mail or letter.

    Whether it went out is known to the mail or to the letter's copy in the tray.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "member_id", "attempt"),
        CheckConstraint("attempt > 0", name="attempts_count"),
        CheckConstraint("(channel = 'mail') = (mail_id IS NOT NULL)", name="mail_by_mail"),
        CheckConstraint("(channel = 'letter') = (letter_id IS NOT NULL)", name="letter_by_post"),
        Index("ix_notification_member", "member_id"),
        Index("ix_notification_mail", "mail_id"),
        Index("ix_notification_letter", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    attempt: Mapped[int]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    address: Mapped[str] = mapped_column(String(500))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)

    dispatch: Mapped[Dispatch] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    mail: Mapped[OutgoingMail | None] = relationship(lazy="joined")
    letter: Mapped[IssuedDocument | None] = relationship(lazy="joined")
    undelivered: Mapped["Undelivered | None"] = relationship(lazy="joined")


@only_grows
class Undelivered(Model):
    """That an attempt did not tell the member: it came back, by a person's word, or was recalled before it left."""

    __tablename__ = "undelivered"

    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id"), primary_key=True)
    kind: Mapped[UndeliveredKind] = mapped_column(enum_column(UndeliveredKind))
    why: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


# --- what was told stands --------------------------------------------------------------------------------------------

_DISPATCH_STANDS = "what was told to the members stands"
_DISPATCH_KEPT = (
    "id", "assembly_id", "kind", "channel", "reason", "meets_on", "begins_at", "form", "place", "access", "receipt_by",
    "sequence", "published_in", "published_on", "document_id", "statute_version_id", "told_at", "told_by",
)  # fmt: skip
_PAPER_STANDS = "a paper for the members stands; it may be taken back once"
_PAPER_KEPT = (
    "id", "assembly_id", "item_id", "kind", "title", "file_name", "media_type", "sha256", "available_on",
    "recorded_at", "recorded_by",
)  # fmt: skip
_ITEM_STANDS = "an announced item of an agenda stands"
_ITEM_KEPT = (
    "id", "assembly_id", "position", "item_type", "subject", "seats", "title", "draft", "proposed_by",
    "announced_by_id", "recorded_at", "recorded_by",
)  # fmt: skip
_ASSEMBLY_STANDS = "a convened assembly stays convened, and an end stays an end"
_VOTE_STANDS = "which form was chosen stands once an assembly is convened"
_ASSEMBLY_KEPT = (
    "id", "kind", "convened_by", "convened_at", "recorded_at", "recorded_by", "form", "discussion_form", "also_voting",
    "is_streamed",
)  # fmt: skip


def differ(dialect: str, columns: Sequence[str]) -> list[str]:
    """For each column the condition that an UPDATE changes it, as this database says it."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    return [differs.format(column) for column in columns]


def stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was told to the members, and what an end was."""
    if table == "dispatch":
        proof = " OR ".join(differ(dialect, ("proof_sha256", "proof_name")))
        changed = [*differ(dialect, _DISPATCH_KEPT), f"(OLD.proof_sha256 IS NOT NULL AND ({proof}))"]
        return refusing_ddl(table, _DISPATCH_STANDS, " OR ".join(changed), dialect)
    if table == "assembly_paper":
        changed = [*differ(dialect, _PAPER_KEPT), "OLD.taken_back_at IS NOT NULL"]
        return refusing_ddl(table, _PAPER_STANDS, " OR ".join(changed), dialect)
    kept = " OR ".join(differ(dialect, _ASSEMBLY_KEPT))
    changed = [
        f"(OLD.convened_at IS NOT NULL AND ({kept} OR NEW.state IN ('planned', 'discarded')))",
        "OLD.ended_at IS NOT NULL",
    ]
    return refusing_ddl("assembly", _ASSEMBLY_STANDS, " OR ".join(changed), dialect)


def announced_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps an announced item as it was announced, and its synopsis with it."""
    kept = " OR ".join([*differ(dialect, _ITEM_KEPT), "OLD.withdrawn_at IS NOT NULL"])
    announced = "OLD.announced_by_id IS NOT NULL"
    return (
        *refusing("agenda_item", "UPDATE", f"{announced} AND ({kept})", _ITEM_STANDS, dialect),
        *refusing("agenda_item", "DELETE", announced, _ITEM_STANDS, dialect),
        *refusing("synopsis_row", "INSERT", _is_announced("NEW.item_id"), _ITEM_STANDS, dialect),
        *refusing("synopsis_row", "UPDATE", _is_announced("OLD.item_id"), _ITEM_STANDS, dialect),
        *refusing("synopsis_row", "DELETE", _is_announced("OLD.item_id"), _ITEM_STANDS, dialect),
    )


def chosen_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps on which resolutions the form of a convened assembly rests."""
    rows = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return tuple(
        statement for verb, row in rows.items()
        for statement in refusing("form_vote", verb, _is_convened(f"{row}.assembly_id"), _VOTE_STANDS, dialect)
    )


def _is_convened(assembly_id: str) -> str:
    return f"(SELECT convened_at FROM assembly WHERE id = {assembly_id}) IS NOT NULL"  # noqa: S608  our own names


def _is_announced(item_id: str) -> str:
    return f"(SELECT announced_by_id FROM agenda_item WHERE id = {item_id}) IS NOT NULL"  # noqa: S608  our own names


def refusing(
    table: str, verb: str, condition: str, sentence: str, dialect: str, why: str = "announced"
) -> tuple[str, ...]:
    """The statements by which the database refuses a verb on a table under a condition; `why` is in their names."""
    name = f"{table}_{why}_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} {refuse}",)
    back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN {back}; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_announced(_target: Table, connection: Connection, **_: object) -> None:
    for statement in announced_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_chosen(_target: Table, connection: Connection, **_: object) -> None:
    for statement in chosen_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (Assembly, Paper, Dispatch):
    event.listen(_model.__table__, "after_create", _guard)
event.listen(SynopsisRow.__table__, "after_create", _guard_announced)
event.listen(FormVote.__table__, "after_create", _guard_chosen)
