"""How alike two initiatives are: candidate pairs, and the evidence for each, feature by feature.

The weight of a piece of evidence is log2(m / u) after Fellegi and Sunter 1969: how much likelier it is to be seen
where two records are one initiative (m) than where they are not (u). The probabilities below are judgements, written
down before any result was seen, not estimates; measuring them needs labelled pairs.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import sparse

CANDIDATES_PER_PROJECT = 10
LEAST_COSINE = 0.2
LEAST_CONSORTIUM = 0.5
PRIOR = 0.01


@dataclass(frozen=True, slots=True)
class Initiative:
    """What the comparison reads of a project."""

    id: str
    title: str
    text: str
    start: date | None
    end: date | None
    participants: frozenset[str]
    themes: frozenset[str]
    instruments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature's finding: its value (null where unknown), in words, and its weight in bits."""

    feature: str
    value: float | None
    weight: float
    detail: str

    def __str__(self) -> str:
        return f"{self.feature} {self.weight:+.1f}"


@dataclass(frozen=True, slots=True)
class Level:
    """From this value on, evidence is seen with probability m for one initiative and u for two."""

    least: float
    m: float
    u: float

    @property
    def bits(self) -> float:
        """The weight of evidence, log2(m / u)."""
        return math.log2(self.m / self.u)


TITLE = (Level(0.8, 0.60, 0.001), Level(0.5, 0.25, 0.004), Level(0.3, 0.10, 0.020), Level(0.0, 0.05, 0.975))
CONSORTIUM = (Level(0.8, 0.50, 0.002), Level(0.4, 0.30, 0.010), Level(0.01, 0.10, 0.050), Level(0.0, 0.10, 0.938))
THEMES = (Level(0.5, 0.60, 0.050), Level(0.01, 0.30, 0.200), Level(0.0, 0.10, 0.750))
INSTRUMENT = (Level(1.0, 0.60, 0.300), Level(0.0, 0.40, 0.700))
NUMBERS = (Level(1.0, 0.70, 0.700), Level(0.0, 0.30, 0.300))
DATES = (Level(1.0, 0.60, 0.300), Level(0.5, 0.30, 0.300), Level(0.0, 0.10, 0.400))


def candidates(initiatives: list[Initiative]) -> dict[tuple[int, int], float]:
    """Return the pairs (i < j) worth comparing with the cosine of their texts.

    Each initiative with its ten most similar texts (TF-IDF on character 3- to 5-grams, cosine of at least 0.2), and
    all pairs with at least half of their joint consortium in common.
    """
    if len(initiatives) < 2:
        return {}
    vectors = _vectors(initiatives)
    likeness = sparse.csr_array(vectors @ vectors.T)
    pairs = {pair for i in range(len(initiatives)) for pair in _nearest(likeness, i)} | _same_consortium(initiatives)
    return {(i, j): float(likeness[i, j]) for i, j in sorted(pairs)}


def evidence(a: Initiative, b: Initiative, cosine: float) -> list[Evidence]:
    """Return the evidence on a pair, the prior first; its weights sum to the pair's score in bits."""
    return [
        Evidence("prior", PRIOR, math.log2(PRIOR / (1 - PRIOR)), "one candidate pair in a hundred is one initiative"),
        _weighed("text", TITLE, cosine, f"cosine {cosine:.2f}"),
        _sets("consortium", CONSORTIUM, a.participants, b.participants),
        _sets("themes", THEMES, a.themes, b.themes),
        _sets("instrument", INSTRUMENT, a.instruments, b.instruments, whole=True),
        _numbers(a, b),
        _dates(a, b),
    ]


def numbers(title: str) -> tuple[str, ...]:
    """Return the numbers, roman numerals and words for a sequel in a title: ("2",), ("ii",), ("bis",)."""
    found = re.findall(
        r"\d+(?:[.,]\d+)*|\b[ivx]+\b|\bbis\b|\bverlenging\b|\bvervolg\b|\bphase\b|\bfase\b", title.lower()
    )
    return tuple(sorted(found))


def _vectors(initiatives: list[Initiative]) -> sparse.csr_array:
    """Return one row a text, of length 1."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # half a second, and only this question needs it

    analyser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode", sublinear_tf=True)
    return sparse.csr_array(analyser.fit_transform([initiative.text for initiative in initiatives]))


def _nearest(likeness: sparse.csr_array, i: int) -> Iterable[tuple[int, int]]:
    start, end = likeness.indptr[i : i + 2]
    others, values = likeness.indices[start:end], likeness.data[start:end]
    kept = [(float(v), int(j)) for v, j in zip(values, others, strict=True) if j != i and v >= LEAST_COSINE]
    for _, j in sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:CANDIDATES_PER_PROJECT]:
        yield min(i, j), max(i, j)


def _same_consortium(initiatives: list[Initiative]) -> set[tuple[int, int]]:
    everyone = {who: k for k, who in enumerate(sorted({who for i in initiatives for who in i.participants}))}
    cells = [(i, everyone[who]) for i, initiative in enumerate(initiatives) for who in initiative.participants]
    if not cells:
        return set()
    rows, columns = zip(*cells, strict=True)
    matrix = sparse.csr_array((np.ones(len(cells)), (rows, columns)), shape=(len(initiatives), len(everyone)))
    sizes = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    shared = sparse.coo_array(sparse.triu(matrix @ matrix.T, k=1))
    i, j = shared.coords
    joint = sizes[i] + sizes[j] - shared.data
    kept = (shared.data / joint >= LEAST_CONSORTIUM) & (shared.data >= 2)
    return set(zip(i[kept].tolist(), j[kept].tolist(), strict=True))


def _weighed(feature: str, levels: tuple[Level, ...], value: float, detail: str) -> Evidence:
    level = next(level for level in levels if value >= level.least)
    return Evidence(feature, value, level.bits, detail)


def _sets(
    feature: str, levels: tuple[Level, ...], a: frozenset[str], b: frozenset[str], *, whole: bool = False
) -> Evidence:
    """Compare two sets by Jaccard, or where `whole` by whether they meet at all."""
    if not a or not b:
        return Evidence(feature, None, 0.0, "unknown")
    common = len(a & b)
    value = float(common > 0) if whole else common / len(a | b)
    return _weighed(feature, levels, value, f"{common} of {len(a | b)} in common")


def _numbers(a: Initiative, b: Initiative) -> Evidence:
    one, other = numbers(a.title), numbers(b.title)
    detail = f"{', '.join(one) or 'none'} and {', '.join(other) or 'none'}"
    return _weighed("numbers", NUMBERS, float(one == other), detail)


def _dates(a: Initiative, b: Initiative) -> Evidence:
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return Evidence("dates", None, 0.0, "unknown")
    first, second = sorted((a, b), key=lambda initiative: (initiative.start or date.min, initiative.id))
    gap = ((second.start or date.min) - (first.end or date.max)).days
    if gap < 0:
        return _weighed("dates", DATES, 1.0, "at the same time")
    return _weighed("dates", DATES, 0.5 if gap <= 366 else 0.0, f"{gap} days apart")
