"""Look-alikes: titles without their numbering, kinds by hand, and how good the answers are on labelled pairs."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import Organisation, ParticipatesIn, Project
from graph.store import Store
from queries import EVALUATIONS, QUESTIONS
from queries.evaluations.duplicates import average_precision
from queries.judged import judged
from queries.likeness.titles import Title, own_words, sequel
from tests import toys
from tests.command import run
from tests.opendata import DATA, needs_data
from tests.test_questions import ask
from tests.toys import stored

TEXT = "Advies aan kleine ondernemingen over het gebruik van regenwater in de voedingsindustrie"
OTHERS = (
    "Nieuwe brug verbindt haven met spoorweg",
    "Opleiding voor jonge lassers",
    "Fietspad langs het kanaal",
    "Zonnepanelen op schooldaken",
    "Incubator voor biotechnologie",
    "Toerisme in het heuvelland",
    "Digitale facturen bij bakkers",
    "Warmtenet voor de wijk Oost",
    "Export naar Scandinavische markten",
    "Laboratorium test composieten",
)


@pytest.mark.parametrize(
    ("text", "bare", "numbering"),
    [
        ("BIM2", "bim", ("2",)),
        ("Double-in-2-BIS", "double in", ("2", "bis")),
        ("COCON II", "cocon", ("ii",)),
        ("Strategisch Ondernemen 2009 - 2011", "strategisch ondernemen", ("2009", "2011")),
        ("Ondernemen is goed voor u! (bis)", "ondernemen is goed voor u", ("bis",)),
        ("Verlenging T+M Midden", "t+m midden", ("verlenging",)),
        ("KMO I & I", "kmo i i", ()),
        ("Réseau vivant", "reseau vivant", ()),
        ("2020", "2020", ()),
    ],
)
def test_a_title_is_taken_apart(text: str, bare: str, numbering: tuple[str, ...]) -> None:
    assert (Title.of(text).bare, Title.of(text).numbering) == (bare, numbering)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_title_has_no_words_of_its_own_beside_itself(a: str, b: str) -> None:
    one, other = Title.of(a), Title.of(b)
    assert own_words(one, one) == (frozenset(), frozenset())
    assert own_words(one, other) == own_words(other, one)[::-1]
    assert not (sequel(one, other) and sequel(other, one) and one.numbering == other.numbering)


@pytest.mark.parametrize(
    ("a", "b", "own"),
    [
        ("COOP Consult", "CoopConsult bis", ((), ())),
        ("Overname Coach", "De overnamecoach II", ((), ("de",))),
        ("Innovatie netwerk zorg", "innovatienetwerk bouw", (("zorg",), ("bouw",))),
        ("De coach voor overname", "overnamecoach", (("coach", "de", "overname", "voor"), ("overnamecoach",))),
    ],
)
def test_words_written_as_one_are_no_words_of_its_own(a: str, b: str, own: tuple[tuple[str, ...], ...]) -> None:
    found = own_words(Title.of(a), Title.of(b))
    assert tuple(tuple(sorted(words)) for words in found) == own


def test_a_numbering_goes_on() -> None:
    first, second, third = (Title.of(text) for text in ("Pecunia", "Pecunia 2", "Pecunia III"))
    assert sequel(first, second)
    assert sequel(second, third)
    assert not sequel(second, first)
    assert not sequel(third, second)


def project(key: str, title: str, text: str, start: int | None, promoter: str) -> list[object]:
    """A project of two years, and who runs it."""
    dates = {"start_date": date(start, 1, 1), "end_date": date(start + 1, 12, 31)} if start else {}
    return [
        Project(id=f"project:toy:{key}", title=title, abstract=text, sources=toys.PLACE, **dates),
        Organisation(id=f"organisation:toy:{promoter}", name=promoter, sources=toys.PLACE),
        ParticipatesIn(start=f"organisation:toy:{promoter}", end=f"project:toy:{key}", sources=toys.PLACE),
    ]


CASES = {
    "follow_up": (("Waterloket", TEXT, 2008, "Voka"), ("Waterloket 2", TEXT, 2010, "Voka")),
    "follow_up of a longer title": (
        ("Waterloket, het kennisplatform", TEXT, 2008, "Voka"),
        ("Waterloket 2", TEXT, 2010, "Voka"),
    ),
    "follow_up in other spelling": (("Water Loket", TEXT, 2008, "Voka"), ("Waterloket bis", TEXT, 2010, "Voka")),
    "same": (("Waterloket", TEXT, 2008, "Voka"), ("Waterloket", TEXT, 2008, "Voka")),
    "related components": (
        ("Actie voor waterlopen - immateriële component", TEXT, 2008, "Voka"),
        ("Actie voor waterlopen - materiële component", TEXT, 2008, "Voka"),
    ),
    "related": (("Waterloket Boom", TEXT, 2008, "Voka"), ("Waterloket Rumst", TEXT, 2008, "Voka")),
    "parallel": (("Waterloket Boom", TEXT, 2008, "Gemeente Boom"), ("Waterloket Rumst", TEXT, 2008, "Stad Mechelen")),
    "cannot_tell": (("Alfa", "", 2008, "Voka"), ("Alfa", "", 2010, "Stad Mechelen")),
}


def ecosystem(pair: tuple[tuple[str, str, int, str], ...]) -> Facts:
    """The pair among ten projects that have nothing in common with it, so that likeness is rare."""
    facts = Facts()
    for key, one in zip("ab", pair, strict=True):
        facts.add(*project(key, *one))
    for k, text in enumerate(OTHERS):
        facts.add(*project(f"o{k}", text, text, 2009, f"Promotor {k}"))
    return facts


@pytest.mark.parametrize("case", CASES)
def test_kinds_by_hand(case: str, tmp_path: Path) -> None:
    kind, _, _ = case.partition(" ")
    rows = ask(stored(tmp_path, ecosystem(CASES[case])), "duplicates")
    (row,) = [row for row in rows if (row.a, row.b) == ("project:toy:a", "project:toy:b")]
    assert row.kind == kind
    assert row.bits == pytest.approx(sum(one.weight for one in row.evidence))
    assert row.score is None if kind == "cannot_tell" else row.score == pytest.approx(1 / (1 + 2**-row.bits))


def test_nothing_is_more_probable_than_the_sequel(tmp_path: Path) -> None:
    (first, *_) = ask(stored(tmp_path, ecosystem(CASES["follow_up"])), "duplicates")
    assert (first.a, first.b) == ("project:toy:a", "project:toy:b")
    assert first.score is not None
    assert first.score > 0.9


def test_a_judgement_stands_beside_its_pair_and_is_not_kept_with_the_answer(tmp_path: Path) -> None:
    question = QUESTIONS["duplicates"]
    answer = question.ask(stored(tmp_path / "store", ecosystem(CASES["follow_up"])))
    judgements = Judgements(tmp_path)
    assert judged(answer, question.row, judgements).rows[0].judgement is None
    judgements.add("project:toy:b", "project:toy:a", "distinct", author="Ann")
    assert judged(answer, question.row, judgements).rows[0].judgement == "different"
    assert answer.rows[0].judgement is None


def evaluated(store: Store, labels: str, source: str | None = None) -> dict:
    rows = EVALUATIONS["duplicates"].ask(store, labels=labels, source=source).rows
    return {row.label: row for row in rows}


def test_labelled_pairs_by_hand(tmp_path: Path) -> None:
    store = stored(tmp_path, ecosystem(CASES["follow_up"]))
    labels = "a,b,label\nb,a,follow_up\no4,o6,parallel_same_scheme\n"
    found = evaluated(store, labels)
    assert (found["all"].pairs, found["all"].average_precision, found["all"].r_precision) == (2, 1.0, 1.0)
    assert (found["follow_up"].among_candidates, found["follow_up"].kind_right) == (1.0, 1.0)
    assert found["parallel"].kind_right == 0.0, "two texts without a word in common"
    assert evaluated(store, labels, "toy") == found
    for bad, why in (
        ("a,b\n1,2", "columns a, b and label"),
        ("a,b,label\na,b,funny", "no kind of likeness"),
        ("a,b,label\n", "no labelled pair"),
    ):
        with pytest.raises(BadInputError, match=why):
            evaluated(store, bad)
    with pytest.raises(NotFoundError, match="'zz' is no project"):
        evaluated(store, "a,b,label\na,zz,same")


def test_average_precision_by_hand() -> None:
    assert average_precision([True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([False]) is None
    assert average_precision(np.ones(4, dtype=bool).tolist()) == 1.0


@needs_data
def test_the_flemish_erdf_list_reaches_the_goals(tmp_path: Path) -> None:
    """The goals of the first labelled part; the command line finds the labels by itself."""
    folder = DATA / "flanders_erdf"
    assert run("load", f"erdf-flanders-2007={folder / 'erdf_flanders_2007_2013.csv'}", home=tmp_path).returncode == 0
    result = run("evaluate", "duplicates", "--format", "csv", home=tmp_path, INTERCLUSTER_DATA=str(DATA))
    rows = [line.split(",") for line in result.stdout.splitlines()]
    names = rows[0]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows[1:]}
    assert float(found["follow_up"]["among_candidates"]) == 1.0
    assert float(found["all"]["average_precision"]) >= 0.98
    assert float(found["all"]["kind_right"]) >= 0.98
