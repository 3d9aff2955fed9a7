"""Foundation."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    "CREATE TRIGGER bias_decided_stands_delete BEFORE DELETE ON bias WHEN (SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER bias_decided_stands_insert BEFORE INSERT ON bias WHEN (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open' BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER bias_decided_stands_update BEFORE UPDATE ON bias WHEN ((SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' OR (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open') AND NOT (NEW.ground = '' AND NEW.item_id IS OLD.item_id AND NEW.party_id IS OLD.party_id AND NEW.name IS OLD.name AND NEW.is_declared IS OLD.is_declared AND NEW.noted_at IS OLD.noted_at) BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER credit_entry_no_delete BEFORE DELETE ON credit_entry BEGIN SELECT RAISE(ABORT, 'credit_entry only grows'); END",
    "CREATE TRIGGER credit_entry_no_update BEFORE UPDATE ON credit_entry BEGIN SELECT RAISE(ABORT, 'credit_entry only grows'); END",
    "CREATE TRIGGER issued_document_keeps_hash BEFORE UPDATE ON issued_document WHEN (OLD.sha256 IS NOT NULL AND NEW.sha256 IS NOT OLD.sha256) OR NEW.number IS NOT OLD.number BEGIN SELECT RAISE(ABORT, 'an issued document keeps its bytes and its number'); END",
    "CREATE TRIGGER item_decided_stands_delete BEFORE DELETE ON item WHEN OLD.outcome <> 'open' BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER item_decided_stands_update BEFORE UPDATE ON item WHEN OLD.outcome <> 'open' AND (NEW.kind IS NOT OLD.kind OR NEW.reference IS NOT OLD.reference OR NEW.organ IS NOT OLD.organ OR NEW.text IS NOT OLD.text OR NEW.resolution_id IS NOT OLD.resolution_id OR NEW.position IS NOT OLD.position OR NEW.outcome IS NOT OLD.outcome OR NEW.decided_at IS NOT OLD.decided_at OR NEW.dropped_at IS NOT OLD.dropped_at) BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER journal_line_no_delete BEFORE DELETE ON journal_line BEGIN SELECT RAISE(ABORT, 'journal_line only grows'); END",
    "CREATE TRIGGER journal_line_no_update BEFORE UPDATE ON journal_line BEGIN SELECT RAISE(ABORT, 'journal_line only grows'); END",
    "CREATE TRIGGER payment_due_no_delete BEFORE DELETE ON payment_due BEGIN SELECT RAISE(ABORT, 'payment_due only grows'); END",
    "CREATE TRIGGER payment_due_no_update BEFORE UPDATE ON payment_due BEGIN SELECT RAISE(ABORT, 'payment_due only grows'); END",
    "CREATE TRIGGER payment_received_no_delete BEFORE DELETE ON payment_received BEGIN SELECT RAISE(ABORT, 'payment_received only grows'); END",
    "CREATE TRIGGER payment_received_no_update BEFORE UPDATE ON payment_received BEGIN SELECT RAISE(ABORT, 'payment_received only grows'); END",
    "CREATE TRIGGER share_entry_no_delete BEFORE DELETE ON share_entry BEGIN SELECT RAISE(ABORT, 'share_entry only grows'); END",
    "CREATE TRIGGER share_entry_no_update BEFORE UPDATE ON share_entry BEGIN SELECT RAISE(ABORT, 'share_entry only grows'); END",
    "CREATE TRIGGER vote_decided_stands_delete BEFORE DELETE ON vote WHEN (SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER vote_decided_stands_insert BEFORE INSERT ON vote WHEN (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open' BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
    "CREATE TRIGGER vote_decided_stands_update BEFORE UPDATE ON vote WHEN ((SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' OR (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open') AND NOT (NEW.reason = '' AND NEW.item_id IS OLD.item_id AND NEW.party_id IS OLD.party_id AND NEW.voter_name IS OLD.voter_name AND NEW.choice IS OLD.choice AND NEW.cast_at IS OLD.cast_at) BEGIN SELECT RAISE(ABORT, 'A decided resolution cannot change'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION bias_decided_stands()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN IF TG_OP = 'UPDATE' AND NEW.ground = '' AND NEW.item_id IS NOT DISTINCT FROM OLD.item_id AND NEW.party_id IS NOT DISTINCT FROM OLD.party_id AND NEW.name IS NOT DISTINCT FROM OLD.name AND NEW.is_declared IS NOT DISTINCT FROM OLD.is_declared AND NEW.noted_at IS NOT DISTINCT FROM OLD.noted_at THEN RETURN NEW; END IF; IF (SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' OR (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open' THEN RAISE EXCEPTION 'A decided resolution cannot change'; END IF; RETURN COALESCE(NEW, OLD); END $function$",
    "CREATE OR REPLACE FUNCTION item_decided_stands()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN IF OLD.outcome <> 'open' THEN IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'A decided resolution cannot change'; ELSIF (NEW.kind, NEW.reference, NEW.organ, NEW.text, NEW.resolution_id, NEW.position, NEW.outcome, NEW.decided_at, NEW.dropped_at) IS DISTINCT FROM (OLD.kind, OLD.reference, OLD.organ, OLD.text, OLD.resolution_id, OLD.position, OLD.outcome, OLD.decided_at, OLD.dropped_at) THEN RAISE EXCEPTION 'A decided resolution cannot change'; END IF; END IF; RETURN COALESCE(NEW, OLD); END $function$",
    "CREATE OR REPLACE FUNCTION refuse_change()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $function$",
    "CREATE OR REPLACE FUNCTION refuse_other_bytes()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$\n            BEGIN RAISE EXCEPTION 'an issued document keeps its bytes and its number'; END $function$",
    "CREATE OR REPLACE FUNCTION vote_decided_stands()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN IF TG_OP = 'UPDATE' AND NEW.reason = '' AND NEW.item_id IS NOT DISTINCT FROM OLD.item_id AND NEW.party_id IS NOT DISTINCT FROM OLD.party_id AND NEW.voter_name IS NOT DISTINCT FROM OLD.voter_name AND NEW.choice IS NOT DISTINCT FROM OLD.choice AND NEW.cast_at IS NOT DISTINCT FROM OLD.cast_at THEN RETURN NEW; END IF; IF (SELECT outcome FROM item WHERE id = OLD.item_id) <> 'open' OR (SELECT outcome FROM item WHERE id = NEW.item_id) <> 'open' THEN RAISE EXCEPTION 'A decided resolution cannot change'; END IF; RETURN COALESCE(NEW, OLD); END $function$",
    'CREATE TRIGGER bias_decided_stands BEFORE INSERT OR DELETE OR UPDATE ON bias FOR EACH ROW EXECUTE FUNCTION bias_decided_stands()',
    'CREATE TRIGGER credit_entry_only_grows BEFORE DELETE OR UPDATE ON credit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER issued_document_keeps_hash BEFORE UPDATE ON issued_document FOR EACH ROW WHEN ((((old.sha256 IS NOT NULL) AND ((new.sha256)::text IS DISTINCT FROM (old.sha256)::text)) OR ((new.number)::text IS DISTINCT FROM (old.number)::text))) EXECUTE FUNCTION refuse_other_bytes()',
    'CREATE TRIGGER item_decided_stands BEFORE DELETE OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION item_decided_stands()',
    'CREATE TRIGGER journal_line_only_grows BEFORE DELETE OR UPDATE ON journal_line FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER payment_due_only_grows BEFORE DELETE OR UPDATE ON payment_due FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER payment_received_only_grows BEFORE DELETE OR UPDATE ON payment_received FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER share_entry_only_grows BEFORE DELETE OR UPDATE ON share_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER vote_decided_stands BEFORE INSERT OR DELETE OR UPDATE ON vote FOR EACH ROW EXECUTE FUNCTION vote_decided_stands()',
)
POSTGRESQL_FUNCTIONS = ('bias_decided_stands', 'item_decided_stands', 'refuse_change', 'refuse_other_bytes', 'vote_decided_stands')


def create_triggers() -> None:
    statements = SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS
    for statement in statements:
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if op.get_bind().dialect.name != "sqlite" else statement)


def upgrade() -> None:
    op.create_table('clause_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('payment_undertaking', 'nachschuss_undertaking', 'ack_further_payments', 'ack_notice_period', name='clausekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clause_text')),
    sa.UniqueConstraint('kind', 'version', name=op.f('uq_clause_text_kind_version'))
    )
    op.create_table('counter',
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_number >= 0', name=op.f('ck_counter_last_number_counts')),
    sa.PrimaryKeyConstraint('series', name=op.f('pk_counter'))
    )
    op.create_table('done_act',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('content', sa.String(length=64), server_default='', nullable=False),
    sa.Column('result_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_done_act'))
    )
    op.create_table('fiscal_year',
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_fiscal_year_period_runs_forward')),
    sa.PrimaryKeyConstraint('first_day', name=op.f('pk_fiscal_year')),
    sa.UniqueConstraint('last_day', name=op.f('uq_fiscal_year_last_day'))
    )
    op.create_table('house_data',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('short_name', sa.String(length=120), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('city', sa.String(length=150), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('website', sa.String(length=300), nullable=False),
    sa.Column('register_court', sa.String(length=120), nullable=False),
    sa.Column('register_number', sa.String(length=60), nullable=False),
    sa.Column('auditing_association', sa.String(length=200), nullable=False),
    sa.Column('auditing_association_seat', sa.String(length=120), nullable=False),
    sa.Column('bank_name', sa.String(length=120), nullable=False),
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('bic', sa.String(length=11), nullable=False),
    sa.Column('creditor_id', sa.String(length=35), nullable=False),
    sa.Column('logo_sha256', sa.String(length=64), nullable=True),
    sa.Column('logo_mimetype', sa.String(length=60), nullable=False),
    sa.Column('certificate_design', sa.String(length=20), nullable=False),
    sa.Column('privacy_notice', sa.Text(), nullable=False),
    sa.Column('privacy_notice_version', sa.String(length=40), nullable=False),
    sa.Column('regions', sa.JSON(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_house_data_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house_data'))
    )
    op.create_table('issued_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('standing', sa.Enum('valid', 'replaced', 'void', name='standing', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('standing_reason', sa.String(length=500), nullable=False),
    sa.Column('standing_at', sa.DateTime(), nullable=True),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('check_code', sa.String(length=40), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("replaced_by_id IS NULL OR standing <> 'valid'", name=op.f('ck_issued_document_replaced_is_not_valid')),
    sa.CheckConstraint('(sha256 IS NULL) = (size IS NULL)', name=op.f('ck_issued_document_size_with_hash')),
    sa.CheckConstraint('replaced_by_id IS NULL OR replaced_by_id <> id', name=op.f('ck_issued_document_replaced_by_another')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['issued_document.id'], name=op.f('fk_issued_document_replaced_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_document')),
    sa.UniqueConstraint('check_code', name=op.f('uq_issued_document_check_code')),
    sa.UniqueConstraint('number', name=op.f('uq_issued_document_number'))
    )
    with op.batch_alter_table('issued_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issued_document_sha256'), ['sha256'], unique=False)
        batch_op.create_index('ix_issued_document_subject', ['subject'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('requested_by', sa.String(length=400), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('result_sha256', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_kind'), ['kind'], unique=False)

    op.create_table('journal_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_journal_head_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_head'))
    )
    op.create_table('journal_line',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=400), nullable=False),
    sa.Column('act', sa.String(length=80), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('details_hash', sa.String(length=64), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_journal_line')),
    sa.UniqueConstraint('hash', name=op.f('uq_journal_line_hash'))
    )
    with op.batch_alter_table('journal_line', schema=None) as batch_op:
        batch_op.create_index('ix_journal_line_subject', ['subject', 'sequence'], unique=False)

    op.create_table('login_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_login_attempt_key_at', ['key', 'at'], unique=False)

    op.create_table('outgoing_mail',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('subject_ref', sa.String(length=80), nullable=False),
    sa.Column('to_address', sa.String(length=320), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'sending', 'sent', 'kept', 'failed', 'in_doubt', name='mailstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mail')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outgoing_mail_message_id'))
    )
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outgoing_mail_state'), ['state'], unique=False)
        batch_op.create_index('ix_outgoing_mail_subject_ref', ['subject_ref'], unique=False)

    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('natural_person', 'company', 'municipality', 'public_body', 'research', 'association', name='partykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('display_name', sa.String(length=400), nullable=False),
    sa.Column('sort_name', sa.String(length=400), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('region', sa.String(length=120), nullable=False),
    sa.Column('register_court', sa.String(length=120), nullable=False),
    sa.Column('register_number', sa.String(length=60), nullable=False),
    sa.Column('is_entrepreneur', sa.Boolean(), nullable=True),
    sa.Column('represented_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party'))
    )
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.create_index('ix_party_region', ['region'], unique=False)
        batch_op.create_index('ix_party_sort_name', ['sort_name'], unique=False)

    op.create_table('resolution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organ', sa.Enum('board', 'supervisory_board', 'general_assembly', name='organ', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('procedure', sa.Enum('meeting', 'circular', 'recorded', name='procedure', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by', sa.String(length=400), nullable=False),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('meeting_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('protocol_document_id', sa.Integer(), nullable=True),
    sa.Column('record_sha256', sa.String(length=64), nullable=True),
    sa.Column('record_name', sa.String(length=200), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("procedure <> 'circular' OR deadline_on IS NOT NULL", name=op.f('ck_resolution_circular_has_a_deadline')),
    sa.CheckConstraint('ordinal > 0', name=op.f('ck_resolution_ordinal_counts')),
    sa.CheckConstraint('signed_on IS NULL OR record_sha256 IS NOT NULL', name=op.f('ck_resolution_signed_is_proven')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolution')),
    sa.UniqueConstraint('number', name=op.f('uq_resolution_number')),
    sa.UniqueConstraint('organ', 'year', 'ordinal', name=op.f('uq_resolution_organ_year_ordinal'))
    )
    op.create_table('statute_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('resolved_on', sa.Date(), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=True),
    sa.Column('document_sha256', sa.String(length=64), nullable=True),
    sa.Column('document_size', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('registered_on IS NULL OR registered_on >= resolved_on', name=op.f('ck_statute_version_registered_after_resolved')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statute_version')),
    sa.UniqueConstraint('registered_on', name=op.f('uq_statute_version_registered_on'))
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('locale', sa.String(length=5), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('disabled_at', sa.DateTime(), nullable=True),
    sa.Column('invited_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_account_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email')),
    sa.UniqueConstraint('party_id', name=op.f('uq_account_party_id'))
    )
    op.create_table('attendance',
    sa.Column('resolution_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_attendance_party_id')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolution.id'], name=op.f('fk_attendance_resolution_id')),
    sa.PrimaryKeyConstraint('resolution_id', 'party_id', name=op.f('pk_attendance'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('share_amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('open', 'ordered', 'done', 'failed', name='importstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=400), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_over_at', sa.DateTime(), nullable=True),
    sa.Column('imported', sa.Integer(), nullable=True),
    sa.Column('already_there', sa.Integer(), nullable=True),
    sa.Column('refused', sa.Integer(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'done') = (taken_over_at IS NOT NULL)", name=op.f('ck_import_run_done_has_a_moment')),
    sa.CheckConstraint('share_amount > 0', name=op.f('ck_import_run_share_amount_counts')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_import_run_job_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_table('item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('admission', 'investing_consent', 'textform_permission', 'further_shares', 'other', name='itemkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reference', sa.Integer(), nullable=True),
    sa.Column('organ', sa.Enum('board', 'supervisory_board', 'general_assembly', name='organ', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.Column('proposed_by', sa.String(length=400), nullable=False),
    sa.Column('resolution_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('open', 'accepted', 'rejected', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('carried_out_at', sa.DateTime(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(), nullable=True),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('votes_abstained', sa.Integer(), nullable=True),
    sa.CheckConstraint("(outcome = 'open') = (decided_at IS NULL)", name=op.f('ck_item_decided_has_a_moment')),
    sa.CheckConstraint("carried_out_at IS NULL OR outcome <> 'open'", name=op.f('ck_item_carried_out_after_the_decision')),
    sa.CheckConstraint("dropped_at IS NULL OR outcome = 'open'", name=op.f('ck_item_decided_is_not_dropped')),
    sa.CheckConstraint("outcome = 'open' OR resolution_id IS NOT NULL", name=op.f('ck_item_decided_by_a_resolution')),
    sa.CheckConstraint('(resolution_id IS NULL) = (position IS NULL)', name=op.f('ck_item_taken_up_has_a_place')),
    sa.ForeignKeyConstraint(['follows_id'], ['item.id'], name=op.f('fk_item_follows_id')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolution.id'], name=op.f('fk_item_resolution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    sa.UniqueConstraint('resolution_id', 'position', name=op.f('uq_item_resolution_id_position'))
    )
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.create_index('ix_item_reference', ['kind', 'reference'], unique=False)
        batch_op.create_index('uq_item_waiting', ['kind', 'reference', 'organ'], unique=True, sqlite_where=sa.text("outcome = 'open' AND dropped_at IS NULL AND reference IS NOT NULL"), postgresql_where=sa.text("outcome = 'open' AND dropped_at IS NULL AND reference IS NOT NULL"))

    op.create_table('job_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'failed', 'in_doubt', name='itemstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(), nullable=False),
    sa.Column('owner', sa.String(length=40), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("state <> 'running' OR lease_until IS NOT NULL", name=op.f('ck_job_item_running_has_a_lease')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_job_item_attempts_count')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_job_item_job_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_item')),
    sa.UniqueConstraint('job_id', 'position', name=op.f('uq_job_item_job_id_position'))
    )
    with op.batch_alter_table('job_item', schema=None) as batch_op:
        batch_op.create_index('ix_job_item_queue', ['state', 'not_before'], unique=False)

    op.create_table('journal_details',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['sequence'], ['journal_line.sequence'], name=op.f('fk_journal_details_sequence')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_journal_details'))
    )
    op.create_table('member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_member_number_counts')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_member_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member')),
    sa.UniqueConstraint('number', name=op.f('uq_member_number')),
    sa.UniqueConstraint('party_id', name=op.f('uq_member_party_id'))
    )
    op.create_table('office',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organ', sa.Enum('board', 'supervisory_board', 'general_assembly', name='organ', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('function', sa.Enum('chair', 'deputy', 'member', name='organfunction', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('basis', sa.Enum('member', 'representative', 'member_of_member_cooperative', name='eligibilitybasis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_delegated', sa.Boolean(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('appointed_by', sa.String(length=120), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("organ <> 'general_assembly'", name=op.f('ck_office_assembly_has_no_offices')),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_office_period_runs_forward')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_office_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office'))
    )
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.create_index('ix_office_party', ['party_id'], unique=False)
        batch_op.create_index('uq_office_chair', ['organ'], unique=True, sqlite_where=sa.text("function = 'chair' AND last_day IS NULL"), postgresql_where=sa.text("function = 'chair' AND last_day IS NULL"))

    op.create_table('party_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('addition', sa.String(length=150), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('city', sa.String(length=150), nullable=False),
    sa.Column('country', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_party_address_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party_address'))
    )
    with op.batch_alter_table('party_address', schema=None) as batch_op:
        batch_op.create_index('ix_party_address_party', ['party_id', 'valid_from'], unique=False)

    op.create_table('party_bank_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('holder', sa.String(length=150), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_party_bank_account_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party_bank_account')),
    sa.UniqueConstraint('party_id', 'valid_from', 'iban', name=op.f('uq_party_bank_account_party_id_valid_from_iban'))
    )
    op.create_table('party_name',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('last_name', sa.String(length=150), nullable=False),
    sa.Column('first_names', sa.String(length=150), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.CheckConstraint("name <> '' OR last_name <> ''", name=op.f('ck_party_name_somebody_is_named')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_party_name_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party_name'))
    )
    with op.batch_alter_table('party_name', schema=None) as batch_op:
        batch_op.create_index('ix_party_name_party', ['party_id', 'valid_from'], unique=False)

    op.create_table('print_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('recipient', sa.String(length=900), nullable=False),
    sa.Column('copy', sa.Integer(), nullable=False),
    sa.Column('ready_at', sa.DateTime(), nullable=False),
    sa.Column('printed_at', sa.DateTime(), nullable=True),
    sa.Column('posted_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by', sa.String(length=400), nullable=False),
    sa.Column('discarded_at', sa.DateTime(), nullable=True),
    sa.Column('discard_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint('copy >= 1', name=op.f('ck_print_item_copy_counts')),
    sa.CheckConstraint('posted_at IS NULL OR discarded_at IS NULL', name=op.f('ck_print_item_posted_or_discarded')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_print_item_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_item'))
    )
    with op.batch_alter_table('print_item', schema=None) as batch_op:
        batch_op.create_index('ix_print_item_document', ['document_id', 'copy'], unique=True)
        batch_op.create_index('ix_print_item_waiting', ['posted_at'], unique=False)

    op.create_table('print_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=400), nullable=False),
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_print_run_job_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_run'))
    )
    op.create_table('procedure_objection',
    sa.Column('resolution_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('raised_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_procedure_objection_party_id')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolution.id'], name=op.f('fk_procedure_objection_resolution_id')),
    sa.PrimaryKeyConstraint('resolution_id', 'party_id', name=op.f('pk_procedure_objection'))
    )
    op.create_table('representation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('authority', sa.Enum('sole', 'joint', 'appointed', 'power_of_attorney', name='authority', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('function', sa.String(length=150), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('proof_sha256', sa.String(length=64), nullable=True),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_representation_period_runs_forward')),
    sa.CheckConstraint('organisation_id <> person_id', name=op.f('ck_representation_two_parties')),
    sa.ForeignKeyConstraint(['organisation_id'], ['party.id'], name=op.f('fk_representation_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['party.id'], name=op.f('fk_representation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representation'))
    )
    with op.batch_alter_table('representation', schema=None) as batch_op:
        batch_op.create_index('ix_representation_organisation', ['organisation_id'], unique=False)
        batch_op.create_index('ix_representation_person', ['person_id'], unique=False)

    op.create_table('statute_parameter',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Enum('firm', 'seat', 'seat_state', 'object', 'publication', 'fiscal_year_start', 'non_member_business', 'residence_clause', 'share_amount', 'min_payment', 'payment_days', 'instalment_amount', 'instalment_months', 'further_shares_allowed', 'max_shares', 'mandatory_shares', 'contributions_in_kind', 'entry_fee', 'annual_contribution', 'nachschuss', 'haftsumme', 'haftsumme_rule', 'form_join', 'form_notice', 'form_proxy', 'textform_expressly_excluded', 'extra_register_fields', 'draft_days', 'investing_members', 'investing_policy', 'investing_consent_by', 'notice_months', 'notice_financing_clause', 'payout_months', 'minimum_capital', 'deduct_carry_forward', 'transfer_allowed', 'transfer_conditions', 'legal_reserve_pct', 'legal_reserve_target', 'gv_channel', 'gv_min_days', 'posting_fiction_days', 'gv_chair', 'minutes_rule', 'minority_fraction', 'plural_votes', 'plural_conditions', 'proxy_conditions', 'max_principals', 'election_mode', 'tie_rule', 'board_size', 'one_person_board', 'board_appointed_by', 'board_term_years', 'board_quorum', 'board_majority', 'board_circular_allowed', 'circular_days', 'bias_rule', 'sb_required', 'sb_size', 'sb_term_years', 'sb_quorum', 'sb_majority', 'sb_circular_allowed', 'sb_delegation', name='parameterkey', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('clause', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['statute_version.id'], name=op.f('fk_statute_parameter_version_id')),
    sa.PrimaryKeyConstraint('version_id', 'key', name=op.f('pk_statute_parameter'))
    )
    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'proposed', 'admitted', 'notified', 'refused', 'withdrawn', name='applicationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('channel', sa.Enum('online', 'paper', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('party_kind', sa.Enum('natural_person', 'company', 'municipality', 'public_body', 'research', 'association', name='partykind', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('member_class', sa.Enum('ordinary', 'investing', name='memberclass', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('shares', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('email_confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('step_reached', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('written_form', sa.Enum('textform', 'schriftform', 'qualified_signature', name='writtenform', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('original_received_on', sa.Date(), nullable=True),
    sa.Column('statute_version_id', sa.Integer(), nullable=True),
    sa.Column('statute_provided_at', sa.DateTime(), nullable=True),
    sa.Column('statute_channel', sa.String(length=40), nullable=False),
    sa.Column('privacy_notice_version', sa.String(length=40), nullable=False),
    sa.Column('declaration_document_id', sa.Integer(), nullable=True),
    sa.Column('returned_at', sa.DateTime(), nullable=True),
    sa.Column('return_reason', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('resolution_number', sa.String(length=30), nullable=False),
    sa.Column('notified_at', sa.DateTime(), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('refusal_document_id', sa.Integer(), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('entered_by', sa.String(length=400), nullable=False),
    sa.CheckConstraint("state = 'draft' OR number IS NOT NULL", name=op.f('ck_application_submitted_has_a_number')),
    sa.CheckConstraint('shares IS NULL OR shares > 0', name=op.f('ck_application_shares_count')),
    sa.ForeignKeyConstraint(['declaration_document_id'], ['issued_document.id'], name=op.f('fk_application_declaration_document_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_application_member_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_application_party_id')),
    sa.ForeignKeyConstraint(['refusal_document_id'], ['issued_document.id'], name=op.f('fk_application_refusal_document_id')),
    sa.ForeignKeyConstraint(['statute_version_id'], ['statute_version.id'], name=op.f('fk_application_statute_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('number', name=op.f('uq_application_number')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_application_token_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index('ix_application_state', ['state'], unique=False)

    op.create_table('bias',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('ground', sa.String(length=300), nullable=False),
    sa.Column('is_declared', sa.Boolean(), nullable=False),
    sa.Column('noted_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_bias_item_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_bias_party_id')),
    sa.PrimaryKeyConstraint('item_id', 'party_id', name=op.f('pk_bias'))
    )
    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('shares', sa.Integer(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('shares > 0', name=op.f('ck_certificate_states_shares')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_certificate_document_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_certificate_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('document_id', name=op.f('uq_certificate_document_id')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_member', ['member_id'], unique=False)

    op.create_table('credit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=400), nullable=False),
    sa.Column('ground', sa.Enum('payment', 'returned_payment', 'profit', 'loss', 'payout', 'taken_over', 'transfer_in', 'transfer_out', 'reversal', name='creditground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name=op.f('ck_credit_entry_reversal_points_back')),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_credit_entry_changes_something')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_credit_entry_document_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_credit_entry_member_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['credit_entry.id'], name=op.f('fk_credit_entry_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_entry')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_credit_entry_reverses_id'))
    )
    with op.batch_alter_table('credit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_credit_entry_member', ['member_id', 'effective_on', 'recorded_at'], unique=False)

    op.create_table('login_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('device', sa.String(length=300), nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_login_session_account_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_login_session'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index('ix_login_session_account', ['account_id'], unique=False)

    op.create_table('membership_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('member_class', sa.Enum('ordinary', 'investing', name='memberclass', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('join_ground', sa.Enum('admission', 'founder', 'transfer', 'succession', name='joinground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('join_document', sa.String(length=80), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('exit_ground', sa.Enum('notice', 'transfer', 'death', 'dissolution', 'exclusion', 'special_termination', 'other', name='exitground', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('exit_recorded_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('(last_day IS NULL) = (exit_ground IS NULL)', name=op.f('ck_membership_period_exit_has_a_ground')),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_membership_period_period_runs_forward')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_membership_period_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_period'))
    )
    with op.batch_alter_table('membership_period', schema=None) as batch_op:
        batch_op.create_index('ix_membership_period_member', ['member_id'], unique=False)
        batch_op.create_index('uq_membership_period_open', ['member_id'], unique=True, sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))

    op.create_table('print_run_sheet',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['print_item.id'], name=op.f('fk_print_run_sheet_item_id')),
    sa.ForeignKeyConstraint(['run_id'], ['print_run.id'], name=op.f('fk_print_run_sheet_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'position', name=op.f('pk_print_run_sheet'))
    )
    with op.batch_alter_table('print_run_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_print_run_sheet_item_id'), ['item_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('office', 'auditor', 'administrator', 'board', 'supervisory_board', 'member', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('granted_by', sa.String(length=400), nullable=False),
    sa.CheckConstraint("role IN ('office', 'auditor', 'administrator')", name=op.f('ck_role_grant_only_granted_roles')),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_role_grant_period_runs_forward')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index('ix_role_grant_account', ['account_id'], unique=False)

    op.create_table('share_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=400), nullable=False),
    sa.Column('ground', sa.Enum('subscription', 'further_shares', 'mandatory', 'transfer_in', 'transfer_out', 'cancellation', 'exit', 'taken_over', 'reversal', name='shareground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name=op.f('ck_share_entry_reversal_points_back')),
    sa.CheckConstraint('change <> 0', name=op.f('ck_share_entry_changes_something')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_share_entry_document_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_share_entry_member_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['share_entry.id'], name=op.f('fk_share_entry_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_entry')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_share_entry_reverses_id'))
    )
    with op.batch_alter_table('share_entry', schema=None) as batch_op:
        batch_op.create_index('ix_share_entry_member', ['member_id', 'effective_on', 'recorded_at'], unique=False)

    op.create_table('vote',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('voter_name', sa.String(length=400), nullable=False),
    sa.Column('choice', sa.Enum('yes', 'no', 'abstain', name='choice', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('cast_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_vote_item_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_vote_party_id')),
    sa.PrimaryKeyConstraint('item_id', 'party_id', name=op.f('pk_vote'))
    )
    op.create_table('application_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('authority', 'power_of_attorney', 'signed_declaration', 'council_resolution', 'supervision_notice', 'register_extract', 'other', name='uploadpurpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('mimetype', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by', sa.String(length=400), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_application_upload_is_not_empty')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_upload_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_upload')),
    sqlite_autoincrement=True
    )
    op.create_table('checklist_tick',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('point', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('ticked_at', sa.DateTime(), nullable=False),
    sa.Column('ticked_by', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_checklist_tick_application_id')),
    sa.PrimaryKeyConstraint('application_id', 'point', name=op.f('pk_checklist_tick'))
    )
    op.create_table('declarant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('first_names', sa.String(length=150), nullable=False),
    sa.Column('last_name', sa.String(length=150), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('function', sa.String(length=150), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('authority', sa.Enum('sole', 'joint', 'appointed', 'power_of_attorney', name='authority', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_declarant_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declarant')),
    sa.UniqueConstraint('application_id', 'position', name=op.f('uq_declarant_application_id_position')),
    sqlite_autoincrement=True
    )
    op.create_table('declared_clause',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('clause_id', sa.Integer(), nullable=False),
    sa.Column('is_highlighted', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_declared_clause_application_id')),
    sa.ForeignKeyConstraint(['clause_id'], ['clause_text.id'], name=op.f('fk_declared_clause_clause_id')),
    sa.PrimaryKeyConstraint('application_id', 'clause_id', name=op.f('pk_declared_clause'))
    )
    op.create_table('payment_due',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('shares', 'entry_fee', name='paymentpurpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=400), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('share_entry_id', sa.Integer(), nullable=True),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(amount < 0) = (reverses_id IS NOT NULL)', name=op.f('ck_payment_due_reversal_points_back')),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_payment_due_asks_for_something')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_payment_due_member_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['payment_due.id'], name=op.f('fk_payment_due_reverses_id')),
    sa.ForeignKeyConstraint(['share_entry_id'], ['share_entry.id'], name=op.f('fk_payment_due_share_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_due')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_payment_due_reverses_id'))
    )
    with op.batch_alter_table('payment_due', schema=None) as batch_op:
        batch_op.create_index('ix_payment_due_member', ['member_id', 'due_on'], unique=False)

    op.create_table('payment_received',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('shares', 'entry_fee', name='paymentpurpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=400), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('credit_entry_id', sa.Integer(), nullable=True),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(amount < 0) = (reverses_id IS NOT NULL)', name=op.f('ck_payment_received_reversal_points_back')),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_payment_received_moves_something')),
    sa.ForeignKeyConstraint(['credit_entry_id'], ['credit_entry.id'], name=op.f('fk_payment_received_credit_entry_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_payment_received_member_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['payment_received.id'], name=op.f('fk_payment_received_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_received')),
    sa.UniqueConstraint('number', name=op.f('uq_payment_received_number')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_payment_received_reverses_id'))
    )
    with op.batch_alter_table('payment_received', schema=None) as batch_op:
        batch_op.create_index('ix_payment_received_member', ['member_id', 'received_on'], unique=False)
    create_triggers()


def downgrade() -> None:
    with op.batch_alter_table('payment_received', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_received_member')

    op.drop_table('payment_received')
    with op.batch_alter_table('payment_due', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_due_member')

    op.drop_table('payment_due')
    op.drop_table('declared_clause')
    op.drop_table('declarant')
    op.drop_table('checklist_tick')
    op.drop_table('application_upload')
    op.drop_table('vote')
    with op.batch_alter_table('share_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_share_entry_member')

    op.drop_table('share_entry')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('ix_role_grant_account')

    op.drop_table('role_grant')
    with op.batch_alter_table('print_run_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_print_run_sheet_item_id'))

    op.drop_table('print_run_sheet')
    with op.batch_alter_table('membership_period', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_period_open', sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))
        batch_op.drop_index('ix_membership_period_member')

    op.drop_table('membership_period')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index('ix_login_session_account')

    op.drop_table('login_session')
    with op.batch_alter_table('credit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_credit_entry_member')

    op.drop_table('credit_entry')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_member')

    op.drop_table('certificate')
    op.drop_table('bias')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('ix_application_state')

    op.drop_table('application')
    op.drop_table('statute_parameter')
    with op.batch_alter_table('representation', schema=None) as batch_op:
        batch_op.drop_index('ix_representation_person')
        batch_op.drop_index('ix_representation_organisation')

    op.drop_table('representation')
    op.drop_table('procedure_objection')
    op.drop_table('print_run')
    with op.batch_alter_table('print_item', schema=None) as batch_op:
        batch_op.drop_index('ix_print_item_waiting')
        batch_op.drop_index('ix_print_item_document')

    op.drop_table('print_item')
    with op.batch_alter_table('party_name', schema=None) as batch_op:
        batch_op.drop_index('ix_party_name_party')

    op.drop_table('party_name')
    op.drop_table('party_bank_account')
    with op.batch_alter_table('party_address', schema=None) as batch_op:
        batch_op.drop_index('ix_party_address_party')

    op.drop_table('party_address')
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.drop_index('uq_office_chair', sqlite_where=sa.text("function = 'chair' AND last_day IS NULL"), postgresql_where=sa.text("function = 'chair' AND last_day IS NULL"))
        batch_op.drop_index('ix_office_party')

    op.drop_table('office')
    op.drop_table('member')
    op.drop_table('journal_details')
    with op.batch_alter_table('job_item', schema=None) as batch_op:
        batch_op.drop_index('ix_job_item_queue')

    op.drop_table('job_item')
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_index('uq_item_waiting', sqlite_where=sa.text("outcome = 'open' AND dropped_at IS NULL AND reference IS NOT NULL"), postgresql_where=sa.text("outcome = 'open' AND dropped_at IS NULL AND reference IS NOT NULL"))
        batch_op.drop_index('ix_item_reference')

    op.drop_table('item')
    op.drop_table('import_run')
    op.drop_table('attendance')
    op.drop_table('account')
    op.drop_table('statute_version')
    op.drop_table('resolution')
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_index('ix_party_sort_name')
        batch_op.drop_index('ix_party_region')

    op.drop_table('party')
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_outgoing_mail_subject_ref')
        batch_op.drop_index(batch_op.f('ix_outgoing_mail_state'))

    op.drop_table('outgoing_mail')
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_login_attempt_key_at')

    op.drop_table('login_attempt')
    with op.batch_alter_table('journal_line', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_line_subject')

    op.drop_table('journal_line')
    op.drop_table('journal_head')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_kind'))

    op.drop_table('job')
    with op.batch_alter_table('issued_document', schema=None) as batch_op:
        batch_op.drop_index('ix_issued_document_subject')
        batch_op.drop_index(batch_op.f('ix_issued_document_sha256'))

    op.drop_table('issued_document')
    op.drop_table('house_data')
    op.drop_table('fiscal_year')
    op.drop_table('done_act')
    op.drop_table('counter')
    op.drop_table('clause_text')
    if op.get_bind().dialect.name == "postgresql":
        for function in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
