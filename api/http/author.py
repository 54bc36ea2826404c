"""Who says something over HTTP: the user who is logged in, else the name that a request gives, else the browser's."""

from urllib.parse import quote, unquote

from fastapi import Request, Response

from api.http.access import viewer_of
from graph.judgements import author_of

COOKIE = "intercluster_author"
YEAR = 365 * 24 * 3600


def known_author(request: Request) -> str:
    """Return who judges: the user who is logged in, else as far as this browser said so before."""
    return viewer_of(request).name or unquote(request.cookies.get(COOKIE, ""))


def author(request: Request, said: str) -> str:
    """Return who says what a request says; raise BadInputError where nobody does."""
    return author_of(viewer_of(request).name or said, known_author(request))


def remember(answer: Response, name: str) -> Response:
    """Keep the author's name in this browser."""
    if name.strip():
        kept = quote(name.strip()[:200])
        answer.set_cookie(COOKIE, kept, max_age=YEAR, samesite="strict", httponly=True)
    return answer
