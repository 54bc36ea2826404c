"""The data quality page: the sources and their licences, what is known and what is missing, where sources disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request, Response

from api.http.stores import JudgementsDependency
from api.web.charts.bars import share
from api.web.frame.asking import AskerDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.reviewing import names, waiting
from ingest.sources.registry import KINDS
from queries.coverage import Coverage

MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands for the kind of a source that this version does not know."""

    url: str | None = None
    licence: str | None = None


UNKNOWN = Unknown()

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/quality")
def quality(request: Request, asker: AskerDependency, judged: JudgementsDependency) -> Response:
    """Return what is known, how current it is and where it is in doubt."""
    rows: Sequence[Coverage] = asker.rows("coverage")
    return render(
        request,
        "quality.html",
        asker,
        rows=rows,
        row=Coverage,
        coverage=_by_source(rows),
        today=date.today(),
        contradictions=asker.rows("contradictions"),
        waiting=waiting(asker, judged),
        most=MOST_WAITING,
        names=names(asker),
        kinds={source.id: KINDS.get(source.id.split(":")[1], UNKNOWN) for source in asker.summary().sources},
        sources={source.id: source for source in asker.summary().sources},
        share=share,
    )


def _by_source(rows: Sequence[Coverage]) -> dict[str, dict[str, list[Coverage]]]:
    """Return the rows by source and type, in their order."""
    found: dict[str, dict[str, list[Coverage]]] = {}
    for row in rows:
        found.setdefault(row.source, {}).setdefault(row.type, []).append(row)
    return found
