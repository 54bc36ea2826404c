"""What a question is: a function of a store, described well enough to derive a command, a route and its documentation.

A question is a function `f(store, required, *, option=default) -> list[Row]` under `@question`, where `Row` is a frozen
dataclass; the decorated function is the value by which it is asked (`queries.asking.desk`). Its
docstring's first line says what it answers, the rest is the method text that goes with every answer; both are
messages, which the pages' catalogues translate. Parameters are annotated `Annotated[type, "what it means"]`; those
without a default are positional on the command line; `at`, the day as of which it is asked, is added, and `among`, a
selection, where the row's `ENDS` names the fields that hold the ids of what it is about. What holds for the whole
answer and only this data is a note: return `Rows`.
"""

import dataclasses
import hashlib
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from graph.errors import BadInputError
from graph.measures.engine import Engine
from graph.messages import Message
from graph.store import Store
from queries.asking.past import Past, history, past

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class FromFile:
    """Marks a text parameter for which a command line may name a file that holds it; a server reads no file.

    `usual` is the file in the folder of open data that the command line reads where none is named and it is there.
    An answer tells the text itself only where it is `told_whole`, else by which checksum the file is known. `needed`
    says that there is nothing to answer without it or what other parameters say in its stead.
    """

    usual: str = ""
    told_whole: bool = True
    needed: bool = False


class FileText(str):
    """What a file held, with the file's name, and whether it is the `usual` one that nobody named."""

    name: str
    usual: bool

    @classmethod
    def of(cls, text: str, name: str, *, usual: bool = False) -> "FileText":
        """Return a text that knows where it is from."""
        made = cls(text)
        made.name, made.usual = name, usual
        return made


@dataclass(frozen=True, slots=True)
class OnCommandLine:
    """Marks a parameter that only the command line offers: a request to a server starts no other program."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question: its plain type, and the values it may take where they are few."""

    name: str
    kind: type
    meaning: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    from_file: FromFile | None = None
    on_command_line: OnCommandLine | None = None

    @property
    def is_day(self) -> bool:
        """Whether its value is a day, which its meaning says."""
        return "(YYYY-MM-DD)" in self.meaning

    def value(self, question: str, value: Any) -> Any:
        """Return a given value, the default for None; raise BadInputError where it is not one that may be."""
        if value is None:
            if self.required:
                raise BadInputError(
                    "'%(question)s' needs a value for '%(parameter)s': %(meaning)s.",
                    question=question,
                    parameter=self.name,
                    meaning=self.meaning,
                )
            return self.default
        if self.choices and value not in self.choices:
            allowed = ", ".join(self.choices)
            raise BadInputError(
                "'%(value)s' is not a value of '%(parameter)s': expected one of %(allowed)s.",
                value=value,
                parameter=self.name,
                allowed=allowed,
            )
        if self.name == "seed" and value < 0:
            raise BadInputError("%(value)s is no seed: expected 0 or more.", value=value)
        return value

    def told(self, value: Any) -> Any:
        """Return a value as an answer tells it: of a long text the file's name, if it has one, and the checksum."""
        if isinstance(value, Engine):
            return value.name
        if value is None or self.from_file is None or self.from_file.told_whole:
            return value
        digest = f"SHA-256 {hashlib.sha256(value.encode()).hexdigest()}"
        return f"{value.name}, {digest}" if isinstance(value, FileText) else digest


AT = Parameter("at", str, "answer as of this day (YYYY-MM-DD); what has unknown dates stays in and is counted")
"""The parameter of every question of the graph by which it is asked of the graph as it was on a day."""

UNTIL = Parameter("at", str, "answer as seen from this day (YYYY-MM-DD): what began later is left out")
"""The same of the questions about time itself, which are asked of all that had begun by that day."""


AMONG = Parameter("among", str, "only among these entities (ids or names, apart by commas); figures stay those of all")
"""The parameter by which the rows of a question that name what they are about are narrowed to a selection."""


class Rows(list[R], Generic[R]):
    """The rows of an answer with what is to be said of all of them, such as how often the method errs on this data."""

    def __init__(self, rows: Iterable[R] = (), notes: Iterable[Message] = ()) -> None:
        super().__init__(rows)
        self.notes = tuple(notes)


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """A question's rows with all that is needed to quote or repeat them; `seed` is None where nothing is drawn."""

    question: str
    row: type[R]
    parameters: Mapping[str, Any]
    data_version: str
    method: Message
    rows: Sequence[R]
    notes: Sequence[Message] = ()

    @property
    def seed(self) -> int | None:
        """The seed of everything that was drawn at random."""
        return self.parameters.get("seed")


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[P, R]):
    """A question, described by its function's signature and docstring; called, it works its rows out.

    It `is_kept` with the data's version, unless the answer is a function of more than the data.
    """

    name: str
    function: Callable[Concatenate[Store, P], list[R]]
    row: type[R]
    answers: Message
    method: Message
    parameters: tuple[Parameter, ...]
    is_kept: bool = True
    narrowing: Callable[..., Sequence[R]] | None = None
    """Leaves rows out of the whole answer: a function of the store, the rows and the options `narrow`."""
    narrow: frozenset[str] = frozenset()
    then: Callable[[Store, date], Past] = past
    """What of the graph it is asked of as of a day."""

    def __call__(self, store: Store, /, *args: P.args, **values: P.kwargs) -> list[R]:
        """Work the rows out anew, for a question that is made of others."""
        return self.function(store, *args, **values)

    def found(self, store: Store, chosen: Mapping[str, Any]) -> list[R]:
        """Work the rows out for what was `chosen`."""
        function: Callable[..., list[R]] = self.function
        return function(store, **chosen)

    def narrowed(self, there: Callable[[], Store], rows: Sequence[R], chosen: Mapping[str, Any]) -> Sequence[R]:
        """Return the rows of the whole answer that what was `chosen` leaves, and its notes; `there` opens the graph."""
        given = {name: chosen[name] for name in self.narrow if chosen[name] is not None}
        if self.narrowing is None or not given:
            return rows
        left = self.narrowing(there(), rows, **given)
        return Rows(left, rows.notes if isinstance(rows, Rows) else ())

    @property
    def ends(self) -> tuple[str, ...]:
        """The fields of a row that hold the ids of what it is about, by which it can be asked among a selection."""
        return getattr(self.row, "ENDS", ())

    @property
    def needs_more(self) -> bool:
        """Whether it cannot be answered from the store alone."""
        return any(
            one.required or (one.from_file and (one.from_file.usual or one.from_file.needed)) for one in self.parameters
        )

    def chosen(self, *args: P.args, **values: P.kwargs) -> dict[str, Any]:
        """Return the value of every parameter: None is as good as not given.

        Raise BadInputError where one is unknown, missing or not one of its choices.
        """
        given = {**dict(zip((one.name for one in self.parameters), args, strict=False)), **values}
        unknown = set(given) - {one.name for one in self.parameters}
        if unknown:
            raise BadInputError(
                "'%(question)s' has no parameter '%(unknown)s'.", question=self.name, unknown=min(unknown)
            )
        return {one.name: one.value(self.name, given.get(one.name)) for one in self.parameters}


def question(function: Callable[Concatenate[Store, P], list[R]]) -> Question[P, R]:
    """Make a function a question, which may be asked of the graph as of a day."""
    return _described(function, AT)


def over_time(function: Callable[Concatenate[Store, P], list[R]]) -> Question[P, R]:
    """Make a function a question about time itself: as of a day it is asked of all that had begun by then."""
    return dataclasses.replace(_described(function, UNTIL), then=history)


def of_all(function: Callable[Concatenate[Store, P], list[R]]) -> Question[P, R]:
    """Make a function a question that is always asked of all that is known, whenever it was."""
    return _described(function)


def of_loads(function: Callable[Concatenate[Store, P], list[R]]) -> Question[P, R]:
    """Make a function a question of what was loaded before: two stores of one version may differ in that."""
    return dataclasses.replace(_described(function), is_kept=False)


def _described(function: Callable[Concatenate[Store, P], list[R]], *more: Parameter) -> Question[P, R]:
    hints = typing.get_type_hints(function, include_extras=True)
    answers, method = told(function.__doc__ or "")
    row = typing.get_args(hints["return"])[0]
    return Question(
        name=function.__name__,
        function=function,
        row=row,
        answers=Message(answers),
        method=Message(method),
        parameters=(*_parameters(function, ("store",)), *((AMONG,) if hasattr(row, "ENDS") else ()), *more),
    )


def narrowed_by(
    function: Callable[Concatenate[Store, Sequence[R], P], Sequence[R]],
) -> Callable[[Question[Any, R]], "Question[..., R]"]:
    """Give a question options that leave rows out: its answer is worked out once, whatever they are."""
    of = _parameters(function, ("store", "rows"))
    names = frozenset(one.name for one in of)

    def narrower(whole: Question[Any, R]) -> "Question[..., R]":
        return dataclasses.replace(whole, parameters=(*of, *whole.parameters), narrowing=function, narrow=names)

    return narrower


def _parameters(function: Callable[..., Any], beside: Iterable[str]) -> tuple[Parameter, ...]:
    hints = typing.get_type_hints(function, include_extras=True)
    return tuple(
        _parameter(name, hints[name], parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in beside
    )


def told(docstring: str) -> tuple[str, str]:
    """Return what a question's docstring says that it answers, and by which method, as templates of messages."""
    first, _, rest = inspect.cleandoc(docstring).partition("\n")
    return first.rstrip(".").replace("%", "%%"), " ".join(rest.split()).replace("%", "%%")


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    kind, meaning, *marks = typing.get_args(hint)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    choices: tuple[str, ...] = ()
    if typing.get_origin(kind) is Literal:
        choices = typing.get_args(kind)
        kind = str
    required = default is inspect.Parameter.empty
    return Parameter(
        name,
        kind,
        meaning,
        None if required else default,
        required,
        choices,
        next((mark for mark in marks if isinstance(mark, FromFile)), None),
        next((mark for mark in marks if isinstance(mark, OnCommandLine)), None),
    )


def columns(row: type) -> list[str]:
    """Return the names of a row's fields, in order."""
    return [field.name for field in dataclasses.fields(row)]
