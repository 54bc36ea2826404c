"""The vocabulary: what nodes and relations exist and what they carry.

Everything else that must know it (the store's DDL, the load, the exports, the documentation) is derived from the
dataclasses below. Money is euro, dates are dates, and None means unknown, never zero.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Mark:
    """How entities of a type are drawn, or those of one `kind` of it; `word` is what they are called beside a picture.

    The shape repeats the colour, for readers who see no colours.
    """

    name: str
    word: str
    shape: str
    colour: str
    border: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node carries: an id, where it is stated (`source_id#locator`), and how sure that is (0 to 1).

    `note` says why it is less than sure, or what must be known to read it. A type says what its ids begin with
    (`stem`), what one of it and several are called, which properties name it, the first that is known, and, where it
    stands for something in the world, how it is drawn: the last of its `marks` is for all kinds without their own.
    """

    stem: ClassVar[str]
    words: ClassVar[tuple[str, str]]
    names: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[Mark, ...]] = ()

    id: str
    sources: tuple[str, ...] = ()
    confidence: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Node):
    """A subsidised cluster: in Flanders an IBN or an SPC.

    `novelty` says whether its operation is new, `focus` whether it starts from a sector or from a technology.
    `outcome` is what happened after the funding ended; no score may read it.
    """

    stem = "cluster"
    words = ("cluster", "clusters")
    names = ("name",)
    marks = (Mark("cluster", "Cluster", "dot", "#D55E00", "#8A3D00"),)

    name: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    call: str | None = None
    model: str | None = None
    origin: str | None = None
    novelty: str | None = None
    focus: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    grant_eur: float | None = None
    fee_min_eur: float | None = None
    fee_median_eur: float | None = None
    fee_max_eur: float | None = None
    fee_max_payers: int | None = None
    fee_payers: int | None = None
    fee_payers_of_half: int | None = None
    members_reported: int | None = None
    members_target: int | None = None
    collaborations_reported: int | None = None
    collaborations_target: int | None = None
    intercluster_projects_reported: int | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Node):
    """A legal or natural body: firm, knowledge institution, federation, agency, cluster organisation, other.

    `registration` is a register's code (org-id.guide) and its number, "DK-CVR-24256790". `other_ids` are the ids of the
    records that were found to be the same organisation; every look-up accepts them.
    """

    stem = "organisation"
    words = ("organisation", "organisations")
    names = ("name",)
    marks = (
        Mark("firm", "Firm", "square", "#0072B2", "#004A75", "firm"),
        Mark("knowledge", "Knowledge institution", "triangle", "#009E73", "#00664A", "knowledge_institution"),
        Mark("organisation", "Other organisation", "triangleDown", "#56B4E9", "#1F6E9C"),
    )

    name: str | None = None
    aliases: tuple[str, ...] = ()
    other_ids: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    nuts: str | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    website: str | None = None
    kbo: str | None = None
    pic: str | None = None
    ror: str | None = None
    vat: str | None = None
    registration: str | None = None
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Node):
    """An initiative with participants.

    `kind` is intercluster, collaboration, research, or what is less than a project: cooperation, working_group, event.

    `cost_other` and `grant_other` are amounts in another currency than the euro, as in "SEK 5000000.00".
    """

    stem = "project"
    words = ("project", "projects")
    names = ("title", "acronym")
    marks = (Mark("project", "Project", "diamond", "#E69F00", "#4D3500"),)

    acronym: str | None = None
    title: str | None = None
    aliases: tuple[str, ...] = ()
    abstract: str | None = None
    kind: str | None = None
    status: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    cost_eur: float | None = None
    grant_eur: float | None = None
    cost_other: str | None = None
    grant_other: str | None = None
    language: str | None = None
    duration_months: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingInstrument(Node):
    """A way in which a government pays for clusters or projects."""

    stem = "instrument"
    words = ("funding instrument", "funding instruments")
    names = ("name",)
    marks = (Mark("instrument", "Funding instrument", "hexagon", "#CC79A7", "#7D3F63"),)

    name: str | None = None
    aliases: tuple[str, ...] = ()
    funder: str | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Node):
    """A keyword or domain, in the words of its source."""

    stem = "theme"
    words = ("theme", "themes")
    names = ("label",)
    marks = (Mark("theme", "Theme", "star", "#767676", "#4A4A4A"),)

    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Node):
    """A publication that facts come from."""

    stem = "source"
    words = ("source", "sources")
    names = ("title",)

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    licence: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Node):
    """What one source says of one property of one entity.

    A rounded figure ("almost 1,200") carries the half-width of its rounding as `tolerance`, in the unit of the value.
    What holds for a part only says for which (`subgroup`: size=small), of how many (`n`) and as of which `day`. A claim
    in the `unit` words is a rule or a view in our own words, of which one property may have many.
    """

    stem = "claim"
    words = ("claim", "claims")

    entity_id: str
    property: str
    value: str
    source_id: str
    locator: str
    tolerance: float | None = None
    unit: str | None = None
    subgroup: str | None = None
    n: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Node):
    """That one source, at the places `sources`, gives a property of an entity or relation this value, as text.

    They are kept where places differ on an entity or relation, or several sources speak of it; elsewhere its own
    `sources` state all of it. A list has a statement for each item. Of a relation `entity_id` is the start, `relation`
    the type, `end_id` the end, and `relation_key` what else tells it apart.
    """

    stem = "statement"
    words = ("statement", "statements")

    entity_id: str
    property: str
    value: str
    source_id: str
    relation: str | None = None
    end_id: str | None = None
    relation_key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A typed tie from `start` to `end` (ids), with its sources and confidence like a node.

    `label` is the name of the type in the store, `ends` the pairs of node types it may tie, and `key` the properties
    that, beside its ends, tell two relations of one type apart. `words` are what it is called, and what heads the list
    of those at its start and of those at its end.
    """

    label: ClassVar[str]
    words: ClassVar[tuple[str, str, str]]
    ends: ClassVar[tuple[tuple[type[Node], type[Node]], ...]]
    key: ClassVar[tuple[str, ...]] = ()

    start: str
    end: str
    sources: tuple[str, ...] = ()
    confidence: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOf(Relation):
    """An organisation is a paying member of a cluster; the fee is per year."""

    label = "MEMBER_OF"
    words = ("member of", "Member of", "Members")
    ends = ((Organisation, Cluster),)

    fee_eur: float | None = None
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
    ends = ((Organisation, Organisation),)

    since: date | None = None
    until: date | None = None


NODE_TYPES: tuple[type[Node], ...] = (
    Cluster,
    Organisation,
    Project,
    FundingInstrument,
    Theme,
    Source,
    Claim,
    Statement,
)
RELATION_TYPES: tuple[type[Relation], ...] = (
    MemberOf,
    Hosts,
    Steers,
    ParticipatesIn,
    FundedBy,
    About,
    NicheOf,
    OverlapsWith,
    ContinuesIn,
    MustJoin,
    BackedBy,
    LinkedWith,
    GrewFrom,
    GivesAccessTo,
    PartOf,
)

TYPES: tuple[type[Node] | type[Relation], ...] = (*NODE_TYPES, *RELATION_TYPES)

ENTITY_TYPES: tuple[type[Node], ...] = tuple(kind for kind in NODE_TYPES if kind.marks)
"""The node types that have a mark, since they stand for something in the world; what has none speaks about them."""

WORDS = "words"
"""The unit of a claim that is a rule or a view, no value: a property may have many, and none contradicts another."""

OUTCOMES = ("CONTINUES_IN", "outcome", "MUST_JOIN")
"""What happened after the funding, and what was imposed on it: scores never read it."""

_PROPERTIES: dict[type[Node] | type[Relation], Mapping[str, type]] = {}
"""Worked out once a type: reading the hints again for each record made reading a large graph three times slower."""


@cache
def _by_stem() -> Mapping[str, type[Node]]:
    return {kind.stem: kind for kind in NODE_TYPES}


def node_type(identifier: str) -> type[Node] | None:
    """Return the node type that an id stands for (`cluster:...` -> Cluster), or None where it stands for none."""
    return _by_stem().get(identifier.partition(":")[0])


def prefix(kind: type[Node]) -> str:
    """Return what the ids of a node type begin with: `organisation:`."""
    return f"{kind.stem}:"


def properties(record: type[Node] | type[Relation]) -> Mapping[str, type]:
    """Return a type's properties in order, each with its Python type stripped of `| None`.

    The ends of a relation are not properties. Lists of text come back as `tuple`.
    """
    if record not in _PROPERTIES:
        hints = typing.get_type_hints(record)
        names = [field.name for field in fields(record) if field.name not in ("start", "end")]
        _PROPERTIES[record] = {name: _plain(hints[name]) for name in names}
    return _PROPERTIES[record]


def _plain(hint: object) -> type:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    origin = typing.get_origin(hint) or hint
    if not isinstance(origin, type):
        raise TypeError(f"{hint} is no property type")
    return origin
