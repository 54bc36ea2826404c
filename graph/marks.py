"""Which mark stands for which entities."""

from collections.abc import Mapping

from graph.schema import ENTITY_TYPES, Mark, Node

COMMUNITY = "Community"
"""What stands, in a picture of a large network, for organisations that work together more than with others."""

_COMMUNITY = Mark("community", "Community", "pentagon", "#F0E442", "#6B6400")
_ENTITIES: Mapping[str, Mark] = {mark.name: mark for kind in ENTITY_TYPES for mark in kind.marks}
MARKS: Mapping[str, Mark] = {**_ENTITIES, _COMMUNITY.name: _COMMUNITY}
"""By name; Okabe and Ito's colours, told apart with any colour vision."""

_TYPES: Mapping[str, type[Node]] = {kind.__name__: kind for kind in ENTITY_TYPES}


def mark_of(type_: str, kind: str | None) -> Mark:
    """Return the mark of a node type and kind, or of a community."""
    if type_ == COMMUNITY:
        return _COMMUNITY
    marks = _TYPES[type_].marks
    return next((mark for mark in marks if mark.kind and mark.kind == kind), marks[-1])


def chosen_by(type_: type[Node], mark: Mark) -> str:
    """Return which kind to ask for where what has this mark is wanted: `firm`, `other_organisation`, `Project`."""
    return mark.kind or (f"other_{type_.stem}" if len(type_.marks) > 1 else type_.__name__)


CHOICES: Mapping[str, str] = {mark.name: chosen_by(kind, mark) for kind in ENTITY_TYPES for mark in kind.marks}
"""What to ask for, by mark."""
