"""The reconciliation service of OpenRefine (W3C community group, specification 0.2): match a column of names.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from html import escape
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.http.stores import StoreDependency
from graph.errors import BadInputError
from graph.identity import kind_of
from graph.schema import ENTITY_TYPES
from graph.store import Store
from ingest.resolution import agreement, comparison, names
from queries.lookup.entities import Entity, Match, entities, matches
from queries.lookup.record import record

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])

TYPES = [{"id": kind.__name__, "name": kind.__name__} for kind in ENTITY_TYPES]
MOST_QUERIES, MOST_CANDIDATES, USUAL_CANDIDATES = 500, 50, 5


@router.get("")
@router.get("/", include_in_schema=False)
def manifest(request: Request, store: StoreDependency) -> Response:
    """The service's manifest, or the candidates for `queries` (JSON, several at once)."""
    queries = request.query_params.get("queries")
    base = str(request.base_url).rstrip("/")
    found = _manifest(base) if queries is None else _answers(store, queries)
    return _answer(request, found)


@router.post("")
@router.post("/", include_in_schema=False)
async def reconcile(request: Request, store: StoreDependency) -> Response:
    """The candidates for `queries`, sent as a form."""
    form = await request.form()
    queries = form.get("queries")
    if not isinstance(queries, str):
        raise BadInputError("Expected a form with 'queries', a JSON object of queries by key.")
    return _answer(request, _answers(store, queries))


@router.get("/suggest/entity")
def suggest(request: Request, store: StoreDependency, prefix: str, cursor: int = 0) -> Response:
    """Entities whose name begins or sounds like a prefix."""
    found = matches(entities(store), prefix)[max(0, cursor) :][:MOST_CANDIDATES]
    return _answer(request, {"result": [_suggestion(match.entity) for match in found]})


@router.get("/preview", response_class=HTMLResponse)
def preview(store: StoreDependency, id: str) -> str:
    """A small page about an entity."""
    found = record(store, id)
    known = [item for item in found.properties if item.value not in (None, ()) and item.name != "aliases"]
    rows = "".join(f"<dt>{escape(item.name)}</dt><dd>{escape(str(item.value))}</dd>" for item in known[:8])
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(found.name)}</title>"
        f"<h1>{escape(found.name)}</h1><p>{escape(found.kind or found.type)}</p><dl>{rows}</dl></html>"
    )


def _manifest(base: str) -> dict[str, Any]:
    return {
        "versions": ["0.1", "0.2"],
        "name": "Intercluster",
        "identifierSpace": f"{base}/api/v1/entities/",
        "schemaSpace": f"{base}/docs#",
        "defaultTypes": [{"id": "Organisation", "name": "Organisation"}],
        "view": {"url": f"{base}/api/v1/entities/{{{{id}}}}"},
        "preview": {"url": f"{base}/reconcile/preview?id={{{{id}}}}", "width": 430, "height": 300},
        "suggest": {"entity": {"service_url": base, "service_path": "/reconcile/suggest/entity"}},
        "batchSize": MOST_QUERIES,
    }


def _answers(store: Store, text: str) -> dict[str, Any]:
    try:
        queries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError("'queries' is not JSON: %(error)s.", error=error) from None
    if not isinstance(queries, dict):
        raise BadInputError("'queries' must be an object of queries by key.")
    if len(queries) > MOST_QUERIES:
        raise BadInputError(
            "At most %(most_queries)s queries at once, not %(count)s.", most_queries=MOST_QUERIES, count=len(queries)
        )
    known = entities(store)
    return {key: {"result": _candidates(known, query)} for key, query in queries.items()}


def _candidates(known: dict[str, Entity], query: object) -> list[dict[str, Any]]:
    """Return what a query may mean; an odd one has no candidates, and says nothing of the others of its batch."""
    if not isinstance(query, dict):
        return []
    said, kinds, limit = query.get("query"), query.get("type") or [], query.get("limit")
    text = str(said) if isinstance(said, str | int | float) and not isinstance(said, bool) else ""
    several = kinds if isinstance(kinds, list) else [kinds]
    named = [kind.get("id") if isinstance(kind, dict) else kind for kind in several]
    wanted = {name for name in named if isinstance(name, str)}
    limit = limit if isinstance(limit, int) and not isinstance(limit, bool) else USUAL_CANDIDATES
    fit = {key: entity for key, entity in known.items() if not wanted or entity.label in wanted}
    found = [_candidate(match, text) for match in matches(fit, text)[:MOST_CANDIDATES]] if text.strip() else []
    found.sort(key=lambda one: (-one["score"], one["id"]))
    sure = [one for one in found if one["match"]]
    # Only one can be the match; two that are as sure leave it to the user.
    for one in found:
        one["match"] = len(sure) == 1 and one["match"]
    return found[: max(1, min(limit, MOST_CANDIDATES))]


def _candidate(match: Match, text: str) -> dict[str, Any]:
    """Return a candidate, scored as entity resolution scores names: 100 times the probability of being the same."""
    entity = match.entity
    asked = names.parse(text)
    told = {
        name: comparison.compare(asked, names.parse(name))
        for name in (entity.name, *entity.aliases[:20], match.matched)
    }
    best = max(told, key=lambda name: (comparison.probability(told[name]), name))
    score = 100.0 if match.score == 100.0 else round(100 * comparison.probability(told[best]), 1)
    return {
        "id": entity.id,
        "name": entity.name,
        "type": [{"id": entity.label, "name": entity.label}],
        "score": score,
        "match": score == 100.0 or (score >= 100 * comparison.SAME and agreement.agree(asked, names.parse(best))),
        "features": [{"id": one.feature.replace(" ", "_"), "value": one.weight} for one in told[best]],
    }


def _suggestion(entity: Entity) -> dict[str, Any]:
    return {"id": entity.id, "name": entity.name, "description": entity.kind or kind_of(entity.id)}


def _answer(request: Request, found: dict[str, Any]) -> Response:
    """Return JSON, which a page of this machine may read: OpenRefine's own runs on another port of it.

    JSONP and other origins are left out on purpose: any web page could then read the graph.
    """
    origin = request.headers.get("origin", "")
    local = urlsplit(origin).hostname in ("127.0.0.1", "localhost", "::1")
    return JSONResponse(found, headers={"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if local else {})
