"""Names of entities: look one up by id, and resolve what a person typed to one entity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from graph.errors import AmbiguousError, NotFoundError
from graph.messages import Message
from graph.schema import ENTITY_TYPES, Node, Theme
from graph.statements import read_nodes
from graph.store import Row, Store
from graph.store.answers import kept
from queries.lookup.folding import fold, holds
from queries.lookup.thesaurus import thesaurus

COLUMNS = ("id", "kind", "aliases", "acronym", "other_ids", "sources")

By: TypeAlias = Literal["name", "theme"]
SHORT = 1.5
"""How many times longer a text is than a name of which rapidfuzz only asks whether it occurs in the text."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity by its names; `label` is its node type, `kind` its kind within the type where it has one.

    An acronym beside a title is one of the `aliases`, and of a theme what the thesaurus calls it. `other_ids` are the
    ids of records that turned out to be this entity.
    """

    id: str
    name: str
    label: str
    kind: str | None
    aliases: tuple[str, ...]
    sources: tuple[str, ...]
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entity found, by which of its names, or of its themes, and how well that fits (0 to 100)."""

    entity: Entity
    matched: str
    score: float
    by: By = "name"


@kept
def entities(store: Store) -> dict[str, Entity]:
    """Return every entity by id."""
    found = {}
    for kind in ENTITY_TYPES:
        for row in store.rows(read_nodes(kind, columns=(*COLUMNS, *kind.names))):
            found[row["id"]] = _entity(kind, row)
    return dict(sorted(found.items()))


def _entity(kind: type[Node], row: Row) -> Entity:
    name = name_in(kind, row)
    aliases, sources, others = (tuple(row.get(column) or ()) for column in ("aliases", "sources", "other_ids"))
    acronym = row.get("acronym")
    if acronym and acronym != name:
        aliases = (*aliases, acronym)
    if kind is Theme:
        aliases = (*aliases, *thesaurus().names(name))
    return Entity(row["id"], name, kind.__name__, row.get("kind"), aliases, sources, others)


def name_in(kind: type[Node], row: Row) -> str:
    """Return what the entity of a row of `read_nodes` is called: its first name that is known, else its id."""
    return next((row[name] for name in kind.names if row[name] is not None), row["id"])  # type: ignore[no-any-return]


@kept
def names_of_records(store: Store) -> dict[str, str]:
    """Return the name of the entity that each record became, by the record's id."""
    return {record: one.name for one in entities(store).values() for record in (one.id, *one.other_ids)}


def projects(store: Store) -> dict[str, Entity]:
    """Return every project by id."""
    return {one.id: one for one in entities(store).values() if one.label == "Project"}


@kept
def folded(store: Store) -> Mapping[str, str]:
    """Return all names of each entity, folded, one a line, by id."""
    return {one.id: "\n".join(map(fold, (one.name, *one.aliases))) for one in entities(store).values()}


def matches(known: Mapping[str, Entity], text: str, threshold: float = 70.0) -> list[Match]:
    """Return the entities with a name like `text`, best first, each by its best name.

    100 is the id or a name itself once folded; less is rapidfuzz's weighted ratio over all names, never above 99. Of
    equals those with the text as words of their own come first, and of these the shortest. A name much shorter than the
    text counts only where it is a word of it: "LE" is not a name like "Leuven".
    """
    if text in known:
        return [Match(known[text], text, 100.0)]
    if text.count(":") >= 2 and (merged := [entity for entity in known.values() if text in entity.other_ids]):
        return [Match(entity, text, 100.0) for entity in merged]
    wanted = fold(text)
    names = [(entity, name) for entity in known.values() for name in dict.fromkeys((entity.name, *entity.aliases))]
    folded = [fold(name) for _, name in names]
    best: dict[str, Match] = {}
    for candidate, likeness, position in process.extract(
        wanted, folded, scorer=fuzz.WRatio, score_cutoff=threshold, limit=None
    ):
        entity, name = names[position]
        if SHORT * len(candidate) < len(wanted) and not holds(wanted, candidate):
            continue
        score = 100.0 if candidate == wanted else min(99.0, round(likeness, 1))
        if entity.id not in best or score > best[entity.id].score:
            best[entity.id] = Match(entity, name, score)
    return sorted(best.values(), key=lambda match: _order(match, wanted))


def _order(match: Match, wanted: str) -> tuple[float, bool, int, str, str]:
    name = fold(match.matched)
    return -match.score, not holds(name, wanted), len(name), match.entity.name, match.entity.id


def resolve(known: Mapping[str, Entity], text: str) -> Entity:
    """Return the one entity of that id or exact name, or the only one that is very much like it.

    A cluster wins over a namesake of another type, since this is a graph of clusters, and a name over another entity's
    alias. Raise NotFoundError with the nearest names where there is none, AmbiguousError with the choices where there
    are several.
    """
    found = matches(known, text)
    exact = [match.entity for match in found if match.score == 100.0]
    clusters = [entity for entity in exact if entity.label == "Cluster"]
    named = [entity for entity in exact if text == entity.id or fold(entity.name) == fold(text)]
    best = clusters or named or exact or [match.entity for match in found if match.score >= 90.0]
    if len(best) == 1:
        return best[0]
    nearest = ", ".join(f"{match.entity.name} ({match.entity.id})" for match in found[:5])
    if best:
        raise AmbiguousError(
            "'%(text)s' could be several entities: %(nearest)s; use the id.", text=text, nearest=nearest
        )
    hint = Message("; nearest: %(names)s", names=nearest) if nearest else ""
    raise NotFoundError("No entity is called '%(text)s'%(hint)s.", text=text, hint=hint)
