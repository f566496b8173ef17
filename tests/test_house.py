"""The house stands as drawn: imports run one way, each library stays in its room, and the lock is whole."""

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

MAY_ASK = {
    "models": set(),
    "engine": {"models"},
    "config": {"models"},
    "tasks": {"config", "engine", "models"},
    "flows": {"config", "engine", "models", "tasks"},
    "web": {"config", "engine", "models"},
    "cli": {"config", "engine", "models", "migrations"},
    "migrations": {"config", "models"},
}
# The rooms of the engine, each knowing only those before it: docs/architecture.md.
ENGINE = (
    "dialect", "locks", "journal", "heartbeat", "wording", "run_words", "reading", "directory", "ladders", "access",
    "names", "register", "jobs", "fulfilment", "upkeep", "escalation", "delivery", "rehearsal", "runs", "drafts",
    "watching",
)  # fmt: skip
KEPT_IN = {
    "prefect": ("tasks", "flows"),
    "fastapi": ("web",),
    "starlette": ("web",),
    "typer": ("cli",),
    "apprise": ("engine.delivery",),
}
WITHOUT_A_CLOCK = ("models", "engine")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def sources() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts), file.read_text(encoding="utf-8")


def imports(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


def upward_imports(module: str, source: str) -> list[str]:
    """Of a module of the engine: the rooms it asks that stand after its own."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.module)
    asked = {str(node.module).split(".")[1] for node in nodes if str(node.module).startswith("engine.")}
    return sorted(asked - set(ENGINE[: ENGINE.index(module.split(".")[1]) + 1]))


def wrong_imports(module: str, source: str) -> list[str]:
    room = module.partition(".")[0]
    return [name for name in sorted(imports(source)) if not _allowed(module, room, name)]


def _allowed(module: str, room: str, name: str) -> bool:
    if name in MAY_ASK:
        return name == room or name in MAY_ASK[room]
    return name not in KEPT_IN or any(f"{module}.".startswith(f"{home}.") for home in KEPT_IN[name])


def clock_readings(source: str) -> list[int]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if _name(call.func) in {"now", "today", "utcnow"}]


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else ""


def test_every_room_is_in_the_plan():
    assert set(ROOMS) == set(MAY_ASK)


def test_imports_run_one_way_and_libraries_stay_in_their_rooms():
    wrong = {module: names for module, source in sources() if (names := wrong_imports(module, source))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "source", "names"),
    [
        ("models.plans", "import engine.register.expand", ["engine"]),
        ("engine.escalation.sweep", "from config.settings import Settings", ["config"]),
        ("engine.escalation.sweep", "def f():\n    import prefect.flows", ["prefect"]),
        ("engine.report", "from apprise import Apprise", ["apprise"]),
        ("engine.delivery_notes", "import apprise", ["apprise"]),
        ("engine.delivery.email", "import apprise, models.messages", []),
        ("web.app", "from fastapi import FastAPI\nfrom flows import sweep", ["flows"]),
        ("cli.app", "import typer, fastapi", ["fastapi"]),
        ("tasks.sweep", "from prefect import task\nfrom flows.sweep import sweep", ["flows"]),
    ],
)
def test_a_wrong_import_is_found(module, source, names):
    assert wrong_imports(module, source) == names


def test_a_room_of_the_engine_knows_only_those_before_it():
    inside = {
        module: source for module, source in sources() if module.startswith("engine.") and "__init__" not in module
    }
    assert {module.split(".")[1] for module in inside} == set(ENGINE)
    assert {module: names for module, source in inside.items() if (names := upward_imports(module, source))} == {}


def test_an_import_of_a_later_room_is_found():
    source = (
        "from engine.journal import record\nfrom engine.watching.queries import plans\nfrom models.plans import Plan"
    )
    assert upward_imports("engine.fulfilment.complete", source) == ["watching"]


def test_only_the_doors_read_the_clock():
    readings = {
        module: lines
        for module, source in sources()
        if module.partition(".")[0] in WITHOUT_A_CLOCK and (lines := clock_readings(source))
    }
    assert readings == {}


def test_a_look_at_the_clock_is_found():
    assert clock_readings("x = 1\ny = datetime.now(UTC)\nz = dt.date.today()\n") == [2, 3]


def test_modules_have_names_that_say_something():
    assert [module for module, _ in sources() if NAMES_THAT_SAY_NOTHING & set(module.split("."))] == []


def test_the_tests_shadow_no_room():
    assert [str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("__init__.py")] == []


def test_from_any_folder_the_rooms_are_ours(tmp_path):
    script = "import importlib.util, json, sys; print(json.dumps([importlib.util.find_spec(n).origin for n in sys.argv[1:]]))"
    found = subprocess.run(
        [sys.executable, "-c", script, *ROOMS], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert json.loads(found.stdout) == [str(ROOT / room / "__init__.py") for room in ROOMS]


def test_no_package_we_depend_on_claims_the_name_of_a_room():
    owners = importlib.metadata.packages_distributions()
    assert {room: set(owners.get(room, [])) - {"dondoc"} for room in ROOMS} == {room: set() for room in ROOMS}


def test_a_source_archive_carries_every_room():
    assert set(ROOMS) <= set(PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"])


def locked() -> dict[str, tuple[Requirement, list[str]]]:
    joined = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "")
    entries = (
        line.split(" --hash=") for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")
    )
    parsed = ((Requirement(stated), [h.strip() for h in hashes]) for stated, *hashes in entries)
    return {_plain(requirement.name): (requirement, hashes) for requirement, hashes in parsed}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_locked_requirement_is_one_version_with_hashes():
    loose = [
        str(requirement)
        for requirement, hashes in locked().values()
        if [s.operator for s in requirement.specifier] != ["=="]
        or not hashes
        or any(not re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes)
    ]
    assert loose == []


def test_the_lock_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"^.*(?:://|--index-url|--extra-index-url|--find-links| @ ).*$", text, re.MULTILINE) == []


def test_the_lock_holds_what_the_project_asks_for():
    project = PROJECT["project"]
    asked = map(Requirement, chain(project["dependencies"], *project["optional-dependencies"].values()))
    versions = {name: next(iter(requirement.specifier)).version for name, (requirement, _) in locked().items()}
    missing = [
        str(r) for r in asked if _plain(r.name) not in versions or not r.specifier.contains(versions[_plain(r.name)])
    ]
    assert missing == []
