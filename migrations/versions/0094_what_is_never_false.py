"""What must never be false of the network of needs is kept by the database; a round keeps which needs it assesses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

ASSESSED = "assessment_subject_need"
NUMBERED = ("assessment_round", "assessment_criterion", "assessment_subject", "solution_partner", "partner_offer", "need",
            "contact_request", "prospect")
"""Tables whose ids are never given twice."""

ADDED: Mapping[str, Mapping[str, str]] = {
    "assessment_round": {
        "decided_by_a_resolution": "(state = 'decided') = (resolution_number <> '')",
        "decided_on_a_day": "(state = 'decided') = (decided_on IS NOT NULL)",
    },
    "assessment_criterion": {"is_explained": "name <> '' AND low <> '' AND high <> ''"},
    "assessment_subject": {"taken_up_was_proposed": "is_taken_up = false OR is_proposed = true"},
    "bundle_act": {"undoing_points_back": "(kind = 'undo') = (undoes_id IS NOT NULL)"},
    "contact_request": {"erased_is_empty": (
        "erased_at IS NULL OR state <> 'open' AND words = '' AND answer = '' AND asking_name = ''"
        " AND asking_email = '' AND asked_name = '' AND asked_email = '' AND asked_by = '' AND ended_by = ''"
    )},
    "need_file": {"removed_has_no_bytes": "(removed_at IS NULL) = (sha256 <> '')"},
    "promotion_example": {"standing_has_words": "taken_out_at IS NOT NULL OR (words <> '' AND taken_out_by = '')"},
    "solution_file": {"removed_has_no_bytes": "(removed_at IS NULL) = (sha256 <> '')"},
    "solution_need": {
        "unlinked_by_somebody": "(unlinked_at IS NULL) = (unlinked_by = '')",
        "reminded_of_an_answer": "reminded_at IS NULL OR answered_at IS NOT NULL",
    },
    "solution_partner": {
        "answered_or_asked": "state = 'ended' OR (state = 'asked') = (answered_at IS NULL)",
        "ended_at_a_moment": "(state = 'ended') = (ended_at IS NOT NULL)",
        "answered_by_somebody": "(answered_at IS NULL) = (answered_by = '')",
        "ended_by_somebody": "(ended_at IS NULL) = (ended_by = '')",
    },
    "solution_verdict": {
        "says_what_is_missing": "outcome IS NULL OR outcome = 'helped' OR words <> '' OR erased_at IS NOT NULL",
        "taken_back_says_nothing": "outcome IS NOT NULL OR (words = '' AND noted = '' AND replied_at IS NULL)",
        "reply_has_words": (
            "replied_at IS NULL AND reply = '' OR replied_at IS NOT NULL AND (reply <> '' OR erased_at IS NOT NULL)"
        ),
        "erased_is_empty": "erased_at IS NULL OR (words = '' AND noted = '' AND reply = '')",
    },
}
"""Table → the checks that it had not, by name."""

SHARPENED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "assessment_criterion": {"weight_counts": ("weight > 0", "weight BETWEEN 1 AND 100")},
    "need": {"erased_is_empty": (
        "erased_at IS NULL OR (title = '' AND search_text = '')",
        "erased_at IS NULL OR (title = '' AND situation = '' AND effect = '' AND material = '' AND region = ''"
        " AND words = '' AND search_text = '' AND field IS NULL AND urgency IS NULL AND meaning IS NULL)",
    )},
    "partner_offer": {"erased_is_empty": (
        "erased_at IS NULL OR (title = '' AND search_text = '')",
        "erased_at IS NULL OR (title = '' AND what = '' AND region = '' AND conditions = '' AND search_text = ''"
        " AND field IS NULL AND until IS NULL AND meaning IS NULL)",
    )},
    "prospect": {"erased_is_empty": (
        "erased_at IS NULL OR (name = '' AND search_text = '')",
        "erased_at IS NULL OR (name = '' AND street = '' AND postcode = '' AND city = '' AND source_note = ''"
        " AND end_reason = '' AND search_text = '' AND application_id IS NULL AND consented_on IS NULL"
        " AND consent_version = '' AND consent_note = '' AND email_confirmed_at IS NULL AND asked_at IS NULL)",
    )},
}
"""Table → the checks that were too weak: as they were, and as they are."""

UNIQUE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "uq_assessment_criterion_round_id_name": (("assessment_criterion", "round_id", "name"), ""),
    "uq_assessment_criterion_round_id_position": (("assessment_criterion", "round_id", "position"), ""),
    "uq_contact_request_open": (
        ("contact_request", "member_id", "asked_need_id"), "state IN ('open', 'agreed') AND erased_at IS NULL",
    ),
    "uq_promotion_example_standing": (("promotion_example", "year_end", "need_id"), "taken_out_at IS NULL"),
}
"""What is there once: table and columns, and of which rows."""

MENDED = (
    (
        "UPDATE need SET title = '', situation = '', effect = '', material = '', region = '', words = '',"
        " search_text = '', field = NULL, urgency = NULL, meaning = NULL, meant_by = '' WHERE erased_at IS NOT NULL"
    ),
    (
        "UPDATE partner_offer SET title = '', what = '', region = '', conditions = '', search_text = '', field = NULL,"
        " until = NULL, meaning = NULL, meant_by = '' WHERE erased_at IS NOT NULL"
    ),
    (
        "UPDATE prospect SET street = '', postcode = '', city = '', source_note = '', end_reason = '',"
        " application_id = NULL, consented_on = NULL, consent_how = NULL, consent_version = '', consent_note = '',"
        " email_confirmed_at = NULL, asked_at = NULL, asked_until = NULL WHERE erased_at IS NOT NULL"
    ),
    (
        "UPDATE contact_request SET words = '', answer = '', asking_name = '', asking_email = '', asked_name = '',"
        " asked_email = '', asked_by = '', ended_by = '' WHERE erased_at IS NOT NULL"
    ),
    "UPDATE need_file SET sha256 = '' WHERE removed_at IS NOT NULL",
    "UPDATE solution_file SET sha256 = '' WHERE removed_at IS NOT NULL",
)
"""What the acts would have done: what was deleted is empty, what was removed names no bytes, which the night deletes.
"""

VERDICTS_ERASED = (
    "UPDATE solution_verdict SET words = '', noted = '', reply = '', erased_at = (SELECT need.erased_at FROM need"
    " JOIN solution_need ON solution_need.need_id = need.id WHERE solution_need.id = solution_verdict.link_id)"
    " WHERE link_id IN (SELECT solution_need.id FROM solution_need JOIN need ON need.id = solution_need.need_id"
    " WHERE need.erased_at IS NOT NULL)"
)
ALONE_ASSESSED = (
    f"INSERT INTO {ASSESSED} (subject_id, need_id) SELECT subject.id, subject.need_id"  # noqa: S608
    " FROM assessment_subject AS subject JOIN assessment_round ON assessment_round.id = subject.round_id"
    " WHERE subject.need_id IS NOT NULL AND assessment_round.opened_at IS NOT NULL"
)
LYING_ASSESSED = (
    f"INSERT INTO {ASSESSED} (subject_id, need_id) SELECT subject.id, moved.need_id"  # noqa: S608
    " FROM assessment_subject AS subject JOIN assessment_round ON assessment_round.id = subject.round_id"
    " JOIN bundle_move AS moved ON moved.to_bundle_id = subject.bundle_id"
    " JOIN bundle_act AS act ON act.id = moved.act_id"
    " WHERE assessment_round.opened_at IS NOT NULL AND act.at <= assessment_round.opened_at AND NOT EXISTS ("
    "SELECT 1 FROM bundle_move AS later JOIN bundle_act AS following ON following.id = later.act_id"
    " WHERE later.need_id = moved.need_id AND following.turn > act.turn"
    " AND following.at <= assessment_round.opened_at) AND COALESCE((SELECT need_step.to_state FROM need_step"
    " WHERE need_step.need_id = moved.need_id AND need_step.at <= assessment_round.opened_at"
    " ORDER BY need_step.id DESC LIMIT 1), '') <> 'withdrawn'"
)


def upgrade() -> None:
    """What was deleted is emptied; a row that else breaks a check is named, and nothing is changed.

    Of rounds that have begun, the needs are noted that lay in each bundle then and were not withdrawn, as the acts on
    bundles tell; nobody was reminded of a verdict yet.
    """
    with triggers_set_aside():
        for statement in MENDED:
            op.execute(statement)
        _add_columns()
        op.execute(VERDICTS_ERASED)
        _refuse_broken()
        for table in sorted(ADDED.keys() | SHARPENED.keys()):
            _hold(table)
        for name, (told, which) in UNIQUE.items():
            if which:
                rows = sa.text(which)
                op.create_index(name, told[0], list(told[1:]), unique=True, sqlite_where=rows, postgresql_where=rows)
    _keep_assessed()


def _add_columns() -> None:
    for table, name in (("solution_need", "reminded_at"), ("solution_verdict", "erased_at")):
        op.add_column(table, sa.Column(name, sa.DateTime(), nullable=True))


def _refuse_broken() -> None:
    """Refuse where a row says what cannot be: which of it is true only the office can tell."""
    found = list(_broken())
    if found:
        raise RuntimeError(
            f"Nothing was changed. These rows contradict themselves or others: {'; '.join(found)}. Put them right with"
            " the version before, or ask who maintains the program, and update then."
        )


def _broken() -> Iterator[str]:
    sharpened = {table: {name: since for name, (_, since) in of.items()} for table, of in SHARPENED.items()}
    for table, of in [*ADDED.items(), *sharpened.items()]:
        for name, condition in of.items():
            ids = _ids(f"SELECT id FROM {table} WHERE NOT ({condition}) ORDER BY id")  # noqa: S608
            if ids:
                yield f"{table} {ids} ({name})"
    for name, ((table, *columns), which) in UNIQUE.items():
        same = ", ".join(columns)
        ids = _ids(
            f"SELECT MAX(id) FROM {table} WHERE {which or '1 = 1'} GROUP BY {same}"  # noqa: S608
            " HAVING COUNT(*) > 1 ORDER BY 1"
        )
        if ids:
            yield f"{table} {ids} ({name})"


def _ids(statement: str) -> str:
    return ", ".join(map(str, op.get_bind().scalars(sa.text(statement))))


def _hold(table: str) -> None:
    with rebuilt(table) as batch:
        for name, (_before, since) in SHARPENED.get(table, {}).items():
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), since)
        for name, condition in ADDED.get(table, {}).items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
        for name, (told, which) in UNIQUE.items():
            if told[0] == table and not which:
                batch.create_unique_constraint(op.f(name), list(told[1:]))


def _keep_assessed() -> None:
    op.create_table(
        ASSESSED,
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f(f"fk_{ASSESSED}_need_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["assessment_subject.id"], name=op.f(f"fk_{ASSESSED}_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", "need_id", name=op.f(f"pk_{ASSESSED}")),
    )
    op.create_index(f"ix_{ASSESSED}_need_id", ASSESSED, ["need_id"])
    for statement in (ALONE_ASSESSED, LYING_ASSESSED, *only_grows(ASSESSED, op.get_bind().dialect.name)):
        op.execute(statement)


def downgrade() -> None:
    """What was assessed is again what lies in a bundle; who was reminded, and when words of verdicts went, is lost."""
    op.drop_table(ASSESSED)
    with triggers_set_aside():
        for name, (told, which) in UNIQUE.items():
            if which:
                op.drop_index(name, told[0])
        for table in sorted(ADDED.keys() | SHARPENED.keys()):
            _let_go(table)


def _let_go(table: str) -> None:
    with rebuilt(table) as batch:
        for name, (told, which) in UNIQUE.items():
            if told[0] == table and not which:
                batch.drop_constraint(op.f(name), type_="unique")
        for name in ADDED.get(table, {}):
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name, (before, _since) in SHARPENED.get(table, {}).items():
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), before)
        for of, name in (("solution_need", "reminded_at"), ("solution_verdict", "erased_at")):
            if of == table:
                batch.drop_column(name)


@contextmanager
def rebuilt(table: str) -> Iterator[BatchOperations]:
    """Change a table, which SQLite makes anew for that, and let it go on with the ids where it was."""
    connection = op.get_bind()
    is_counted = table in NUMBERED and connection.dialect.name == "sqlite"
    asked = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    last = connection.exec_driver_sql(asked, (table,)).scalar() if is_counted else None
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True} if is_counted else {}) as batch:
        yield batch
    if is_counted:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last or 0))


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take off every trigger while SQLite makes tables anew that some of them name, and put all back as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


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
