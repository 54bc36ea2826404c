"""What a page asks of: the store that its request reads, and the desk that answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Query, Request

from api.http.security import path_of
from api.http.stores import DeskDependency, StoreDependency
from api.web.frame.days import OF_TIME, has_day
from api.web.frame.selection import Selection, is_narrowed
from graph.days import day_of
from graph.errors import NotLoadedError
from graph.store import Store, is_loaded
from queries.asking.desk import Desk
from queries.asking.past import Past, history, past
from queries.asking.question import AMONG, Answer, Question
from queries.lookup.selected import MOST, selected
from queries.lookup.summary import Summary, summary

P = ParamSpec("P")
R = TypeVar("R")
ENDS = ("a", "b", "cluster", "target", "entity")
"""The fields of a row that name what it is about."""


class PageContext:
    """The store and the desk of one request; as of a day `store` holds what was there `then`, `now` all.

    `selection` is what the page is narrowed to, None where it is not.
    """

    def __init__(self, now: Store, desk: Desk, then: Past | None = None, selection: Selection | None = None) -> None:
        self.now = now
        self.then = then
        self.selection = selection
        self.store = then.store if then else now
        self.desk = desk

    @property
    def is_loaded(self) -> bool:
        """Whether there is anything to ask."""
        return is_loaded(self.store)

    def ask(self, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> Answer[R]:
        """Return the answer to a question, among the selection if there is one and the question can be asked so.

        Parameters that are None or usual are as good as not given.
        """
        if self.selection and any(one.name == AMONG.name for one in question.parameters):
            values[AMONG.name] = self.selection.text
        return self.desk.ask(question, self.store, *args, **values)

    def rows(self, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> Sequence[R]:
        """Return a question's rows."""
        return self.ask(question, *args, **values).rows

    def ask_if_loaded(self, question: Question[P, R], /, *args: P.args, **values: P.kwargs) -> Answer[R] | None:
        """Return the answer to a question; None where what it is about is not loaded."""
        try:
            return self.ask(question, *args, **values)
        except NotLoadedError:
            return None

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
    among: Annotated[list[str] | None, Query(max_length=MOST)] = None,
) -> PageContext:
    """Return what the page of a request asks of.

    Raise BadInputError where the data cannot speak of its day, and what `selected` raises of its selection.
    """
    path = path_of(request)
    asked = at.strip() if has_day(path) else ""
    chosen = ",".join(filter(None, among or ())) if is_narrowed(path) else ""
    selection = Selection(selected(store, chosen)) if chosen else None
    seen = history if path.startswith(OF_TIME) else past
    return PageContext(store, desk, seen(store, day_of(asked)) if asked else None, selection)


ContextDependency = Annotated[PageContext, Depends(page_context)]
