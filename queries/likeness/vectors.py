"""Initiatives as sparse rows of length 1, so that a product of two rows is their cosine."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from queries.likeness.initiative import Initiative
from queries.likeness.words import language

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

SHARES = {"titles": 0.5, "texts": 0.3, "participants": 0.2}
"""How much each likeness counts when candidates are looked for (a judgement)."""

COMMON = 10
"""A title that more consortia than this have names no project: "Extension", or a number of the fund (a judgement)."""

OFTEN = 300
"""What more initiatives have does not help to find candidates; the cosines of a pair are taken with everything."""

RARE, RARE_SHARE, RARE_LENGTH = 3, 0.002, 4
"""A word of so many letters that no more than three texts have, or two in a thousand, is rare (a judgement)."""

_CHUNK = 4096

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Vectors:
    """One row an initiative: titles, texts and names of participants by character 3- to 5-grams, sets as 0 and 1.

    `languages` is the language of each text, None where it does not tell; `common` says whose title names nothing.
    """

    titles: sparse.csr_array
    texts: sparse.csr_array
    names: sparse.csr_array
    participants: sparse.csr_array
    themes: sparse.csr_array
    instruments: sparse.csr_array
    rare_words: sparse.csr_array
    languages: tuple[str | None, ...]
    common: Flags
    paid_often: frozenset[int]

    def usual(self, a: Initiative, b: Initiative) -> bool:
        """Say whether what both were paid, to the euro, was paid to others, too."""
        return not _paid(a).isdisjoint(_paid(b) & self.paid_often)

    @property
    def joint(self) -> sparse.csr_array:
        """Titles, texts and participants side by side; what an initiative lacks leaves the rest the more weight.

        What more than `OFTEN` initiatives have is left out: it says little, and nearly all of the time would go there.
        """
        telling = _matrix(self.participants @ sparse.diags_array(_rarity(self.participants)))
        blocks = {"titles": self.titles, "texts": self.texts, "participants": _scaled(telling)}
        weighted = [_rare(blocks[name]) * np.float32(np.sqrt(share)) for name, share in SHARES.items()]
        return _scaled(_matrix(sparse.hstack(weighted)))


@dataclass(frozen=True, slots=True)
class Corpus:
    """What words weigh among some initiatives, so that others can be compared with them as if they were of them."""

    titles: "TfidfVectorizer | None"
    texts: "TfidfVectorizer | None"
    names: "TfidfVectorizer | None"
    often: Counter[str]
    common: frozenset[str]
    paid_often: frozenset[int]
    size: int

    def vectors(self, initiatives: Sequence[Initiative]) -> Vectors:
        """Return the vectors of other initiatives; the sets are of them alone."""
        titles, texts, names = _said(initiatives)
        grams = self.grams(self.titles, titles), self.grams(self.texts, texts), self.grams(self.names, names)
        return _vectors(initiatives, grams, self)

    def grams(self, analyser: "TfidfVectorizer | None", texts: Iterable[str]) -> sparse.csr_array:
        """Return texts by what their character n-grams weigh here."""
        listed = list(texts)
        return _matrix(analyser.transform(listed) if analyser else np.zeros((len(listed), 1), dtype=np.float32))

    def together(self, initiatives: Sequence[Initiative], one: Vectors, other: Vectors) -> Vectors:
        """Return the vectors of initiatives of which the first have these, and the rest those."""
        grams = ((one.titles, other.titles), (one.texts, other.texts), (one.names, other.names))
        titles, texts, names = (_matrix(sparse.vstack(pair)) for pair in grams)
        return _vectors(initiatives, (titles, texts, names), self)


def learned(initiatives: Sequence[Initiative]) -> tuple[Corpus, Vectors]:
    """Return what words weigh among initiatives, and their vectors."""
    (titles, of_titles), (texts, of_texts), (names, of_names) = (_grams(list(said)) for said in _said(initiatives))
    often = Counter(word for one in initiatives for word in set(one.words))
    titled = Counter(title for title, _ in {(one.title.bare, one.participants) for one in initiatives})
    common = frozenset(title for title, count in titled.items() if title and count > COMMON)
    paid = Counter(amount for one in initiatives for amount in _paid(one))
    paid_often = frozenset(amount for amount, count in paid.items() if count > RARE)
    corpus = Corpus(titles, texts, names, often, common, paid_often, len(initiatives))
    return corpus, _vectors(initiatives, (of_titles, of_texts, of_names), corpus)


def _paid(one: Initiative) -> frozenset[int]:
    """Return grant and cost in whole euro."""
    return frozenset(round(amount) for amount in one.amounts if amount)


def _said(initiatives: Sequence[Initiative]) -> Iterable[Iterable[str]]:
    """Yield the titles, the texts, and the names of the participants."""
    yield (one.title.bare for one in initiatives)
    yield (one.text for one in initiatives)
    yield (" | ".join(one.participant_names) for one in initiatives)


def _vectors(initiatives: Sequence[Initiative], grams: tuple[sparse.csr_array, ...], corpus: Corpus) -> Vectors:
    words = [one.words for one in initiatives]
    titles, texts, names = grams
    return Vectors(
        titles=titles,
        texts=texts,
        names=names,
        participants=_sets([one.participants for one in initiatives]),
        themes=_sets([one.themes for one in initiatives]),
        instruments=_sets([one.instruments for one in initiatives]),
        rare_words=_sets(_rare_words(words, initiatives, corpus)),
        languages=tuple(language(said) for said in words),
        common=np.array([one.title.bare in corpus.common for one in initiatives], dtype=np.bool_),
        paid_often=corpus.paid_often,
    )


def _rare_words(
    words: Sequence[Sequence[str]], initiatives: Sequence[Initiative], corpus: Corpus
) -> list[frozenset[str]]:
    """Return the words of each text that few others have, but those of the participants' names.

    Names, acronyms and words of a trade are the same in every language.
    """
    most = max(RARE, RARE_SHARE * corpus.size)
    return [
        frozenset(w for w in said if len(w) >= RARE_LENGTH and corpus.often[w] <= most)
        - set(" ".join(one.participant_names).casefold().split())
        for said, one in zip(words, initiatives, strict=True)
    ]


def products(matrix: sparse.csr_array, i: Indices, j: Indices) -> Floats:
    """Return the product of row i and row j for each pair: the cosine, or for sets how much is in common."""
    steps = range(0, len(i), _CHUNK)
    parts = [np.asarray((matrix[i[k : k + _CHUNK]] * matrix[j[k : k + _CHUNK]]).sum(axis=1)) for k in steps]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def both_filled(matrix: sparse.csr_array, i: Indices, j: Indices) -> Flags:
    """Say of each pair whether neither row is empty."""
    filled = np.diff(matrix.indptr) > 0
    return np.asarray(filled[i] & filled[j])


def jaccards(matrix: sparse.csr_array, i: Indices, j: Indices) -> Floats:
    """Return what each pair of sets has in common as a share of their union; NaN where one of them is empty."""
    sizes = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    shared = products(matrix, i, j)
    known = (sizes[i] > 0) & (sizes[j] > 0)
    return np.where(known, shared / np.maximum(1.0, sizes[i] + sizes[j] - shared), np.nan)


def _grams(texts: Sequence[str]) -> tuple["TfidfVectorizer | None", sparse.csr_array]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # half a second, and only likeness needs it

    if not any(text.strip() for text in texts):
        return None, _matrix(np.zeros((len(texts), 1), dtype=np.float32))
    analyser = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode", sublinear_tf=True, dtype=np.float32
    )
    return analyser, _matrix(analyser.fit_transform(texts))


def _sets(sets: Sequence[frozenset[str]]) -> sparse.csr_array:
    columns = {item: k for k, item in enumerate(sorted(frozenset[str]().union(*sets)))}
    rows = np.repeat(np.arange(len(sets)), [len(items) for items in sets])
    cells = [columns[item] for items in sets for item in sorted(items)]
    ones = np.ones(len(cells), dtype=np.float32)
    return sparse.csr_array((ones, (rows, np.array(cells, dtype=np.int64))), shape=(len(sets), max(1, len(columns))))


def _rare(block: sparse.csr_array) -> sparse.csr_array:
    often = np.bincount(block.indices, minlength=block.shape[1])
    return _matrix(block[:, np.flatnonzero(often <= OFTEN)])


def _rarity(sets: sparse.csr_array) -> NDArray[np.float32]:
    """Return the inverse document frequency of each column, 1 + log(n / df): who is in everything says little."""
    often = np.maximum(1.0, np.asarray(sets.sum(axis=0)))
    return np.asarray(1 + np.log(sets.shape[0] / often), dtype=np.float32)


def _scaled(matrix: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray((matrix * matrix).sum(axis=1), dtype=np.float64))
    inverse = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0).astype(np.float32)
    return _matrix(sparse.diags_array(inverse) @ matrix)


def _matrix(found: Any) -> sparse.csr_array:
    made: sparse.csr_array = sparse.csr_array(found)
    return made
