"""What is about something: found by the thesaurus of themes, in whichever language, with all that is narrower."""

import re
from collections.abc import Collection, Iterator, Mapping

from graph.store import Store
from graph.store.answers import kept
from queries.lookup.entities import Match, entities, folded
from queries.lookup.folding import fold, holds
from queries.lookup.thesaurus import thesaurus

ABOUT = "MATCH (n)-[:ABOUT]->(t:Theme) WHERE t.id IN $themes RETURN n.id AS id, t.id AS theme ORDER BY id, theme"

AT_MOST = 89.0
"""How well it fits what is about the very theme, and one less for each step that a theme is narrower: what has the word
in its name comes before, what has a name that is only like it behind."""
SHORTEST = 3
"""Of so many letters is the shortest name of a theme that is looked for in the names of entities."""


def about(store: Store, text: str) -> list[Match]:
    """Return what has a theme that is called so, or is narrower, or has such a theme's name as words of its own.

    None where the thesaurus knows nothing of that name. The best first, then by name.
    """
    steps = thesaurus().below(thesaurus().called(text))
    best: dict[str, Match] = {}
    for match in (*_themed(store, steps), *_named(store, steps)) if steps else ():
        if match.entity.id not in best or match.score > best[match.entity.id].score:
            best[match.entity.id] = match
    return sorted(best.values(), key=lambda match: (-match.score, match.entity.name, match.entity.id))


@kept
def concepts_of_themes(store: Store) -> Mapping[str, frozenset[str]]:
    """Return the ids of the concepts of each theme of the graph: those of which it has a name, or holds it as words."""
    names = [(fold(name), one.id) for one in thesaurus().concepts.values() for name in one.names]
    labels = {one.id: fold(one.name) for one in entities(store).values() if one.label == "Theme"}
    found = {theme: frozenset(c for name, c in names if holds(label, name)) for theme, label in labels.items()}
    return {theme: concepts for theme, concepts in found.items() if concepts}


def _themed(store: Store, steps: Mapping[str, int]) -> Iterator[Match]:
    """Yield the themes of these concepts, and what has them."""
    known = entities(store)
    themes = {
        theme: AT_MOST - min(steps[one] for one in concepts & steps.keys())
        for theme, concepts in concepts_of_themes(store).items()
        if concepts & steps.keys()
    }
    for theme, score in themes.items():
        yield Match(known[theme], known[theme].name, score)
    for tie in store.rows(ABOUT, themes=sorted(themes)):
        theme = tie["theme"]
        yield Match(known[tie["id"]], known[theme].name, themes[theme], by="theme")


def _named(store: Store, steps: Mapping[str, int]) -> Iterator[Match]:
    """Yield what has a name of these concepts in one of its own."""
    named: dict[str, int] = {}
    for concept, step in steps.items():
        for name in map(fold, thesaurus().concepts[concept].names):
            named[name] = min(step, named.get(name, step))
    known, words = entities(store), _any_of([name for name in named if len(name) >= SHORTEST])
    for identifier, names in folded(store).items():
        if found := {named[one] for one in words.findall(names)}:
            yield Match(known[identifier], known[identifier].name, AT_MOST - min(found), by="theme")


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
