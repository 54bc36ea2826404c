"""An organisation's name taken apart: words, each with a role, and what its legal form means.

A word is one that half of all organisations have ("university"), a place, a number, or a word of its own.
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import ftfy
from rigour.text import ascii_text

from graph.identity import slug
from ingest.resolution.legal_forms import BREAK, in_latin, without_forms

LOST = "?"
"""Stands in a word for letters that an encoding destroyed."""

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_LONGEST = 500
"""Characters of a name that are read; what follows counts as one word, so that it still tells names apart."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart; words are in order and in their canonical form ("universiteit" is "university").

    `spellings` are the words as written, `compact` all of them in one, `ordered` the canonical ones sorted in one;
    `small` are the small words as written ("van"), `opening` those before all others; `forms` are what forms mean,
    `initials` the first letters of its words.
    """

    text: str
    words: tuple[str, ...]
    spellings: tuple[str, ...]
    forms: frozenset[str]
    compact: str
    ordered: str
    small: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    initials: frozenset[str] = frozenset()


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, str]]:
    """Return word -> canonical word, and canonical word -> role."""
    rows = list(csv.DictReader((files(__package__) / "words.csv").read_text(encoding="utf-8").splitlines()))
    return {row["word"]: row["canonical"] for row in rows}, {row["canonical"]: row["role"] for row in rows}


@lru_cache(maxsize=400_000)
def parse(name: str) -> Name:
    """Take a name apart."""
    # A letter that was lost in an encoding ("\ufffd") stays as a place that fits any letter.
    shown = (
        name
        if len(name) <= _LONGEST
        else f"{name[:_LONGEST]} {hashlib.sha256(name.encode(errors='replace')).hexdigest()[:12]}"
    )
    text = shown if shown.isascii() else _in_latin(in_latin(ftfy.fix_text(shown)).replace("\ufffd", LOST))
    # A sign at the end of a word belongs to it: "C++", "C#".
    text = re.sub(r"(?<=\w)([+#]+)(?!\w)", lambda m: m[0].replace("+", "plus").replace("#", "sharp"), text)
    folded = re.sub(r"['’`´]s\b", "s", text.casefold()).replace("&", " and ").replace("+", " and ")
    # Letters with dots or blanks between them are one word: "n.v.", "s. p. a.", "I B M".
    folded = re.sub(r"\b[a-z](?:\.\s?[a-z]\b)+\.?", lambda m: re.sub(r"[.\s]", "", m[0]) + " ", folded)
    folded = re.sub(r"\b[a-z](?:/[a-z])+\b", lambda m: m[0].replace("/", ""), folded)
    raw = _joined_letters(re.findall(rf"(?:[a-z0-9{LOST}]|[^\x00-\x7f])+|[()]", folded))
    words, forms = without_forms([BREAK if word == ")" else word for word in raw])
    meanings, roles = _vocabulary()
    capitals = _abbreviations(text)
    both = [(word if word in capitals else _number(meanings.get(word, word)), word) for word in words]
    telling = [(word, written) for word, written in both if roles.get(word) != "stop"] or both
    meant, spellings = zip(*telling, strict=True) if telling else ((), ())
    small = [written for word, written in both if roles.get(word) == "stop"] if telling is not both else []
    first = next((i for i, (word, _) in enumerate(both) if roles.get(word) != "stop"), 0)
    letters = "".join(words), "".join(sorted(meant))
    initials = frozenset(word[0] for word in (*meant, *spellings))
    return Name(name, meant, spellings, forms, *letters, tuple(small), tuple(small[:first]), initials)


def _abbreviations(text: str) -> set[str]:
    """Return the small words that are abbreviations where they stand: in capitals, in a name that is not.

    So are single letters: "Studio A", "D-Wave"; but "D'Annunzio" and the article of "A Fund" are small words.
    """
    if text.isupper():
        return set()
    roles = _vocabulary()
    found = {word.casefold() for word in re.findall(r"\b[A-Z]{2,}\b|(?<!^)\b[A-Z]\b(?!['’`´])|^[A-Z]\b(?=-)", text)}
    return {word for word in found if roles[1].get(roles[0].get(word, word)) == "stop"}


@lru_cache(maxsize=400_000)
def described(name: str) -> tuple[tuple[str, str], ...]:
    """Return the names that a text holds, each with what stands beside it: "Sirris", "het collectief centrum".

    A description follows a comma, a dash or a colon and begins small: "Universiteit Hasselt - Instituut IMOB" has none;
    or it is a short name in brackets: "Fundação Oswaldo Cruz (Fiocruz)", but "Pfizer (Panama)" has none. A name may
    stand in two languages ("Prifysgol Caerdydd / Cardiff University"), or honour someone ("Szkoła nr 8 im. ...").
    """
    text = name.strip()[:_LONGEST]
    if text.endswith(")") and (match := re.fullmatch(r"(\S.*\S)\s*\(([^\W\d_][\w.-]+)\)", text)):
        return () if _tells_apart(match[2]) or _territory(match[2]) else ((match[1], match[2]),)
    if match := _HONOURS.search(text):
        return ((f"{text[: match.start()]} {text[match.end() :]}".strip(), match[0].strip()),)
    if len(both := _TWO_LANGUAGES.split(text)) == 2:
        first, second = both
        return tuple(pair for pair in ((first, second), (second, first)) if _says_again(*pair))
    match = re.fullmatch(r"(\S.*?)(?:\s*[,:]\s+|\s+[-–—]\s+)([^\W\d_].*)", text)
    if not match or match[2] != match[2].strip() or not match[2][0].islower() or len(match[2].split()) < 2:
        return ()
    units = {role(word) for word in parse(match[2]).words} & {"unit", "number"}
    return () if units else ((match[1], match[2]),)


_TWO_LANGUAGES = re.compile(r"\s+[/|–—-]\s+(?=[^\W\d_a-zß-ÿ])")
_IN_HONOUR_OF = r"im\.?|imienia|ім\.?|імені|им\.?|имени"
_HONOURS = re.compile(rf"\s(?:{_IN_HONOUR_OF})(?:\s+[^\W\d_a-zа-яіїє][\w.-]*)+")


def _says_again(head: str, rest: str) -> bool:
    """Whether a text may say a name once more, in another language: no unit, place or kind that the name has not."""
    one, other = parse(head), parse(rest)
    beside = {role(word) for word in other.words if word not in one.words}
    return min(len(one.words), len(other.words)) > 1 and beside <= {"own"}


def _tells_apart(text: str) -> bool:
    """Whether what stands in brackets tells organisations apart: a place, a unit, a legal form alone."""
    return any(role(word) not in ("own", "generic") for word in parse(text).words) or not parse(f"x {text}").words[1:]


@cache
def _territory(text: str) -> bool:
    # Imported here: few names end in brackets, and the names of all countries take time to load.
    from rigour.territories import lookup_territory

    return lookup_territory(text) is not None


_TIMES = (
    "now|formerly(?: known as)?|previously|fka|f/k/a|nu|thans|voorheen|vroeger|anciennement|ex|vormals|ehemals|früher|"
    "jetzt|antes|anteriormente|già|ora|dawniej|obecnie|dříve|nyní|korábban|tidligere|tidigare|entinen|fostă?|endine"
)
_BEFORE_AND_NOW = re.compile(rf"(\S.*?),?\s*[(\[](?:{_TIMES})[:.]?[\s-]+(.+?)[)\]]", re.IGNORECASE)


def at_other_times(name: str) -> tuple[str, ...]:
    """Return the names of a text that says what an organisation was or is called: "Meta (formerly Facebook)"."""
    found = _BEFORE_AND_NOW.fullmatch(name.strip()[:_LONGEST])
    return (found[1], found[2]) if found else ()


@lru_cache(maxsize=200_000)
def folded(place: str) -> str:
    """Fold a street, a postcode or a town to ASCII words; other alphabets are transliterated: "Łódź" is "lodz"."""
    return slug(place if place.isascii() else _in_latin(place))


def canonical(word: str) -> str:
    """Return the canonical form of a word: "gent" is "ghent"."""
    return _vocabulary()[0].get(word, word)


def _in_latin(text: str) -> str:
    """Return a text in Latin letters; a word of a script that has no transliteration here keeps its own letters."""
    found = []
    for word in text.split():
        latin = ascii_text(word)
        kept = latin.count(LOST) <= word.count(LOST)
        letters = (c for c in unicodedata.normalize("NFKC", word) if unicodedata.category(c)[0] in "LMN")
        found.append(latin if kept else "".join(letters))
    return " ".join(found)


def _joined_letters(words: Sequence[str]) -> list[str]:
    """Join runs of three or more single letters ("s p a" -> "spa"), which were an abbreviation."""
    found: list[str] = []
    run: list[str] = []
    for word in (*words, ""):
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        found += ["".join(run)] if len(run) > 2 else run
        run = []
        found += [word] if word else []
    return found


def _number(word: str) -> str:
    return _ROMAN.get(word, word.lstrip("0") or "0" if word.isdigit() else word)


def role(word: str) -> str:
    """Return what a word is worth: generic, unit, holding, place, direction, stop, number, or own."""
    return _vocabulary()[1].get(word) or ("number" if word.isdigit() else "own")
