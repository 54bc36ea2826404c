"""What is confidential stays so: a fee and a natural person's name are on no road of those who may not see them."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdf
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.exports.formats import FORMATS
from api.http.access import right_for
from api.http.logs import LOG
from api.service import create_app
from api.users import Right, Role, Users
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import PERSON, Cluster, MemberOf, Organisation, Source
from graph.store import open_store
from graph.store.answers import all_facts
from graph.store.confidential import persons_of, public, shown
from ingest import loading
from ingest.assembly import assemble
from queries import QUESTIONS
from tests.support import toys
from tests.support.command import PATIENT
from tests.support.service import Inside, basic
from tests.trust.conftest import rounds

FEE = 98765.25
CANARIES = re.compile(r"98[.,\s\u00a0\u202f]?765|quillfeather|1234567894", re.IGNORECASE)
NAME = "Zacharias Quillfeather"
HOME, PERSON_ID = "cluster:members:quarry", "organisation:kbo:1234567894"
FIRM, KNOWN = "organisation:members-quarry:steel-works", "organisation:members-quarry:quillfeather"
"""The last is the person in a list, without a number; somebody said that they are one."""

WANTED = {
    "path": {"a": "Quarry", "b": "Steel Works"},
    "brief": {"a": "Quarry", "b": "Alpha"},
    "what_if": {"a": "Quarry", "b": "Alpha"},
    "partners": {"name": "Steel Works"},
    "screen": {"title": "Clean water", "abstract": "Water for farms."},
    "search": {"text": "natural"},
}


def member(identifier: str, name: str, town: str | None = None, street: str | None = None) -> Organisation:
    return Organisation(
        id=identifier, name=name, sources=("source:members:quarry#leden.csv row 2",), town=town, street=street
    )


def sources() -> dict[str, Facts]:
    place = ("source:members:quarry#leden.csv row 2",)
    register = ("source:kbo:full#enterprise.csv row 2",)
    listed = Facts(
        [
            Source(id="source:members:quarry", title="List", sources=place),
            Cluster(id=HOME, name="Quarry", sources=place),
            member(PERSON_ID, "Z. Quillfeather", town="Gent", street="Geheimstraat 7"),
            member(FIRM, "Steel Works"),
            member(KNOWN, NAME, town="Gent", street="Geheimstraat 7"),
            *(MemberOf(start=one, end=HOME, fee_eur=FEE, sources=place) for one in (PERSON_ID, FIRM, KNOWN)),
        ]
    )
    kbo = Facts([
        Source(id="source:kbo:full", title="KBO", sources=register),
        Organisation(id=PERSON_ID, name=NAME, kind=PERSON, kbo="1234567894", town="Gent", street="Geheimstraat 7",
                     sources=register),
    ])  # fmt: skip
    return {"kbo": kbo, "flanders": toys.triangle(), "members:quarry": listed}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    Judgements(folder).add(PERSON_ID, KNOWN, "same", author="owner", note="known as Quillfeather")
    with open_store(f"ladybug://{(folder / 'store').as_posix()}") as empty:
        loading.load(empty, Judgements(folder), sources())
    return folder


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[FastAPI]:
    with open_store(f"ladybug://{(home / 'store').as_posix()}") as store:
        yield create_app(store, Judgements(home), token="the-token")


@pytest.fixture(scope="module")
def lines() -> Iterator[list[str]]:
    kept: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: kept.append(record.getMessage())  # type: ignore[method-assign]
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield kept
    LOG.removeHandler(handler)


def addresses(service: FastAPI, ids: list[str]) -> Iterator[str]:
    """Every address to get, each as page and as CSV where it has both, and those of each entity."""
    for route in iter_route_contexts(service.routes):
        path, name = route.path or "", (route.path or "").rpartition("/")[2]
        if "GET" not in (route.methods or ()) or right_for("GET", path) == Right.LOAD:
            continue
        if "{name}.{format}" in path:
            yield "/pictures/centrality.svg?network=affiliation"
        elif "/explorer/figure" in path:
            yield "/explorer/figure.svg?network=all"
        elif "{format}" in path:
            yield from (f"/api/v1/export/{one}{more}" for one in FORMATS for more in ("", "?network=affiliation"))
        elif "{name}.html" in path:
            yield from (f"/pictures/{one}.html?{query(one)}" for one in QUESTIONS)
        elif "{identifier" in path:
            yield from (f"{path.partition('{')[0]}{one}" for one in ids)
        elif "{" not in path:
            more = ("", "&format=csv", "&show=all") if rounds(0, 1) or "/api/" not in path else ("",)
            yield from (f"{path}?{query(name)}{one}" for one in (*more, *(["&view=all"] if "explorer" in path else ())))
    yield from (f"/reconcile/preview?id={one}" for one in ids)
    yield from (f"/compare?a=Quarry&b=Alpha&lang={lang}" for lang in ("en", "nl", "fr"))
    yield f"/who-is-who/same?record={FIRM}&text=natural"
    yield f"/network.html?view=all&ego={HOME}"
    yield from (f"/api/v1/brief?a=Quarry&b=Alpha&format={one}" for one in ("docx", "pdf", "html", "svg"))
    yield from (f"/api/v1/brief?a={one}" for one in (HOME, KNOWN))
    yield "/reconcile/suggest/entity?prefix=Z"
    yield '/reconcile?queries={"q":{"query":"Zacharias"}}'


def query(name: str) -> str:
    return "&".join(f"{key}={value}" for key, value in WANTED.get(name, {}).items())


def text_of(answer: httpx.Response) -> str:
    if answer.content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    if answer.content[:2] != b"PK":
        return answer.text + str(answer.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def told(service: FastAPI, asking: Inside, ids: list[str]) -> dict[str, bool]:
    """Return by address whether a canary is in its answer."""
    said = {}
    owner, brief = asking.headers["Authorization"].startswith("Bearer"), not rounds(0, 1)
    for path in dict.fromkeys(addresses(service, ids)):
        if owner and brief and "/ex" not in path and "/ent" not in path:
            continue
        answer = asking.get(path, headers=PATIENT | {"accept": "text/html" if "/api/" not in path else "*/*"})
        assert answer.status_code < 500, path
        own = path.rpartition(":")[2] if "quillfeather" in path or "kbo" in path else path
        said[path] = bool(CANARIES.search(text_of(answer).replace(own, "")))
    cypher = "MATCH (n)-[r]-() RETURN n, r"
    for statement in (cypher, "MATCH (n) RETURN n"):
        said[statement] = bool(CANARIES.search(asking.post("/api/v1/cypher", json={"query": statement}).text))
    return said


def test_without_anything_confidential_all_see_the_same_store(tmp_path: Path) -> None:
    with toys.stored(tmp_path, toys.triangle()) as store:
        assert shown(store).store is store


def test_what_everybody_may_see_has_the_same_ties() -> None:
    facts = assemble({**sources()}, []).facts
    there = public(facts)
    assert {type(one) for one in there} >= {MemberOf, Organisation, Cluster}
    assert len(there.relations(MemberOf)) == len(facts.relations(MemberOf)) == 2
    assert [one.fee_eur for one in there.relations(MemberOf)] == [None] * 2
    assert persons_of(there) == {"organisation:person:1"}
    assert public(there).version() == there.version()


def test_no_road_tells_a_canary(service: FastAPI, home: Path, lines: list[str]) -> None:
    users = Users(home)
    reader, judge, trusted = (
        Inside(service, Authorization=basic(name, users.add(name, role, confidential=sees)))
        for name, role, sees in (("r", Role.READ, False), ("j", Role.JUDGE, False), ("t", Role.READ, True))
    )
    owner = Inside(service, Authorization="Bearer the-token")
    with service.state.store.reading() as whole:
        ids = [node.id for node in all_facts(whole).nodes(Organisation)]
        there = [node.id for node in all_facts(shown(whole).store).nodes(Organisation)]
    assert sum(told(service, owner, ids).values()) > 12, "the canaries are there to be seen"
    found = told(service, reader, [*there, *ids])
    assert len(found) > 120
    found |= told(service, judge, [*there, *ids]) if rounds(0, 1) else {}
    assert [path for path, tells in found.items() if tells] == []
    review = judge.get("/api/v1/review").text + judge.get("/who-is-who?show=joined").text
    assert not CANARIES.search(review + judge.get("/api/v1/judgements").text)
    assert CANARIES.search(trusted.get("/api/v1/export/jsonld").text)
    assert CANARIES.search(owner.get("/api/v1/judgements").text)
    assert not CANARIES.search("\n".join(lines))
