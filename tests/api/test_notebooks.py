"""Every notebook runs to its last cell, says what its answer does not mean, and is stored without outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.places import ROOT
from tests.support.processes import HUNG

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_is_one_for_each_use_and_one_on_own_data() -> None:
    assert [path.stem[2:] for path in NOTEBOOKS] == [
        "collaboration",
        "consolidation",
        "duplicates",
        "own_data",
        "restructure",
        "partners_and_screen",
        "time",
        "methods",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert not any(cell.get("outputs") for cell in notebook.cells), "stored without outputs"
    assert "What this does not mean" in "".join(cell.source for cell in notebook.cells)
    NotebookClient(notebook, timeout=HUNG, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = "".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert "<iframe" in shown, "a picture"
    assert "<table" in shown, "a table"
