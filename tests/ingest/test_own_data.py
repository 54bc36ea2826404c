"""Data of one's own, from the command line: dry runs, lists, decisions, and loads that fail half-way."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import COMMAND, call
from tests.support.processes import HUNG
from tests.support.spreadsheets import xlsx

ROWS: list[list[object]] = [
    ["Ledenlijst"],
    ["Naam", "KBO-nummer", "Lidgeld", "Gemeente"],
    ["Sirris vzw", None, 1500, "Diepenbeek"],
    ["Alfa Robotica NV", "0403.170.701", 250.5, "Gent"],
    ["=1+1", None, 10, "Gent"],
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    assert call("load", home=folder).returncode == 0
    return folder


@pytest.fixture
def home(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "home"))


@pytest.fixture
def members(tmp_path: Path) -> str:
    return f"members={xlsx(tmp_path / 'leden.xlsx', ROWS)}"


def version(home: Path) -> str:
    answer = json.loads(call("ask", "search", "EUKA", "--json", home=home).stdout)
    return str(answer["data_version"])


def found(home: Path, text: str) -> dict[str, str]:
    answer = json.loads(call("ask", "search", text, "--json", "--limit", "1", home=home).stdout)
    return dict(answer["rows"][0]) if answer["rows"] else {}


def test_a_dry_run_says_what_it_understood_and_changes_nothing(home: Path, members: str) -> None:
    before = version(home)
    done = call("load", members, "--cluster", "Flux50", "--dry-run", home=home)
    assert done.returncode == 0
    assert "header in row 2; name from 'Naam', number from 'KBO-nummer'" in done.stderr
    assert 'header_row = 2\n[columns]\nname = "Naam"' in done.stdout
    gained = "gain 2 entities (Alfa Robotica NV, =1+1) and 3 ties, and lose 0 entities and 0 ties."
    assert f"The joined graph would {gained}" in done.stderr
    assert version(home) == before


def test_a_member_is_recognised_judged_and_taken_out_again(home: Path, members: str) -> None:
    before = version(home)
    done = call("load", members, "--cluster", "Flux 50", home=home)
    assert done.returncode == 0
    assert "sources: flanders, members:flux-50" in done.stderr
    assert "1 pair of records is one organisation" in done.stderr
    assert found(home, "Sirris vzw")["id"] == "organisation:flanders:sirris"

    overlap = json.loads(call("ask", "overlap", "--over", "members", "--json", home=home).stdout)
    assert overlap["total"] == 0
    assert overlap["notes"][:1] == ["No members are known of 25 of the 26 clusters, which are not compared."]

    done = call("judge", "Sirris vzw", "organisation:flanders:sirris", "different", "--note", "a branch", home=home)
    assert done.returncode == 0, done.stderr
    assert found(home, "Sirris vzw")["id"] == "organisation:members-flux-50:sirris-vzw"
    assert call("load", members, "--cluster", "Flux 50", home=home).returncode == 0
    assert found(home, "Sirris vzw")["id"] == "organisation:members-flux-50:sirris-vzw"

    assert call("unload", "members", home=home).returncode == 0
    assert version(home) == before


def test_a_cluster_that_nobody_knows_is_said_to_be_new(home: Path, members: str) -> None:
    done = call("load", members, "--cluster", "Fluks", home=home)
    assert "No other source knows these clusters, so they are new: Fluks." in done.stderr


def test_the_review_is_asked_answered_and_gone_on_with(home: Path, tmp_path: Path) -> None:
    rows = [["Naam"], ["Flanders Makes"], ["Agoriaa"], ["Interuniversitair Micro-Electronica Centrum"]]
    source = f"members={xlsx(tmp_path / 'l.xlsx', rows)}"
    assert call("load", source, "--cluster", "Flux50", home=home).returncode == 0
    first = answered(home, "perhaps\nn\nq\n")
    assert "Type y, n, unsure or quit." in first.stdout
    assert "1 judged." in first.stderr
    total = int(first.stdout.split(" pairs to review")[0])
    second = answered(home, "y\n" * 20)
    assert second.stdout.startswith(f"{total - 1:,} pairs to review.")
    assert answered(home, "").stdout == "Nothing to review.\n"


def answered(home: Path, typed: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, "review", "--author", "An"],
        input=typed,
        env={**os.environ, "INTERCLUSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=True,
    )


def test_a_template_is_written(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    assert call("template", "members", "-o", str(path), home=tmp_path).returncode == 0
    assert path.read_bytes().startswith(b"PK")


def test_a_formula_in_a_name_does_not_run_in_an_export(home: Path, members: str) -> None:
    assert call("load", members, "--cluster", "Flux50", home=home).returncode == 0
    done = call("ask", "search", "=1+1", "--format", "csv", home=home)
    assert "'=1+1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["members=/nowhere/leden.xlsx", "--cluster", "x"], "/nowhere/leden.xlsx does not exist"),
        (["members"], "needs a path: members=FILE"),
        (["nonsense=x"], "There is no source 'nonsense'"),
    ],
)
def test_a_load_that_cannot_be_done_is_one_sentence(home: Path, arguments: list[str], why: str) -> None:
    before = version(home)
    done = call("load", *arguments, home=home)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert why in done.stderr
    assert version(home) == before


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
from api.cli.main import main
sys.argv = ["intercluster", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="the limit that stands for a full disk is POSIX's")
def test_a_disk_without_room_leaves_the_old_graph(home: Path, members: str) -> None:
    before = version(home)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "load", members, "--cluster", "Flux50"],
        env={**os.environ, "INTERCLUSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )
    assert done.returncode == 1
    assert "is the disk full? What was loaded before is as it was." in done.stderr
    assert version(home) == before
    assert len(list(home.glob("store/graph-*.lbug"))) == 1


INTERRUPTED = """
import os, signal
from api.cli.main import main
from ingest import loading
def interrupt(*given, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return real(*given, **named)
real, loading.{step} = loading.{step}, interrupt
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="a process can only be interrupted so on POSIX")
@pytest.mark.parametrize("step", ["assemble", "pack"])
def test_ctrl_c_in_the_middle_leaves_the_old_graph(step: str, home: Path, members: str) -> None:
    before = version(home)
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(step=step), "load", members, "--cluster", "Flux50"],
        env={**os.environ, "INTERCLUSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("intercluster: stopped; the graph is as it was.")
    assert version(home) == before


def test_of_two_loads_at_once_one_says_so_and_nothing_is_lost(home: Path, members: str) -> None:
    environment = {**os.environ, "INTERCLUSTER_HOME": str(home)}
    loads = [
        subprocess.Popen(
            [COMMAND, "load", members, "--cluster", cluster], env=environment, stderr=subprocess.PIPE, text=True
        )
        for cluster in ("Flux50", "EUKA")
    ]
    said = [process.communicate(timeout=HUNG)[1] for process in loads]
    done = [process.returncode == 0 for process in loads]
    assert any(done)
    for finished, words in zip(done, said, strict=True):
        assert finished or "again" in words
    listed = call("sources", home=home).stderr
    assert [f"members:{name}" in listed for name in ("flux50", "euka")] == done
