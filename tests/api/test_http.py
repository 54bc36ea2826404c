"""The HTTP service as a program meets it: a real server, real requests."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.exports.formats import FORMATS
from queries import EVALUATIONS, QUESTIONS
from tests.api.test_cli import NO_ROWS
from tests.support.command import call, served, with_flanders

PARAMETERS = {
    "path": {"a": "EUKA", "b": "FLAG"},
    "what_if": {"a": "BIM", "b": "WTCB"},
    "partners": {"name": "BIM"},
    "screen": {"title": "Proeftuin drones", "abstract": "Een proeftuin voor drones."},
    "search": {"text": "Power 2 Gas"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("home")
    with_flanders(home)
    with served(home) as client:
        yield client


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_route(name: str, client: httpx.Client) -> None:
    answer = client.get(f"/api/v1/{name}", params=PARAMETERS.get(name)).json()
    assert answer["question"] == name
    if name in NO_ROWS:
        assert answer["notes"], "the report gives no project a first day, and nothing was loaded before"
        return
    assert answer["total"] >= len(answer["rows"]) > 0
    assert answer["method"]


@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_evaluation_has_a_route(name: str, client: httpx.Client) -> None:
    labels = {"labels": "a,b,label\nproeftuin-drones,data-solanea,coincidental"} if name == "duplicates" else {}
    answer = client.get(f"/api/v1/evaluate/{name}", params=labels).json()
    assert answer["total"] > 0 or (name == "partners" and answer["notes"]), "the report gives no project a first day"


def test_lists_are_paged(client: httpx.Client) -> None:
    whole = client.get("/api/v1/overlap", params={"limit": 20}).json()
    page = client.get("/api/v1/overlap", params={"limit": 5, "offset": 10}).json()
    assert page["total"] == whole["total"] == 325
    assert page["rows"] == whole["rows"][10:15]


def test_a_question_as_of_a_day(client: httpx.Client) -> None:
    """On the last day of 2022 all IBNs have ended; the six SPCs are there."""
    answer = client.get("/api/v1/funding", params={"at": "2022-12-31"}).json()
    assert {row["funded_kind"] for row in answer["rows"] if row["funded"].startswith("cluster:")} == {"SPC"}
    assert answer["notes"][0].startswith("As of 2022-12-31: ")
    refused = client.get("/api/v1/funding", params={"at": "2022-02-31"})
    assert (refused.status_code, refused.json()["detail"][:22]) == (422, "'2022-02-31' is no day")


def test_csv_is_the_rows(client: httpx.Client) -> None:
    answer = client.get("/api/v1/overlap", params={"format": "csv", "limit": 3})
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text.splitlines()) == 4


def test_an_entity_by_id_and_by_any_of_its_names(client: httpx.Client) -> None:
    for name in ("cluster:flanders:power-to-gas", "Power 2 Gas"):
        found = client.get(f"/api/v1/entities/{name}").json()
        assert found["id"] == "cluster:flanders:power-to-gas"
        assert found["claims"]
        assert all(claim["locator"] for claim in found["claims"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/entities/nobody-at-all", 404),
        ("/api/v1/nonsense", 404),
        ("/api/v1/overlap?over=nonsense", 422),
        ("/api/v1/overlap?over=members", 409),
        ("/api/v1/overlap?limit=0", 422),
        ("/api/v1/search", 422),
        ("/api/v1/export/nonsense", 404),
        ("/api/v1/network?network=nonsense", 422),
        ("/api/v1/network?network=members", 409),
        ("/api/v1/network?network=overlap&kind=Cluster", 422),
        ("/api/v1/network?network=collaboration&over=themes", 422),
        ("/api/v1/export/csv?over=members", 409),
        ("/pictures/centrality.html?engine=spark", 422),
        ("/pictures/centrality.html?pivots=many", 422),
        ("/pictures/path.html", 422),
    ],
)
def test_errors_are_problem_details(path: str, status: int, client: httpx.Client) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_cypher_reads_and_does_not_write(client: httpx.Client) -> None:
    rows = client.post("/api/v1/cypher", json={"query": "MATCH (c:Cluster) RETURN count(*) AS n"}).json()["rows"]
    assert rows == [{"n": 26}]
    refused = client.post("/api/v1/cypher", json={"query": "MATCH (n) DETACH DELETE n"})
    assert refused.status_code == 400
    assert client.get("/api/v1/coverage").status_code == 200


def test_the_network_has_positions_and_obeys_its_filters(client: httpx.Client) -> None:
    whole = client.get("/api/v1/network").json()
    clusters = client.get("/api/v1/network", params={"kind": "Cluster"}).json()
    assert len(whole["nodes"]) > len(clusters["nodes"]) == 26
    assert all({"id", "name", "x", "y"} <= set(node) for node in clusters["nodes"])
    assert client.get("/api/v1/network").json() == whole


def test_a_network_has_measures_as_described(client: httpx.Client) -> None:
    rows = {row["id"]: row for row in client.get("/api/v1/centrality").json()["rows"]}
    nodes = client.get("/api/v1/network", params={"network": "collaboration"}).json()["nodes"]
    assert {node["id"] for node in nodes} == set(rows)
    for node in nodes:
        assert {name: rows[node["id"]][name] for name in node["measures"]} == node["measures"]
    parameters = client.get("/openapi.json").json()["paths"]["/api/v1/network"]["get"]["parameters"]
    (described,) = [one for one in parameters if one["name"] == "network"]
    assert "overlap" in described["schema"]["anyOf"][0]["enum"]
    assert "measures" in described["description"]


@pytest.mark.parametrize("format", FORMATS)
def test_exports_are_served(format: str, client: httpx.Client) -> None:
    answer = client.get(f"/api/v1/export/{format}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content


def test_a_network_is_exported_with_its_measures(client: httpx.Client) -> None:
    nodes = client.get("/api/v1/network", params={"network": "collaboration"}).json()["nodes"]
    found = client.get("/api/v1/export/cytoscape", params={"network": "collaboration"}).json()["elements"]["nodes"]
    told = {node["data"]["id"]: node["data"]["betweenness"] for node in found}
    assert told == {node["id"]: node["measures"]["betweenness"] for node in nodes}
    parameters = client.get("/openapi.json").json()["paths"]["/api/v1/export/{format}"]["get"]["parameters"]
    assert "network" in {one["name"] for one in parameters}


@pytest.mark.parametrize("path", ["/", "/network.html", "/docs", "/pictures/centrality.html?size=strength&pivots=5"])
def test_pages_ask_nothing_of_another_host(path: str, client: httpx.Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'src="http' not in answer.text
    assert 'href="http' not in answer.text


def test_health_and_description(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["data_version"]
    assert client.get("/openapi.json").json()["info"]["title"] == "Intercluster"


def test_another_name_for_this_machine_is_not_answered(client: httpx.Client) -> None:
    assert client.get("/api/v1/overlap", headers={"host": "evil.example"}).status_code == 400


def test_an_empty_store_is_not_ready_until_something_is_loaded(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        assert client.get("/readyz").status_code == 503
        assert "Nothing is loaded yet" in client.get("/").text
        assert client.get("/api/v1/overlap").status_code == 503
        assert call("load", "flanders", home=tmp_path).returncode == 0
        assert client.get("/readyz").status_code == 200
        assert client.get("/api/v1/overlap").json()["total"] == 325


def test_a_token_is_asked_for_where_one_is_set(tmp_path: Path) -> None:
    with_flanders(tmp_path)
    with served(tmp_path, INTERCLUSTER_TOKEN="a-token") as client:
        assert client.get("/api/v1/overlap").status_code == 401
        assert client.get("/api/v1/overlap", headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/v1/overlap", headers={"authorization": "Bearer a-token"}).status_code == 200
        assert client.get("/healthz").status_code == 200
