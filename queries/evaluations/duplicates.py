"""Are look-alikes found, ranked and named rightly?"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

import numpy as np

from graph.errors import BadInputError, NotFoundError, NotLoadedError
from graph.store import Store
from queries.duplicates import Compared, Duplicate
from queries.likeness.candidates import candidates
from queries.likeness.kinds import Kind
from queries.question import FromFile

KINDS = get_args(Kind)
ENDS = (("a", "b"), ("row_i", "row_j"))
POSITIVE = ("same", "follow_up")


@dataclass(frozen=True, slots=True)
class DuplicateQuality:
    """How one label fares, or `all` of them.

    `among_candidates` is the share of labelled pairs that are among one of their projects' ten candidates (recall at
    ten), `kind_right` the share that is given the labelled kind (recall), `kind_precision` the share of the labelled
    pairs given this kind that carry the label. `average_precision` is of `same` and `follow_up` over
    all labelled pairs in the order of their score, `r_precision` the share of them among as many first ones.
    """

    label: str
    pairs: int
    among_candidates: float
    kind_right: float
    kind_precision: float | None
    average_precision: float | None
    r_precision: float | None


@dataclass(frozen=True, slots=True)
class _Labelled:
    label: str
    row: Duplicate
    candidate: bool


def duplicates(
    store: Store,
    *,
    labels: Annotated[
        str | None,
        "labelled pairs, a CSV of a, b and label (a kind); ids, or the keys of a source's projects",
        FromFile("flanders_erdf/dev_labels.csv"),
    ] = None,
    source: Annotated[str | None, "the source whose keys are meant: erdf-flanders-2007"] = None,
    seed: Annotated[int, "which random pairs show how common a likeness is"] = 0,
) -> list[DuplicateQuality]:
    """Are look-alikes found, ranked and named rightly? Measured on labelled pairs.

    Every labelled pair is compared as `duplicates` compares its candidates. A label is a kind, or begins with one
    (parallel_same_scheme is parallel). Only labelled pairs count: what the others are is not known. The judged weights
    were set while looking at the 21 follow-ups, 57 parallel and 3 related pairs of the Flemish ERDF list that were
    labelled first, so on those the figures are somewhat kind. First all, then each label by its name.
    """
    if not labels:
        raise BadInputError("There are no labelled pairs here: name a file with --labels (a, b, label).")
    found = _labelled(store, labels, source, seed)
    groups = {label: [one for one in found if one.label == label] for label in sorted({one.label for one in found})}
    return [_quality("all", found, found), *(_quality(label, pairs, found) for label, pairs in groups.items())]


def average_precision(right: list[bool]) -> float | None:
    """Return the mean of the precision at the place of each right one, None where none is."""
    places = np.flatnonzero(right) + 1
    return float((np.arange(1, len(places) + 1) / places).mean()) if len(places) else None


def _labelled(store: Store, labels: str, source: str | None, seed: int) -> list[_Labelled]:
    compared = Compared.of(store, seed)
    places = {one.id: k for k, one in enumerate(compared.initiatives)}
    if not places:
        raise NotLoadedError("There are no projects in the store: load the source that the labels are about.")
    read = [(_place(places, a, source), _place(places, b, source), kind) for a, b, kind in _rows(labels)]
    i, j = (np.array([place(pair[:2]) for pair in read], dtype=np.int64) for place in (min, max))
    rows = compared.rows(i, j)
    near = set(zip(*(ends.tolist() for ends in candidates(compared.vectors)), strict=True))
    return [_Labelled(kind, row, (min(a, b), max(a, b)) in near) for (a, b, kind), row in zip(read, rows, strict=True)]


def _quality(label: str, pairs: list[_Labelled], everything: list[_Labelled]) -> DuplicateQuality:
    given = [one for one in everything if one.row.kind == label]
    ranked = sorted(everything, key=lambda one: (-round(one.row.bits, 9), one.row.a, one.row.b))
    right = [one.label in POSITIVE for one in ranked]
    overall = label == "all"
    return DuplicateQuality(
        label=label,
        pairs=len(pairs),
        among_candidates=float(np.mean([one.candidate for one in pairs])),
        kind_right=float(np.mean([one.row.kind == one.label for one in pairs])),
        kind_precision=float(np.mean([one.label == label for one in given])) if given else None,
        average_precision=average_precision(right) if overall else None,
        r_precision=float(np.mean(right[: sum(right)])) if overall and any(right) else None,
    )


def _rows(text: str) -> list[tuple[str, str, str]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    names = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = names
    ends = next((ends for ends in ENDS if {*ends, "label"} <= set(names)), None)
    if ends is None:
        raise BadInputError(f"Labelled pairs need the columns a, b and label; found {', '.join(names) or 'none'}.")
    rows = [(row[ends[0]] or "", row[ends[1]] or "", _kind(row["label"] or "")) for row in reader]
    if not rows:
        raise BadInputError("There is no labelled pair in the file.")
    return [(a.strip(), b.strip(), kind) for a, b, kind in rows]


def _kind(label: str) -> str:
    found = next((kind for kind in KINDS if label.strip().replace("-", "_").startswith(kind)), None)
    if found is None:
        raise BadInputError(f"'{label}' is no kind of likeness: expected one of {', '.join(KINDS)}.")
    return str(found)


def _place(places: Mapping[str, int], key: str, source: str | None) -> int:
    """Return where a project stands, by its id or its key in a source; without a source the only one of that key."""
    wanted = key if ":" in key else f"project:{source}:{key}"
    if wanted in places:
        return places[wanted]
    fitting = [] if source or ":" in key else [i for i in places if i.rpartition(":")[2] == key]
    if len(fitting) == 1:
        return places[fitting[0]]
    why = f"fits {len(fitting)} projects: name their source with --source" if fitting else "is no project in the store"
    raise NotFoundError(f"'{key}' {why}.")
