"""What is done before what stands with each step that waits, and in the index of the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

AWAITED, USUAL, MANY, MASS, FEW = 0, 1, 2, 3, 20
QUEUE = "ix_job_item_queue"

JOB = sa.table(
    "job", sa.column("id"), sa.column("kind"), sa.column("rank"), sa.column("created_at"), sa.column("paused_at")
)
ITEM = sa.table(
    "job_item", sa.column("job_id"), sa.column("state"), sa.column("rank"), sa.column("not_before")
)
WAITED_FOR = ("export", "certificate_follows", "tell_of_split")
NOBODY_WAITS = ("render", "audit_folder", "contribution_run", "dunning_run", "contributions_taken_back")


def upgrade() -> None:
    """What waits is given the rank that it would be given today; of a paused job it stands in no queue."""
    op.add_column("job", sa.Column("rank", sa.Integer(), nullable=False, server_default=str(USUAL)))
    op.add_column("job_item", sa.Column("rank", sa.Integer(), nullable=True))
    steps = sa.select(sa.func.count()).select_from(ITEM).where(ITEM.c.job_id == JOB.c.id).scalar_subquery()
    ahead = sa.exists().where(ITEM.c.job_id == JOB.c.id, ITEM.c.not_before < JOB.c.created_at)
    for those, rank in (
        (JOB.c.kind.in_(NOBODY_WAITS), MASS),
        (JOB.c.kind.in_(WAITED_FOR) | (JOB.c.kind == "render") & ahead, AWAITED),
        (JOB.c.kind.in_(WAITED_FOR) & (steps > FEW), USUAL),
        ((JOB.c.rank == USUAL) & JOB.c.kind.not_in(WAITED_FOR) & (steps > FEW), MANY),
    ):
        op.execute(sa.update(JOB).where(those).values(rank=rank))
    its_rank = sa.select(JOB.c.rank).where(JOB.c.id == ITEM.c.job_id).scalar_subquery()
    op.execute(sa.update(ITEM).values(rank=its_rank))
    paused = sa.select(JOB.c.id).where(JOB.c.paused_at.is_not(None))
    op.execute(sa.update(ITEM).where(ITEM.c.state == "waiting", ITEM.c.job_id.in_(paused)).values(rank=None))
    op.drop_index(QUEUE, "job_item")
    op.create_index(QUEUE, "job_item", ["state", "rank", "not_before", "job_id", "position"])


def downgrade() -> None:
    """What gives way is told by its kind again."""
    op.drop_index(QUEUE, "job_item")
    op.create_index(QUEUE, "job_item", ["state", "not_before"])
    op.drop_column("job_item", "rank")
    op.drop_column("job", "rank")
