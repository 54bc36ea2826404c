"""The compose file, where a Docker client can read it: its promises, and that no secret stands in it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

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


def test_no_secret_stands_in_the_repository() -> None:
    assert all(line.endswith("=") for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line)
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    assert ".env" in (ROOT / ".dockerignore").read_text().split()


def test_the_image_runs_as_an_ordinary_user() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert text.count("FROM ") == 2
    assert "USER intercluster" in text
    assert "--require-hashes" in text
