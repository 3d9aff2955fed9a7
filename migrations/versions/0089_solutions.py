"""Solutions: what is said, progress, files, the needs answered, verdicts, what members offer, partners (R-NEED-03)."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has answered a need by a solution yet."""
    op.create_table('partner_offer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('skill', 'service', name='offerkind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('title', sa.String(length=150), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('field', sa.Enum('administration', 'planning', 'mobility', 'energy', 'health', 'education', 'safety', 'production', 'trade', 'data', 'strategy', 'other', name='field', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('region', sa.String(length=120), nullable=False),
        sa.Column('conditions', sa.Text(), nullable=False),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('meaning', sa.LargeBinary(), nullable=True),
        sa.Column('meant_by', sa.String(length=40), nullable=False),
        sa.Column('changed', sa.Integer(), nullable=False),
        sa.Column('stated_at', sa.DateTime(), nullable=False),
        sa.Column('stated_by', sa.String(length=400), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
        sa.Column('erased_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint("(meaning IS NULL) = (meant_by = '')", name=op.f('ck_partner_offer_meaning_of_a_model')),
        sa.CheckConstraint("erased_at IS NULL OR (title = '' AND search_text = '')", name=op.f('ck_partner_offer_erased_is_empty')),
        sa.CheckConstraint('erased_at IS NULL OR withdrawn_at IS NOT NULL', name=op.f('ck_partner_offer_erased_is_withdrawn')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_partner_offer_member_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_offer')),
        sa.UniqueConstraint('number', name=op.f('uq_partner_offer_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_partner_offer_changed', 'partner_offer', ['changed'], unique=False)
    op.create_index('ix_partner_offer_member_id', 'partner_offer', ['member_id'], unique=False)
    op.create_table('solution',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('kind', sa.Enum('project', 'offer', 'guide', name='solution_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('state', sa.Enum('planned', 'under_way', 'there', 'ended', name='solutionstate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('title', sa.String(length=150), nullable=False),
        sa.Column('about', sa.Text(), nullable=False),
        sa.Column('takes', sa.Text(), nullable=False),
        sa.Column('links', sa.JSON(), nullable=False),
        sa.Column('responsible_id', sa.Integer(), nullable=False),
        sa.Column('responsible', sa.String(length=400), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('opened_at', sa.DateTime(), nullable=False),
        sa.Column('opened_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['responsible_id'], ['account.id'], name=op.f('fk_solution_responsible_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution')),
        sa.UniqueConstraint('number', name=op.f('uq_solution_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_solution_state', 'solution', ['state'], unique=False)
    op.create_table('solution_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('solution_id', sa.Integer(), nullable=False),
        sa.Column('file_name', sa.String(length=105), nullable=False),
        sa.Column('media_type', sa.String(length=80), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('added_at', sa.DateTime(), nullable=False),
        sa.Column('added_by', sa.String(length=400), nullable=False),
        sa.Column('removed_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_file_solution_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution_file'))
    )
    op.create_index('ix_solution_file_sha256', 'solution_file', ['sha256'], unique=False)
    op.create_index('ix_solution_file_solution_id', 'solution_file', ['solution_id'], unique=False)
    op.create_table('solution_need',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('solution_id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('linked_at', sa.DateTime(), nullable=False),
        sa.Column('linked_by', sa.String(length=400), nullable=False),
        sa.Column('answered_at', sa.DateTime(), nullable=True),
        sa.Column('unlinked_at', sa.DateTime(), nullable=True),
        sa.Column('unlinked_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_solution_need_need_id')),
        sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_need_solution_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution_need'))
    )
    op.create_index('ix_solution_need_need_id', 'solution_need', ['need_id'], unique=False)
    op.create_index('uq_solution_need_linked', 'solution_need', ['solution_id', 'need_id'], unique=True, sqlite_where=sa.text('unlinked_at IS NULL'), postgresql_where=sa.text('unlinked_at IS NULL'))
    op.create_table('solution_partner',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('solution_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('offer_id', sa.Integer(), nullable=True),
        sa.Column('role', sa.Enum('leads', 'contributes', 'advises', name='partnerrole', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('state', sa.Enum('asked', 'agreed', 'declined', 'ended', name='partnerstate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('asked_at', sa.DateTime(), nullable=False),
        sa.Column('asked_by', sa.String(length=400), nullable=False),
        sa.Column('answered_at', sa.DateTime(), nullable=True),
        sa.Column('answered_by', sa.String(length=400), nullable=False),
        sa.Column('ended_at', sa.DateTime(), nullable=True),
        sa.Column('ended_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_solution_partner_member_id')),
        sa.ForeignKeyConstraint(['offer_id'], ['partner_offer.id'], name=op.f('fk_solution_partner_offer_id')),
        sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_partner_solution_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution_partner')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_solution_partner_member_id', 'solution_partner', ['member_id'], unique=False)
    op.create_index('ix_solution_partner_offer_id', 'solution_partner', ['offer_id'], unique=False)
    op.create_index('uq_solution_partner_open', 'solution_partner', ['solution_id', 'member_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'agreed')"), postgresql_where=sa.text("state IN ('asked', 'agreed')"))
    op.create_table('solution_progress',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('solution_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('to_state', sa.Enum('planned', 'under_way', 'there', 'ended', name='to_state', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('takes_back_id', sa.Integer(), nullable=True),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(length=400), nullable=False),
        sa.CheckConstraint('takes_back_id IS NULL OR to_state IS NULL', name=op.f('ck_solution_progress_takes_back_or_leads')),
        sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_progress_solution_id')),
        sa.ForeignKeyConstraint(['takes_back_id'], ['solution_progress.id'], name=op.f('fk_solution_progress_takes_back_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution_progress')),
        sa.UniqueConstraint('takes_back_id', name=op.f('uq_solution_progress_takes_back_id'))
    )
    op.create_index('ix_solution_progress_solution_id', 'solution_progress', ['solution_id'], unique=False)
    op.create_table('solution_verdict',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('link_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('helped', 'partly', 'no', name='verdict_outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('noted', sa.String(length=300), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(length=400), nullable=False),
        sa.Column('reply', sa.Text(), nullable=False),
        sa.Column('replied_at', sa.DateTime(), nullable=True),
        sa.Column('replied_by', sa.String(length=400), nullable=False),
        sa.CheckConstraint("(replied_at IS NULL) = (replied_by = '')", name=op.f('ck_solution_verdict_replied_by_somebody')),
        sa.CheckConstraint('number > 0', name=op.f('ck_solution_verdict_number_counts')),
        sa.ForeignKeyConstraint(['link_id'], ['solution_need.id'], name=op.f('fk_solution_verdict_link_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_solution_verdict_member_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_solution_verdict')),
        sa.UniqueConstraint('link_id', 'number', name=op.f('uq_solution_verdict_link_id_number'))
    )
    op.create_index('ix_solution_verdict_member_id', 'solution_verdict', ['member_id'], unique=False)

    for statement in only_grows("solution_progress", op.get_bind().dialect.name):
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
    """Forget every solution and every offer."""
    op.drop_index('ix_solution_verdict_member_id', table_name='solution_verdict')
    op.drop_table('solution_verdict')
    op.drop_index('ix_solution_progress_solution_id', table_name='solution_progress')
    op.drop_table('solution_progress')
    op.drop_index('uq_solution_partner_open', table_name='solution_partner', sqlite_where=sa.text("state IN ('asked', 'agreed')"), postgresql_where=sa.text("state IN ('asked', 'agreed')"))
    op.drop_index('ix_solution_partner_offer_id', table_name='solution_partner')
    op.drop_index('ix_solution_partner_member_id', table_name='solution_partner')
    op.drop_table('solution_partner')
    op.drop_index('uq_solution_need_linked', table_name='solution_need', sqlite_where=sa.text('unlinked_at IS NULL'), postgresql_where=sa.text('unlinked_at IS NULL'))
    op.drop_index('ix_solution_need_need_id', table_name='solution_need')
    op.drop_table('solution_need')
    op.drop_index('ix_solution_file_solution_id', table_name='solution_file')
    op.drop_index('ix_solution_file_sha256', table_name='solution_file')
    op.drop_table('solution_file')
    op.drop_index('ix_solution_state', table_name='solution')
    op.drop_table('solution')
    op.drop_index('ix_partner_offer_member_id', table_name='partner_offer')
    op.drop_index('ix_partner_offer_changed', table_name='partner_offer')
    op.drop_table('partner_offer')
