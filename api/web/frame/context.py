"""What a page asks of: the store that its request reads, and the desk that answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Query, Request

from api.http.stores import DeskDependency, StoreDependency
from api.web.frame.days import has_day
from api.web.frame.security import path_of
from graph.days import day_of
from graph.errors import EmptyStoreError
from graph.store import Store
from queries.asking.desk import Desk
from queries.asking.past import Past, past
from queries.asking.question import Answer, Question
from queries.lookup.summary import Summary, summary

P = ParamSpec("P")
R = TypeVar("R")
ENDS = ("a", "b", "cluster", "target", "entity")
"""The fields of a row that name what it is about."""


class PageContext:
    """The store and the desk of one request; as of a day `store` holds what was there `then`, `now` all."""

    def __init__(self, now: Store, desk: Desk, then: Past | None = None) -> None:
        self.now = now
        self.then = then
        self.store = then.store if then else now
        self.desk = desk

    @property
    def is_loaded(self) -> bool:
        """Whether there is anything to ask."""
        try:
            return bool(self.store.data_version)
        except EmptyStoreError:
            return False

    def ask(self, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> Answer[R]:
        """Return the answer to a question; parameters that are None or usual are as good as not given."""
        return self.desk.ask(question, self.store, *args, **values)

    def rows(self, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> Sequence[R]:
        """Return a question's rows."""
        return self.ask(question, *args, **values).rows

    def about(self, entity: str | None, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> list[R]:
        """Return the rows of a question that are about an entity, or all, out of the answer that serves every page."""
        rows = self.rows(question, *args, **values)
        return [row for row in rows if entity is None or entity in (getattr(row, end, None) for end in ENDS)]

    def clusters(self) -> list[str]:
        """Return the names of the clusters that are known, to choose from."""
        if not self.is_loaded:
            return []
        found = self.store.rows("MATCH (c:Cluster) RETURN c.name AS name")
        return sorted({row["name"] for row in found if row["name"]})

    def summary(self) -> Summary:
        """Return what is loaded, in numbers; the version is that of all that is loaded."""
        return replace(summary(self.store), data_version=self.now.data_version)


def page_context(
    request: Request,
    store: StoreDependency,
    desk: DeskDependency,
    at: Annotated[str, Query(max_length=40)] = "",
) -> PageContext:
    """Return what the page of a request asks of; raise BadInputError where the data cannot speak of its day."""
    asked = at.strip() if has_day(path_of(request)) else ""
    return PageContext(store, desk, past(store, day_of(asked)) if asked else None)


ContextDependency = Annotated[PageContext, Depends(page_context)]
