"""Records in words: what to call an entity, and its facts as lines that a person reads."""

from datetime import date

from graph.schema import Node, Relation, properties

_UNSAID = {"id", "sources", "confidence", "abstract", "kind"}
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


def facts_of(record: Node | Relation) -> tuple[str, ...]:
    """Return the known properties of a record, one a line: "grant: € 500,000"; the unknown ones are not said."""
    unsaid = {*_UNSAID, *(record.names[:1] if isinstance(record, Node) else ())}
    lines = []
    for name in properties(type(record)):
        value = getattr(record, name)
        if name not in unsaid and value not in (None, ()):
            lines.append(f"{words(name.removesuffix('_eur'))}: {_said(name, value)}")
    if record.confidence < 1:
        lines.append(f"inferred, confidence {record.confidence:.2f}")
    return tuple(lines)


def _said(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    if name.endswith("_eur") and isinstance(value, int | float):
        return f"€ {value:,.0f}" if float(value).is_integer() else f"€ {value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
