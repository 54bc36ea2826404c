"""The upload page: drop a membership list, see what is understood of it, correct that, load it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile as StarletteUpload

from api.http.foreign import refuse_foreign
from api.http.stores import JudgementsDependency
from api.web.frame.context import ContextDependency
from api.web.frame.jobs import JobsDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.uploads import MOST_BYTES, Uploads, check_size
from graph.errors import BadInputError
from graph.messages import Message
from graph.store import Store
from ingest import loading
from ingest.apart import read_all
from ingest.preview import fields, preview_of, request_of
from ingest.reading.audit import Audit
from ingest.reading.entries.mapping import ColumnMapping
from ingest.reading.reading import ImportOptions, Track
from ingest.reading.template import template

COLUMN = "c_"
"""What the names of the form's column choices begin with."""

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def uploads(request: Request) -> Uploads:
    """Return the service's uploads."""
    found: Uploads = request.app.state.uploads
    return found


UploadsDependency = Annotated[Uploads, Depends(uploads)]


@router.get("/upload")
def ask(request: Request, context: ContextDependency) -> Response:
    """Return the page that takes a file."""
    return render(
        request,
        "upload.html",
        context,
        clusters=context.clusters(),
        megabytes=MOST_BYTES // 1_000_000,
    )


@router.get("/upload/template.xlsx")
def empty_list() -> Response:
    """Return an empty list to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="members-template.xlsx"'}
    return Response(template("members"), media_type=SPREADSHEET, headers=headers)


@router.post("/upload", dependencies=[Depends(refuse_foreign), Depends(check_size)])
async def take(request: Request, kept: UploadsDependency) -> Response:
    """Take a file, and go on to what is understood of it."""
    async with request.form(max_files=1, max_fields=5) as form:
        file, cluster = form.get("file"), form.get("cluster")
        if not isinstance(file, UploadFile | StarletteUpload) or not file.filename:
            raise BadInputError(Message("Choose a file first."))
        key = await kept.keep(UploadFile(file.file, filename=file.filename))
    url = request.url_for("tried", key=key).include_query_params(cluster=str(cluster or "").strip()[:200])
    return RedirectResponse(f"{url.path}?{url.query}", 303)


@router.get("/upload/{key}")
def tried(request: Request, key: str, kept: UploadsDependency, context: ContextDependency) -> Response:
    """Return what a load would understand of a file; the form below it corrects that."""
    path = kept.path(key)
    asked = dict(request.query_params)
    found = preview_of(context.store, path, _options(asked), skip_bad_rows="skip" in asked)
    return render(
        request,
        "tried.html",
        context,
        key=key,
        file=path.name,
        tried=found,
        asked=asked,
        fields=fields(),
        column=COLUMN,
        clusters=context.clusters(),
    )


@router.post("/upload/{key}/load", dependencies=[Depends(refuse_foreign), Depends(check_size)])
async def load(
    request: Request,
    key: str,
    kept: UploadsDependency,
    judged: JudgementsDependency,
    jobs: JobsDependency,
) -> Response:
    """Load a file as it is understood, aside; readers keep the old graph until it is done."""
    async with request.form(max_files=0, max_fields=50) as form:
        asked = {name: str(value) for name, value in form.items()}
    path, options = kept.path(key), replace(_options(asked), received=date.today())

    def work(store: Store, track: Track) -> loading.Loaded:
        facts = read_all([request_of(path)], Audit(skip_bad_rows="skip" in asked), options, track)
        return loading.load(store, judged, facts, track)

    job = jobs.start("load", work)
    return RedirectResponse(f"/jobs/{job.key}", 303)


def _options(asked: Mapping[str, str]) -> ImportOptions:
    chosen = {name.removeprefix(COLUMN): value for name, value in asked.items() if name.startswith(COLUMN)}
    row = asked.get("header_row", "").strip()
    if row and not row.isdigit():
        raise BadInputError(Message("'%(row)s' is no number of a row.", row=row))
    sheet, cluster = asked.get("sheet") or None, asked.get("cluster", "").strip() or None
    return ImportOptions(cluster, sheet, ColumnMapping(chosen, sheet, int(row) if row else None))
