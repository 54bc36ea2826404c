"""The API's documentation: Swagger UI inside a page of ours, with nothing loaded from another host."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, Request, Response
from fastapi.staticfiles import StaticFiles

from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render

ASSETS = "/docs/assets"

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def assets() -> StaticFiles:
    """Return Swagger UI's own files."""
    return StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static")


@router.get("/docs")
def docs(request: Request, context: ContextDependency) -> Response:
    """Return the page, in which Swagger UI draws what /openapi.json describes."""
    return render(request, "docs.html", context, assets=ASSETS)
