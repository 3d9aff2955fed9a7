"""Needs: what is said, versions, the way, comments and questions, files, drafts (R-NEED-01)."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has raised a need yet; what applications told is carried over in the night."""
    op.create_table('need',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('prospect_id', sa.Integer(), nullable=True),
        sa.Column('application_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.Enum('raised', 'seen', 'under_way', 'answered', 'set_aside', 'withdrawn', name='needstate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('title', sa.String(length=150), nullable=False),
        sa.Column('situation', sa.Text(), nullable=False),
        sa.Column('effect', sa.Text(), nullable=False),
        sa.Column('field', sa.Enum('administration', 'planning', 'mobility', 'energy', 'health', 'education', 'safety', 'production', 'trade', 'data', 'strategy', 'other', name='field', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('material', sa.Text(), nullable=False),
        sa.Column('urgency', sa.Enum('calm', 'this_year', 'pressing', name='urgency', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('region', sa.String(length=120), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('meaning', sa.LargeBinary(), nullable=True),
        sa.Column('meant_by', sa.String(length=40), nullable=False),
        sa.Column('changed', sa.Integer(), nullable=False),
        sa.Column('raised_at', sa.DateTime(), nullable=False),
        sa.Column('raised_by', sa.String(length=400), nullable=False),
        sa.Column('raised_by_id', sa.Integer(), nullable=True),
        sa.Column('erased_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint("(meaning IS NULL) = (meant_by = '')", name=op.f('ck_need_meaning_of_a_model')),
        sa.CheckConstraint("erased_at IS NULL OR (title = '' AND search_text = '')", name=op.f('ck_need_erased_is_empty')),
        sa.CheckConstraint('(member_id IS NULL) <> (prospect_id IS NULL)', name=op.f('ck_need_has_one_owner')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_need_member_id')),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_need_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
        sa.UniqueConstraint('number', name=op.f('uq_need_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_need_application_id', 'need', ['application_id'], unique=False)
    op.create_index('ix_need_changed', 'need', ['changed'], unique=False)
    op.create_index('ix_need_member_id', 'need', ['member_id'], unique=False)
    op.create_index('ix_need_prospect_id', 'need', ['prospect_id'], unique=False)
    op.create_index('ix_need_state', 'need', ['state'], unique=False)
    op.create_table('need_comment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('answers_id', sa.Integer(), nullable=True),
        sa.Column('is_question', sa.Boolean(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('to_owner', sa.Boolean(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('written_by', sa.String(length=400), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=True),
        sa.Column('taken_back_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint('answers_id IS NULL OR is_question = false', name=op.f('ck_need_comment_answer_asks_not')),
        sa.ForeignKeyConstraint(['answers_id'], ['need_comment.id'], name=op.f('fk_need_comment_answers_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_need_comment_member_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_comment_need_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_comment'))
    )
    op.create_index('ix_need_comment_answers_id', 'need_comment', ['answers_id'], unique=False)
    op.create_index('ix_need_comment_member_id', 'need_comment', ['member_id'], unique=False)
    op.create_index('ix_need_comment_need_id', 'need_comment', ['need_id'], unique=False)
    op.create_table('need_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('prospect_id', sa.Integer(), nullable=True),
        sa.Column('need_id', sa.Integer(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('touched_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('(member_id IS NULL) <> (prospect_id IS NULL)', name=op.f('ck_need_draft_has_one_owner')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_need_draft_account_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_need_draft_member_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_draft_need_id')),
        sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_need_draft_prospect_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_draft')),
        sa.UniqueConstraint('account_id', 'need_id', name=op.f('uq_need_draft_account_id_need_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_need_draft_touched_at', 'need_draft', ['touched_at'], unique=False)
    op.create_table('need_step',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('from_state', sa.Enum('raised', 'seen', 'under_way', 'answered', 'set_aside', 'withdrawn', name='from_state', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('to_state', sa.Enum('raised', 'seen', 'under_way', 'answered', 'set_aside', 'withdrawn', name='to_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('level', sa.Enum('public', 'members', 'office', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('led_by', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_step_need_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_step'))
    )
    op.create_index('ix_need_step_need_id', 'need_step', ['need_id'], unique=False)
    op.create_table('need_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('written_by', sa.String(length=400), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('number > 0', name=op.f('ck_need_version_number_counts')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_version_need_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_version')),
        sa.UniqueConstraint('need_id', 'number', name=op.f('uq_need_version_need_id_number'))
    )
    op.create_table('need_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('need_id', sa.Integer(), nullable=True),
        sa.Column('draft_id', sa.Integer(), nullable=True),
        sa.Column('file_name', sa.String(length=105), nullable=False),
        sa.Column('media_type', sa.String(length=80), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('added_at', sa.DateTime(), nullable=False),
        sa.Column('added_by', sa.String(length=400), nullable=False),
        sa.Column('removed_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint('need_id IS NULL OR draft_id IS NULL', name=op.f('ck_need_file_belongs_to_one')),
        sa.ForeignKeyConstraint(['draft_id'], ['need_draft.id'], name=op.f('fk_need_file_draft_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_file_need_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_file'))
    )
    op.create_index('ix_need_file_draft_id', 'need_file', ['draft_id'], unique=False)
    op.create_index('ix_need_file_need_id', 'need_file', ['need_id'], unique=False)
    op.create_index('ix_need_file_sha256', 'need_file', ['sha256'], unique=False)


def downgrade() -> None:
    """Forget every need."""
    op.drop_index('ix_need_file_sha256', table_name='need_file')
    op.drop_index('ix_need_file_need_id', table_name='need_file')
    op.drop_index('ix_need_file_draft_id', table_name='need_file')
    op.drop_table('need_file')
    op.drop_table('need_version')
    op.drop_index('ix_need_step_need_id', table_name='need_step')
    op.drop_table('need_step')
    op.drop_index('ix_need_draft_touched_at', table_name='need_draft')
    op.drop_table('need_draft')
    op.drop_index('ix_need_comment_need_id', table_name='need_comment')
    op.drop_index('ix_need_comment_member_id', table_name='need_comment')
    op.drop_index('ix_need_comment_answers_id', table_name='need_comment')
    op.drop_table('need_comment')
    op.drop_index('ix_need_state', table_name='need')
    op.drop_index('ix_need_prospect_id', table_name='need')
    op.drop_index('ix_need_member_id', table_name='need')
    op.drop_index('ix_need_changed', table_name='need')
    op.drop_index('ix_need_application_id', table_name='need')
    op.drop_table('need')
