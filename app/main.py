"""The application: wires database, people, jobs, links, pages and commands; the only module that reads settings."""

import argparse
import contextlib
import fcntl
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from flask import Blueprint, Flask, current_app
from flask_babel import Babel
from flask_migrate import Migrate, upgrade
from granian.constants import Interfaces
from granian.server import Server as Granian
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import config
from app.accounts import actions as accounts_actions
from app.accounts import commands as accounts_commands
from app.accounts import queries as accounts
from app.accounts import views as accounts_views
from app.accounts.rules import ROLE_WORDS, DerivedRole
from app.admissions import actions as admissions_actions
from app.admissions import jobs as admissions_jobs
from app.admissions import queries as admissions
from app.admissions import views as admissions_views
from app.archive import actions as archive_actions
from app.archive import jobs as archive_jobs
from app.archive import queries as archive
from app.archive import views as archive_views
from app.audits import jobs as audits_jobs
from app.audits import queries as audits
from app.audits import views as audits_views
from app.boardroom import jobs as boardroom_jobs
from app.boardroom import views as boardroom_views
from app.changes import queries as changes
from app.changes import views as changes_views
from app.closing import queries as closing
from app.closing import views as closing_views
from app.core import clock, files, horizon, jobs, journal, links, outbox
from app.core.commands import Command, or_say_why
from app.core.db import db, transaction
from app.core.formats import initials
from app.core.jobs import DatabaseClock, Handler, Worker
from app.core.values import Actor, Refusal, Role
from app.core.web import (
    SignedIn,
    _,
    current_actor,
    exports,
    guard_addresses,
    guard_tokens,
    is_signed_in,
    language,
    pages,
    protect,
)
from app.demo import actions as demo
from app.demo import views as demo_views
from app.departures import queries as departures
from app.departures import views as departures_views
from app.desk import queries as desk
from app.desk import views as desk_views
from app.dossiers import views as dossiers_views
from app.dues import actions as dues_actions
from app.dues import jobs as dues_jobs
from app.dues import views as dues_views
from app.imports import commands as imports_commands
from app.imports import jobs as imports_jobs
from app.imports import queries as imports
from app.imports import views as imports_views
from app.members import queries as members
from app.operations import actions as operations_actions
from app.operations import commands as operations_commands
from app.operations import jobs as operations_jobs
from app.operations import views as operations_views
from app.organs import queries as organs
from app.organs import views as organs_views
from app.parties import queries as parties
from app.portal import views as portal_views
from app.removals import actions as removals_actions
from app.removals import queries as removals
from app.removals import views as removals_views
from app.reports import commands as reports_commands
from app.reports import queries as reports
from app.reports import views as reports_views
from app.settlements import queries as settlements
from app.settlements import views as settlements_views
from app.setup import views as setup_views
from app.shares import actions as shares_actions
from app.shares import jobs as shares_jobs
from app.shares import queries as shares
from app.shares import views as shares_views
from app.statutes import actions as statutes_actions
from app.statutes import queries as statutes
from app.statutes import views as statutes_views
from app.subscriptions import queries as subscriptions
from app.subscriptions import views as subscriptions_views
from app.transfers import queries as transfers
from app.transfers import views as transfers_views

ROOT = Path(__file__).parent.parent
log = logging.getLogger(__name__)

BLUEPRINTS: Sequence[Blueprint] = (
    accounts_views.blueprint,
    admissions_views.blueprint,
    archive_views.blueprint,
    audits_views.blueprint,
    boardroom_views.blueprint,
    changes_views.blueprint,
    closing_views.blueprint,
    demo_views.blueprint,
    departures_views.blueprint,
    subscriptions_views.blueprint,
    desk_views.blueprint,
    dossiers_views.blueprint,
    dues_views.blueprint,
    imports_views.blueprint,
    operations_views.blueprint,
    organs_views.blueprint,
    portal_views.blueprint,
    removals_views.blueprint,
    reports_views.blueprint,
    settlements_views.blueprint,
    setup_views.blueprint,
    shares_views.blueprint,
    statutes_views.blueprint,
    transfers_views.blueprint,
)

HANDLERS: Mapping[str, Handler] = {
    **jobs.HANDLERS, **admissions_jobs.HANDLERS, **archive_jobs.HANDLERS, **audits_jobs.HANDLERS,
    **boardroom_jobs.HANDLERS, **dues_jobs.HANDLERS, **imports_jobs.HANDLERS, **operations_jobs.HANDLERS,
    **shares_jobs.HANDLERS, **exports.HANDLERS,
}
"""Job kind → how it is done, collected from the rooms' `jobs.py`; mails are added with the server's address."""

KEEPERS: Sequence[files.Needs] = (
    admissions.is_file_needed, archive.is_file_needed, changes.is_file_needed, closing.is_file_needed,
    departures.is_file_needed, imports.is_file_needed, jobs.is_file_needed, organs.is_file_needed,
    parties.is_file_needed, statutes.is_file_needed, subscriptions.is_file_needed, transfers.is_file_needed,
    removals.is_file_needed, shares.is_file_needed,
)
"""The rooms that keep files; a file goes when none of them needs it."""

TAKEN_BACK: Mapping[str, archive_actions.Follower] = {
    dues_actions.DUNNING_LETTER: dues_actions.letter_is_taken_back,
}
"""Kind of document → what the room that wrote it does when it is taken back."""

OWED_OTHERWISE: Sequence[shares_actions.Follower] = (dues_actions.renew_letters,)
"""What the rooms do whose letters ask for money, when less of it is owed."""

COMMANDS: Sequence[Command] = (
    *accounts_commands.COMMANDS, *imports_commands.COMMANDS, *operations_commands.COMMANDS, *reports_commands.COMMANDS,
)
"""What an administrator runs, collected from the rooms' `commands.py`."""

LISTS: Mapping[str, exports.Maker] = {
    "dossiers.index": dossiers_views.members.as_sheet, "operations.journal": operations_views.journal.as_sheet,
    "reports.index": reports_views.register.as_sheet,
}
"""Lists that may be long, by the endpoint of their page; a job writes them to a file as their pages would."""

MAX_UPLOAD_BYTES = 40 * 1024 * 1024
"""A whole request; a single file is held to its own limit by the rules."""


def create_app(settings: config.Config) -> Flask:
    """Make the application for these settings."""
    app = Flask("app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder="static")
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
    files.ask_before_erasing(KEEPERS)
    journal.keep_head_in(settings.data / "journal-head")
    links.configure(settings.base_url, settings.secret_key, settings.is_demo)
    accounts_actions.configure_hasher(settings.cheap_passwords)
    guard_addresses(app)
    guard_tokens(app)
    protect(app, load_person)
    pages.show_errors_as_pages(app, lambda: build_shell(settings.is_demo))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _hand_in(app)
    return app


def _hand_in(app: Flask) -> None:
    """Give each room what it needs of rooms that it does not know."""
    exports.hand_in(app, LISTS)
    accounts_views.hand_in(app, accounts_views.FromAbove(organs.letterhead_on, derived_roles_on))
    horizon.hand_in(audits.limits)
    known = statutes_views.FromAbove(shares.first_entry_within, desk.judged_by_others, shares.split_preview)
    statutes_views.hand_in(app, known)
    statutes_actions.hand_in(shares_actions.follow_statute)
    archive_actions.hand_in(TAKEN_BACK)
    archive_views.hand_in(app, shares.is_overtaken)
    shares_actions.hand_in(OWED_OTHERWISE)
    departures_views.hand_in(app, removals_actions.take_effect)
    imports_views.hand_in(app, removals_actions.take_effect)
    portal_views.hand_in(app, reports.inspections_by)
    shares_views.hand_in(app, settlements.rests_of)


def load_person(token: str) -> SignedIn | None:
    """The person behind a login session, with the roles of today: granted ones and those that follow from offices."""
    session, now, today = db.session(), clock.now(), clock.today()
    found = accounts.find_open_session(session, token, now)
    if found is None:
        return None
    party = found.account.party
    roles = accounts.granted_roles_on(session, found.account_id, today) | organs.roles_on(session, party.id, today)
    audited = audits.access_of(session, found.account_id, today) if Role.AUDITOR in roles else audits.Access()
    if audited.is_over:
        roles -= {Role.AUDITOR}
    if members.members_known_to(session, party.id, today):
        roles |= {Role.MEMBER}
    actor = Actor(party.display_name, found.account_id, party.id, roles)
    return SignedIn(token, actor, found.account.locale, audited.horizon)


def derived_roles_on(session: Session, party_id: int, day: date) -> list[DerivedRole]:
    """The roles somebody holds without a grant, and why: offices of the day, members the person is, was or acts for."""
    roles = [
        DerivedRole(organs.ROLE_OF[office.organ], organs.FUNCTIONS[office.organ][office.function])
        for office in organs.offices_of(session, party_id)
        if office.first_day <= day and (office.last_day is None or office.last_day >= day)
    ]
    return roles + [
        DerivedRole(Role.MEMBER, portal_views.who_and_whether(member, day))
        for member in members.members_known_to(session, party_id, day)
    ]


def build_shell(is_demo: bool) -> pages.Shell:
    """What every page shows around its content."""
    person = None
    if is_signed_in():
        actor = current_actor()
        words = {**ROLE_WORDS, Role.MEMBER: portal_views.word_of_member(db.session(), actor, clock.today())}
        roles = ", ".join(_(words[role]) for role in Role if role in actor.roles)
        person = pages.Person(actor.name, initials(actor.name), roles)
    nav = desk_views.navigation() if person else ()
    return pages.Shell(setup_views.cooperative_name(), nav, person, is_demo, language.choose_locale())


def _engine_options(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10, "check_same_thread": False}}
    return {"pool_size": 10, "max_overflow": 40, "pool_pre_ping": True}


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
    return {**HANDLERS, outbox.JOB_KIND: outbox.handler(server)}


def wsgi() -> Flask:
    """The application for a WSGI server; the demo does its jobs in a thread of the same process."""
    settings = config.from_environment()
    app = create_app(settings)
    if settings.is_demo:
        threading.Thread(target=_work_along, args=(app, settings), daemon=True, name="worker").start()
    return app


def _work_along(app: Flask, settings: config.Config) -> None:
    with app.app_context():
        worker_of(settings).run_forever(threading.Event())


def worker_of(settings: config.Config) -> Worker:
    """A worker; it asks for the night's check, and what the throttles no longer count is forgotten first."""
    try:
        with transaction() as session:
            accounts_actions.forget_old_attempts(session, clock.now())
            admissions_actions.forget_old_uses(session, clock.now())
            operations_actions.ask_for_nightly_check(session, clock.now())
            operations_actions.ask_for_nightly_erasure(session, clock.now())
    except OperationalError:
        log.exception("the database does not answer yet; the worker begins all the same")
    return Worker(handlers_of(settings), DatabaseClock(db.engine))


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
        workers=1 if is_sqlite else 2, blocking_threads=16, log_enabled=parsed.verbose,
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
    worker.run_forever(stop)
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
    """Run one command; any command brings an empty or older database to the newest state first."""
    every = {command.name: command for command in (*SERVING, *COMMANDS)}
    parsed = _parser(list(every.values())).parse_args(arguments)
    if parsed.command == "demo":
        os.environ["GENOKONTOR_DEMO"] = "1"
        os.environ.setdefault("GENOKONTOR_BASE_URL", f"http://127.0.0.1:{parsed.port}")

    def carry_out() -> int:
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
