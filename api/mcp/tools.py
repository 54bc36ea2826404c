"""What an assistant may ask, as tools: their names, what goes in as JSON Schema, and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.answers import page, plain
from graph.days import day_of
from graph.errors import BadInputError, NotFoundError
from graph.store import Store
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.past import past
from queries.asking.question import AT, Parameter, Question
from queries.lookup.record import record
from queries.lookup.summary import cited, summary

MOST_ROWS = 1000
USUAL_ROWS = 50
LIMIT = Parameter("limit", int, f"at most so many rows, {MOST_ROWS} at the most; `total` counts all", USUAL_ROWS)
OFFSET = Parameter("offset", int, "after so many rows", 0)
NAME = Parameter("name", str, "a name, in any spelling, or an id", required=True)
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that can be asked: `answer` gives plain data for what was given."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Store, Desk, Given], dict[str, Any]]

    @property
    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what goes in."""
        return {
            "type": "object",
            "properties": {one.name: _schema(one) for one in self.parameters},
            "required": [one.name for one in self.parameters if one.required],
            "additionalProperties": False,
        }

    def call(self, store: Store, desk: Desk, given: Given) -> dict[str, Any]:
        """Return the answer; raise BadInputError where a parameter is unknown or wrong, and what a question raises."""
        known = {one.name: one for one in self.parameters}
        for name in given:
            if name not in known:
                raise BadInputError("'%(question)s' has no parameter '%(unknown)s'.", question=self.name, unknown=name)
        return self.answer(store, desk, {name: _typed(known[name], value) for name, value in given.items()})


def tool(name: str) -> Tool:
    """Return the tool of a name; raise NotFoundError where there is none."""
    if name not in TOOLS:
        said = {"noun": "tool", "cmd_name": name, "choices": ", ".join(TOOLS)}
        raise NotFoundError("There is no %(noun)s '%(cmd_name)s': choose from %(choices)s.", **said)
    return TOOLS[name]


def _schema(one: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {"type": JSON_TYPES[one.kind], "description": one.meaning}
    if one.choices:
        said["enum"] = list(one.choices)
    if one.default is not None:
        said["default"] = one.default
    return said


def _typed(one: Parameter, value: Any) -> Any:
    """Return a value that came as JSON as one of the parameter's type."""
    if value is None:
        return None
    if one.kind is float and type(value) is int:
        return float(value)
    if type(value) is not one.kind:
        raise BadInputError("'%(value)s' is no value of '%(name)s'.", value=value, name=one.name)
    return value


def _asked(question: Question[..., Any], store: Store, desk: Desk, given: Given) -> dict[str, Any]:
    own = dict(given)
    limit, offset = own.pop(LIMIT.name, None), own.pop(OFFSET.name, None)
    answer = desk.ask(question, store, **own)
    shown = page(answer, max(0, min(USUAL_ROWS if limit is None else limit, MOST_ROWS)), max(0, offset or 0))
    return {**shown, "sources": [plain(one) for one in cited(answer.rows, summary(store))]}


def _record(store: Store, _: Desk, given: Given) -> dict[str, Any]:
    name, day = NAME.value("record", given.get(NAME.name)), given.get(AT.name)
    there = past(store, day_of(day)).store if day else store
    found = record(there, name)
    named = cited([found, *found.relations], summary(there))
    return {"data_version": store.data_version, **plain(found), "known_sources": [plain(one) for one in named]}


TOOLS: Mapping[str, Tool] = {
    **{
        question.name: Tool(
            question.name,
            str(question.answers),
            f"{question.answers}. {question.method}",
            (*(one for one in question.parameters if not one.on_command_line), LIMIT, OFFSET),
            partial(_asked, question),
        )
        for question in QUESTIONS.values()
    },
    "record": Tool(
        "record",
        "Everything that is known of one entity",
        "Everything that is known of one entity: properties, relations, and what each source states of it.",
        (NAME, AT),
        _record,
    ),
}
