"""Of who came it is kept with whom together it acts, and what somebody recorded nowhere stated at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_SENTENCE = "who came stands; the going is added once"
_KEPT = ("id", "assembly_id", "member_id", "party_id", "name", "capacity", "mode", "grant_id", "came_at", "recorded_by")
_NEW = ("jointly_id", "statement")


def guard_presence(kept: tuple[str, ...]) -> None:
    """Let the database keep who came, in these columns; repeated here on purpose, for the model goes on changing."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if is_postgresql else "NEW.{0} IS NOT OLD.{0}"
    changed = " OR ".join((*map(differs.format, kept), "OLD.left_at IS NOT NULL"))
    if is_postgresql:
        op.execute(
            "CREATE TRIGGER presence_stands_update BEFORE UPDATE ON presence FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION refuse_presence_stands()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    op.execute(f"CREATE TRIGGER presence_stands_update BEFORE UPDATE ON presence WHEN {changed} {refuse}")
    op.execute(f"CREATE TRIGGER presence_stands_delete BEFORE DELETE ON presence {refuse}")


def unguard_presence() -> None:
    """Take the guard away for a while; on SQLite that of deletions, too, for the table is built anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER presence_stands_update ON presence")
        return
    op.execute("DROP TRIGGER presence_stands_update")
    op.execute("DROP TRIGGER presence_stands_delete")


def upgrade() -> None:
    """Two columns of who came; what was recorded before has neither."""
    unguard_presence()
    with op.batch_alter_table("presence") as batch:
        batch.add_column(sa.Column("jointly_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("statement", sa.String(length=300), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_presence_jointly_id"), "party", ["jointly_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_presence_jointly_by_law"), "jointly_id IS NULL OR capacity IN ('legal', 'appointed')"
        )
        batch.create_check_constraint(op.f("ck_presence_stated_to_act_by_law"), "statement = '' OR capacity = 'legal'")
    op.create_index("ix_presence_jointly", "presence", ["jointly_id"], unique=False)
    guard_presence((*_KEPT, *_NEW))


def downgrade() -> None:
    """Who came together, and what was stated, is lost."""
    unguard_presence()
    op.drop_index("ix_presence_jointly", "presence")
    with op.batch_alter_table("presence") as batch:
        batch.drop_constraint(op.f("ck_presence_stated_to_act_by_law"), type_="check")
        batch.drop_constraint(op.f("ck_presence_jointly_by_law"), type_="check")
        batch.drop_constraint(op.f("fk_presence_jointly_id"), type_="foreignkey")
        batch.drop_column("statement")
        batch.drop_column("jointly_id")
    guard_presence(_KEPT)
