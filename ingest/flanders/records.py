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
class OrganisationRow(FactRow):
    """organisations.csv: an organisation that the report names."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow(FactRow):
    """kinds.csv: what the report does not say of an organisation and the editors add."""

    id: str
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
    """overlaps.csv: two clusters that overlap, or a cluster that has no identity of its own beside its host."""

    a: str
    b: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow(FactRow):
    """outcomes.csv: what became of a cluster after its funding, kept apart from all that scores may read."""

    cluster: str
    outcome: str
    target: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MustJoinRow(FactRow):
    """must_join.csv: a cluster that was told at its start to join another; kept apart like outcomes."""

    cluster: str
    target: str
    imposed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackingRow(FactRow):
    """backing.csv: an organisation that stands behind a cluster or an instrument."""

    backed: str
    organisation: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow(FactRow):
    """links.csv: a cluster or organisation that works with an organisation, beside any project."""

    start: str
    organisation: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow(FactRow):
    """origins.csv: an earlier instrument that a cluster goes back to."""

    cluster: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow(FactRow):
    """access.csv: an instrument that is open first to whom another one supports."""

    instrument: str
    target: str


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
class InstrumentRow(FactRow):
    """instruments.csv: a funding instrument that the report names."""

    id: str
    name: str
    funder: str | None
    programme: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow(FactRow):
    """projects.csv: a project of Tabel 10, an example of Tabel 9, or joint work of section 3.2.

    The text does not mark which ten of the fifteen applications were approved, so `applied` is all that is stated. What
    a project is about is said in words of our own.
    """

    id: str
    title: str
    acronym: str | None
    kind: str | None
    status: str | None
    language: str | None
    duration_months: int | None
    start_date: date | None
    end_date: date | None
    url: str | None
    abstract: str | None


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
