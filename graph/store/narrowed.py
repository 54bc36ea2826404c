"""The conditions that what a query finds was there on a day, written into the query itself.

What was there is what `graph.days` says, and a test holds the two against each other. Only names that the schema
declares are ever put into a query; the day is a bound parameter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from graph.days import DATED_NODES, DATED_TIES
from graph.errors import QueryError
from graph.schema import RELATION_TYPES, Claim, FundedBy, ParticipatesIn, Relation, Statement, prefix, properties

DAY, BOUNDED = "as_of_day", "as_of_bounded"
"""The parameters: the day, and the ids of what was not there by a bound of a first or last day that is not known."""

NODE_OPEN = "{n}.start_date IS NULL OR {n}.end_date IS NULL"
TIE_OPEN: Mapping[type[Relation], str] = {
    FundedBy: "({r}.since IS NULL) <> ({r}.until IS NULL) "
    "OR ({r}.since IS NULL AND ({a}.start_date IS NULL OR {a}.end_date IS NULL))",
    ParticipatesIn: "{b}.start_date IS NULL OR {b}.end_date IS NULL",
}
"""Which ties a missing date leaves open; where they have none of their own, those of what they belong to count."""
OPEN = "{r}.since IS NULL OR {r}.until IS NULL"

NODE_UNBEGUN = "{n}.start_date IS NULL"
TIE_UNBEGUN: Mapping[type[Relation], str] = {
    FundedBy: "{r}.since IS NULL AND ({r}.until IS NOT NULL OR {a}.start_date IS NULL)",
    ParticipatesIn: "{b}.start_date IS NULL",
}
"""The same of those of which it is open whether they had begun."""
UNBEGUN = "{r}.since IS NULL"

_PART = re.compile(r"(?P<open>[(\[])(?P<name>\w*)(?P<rest>(?::[\w|]+)?[)\]])")
_NODE = re.compile(r"\((?P<name>\w+):?(?P<types>[\w|]*)\)")
_TIE = re.compile(r"(?P<back><?)-\[(?P<name>\w+):?(?P<types>[\w|]*)\]->?")
_PATH = r"\([\w:|]*\)(?:\s*<?-\[[\w:|]*\]->?\s*\([\w:|]*\))*"
_MATCH = re.compile(
    rf"\bMATCH\s+(?P<paths>{_PATH}(?:\s*,\s*{_PATH})*)(?:\s+WHERE\s+(?P<where>.+?))?"
    r"(?=\s+(?:RETURN|MATCH|OPTIONAL|ORDER|UNION|UNWIND|(?<!STARTS )(?<!ENDS )WITH)\b)",
    re.DOTALL,
)
"""A MATCH of nodes and ties by their types, with its condition: all that our queries are made of."""

_BY_LABEL = {kind.label: kind for kind in RELATION_TYPES}
_DATED = frozenset(kind.__name__ for kind in DATED_NODES)


@cache
def narrowed(cypher: str, *, bounded: bool = False, sure: bool = False, begun: bool = False) -> str:
    """Return a query of what was there on a day, or may have been; `sure` leaves out what only may.

    `begun` asks of what had begun by that day, whether it had ended or not. `bounded` says that some were not there by
    a bound alone. Raise QueryError where it is no query of nodes and ties.
    """
    gone = _Gone(bounded, sure, begun)
    asked, number = _MATCH.subn(lambda found: _there(gone, found), f"{cypher} ")
    if number != len(re.findall(r"\bMATCH\b", cypher)):
        raise QueryError("This query cannot be asked as of a day:\n%(cypher)s", cypher=cypher.strip())
    return asked.strip()


def pattern(kind: type[Relation]) -> str:
    """Return the pattern of the ties `r` of a type, from `a` to `b`."""
    starts, ends = ("|".join(_labels(kind, side)) for side in (0, 1))
    return f"(a:{starts})-[r:{kind.label}]->(b:{ends})"


def has_days(kind: type[Relation]) -> bool:
    """Say whether ties of a type have a first and a last day of their own."""
    return "since" in properties(kind)


@dataclass(frozen=True, slots=True)
class _Gone:
    """When what a query names was not there."""

    bounded: bool
    sure: bool
    begun: bool

    def days(self, first: str, last: str) -> str:
        """Return when what has these days was not there."""
        return f"{first} > ${DAY}" if self.begun else f"{first} > ${DAY} OR {last} < ${DAY}"

    def node(self, name: str) -> str:
        """Return when a cluster or project was not there."""
        gone = self.days(f"{name}.start_date", f"{name}.end_date")
        gone += f" OR {name}.id IN ${BOUNDED}" if self.bounded else ""
        if not self.sure:
            return gone
        dated = " OR ".join(f"{name}.id STARTS WITH '{prefix(kind)}'" for kind in DATED_NODES)
        return f"{gone} OR (({dated}) AND ({NODE_OPEN.format(n=name)}))"

    def tie(self, kind: type[Relation], a: str, r: str, b: str) -> str:
        """Return when a tie was not there though its ends were; nothing where that cannot be."""
        gone = [self.days(f"{r}.since", f"{r}.until")] if has_days(kind) else []
        if self.sure and kind in DATED_TIES:
            gone.append(TIE_OPEN.get(kind, OPEN).format(a=a, r=r, b=b))
        return " OR ".join(gone)

    def said(self, name: str, ends: Sequence[str]) -> Iterator[str]:
        """Yield when an entity was not there that a claim or statement is about, by the properties that name it."""
        for kind in DATED_NODES:
            for end in ends:
                yield f"EXISTS {{ MATCH (x:{kind.__name__}) WHERE x.id = {name}.{end} AND ({self.node('x')}) }}"

    def of_ties(self, name: str) -> Iterator[str]:
        """Yield when a tie was not there that a statement is about."""
        for kind in DATED_TIES:
            if gone := self.tie(kind, "a", "r", "b"):
                yield f"EXISTS {{ MATCH {pattern(kind)} WHERE {_about(kind, name)} AND ({gone}) }}"


def _there(gone: _Gone, found: re.Match[str]) -> str:
    """Return a MATCH with the conditions that all of it was there."""
    paths = [_Path.of(text, number) for number, text in enumerate(re.split(r"\s*,\s*", found["paths"]))]
    away = dict.fromkeys(one for path in paths for one in path.gone(gone))
    wanted = [f"NOT coalesce({one}, false)" for one in away if one]
    wanted += [f"({found['where']})"] if found["where"] else []
    return f"MATCH {', '.join(path.text for path in paths)}{' WHERE ' if wanted else ''}{' AND '.join(wanted)}"


@dataclass(frozen=True, slots=True)
class _Path:
    """A path of a query in which all have names: its nodes with their types, and its ties with theirs and direction."""

    text: str
    nodes: tuple[tuple[str, frozenset[str]], ...]
    ties: tuple[tuple[str, tuple[type[Relation], ...], bool], ...]

    @classmethod
    def of(cls, path: str, number: int) -> "_Path":
        """Read a path; what has no name is given one."""
        names = count()

        def named(one: re.Match[str]) -> str:
            return one[0] if one["name"] else f"{one['open']}as_of_{number}_{next(names)}{one['rest']}"

        text = _PART.sub(named, path)
        nodes = tuple((one["name"], frozenset(_split(one["types"]))) for one in _NODE.finditer(text))
        ties = tuple(
            (one["name"], tuple(_BY_LABEL[kind] for kind in _split(one["types"]) or _BY_LABEL), bool(one["back"]))
            for one in _TIE.finditer(text)
        )
        return cls(text, nodes, ties)

    def gone(self, gone: _Gone) -> Iterator[str]:
        """Yield when any of it was not there."""
        for place, (name, labels) in enumerate(self.nodes):
            known = labels or self._by_ties(place)
            if known & _DATED:
                yield gone.node(name)
            if known & {Claim.__name__, Statement.__name__}:
                yield from gone.said(name, ("entity_id", "end_id") if Statement.__name__ in known else ("entity_id",))
            if Statement.__name__ in known:
                yield from gone.of_ties(name)
        for place, (name, kinds, back) in enumerate(self.ties):
            (a, _), (b, _) = self.nodes[place : place + 2][:: -1 if back else 1]
            if gone.sure and len(kinds) > 1 and not set(kinds).isdisjoint(DATED_TIES):
                raise QueryError("Of ties of several types a query cannot tell which surely were there.")
            yield from (gone.tie(kind, a, name, b) for kind in kinds)

    def _by_ties(self, place: int) -> frozenset[str]:
        """Return the types that the ties of a node let it have."""
        beside = [(self.ties[k], k == place) for k in (place - 1, place) if 0 <= k < len(self.ties)]
        return frozenset(
            label for (_, kinds, back), first in beside for kind in kinds for label in _labels(kind, int(first == back))
        )


def _labels(kind: type[Relation], side: int) -> Iterator[str]:
    return iter(dict.fromkeys(pair[side].__name__ for pair in kind.ends))


def _split(types: str) -> list[str]:
    return [one for one in types.split("|") if one]


def _about(kind: type[Relation], name: str) -> str:
    """Return when a statement is about a tie."""
    key = ", ".join(f"coalesce(r.{one}, '')" for one in kind.key)
    same = f" AND {name}.relation_key = [{key}]" if key else ""
    return f"{name}.relation = '{kind.label}' AND {name}.entity_id = a.id AND {name}.end_id = b.id{same}"
