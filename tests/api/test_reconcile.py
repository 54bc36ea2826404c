"""The reconciliation service, through a real client of it and as the specification says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from reconciler import reconcile

from tests.support.command import Client, served, with_flanders


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = tmp_path_factory.mktemp("home")
    with_flanders(home)
    with served(home) as client:
        yield client


def queried(client: Client, **queries: object) -> dict[str, list[dict[str, object]]]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {key: found["result"] for key, found in answer.json().items()}


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # in the client's own code
def test_a_real_client_matches_a_column_of_names(client: Client) -> None:
    names = pd.Series(["Sirris vzw", "KU Leuven", "AGORIA"])
    found = reconcile(
        names, type_id="Organisation", reconciliation_endpoint=f"{str(client.base_url).rstrip('/')}/reconcile"
    )
    assert dict(zip(found["input_value"], found["id"], strict=True)) == {
        "Sirris vzw": "organisation:flanders:sirris",
        "KU Leuven": "organisation:flanders:ku-leuven",
        "AGORIA": "organisation:flanders:agoria",
    }
    assert found["match"].all()


def test_the_manifest_says_what_is_needed(client: Client) -> None:
    manifest = client.get("/reconcile").json()
    assert {"name", "identifierSpace", "schemaSpace", "versions"} <= set(manifest)
    assert "0.2" in manifest["versions"]
    assert manifest["view"]["url"].endswith("/api/v1/entities/{{id}}")


def test_candidates_are_ranked_explained_and_of_the_type_asked_for(client: Client) -> None:
    found = queried(
        client, a={"query": "Flux50", "type": "Cluster", "limit": 3}, b={"query": "Flux50", "type": "Project"}
    )
    best = found["a"][0]
    assert (best["id"], best["match"], best["score"]) == ("cluster:flanders:flux50", True, 100.0)
    assert best["type"] == [{"id": "Cluster", "name": "Cluster"}]
    assert len(found["a"]) <= 3
    assert all(one["type"] == [{"id": "Project", "name": "Project"}] for one in found["b"])
    scores = [float(str(one["score"])) for one in found["a"]]
    assert scores == sorted(scores, reverse=True)


def test_suggestions_and_previews(client: Client) -> None:
    found = client.get("/reconcile/suggest/entity", params={"prefix": "siri"}).json()["result"]
    assert "organisation:flanders:sirris" in [one["id"] for one in found]
    page = client.get("/reconcile/preview", params={"id": "organisation:flanders:sirris"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Sirris</h1>" in page.text


@pytest.mark.parametrize(
    "odd",
    [
        1,
        {},
        {"query": 77777},
        {"query": True},
        {"query": "Sirris", "limit": None},
        {"query": "Sirris", "limit": "y", "type": {"id": "Organisation"}},
        {"query": "Sirris", "type": [{"id": "Organisation"}, 7]},
    ],
)
def test_an_odd_query_leaves_the_others_of_its_batch_alone(client: Client, odd: object) -> None:
    queries = json.dumps({"q0": {"query": "Sirris"}, "q1": odd})
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 200
    assert answer.json()["q0"]["result"][0]["name"] == "Sirris"
    found = answer.json()["q1"]["result"]
    assert [one["name"] for one in found[:1]] == (["Sirris"] if "Sirris" in str(odd) else [])


@pytest.mark.parametrize("queries", ["{", "[]"])
def test_bad_queries_are_refused_in_one_sentence(client: Client, queries: str) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_pages_of_this_machine_may_read_it(client: Client) -> None:
    for origin, allowed in (("http://127.0.0.1:3333", True), ("https://example.org", False)):
        headers = client.get("/reconcile", headers={"Origin": origin}).headers
        assert (headers.get("access-control-allow-origin") == origin) is allowed


def test_judging_over_http(client: Client, tmp_path: Path) -> None:
    a, b = "organisation:flanders:imec", "organisation:flanders:ku-leuven"
    new = {"a": "imec", "b": "KU Leuven", "verdict": "different", "author": "An", "note": "neighbours"}
    answer = client.post("/api/v1/judgements", json=new)
    assert answer.status_code == 201
    (stored,) = answer.json()["stored"]
    assert (stored["a"], stored["b"], stored["verdict"], stored["author"]) == (a, b, "different", "An")
    assert client.get("/api/v1/judgements").json()["rows"][0]["note"] == "neighbours"
    assert client.get("/api/v1/review").json()["total"] == 0

    again = client.post("/api/v1/judgements", json={**new, "verdict": "same", "apply": True}).json()
    assert again["applied"] is True
    assert client.get(f"/api/v1/entities/{a}").json()["name"] in ("IMEC", "KU Leuven")
    assert client.get(f"/api/v1/entities/{a}").json()["id"] == client.get(f"/api/v1/entities/{b}").json()["id"]
    client.post("/api/v1/judgements", json={**new, "apply": True})
    assert client.get(f"/api/v1/entities/{a}").json()["id"] == a

    elsewhere = client.post("/api/v1/judgements", json=new, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    unknown = client.post("/api/v1/judgements", json={**new, "a": "nobody"})
    assert (unknown.status_code, "nobody" in unknown.json()["detail"]) == (404, True)
