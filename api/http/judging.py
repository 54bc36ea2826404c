"""What people say, over HTTP: their judgements, the queue of what to ask them, and what is to be done."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.answers import plain
from api.http.author import author as said_by
from api.http.foreign import refuse_foreign
from api.http.stores import CurrentStore, JudgementsDependency, StoreDependency
from graph.actions import Actions, State
from graph.days import today
from graph.judgements import Verdict
from graph.progress import silently
from ingest import aside, loading
from ingest.judging import ReviewDesk
from ingest.resolution.records import OrganisationRecord
from queries.lookup.to_do import ends_of, to_do

router = APIRouter(prefix="/api/v1", tags=["who is who"])

Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0)]


class NewJudgement(BaseModel):
    """What a person says of two organisations or projects, by id or name.

    `apply` builds the graph anew at once; what is said of projects changes nothing in it.
    """

    a: str = Field(max_length=500)
    b: str = Field(max_length=500)
    verdict: Verdict = Field(description="distinct is another word for different")
    author: str = Field(default="", max_length=200, description="needed where nobody is logged in, else not read")
    note: str = Field(default="", max_length=5000)
    apply: bool = False


@router.get("/judgements")
def judgements(judged: JudgementsDependency, limit: Limit = 100, offset: Offset = 0) -> dict[str, Any]:
    """Every judgement ever made, the newest first; the newest of a pair counts."""
    found = judged.all()[::-1]
    return {"total": len(found), "rows": plain(found[offset : offset + limit])}


@router.post("/judgements", status_code=201)
def judge(request: Request, new: NewJudgement, judged: JudgementsDependency, store: StoreDependency) -> dict[str, Any]:
    """Store a judgement; when this answers it survives a power cut. `obstacles` are the differences it goes against."""
    refuse_foreign(request)
    desk = ReviewDesk.of(loading.sources_of(store), judged, store.decisions())
    author = said_by(request, new.author)
    made = desk.judge(new.a, new.b, new.verdict, author=author, note=new.note)
    obstacles = desk.obstacles(made[0].a, made[0].b) if new.verdict == Verdict.SAME else []
    applied = new.apply and not desk.is_project(made[0].a)
    current: CurrentStore = request.app.state.store
    if applied:
        aside.aside(aside.rebuild, (request.app.state.place,), silently)
        current.renew()
    with current.reading() as newest:
        version = newest.data_version
    return {"stored": plain(made), "obstacles": plain(obstacles), "applied": applied, "data_version": version}


class NewAction(BaseModel):
    """What is to be done about two initiatives or a candidate, by id or name, by whom and by when."""

    a: str = Field(max_length=500)
    b: str = Field(max_length=500)
    state: State
    owner: str = Field(default="", max_length=200)
    day: date | None = None
    author: str = Field(default="", max_length=200, description="needed where nobody is logged in, else not read")
    note: str = Field(default="", max_length=5000)


@router.get("/actions")
def actions(
    judged: JudgementsDependency, store: StoreDependency, limit: Limit = 100, offset: Offset = 0
) -> dict[str, Any]:
    """What is to be done about pairs, by day; the newest word on a pair counts."""
    found = to_do(store, Actions(judged).latest().values(), today())
    return {"total": len(found), "rows": plain(found[offset : offset + limit])}


@router.post("/actions", status_code=201)
def act(request: Request, new: NewAction, judged: JudgementsDependency, store: StoreDependency) -> dict[str, Any]:
    """Store what is to be done about two; when this answers it survives a power cut."""
    refuse_foreign(request)
    author = said_by(request, new.author)
    ends = ends_of(store, new.a, new.b)
    made = Actions(judged).add(*ends, new.state, author=author, owner=new.owner, day=new.day, note=new.note)
    return {"stored": plain(made)}


@router.get("/review")
def review(
    judged: JudgementsDependency, store: StoreDependency, limit: Limit = 20, offset: Offset = 0
) -> dict[str, Any]:
    """The pairs that may be one organisation, the most valuable first, with both records and the evidence."""
    queue = ReviewDesk.of(loading.sources_of(store), judged, store.decisions()).queue()
    rows = [
        {
            "a": _record(asked.a),
            "b": _record(asked.b),
            "probability": asked.decision.probability,
            "value": asked.decision.value,
            "evidence": plain(asked.decision.evidence),
        }
        for asked in queue[offset : offset + limit]
    ]
    return {"data_version": store.data_version, "total": len(queue), "rows": rows}


def _record(record: OrganisationRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "names": list(record.names),
        "country": record.country,
        "town": record.town,
        "street": record.street,
        "postcode": record.postcode,
        "website": record.website,
        "events": len(record.events),
    }
