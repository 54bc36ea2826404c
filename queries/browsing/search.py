"""Find an entity by any of its names, or by what it is about."""

from dataclasses import dataclass
from typing import Annotated

from graph.store import Store
from queries.asking.question import Rows, question
from queries.browsing.untitled import without_titles
from queries.lookup.entities import By, Match, entities, matches
from queries.lookup.leads import leads
from queries.lookup.subjects import about


@dataclass(frozen=True, slots=True)
class Found:
    """An entity, the name that fitted, and how well (0 to 100; 100 is the name itself, case and accents aside).

    `by` says what fitted: a name of its own, or the name of what it is about. `leads` are the names of who leads a
    project, `lead_ids` their ids; none where no source says so.
    """

    id: str
    name: str
    kind: str
    matched: str
    score: float
    sources: tuple[str, ...]
    by: By
    leads: tuple[str, ...] = ()
    lead_ids: tuple[str, ...] = ()


@question
def search(
    store: Store,
    text: Annotated[str, "a name, in any spelling, or an id"],
    *,
    kind: Annotated[str | None, "only this kind: Cluster, Organisation, Project, IBN, SPC, firm, ..."] = None,
) -> Rows[Found]:
    """Find an entity by any of its names, or by what it is about.

    Names and all spellings that the sources use are compared without case, accents and punctuation; a name that is
    not the same is scored by the weighted ratio of rapidfuzz (0 to 99), and shown from 70 on. A name much shorter than
    the text counts only where it is a word of it. Of equals, names that hold the text as words come first, then the
    shortest. Where the thesaurus of themes knows the text, in Dutch, French or English, what has such a theme or a
    narrower one is found too, and what has its name, in any of these languages, in a name of its own: at 89, and one
    less for each step that is narrower.
    """
    known = entities(store)
    named = {match.entity.id: match for match in matches(known, text)}
    found = [match for match in about(store, text) if match.score > _score(named.get(match.entity.id))]
    for match in found:
        named.pop(match.entity.id, None)
    led = leads(store)
    rows = (
        Found(
            match.entity.id,
            match.entity.name,
            match.entity.kind or match.entity.label,
            match.matched,
            match.score,
            match.entity.sources,
            match.by,
            tuple(known[one].name for one in led.get(match.entity.id, ())),
            led.get(match.entity.id, ()),
        )
        for match in sorted((*named.values(), *found), key=lambda match: -match.score)
        if kind is None or kind.casefold() in (match.entity.label.casefold(), (match.entity.kind or "").casefold())
    )
    return Rows(rows, without_titles(store))


def _score(match: Match | None) -> float:
    return match.score if match else 0.0
