"""The vocabulary in words for a reader, in English; the catalogues translate it.

A code that is not here is shown with its underscores as spaces.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from graph.schema import ENTITY_TYPES, RELATION_TYPES


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text to be translated later."""
    return text


TERMS: Mapping[str, str] = {
    **{kind.__name__: kind.words[0] for kind in ENTITY_TYPES},
    **{tie.label: tie.words[0] for tie in RELATION_TYPES},
    **{f"out:{tie.label}": tie.words[1] for tie in RELATION_TYPES},
    **{f"in:{tie.label}": tie.words[2] for tie in RELATION_TYPES},
    **tomllib.loads(files(__package__).joinpath("terms.toml").read_text(encoding="utf-8")),
}
