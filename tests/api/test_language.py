"""Which language a reader gets."""

import pytest
from fastapi import Request

from api.words.language import chosen


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("nl;q=0.1, fr ; q=0.7", "fr"),
        ("de,fr;q=0.5", "fr"),
        ("nl;q=0,de", "en"),
        ("*", "en"),
        (";q=,,=", "en"),
    ],
)
def test_the_browser_s_preference_counts(header: str, code: str) -> None:
    headers = [(b"accept-language", header.encode())]
    assert chosen(Request({"type": "http", "query_string": b"", "headers": headers})).code == code


def test_what_was_chosen_goes_first() -> None:
    headers = [(b"accept-language", b"nl"), (b"cookie", b"intercluster_lang=fr")]
    assert chosen(Request({"type": "http", "query_string": b"", "headers": headers})).code == "fr"
    assert chosen(Request({"type": "http", "query_string": b"lang=en", "headers": headers})).code == "en"
