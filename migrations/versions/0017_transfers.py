"""Transfers of the credit, as they were declared and what became of them; the board decides about them."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = (
    "admission", "investing_consent", "textform_permission", "further_shares", "early_exit", "continuation", "other",
)
ADDED = ("transfer",)
GUARDED = ("item", "vote", "bias")
"""Tables with triggers that read `item`, which SQLite rebuilds."""


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


CHECKS = {
    "two_members": "transferor_id <> acquirer_id",
    "shares_count": "shares IS NULL OR shares > 0",
    "received_after_written": "dated_on IS NULL OR dated_on <= received_on",
    "not_in_retrospect": "wanted_on >= received_on",
    "entered_is_booked": "(state IN ('entered', 'reversed')) = (given_entry_id IS NOT NULL)",
    "booked_has_a_day": "(given_entry_id IS NULL) = (effective_on IS NULL)",
    "credit_is_given": "(given_entry_id IS NULL) = (credit_given_id IS NULL)",
    "credit_is_taken": "(given_entry_id IS NULL) = (credit_taken_id IS NULL)",
    "undone_has_a_moment": "(state IN ('withdrawn', 'reversed')) = (ended_at IS NOT NULL)",
    "paper_of_the_office": "(paper_sha256 IS NULL) = (channel = 'portal')",
}
REFERENCES = {
    "transferor_id": "member", "acquirer_id": "member", "statute_version_id": "statute_version",
    "given_entry_id": "share_entry", "taken_entry_id": "share_entry", "credit_given_id": "credit_entry",
    "credit_taken_id": "credit_entry", "transferor_letter_id": "issued_document",
    "acquirer_letter_id": "issued_document",
}


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take the triggers away that read `item`, and make them again as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE item DISABLE TRIGGER USER")
        yield
        op.execute("ALTER TABLE item ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables ORDER BY name")
    kept = connection.execute(named.bindparams(sa.bindparam("tables", GUARDED, expanding=True))).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def let_items_be_about(*kinds: str) -> None:
    """Hold the kinds of items to these."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("item") as batch:
        batch.drop_constraint(op.f("ck_item_itemkind"), type_="check")
        batch.create_check_constraint(op.f("ck_item_itemkind"), f"kind IN ({words})")


def upgrade() -> None:
    """Make the tables and let the board decide about what they hold."""
    waits = sa.text("state IN ('offered', 'proposed')")
    states = ("offered", "proposed", "entered", "rejected", "withdrawn", "reversed")
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("transferor_id", sa.Integer(), nullable=False),
        sa.Column("acquirer_id", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("state", one_of("transferstate", *states), nullable=False),
        sa.Column("channel", one_of("transferchannel", "portal", "office"), nullable=False),
        sa.Column(
            "written_form", one_of("writtenform", "textform", "schriftform", "qualified_signature"), nullable=False
        ),
        sa.Column("declared_by", sa.String(length=400), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("statute_version_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("paper_name", sa.String(length=200), nullable=False),
        sa.Column("paper_type", sa.String(length=60), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("agreed_by", sa.String(length=400), nullable=False),
        sa.Column("resolution_number", sa.String(length=30), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("given_entry_id", sa.Integer(), nullable=True),
        sa.Column("taken_entry_id", sa.Integer(), nullable=True),
        sa.Column("credit_given_id", sa.Integer(), nullable=True),
        sa.Column("credit_taken_id", sa.Integer(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=False),
        sa.Column("transferor_letter_id", sa.Integer(), nullable=True),
        sa.Column("acquirer_letter_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_transfer_{name}")) for name, check in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_transfer_{column}"))
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("number", name=op.f("uq_transfer_number")),
    )
    op.create_index("ix_transfer_acquirer", "transfer", ["acquirer_id"])
    op.create_index("ix_transfer_transferor", "transfer", ["transferor_id"])
    op.create_index(
        "uq_transfer_waiting", "transfer", ["transferor_id"], unique=True, sqlite_where=waits, postgresql_where=waits
    )
    op.create_table(
        "overtaken_notice",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_overtaken_notice_notice_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_overtaken_notice_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", "notice_id", name=op.f("pk_overtaken_notice")),
    )
    op.create_index("ix_overtaken_notice_notice", "overtaken_notice", ["notice_id"])
    with triggers_set_aside():
        let_items_be_about(*BEFORE, *ADDED)


def downgrade() -> None:
    """Transfers are lost; what was decided about them stays, as resolutions about something else."""
    with triggers_set_aside():
        op.execute("UPDATE item SET kind = 'other', reference = NULL WHERE kind = 'transfer'")
        let_items_be_about(*BEFORE)
    op.drop_table("overtaken_notice")
    op.drop_table("transfer")
    op.execute("DELETE FROM counter WHERE series LIKE 'transfer:%'")
