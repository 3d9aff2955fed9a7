"""Workers in processes of their own, to be killed: forked from one that has imported all this, once for all tests.

A worker says where it is; told to hang, it stands still there until it is killed or told to go on.
"""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from flask import Flask
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.db import DoneAct, db
from app.core.jobs import Handler, Worker
from app.dues import jobs as dues
from tests import calendar

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__, "app.main"])

Report = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What a worker process is to do."""

    url: str
    lease_seconds: float = 2
    hang_in: str = ""
    """`begin`, `work` or `finish` of the first item; empty to go through."""
    goes_on: bool = False
    """Whether it goes on once it is woken (SIGUSR1); otherwise it waits to be killed."""
    smtp_port: int = 0
    is_dunning: bool = False
    """Whether it writes the letters of runs, too."""
    seconds_ahead: float = field(default_factory=lambda: calendar.ahead().total_seconds())
    """Its clock is the one of the tests."""


class _Halt:
    """Stands still once, at a chosen place."""

    def __init__(self, order: Order, report: Report) -> None:
        self.place, self.report = order.hang_in, report
        self.awake = threading.Event()
        if order.goes_on:
            signal.signal(signal.SIGUSR1, lambda *_: self.awake.set())

    def at(self, place: str) -> None:
        """Stand still here if told so."""
        if self.place == place:
            self.place = ""
            self.report(f"hangs in {place}")
            while not self.awake.wait(0.05):
                pass


def effects(halt: _Halt) -> Handler:
    """A kind of job whose effect is one row for each time it is done."""

    def begin(_session: Session, reference: str, _now: datetime) -> object:
        halt.at("begin")
        return reference

    def work(payload: object) -> object:
        halt.at("work")
        time.sleep(random.uniform(0, 0.02))
        return payload

    def finish(session: Session, reference: str, _result: object, _now: datetime) -> None:
        session.add(DoneAct(key=f"effect {reference} {os.urandom(6).hex()}"))
        session.flush()
        halt.at("finish")

    return Handler(begin=begin, work=work, finish=finish)


def mails(halt: _Halt, port: int) -> Handler:
    """The mail handler, with a fake mail server."""
    server = outbox.MailServer("127.0.0.1", port, starttls=False, timeout_seconds=5)

    def deliver(to: outbox.MailServer, message: object) -> None:
        halt.at("work")
        outbox.deliver_by_smtp(to, message)  # type: ignore[arg-type]
        halt.at("sent")

    return outbox.handler(server, deliver)


def halting(halt: _Halt, handler: Handler) -> Handler:
    """A handler that stands still between its steps, and after its effect is written but not committed."""

    def work(payload: object) -> object:
        halt.at("work")
        return handler.work(payload)

    def finish(session: Session, reference: str, result: object, now: datetime) -> None:
        handler.finish(session, reference, result, now)
        session.flush()
        halt.at("finish")

    return replace(handler, work=work, finish=finish)


def work_on(order: Order, reports: Connection) -> None:
    """Work until killed."""
    calendar.put(timedelta(seconds=order.seconds_ahead))
    app = Flask("worker")
    options = {"connect_args": {"timeout": 10}} if order.url.startswith("sqlite") else {}
    app.config.update(SQLALCHEMY_DATABASE_URI=order.url, SQLALCHEMY_ENGINE_OPTIONS=options)
    db.init_app(app)
    halt = _Halt(order, reports.send)
    kinds = {"effect": effects(halt), outbox.JOB_KIND: mails(halt, order.smtp_port)}
    if order.is_dunning:
        kinds |= {kind: halting(halt, handler) for kind, handler in dues.HANDLERS.items()}
    with app.app_context():
        worker = Worker(kinds, lease=timedelta(seconds=order.lease_seconds))
        reports.send("ready")
        while True:
            if worker.run_next():
                reports.send("did one")
            else:
                time.sleep(0.05)


class Working:
    """A worker in a process of its own."""

    def __init__(self, order: Order) -> None:
        self.reports, said = FORKING.Pipe(duplex=False)
        self.process = FORKING.Process(target=work_on, args=(order, said), daemon=True)
        self.process.start()
        said.close()

    def send_signal(self, number: int) -> None:
        """Signal it."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """Kill it, and wait until it is gone."""
        self.process.kill()
        self.process.join()


@contextmanager
def running(*orders: Order) -> Iterator[Sequence[Working]]:
    """Worker processes; whatever still runs at the end is killed."""
    started = [Working(order) for order in orders]
    try:
        yield started
    finally:
        for each in started:
            each.kill()
            each.reports.close()


def read_until(worker: Working, word: str, seconds: float = 60) -> None:
    """Read a worker's reports up to this one."""
    over, said = time.monotonic() + seconds, ""
    while said != word:
        assert worker.reports.poll(max(0, over - time.monotonic())), f"the worker did not say: {word}"
        try:
            said = worker.reports.recv()
        except EOFError:
            raise AssertionError(f"the worker ended without saying: {word}") from None


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something to become true."""
    over = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over, "it did not happen in time"
        time.sleep(0.05)
