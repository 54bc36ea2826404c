"""The thesaurus of themes: what each is called in Dutch, French and English, and what is broader and narrower.

It is a file of SKOS in Turtle beside the facts that it is about, which any program of linked data reads; this one reads
the few forms that the file has, and a test compares it with rdflib, which takes longer to start than a search. It is
for finding and browsing: no score reads it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from queries.lookup.folding import fold

FILE = Path(__file__).parents[2] / "ingest" / "flanders" / "themes.ttl"
_CONCEPT = re.compile(r":(\S+) a skos:Concept ;")
_STATED = re.compile(r"skos:(\w+) ([^;]+?) (?:;|\.)\n")
_LABEL = re.compile(r'"([^"]+)"@(\w+)')


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme as people mean it: its label in each language, what else it is called, and the ids of what is broader."""

    id: str
    labels: Mapping[str, str]
    others: Sequence[tuple[str, str]]
    broader: Sequence[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name, those of the languages first."""
        return tuple(dict.fromkeys((*self.labels.values(), *(name for name, _ in self.others))))


class Thesaurus:
    """Concepts by id, in the order of the file."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self.concepts = concepts
        self._called: dict[str, list[Concept]] = {}
        for one in concepts.values():
            for name in {fold(name) for name in one.names}:
                self._called.setdefault(name, []).append(one)

    def called(self, name: str) -> Sequence[Concept]:
        """Return the concepts of this name, in any language."""
        return self._called.get(fold(name), ())

    def names(self, name: str) -> tuple[str, ...]:
        """Return what else that is called which has this name."""
        return tuple(dict.fromkeys(other for one in self.called(name) for other in one.names if other != name))

    def broader(self, concept: Concept) -> Sequence[Concept]:
        """Return what is one step broader."""
        return [self.concepts[one] for one in concept.broader]

    def narrower(self, concept: Concept) -> Sequence[Concept]:
        """Return what is one step narrower."""
        return [one for one in self.concepts.values() if concept.id in one.broader]

    def below(self, found: Collection[Concept]) -> Mapping[str, int]:
        """Return these concepts and all that are narrower, by how many steps."""
        steps = {one.id: 0 for one in found}
        waiting = list(found)
        for concept in waiting:  # grows while it is read, so that what is nearer comes first
            for one in self.narrower(concept):
                if one.id not in steps:
                    steps[one.id] = steps[concept.id] + 1
                    waiting.append(one)
        return steps


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus that comes with the program."""
    return Thesaurus({one.id: one for one in read(FILE.read_text(encoding="utf-8"))})


def read(text: str) -> Iterator[Concept]:
    """Yield the concepts of a file: one a paragraph, its labels and what is broader each said once."""
    for paragraph in text.split("\n\n"):
        if found := _CONCEPT.search(paragraph):
            said = dict(_STATED.findall(paragraph + "\n"))
            labels = {language: label for label, language in _LABEL.findall(said["prefLabel"])}
            others = _LABEL.findall(said.get("altLabel", ""))
            broader = tuple(one.lstrip(":") for one in said.get("broader", "").split(", ") if one)
            yield Concept(found[1], labels, tuple(others), broader)
