"""The types of relations: how nodes may be tied."""

from dataclasses import dataclass
from datetime import date

from graph.schema.nodes import Cluster, FundingInstrument, Organisation, Project, Theme
from graph.schema.records import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOf(Relation):
    """An organisation is a paying member of a cluster; the fee is per year.

    `fee_other` is one in another currency than the euro, as in "SEK 2500.00".
    """

    label = "MEMBER_OF"
    words = ("member of", "Member of", "Members")
    schema_org = "memberOf"
    ends = ((Organisation, Cluster),)

    fee_eur: float | None = None
    fee_other: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts(Relation):
    """An organisation runs a cluster."""

    label = "HOSTS"
    words = ("runs", "Runs", "Run by")
    ends = ((Organisation, Cluster),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steers(Relation):
    """An organisation sits in a cluster's steering group."""

    label = "STEERS"
    words = ("steers", "Steers", "Steered by")
    ends = ((Organisation, Cluster),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipatesIn(Relation):
    """An organisation or a cluster takes part in a project."""

    label = "PARTICIPATES_IN"
    words = ("takes part in", "Takes part in", "Participants")
    ends = ((Organisation, Project), (Cluster, Project))
    key = ("role",)

    role: str | None = None
    contribution_eur: float | None = None
    contribution_other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedBy(Relation):
    """An instrument pays for a cluster, a project or, where a register names no project, an organisation."""

    label = "FUNDED_BY"
    words = ("funded by", "Funded by", "Pays for")
    ends = ((Cluster, FundingInstrument), (Project, FundingInstrument), (Organisation, FundingInstrument))
    key = ("call",)

    amount_eur: float | None = None
    call: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About(Relation):
    """A cluster or project is about a theme; `role` says how much of its work that is, where a source says so."""

    label = "ABOUT"
    words = ("about", "Themes", "Subject of")
    schema_org = "about"
    ends = ((Cluster, Theme), (Project, Theme))

    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NicheOf(Relation):
    """A source states that a cluster covers a niche of another."""

    label = "NICHE_OF"
    words = ("niche of", "Covers a niche of", "Niches covered by")
    ends = ((Cluster, Cluster),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapsWith(Relation):
    """A source states that two clusters, or a cluster and an organisation, overlap; never computed."""

    label = "OVERLAPS_WITH"
    words = ("overlaps with", "Overlaps, by its source, with", "Said to overlap with it")
    ends = ((Cluster, Cluster), (Cluster, Organisation))

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuesIn(Relation):
    """What a cluster became after its funding. The truth that scores are tested against; no score may read it."""

    label = "CONTINUES_IN"
    words = ("continues in", "Continued, after its funding, in", "Took over")
    ends = ((Cluster, Cluster), (Cluster, Organisation), (Cluster, FundingInstrument))
    key = ("outcome",)

    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MustJoin(Relation):
    """At its start a cluster was told to join another in time. Kept from scores like what happened."""

    label = "MUST_JOIN"
    words = ("must join", "Told at its start to join", "Told to be joined by")
    ends = ((Cluster, Cluster),)

    imposed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedBy(Relation):
    """An organisation stands behind a cluster (mother organisation, initiator) or an instrument (funder)."""

    label = "BACKED_BY"
    words = ("backed by", "Backed by", "Stands behind")
    ends = ((Cluster, Organisation), (FundingInstrument, Organisation))
    key = ("role",)

    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedWith(Relation):
    """Two work together without a project that is named, such as a structural partnership."""

    label = "LINKED_WITH"
    words = ("linked with", "Linked with", "Linked with it")
    ends = ((Cluster, Organisation), (Organisation, Organisation))
    key = ("kind",)

    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrewFrom(Relation):
    """A cluster goes back to what an earlier instrument paid for."""

    label = "GREW_FROM"
    words = ("grew from", "Grew from", "What grew from it")
    ends = ((Cluster, FundingInstrument),)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesAccessTo(Relation):
    """Whom an instrument supports has privileged access to another."""

    label = "GIVES_ACCESS_TO"
    words = ("gives access to", "Gives access to", "Open first to")
    ends = ((FundingInstrument, FundingInstrument),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf(Relation):
    """An organisation belongs to another."""

    label = "PART_OF"
    words = ("part of", "Part of", "Parts")
    schema_org = "parentOrganization"
    ends = ((Organisation, Organisation),)

    since: date | None = None
    until: date | None = None
