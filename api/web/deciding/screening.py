"""New applications beside what there is: a text that is typed in or a list that is uploaded, and what each resembles.

What is screened is kept under a key as an upload is, so that no address, log or history holds a word of it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile as StarletteUpload

from api.http.foreign import refuse_foreign
from api.web.charts.bars import signed
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import paged
from api.web.frame.uploads import check_size
from api.web.pages.upload import UploadsDependency
from graph.errors import BadInputError
from queries.likeness.applications import read
from queries.likeness.screen import Screened, screen
from queries.lookup.entities import entities

MOST_LISTED = 500
"""Lists longer than this are for the command line: a page should not take minutes."""
PAGE = 20
FIELDS = ("title", "abstract", "partners", "start")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Application:
    """One application and the initiatives that it resembles, the likeliest first."""

    number: int
    title: str
    rows: tuple[Screened, ...]


@router.get("/screen")
def screening(
    request: Request,
    context: ContextDependency,
    kept: UploadsDependency,
    key: Annotated[str, Query(max_length=40)] = "",
    instrument: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Return what was found for a key, or the form that takes an application or a list."""
    context.summary()  # where nothing is loaded there is nothing to compare with
    text = kept.path(key).read_text(encoding="utf-8-sig", errors="replace") if key else ""
    answer = context.ask(screen, file=text, instrument=instrument or None) if key else None
    rows = answer.rows if answer else []
    every = _applications(rows)
    known = entities(context.store).values()
    return render(
        request,
        "screen.html",
        context,
        rows=rows if key else None,
        row=Screened,
        answer=answer,
        applications=every,
        **paged(every, page, PAGE),
        alike=sum(any(row.rank for row in one.rows) for one in every),
        instruments=sorted({one.name for one in known if one.label == "FundingInstrument"})[:MOST_LISTED],
        most=max((abs(bar.weight) for row in rows for bar in row.evidence), default=1.0),
        signed=signed,
        listed=MOST_LISTED,
    )


@router.post("/screen", dependencies=[Depends(refuse_foreign), Depends(check_size)])
async def take(request: Request, kept: UploadsDependency) -> Response:
    """Take an application or a list of them, and go on to what it resembles."""
    async with request.form(max_files=1, max_fields=6) as form:
        file = form.get("file")
        typed = {name: str(form.get(name) or "").strip() for name in FIELDS}
        instrument = str(form.get("instrument") or "").strip()[:200]
        if isinstance(file, UploadFile | StarletteUpload) and file.filename:
            content = await file.read()
        elif typed["title"] or typed["abstract"]:
            content = _listed(typed).encode()
        else:
            raise BadInputError("There is nothing to screen: give a title, an abstract, or a list of applications.")
    number = len(read(content.decode("utf-8-sig", errors="replace")))
    if number > MOST_LISTED:
        raise BadInputError(
            "%(count)s applications are too many for a page: 'intercluster ask screen --file FILE' takes them.",
            count=number,
        )
    key = await kept.keep(UploadFile(io.BytesIO(content), filename="applications.csv"))
    url = request.url_for("screening").include_query_params(
        key=key, **({"instrument": instrument} if instrument else {})
    )
    return RedirectResponse(f"{url.path}?{url.query}", 303)


def _listed(typed: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerow({name: " ".join(value.split()) for name, value in typed.items()})
    return text.getvalue()


def _applications(rows: Sequence[Screened]) -> list[Application]:
    return [
        Application(number, found[0].title, tuple(row for row in found))
        for number, group in groupby(rows, key=lambda row: row.application)
        if (found := list(group))
    ]
