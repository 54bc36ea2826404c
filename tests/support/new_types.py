"""A process whose vocabulary has a node type and a relation more, which asks everything for them.

Run it with a folder: `python -m tests.support.new_types FOLDER`. The types are added before anything else is imported,
as if their lines stood in `graph/schema/`.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from graph import schema
from graph.schema import Cluster, Mark, Node, Organisation, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory(Node):
    """A type that nobody has heard of, with a name property of its own."""

    stem = "laboratory"
    words = ("laboratory", "laboratories")
    names = ("called",)
    marks = (Mark("laboratory", "Laboratory", "square", "#117733", "#0B4A20"),)

    called: str | None = None
    area_m2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksFor(Relation):
    """A relation that nobody has heard of."""

    label = "WORKS_FOR"
    words = ("works for", "Works for", "Laboratories that work for it")
    ends = ((Laboratory, Cluster), (Laboratory, Organisation))

    since: str | None = None


schema.NODE_TYPES = (*schema.NODE_TYPES, Laboratory)
schema.ENTITY_TYPES = (*schema.ENTITY_TYPES, Laboratory)
schema.RELATION_TYPES = (*schema.RELATION_TYPES, WorksFor)
schema.TYPES = (*schema.NODE_TYPES, *schema.RELATION_TYPES)

LAB = "laboratory:toy:photon"
NAME = "Photon House"


async def check(folder: Path) -> None:
    """Ask every question, route, page, picture and export, and look for the laboratory where it must be."""
    import httpx

    from api.service import create_app
    from graph.judgements import Judgements
    from queries import EVALUATIONS, QUESTIONS
    from tests.queries.test_questions import PARAMETERS
    from tests.support import toys

    facts = toys.with_members()
    facts.add(
        Laboratory(id=LAB, called=NAME, area_m2=120.5, sources=toys.PLACE),
        WorksFor(start=LAB, end=toys.A, since="May", sources=toys.PLACE),
        WorksFor(start=LAB, end=toys.Y, sources=toys.PLACE),
    )
    store = toys.stored(folder / "store", facts)
    assert list(store.facts()) == list(facts)
    app = create_app(store, Judgements(folder))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

        async def get(path: str) -> httpx.Response:
            answer = await client.get(path)
            assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
            return answer

        for name in QUESTIONS:
            await get(f"/api/v1/{name}?{urlencode(PARAMETERS.get(name, {}))}")
            await get(f"/api/v1/{name}?{urlencode({**PARAMETERS.get(name, {}), 'format': 'csv'})}")
        for name, evaluation in EVALUATIONS.items():
            if not evaluation.needs_more:
                await get(f"/api/v1/evaluate/{name}")
        (found,) = (await get("/api/v1/search?text=photon house")).json()["rows"]
        assert (found["id"], found["name"], found["kind"], found["score"]) == (LAB, NAME, "Laboratory", 100.0)
        (kind,) = (await get("/api/v1/search?text=photon&kind=laboratory")).json()["rows"]
        assert kind["id"] == LAB
        steps = (await get(f"/api/v1/path?a={NAME}&b=Gamma")).json()["rows"]
        assert [(step["a_name"], step["relation"], step["b_name"]) for step in steps] == [
            (NAME, "WORKS_FOR", "Host Y"),
            ("Host Y", "HOSTS", "Gamma"),
        ]
        assert any(row["type"] == "Laboratory" for row in (await get("/api/v1/coverage?limit=1000")).json()["rows"])

        record = (await get(f"/api/v1/entities/{NAME}")).json()
        assert (record["name"], record["type"]) == (NAME, "Laboratory")
        assert {"name": "area_m2", "value": 120.5} in record["properties"]
        assert {tie["other_name"] for tie in record["relations"]} == {"Alpha", "Host Y"}
        beside = (await get(f"/api/v1/entities/{toys.A}")).json()["relations"]
        assert NAME in {tie["other_name"] for tie in beside if tie["relation"] == "WORKS_FOR"}

        pages = "/ /explorer /consolidation /duplicates /who-is-who /quality /upload /docs /compare /search?text=Photo"
        pages += " /clusters /organisations /projects /instruments /themes /centrality /outcomes"
        for page in pages.split():
            for language in ("en", "nl", "fr"):
                await get(f"{page}{'&' if '?' in page else '?'}lang={language}")
        assert "laboratories" in (await get("/?lang=en")).text
        for entity in (LAB, toys.A, toys.Y):
            assert NAME in (await get(f"/entities/{entity}?lang=en")).text
        assert "Works for" in (await get(f"/entities/{LAB}")).text
        assert "Laboratories that work for it" in (await get(f"/entities/{toys.A}")).text

        asked = "view=all&kind=Laboratory&kind=Cluster&relation=WORKS_FOR"
        drawn = (await get(f"/explorer/data.json?{asked}")).json()
        marks = {node["name"]: node["mark"] for node in drawn["nodes"]}
        assert (marks, drawn["relations"]) == ({NAME: "laboratory", "Alpha": "cluster"}, ["works for"])
        facets = (await get("/explorer?view=all")).text
        assert 'value="Laboratory"' in facets
        assert 'value="WORKS_FOR"' in facets
        for file in ("network.gexf", "tables.zip", "offline.html"):
            await get(f"/explorer/{file}?{asked}")
        assert NAME in (await get(f"/network.html?{asked}")).text
        assert NAME in {node["name"] for node in (await get(f"/api/v1/network?ego={LAB}")).json()["nodes"]}
        for name in ("collaboration", "consolidation", "duplicates"):
            await get(f"/pictures/{name}.html")
        for form in ("gexf", "graphml", "cytoscape", "jsonld"):
            exported = await get(f"/api/v1/export/{form}")
            assert NAME in exported.text
            assert "WORKS_FOR" in exported.text
        assert b"Laboratory.csv" in (await get("/api/v1/export/csv")).content
        await get(f"/reconcile/preview?id={LAB}")
        (suggested,) = (await get("/reconcile/suggest/entity?prefix=Photon")).json()["result"]
        assert suggested["id"] == LAB
        queries = '{"q0": {"query": "Photon House", "type": "Laboratory"}}'
        (candidate,) = (await get(f"/reconcile?queries={queries}")).json()["q0"]["result"]
        assert candidate["id"] == LAB
        cypher = {"query": "MATCH (l:Laboratory)-[:WORKS_FOR]->(c:Cluster) RETURN l.called AS lab, c.name AS cluster"}
        told = await client.post("/api/v1/cypher", json=cypher)
        assert told.json() == {"rows": [{"lab": NAME, "cluster": "Alpha"}]}, told.text


if __name__ == "__main__":
    asyncio.run(check(Path(sys.argv[1])))
