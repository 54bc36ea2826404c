"""The duplicates page: initiatives that look alike, side by side, and what people decided about each pair."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.author import known_author
from api.http.stores import JudgementsDependency
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, address, render
from api.web.frame.pairs import Field, Pair, clues, field, fits, page_of, told
from api.web.frame.reviewing import FORM, PAGE, Show, WordDependency, answered, store
from graph.judgements import Judgement, MatchEvidence
from queries.likeness.duplicates import Duplicate
from queries.likeness.duplicates import duplicates as alike
from queries.lookup.entities import projects, resolve
from queries.lookup.project_facts import ProjectFacts, project_facts

FIELDS = (
    "title",
    "acronym",
    "abstract",
    "kind",
    "status",
    "start_date",
    "end_date",
    "cost_eur",
    "grant_eur",
    "participants",
    "instruments",
)
ACTION = "/duplicates/judge"

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/duplicates")
def duplicates(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    show: Show = Show.OPEN,
    of: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Return the pairs of a filter, a page at a time."""
    latest = judged.latest()
    about = resolve(projects(context.store), of) if of else None
    every = context.about(about.id if about else None, alike)
    kept = [row for row in every if fits(told(latest, row.a, row.b), show)]
    shown, pages = page_of(kept, page, PAGE)
    return render(
        request,
        "duplicates.html",
        context,
        rows=shown,
        row=Duplicate,
        pairs=_pairs(context, list(shown), latest),
        total=len(kept),
        counts={name: sum(fits(told(latest, row.a, row.b), name) for row in every) for name in Show},
        about=about,
        asked={"show": show, "of": of, "page": page},
        pages=pages,
        author=known_author(request),
        method=context.ask(alike).method,
        action=ACTION,
        next=address(request),
        **FORM,
    )


@router.post(ACTION)
def judge(request: Request, context: ContextDependency, judged: JudgementsDependency, said: WordDependency) -> Response:
    """Store what a reader says of pairs."""
    rows = {f"{row.a}|{row.b}": row for row in context.rows(alike)}
    store(judged, said, {key: _evidence(row) for key, row in rows.items()})
    return answered(request, context, said, lambda key: _pairs(context, [rows[key]], judged.latest())[0], ACTION)


def _pairs(context: PageContext, rows: list[Duplicate], latest: Mapping[tuple[str, str], Judgement]) -> list[Pair]:
    known = project_facts(context.store, (end for row in rows for end in (row.a, row.b)))
    return [
        Pair(
            row.a,
            row.b,
            row.a_name,
            row.b_name,
            row.kind,
            row.score,
            _fields(known[row.a], known[row.b]),
            clues(row.evidence),
            told(latest, row.a, row.b),
            (known[row.a].sources, known[row.b].sources),
        )
        for row in rows
    ]


def _fields(a: ProjectFacts, b: ProjectFacts) -> tuple[Field, ...]:
    return tuple(field(name, getattr(a, name), getattr(b, name)) for name in FIELDS)


def _evidence(row: Duplicate) -> list[MatchEvidence]:
    return [MatchEvidence(clue.feature, clue.detail, clue.weight) for clue in clues(row.evidence)]
