"""Whether two names are one organisation's, as evidence that a person can follow.

The evidence is what the two have in common and what only one of them has. The weights, in bits, are log2 likelihood
ratios (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049).
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler

from graph.judgements import MatchEvidence
from ingest.resolution import legal_forms
from ingest.resolution.names import LOST, Name, canonical, described, parse, role

SAME, LIKELY, REVIEW = 0.97, 0.3, 0.25
"""From these probabilities on two records are joined without asking, are likelier one than two where nobody can be
asked, or are shown to a person."""


@dataclass(slots=True)
class _Alignment:
    """What two names have in common, word by word, and what is left of each."""

    common: list[str]
    alike: list[tuple[str, str]]
    left: list[str]
    right: list[str]
    spelled: list[str]


def _align(a: Name, b: Name) -> _Alignment:
    written = dict(zip(a.words, a.spellings, strict=True)) | dict(zip(b.words, b.spellings, strict=True))
    left, right, common = list(a.words), list(b.words), []
    for word in a.words:
        if word in right:
            right.remove(word)
            left.remove(word)
            common.append(word)
    found = _Alignment(common, [], left, right, [])
    _join_neighbours(found, left, right)
    _join_neighbours(found, right, left)
    _spell(found, left, right, a, written)
    _spell(found, right, left, b, written)
    _pair_alike(found)
    return found


def _join_neighbours(found: _Alignment, many: list[str], one: list[str]) -> None:
    """Match two or three words in a row with one on the other side: "flux 50" and "flux50"."""
    for length in (3, 2):
        for i in range(len(many) - length + 1):
            word = "".join(many[i : i + length])
            if word in one:
                one.remove(word)
                del many[i : i + length]
                found.common.append(word)
                break


def _pair_alike(found: _Alignment) -> None:
    """Match words that differ by a slip or an abbreviation; places, directions and numbers must be equal."""
    for word in list(found.left):
        best = max(found.right, key=lambda other: _likeness(word, other), default=None)
        if best is not None and _likeness(word, best) > 0:
            found.left.remove(word)
            found.right.remove(best)
            if LOST in word + best:
                found.common.append(best if LOST in word else word)
            else:
                found.alike.append((word, best))


def _likeness(a: str, b: str) -> float:
    """Return how alike two words are, 0 where they are two words: one or two slips, or a beginning of the other."""
    if {role(a), role(b)} & {"number", "place", "direction"}:
        return 0.0
    if LOST in a + b:
        return 1.0 if _fits(a, b) or _fits(b, a) else 0.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.7
    if len(short) < 5:
        return 0.0
    slips = OSA.distance(a, b, score_cutoff=2)
    return 1.0 - slips / len(long) if slips <= (1 if len(short) < 9 else 2) else 0.0


def _fits(broken: str, whole: str) -> bool:
    """Whether a word with lost letters can be the other one; a lost letter was written as one or two characters."""
    return LOST in broken and bool(re.fullmatch(re.escape(broken).replace(re.escape(LOST), "[a-z0-9?]{0,2}"), whole))


def _spell(found: _Alignment, words: list[str], others: list[str], whole: Name, written: dict[str, str]) -> None:
    """Take words away that an acronym of the other name spells.

    "VITO" spells "Vlaamse Instelling voor Technologisch Onderzoek", "UGent" spells "Universiteit Gent". The acronym may
    be left over on the other side, or be written beside what it stands for.
    """
    if len(words) < 2 and len(whole.words) < 2:
        return
    for acronym in (*others, *found.common):
        short = written.get(acronym, acronym)
        # Two letters fit too much, unless the names share another word: "TU Delft".
        least = 2 if len(found.common) > (acronym in found.common) else 3
        if role(acronym) not in ("own", "generic") or not least <= len(short) <= 12:
            continue
        for spelled in (words, list(whole.words) if acronym in others else []):
            rest = [word for word in others if word != acronym and word not in spelled]
            if len(spelled) > 1 and not rest and _spells(short, [written.get(word, word) for word in spelled]):
                found.spelled += spelled
                found.common[:] = [word for word in found.common if word not in spelled]
                words[:] = [word for word in words if word not in spelled]
                if acronym in others:
                    others.remove(acronym)
                return


def _spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether an acronym is the words' first letters, these with the last word whole, or with a letter from inside.

    "vito" is the first letters of four words, "ugent" ends in a whole one, "pom" has the m of
    "ontwikkelingsmaatschappij".
    """
    letters = "".join(word[0] for word in words)
    if acronym in (letters, letters[:-1] + words[-1]):
        return True
    # "UGent" is "Ghent University", too: the place may stand first, and be spelled in another language.
    for first, place in ((letters[:-1], words[-1]), (letters[:0:-1], words[0])):
        if acronym.startswith(first) and canonical(acronym[len(first) :]) == canonical(place):
            return True
    return len(acronym) >= 3 and len(acronym) - len(words) == 1 and _takes(acronym, tuple(words))


def _takes(letters: str, words: tuple[str, ...]) -> bool:
    """Whether letters are made of one or two letters of each word, its first and perhaps another, in order."""
    if not words:
        return not letters
    if not letters or letters[0] != words[0][0]:
        return False
    inside = len(letters) > 1 and letters[1] in words[0][4:]
    return _takes(letters[1:], words[1:]) or (inside and _takes(letters[2:], words[1:]))


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

PRIOR = -7.8
"""Bits: the regression's intercept; of pairs that look a little alike, one in two hundred is one organisation."""


_MOST_BESIDE = 0.1 * 20 + 0.3 * 12 + 7.7 * 0.3 + 1.4 + 0.5
"""The most bits that own words, words alike, a beginning and a form give, and half a bit for rounding."""


def compare(a: Name, b: Name) -> list[MatchEvidence]:
    """Return what speaks for and against two names being one organisation's, in bits; what says nothing is left out."""
    if a.text == b.text:
        return [MatchEvidence("same name", a.text, 20.0)]
    plain = _words_and_letters(a, b)
    for one, other in ((a, b), (b, a)):
        if parts := described(one.text):
            told = [*compare(parse(parts[0]), other), MatchEvidence("description on one side", parts[1], DESCRIBED)]
            plain = max(plain, told, key=lambda found: sum(clue.weight for clue in found))
    return plain


def _words_and_letters(a: Name, b: Name) -> list[MatchEvidence]:
    return [
        MatchEvidence(feature, value, round(WEIGHTS[feature] * amount, 2))
        for feature, value, amount in _measures(a, b, _align(a, b))
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
        or LOST in a.compact + b.compact
        or sorted(a.ordered) == sorted(b.ordered)
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
    initials = {word[0] for word in (*b.words, *b.spellings)}
    return any(
        2 <= len(word) <= 12
        and word[0] in initials
        and (
            sum(c not in initials for c in word) <= 1
            or any(len(part) > 2 and part in word for part in b.spellings)
            or role(canonical(word[1:])) == "place"
            or role(canonical(word[2:])) == "place"
        )
        for word in a.spellings
        if word not in b.spellings
    )


def agree(a: Name, b: Name) -> bool:
    """Whether two names leave no word unexplained on either side, and share one that is not every organisation's.

    A slip is explained in a long word alone: Ecofys and Ecorys are two firms. Only such a pair is joined without
    asking, however much speaks for it: an organisation and its branch share address, website and partners.
    """
    if a.text == b.text:
        return True
    found = _align(a, b)
    if legal_forms.contradict(a.forms, b.forms) or _turned(a, b):
        return False
    beside = [word for word in found.spelled if word in a.words and word in b.words]
    telling = [word for word in (*found.common, *beside) if role(word) in ("own", "place")]
    slips = all(min(len(x), len(y)) >= 9 and OSA.distance(x, y) == 1 for x, y in found.alike)
    return not (found.left or found.right) and slips and bool(telling or found.alike or a.compact == b.compact)


def _turned(a: Name, b: Name) -> bool:
    """Whether two names say the same words in another order and with other small words: York and of York."""
    return a.words != b.words and sorted(a.words) == sorted(b.words) and a.small.count("of") != b.small.count("of")


def differ_by_number(a: Name, b: Name) -> bool:
    """Whether two names are the same but for their numbers, as "Proefbedrijf 1" and "Proefbedrijf 2" are."""
    here, there = (sorted(word for word in name.words if role(word) != "number") for name in (a, b))
    return here == there and sorted(a.words) != sorted(b.words)


def probability(evidence: Iterable[MatchEvidence]) -> float:
    """Return how likely two records are one organisation, given all the evidence (Fellegi-Sunter with PRIOR)."""
    bits = PRIOR + sum(one.weight for one in evidence)
    return 1.0 / (1.0 + math.exp2(-max(-50.0, min(50.0, bits))))


def _measures(a: Name, b: Name, found: _Alignment) -> Iterator[tuple[str, str, float]]:
    """Yield feature, value as shown, and amount: bits of information of words, counts, or a likeness above chance."""
    common, left, right = _by_role(found.common), _by_role(found.left), _by_role(found.right)
    own, usual = common["own"], common["generic"] + common["holding"] + common["unit"]
    yield "own words in common", " ".join(own), min(20.0, _bits(own))
    yield "words alike", _shown(found.alike), min(12.0, sum(_bits([min(pair, key=len)]) for pair in found.alike))
    yield "usual words in common", " ".join(usual), min(5, len(usual))
    yield "numbers in common", " ".join(common["number"]), min(2, len(common["number"]))
    both = min(_bits(left["own"]), _bits(right["own"]))
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


def _bits(words: Iterable[str]) -> float:
    """Return the information of words, in bits: a long word is rarer than a short one."""
    return sum(_LETTER_BITS[min(len(word), 7)] for word in words)


_LETTER_BITS = (0.0, 1.5, 2.5, 4.0, 5.5, 6.5, 7.5, 8.5)


def _shown(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{one} ~ {other}" for one, other in pairs)


def _sides(left: Iterable[str], right: Iterable[str]) -> str:
    return f"{' '.join(sorted(left)) or '-'} / {' '.join(sorted(right)) or '-'}"
