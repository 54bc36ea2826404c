"""Fit the kinds of likeness to labelled pairs.

    D=../shared/data                                           # the folder of open data
    intercluster --store ladybug:///tmp/lists load cordis:ecsel=$D/ecsel_kdt \\
      erdf-wallonia=$D/flanders_erdf/erdf_esf_wallonia_2014_2020.csv \\
      erdf-flanders-2007=$D/flanders_erdf/erdf_flanders_2007_2013.csv
    intercluster --store ladybug:///tmp/more load --skip-bad-rows \
      projects:england="$(ls $D/operations_lists/UK.*England*)"       # so, too: ni, france, bavaria (its ERDF list),
                                                                  # austria (2014-2020), vlaanderen, saxony, thuringia
    python -m benchmarks.likeness_kinds $D ladybug:///tmp/lists ladybug:///tmp/more > queries/likeness/kinds.csv
    intercluster --store ladybug:///tmp/lists evaluate duplicates --labels benchmarks/labels/report.csv
    intercluster --store ladybug:///tmp/more evaluate duplicates --labels benchmarks/labels/report_more.csv

It fits to the pairs of benchmarks/labels/tune*.csv and the folder's flanders_erdf/dev_labels.csv, in the store that
has both; report*.csv are kept apart.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks import run
from graph.store import open_store
from queries.likeness.features import features
from queries.likeness.fitted import FINDINGS, findings
from queries.likeness.index import Index, index
from queries.likeness.kinds import KINDS_FITTED

LABELS = Path(__file__).parent / "labels"
STRENGTH = 1.0
"""C of the penalty: of 0.3, 1 and 3 the one with the least cross-validated log loss on the half to tune."""


def labelled(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs to tune on: ids and kind."""
    for path in sorted(LABELS.glob("tune*.csv")):
        yield from ((row["a"], row["b"], row["label"]) for row in _read(path))
    for row in _read(folder / "flanders_erdf" / "dev_labels.csv"):
        kind = next((one for one in KINDS_FITTED if row["label"].startswith(one)), row["label"])
        yield f"project:erdf-flanders-2007:{row['row_i']}", f"project:erdf-flanders-2007:{row['row_j']}", kind


def _read(path: Path) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def seen(known: Index, pairs: list[tuple[str, str, str]]) -> list[tuple[float, ...]]:
    """Return the findings of each pair that is indexed, in their order."""
    place = {one.id: k for k, one in enumerate(known.initiatives)}
    i, j = np.array([sorted((place[a], place[b])) for a, b, _ in pairs], dtype=np.int64).T
    of = features(known.initiatives, known.vectors, i, j)
    found = []
    for k, (a, b) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        one, other = known.initiatives[a], known.initiatives[b]
        value = {name: float(values[k]) for name, values in of.items()}
        found.append(findings(one, other, value, float(of.wordings[k])))
    return found


def main() -> None:
    """Fit, and print the coefficients."""
    folder, *urls = sys.argv[1:]
    pairs = [pair for pair in labelled(Path(folder)) if pair[2] in KINDS_FITTED]
    found: list[tuple[float, ...]] = []
    told: list[str] = []
    for url in urls:
        with open_store(url) as store:
            known = index(store.current())
        ids = {one.id for one in known.initiatives}
        here = [pair for pair in pairs if ids.issuperset(pair[:2])]
        found += seen(known, here)
        told += [kind for *_, kind in here]
    table, kinds = np.array(found), np.array(told)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=5000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    share, loss = (
        cross_val_score(model, table, kinds, cv=folds, scoring=name).mean() for name in ("accuracy", "neg_log_loss")
    )
    print(f"{len(kinds)} pairs, cross-validated: kinds right {share:.3f}, log loss {-loss:.3f}", file=sys.stderr)
    scaler, fit = (step for _, step in model.fit(table, kinds).steps)
    coefficients = fit.coef_ / scaler.scale_
    constants = fit.intercept_ - coefficients @ scaler.mean_
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(["kind", "constant", *FINDINGS])
    for kind, constant, row in zip(fit.classes_, constants, coefficients, strict=True):
        written.writerow([kind, *(f"{number:.3f}" for number in (constant, *row))])


if __name__ == "__main__":
    run(main, __doc__)
