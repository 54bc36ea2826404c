"""How far the tests of trust go: a short form in `make test`, a long one in `make trust`; the seed is printed."""

import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.missing import missing
from tests.trust.host import Host

LONG = float(os.environ.get("TRUST", "0"))
"""The part of the long form that is run; 0 is the short form."""


def rounds(short: int, long: int) -> int:
    """Return how many rounds to run."""
    return max(short, round(long * LONG)) if LONG else short


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Chance, from TRUST_SEED where it is given; the short form throws the same each time, the long one anew."""
    seed = os.environ.get("TRUST_SEED") or (secrets.token_hex(4) if LONG else "intercluster")
    print(f"{request.node.name}: TRUST_SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that fails or kills at a system call that is counted to, when it is preloaded."""
    if shutil.which("cc") is None or not sys.platform.startswith("linux"):
        missing("no call is counted, as failing syncs and kills need: no C compiler 'cc' on Linux")
    library = tmp_path_factory.mktemp("calls") / "calls.so"
    source = Path(__file__).with_name("calls.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture(scope="module")
def host(calls: Path) -> Iterator[Host]:
    """A program that forks children to be killed."""
    with Host(calls) as one:
        yield one


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where children acknowledge what they did."""
    return tmp_path / "told"
