"""Writes graph files, each in a process of its own: where a disk fills LadybugDB may end the process that writes.

It is run as a program (`building.py`) and imports nothing of ours, so that it starts fast. For each file it is
given one line of JSON, the path, the bytes of the buffer and at most of the file, and the statements with whether each
has a table; then these tables as Arrow streams. It prints one line of JSON, `{}` or what went wrong; then, for the rest
of its input cannot be told apart any more, it ends. Where processes can be forked, a file costs no start of Python but
the first.
"""

import json
import os
import select
import sys
from contextlib import closing
from typing import BinaryIO

import ladybug
from pyarrow import ipc

DONE, FAILED, NOTHING_LEFT = 0, 1, 2


def _build(given: BinaryIO) -> int:
    line = given.readline()
    if not line:
        return NOTHING_LEFT
    try:
        request = json.loads(line)
        database = ladybug.Database(
            request["path"],
            buffer_pool_size=request["buffer"],
            max_db_size=request["most"],
            auto_checkpoint=False,  # the last statement is one; one a table doubles what a small file takes
        )
        with closing(database), closing(ladybug.Connection(database)) as connection:
            for statement, has_table in request["statements"]:
                parameters = {"records": ipc.open_stream(given).read_all()} if has_table else {}
                connection.execute(statement, parameters)
    except Exception as error:  # whatever it is, the program that waits is told in one line
        _tell({"error": str(error).partition("\n")[0] or type(error).__name__})
        return FAILED
    _tell({})
    return DONE


def _tell(answer: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _in_a_fork() -> int:
    select.select([sys.stdin], [], [])  # what comes is the fork's to read
    child = os.fork()
    if not child:
        os._exit(_build(sys.stdin.buffer))
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    if ended not in (DONE, FAILED, NOTHING_LEFT):
        _tell({"error": f"the writing process ended with {ended}"})
    return ended


if __name__ == "__main__":
    build = _in_a_fork if hasattr(os, "fork") else lambda: _build(sys.stdin.buffer)
    while build() == DONE:
        pass
