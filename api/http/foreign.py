"""What a page of another site may not do: change anything here through a reader's browser."""

from urllib.parse import urlsplit

from fastapi import Request

from graph.errors import InterclusterError


class ForeignPageError(InterclusterError):
    """A page of another site tried to change something."""

    status = 403


def refuse_foreign(request: Request) -> None:
    """Raise ForeignPageError where a browser says that a page of another site sent this request.

    Browsers say so in Sec-Fetch-Site; older ones name the other site in Origin. A program says neither.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = site not in ("same-origin", "none") if site else origin and urlsplit(origin).netloc != request.url.netloc
    if foreign:
        raise ForeignPageError("A page of another site may not change anything here.")
