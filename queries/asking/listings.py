"""How many members of each cluster are listed, how many it reports, and who is listed but no member any more."""

from collections.abc import Iterator, Mapping

from graph.errors import NotLoadedError
from graph.measures.listing import Listed
from graph.measures.network import Affiliation, memberships
from graph.messages import Message
from graph.store import Store

REPORTED = "MATCH (c:Cluster) WHERE c.members_reported IS NOT NULL RETURN c.id AS id, c.members_reported AS members"

COMPLETE = "MATCH (c:Claim) WHERE c.property = 'members_complete' RETURN c.entity_id AS id"


def listings(store: Store, affiliation: Affiliation, *, reported: bool) -> Mapping[str, Listed]:
    """Return how many each row has, and of members how many a source reports and whether the list says it is whole."""
    counts = {row["id"]: row["members"] for row in store.rows(REPORTED)} if reported else {}
    known = whole(store) if reported else frozenset()
    return {
        row: Listed(size, counts.get(row), row in known)
        for row, size in zip(affiliation.rows, affiliation.sizes.tolist(), strict=True)
    }


def whole(store: Store) -> frozenset[str]:
    """Return the clusters whose list says that it is whole."""
    return frozenset(row["id"] for row in store.rows(COMPLETE))


def who_left(store: Store) -> Iterator[Message]:
    """Say how many listed members are not counted, since they were none on the data's day."""
    try:
        found = memberships(store)
    except NotLoadedError:
        return
    if found.others:
        yield Message(
            "Not counted are %(count)s memberships that had ended, or not begun, by %(day)s.",
            count=len(found.others),
            day=found.day,
        )
