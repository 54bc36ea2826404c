"""A page as of a day: it asks of what was there then, and every link and form of it leads on to that day."""

from datetime import date

from api.web.frame.links import carried

TIMELESS = (
    "/upload",
    "/jobs",
    "/account",
    "/login",
    "/logout",
    "/docs",
    "/who-is-who",
    "/author",
    "/sources",
    "/actions",
    "/static",
    "/loads",
)
"""What is about the records or the service: the beginnings of addresses that know no one day."""
OF_TIME = ("/changes", "/alerts", "/evolution", "/persistence", "/additionality")
"""What is about time itself: as of a day it is of all that had begun by then, whether it had ended or not."""
OWN = ("/explorer",)
"""What has a day of its own among its filters."""


def has_day(path: str) -> bool:
    """Return whether the page at a path may be asked as of a day by the frame of all pages."""
    return not path.startswith((*TIMELESS, *OWN))


def kept(html: str, day: date | None) -> str:
    """Return a page whose links and forms that ask keep the day, if there is one, unless they name one themselves."""
    return html if day is None else carried(html, "at", day.isoformat(), lambda path: not path.startswith(TIMELESS))
