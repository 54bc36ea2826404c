"""Initiatives that look alike."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

from graph.store import Store
from queries.entities import entities, resolve
from queries.likeness import Evidence, Initiative, candidates, evidence, numbers

PROJECTS = """
MATCH (p:Project)
RETURN p.id AS id, p.acronym AS acronym, p.title AS title, p.abstract AS abstract, p.start_date AS start_date,
       p.end_date AS end_date, p.sources AS sources
ORDER BY id
"""

SURROUNDINGS = """
MATCH (n:Cluster|Organisation)-[:PARTICIPATES_IN]->(p:Project) RETURN 'participant' AS role, p.id AS project, n.id AS id
UNION
MATCH (p:Project)-[:ABOUT]->(t:Theme) RETURN 'theme' AS role, p.id AS project, t.id AS id
UNION
MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument) RETURN 'instrument' AS role, p.id AS project, i.id AS id
"""

LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A pair that looks alike: `bits` is the sum of the evidence, `score` the probability of one initiative it makes.

    `kind` is same, follow_up, parallel, related, coincidental or cannot_tell (texts too short to judge).
    """

    a: str
    b: str
    a_name: str
    b_name: str
    kind: str
    score: float | None
    bits: float
    evidence: tuple[Evidence, ...]
    judgement: str | None
    sources: tuple[str, ...]


def duplicates(
    store: Store,
    *,
    of: Annotated[str | None, "only pairs with this project (name or id)"] = None,
) -> list[Duplicate]:
    """Initiatives that look alike, ranked, with the evidence side by side and the kind of likeness.

    Candidates are each project's ten most similar texts (TF-IDF on character 3- to 5-grams) and the pairs that share
    at least half of a consortium. The score follows Fellegi and Sunter: the bits of the evidence, log2(m/u) a
    feature, added to a prior of one in a hundred, and turned into a probability; the probabilities m and u are
    judgements, not estimates. Unknown features add nothing. Kinds: same (like text and consortium), follow_up (one
    starts when the other has ended, or a sequel's number differs, with a common participant), parallel (like text,
    no common participant), related (something in common), coincidental, cannot_tell. Ordered by bits.
    """
    known = entities(store)
    only = resolve(known, of).id if of else None
    initiatives, sources = _initiatives(store)
    rows = []
    for (i, j), cosine in candidates(initiatives).items():
        a, b = initiatives[i], initiatives[j]
        if only is None or only in (a.id, b.id):
            rows.append(_row(a, b, evidence(a, b, cosine), sources[a.id] + sources[b.id]))
    return sorted(rows, key=lambda row: (-row.bits, row.a, row.b))


def _initiatives(store: Store) -> tuple[list[Initiative], dict[str, tuple[str, ...]]]:
    around: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.rows(SURROUNDINGS):
        around[(row["role"], row["project"])].add(row["id"])
    rows = store.rows(PROJECTS)
    initiatives = [
        Initiative(
            id=row["id"],
            title=row["title"] or row["acronym"] or "",
            text=" ".join(row[name] or "" for name in ("acronym", "title", "abstract")).strip(),
            start=row["start_date"],
            end=row["end_date"],
            participants=frozenset(around[("participant", row["id"])]),
            themes=frozenset(around[("theme", row["id"])]),
            instruments=frozenset(around[("instrument", row["id"])]),
        )
        for row in rows
    ]
    return initiatives, {row["id"]: tuple(row["sources"]) for row in rows}


def _row(a: Initiative, b: Initiative, found: list[Evidence], sources: tuple[str, ...]) -> Duplicate:
    bits = sum(item.weight for item in found)
    kind = _kind(a, b, {item.feature: item.value for item in found})
    return Duplicate(
        a=a.id,
        b=b.id,
        a_name=a.title or a.id,
        b_name=b.title or b.id,
        kind=kind,
        score=None if kind == "cannot_tell" else 1 / (1 + 2**-bits),
        bits=bits,
        evidence=tuple(found),
        judgement=None,
        sources=tuple(dict.fromkeys(sources)),
    )


def _kind(a: Initiative, b: Initiative, value: dict[str, float | None]) -> str:
    """Name the kind of likeness; the order of the tests is the order of the claims, strongest first."""
    text, consortium = value["text"] or 0.0, value["consortium"]
    meet = bool(a.participants & b.participants)
    if min(_words(a), _words(b)) < LEAST_WORDS and not meet:
        return "cannot_tell"
    successive = value["dates"] is not None and value["dates"] < 1.0
    sequel = text >= 0.5 and numbers(a.title) != numbers(b.title)
    if meet and text >= 0.3 and (successive or sequel):
        return "follow_up"
    if text >= 0.8 and (consortium is None or consortium >= 0.4):
        return "same"
    if text >= 0.5 and consortium == 0.0:
        return "parallel"
    return "related" if meet or text >= 0.3 else "coincidental"


def _words(initiative: Initiative) -> int:
    return len(re.findall(r"\w{2,}", initiative.text))
