"""The command line as a user meets it, on the Flemish ecosystem."""

import csv
import io
import json
import os
import signal
import socket
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from queries import EVALUATIONS, QUESTIONS
from queries.asking.question import Question
from tests.support.command import call, run, served
from tests.support.processes import HUNG

ARGUMENTS = {
    "path": ["EUKA", "FLAG"],
    "what_if": ["BIM", "WTCB"],
    "search": ["Power 2 Gas"],
    "partners": ["BIM"],
    "screen": ["--title", "Proeftuin drones"],
}
FEWER = {"restructure": ["--draws", "5"]}
NO_ROWS = ("additionality", "evolution", "loads", "persistence")

FIELDS = {
    "collaboration": "a b a_name b_name shared_projects shared_members shared_hosts projects",
    "centrality": "id name kind degree strength betweenness closeness pagerank eigenvector core constraint "
    "effective_size community community_stability component",
    "overlap": "a b a_name b_name over size_a size_b shared jaccard containment_a containment_b p_fdsm q_fdsm "
    "p_hypergeometric q_hypergeometric p_bicm q_bicm",
    "consolidation": "advice cluster cluster_name target target_name target_kind score rank rank_low rank_high reasons "
    "against",
    "duplicates": "a b a_name b_name kind score evidence judgement",
    "contradictions": "entity entity_name property values",
    "search": "id name kind matched score",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    loaded = call("load", "flanders", home=folder)
    assert loaded.returncode == 0, loaded.stderr
    return folder


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    path.write_text("a,b,label\nproeftuin-drones,data-solanea,coincidental\n", encoding="utf-8")
    return path


def one_sentence(result: CompletedProcess[str]) -> str:
    """Check a refusal (exit code 1, one sentence on standard error, nothing else) and return the sentence."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith("intercluster: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_answers_as_json_csv_and_table(name: str, home: Path) -> None:
    arguments = ["ask", name, *ARGUMENTS.get(name, []), *FEWER.get(name, [])]
    answer = json.loads(call(*arguments, "--json", home=home).stdout)
    promised = {"question", "parameters", "seed", "data_version", "method", "method_nl", "notes", "notes_nl"}
    assert set(answer) == promised | {"total", "rows"}
    assert answer["question"] == name
    if name in NO_ROWS:
        assert answer["notes"], "the report gives no project a first day, and nothing was loaded before"
        return
    assert answer["total"] == len(answer["rows"]) > 0
    assert set(FIELDS.get(name, "").split()) <= set(answer["rows"][0])
    as_csv = call(*arguments, "--format", "csv", home=home)
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert as_csv.stderr.splitlines()[:-1] == answer["notes"], "a table that is passed on keeps its cautions"
    assert len(rows) == answer["total"]
    assert list(rows[0]) == list(answer["rows"][0])
    table = call(*arguments, "--limit", "3", home=home).stdout
    assert f"{min(3, answer['total'])} of {answer['total']} rows" in table


@pytest.mark.parametrize("name", ["changes", "contradictions", "events"])
def test_a_table_tells_what_is_unknown_from_what_there_is_not(name: str, home: Path) -> None:
    rows = json.loads(call("ask", name, "--json", home=home).stdout)["rows"]
    table = call("ask", name, "--limit", str(len(rows)), home=home).stdout
    of_none = set(QUESTIONS[name].row.NONE_THERE) & set(rows[0])
    assert of_none
    assert any(row[field] is None for row in rows for field in of_none)
    assert "│ –" in table
    unknown = any(row[field] is None for row in rows for field in ("since", "day") if field in row)
    assert ("│ unknown" in table) == unknown


@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_evaluation_answers(name: str, home: Path, labels: Path) -> None:
    more = {"duplicates": ["--labels", str(labels)]}
    answer = json.loads(call("evaluate", name, *more.get(name, []), "--json", home=home).stdout)
    assert answer["total"] > 0 or (name == "partners" and answer["notes"]), "no project of the report has a first day"


def test_the_evaluation_without_a_store_is_shown_as_the_others_are(home: Path, tmp_path: Path) -> None:
    pairs, book = tmp_path / "pairs.csv", tmp_path / "quality.xlsx"
    pairs.write_text("name_a,name_b,same\nVrije Haven NV,Vrije Haven,1\nSteenoven,Zandgroeve,0\n", encoding="utf-8")
    evaluate = ("evaluate", "resolution", "--pairs", str(pairs))
    answer = json.loads(call(*evaluate, "--json", home=home).stdout)
    assert {"precision", "recall", "f1", "pairs", "threshold"} <= set(answer["rows"][0])
    assert "of 3 rows" in call(*evaluate, home=home).stdout
    assert call(*evaluate, "--format", "xlsx", "-o", str(book), home=home).returncode == 0
    assert len(CalamineWorkbook.from_path(book).get_sheet_by_name("rows").to_python()) == 1 + answer["total"]
    assert "--format xlsx -o FILE.xlsx" in one_sentence(call(*evaluate, "--format", "xlsx", home=home))


def test_labels_are_asked_for_where_there_are_none(home: Path) -> None:
    assert "name a file with --labels" in one_sentence(
        call("evaluate", "duplicates", home=home, INTERCLUSTER_DATA=str(home))
    )
    assert "no-such.csv' is not a text file" in one_sentence(
        call("evaluate", "duplicates", "--labels", "no-such.csv", home=home)
    )


@pytest.mark.parametrize(
    ("group", "question"),
    [*(("ask", question) for question in QUESTIONS.values()), *(("evaluate", q) for q in EVALUATIONS.values())],
    ids=lambda value: getattr(value, "name", value),
)
def test_help_says_what_a_question_answers(group: str, question: Question[..., Any], home: Path) -> None:
    result = call(group, question.name, "--help", home=home)
    assert result.returncode == 0
    assert question.answers.split()[0] in result.stdout


def test_limit_keeps_the_total(home: Path) -> None:
    answer = json.loads(call("ask", "overlap", "--limit", "7", "--json", home=home).stdout)
    assert (len(answer["rows"]), answer["total"]) == (7, 325)


def test_members_are_not_loaded_and_said_so(home: Path) -> None:
    assert "No membership lists loaded" in one_sentence(call("ask", "overlap", "--over", "members", home=home))


def test_bad_requests_are_one_sentence(home: Path, tmp_path: Path) -> None:
    assert "no question 'nonsense'" in one_sentence(call("ask", "nonsense", home=home))
    assert "No entity is called 'Nobody at all'" in one_sentence(
        call("ask", "path", "Nobody at all", "EUKA", home=home)
    )
    assert "no source 'nonsense'" in one_sentence(call("load", "nonsense", home=home))
    assert "cannot be drawn" in one_sentence(call("draw", "funding", "-o", str(tmp_path / "x.html"), home=home))
    assert "gexf" in one_sentence(call("export", "--format", "nonsense", "-o", str(tmp_path / "x"), home=home))
    assert "run 'intercluster load' first" in one_sentence(call("ask", "overlap", home=tmp_path))


def test_days_that_cannot_be_are_one_sentence(home: Path) -> None:
    assert "'31/02' is no day" in one_sentence(call("ask", "funding", "--at", "31/02", home=home))
    assert "1900-01-01 is outside the data" in one_sentence(call("ask", "funding", "--at", "1900-01-01", home=home))
    turned = call("ask", "changes", "--since", "2021-01-01", "--until", "2019-01-01", home=home)
    assert "2019-01-01 is before 2021-01-01" in one_sentence(turned)


def test_wrong_usage_is_exit_code_2(home: Path) -> None:
    for arguments in (["ask", "overlap", "--over", "nonsense"], ["ask", "search"], ["nonsense"], ["export"]):
        result = call(*arguments, home=home)
        assert result.returncode == 2
        assert "Usage:" in result.stderr


def test_a_file_that_is_no_store(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text("no store")
    assert "is a file" in one_sentence(call("--store", f"ladybug://{file}", "ask", "overlap", home=home))
    assert "no store" in one_sentence(call("--store", f"ladybug://{tmp_path}", "load", home=home))
    assert "not a kind of store" in one_sentence(call("--store", "oracle://x", "ask", "overlap", home=home))


def test_a_port_in_use(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "choose another" in one_sentence(run("serve", "--port", str(taken.getsockname()[1]), home=home))


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX alone")
def test_ctrl_c_ends_the_server_in_order(home: Path) -> None:
    with served(home) as client:
        assert client.get("/readyz").status_code == 200
        client.server.send_signal(signal.SIGINT)
        assert client.server.wait(timeout=HUNG) == 0


def test_an_open_address_needs_a_token(home: Path) -> None:
    assert "INTERCLUSTER_TOKEN" in one_sentence(run("serve", "--host", "0.0.0.0", home=home))


def test_loading_twice_changes_nothing(home: Path) -> None:
    before = sorted(path.name for path in (home / "store").iterdir())
    assert call("load", "flanders", home=home).returncode == 0
    assert sorted(path.name for path in (home / "store").iterdir()) == before


def test_a_picture_is_sized_and_coloured_by_what_is_asked(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    look = ("--size", "strength", "--colour", "constraint", "-o", str(file))
    assert call("draw", "centrality", "--network", "collaboration", *look, home=home).returncode == 0
    assert "Size: strength" in (text := file.read_text(encoding="utf-8"))
    assert "Colour: constraint" in text
    assert call("draw", "path", "EUKA", "FLAG", "-o", str(file), home=home).returncode == 0
    assert call("draw", "path", "-o", str(file), home=home).returncode == 2


def test_demo_writes_three_pictures_and_every_table(tmp_path: Path) -> None:
    result = run("demo", "--output", str(tmp_path / "demo"), home=tmp_path / "home")
    assert result.returncode == 0, result.stderr
    written = {path.name for path in (tmp_path / "demo").iterdir()}
    assert {"collaboration.html", "consolidation.html", "duplicates.html"} <= written
    assert {f"{name}.csv" for name in QUESTIONS if name not in ARGUMENTS} <= written
    for question in ("Who works together?", "What could be folded", "What looks like a duplicate?"):
        lines = result.stdout.partition(question)[2].splitlines()
        assert [line[:5] for line in lines if line.startswith("  ") and line[2:3].isdigit()][:5] == [
            f"  {n}. " for n in range(1, 6)
        ]


def test_cypher_reads_and_does_not_write(home: Path) -> None:
    rows = json.loads(
        call("cypher", "MATCH (c:Cluster) RETURN c.kind AS kind, count(*) AS n ORDER BY kind", home=home).stdout
    )
    assert rows == [{"kind": "IBN", "n": 20}, {"kind": "SPC", "n": 6}]
    one_sentence(call("cypher", "CREATE (:Cluster {id: 'cluster:x:y'})", home=home))


def test_sources_lists_what_can_be_loaded(home: Path) -> None:
    assert "flanders" in call("sources", home=home).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "centrality", "--format", "csv"],
        ["ask", "search", "Power 2 Gas"],
        ["cypher", "RETURN 'é 🚲' AS text"],
        ["ask", "nonsense"],
        ["ask", "search"],
    ],
    ids=" ".join,
)
def test_the_installed_command_says_what_a_call_in_this_process_says(arguments: list[str], home: Path) -> None:
    installed, called = run(*arguments, home=home), call(*arguments, home=home)
    assert (installed.returncode, installed.stdout, installed.stderr) == (
        called.returncode,
        called.stdout,
        called.stderr,
    )
