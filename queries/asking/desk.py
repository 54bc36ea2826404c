"""The desk at which every question is asked: from memory, else from disk, else worked out, and judged when it is shown.

Routes, pages, pictures, notebooks and the command line all ask here, so all are told the same rows and notes.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from graph.days import day_of
from graph.judgements import Judgements
from graph.messages import Message
from graph.schema import node_type
from graph.store import Store
from graph.store.answers import made
from graph.store.cache import Key
from queries.asking.disk import DiskCache
from queries.asking.judged import judged
from queries.asking.question import AMONG, AT, Answer, Question, Rows
from queries.lookup.entities import Entity
from queries.lookup.selected import selected
from queries.lookup.summary import summary

P = ParamSpec("P")
R = TypeVar("R")
AT_HAND = ("listing", "facets", "search")


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers questions; without a disk nothing outlives the store, without judgements none are shown."""

    disk: DiskCache | None = None
    judgements: Judgements | None = None

    def ask(self, question: Question[P, R], store: Store, /, *args: P.args, **values: P.kwargs) -> Answer[R]:
        """Answer a question. Who asks what is being worked out already waits for that.

        Raise BadInputError where a parameter is unknown, missing or not one of its choices.
        """
        chosen = question.chosen(*args, **values)
        told = {one.name: one.told(chosen[one.name]) for one in question.parameters}
        among = chosen.pop(AMONG.name) if question.ends else None
        selection = selected(store, among) if among else ()
        version = store.data_version
        whole = {name: value for name, value in chosen.items() if name not in question.narrow}
        key = Key(question, tuple(whole.items()), version)
        rows = (
            store.answers.get(key, lambda: self._found(question, store, whole))
            if question.is_kept
            else _worked_out(question, store, whole)
        )
        rows = question.narrowed(partial(_there, question, store, chosen), rows, chosen)
        if selection:
            rows = between(question, rows, selection)
        notes = rows.notes if isinstance(rows, Rows) else ()
        if not rows:
            notes = (*notes, _none_found(store))
        answer = Answer(question.name, question.row, told, version, question.method, rows, notes)
        return judged(answer, self.judgements) if self.judgements else answer

    def _found(self, question: Question[P, R], store: Store, chosen: Mapping[str, object]) -> Sequence[R]:
        def find() -> Sequence[R]:
            if _is_long(question):
                return made(rows_of, store, question.function.__module__, question.name, chosen)
            return _worked_out(question, store, chosen)

        if self.disk is None:
            return find()
        told = {one.name: one.told(chosen[one.name]) for one in question.parameters if one.name in chosen}
        return self.disk.rows(question.name, question.row, store.data_version, told, find)


def rows_of(store: Store, module: str, name: str, chosen: Mapping[str, object]) -> Sequence[Any]:
    """Return the rows of a module's question, worked out anew."""
    return _worked_out(getattr(importlib.import_module(module), name), store, chosen)


def _is_long(question: Question[..., Any]) -> bool:
    """Whether a question may take long: not one that looks up what a service has at hand, nor one of no module."""
    module = sys.modules[question.function.__module__]
    return question.name not in AT_HAND and getattr(module, question.name, None) is question


def _worked_out(question: Question[P, R], store: Store, chosen: Mapping[str, object]) -> Sequence[R]:
    """Return the rows as of the day that was chosen, if one was, with what is to be said of that day."""
    own = {name: value for name, value in chosen.items() if name != AT.name}
    day = chosen.get(AT.name)
    if day is None:
        return question.found(store, own)
    then = question.then(store, day_of(str(day)))
    rows = question.found(then.store, own)
    return Rows(rows, (then.note, *(rows.notes if isinstance(rows, Rows) else ())))


def _there(question: Question[..., Any], store: Store, chosen: Mapping[str, object]) -> Store:
    """Return the graph as of the day that was chosen, if one was."""
    day = chosen.get(AT.name)
    return store if day is None else question.then(store, day_of(str(day))).store


def between(question: Question[..., R], rows: Sequence[R], chosen: Sequence[Entity]) -> Rows[R]:
    """Return the rows of which each end is chosen, of the types of which anything is; ranks and figures stay."""
    ids, labels = {one.id for one in chosen}, {one.label for one in chosen}

    def is_among(row: R) -> bool:
        ends = (getattr(row, name) for name in question.ends)
        return all(end in ids or getattr(node_type(end), "__name__", None) not in labels for end in ends)

    note = Message("Only among the %(count)s selected; figures and ranks are those of all.", count=len(ids))
    return Rows(filter(is_among, rows), (*(rows.notes if isinstance(rows, Rows) else ()), note))


def _none_found(store: Store) -> Message:
    """Say what there was to look in, since an empty table may mean that nothing of the kind is loaded."""
    found = summary(store).counts
    clusters, organisations, projects = (found.get(label, 0) for label in ("Cluster", "Organisation", "Project"))
    return Message(
        "None found; loaded are %(clusters)s clusters, %(organisations)s organisations, %(projects)s projects.",
        clusters=clusters,
        organisations=organisations,
        projects=projects,
    )
