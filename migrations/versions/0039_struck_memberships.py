"""A membership entered by mistake is struck: it ends on the eve of its entry, in closed years too."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

CLOSED = (
    "NEW.last_day <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn))"
)
UNLESS_STRUCK = " AND NEW.last_day >= (SELECT first_day FROM membership_period WHERE id = NEW.period_id)"
STRIKES = {
    "postgresql": "NEW.ground = 'other' AND NEW.last_day = own.first_day - 1",
    "sqlite": "NEW.ground = 'other' AND NEW.last_day = date(own.first_day, '-1 day')",
}
FITS = (
    "EXISTS (SELECT 1 FROM membership_period own WHERE own.id = NEW.period_id AND (NEW.last_day < own.first_day AND"
    " NOT ({strikes}) OR NEW.last_day IS NULL AND EXISTS (SELECT 1 FROM membership_period later WHERE "
    "later.member_id = own.member_id AND (later.first_day > own.first_day OR later.first_day = own.first_day AND "
    "later.id > own.id) AND COALESCE((SELECT last_day FROM membership_exit WHERE period_id = later.id ORDER BY turn "
    "DESC LIMIT 1), '9999-12-31') >= later.first_day)))"
)
FITTED = (
    "EXISTS (SELECT 1 FROM membership_period own WHERE own.id = NEW.period_id AND (NEW.last_day < own.first_day OR "
    "NEW.last_day IS NULL AND EXISTS (SELECT 1 FROM membership_period later WHERE later.member_id = own.member_id "
    "AND later.first_day > own.first_day)))"
)
SENTENCES = {
    "year_open": "this fiscal year is closed", "fits": "an exit follows the entry and stands before a re-entry",
}


def hold(guards: dict[str, str]) -> None:
    """Let the database refuse exits that meet these conditions, in the place of those it refused before."""
    connection = op.get_bind()
    for guard, condition in guards.items():
        name, sentence = f"membership_exit_{guard}", SENTENCES[guard]
        if connection.dialect.name == "postgresql":
            body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
            continue
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE INSERT ON membership_exit WHEN {condition} {refuse}"
        )


def upgrade() -> None:
    """Take an end on the eve of the entry, also within a closed year."""
    hold({"year_open": CLOSED + UNLESS_STRUCK, "fits": FITS.format(strikes=STRIKES[op.get_bind().dialect.name])})


def downgrade() -> None:
    """Refuse where a membership was struck: it would have ended before it began."""
    struck = sa.text(
        "SELECT count(*) FROM membership_exit e JOIN membership_period p ON p.id = e.period_id"
        " WHERE e.last_day < p.first_day"
    )
    if op.get_bind().scalar(struck):
        raise RuntimeError("Memberships were struck, which the revision before does not know.")
    hold({"year_open": CLOSED, "fits": FITTED})
