"""How the database tells that a column changed."""

from collections.abc import Sequence


def differences(dialect: str, columns: Sequence[str]) -> list[str]:
    """The conditions under which these columns of a row are changed."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    return [differs.format(column) for column in columns]
