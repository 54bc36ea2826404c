"""What the program decided of a graph's records, kept with that graph and no other.

Decisions follow from a graph's sources and what people said, so they belong to one version of one store: another
store, or an older version of this one, has its own.
"""

import json
from collections.abc import Iterable

from graph.errors import StoreError
from graph.judgements import Decision, MatchEvidence

Decisions = tuple[Decision, ...]
"""In the order in which a person should look at them: the most valuable and uncertain first."""

NO_DECISIONS: Decisions = ()

DECISIONS = ".decisions"
"""The name beside those of the sources under which the decisions are kept; no source is called so."""


def in_order(decisions: Iterable[Decision]) -> Decisions:
    """Return decisions in their order."""
    return tuple(
        sorted(decisions, key=lambda one: (-one.value * one.probability * (1 - one.probability), one.a, one.b))
    )


def pack(decisions: Decisions) -> bytes:
    """Return decisions as bytes, the same ones for the same decisions."""
    rows = [
        [one.a, one.b, one.verdict, one.probability, one.value, [[e.feature, e.value, e.weight] for e in one.evidence]]
        for one in in_order(decisions)
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def unpack(packed: bytes) -> Decisions:
    """Return the decisions of `pack`, none for no bytes; raise StoreError where they are damaged."""
    if not packed:
        return NO_DECISIONS
    try:
        return tuple(
            Decision(a, b, verdict, likely, value, tuple(MatchEvidence(*one) for one in evidence))
            for a, b, verdict, likely, value, evidence in json.loads(packed)
        )
    except (ValueError, TypeError) as error:
        raise StoreError("The decisions in the store are damaged: load a source again.") from error
