"""In which form an assembly meets stands once it is convened (§§ 43b (6), 46 (1) GenG)."""

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

_SENTENCE = "a convened assembly stays convened, and an end stays an end"
_KEPT = ("id", "kind", "convened_by", "convened_at", "recorded_at", "recorded_by")
_NEW = ("form", "discussion_form", "also_voting", "is_streamed")


def guard_assembly(kept: tuple[str, ...]) -> None:
    """Let the database keep these columns of a convened assembly; the model says the same and goes on changing."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if is_postgresql else "NEW.{0} IS NOT OLD.{0}"
    changed = " OR ".join(map(differs.format, kept))
    condition = (
        f"(OLD.convened_at IS NOT NULL AND ({changed} OR NEW.state IN ('planned', 'discarded')))"
        " OR OLD.ended_at IS NOT NULL"
    )
    if is_postgresql:
        op.execute("DROP TRIGGER assembly_stands_update ON assembly")
        op.execute(
            f"CREATE TRIGGER assembly_stands_update BEFORE UPDATE ON assembly FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION refuse_assembly_stands()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    op.execute("DROP TRIGGER assembly_stands_update")
    op.execute(f"CREATE TRIGGER assembly_stands_update BEFORE UPDATE ON assembly WHEN {condition} {refuse}")


def upgrade() -> None:
    """No act of the program changes them after the invitation; now the database refuses it too."""
    guard_assembly((*_KEPT, *_NEW))


def downgrade() -> None:
    """The database looks after them no longer."""
    guard_assembly(_KEPT)
