"""The rows of the facts files, one type a file; `ingest/flanders/__init__.py` turns them into facts."""

import types
import typing
from dataclasses import dataclass, make_dataclass
from datetime import date

from graph.schema import Node, Relation
from ingest.reading.rows import FactRow


def rows_of(kind: type[Node] | type[Relation], columns: str) -> type[FactRow]:
    """Return the rows of a file whose columns are properties of a type of the vocabulary.

    A column with a question mark may be empty; one that is no property, an end of a relation, is text.
    """
    hints = typing.get_type_hints(kind)

    def told(name: str) -> tuple[str, type | types.UnionType]:
        hint = hints.get(name.rstrip("?"), str)
        plain = typing.get_args(hint)[0] if isinstance(hint, types.UnionType) else hint
        return name.rstrip("?"), plain | None if name.endswith("?") else plain

    fields = [told(name) for name in columns.split()]
    return make_dataclass(f"{kind.__name__}Row", fields, bases=(FactRow,), frozen=True, slots=True, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingRow(FactRow):
    """spellings.csv: a way in which the report writes an entity's name, and a place where it does."""

    id: str
    spelling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow(FactRow):
    """periods.csv: when a cluster's support starts and ends, after Tabel 3."""

    cluster: str
    start_date: date | None
    end_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRow(FactRow):
    """performance.csv: a line of Tabel 7.

    `reporting` is two_years, one_year (the table's *) or target (the table's **: no report yet, so the numbers of
    members and collaborations are targets).
    """

    cluster: str
    end_date: date
    model: str
    origin: str
    members: int
    collaborations: int
    intercluster_projects: int
    reporting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancingRow(FactRow):
    """financing.csv: a line of Tabel 8; fees are per member and year, `half_share_percent` is as printed."""

    cluster: str
    grant_eur: float
    fee_min_eur: float
    fee_max_eur: float
    fee_median_eur: float
    fee_max_payers: int
    fee_payers_of_half: int
    fee_payers: int
    half_share_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow(FactRow):
    """kinds.csv: what the report does not say of an organisation and the editors add."""

    id: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow(FactRow):
    """outcomes.csv: what became of a cluster after its funding, kept apart from all that scores may read."""

    cluster: str
    outcome: str
    target: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRow(FactRow):
    """traits.csv: something else that the report says of a cluster."""

    cluster: str
    property: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow(FactRow):
    """themes.csv: a keyword or domain of a cluster, in the report's words, and the part it plays where that is said."""

    cluster: str
    theme: str
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow(FactRow):
    """figures.csv: a figure of a programme; `tolerance` is the half-width of its rounding, none where it is exact.

    A figure of a survey says of which subgroup, of how many answers, and as of which day.
    """

    entity: str
    property: str
    value: str
    tolerance: float | None
    unit: str | None
    subgroup: str | None
    n: int | None
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(FactRow):
    """statements.csv: a rule, finding or view, in words of our own; `subgroup` is whose view it is."""

    entity: str
    property: str
    text: str
    subgroup: str | None
