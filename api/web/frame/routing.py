"""Puts the pages and their files into the service."""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.web.deciding import actions, partners, restructure, screening
from api.web.explorer import page as explorer
from api.web.frame import account, being_made, jobs, login, reviewing
from api.web.pages import (
    briefs,
    candidate,
    clusters,
    compare,
    consolidation,
    docs,
    duplicates,
    entity,
    lasting,
    lists,
    overview,
    quality,
    searching,
    times,
    upload,
    who_is_who,
)

PAGES = (
    login,
    account,
    overview,
    compare,
    entity,
    lists,
    clusters,
    explorer,
    consolidation,
    candidate,
    briefs,
    restructure,
    partners,
    duplicates,
    screening,
    actions,
    who_is_who,
    reviewing,
    quality,
    upload,
    jobs,
    being_made,
    searching,
    times,
    lasting,
    docs,
)


def add_pages(app: FastAPI) -> None:
    """Serve the pages, and under /static/ what they load."""
    app.mount("/static", StaticFiles(directory=str(files("api.web").joinpath("static"))), name="static")
    app.mount(docs.ASSETS, docs.assets(), name="docs-assets")
    for page in PAGES:
        app.include_router(page.router)
