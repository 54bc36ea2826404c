"""The data quality page: the sources and their licences, what is known and what is missing, where sources disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.stores import JudgementsDependency
from api.web.charts.bars import share
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import page_of
from api.web.frame.reviewing import waiting
from api.words import sentences
from graph.days import today
from ingest.sources.registry import KINDS
from queries.browsing.contradictions import contradictions
from queries.browsing.coverage import Coverage, coverage
from queries.lookup.entities import names_of_records

MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands for the kind of a source that this version does not know."""

    url: str | None = None
    licence: str | None = None


UNKNOWN = Unknown()
PAGE = 100

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/quality")
def quality(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Return what is known, how current it is and where it is in doubt."""
    rows, disagreeing, doubtful = context.rows(coverage), context.rows(contradictions), waiting(context, judged)
    shown, pages = page_of(disagreeing, page, PAGE)
    return render(
        request,
        "quality.html",
        context,
        sentence=sentences.quality(len(context.summary().sources), len(disagreeing), len(doubtful)),
        rows=rows,
        row=Coverage,
        coverage=_by_source(rows),
        today=today(),
        contradictions=shown,
        disagreeing=len(disagreeing),
        pages=pages,
        page=min(page, pages),
        waiting=doubtful,
        most=MOST_WAITING,
        names=names_of_records(context.store),
        kinds={source.id: KINDS.get(source.id.split(":")[1], UNKNOWN) for source in context.summary().sources},
        sources={source.id: source for source in context.summary().sources},
        share=share,
    )


def _by_source(rows: Sequence[Coverage]) -> dict[str, dict[str, list[Coverage]]]:
    """Return the rows by source and type, in their order."""
    found: dict[str, dict[str, list[Coverage]]] = {}
    for row in rows:
        found.setdefault(row.source, {}).setdefault(row.type, []).append(row)
    return found
