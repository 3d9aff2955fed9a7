"""A new name or a representation without a document behind it keeps the reason why there is none."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = ("party_name", "representation")


def upgrade() -> None:
    """What was entered before had none to give."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("no_proof_why", sa.String(length=300), nullable=False, server_default=""))
            table.create_check_constraint(
                op.f(f"ck_{name}_proof_or_why_none"), "no_proof_why = '' OR proof_sha256 IS NULL"
            )


def downgrade() -> None:
    """Without it."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_proof_or_why_none"), type_="check")
            table.drop_column("no_proof_why")
