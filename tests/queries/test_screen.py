"""New applications beside what there is: a sequel, a copy, a stranger, and lists of them."""

from datetime import date
from pathlib import Path

import pytest

from graph.errors import InterclusterError
from graph.store import Store
from ingest import flanders
from queries.likeness.aligned import aligned, sentences
from queries.likeness.applications import read
from queries.likeness.duplicates import duplicates
from queries.likeness.index import index
from queries.likeness.screen import Screened, screen
from tests.queries.test_duplicates import CASES, TEXT, ecosystem
from tests.support import asking
from tests.support.toys import stored

OLD = "project:toy:a"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("screen"), ecosystem(CASES["follow_up"]))


def screened(store: Store, **options: object) -> list[Screened]:
    return list(asking.ask(screen, store, **options).rows)


def first_title(store: Store) -> str:
    return next(one.name for one in index(store).initiatives if one.id == OLD)


def test_what_goes_on_with_an_initiative_has_a_precursor(store: Store) -> None:
    title = first_title(store)
    row, *_ = screened(store, title=f"{title} IV", abstract=TEXT, partners="Voka", start="2016-01-01")
    assert row.kind == "precursor"
    assert row.id in (OLD, "project:toy:b")
    assert row.partners == ("Voka",)
    assert row.score is not None
    assert row.score > 0.5
    assert row.aligned
    assert all(pair.likeness == pytest.approx(1.0, abs=1e-5) for pair in row.aligned), "the very same text"


def test_what_runs_at_the_same_time_is_the_same(store: Store) -> None:
    start = next(one.start for one in index(store).initiatives if one.id == OLD)
    assert start
    kinds = {
        row.id: row.kind
        for row in screened(
            store, title=first_title(store), abstract=TEXT, partners="Voka; Nobody Knows", start=start.isoformat()
        )
    }
    assert kinds[OLD] in ("same", "double_funding")


def test_it_says_what_duplicates_says_of_the_same_pair(store: Store) -> None:
    """An application with all that a project has gets the kind that the project has, its twin aside."""
    known = {(row.a, row.b): row.kind for row in asking.ask(duplicates, store).rows}
    twin = next(one for one in index(store).initiatives if one.id == "project:toy:b")
    assert twin.start
    found = {
        row.id: row.kind
        for row in screened(
            store,
            title=twin.name,
            abstract=TEXT,
            partners="; ".join(twin.participant_names),
            start=twin.start.isoformat(),
        )
    }
    assert known[(OLD, "project:toy:b")] == "follow_up"
    assert found[OLD] == "precursor"


def test_what_may_go_on_with_an_initiative_is_shown(tmp_path: Path) -> None:
    """By two partners and a rare word, though each title has words of its own and chance is the likelier kind."""
    flemish = stored(tmp_path, flanders.facts())
    scanning = "Scannen van gebouwen met drones op de bouwplaats"
    row, *_ = screened(flemish, title="Drones op de bouwwerf", abstract=scanning, partners="WTCB; EUKA")
    assert (row.name, row.kind) == ("Drones als hulpmiddel in de bouw", "cannot_tell")
    assert row.partners == ("EUKA", "WTCB")
    assert row.score is not None
    assert row.score > 0.05


def test_a_stranger_is_like_nothing(store: Store) -> None:
    answer = asking.ask(screen, store, title="Quantum zebra xylophones", abstract="Zyzzyva qwx jkv.")
    (row,) = answer.rows
    assert (row.rank, row.id, row.kind) == (0, None, "nothing_alike")
    assert "Of 1 applications 1 resemble nothing" in answer.notes[0]


def test_of_one_word_nothing_is_said(store: Store) -> None:
    answer = asking.ask(screen, store, title="Drones")
    assert [(row.rank, row.kind, row.score) for row in answer.rows] == [(0, "cannot_tell", None)]
    assert "say too little" in answer.notes[0]


def test_a_list_is_screened_as_each_alone(store: Store) -> None:
    title = first_title(store)
    text = f"Titel;Samenvatting;Partners;Startdatum\n{title} IV;{TEXT};Voka|VITO;2016-01-01\nZebra qwx;;;\n"
    rows = screened(store, file=text)
    assert {row.application for row in rows if row.rank} == {1}
    assert [(row.application, row.kind) for row in rows if not row.rank] == [(2, "nothing_alike")]
    rows = [row for row in rows if row.rank]
    alone = screened(store, title=f"{title} IV", abstract=TEXT, partners="Voka;VITO", start="2016-01-01")
    assert [(row.id, row.kind, row.bits) for row in rows] == [(row.id, row.kind, row.bits) for row in alone]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "nothing to screen"),
        ({"title": "  "}, "nothing to screen"),
        ({"title": "x", "start": "31/02/2020"}, "as YYYY-MM-DD"),
        ({"file": ""}, "no column 'title'"),
        ({"file": "naam van iets,b\n1,2\n"}, "no column 'title'"),
        ({"file": "title,start\nx,soon\n"}, "Application 1: 'soon' is no day"),
        ({"title": "x", "instrument": "No such thing at all"}, "No such thing"),
    ],
)
def test_what_cannot_be_screened_is_said(options: dict[str, str], said: str, store: Store) -> None:
    with pytest.raises(InterclusterError, match=said):
        screened(store, **options)


def test_a_list_by_hand() -> None:
    (one,) = read("title\tpartners\tstart\nPower\tA NV; B BV\t2020-05-01\n\t\t\n")
    assert (one.number, one.title, one.partners, one.start) == (1, "Power", ("A NV", "B BV"), date(2020, 5, 1))


def test_sentences_side_by_side(store: Store, tmp_path: Path) -> None:
    corpus = index(store).corpus
    one = "We coach people who sell their firm. Rain falls on the roof. Nothing else."
    other = "The roof is wet where rain falls on the roof. We coach people who sell a firm!"
    found = aligned(corpus, one, other)
    assert {(pair.one[:7], pair.other[:7]) for pair in found} <= {("We coac", "We coac"), ("Rain fa", "The roo")}
    assert sentences("One two. One two three.") == ["One two three."]
