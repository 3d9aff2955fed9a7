"""Tables of attendance: plural votes, powers of attorney, bans, presence, guests, entries by ticket."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.assemblies.models import AgendaItem, Assembly
from app.attendance.rules import (
    MAX_CONDITIONS,
    MAX_GUEST,
    MAX_RESOLUTION,
    Capacity,
    ConcernKind,
    GuestRole,
    LeftWhy,
    Mode,
    ProxyForm,
    Relation,
    RevokedBy,
)
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON, DeclarationChannel
from app.members.models import Member
from app.parties.models import Party


@only_grows
class PluralVotes(Model):
    """How many votes a member has from a day on, by which resolution (Mehrstimmrecht, § 43 (3) sentence 3 GenG).

    R-VOTE-02, R-VOTE-03. What is granted later, or taken back, is a further row.
    """

    __tablename__ = "plural_votes"
    __table_args__ = (
        CheckConstraint("votes > 0", name="votes_count"),
        CheckConstraint("ground <> ''", name="granted_on_a_ground"),
        Index("ix_plural_votes_member", "member_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    votes: Mapped[int]
    valid_from: Mapped[date]
    ground: Mapped[str] = mapped_column(String(MAX_RESOLUTION))
    """The resolution or the clause that grants them."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


_IN_FORCE = "revoked_at IS NULL"


class ProxyGrant(Model):
    """A power of attorney for one assembly (Stimmvollmacht, § 43 (5) GenG; R-PRX-01 to R-PRX-04); it may end once.

    A proxy has two places for principals: a third power of attorney finds none.
    """

    __tablename__ = "proxy_grant"
    __table_args__ = (
        UniqueConstraint("id", "assembly_id", "principal_id"),
        CheckConstraint("slot IN (1, 2)", name="two_principals_at_most"),
        CheckConstraint("(form = 'online') = (channel = 'portal')", name="online_on_the_own_page"),
        CheckConstraint("(document_sha256 IS NULL) = (document_name = '')", name="document_has_a_name"),
        CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoke_reason = '')",
            name="revoked_with_a_reason",
        ),
        Index("uq_proxy_grant_principal", "assembly_id", "principal_id", unique=True, sqlite_where=text(_IN_FORCE),
              postgresql_where=text(_IN_FORCE)),
        Index("uq_proxy_grant_slot", "assembly_id", "proxy_id", "slot", unique=True, sqlite_where=text(_IN_FORCE),
              postgresql_where=text(_IN_FORCE)),
        Index("ix_proxy_grant_principal_id", "principal_id"),
        Index("ix_proxy_grant_proxy_id", "proxy_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    principal_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    proxy_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    slot: Mapped[int]
    form: Mapped[ProxyForm] = mapped_column(enum_column(ProxyForm))
    channel: Mapped[DeclarationChannel] = mapped_column(enum_column(DeclarationChannel))
    dated_on: Mapped[date]
    relation: Mapped[Relation | None] = mapped_column(enum_column(Relation))
    conditions: Mapped[str] = mapped_column(String(MAX_CONDITIONS), default="")
    """What the statute wanted of a proxy when it was confirmed that this one is such (R-PRX-04)."""
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    document_name: Mapped[str] = mapped_column(String(200), default="")
    document_type: Mapped[str] = mapped_column(String(60), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[RevokedBy | None] = mapped_column(enum_column(RevokedBy))
    revoke_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    revoke_recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    assembly: Mapped[Assembly] = relationship(lazy="select")
    principal: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    proxy: Mapped[Party] = relationship(lazy="joined", innerjoin=True)


@only_grows
class Concern(Model):
    """That an item of the agenda concerns somebody, or does not (Stimmverbot, § 43 (6) GenG; R-VOTE-06).

    The row recorded last holds; who sat in an organ that is discharged en bloc needs none.
    """

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint("kind = 'named' OR reason <> ''", name="exempted_with_a_reason"),
        Index("ix_concern_item", "item_id"),
        Index("ix_concern_party", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[ConcernKind] = mapped_column(enum_column(ConcernKind))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    item: Mapped[AgendaItem] = relationship(lazy="select")
    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)


_THERE = "left_at IS NULL"


class Presence(Model):
    """That a member is there, itself or through somebody, from a moment on and until one (§ 47 (1), (3) GenG).

    A member is there once at a time; how it came stands, its going is added once.
    """

    __tablename__ = "presence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["grant_id", "assembly_id", "member_id"],
            ["proxy_grant.id", "proxy_grant.assembly_id", "proxy_grant.principal_id"],
            name="fk_presence_grant",
        ),
        CheckConstraint("(capacity = 'proxy') = (grant_id IS NOT NULL)", name="proxy_has_a_grant"),
        CheckConstraint("(left_at IS NULL) = (left_why IS NULL)", name="left_for_a_reason"),
        CheckConstraint("left_at IS NULL OR left_at >= came_at", name="leaves_after_coming"),
        CheckConstraint("name <> ''", name="somebody_came"),
        CheckConstraint("party_id IS NOT NULL OR mode <> 'online'", name="online_is_somebody_known"),
        CheckConstraint("jointly_id IS NULL OR capacity IN ('legal', 'appointed')", name="jointly_by_law"),
        CheckConstraint("statement = '' OR capacity = 'legal'", name="stated_to_act_by_law"),
        Index("uq_presence_there", "assembly_id", "member_id", unique=True, sqlite_where=text(_THERE),
              postgresql_where=text(_THERE)),
        Index("ix_presence_party", "assembly_id", "party_id"),
        Index("ix_presence_member", "member_id"),
        Index("ix_presence_grant", "grant_id"),
        Index("ix_presence_jointly", "jointly_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Who stands there for the member; None of somebody known by name alone, as was possible once."""
    jointly_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Who acts together with whoever stands there, where one alone may not (R-VOTE-09)."""
    statement: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")
    """As what somebody recorded nowhere said to act for the member, and what was seen of it."""
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    capacity: Mapped[Capacity] = mapped_column(enum_column(Capacity))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode))
    grant_id: Mapped[int | None]
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_why: Mapped[LeftWhy | None] = mapped_column(enum_column(LeftWhy))
    left_recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


class Guest(Model):
    """Somebody who is there without a vote (§ 59 (3) GenG and whom the chair lets in)."""

    __tablename__ = "assembly_guest"
    __table_args__ = (
        CheckConstraint("left_at IS NULL OR left_at >= came_at", name="leaves_after_coming"),
        CheckConstraint("name <> ''", name="is_named"),
        Index("ix_assembly_guest_assembly", "assembly_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    name: Mapped[str] = mapped_column(String(MAX_GUEST))
    role: Mapped[GuestRole] = mapped_column(enum_column(GuestRole))
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")


_GOING_ON = "ended_at IS NULL"


class Entry(Model):
    """That somebody is let into one assembly by a ticket, on one device; the browser alone knows the token.

    A new one ends the one before. It opens nothing but this assembly.
    """

    __tablename__ = "assembly_entry"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= entered_at", name="ends_after_it_began"),
        Index("uq_assembly_entry_person", "assembly_id", "party_id", unique=True, sqlite_where=text(_GOING_ON),
              postgresql_where=text(_GOING_ON)),
        Index("ix_assembly_entry_party", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    assembly: Mapped[Assembly] = relationship()


# --- what happened stands; only its end is added, once ----------------------------------------------------------------

_STANDS = {
    "proxy_grant": "a power of attorney stands; it may be revoked once",
    "presence": "who came stands; the going is added once",
    "assembly_guest": "who came stands; the going is added once",
    "assembly_entry": "an entry stands; it may end once",
}
_ENDS = {
    "proxy_grant": "revoked_at", "presence": "left_at", "assembly_guest": "left_at", "assembly_entry": "ended_at",
}  # fmt: skip
_KEPT = {
    "proxy_grant": (
        "id", "assembly_id", "principal_id", "proxy_id", "slot", "form", "channel", "dated_on", "relation",
        "conditions", "recorded_at", "recorded_by",
    ),
    "presence": (
        "id", "assembly_id", "member_id", "party_id", "jointly_id", "statement", "name", "capacity", "mode", "grant_id",
        "came_at", "recorded_by",
    ),
    "assembly_guest": ("id", "assembly_id", "name", "role", "came_at", "recorded_by"),
    "assembly_entry": ("id", "assembly_id", "party_id", "token_hash", "entered_at"),
}  # fmt: skip
_ADDED_ONCE = ("document_sha256", "document_name", "document_type")
"""A power of attorney on paper may be scanned later, once, also after its end."""
_REVOKED = ("revoked_at", "revoked_by", "revoke_reason", "revoke_recorded_by")


def stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps who came, who was let in and who was empowered."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    ended = f"OLD.{_ENDS[table]} IS NOT NULL"
    if table != "proxy_grant":
        return refusing_ddl(table, _STANDS[table], " OR ".join((*map(differs.format, _KEPT[table]), ended)), dialect)
    paper, end = (" OR ".join(map(differs.format, each)) for each in (_ADDED_ONCE, _REVOKED))
    changed = [
        *map(differs.format, _KEPT[table]), f"({ended} AND ({end}))",
        f"(OLD.document_sha256 IS NOT NULL AND ({paper}))",
    ]  # fmt: skip
    return refusing_ddl(table, _STANDS[table], " OR ".join(changed), dialect)


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (ProxyGrant, Presence, Guest, Entry):
    event.listen(_model.__table__, "after_create", _guard)
