"""Labelled pairs of projects: read from CSV text, each end found by id, key or title."""

import re
from collections.abc import Mapping
from typing import get_args

from graph.errors import AmbiguousError, BadInputError, NotFoundError, NotLoadedError
from graph.messages import Message
from queries.likeness.kinds import Kind
from queries.lookup.entities import Entity, matches
from queries.lookup.tables import rows

KINDS: tuple[str, ...] = get_args(Kind)
COLUMNS = (("a", "b", "label"), ("row_i", "row_j", "label"))
FILE = Message("Labelled pairs")


def labelled(text: str, projects: Mapping[str, Entity], source: str | None) -> dict[tuple[str, str], str]:
    """Return the kind of each pair of ids, which are in order; a pair that is there twice counts once.

    Raise an error that names the row where a project is not found, a pair is one project or has two labels.
    """
    keys = _Keys(projects, source)
    found: dict[tuple[str, str], str] = {}
    for number, (a, b, label) in rows(text, FILE, COLUMNS):
        try:
            first, second = sorted((keys.project(a), keys.project(b)))
            kind = _kind(label)
            if first == second:
                raise BadInputError("'%(a)s' and '%(b)s' are one project; a pair is of two.", a=a, b=b)
            if found.setdefault((first, second), kind) != kind:
                raise BadInputError(
                    "the pair '%(a)s' and '%(b)s' was labelled %(found)s above, now %(kind)s.",
                    a=a,
                    b=b,
                    found=found[first, second],
                    kind=kind,
                )
        except (AmbiguousError, BadInputError, NotFoundError) as error:
            place = Message("%(what)s, row %(number)s: %(error)s", what=FILE, number=number, error=error.message)
            raise type(error)(place) from None
    if not found:
        raise BadInputError("There is no labelled pair in the file.")
    return found


def _kind(label: str) -> str:
    """Return the kind that a label is or begins with, whatever its case and what stands between its words."""
    words = re.sub(r"[\W_]+", "_", label.casefold()).strip("_") + "_"
    found = next((kind for kind in KINDS if words.startswith(f"{kind}_")), None)
    if found is None:
        raise BadInputError(
            "'%(label)s' is no kind of likeness: expected one of %(kinds)s.", label=label, kinds=", ".join(KINDS)
        )
    return found


class _Keys:
    """Finds projects by id, by their key in a source, or by title, where only one has it."""

    def __init__(self, projects: Mapping[str, Entity], source: str | None) -> None:
        loaded = sorted({identifier.split(":")[1] for identifier in projects})
        if source and source not in loaded:
            raise NotLoadedError(
                "No project of a source '%(source)s' is loaded; there are those of %(loaded)s.",
                source=source,
                loaded=", ".join(loaded),
            )
        within = (one for one in projects.values() if not source or one.id.startswith(f"project:{source}:"))
        self._projects = {one.id: one for one in within}
        self._ids: dict[str, list[str]] = {}
        for identifier in self._projects:
            self._ids.setdefault(identifier.split(":", 2)[2], []).append(identifier)

    def project(self, key: str) -> str:
        """Return the id of a project; raise NotFoundError or AmbiguousError where it is not just one."""
        fitting = [key] if key in self._projects else self._ids.get(key) or self._titled(key)
        if not fitting:
            raise NotFoundError(
                "'%(key)s' is no project that is loaded, by id, key or title; load the list whose pairs are labelled.",
                key=key,
            )
        if len(fitting) > 1:
            raise AmbiguousError(
                "'%(key)s' fits %(count)s projects: %(fitting)s; use the id.",
                key=key,
                count=len(fitting),
                fitting=", ".join(fitting[:5]),
            )
        return fitting[0]

    def _titled(self, title: str) -> list[str]:
        return [found.entity.id for found in matches(self._projects, title, 100.0) if found.score == 100.0]
