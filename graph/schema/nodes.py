"""The types of nodes: what there is in the world, and what speaks about it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.schema.records import Mark, Node

Name = Annotated[str | None, "schema:name"]
Aliases = Annotated[tuple[str, ...], "schema:alternateName"]
Start = Annotated[date | None, "schema:startDate"]
End = Annotated[date | None, "schema:endDate"]
Url = Annotated[str | None, "schema:url"]


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

    name: Name = None
    aliases: Aliases = ()
    kind: str | None = None
    call: str | None = None
    model: str | None = None
    origin: str | None = None
    novelty: str | None = None
    focus: str | None = None
    start_date: Start = None
    end_date: End = None
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
    schema_org = "Organization"
    marks = (
        Mark("firm", "Firm", "square", "#0072B2", "#004A75", "firm"),
        Mark("knowledge", "Knowledge institution", "triangle", "#009E73", "#00664A", "knowledge_institution"),
        Mark("organisation", "Other organisation", "triangleDown", "#56B4E9", "#1F6E9C"),
    )

    name: Name = None
    aliases: Aliases = ()
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
    vat: Annotated[str | None, "schema:vatID"] = None
    registration: Annotated[str | None, "schema:identifier"] = None
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
    schema_org = "Project"
    marks = (Mark("project", "Project", "diamond", "#E69F00", "#4D3500"),)

    acronym: str | None = None
    title: Name = None
    aliases: Aliases = ()
    abstract: Annotated[str | None, "schema:description"] = None
    kind: str | None = None
    status: str | None = None
    start_date: Start = None
    end_date: End = None
    cost_eur: float | None = None
    grant_eur: float | None = None
    cost_other: str | None = None
    grant_other: str | None = None
    language: Annotated[str | None, "schema:inLanguage"] = None
    duration_months: int | None = None
    url: Url = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingInstrument(Node):
    """A way in which a government pays for clusters or projects."""

    stem = "instrument"
    words = ("funding instrument", "funding instruments")
    names = ("name",)
    marks = (Mark("instrument", "Funding instrument", "hexagon", "#CC79A7", "#7D3F63"),)

    name: Name = None
    aliases: Aliases = ()
    funder: Annotated[str | None, "schema:funder"] = None
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Node):
    """A keyword or domain, in the words of its source."""

    stem = "theme"
    words = ("theme", "themes")
    names = ("label",)
    schema_org = "DefinedTerm"
    marks = (Mark("theme", "Theme", "star", "#767676", "#4A4A4A"),)

    label: Name = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Node):
    """A publication that facts come from."""

    stem = "source"
    words = ("source", "sources")
    names = ("title",)
    schema_org = "CreativeWork"

    title: Name = None
    publisher: Annotated[str | None, "schema:publisher"] = None
    published: Annotated[date | None, "schema:datePublished"] = None
    licence: Annotated[str | None, "schema:license"] = None
    url: Url = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Node):
    """What one source says of one property of one entity.

    A rounded figure ("almost 1,200") carries the half-width of its rounding as `tolerance`, in the unit of the value.
    What holds for a part only says for which (`subgroup`: size=small), of how many (`n`) and as of which `day`. A claim
    in the `unit` words is a rule or a view in our own words, of which one property may have many.
    """

    stem = "claim"
    words = ("claim", "claims")
    schema_org = "Claim"

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
