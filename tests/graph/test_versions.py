"""Stores of other versions: an older one answers everything and a load brings it up to date, a newer one is refused.

`files/store-0.1.0.tar.xz` is a home of version 0.1.0: a store of two membership lists and a list of projects, and the
judgements beside it. Add one at each release.
"""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from graph.errors import StoreError
from graph.judgements import Decision, Judgements, MatchEvidence
from graph.schema import Claim, Cluster, Organisation
from graph.store import Store, open_store
from graph.store.form import FORMAT, all_columns
from ingest import loading
from queries import EVALUATIONS, QUESTIONS
from queries.lookup.record import record
from tests.conftest import plain_driver
from tests.support import toys
from tests.support.asking import ask
from tests.support.command import call
from tests.support.places import FILES

RELEASES = sorted(FILES.glob("store-*.tar.xz"))
ARGUMENTS: dict[str, dict[str, Any]] = {
    "path": {"a": "Alfa", "b": "Beta"},
    "what_if": {"a": "Alfa", "b": "Beta"},
    "partners": {"name": "Alfa"},
    "screen": {"title": "Alfa and Beta"},
    "search": {"text": "Sirris"},
    "restructure": {"draws": 20},
}
SAID = Decision("organisation:toy:x", "organisation:toy:y", "review", 0.9, 2.0, (MatchEvidence("same name", "X", 3.0),))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    (tmp_path / "store").rename(tmp_path / "home" / "store")
    return tmp_path / "home"


def opened(home: Path) -> Store:
    return open_store(f"ladybug://{(home / 'store').as_posix()}")


def files(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (home / "store").iterdir()}


def test_there_is_a_store_of_the_first_release() -> None:
    assert "store-0.1.0.tar.xz" in {path.name for path in RELEASES}


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "intersections"])
def test_an_older_store_answers_every_question_and_is_not_touched(name: str, home: Path) -> None:
    before = files(home)
    with opened(home) as store:
        answer = ask(QUESTIONS[name], store, **ARGUMENTS.get(name, {}))
        assert answer.data_version == store.data_version
    assert files(home) == before


def test_an_older_store_shows_records_and_what_it_lacks_is_unknown(home: Path) -> None:
    with opened(home) as store:
        found = record(store, "Sirris")
        assert "Alfa" in {tie.other_name for tie in found.relations}
        assert all(node.novelty is None for node in store.facts().nodes(Cluster))
        assert store.facts().nodes(Organisation)
        ask(EVALUATIONS["report"], store)


@pytest.mark.parametrize("name", ["gexf", "graphml", "cytoscape", "csv", "jsonld"])
def test_an_older_store_is_exported(name: str, home: Path, tmp_path: Path) -> None:
    done = call("export", "--format", name, "-o", str(tmp_path / "out"), home=home)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").stat().st_size > 100


def test_a_judgement_brings_an_older_store_up_to_date_and_people_keep_their_word(home: Path) -> None:
    judgements = Judgements(home)
    before = judgements.all()
    assert {one.verdict for one in before} == {"different"}
    with opened(home) as store:
        facts, sources = store.facts(), set(store.snapshots())
        loading.rebuild(store, judgements)
        now = store.current()
        assert set(now.snapshots()) == sources
        assert {n.id for n in facts.nodes(Cluster)} == {n.id for n in now.facts().nodes(Cluster)}
        assert now.decisions("same")
    assert json.loads((home / "store" / "CURRENT").read_text())["format"] == FORMAT
    assert judgements.all() == before


def test_an_added_property_and_type_need_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule for later versions: what an older store lacks is None, whatever it is."""
    definitions = "graph.store.ladybug.graph_files.definitions"
    from graph import statements

    without = [line for line in statements.definitions() if "BACKED_BY" not in line]
    older = [line.replace(", note STRING", "").replace(", subgroup STRING", "") for line in without]
    store = open_store(f"ladybug://{tmp_path.as_posix()}")
    with monkeypatch.context() as patch:
        patch.setattr(definitions, lambda: older)
        patch.setattr("graph.store.ladybug.folder.definitions", lambda: older)
        patch.setattr("graph.store.ladybug.building.run", _write_without({"note", "subgroup"}))
        patch.setattr("graph.store.ladybug.embedded.read_version", lambda opened: toys.triangle().version())
        store.load(toys.triangle())
    with store.current() as now:
        assert list(now.facts()) == list(toys.triangle())
        assert now.rows("MATCH (c:Claim) WHERE c.subgroup IS NULL RETURN count(*) AS n") == [
            {"n": len(toys.triangle().nodes(Claim))}
        ]
        now.load(toys.triangle())
        assert now.current().rows("MATCH (c:Cluster) RETURN count(c.note) AS n") == [{"n": 0}]


def _write_without(columns: set[str]) -> Callable[..., None]:
    from graph.store.ladybug import building

    real = building.run

    def write(path: Path, steps: list[tuple[str, pyarrow.Table | None]]) -> None:
        kept = [(cypher, table) for cypher, table in steps if "COPY BACKED_BY" not in cypher]
        real(path, [(cypher, None if table is None else _select(table, columns)) for cypher, table in kept])

    return write


def _select(table: pyarrow.Table, without: set[str]) -> pyarrow.Table:
    return table.select([name for name in table.column_names if name not in without])


def test_a_store_of_more_columns_is_refused_rather_than_shortened(store: Store, store_url: str) -> None:
    """Of the same format, by a version of the program that knows one property more."""
    store.load(toys.triangle())
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ladybug.embedded", "staging"):
            patch.setattr(f"graph.store.{module}.all_columns", lambda: (*all_columns(), "Cluster.colour"))
        patch.setattr("graph.store.ladybug.folder.check_columns", lambda columns, where: None)
        patch.setattr("graph.store.staging.check_columns", lambda columns, where: None)
        store.load(toys.with_members())
    for touch in (lambda: open_store(store_url), lambda: store.load(toys.triangle()), store.current):
        with pytest.raises(StoreError, match="was written by a later version of Intercluster"):
            touch()


def test_a_newer_store_is_refused_in_one_sentence(tmp_path: Path) -> None:
    store = open_store(f"ladybug://{tmp_path.as_posix()}")
    store.load(toys.triangle())
    current = tmp_path / "CURRENT"
    current.write_text(json.dumps({**json.loads(current.read_text()), "format": FORMAT + 1, "unheard": "of"}))
    for touch in (lambda: open_store(store.url), lambda: store.load(toys.with_members()), store.current):
        with pytest.raises(StoreError, match="was written by a later version of Intercluster"):
            touch()
    assert json.loads(current.read_text())["format"] == FORMAT + 1


def test_a_newer_neo4j_store_is_refused_and_an_older_one_is_read(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store, plain_driver(empty_neo4j) as driver:
        store.load(toys.triangle(), decisions=(SAID,))
        driver.execute_query("MATCH (l:InterclusterLoad) REMOVE l.format, l.decisions")
        driver.execute_query("MATCH (n:InterclusterSource {name: '.decisions'}) DELETE n")
        older = store.current()
        assert (list(older.facts()), older.decisions()) == (list(toys.triangle()), ())
        older.load(toys.triangle(), decisions=(SAID,))
        assert older.decisions() == (SAID,)
        driver.execute_query("MATCH (l:InterclusterLoad) SET l.format = $n", n=FORMAT + 1)
        for touch in (lambda: open_store(empty_neo4j), lambda: store.load(toys.with_members())):
            with pytest.raises(StoreError, match="was written by a later version of Intercluster"):
                touch()
        driver.execute_query("MATCH (l:InterclusterLoad) SET l.format = $n", n=FORMAT)


def test_decisions_are_of_one_version_with_the_graph(store: Store) -> None:
    store.load(toys.triangle(), decisions=(SAID,))
    first = store.current()
    assert first.decisions() == first.decisions("review") == (SAID,)
    assert first.decisions("same") == ()
    first.load(toys.triangle(), decisions=())
    assert first.current() is not first, "what is kept with a store is of its decisions too"
    assert first.current().decisions() == (), "the same facts, decided otherwise"


def test_a_load_into_one_store_leaves_what_was_decided_of_another(tmp_path: Path) -> None:
    judgements = Judgements(tmp_path)
    one, other = (open_store(f"ladybug://{(tmp_path / name).as_posix()}") for name in ("one", "other"))
    one.load(toys.triangle(), decisions=(SAID,))
    loading.load(other, judgements, {"projects": toys.with_members()})
    assert one.current().decisions() == (SAID,)


def test_copy_takes_the_decisions_along(tmp_path: Path) -> None:
    one, other = (f"ladybug://{(tmp_path / name).as_posix()}" for name in ("one", "other"))
    open_store(one).load(toys.triangle(), decisions=(SAID,))
    assert call("copy", one, other, home=tmp_path).returncode == 0
    assert open_store(other).decisions() == (SAID,)


def test_decisions_that_are_damaged_are_said_to_be(tmp_path: Path) -> None:
    store = open_store(f"ladybug://{tmp_path.as_posix()}")
    store.load(toys.triangle(), decisions=(SAID,))
    [beside] = tmp_path.glob("*.sources")
    beside.write_bytes(beside.read_bytes().replace(b"same name", b"some name"))
    with pytest.raises(StoreError, match="damaged"):
        store.current().decisions()
