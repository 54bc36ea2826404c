"""Two records side by side, as a reader judges them: by field and by word, with the evidence and what was said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.judgements import Judgement
from queries.likeness.chains import Chain

CODES = ("kind", "status", "country")
"""Properties whose words are codes: the same or not, never partly."""

WORDS = re.compile(r"\w+|\W+")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text, and whether the other side has it too; `between` is what parts a shared piece from another."""

    text: str
    shared: bool
    between: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One property of both records; `agrees` is None where it is unknown of either."""

    name: str
    a: Any
    b: Any
    agrees: bool | None
    words_a: tuple[Word, ...] = ()
    words_b: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Clue:
    """One bar of the evidence: a feature, in words, and its weight in bits."""

    feature: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Everything that is shown of a pair."""

    a: str
    b: str
    a_name: str
    b_name: str
    kind: str | None
    score: float | None
    fields: tuple[Field, ...]
    evidence: tuple[Clue, ...]
    judgement: Judgement | None
    sources: tuple[tuple[str, ...], tuple[str, ...]]
    warnings: tuple[Judgement, ...] = ()
    chain: Chain | None = None

    @property
    def key(self) -> str:
        """What names the pair in a form."""
        return f"{self.a}|{self.b}"

    @property
    def anchor(self) -> str:
        """What names the pair in the page."""
        return re.sub(r"[^A-Za-z0-9]+", "-", f"pair-{self.a}-{self.b}")


def field(name: str, a: Any, b: Any) -> Field:
    """Compare one property; texts of several words are compared word by word."""
    if a in (None, ()) or b in (None, ()):
        return Field(name, a, b, None)
    if isinstance(a, str) and isinstance(b, str):
        agrees = a.casefold() == b.casefold()
        return Field(name, a, b, agrees, *(((), ()) if name in CODES else differences(a, b)))
    if isinstance(a, tuple):
        return Field(name, a, b, set(a) == set(b), _items(a, b), _items(b, a))
    return Field(name, a, b, a == b)


def _items(mine: Sequence[str], yours: Sequence[str]) -> tuple[Word, ...]:
    """Return what a list names, each marked as to whether the other list names it too."""
    there = {item.casefold() for item in yours}
    parts = [(Word(", ", shared=True, between=True), Word(item, item.casefold() in there)) for item in mine]
    return tuple(word for part in parts for word in part)[1:]


def differences(a: str, b: str) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return both texts in pieces, each marked as to whether the other holds that word."""
    here, there = ({word.casefold() for word in re.findall(r"\w+", text)} for text in (a, b))
    return _pieces(a, there), _pieces(b, here)


def _pieces(text: str, other: set[str]) -> tuple[Word, ...]:
    """Return runs of words: what stands between two of a kind belongs to them, at the ends it is shared."""
    runs: list[Word] = []
    between = ""
    for part in WORDS.findall(text):
        if not part[0].isalnum():
            between += part
            continue
        shared = part.casefold() in other
        if runs and runs[-1].shared == shared:
            runs[-1] = Word(f"{runs[-1].text}{between}{part}", shared)
        else:
            runs += [*([Word(between, shared=True, between=True)] if between else []), Word(part, shared)]
        between = ""
    return (*runs, Word(between, shared=True, between=True)) if between else tuple(runs)


def fits(judgement: Judgement | None, wanted: str) -> bool:
    """Return whether a pair belongs to a filter: `all`, `open`, `judged` or a verdict."""
    if wanted == "all":
        return True
    if judgement is None:
        return wanted == "open"
    return wanted in ("judged", judgement.verdict)


def told(latest: Mapping[tuple[str, str], Judgement], a: str, b: str) -> Judgement | None:
    """Return what was said of a pair."""
    return latest.get((min(a, b), max(a, b)))


def parts(key: str) -> tuple[str, str]:
    """Return the two ids that a form's pair names."""
    a, _, b = key.partition("|")
    return a, b


def page_of(rows: Sequence[Any], page: int, size: int) -> tuple[Sequence[Any], int]:
    """Return the rows of a page, from 1 on, and how many pages there are."""
    pages = max(1, -(-len(rows) // size))
    start = (min(page, pages) - 1) * size
    return rows[start : start + size], pages


def paged(rows: Sequence[Any], page: int, size: int) -> dict[str, Any]:
    """Return what a template needs of a page: the rows `shown`, how many `pages` there are, and which `page` it is."""
    shown, pages = page_of(rows, page, size)
    return {"shown": shown, "pages": pages, "page": min(page, pages)}


def clues(evidence: Iterable[Any]) -> tuple[Clue, ...]:
    """Return evidence as clues, the weightiest first; what weighs nothing is left out."""
    found = (Clue(one.feature, str(getattr(one, "detail", "") or one.value), one.weight) for one in evidence)
    return tuple(sorted((clue for clue in found if clue.weight), key=lambda clue: (-abs(clue.weight), clue.feature)))
