"""Bundles of needs: where each lies, what was done, what does not fit, who asks whom for contact (R-NEED-01)."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

GROWING = ("bundle_act", "bundle_move", "bundle_turn")


def upgrade() -> None:
    """Nobody has bundled a need yet."""
    op.create_table('bundle',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('title', sa.String(length=150), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('opened_at', sa.DateTime(), nullable=False),
        sa.Column('opened_by', sa.String(length=400), nullable=False),
        sa.Column('dissolved_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f('ck_bundle_has_a_title')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle')),
        sa.UniqueConstraint('number', name=op.f('uq_bundle_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_bundle_dissolved_at', 'bundle', ['dissolved_at'], unique=False)
    op.create_table('bundle_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('turn', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('open', 'put_in', 'take_out', 'move', 'split', 'merge', 'word', 'dissolve', 'undo', name='actkind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(length=400), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['undoes_id'], ['bundle_act.id'], name=op.f('fk_bundle_act_undoes_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle_act')),
        sa.UniqueConstraint('turn', name=op.f('uq_bundle_act_turn')),
        sa.UniqueConstraint('undoes_id', name=op.f('uq_bundle_act_undoes_id'))
    )
    op.create_table('bundle_turn',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('act_id', sa.Integer(), nullable=False),
        sa.Column('bundle_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.CheckConstraint('version > 0', name=op.f('ck_bundle_turn_version_counts')),
        sa.ForeignKeyConstraint(['act_id'], ['bundle_act.id'], name=op.f('fk_bundle_turn_act_id')),
        sa.ForeignKeyConstraint(['bundle_id'], ['bundle.id'], name=op.f('fk_bundle_turn_bundle_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle_turn')),
        sa.UniqueConstraint('act_id', 'bundle_id', name=op.f('uq_bundle_turn_act_id_bundle_id')),
        sa.UniqueConstraint('bundle_id', 'version', name=op.f('uq_bundle_turn_bundle_id_version'))
    )
    op.create_table('bundle_decline',
        sa.Column('bundle_id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['bundle_id'], ['bundle.id'], name=op.f('fk_bundle_decline_bundle_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_bundle_decline_need_id')),
        sa.PrimaryKeyConstraint('bundle_id', 'need_id', name=op.f('pk_bundle_decline'))
    )
    op.create_index('ix_bundle_decline_need_id', 'bundle_decline', ['need_id'], unique=False)
    op.create_table('bundle_move',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('act_id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('from_bundle_id', sa.Integer(), nullable=True),
        sa.Column('to_bundle_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('from_bundle_id IS NOT NULL OR to_bundle_id IS NOT NULL', name=op.f('ck_bundle_move_leads_somewhere')),
        sa.ForeignKeyConstraint(['act_id'], ['bundle_act.id'], name=op.f('fk_bundle_move_act_id')),
        sa.ForeignKeyConstraint(['from_bundle_id'], ['bundle.id'], name=op.f('fk_bundle_move_from_bundle_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_bundle_move_need_id')),
        sa.ForeignKeyConstraint(['to_bundle_id'], ['bundle.id'], name=op.f('fk_bundle_move_to_bundle_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle_move')),
        sa.UniqueConstraint('act_id', 'need_id', name=op.f('uq_bundle_move_act_id_need_id'))
    )
    op.create_index('ix_bundle_move_need_id', 'bundle_move', ['need_id'], unique=False)
    op.create_table('bundled_need',
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('bundle_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.ForeignKeyConstraint(['bundle_id'], ['bundle.id'], name=op.f('fk_bundled_need_bundle_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_bundled_need_need_id')),
        sa.PrimaryKeyConstraint('need_id', name=op.f('pk_bundled_need'))
    )
    op.create_index('ix_bundled_need_bundle_id', 'bundled_need', ['bundle_id'], unique=False)
    op.create_table('contact_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bundle_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('asking_need_id', sa.Integer(), nullable=False),
        sa.Column('asked_need_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('open', 'agreed', 'declined', 'withdrawn', 'lapsed', name='contactstate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('asking_name', sa.String(length=200), nullable=False),
        sa.Column('asking_email', sa.String(length=254), nullable=False),
        sa.Column('asked_name', sa.String(length=200), nullable=False),
        sa.Column('asked_email', sa.String(length=254), nullable=False),
        sa.Column('asked_at', sa.DateTime(), nullable=False),
        sa.Column('asked_by', sa.String(length=400), nullable=False),
        sa.Column('ended_at', sa.DateTime(), nullable=True),
        sa.Column('ended_by', sa.String(length=400), nullable=False),
        sa.Column('is_mediated', sa.Boolean(), nullable=False),
        sa.Column('erased_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f('ck_contact_request_ended_or_open')),
        sa.CheckConstraint("state = 'agreed' OR asked_name = '' AND asked_email = ''", name=op.f('ck_contact_request_told_on_agreement')),
        sa.CheckConstraint('asking_need_id <> asked_need_id', name=op.f('ck_contact_request_asks_another')),
        sa.ForeignKeyConstraint(['asked_need_id'], ['need.id'], name=op.f('fk_contact_request_asked_need_id')),
        sa.ForeignKeyConstraint(['asking_need_id'], ['need.id'], name=op.f('fk_contact_request_asking_need_id')),
        sa.ForeignKeyConstraint(['bundle_id'], ['bundle.id'], name=op.f('fk_contact_request_bundle_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_contact_request_member_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_request')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_contact_request_asked_need_id', 'contact_request', ['asked_need_id'], unique=False)
    op.create_index('ix_contact_request_asking_need_id', 'contact_request', ['asking_need_id'], unique=False)
    op.create_index('ix_contact_request_member_id', 'contact_request', ['member_id'], unique=False)
    op.create_index('ix_contact_request_state', 'contact_request', ['state'], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in (each for table in GROWING for each in only_grows(table, dialect)):
        op.execute(statement)


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


def downgrade() -> None:
    """Forget every bundle."""
    op.drop_index('ix_contact_request_state', table_name='contact_request')
    op.drop_index('ix_contact_request_member_id', table_name='contact_request')
    op.drop_index('ix_contact_request_asking_need_id', table_name='contact_request')
    op.drop_index('ix_contact_request_asked_need_id', table_name='contact_request')
    op.drop_table('contact_request')
    op.drop_index('ix_bundled_need_bundle_id', table_name='bundled_need')
    op.drop_table('bundled_need')
    op.drop_index('ix_bundle_move_need_id', table_name='bundle_move')
    op.drop_table('bundle_move')
    op.drop_index('ix_bundle_decline_need_id', table_name='bundle_decline')
    op.drop_table('bundle_decline')
    op.drop_table('bundle_turn')
    op.drop_table('bundle_act')
    op.drop_index('ix_bundle_dissolved_at', table_name='bundle')
    op.drop_table('bundle')
