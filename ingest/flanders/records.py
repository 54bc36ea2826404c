"""The rows of the facts files, one type a file; `ingest/flanders/__init__.py` turns them into facts."""

from dataclasses import dataclass
from datetime import date

from ingest.reading.rows import FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(FactRow):
    """sources.csv: a publication."""

    id: str
    title: str
    publisher: str | None
    published: date | None
    licence: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterRow(FactRow):
    """clusters.csv: a cluster of Tabel 3."""

    id: str
    name: str
    kind: str
    call: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingRow(FactRow):
    """spellings.csv: a way in which the report writes an entity's name, and the first place where it does."""

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
class OrganisationRow(FactRow):
    """organisations.csv: an organisation that the report names."""

    id: str
    name: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow(FactRow):
    """hosts.csv and steering.csv: an organisation that runs a cluster, or sits in its steering group."""

    organisation: str
    cluster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NicheRow(FactRow):
    """niches.csv: a cluster that covers a niche of another, as the report states."""

    cluster: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow(FactRow):
    """overlaps.csv: two clusters that overlap, as the report states; confidence below 1 where it names a sector."""

    a: str
    b: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow(FactRow):
    """outcomes.csv: what became of a cluster after its funding, kept apart from all that scores may read."""

    cluster: str
    outcome: str
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow(FactRow):
    """themes.csv: a keyword or domain of a cluster, in the report's words."""

    cluster: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRow(FactRow):
    """instruments.csv: a funding instrument that the report names."""

    id: str
    name: str
    funder: str | None
    programme: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow(FactRow):
    """projects.csv: a project of Tabel 10, an example of Tabel 9, or joint work of section 3.2.

    The text does not mark which ten of the fifteen applications were approved, so `applied` is all that is stated.
    """

    id: str
    title: str
    acronym: str | None
    kind: str
    status: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRow(FactRow):
    """participants.csv: a cluster or organisation in a project."""

    project: str
    participant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRow(FactRow):
    """funding.csv: an instrument behind a cluster or project, as surely as the report says so."""

    funded: str
    instrument: str
    amount_eur: float | None
    call: str | None
    since: date | None
    until: date | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow(FactRow):
    """figures.csv: a figure of a programme; `tolerance` is the half-width of its rounding, none where it is exact."""

    entity: str
    property: str
    value: str
    tolerance: float | None
