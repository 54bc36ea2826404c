"""The vocabulary is the one source: a type that is added to it is found, shown and exported everywhere."""

import re
import subprocess
import sys
from pathlib import Path

from graph.judgements import Verdict
from graph.marks import CHOICES, MARKS, mark_of
from graph.schema import ENTITY_TYPES, NODE_TYPES, RELATION_TYPES, properties
from tests.support.places import ROOT
from tests.support.processes import HUNG


def test_a_new_node_type_and_relation_are_found_everywhere(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.new_types", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-4000:]


def test_every_type_says_its_words_and_what_names_it() -> None:
    assert len({kind.stem for kind in NODE_TYPES}) == len(NODE_TYPES)
    for kind in NODE_TYPES:
        assert set(kind.names) <= properties(kind).keys()
        assert all(kind.words)
    assert all(all(tie.words) for tie in RELATION_TYPES)


def test_every_mark_has_a_shape_that_the_canvas_draws() -> None:
    script = (ROOT / "api/web/canvas/src/marks.ts").read_text(encoding="utf-8")
    shapes = set(re.findall(r"^  (\w+)[:,]", script.partition("SHAPES")[2], re.MULTILINE))
    assert {mark.shape for mark in MARKS.values()} <= shapes
    assert len(MARKS) == sum(len(kind.marks) for kind in ENTITY_TYPES) + 1, "no name twice, and that of a community"


def test_a_kind_without_a_mark_of_its_own_has_that_of_the_rest() -> None:
    assert [mark_of("Organisation", kind).name for kind in ("firm", "federation", None)] == [
        "firm",
        "organisation",
        "organisation",
    ]
    assert (CHOICES["knowledge"], CHOICES["organisation"], CHOICES["theme"]) == (
        "knowledge_institution",
        "other_organisation",
        "Theme",
    )


def test_distinct_is_another_word_for_different() -> None:
    assert Verdict("distinct") is Verdict.DIFFERENT
    assert list(Verdict) == ["same", "related", "unsure", "different"]
