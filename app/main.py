"""The application: wires settings, database, rooms, links and commands; the only module that reads settings."""

import argparse
import contextlib
import fcntl
import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flask import Flask, current_app
from flask_babel import Babel
from flask_migrate import Migrate, upgrade
from granian.constants import Interfaces
from granian.server import Server as Granian
from jinja2 import StrictUndefined
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import OperationalError

import config
from app import rooms
from app.accounts import actions as accounts_actions
from app.admissions import actions as admissions_actions
from app.assemblies import actions as assemblies_actions
from app.core import clock, files, journal, links, outbox
from app.core.commands import Command, or_say_why
from app.core.db import LONGEST_WAIT, db, transaction
from app.core.jobs import DatabaseClock, Handler, Worker
from app.core.values import Actor, Refusal
from app.core.web import (
    Application,
    guard_addresses,
    guard_tokens,
    language,
    pages,
    protect,
)
from app.demo import actions as demo
from app.operations import actions as operations_actions

ROOT = Path(__file__).parent.parent
log = logging.getLogger(__name__)

MAX_UPLOAD_BYTES = 40 * 1024 * 1024
"""A whole request; a single file is held to its own limit by the rules."""


def create_app(settings: config.Config) -> Flask:
    """Make the application for these settings."""
    app = Application("app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=bool(settings.base_url and settings.base_url.startswith("https://")),
        SESSION_COOKIE_NAME="genokontor",
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="de",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
        TEMPLATES_AUTO_RELOAD=False,
        GENOKONTOR=settings,
        KEEPS_MAIL=not (settings.smtp_host or settings.is_demo),
    )
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=language.choose_locale)
    files.open_store(settings.data / "files")
    files.ask_before_erasing(rooms.KEEPERS)
    journal.keep_head_in(settings.data / "journal-head")
    links.configure(settings.base_url, settings.secret_key, settings.is_demo)
    accounts_actions.configure_hasher(settings.cheap_passwords)
    guard_addresses(app)
    guard_tokens(app)
    protect(app, rooms.load_person)
    pages.show_errors_as_pages(app, lambda: rooms.build_shell(settings.is_demo))
    for blueprint in rooms.BLUEPRINTS:
        app.register_blueprint(blueprint)
    rooms.hand_in(app)
    return app


def _engine_options(url: str) -> dict[str, object]:
    """How the database is asked; what is asked by, such as a vote and its receipt, stands in no log (R-VOTE-10).

    On PostgreSQL the connection used last is used next: it is the one that has its statements prepared.
    """
    options: dict[str, object] = {"pool_size": 32, "max_overflow": 18, "hide_parameters": True}
    if url.startswith("sqlite"):
        return {**options, "connect_args": {"timeout": LONGEST_WAIT, "check_same_thread": False}}
    return {**options, "pool_pre_ping": True, "pool_use_lifo": True}


@event.listens_for(Engine, "handle_error")
def _hide_rows(fault: ExceptionContext) -> None:
    """Leave out of a fault what stands in the rows it is about, which PostgreSQL tells in its detail (R-VOTE-10)."""
    detail = getattr(getattr(fault.original_exception, "diag", None), "message_detail", None)
    for each in (fault.original_exception, fault.sqlalchemy_exception):
        if detail and each is not None:
            each.args = tuple(part.replace(detail, "…") if isinstance(part, str) else part for part in each.args)


def migrate(app: Flask) -> None:
    """Bring the database to the newest state; an empty data folder is filled from nothing.

    Of commands started at the same moment (`serve`, `worker`) one migrates and the others wait for it.
    """
    with _alone(app), app.app_context():
        if db.engine.dialect.name == "sqlite":
            _keep_private(Path(str(db.engine.url.database)))
            upgrade()
            return
        with db.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            upgrade()


@contextlib.contextmanager
def _alone(app: Flask) -> Iterator[None]:
    """Hold the data folder's lock while preparing it; whoever starts at the same moment waits, however long."""
    with (app.config["GENOKONTOR"].data / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


MIGRATION_LOCK = 4_136_204
"""Held on PostgreSQL while migrating, for other machines wait at the database; it goes with its transaction."""


def _keep_private(database: Path) -> None:
    """Let the database file, and the journals beside it that take its mode, be read by its owner alone."""
    database.touch(mode=0o600)
    database.chmod(0o600)


def handlers_of(settings: config.Config) -> dict[str, Handler]:
    """All job handlers, with the mail server of these settings."""
    server = outbox.MailServer(
        settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password, settings.smtp_starttls,
        settings.mail_sender,
    )
    return {**rooms.HANDLERS, outbox.JOB_KIND: outbox.handler(server)}


def wsgi() -> Flask:
    """The application for a WSGI server; the demo does its jobs in a thread of the same process.

    What is there from the beginning the collector of garbage leaves alone, so that nobody waits for it to be looked at.
    """
    settings = config.from_environment()
    app = create_app(settings)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    if settings.is_demo:
        threading.Thread(target=_work_along, args=(app, settings), daemon=True, name="worker").start()
    return app


def _work_along(app: Flask, settings: config.Config) -> None:
    with app.app_context():
        worker_of(settings).run_forever(threading.Event(), meanwhile=invite_newcomers)


def worker_of(settings: config.Config) -> Worker:
    """A worker; it asks for the night's work, and what the throttles no longer count is forgotten first."""
    try:
        with transaction() as session:
            accounts_actions.forget_old_attempts(session, clock.now())
            admissions_actions.forget_old_uses(session, clock.now())
            operations_actions.ask_for_nightly_check(session, clock.now())
            operations_actions.ask_for_nightly_erasure(session, clock.now())
            assemblies_actions.ask_for_night(session, clock.now())
    except OperationalError:
        log.exception("the database does not answer yet; the worker begins all the same")
    return Worker(handlers_of(settings), DatabaseClock(db.engine))


def invite_newcomers() -> bool:
    """Have members told of assemblies to come as soon as they are admitted; False where nobody waits (R-GV-09)."""
    now = clock.now()
    waits = assemblies_actions.newcomers_wait(db.session(), now)
    db.session.rollback()
    if waits:
        with transaction() as session:
            assemblies_actions.invite_newcomers(session, Actor.system(), now)
    return waits


MOST_CONNECTIONS = 8192
"""How many a process holds at the same moment: a browser that follows a meeting keeps its own; more would wait."""


def _serve(parsed: argparse.Namespace) -> int:
    """Say where the application is, and serve it until Ctrl-C."""
    _check_free(parsed.port)
    return _answer(parsed, f"http://127.0.0.1:{parsed.port} (Aufträge: „python3 -m app worker“). Strg+C beendet.")


def _answer(parsed: argparse.Namespace, welcome: str) -> int:
    """Answer on loopback; one process with threads on SQLite, two on PostgreSQL. Once it answers, the welcome is said.

    What answers begins afresh: a forked copy of who filled the demo would wait for ever for the type-setter's thread.
    """
    multiprocessing.set_start_method("spawn", force=True)
    is_sqlite = config.from_environment().database_url.startswith("sqlite")
    os.environ.setdefault("GENOKONTOR_BASE_URL", f"http://127.0.0.1:{parsed.port}")
    db.session.remove()
    server = Granian(
        "app.main:wsgi", address="127.0.0.1", port=parsed.port, interface=Interfaces.WSGI, factory=True,
        workers=1 if is_sqlite else 2, blocking_threads=32, log_enabled=parsed.verbose, respawn_failed_workers=True,
        backlog=4096, backpressure=MOST_CONNECTIONS,
    )
    threading.Thread(target=_say_once_it_answers, args=(parsed.port, welcome), daemon=True).start()
    server.serve()
    return 0


def _say_once_it_answers(port: int, words: str) -> None:
    """Name an address only when whoever opens it at once is answered."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            print(words, flush=True)
            return
        time.sleep(0.1)


def _check_free(port: int) -> None:
    """Refuse a port on which something else answers already, or which only root may take."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as fault:
            raise Refusal("Port {port} ist nicht frei. Nennen Sie einen anderen mit --port.", port=port) from fault


def _work(parsed: argparse.Namespace) -> int:
    """Do what is due once, or work until told to stop; the present item is finished first."""
    worker = worker_of(config.from_environment())
    if parsed.once:
        print(f"{worker.run_until_idle()} Schritte getan.")
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print("Die Aufträge werden ausgeführt; Strg+C beendet nach dem laufenden Schritt.", flush=True)
    worker.run_forever(stop, meanwhile=invite_newcomers)
    return 0


def _work_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="nur tun, was jetzt ansteht, und aufhören")


def _demo(parsed: argparse.Namespace) -> int:
    """Fill the fictional cooperative where it is not there yet, say where it is, and serve it."""
    _check_free(parsed.port)
    with _alone(current_app), transaction() as session:
        demo.fill(session, clock.now())
    return _answer(parsed, demo.welcome(f"http://127.0.0.1:{parsed.port}"))


def _port(text: str) -> int:
    """A port as typed on the command line."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"kein Port: {text} (1 bis 65535)")
    return int(text)


def _serving_arguments(default_port: int) -> Callable[[argparse.ArgumentParser], None]:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=_port, default=default_port, help="Port auf 127.0.0.1")
        parser.add_argument("--verbose", action="store_true", help="Protokoll des Servers zeigen")

    return add


SERVING: Sequence[Command] = (
    Command("demo", "Erfundene Genossenschaft füllen und zeigen", ("demo",), _demo, _serving_arguments(8413)),
    Command(
        "serve", "Genokontor auf diesem Rechner anbieten, bis Strg+C", ("serve", "serve --port 8400 --verbose"), _serve,
        _serving_arguments(8400),
    ),
    Command(
        "worker", "Aufträge ausführen: E-Mails, Druck, Importe, Löschungen", ("worker", "worker --once"), _work,
        _work_arguments,
    ),
)

EXIT_CODES = (
    "Ergebnis: 0 getan; 1 abgewiesen, gescheitert oder etwas gefunden (warum, steht auf der Fehlerausgabe);\n"
    "          2 falsch aufgerufen."
)


def _parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """What can be typed: every command with its arguments, examples and exit codes."""
    raw = argparse.RawDescriptionHelpFormatter
    every_example = "\n".join(_examples_of(command) for command in commands)
    parser = argparse.ArgumentParser(
        prog="python3 -m app", formatter_class=raw, epilog=f"Beispiele:\n{every_example}\n\n{EXIT_CODES}"
    )
    add = parser.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser
    for command in commands:
        epilog = f"Beispiele:\n{_examples_of(command)}\n\n{EXIT_CODES}"
        added = add(command.name, help=command.help, description=command.help, epilog=epilog, formatter_class=raw)
        command.add_arguments(added)
    return parser


def _examples_of(command: Command) -> str:
    return "\n".join(f"  python3 -m app {example}" for example in command.examples)


def main(arguments: Sequence[str]) -> int:
    """Run one command; any that needs the database brings an empty or older one to the newest state first."""
    every = {command.name: command for command in (*SERVING, *rooms.COMMANDS)}
    parsed = _parser(list(every.values())).parse_args(arguments)
    if parsed.command == "demo":
        os.environ["GENOKONTOR_DEMO"] = "1"
        os.environ.setdefault("GENOKONTOR_BASE_URL", f"http://127.0.0.1:{parsed.port}")

    def carry_out() -> int:
        if not every[parsed.command].needs_database:
            return every[parsed.command].run(parsed)
        app = create_app(config.from_environment())
        migrate(app)
        with app.app_context():
            return every[parsed.command].run(parsed)

    try:
        code = or_say_why(carry_out)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
