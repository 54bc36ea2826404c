"""What a heading means by the words that it is made of: "date" and "begin" are a start, in any of 35 languages.

Agencies put the same few words together in their own ways, so `concepts.csv` holds word stems, and a rule says what
concepts mean together. Words of two languages look alike ("kraj": a region, a country, an end), so all headings of a
list are read in the languages that explain most of them.
"""

import csv
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ingest.reading.columns.headings import MOST_LETTERS, Likeness, fold, parts_of
from ingest.reading.columns.units import factor_of, is_currency_name, unit_of

LONGEST = 90
"""A longer cell is looked at as a heading only where others in its row are headings."""

FEWEST_LETTERS = 7
"""A shorter word is not thought to be misspelt."""

_NEAR = 0.85
"""Languages that explain so much of what the best one explains are read, too."""

_RULES: Final[tuple[tuple[str, Mapping[str, float]], ...]] = (
    ("period from", {"start": 0.85}),
    ("period to", {"end": 0.85}),
    ("period start", {"start": 0.88, "period": 0.5}),
    ("period end", {"end": 0.88, "period": 0.5}),
    ("contact|person", {"contact": 0.85}),
    ("web", {"website": 0.9}),
    ("authority", {"authority": 0.85}),
    ("contractor", {"contractor": 0.88}),
    ("role", {"role": 0.9}),
    ("updated", {"updated": 0.85}),
    ("tax beneficiary|partner|organisation|member", {"number": 0.9}),
    ("tax contribution|fee", {"fee": 0.88, "contribution": 0.8}),
    ("tax cost|support", {"cost": 0.8}),
    ("tax", {"number": 0.9}),
    ("row", {"row": 0.9}),
    ("rate", {"rate": 0.85}),
    ("requested cost|total|support|contribution|amount|union", {"requested": 0.85}),
    ("ineligible|remainder cost|total|support|contribution|amount", {"otherfunds": 0.85}),
    ("postcode code", {"postcode": 0.9}),
    ("postcode street", {"street": 0.85, "postcode": 0.7}),
    ("street place", {"street": 0.75, "town": 0.75}),
    ("postcode", {"postcode": 0.9}),
    ("start end", {"start": 0.5, "end": 0.5, "period": 0.85}),
    ("member fee|contribution|amount|support", {"fee": 0.9}),
    ("member kind|category|role|status|code", {"kind": 0.85}),
    ("join", {"since": 0.9}),
    ("leave", {"until": 0.9}),
    ("member end", {"until": 0.9}),
    ("member start|from|date", {"since": 0.9}),
    ("partner|organisation from", {"since": 0.9}),
    ("member to", {"until": 0.9}),
    ("member year", {"since": 0.8}),
    ("seat", {"street": 0.8, "town": 0.78}),
    ("call start|end|date", {"approval": 0.85}),
    ("street", {"street": 0.85}),
    ("programme period", {"category": 0.7}),
    ("kind programme", {"instrument": 0.7}),
    ("status", {"status": 0.8}),
    ("category", {"category": 0.85}),
    ("priority", {"priority": 0.85}),
    ("code beneficiary|organisation|partner", {"number": 0.85}),
    ("code place", {"postcode": 0.7}),
    ("code country", {"country": 0.7}),
    ("code programme|call", {"call": 0.5, "instrument": 0.4}),
    ("code project|contract|support|approval", {"key": 0.88}),
    ("code", {"key": 0.7}),
    ("paid year", {"final": 0.9}),
    ("paid end|total", {"paid": 0.85}),
    ("paid", {"otherfunds": 0.85}),
    ("end total|cost", {"paid": 0.75, "cost": 0.5}),
    ("start", {"start": 0.9}),
    ("end", {"end": 0.9}),
    ("eligible total cost", {"eligible": 0.88}),
    ("union support amount", {"grant": 0.88}),
    ("support cost amount", {"cost": 0.6, "grant": 0.6}),
    ("support total amount", {"grant": 0.66, "allocated": 0.65, "cost": 0.62}),
    ("support contribution", {"grant": 0.82, "contribution": 0.7}),
    ("support amount", {"grant": 0.86}),
    ("date|year approval|contract|support|programme|call", {"approval": 0.88}),
    ("date from", {"start": 0.85}),
    ("date to", {"end": 0.85}),
    ("summary name|title", {"title": 0.74, "abstract": 0.72}),
    ("summary", {"abstract": 0.85}),
    ("beneficiary contribution|other", {"otherfunds": 0.8}),
    ("beneficiary|partner|lead|organisation place", {"town": 0.8}),
    ("beneficiary|partner|lead|organisation country", {"country": 0.8}),
    ("beneficiary|partner|lead|organisation kind", {"kind": 0.8}),
    ("organisation call|approval", {"authority": 0.8}),
    ("lead partner|organisation|beneficiary", {"lead": 0.88}),
    ("beneficiary partner", {"partners": 0.8}),
    ("beneficiary cost|total|union|amount", {"beneficiary": 0.88, "contribution": 0.6, "cost": 0.5}),
    ("beneficiary", {"beneficiary": 0.88}),
    ("union other", {"allocated": 0.8}),
    ("other support|contribution|cost|total|amount", {"otherfunds": 0.8}),
    ("public cost", {"cost": 0.7, "otherfunds": 0.6}),
    ("public approval support|contribution|total|amount", {"allocated": 0.85}),
    ("public support", {"grant": 0.65, "otherfunds": 0.6}),
    ("public", {"otherfunds": 0.8}),
    ("union cost", {"grant": 0.75, "cost": 0.5}),
    ("union support|contribution|total|approval|programme|amount", {"grant": 0.88}),
    ("title support", {"title": 0.85}),
    ("title cost", {"title": 0.8, "cost": 0.75}),
    ("support cost", {"cost": 0.6, "grant": 0.6}),
    ("support total", {"grant": 0.65, "allocated": 0.65, "cost": 0.6}),
    ("support organisation", {"organisation": 0.8}),
    ("eligible total|cost|amount|project", {"eligible": 0.88}),
    ("cost total|project|contract|approval|amount", {"cost": 0.88}),
    ("cost", {"cost": 0.82}),
    ("support", {"grant": 0.82}),
    ("union", {"grant": 0.65}),
    ("year contribution", {"fee": 0.85, "contribution": 0.5}),
    ("fee", {"fee": 0.88, "contribution": 0.62, "grant": 0.62}),
    ("contribution", {"grant": 0.66, "contribution": 0.65}),
    ("place", {"town": 0.85}),
    ("country", {"country": 0.85}),
    ("call", {"call": 0.8}),
    ("kind", {"kind": 0.85}),
    ("contract|project amount", {"cost": 0.75, "title": 0.6}),
    ("programme", {"instrument": 0.82, "grant": 0.6}),
    ("total", {"cost": 0.65}),
    ("approval amount", {"grant": 0.8, "allocated": 0.75}),
    ("period", {"period": 0.85}),
    ("amount", {"cost": 0.5, "grant": 0.5}),
    ("lead", {"lead": 0.75}),
    ("approval", {"approval": 0.75}),
    ("cluster member name", {"organisation": 0.85}),
    ("cluster member", {"cluster": 0.6, "organisation": 0.6}),
    ("cluster", {"cluster": 0.85}),
    ("member place", {"town": 0.8}),
    ("member country", {"country": 0.8}),
    ("member", {"organisation": 0.85}),
    ("partner", {"partners": 0.82}),
    ("name project", {"title": 0.9}),
    ("title", {"title": 0.88}),
    ("organisation", {"organisation": 0.85}),
    ("project", {"title": 0.75}),
    ("name", {"name": 0.9}),
)
"""Concepts that a heading holds, "|" between alternatives, and what they mean; the first that fits is it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The concepts of a heading's words in one language, and the share of its letters that they explain."""

    concepts: frozenset[str]
    explained: float


class Concepts:
    """The stems by language: a stem begins a word, "-stem" is anywhere in one, "stem." ends it."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._stems: dict[tuple[str, bool, bool], set[tuple[str, str]]] = defaultdict(set)
        self._phrases: list[tuple[str, str, str]] = []
        self._languages: dict[str, None] = {}
        self._known: dict[str, Mapping[str, _Seen]] = {}
        self._words: dict[str, Mapping[str, frozenset[str]]] = {}
        for concept, language, stem in rows:
            folded = fold(stem)
            self._languages[language] = None
            if " " in folded:
                self._phrases.append((folded, language, concept))
            elif folded:
                self._stems[folded, stem.startswith("-"), stem.endswith(".")].add((language, concept))

    def languages(self, headings: Sequence[str]) -> dict[str, float]:
        """Return the languages that explain most of a list's headings, each with its share of the best; English too."""
        said = Counter[str]()
        for heading in headings:
            for part in parts_of(heading) if len(heading) <= MOST_LETTERS else ():
                for language, seen in self._seen(part).items():
                    # Articles and prepositions tell languages apart, and mean nothing.
                    said[language] += seen.explained * (1.0 if seen.concepts else 0.3)  # type: ignore[assignment]
        most = max(said.values(), default=0.0) or 1.0
        return {one: times / most for one, times in said.items() if times >= _NEAR * most or one == "en"}

    def knows(self, heading: str, languages: Mapping[str, float]) -> bool:
        """Return whether the words of a cell explain it as a heading."""
        return len(heading) <= LONGEST and self.meanings(heading, languages)[1] > 0.5

    def meanings(
        self, heading: str, languages: Mapping[str, float], *, priced: bool = False
    ) -> tuple[dict[str, Likeness], float]:
        """Return what a heading means in those languages, and the largest share of it that a language explains.

        What has a currency, in its heading or (`priced`) its cells, is an amount, and its other words may be the name
        of who pays: "Toegekende toeslag (k€)", "Beitrag Innosuisse (CHF)".
        """
        found: dict[str, Likeness] = {}
        explained = 0.0
        if len(heading) > MOST_LETTERS:
            return found, explained
        amount = frozenset(("amount",) if priced or unit_of(heading).currency else ())
        for i, part in enumerate(parts_of(heading)):
            for language, seen in self._seen(part).items():
                if language not in languages:
                    continue
                share = (1 + seen.explained) / 2 if amount and i < 2 else seen.explained
                score = (1.0 if i < 2 else 0.9) * (0.5 + 0.5 * share) * (0.9 + 0.1 * languages[language])
                for meaning, base in _meaning(seen.concepts | amount if i < 2 else seen.concepts).items():
                    explained = max(explained, seen.explained if i < 2 else 0.0)
                    if base * score > found.get(meaning, Likeness(0, "")).score:
                        found[meaning] = Likeness(base * score, language)
        return found, explained

    def _seen(self, part: str) -> Mapping[str, _Seen]:
        if part not in self._known:
            self._known[part] = self._look(part)
        return self._known[part]

    def _look(self, part: str) -> Mapping[str, _Seen]:
        """Return what each language sees in a heading's words."""
        padded = f" {part} "
        within = [one for one in self._phrases if f" {one[0]}" in padded]
        words = [word for word in part.split() if not word.isdecimal()]
        words = [word for word in words if not is_currency_name(word) and factor_of(word) == 1] or words
        letters = sum(map(len, words)) or 1
        found: dict[str, _Seen] = {}
        spans = [(word, self._spans(word)) for word in words]
        for language in self._languages:
            said = {concept for _, other, concept in within if other == language}
            covered = {word for phrase, other, _ in within if other == language for word in phrase.split()}
            said.update(*(span[language] for _, span in spans if language in span))
            explained = sum(len(word) for word, span in spans if language in span or word in covered) / letters
            if explained:
                found[language] = _Seen(frozenset(said - {"small"}), min(1.0, explained))
        return found

    def _spans(self, word: str) -> Mapping[str, frozenset[str]]:
        """Return each language's concepts in a word, by the longest stems of which none lies over another.

        "Fördersatz" is support and rate.
        """
        if word not in self._words:
            found = self._found(word, 1)
            if not found and len(word) >= FEWEST_LETTERS:
                found = next((seen for one in _misspelt(word) if (seen := self._found(one, FEWEST_LETTERS))), {})
            self._words[word] = {language: _longest(spans) for language, spans in found.items()}
        return self._words[word]

    def _found(self, word: str, shortest: int) -> dict[str, list[tuple[int, int, str]]]:
        found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for i, j in itertools.combinations(range(len(word) + 1), 2):
            for inside, whole in itertools.product((False, True) if i == 0 else (True,), (False, True)):
                if (not whole or j == len(word)) and j - i >= shortest:
                    for language, concept in self._stems.get((word[i:j], inside, whole), ()):
                        found[language].append((i, j, concept))
        return found


def _misspelt(word: str) -> Iterator[str]:
    """Yield what a word could be with two letters changed over, or one too many: "beneificary"."""
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        yield word[:i] + word[i + 1 :]


def _longest(spans: list[tuple[int, int, str]]) -> frozenset[str]:
    taken: list[tuple[int, int, str]] = []
    for one in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(one[:2] == other[:2] or one[1] <= other[0] or one[0] >= other[1] for other in taken):
            taken.append(one)
    return frozenset(concept for _, _, concept in taken)


@cache
def _meaning(concepts: frozenset[str]) -> Mapping[str, float]:
    for needed, meanings in _RULES:
        if all(any(one in concepts for one in alternatives.split("|")) for alternatives in needed.split()):
            return meanings
    return {}


@cache
def concepts() -> Concepts:
    """Return the concepts as they are shipped."""
    rows = csv.DictReader((files(__package__) / "concepts.csv").read_text(encoding="utf-8").splitlines())
    return Concepts((row["concept"], row["language"], stem) for row in rows for stem in row["stems"].split())
