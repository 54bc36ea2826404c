"""The compose file, where a Docker client can read it: its promises, and that no secret stands in it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.places import ROOT


def config(env_file: Path) -> subprocess.CompletedProcess[str]:
    command = ["docker", "compose", "--env-file", str(env_file), "config", "--format", "json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def client() -> None:
    if shutil.which("docker") is None:
        pytest.skip("no Docker client to read docker-compose.yml")
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this Docker client has no compose")


@pytest.mark.usefixtures("client")
def test_the_compose_file_keeps_its_promises(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("NEO4J_PASSWORD=secret1\nINTERCLUSTER_TOKEN=secret2\n")
    result = config(tmp_path / "env")
    assert result.returncode == 0, result.stderr
    services = json.loads(result.stdout)["services"]
    neo4j, api = services["neo4j"], services["api"]
    assert "community" in neo4j["image"]
    assert neo4j["healthcheck"]["test"]
    assert neo4j["mem_limit"]
    assert neo4j["volumes"][0]["target"] == "/data"
    assert "ports" not in neo4j, "the database is reached by the service alone"
    assert api["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert [port["host_ip"] for port in api["ports"]] == ["127.0.0.1"]
    assert "load --if-empty" in " ".join(api["command"])


@pytest.mark.usefixtures("client")
def test_without_secrets_nothing_starts(tmp_path: Path) -> None:
    result = config(ROOT / ".env.example")
    assert result.returncode != 0
    assert "set NEO4J_PASSWORD in .env" in result.stderr


def test_what_people_judged_outlives_a_restart() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    api = composed["services"]["api"]
    home = re.search(r"INTERCLUSTER_HOME=(\S+)", (ROOT / "Dockerfile").read_text())
    assert home
    mounted = dict(volume.split(":")[:2][::-1] for volume in api["volumes"])
    assert mounted[home[1]] in composed["volumes"], "a named volume lies where the program keeps its home"
    assert not any(Path(home[1]).is_relative_to(path) for path in api["tmpfs"])
    assert f"install -d -o intercluster {home[1]}" in (ROOT / "Dockerfile").read_text(), "its user may write there"


def test_the_database_has_one_exact_version() -> None:
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["neo4j"]["image"]
    assert re.fullmatch(r"neo4j:\d+\.\d+\.\d+-community", image)


def test_the_image_has_nothing_that_only_developers_need() -> None:
    assert "requirements-dev.lock" not in (ROOT / "Dockerfile").read_text()
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    assert not locked & {
        "igraph",
        "mypy",
        "pytest",
        "ruff",
        "playwright",
        "httpx",
        "hypothesis",
        "ipykernel",
        "pyspark",
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-spark.lock"])
def test_a_lock_has_hashes_one_version_of_networkx_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text
    assert len(re.findall(r"^networkx==", text, re.M)) == (name != "requirements-spark.lock")


def test_no_secret_stands_in_the_repository() -> None:
    assert all(line.endswith("=") for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line)
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    assert ".env" in (ROOT / ".dockerignore").read_text().split()


def test_the_image_runs_as_an_ordinary_user() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert text.count("FROM ") == 2
    assert "USER intercluster" in text
    assert "--require-hashes" in text
