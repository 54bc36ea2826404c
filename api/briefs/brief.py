"""A brief as a value: its texts are messages, so that it can be said in any language and written in any format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from graph.messages import Message, Value
from graph.picture.picture import Picture
from graph.store import Store
from queries.asking.desk import Desk
from queries.lookup.record import Stated
from queries.lookup.summary import Summary


@dataclass(frozen=True, slots=True)
class Known:
    """A property's value, which is shown as suits the property of that name; None is unknown."""

    name: str
    value: object


Cell: TypeAlias = "Value | Known | Stated | None"
"""What stands in a table; None is unknown."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is said, and the places that state it (source#where)."""

    text: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and the places that state it."""

    cells: tuple[Cell, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading each column."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; where it is empty it says that nothing was found."""

    title: Message
    lines: tuple[Line, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A question, its answer in one sentence, a figure, and what there is to say for, against and of how sure it is.

    `methods` are those of the questions that were asked. `known` is what is loaded; `at` the day of which it is.
    """

    question: Message
    answer: Message
    picture: Picture
    caption: Message
    parts: tuple[Part, ...]
    methods: tuple[str, ...]
    known: Summary
    at: date | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Of what a brief is made: the graph as of the day `at`, the whole graph `now`, and where questions are asked."""

    desk: Desk
    store: Store
    now: Store
    known: Summary
    at: date | None


def several(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """Return texts to be listed, the first ones and how many more there are."""
    if len(texts) <= most:
        return tuple(texts)
    return (*texts[:most], Message("%(number)s more", number=len(texts) - most))
