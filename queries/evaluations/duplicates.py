"""Are look-alikes found, ranked and named rightly?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError, NotLoadedError
from graph.messages import Message
from graph.store import Store
from queries.asking.question import FileText, FromFile, Rows, of_all
from queries.evaluations.ranking import share
from queries.likeness.candidates import MOST, candidates
from queries.likeness.duplicates import Compared, Duplicate, ranked
from queries.likeness.index import index
from queries.likeness.kinds import CLAIMS
from queries.likeness.labels import labelled
from queries.lookup.entities import projects

POSITIVE = CLAIMS


EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Where the bins of the reliability curve meet."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Labelled pairs of which the score lies in [`low`, `high`): how many, the mean score, and the share that is one.

    `share_low` and `share_high` bound that share (Wilson, 95 %).
    """

    low: float
    high: float
    pairs: int
    score: float
    share: float
    share_low: float
    share_high: float

    def __str__(self) -> str:
        return f"{self.score:.2f}: {self.share:.2f} of {self.pairs}"


@dataclass(frozen=True, slots=True)
class DuplicateQuality:
    """How one label fares, `all`, or one list or language; unknown where there is nothing to take the share of.

    `recall_at_k` is the share of the pairs with this label that are among the k candidates of one of their projects,
    `precision_at_k` the share rightly named of the k most probable pairs that the program names so (of all: of the k
    most probable). `kind_right` and `kind_precision` are the same shares of all pairs with this label, and of all that
    are named so. `average_precision` is of `same` and `follow_up` over all labelled pairs in the order of `duplicates`,
    `r_precision` the share of them among as many first ones. `reliability` is, in `all`, the curve of the score: how
    often pairs of such a score are one initiative, or one and its sequel; `calibration_error` is the mean distance of
    the two, each bin by its pairs, and `brier` the mean of the squared differences.
    """

    BRIEF: ClassVar = tuple(
        "label pairs recall_at_k precision_at_k kind_right kind_precision average_precision calibration_error".split()
    )

    label: str
    pairs: int
    recall_at_k: float
    precision_at_k: float | None
    kind_right: float
    kind_precision: float | None
    average_precision: float | None
    r_precision: float | None
    reliability: tuple[Reliability, ...] = ()
    calibration_error: float | None = None
    brier: float | None = None


@dataclass(frozen=True, slots=True)
class _Labelled:
    label: str
    row: Duplicate
    candidate: bool
    language: str

    @property
    def right(self) -> bool:
        return self.row.kind == self.label

    @property
    def listed(self) -> str:
        """The list or lists of the two."""
        return " + ".join(sorted({one.split(":")[1] for one in (self.row.a, self.row.b)}))


@of_all
def duplicates(
    store: Store,
    *,
    labels: Annotated[
        str | None,
        "labelled pairs, a CSV of a, b and label (a kind); ids, titles, or the keys of a source's projects",
        FromFile("flanders_erdf/dev_labels.csv", told_whole=False),
    ] = None,
    source: Annotated[str | None, "the source whose projects are meant: erdf-flanders-2007"] = None,
    k: Annotated[int, "how many candidates a project has, and how many of a kind are looked at"] = MOST,
    seed: Annotated[int, "which random pairs show how common a likeness is"] = 0,
) -> list[DuplicateQuality]:
    """Are look-alikes found, ranked and named rightly? Measured on labelled pairs.

    Every labelled pair is compared as `duplicates` compares its candidates. A label is a kind, or begins with one
    (parallel_same_scheme is parallel). recall_at_k is the share of the pairs of a label that are among the first k
    candidates of one of the two projects; precision_at_k is of the labelled pairs that the program gives this kind the
    k most probable, or all where there are fewer, and says which share carries the label. Only labelled pairs count:
    what the others are is not known. The reliability curve says whether a score means what it looks like: pairs with
    0.9 should be one initiative, or one and its sequel, nine times in ten; labelled pairs are no random sample of what
    is listed, so it holds for such pairs alone. The judged weights were set while looking at the 21 follow-ups, 57
    parallel and 3 related pairs of the Flemish ERDF list that were labelled first, so on those the figures are somewhat
    kind. First all, then each label by its name, each list, and each
    language of the two texts.
    """
    if labels is None:
        raise BadInputError("There are no labelled pairs here: name a file with --labels (a, b, label).")
    if k < 1:
        raise BadInputError("k is %(k)s; it counts pairs, so at least 1.", k=k)
    found = _compared(store, labels, source, k, seed)
    rows = [_quality("all", found, found, k)]
    rows += [_quality(label, pairs, found, k) for label, pairs in _groups(found, lambda one: one.label)]
    for what in (lambda one: f"list {one.listed}", lambda one: f"language {one.language}"):
        rows += [_quality(name, pairs, pairs, k) for name, pairs in _groups(found, what)]
    return Rows(rows, _notes(labels))


def _groups(found: Sequence[_Labelled], what: Callable[[_Labelled], str]) -> Iterable[tuple[str, list[_Labelled]]]:
    """Yield the pairs of each group, by its name."""
    for name in sorted({what(one) for one in found}):
        yield name, [one for one in found if what(one) == name]


def average_precision(right: list[bool]) -> float | None:
    """Return the mean of the precision at the place of each right one, None where none is."""
    places = np.flatnonzero(right) + 1
    return float((np.arange(1, len(places) + 1) / places).mean()) if len(places) else None


def _compared(store: Store, labels: str, source: str | None, k: int, seed: int) -> list[_Labelled]:
    """Return the labelled pairs as the program sees them, in the order of `duplicates`."""
    known = projects(store)
    if not known:
        raise NotLoadedError("There are no projects in the store: load the source that the labels are about.")
    pairs = labelled(labels, known, source)
    compared = Compared.among(index(store, seed))
    places = {one.id: place for place, one in enumerate(compared.initiatives)}
    i, j = np.array([(places[a], places[b]) for a, b in pairs], dtype=np.int64).T
    near = set(zip(*(ends.tolist() for ends in candidates(compared.initiatives, compared.vectors, k)), strict=True))
    rows = ranked(compared.rows(i, j))
    told = compared.vectors.languages
    return [
        _Labelled(
            pairs[row.a, row.b],
            row,
            (places[row.a], places[row.b]) in near,
            " + ".join(sorted({told[places[one]] or "unknown" for one in (row.a, row.b)})),
        )
        for row in rows
    ]


def _quality(label: str, pairs: list[_Labelled], everything: list[_Labelled], k: int) -> DuplicateQuality:
    overall = pairs is everything
    named = everything if overall else [one for one in everything if one.row.kind == label]
    positive = [one.label in POSITIVE for one in everything]
    scored = [(one.row.score, one.label in POSITIVE) for one in everything if one.row.score is not None]
    curve = reliability(scored) if label == "all" else ()
    return DuplicateQuality(
        label=label,
        pairs=len(pairs),
        recall_at_k=float(np.mean([one.candidate for one in pairs])),
        precision_at_k=_share_right(named[:k]),
        kind_right=float(np.mean([one.right for one in pairs])),
        kind_precision=_share_right(named) if not overall else None,
        average_precision=average_precision(positive) if overall else None,
        r_precision=float(np.mean(positive[: sum(positive)])) if overall and any(positive) else None,
        reliability=curve,
        calibration_error=sum(one.pairs * abs(one.score - one.share) for one in curve) / len(scored) if curve else None,
        brier=float(np.mean([(score - right) ** 2 for score, right in scored])) if curve else None,
    )


def reliability(scored: Sequence[tuple[float, bool]]) -> tuple[Reliability, ...]:
    """Return the curve of scores with whether each was right; bins without any pair are left out."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [(score, right) for score, right in scored if low <= score < high or score == high == EDGES[-1]]
        if inside:
            scores, rights = zip(*inside, strict=True)
            right = share(rights)
            of_all = right.value, right.interval.low, right.interval.high
            found.append(Reliability(low, high, len(inside), float(np.mean(scores)), *of_all))
    return tuple(found)


def _share_right(pairs: list[_Labelled]) -> float | None:
    return float(np.mean([one.right for one in pairs])) if pairs else None


def _notes(labels: str) -> list[Message]:
    if not (isinstance(labels, FileText) and labels.usual):
        return []
    return [
        Message(
            "No labels were named, so those of %(labels)s were taken, a file in the folder of open data.",
            labels=labels.name,
        )
    ]
