"""A membership that was struck keeps nobody from joining on its eve or before, and is not revived beside another."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STRIKES = {
    "postgresql": "NEW.ground = 'other' AND NEW.last_day = own.first_day - 1",
    "sqlite": "NEW.ground = 'other' AND NEW.last_day = date(own.first_day, '-1 day')",
}
LAST_DAY = (
    "COALESCE((SELECT last_day FROM membership_exit WHERE period_id = {other}.id ORDER BY turn DESC LIMIT 1), "
    "'9999-12-31')"
)
OVERLAPS = (
    LAST_DAY + " >= CASE WHEN {other}.first_day > {own}.first_day THEN {other}.first_day ELSE {own}.first_day END"
)
BESIDE = "EXISTS (SELECT 1 FROM membership_period former WHERE former.member_id = NEW.member_id AND {overlaps})"
FITS_UNLESS = (
    "EXISTS (SELECT 1 FROM membership_period own WHERE own.id = NEW.period_id AND (NEW.last_day < own.first_day AND"
    " NOT ({strikes}) OR NEW.last_day IS NULL AND EXISTS (SELECT 1 FROM membership_period {other} WHERE "
    "{other}.member_id = own.member_id AND {overlaps})))"
)
BEFORE = {
    "beside": LAST_DAY.format(other="former") + " >= NEW.first_day",
    "fits": (
        "(later.first_day > own.first_day OR later.first_day = own.first_day AND later.id > own.id) AND "
        + LAST_DAY.format(other="later") + " >= later.first_day"
    ),
}
SINCE = {
    "beside": OVERLAPS.format(other="former", own="NEW"),
    "fits": "other.id <> own.id AND " + OVERLAPS.format(other="other", own="own"),
}


def hold(overlaps: dict[str, str], other: str) -> None:
    """Let the database refuse memberships that overlap by these conditions, in the place of those before."""
    connection = op.get_bind()
    fits = FITS_UNLESS.format(strikes=STRIKES[connection.dialect.name], overlaps=overlaps["fits"], other=other)
    for table, guard, condition, sentence in (
        ("membership_period", "one_at_a_time", BESIDE.format(overlaps=overlaps["beside"]),
         "a member has one membership at a time"),
        ("membership_exit", "fits", fits, "an exit follows the entry and stands before a re-entry"),
    ):
        name = f"{table}_{guard}"
        if connection.dialect.name == "postgresql":
            body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
            continue
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition} {refuse}")


def upgrade() -> None:
    """Compare only memberships that covered a day."""
    hold(SINCE, "other")


def downgrade() -> None:
    """Compare every last day again; what stands already is not judged anew."""
    hold(BEFORE, "later")
