"""The links and forms of a page, made to lead on with a parameter of the page's own address."""

import re
from collections.abc import Callable
from urllib.parse import quote

from markupsafe import escape

_TAG = re.compile(r"<(?:a|form|button)\b[^>]*>")
_LINK = re.compile(r'(?<=\s)(href|hx-get)="(/[^"]*)"')


def carried(html: str, name: str, value: str, leads: Callable[[str], bool]) -> str:
    """Return a page whose links and asking forms to the paths that `leads` is true of have a parameter.

    Left as it is what names that parameter itself, and a form with `data-day`, which has all of the page's.
    """
    named, said = re.compile(rf"[?;&]{name}="), f"{name}={quote(value, safe=':,')}"

    def address(url: str) -> str:
        path = re.split("[?#]", url)[0]
        if url.startswith("//") or not leads(path) or named.search(url):
            return url
        front, mark, fragment = url.partition("#")
        return f"{front}{'&amp;' if '?' in front else '?'}{said}{mark}{fragment}"

    def tag(found: re.Match[str]) -> str:
        text = found[0]
        if not text.startswith("<form"):
            return _LINK.sub(lambda link: f'{link[1]}="{address(link[2])}"', text)
        action = re.search(r'action="([^"?#]*)', text)
        if 'method="post"' in text or "data-day" in text or (action and not leads(action[1])):
            return text
        return f'{text}<input type="hidden" name="{name}" value="{escape(value)}">'

    return _TAG.sub(tag, html)
