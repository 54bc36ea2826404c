"""Every value knows its source: who says what, where, and that nothing is said to be stated where it is not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import notebook
from api.words.facts import facts, groups, table
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import (
    ENTITY_TYPES,
    Cluster,
    MemberOf,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    Source,
    Statement,
    properties,
)
from graph.store import Store, open_store
from ingest import loading
from ingest.judging import ReviewDesk
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import requested
from queries import QUESTIONS
from queries.lookup.record import record
from queries.lookup.values import Value
from tests.support.asking import ask

NUMBER = "0403.170.701"
TOWNS = {"Alfa": "Gent", "Beta": "Leuven", "Gamma": "Hasselt"}
FIRM = "organisation:kbo:0403170701"


@pytest.fixture
def judged(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "home")


def three_lists(folder: Path) -> dict[str, Facts]:
    """Three lists, each of one cluster, which name one firm (by its enterprise number) in three towns."""
    found: dict[str, Facts] = {}
    for number, (cluster, town) in enumerate(TOWNS.items()):
        path = folder / f"{cluster.lower()}.csv"
        rows = [f"Firm {n},Aalst,,100" for n in range(number)]
        fee = 1000 * (number + 1)
        text = "\n".join(["naam,gemeente,ondernemingsnummer,lidgeld (EUR)", *rows, f"Solvay,{town},{NUMBER},{fee}"])
        path.write_text(text, encoding="utf-8")
        found |= loading.read_all(requested((f"members={path}",)), Audit(), ImportOptions(cluster=cluster))
    return found


def of(values: tuple[Value, ...], name: str) -> list[tuple[object, str, str, bool]]:
    return [(v.value, v.source, v.locator, v.shown) for v in values if v.property == name]


def test_three_lists_three_towns_each_with_its_list_and_row(store: Store, judged: Judgements, tmp_path: Path) -> None:
    loading.load(store, judged, three_lists(tmp_path))
    found = record(store.current(), FIRM)
    assert of(found.values, "town") == [
        ("Gent", "source:members:alfa-alfa", "alfa.csv row 2", True),
        ("Leuven", "source:members:beta-beta", "beta.csv row 3", False),
        ("Hasselt", "source:members:gamma-gamma", "gamma.csv row 4", False),
    ]
    assert [place for _, place, _, shown in of(found.values, "kbo") if shown] == [
        f"source:members:{name.lower()}-{name.lower()}" for name in TOWNS
    ]
    assert all(row.property != "town" for row in ask(QUESTIONS["contradictions"], store.current()).rows)


def test_what_one_list_says_goes_with_it_and_the_others_come_forward(
    store: Store, judged: Judgements, tmp_path: Path
) -> None:
    loading.load(store, judged, three_lists(tmp_path))
    loading.unload(store, judged, "members:alfa")
    found = record(store.current(), FIRM)
    assert [(town, shown) for town, _, _, shown in of(found.values, "town")] == [("Leuven", True), ("Hasselt", False)]
    assert not any("alfa" in place for one in store.current().facts() for place in one.sources)
    loading.unload(store, judged, "members:beta")
    assert of(record(store.current(), FIRM).values, "town") == [
        ("Hasselt", "source:members:gamma-gamma", "gamma.csv row 4", True)
    ]
    assert not store.current().facts().nodes(Statement), "one source is left, and its own places say it all"


def fees(store: Store) -> Facts:
    """A firm that two sources call a member of one cluster, for another fee; one knows since when."""
    home = "cluster:flanders:flux50"
    one, other = "source:members:one#one.csv row 2", "source:members:other#other.csv row 9"
    merged = Facts([Cluster(id=home, name="Flux50"), Organisation(id=FIRM, name="Solvay", kbo="0403170701")])
    merged.add(MemberOf(start=FIRM, end=home, fee_eur=1000.0, sources=(one,)))
    merged.add(MemberOf(start=FIRM, end=home, fee_eur=1500.0, sources=(other,)))
    return merged


def test_two_lists_with_different_fees(store: Store) -> None:
    store.load(fees(store))
    now = store.current()
    (tie,) = record(now, FIRM).relations
    assert of(tie.values, "fee_eur") == [
        (1000.0, "source:members:one", "one.csv row 2", True),
        (1500.0, "source:members:other", "other.csv row 9", False),
    ]
    (row,) = ask(QUESTIONS["contradictions"], now).rows
    assert (row.entity, row.relation, row.property, row.other_name) == (FIRM, "MEMBER_OF", "fee_eur", "Flux50")
    assert {(v.value, v.source) for v in row.values} == {
        ("1000.0", "source:members:one"),
        ("1500.0", "source:members:other"),
    }
    assert ask(QUESTIONS["contradictions"], now, of="Flux50").rows == [row]


def test_two_rows_of_one_list_that_differ_each_say_their_own(tmp_path: Path, store: Store, judged: Judgements) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"naam,gemeente,ondernemingsnummer\nSolvay,Gent,{NUMBER}\nSolvay NV,Leuven,{NUMBER}\n")
    read = loading.read_all(requested((f"members={path}",)), Audit(), ImportOptions(cluster="Alfa"))
    loading.load(store, judged, read)
    found = record(store.current(), FIRM).values
    assert [row[0::2] for row in of(found, "town")] == [("Gent", "list.csv row 2"), ("Leuven", "list.csv row 3")]
    assert [row[2] for row in of(found, "kbo")] == ["list.csv row 2", "list.csv row 3"]


def test_a_university_s_number_does_not_cite_the_report(store: Store, judged: Judgements) -> None:
    flanders = loading.read_all(requested(("flanders",)), Audit(), ImportOptions())
    cordis, ror = "source:cordis:h2020#h2020.csv row 7", "source:ror:ror#orgs.parquet row 5"
    more = {
        "ror": Organisation(id="organisation:ror:05f950310", name="KU Leuven", ror="05f950310", sources=(ror,)),
        "cordis": Organisation(id="organisation:pic:999991334", name="KU Leuven", pic="999991334", sources=(cordis,)),
    }
    loading.load(store, judged, flanders | {name: Facts([one]) for name, one in more.items()})
    now = store.current()
    desk = ReviewDesk.of(loading.sources_of(now), judged, now.decisions())
    for other in ("organisation:pic:999991334", "organisation:ror:05f950310"):
        desk.judge("organisation:flanders:ku-leuven", other, "same", author="An", note="")
    loading.rebuild(store, judged)
    found = record(store.current(), "organisation:flanders:ku-leuven")
    assert of(found.values, "pic") == [("999991334", *cordis.split("#"), True)]
    assert of(found.values, "ror") == [("05f950310", *ror.split("#"), True)]
    known = {fact.property: fact for fact in facts(found, [])}
    assert [place.source for place in known["pic"].places] == ["source:cordis:h2020"]
    lines = table(facts(found, []), (), groups(found.relations))
    assert [row.sources for row in lines if row.property == "pic"] == [(cordis,)]
    assert {place for row in lines if row.property == "ror" for place in row.sources} == {ror}


def test_the_page_shows_other_towns_with_their_lists(store: Store, judged: Judgements, tmp_path: Path) -> None:
    loading.load(store, judged, three_lists(tmp_path))
    (town,) = [fact for fact in facts(record(store.current(), FIRM), []) if fact.property == "town"]
    assert [place.locator for place in town.places] == ["alfa.csv row 2"]
    assert [(one.value, one.locator) for one in town.others] == [
        ("Leuven", "beta.csv row 3"),
        ("Hasselt", "gamma.csv row 4"),
    ]
    frame = notebook.values(store.current(), FIRM)
    assert list(frame[frame.property == "town"].value) == ["Gent", "Leuven", "Hasselt"]


def test_copy_takes_statements_along(tmp_path: Path, judged: Judgements) -> None:
    from tests.support.command import call

    one, other = (f"ladybug://{(tmp_path / name).as_posix()}" for name in ("one", "other"))
    loading.load(open_store(one), judged, three_lists(tmp_path))
    assert call("copy", one, other, home=tmp_path).returncode == 0
    with open_store(one) as first, open_store(other) as second:
        assert record(first, FIRM) == record(second, FIRM)


WORDS = st.sampled_from(["Gent", "Leuven", "Hasselt", None])
ROWS = st.tuples(st.sampled_from(["0403170701", "0202239951"]), WORDS, WORDS, st.sampled_from([1.0, 2.0, None]))
TOLD = st.dictionaries(st.sampled_from(["kbo", "cordis", "members:a", "members:b"]), st.lists(ROWS, max_size=4))


def source_facts(name: str, rows: list[tuple[str, str | None, str | None, float | None]]) -> Facts:
    source = f"source:{name.replace(':', '-')}:x"
    found = Facts([Source(id=source, title=name, sources=(f"{source}#title",))])
    found.add(Project(id="project:toy:p", title="Joint", sources=(f"{source}#row 1",)))
    for number, (kbo, town, street, paid) in enumerate(rows, start=2):
        place = (f"{source}#row {number}",)
        scheme = "kbo" if name == "kbo" else name.replace(":", "-")
        who = Organisation(
            id=f"organisation:{scheme}:{kbo}", name=f"Firm {kbo}", kbo=kbo, town=town, street=street, sources=place
        )
        found.add(who, ParticipatesIn(start=who.id, end="project:toy:p", contribution_eur=paid, sources=place))
    return found


def rows_say(told: dict[str, list[tuple[str, str | None, str | None, float | None]]]) -> set[tuple[object, ...]]:
    """Return what each row says: organisation's number, property, value, source and locator."""
    found: set[tuple[object, ...]] = set()
    for name, rows in told.items():
        source = f"source:{name.replace(':', '-')}:x"
        for number, (kbo, town, street, paid) in enumerate(rows, start=2):
            said = {"town": town, "street": street, "contribution_eur": paid, "kbo": kbo, "name": f"Firm {kbo}"}
            found |= {(kbo, key, value, source, f"row {number}") for key, value in said.items() if value is not None}
    return found


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=TOLD)
def test_all_that_is_shown_is_stated_there_and_all_that_is_stated_is_kept(
    told: dict[str, list[tuple[str, str | None, str | None, float | None]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    store = open_store(f"ladybug://{(folder / 'store').as_posix()}")
    sources = {name: source_facts(name, rows) for name, rows in told.items()}
    if not sources:
        return
    loading.load(store, Judgements(folder / "home"), sources)
    said = rows_say(told)
    shown: set[tuple[object, ...]] = set()
    with store.current() as now:
        for node in now.facts().nodes(Organisation):
            found = record(now, node.id)
            every = [*found.values, *(v for tie in found.relations for v in tie.values)]
            known = {v.property: v.value for v in every if v.shown and v.property in ("town", "street")}
            assert known.get("town") == node.town
            assert known.get("street") == node.street
            shown |= {(node.kbo, v.property, v.value, v.source, v.locator) for v in every if v.property != "other_ids"}
    assert shown == said


def stated_in(snapshots: dict[str, Facts]) -> set[tuple[str, str, str]]:
    """Return every (property, value, place) that a source's records or statements hold."""
    found: set[tuple[str, str, str]] = set()
    for held in snapshots.values():
        for one in held:
            found |= {(name, text, place) for name, text in _texts(one) for place in one.sources}
    return found


def _texts(one: Node | Relation) -> list[tuple[str, str]]:
    if isinstance(one, Statement):
        return [(one.property, one.value)]
    held = {name: getattr(one, name) for name in properties(type(one))}
    found = [(name, str(item)) for name, value in held.items() if isinstance(value, tuple) for item in value]
    found += [(name, str(value)) for name, value in held.items() if value is not None]
    return [*found, *((("other_ids", one.id),) if isinstance(one, Organisation) else ())]


def test_every_value_of_three_lists_and_flanders_is_in_its_snapshot(tmp_path: Path, judged: Judgements) -> None:
    store = open_store(f"ladybug://{(tmp_path / 'store').as_posix()}")
    flanders = loading.read_all(requested(("flanders",)), Audit(), ImportOptions())
    loading.load(store, judged, three_lists(tmp_path) | flanders)
    with store.current() as now:
        held = stated_in(loading.sources_of(now))
        for kind in ENTITY_TYPES:
            for node in now.facts().nodes(kind):
                found = record(now, node.id)
                for value in (*found.values, *(v for tie in found.relations for v in tie.values)):
                    place = f"{value.source}#{value.locator}"
                    claimed = any(
                        (c.property, c.source, c.locator) == (value.property, value.source, value.locator)
                        for c in found.claims
                    )
                    assert claimed or (value.property, str(value.value), place) in held, (node.id, value)


@settings(max_examples=50)
@given(
    said=st.lists(
        st.tuples(
            st.builds(
                Organisation,
                id=st.sampled_from((FIRM, "organisation:members-a:x")),
                name=WORDS,
                aliases=st.lists(st.sampled_from(("A", "B")), unique=True).map(tuple),
                town=WORDS,
                confidence=st.sampled_from((0.5, 1.0)),
                note=st.sampled_from((None, "Roughly.")),
                sources=st.sampled_from(("source:a:x#1", "source:a:x#2", "source:b:x#1")).map(lambda place: (place,)),
            ),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_facts_are_the_same_whenever_they_are_read(said: list[tuple[Organisation, bool]]) -> None:
    at_once, read_between = Facts(one for one, _ in said), Facts()
    for one, read in said:
        read_between.add(one)
        if read:
            assert one.id in {node.id for node in read_between.nodes(Organisation)}
    assert list(read_between) == list(at_once)


class Handled(str):
    """A place that counts how often any of its kind is looked at to be told from others."""

    __slots__ = ()
    times = 0

    def __hash__(self) -> int:
        Handled.times += 1
        return super().__hash__()


def handled(rows: int, *, alike: bool) -> int:
    """Return how often places are handled where one firm is in so many rows of a list."""
    Handled.times = 0
    facts = Facts()
    for row in range(rows):
        place = (Handled(f"source:members:one#row {row}"),)
        fee = 5.0 if alike else float(row)
        facts.add(Organisation(id=FIRM, name="Solvay" if alike else f"Solvay {row}", sources=place))
        facts.add(MemberOf(start=FIRM, end="cluster:toy:c", fee_eur=fee, sources=place))
    (firm,) = facts.nodes(Organisation)
    assert len(firm.sources) == rows
    return Handled.times


@pytest.mark.parametrize("alike", [True, False])
def test_a_firm_in_every_row_of_a_list_takes_work_in_line_with_the_rows(alike: bool) -> None:
    assert handled(400, alike=alike) < 2.5 * handled(200, alike=alike)
