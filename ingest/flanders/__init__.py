"""The Flemish cluster ecosystem, from the facts files beside this module.

Where two places of the report disagree both are kept as claims; the graph shows what was added first. So the order
below is one of authority: Tabel 7, which was made for the evaluation, before Tabel 3, which repeats older dates.
"""

import dataclasses
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.schema import (
    About,
    Cluster,
    ContinuesIn,
    FundedBy,
    FundingInstrument,
    Hosts,
    NicheOf,
    Organisation,
    OverlapsWith,
    ParticipatesIn,
    Project,
    Source,
    Steers,
    Theme,
    node_type,
)
from ingest.flanders import records as r
from ingest.reading.rows import FactRow, read_rows

Folder = Path | Traversable


def facts(folder: Path | None = None) -> Facts:
    """Return the ecosystem's facts; `folder` holds other facts files than the package's own.

    Raise BadInputError with file, row and column where a row is not what it should be.
    """
    found = Facts()
    for add in (_entities, _performance, _periods, _financing, _spellings, _relations, _outcomes, _figures):
        add(found, folder or files(__package__))
    found.check()
    return found


def _entities(found: Facts, folder: Folder) -> None:
    sources = read_rows(folder, "sources.csv", r.SourceRow)
    found.add(*(Source(sources=row.place, **_columns(row)) for row in sources))
    for name, kind, node in (
        ("clusters.csv", r.ClusterRow, Cluster),
        ("organisations.csv", r.OrganisationRow, Organisation),
        ("projects.csv", r.ProjectRow, Project),
        ("instruments.csv", r.InstrumentRow, FundingInstrument),
    ):
        rows: list[FactRow] = read_rows(folder, name, kind)
        found.add(*(node(sources=row.place, **_columns(row)) for row in rows))
    for row in read_rows(folder, "themes.csv", r.ThemeRow):
        theme = make_id("theme", "flanders", slug(row.theme))
        found.add(
            Theme(id=theme, label=row.theme, sources=row.place),
            About(start=row.cluster, end=theme, sources=row.place),
        )


def _performance(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "performance.csv", r.PerformanceRow):
        suffix = "target" if row.reporting == "target" else "reported"
        stated = {
            "end_date": row.end_date,
            "model": row.model,
            "origin": row.origin,
            f"members_{suffix}": row.members,
            f"collaborations_{suffix}": row.collaborations,
            "intercluster_projects_reported": row.intercluster_projects,
        }
        _state(found, row.cluster, row, stated)


def _periods(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "periods.csv", r.PeriodRow):
        _state(found, row.cluster, row, {"start_date": row.start_date, "end_date": row.end_date})


def _financing(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "financing.csv", r.FinancingRow):
        stated = _columns(row)
        share = stated.pop("half_share_percent")
        _state(found, str(stated.pop("cluster")), row, stated)
        found.claim(row.cluster, "half_share_percent", share, row.source, row.locator, tolerance=0.5)


def _spellings(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "spellings.csv", r.SpellingRow):
        kind = node_type(row.id)
        if kind in (Cluster, Organisation, FundingInstrument):
            found.add(kind(id=row.id, aliases=(row.spelling,), sources=row.place))


def _relations(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "hosts.csv", r.HostRow):
        found.add(Hosts(start=row.organisation, end=row.cluster, sources=row.place))
    for row in read_rows(folder, "steering.csv", r.HostRow):
        found.add(Steers(start=row.organisation, end=row.cluster, sources=row.place))
    for niche in read_rows(folder, "niches.csv", r.NicheRow):
        found.add(NicheOf(start=niche.cluster, end=niche.target, sources=niche.place))
    for overlap in read_rows(folder, "overlaps.csv", r.OverlapRow):
        found.add(OverlapsWith(start=overlap.a, end=overlap.b, confidence=overlap.confidence, sources=overlap.place))
    for part in read_rows(folder, "participants.csv", r.ParticipantRow):
        found.add(ParticipatesIn(start=part.participant, end=part.project, sources=part.place))
    for paid in read_rows(folder, "funding.csv", r.FundingRow):
        columns = _columns(paid)
        start, end = str(columns.pop("funded")), str(columns.pop("instrument"))
        found.add(FundedBy(start=start, end=end, sources=paid.place, **columns))


def _outcomes(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "outcomes.csv", r.OutcomeRow):
        _state(found, row.cluster, row, {"outcome": row.outcome})
        if row.target:
            found.add(ContinuesIn(start=row.cluster, end=row.target, outcome=row.outcome, sources=row.place))


def _figures(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "figures.csv", r.FigureRow):
        found.claim(row.entity, row.property, row.value, row.source, row.locator, row.tolerance)


def _state(found: Facts, cluster: str, row: FactRow, stated: dict[str, Any]) -> None:
    """Add what a row states of a cluster, as values of its node and as claims."""
    known = {name: value for name, value in stated.items() if value is not None}
    found.add(Cluster(id=cluster, sources=row.place, **known))
    for name, value in known.items():
        found.claim(cluster, name, value, row.source, row.locator)


def _columns(row: FactRow) -> dict[str, Any]:
    """Return a row's own columns, without source and locator."""
    names = [field.name for field in dataclasses.fields(row) if field.name not in ("source", "locator")]
    return {name: getattr(row, name) for name in names}
