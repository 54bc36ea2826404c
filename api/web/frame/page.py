"""How a page is made: a template, the reader's language, and what every page shows; or the page's rows as CSV."""

import hashlib
import re
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from api.answers import to_csv
from api.exports.formats import FORMATS
from api.http.access import viewer_of
from api.http.author import YEAR
from api.http.kept import keep
from api.http.security import own_address, path_of
from api.web.frame import selection
from api.web.frame.context import PageContext
from api.web.frame.days import has_day, kept
from api.words.facts import place
from api.words.language import COOKIE, LANGUAGES, chosen
from api.words.refusals import refusal
from api.words.terms import N_
from graph.errors import EmptyStoreError, InterclusterError
from graph.messages import Message
from queries.asking.question import Answer

NAVIGATION = (
    ("/", N_("Overview")),
    ("/explorer", N_("Explorer")),
    ("/consolidation", N_("Consolidation")),
    ("/duplicates", N_("Duplicates")),
    ("/who-is-who", N_("Who is who")),
    ("/quality", N_("Data quality")),
    ("/upload", N_("Upload")),
    ("/docs", N_("API docs")),
)


class PageRoute(APIRoute):
    """A route whose errors are pages too, in the reader's language; where nothing is loaded yet it says so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with errors turned into pages."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except EmptyStoreError:
                return render(request, "empty.html")
            except InterclusterError as error:
                return error_page(request, error.status, error.message)
            except RequestValidationError as error:
                return error_page(request, 422, refusal(error.errors()[0]))

        return answer


def render(
    request: Request,
    template: str,
    context: PageContext | None = None,
    *,
    rows: Sequence[Any] | None = None,
    row: type | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """Return a page. With rows, a question's, it is kept, and has what it shows at `format=csv` and `format=xlsx`."""
    if rows is not None and request.method == "GET":
        keep(request)
    if rows is not None and row is not None and request.query_params.get("format") == "csv":
        return _download(request, to_csv(rows, row).encode(), "csv", "text/csv; charset=utf-8")
    if rows is not None and row is not None and context and request.query_params.get("format") == "xlsx":
        return _spreadsheet(request, context, rows, row, values.get("method"))
    lang = chosen(request)
    known = context.summary() if context and context.is_loaded else None
    frame = {
        "request": request,
        "lang": lang,
        "_": lang.text,
        "ngettext": lang.plural,
        "languages": LANGUAGES,
        "navigation": NAVIGATION,
        "summary": known,
        "then": context.then if context else None,
        "selection": context.selection if context else None,
        "export_formats": tuple(FORMATS),
        "has_day": known is not None and status == 200 and has_day(path_of(request)),
        "known_sources": {source.id: source for source in known.sources} if known else {},
        "rows": rows,
        "viewer": viewer_of(request),
        "csv_url": address(request, format="csv") if rows is not None else None,
        "xlsx_url": address(request, format="xlsx") if rows is not None and row is not None else None,
    }
    text = environment().get_template(template).render({**frame, **values})
    if context:
        text = selection.kept(kept(text, context.then.day if context.then else None), context.selection)
    page = HTMLResponse(text, status)
    if request.query_params.get("lang") in LANGUAGES:
        page.set_cookie(COOKIE, lang.code, max_age=YEAR, samesite="lax", httponly=True)
    page.headers["Vary"] = "Accept-Language, Cookie"
    page.headers["Cache-Control"] = "no-cache"
    return page


def _spreadsheet(
    request: Request, context: PageContext, rows: Sequence[Any], row: type, method: Message | None
) -> Response:
    """Return what a page shows as a spreadsheet, with what the page was asked and the method that it tells."""
    from api.exports.sheets import MEDIA_TYPE  # here, as the next: few pages are asked for as spreadsheets
    from api.workbook import to_xlsx

    asked = {name: value for name, value in request.query_params.items() if value and name not in ("format", "lang")}
    known = context.summary()
    page = Answer(path_of(request).lstrip("/"), row, asked, known.data_version, method or Message(""), rows)
    return _download(request, to_xlsx(page, known), "xlsx", MEDIA_TYPE)


def _download(request: Request, content: bytes, suffix: str, media_type: str) -> Response:
    name = re.sub(r"[^A-Za-z0-9.]+", "-", path_of(request).rpartition("/")[2]).strip("-") or "intercluster"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(content, media_type=media_type, headers=headers)


def error_page(request: Request, status: int, detail: str) -> Response:
    """Return a page that says what went wrong."""
    return render(request, "error.html", status=status, detail=detail, code=status)


def address(request: Request, **changes: Any) -> str:
    """Return the address of this page with some query parameters changed; None takes one away."""
    kept = {key: value for key, value in changes.items() if value is not None}
    url = own_address(request).remove_query_params(list(changes)).include_query_params(**kept)
    return f"{url.path}?{url.query}" if url.query else url.path


@cache
def environment() -> Environment:
    """Return the templates; a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("api.web"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["place"] = place
    made.globals.update(static=static, address=_address)
    return made


def own_template(name: str, otherwise: str) -> str:
    """Return the template of a name where it has one, else the other."""
    known = environment().list_templates(extensions=["html"])
    return f"{name}.html" if f"{name}.html" in known else f"{otherwise}.html"


@pass_context
def _address(context: Context, **changes: Any) -> str:
    return address(context["request"], **changes)


@cache
def static(name: str) -> str:
    """Return a static file's address, which changes with its content so that no browser keeps an old one."""
    content = files("api.web").joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
