"""Every source on the real files it was made for, traps included; skipped where they are not there."""

from datetime import date
from pathlib import Path

import pytest

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import (
    FundedBy,
    FundingInstrument,
    Organisation,
    ParticipatesIn,
    PartOf,
    Project,
    Theme,
)
from ingest import loading
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import requested
from tests.support.opendata import DATA, needs_data

pytestmark = needs_data


def read(source: str, path: str, audit: Audit | None = None) -> Facts:
    (facts,) = loading.read_all(requested((f"{source}={DATA / path}",)), audit or Audit(), ImportOptions()).values()
    return facts


@pytest.fixture(scope="module")
def horizon() -> Facts:
    return read("cordis", "cordis_h2020")


def test_horizon_2020_is_there_to_the_last_participation(horizon: Facts) -> None:
    assert len(horizon.nodes(Organisation)) == 35_871
    assert len(horizon.relations(ParticipatesIn)) == 144_726
    assert len({tie.end for tie in horizon.relations(ParticipatesIn)}) == 31_451
    named = [node for node in horizon.nodes(Organisation) if node.name]
    assert 0.46 < len(named) / 35_871 < 0.49


def test_the_commissions_codes_become_iso_codes(horizon: Facts) -> None:
    countries = {node.country for node in horizon.nodes(Organisation)}
    assert {"GB", "GR"} <= countries
    assert not {"UK", "EL"} & countries


def test_wrong_encodings_are_mended(horizon: Facts) -> None:
    names = {name for node in horizon.nodes(Organisation) for name in (node.name, *node.aliases) if name}
    assert not [name for name in names if "√" in name]


def test_missing_money_is_unknown_and_not_zero(horizon: Facts) -> None:
    money = [tie.contribution_eur for tie in horizon.relations(ParticipatesIn)]
    assert 0.08 < money.count(None) / len(money) < 0.11


def test_amounts_with_a_decimal_comma(horizon: Facts) -> None:
    (project,) = [node for node in horizon.nodes(Project) if node.id == "project:cordis:193157"]
    assert (project.acronym, project.cost_eur, project.end_date) == (
        "ERC-EuropePMC-1-2014",
        230000.0,
        date(2016, 3, 31),
    )


def test_a_grant_of_several_instruments_is_not_counted_twice(horizon: Facts) -> None:
    per_project: dict[str, list[float | None]] = {}
    for tie in horizon.relations(FundedBy):
        per_project.setdefault(tie.start, []).append(tie.amount_eur)
    assert all(amounts == [None] * len(amounts) for amounts in per_project.values() if len(amounts) > 1)


def test_todays_layout_and_its_themes() -> None:
    facts = read("cordis", "cordis_he_sample")
    assert (len(facts.nodes(Project)), len(facts.relations(ParticipatesIn))) == (100, 100)
    assert len(facts.nodes(Theme)) > 30
    wageningen = next(node for node in facts.nodes(Organisation) if node.pic == "999981634")
    assert (wageningen.name, wageningen.town, wageningen.vat) == (
        "WAGENINGEN UNIVERSITY",
        "Wageningen",
        "NL811383696B01",
    )


def test_ecsel_is_read_from_its_spreadsheets() -> None:
    audit = Audit()
    facts = read("cordis", "ecsel_kdt", audit)
    counts = [len(facts.of(kind)) for kind in (Project, Organisation)]
    assert counts == [96, 1474]
    assert all(node.title and node.abstract for node in facts.nodes(Project))
    assert "Not used in countries.xlsx: Country, Acronym." in audit.lines()


def test_a_corrupt_register_is_refused_with_share_and_place() -> None:
    with pytest.raises(
        BadInputError, match=r"denomination\.csv\.gz: 6,47\d of 9,999 rows \(64\.8 %\).* row 3526: 'Entity"
    ):
        read("kbo", "kbo_sample")


def test_a_corrupt_register_is_loaded_without_its_bad_rows_and_says_so() -> None:
    audit = Audit(skip_bad_rows=True)
    facts = read("kbo", "kbo_sample", audit)
    assert audit.lines()[0].startswith("Left out: denomination.csv.gz: 6,47")
    veneco = next(node for node in facts.nodes(Organisation) if node.kbo == "0200065765")
    assert (veneco.name, veneco.aliases) == ("Intergemeentelijke Vereniging Veneco", ("Veneco",))
    assert (veneco.street, veneco.postcode, veneco.town) == ("Panhuisstraat 1", "9070", "Destelbergen")
    assert veneco.kind == "public_agency"
    assert "NACE 2008 84130" in veneco.activities


def test_ror_keeps_parents_that_are_there_and_counts_the_others() -> None:
    audit = Audit()
    facts = read("ror", "ror", audit)
    assert len(facts.nodes(Organisation)) == 49_996
    assert 17_000 < len(facts.relations(PartOf)) < 17_552
    assert any("parents are not in the file" in line for line in audit.lines())


@pytest.mark.parametrize("name", ["subsidies_damme_latest.csv", "subsidies_damme_snapshots.csv.gz"])
def test_subsidies_with_thousands_corrections_and_snapshots(name: str) -> None:
    facts = read("subsidies", f"subsidieregister/{name}")
    sneppe = [tie for tie in facts.relations(FundedBy) if tie.start == "organisation:kbo:0448056361"]
    assert [tie.amount_eur for tie in sneppe if tie.call == "2024" and "varkensstallen" in tie.end] == [81499.0]
    assert len(facts.nodes(Organisation)) == 197
    assert sum(tie.amount_eur or 0 for tie in facts.relations(FundedBy)) == pytest.approx(_total())


def _total() -> float:
    """Return the sum of the latest register's column, by pandas."""
    import pandas as pd

    table = pd.read_csv(DATA / "subsidieregister" / "subsidies_damme_latest.csv", sep=";", thousands=",")
    return float(table["Toegekend (EUR)"].sum())


def test_erdf_lists() -> None:
    early = read("erdf-flanders-2007", "flanders_erdf/erdf_flanders_2007_2013.csv")
    first = next(node for node in early.nodes(Project) if node.id == "project:erdf-flanders-2007:0")
    assert len(early.nodes(Project)) == 449
    assert (first.cost_eur, first.grant_eur, first.start_date) == (1090141.18, 436056.47, date(2008, 4, 1))
    assert not any("_x000D_" in (node.abstract or "") for node in early.nodes(Project))
    late = read("erdf-flanders-2014", "flanders_erdf/erdf_flanders_2014_2020_sample.csv")
    assert len(late.nodes(Project)) == 23
    assert sum(tie.role == "co-promoter" for tie in late.relations(ParticipatesIn)) > 10
    walloon = read("erdf-wallonia", "flanders_erdf/erdf_esf_wallonia_2014_2020.csv")
    assert len(walloon.nodes(Project)) == 660
    assert len(walloon.relations(ParticipatesIn)) == 660 - 61
    assert max(node.cost_eur or 0 for node in walloon.nodes(Project)) > 30_000_000
    assert [node.funder for node in walloon.nodes(FundingInstrument)] == ["European Union"]


def test_no_column_goes_unread_without_a_word() -> None:
    for source, path in (
        ("cordis", "cordis_h2020"),
        ("cordis", "cordis_he_sample"),
        ("subsidies", "subsidieregister/subsidies_damme_latest.csv"),
        ("erdf-flanders-2007", "flanders_erdf/erdf_flanders_2007_2013.csv"),
    ):
        audit = Audit()
        read(source, path, audit)
        assert not audit.unused, (source, path)


def test_no_path_of_this_machine_gets_into_the_facts() -> None:
    facts = read("cordis", "cordis_he_sample")
    folder = str(Path(DATA).parent)
    assert not any(folder in place for record in facts for place in record.sources)
