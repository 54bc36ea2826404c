"""Questions asked by pages: an answer that a page was given once is kept until the data change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request

from api.http.stores import StoreDependency
from graph.errors import EmptyStoreError
from graph.store import Store
from queries import QUESTIONS
from queries.asking.question import Answer
from queries.lookup.summary import Summary, summary

T = TypeVar("T")
MOST_KEPT = 48
ENDS = ("a", "b", "cluster", "target", "entity")
"""The fields of a row that name what it is about."""


class Kept:
    """Answers by data version and parameters; the longest unused go first.

    Who asks for what is being made already waits for it. What could not be made is not kept.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._found: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what is kept under a key, made where it is not there yet."""
        with self._lock:
            found = self._found.get(key)
            ours = found is None
            if found is None:
                found = self._found[key] = Future()
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        if ours:
            self._make(key, found, make)
        return cast("T", found.result())

    def _make(self, key: tuple[Any, ...], found: Future[Any], make: Callable[[], Any]) -> None:
        try:
            found.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._found.get(key) is found:
                    del self._found[key]
            found.set_exception(error)


class Asker:
    """Asks questions of the store that one request reads."""

    def __init__(self, store: Store, kept: Kept) -> None:
        self.store = store
        self._kept = kept

    @property
    def is_loaded(self) -> bool:
        """Whether there is anything to ask."""
        try:
            return bool(self.store.data_version)
        except EmptyStoreError:
            return False

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made of this version of the data under a name, made where it is not there yet."""
        return self._kept.get((self.store.data_version, name), make)

    def ask(self, name: str, **parameters: Any) -> Answer:
        """Return the answer to a question; parameters that are None or usual are as good as not given."""
        question = QUESTIONS[name]
        usual = {parameter.name: parameter.default for parameter in question.parameters}
        given = {key: value for key, value in parameters.items() if value is not None and value != usual.get(key)}
        key = (self.store.data_version, name, *sorted(given.items()))
        return self._kept.get(key, lambda: question.ask(self.store, **given))

    def rows(self, name: str, **parameters: Any) -> Sequence[Any]:
        """Return a question's rows."""
        return self.ask(name, **parameters).rows

    def about(self, name: str, entity: str | None, **parameters: Any) -> list[Any]:
        """Return the rows of a question that are about an entity, or all, out of the answer that serves every page."""
        rows = self.rows(name, **parameters)
        return [row for row in rows if entity is None or entity in (getattr(row, end, None) for end in ENDS)]

    def clusters(self) -> list[str]:
        """Return the names of the clusters that are known, to choose from."""
        if not self.is_loaded:
            return []
        found = self.store.rows("MATCH (c:Cluster) RETURN c.name AS name")
        return sorted({row["name"] for row in found if row["name"]})

    def summary(self) -> Summary:
        """Return what is loaded, in numbers."""
        return self.kept("summary", lambda: summary(self.store))


def asker(request: Request, store: StoreDependency) -> Asker:
    """Return the asker of a request."""
    return Asker(store, request.app.state.kept)


AskerDependency = Annotated[Asker, Depends(asker)]
