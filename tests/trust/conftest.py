"""How far the tests of trust go: a short form in `make test`, a long one in `make trust`; the seed is printed."""

import os
import random
import secrets
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


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A program that forks children to be killed."""
    if os.name != "posix":
        missing("a process can only be killed so on POSIX")
    with Host() as one:
        yield one


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where children acknowledge what they did."""
    return tmp_path / "told"
