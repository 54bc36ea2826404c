"""What notebooks call: a store of one's own, answers as tables, pictures in place."""

import html
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from api.answers import plain
from api.drawing import pyvis_page
from api.drawing.pictures import picture
from graph.judgements import Judgements
from graph.store import Store, open_store
from graph.store.scratch import Scratch
from ingest import loading
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import requested
from queries.asking.desk import Desk
from queries.asking.question import Answer
from queries.lookup.record import record

DESK = Desk()
ask = DESK.ask
"""Answers a question, such as `ask(overlap, store, over="members")`."""
_KEPT: list[Scratch] = []
"""Folders of stores that nobody gave one: until the notebook's process ends."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A page shown inside a notebook; it asks nothing of any other host."""

    content: str
    height: int = 560

    def __repr__(self) -> str:
        return f"<a page of {len(self.content):,} characters>"

    def _repr_html_(self) -> str:
        escaped = html.escape(self.content)
        return f'<iframe srcdoc="{escaped}" width="100%" height="{self.height}" style="border:0"></iframe>'


def load(*sources: str, folder: Path | None = None) -> Store:
    """Load sources, named as on the command line, into a store in `folder`, a new temporary one by default.

    Raise BadInputError where a source cannot be read, as `intercluster load` does.
    """
    if folder is None:
        _KEPT.append(Scratch())
    home = folder or _KEPT[-1].path
    store = open_store(f"ladybug://{(home / 'store').as_posix()}")
    facts = loading.read_all(requested(sources), Audit(), ImportOptions())
    loading.load(store, Judgements(home), facts)
    return store.current()


def table(answer: Answer[Any], *columns: str, most: int = 10) -> pd.DataFrame:
    """Return an answer's first rows as a table, with these columns or all; unknown is empty."""
    names = columns or tuple(plain(answer.rows[0])) if answer.rows else columns
    rows = [{name: _cell(getattr(row, name)) for name in names} for row in answer.rows[:most]]
    return pd.DataFrame(rows, columns=list(names))


def _cell(value: object) -> object:
    """Return what stands in a table: of several reasons or places each as a reader sees it."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return str(value) if is_dataclass(value) else value


def values(store: Store, name: str) -> pd.DataFrame:
    """Return who states what of the entity of that id or name: property, value, source, locator, published, shown."""
    columns = ["property", "value", "source", "locator", "published", "shown"]
    stated = record(store, name).values
    return pd.DataFrame([[getattr(one, column) for column in columns] for one in stated], columns=columns)


def show(store: Store, question: str) -> Page:
    """Return the picture of a question's answer; raise NotFoundError where it has none."""
    return Page(pyvis_page.page(picture(DESK, store, question), as_of=store.data_version))
