"""A page as of a day: it asks of what was there then, and every link and form of it leads on to that day."""

import re
from datetime import date

TIMELESS = (
    "/upload",
    "/jobs",
    "/login",
    "/logout",
    "/docs",
    "/who-is-who",
    "/author",
    "/sources",
    "/actions",
    "/static",
    "/changes",
    "/loads",
    "/alerts",
)
"""What is about the records, the service or time itself: the beginnings of addresses that know no one day."""
OWN = ("/explorer",)
"""What has a day of its own among its filters."""

_TAG = re.compile(r"<(?:a|form|button)\b[^>]*>")
_LINK = re.compile(r'(?<=\s)(href|hx-get)="(/[^"]*)"')


def has_day(path: str) -> bool:
    """Return whether the page at a path may be asked as of a day by the frame of all pages."""
    return not path.startswith((*TIMELESS, *OWN))


def kept(html: str, day: date | None) -> str:
    """Return a page whose links and forms that ask keep the day, if there is one, unless they name one themselves."""
    return html if day is None else _TAG.sub(lambda found: _tag(found[0], day), html)


def _tag(tag: str, day: date) -> str:
    if not tag.startswith("<form"):
        return _LINK.sub(lambda found: f'{found[1]}="{_address(found[2], day)}"', tag)
    action = re.search(r'action="([^"]*)"', tag)
    if 'method="post"' in tag or "data-day" in tag or (action and action[1].startswith(TIMELESS)):
        return tag
    return f'{tag}<input type="hidden" name="at" value="{day}">'


def _address(url: str, day: date) -> str:
    if url.startswith((*TIMELESS, "//")) or re.search(r"[?;&]at=", url):
        return url
    path, mark, fragment = url.partition("#")
    return f"{path}{'&amp;' if '?' in path else '?'}at={day}{mark}{fragment}"
