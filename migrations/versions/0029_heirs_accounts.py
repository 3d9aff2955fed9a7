"""An heir's account waits for a second person too; a notice names the transfer it gave way to, and no table does."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


STANDS = "a proposed change stands; it may be erased once, and wholly"
BEFORE = (
    "id", "member_id", "matter", "valid_from", "entered_by", "entered_by_name", "entered_at", "is_by_member",
    "proof_sha256",
)  # fmt: skip


def upgrade() -> None:
    """Write into each notice set aside the number of the transfer that holds; no account is another's yet."""
    op.execute(
        "UPDATE notice SET gave_way_to = (SELECT transfer.number FROM overtaken_notice"
        " JOIN transfer ON transfer.id = overtaken_notice.transfer_id"
        " WHERE overtaken_notice.notice_id = notice.id AND transfer.state = 'entered')"
        " WHERE state = 'reversed' AND gave_way_to IS NULL"
    )
    op.drop_index("ix_overtaken_notice_notice", "overtaken_notice")
    op.drop_table("overtaken_notice")
    drop_guards()
    with op.batch_alter_table("proposed_change") as change:
        change.add_column(sa.Column("party_id", sa.Integer(), nullable=True))
        change.create_foreign_key(op.f("fk_proposed_change_party_id"), "party", ["party_id"], ["id"])
        change.create_check_constraint(
            op.f("ck_proposed_change_account_of_another"), "party_id IS NULL OR matter = 'bank_account'"
        )
    guard(BEFORE[:2] + ("party_id",) + BEFORE[2:])


def downgrade() -> None:
    """Make the table again, of what the notices say; what was proposed for an heir is kept as the member's."""
    drop_guards()
    with op.batch_alter_table("proposed_change") as change:
        change.drop_constraint(op.f("ck_proposed_change_account_of_another"), type_="check")
        change.drop_constraint(op.f("fk_proposed_change_party_id"), type_="foreignkey")
        change.drop_column("party_id")
    guard(BEFORE)
    op.create_table(
        "overtaken_notice",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_overtaken_notice_notice_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_overtaken_notice_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", "notice_id", name=op.f("pk_overtaken_notice")),
    )
    op.create_index("ix_overtaken_notice_notice", "overtaken_notice", ["notice_id"])
    op.execute(
        "INSERT INTO overtaken_notice (transfer_id, notice_id) SELECT transfer.id, notice.id"
        " FROM notice JOIN transfer ON transfer.number = notice.gave_way_to"
    )
    op.execute("UPDATE notice SET gave_way_to = NULL WHERE gave_way_to IN (SELECT number FROM transfer)")


def drop_guards() -> None:
    """Take the guards away from the proposed changes."""
    table = "" if op.get_bind().dialect.name == "sqlite" else " ON proposed_change"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER proposed_change_stands_{verb}{table}")


def guard(lasting: tuple[str, ...]) -> None:
    """Let a proposed change be erased, and nothing else be changed of it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "NEW.{0} IS NOT OLD.{0}" if is_sqlite else "NEW.{0}::text IS DISTINCT FROM OLD.{0}::text"
    text = "" if is_sqlite else "::text"
    refused = " OR ".join([
        *map(differs.format, lasting), "OLD.erased_at IS NOT NULL", "NEW.erased_at IS NULL",
        f"NEW.content{text} <> '{{}}'", f"NEW.told_to{text} <> '[]'",
    ])
    for verb, when in (("UPDATE", refused), ("DELETE", "")):
        name = f"CREATE TRIGGER proposed_change_stands_{verb.lower()} BEFORE {verb} ON proposed_change"
        if is_sqlite:
            condition = f"WHEN {when} " if when else ""
            refuse = f"BEGIN SELECT RAISE(ABORT, '{STANDS}'); END"
            op.get_bind().exec_driver_sql(f"{name} {condition}{refuse}")
        else:
            condition = f"WHEN ({when}) " if when else ""
            op.get_bind().exec_driver_sql(
                f"{name} FOR EACH ROW {condition}EXECUTE FUNCTION refuse_proposed_change_stands()"
            )
