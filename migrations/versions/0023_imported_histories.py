"""Lists tell of histories too; which entries a list made, and whether they were undone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = ("members", "shares", "payments", "transfers", "exits", "history")
BOOKS = {
    "share_entry_id": "share_entry.id", "credit_entry_id": "credit_entry.id", "payment_id": "payment_received.id",
    "due_id": "payment_due.id", "exit_id": "membership_exit.id",
}


def upgrade() -> None:
    with op.batch_alter_table("import_run") as run:
        run.add_column(sa.Column(
            "kind", sa.Enum(*KINDS, name="listkind", native_enum=False, create_constraint=True, length=40),
            nullable=False, server_default="members",
        ))
        run.add_column(sa.Column("left_out", sa.Integer(), nullable=True))
        run.add_column(sa.Column("undone_at", sa.DateTime(), nullable=True))
        run.add_column(sa.Column("undo_reason", sa.String(length=300), nullable=False, server_default=""))
        run.create_check_constraint(op.f("ck_import_run_undone_once_done"), "undone_at IS NULL OR state = 'done'")
    one = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in BOOKS)
    op.create_table(
        "imported_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column in BOOKS),
        sa.CheckConstraint(f"{one} = 1", name=op.f("ck_imported_entry_stands_in_one_book")),
        sa.CheckConstraint("row_number > 0", name=op.f("ck_imported_entry_row_counts")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_imported_entry_run_id")),
        *(
            sa.ForeignKeyConstraint([column], [referred], name=op.f(f"fk_imported_entry_{column}"))
            for column, referred in BOOKS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_entry")),
    )
    op.create_index("ix_imported_entry_run", "imported_entry", ["run_id"])
    for statement in triggers("imported_entry"):
        op.get_bind().exec_driver_sql(statement)


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
    op.drop_table("imported_entry")
    op.execute("DELETE FROM import_run WHERE kind <> 'members'")
    with op.batch_alter_table("import_run") as run:
        run.drop_constraint(op.f("ck_import_run_undone_once_done"), type_="check")
        run.drop_constraint(op.f("ck_import_run_listkind"), type_="check")
        for column in ("undo_reason", "undone_at", "left_out", "kind"):
            run.drop_column(column)
