"""Stable ids, `kind:scheme:key`, from the fewest raw fields of a source. Cleaning never feeds an id."""

import re
import unicodedata

from graph.errors import BadInputError
from graph.messages import Message

_ID = re.compile(r"[a-z]+:[a-z0-9-]+:[^\s#]+")


def make_id(kind: str, scheme: str, key: str) -> str:
    """Return `kind:scheme:key`; raise BadInputError where a part is empty or would make the id ambiguous."""
    identifier = f"{kind}:{scheme}:{key}"
    if not _ID.fullmatch(identifier):
        raise BadInputError(
            Message(
                "'%(identifier)s' is not an id: expected kind:scheme:key without blanks or '#'.", identifier=identifier
            )
        )
    return identifier


def kind_of(identifier: str) -> str:
    """Return the kind of an id: `cluster` of `cluster:flanders:euka`."""
    return identifier.partition(":")[0]


def slug(text: str) -> str:
    """Fold a name to lower-case ASCII words joined by hyphens: "Coöperatief-plus" -> "cooperatief-plus"."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", folded))
