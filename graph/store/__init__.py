"""Where the graph is kept: open a store by its URL, ask it for rows, replace its facts; one protocol, two stores."""

from graph.store.protocol import NO_SNAPSHOTS, REPLACED, Limits, Row, Store, open_store

__all__ = ["NO_SNAPSHOTS", "REPLACED", "Limits", "Row", "Store", "open_store"]
