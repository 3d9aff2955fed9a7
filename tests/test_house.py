"""The house keeps its own rules: rooms, shelves, name plates, access, templates, citations."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from app.core import outbox
from app.main import SERVING, create_app
from app.rooms import BLUEPRINTS, COMMANDS, HANDLERS
from tests.conftest import settings_for

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
ASIDE = {"core", "static", "translations", "__pycache__"}
ROOMS = sorted(path.name for path in APP.iterdir() if path.is_dir() and path.name not in ASIDE)
SHELVES = {"rules", "models", "queries", "actions", "forms", "jobs", "commands", "views", "api"}
CODE = [*APP.rglob("*.py"), *(ROOT / "documents").rglob("*.py"), ROOT / "config.py"]
MAX_LINES, MAX_TEMPLATE_LINES = 500, 130

PUBLIC = {
    "accounts.login", "accounts.forgotten", "accounts.reset", "accounts.accept", "accounts.set_language",
    "archive.check", "archive.check_form", "setup.first", "statutes.download", "statutes.download_current",
    "admissions.privacy", "attendance.enter", "attendance.inside", "attendance.join", "attendance.leave", "demo.reset",
    "needs.public_index", "needs.public_show", "promotion.public_map", "solutions.public_index",
    "solutions.public_offers", "solutions.public_show",
    "prospects.enquire", "prospects.enquire_gone", "prospects.enquire_send", "prospects.enquire_thanks",
    "static", "voting.ballot", "voting.cast", "voting.object_to", "voting.pulse", "voting.raise_hand",
    "voting.review",
}
"""Views that anybody may open; the own pages of applicants and prospects, by secret link, come on top."""


@pytest.fixture(scope="module")
def house_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, without asking its database."""
    data = tmp_path_factory.mktemp("house")
    return create_app(settings_for(data, f"sqlite:///{data / 'house.sqlite3'}"))


def files_of(shelf: str) -> Iterator[Path]:
    """All files of one shelf in every room, whether a module or a package."""
    for room in ROOMS:
        yield from [path for path in [APP / room / f"{shelf}.py", *(APP / room / shelf).glob("*.py")] if path.exists()]


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def room_of(path: Path) -> str:
    """The room a file stands in."""
    return path.relative_to(APP).parts[0]


def test_the_contracts_name_every_room() -> None:
    """A room that no contract knows would be bound by none."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    by_id = {contract["id"]: contract for contract in contracts}
    on_stairs = {room.strip() for layer in by_id["staircase"]["layers"] for room in layer.split("|")}
    assert sorted(on_stairs - {"main", "rooms", "core"}) == ROOMS
    assert sorted(container.removeprefix("app.") for container in by_id["shelves"]["containers"]) == ROOMS


def test_a_room_has_only_its_shelves() -> None:
    """No utils, helpers, common, services."""
    odd = [
        str(path.relative_to(ROOT)) for room in ROOMS for path in (APP / room).iterdir()
        if path.stem not in SHELVES | {"__init__", "__pycache__"}
    ]
    assert odd == []


def test_every_room_has_a_name_plate() -> None:
    """Opening a room, one knows whose room it is."""
    bare = [room for room in ROOMS if not ast.get_docstring(ast.parse((APP / room / "__init__.py").read_text()))]
    assert bare == []


def test_views_and_forms_leave_lower_rooms_models_and_actions_alone() -> None:
    """A page asks lower rooms for reads only; a form may build on a lower room's."""
    forbidden = re.compile(r"^app\.(\w+)\.(models|actions|forms)\b")
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for shelf in ("views", "forms", "api") for path in files_of(shelf) for name in imports_of(path)
        if (match := forbidden.match(name)) and match[1] not in (room_of(path), "core")
        and (shelf, match[2]) != ("forms", "forms")
    ]
    assert found == []


def test_only_the_transaction_commits() -> None:
    """One place commits; everything else happens inside it."""
    committing = [str(path.relative_to(ROOT)) for path in CODE if ".commit(" in path.read_text()]
    assert committing == ["app/core/db.py"]


def test_every_route_says_who_may_open_it(house_app: Flask) -> None:
    """Deny by default: a view without a word on access is a fault; open ones stand on a short list."""
    for endpoint, view in house_app.view_functions.items():
        is_open, is_guarded = getattr(view, "is_public", False), hasattr(view, "allowed_roles")
        if endpoint != "static":
            assert is_open != is_guarded, f"{endpoint} is neither public nor guarded, or both"
        is_ones_own = endpoint.startswith(("admissions.apply_", "prospects.own"))
        assert not is_open or is_ones_own or endpoint in PUBLIC, f"{endpoint} is public but not on the list"


def test_every_blueprint_is_its_room() -> None:
    """View, endpoint and template share the room's name."""
    assert sorted(blueprint.name for blueprint in BLUEPRINTS) == sorted({b.name for b in BLUEPRINTS})
    assert {blueprint.name for blueprint in BLUEPRINTS} <= set(ROOMS)


def test_every_template_is_reached_and_every_named_template_exists() -> None:
    """No page without a view, no view without its page."""
    named: set[str] = set()
    for path in CODE:
        named |= set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', path.read_text()))
    templates = {str(path.relative_to(ROOT / "templates")): path for path in (ROOT / "templates").rglob("*.html")}
    for path in templates.values():
        named |= set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', path.read_text()))
    printed = {name for name in named if (ROOT / "documents" / name).exists()}
    missing = {name for name in named - printed if name not in templates}
    assert missing == set()
    assert set(templates) - named == set()


def test_public_rules_actions_and_queries_say_what_they_mean() -> None:
    """Meaning, units, errors and source stand in the docstring."""
    bare = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for shelf in ("rules", "actions", "queries") for path in files_of(shelf)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_every_public_rule_is_asked_by_the_application() -> None:
    """A rule that nothing asks decides nothing."""
    trees = [ast.parse(path.read_text()) for path in APP.rglob("*.py")]
    asked = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    asked |= {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    rules = [node.name for path in files_of("rules") for node in ast.parse(path.read_text()).body
             if isinstance(node, ast.FunctionDef)]
    assert [name for name in rules if name not in asked] == []


def test_functions_of_the_application_say_what_they_return() -> None:
    """Return types on all of the application."""
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in CODE for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.returns is None
    ]
    assert silent == []


def test_no_file_is_too_long() -> None:
    """A shelf that grows becomes a package."""
    files = [*CODE, *(ROOT / "tests").rglob("*.py")]
    long = [str(path.relative_to(ROOT)) for path in files if path.read_text().count("\n") > MAX_LINES]
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "documents").rglob("*.html")]
    long += [str(path.relative_to(ROOT)) for path in templates if path.read_text().count("\n") > MAX_TEMPLATE_LINES]
    assert long == []


def test_every_rule_cited_is_in_the_catalogue() -> None:
    """A citation that leads nowhere is worse than none."""
    catalogue = (ROOT / "tests" / "data" / "rule-catalogue.md").read_text()
    known = set(re.findall(r"R-[A-Z]+-\d\d", catalogue))
    cited = {rule for path in CODE for rule in re.findall(r"R-[A-Z]+-\d\d", path.read_text())}
    assert cited - known == set()


def test_the_journal_keeps_sentences_that_can_be_told_in_another_language() -> None:
    """A summary is `Told` with its values: neither plain German nor an f-string."""
    found = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in APP.rglob("*.py") for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and any(_is_untold(each, function) for each in _summaries(function))
    ]
    assert found == []


def _summaries(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a function gives the journal as summary."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("journal.record", "record"):
            yield from node.args[5:6]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "summary")


def _is_untold(summary: ast.expr, function: ast.FunctionDef) -> bool:
    """Whether an expression, or what the function assigned to its name, is anything but `Told` in every case."""
    if isinstance(summary, ast.IfExp):
        return _is_untold(summary.body, function) or _is_untold(summary.orelse, function)
    if isinstance(summary, ast.Name):
        values = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign)
                  and any(ast.unparse(target) == summary.id for target in node.targets)]
        given = [each for each in function.args.args if each.arg == summary.id and each.annotation]
        is_given = any(each.annotation and ast.unparse(each.annotation).startswith("Told") for each in given)
        return any(_is_untold(value, function) for value in values) or not (values or is_given)
    return not (isinstance(summary, ast.Call) and ast.unparse(summary.func) == "Told")


def test_every_job_kind_has_a_handler() -> None:
    """A job asked for in the code can be done by the worker."""
    asked: set[str] = set()
    for path in APP.rglob("*.py"):
        asked |= set(re.findall(r'enqueue\(\s*\w+,\s*"([a-z_]+)"', path.read_text()))
    assert asked <= {*HANDLERS, outbox.JOB_KIND}


def test_every_room_s_commands_and_jobs_are_collected() -> None:
    """What a room offers is wired, not forgotten."""
    for room in ROOMS:
        if (APP / room / "commands.py").exists():
            assert set(import_module(f"app.{room}.commands").COMMANDS) <= {*SERVING, *COMMANDS}, room
        if (APP / room / "jobs.py").exists():
            assert import_module(f"app.{room}.jobs").HANDLERS.items() <= HANDLERS.items(), room


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of somebody's machine, no registry's host, nothing left open."""
    foreign = "/wo" + r"rk/|" + "/fa" + r"rm/|" + "py" + r"pi\.o|" + "npm" + r"js\."
    words = re.compile(foreign + r"|\b(TODO|FIXME|XXX)\b|NotImplementedError")
    kept = [*CODE, *(ROOT / "templates").rglob("*.html"), ROOT / "pyproject.toml", ROOT / "README.md"]
    assert [str(path.relative_to(ROOT)) for path in kept if words.search(path.read_text())] == []
