"""Changes that wait for a second person, and what became of them; a former account may hold once more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("proposed_change", "change_decision")
UNIQUE = "uq_party_bank_account_party_id_valid_from_iban"


def upgrade() -> None:
    op.create_table(
        "proposed_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_by_name", sa.String(length=400), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("is_by_member", sa.Boolean(), nullable=False),
        sa.Column("proof_sha256", sa.String(length=64), nullable=True),
        sa.Column("told_to", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "matter IN ('bank_account', 'address', 'contact')", name=op.f("ck_proposed_change_matter")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_proposed_change_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
        sa.UniqueConstraint("id", "entered_by", name=op.f("uq_proposed_change_id_entered_by")),
    )
    op.create_index("ix_proposed_change_member", "proposed_change", ["member_id"])
    op.create_table(
        "change_decision",
        sa.Column("change_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('confirmed', 'rejected', 'withdrawn')", name=op.f("ck_change_decision_changeoutcome")
        ),
        sa.CheckConstraint(
            "(outcome = 'withdrawn') = (decided_by = entered_by)", name=op.f("ck_change_decision_two_people")
        ),
        sa.CheckConstraint(
            "outcome <> 'rejected' OR reason <> ''", name=op.f("ck_change_decision_rejected_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["change_id", "entered_by"], ["proposed_change.id", "proposed_change.entered_by"],
            name=op.f("fk_change_decision_change_id_entered_by"),
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_change_decision")),
    )
    for table in TABLES:
        for statement in triggers(table):
            op.get_bind().exec_driver_sql(statement)
    with op.batch_alter_table("party_bank_account") as account:
        account.drop_constraint(UNIQUE, type_="unique")
        account.create_index("ix_party_bank_account_party", ["party_id", "valid_from"])


def triggers(table: str) -> list[str]:
    """What lets a table only grow."""
    if op.get_bind().dialect.name == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    op.execute(
        "DELETE FROM party_bank_account WHERE id IN (SELECT later.id FROM party_bank_account later "
        "JOIN party_bank_account first ON first.party_id = later.party_id AND first.valid_from = later.valid_from "
        "AND first.iban = later.iban AND first.id < later.id)"
    )
    with op.batch_alter_table("party_bank_account") as account:
        account.drop_index("ix_party_bank_account_party")
        account.create_unique_constraint(UNIQUE, ["party_id", "valid_from", "iban"])
    op.drop_table("change_decision")
    op.drop_index("ix_proposed_change_member", "proposed_change")
    op.drop_table("proposed_change")
