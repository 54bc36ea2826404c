"""The scenarios of the openCypher Technology Compatibility Kit, from Maven Central, fetched once."""

import re
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from tests.support.missing import missing

VERSION = "1.0.0-M23"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
TEXT = re.compile(r'^\s*"""\n(.*?)^\s*"""', re.MULTILINE | re.DOTALL)
SCENARIO = re.compile(r"^  Scenario(?: Outline)?: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A query of the kit; `name` tells it apart from all others, `asks_only`: nothing is written before it."""

    name: str
    query: str
    asks_only: bool


def scenarios() -> list[Scenario]:
    """Return every query of the kit, with the examples put in; skip the test where it cannot be had."""
    with zipfile.ZipFile(_jar()) as jar:
        texts = {name: jar.read(name).decode() for name in sorted(jar.namelist()) if name.endswith(".feature")}
    return [one for name, text in texts.items() for one in _of(Path(name).stem, text)]


def _of(feature: str, text: str) -> Iterator[Scenario]:
    background, *parts = SCENARIO.split(text)
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        asked = re.search(r"When executing (?:control )?query:\n", body)
        query = TEXT.search(body, asked.end()) if asked else None
        if asked is None or query is None:
            continue
        before = background.partition("Background:")[2] + body[: asked.start()]
        asks_only = not any(
            said in before for said in ("having executed", "parameters are", "procedure", "graph:", "the ")
        )
        for number, values in enumerate(_examples(body)):
            filled = query[1]
            for name, value in values.items():
                filled = filled.replace(f"<{name}>", value)
            yield Scenario(f"{feature} {title} {number}".strip(), filled.strip(), asks_only)


def _examples(body: str) -> list[dict[str, str]]:
    """Return the values of each example; one without any where there is no table of examples."""
    lines = [line.strip() for line in body.partition("Examples:")[2].splitlines() if line.strip().startswith("|")]
    rows = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] if rows else [{}]


def _jar() -> Path:
    found = user_cache_path("intercluster") / f"tck-{VERSION}.jar"
    if found.is_file():
        return found
    if shutil.which("mvn") is None:
        missing("the openCypher TCK is not run: no 'mvn' to fetch it")
    folder = found.with_name(f"tck-{secrets.token_hex(4)}")
    fetch = ["mvn", "-q", "-B", COPY, f"-Dartifact=org.opencypher:tck:{VERSION}", f"-DoutputDirectory={folder}"]
    done = subprocess.run(fetch, check=False, capture_output=True, text=True, timeout=600)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        missing(f"the openCypher TCK is not run: {(done.stdout + done.stderr).strip()[-200:]}")
    (folder / f"tck-{VERSION}.jar").replace(found)
    shutil.rmtree(folder)
    return found
