"""Where the graph is kept: open a store by its URL, ask it for rows, replace its facts; one protocol, two stores.

**Versions.** A store of an earlier version is read as if it had today's tables: what they lack reads as None.
Nothing is written until the next load or applied judgement, which builds the graph anew from the store's own snapshots,
in today's tables. So a new node type, relation or optional property needs nothing but its lines in `graph.schema`. What
an earlier version cannot be read as (a property renamed, another meaning, another form of the snapshots) raises
`form.FORMAT`, and the code that reads the form before it stays. A store of a later `FORMAT` is refused in one sentence.
"""

from graph.store.opening import open_store
from graph.store.protocol import Limits, Row, Store, is_loaded, version_of
from graph.store.snapshots import NO_SNAPSHOTS

__all__ = ["NO_SNAPSHOTS", "Limits", "Row", "Store", "is_loaded", "open_store", "version_of"]
