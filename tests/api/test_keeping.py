"""`verify`, `backup` and `restore`: what is backed up gives the same graph elsewhere, and what is damaged is said."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from graph.errors import BadInputError, InterclusterError
from graph.judgements import Judgement, Judgements
from graph.store import open_store
from ingest.keeping import Backup, put_back, read_backup, taken, write_backup
from tests.support import toys
from tests.support.command import call, served

NEW = Judgement("organisation:x:c", "organisation:x:d", "same", "Bo", "2026-01-01T00:00:00.000+00:00", number=1)
LIST = "name,postcode,town\nAcme NV,9000,Gent\nAcme,9000,Gent\nBeta BV,2000,Antwerpen\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two sources and two judgements."""
    home = tmp_path_factory.mktemp("filled")
    (home / "leden.csv").write_text(LIST)
    for line in (
        ("load", "flanders"),
        ("load", f"members={home / 'leden.csv'}", "--cluster", "Flux50"),
        ("judge", "Acme NV", "Beta BV", "different", "--author", "An"),
        ("judge", "Acme NV", "Acme", "same", "--author", "Bo", "--note", "zelfde é"),
    ):
        done = call(*line, home=home)
        assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A home of a test's own."""
    return Path(shutil.copytree(filled, tmp_path / "home"))


def url(home: Path) -> str:
    return f"ladybug://{(home / 'store').as_posix()}"


def version(at: str) -> str:
    with open_store(at) as store:
        store.verify()
        return store.data_version


def test_the_restore_drill(home: Path, tmp_path: Path) -> None:
    """All of a home is lost but the backup, which was made while a server ran; the graph has the identical digest."""
    file, elsewhere = tmp_path / "backup", tmp_path / "elsewhere"
    with served(home) as client:
        assert client.get("/readyz").status_code == 200
        done = call("backup", str(file), home=home)
    assert done.returncode == 0, done.stderr
    assert "2 sources, 2 judgements" in done.stderr
    done = call("restore", str(file), home=elsewhere)
    assert done.returncode == 0, done.stderr
    assert "the same as when the backup was made" in done.stderr
    assert version(url(elsewhere)) == version(url(home))
    assert Judgements(elsewhere).all() == Judgements(home).all()
    with open_store(url(home)) as before, open_store(url(elsewhere)) as after:
        assert list(before.facts()) == list(after.facts())
        assert dict(before.snapshots()) == dict(after.snapshots())
        assert before.decisions() == after.decisions()


def test_the_drill_into_neo4j(home: Path, tmp_path: Path, empty_neo4j: str) -> None:
    assert call("backup", str(tmp_path / "backup"), home=home).returncode == 0
    done = call("--store", empty_neo4j, "restore", str(tmp_path / "backup"), home=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert version(empty_neo4j) == version(url(home))
    assert call("--store", empty_neo4j, "verify", home=tmp_path / "elsewhere").returncode == 0


def test_verify_says_what_is_whole(home: Path) -> None:
    done = call("verify", home=home)
    assert done.returncode == 0, done.stderr
    assert "with 2 sources, as loaded" in done.stdout
    assert "2 judgements" in done.stdout


@pytest.mark.parametrize(
    "pattern", ["store/graph-*.lbug", "store/graph-*.sources", "store/CURRENT", "judgements.sqlite"]
)
def test_verify_finds_a_changed_byte_and_restore_mends_it(home: Path, tmp_path: Path, pattern: str) -> None:
    assert call("backup", str(tmp_path / "backup"), home=home).returncode == 0
    before = version(url(home))
    newest = max(home.glob(pattern), key=lambda path: path.stat().st_mtime_ns)
    newest.chmod(0o644)
    content = bytearray(newest.read_bytes())
    place = content.find(b"zelfde")  # a judgement's file has room that nothing is in
    content[place if place > 0 else len(content) // 2] ^= 1
    newest.write_bytes(content)
    done = call("verify", home=home)
    assert done.returncode == 1
    assert "intercluster restore" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    done = call("restore", str(tmp_path / "backup"), home=home)
    assert done.returncode == 0, done.stderr
    assert call("verify", home=home).returncode == 0
    assert version(url(home)) == before
    assert len(Judgements(home).all()) == 2


@pytest.mark.parametrize("pattern", ["graph-*.lbug", "CURRENT"])
def test_a_store_is_built_anew_from_what_it_keeps(home: Path, pattern: str) -> None:
    before = version(url(home))
    newest = max((home / "store").glob(pattern), key=lambda path: path.stat().st_mtime_ns)
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes()[:-100])
    done = call("restore", home=home)
    assert done.returncode == 0, done.stderr
    assert version(url(home)) == before
    assert len(list(home.glob("store.damaged-*"))) == 1, "nothing is deleted"
    assert "nothing to restore" in call("restore", home=home).stderr


def test_judgements_that_stand_in_the_way_are_set_aside(home: Path, tmp_path: Path) -> None:
    assert call("backup", str(tmp_path / "backup"), home=home).returncode == 0
    Judgements(home).add("organisation:x:a", "organisation:x:b", "same", author="Cis")
    done = call("restore", str(tmp_path / "backup"), home=home)
    assert len(Judgements(home).all()) == 2
    [aside] = home.glob("judgements.before-*")
    assert str(aside) in done.stderr


@pytest.mark.parametrize("step", ["link", "replace"])
def test_a_restore_that_is_killed_leaves_judgements_there(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judgements = Judgements(tmp_path)
    judgements.add("organisation:x:a", "organisation:x:b", "same", author="An")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(os, step, dies)
        with pytest.raises(KeyboardInterrupt):
            put_back(Backup({}, (NEW,), {}, ""), judgements)
    assert [one.author for one in judgements.all()] == ["An"], "at no moment is there nothing"
    put_back(Backup({}, (NEW,), {}, ""), judgements)
    assert judgements.all() == [NEW]


def test_what_a_killed_writer_left_is_not_done_to_what_is_put_back(tmp_path: Path) -> None:
    judgements = Judgements(tmp_path)
    judgements.add("organisation:x:a", "organisation:x:b", "same", author="An")
    file, journal = tmp_path / "judgements.sqlite", tmp_path / "judgements.sqlite-journal"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as writing:
        writing.executescript("PRAGMA cache_size = 1; BEGIN")
        writing.execute(f"UPDATE judgement SET note = '{'x' * 100_000}'")
        left = journal.read_bytes()
    journal.write_bytes(left)
    file.write_bytes(b"")
    aside = put_back(Backup({}, (NEW,), {}, ""), judgements)
    assert judgements.all() == [NEW]
    assert aside
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == left


@pytest.mark.parametrize("damage", ["first", "middle", "last", "cut", "empty"])
def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path, damage: str) -> None:
    store = toys.stored(tmp_path / "store", toys.triangle())
    file = tmp_path / "backup"
    write_backup(file, taken(store, Judgements(tmp_path), {}))
    content = bytearray(file.read_bytes())
    for name, place in (("first", 0), ("middle", len(content) // 2), ("last", len(content) - 30)):
        if damage == name:
            content[place] ^= 0x10
    file.write_bytes({"cut": content[:-50], "empty": bytearray()}.get(damage, content))
    with pytest.raises(BadInputError, match="is damaged, or no backup"):
        read_backup(file)
    done = call("restore", str(file), home=tmp_path / "home")
    assert done.returncode == 1
    assert not (tmp_path / "home" / "judgements.sqlite").exists()


def test_a_backup_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    store = toys.stored(tmp_path / "store", toys.triangle())
    with pytest.raises(InterclusterError, match="cannot be written"):
        write_backup(tmp_path / "nowhere" / "backup", taken(store, Judgements(tmp_path), {}))
