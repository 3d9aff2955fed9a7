"""Work of the archive outside a request: make the bytes of documents, bundles for the printer, delete erased bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.actions import BUNDLE_JOB, ERASE_JOB
from app.archive.actions.tray import bytes_of
from app.archive.rules import RENDER_JOB
from app.core import files
from app.core.jobs import Handler, Hopeless, NotYet
from documents import press, registry


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


@dataclass(frozen=True)
class _Bundle:
    """The documents of a run, and the file they were joined to."""

    run_id: int
    parts: tuple[str, ...]
    is_duplex: bool
    sha256: str = ""


def _order_for(session: Session, document_id: int) -> _Order | None:
    """What is to be printed; None where it is printed already, or was erased."""
    document = queries.find_document(session, document_id)
    if document is None or document.sha256 or document.facts is None:
        return None
    return _Order(document.id, document.kind, document.facts)


def _print(order: _Order) -> _Printed:
    """Make the bytes and store them; takes about a second, hence outside any transaction."""
    content = registry.build(order.kind, registry.load(order.kind, order.facts))
    return _Printed(order.document_id, files.put(content), len(content))


def _begin_render(session: Session, reference: str, _now: datetime) -> object:
    return _order_for(session, int(reference))


def _begin_bundle(session: Session, reference: str, _now: datetime) -> object:
    """A step of a run: a sheet by the id of its item, and in the end the file, once no other step is open."""
    run_id, _, step = reference.partition(":")
    if step.isdecimal():
        return _order_for(session, queries.get_item(session, int(step)).document_id)
    run = queries.get_run(session, int(run_id))
    progress = queries.run_progress(session, run)
    if progress.total - progress.done - progress.failed - progress.in_doubt > 1:
        raise NotYet(after=timedelta(seconds=1))
    parts = tuple(bytes_of(run))
    if not parts:
        raise Hopeless("Keines der Schreiben konnte erzeugt werden.")
    return _Bundle(run.id, parts, is_duplex=reference == queries.last_step_of(run.id, is_duplex=True))


def _work(payload: object) -> object:
    if isinstance(payload, _Order):
        return _print(payload)
    if isinstance(payload, _Bundle):
        joined = press.bundle([files.get(part) for part in payload.parts], payload.is_duplex)
        return replace(payload, sha256=files.put(joined))
    return None


def _finish(session: Session, _reference: str, result: object, now: datetime) -> None:
    if isinstance(result, _Printed):
        actions.keep_bytes(session, result.document_id, result.sha256, result.size, now)
    if isinstance(result, _Bundle):
        actions.keep_bundle(session, result.run_id, result.sha256, result.parts, now)


def _erase_file(session: Session, reference: str, _result: object, _now: datetime) -> None:
    """Delete bytes that nobody needs any more."""
    files.erase_unneeded(session, reference)


HANDLERS: dict[str, Handler] = {
    RENDER_JOB: Handler(begin=_begin_render, work=_work, finish=_finish),
    BUNDLE_JOB: Handler(begin=_begin_bundle, work=_work, finish=_finish),
    ERASE_JOB: Handler(finish=_erase_file),
}
