"""Joint assessment: rounds, criteria, what and who, scores; organs decide on a round (R-NEED-02)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

KIND, REBUILT = "assessment", "item"
TABLES = (
    "assessment_score", "assessment", "assessment_subject", "assessor", "assessment_criterion", "assessment_round"
)


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what reads or guards the items, and put it back as it was, though SQLite makes the table anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {REBUILT} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {REBUILT} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if f" {REBUILT} " in f"{row.sql} "]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_kinds(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold what an item decides to the words it has, changed."""
    name = "ck_item_itemkind"
    checks = sa.inspect(op.get_bind()).get_check_constraints(REBUILT)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table(REBUILT) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"kind IN ({words})")


def upgrade() -> None:
    """Nothing was assessed yet."""
    with triggers_set_aside():
        hold_kinds(lambda words: [*words, KIND])
    op.create_table('assessment_round',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=30), nullable=False),
        sa.Column('title', sa.String(length=150), nullable=False),
        sa.Column('about', sa.Text(), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('state', sa.Enum('prepared', 'open', 'closed', 'decided', 'called_off', name='roundstate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('prepared_at', sa.DateTime(), nullable=False),
        sa.Column('prepared_by', sa.String(length=400), nullable=False),
        sa.Column('opened_at', sa.DateTime(), nullable=True),
        sa.Column('opened_by', sa.String(length=400), nullable=False),
        sa.Column('closed_at', sa.DateTime(), nullable=True),
        sa.Column('closed_by', sa.String(length=400), nullable=False),
        sa.Column('agenda_item_id', sa.Integer(), nullable=True),
        sa.Column('resolution_number', sa.String(length=30), nullable=False),
        sa.Column('decided_on', sa.Date(), nullable=True),
        sa.Column('was_accepted', sa.Boolean(), nullable=True),
        sa.CheckConstraint("(state = 'decided') = (was_accepted IS NOT NULL)", name=op.f('ck_assessment_round_decided_has_an_outcome')),
        sa.CheckConstraint("(state IN ('closed', 'decided')) = (closed_at IS NOT NULL)", name=op.f('ck_assessment_round_closed_has_a_moment')),
        sa.CheckConstraint("state NOT IN ('open', 'closed', 'decided') OR opened_at IS NOT NULL AND last_day IS NOT NULL", name=op.f('ck_assessment_round_open_has_a_day')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_round')),
        sa.UniqueConstraint('number', name=op.f('uq_assessment_round_number')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_assessment_round_state', 'assessment_round', ['state'], unique=False)
    op.create_table('assessment_criterion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('question', sa.String(length=200), nullable=False),
        sa.Column('low', sa.String(length=160), nullable=False),
        sa.Column('middle', sa.String(length=160), nullable=False),
        sa.Column('high', sa.String(length=160), nullable=False),
        sa.Column('weight', sa.Integer(), nullable=False),
        sa.Column('high_is_worse', sa.Boolean(), nullable=False),
        sa.CheckConstraint('weight > 0', name=op.f('ck_assessment_criterion_weight_counts')),
        sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_assessment_criterion_round_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_criterion')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_assessment_criterion_round_id', 'assessment_criterion', ['round_id'], unique=False)
    op.create_table('assessor',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('party_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('named_at', sa.DateTime(), nullable=False),
        sa.Column('named_by', sa.String(length=400), nullable=False),
        sa.Column('excused_at', sa.DateTime(), nullable=True),
        sa.Column('excuse_reason', sa.String(length=300), nullable=False),
        sa.CheckConstraint("(excused_at IS NULL) = (excuse_reason = '')", name=op.f('ck_assessor_excused_with_a_reason')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_assessor_member_id')),
        sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_assessor_party_id')),
        sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_assessor_round_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessor')),
        sa.UniqueConstraint('round_id', 'party_id', name=op.f('uq_assessor_round_id_party_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_assessor_member_id', 'assessor', ['member_id'], unique=False)
    op.create_index('ix_assessor_party_id', 'assessor', ['party_id'], unique=False)
    op.create_table('assessment_subject',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('bundle_id', sa.Integer(), nullable=True),
        sa.Column('need_id', sa.Integer(), nullable=True),
        sa.Column('is_proposed', sa.Boolean(), nullable=False),
        sa.Column('is_taken_up', sa.Boolean(), nullable=False),
        sa.CheckConstraint('(bundle_id IS NULL) <> (need_id IS NULL)', name=op.f('ck_assessment_subject_is_one_of_both')),
        sa.ForeignKeyConstraint(['bundle_id'], ['bundle.id'], name=op.f('fk_assessment_subject_bundle_id')),
        sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_assessment_subject_need_id')),
        sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_assessment_subject_round_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_subject')),
        sa.UniqueConstraint('round_id', 'bundle_id', name=op.f('uq_assessment_subject_round_id_bundle_id')),
        sa.UniqueConstraint('round_id', 'need_id', name=op.f('uq_assessment_subject_round_id_need_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_assessment_subject_bundle_id', 'assessment_subject', ['bundle_id'], unique=False)
    op.create_index('ix_assessment_subject_need_id', 'assessment_subject', ['need_id'], unique=False)
    op.create_table('assessment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('assessor_id', sa.Integer(), nullable=False),
        sa.Column('kept_at', sa.DateTime(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(), nullable=True),
        sa.Column('is_left_out', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['assessor_id'], ['assessor.id'], name=op.f('fk_assessment_assessor_id')),
        sa.ForeignKeyConstraint(['subject_id'], ['assessment_subject.id'], name=op.f('fk_assessment_subject_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment')),
        sa.UniqueConstraint('subject_id', 'assessor_id', name=op.f('uq_assessment_subject_id_assessor_id'))
    )
    op.create_index('ix_assessment_assessor_id', 'assessment', ['assessor_id'], unique=False)
    op.create_table('assessment_score',
        sa.Column('assessment_id', sa.Integer(), nullable=False),
        sa.Column('criterion_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.Integer(), nullable=True),
        sa.Column('cannot_judge', sa.Boolean(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.CheckConstraint('step IS NULL OR cannot_judge = false', name=op.f('ck_assessment_score_scored_or_not')),
        sa.CheckConstraint('step IS NULL OR step BETWEEN 1 AND 5', name=op.f('ck_assessment_score_step_on_the_scale')),
        sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assessment_score_assessment_id')),
        sa.ForeignKeyConstraint(['criterion_id'], ['assessment_criterion.id'], name=op.f('fk_assessment_score_criterion_id')),
        sa.PrimaryKeyConstraint('assessment_id', 'criterion_id', name=op.f('pk_assessment_score'))
    )
    op.create_index('ix_assessment_score_criterion_id', 'assessment_score', ['criterion_id'], unique=False)


def downgrade() -> None:
    """What was assessed is lost; what was decided on it stays as about something else."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE series LIKE 'assessment_round:%'")
    with triggers_set_aside():
        op.execute(f"UPDATE item SET kind = 'other', reference = NULL WHERE kind = '{KIND}'")
        hold_kinds(lambda words: [word for word in words if word != KIND])
