"""What was joined without asking is listed and taken apart, and records are joined by hand: commands and pages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Client, call, served

LISTS = {
    "EUKA": "bedrijf;gemeente\nZyxomat Research;Gent\nAcme Drones;Gent\nGarage Zyx;Aalst\n",
    "BIM": "bedrijf;gemeente\nZYXOMAT RESEARCH NV;Gent\nOude Naam;Gent\nGarage Zyx;Brugge\n",
}
HERE, THERE = "organisation:members-bim:zyxomat-research-nv", "organisation:members-euka:zyxomat-research"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for cluster, text in LISTS.items():
        file = tmp_path / f"{cluster}.csv"
        file.write_text(text, encoding="utf-8")
        done = call("load", f"members={file}", "--cluster", cluster, home=tmp_path)
        assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.fixture
def client(home: Path) -> Iterator[Client]:
    with served(home) as client:
        yield client


def joined(home: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(call("review", "--joined", "--json", home=home).stdout)["rows"]
    return rows


def test_what_was_joined_is_listed_with_evidence_and_taken_apart(home: Path) -> None:
    (row,) = joined(home)
    assert (row["a"], row["b"], row["a_name"], row["b_name"]) == (
        HERE,
        THERE,
        "ZYXOMAT RESEARCH NV",
        "Zyxomat Research",
    )
    assert row["probability"] >= 0.97
    assert {"feature", "value", "weight"} == row["evidence"][0].keys()
    table = call("review", "--joined", home=home)
    assert "ZYXOMAT RESEARCH NV" in table.stdout
    assert call("judge", HERE, THERE, "different", home=home).returncode == 0
    assert joined(home) == []
    refused = call("review", "--json", home=home)
    assert refused.returncode == 1
    assert "give --joined with it" in refused.stderr


def test_one_click_takes_a_pair_apart(home: Path, client: Client) -> None:
    page = client.get("/who-is-who?show=joined").text
    assert f'data-pair="{HERE}|{THERE}"' in page
    assert "same words" in page
    said = {"pair": f"{HERE}|{THERE}", "verdict": "different", "author": "An"}
    assert client.post("/who-is-who/judge", data=said, follow_redirects=True).status_code == 200
    assert "Build the graph anew" in client.get("/who-is-who").text
    client.post("/who-is-who/judge", data=said | {"verdict": "undo"})
    assert "Build the graph anew" not in client.get("/who-is-who").text


def test_a_namesake_can_be_called_the_same(client: Client) -> None:
    here, there = "organisation:members-euka:garage-zyx", "organisation:members-bim:garage-zyx"
    page = client.get("/who-is-who/same", params={"record": here, "text": "Garage Zyx"}).text
    assert f'name="other" value="{there}"' in page
    assert f'name="other" value="{here}"' not in page
    page = client.get("/who-is-who/same", params={"record": HERE, "text": "zyxomat research"}).text
    assert THERE not in page


def test_a_record_is_joined_by_hand_and_taken_out(home: Path, client: Client) -> None:
    drones, old = "organisation:members-euka:acme-drones", "organisation:members-bim:oude-naam"
    assert "This is the same as" in client.get(f"/entities/{drones}").text
    assert "Take this record out" not in client.get(f"/entities/{drones}").text
    assert old in client.get("/who-is-who/same", params={"record": drones, "text": "oude naam"}).text
    said = {"record": drones, "other": old, "author": "An"}
    assert client.post("/who-is-who/same", data=said).headers["location"] == "/who-is-who?show=same"
    assert client.post("/who-is-who/out", data={"record": HERE, "author": "An"}).status_code == 303
    told = {(row["a"], row["b"]): row["verdict"] for row in client.get("/api/v1/judgements").json()["rows"]}
    assert told == {(old, drones): "same", (HERE, THERE): "different"}
    assert client.post("/who-is-who/out", data={"record": "organisation:x:y", "author": "An"}).status_code == 404
    assert client.get("/who-is-who/same", params={"record": "organisation:x:y"}).status_code == 404
    elsewhere = {"sec-fetch-site": "cross-site"}
    foreign = client.post("/who-is-who/out", data={"record": HERE, "author": "An"}, headers=elsewhere)
    assert foreign.status_code == 403
    page = client.get(f"/entities/{THERE}").text
    assert f'value="{HERE}"' in page, "both records can be taken out"
