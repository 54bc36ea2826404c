"""What the last load changed of what the sources say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from graph.errors import BadInputError
from graph.facts import Facts
from graph.messages import Message
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Node, Relation, properties
from graph.stated import NO_VALUES, Subject, subject
from graph.store import Store
from graph.store.snapshots import SAID, unpack
from graph.wording import name_of
from queries.asking.question import Rows, of_loads

What = Literal["appeared", "ended", "changed"]
ORDER = {"appeared": 0, "ended": 1, "changed": 2}


@dataclass(frozen=True, slots=True)
class Said:
    """An entity `a`, or a tie of type `kind` of `a` with `b`, of which a source says something else than before.

    `properties` are those whose values changed; ids and names are the source's own, of before records were joined.
    """

    NONE_THERE: ClassVar = ("b_name",)

    source: str
    what: What
    kind: str
    a: str
    b: str | None
    a_name: str
    b_name: str | None
    properties: tuple[str, ...]
    sources: tuple[str, ...]


@of_loads
def loads(
    store: Store,
    *,
    of: Annotated[str | None, "only this source, by the name it was loaded as"] = None,
    back: Annotated[int, "compared with what they said so many loads ago"] = 1,
    to: Annotated[int, "what they said so many loads ago instead of what they say now"] = 0,
) -> list[Said]:
    """What the last load changed: entities and ties that came, went or have other values, by source.

    Compared is what each source said before the last load, or before the last few, with what it says now, record by
    record and before records are joined. Loads that change nothing of what a source says do not count; the last six
    versions are kept. Came is what a source did not say before; it need not be new in the world. Ordered by source,
    what happened, kind, and ids.
    """
    if not 0 <= to < back:
        raise BadInputError("%(to)s loads ago is not after %(back)s loads ago.", to=to, back=back)
    before, now = store.earlier(back), store.earlier(to) if to else store.snapshots()
    if not before:
        return Rows((), [_not_kept(back)])
    rows: list[Said] = []
    for name in sorted({*before, *now}):
        if of in (None, name) and before.get(name) != now.get(name):
            rows += _between(name, _facts(before.get(name)), _facts(now.get(name)))
    return Rows(rows, _notes(rows, back, to))


def _not_kept(back: int) -> Message:
    if back == 1:
        return Message("Of no load before the last is it known what the sources said.")
    return Message(
        "What the sources said %(back)s loads ago is not kept; at most the last %(most)s versions are.",
        back=back,
        most=SAID,
    )


def _facts(snapshot: bytes | None) -> Facts:
    return unpack(snapshot) if snapshot else Facts()


def _between(source: str, before: Facts, now: Facts) -> list[Said]:
    old, new = _records(before), _records(now)
    names = {one.id: name_of(one) for one in (*old.values(), *new.values()) if isinstance(one, Node)}
    rows = []
    for key in old.keys() | new.keys():
        one, other = old.get(key), new.get(key)
        record = other or one
        if record is None or not (what := _what(one, other)):
            continue
        a, b = (record.start, record.end) if isinstance(record, Relation) else (record.id, None)
        kind = record.label if isinstance(record, Relation) else type(record).__name__
        changed = tuple(_changed(one, other)) if one and other else ()
        b_name = names.get(b, b) if b else None
        rows.append(Said(source, what, kind, a, b, names.get(a, a), b_name, changed, record.sources))
    return sorted(rows, key=lambda row: (ORDER[row.what], row.kind, row.a, row.b or "", row.sources))


def _records(facts: Facts) -> dict[Subject, Node | Relation]:
    kinds: tuple[type[Node] | type[Relation], ...] = (*ENTITY_TYPES, *RELATION_TYPES)
    return {subject(record): record for kind in kinds for record in facts.of(kind)}


def _what(one: Node | Relation | None, other: Node | Relation | None) -> What | None:
    if one is None:
        return "appeared"
    if other is None:
        return "ended"
    return "changed" if any(_changed(one, other)) else None


def _changed(one: Node | Relation, other: Node | Relation) -> Iterator[str]:
    names = (name for name in properties(type(one)) if name not in NO_VALUES)
    return (name for name in names if getattr(one, name) != getattr(other, name))


def _notes(rows: list[Said], back: int, to: int) -> Iterator[Message]:
    counts = {what: sum(row.what == what for row in rows) for what in ORDER}
    if (back, to) == (1, 0):
        yield Message(
            "The last load: %(appeared)s entities and ties came, %(ended)s went, %(changed)s have other values.",
            **counts,
        )
    else:
        yield Message(
            "From %(back)s loads ago to %(to)s loads ago: %(appeared)s entities and ties came, %(ended)s went, "
            "%(changed)s have other values.",
            back=back,
            to=to,
            **counts,
        )
