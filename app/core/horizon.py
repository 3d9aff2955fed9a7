"""How far somebody reads: whoever audits a period sees what came in up to its last day, nothing after it (R-GDPR-02).

Set once, for a request or the work of a job, it holds for whatever is read in there, through whatever session: which
column of a table says when a row came in is handed in from above, and every SELECT of the ORM takes that along.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, wraps
from typing import Any, ParamSpec, Self, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core.formats import BERLIN
from app.core.values import Role

READING_ALL = frozenset({Role.OFFICE, Role.BOARD, Role.SUPERVISORY_BOARD})
"""Whoever holds one of these is not held to a period on a page that is open to all who are signed in."""


@dataclass(frozen=True)
class Horizon:
    """The audited days, both inclusive, and the account that reads no further than the last one."""

    account_id: int
    first_day: date
    last_day: date

    @property
    def name(self) -> str:
        """The period as one calls it: its years where it consists of whole ones, else its days."""
        first, last = self.first_day, self.last_day
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
            return f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"

    def as_text(self) -> str:
        """As a job keeps it."""
        return f"{self.account_id} {self.first_day} {self.last_day}"

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """What a job kept; None for nothing."""
        account_id, first_day, last_day = text.split() if text else ("", "", "")
        return cls(int(account_id), date.fromisoformat(first_day), date.fromisoformat(last_day)) if text else None

    @property
    def end(self) -> datetime:
        """The first moment that lies behind it, where the cooperative sits."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), BERLIN)


Limits = Callable[[Horizon], Sequence[LoaderCriteriaOption]]
"""Gives the condition on each table whose rows came in on some day."""

_PRESENT: ContextVar[Horizon | None] = ContextVar("horizon", default=None)


def _no_limits(_horizon: Horizon) -> Sequence[LoaderCriteriaOption]:
    return ()


_limits: Limits = _no_limits


def hand_in(limits: Limits) -> None:
    """Name what bounds each table; called once by the application's factory."""
    global _limits
    _limits = limits
    _options.cache_clear()


def present() -> Horizon | None:
    """How far is read here; None where everything is."""
    return _PRESENT.get()


def look_until(horizon: Horizon | None) -> None:
    """Read so far from now on, or as far as one likes."""
    _PRESENT.set(horizon)


@contextmanager
def within(horizon: Horizon | None) -> Iterator[None]:
    """Read so far inside."""
    before = _PRESENT.set(horizon)
    try:
        yield
    finally:
        _PRESENT.reset(before)


def day_shown(today: date) -> date:
    """The day whose state a page shows: today, or the last day of an audited period that is over."""
    horizon = present()
    return min(today, horizon.last_day) if horizon else today


def binds(roles: Collection[Role], opening: Collection[Role]) -> bool:
    """Say whether nothing but the auditor's role lets somebody read a page (§ 57 (1) GenG; R-GDPR-02).

    `opening` are the roles that open the page; none where it is open to all who are signed in.
    """
    return READING_ALL.isdisjoint(roles) if not opening else not set(roles) & set(opening) - {Role.AUDITOR}


Asked = ParamSpec("Asked")
Composed = TypeVar("Composed")


def composed_once(maxsize: int) -> Callable[[Callable[Asked, Composed]], Callable[Asked, Composed]]:
    """Keep what a function composes of these values, by itself for each horizon: the columns it names may know it."""

    def keeping(compose: Callable[Asked, Composed]) -> Callable[Asked, Composed]:
        def compose_for(_read: Horizon | None, *asked: Asked.args, **named: Asked.kwargs) -> Composed:
            return compose(*asked, **named)

        composed: Callable[..., Composed] = lru_cache(maxsize)(compose_for)

        @wraps(compose)
        def ask(*asked: Asked.args, **named: Asked.kwargs) -> Composed:
            return composed(present(), *asked, **named)

        return ask

    return keeping


Found = TypeVar("Found")


def found_once(find: Callable[[Session, Horizon], Found]) -> Callable[[Session, Horizon], Found]:
    """Keep what is found up to a horizon while a transaction of the session lasts: it is not asked for at each row."""

    @wraps(find)
    def finding(session: Session, read: Horizon) -> Found:
        state, found = session.info.get(find, (None, None))
        if state != (read, session.get_transaction()):
            found = find(session, read)
            session.info[find] = (read, session.get_transaction()), found
        return cast("Found", found)

    return finding


def read_as_then(model: type, changed_since: Callable[[Session, Horizon], Mapping[int, Mapping[str, Any]]]) -> None:
    """Let rows of a model be read as they were at the horizon: by id, what of them was another then (R-AUD-02)."""

    @event.listens_for(model, "load", restore_load_context=True)
    @event.listens_for(model, "refresh", restore_load_context=True)
    def put_back(found: Any, context: Any, *_names: object) -> None:
        read = present()
        if read is not None:
            for name, value in changed_since(context.session, read).get(found.id, {}).items():
                set_committed_value(found, name, value)


@lru_cache(maxsize=32)
def _options(horizon: Horizon) -> Sequence[LoaderCriteriaOption]:
    return _limits(horizon)


@event.listens_for(Session, "do_orm_execute")
def _look_no_further(state: ORMExecuteState) -> None:
    """Let every SELECT leave out what lies behind the horizon: rows, counts, what comes along, one row by its id."""
    horizon = present()
    if horizon is not None and state.is_select:
        state.statement = state.statement.options(*_options(horizon))
