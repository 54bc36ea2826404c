"""Who is who: no pair that has the bits is passed over unseen."""

import itertools

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from graph.facts import Facts
from graph.schema import Organisation, ParticipatesIn, Project
from ingest.resolution.candidates import pairs
from ingest.resolution.comparison import REVIEW, compare, probability
from ingest.resolution.measuring import alone
from ingest.resolution.names import parse
from ingest.resolution.prospects import promising
from ingest.resolution.records import OrganisationRecord, Partners, records_of, telling
from ingest.resolution.surroundings import surrounding
from tests.support.opendata import DATA, needs_data

PARTS = st.sampled_from(
    "Gent gent Ghent University Universiteit UGent alfa alfaa bravo brav cargo 3d 50 flux flux50 NV Алфа".split()
)
SOURCES = ("source:x:s#1",)
PLACES = st.sampled_from([("BE", "Gent"), ("BE", "Brugge"), ("NL", None), (None, None)])


NAMES = st.lists(st.lists(PARTS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3)


@example([(["Алфа"], (None, None), False), (["Браво"], (None, None), False)])
@given(st.lists(st.tuples(NAMES, PLACES, st.booleans()), min_size=2, max_size=6))
def test_every_pair_that_has_the_bits_is_promising(rows: list[tuple[list[str], tuple[str, str], bool]]) -> None:
    facts = Facts([Project(id="project:x:1", title="x")])
    for number, ((name, *aliases), (country, town), present) in enumerate(rows):
        one = Organisation(
            id=f"organisation:list:{number}",
            name=name,
            aliases=tuple(aliases),
            country=country,
            town=town,
            sources=SOURCES,
        )
        facts.add(one, *([ParticipatesIn(start=one.id, end="project:x:1", sources=one.sources)] if present else []))
    hold_to_the_bits(records_of([facts]))


@needs_data
def test_every_pair_of_cordis_that_has_the_bits_is_promising() -> None:
    names = [one.name for one in alone.cordis_names(DATA)[:1500]]
    listed = (Organisation(id=f"organisation:list:{n}", name=one, sources=SOURCES) for n, one in enumerate(names))
    records = records_of([Facts(listed)])
    hold_to_the_bits(records, pairs([records[one].names[0] for one in sorted(records)]).tolist())


def hold_to_the_bits(records: dict[str, OrganisationRecord], near: list[list[int]] | None = None) -> None:
    partners, ids = Partners(records), sorted(records)
    looked = near or [*map(list, itertools.combinations(range(len(ids)), 2))]
    kept = {(a.id, b.id) for a, b in promising(records, np.array(looked).reshape(-1, 2), partners)}
    for a, b in {(ids[i], ids[j]) for i, j in looked} - kept:
        here, there = records[a], records[b]
        for one, other in itertools.product(telling(here), telling(there)):
            evidence = (*compare(parse(one), parse(other)), *surrounding(here, there, partners))
            assert probability(evidence) < REVIEW, (here, there)
    assert near is None or len(kept) < len(looked) / 2
