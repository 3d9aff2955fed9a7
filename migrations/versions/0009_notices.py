"""Notices with the papers kept with them, and the questions that the board decides about them."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = ("admission", "investing_consent", "textform_permission", "further_shares", "other")
ADDED = ("early_exit", "continuation")
GUARDED = ("item", "vote", "bias")
"""Tables with triggers that read `item`, which SQLite rebuilds."""


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


KINDS = one_of("noticekind", "ordinary", "partial", "hardship", "special", "residence", "creditor", "insolvency")
STATES = one_of("noticestate", "proposed", "entered", "rejected", "continued", "reversed")
CHANNELS = one_of("noticechannel", "portal", "office")
FORMS = one_of("writtenform", "textform", "schriftform", "qualified_signature")
AMENDMENTS = one_of(
    "amendment", "object_of_enterprise_material", "share_increase", "mandatory_participation_introduce",
    "nachschuss_introduce", "notice_period_over_two_years", "minimum_capital_introduce",
    "payout_restriction_introduce", "investing_members_introduce", "duty_to_use_services",
    "current_contributions_introduce", "object_of_enterprise", "reserve_participation_introduce",
    "plural_votes_introduce", "share_split", "other_amendment",
)
ATTENDED = one_of("attended", "objected", "kept_away", "neither")
PURPOSES = one_of("paperpurpose", "notice", "proof", "agreement")

CHECKS = {
    "partial_names_shares": "(kind = 'partial') = (shares IS NOT NULL)",
    "shares_count": "shares IS NULL OR shares > 0",
    "received_after_written": "dated_on IS NULL OR dated_on <= received_on",
    "rejected_has_no_day": "state <> 'rejected' OR last_day IS NULL",
    "effective_has_a_day": "state IN ('rejected', 'reversed') OR last_day IS NOT NULL",
    "rejected_has_a_reason": "state <> 'rejected' OR refusal_reason <> ''",
    "special_names_the_amendment": "(kind = 'special') = (amendment IS NOT NULL)",
    "undone_has_a_moment": "(state IN ('continued', 'reversed')) = (ended_at IS NOT NULL)",
}


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take the triggers away that read `item`, and make them again as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE item DISABLE TRIGGER USER")
        yield
        op.execute("ALTER TABLE item ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables ORDER BY name")
    kept = connection.execute(named.bindparams(sa.bindparam("tables", GUARDED, expanding=True))).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def let_items_be_about(*kinds: str) -> None:
    """Hold the kinds of items to these."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("item") as batch:
        batch.drop_constraint(op.f("ck_item_itemkind"), type_="check")
        batch.create_check_constraint(op.f("ck_item_itemkind"), f"kind IN ({words})")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("channel", CHANNELS, nullable=False),
        sa.Column("written_form", FORMS, nullable=False),
        sa.Column("declared_by", sa.String(length=400), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("amendment", AMENDMENTS, nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("attended", ATTENDED, nullable=True),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("statute_version_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("receivable_until", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=False),
        sa.Column("resolution_number", sa.String(length=30), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("share_entry_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("continuation_reason", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_notice_{name}")) for name, check in CHECKS.items()),
        sa.ForeignKeyConstraint(["letter_id"], ["issued_document.id"], name=op.f("fk_notice_letter_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_member_id")),
        sa.ForeignKeyConstraint(["share_entry_id"], ["share_entry.id"], name=op.f("fk_notice_share_entry_id")),
        sa.ForeignKeyConstraint(
            ["statute_version_id"], ["statute_version.id"], name=op.f("fk_notice_statute_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_number")),
    )
    op.create_index("ix_notice_member", "notice", ["member_id"])
    op.create_index("ix_notice_state", "notice", ["state", "last_day"])
    op.create_table(
        "notice_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("purpose", PURPOSES, nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("mimetype", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_notice_paper_is_not_empty")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_paper_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_paper")),
    )
    op.create_index("ix_notice_paper_notice", "notice_paper", ["notice_id"])
    with triggers_set_aside():
        let_items_be_about(*BEFORE, *ADDED)


def downgrade() -> None:
    """Notices are lost; what was decided about them stays, as resolutions about something else."""
    with triggers_set_aside():
        op.execute("UPDATE item SET kind = 'other', reference = NULL WHERE kind IN ('early_exit', 'continuation')")
        let_items_be_about(*BEFORE)
    op.drop_table("notice_paper")
    op.drop_table("notice")
