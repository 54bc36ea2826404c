"""The upload page: a list or open data, what is understood of it and what it changes, then loaded; sources removed."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile as StarletteUpload

from api.exports.sheets import MEDIA_TYPE
from api.http.foreign import refuse_foreign
from api.http.stores import WholeJudgementsDependency
from api.web.frame.context import ContextDependency
from api.web.frame.jobs import JobsDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.uploads import MOST_BYTES, Uploads, check_size
from api.words.language import chosen
from graph.days import today
from graph.errors import BadInputError, NotFoundError, StoreError
from ingest import aside
from ingest.changes import changes
from ingest.preview import fields, preview_of, request_of
from ingest.reading.entries.mapping import CLUSTERS, ColumnMapping
from ingest.reading.reading import ImportOptions
from ingest.reading.template import template
from ingest.sources.registry import SOURCES, requested
from ingest.sources.registry import Request as Wanted

COLUMN = "c_"
"""What the names of the form's column choices begin with."""
MOST_DIGITS = 8
"""No list has a row whose number has so many."""

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
        kinds=[kind for kind in reversed(SOURCES) if kind.takes != "nothing"],
        built_in=[kind for kind in SOURCES if kind.takes == "nothing"],
        loaded=list(context.store.snapshots()),
    )


@router.get("/upload/template.xlsx")
def empty_list(request: Request, name: str = "members") -> Response:
    """Return a list to fill in, in the reader's language."""
    content = template(name, chosen(request).code)
    headers = {"Content-Disposition": f'attachment; filename="{name}-template.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post("/upload", dependencies=[Depends(refuse_foreign), Depends(check_size)])
async def take(request: Request, kept: UploadsDependency) -> Response:
    """Take a file, and go on to what is understood of it."""
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            asked = {name: str(form.get(name) or "").strip()[:200] for name in ("cluster", "kind", "label", "complete")}
            if not isinstance(file, UploadFile | StarletteUpload) or not file.filename:
                raise BadInputError("Choose a file first.")
            key = await kept.keep(UploadFile(file.file, filename=file.filename))
    except OSError as error:
        raise StoreError("The file cannot be kept here: %(error)s.", error=error.strerror or error) from error
    said = {name: value for name, value in asked.items() if value}
    url = request.url_for("tried", key=key).include_query_params(**said)
    return RedirectResponse(f"{url.path}?{url.query}", 303)


@router.get("/upload/{key}")
def tried(
    request: Request, key: str, kept: UploadsDependency, context: ContextDependency, judged: WholeJudgementsDependency
) -> Response:
    """Return what a load would understand of a file; the form below it corrects that."""
    path = kept.path(key)
    asked = dict(request.query_params)
    wanted = _wanted(path, asked)
    found = preview_of(context.store, judged, wanted, _options(asked), skip_bad_rows="skip" in asked)
    return render(
        request,
        "tried.html",
        context,
        key=key,
        file=path.name,
        tried=found,
        asked=asked,
        kind=wanted.kind.name,
        fields=fields(wanted.kind.name),
        column=COLUMN,
        clusters=context.clusters(),
    )


@router.post("/upload/{key}/load", dependencies=[Depends(refuse_foreign), Depends(check_size)])
async def load(request: Request, key: str, kept: UploadsDependency, jobs: JobsDependency) -> Response:
    """Load a file as it is understood, aside; readers keep the old graph until it is done."""
    async with request.form(max_files=0, max_fields=50) as form:
        asked = {name: str(value) for name, value in form.items()}
    wanted, options = _wanted(kept.path(key), asked), replace(_options(asked), received=today())
    job = jobs.start("load", aside.load, wanted.kind.name, wanted.label, wanted.path, options, "skip" in asked)
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.post("/upload/built-in/{name}", dependencies=[Depends(refuse_foreign)])
def load_built_in(name: str, jobs: JobsDependency) -> Response:
    """Load what comes with the program."""
    (wanted,) = requested((name,))
    job = jobs.start("load", aside.load, wanted.kind.name, wanted.label, wanted.path, ImportOptions(), False)
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.get("/sources/{name}/remove")
def ask_to_remove(
    request: Request, name: str, context: ContextDependency, judged: WholeJudgementsDependency
) -> Response:
    """Return what goes with a source, and the button that takes it out."""
    if name not in context.store.snapshots():
        raise NotFoundError("No source '%(name)s' is loaded.", name=name)
    gone = changes(context.store, judged, {}, frozenset((name,)))
    return render(request, "remove.html", context, name=name, changes=gone)


@router.post("/sources/{name}/remove", dependencies=[Depends(refuse_foreign)])
def remove(name: str, jobs: JobsDependency) -> Response:
    """Take a source out, aside; readers keep the old graph until it is done."""
    return RedirectResponse(f"/jobs/{jobs.start('unload', aside.unload, name).key}", 303)


def _wanted(path: Path, asked: Mapping[str, str]) -> Wanted:
    return request_of(path, asked.get("kind") or "members", asked.get("label", ""))


def _options(asked: Mapping[str, str]) -> ImportOptions:
    chosen = {name.removeprefix(COLUMN): value for name, value in asked.items() if name.startswith(COLUMN)}
    row = asked.get("header_row", "").strip()
    if row and not (row.isdecimal() and len(row) < MOST_DIGITS):
        raise BadInputError("'%(row)s' is no number of a row.", row=row)
    sheet, cluster = asked.get("sheet") or None, asked.get("cluster", "").strip() or None
    clusters = asked.get("clusters") if asked.get("clusters") in CLUSTERS else None
    mapping = ColumnMapping(chosen, sheet, int(row) if row else None, clusters=clusters)
    return ImportOptions(cluster, sheet, mapping, complete="complete" in asked, with_persons="persons" in asked)
