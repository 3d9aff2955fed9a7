"""Attendance at assemblies: plural votes, powers of attorney, bans, presence, guests, entries (§§ 43, 47 GenG)."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

TABLES = ("assembly_entry", "assembly_guest", "plural_votes", "proxy_grant", "concern", "presence")
GROWING = ("plural_votes", "concern")


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Nobody came yet."""
    op.create_table(
        "assembly_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= entered_at", name=op.f("ck_assembly_entry_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assembly_entry_assembly_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_assembly_entry_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_entry")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_assembly_entry_token_hash")),
    )
    op.create_index("ix_assembly_entry_party", "assembly_entry", ["party_id"], unique=False)
    op.create_index(
        "uq_assembly_entry_person",
        "assembly_entry",
        ["assembly_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "assembly_guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role", one_of("guestrole", "auditing_association", "organ", "adviser", "press", "guest"), nullable=False
        ),
        sa.Column("came_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("left_recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_assembly_guest_is_named")),
        sa.CheckConstraint("left_at IS NULL OR left_at >= came_at", name=op.f("ck_assembly_guest_leaves_after_coming")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assembly_guest_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_guest")),
    )
    op.create_index("ix_assembly_guest_assembly", "assembly_guest", ["assembly_id"], unique=False)
    op.create_table(
        "plural_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("ground <> ''", name=op.f("ck_plural_votes_granted_on_a_ground")),
        sa.CheckConstraint("votes > 0", name=op.f("ck_plural_votes_votes_count")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_plural_votes_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plural_votes")),
    )
    op.create_index("ix_plural_votes_member", "plural_votes", ["member_id", "valid_from"], unique=False)
    op.create_table(
        "proxy_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("proxy_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column(
            "form", one_of("proxyform", "online", "textform", "schriftform", "qualified_signature"), nullable=False
        ),
        sa.Column("channel", one_of("declarationchannel", "portal", "office"), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("relation", one_of("relation", "member", "spouse", "family", "employee", "other"), nullable=True),
        sa.Column("conditions", sa.String(length=2000), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("document_name", sa.String(length=200), nullable=False),
        sa.Column("document_type", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", one_of("revokedby", "member", "office", "principal_came"), nullable=True),
        sa.Column("revoke_reason", sa.String(length=300), nullable=False),
        sa.Column("revoke_recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(document_sha256 IS NULL) = (document_name = '')", name=op.f("ck_proxy_grant_document_has_a_name")
        ),
        sa.CheckConstraint(
            "(form = 'online') = (channel = 'portal')", name=op.f("ck_proxy_grant_online_on_the_own_page")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoke_reason = '')",
            name=op.f("ck_proxy_grant_revoked_with_a_reason"),
        ),
        sa.CheckConstraint("slot IN (1, 2)", name=op.f("ck_proxy_grant_two_principals_at_most")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_proxy_grant_assembly_id")),
        sa.ForeignKeyConstraint(["principal_id"], ["member.id"], name=op.f("fk_proxy_grant_principal_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["party.id"], name=op.f("fk_proxy_grant_proxy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy_grant")),
        sa.UniqueConstraint(
            "id", "assembly_id", "principal_id", name=op.f("uq_proxy_grant_id_assembly_id_principal_id")
        ),
    )
    op.create_index("ix_proxy_grant_principal_id", "proxy_grant", ["principal_id"], unique=False)
    op.create_index("ix_proxy_grant_proxy_id", "proxy_grant", ["proxy_id"], unique=False)
    op.create_index(
        "uq_proxy_grant_principal",
        "proxy_grant",
        ["assembly_id", "principal_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(
        "uq_proxy_grant_slot",
        "proxy_grant",
        ["assembly_id", "proxy_id", "slot"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("concernkind", "named", "exempted"), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("kind = 'named' OR reason <> ''", name=op.f("ck_concern_exempted_with_a_reason")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_concern_item_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_concern_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index("ix_concern_item", "concern", ["item_id"], unique=False)
    op.create_index("ix_concern_party", "concern", ["party_id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("capacity", one_of("capacity", "self", "legal", "appointed", "heirs", "proxy"), nullable=False),
        sa.Column("mode", one_of("mode", "hall", "online", "written"), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("came_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column(
            "left_why", one_of("leftwhy", "left", "proxy_left", "principal_came", "revoked", "mistake"), nullable=True
        ),
        sa.Column("left_recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(capacity = 'proxy') = (grant_id IS NOT NULL)", name=op.f("ck_presence_proxy_has_a_grant")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_presence_somebody_came")),
        sa.CheckConstraint(
            "party_id IS NOT NULL OR mode <> 'online'", name=op.f("ck_presence_online_is_somebody_known")
        ),
        sa.CheckConstraint("(left_at IS NULL) = (left_why IS NULL)", name=op.f("ck_presence_left_for_a_reason")),
        sa.CheckConstraint("left_at IS NULL OR left_at >= came_at", name=op.f("ck_presence_leaves_after_coming")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_presence_assembly_id")),
        sa.ForeignKeyConstraint(
            ["grant_id", "assembly_id", "member_id"],
            ["proxy_grant.id", "proxy_grant.assembly_id", "proxy_grant.principal_id"],
            name="fk_presence_grant",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_presence_member_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_presence_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_grant", "presence", ["grant_id"], unique=False)
    op.create_index("ix_presence_member", "presence", ["member_id"], unique=False)
    op.create_index("ix_presence_party", "presence", ["assembly_id", "party_id"], unique=False)
    op.create_index(
        "uq_presence_there",
        "presence",
        ["assembly_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    dialect = op.get_bind().dialect.name
    guards = [each for table in STANDS for each in stands(table, dialect)]
    growing = [each for table in GROWING for each in only_grows(table, dialect)]
    for statement in (*guards, *growing):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Who came is forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in STANDS:
            op.execute(f"DROP FUNCTION refuse_{table}_stands()")


def only_grows(table: str, dialect: str) -> list[str]:
    """What lets a table only grow."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def refusing_ddl(table: str, sentence: str, changed: str, dialect: str) -> tuple[str, ...]:
    """What refuses an UPDATE of a row where a condition holds, and every DELETE."""
    name = f"{table}_stands"
    if dialect == "postgresql":
        refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
            (
                f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION refuse_{name}()"
            ),
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
    )


STANDS = {
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
        "id", "assembly_id", "member_id", "party_id", "name", "capacity", "mode", "grant_id", "came_at", "recorded_by",
    ),
    "assembly_guest": ("id", "assembly_id", "name", "role", "came_at", "recorded_by"),
    "assembly_entry": ("id", "assembly_id", "party_id", "token_hash", "entered_at"),
}  # fmt: skip
_ADDED_ONCE = ("document_sha256", "document_name", "document_type")
"""A power of attorney on paper may be scanned later, once, also after its end."""
_REVOKED = ("revoked_at", "revoked_by", "revoke_reason", "revoke_recorded_by")


def stands(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps who came, who was let in and who was empowered."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    ended = f"OLD.{_ENDS[table]} IS NOT NULL"
    if table != "proxy_grant":
        return refusing_ddl(table, STANDS[table], " OR ".join((*map(differs.format, _KEPT[table]), ended)), dialect)
    paper, end = (" OR ".join(map(differs.format, each)) for each in (_ADDED_ONCE, _REVOKED))
    changed = [
        *map(differs.format, _KEPT[table]), f"({ended} AND ({end}))",
        f"(OLD.document_sha256 IS NOT NULL AND ({paper}))",
    ]  # fmt: skip
    return refusing_ddl(table, STANDS[table], " OR ".join(changed), dialect)
