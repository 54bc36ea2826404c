"""Records in words: what to call an entity, and its facts as lines that a person reads."""

from datetime import date

from graph.messages import Euro, Message, Term, Value
from graph.schema import Node, Relation, properties

_UNSAID = {"id", "sources", "confidence", "abstract", "kind"}
CODED = {
    *("kind", "model", "status", "role", "outcome", "novelty", "focus", "report_edition"),
    *("advice", "what", "type", "property", "relation", "facet"),
}
"""Properties whose values are words of the vocabulary."""
LONGEST_LABEL = 28


def name_of(node: Node) -> str:
    """Return what to call an entity: by the first of its type's names that is known, else its id."""
    names = (getattr(node, name) for name in node.names)
    return next((name for name in names if name), node.id)


def short_name(node: Node) -> str:
    """Return a name that fits beside a mark: an acronym where there is one, else the name cut at a word."""
    name: str = getattr(node, "acronym", None) or name_of(node)
    if len(name) <= LONGEST_LABEL:
        return name
    cut = name[:LONGEST_LABEL].rsplit(" ", 1)[0] if " " in name[8:LONGEST_LABEL] else name[: LONGEST_LABEL - 1]
    return f"{cut.rstrip(' -–,:;(&')}…"


def words(label: str) -> str:
    """Return the type of a relation in words: MEMBER_OF -> "member of"."""
    return label.replace("_", " ").lower()


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 tie", "1,200 ties"."""
    return f"{number:,} {one if number == 1 else many}"


def fact(what: str, value: Value) -> Message:
    """Return a line that a person reads of a property, measure or relation: "grant: € 500,000"."""
    return Message("%(what)s: %(value)s", what=Term(what, words(what.removesuffix("_eur"))), value=value)


def part(subgroup: str) -> str:
    """Return for whom something holds in words: of `size=small` "size: small"."""
    split, _, value = subgroup.partition("=")
    what = Term(split, words(split))
    return Message("%(what)s: %(value)s", what=what, value=Term(value, value)) if value else what


def told_of(name: str, subgroup: str | None) -> str:
    """Return what a source tells, and for whom it holds: "members, mean (size: small)"."""
    return Message("%(what)s (%(of)s)", what=Term(name, words(name)), of=part(subgroup)) if subgroup else name


def tied(start: str, relation: str, end: str) -> Message:
    """Return what ties two, in words: "WTCB hosts BIM"."""
    return Message("%(start)s %(relation)s %(end)s", start=start, relation=Term(relation, words(relation)), end=end)


def facts_of(record: Node | Relation) -> tuple[Message, ...]:
    """Return the known properties of a record, one a line; the unknown ones are not said."""
    unsaid = {*_UNSAID, *(record.names[:1] if isinstance(record, Node) else ())}
    lines = []
    for name in properties(type(record)):
        value = getattr(record, name)
        if name not in unsaid and value not in (None, ()):
            lines.append(fact(name, _value(name, value)))
    if record.confidence < 1:
        lines.append(Message("inferred, confidence %(value).2f", value=record.confidence))
    return tuple(lines)


def _value(name: str, value: object) -> Value:
    if name in CODED:
        return Term(str(value), str(value).replace("_", " "))
    if name.endswith("_eur") and isinstance(value, int | float):
        return Euro(value)
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return value if isinstance(value, date) or type(value) is int else str(value)
