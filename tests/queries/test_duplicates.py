"""Look-alikes: titles without their numbering, kinds by hand, and how good the answers are on labelled pairs."""

import csv
import hashlib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.words.language import Language
from graph.errors import BadInputError, NotFoundError, NotLoadedError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import Node, Organisation, ParticipatesIn, Project, Relation
from graph.store import Store
from graph.store.subsets import as_store
from queries import EVALUATIONS, QUESTIONS
from queries.asking.judged import judged, precision
from queries.asking.question import FileText
from queries.evaluations.duplicates import average_precision, reliability
from queries.likeness.duplicates import Duplicate, ranked
from queries.likeness.evidence import LEVELS, UNORDERED, Chance
from queries.likeness.features import Features
from queries.likeness.fitted import FINDINGS, likelihoods
from queries.likeness.labels import KINDS
from queries.likeness.titles import Title, own_words, parts_of_one, sequel, words_in_common
from tests.queries.test_questions import ask
from tests.support import asking, toys
from tests.support.command import call
from tests.support.opendata import DATA, needs_data
from tests.support.toys import stored

dutch = Language("nl")


LABELS = Path(__file__).parents[2] / "benchmarks" / "labels"
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
        ("Overname Coach", "De overnamecoach II", ((), ())),
        ("Innovatie netwerk zorg", "innovatienetwerk bouw", (("zorg",), ("bouw",))),
        ("Starters - immateriële component", "Starter, immaterieel II", (("component",), ())),
        ("Immateriële hulp", "Materiële hulp", (("immateriele",), ("materiele",))),
        ("De coach voor overname", "overnamecoach", (("coach", "overname"), ("overnamecoach",))),
    ],
)
def test_words_in_other_spelling_are_no_words_of_its_own(a: str, b: str, own: tuple[tuple[str, ...], ...]) -> None:
    found = own_words(Title.of(a), Title.of(b))
    assert tuple(tuple(sorted(words)) for words in found) == own


def test_a_numbering_goes_on() -> None:
    first, second, third = (Title.of(text) for text in ("Pecunia", "Pecunia 2", "Pecunia III"))
    assert sequel(first, second)
    assert sequel(second, third)
    assert not sequel(second, first)
    assert not sequel(third, second)


def project(key: str, title: str, text: str, start: int | None, promoters: str) -> list[Node | Relation]:
    """A project of two years, and who runs it ("Voka + VITO")."""
    dates = (date(start, 1, 1), date(start + 1, 12, 31)) if start else (None, None)
    facts: list[Node | Relation] = [
        Project(
            id=f"project:toy:{key}",
            title=title,
            abstract=text,
            sources=toys.PLACE,
            start_date=dates[0],
            end_date=dates[1],
        )
    ]
    for promoter in promoters.split(" + "):
        one = f"organisation:toy:{promoter}"
        facts.append(Organisation(id=one, name=promoter, sources=toys.PLACE))
        facts.append(ParticipatesIn(start=one, end=f"project:toy:{key}", sources=toys.PLACE))
    return facts


CASES = {
    "follow_up": (("Waterloket", TEXT, 2008, "Voka"), ("Waterloket 2", TEXT, 2010, "Voka")),
    "follow_up of a longer title": (
        ("Waterloket, het kennisplatform", TEXT, 2008, "Voka"),
        ("Waterloket 2", TEXT, 2010, "Voka"),
    ),
    "follow_up in other spelling": (("Water Loket", TEXT, 2008, "Voka"), ("Waterloket bis", TEXT, 2010, "Voka")),
    "follow_up by another promoter": (("Waterloket", TEXT, 2008, "Voka"), ("Waterloket 2", TEXT, 2010, "Stad Boom")),
    "follow_up without dates": (("Waterloket", TEXT, None, "Voka"), ("Waterloket 2", TEXT, None, "Stad Boom")),
    "follow_up with a third in common": (
        ("Waterloket", TEXT, 2008, "Voka + VITO"),
        ("Waterloket", TEXT, 2010, "Voka + Imec"),
    ),
    "follow_up in other words": (
        ("Uitbouw van de waterdienst en het gemeentelijk aanspreekpunt", TEXT, 2008, "Voka"),
        ("Uitbouw van de waterdienst en het gemeentelijk waterloket", TEXT, 2010, "Voka"),
    ),
    "related after years": (
        ("Uitbouw van de waterdienst en het gemeentelijk aanspreekpunt", TEXT, 2008, "Voka"),
        ("Uitbouw van de waterdienst en het gemeentelijk waterloket", TEXT, 2015, "Voka"),
    ),
    "parallel without descriptions": (
        ("Waterloket Boom", "", 2008, "Gemeente Boom"),
        ("Waterloket Rumst", "", 2008, "Stad Mechelen"),
    ),
    "same": (("Waterloket", TEXT, 2008, "Voka"), ("Waterloket", TEXT, 2008, "Voka")),
    "related components": (
        ("Actie voor waterlopen - immateriële component", TEXT, 2008, "Voka"),
        ("Actie voor waterlopen - materiële component", TEXT, 2008, "Voka"),
    ),
    "related": (("Waterloket Boom", TEXT, 2008, "Voka"), ("Waterloket Rumst", TEXT, 2008, "Voka")),
    "parallel": (("Waterloket Boom", TEXT, 2008, "Gemeente Boom"), ("Waterloket Rumst", TEXT, 2008, "Stad Mechelen")),
    "cannot_tell": (("Alfa", "", 2008, "Voka"), ("Alfa", "", 2010, "Stad Mechelen")),
}


def ecosystem(pair: tuple[tuple[str, str, int | None, str], ...]) -> Facts:
    """The pair among ten projects that have nothing in common with it, so that likeness is rare."""
    facts = Facts()
    for key, one in zip("ab", pair, strict=True):
        facts.add(*project(key, *one))
    for k, text in enumerate(OTHERS):
        facts.add(*project(f"o{k}", text, text, 2009, f"Promotor {k}"))
    return facts


def pair_of(store: Store) -> Duplicate:
    """The row of the pair that `ecosystem` is about."""
    rows: list[Duplicate] = ask(store, "duplicates")
    (row,) = [row for row in rows if (row.a, row.b) == ("project:toy:a", "project:toy:b")]
    return row


@pytest.mark.parametrize("case", CASES)
def test_kinds_by_hand(case: str, tmp_path: Path) -> None:
    kind, _, _ = case.partition(" ")
    row = pair_of(stored(tmp_path, ecosystem(CASES[case])))
    assert row.kind == kind
    assert row.bits == pytest.approx(sum(one.weight for one in row.evidence))
    assert row.score is None if kind == "cannot_tell" else row.score == pytest.approx(1 / (1 + 2**-row.bits))


SHARES = st.lists(st.floats(0, 1, width=32), min_size=1, max_size=300)


@given(st.sampled_from(sorted(LEVELS.keys() - set(UNORDERED))), SHARES)
def test_more_likeness_never_weighs_less(feature: str, random_pairs: list[float]) -> None:
    seen = by_chance(feature, random_pairs)
    weights = seen.bits(feature, np.linspace(0, 1, 101))
    assert (np.diff(weights) >= -1e-9).all()


@given(SHARES)
def test_sharing_more_than_random_pairs_do_never_weighs_against(random_pairs: list[float]) -> None:
    seen = by_chance("consortium", random_pairs)
    assert (seen.bits("consortium", np.linspace(seen.consortium + 1e-6, 1.01, 50)) >= 0).all()
    assert seen.bits("consortium", np.array([np.nan]))[0] == 0


def test_a_third_of_a_consortium_weighs_for_where_most_pairs_share_someone() -> None:
    shares = [0.0] * 1000 + [0.02] * 3000 + [0.07] * 750 + [0.15] * 200 + [0.25] * 40 + [0.4] * 10
    weights = by_chance("consortium", shares).bits("consortium", np.array([0.0, 0.05, 0.15, 0.25, 0.35, 0.41, 0.6, 1]))
    assert weights[0] == weights[1] < 0 == weights[2] < weights[3] < weights[4] == weights[5] < weights[6] < weights[7]


def by_chance(feature: str, values: list[float]) -> Chance:
    """What random pairs look like that have these values of one feature and nothing else that is known."""
    unknown = np.full(len(values), np.nan)
    found = Features(**{field.name: unknown for field in fields(Features)} | {feature: np.array(values)})
    return Chance.of(found, found)


def test_nothing_is_more_probable_than_the_sequel(tmp_path: Path) -> None:
    (first, *_) = ask(stored(tmp_path, ecosystem(CASES["follow_up"])), "duplicates")
    assert (first.a, first.b) == ("project:toy:a", "project:toy:b")
    assert first.score is not None
    assert first.score > 0.9


def test_a_title_alone_is_not_counted_a_second_time_as_the_text(tmp_path: Path) -> None:
    for name, text, known in (("bare", "", False), ("described", TEXT, True)):
        pair = (("Waterloket aan huis", text, 2008, "Voka"), ("Waterloket aan huis", text, 2008, "Stad Boom"))
        (texts,) = [one for one in pair_of(stored(tmp_path / name, ecosystem(pair))).evidence if one.feature == "texts"]
        assert (texts.value is not None, texts.weight != 0.0) == (known, known)


def test_a_list_without_ends_knows_of_no_dates(tmp_path: Path) -> None:
    facts = Facts()
    for k, start in enumerate((date(2014, 5, 1), date(2014, 6, 1), date(2017, 5, 1))):
        facts.add(Project(id=f"project:toy:{k}", title="Waterloket aan huis", start_date=start, sources=toys.PLACE))
    rows = ask(stored(tmp_path, facts), "duplicates")
    assert {row.kind for row in rows} >= {"same"}
    assert {one.value for row in rows for one in row.evidence if one.feature == "dates"} == {None}


@pytest.mark.parametrize("titles", [(), ("Waterloket",)])
def test_where_there_is_nothing_to_compare_a_note_says_so(titles: tuple[str, ...], tmp_path: Path) -> None:
    facts = Facts([Organisation(id="organisation:toy:voka", name="Voka", sources=toys.PLACE)])
    facts.add(*(Project(id="project:toy:a", title=title, sources=toys.PLACE) for title in titles))
    answer = asking.ask(QUESTIONS["duplicates"], stored(tmp_path, facts), of="Waterloket")
    assert list(answer.rows) == []
    note, nothing = answer.notes
    assert ("fewer than two projects" in note, "minder dan twee" in dutch.said(note)) == (True, True)
    assert nothing.startswith("None found; loaded are 0 clusters, 1 organisations, ")
    assert dutch.said(nothing).startswith("Niets gevonden; geladen zijn 0 clusters, 1 organisaties, ")


def test_only_a_project_has_look_alikes(sequel_among_others: Store) -> None:
    rows = ask(sequel_among_others, "duplicates", of="Waterloket 2")
    assert {"project:toy:b"} <= {end for row in rows for end in (row.a, row.b)}
    with pytest.raises(NotFoundError, match="'Voka'"):
        ask(sequel_among_others, "duplicates", of="Voka")


def test_a_judgement_stands_beside_its_pair_and_is_not_kept_with_the_answer(tmp_path: Path) -> None:
    question = QUESTIONS["duplicates"]
    answer = asking.ask(question, stored(tmp_path / "store", ecosystem(CASES["follow_up"])))
    judgements = Judgements(tmp_path)
    assert judged(answer, judgements).rows[0].judgement is None
    assert judged(answer, judgements).notes == ()
    judgements.add("project:toy:b", "project:toy:a", "distinct", author="Ann")
    told = judged(answer, judgements)
    assert told.rows[0].judgement == "different"
    assert ["0 the same, 0 related and 1 different: precision 0.00" in note for note in told.notes] == [True]
    assert answer.rows[0].judgement is None


def test_precision_of_what_people_judged_by_hand() -> None:
    (note,) = precision(["same"] * 4 + ["related"] * 2 + ["different"] * 4 + ["same"])
    assert "first 10 of these pairs" in note
    assert "precision 0.40, or 0.60 with related" in note
    assert "precisie 0,40, of 0,60" in dutch.said(note)
    assert precision([]) == []


def evaluated(store: Store, labels: str, source: str | None = None, k: int = 10) -> dict[str, Any]:
    rows = asking.ask(EVALUATIONS["duplicates"], store, labels=labels, source=source, k=k).rows
    return {row.label: row for row in rows}


@pytest.fixture(scope="module")
def sequel_among_others(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("sequel"), ecosystem(CASES["follow_up"]))


def test_labelled_pairs_by_hand(sequel_among_others: Store) -> None:
    labels = "a,b,label\nb,a,follow_up\no4,o6,parallel_same_scheme\n"
    found = evaluated(sequel_among_others, labels)
    assert (found["all"].pairs, found["all"].average_precision, found["all"].r_precision) == (2, 1.0, 1.0)
    assert (found["all"].recall_at_k, found["all"].precision_at_k) == (0.5, 0.5)
    assert (found["follow_up"].recall_at_k, found["follow_up"].kind_right) == (1.0, 1.0)
    assert (found["follow_up"].precision_at_k, found["follow_up"].kind_precision) == (1.0, 1.0)
    assert found["parallel"].kind_right == 0.0, "two texts without a word in common"
    assert found["parallel"].precision_at_k is None, "nothing was named parallel"
    assert evaluated(sequel_among_others, labels, "toy") == found


def test_precision_at_k_looks_at_the_most_probable_of_a_kind(sequel_among_others: Store) -> None:
    labels = "a,b,label\na,b,follow_up\no4,o6,coincidental\no1,o2,parallel\no0,o3,coincidental\n"
    found = [evaluated(sequel_among_others, labels, k=k) for k in (1, 10)]
    assert [rows["all"].precision_at_k for rows in found] == [1.0, 0.75]
    assert found[1]["coincidental"].precision_at_k == found[1]["coincidental"].kind_precision == pytest.approx(2 / 3)
    assert found[0]["coincidental"].precision_at_k in (0.0, 1.0)
    with pytest.raises(BadInputError, match="at least 1"):
        evaluated(sequel_among_others, labels, k=0)


@pytest.mark.parametrize(
    "labels",
    [
        "a,b,label\na,b,Follow-up",
        "\ufeffA;B;Label;why\n\nb;a;FOLLOW UP of;\n",
        "row_i\trow_j\tlabel\nWaterloket\twaterloket 2\tfollow_up\n",
        "a,b,label\n" + "project:toy:a,b,follow_up\n" * 2,
    ],
)
def test_labels_are_read_as_people_write_them(labels: str, sequel_among_others: Store) -> None:
    found = evaluated(sequel_among_others, labels)
    assert (found["all"].pairs, found["follow_up"].kind_right) == (1, 1.0)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ("a,b\n1,2", "row 1: expected the columns a, b, label; found a, b"),
        ("a,b,label\na,b,funny", "row 2: 'funny' is no kind of likeness"),
        ("a,b,label\na,b,samelike", "row 2: 'samelike' is no kind of likeness"),
        ("a,b,label\n", "no labelled pair"),
        (" \n", "is empty"),
        ("a,b,label\na,b,same\n\nb,b,same", "row 4: 'b' and 'b' are one project"),
        ("a,b,label\na,b,same\nb,a,related", "row 3: the pair 'b' and 'a' was labelled same above, now related"),
        ("a,b,label\nSome, title,b,same", "row 2: it has 4 cells, the header has 3"),
        ("a,b,label\na,zz,same", "row 2: 'zz' is no project"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_by_row(labels: str, why: str, sequel_among_others: Store) -> None:
    with pytest.raises((BadInputError, NotFoundError), match=why):
        evaluated(sequel_among_others, labels)


def test_a_source_that_is_not_loaded_is_named(sequel_among_others: Store) -> None:
    with pytest.raises(NotLoadedError, match="source 'foo' is loaded; there are those of toy"):
        evaluated(sequel_among_others, "a,b,label\na,b,same", "foo")


def test_an_answer_names_the_file_of_labels_and_does_not_repeat_it(sequel_among_others: Store) -> None:
    labels = FileText.of("a,b,label\na,b,same", "pairs.csv", usual=True)
    answer = asking.ask(EVALUATIONS["duplicates"], sequel_among_others, labels=labels)
    assert answer.parameters["labels"] == f"pairs.csv, SHA-256 {hashlib.sha256(labels.encode()).hexdigest()}"
    assert ["pairs.csv" in note and "pairs.csv" in dutch.said(note) for note in answer.notes] == [True]
    assert asking.ask(EVALUATIONS["duplicates"], sequel_among_others, labels=str(labels)).notes == ()


def test_what_nobody_can_tell_comes_after_what_has_a_score() -> None:
    rows = [
        Duplicate(a, "z", a, "z", "related", score, bits, (), None, ())
        for a, score, bits in (("a", None, 9.0), ("b", 0.2, -2.0), ("c", None, 12.0), ("d", 0.8, 2.0))
    ]
    assert [row.a for row in ranked(rows)] == ["d", "b", "c", "a"]


def test_average_precision_by_hand() -> None:
    assert average_precision([True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([False]) is None
    assert average_precision(np.ones(4, dtype=bool).tolist()) == 1.0


@needs_data
def test_the_flemish_erdf_list_reaches_the_goals(tmp_path: Path) -> None:
    """The first labelled part: what is one is found and ranked; kinds, fitted to other lists too, fit this one less."""
    folder = DATA / "flanders_erdf"
    assert call("load", f"erdf-flanders-2007={folder / 'erdf_flanders_2007_2013.csv'}", home=tmp_path).returncode == 0
    result = call("evaluate", "duplicates", "--format", "csv", home=tmp_path, INTERCLUSTER_DATA=str(DATA))
    names, *rows = csv.reader(result.stdout.splitlines())
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    assert float(found["follow_up"]["recall_at_k"]) == 1.0
    assert float(found["all"]["average_precision"]) >= 0.98
    assert float(found["all"]["kind_right"]) >= 0.92
    assert found["list erdf-flanders-2007"]["pairs"] == found["language nl"]["pairs"] == found["all"]["pairs"]


def test_what_was_labelled_twice_agrees_beyond_chance() -> None:
    """Ids and labels, each pair in one half; Cohen's kappa of the passes as docs/method/labelling.md has it."""
    texts = [(LABELS / f"{half}.csv").read_text(encoding="utf-8") for half in ("tune", "report")]
    halves = [list(csv.DictReader(text.splitlines())) for text in texts]
    pairs = [{(row["a"], row["b"]) for row in half} for half in halves]
    assert not pairs[0] & pairs[1]
    assert len(pairs[0] | pairs[1]) == sum(map(len, halves)) == 308
    first, second = ([row[name] for half in halves for row in half] for name in ("pass_1", "pass_2"))
    agree = sum(a == b for a, b in zip(first, second, strict=True)) / 308
    chance = sum(first.count(one) * second.count(one) for one in KINDS) / 308**2
    assert (agree - chance) / (1 - chance) == pytest.approx(0.94, abs=0.005)


def test_a_pair_that_is_kept_apart_is_in_no_half_to_tune_on() -> None:
    found = {
        half: {
            frozenset((row["a"], row["b"]))
            for path in LABELS.glob(f"{half}*.csv")
            for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        }
        for half in ("tune", "report")
    }
    assert {half: len(pairs) for half, pairs in found.items()} == {"tune": 233, "report": 238}
    assert not found["tune"] & found["report"]


def test_what_is_fitted_by_hand() -> None:
    alike = likelihoods((0.95, 0.6, 1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0))
    assert sum(alike.values()) == pytest.approx(1)
    assert alike["follow_up"] > 0.8, "one title, one promoter, later"
    unlike = likelihoods((0.0,) * len(FINDINGS))
    constants = np.array([5.273, -7.613, 0.085, 2.255])
    assert unlike["coincidental"] == pytest.approx(float(np.exp(5.273) / np.exp(constants).sum()))


def test_a_reliability_curve_by_hand() -> None:
    """Four pairs of a score of 0.95, three of them right, and one wrong of 0.2."""
    low, high = reliability([(0.95, True), (0.95, True), (0.95, True), (0.95, False), (0.2, False)])
    assert (low.low, low.high, low.pairs, low.score, low.share) == (0.1, 0.3, 1, 0.2, 0.0)
    assert (high.low, high.pairs, high.share) == (0.9, 4, 0.75)
    assert high.score == pytest.approx(0.95)
    assert high.share_low == pytest.approx(0.3006, abs=1e-3)
    assert high.share_high == pytest.approx(0.9544, abs=1e-3)
    assert low.share_low == 0.0
    assert reliability([(1.0, True)])[0].low == 0.9, "1 itself belongs to the last bin"


def test_parts_of_a_programme_are_told_by_their_titles() -> None:
    """One name, and after it another thing each: not the same thing, not one word, and not only the end in common."""
    whole = Title.of("Groeiplan Kempen – Advies aan starters")
    assert parts_of_one(whole, Title.of("Groeiplan Kempen: Opvolging van bedrijven"))
    for other in ("Groeiplan Kempen", "Groeiplan Kempen - advies aan starters", "Plan Waas - Advies aan starters"):
        assert not parts_of_one(whole, Title.of(other))
    assert not parts_of_one(Title.of("VOKA - Advies"), Title.of("VOKA - Export")), "one word may be a promoter's name"


def test_words_in_common_are_counted_without_endings_and_names() -> None:
    one = Title.of("Advies aan starters in Boom")
    assert words_in_common(one, Title.of("Advies aan starters in Rumst")) == 0.5
    assert words_in_common(one, Title.of("Adviezen aan starters in Rumst"), ("Stad Boom", "Gemeente Rumst")) == 1 / 3
    assert words_in_common(one, Title.of("Advies aan starters in Rumst"), ("Stad Boom", "Gemeente Rumst")) == 1.0
    assert words_in_common(Title.of("II"), Title.of("de")) == 0.0


@pytest.mark.parametrize("others", [9, 10])
def test_a_title_of_more_than_ten_consortia_names_nothing(others: int) -> None:
    """Twelve firms extend their works; one does so twice, for two things: its title does not make that a sequel."""
    facts = Facts()
    facts.add(*project("a", "Uitbreiding", "Een hal voor de opslag van hout", 2008, "Voka"))
    facts.add(*project("b", "Uitbreiding 2", "Een oven die glas bij lage druk smelt", 2010, "Voka"))
    for k, text in enumerate(OTHERS[:others]):
        facts.add(*project(f"o{k}", "Uitbreiding", text, 2009, f"Promotor {k}"))
    with as_store(facts) as store:
        row = pair_of(store)
    evidence = {one.feature: one.value for one in row.evidence}
    common = others == 10
    assert (row.kind, evidence["titles"] is None, evidence["numbering"] is None) == (
        ("related" if common else "follow_up"),
        common,
        common,
    )


def test_what_can_be_told_has_a_score_however_short_its_title() -> None:
    facts = Facts()
    facts.add(*project("a", "Miralux", "", 2008, "Voka"), *project("b", "Miralux2", "", 2010, "Voka"))
    for k, text in enumerate(OTHERS):
        facts.add(*project(f"o{k}", text, text, 2009, f"Promotor {k}"))
    with as_store(facts) as store:
        row = pair_of(store)
    assert row.kind == "follow_up"
    assert row.score is not None
    assert row.score > 0.5


def test_a_sequel_under_another_name_comes_before_what_is_like_it_by_others() -> None:
    """Where no rule decides, the score is how often labelled pairs like it were a sequel, and says so."""
    later = "Advies aan kleine ondernemingen over het hergebruik van regenwater bij de bereiding van voeding"
    facts = Facts()
    facts.add(*project("a", "Regenwater in de voedingsindustrie", TEXT, 2008, "Voka"))
    facts.add(*project("b", "Hergebruik van water bij voeding", later, 2010, "Voka"))
    facts.add(*project("c", "Regenwater in de voeding van dieren", later, 2010, "Stad Boom"))
    for k, text in enumerate(OTHERS):
        facts.add(*project(f"o{k}", text, text, 2009, f"Promotor {k}"))
    with as_store(facts) as store:
        first, *others = ask(store, "duplicates")
    assert (first.a, first.b) == ("project:toy:a", "project:toy:b")
    assert others
    assert all(first.score > 5 * (row.score or 0.0) for row in others)
    (rule,) = [one for one in first.evidence if one.feature == "rule"]
    assert "of labelled pairs like it" in rule.detail
    assert "van gelabelde paren" in dutch.said(rule.detail)
