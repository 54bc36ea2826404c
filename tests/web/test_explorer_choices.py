"""By what the explorer narrows a network: region, programme and grant beside country, instrument, theme and source."""

import httpx
import pytest

from api.web.explorer.choices import Option, has_amounts, options, within
from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project
from graph.store import Store
from tests.support.toys import PLACE, stored

GHENT, LYON, OTHER = (f"organisation:toy:{one}" for one in ("ghent", "lyon", "other"))
LARGE, SMALL, UNKNOWN = (f"project:toy:{one}" for one in ("large", "small", "unknown"))
FUND, GRANT = "instrument:toy:fund", "instrument:toy:grant"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Ghent (BE23) leads the large project, Lyon (FRK2) the small one; two instruments of two programmes pay."""
    facts = Facts(
        [
            Organisation(id=GHENT, name="Ghent", country="BE", nuts="BE234", sources=PLACE),
            Organisation(id=LYON, name="Lyon", country="FR", nuts="FRK26", sources=PLACE),
            Organisation(id=OTHER, name="Other", sources=PLACE),
            Project(id=LARGE, title="Large", grant_eur=900_000.0, sources=PLACE),
            Project(id=SMALL, title="Small", grant_eur=100_000.0, sources=PLACE),
            Project(id=UNKNOWN, title="Unknown", sources=PLACE),
            FundingInstrument(id=FUND, name="Fund", programme="North", sources=PLACE),
            FundingInstrument(id=GRANT, name="Grant", programme="South", sources=PLACE),
            ParticipatesIn(start=GHENT, end=LARGE, sources=PLACE),
            ParticipatesIn(start=LYON, end=SMALL, sources=PLACE),
            FundedBy(start=LARGE, end=FUND, sources=PLACE),
            FundedBy(start=SMALL, end=GRANT, sources=PLACE),
        ]
    )
    return stored(tmp_path_factory.mktemp("choices"), facts)


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ((("region", "BE23"),), {GHENT, LARGE}),
        ((("programme", "South"),), {LYON, SMALL, GRANT}),
        ((("least_eur", "100000"),), {GHENT, LARGE, LYON, SMALL}),
        ((("least_eur", "500000"),), {GHENT, LARGE}),
        ((("region", "FRK2"), ("programme", "North")), set()),
        ((("region", "nowhere"),), set()),
    ],
)
def test_what_is_chosen_is_left(store: Store, chosen: tuple[tuple[str, str], ...], left: set[str]) -> None:
    assert (within(store, chosen) or set()) == left


def test_a_choice_between_fewer_than_two_is_none(store: Store) -> None:
    found = options(store)
    assert found["region"] == [Option("BE23", "BE23", 2), Option("FRK2", "FRK2", 2)]
    assert found["programme"] == [Option("North", "North", 2), Option("South", "South", 2)]
    assert "source" not in found
    assert "theme" not in found
    assert has_amounts(store)
    assert within(store, ()) is None


def test_the_page_offers_what_there_is_and_draws_what_is_left(site: httpx.Client) -> None:
    page = site.get("/explorer").text
    assert 'name="programme"' in page
    assert 'name="least_eur"' in page
    assert 'name="region"' not in page, "no source says a region"
    whole, left = (
        {node["id"] for node in site.get("/explorer/data.json", params={"network": "all", **asked}).json()["nodes"]}
        for asked in ({}, {"least_eur": "400000"})
    )
    assert "cluster:flanders:bim" in left
    assert left < whole
    assert site.get("/explorer/data.json", params={"least_eur": "-1"}).status_code == 422
