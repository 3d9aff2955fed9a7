"""General assemblies: planned, convened, told to every member (§§ 43b to 48 GenG)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

TABLES = (
    "assembly",
    "dispatch",
    "form_vote",
    "agenda_item",
    "notification",
    "assembly_paper",
    "synopsis_row",
    "undelivered",
)
FUNCTIONS = (
    "refuse_assembly_stands", "refuse_assembly_paper_stands", "refuse_dispatch_stands",
    "agenda_item_announced_stands_update", "agenda_item_announced_stands_delete",
    "synopsis_row_announced_stands_insert", "synopsis_row_announced_stands_update",
    "synopsis_row_announced_stands_delete", "form_vote_announced_stands_insert", "form_vote_announced_stands_update",
    "form_vote_announced_stands_delete",
)


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Nothing is planned yet."""
    op.create_table(
        "assembly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("assemblykind", "ordinary", "extraordinary"), nullable=False),
        sa.Column("form", one_of("meetingform", "physical", "virtual", "hybrid", "stretched"), nullable=False),
        sa.Column("discussion_form", one_of("discussionform", "virtual", "hybrid"), nullable=True),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.Time(), nullable=False),
        sa.Column("votes_until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("access", sa.String(length=2000), nullable=False),
        sa.Column(
            "convened_by",
            one_of("convenedby", "board", "supervisory_board", "auditing_association", "minority_by_court"),
            nullable=False,
        ),
        sa.Column("state", one_of("assemblystate", "planned", "convened", "cancelled", "discarded"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("convened_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(form = 'stretched') = (discussion_form IS NOT NULL)", name=op.f("ck_assembly_stretched_has_a_discussion")
        ),
        sa.CheckConstraint(
            "(form = 'stretched') = (votes_until IS NOT NULL)", name=op.f("ck_assembly_stretched_has_a_voting_phase")
        ),
        sa.CheckConstraint(
            "(state IN ('cancelled', 'discarded')) = (ended_at IS NOT NULL)",
            name=op.f("ck_assembly_ended_has_a_moment"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('convened', 'cancelled') OR convened_at IS NOT NULL",
            name=op.f("ck_assembly_convened_at_a_time"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'discarded') OR convened_at IS NULL", name=op.f("ck_assembly_only_planned_so_far")
        ),
        sa.CheckConstraint(
            "votes_until IS NULL OR votes_until >= meets_on", name=op.f("ck_assembly_voting_follows_the_discussion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
    )
    op.create_index("ix_assembly_state", "assembly", ["state", "meets_on"])
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", one_of("dispatchkind", "convocation", "addition", "cancellation", "postponement"), nullable=False
        ),
        sa.Column("channel", one_of("convocationchannel", "direct_textform", "public_paper"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.Time(), nullable=False),
        sa.Column("form", one_of("meetingform", "physical", "virtual", "hybrid", "stretched"), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("access", sa.String(length=2000), nullable=False),
        sa.Column("receipt_by", sa.Date(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("published_in", sa.String(length=200), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("proof_sha256", sa.String(length=64), nullable=True),
        sa.Column("proof_name", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("statute_version_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("told_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(channel = 'public_paper') = (published_in <> '' AND published_on IS NOT NULL)",
            name=op.f("ck_dispatch_published_somewhere"),
        ),
        sa.CheckConstraint(
            "proof_sha256 IS NULL OR channel = 'public_paper'", name=op.f("ck_dispatch_publication_is_proven")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_dispatch_assembly_id")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_dispatch_document_id")),
        sa.ForeignKeyConstraint(
            ["statute_version_id"], ["statute_version.id"], name=op.f("fk_dispatch_statute_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("assembly_id", "sequence", name=op.f("uq_dispatch_assembly_id_sequence")),
    )
    for kind in ("convocation", "cancellation"):
        once = sa.text(f"kind = '{kind}'")
        op.create_index(
            f"uq_dispatch_{kind}", "dispatch", ["assembly_id"], unique=True, sqlite_where=once, postgresql_where=once
        )
    op.create_table(
        "form_vote",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("voice", one_of("formvoice", "board", "supervisory_board", "representative"), nullable=False),
        sa.Column("form", one_of("meetingform", "physical", "virtual", "hybrid", "stretched"), nullable=False),
        sa.Column("resolution_number", sa.String(length=30), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_form_vote_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", "voice", name=op.f("pk_form_vote")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_type", one_of("itemtype", "report", "discussion", "resolution", "election"), nullable=False),
        sa.Column(
            "subject",
            one_of(
                "subject",
                "adopt_accounts",
                "use_of_result",
                "discharge",
                "discharge_management_board_en_bloc",
                "discharge_supervisory_board_en_bloc",
                "elect_supervisory_board",
                "elect_management_board",
                "remove_supervisory_board_member",
                "remove_management_board_member",
                "release_from_liability",
                "assert_claim",
                "credit_limits",
                "instalments",
                "full_audit",
                "investing_consent",
                "object_of_enterprise",
                "object_of_enterprise_material",
                "share_increase",
                "mandatory_participation_introduce",
                "nachschuss_introduce",
                "notice_period_over_two_years",
                "reserve_participation_introduce",
                "plural_votes_introduce",
                "share_split",
                "minimum_capital_introduce",
                "payout_restriction_introduce",
                "investing_members_introduce",
                "duty_to_use_services",
                "current_contributions_introduce",
                "plural_votes_abolish",
                "other_amendment",
                "dissolution",
                "continuation",
                "further_payments_in_liquidation",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column(
            "proposed_by", one_of("proposedby", "board", "supervisory_board", "both", "minority"), nullable=False
        ),
        sa.Column("announced_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(item_type = 'election') = (seats IS NOT NULL)", name=op.f("ck_agenda_item_election_has_seats")
        ),
        sa.CheckConstraint(
            "(item_type IN ('resolution', 'election')) = (subject IS NOT NULL)",
            name=op.f("ck_agenda_item_resolution_has_a_subject"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason = '')", name=op.f("ck_agenda_item_withdrawn_with_a_reason")
        ),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_agenda_item_seats_count")),
        sa.ForeignKeyConstraint(["announced_by_id"], ["dispatch.id"], name=op.f("fk_agenda_item_announced_by_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_agenda_item_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("assembly_id", "position", name=op.f("uq_agenda_item_assembly_id_position")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("channel", one_of("channel", "mail", "letter"), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(channel = 'letter') = (letter_id IS NOT NULL)", name=op.f("ck_notification_letter_by_post")
        ),
        sa.CheckConstraint("(channel = 'mail') = (mail_id IS NOT NULL)", name=op.f("ck_notification_mail_by_mail")),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_notification_attempts_count")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name=op.f("fk_notification_dispatch_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["issued_document.id"], name=op.f("fk_notification_letter_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_notification_mail_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notification_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "dispatch_id", "member_id", "attempt", name=op.f("uq_notification_dispatch_id_member_id_attempt")
        ),
    )
    op.create_index("ix_notification_letter", "notification", ["letter_id"])
    op.create_index("ix_notification_mail", "notification", ["mail_id"])
    op.create_index("ix_notification_member", "notification", ["member_id"])
    op.create_table(
        "assembly_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            one_of(
                "paperkind",
                "accounts",
                "management_report",
                "sb_report",
                "audit_report",
                "proposal",
                "amendment",
                "proxy_form",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("take_back_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (take_back_reason = '')", name=op.f("ck_assembly_paper_taken_back_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assembly_paper_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_assembly_paper_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_paper")),
    )
    op.create_index("ix_assembly_paper_assembly", "assembly_paper", ["assembly_id"])
    op.create_table(
        "synopsis_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=80), nullable=False),
        sa.Column("old_text", sa.Text(), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.CheckConstraint("old_text <> '' OR new_text <> ''", name=op.f("ck_synopsis_row_something_is_worded")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_synopsis_row_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synopsis_row")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_synopsis_row_item_id_position")),
    )
    op.create_table(
        "undelivered",
        sa.Column("notification_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("undeliveredkind", "returned", "recalled"), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["notification_id"], ["notification.id"], name=op.f("fk_undelivered_notification_id")),
        sa.PrimaryKeyConstraint("notification_id", name=op.f("pk_undelivered")),
    )
    dialect = op.get_bind().dialect.name
    guards = [each for table in ("assembly", "assembly_paper", "dispatch") for each in stands(table, dialect)]
    growing = [each for table in ("notification", "undelivered") for each in only_grows(table, dialect)]
    for statement in (*guards, *announced_stands(dialect), *chosen_stands(dialect), *growing):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Assemblies are forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def only_grows(table: str, dialect: str) -> list[str]:
    """What lets a table only grow."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def refusing_ddl(table: str, sentence: str, changed: str, dialect: str) -> tuple[str, ...]:
    """What refuses an UPDATE of a row where a condition holds, and every DELETE."""
    name = f"{table}_stands"
    if dialect == "postgresql":
        refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
            (
                f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION refuse_{name}()"
            ),
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
    )


_DISPATCH_STANDS = "what was told to the members stands"
_DISPATCH_KEPT = (
    "id", "assembly_id", "kind", "channel", "reason", "meets_on", "begins_at", "form", "place", "access", "receipt_by",
    "sequence", "published_in", "published_on", "document_id", "statute_version_id", "told_at", "told_by",
)  # fmt: skip
_PAPER_STANDS = "a paper for the members stands; it may be taken back once"
_PAPER_KEPT = (
    "id", "assembly_id", "item_id", "kind", "title", "file_name", "media_type", "sha256", "available_on",
    "recorded_at", "recorded_by",
)  # fmt: skip
_ITEM_STANDS = "an announced item of an agenda stands"
_ITEM_KEPT = (
    "id", "assembly_id", "position", "item_type", "subject", "seats", "title", "draft", "proposed_by",
    "announced_by_id", "recorded_at", "recorded_by",
)  # fmt: skip
_ASSEMBLY_STANDS = "a convened assembly stays convened, and an end stays an end"
_VOTE_STANDS = "which form was chosen stands once an assembly is convened"
_ASSEMBLY_KEPT = ("id", "kind", "convened_by", "convened_at", "recorded_at", "recorded_by")


def _differ(dialect: str, columns: Sequence[str]) -> list[str]:
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    return [differs.format(column) for column in columns]


def stands(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was told to the members, and what an end was."""
    if table == "dispatch":
        proof = " OR ".join(_differ(dialect, ("proof_sha256", "proof_name")))
        changed = [*_differ(dialect, _DISPATCH_KEPT), f"(OLD.proof_sha256 IS NOT NULL AND ({proof}))"]
        return refusing_ddl(table, _DISPATCH_STANDS, " OR ".join(changed), dialect)
    if table == "assembly_paper":
        changed = [*_differ(dialect, _PAPER_KEPT), "OLD.taken_back_at IS NOT NULL"]
        return refusing_ddl(table, _PAPER_STANDS, " OR ".join(changed), dialect)
    kept = " OR ".join(_differ(dialect, _ASSEMBLY_KEPT))
    changed = [
        f"(OLD.convened_at IS NOT NULL AND ({kept} OR NEW.state IN ('planned', 'discarded')))",
        "OLD.ended_at IS NOT NULL",
    ]
    return refusing_ddl("assembly", _ASSEMBLY_STANDS, " OR ".join(changed), dialect)


def announced_stands(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps an announced item as it was announced, and its synopsis with it."""
    kept = " OR ".join([*_differ(dialect, _ITEM_KEPT), "OLD.withdrawn_at IS NOT NULL"])
    announced = "OLD.announced_by_id IS NOT NULL"
    return (
        *_refusing("agenda_item", "UPDATE", f"{announced} AND ({kept})", _ITEM_STANDS, dialect),
        *_refusing("agenda_item", "DELETE", announced, _ITEM_STANDS, dialect),
        *_refusing("synopsis_row", "INSERT", _is_announced("NEW.item_id"), _ITEM_STANDS, dialect),
        *_refusing("synopsis_row", "UPDATE", _is_announced("OLD.item_id"), _ITEM_STANDS, dialect),
        *_refusing("synopsis_row", "DELETE", _is_announced("OLD.item_id"), _ITEM_STANDS, dialect),
    )


def chosen_stands(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps on which resolutions the form of a convened assembly rests."""
    rows = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return tuple(
        statement for verb, row in rows.items()
        for statement in _refusing("form_vote", verb, _is_convened(f"{row}.assembly_id"), _VOTE_STANDS, dialect)
    )


def _is_convened(assembly_id: str) -> str:
    return f"(SELECT convened_at FROM assembly WHERE id = {assembly_id}) IS NOT NULL"  # noqa: S608  our own names


def _is_announced(item_id: str) -> str:
    return f"(SELECT announced_by_id FROM agenda_item WHERE id = {item_id}) IS NOT NULL"  # noqa: S608  our own names


def _refusing(table: str, verb: str, condition: str, sentence: str, dialect: str) -> tuple[str, ...]:
    name = f"{table}_announced_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} {refuse}",)
    back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN {back}; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
