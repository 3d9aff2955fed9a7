"""Prospects: enquiries, talks, next steps, moves from stage to stage, periods of keeping (R-NEED-06, R-GDPR-03)."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has asked yet."""
    op.create_table('prospect',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('kind', sa.Enum('natural_person', 'company', 'municipality', 'public_body', 'research', 'association', name='partykind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('region', sa.String(length=120), nullable=False),
        sa.Column('source', sa.Enum('website', 'member', 'event', 'press', 'partner', 'other', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('stage', sa.Enum('new', 'in_talk', 'wants', 'applied', 'member', 'ended', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('name', sa.String(length=300), nullable=False),
        sa.Column('street', sa.String(length=200), nullable=False),
        sa.Column('postcode', sa.String(length=20), nullable=False),
        sa.Column('city', sa.String(length=150), nullable=False),
        sa.Column('source_note', sa.String(length=200), nullable=False),
        sa.Column('end_reason', sa.String(length=300), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=True),
        sa.Column('consented_on', sa.Date(), nullable=True),
        sa.Column('consent_version', sa.String(length=40), nullable=False),
        sa.Column('consent_how', sa.Enum('form', 'link', 'noted', name='consenthow', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('consent_note', sa.String(length=300), nullable=False),
        sa.Column('email_confirmed_at', sa.DateTime(), nullable=True),
        sa.Column('touched_at', sa.DateTime(), nullable=False),
        sa.Column('asked_at', sa.DateTime(), nullable=True),
        sa.Column('asked_until', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(), nullable=False),
        sa.Column('recorded_by', sa.String(length=400), nullable=False),
        sa.Column('erased_at', sa.DateTime(), nullable=True),
        sa.Column('applied_on', sa.Date(), nullable=True),
        sa.Column('joined_on', sa.Date(), nullable=True),
        sa.CheckConstraint("erased_at IS NULL OR (name = '' AND search_text = '')", name=op.f('ck_prospect_erased_is_empty')),
        sa.CheckConstraint("stage NOT IN ('applied', 'member')", name=op.f('ck_prospect_stage_by_hand')),
        sa.CheckConstraint('(asked_at IS NULL) = (asked_until IS NULL)', name=op.f('ck_prospect_asked_until_a_day')),
        sa.CheckConstraint('(consented_on IS NULL) = (consent_how IS NULL)', name=op.f('ck_prospect_consent_is_proven')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect')),
        sa.UniqueConstraint('application_id', name=op.f('uq_prospect_application_id')),
        sa.UniqueConstraint('number', name=op.f('uq_prospect_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_prospect_stage', 'prospect', ['stage'], unique=False)
    op.create_table('prospect_term',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idle_months', sa.Integer(), nullable=False),
        sa.Column('reply_days', sa.Integer(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(), nullable=False),
        sa.Column('recorded_by', sa.String(length=400), nullable=False),
        sa.CheckConstraint('idle_months > 0 AND reply_days > 0', name=op.f('ck_prospect_term_periods_run_forward')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect_term'))
    )
    op.create_table('enquiry',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prospect_id', sa.Integer(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('way', sa.Enum('form', 'mail', 'phone', 'person', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('subject', sa.String(length=200), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(), nullable=False),
        sa.Column('recorded_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_enquiry_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_enquiry_prospect_id', 'enquiry', ['prospect_id'], unique=False)
    op.create_table('prospect_contact',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prospect_id', sa.Integer(), nullable=False),
        sa.Column('first_names', sa.String(length=150), nullable=False),
        sa.Column('last_name', sa.String(length=150), nullable=False),
        sa.Column('function', sa.String(length=150), nullable=False),
        sa.Column('email', sa.String(length=320), nullable=False),
        sa.Column('phone', sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_prospect_contact_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect_contact')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_prospect_contact_prospect_id', 'prospect_contact', ['prospect_id'], unique=False)
    op.create_table('prospect_talk',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prospect_id', sa.Integer(), nullable=False),
        sa.Column('held_on', sa.Date(), nullable=False),
        sa.Column('ours', sa.String(length=300), nullable=False),
        sa.Column('theirs', sa.String(length=300), nullable=False),
        sa.Column('notes', sa.Text(), nullable=False),
        sa.Column('outcome', sa.String(length=300), nullable=False),
        sa.Column('recorded_at', sa.DateTime(), nullable=False),
        sa.Column('recorded_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_prospect_talk_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect_talk')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_prospect_talk_prospect_id', 'prospect_talk', ['prospect_id'], unique=False)
    op.create_table('stage_move',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prospect_id', sa.Integer(), nullable=False),
        sa.Column('from_stage', sa.Enum('new', 'in_talk', 'wants', 'applied', 'member', 'ended', name='from_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('to_stage', sa.Enum('new', 'in_talk', 'wants', 'applied', 'member', 'ended', name='to_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('moved_by', sa.String(length=400), nullable=False),
        sa.Column('moved_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('from_stage <> to_stage', name=op.f('ck_stage_move_leads_elsewhere')),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_stage_move_prospect_id')),
        sa.ForeignKeyConstraint(['undoes_id'], ['stage_move.id'], name=op.f('fk_stage_move_undoes_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_move')),
        sa.UniqueConstraint('undoes_id', name=op.f('uq_stage_move_undoes_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_stage_move_prospect_id', 'stage_move', ['prospect_id'], unique=False)
    op.create_table('next_step',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prospect_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=200), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=False),
        sa.Column('owner_name', sa.String(length=400), nullable=False),
        sa.Column('recorded_at', sa.DateTime(), nullable=False),
        sa.Column('done_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['owner_id'], ['account.id'], name=op.f('fk_next_step_owner_id')),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_next_step_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_next_step')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_next_step_due', 'next_step', ['done_at', 'due_on'], unique=False)
    op.create_index('uq_next_step_open', 'next_step', ['prospect_id'], unique=True, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))


def downgrade() -> None:
    """Forget every prospect."""
    op.drop_index('uq_next_step_open', table_name='next_step', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.drop_index('ix_next_step_due', table_name='next_step')
    op.drop_table('next_step')
    op.drop_index('ix_stage_move_prospect_id', table_name='stage_move')
    op.drop_table('stage_move')
    op.drop_index('ix_prospect_talk_prospect_id', table_name='prospect_talk')
    op.drop_table('prospect_talk')
    op.drop_index('ix_prospect_contact_prospect_id', table_name='prospect_contact')
    op.drop_table('prospect_contact')
    op.drop_index('ix_enquiry_prospect_id', table_name='enquiry')
    op.drop_table('enquiry')
    op.drop_table('prospect_term')
    op.drop_index('ix_prospect_stage', table_name='prospect')
    op.drop_table('prospect')
