"""Whether two names are one organisation's, as evidence that a person can follow.

The evidence is what the two have in common and what only one of them has. The weights, in bits, are log2 likelihood
ratios (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA, JaroWinkler

from graph.judgements import MatchEvidence
from ingest.resolution import legal_forms
from ingest.resolution.alignment import Alignment, align
from ingest.resolution.names import LOST, Name, canonical, described, parse, role
from ingest.resolution.sounds import in_other_letters, sound

SAME, LIKELY, REVIEW = 0.97, 0.3, 0.25
"""From these probabilities on two records are joined without asking, are likelier one than two where nobody can be
asked, or are shown to a person."""


WEIGHTS = {
    "own words in common": 0.1,
    "words alike": 0.3,
    "usual words in common": -0.3,
    "numbers in common": 2.2,
    "other own words on both sides": -0.35,
    "department or faculty on one side": -1.2,
    "different places": -3.2,
    "place on one side": -0.5,
    "different numbers": -1.6,
    "number on one side": -1.0,
    "different legal forms": -1.8,
    "same legal form": 1.4,
    "same words": 6.8,
    "same letters": 5.4,
    "spelling begins alike": 7.7,
    "spelling alike": 10.3,
    "acronym spelled out": 1.4,
    "acronym": 2.5,
    "nothing in common": -3.3,
    "only abbreviated": 2.5,
}
"""Bits for one unit of each measure, which `_measures` explains.

They are the coefficients of a logistic regression, rounded: 25,000 pairs of one or of two CORDIS participants, 10,000
pairs of ROR (similar names; parent and child), and 1,500 made variants of names. `acronym` and
`only abbreviated` are judgements of ours: the negative pairs hardly hold one.
"""

DESCRIBED = -4.0
"""Bits against, where a description follows only one of two names."""

SOUNDS = 7.5
"""Bits for, where two names in two alphabets sound alike: enough to ask, whatever their letters."""

PRIOR = -7.8
"""Bits: the regression's intercept; of pairs that look a little alike, one in two hundred is one organisation."""


LONGEST_ACRONYM = 12
"""Letters of a word that may be an acronym."""

_MOST_BESIDE = 0.1 * 20 + 0.3 * 12 + 7.7 * 0.3 + 1.4 + 0.5
"""The most bits that own words, words alike, a beginning and a form give, and half a bit for rounding."""


def compare(a: Name, b: Name) -> list[MatchEvidence]:
    """Return what speaks for and against two names being one organisation's, in bits; what says nothing is left out."""
    if a.text == b.text:
        return [MatchEvidence("same name", a.text, 20.0)]
    plain = _words_and_letters(a, b)
    for one, other in ((a, b), (b, a)):
        for head, rest in described(one.text):
            told = [*compare(parse(head), other), MatchEvidence("description on one side", rest, DESCRIBED)]
            plain = max(plain, told, key=_total)
    heard = sound(" ".join(a.words)) if in_other_letters(a.text) != in_other_letters(b.text) else ""
    if heard and heard == sound(" ".join(b.words)):
        plain = max(plain, [MatchEvidence("sounds alike", heard, SOUNDS)], key=_total)
    return plain


def _total(evidence: Iterable[MatchEvidence]) -> float:
    return sum(clue.weight for clue in evidence)


def _words_and_letters(a: Name, b: Name) -> list[MatchEvidence]:
    return [
        MatchEvidence(feature, value, round(WEIGHTS[feature] * amount, 2))
        for feature, value, amount in _measures(a, b, align(a, b))
        if abs(WEIGHTS[feature] * amount) >= 0.05
    ]


def bits_for(likely: float) -> float:
    """Return how many bits of evidence make a probability."""
    return math.log2(likely / (1 - likely)) - PRIOR


def may_reach(a: Name, b: Name, least: float) -> bool:
    """Whether two names could give so many bits; what is told by their letters alone is cheap to bound from above.

    Beyond the likeness of letters: a beginning, words in common and alike, numbers and forms are some bits each, and
    whole words, an acronym or a description are looked at in full.
    """
    if least <= 0 or a.ordered == b.ordered or a.compact == b.compact or _may_spell(a, b) or _may_spell(b, a):
        return True
    if (
        described(a.text)
        or described(b.text)
        or in_other_letters(a.text) != in_other_letters(b.text)
        or LOST in a.compact + b.compact
        or (len(a.ordered) == len(b.ordered) and sorted(a.ordered) == sorted(b.ordered))
    ):
        return True
    rest = _MOST_BESIDE + (2 * WEIGHTS["numbers in common"] if any(map(str.isdigit, a.words)) else 0.0)
    needed = 0.5 + (least - rest) / WEIGHTS["spelling alike"]
    return needed <= 0.5 or any(
        OSA.normalized_similarity(x, y, score_cutoff=min(needed, 1.0)) >= min(needed, 1.0)
        for x, y in ((a.compact, b.compact), (a.ordered, b.ordered))
    )


def _may_spell(a: Name, b: Name) -> bool:
    """Whether a word of one name may be the other's acronym: of its first letters, but for one or a whole word."""
    initials = b.initials
    return any(
        2 <= len(word) <= LONGEST_ACRONYM
        and word[0] in initials
        and (
            sum(map(initials.__contains__, word)) >= len(word) - 1
            or any(len(part) > 2 and part in word for part in b.spellings)
            or role(canonical(word[1:])) == "place"
            or role(canonical(word[2:])) == "place"
        )
        for word in a.spellings
        if word not in b.spellings
    )


def differ_by_number(a: Name, b: Name) -> bool:
    """Whether two names are the same but for their numbers, as "Proefbedrijf 1" and "Proefbedrijf 2" are."""
    here, there = (sorted(word for word in name.words if role(word) != "number") for name in (a, b))
    return here == there and sorted(a.words) != sorted(b.words)


def probability(evidence: Iterable[MatchEvidence]) -> float:
    """Return how likely two records are one organisation, given all the evidence (Fellegi-Sunter with PRIOR)."""
    bits = PRIOR + sum(one.weight for one in evidence)
    return 1.0 / (1.0 + math.exp2(-max(-50.0, min(50.0, bits))))


def _measures(a: Name, b: Name, found: Alignment) -> Iterator[tuple[str, str, float]]:
    """Yield feature, value as shown, and amount: bits of information of words, counts, or a likeness above chance."""
    common, left, right = _by_role(found.common), _by_role(found.left), _by_role(found.right)
    own, usual = common["own"], common["generic"] + common["holding"] + common["unit"]
    yield "own words in common", " ".join(own), min(20.0, bits_of(own))
    yield "words alike", _shown(found.alike), min(12.0, sum(bits_of([min(pair, key=len)]) for pair in found.alike))
    yield "usual words in common", " ".join(usual), min(5, len(usual))
    yield "numbers in common", " ".join(common["number"]), min(2, len(common["number"]))
    both = min(bits_of(left["own"]), bits_of(right["own"]))
    yield "other own words on both sides", _sides(left["own"], right["own"]), min(12.0, both)
    units = left["unit"] + right["unit"]
    yield "department or faculty on one side", " ".join(units), min(2, len(units))
    for what, roles in (("place", ("place", "direction")), ("number", ("number",))):
        here, there = ([word for one in roles for word in side[one]] for side in (left, right))
        yield f"different {what}s", _sides(here, there), bool(here and there)
        yield f"{what} on one side", _sides(here, there), bool(here) != bool(there)
    yield "different legal forms", _sides(a.forms, b.forms), legal_forms.contradict(a.forms, b.forms)
    yield (
        "same legal form",
        " ".join(sorted(a.forms & b.forms)),
        legal_forms.agree(a.forms, b.forms) and bool(a.forms & b.forms),
    )
    yield "same words", " ".join(a.words), not (found.left or found.right or found.alike or found.spelled)
    yield "same letters", a.compact, a.compact == b.compact
    begins = max(JaroWinkler.similarity(a.compact, b.compact), JaroWinkler.similarity(a.ordered, b.ordered))
    alike = max(OSA.normalized_similarity(a.compact, b.compact), OSA.normalized_similarity(a.ordered, b.ordered))
    yield "spelling begins alike", f"{begins:.2f}", max(0.0, begins - 0.7)
    yield "spelling alike", f"{alike:.2f}", max(0.0, alike - 0.5)
    yield "acronym spelled out", " ".join(found.spelled), min(5, len(found.spelled))
    yield "acronym", " ".join(found.spelled), bool(found.spelled)
    unsaid = found.left or found.right
    yield "only abbreviated", " ".join(found.spelled), bool(found.spelled and not unsaid)
    yield "nothing in common", "", not (own or found.alike or found.spelled)


def _by_role(words: Iterable[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        found[role(word)].append(word)
    return found


def bits_of(words: Iterable[str]) -> float:
    """Return the information of words, in bits: a long word is rarer than a short one."""
    return sum(_LETTER_BITS[min(len(word), 7)] for word in words)


_LETTER_BITS = (0.0, 1.5, 2.5, 4.0, 5.5, 6.5, 7.5, 8.5)


def _shown(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{one} ~ {other}" for one, other in pairs)


def _sides(left: Iterable[str], right: Iterable[str]) -> str:
    return f"{' '.join(sorted(left)) or '-'} / {' '.join(sorted(right)) or '-'}"
