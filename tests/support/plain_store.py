"""A store without an engine: the part of Cypher that the questions use, evaluated over `Facts` in plain Python.

It shares nothing with the engines but the facts, so it is an oracle for both. It evaluates one path of any length
(`MATCH (a:A|B)-[r:R]->(b)<-[:S]-(c)`), WHERE with three-valued logic, RETURN with DISTINCT, coalesce, labels and count,
ORDER BY and UNION [ALL]; anything else raises ValueError.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

from graph.errors import StoreError
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Node, Relation
from graph.statements import values_of
from graph.store import NO_SNAPSHOTS, Limits, Row
from graph.store.cache import AnswerCache
from graph.store.decisions import NO_DECISIONS, Decisions
from graph.store.snapshots import Snapshots

TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\$?\w+|<>|<=|>=|->|<-|[-=<>()\[\]:|,.*])")

Bound = dict[str, Node | Relation]
Expression = Callable[[Bound], Any]


@dataclass(frozen=True, slots=True)
class Hop:
    """One relation of a pattern and the node behind it; `forward` where the arrow points there."""

    name: str
    labels: frozenset[str]
    forward: bool
    node: str
    node_labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One column: what is returned and under which name; `counts` where it is a count of the rows of a group."""

    name: str
    value: Expression
    counts: bool


class Parser:
    """Reads one statement into functions over what a pattern binds."""

    def __init__(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        self.tokens = TOKEN.findall(cypher)
        if "".join(self.tokens) != re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", cypher):
            raise ValueError(f"not understood: {cypher}")
        self.parameters = parameters
        self.counting = False

    def see(self, *words: str) -> bool:
        """Say whether these tokens come next."""
        return [token.upper() for token in self.tokens[: len(words)]] == list(words)

    def take(self, *words: str) -> bool:
        """Read these tokens if they come next, and say whether they did."""
        found = self.see(*words)
        if found:
            del self.tokens[: len(words)]
        return found

    def need(self, word: str) -> None:
        """Read a token that must come next."""
        if not self.take(word):
            raise ValueError(f"expected {word}, not {self.tokens[:5]}")

    def word(self) -> str:
        """Read any token."""
        return str(self.tokens.pop(0))

    def part(self, end: str) -> tuple[str, frozenset[str]]:
        """Read `name:Label|Label` up to a bracket; a part without a name gets one that no query has."""
        name, labels = "", set()
        while not self.take(end):
            if self.take(":") or self.take("|"):
                labels.add(self.word())
            else:
                name = self.word()
        return name or f" {len(self.tokens)}", frozenset(labels)

    def pattern(self) -> tuple[str, frozenset[str], list[Hop]]:
        """Read a path."""
        self.need("(")
        name, labels = self.part(")")
        hops = []
        while self.see("-") or self.see("<-"):
            forward = self.word() == "-"
            self.need("[")
            relation, kinds = self.part("]")
            self.need("->" if forward else "-")
            self.need("(")
            hops.append(Hop(relation, kinds, forward, *self.part(")")))
        return name, labels, hops

    def either(self) -> Expression:
        """Read terms tied by OR: true where one is, unknown where none is and one is unknown."""
        found = [self.both()]
        while self.take("OR"):
            found.append(self.both())
        return found[0] if len(found) == 1 else lambda b: _any([one(b) for one in found])

    def both(self) -> Expression:
        """Read terms tied by AND."""
        found = [self.negated()]
        while self.take("AND"):
            found.append(self.negated())
        return found[0] if len(found) == 1 else lambda b: _not(_any([_not(one(b)) for one in found]))

    def negated(self) -> Expression:
        """Read a comparison, or NOT before one."""
        if self.take("NOT"):
            inner = self.negated()
            return lambda b: _not(inner(b))
        left = self.value()
        if self.take("IS", "NULL"):
            return lambda b: left(b) is None
        if self.take("IS", "NOT", "NULL"):
            return lambda b: left(b) is not None
        compare = self.comparison()
        if compare is None:
            return left
        right = self.value()

        def compared(bound: Bound) -> bool | None:
            one, other = left(bound), right(bound)
            return None if one is None or other is None else bool(compare(one, other))

        return compared

    def comparison(self) -> Callable[[Any, Any], bool] | None:
        """Read what compares two values, if that comes next."""
        for words, compare in COMPARISONS.items():
            if self.take(*words):
                return compare
        return None

    def value(self) -> Expression:
        """Read a literal, a parameter, a property, a function or a term in brackets."""
        if self.take("("):
            inner = self.either()
            self.need(")")
            return inner
        if self.take("["):
            listed = self.values("]")
            return lambda b: [one(b) for one in listed]
        word = self.word()
        if word.startswith("'"):
            return lambda b: word[1:-1]
        if word.startswith("$"):
            given = self.parameters[word[1:]]
            return lambda b: given
        if word.isdigit():
            return lambda b: int(word)
        if self.take("("):
            return self.function(word)
        self.need(".")
        key = self.word()
        return lambda b: values_of(b[word]).get(key)

    def values(self, end: str) -> list[Expression]:
        """Read values between commas up to a bracket."""
        found = [self.either()]
        while self.take(","):
            found.append(self.either())
        self.need(end)
        return found

    def function(self, name: str) -> Expression:
        """Read the arguments of a function."""
        if name == "count":
            self.counting = True
            _ = self.word()
            self.need(")")
            return lambda b: 1
        if name == "labels":
            of = self.word()
            self.need(")")
            return lambda b: [type(b[of]).__name__]
        if name == "coalesce":
            choices = self.values(")")
            return lambda b: next((v for v in (one(b) for one in choices) if v is not None), None)
        raise ValueError(f"no function {name}")

    def items(self) -> list[Item]:
        """Read the columns that are returned."""
        found = []
        while True:
            self.counting = False
            value = self.either()
            self.need("AS")
            found.append(Item(self.word(), value, self.counting))
            if not self.take(","):
                return found

    def order(self, items: Sequence[Item]) -> list[Expression]:
        """Read what the rows are ordered by: columns by their name, or anything that the pattern binds."""
        if not self.take("ORDER", "BY"):
            return []
        named = {item.name: item.value for item in items}
        found = []
        while True:
            found.append(named[self.word()] if self.tokens[0] in named and self.tokens[1:2] != ["."] else self.value())
            if not self.take(","):
                return found


class PlainStore:
    """Facts, as a store that questions can be asked of."""

    keeps_versions = True
    day: date | None = None

    def __init__(self, facts: Facts) -> None:
        self.url = "plain://"
        self.answers = AnswerCache()
        self._facts = facts
        self._nodes = {node.id: node for kind in NODE_TYPES for node in facts.nodes(kind)}
        self._ties: dict[bool, dict[tuple[str, str], list[Relation]]] = {True: {}, False: {}}
        for kind in RELATION_TYPES:
            for tie in facts.relations(kind):
                self._ties[True].setdefault((kind.label, tie.start), []).append(tie)
                self._ties[False].setdefault((kind.label, tie.end), []).append(tie)

    @property
    def data_version(self) -> str:
        """See Store."""
        return self._facts.version()

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store."""
        parser, found, distinct = Parser(cypher, parameters), list[Row](), False
        while True:
            found += self._branch(parser)
            if not parser.take("UNION"):
                break
            distinct = not parser.take("ALL")
        if parser.tokens:
            raise ValueError(f"not understood: {parser.tokens}")
        return list({repr(row): row for row in found}.values()) if distinct else found

    def _branch(self, parser: Parser) -> list[Row]:
        """Evaluate MATCH, WHERE, RETURN and ORDER BY."""
        parser.need("MATCH")
        pattern = parser.pattern()
        where = parser.either() if parser.take("WHERE") else lambda b: True
        parser.need("RETURN")
        distinct = parser.take("DISTINCT")
        items = parser.items()
        order = parser.order(items)
        bound = [one for one in self._paths(*pattern) if where(one) is True]
        for key in reversed(order):
            bound.sort(key=lambda one: _key(key(one)))
        rows = [{item.name: item.value(one) for item in items} for one in bound]
        if any(item.counts for item in items):
            return _counted(rows, items)
        return list({repr(row): row for row in rows}.values()) if distinct else rows

    def _paths(self, name: str, labels: frozenset[str], hops: list[Hop]) -> Iterator[Bound]:
        for node in self._nodes.values():
            if not labels or type(node).__name__ in labels:
                yield from self._walk({name: node}, node, hops)

    def _walk(self, bound: Bound, at: Node, hops: list[Hop]) -> Iterator[Bound]:
        if not hops:
            yield bound
            return
        hop, *rest = hops
        for label in sorted(hop.labels):
            for tie in self._ties[hop.forward].get((label, at.id), ()):
                node = self._nodes[tie.end if hop.forward else tie.start]
                fits = not hop.node_labels or type(node).__name__ in hop.node_labels
                if fits and not any(tie is one for one in bound.values()):
                    yield from self._walk({**bound, hop.name: tie, hop.node: node}, node, rest)

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """See Store."""
        return self.rows(cypher)[: limits.rows]

    def facts(self) -> Facts:
        """See Store."""
        return self._facts

    def snapshots(self) -> Snapshots:
        """See Store."""
        return NO_SNAPSHOTS

    def earlier(self, back: int = 1) -> Snapshots:
        """See Store."""
        return NO_SNAPSHOTS

    def decisions(self, verdict: str | None = None) -> Decisions:
        """See Store."""
        return NO_DECISIONS

    def verify(self) -> None:
        """See Store."""

    def load(
        self,
        facts: Facts,
        snapshots: Snapshots = NO_SNAPSHOTS,
        decisions: Decisions = NO_DECISIONS,
        *,
        replacing: Snapshots | None = None,
    ) -> None:
        """Refuse: a new graph is a new store."""
        raise StoreError("An oracle is not loaded.")

    def current(self) -> "PlainStore":
        """See Store."""
        return self

    def close(self) -> None:
        """See Store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return


COMPARISONS: Mapping[tuple[str, ...], Callable[[Any, Any], bool]] = {
    ("=",): lambda a, b: bool(a == b),
    ("<>",): lambda a, b: bool(a != b),
    ("IN",): lambda a, b: a in b,
    ("STARTS", "WITH"): lambda a, b: bool(a.startswith(b)),
    ("ENDS", "WITH"): lambda a, b: bool(a.endswith(b)),
    ("<=",): lambda a, b: bool(a <= b),
    (">=",): lambda a, b: bool(a >= b),
    ("<",): lambda a, b: bool(a < b),
    (">",): lambda a, b: bool(a > b),
}


def _any(values: Sequence[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _key(value: Any) -> tuple[bool, Any]:
    """Return what a value is ordered by: what is unknown comes last."""
    return (value is None, "" if value is None else value)


def _counted(rows: list[Row], items: Sequence[Item]) -> list[Row]:
    """Return a row for each group of rows that are alike but for what is counted; one row where nothing groups them."""
    by = [item.name for item in items if not item.counts]
    found: dict[str, Row] = {} if by else {"": {item.name: 0 for item in items}}
    for row in rows:
        key = repr([row[name] for name in by]) if by else ""
        group = found.setdefault(key, {**row, **{item.name: 0 for item in items if item.counts}})
        for item in items:
            if item.counts:
                group[item.name] += 1
    return list(found.values())
