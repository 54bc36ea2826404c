"""All initiatives of a store, indexed once, so that a text that is not among them is compared in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.store import Store
from graph.store.answers import kept
from queries.likeness.candidates import LEAST_COSINE, MOST, candidates
from queries.likeness.evidence import Chance, chance
from queries.likeness.initiative import Initiative, initiatives
from queries.likeness.vectors import SHARES, Corpus, Vectors, learned


@dataclass(frozen=True, slots=True)
class Index:
    """Initiatives with their vectors, what words weigh among them, and what pairs look like by chance."""

    initiatives: Sequence[Initiative]
    corpus: Corpus
    vectors: Vectors
    by_chance: Chance

    @classmethod
    def of(cls, found: Sequence[Initiative], seed: int) -> "Index":
        """Index initiatives, and look at what random pairs of them look like."""
        corpus, made = learned(found)
        return cls(found, corpus, made, chance(found, made, candidates(found, made), seed))

    def near(self, one: Initiative, most: int = MOST) -> list[int]:
        """Return the places of those most like an initiative in title, text and participants together, best first."""
        mine = self.corpus.vectors([one])
        likeness = np.zeros(len(self.initiatives))
        for name, share in (("titles", SHARES["titles"]), ("texts", SHARES["texts"])):
            row = getattr(mine, name).toarray().ravel()
            likeness += share * (getattr(self.vectors, name) @ row)
        for place, other in enumerate(self.initiatives):
            if both := len(one.participants & other.participants):
                cosine = both / np.sqrt(len(one.participants) * len(other.participants))
                likeness[place] += SHARES["participants"] * cosine
        order = np.argsort(-likeness, kind="stable")[:most]
        return [int(k) for k in order if likeness[k] >= LEAST_COSINE / 2]

    def beside(self, one: Initiative, places: Sequence[int]) -> tuple[list[Initiative], Vectors]:
        """Return the initiatives at these places and, last, another, with their vectors."""
        picked = np.array(places, dtype=np.int64)
        all_of = [*(self.initiatives[k] for k in places), one]
        theirs = replace(
            self.vectors,
            titles=self.vectors.titles[picked],
            texts=self.vectors.texts[picked],
            names=self.vectors.names[picked],
        )
        return all_of, self.corpus.together(all_of, theirs, self.corpus.vectors([one]))


@kept
def index(store: Store, seed: int = 0) -> Index:
    """Read and index every initiative of a store."""
    return Index.of(initiatives(store), seed)
