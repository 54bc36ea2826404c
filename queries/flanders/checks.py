"""What the Flemish report says in two places that cannot both be true, though it never states one thing twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.messages import Message, Term
from graph.store import Store

CLUSTERS = """
MATCH (c:Cluster)-[r:FUNDED_BY]->(i:FundingInstrument)
WHERE i.id = 'instrument:flanders:ibn' AND c.fee_payers IS NOT NULL AND c.fee_payers_of_half IS NOT NULL
      AND c.fee_max_eur IS NOT NULL AND r.amount_eur IS NOT NULL AND c.members_reported IS NOT NULL
RETURN c.id AS id, c.members_reported AS members, c.fee_payers AS payers, c.fee_payers_of_half AS payers_of_half,
       c.fee_max_eur AS fee_max, r.amount_eur AS grant_eur
ORDER BY id
"""

MOTHERS = """
MATCH (c:Cluster)-[r:BACKED_BY]->(o:Organisation)
WHERE r.role = 'mother' AND c.model = 'independent'
RETURN c.id AS id, o.name AS mother
ORDER BY id, mother
"""

NEW = """
MATCH (c:Cluster)
WHERE c.novelty = 'wholly_new' AND c.origin IS NOT NULL AND NOT c.origin STARTS WITH 'Nieuw'
RETURN c.id AS id, c.origin AS origin
ORDER BY id
"""

MEANS = """
MATCH (c:Claim)
WHERE c.entity_id = 'instrument:flanders:ibn' AND c.unit IS NOT NULL AND c.property ENDS WITH '_mean'
RETURN c.property AS property, c.locator AS locator, c.value AS value, c.subgroup AS subgroup
ORDER BY property, locator, subgroup
"""

TOGETHER = """
MATCH (a:Cluster)-[:PARTICIPATES_IN]->(:Project)<-[:PARTICIPATES_IN]-(b:Cluster)
WHERE a.id <> b.id
RETURN DISTINCT a.id AS id, b.name AS partner
"""

TOLD = """
MATCH (c:Claim)
WHERE c.property = $property AND c.unit = 'words'
RETURN c.entity_id AS id, c.value AS value, c.subgroup AS about, c.locator AS locator
ORDER BY id, value
"""

PRINTED = """
MATCH (c:Claim)
WHERE c.property = $property
RETURN DISTINCT c.locator AS locator
ORDER BY locator
"""

SOURCE = "source:flanders:ibn-evaluation-2020"
TERM_YEARS = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more things that places say of one property of an entity: (value, locator) each."""

    entity: str
    property: str
    said: tuple[tuple[str, str], ...]


def conflicts(store: Store) -> Iterator[Conflict]:
    """Return what cannot all be true.

    The paying members of a cluster (what KPI 1 counts, section 3.1) against the payers of Tabel 8; the fees that the
    largest payers can bring in at the most, twice over, against the third of the grant that a year needs; an
    independent cluster with a mother organisation; a wholly new one that grew out of another; a mean of all outside
    those of its parts, or one pair of means for several splits; clusters that are said to have projects together, of
    which no table holds one; a reference to a table that does not hold what it should.
    """
    for row in store.rows(CLUSTERS):
        if row["members"] != row["payers"]:
            said = ((str(row["members"]), "Tabel 7"), (str(row["payers"]), "Tabel 8"))
            yield Conflict(row["id"], "paying_members", said)
        most, needed = 2 * row["payers_of_half"] * row["fee_max"], row["grant_eur"] / TERM_YEARS
        if most < needed:
            said = (
                (f"{most:.0f}", Message("Tabel 8 (twice what half of the fees can be)")),
                (f"{needed:.0f}", "Tabel 8, 1.2"),
            )
            yield Conflict(row["id"], "fees_per_year_eur", said)
    for row in store.rows(MOTHERS):
        said = (("independent", "Tabel 7"), (Message("mother organisation %(name)s", name=row["mother"]), "3.1"))
        yield Conflict(row["id"], "model", said)
    for row in store.rows(NEW):
        yield Conflict(row["id"], "novelty", (("wholly_new", "3.1"), (row["origin"], "Tabel 7")))
    yield from _means(store)
    yield from _projects(store)
    yield from _references(store)


def _projects(store: Store) -> Iterator[Conflict]:
    partners: dict[str, set[str]] = defaultdict(set)
    for row in store.rows(TOGETHER):
        partners[row["id"]].add(row["partner"])
    for row in store.rows(TOLD, property="projects_with"):
        if partners[row["id"]].isdisjoint(row["value"].split(" or ")):
            none = Message("no project in common"), "Tabel 9, Tabel 10"
            yield Conflict(row["id"], "projects_with", ((row["value"], row["locator"]), none))


def _references(store: Store) -> Iterator[Conflict]:
    for row in store.rows(TOLD, property="is_printed_in"):
        printed = [place["locator"] for place in store.rows(PRINTED, property=row["about"])]
        if printed and row["value"] not in printed:
            what = Message("table of %(property)s", property=Term(row["about"]))
            yield Conflict(row["id"], what, ((row["value"], row["locator"]), *((one, one) for one in printed)))


def _means(store: Store) -> Iterator[Conflict]:
    whole: dict[tuple[str, str], str] = {}
    parts: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.rows(MEANS):
        key = (row["property"], row["locator"])
        if row["subgroup"] is None:
            whole[key] = row["value"]
        else:
            parts[key][row["subgroup"].partition("=")[0]].append(row["value"])
    for (name, locator), value in whole.items():
        yield from _repeated(name, locator, parts[(name, locator)])
        for split, means in parts[(name, locator)].items():
            if len(means) > 1 and not min(map(float, means)) <= float(value) <= max(map(float, means)):
                by = Message("%(places)s (by %(split)s)", places=locator, split=Term(split))
                what = Message("%(property)s (by %(split)s)", property=Term(name), split=Term(split))
                yield Conflict("instrument:flanders:ibn", what, ((value, locator), *((mean, by) for mean in means)))


def _repeated(name: str, locator: str, parts: Mapping[str, list[str]]) -> Iterator[Conflict]:
    """Yield one pair of means that several splits have: the first and second call are not the small and large firms."""
    splits: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for split, means in parts.items():
        splits[tuple(means)].append(split)
    for pair, several in splits.items():
        if len(several) > 1 and len(set(pair)) > 1:
            said = (Message("%(means)s (by %(split)s)", means=", ".join(pair), split=Term(split)) for split in several)
            what = Message("%(property)s (one for several splits)", property=Term(name))
            yield Conflict("instrument:flanders:ibn", what, tuple((one, locator) for one in said))
