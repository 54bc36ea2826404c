"""Finds the texts that catalogues translate; Babel calls it for each Python file (see locale/babel.cfg)."""

import ast
import builtins
import csv
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from api.words.terms import TERMS
from graph.marks import MARKS
from graph.schema import ENTITY_TYPES
from ingest.sources.registry import KINDS
from queries import EVALUATIONS, QUESTIONS
from queries.consolidating.weights import weights

SENTENCES = ("text", "note", "reason", "detail")
"""The columns of the Flemish ecosystem's tables that hold sentences."""
Found = tuple[int, str, str | tuple[str, ...], list[str]]


def python(
    file: BinaryIO,
    keywords: Collection[str],
    tags: Collection[str],  # noqa: ARG001 - Babel hands it over
    options: Mapping[str, Any],  # noqa: ARG001 - and this
) -> Iterator[Found]:
    """Yield the texts that are handed to one of the keywords or our errors, however deep a call stands in another."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and (name := _called(node)) in keywords:
            said = [one.value for one in node.args if isinstance(one, ast.Constant)]
            texts = [one for one in said if isinstance(one, str) and one]
            if texts:
                yield node.lineno, name, tuple(texts) if len(texts) > 1 else texts[0], []


def asked(
    file: BinaryIO, keywords: Collection[str], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Yield besides the words of the vocabulary, what questions answer and how, and why weights are what they are."""
    yield from python(file, keywords, tags, options)
    said = [*TERMS.values(), *(kind.words[1] for kind in ENTITY_TYPES), *(mark.word for mark in MARKS.values())]
    yield from ((0, "N_", word, []) for word in said)
    for question in (*QUESTIONS.values(), *EVALUATIONS.values()):
        yield from ((0, "Message", text.template, []) for text in (question.answers, question.method) if text)
    for kind in KINDS.values():
        yield from ((0, "N_", text, []) for text in (kind.title, kind.publisher, kind.licence))
    for advice in ("fold", "merge"):
        for weight in weights(advice):
            yield from ((0, "Message", text.template, []) for text in (weight.reason, weight.zero_is) if text)


def told(
    file: BinaryIO,
    keywords: Collection[str],  # noqa: ARG001 - Babel hands it over
    tags: Collection[str],  # noqa: ARG001 - and this
    options: Mapping[str, Any],  # noqa: ARG001 - and this
) -> Iterator[Found]:
    """Yield what the tables of the Flemish ecosystem say in sentences of ours."""
    for row in csv.DictReader(file.read().decode().splitlines(keepends=True)):
        yield from ((0, "N_", row[column], []) for column in SENTENCES if row.get(column))


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) if name.endswith("Error") and not hasattr(builtins, name):
            return "Message"
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="lang" | "self"), attr=name):
            return name
    return ""
