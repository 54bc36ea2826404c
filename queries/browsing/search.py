"""Find an entity by any of its names."""

from dataclasses import dataclass
from typing import Annotated

from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import entities, matches


@dataclass(frozen=True, slots=True)
class Found:
    """An entity, the name that fitted, and how well (0 to 100; 100 is the name itself, case and accents aside)."""

    id: str
    name: str
    kind: str
    matched: str
    score: float
    sources: tuple[str, ...]


@question
def search(
    store: Store,
    text: Annotated[str, "a name, in any spelling, or an id"],
    *,
    kind: Annotated[str | None, "only this kind: Cluster, Organisation, Project, IBN, SPC, firm, ..."] = None,
) -> list[Found]:
    """Find an entity by any of its names.

    Names and all spellings that the sources use are compared without case, accents and punctuation; a name that is
    not the same is scored by the weighted ratio of rapidfuzz (0 to 99), and shown from 70 on. A name much shorter than
    the text counts only where it is a word of it. Of equals, names that hold the text as words come first, then the
    shortest.
    """
    return [
        Found(
            match.entity.id,
            match.entity.name,
            match.entity.kind or match.entity.label,
            match.matched,
            match.score,
            match.entity.sources,
        )
        for match in matches(entities(store), text)
        if kind is None or kind.casefold() in (match.entity.label.casefold(), (match.entity.kind or "").casefold())
    ]
