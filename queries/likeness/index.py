"""All initiatives of a store, indexed once, so that a text that is not among them is compared in milliseconds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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
    """Initiatives with their vectors, what words weigh among them, what pairs look like by chance, who is in which."""

    initiatives: Sequence[Initiative]
    corpus: Corpus
    vectors: Vectors
    by_chance: Chance
    taking_part: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, found: Sequence[Initiative], seed: int) -> "Index":
        """Index initiatives, and look at what random pairs of them look like."""
        corpus, made = learned(found)
        taking_part: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(found):
            for who in one.participants:
                taking_part[who].append(place)
        places = {who: tuple(where) for who, where in taking_part.items()}
        return cls(found, corpus, made, chance(found, made, candidates(found, made), seed), places)

    def near(self, one: Initiative, most: int = MOST) -> list[int]:
        """Return the places of those most like an initiative in title, text and participants together, best first."""
        mine = self.corpus.vectors([one])
        likeness = np.zeros(len(self.initiatives))
        for name, share in (("titles", SHARES["titles"]), ("texts", SHARES["texts"])):
            row = getattr(mine, name).toarray().ravel()
            likeness += share * (getattr(self.vectors, name) @ row)
        for place, both in Counter(k for who in one.participants for k in self.taking_part.get(who, ())).items():
            cosine = both / np.sqrt(len(one.participants) * len(self.initiatives[place].participants))
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
