"""Where the house's regions lie on the map, and the yearly promotion report: words, examples, issues (R-AUD-03)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

GROWING = "promotion_issue"


def upgrade() -> None:
    """Nobody has placed a region or written a report yet."""
    op.create_table(
        "map_area",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_map_area")),
    )
    op.create_table(
        "promotion_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("outlook", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=400), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_promotion_text_version_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_text")),
        sa.UniqueConstraint("year_end", "version", name=op.f("uq_promotion_text_year_end_version")),
    )
    op.create_table(
        "promotion_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=400), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(), nullable=True),
        sa.Column("taken_out_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("is_named = false OR consent <> ''", name=op.f("ck_promotion_example_named_with_consent")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_promotion_example_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_example")),
    )
    op.create_index("ix_promotion_example_need_id", "promotion_example", ["need_id"], unique=False)
    op.create_index("ix_promotion_example_year_end", "promotion_example", ["year_end"], unique=False)
    _create_issues()
    for statement in _grow_only(op.get_bind().dialect.name):
        op.execute(statement)


def _create_issues() -> None:
    op.create_table(
        GROWING,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=400), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("turn = 1 OR reason <> ''", name=op.f("ck_promotion_issue_again_with_a_reason")),
        sa.CheckConstraint("turn > 0", name=op.f("ck_promotion_issue_turn_counts")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_promotion_issue_document_id")),
        sa.ForeignKeyConstraint(["text_id"], ["promotion_text.id"], name=op.f("fk_promotion_issue_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_issue")),
        sa.UniqueConstraint("year_end", "turn", name=op.f("uq_promotion_issue_year_end_turn")),
    )
    op.create_index("ix_promotion_issue_document_id", GROWING, ["document_id"], unique=False)


def _grow_only(dialect: str) -> Sequence[str]:
    if dialect == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        return (f"CREATE TRIGGER {GROWING}_only_grows BEFORE UPDATE OR DELETE ON {GROWING} FOR EACH ROW {refuse}",)
    return [
        f"CREATE TRIGGER {GROWING}_no_{verb.lower()} BEFORE {verb} ON {GROWING} "
        f"BEGIN SELECT RAISE(ABORT, '{GROWING} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """Regions, words and examples are forgotten; the issued reports stay as documents."""
    for table in (GROWING, "promotion_example", "promotion_text", "map_area"):
        op.drop_table(table)
