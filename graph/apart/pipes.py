"""What two processes of this program tell each other through a pipe: values, how far a loop is, and how it ended."""

import pickle
import struct
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from graph.errors import InterclusterError
from graph.progress import Track

_ITEMS_A_TICK = 500


class FailedError(Exception):
    """An error that should not happen: its type, and where it came from, without its values."""

    def __init__(self, kind: str, trace: str) -> None:
        super().__init__(kind, trace)
        self.kind, self.trace = kind, trace

    @classmethod
    def of(cls, error: BaseException) -> "FailedError":
        """Return what may be told of an error."""
        if isinstance(error, FailedError):
            return error
        trace = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
        return cls(type(error).__qualname__, trace.rstrip())


def write(stream: IO[bytes], content: object) -> None:
    """Write a value to a pipe."""
    packed = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(packed)) + packed)
    stream.flush()


def read(stream: IO[bytes]) -> Any:
    """Return the next value of a pipe, which need not be buffered; raise EOFError where it ends before."""
    (size,) = struct.unpack("<Q", _exactly(stream, 8))
    return pickle.loads(_exactly(stream, size))  # noqa: S301 - our own process wrote it


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)


class Teller:
    """Tells the process that waits how far this one is, and what came of its work."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def track(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        """Loop over items, and tell how far the loop is."""
        self._tell("loop", (what, total))
        done = 0
        for item in items:
            yield item
            done += 1
            if done == _ITEMS_A_TICK:
                self._tell("tick", done)
                done = 0
        self._tell("tick", done)
        self._tell("end", None)

    def answer(self, work: Callable[[], Any]) -> None:
        """Do the work, and tell what comes of it; where memory runs out the process is to end."""
        try:
            found = work()
        except InterclusterError as error:
            self._tell("error", error.with_traceback(None))
        except MemoryError:
            raise
        except Exception as error:
            self._tell("error", FailedError.of(error))
        else:
            self._tell("result", found)

    def _tell(self, kind: str, content: object) -> None:
        write(self._stream, (kind, content))


def answered(stream: IO[bytes], track: Track) -> Any:
    """Return what the other process gives back, with its progress shown; raise what it raises.

    Raise EOFError where it ended before it was done.
    """
    kind, content = read(stream)
    while kind not in ("result", "error"):
        if kind == "loop":
            loop = _Loop(stream)
            for _ in track(loop, *content):
                pass
            kind, content = loop.last
        else:
            kind, content = read(stream)
    if kind == "error":
        raise content
    return content


class _Loop:
    """As many items as the other process says that it did, until it tells something else, which is `last`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.last: tuple[str, Any] = ("end", None)

    def __iter__(self) -> Iterator[None]:
        while True:
            self.last = read(self._stream)
            if self.last[0] != "tick":
                return
            for _ in range(self.last[1]):
                yield
