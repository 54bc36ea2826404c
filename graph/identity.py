"""Stable ids, `kind:scheme:key`, from the fewest raw fields of a source. Cleaning never feeds an id."""

import hashlib
import re
import unicodedata

from graph.errors import BadInputError

_WORD = re.compile(r"[a-z0-9]+")
_ID = re.compile(r"[a-z]+:[a-z0-9-]+:[^\s#]+")


def make_id(kind: str, scheme: str, key: str) -> str:
    """Return `kind:scheme:key`; raise BadInputError where a part is empty or would make the id ambiguous."""
    identifier = f"{kind}:{scheme}:{key}"
    if not _ID.fullmatch(identifier):
        raise BadInputError(
            "'%(identifier)s' is not an id: expected kind:scheme:key without blanks or '#'.", identifier=identifier
        )
    return identifier


def kind_of(identifier: str) -> str:
    """Return the kind of an id: `cluster` of `cluster:flanders:euka`."""
    return identifier.partition(":")[0]


def slug(text: str) -> str:
    """Fold a name to lower-case ASCII words joined by hyphens: "Coöperatief-plus" -> "cooperatief-plus"."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(plain.lower()))


def key_of(text: str) -> str:
    """Return the slug of a name, with a digest where it loses letters, "+" or "#": two names never have one key.

    "Ελλάδα 3", "Αθήνα 3", "C++" and "C#" keep apart; case, accents and blanks say nothing. Empty without a letter.
    """
    if text.isascii() and "+" not in text and "#" not in text:
        return slug(text)
    letters = (one for one in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(one))
    kept = " ".join("".join(one if one.isalnum() or one in "+#" else " " for one in letters).split())
    if kept.isascii() and not set(kept) & set("+#"):
        return slug(text)
    return f"{slug(text)}-{hashlib.sha256(kept.encode()).hexdigest()[:10]}".lstrip("-") if kept.strip("+# ") else ""
