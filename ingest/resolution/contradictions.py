"""What speaks against joining two records, whatever their names; and decisions that hold nothing contradictory.

Linkage is complete on contradictions: no group of records ever holds two that contradict each other, or of which a
person is asked or said that they are different.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from graph.judgements import Decision
from ingest.resolution import legal_forms
from ingest.resolution.groups import Groups, Pair
from ingest.resolution.names import folded, parse
from ingest.resolution.records import SETTLED, OrganisationRecord

MOST_CHOICES = 30
"""A record that fits more others than this is not told apart by its name."""

SAME_STREET = 70
"""Likeness of two ways of writing one street; below, they are two."""


def contradict(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether two records cannot be one organisation as far as their sources say, so that a person is asked."""
    return (
        numbers_differ(a, b)
        or (a.scheme == b.scheme in SETTLED)
        or bool(a.country and b.country and a.country != b.country)
        or _forms_differ(a, b)
        or named_together(a, b)
    )


def numbers_differ(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether one registry gives the two different numbers."""
    return any(a.registry[scheme] != b.registry[scheme] for scheme in a.registry.keys() & b.registry.keys())


def named_together(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether a source keeps the two apart: it names both in one list or project, or has two records of one name."""
    if a.events.isdisjoint(b.events) and (a.names[:1] != b.names[:1] or not a.names):
        return False
    return not _sources(a).isdisjoint(_sources(b))


def elsewhere(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether two records are in two towns, or in two streets of one."""
    if _differ(a.postcode, b.postcode) and _differ(a.town, b.town):
        return True
    if a.town and b.town and _differ(a.town, b.town) and not (a.postcode and b.postcode):
        return True
    streets = folded(a.street or ""), folded(b.street or "")
    return all(streets) and fuzz.token_set_ratio(*(street.replace("-", " ") for street in streets)) < SAME_STREET


def consistent(
    decisions: Iterable[Decision], records: Mapping[str, OrganisationRecord], different: Iterable[Pair] = ()
) -> list[Decision]:
    """Return the decisions, asked instead of joined where joining would put together what contradicts.

    A record that could be either of two that contradict each other is asked of both: each would be a guess.
    """
    found = {(one.a, one.b): one for one in decisions}
    apart = {*different, *(pair for pair, one in found.items() if one.verdict != "same")}
    doubtful = _choices(found, records)
    groups = Groups.of((), apart)
    order = sorted(found, key=lambda pair: (-found[pair].probability, pair))
    for pair in order:
        one = found[pair]
        if one.verdict != "same":
            continue
        if pair in doubtful or _clash(groups, records, *pair) or not groups.join(*pair):
            found[pair] = replace(one, verdict="review")
    return list(found.values())


def _choices(found: Mapping[Pair, Decision], records: Mapping[str, OrganisationRecord]) -> set[Pair]:
    """Return the pairs of records that fit several which contradict each other; a shared number is no guess."""
    fits: defaultdict[str, list[str]] = defaultdict(list)
    for (a, b), one in found.items():
        if one.verdict == "same":
            fits[a].append(b)
            fits[b].append(a)
    doubtful: set[Pair] = set()
    for record, others in fits.items():
        crowd = len(others) > MOST_CHOICES
        torn = set(others) if crowd else set()
        for x, y in () if crowd else itertools.combinations(others, 2):
            if contradict(records[x], records[y]):
                torn |= {x, y}
        doubtful |= {(min(record, other), max(record, other)) for other in torn}
    return {pair for pair in doubtful if found[pair].probability < 1 - 1e-8 or not _by_number(found[pair])}


def _by_number(decision: Decision) -> bool:
    return len(decision.evidence) == 1 and decision.evidence[0].feature != "same name"


def _clash(groups: Groups, records: Mapping[str, OrganisationRecord], a: str, b: str) -> bool:
    """Whether joining two records puts others together that contradict each other."""
    pairs = itertools.product(groups.members(a), groups.members(b))
    return groups.root(a) != groups.root(b) and any(
        contradict(records[x], records[y]) for x, y in pairs if (x, y) != (a, b)
    )


def _forms_differ(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    shown = [[parse(name).forms for name in record.names[:3]] for record in (a, b)]
    said = [[form for form in forms if form] for forms in shown]
    return all(said) and all(legal_forms.contradict(x, y) for x, y in itertools.product(*said))


def _differ(a: str | None, b: str | None) -> bool:
    """Whether two places are known and differ, however they are spelled; "Gent-Zeehaven" says "Gent" more fully."""
    if not a or not b or folded(a) == folded(b):
        return False
    here, there = ({word for word in parse(one).words if not word.isdigit()} or {one} for one in (a, b))
    return not (here <= there or there <= here)


def _sources(record: OrganisationRecord) -> set[str]:
    return {place.partition("#")[0] for place in record.sources}


def same_place(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether two records have one postcode, town or street."""
    pairs = ((a.postcode, b.postcode), (a.town, b.town), (a.street, b.street))
    return any(left and right and folded(left) == folded(right) != "" for left, right in pairs)
