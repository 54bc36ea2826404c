"""The one way into a store: its URL."""

from graph.errors import BadInputError
from graph.store.protocol import Store


def open_store(url: str) -> Store:
    """Open the store at a URL: `ladybug:///path/to/folder` or `neo4j://user:password@host:7687`.

    An empty or absent embedded store opens too, so that it can be loaded. Raise BadInputError for another kind of
    URL and StoreError where it cannot be opened.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "ladybug":
        from graph.store.ladybug.embedded import EmbeddedStore

        return EmbeddedStore.at(rest)
    if scheme in ("neo4j", "bolt", "neo4j+s", "bolt+s"):
        from graph.store.bolt import Neo4jStore

        return Neo4jStore.at(url)
    raise BadInputError(
        "'%(scheme)s' is not a kind of store: expected ladybug:///path/to/folder or neo4j://user:password@host:7687.",
        scheme=scheme,
    )
