"""Memory that was freed is given back, though it lies between what is used."""

import platform
import re
import sys
from pathlib import Path

import pytest

from graph.memory import give_back


def megabytes() -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1000 if found else 0


@pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="glibc on Linux alone can be asked"
)
def test_what_is_free_is_given_back() -> None:
    before = megabytes()
    held = [bytes(8_000) for _ in range(10_000)]
    kept = held[::50]
    del held
    give_back()
    assert megabytes() - before < 40
    assert len(kept) == 200
