"""Turtle: the statements of the JSON-LD, one triple after the other, for triple stores and SPARQL."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.exports.jsonld import VOCABULARY, context, records
from graph.facts import Facts

PREFIXES = {
    "": VOCABULARY,
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def turtle(facts: Facts) -> bytes:
    """Return the graph as Turtle 1.1: what `jsonld` says of the same facts, read by the same context."""
    terms = context()
    prefixes = (f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return "".join((*prefixes, *(_block(record, terms) for record in records(facts)))).encode()


def _block(record: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    """Return the triples of a record: its IRI, then a line for each property."""
    told = (f"    {predicate} {', '.join(objects)}" for predicate, objects in _said(record, terms))
    return f"\n<{record['@id']}>\n" + " ;\n".join(told) + " .\n"


def _said(record: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, value in record.items():
        if name == "@type":
            yield "a", [_term(value, terms)[0]]
        elif name != "@id":
            predicate, kind = _term(name, terms)
            many = value if isinstance(value, list) else [value]
            yield predicate, list(dict.fromkeys(_object(one, kind) for one in many))


def _term(name: str, terms: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return what the context calls a term, as a prefixed name, and the type of its values if it says one."""
    meaning = terms.get(name, f":{name}")
    if isinstance(meaning, str):
        return meaning, None
    known: str = meaning.get("@id", f":{name}")
    return f":{known.removeprefix(VOCABULARY)}" if known.startswith(VOCABULARY) else known, meaning["@type"]


def _object(value: str | int | float, kind: str | None) -> str:
    if kind == "@id":
        return f"<{value}>"
    if isinstance(value, int):
        return f'"{value}"^^xsd:integer'
    if isinstance(value, float):
        return f'"{value!r}"^^xsd:double'
    return f'"{value.translate(_ESCAPES)}"' + (f"^^{kind}" if kind else "")
