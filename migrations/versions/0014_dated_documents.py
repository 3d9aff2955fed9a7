"""The document behind a name or an address, the legal form, and entries that undo a wrong one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("party_name", "party_address")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("proof_sha256", sa.String(length=64), nullable=True))
            table.add_column(sa.Column("undoes_id", sa.Integer(), nullable=True))
            table.add_column(sa.Column("note", sa.String(length=300), server_default="", nullable=False))
            if name == "party_name":
                table.add_column(sa.Column("legal_form", sa.String(length=120), server_default="", nullable=False))
            table.create_foreign_key(op.f(f"fk_{name}_undoes_id"), name, ["undoes_id"], ["id"])
            table.create_unique_constraint(op.f(f"uq_{name}_undoes_id"), ["undoes_id"])


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"uq_{name}_undoes_id"), type_="unique")
            table.drop_constraint(op.f(f"fk_{name}_undoes_id"), type_="foreignkey")
            for column in ("proof_sha256", "undoes_id", "note", *(["legal_form"] if name == "party_name" else [])):
                table.drop_column(column)
