"""Prove the erasures of journal details that were done before each left a line of its own."""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

LINE = sa.table('journal_line', *map(sa.column, (
    'sequence', 'actor_id', 'actor_name', 'act', 'subject', 'details_hash', 'previous_hash', 'hash',
)), sa.column('at', sa.DateTime))
DETAILS = sa.table('journal_details', *map(sa.column, ('sequence', 'salt', 'summary', 'content')))
HEAD = sa.table('journal_head', *map(sa.column, ('id', 'sequence', 'hash')))


def upgrade() -> None:
    connection = op.get_bind()
    erased = sa.select(LINE.c.subject).outerjoin(DETAILS, DETAILS.c.sequence == LINE.c.sequence).where(
        DETAILS.c.sequence.is_(None)
    )
    subjects = connection.scalars(erased.distinct().order_by(LINE.c.subject)).all()
    head = connection.execute(sa.select(HEAD.c.sequence, HEAD.c.hash)).first()
    if not subjects or head is None:
        return
    sequence, previous, now = head.sequence, head.hash, datetime.now(UTC)
    for subject in subjects:
        sequence += 1
        previous = prove(connection, sequence, previous, subject, now)
    connection.execute(sa.update(HEAD).values(sequence=sequence, hash=previous))


def prove(connection: sa.Connection, sequence: int, previous: str, subject: str, now: datetime) -> str:
    """Add the line that says that details about a subject were erased, and give its hash."""
    salt, summary, content = secrets.token_hex(16), '', '{}'
    act, actor = 'erase_details', 'Genokontor'
    details = hashed(salt, summary, content)
    own = hashed(previous, str(sequence), now.isoformat(timespec='microseconds'), 'None', actor, act, subject, details)
    connection.execute(sa.insert(LINE).values(
        sequence=sequence, at=now.replace(tzinfo=None), actor_id=None, actor_name=actor, act=act, subject=subject,
        details_hash=details, previous_hash=previous, hash=own,
    ))
    connection.execute(sa.insert(DETAILS).values(sequence=sequence, salt=salt, summary=summary, content=content))
    return own


def hashed(*fields: str) -> str:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def downgrade() -> None:
    """A journal only grows: the lines stay."""
