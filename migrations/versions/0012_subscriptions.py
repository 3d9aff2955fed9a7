"""Declarations on further shares, as they came in and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


CHECKS = {
    "shares_count": "shares > 0",
    "received_after_written": "dated_on IS NULL OR dated_on <= received_on",
    "scale_is_whole": "(quantity IS NULL) = (per_share IS NULL)",
    "scale_of_mandatory": "per_share IS NULL OR (per_share > 0 AND kind = 'mandatory')",
    "admitted_is_booked": "(state IN ('admitted', 'reversed')) = (share_entry_id IS NOT NULL)",
    "undone_has_a_moment": "(state IN ('withdrawn', 'reversed')) = (ended_at IS NOT NULL)",
    "paper_of_the_office": "(paper_sha256 IS NULL) = (channel = 'portal')",
}
REFERENCES = {
    "member_id": "member", "statute_version_id": "statute_version", "share_entry_id": "share_entry",
    "letter_id": "issued_document",
}


def upgrade() -> None:
    """Make the table."""
    waits = sa.text("state = 'proposed'")
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("subscriptionkind", "further", "mandatory"), nullable=False),
        sa.Column(
            "state", one_of("subscriptionstate", "proposed", "admitted", "rejected", "withdrawn", "reversed"),
            nullable=False,
        ),
        sa.Column("channel", one_of("subscriptionchannel", "portal", "office"), nullable=False),
        sa.Column(
            "written_form", one_of("writtenform", "textform", "schriftform", "qualified_signature"), nullable=False
        ),
        sa.Column("declared_by", sa.String(length=400), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("per_share", sa.Integer(), nullable=True),
        sa.Column("statute_version_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("paper_name", sa.String(length=200), nullable=False),
        sa.Column("paper_type", sa.String(length=60), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=True),
        sa.Column("resolution_number", sa.String(length=30), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("share_entry_id", sa.Integer(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_subscription_{name}")) for name, check in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_subscription_{column}"))
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("number", name=op.f("uq_subscription_number")),
    )
    op.create_index("ix_subscription_member", "subscription", ["member_id"])
    op.create_index(
        "uq_subscription_waiting", "subscription", ["member_id"], unique=True, sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    """Drop it; the numbers that were given stay with nobody."""
    op.drop_table("subscription")
    op.execute("DELETE FROM counter WHERE series LIKE 'subscription:%'")
