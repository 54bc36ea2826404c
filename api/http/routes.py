"""The HTTP routes under /api/v1: one a question, derived from its description, and the few that are no question."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from api.answers import page, plain, to_csv
from api.drawing.pictures import Network
from api.exported import Asked, exported
from api.exports.formats import FORMATS, exporter
from api.exports.sheets import MEDIA_TYPE
from api.http.filters import FilteredPicture, OverlapOver, SelectedIds
from api.http.kept import keep
from api.http.stores import A_DAY, AsOf, DeskDependency, StoreAsOfDependency, StoreDependency
from api.workbook import to_xlsx
from graph.days import day_of
from graph.store import Limits, Store
from graph.store.guard import MOST_CHARACTERS
from queries import EVALUATIONS, QUESTIONS
from queries.asking.desk import Desk
from queries.asking.question import Parameter, Question
from queries.lookup.record import Record, record
from queries.lookup.summary import summary

MOST_ROWS = 1000
QUERIES = CapacityLimiter(2)
"""Users' own queries that are answered at once; the others wait without holding a thread."""
TABLES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}, MEDIA_TYPE: {}}}
}
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {one.media_type: {} for one in FORMATS.values()}}}
KEPT = [Depends(keep)]


class CypherRequest(BaseModel):
    """A read-only query."""

    query: str = Field(max_length=MOST_CHARACTERS, examples=["MATCH (c:Cluster) RETURN c.name AS name ORDER BY name"])


class CypherAnswer(BaseModel):
    """The rows of a query, keyed by column."""

    rows: list[dict[str, Any]]


def router() -> APIRouter:
    """Return all routes under /api/v1 and the health checks."""
    api = APIRouter()
    for path, tag, asked in (("/api/v1", "questions", QUESTIONS), ("/api/v1/evaluate", "evaluations", EVALUATIONS)):
        for one in asked.values():
            route = api.get(f"{path}/{one.name}", tags=[tag], summary=one.answers, dependencies=KEPT, responses=TABLES)
            route(_endpoint(one))
    api.get("/api/v1/entities/{identifier:path}", tags=["graph"], dependencies=KEPT)(entity)
    api.get("/api/v1/network", tags=["graph"], dependencies=KEPT)(network)
    api.get("/api/v1/export/{format}", tags=["graph"], responses=FILES)(export)
    api.post("/api/v1/cypher", tags=["graph"])(cypher)
    api.get("/healthz", tags=["health"])(healthz)
    api.get("/readyz", tags=["health"])(readyz)
    return api


def entity(identifier: str, store: StoreAsOfDependency) -> dict[str, Any]:
    """Everything that is known of one entity, by id or name: properties, relations, and what each source claims."""
    found: Record = record(store, identifier)
    return {"data_version": store.data_version, **plain(found)}


def network(store: StoreDependency, picture: FilteredPicture) -> dict[str, Any]:
    """Nodes, edges and positions to draw; `left_out` and `ties_left_out` say how many more of each there are."""
    return {"data_version": store.data_version, **plain(picture)}


def export(
    format: str,
    store: StoreDependency,
    desk: DeskDependency,
    among: SelectedIds,
    network: Annotated[
        Network | None,
        Query(description="this network alone, its nodes' properties and measures as typed columns of their own names"),
    ] = None,
    over: OverlapOver = None,
    at: AsOf = None,
) -> Response:
    """The whole graph, or a network with measures, in a format of another program; or what it has of a selection."""
    day = day_of(at) if at else None
    asked = Asked(exporter(format), network or ("overlap" if over else None), over, day, among)
    parts = ("intercluster", asked.network, str(day) if day else None, "selection" if among else None)
    name, chosen, content = "-".join(filter(None, parts)), asked.format, exported(desk, store, asked)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{chosen.suffix}"'}
    return Response(content, media_type=chosen.media_type, headers=headers)


async def cypher(request: CypherRequest, store: StoreAsOfDependency) -> CypherAnswer:
    """The rows of a read-only query; bounded in time, rows and memory. Two are answered at once, others wait."""
    found = await to_thread.run_sync(store.ask, request.query, Limits(), limiter=QUERIES)
    return CypherAnswer(rows=plain(found))


async def healthz() -> dict[str, str]:
    """Whether the service runs."""
    return {"status": "ok"}


class Readiness(BaseModel):
    """Which data is shown, whether it is warm, and how many pages wait for what is being worked out."""

    status: str = Field(description="ok")
    data_version: str
    warm: bool = Field(description="whether the longest questions of the pages are answered already")
    being_worked_out: int


def readyz(request: Request, store: StoreDependency) -> Readiness:
    """Whether there is a graph to answer from, and whether it is warm."""
    state = request.app.state
    waiting, warm = len(state.waiting), state.store.is_warm
    return Readiness(status="ok", data_version=store.data_version, warm=warm, being_worked_out=waiting)


def _endpoint(question: Question[..., Any]) -> Callable[..., Any]:
    """Return a function with the question's own parameters, so that the API documents and checks them."""

    def ask(store: Store, desk: Desk, limit: int, offset: int, format: str, **values: Any) -> Any:
        for name in days:  # an empty one is none, here as in the description
            if values[name] is not None:
                day_of(values[name])
        answer = desk.ask(question, store, **values)
        if format == "csv":
            rows = answer.rows[offset : offset + limit]
            return Response(to_csv(rows, question.row), media_type="text/csv; charset=utf-8")
        if format == "xlsx":
            headers = {"Content-Disposition": f'attachment; filename="{question.name}.xlsx"'}
            content = to_xlsx(answer, summary(store), limit, offset)
            return Response(content, media_type=MEDIA_TYPE, headers=headers)
        return page(answer, limit, offset)

    days = [one.name for one in question.parameters if one.is_day and not one.on_command_line]
    own = [_query_parameter(parameter) for parameter in question.parameters if not parameter.on_command_line]
    keyword = inspect.Parameter.KEYWORD_ONLY
    paging = [
        inspect.Parameter("store", keyword, annotation=StoreDependency),
        inspect.Parameter("desk", keyword, annotation=DeskDependency),
        inspect.Parameter("limit", keyword, annotation=Annotated[int, Query(ge=1, le=MOST_ROWS)], default=100),
        inspect.Parameter("offset", keyword, annotation=Annotated[int, Query(ge=0)], default=0),
        inspect.Parameter("format", keyword, annotation=Literal["json", "csv", "xlsx"], default="json"),
    ]
    ask.__signature__ = inspect.Signature([*own, *paging])  # type: ignore[attr-defined]
    ask.__name__ = question.name
    ask.__doc__ = question.method
    return ask


def _query_parameter(parameter: Parameter) -> inspect.Parameter:
    kind: Any = Literal[parameter.choices] if parameter.choices else parameter.kind
    if not parameter.required:
        kind = kind | None
    default = inspect.Parameter.empty if parameter.required else parameter.default
    form = A_DAY if parameter.is_day else None
    annotation = Annotated[kind, Query(description=parameter.meaning, json_schema_extra=form)]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
