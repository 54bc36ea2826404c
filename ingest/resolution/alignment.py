"""Two names side by side, word by word: what they share, what is alike, what an acronym spells out, what is left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from ingest.resolution.names import LOST, Name, canonical, role


@dataclass(slots=True)
class Alignment:
    """What two names have in common, word by word, and what is left of each."""

    common: list[str]
    alike: list[tuple[str, str]]
    left: list[str]
    right: list[str]
    spelled: list[str]


def align(a: Name, b: Name) -> Alignment:
    """Lay two names side by side."""
    written = dict(zip(a.words, a.spellings, strict=True)) | dict(zip(b.words, b.spellings, strict=True))
    left, right, common = list(a.words), list(b.words), []
    for word in a.words:
        if word in right:
            right.remove(word)
            left.remove(word)
            common.append(word)
    found = Alignment(common, [], left, right, [])
    _join_neighbours(found, left, right)
    _join_neighbours(found, right, left)
    _spell(found, left, right, a, written)
    _spell(found, right, left, b, written)
    _pair_alike(found)
    return found


def _join_neighbours(found: Alignment, many: list[str], one: list[str]) -> None:
    """Match two or three words in a row with one on the other side: "flux 50" and "flux50", but not "2 0" and "20"."""
    for length in (3, 2):
        for i in range(len(many) - length + 1):
            word = "".join(many[i : i + length])
            if word in one and not word.isdigit():
                one.remove(word)
                del many[i : i + length]
                found.common.append(word)
                break


def _pair_alike(found: Alignment) -> None:
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
    _pair_neighbours(found, found.left, found.right)
    _pair_neighbours(found, found.right, found.left)


def _pair_neighbours(found: Alignment, many: list[str], one: list[str]) -> None:
    """Match two words in a row with one that is alike on the other side: "beckaert deslee" and "bekaertdeslee"."""
    for i in range(len(many) - 1):
        word = many[i] + many[i + 1]
        best = next((other for other in one if word != other and _likeness(word, other) > 0), None)
        if best is not None and len(best) > max(len(many[i]), len(many[i + 1])) + 2:
            one.remove(best)
            del many[i : i + 2]
            found.alike.append((word, best))
            return


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


def _spell(found: Alignment, words: list[str], others: list[str], whole: Name, written: dict[str, str]) -> None:
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
