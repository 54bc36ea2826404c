"""Records as Arrow tables and back: what the embedded store copies in, and what a snapshot of a source is made of."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import pyarrow
from pyarrow import compute

from graph.schema import Node, Relation, prefix, properties

ARROW_TYPES = {
    "str": pyarrow.string(),
    "int": pyarrow.int64(),
    "float": pyarrow.float64(),
    "date": pyarrow.date32(),
    "tuple": pyarrow.list_(pyarrow.string()),
}


def table_of(kind: type[Node] | type[Relation], records: Sequence[Any]) -> pyarrow.Table:
    """Return records of one type as columns: for relations their two ends first, as COPY expects them."""
    columns: dict[str, pyarrow.Array] = {}
    if issubclass(kind, Relation):
        for end in ("start", "end"):
            columns[end] = pyarrow.array(list(map(attrgetter(end), records)), pyarrow.string())
    for name, value_type in properties(kind).items():
        columns[name] = pyarrow.array(list(map(attrgetter(name), records)), ARROW_TYPES[value_type.__name__])
    return pyarrow.table(columns)


def digest_of(table: pyarrow.Table) -> bytes:
    """Return a digest of a table's names and values: the same for the same values, whoever built the table."""
    found = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        array = column.combine_chunks()
        found.update(f"\0{name}\0{len(array)}\0".encode())
        if pyarrow.types.is_list(array.type):
            found.update(_bytes(compute.list_value_length(array)))
            array = array.flatten()
        if pyarrow.types.is_string(array.type):
            found.update(_bytes(compute.binary_length(array)))
            found.update(_text(array))
        else:
            found.update(_bytes(array))
    return found.digest()


def version_of(tables: Iterable[tuple[type[Node] | type[Relation], pyarrow.Table]]) -> str:
    """Return the version of the facts in tables, one for each type in the schema's order: twelve hexadecimal digits."""
    digest = hashlib.sha256()
    for kind, table in tables:
        digest.update(kind.__name__.encode() + digest_of(table))
    return digest.hexdigest()[:12]


def in_order(kind: type[Node] | type[Relation], table: pyarrow.Table) -> pyarrow.Table:
    """Return a table's rows as `Facts` orders them: nodes by id, relations by their ends and key."""
    if issubclass(kind, Node):
        return table.sort_by("id")
    order = {"start": table["start"], "end": table["end"]}
    order |= {name: compute.fill_null(table[name], "") for name in kind.key}
    order |= {f"{name} is known": table[name].is_valid() for name in kind.key}
    return table.take(compute.sort_indices(pyarrow.table(order), [(name, "ascending") for name in order]))


def _bytes(numbers: pyarrow.Array) -> bytes:
    """Return which of some numbers or dates are known, and their values."""
    known = numbers.is_valid().to_numpy(zero_copy_only=False)
    if pyarrow.types.is_date(numbers.type):
        numbers = numbers.cast(pyarrow.int32())
    return bytes(known.tobytes() + numbers.drop_null().to_numpy(zero_copy_only=False).tobytes())


def _text(strings: pyarrow.Array) -> bytes:
    """Return all texts in a row, UTF-8; their lengths tell them apart."""
    _, offsets, data = strings.buffers()
    if data is None or not len(strings):
        return b""
    first, last = strings.offset, strings.offset + len(strings)
    bounds = memoryview(offsets).cast("i")
    return bytes(memoryview(data)[bounds[first] : bounds[last]])


def between(table: pyarrow.Table, start: type[Node], end: type[Node]) -> pyarrow.Table:
    """Return the rows of a table of relations that tie these two types of nodes."""
    fits = (compute.starts_with(table["start"], prefix(start)), compute.starts_with(table["end"], prefix(end)))
    return table.filter(compute.and_(*fits))


def records_of(kind: type[Node] | type[Relation], table: pyarrow.Table) -> Iterator[Node | Relation]:
    """Yield the records of a table of `table_of`; columns of other tables than today's are left out."""
    known = properties(kind)
    ends = ("start", "end") if issubclass(kind, Relation) else ()
    columns = {name: table[name].to_pylist() for name in (*ends, *known) if name in table.column_names}
    for name in columns.keys() & known.keys():
        if known[name] is tuple:
            columns[name] = [tuple(value or ()) for value in columns[name]]
    for values in zip(*columns.values(), strict=True):
        yield kind(**dict(zip(columns, values, strict=True)))
