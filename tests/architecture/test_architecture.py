"""The house rules: imports go one way, the packages are ours, and the documentation names what exists."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import click
import pytest

from api.cli.commands import cli
from graph.schema import NODE_TYPES, RELATION_TYPES, Node, Relation, properties
from ingest.sources.registry import SOURCES
from queries import EVALUATIONS, QUESTIONS
from tests.support.places import ROOT

MAY_IMPORT = {
    "graph": {"graph"},
    "ingest": {"graph", "ingest"},
    "queries": {"graph", "queries"},
    "api": {"graph", "ingest", "queries", "api"},
}
MODULES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert (imported(path) & set(MAY_IMPORT)) <= MAY_IMPORT[package]


WINGS = {
    "graph.store": {"graph.store"},
    "graph.measures": {"graph.measures", "graph.store", "graph.backend", "graph.spark"},
    "graph.picture": {"graph.picture", "graph.store"},
    "graph.backend": {"graph.backend"},
    "graph.spark": {"graph.spark", "graph.measures"},
    "ingest.reading": {"ingest.reading"},
    "ingest.sources": {"ingest.sources", "ingest.reading", "ingest.flanders"},
    "ingest.flanders": {"ingest.flanders", "ingest.reading"},
    "ingest.resolution": {"ingest.resolution", "ingest.reading"},
    "queries.lookup": {"queries.lookup"},
    "queries.asking": {"queries.asking", "queries.lookup"},
    "queries.flanders": {"queries.flanders", "queries.lookup"},
    "queries.networks": {"queries.networks", "queries.lookup", "queries.asking"},
    "queries.likeness": {"queries.likeness", "queries.lookup", "queries.asking"},
    "queries.time": {"queries.time", "queries.lookup", "queries.asking"},
    "queries.browsing": {"queries.browsing", "queries.lookup", "queries.asking", "queries.flanders"},
    "queries.consolidating": {"queries.consolidating", "queries.networks", "queries.lookup", "queries.asking"},
    "queries.restructuring": {"queries.restructuring", "queries.consolidating", "queries.lookup", "queries.asking"},
    "queries.partnering": {"queries.partnering", "queries.consolidating", "queries.lookup", "queries.asking"},
    "api.exports": {"api.exports"},
    "api.words": {"api.words"},
    "api.drawing": {"api.drawing"},
    "api.figures": {"api.figures", "api.drawing", "api.words"},
    "api.web.charts": {"api.web.charts", "api.words", "api.drawing"},
}
"""What each wing may see of the wings beside it in its package; what stands at the top of `graph` is for all."""

MOST_MODULES = 17


def wing_of(module: str) -> str:
    """Return the wing that a module is in; a module outside a wing is its own."""
    return max((wing for wing in WINGS if module == wing or module.startswith(f"{wing}.")), key=len, default=module)


def modules_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            folder = ROOT.joinpath(*node.module.split("."))
            names = {alias.name for alias in node.names}
            inside = {name for name in names if (folder / f"{name}.py").is_file() or (folder / name).is_dir()}
            found |= {f"{node.module}.{name}" for name in inside}
            if inside < names:
                found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_floors_of_a_package(path: Path) -> None:
    """A wing sees the wings below it; rooms at the top of `graph` and of `api.web` belong to all wings."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    wing = wing_of(module)
    if wing not in WINGS:
        return
    package = wing.partition(".")[0]
    beside = {wing_of(name) for name in modules_imported(path) if name.partition(".")[0] == package}
    wrong = {name for name in beside - WINGS[wing] if name in WINGS or package != "graph"}
    assert not wrong, f"{module} sees {', '.join(sorted(wrong))}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """An import for the types alone counts, and one within a function: a reader must follow it, too."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for path in MODULES:
        if path.name != "__init__.py":
            order.add(".".join(path.relative_to(ROOT).with_suffix("").parts), *modules_imported(path))
    order.prepare()


def test_no_folder_is_a_flat_corridor() -> None:
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): number for folder, number in counts.items() if number > MOST_MODULES} == {}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_each_package_resolves_to_this_repository(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file
    assert Path(file).is_relative_to(ROOT), f"a foreign package '{package}' is in the way"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_public_name_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path} does not say what it is"


def cypher_constants() -> list[tuple[str, str]]:
    found = []
    for path in MODULES:
        if path.name == "staging.py":  # its labels keep a load that is under way out of the questions' sight
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))) if "MATCH" in text:
                    found.append((f"{path.relative_to(ROOT)}:{name}", text))
    return found


@pytest.mark.parametrize(("where", "cypher"), cypher_constants())
def test_cypher_uses_only_names_of_the_schema(where: str, cypher: str) -> None:
    labels = {kind.__name__ for kind in NODE_TYPES} | {kind.label for kind in RELATION_TYPES}
    kinds: tuple[type[Node] | type[Relation], ...] = (*NODE_TYPES, *RELATION_TYPES)
    names = {name for kind in kinds for name in properties(kind)}
    assert {part for found in re.findall(r"[(\[]\w*:([\w|]+)", cypher) for part in found.split("|")} <= labels
    assert set(re.findall(r"\b[a-z]\.(\w+)", cypher)) <= names


def test_scores_do_not_read_outcomes() -> None:
    for where, cypher in cypher_constants():
        score = "consolidat" in where or "graph/measures/network" in where
        if score and "evaluations" not in where:
            assert "CONTINUES_IN" not in cypher, where
            assert ".outcome" not in cypher, where


def test_the_readme_names_every_question_and_source() -> None:
    text = documentation()
    missing = [
        name
        for name in (*QUESTIONS, *EVALUATIONS, *(source.name for source in SOURCES))
        if f"`{name}`" not in text and f"`{name}=" not in text
    ]
    assert not missing


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_commands_and_the_environment_are_documented() -> None:
    text = documentation()
    read = {f"INTERCLUSTER_{name}" for name in ("HOME", "STORE", "DATA", "TOKEN", "SPARK")}
    used = set(re.findall(r'"(INTERCLUSTER_[A-Z]+)"', (ROOT / "graph/settings.py").read_text(encoding="utf-8")))
    assert used == read
    assert not [name for name in sorted(used) if f"`{name}`" not in text]
    assert not [name for name in cli.list_commands(click.Context(cli)) if not re.search(rf"\b{name}\b", text)]


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        assert not [link for link in links if not (page.parent / link).exists()], page


def test_every_test_that_the_documentation_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", documentation())
    assert named
    assert not [one for one in named if f"def {one[1]}" not in (ROOT / one[0]).read_text(encoding="utf-8")]


def test_the_readme_is_one_page() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


LOCKS = [("requirements.lock", 40), ("requirements-spark.lock", 1), ("requirements-mcp.lock", 20)]


@pytest.mark.parametrize(("name", "least"), LOCKS)
def test_the_lock_file_pins_hashes_and_names_no_host(name: str, least: int) -> None:
    lock = (ROOT / name).read_text()
    assert "://" not in lock
    pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", lock, re.MULTILINE)
    assert len(pins) > least
    assert lock.count("--hash=sha256:") >= len(pins)


def test_a_service_and_a_question_start_without_what_only_pictures_and_notebooks_need() -> None:
    told = (
        "import sys, api.service; print(sorted({'IPython', 'pandas', 'pyvis', 'sklearn', 'numba'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
