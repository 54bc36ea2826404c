"""What a mark and a tie of a drawing say on pointing at them is in the reader's language, wherever it is drawn."""

import re

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "beide geleid door WTCB"),
        ("/entities/cluster:flanders:bim", "WTCB trekker van BIM"),
        ("/changes?since=2019-01-01&until=2021-01-01", "tot: 30 sep"),
    ],
)
def test_titles_are_dutch_on_a_dutch_page(site: httpx.Client, path: str, said: str) -> None:
    page = site.get(path, headers={"Accept-Language": "nl"})
    titles = "\n".join(re.findall(r"<title>([^<]*)</title>", page.text.partition("</head>")[2]))
    assert said in titles
    for english in ("both run by", "hosts ", "participates in", "funded by", "until:", "what: "):
        assert english not in titles
