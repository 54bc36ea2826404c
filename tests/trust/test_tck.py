"""The openCypher TCK's queries that the guard lets through mean the same on both stores, or are listed with the reason.

The kit's own graphs cannot be loaded, since a store has the tables of the schema alone: queries that need none of them
are asked of a graph of ours, and what counts is that both stores say the same of it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from api.answers import plain
from graph.errors import InterclusterError, QueryError
from graph.store import Limits, Store, open_store
from graph.store.guard import check
from tests.support import toys
from tests.support.tck import scenarios
from tests.trust.conftest import LONG

LISTED = Path(__file__).with_name("tck.txt")
"""Reasons, each followed by the names of the scenarios that differ for it."""
REFUSED = "refused"


def listed() -> dict[str, str]:
    """Return name -> reason."""
    found, reason = {}, ""
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            found[line] = reason
    return found


def let_through(query: str) -> bool:
    try:
        check(query)
    except QueryError:
        return False
    return True


def outcome(store: Store, query: str) -> object:
    """Return the rows in one order, values alone, or that there are none; the guard has looked at it before."""
    try:
        rows = store.rows(query) if store.url.startswith("ladybug") else store.ask(query, Limits())
    except InterclusterError:
        return REFUSED
    return sorted(json.dumps(bare(in_order(row)), sort_keys=True, default=str) for row in plain(rows))


def in_order(row: dict[str, Any]) -> list[Any]:
    """Return a row's values as they were asked for, by name where all have one: `RETURN *` says no order."""
    return [row[name] for name in (sorted(row) if all(map(str.isidentifier, row)) else row)]


def bare(value: Any) -> object:
    """Return a value without what only one engine says of a node: its own ids, and properties that it has not."""
    if isinstance(value, dict):
        told = {key: bare(one) for key, one in value.items() if one is not None and key[0] != "_"}
        return {key: one for key, one in told.items() if one != []}
    return [bare(one) for one in value] if isinstance(value, list) else value


@pytest.mark.skipif(not LONG, reason="the long form alone: it fetches the kit")
def test_both_stores_answer_the_kit_alike(tmp_path: Path, empty_neo4j: str) -> None:
    asked = {one.query: one.name for one in reversed(scenarios()) if one.asks_only and let_through(one.query)}
    known, unlike, answered = listed(), {}, 0
    with open_store(f"ladybug://{tmp_path.as_posix()}/store") as one, open_store(empty_neo4j) as other:
        for store in (one, other):
            store.load(toys.triangle())
        embedded, server = one.current(), other.current()
        for query, name in asked.items():
            here, there = outcome(embedded, query), outcome(server, query)
            answered += here == there != REFUSED
            if here != there:
                unlike[name] = f"{query}: {here} and {there}"
    print(f"{len(asked)} queries: {answered} answered alike, {len(unlike)} not")
    assert not [told for name, told in unlike.items() if name not in known]
    assert not known.keys() - unlike.keys(), "these are alike by now"
