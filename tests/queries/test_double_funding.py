"""Ten pairs worked out by hand: what is paid twice, told twice, translated, numbered side by side; scores fit kinds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project
from graph.store.subsets import as_store
from queries import QUESTIONS
from queries.likeness.duplicates import Duplicate
from queries.likeness.evidence import settled
from queries.likeness.kinds import CLAIMS
from queries.likeness.words import language
from tests.queries.test_duplicates import OTHERS, TEXT
from tests.support import asking, toys

ENGLISH = "Advice for small firms on the use of rain water in the food industry, with Waterloket and Aquaflanders"
DUTCH = "Advies aan kleine bedrijven over het gebruik van regenwater voor de voeding, met Waterloket en Aquaflanders"
FRENCH = (
    "Conseil aux petites entreprises sur les eaux de pluie dans le secteur alimentaire, avec Waterloket et Aquaflanders"
)
RETOLD = (
    "Kmo's leren hoe zij Waterloket benutten om hemelwater te hergebruiken bij de productie van voedsel in Aquaflanders"
)
DAYS = (date(2015, 3, 1), date(2018, 2, 28))


def told(
    facts: Facts,
    key: str,
    title: str,
    text: str,
    promoters: str = "Voka",
    days: tuple[date, date] = DAYS,
    fund: str = "",
    grant: float | None = None,
) -> None:
    """Add a project."""
    one = f"project:toy:{key}"
    facts.add(
        Project(
            id=one,
            title=title,
            abstract=text,
            start_date=days[0],
            end_date=days[1],
            grant_eur=grant,
            sources=toys.PLACE,
        )
    )
    for name in promoters.split(" + "):
        who = Organisation(id=f"organisation:toy:{name}", name=name, sources=toys.PLACE)
        facts.add(who, ParticipatesIn(start=who.id, end=one, sources=toys.PLACE))
    if fund:
        paid = FundingInstrument(id=f"instrument:toy:{fund}", name=fund, sources=toys.PLACE)
        facts.add(paid, FundedBy(start=one, end=paid.id, sources=toys.PLACE))


def among_others() -> Facts:
    """Return ten projects that have nothing in common with what is told."""
    facts = Facts()
    for k, text in enumerate(OTHERS):
        told(facts, f"o{k}", text, text, f"Promotor {k}", (date(2009, 1, 1), date(2010 + k, 12, 31)))
    return facts


def pair(facts: Facts) -> Duplicate:
    with as_store(facts) as store:
        rows: list[Duplicate] = list(asking.ask(QUESTIONS["duplicates"], store).rows)
    (found,) = [row for row in rows if (row.a, row.b) == ("project:toy:a", "project:toy:b")]
    return found


def test_one_text_and_two_funders_comes_first() -> None:
    facts = among_others()
    told(facts, "a", "Waterloket", TEXT, "Voka", fund="EFRO")
    told(facts, "b", "Waterloket", TEXT, "Stad Boom", fund="Interreg")
    told(facts, "c", "Fietspunt", TEXT[::-1], "Voka", fund="EFRO")
    told(facts, "d", "Fietspunt", TEXT[::-1], "Voka", fund="EFRO")
    with as_store(facts) as store:
        rows = list(asking.ask(QUESTIONS["duplicates"], store).rows)
    assert (rows[0].a, rows[0].b, rows[0].kind) == ("project:toy:a", "project:toy:b", "double_funding")
    assert rows[0].score > 0.5
    assert next(row.kind for row in rows if (row.a, row.b) == ("project:toy:c", "project:toy:d")) == "same"


def test_one_text_and_one_funder_is_no_double_funding() -> None:
    facts = among_others()
    told(facts, "a", "Waterloket", TEXT, "Voka", fund="EFRO")
    told(facts, "b", "Waterloket", TEXT, "Stad Boom", fund="EFRO")
    assert pair(facts).kind == "parallel"


def test_a_function_word_is_no_word_of_its_own() -> None:
    facts = among_others()
    told(facts, "a", "Regenwater voor de voedingsindustrie", TEXT)
    told(facts, "b", "Regenwater in de voedingsindustrie", TEXT)
    found = pair(facts)
    assert found.kind == "same"
    assert found.score is not None
    assert found.score > 0.9


@pytest.mark.parametrize(
    ("title", "text", "grant"),
    [("Rain water for food", ENGLISH, 125_000.0), ("L'eau de pluie", FRENCH, 125_000.0), ("Rain water", ENGLISH, None)],
)
def test_a_translation_by_the_same_promoter_on_the_same_days(title: str, text: str, grant: float | None) -> None:
    facts = among_others()
    told(facts, "a", "Regenwater bij voeding", DUTCH, grant=grant)
    told(facts, "b", title, text, grant=grant)
    found = pair(facts)
    assert found.kind == "same"
    assert found.score is not None
    assert found.score > 0.5


@pytest.mark.parametrize(
    ("dutch", "other", "text"),
    [
        ("Regenwater bij voeding", "L'eau de pluie", FRENCH),
        ("Waterloket: regenwater bij voeding", "Waterloket: rain water and food", ENGLISH),
    ],
)
def test_a_translation_in_another_list_is_found_and_said(dutch: str, other: str, text: str) -> None:
    """The other list has another end and no word of the title; partners, start and amount agree."""
    facts = among_others()
    told(facts, "a", dutch, DUTCH, "Voka + VITO + Boerenbond", grant=125_000.0)
    told(facts, "b", other, text, "Voka + VITO + Boerenbond", (date(2015, 3, 15), date(2018, 8, 31)), grant=125_000.0)
    found = pair(facts)
    assert found.kind == "same"
    assert found.score is not None
    assert found.score > 0.5
    (bar,) = [one for one in found.evidence if one.feature == "languages"]
    assert bar.weight > 0
    assert "in two languages" in bar.detail
    assert found.bits == pytest.approx(sum(one.weight for one in found.evidence))


def test_partners_and_days_alone_make_no_translation() -> None:
    """Three partners, one start, two languages: but other amounts and no rare word."""
    facts = among_others()
    told(
        facts,
        "a",
        "Regenwater bij voeding",
        "Advies aan bedrijven over het gebruik van water",
        "Voka + VITO + X",
        grant=1e5,
    )
    text = "A bridge for bicycles along the canal, with parking and with lights"
    told(facts, "b", "Bicycles", text, "Voka + VITO + X", (date(2015, 3, 15), date(2018, 8, 31)), grant=9e4)
    found = pair(facts)
    assert found.kind == "related"
    assert found.score is not None
    assert found.score < 0.5
    assert [one.weight for one in found.evidence if one.feature == "languages"] == [0.0]


def test_another_project_of_the_same_promoter_on_the_same_days_is_no_translation() -> None:
    facts = among_others()
    told(facts, "a", "Regenwater bij voeding", DUTCH, grant=125_000.0)
    told(
        facts,
        "b",
        "Bicycles for all",
        "A bridge for bicycles along the canal, with parking and with lights",
        grant=90_000.0,
    )
    with as_store(facts) as store:
        rows = list(asking.ask(QUESTIONS["duplicates"], store).rows)
    assert "same" not in {row.kind for row in rows if (row.a, row.b) == ("project:toy:a", "project:toy:b")}


def test_a_paraphrase_with_the_same_partners_and_days() -> None:
    facts = among_others()
    told(facts, "a", "Regenwater bij voeding", DUTCH, "Voka + VITO + Imec + Howest")
    told(facts, "b", "Hemelwater hergebruiken", RETOLD, "Voka + VITO + Imec + Howest")
    assert pair(facts).kind == "same"


def test_numbered_side_by_side_is_not_one() -> None:
    facts = among_others()
    told(facts, "a", "Heraanleg kaai 3", "Heraanleg van kaai 3 in de haven met nieuwe damwanden en bolders")
    told(facts, "b", "Heraanleg kaai 5", "Heraanleg van kaai 5 in de haven met nieuwe damwanden en bolders")
    found = pair(facts)
    assert found.kind == "related"
    assert found.score is not None
    assert found.score < 0.5
    assert [one.detail for one in found.evidence if one.feature == "rule"] in ([], ["numbered side by side"])


@given(st.floats(-60, 60), st.floats(0, 5), st.booleans())
def test_the_kind_says_the_side_and_more_is_never_less(bits: float, more: float, claimed: bool) -> None:
    assert (settled(bits, claimed=claimed) > 0) == claimed
    assert settled(bits + more, claimed=claimed) >= settled(bits, claimed=claimed)


def test_no_score_contradicts_its_kind() -> None:
    facts = among_others()
    told(facts, "a", "Waterloket Boom", TEXT, "Voka")
    told(facts, "b", "Waterloket Rumst", TEXT, "Voka")
    told(facts, "c", "Waterloket Rumst 2", TEXT, "Voka", (date(2018, 3, 1), date(2020, 1, 1)))
    with as_store(facts) as store:
        rows = list(asking.ask(QUESTIONS["duplicates"], store).rows)
    assert rows
    assert all((row.score > 0.5) == (row.kind in CLAIMS) for row in rows if row.score is not None)
    assert all(row.bits == pytest.approx(sum(one.weight for one in row.evidence)) for row in rows)


@pytest.mark.parametrize(("text", "code"), [(DUTCH, "nl"), (ENGLISH, "en"), (FRENCH, "fr"), ("Waterloket Boom", None)])
def test_a_language_is_told_by_its_small_words(text: str, code: str | None) -> None:
    assert language(text.casefold().replace(",", " ").split()) == code
