"""Which brief is asked for: of what is named, of the two that are, or of the many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from api.briefs.brief import Asking, Brief
from api.briefs.candidates import of_candidate
from api.briefs.entities import of_cluster, of_organisation, of_project
from api.briefs.pairs import of_projects
from api.briefs.selections import of_selection
from graph.errors import BadInputError, InterclusterError
from graph.store import Store
from queries.asking.desk import Desk
from queries.asking.past import past
from queries.lookup.entities import Entity, entities, resolve
from queries.lookup.summary import summary

BETWEEN = ("->", "→", " + ")
"""What may stand between two names."""
OF_ONE = {"Cluster": of_cluster, "Organisation": of_organisation, "Project": of_project}


def brief(desk: Desk, store: Store, names: Sequence[str], at: date | None = None) -> Brief:
    """Return the brief of one entity, of two or of a selection, by name or id; `A -> B` and `A + B` are two.

    Raise NotFoundError or AmbiguousError where a name is not that of one entity, BadInputError where there is no brief
    of what is named, or the data cannot speak of the day.
    """
    there = past(store, at).store if at else store
    known = entities(there)
    found = [resolve(known, name) for name in (_two(known, names[0]) if len(names) == 1 else names)]
    asking = Asking(desk, there, store, replace(summary(there), data_version=store.data_version), at)
    if len(found) == 1:
        return _of_one(asking, found[0])
    if len(found) > 2:
        return of_selection(asking, list({one.id: one for one in found}.values()))
    a, b = found
    if a.id == b.id:
        raise BadInputError("'%(name)s' is named twice: a pair is of two.", name=a.name)
    if a.label == b.label == "Project":
        return of_projects(asking, a, b)
    if {a.label, b.label} <= {"Cluster", "Organisation"} and "Cluster" in (a.label, b.label):
        return of_candidate(asking, a, b)
    raise BadInputError("A pair is two projects, two clusters, or a cluster and an organisation.")


def _of_one(asking: Asking, entity: Entity) -> Brief:
    if entity.label not in OF_ONE:
        raise BadInputError(
            "'%(name)s' has no brief: a cluster, an organisation, a project or a pair has.", name=entity.name
        )
    return OF_ONE[entity.label](asking, entity)


def _two(known: "dict[str, Entity]", text: str) -> Sequence[str]:
    """Return the one or two names that a text holds; a name may have such a sign in it itself."""
    for sign in BETWEEN:
        parts = [part.strip() for part in text.split(sign)]
        if len(parts) == 2 and all(parts) and not _is_name(known, text):
            return parts
    return [text]


def _is_name(known: "dict[str, Entity]", text: str) -> bool:
    try:
        resolve(known, text)
    except InterclusterError:
        return False
    return True
