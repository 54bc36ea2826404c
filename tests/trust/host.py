"""Children that do something with a home and are killed: after a time, or at a call that changes something."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import HUNG


@dataclass(frozen=True, slots=True)
class Child:
    """A process that works for a test; `told` is where it acknowledges what it did."""

    host: "Host"
    pid: int
    told: Path

    def kill_after(self, seconds: float) -> int:
        """Kill the process and all that it started, and return how it ended; it may have ended before."""
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        return self.end()

    def calls(self) -> int:
        """Return how many calls that change something were counted, where it was to be killed at one."""
        return int.from_bytes(self.told.with_suffix(".calls").read_bytes(), sys.byteorder)

    def end(self, *, anyhow: bool = False) -> int:
        """Wait for the end: 0 done, 1 refused in one sentence, 2 failed, less than 0 the signal."""
        code = int(self.host.ask(f"wait {self.pid}"))
        failed = self.told.with_suffix(".failed")
        assert not failed.exists(), failed.read_text()
        assert anyhow or code in (0, 1, -signal.SIGKILL), f"the process ended with {code}"
        return code

    def lines(self) -> list[str]:
        """Return what it has acknowledged, whole lines."""
        text = self.told.read_text() if self.told.exists() else ""
        return [line.removesuffix("\n") for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def refusal(self) -> str:
        """Return the sentence with which it was refused."""
        sentence = self.told.with_suffix(".refused").read_text()
        assert "Traceback" not in sentence
        assert len(sentence.splitlines()) == 1, sentence
        return sentence


class Host:
    """A process that forks children, with a library before the system's calls (see calls.c)."""

    def __init__(self, calls: Path) -> None:
        self._calls = calls

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(self._calls)},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=HUNG)
        self._process.stdout.close()

    def ask(self, line: str) -> str:
        """Send a line, and return the answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def start(self, told: Path, work: str, **values: object) -> Child:
        """Start a child that does something; what it told before is forgotten.

        With `dies_at` it is killed, with all that it started, at the n-th call that changes something; 0 is never.
        """
        for path in (told, told.with_suffix(".refused"), told.with_suffix(".failed")):
            path.unlink(missing_ok=True)
        return Child(self, int(self.ask(json.dumps({"work": work, "told": str(told), **values}))), told)
