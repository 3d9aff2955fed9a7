"""Work of the archive outside a request: make the bytes of documents, delete those of erased ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.actions import ERASE_JOB, RENDER_JOB
from app.core import files
from app.core.jobs import Handler
from documents import registry


@dataclass(frozen=True)
class _Order:
    """What the press needs to know."""

    document_id: int
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class _Printed:
    """What came out of the press."""

    document_id: int
    sha256: str
    size: int


def order_for(session: Session, document_id: int) -> _Order | None:
    """What is to be printed; None where it is printed already, or was erased."""
    document = queries.find_document(session, document_id)
    if document is None or document.sha256 or document.facts is None:
        return None
    return _Order(document.id, document.kind, document.facts)


def print_order(order: object) -> object:
    """Make the bytes and store them; takes about a second, hence outside any transaction."""
    if not isinstance(order, _Order):
        return None
    content = registry.build(order.kind, registry.load(order.kind, order.facts))
    return _Printed(order.document_id, files.put(content), len(content))


def keep(session: Session, printed: object, now: datetime) -> None:
    """Note the hash of what was printed."""
    if isinstance(printed, _Printed):
        actions.keep_bytes(session, printed.document_id, printed.sha256, printed.size, now)


def _begin_render(session: Session, reference: str, _now: datetime) -> object:
    return order_for(session, int(reference))


def _finish_render(session: Session, _reference: str, printed: object, now: datetime) -> None:
    keep(session, printed, now)


def _erase_file(session: Session, reference: str, _result: object, _now: datetime) -> None:
    """Delete bytes that no document and no bundle needs any more."""
    if not queries.is_needed(session, reference):
        files.erase(reference)


HANDLERS: dict[str, Handler] = {
    RENDER_JOB: Handler(begin=_begin_render, work=print_order, finish=_finish_render),
    ERASE_JOB: Handler(finish=_erase_file),
}
