"""A credit goes to somebody who joins with it: the application takes the acquirer's place until it is entered."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

JOINS = sa.text("state NOT IN ('rejected', 'withdrawn')")
OF_TRANSFERS = {
    "one_taker": "state IN ('entered', 'reversed') OR (acquirer_id IS NULL) <> (application_id IS NULL)",
    "entered_has_an_acquirer": "given_entry_id IS NULL OR acquirer_id IS NOT NULL",
    "newcomers_by_the_office": "application_id IS NULL OR channel = 'office'",
    "newcomers_take_shares": "application_id IS NULL OR given_entry_id IS NULL OR taken_entry_id IS NOT NULL",
}
OF_APPLICATIONS = {
    "transfer_is_named": "(transfer_id IS NULL) = (transfer_number = '')",
    "transfer_goes_with_it": "transfer_id IS NULL OR state IN ('proposed', 'admitted', 'notified')",
}


@contextmanager
def ids_never_given_twice() -> Iterator[None]:
    """Keep which ids of applications were given: SQLite forgets those of deleted drafts when it rebuilds the table."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'application'").scalar()
    yield
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'application'")
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('application', ?)", (last or 0,))


def upgrade() -> None:
    """Until now every acquirer was a member already."""
    with ids_never_given_twice(), op.batch_alter_table(
        "application", table_kwargs={"sqlite_autoincrement": True}
    ) as application:
        application.add_column(sa.Column("transfer_id", sa.Integer(), nullable=True))
        application.add_column(sa.Column("transfer_number", sa.String(length=30), nullable=False, server_default=""))
        application.create_unique_constraint(op.f("uq_application_transfer_id"), ["transfer_id"])
        for name, check in OF_APPLICATIONS.items():
            application.create_check_constraint(op.f(f"ck_application_{name}"), check)
    with op.batch_alter_table("transfer") as transfer:
        transfer.alter_column("acquirer_id", existing_type=sa.Integer(), nullable=True)
        transfer.add_column(sa.Column("application_id", sa.Integer(), nullable=True))
        transfer.create_foreign_key(op.f("fk_transfer_application_id"), "application", ["application_id"], ["id"])
        for name, check in OF_TRANSFERS.items():
            transfer.create_check_constraint(op.f(f"ck_transfer_{name}"), check)
    op.create_index(
        "uq_transfer_application", "transfer", ["application_id"], unique=True, sqlite_where=JOINS,
        postgresql_where=JOINS,
    )


def downgrade() -> None:
    """Refuse where one goes or went to a newcomer: it would have no acquirer, or nobody would know how it joined."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM transfer WHERE application_id IS NOT NULL")):
        raise RuntimeError("Credits were transferred to newcomers, which the revision before does not know.")
    op.drop_index("uq_transfer_application", table_name="transfer")
    with op.batch_alter_table("transfer") as transfer:
        for name in OF_TRANSFERS:
            transfer.drop_constraint(op.f(f"ck_transfer_{name}"), type_="check")
        transfer.drop_constraint(op.f("fk_transfer_application_id"), type_="foreignkey")
        transfer.drop_column("application_id")
        transfer.alter_column("acquirer_id", existing_type=sa.Integer(), nullable=False)
    with ids_never_given_twice(), op.batch_alter_table(
        "application", table_kwargs={"sqlite_autoincrement": True}
    ) as application:
        for name in OF_APPLICATIONS:
            application.drop_constraint(op.f(f"ck_application_{name}"), type_="check")
        application.drop_constraint(op.f("uq_application_transfer_id"), type_="unique")
        application.drop_column("transfer_number")
        application.drop_column("transfer_id")
