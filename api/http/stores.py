"""The store that a running service answers from: always the newest version, though a load may come in between."""

import threading
from typing import Annotated

from fastapi import Depends, Request

from graph.judgements import Judgements
from graph.store import Store
from queries.asking.memory import Memory


class CurrentStore:
    """Hands out the newest version of a store; requests under way keep the one that they were given."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()

    def get(self) -> Store:
        """Return a store that reads the newest version."""
        with self._lock:
            self._store = self._store.current()
            return self._store


def current_store(request: Request) -> Store:
    """Return the store to answer this request from."""
    current: CurrentStore = request.app.state.store
    return current.get()


def judgements(request: Request) -> Judgements:
    """Return what people decided."""
    found: Judgements = request.app.state.judgements
    return found


def memory(request: Request) -> Memory:
    """Return the answers found before."""
    return Memory(judgements(request).home / "answers")


StoreDependency = Annotated[Store, Depends(current_store)]
JudgementsDependency = Annotated[Judgements, Depends(judgements)]
MemoryDependency = Annotated[Memory, Depends(memory)]
