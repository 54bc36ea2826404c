"""What each source said when it was loaded, kept in the store beside the graph that was made of it.

The graph is a function of its sources and of what people decided, so a load of one source, an unload or a decision
builds it anew from the snapshots of the others; no file has to be at hand any more.
"""

import hashlib
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyarrow
from pyarrow import ipc

from graph.errors import StoreError
from graph.facts import Facts
from graph.schema import TYPES
from graph.tables import records_of

Snapshots = Mapping[str, bytes]
"""A packed snapshot by the source's name, in order of authority."""
NO_SNAPSHOTS: Snapshots = MappingProxyType({})

SAID = 6
"""How many versions of what the sources say are kept, today's among them."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = {kind.__name__: kind for kind in TYPES}


def pack(facts: Facts) -> bytes:
    """Return facts as bytes, the same ones for the same facts."""
    found = {name: facts.table(kind) for name, kind in _TYPES.items()}
    return bundle({name: _arrow(table) for name, table in found.items() if table.num_rows})


def unpack(snapshot: bytes) -> Facts:
    """Return the facts of a snapshot; raise StoreError where it is damaged."""
    facts = Facts()
    for name, content in unbundle(snapshot).items():
        try:
            facts.add(*records_of(_TYPES[name], ipc.open_stream(content).read_all()))
        except (KeyError, pyarrow.ArrowException) as error:
            raise StoreError("A source's snapshot in the store is damaged: load that source again.") from error
    return facts


def bundle(parts: Mapping[str, bytes]) -> bytes:
    """Return named bytes as one zip, which keeps their order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return packed.getvalue()


def unbundle(packed: bytes) -> dict[str, bytes]:
    """Return the named bytes of `bundle`; no bytes hold none."""
    if not packed:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, LookupError, EOFError, struct.error) as error:
        raise StoreError("The sources' snapshots in the store are damaged: load the sources again.") from error


def digest(snapshots: Snapshots) -> str:
    """Return what tells two sets of snapshots apart; "" for none."""
    found = hashlib.sha256()
    for name, content in snapshots.items():
        found.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return found.hexdigest()[:16] if snapshots else ""


def chunks(content: bytes, size: int) -> Iterable[bytes]:
    """Yield bytes in pieces."""
    return (content[first : first + size] for first in range(0, len(content), size))


def _arrow(table: pyarrow.Table) -> bytes:
    sink = io.BytesIO()
    with ipc.new_stream(sink, table.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return sink.getvalue()
