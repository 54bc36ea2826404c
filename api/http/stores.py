"""The store that a running service answers from: its newest version, as soon as that is ready."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import JsonValue

from api.http.access import viewer_of
from api.users import Right
from graph.days import day_of
from graph.errors import InterclusterError
from graph.judgements import Judgement, Judgements
from graph.memory import give_back
from graph.store import Store, is_loaded
from graph.store.answers import kept
from graph.store.cache import Elsewhere
from graph.store.confidential import shown
from queries.asking.desk import Desk
from queries.asking.past import past
from queries.lookup.summary import summary

LARGE = 10_000
"""From so many entities on a graph is large."""


def is_large(store: Store) -> bool:
    """Return whether so much is loaded that long questions take a minute rather than seconds."""
    return is_loaded(store) and sum(summary(store).counts.values()) >= LARGE


class CurrentStore:
    """Lends out the version of a store that is shown.

    A newer version is made warm before it is shown, where the old one can be read meanwhile. Requests under way keep
    the version that they were lent; when the last reader of a replaced one leaves, it is closed, and what was worked
    out of it goes with it.
    """

    def __init__(self, store: Store, warm: Callable[[Store], None], elsewhere: Elsewhere | None = None) -> None:
        self._elsewhere = elsewhere
        self._shown = store
        self._equip(store)
        self._warm = warm
        self.rehearse: Callable[[Store], object] = _nothing
        """What is done with a warm version before it is shown."""
        self.is_warm = False
        """Whether the version that is shown was made warm."""
        self._readers: Counter[Store] = Counter()
        self._coming: threading.Thread | None = None
        self._lock = threading.Lock()
        self._looking = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Look for a newer version, and lend the one that is shown for as long as the context lasts."""
        self.look()
        with self.lent() as store:
            yield store

    @contextmanager
    def lent(self) -> Iterator[Store]:
        """Lend the version that is shown for as long as the context lasts."""
        with self._lock:
            store = self._shown
            self._readers[store] += 1
        try:
            yield store
        finally:
            with self._lock:
                self._readers[store] -= 1
                self._let_go(store)

    def renew(self) -> None:
        """Show the newest version, and return when it is shown."""
        while True:
            with self._looking:
                self._look()
                coming = self._coming
            if coming is None:
                return
            coming.join()

    def look(self) -> None:
        """Look for a newer version, where nobody looks already: nobody waits until a new one is opened."""
        if self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()

    def warm(self) -> None:
        """Make the version that is shown warm."""
        with suppress(InterclusterError), self.reading() as store:
            self._warm(store)
            self.is_warm = True

    def _look(self) -> None:
        """Look for a newer version: show it at once where there is nothing to read meanwhile, else when it is warm."""
        if self._coming is not None:
            return
        newest = self._shown.current()
        if newest is self._shown:
            return
        self._equip(newest)
        if newest.keeps_versions and is_loaded(self._shown):
            self._coming = threading.Thread(target=self._bring, args=(newest,), name="warming", daemon=True)
            self._coming.start()
        else:
            with self._lock:
                self._show(newest)
            self.is_warm = False
            threading.Thread(target=self.warm, name="warming", daemon=True).start()

    def _equip(self, store: Store) -> None:
        """Let what takes long be done elsewhere; of a small graph nothing does."""
        if self._elsewhere and is_large(store):
            store.answers.elsewhere = self._elsewhere

    def _bring(self, newest: Store) -> None:
        try:
            with suppress(InterclusterError):
                self._warm(newest)
                self.rehearse(newest)
                self.is_warm = True
        finally:
            with self._lock:
                self._show(newest)
                self._coming = None
            give_back()

    def _show(self, newest: Store) -> None:
        old, self._shown = self._shown, newest
        self._let_go(old)

    def _let_go(self, store: Store) -> None:
        """Close a version that nobody reads and that is not shown any more."""
        if self._readers[store] > 0:
            return
        del self._readers[store]
        if store is not self._shown and store.keeps_versions:
            store.close()


def _nothing(_: Store) -> None:
    """Rehearse nothing."""


class Discreet(Judgements):
    """What people decided, but for what they decided of some records."""

    def __init__(self, home: Path, hidden: frozenset[str]) -> None:
        super().__init__(home)
        self._hidden = hidden

    def all(self) -> list[Judgement]:
        """See Judgements."""
        return [one for one in super().all() if not {one.a, one.b} & self._hidden]


@dataclass(frozen=True, slots=True)
class View:
    """What may be shown of a version of a store, of what people decided, and where it is asked."""

    store: Store
    judgements: Judgements
    desk: Desk


@kept
def public_view(store: Store, desk: Desk, judgements: Judgements) -> View:
    """Return what may be shown to everybody; nothing that was worked out of it is kept on the disk."""
    found = shown(store)
    if found.store is store:
        return View(store, judgements, desk)
    discreet = Discreet(judgements.home, found.hidden)
    return View(found.store, discreet, Desk(None, discreet))


def lent_whole(request: Request) -> Iterator[Store]:
    """Lend a request the version that is shown, with what is confidential in it, where it was not lent one already."""
    lent: Store | None = getattr(request.state, "store", None)
    if lent is not None:
        yield lent
        return
    current: CurrentStore = request.app.state.store
    with current.reading() as store:
        yield store


WholeStoreDependency = Annotated[Store, Depends(lent_whole)]


def view(request: Request, store: WholeStoreDependency) -> View:
    """Return what may be shown to who asks."""
    desk, judgements = request.app.state.desk, request.app.state.judgements
    if Right.CONFIDENTIAL not in viewer_of(request).rights and is_loaded(store):
        return public_view(store, desk, judgements)
    return View(store, judgements, desk)


ViewDependency = Annotated[View, Depends(view)]


def lent_store(view: ViewDependency) -> Store:
    """Return the store to answer a request from."""
    return view.store


A_DAY: dict[str, JsonValue] = {"format": "date"}
AsOf = Annotated[
    str | None,
    Query(description="as of this day (YYYY-MM-DD); what has unknown dates stays in", json_schema_extra=A_DAY),
]


def store_as_of(store: Annotated[Store, Depends(lent_store)], at: AsOf = None) -> Iterator[Store]:
    """Lend the store, or one of what was there on a day, for as long as the request lasts."""
    then = past(store, day_of(at)) if at is not None else None
    yield then.store if then else store


def judgements(view: ViewDependency) -> Judgements:
    """Return what people decided, as far as who asks may see it."""
    return view.judgements


def whole_judgements(request: Request) -> Judgements:
    """Return all that people decided, of which a graph is built."""
    found: Judgements = request.app.state.judgements
    return found


def desk(view: ViewDependency) -> Desk:
    """Return where questions are asked."""
    return view.desk


StoreDependency = Annotated[Store, Depends(lent_store)]
StoreAsOfDependency = Annotated[Store, Depends(store_as_of)]
JudgementsDependency = Annotated[Judgements, Depends(judgements)]
WholeJudgementsDependency = Annotated[Judgements, Depends(whole_judgements)]
DeskDependency = Annotated[Desk, Depends(desk)]
