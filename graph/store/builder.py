"""Writes a graph file, in a process of its own: where a disk fills LadybugDB may end the process that writes.

It is run as a program (`graph.store.graph_files.build`) and imports nothing of ours, so that it starts fast. On its
input it is given one line of JSON, the path, the bytes of the buffer, and the statements with whether each has a table;
then these tables as Arrow streams. It prints one line of JSON, `{}` or what went wrong.
"""

import json
import sys
from contextlib import closing
from typing import BinaryIO

import ladybug
from pyarrow import ipc


def _build(given: BinaryIO) -> None:
    request = json.loads(given.readline())
    database = ladybug.Database(request["path"], buffer_pool_size=request["buffer"])
    with closing(database), closing(ladybug.Connection(database)) as connection:
        for statement, has_table in request["statements"]:
            parameters = {"records": ipc.open_stream(given).read_all()} if has_table else {}
            connection.execute(statement, parameters)


if __name__ == "__main__":
    try:
        _build(sys.stdin.buffer)
        sys.stdout.write("{}\n")
    except Exception as error:  # whatever it is, the program that waits is told in one line
        sys.stdout.write(json.dumps({"error": str(error).partition("\n")[0] or type(error).__name__}) + "\n")
