"""What was found alike between registries is kept: the result is that of a load from nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import Facts
from graph.measures.engine import Engine, Places
from graph.schema import Organisation, ParticipatesIn, Project
from ingest.resolution import candidates
from ingest.resolution.compared import Compared
from ingest.resolution.decide import decide

NAMES = st.sampled_from(
    ("Zyxomat Research", "ZYXOMAT RESEARCH NV", "Zyxomat", "Alfa University", "University of Alfa", "Bravo Institute")
)
TOWNS = st.sampled_from(("Gent", "Brugge", None))
RECORDS = st.lists(st.tuples(NAMES, TOWNS), max_size=4)


def register(scheme: str, rows: list[tuple[str, str | None]]) -> Facts:
    facts = Facts([Project(id=f"project:{scheme}:1", title="x")])
    for number, (name, town) in enumerate(rows):
        place = (f"source:{scheme}:s#{number}",)
        one = Organisation(id=f"organisation:{scheme}:{number}", name=name, town=town, sources=place)
        facts.add(one, ParticipatesIn(start=one.id, end=f"project:{scheme}:1", sources=place))
    return facts


@settings(max_examples=40, deadline=None)
@given(RECORDS, RECORDS, RECORDS, RECORDS)
def test_a_load_upon_another_decides_as_one_from_nothing(
    pics: list[tuple[str, str | None]],
    rors: list[tuple[str, str | None]],
    listed: list[tuple[str, str | None]],
    later: list[tuple[str, str | None]],
) -> None:
    with TemporaryDirectory() as folder:
        compared = Compared(Path(folder))
        for pic_rows, list_rows in ((pics, []), (pics, listed), (later, listed), (pics, later)):
            sources = [register("ror", rors), register("pic", pic_rows), register("members-x", list_rows)]
            assert decide(sources, compared=compared) == decide(sources)


def test_unchanged_registries_are_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registers = [register("ror", [("Zyxomat Research", "Gent")]), register("pic", [("Zyxomat Research NV", "Gent")])]
    first = decide(registers, compared=Compared(tmp_path))
    assert [one.verdict for one in first] == ["same"]
    kept = list(tmp_path.iterdir())
    assert [path.name.startswith("names-") for path in sorted(kept)] == [False, True]
    looked: list[int] = []
    pairs = candidates.pairs

    def counted(
        names: Sequence[str], others: Sequence[str] | None, engine: Engine, known: Mapping[str, candidates.Sought]
    ) -> Places:
        looked.append(len(names))
        return pairs(names, others, engine, known)

    monkeypatch.setattr(candidates, "pairs", counted)
    assert decide(registers, compared=Compared(tmp_path)) == first
    assert looked == []
    for path in kept:
        path.write_bytes(b"damaged")
    assert decide(registers, compared=Compared(tmp_path)) == first
    assert looked == [1]
