"""The Flemish cluster ecosystem, from the facts files beside this module.

Where two places of the report disagree both are kept as claims; the graph shows what was added first. So the order
below is one of authority: Tabel 7, which was made for the evaluation, before Tabel 3, which repeats older dates.
"""

import dataclasses
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.schema import (
    WORDS,
    About,
    BackedBy,
    Cluster,
    ContinuesIn,
    FundedBy,
    FundingInstrument,
    GivesAccessTo,
    GrewFrom,
    Hosts,
    LinkedWith,
    MustJoin,
    NicheOf,
    Node,
    Organisation,
    OverlapsWith,
    ParticipatesIn,
    Project,
    Relation,
    Source,
    Steers,
    Theme,
    node_type,
    properties,
)
from ingest.flanders import records as r
from ingest.reading.rows import FactRow, read_rows

Folder = Path | Traversable

INSTRUMENTS = {"IBN": "instrument:flanders:ibn", "SPC": "instrument:flanders:spc"}
"""What pays for a cluster, by its kind."""

ENTITIES: Mapping[str, tuple[type[Node], str]] = {
    "sources.csv": (Source, "id title publisher? published? licence? url?"),
    "clusters.csv": (Cluster, "id name kind call?"),
    "organisations.csv": (Organisation, "id name"),
    # The text does not mark which ten of the fifteen applications were approved, so `applied` is all that is stated.
    "projects.csv": (
        Project,
        "id title acronym? kind? status? language? duration_months? start_date? end_date? url? abstract?",
    ),
    "instruments.csv": (FundingInstrument, "id name funder? programme?"),
}
"""The files whose rows are entities: their type, and the columns; with a question mark those that may be empty."""

TIES: Mapping[str, tuple[type[Relation], str]] = {
    "hosts.csv": (Hosts, "organisation cluster"),
    "steering.csv": (Steers, "organisation cluster"),
    "niches.csv": (NicheOf, "cluster target"),
    "overlaps.csv": (OverlapsWith, "a b reason?"),
    "participants.csv": (ParticipatesIn, "participant project"),
    "funding.csv": (FundedBy, "funded instrument amount_eur? call? since? until?"),
    "must_join.csv": (MustJoin, "cluster target imposed_by?"),
    "backing.csv": (BackedBy, "backed organisation role"),
    "links.csv": (LinkedWith, "start organisation kind"),
    "origins.csv": (GrewFrom, "cluster instrument"),
    "access.csv": (GivesAccessTo, "instrument target"),
}
"""The files whose rows are relations: their type, the columns that are its ends, and its properties."""


def facts(folder: Path | None = None) -> Facts:
    """Return the ecosystem's facts; `folder` holds other facts files than the package's own.

    Raise BadInputError with file, row and column where a row is not what it should be.
    """
    found = Facts()
    steps: tuple[Callable[[Facts, Folder], None], ...] = (
        _entities,
        _performance,
        _periods,
        _financing,
        _spellings,
        _relations,
        _outcomes,
        _traits,
        _figures,
    )
    for add in steps:
        add(found, folder or files(__package__))
    found.check()
    return found


def _entities(found: Facts, folder: Folder) -> None:
    for name, (kind, columns) in ENTITIES.items():
        rows = read_rows(folder, name, r.rows_of(kind, columns))
        found.add(*(kind(sources=row.place, **_columns(row), **_surety(row)) for row in rows))
    for added in read_rows(folder, "kinds.csv", r.KindRow):
        _state(found, added.id, added, {"kind": added.kind, "country": added.country})
    for row in read_rows(folder, "themes.csv", r.ThemeRow):
        theme = make_id("theme", "flanders", slug(row.theme))
        found.add(
            Theme(id=theme, label=row.theme, sources=row.place),
            About(start=row.cluster, end=theme, role=row.role, sources=row.place, **_surety(row)),
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
        _fund(found, row.cluster, row, until=row.end_date)


def _periods(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "periods.csv", r.PeriodRow):
        _state(found, row.cluster, row, {"start_date": row.start_date, "end_date": row.end_date})
        _fund(found, row.cluster, row, since=row.start_date, until=row.end_date)


def _financing(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "financing.csv", r.FinancingRow):
        stated = _columns(row)
        share = stated.pop("half_share_percent")
        _state(found, str(stated.pop("cluster")), row, stated)
        found.claim(row.cluster, "half_share_percent", share, row.source, row.locator, tolerance=0.5)
        _fund(found, row.cluster, row, amount_eur=row.grant_eur)


def _spellings(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "spellings.csv", r.SpellingRow):
        kind = node_type(row.id)
        if kind in (Cluster, Organisation, Project, FundingInstrument):
            found.add(kind(id=row.id, aliases=(row.spelling,), sources=row.place))


def _relations(found: Facts, folder: Folder) -> None:
    for name, (relation, columns) in TIES.items():
        for row in read_rows(folder, name, r.rows_of(relation, columns)):
            start, end, *rest = _columns(row).items()
            found.add(relation(start=start[1], end=end[1], sources=row.place, **dict(rest), **_surety(row)))


def _outcomes(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "outcomes.csv", r.OutcomeRow):
        _state(found, row.cluster, row, {"outcome": row.outcome})
        if row.detail:
            found.claim(row.cluster, "outcome_detail", row.detail, row.source, row.locator, unit=WORDS)
        if row.target:
            tie = ContinuesIn(start=row.cluster, end=row.target, outcome=row.outcome, sources=row.place)
            found.add(dataclasses.replace(tie, note=row.detail))


def _traits(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "traits.csv", r.TraitRow):
        _state(found, row.cluster, row, {row.property: row.value})


def _figures(found: Facts, folder: Folder) -> None:
    for row in read_rows(folder, "figures.csv", r.FigureRow):
        said = {"tolerance": row.tolerance, "unit": row.unit, "subgroup": row.subgroup, "n": row.n, "day": row.day}
        found.claim(row.entity, row.property, row.value, row.source, row.locator, **said, **_surety(row))
    for told in read_rows(folder, "statements.csv", r.StatementRow):
        words = {"unit": WORDS, "subgroup": told.subgroup}
        found.claim(told.entity, told.property, told.text, told.source, told.locator, **words, **_surety(told))


def _fund(found: Facts, cluster: str, row: FactRow, **stated: Any) -> None:
    """Add what a row says of a cluster's own subsidy."""
    node = found.node(Cluster, cluster)
    if node and node.kind in INSTRUMENTS:
        tie = FundedBy(start=cluster, end=INSTRUMENTS[node.kind], call=node.call, sources=row.place, **stated)
        found.add(dataclasses.replace(tie, **_surety(row)))


def _state(found: Facts, entity: str, row: FactRow, stated: dict[str, Any]) -> None:
    """Add what a row states of an entity, as values of its node, where it has such, and as claims."""
    known = {name: value for name, value in stated.items() if value is not None}
    kind = node_type(entity) or Cluster
    shown = {name: value for name, value in known.items() if name in properties(kind)}
    found.add(kind(id=entity, sources=row.place, **shown, **_surety(row)))
    for name, value in known.items():
        found.claim(entity, name, value, row.source, row.locator, **_surety(row))


def _surety(row: FactRow) -> dict[str, Any]:
    return {"confidence": row.confidence, "note": row.note}


def _columns(row: FactRow) -> dict[str, Any]:
    """Return a row's own columns: all but where it stands and how sure it is."""
    everywhere = {field.name for field in dataclasses.fields(FactRow)}
    names = [field.name for field in dataclasses.fields(row) if field.name not in everywhere]
    return {name: getattr(row, name) for name in names}
