"""Many values or rows given to a statement as one parameter, so that it reads the same whatever their number.

So it is composed once, and PostgreSQL plans it once; a statement with a place for each value would be new with each
number of them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Dialect,
    FromClause,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _List(TypeDecorator[Any]):
    """A list of values: an array on PostgreSQL, JSON on SQLite."""

    impl = JSON
    cache_ok = True

    def __init__(self, of_type: TypeEngine[Any]) -> None:
        super().__init__()
        self.of_type = of_type

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """As what this database takes it."""
        of_type = postgresql.ARRAY(self.of_type) if dialect.name == "postgresql" else self.impl_instance
        return dialect.type_descriptor(of_type)


class _Among(FunctionElement[bool]):
    name = "among"
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_rows(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    sought, values = element.clauses
    each = func.json_each(values).table_valued("value")
    return compiler.process(sought.in_(select(each.c.value)), **more)


@compiles(_Among, "postgresql")
def _among_items(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    """Gathered anew, so that the number of values does not count for the plan: PostgreSQL would plan for few anew."""
    sought, values = element.clauses
    gathered = func.array(select(func.unnest(values)).scalar_subquery())
    return compiler.process(sought == any_(gathered), **more)


def among(sought: Any, name: str) -> ColumnElement[bool]:
    """Whether a column holds one of the values that are given as a list, under a name."""
    return _Among(sought, bindparam(name, type_=_List(sought.type)))


def by_no_index(number: Any) -> ColumnElement[int]:
    """A column of numbers by which no rows are sought, so that they are sought by what else is asked of them.

    SQLite, which knows no sizes, takes the rows of one assembly for fewer than those of some members.
    """
    found: ColumnElement[int] = number + literal_column("0")
    return found


def rows_given(dialect: str, name: str, columns: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """The rows that are given under a name as a list of mappings, with these columns, as a table."""
    given: BindParameter[Any] = bindparam(name, type_=JSON)
    if dialect == "postgresql":
        typed = (column(each, of_type) for each, of_type in columns.items())
        return func.json_to_recordset(given).table_valued(*typed, name=name).render_derived(with_types=True)
    row = func.json_each(given).table_valued("value").c.value
    read = (func.json_extract(row, f"$.{each}", type_=of_type).label(each) for each, of_type in columns.items())
    return select(*read).subquery(name)
