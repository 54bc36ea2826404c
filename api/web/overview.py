"""The overview: what is loaded, who overlaps with whom, who pays for what, and what to look at first."""

from fastapi import APIRouter, Request, Response

from api.web.asking import AskerDependency
from api.web.page import PageRoute, render

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
def overview(request: Request, asker: AskerDependency) -> Response:
    """Return the overview."""
    asker.summary()
    return render(request, "overview.html", asker)
