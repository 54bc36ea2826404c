"""Names, titles, notes and places that would run in a browser: on no page, picture, offline page or export do they."""

import itertools
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.service import create_app
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import About, Cluster, Hosts, MemberOf, Organisation, ParticipatesIn, Project, Source, Theme
from graph.store import open_store
from ingest import loading
from tests.api.test_confidential import addresses
from tests.support.command import PATIENT
from tests.support.service import Inside

MARK = "alert(4711)"
HOSTILE = [
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"</title><script>{MARK}</script>",
    f"</textarea><script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg/onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"]]><script>{MARK}</script>",
    f"<details open ontoggle={MARK}>",
    f"<iframe srcdoc='<script>{MARK}</script>'>",
    f"<a href=javascript:{MARK}>x</a>",
    f"javascript:{MARK}",
    f'" onmouseover="{MARK}',
    f"' onfocus='{MARK}' autofocus='",
    f"` onclick=`{MARK}`",
    f"&lt;img src=x onerror={MARK}&gt;",
    f"&#60;script&#62;{MARK}&#60;/script&#62;",
    f"\u003cscript\u003e{MARK}\u003c/script\u003e\u2028",
    f"${{{MARK}}}",
    f"{{{{{MARK}}}}}",
    f"%3Cscript%3E{MARK}%3C/script%3E",
    f'"}}]; {MARK}; //',
    f"'); {MARK}; ('",
    f"<!--><script>{MARK}</script>-->",
]


class Running(HTMLParser):
    """Finds what a browser would run: scripts of no type that hold the mark outside a string, handlers, addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.in_script = tag == "script" and given.get("type", "text/javascript") in ("text/javascript", "module")
        for name, value in given.items():
            address = value.strip().lower().startswith(("javascript:", "data:text/html"))
            if MARK in value and (name.startswith("on") or name == "srcdoc" or (address and name != "value")):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip().startswith(MARK):
            self.found.append(data)


def running(text: str) -> list[str]:
    reader = Running()
    reader.feed(text)
    reader.close()
    return reader.found


def sources() -> dict[str, Facts]:
    one = "source:members:hostile"
    facts = Facts([Source(id=one, title=HOSTILE[0], sources=(f"{one}#{HOSTILE[5]}",))])
    texts = itertools.cycle(HOSTILE)
    for number in range(5):
        place = (f"{one}#{next(texts)}",)
        cluster, member = f"cluster:members:c{number}", f"organisation:members-hostile:o{number}"
        project, theme = f"project:members-hostile:p{number}", f"theme:members-hostile:t{number}"
        facts.add(
            Cluster(
                id=cluster,
                sources=place,
                name=next(texts),
                kind=next(texts),
                call=next(texts),
                model=next(texts),
                origin=next(texts),
            ),
            Organisation(id=member, sources=place, name=next(texts), town=next(texts), street=next(texts)),
            Project(
                id=project, sources=place, title=next(texts), abstract=next(texts), url=next(texts), status=next(texts)
            ),
            Theme(id=theme, sources=place, label=next(texts)),
            MemberOf(start=member, end=cluster, sources=place),
            Hosts(start=member, end=cluster, sources=place),
            ParticipatesIn(start=cluster, end=project, sources=place, role=next(texts)),
            ParticipatesIn(start=cluster, end=f"project:members-hostile:p{max(0, number - 1)}", sources=place),
            About(start=project, end=theme, sources=place),
        )
    return {"members:hostile": facts}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    home = tmp_path_factory.mktemp("home")
    with open_store(f"ladybug://{(home / 'store').as_posix()}") as empty:
        loading.load(empty, Judgements(home), sources())
    with open_store(f"ladybug://{(home / 'store').as_posix()}") as store:
        yield create_app(store, Judgements(home))


@pytest.mark.parametrize("text", HOSTILE[:11])
def test_what_would_run_is_found(text: str) -> None:
    """The reader itself: unescaped, each of these is seen."""
    before = {3: "<textarea>", 2: "<title>"}.get(HOSTILE.index(text), "<p>")
    assert running(f"{before}{text}</p>")


def test_no_text_runs_on_any_page_picture_or_export(service: FastAPI) -> None:
    asking, seen = Inside(service), 0
    some = ["cluster:members:c2", "organisation:members-hostile:o3", "project:members-hostile:p4"]
    for path in dict.fromkeys(addresses(service, some)):
        answer = asking.get(path, headers=PATIENT | {"accept": "text/html" if "/api/" not in path else "*/*"})
        assert answer.status_code < 500, path
        if answer.headers.get("content-type", "").startswith(("text/html", "image/svg")):
            assert running(answer.text) == [], path
            seen += MARK in answer.text
        else:
            assert answer.headers["x-content-type-options"] == "nosniff", path
    assert seen > 15, "the texts are there to be seen"
    for text in HOSTILE:
        for path in ("/search", "/compare", "/entities", "/explorer", "/organisations", "/projects"):
            answer = asking.get(path, params={"text": text, "a": text, "b": text, "ego": text, "q": text, "lang": text})
            assert running(answer.text) == [], (path, text)


def test_the_name_of_an_uploaded_file_does_not_run(service: FastAPI, tmp_path: Path) -> None:
    asking = Inside(service)
    for text in HOSTILE:
        sent = {"file": (f"{text}.csv", b"naam;plaats\nAcme;Gent\n", "text/csv")}
        answer = asking.post("/upload", files=sent, data={"cluster": text, "kind": "members"})
        assert answer.status_code < 500, text
        assert running(answer.text) == [], text
