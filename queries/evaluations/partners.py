"""Would the suggested partners have been the right ones? Known up to a day, tested on first joint projects after it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from graph.days import day_of
from graph.errors import BadInputError
from graph.messages import Message
from graph.progress import track
from graph.store import Store
from queries.asking.question import Rows, of_all
from queries.evaluations.ranking import Interval, mean, share
from queries.partnering.likelihood import (
    Values,
    adamic_adar,
    common_neighbours,
    features,
    katz,
    likelihood,
    open_to,
    popularity,
)
from queries.partnering.past import Past, new_ties, participations, past

FIRST = 10
BLOCK = 50

Order = Callable[[Past, NDArray[np.int64]], Values]
ORDERS: Mapping[str, Order] = {
    "partners": lambda known, of: likelihood(features(known, of)),
    "adamic_adar": adamic_adar,
    "common_neighbours": common_neighbours,
    "katz": katz,
    "popularity": popularity,
}


@dataclass(frozen=True, slots=True)
class PartnerTest:
    """What one order reached: the share of organisations with a right one among the first ten, and the MRR.

    MRR is the mean of 1 / the rank of the first right one; where scores are equal the middle rank counts. `mrr_lead` is
    how far `partners` is ahead of this order, organisation by organisation. Intervals are of 95 %: Wilson's for the
    share, a bootstrap over organisations for the others.
    """

    order: str
    hit_10: float
    hit_10_interval: Interval
    mrr: float
    mrr_interval: Interval
    organisations: int
    new_ties: int
    mrr_lead: float | None = None
    mrr_lead_interval: Interval | None = None


@of_all
def partners(
    store: Store,
    *,
    known_until: Annotated[str, "what is known: projects begun up to this day (YYYY-MM-DD)"] = "2017-12-31",
    until: Annotated[str, "tested on projects begun after that and up to this day"] = "2020-12-31",
    sample: Annotated[int, "so many organisations, drawn at random; 0: all"] = 1000,
    seed: Annotated[int, "where the drawing starts"] = 0,
) -> list[PartnerTest]:
    """How often the first partners suggested are among those that an organisation really came to work with.

    What is known up to a day orders, for each organisation, all others with whom it has no joint project; right are
    those with whom its first joint project begins after that day and up to another. Only organisations that were there
    before count, on both sides. Beside the order of `partners`: Adamic and Adar, common neighbours, Katz (up to three
    steps), popularity, and chance. The weights of `partners` were fitted on 2017 as seen from the end of 2016, so years
    up to 2017 do not test it.
    """
    start, end = day_of(known_until), day_of(until)
    if end <= start:
        raise BadInputError("%(until)s is not after %(since)s.", until=end, since=start)
    every = participations(store)
    known = past(every, start)
    right = new_ties(every, known, start, end)
    random = np.random.default_rng(seed)
    asked = np.array(sorted(right), np.int64)
    if 0 < sample < len(asked):
        asked = np.sort(random.choice(asked, sample, replace=False))
    if not len(asked):
        return Rows(notes=[Message("Nobody has a first joint project between these days.")])
    ranks: dict[str, list[float]] = {}
    for name, rank in _ranks(known, right, asked, random):
        ranks.setdefault(name, []).append(rank)
    ties = sum(len(right[one]) for one in asked.tolist())
    rows = [_row(name, found, ranks["partners"], ties) for name, found in ranks.items()]
    return Rows(sorted(rows, key=lambda row: (-row.mrr, row.order)))


def _ranks(
    known: Past, right: Mapping[int, NDArray[np.int64]], asked: NDArray[np.int64], random: np.random.Generator
) -> Iterator[tuple[str, float]]:
    """Yield, for each organisation and order, the rank of the best of the right ones."""

    def chance(_: Past, of: NDArray[np.int64]) -> Values:
        return random.random((len(of), len(known.degree)))

    blocks = [asked[k : k + BLOCK] for k in range(0, len(asked), BLOCK)]
    for block in track(blocks, "organisations tested", len(blocks)):
        fine = open_to(known, block)
        for name, order in {**ORDERS, "chance": chance}.items():
            scores = np.where(fine, order(known, block), -np.inf)
            for row, one in enumerate(block.tolist()):
                best = scores[row, right[one]].max()
                yield name, float((scores[row] > best).sum() + ((scores[row] == best).sum() + 1) / 2)


def _row(name: str, ranks: list[float], ours: list[float], ties: int) -> PartnerTest:
    hits, reciprocal = share([float(rank <= FIRST) for rank in ranks]), mean([1 / rank for rank in ranks])
    found = PartnerTest(name, hits.value, hits.interval, reciprocal.value, reciprocal.interval, len(ranks), ties)
    if name == "partners":
        return found
    lead = mean([1 / our - 1 / rank for our, rank in zip(ours, ranks, strict=True)])
    return replace(found, mrr_lead=lead.value, mrr_lead_interval=lead.interval)
