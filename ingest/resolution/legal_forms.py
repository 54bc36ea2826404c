"""Legal forms: what a form at the edge of a name says of the jurisdiction and the kind of company.

A form means one kind in each of its jurisdictions ("BV" a private company in Belgium and in the Netherlands). Two forms
can be one company's only where they mean the same somewhere.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

Meanings = frozenset[str]
"""Jurisdiction and kind, "BE:private"; none where a name shows no form."""

BREAK = "("
"""Stands among a name's words where a bracket opens or closes: a form before it is at an edge."""

_MINIMAL = frozenset(("GB:company",))
"""A word that only fills up a form: "Smith & Co Ltd" says no more than "Smith Ltd"."""


@cache
def _forms() -> dict[tuple[str, ...], Meanings]:
    """Return the words of a legal form -> what it means."""
    rows = csv.DictReader((files(__package__) / "legal_forms.csv").read_text(encoding="utf-8").splitlines())
    found = {tuple(form.split()): frozenset(row["means"].split()) for row in rows for form in row["forms"].split(";")}
    # "B V" is "BV".
    spaced = {tuple(words[0]): means for words, means in found.items() if len(words) == 1 and len(words[0]) in (2, 3)}
    return spaced | found


@cache
def _longest() -> dict[str, int]:
    """Return the word that a form begins with -> how many words the longest such form has."""
    found: dict[str, int] = {}
    for form in _forms():
        found[form[0]] = max(len(form), found.get(form[0], 0))
    return found


@cache
def _in_other_scripts() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds forms in scripts other than Latin, and the form in Latin letters of each.

    Chinese, Japanese and Korean have no blanks; elsewhere a form is a word.
    """
    latin: dict[str, str] = {}
    for row in csv.DictReader((files(__package__) / "legal_forms.csv").read_text(encoding="utf-8").splitlines()):
        first, *rest = row["forms"].split(";")
        latin.update((form, first) for form in rest if not form.isascii())
    words = [
        re.escape(form) if max(form) > "\u2e80" else rf"\b{form}\b" for form in sorted(latin, key=len, reverse=True)
    ]
    return re.compile("|".join(words), re.IGNORECASE), latin


def in_latin(text: str) -> str:
    """Return a text with its legal forms in Latin letters, each a word: "株式会社日立製作所" begins with "kk"."""
    pattern, latin = _in_other_scripts()
    return pattern.sub(lambda found: f" {latin[found[0].lower()]} ", text)


def without_forms(words: Sequence[str]) -> tuple[list[str], Meanings]:
    """Return the words without legal forms, and what the forms mean; a name that is nothing else keeps them.

    Of several forms the meanings in common count ("NV/SA" is Belgian), else those of the last.
    """
    forms, longest, kept = _forms(), _longest(), []
    meanings: Meanings = frozenset()
    i = 0
    while i < len(words):
        for length in range(min(longest.get(words[i], 0), len(words) - i), 0, -1):
            means = forms.get(tuple(words[i : i + length]))
            if means and (length > 1 or _counts(words, i, means)):
                if means != _MINIMAL:
                    meanings = (meanings & means) or means
                i += length
                break
        else:
            kept.append(words[i])
            i += 1
    kept = [word for word in kept if word != BREAK]
    return (kept, meanings) if kept else ([word for word in words if word != BREAK], frozenset())


def _counts(words: Sequence[str], i: int, means: Meanings) -> bool:
    """Whether a form of one word is one where it stands: "as" and "co" are words too, "Stichting" opens a name."""
    edge = i == 0 or i + 1 == len(words) or BREAK in (words[i - 1], words[i + 1])
    if all(meaning.endswith((":foundation", ":vereniging")) for meaning in means) or "NL:association" in means:
        return edge
    at_edge = edge or any(tuple(words[i + 1 : i + 1 + n]) in _forms() for n in (1, 2, 3))
    return at_edge or len(words[i]) > 3


def contradict(a: Meanings, b: Meanings) -> bool:
    """Whether two names show forms that are one company's nowhere."""
    return bool(a and b and not a & b)


def agree(a: Meanings, b: Meanings, countries: frozenset[str] = frozenset()) -> bool:
    """Whether two names' forms are one form, as far as they show one.

    One of them means nothing else than the other may ("SPRL" and "SRL"), or both mean one thing in a country where the
    organisation is known to be: NV and SA in Belgium, AG and SA in Switzerland. What firms of other countries call
    themselves in English ("Ltd" for a Japanese KK) is British or American unless the country is known.
    """
    if not a or not b:
        return not any(meaning.endswith(":foundation") for meaning in a | b)
    within = (a <= b or b <= a) and _english(a) == _english(b)
    return within or any(meaning.partition(":")[0] in countries for meaning in a & b)


def _english(form: Meanings) -> bool:
    return any(meaning.startswith(("GB:", "US:")) for meaning in form)


def exists(form: Meanings, country: str) -> bool:
    """Whether a form exists in a country."""
    return any(meaning.partition(":")[0] in (country, "EU") for meaning in form)


def abroad(form: Meanings, country: str | None) -> bool:
    """Whether a form does not exist in the country where the other record is."""
    return bool(form and country and not exists(form, country))
