"""What every node and every relation of the vocabulary carries, and what each type of them says of itself.

`schema_org` is schema.org's name of a type, where it has one; "schema:..." beside a property's type is that of the
property.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar


@dataclass(frozen=True, slots=True)
class Mark:
    """How entities of a type are drawn, or those of one `kind` of it; `word` is what they are called beside a picture.

    The shape repeats the colour, for readers who see no colours.
    """

    name: str
    word: str
    shape: str
    colour: str
    border: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node carries: an id, where it is stated (`source_id#locator`), and how sure that is (0 to 1).

    `note` says why it is less than sure, or what must be known to read it. A type says what its ids begin with
    (`stem`), what one of it and several are called, which properties name it, the first that is known, and, where it
    stands for something in the world, how it is drawn: the last of its `marks` is for all kinds without their own.
    """

    stem: ClassVar[str]
    words: ClassVar[tuple[str, str]]
    names: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[Mark, ...]] = ()
    schema_org: ClassVar[str | None] = None

    id: Annotated[str, "schema:identifier"]
    sources: tuple[str, ...] = ()
    confidence: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A typed tie from `start` to `end` (ids), with its sources and confidence like a node.

    `label` is the name of the type in the store, `ends` the pairs of node types it may tie, and `key` the properties
    that, beside its ends, tell two relations of one type apart. `words` are what it is called, and what heads the list
    of those at its start and of those at its end.
    """

    label: ClassVar[str]
    words: ClassVar[tuple[str, str, str]]
    ends: ClassVar[tuple[tuple[type[Node], type[Node]], ...]]
    key: ClassVar[tuple[str, ...]] = ()
    schema_org: ClassVar[str | None] = None

    start: str
    end: str
    sources: tuple[str, ...] = ()
    confidence: float = 1.0
    note: str | None = None
