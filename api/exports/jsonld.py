"""JSON-LD: the graph as linked data. The context is in the file, so reading it needs no other host."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_type_hints
from urllib.parse import quote

from api.exports.values import values
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, TYPES, Relation, Statement, properties

VOCABULARY = "urn:intercluster:"
_DATATYPES = {date: "xsd:date", float: "xsd:double"}


def jsonld(facts: Facts) -> bytes:
    """Return the graph as JSON-LD 1.1.

    Each relation is there twice: as a plain property of its start (`MEMBER_OF`), to follow, and as a record of its
    own (`@type` MEMBER_OF with `start` and `end`), which carries its dates, amounts, sources and confidence. Where
    sources differ, `Statement`s say who gives which value of what (`start`, and of a relation `end`); elsewhere the
    `sources` of a record state all of it.
    """
    document = {"@context": context(), "@graph": list(records(facts))}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def context() -> dict[str, Any]:
    """Return the meaning of every term: properties with their datatypes, relations as links between entities."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": VOCABULARY,
        "schema": "https://schema.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "start": {"@type": "@id"},
        "end": {"@type": "@id"},
    }
    known = _schema_org()
    terms |= {node.__name__: known[node.__name__] for node in NODE_TYPES if node.schema_org}
    for record in TYPES:
        for name, kind in properties(record).items():
            if kind in _DATATYPES:
                terms[name] = {"@id": known.get(name, VOCABULARY + name), "@type": _DATATYPES[kind]}
            elif name in known:
                terms[name] = known[name]
    for tie in RELATION_TYPES:
        terms[tie.label] = {"@id": known.get(tie.label, VOCABULARY + tie.label), "@type": "@id"}
    return terms


def _schema_org() -> Mapping[str, str]:
    """Return what schema.org calls types and properties, of those that it has a word for."""
    found = {kind.__name__: f"schema:{kind.schema_org}" for kind in NODE_TYPES if kind.schema_org}
    found |= {tie.label: f"schema:{tie.schema_org}" for tie in RELATION_TYPES if tie.schema_org}
    for kind in TYPES:
        hints = get_type_hints(kind, include_extras=True)
        found |= {name: said for name in properties(kind) for said in getattr(hints[name], "__metadata__", ())}
    return found


def iri(identifier: str) -> str:
    """Return the IRI of an entity's id; what an IRI may not hold is percent-encoded."""
    return f"{VOCABULARY}id:{quote(identifier, safe=':/@!$&()*+,;=~-._', errors='replace')}"


def records(facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield each node and relation as an object of the document, its terms those of `context`."""
    ties = [relation for tie in RELATION_TYPES for relation in facts.relations(tie)]
    links: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for tie in ties:
        found = links[tie.start].setdefault(tie.label, [])
        if iri(tie.end) not in found:
            found.append(iri(tie.end))
    for kind in NODE_TYPES:
        for node in facts.nodes(kind):
            about = _about(node) if isinstance(node, Statement) else {}
            yield {"@id": iri(node.id), "@type": kind.__name__, **about, **values(node), **links.get(node.id, {})}
    for tie in ties:
        ends = {"start": iri(tie.start), "end": iri(tie.end)}
        yield {"@id": _relation_iri(tie), "@type": tie.label, **ends, **values(tie)}


def _about(said: Statement) -> dict[str, str]:
    """Return the entity that a statement is about or, of a relation, its two ends."""
    return {"start": iri(said.entity_id)} | ({"end": iri(said.end_id)} if said.end_id else {})


def _relation_iri(tie: Relation) -> str:
    """Return an IRI from what makes the relation itself, so that it stays the same when another is added."""
    parts = (tie.label, tie.start, tie.end, *(getattr(tie, name) for name in tie.key))
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return f"{VOCABULARY}relation:{digest}"
