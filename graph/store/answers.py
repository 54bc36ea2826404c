"""What is worked out of a store: kept for as long as that store is read, or made elsewhere.

Whatever is a function of a store and plain values can be kept: decorate it with `kept`. Nobody may change what it
returns, since the next who asks gets the same.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from graph.facts import Facts
from graph.store.cache import Key
from graph.store.protocol import Store

P = ParamSpec("P")
T = TypeVar("T")


def kept(function: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Keep what a function of a store and hashable values returns for as long as that store is read."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def once(store: Store, /, *args: P.args, **values: P.kwargs) -> T:
        bound = signature.bind(store, *args, **values)
        bound.apply_defaults()
        _, *arguments = bound.arguments.items()
        key = Key(once, tuple(arguments), store.data_version)
        return store.answers.get(key, lambda: function(store, *args, **values))

    return once


def made(function: Callable[Concatenate[Store, P], T], store: Store, /, *args: P.args, **values: P.kwargs) -> T:
    """Return what a module's function returns for a store, made elsewhere where there is such a place."""
    elsewhere = store.answers.elsewhere
    return elsewhere.call(function, store, *args, **values) if elsewhere else function(store, *args, **values)


@kept
def all_facts(store: Store) -> Facts:
    """Return the whole graph as records, read once."""
    return store.facts()
