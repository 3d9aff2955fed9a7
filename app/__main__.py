"""Start Genokontor on a bare machine: ``python3 -m app COMMAND …``.

Installs what is missing (Debian packages, ``.venv``, the locked Python packages) and then becomes
``.venv/bin/python -m app.main COMMAND …``; for ``test`` it becomes the runner of the whole suite.
Nothing but the standard library, for nothing else is there yet; what it says goes to stderr, so that a
command's output can be piped.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

if sys.version_info < (3, 11):  # noqa: UP036 - the machine's own python3 may be any
    sys.exit(
        "Genokontor braucht Python 3.11 oder neuer, dies ist Python {0}.{1}.\n"
        "Genokontor needs Python 3.11 or later, this is Python {0}.{1}.".format(*sys.version_info)
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
PYTHON = sys.implementation.cache_tag
OF_THE_SYSTEM = "/usr/bin/python3"
IS_FIT = "import sys, ensurepip; sys.exit(sys.base_prefix != '/usr' or not (3, 11) <= sys.version_info[:2] < (3, 15))"
STAMP = "genokontor-installed"

VENV_PACKAGE = "python3-venv"
RUN_PACKAGES = ("ca-certificates", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
TEST_PACKAGES = ("chromium-headless-shell", "default-jdk-headless", "libjaxb-java", "poppler-utils")

HELP = """\
Genokontor: das Büro einer eingetragenen Genossenschaft / the back office of a registered cooperative

Aufruf / usage: python3 -m app [--yes] COMMAND …

  demo            die Vorführung mit einer erfundenen Genossenschaft / the demo with a fictional cooperative
  setup [--test]  nur einrichten, mit --test auch die Prüfwerkzeuge / only install, with --test the test tools too
  test [PATH …]   alle Prüfungen, oder nur die genannten / every check, or only those named
  serve, worker   im Ernst betreiben / run in earnest
  administrator   den ersten Zugang anlegen / make the first login
  similar FILE    zu jedem Bedarf die fünf ähnlichsten / of each need the five most alike
  import, register, check, backup, restore, samples
                  Daten und Bestand; mit --help erklärt / data and holdings, each explained by --help
  --yes           fehlende Debian-Pakete ohne Frage installieren / install missing Debian packages without asking

Beispiele / examples:
  python3 -m app demo
  python3 -m app test tests/shares -k reversal
  sudo python3 -m app setup --test --yes
"""


HELP_WORDS = frozenset({"-h", "--help"})


class Request(NamedTuple):
    """What the command line asks for; no command asks for help."""

    command: str
    arguments: tuple[str, ...]
    yes: bool

    @property
    def asks_for_help(self) -> bool:
        """Say whether only words are wanted, of all commands or of one."""
        return not self.command or not HELP_WORDS.isdisjoint(self.arguments)

    @property
    def tests(self) -> bool:
        """Say whether the tools of the tests are wanted."""
        return self.command == "test" or (self.command == "setup" and "--test" in self.arguments)

    @property
    def locks(self) -> tuple[Path, ...]:
        """Name the locks to fulfil; the last one holds them all."""
        return (RUN_LOCK, TEST_LOCK) if self.tests else (RUN_LOCK,)


class Machine(NamedTuple):
    """What the machine and the caller allow."""

    is_root: bool
    has_apt: bool
    has_sudo: bool
    has_terminal: bool


Step = Enum("Step", "GO_ON ASK INSTALL STOP")  # about missing Debian packages
State = Enum("State", "READY OUTDATED BROKEN")  # of .venv: nothing to do, another lock's packages, or from scratch


def python_to_become(running: str, system: str = OF_THE_SYSTEM) -> str | None:
    """Give the system's own Python where another one runs, named by its prefix; None where it cannot serve.

    The machine's updates keep it secure, and it is built for speed: one compiled by hand takes an eighth longer.
    """
    if running == "/usr" or not os.access(system, os.X_OK):
        return None
    return None if subprocess.run([system, "-c", IS_FIT], capture_output=True, check=False).returncode else system


def read_request(words: Sequence[str], environ: Mapping[str, str]) -> Request:
    """Read the command line; ``--yes`` is taken out wherever it stands, CI=true means the same."""
    rest = [word for word in words if word != "--yes"]
    yes = len(rest) < len(words) or environ.get("CI") == "true"
    command = "" if not rest or rest[0] in {*HELP_WORDS, "help"} else rest[0]
    if command in {"setup", "test"} and not HELP_WORDS.isdisjoint(rest):
        return Request("", (), yes)
    if command == "setup" and not {*rest[1:]} <= {"--test"}:
        sys.exit("Aufruf / usage: python3 -m app setup [--test] [--yes]")
    return Request(command, tuple(rest[1:]), yes)


def wanted_packages(tests: bool, can_make_venv: bool) -> tuple[str, ...]:
    """Name the Debian packages to have; ``python3-venv`` only where this Python cannot make a venv without it."""
    venv = () if can_make_venv else (VENV_PACKAGE,)
    return (*venv, *RUN_PACKAGES, *(TEST_PACKAGES if tests else ()))


def missing_packages(wanted: Sequence[str], listing: str) -> list[str]:
    """Say which packages a listing by ``dpkg-query`` (name and status a line) does not show as installed."""
    lines = listing.splitlines()
    return [name for name in wanted if f"{name} installed" not in lines]


def bearable(missing: Sequence[str], machine: Machine, request: Request) -> bool:
    """Say whether the command can do without: tests bear the want of their own tools, and their runner names it.

    Without apt nobody knows what is there under another name; only ``python3-venv`` is known to be missing.
    """
    if not machine.has_apt:
        return VENV_PACKAGE not in missing
    return request.tests and {*missing} <= {*TEST_PACKAGES}


def next_step(missing: Sequence[str], machine: Machine, request: Request) -> Step:
    """Decide about missing packages; only a person at a terminal is asked."""
    if machine.has_apt and (machine.is_root or machine.has_sudo):
        if request.yes:
            return Step.INSTALL
        if machine.has_terminal:
            return Step.ASK
        if machine.is_root:
            return Step.STOP
    return Step.GO_ON if bearable(missing, machine, request) else Step.STOP


def apt_commands(missing: Sequence[str], machine: Machine) -> list[list[str]]:
    """Spell out how the packages are installed; without a terminal sudo must not ask for a password."""
    sudo = [] if machine.is_root else ["sudo"] if machine.has_terminal else ["sudo", "-n"]
    install = ["install", "--no-install-recommends", "-y", *missing]
    return [[*sudo, "apt-get", "update"], [*sudo, "apt-get", *install]]


def sudo_caller(effective_uid: int, environ: Mapping[str, str]) -> tuple[int, int] | None:
    """Give the user and group to drop to, if root came by sudo from somebody else."""
    uid, gid = int(environ.get("SUDO_UID", "0")), int(environ.get("SUDO_GID", "0"))
    return (uid, gid) if effective_uid == 0 and uid else None


def digest(lock: Path) -> str:
    """Give the fingerprint of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def state_of(venv: Path, lock: Path, python: str) -> State:
    """Judge ``.venv`` by its stamp, which is written last and removed before any change."""
    stamp = venv / STAMP
    lines = stamp.read_text().split() if stamp.is_file() else []
    if python not in lines or not (venv / "bin/python").exists() or not (venv / "bin/pip").exists():
        return State.BROKEN
    return State.READY if digest(lock) in lines else State.OUTDATED


def write_stamp(venv: Path, locks: Sequence[Path], python: str) -> None:
    """Note in one stroke which Python and which locks ``.venv`` stands for."""
    draft = venv / (STAMP + ".new")
    draft.write_text("\n".join([python, *map(digest, locks), ""]))
    draft.replace(venv / STAMP)


def successor(request: Request) -> list[str]:
    """Give the command line that this process becomes."""
    python = str(VENV / "bin/python")
    if request.command == "test":
        return [python, "-m", "tests.runner", *request.arguments]
    return [python, "-m", "app.main", *([request.command, *request.arguments] if request.command else ["--help"])]


def say(text: str) -> None:
    """Tell the person at the terminal, beside the command's own output."""
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str]) -> bool:
    """Run an installer and say whether it succeeded; it shares the lock, in case it outlives this process."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, close_fds=False, env=environ, check=False)
    return done.returncode == 0


def look_around() -> Machine:
    """See what this machine and its caller allow."""
    streams = (sys.stdin, sys.stderr)
    return Machine(
        is_root=os.geteuid() == 0,
        has_apt=bool(shutil.which("apt-get") and shutil.which("dpkg-query")),
        has_sudo=shutil.which("sudo") is not None,
        has_terminal=all(stream is not None and stream.isatty() for stream in streams),
    )


def list_packages(wanted: Sequence[str]) -> str:
    """Ask dpkg for the status of packages."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout


def agreed() -> bool:
    """Ask the person at the terminal; no answer is a no."""
    say("Jetzt installieren? / Install them now? [j/y/N] ")
    return sys.stdin.readline().strip().lower() in {"j", "ja", "y", "yes"}


def ensure_debian_packages(request: Request, machine: Machine) -> None:
    """Install the missing Debian packages, go on without them, or stop and name them."""
    wanted = wanted_packages(request.tests, find_spec("ensurepip") is not None)
    missing = missing_packages(wanted, list_packages(wanted) if machine.has_apt else "")
    if not missing:
        return
    say("Es fehlen Pakete / packages are missing: " + " ".join(missing))
    step = next_step(missing, machine, request)
    commands = apt_commands(missing, machine)
    if (step is Step.INSTALL or (step is Step.ASK and agreed())) and [run(command) for command in commands][-1]:
        return
    by_hand = apt_commands(missing, machine._replace(has_terminal=True))
    say("Von Hand / by hand: " + " && ".join(" ".join(command) for command in by_hand))
    if step is Step.STOP or not bearable(missing, machine, request):
        sys.exit("Ohne diese Pakete geht es nicht weiter. / Cannot go on without these packages.")


def hand_over(folder: Path, uid: int, gid: int) -> None:
    """Make a folder the caller's, with all that an earlier start as root left in it."""
    folder.mkdir(exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)


def drop_root() -> None:
    """Go on for good as the caller of sudo, so that ``.venv`` and the data are theirs."""
    caller = sudo_caller(os.geteuid(), os.environ)
    if not caller:
        return
    for folder in (VENV, ROOT / "app/__pycache__"):
        hand_over(folder, *caller)
    uid, gid = caller
    person = pwd.getpwuid(uid)
    os.setgroups(os.getgrouplist(person.pw_name, gid))
    os.setgid(gid)
    os.setuid(uid)
    os.environ.update(HOME=person.pw_dir, USER=person.pw_name, LOGNAME=person.pw_name)


def ensure_python_packages(venv: Path, locks: Sequence[Path]) -> None:
    """Bring ``.venv`` to the lock; what another Python or a broken-off start left is made anew."""
    state = state_of(venv, locks[-1], PYTHON)
    if state is State.READY:
        return
    (venv / STAMP).unlink(missing_ok=True)
    say("Python-Pakete werden installiert, das dauert etwa eine Minute. / Installing Python packages, about a minute.")
    install = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if state is State.BROKEN and venv.is_symlink():
        sys.exit(f"{venv} ist eine Verknüpfung und wird nicht geleert. / {venv} is a link and is not emptied.")
    if state is State.BROKEN and not run([sys.executable, "-m", "venv", "--clear", str(venv)]):
        sys.exit("Die Umgebung .venv konnte nicht angelegt werden. / Could not make .venv.")
    if not run([*install, "--require-hashes", "-r", str(locks[-1])]):
        sys.exit("Die Python-Pakete wurden nicht installiert. / The Python packages were not installed.")
    write_stamp(venv, locks, PYTHON)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the project folder's lock, so that two starts do not install at once."""
    handle = os.open(folder, os.O_RDONLY)
    os.set_inheritable(handle, True)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Eine andere Einrichtung läuft, bitte warten. / Waiting for another installation to end.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def prepare(request: Request, machine: Machine) -> None:
    """Install all that the command needs; without apt, packages are a matter of the first start alone."""
    with alone(ROOT):
        if machine.has_apt or state_of(VENV, request.locks[-1], PYTHON) is not State.READY:
            ensure_debian_packages(request, machine)
        drop_root()
        ensure_python_packages(VENV, request.locks)


def main(words: Sequence[str]) -> None:
    """Install what the command needs, then become it; help installs nothing."""
    request = read_request(words, os.environ)
    if not request.asks_for_help:
        prepare(request, look_around())
        if request.command == "setup":
            return
    else:
        is_ready = state_of(VENV, RUN_LOCK, PYTHON) is State.READY
        if not request.command or not is_ready:
            print(HELP, flush=True)
        if not is_ready:
            return
        drop_root()
    command = successor(request)
    os.execv(command[0], command)


if __name__ == "__main__":
    stands = state_of(VENV, RUN_LOCK, PYTHON) is not State.BROKEN
    if not stands and (better := python_to_become(sys.base_prefix)):
        os.execv(better, [better, *sys.orig_argv[1:]])
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
