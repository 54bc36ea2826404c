"""What was found alike between two registries, kept for the next load: most loads add a list to registers that stay."""

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

from graph.errors import StoreError
from graph.judgements import Decision
from graph.store.decisions import pack, unpack
from ingest.resolution.candidates import Sought, sought
from ingest.resolution.records import OrganisationRecord, Partners

KEPT = 20
"""So many pairs of registries are kept, the last used."""


class Compared:
    """Pairs found alike by what their comparison depends on, in a folder; without a folder nothing is kept.

    A file that is damaged or gone is as if it had never been: the pairs are compared again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def before(self, key: str) -> tuple[Decision, ...] | None:
        """Return what was found alike; None where that is not known."""
        with contextlib.suppress(StoreError):
            if (packed := self._read(key)) is not None:
                return unpack(packed)
        return None

    def keep(self, key: str, found: tuple[Decision, ...]) -> None:
        """Keep what was found alike; where that cannot be written the next load compares again."""
        self._write(key, pack(found))

    def looked(self, names: Iterable[str]) -> Mapping[str, Sought]:
        """Return how a registry's names are looked for: to take them apart takes longer than to read that."""
        if self._folder is None:
            return {}
        key = f"names-{_program().hex()[:26]}"
        kept = self._read(key)
        known: dict[str, Sought] = {name: (words, keys) for name, words, keys in json.loads(kept)} if kept else {}
        wanted = dict.fromkeys(names)
        if not known.keys() >= wanted.keys():
            known = {name: known.get(name) or sought(name) for name in wanted}
            self._write(key, json.dumps([(name, *found) for name, found in known.items()]).encode())
        return known

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        with contextlib.suppress(OSError):
            path = self._folder / key
            digest, _, packed = path.read_bytes().partition(b"\n")
            if hashlib.sha256(packed).hexdigest().encode() == digest:
                os.utime(path)
                return packed
        return None

    def _write(self, key: str, packed: bytes) -> None:
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._folder / f".{secrets.token_hex(4)}"
            aside.write_bytes(hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed)
            aside.replace(self._folder / key)
            for old in sorted(self._folder.iterdir(), key=lambda path: -path.stat().st_mtime)[KEPT:]:
                old.unlink(missing_ok=True)


NOTHING = Compared()


def fingerprint(here: str, there: str) -> str:
    """Return what tells two groups of records from others, given the digests of both: and the program itself."""
    return hashlib.sha256(_program() + f"{here} {there}".encode()).hexdigest()[:32]


def digest_of(records: Iterable[OrganisationRecord], partners: Partners) -> str:
    """Return what tells a group of records from others: all that a comparison of them reads."""
    digest = hashlib.sha256()
    for one in sorted(records, key=attrgetter("id")):
        around = sorted(one.events)
        place = (one.country, one.town, one.street, one.postcode, one.website)
        digest.update(repr((one.id, one.names, place, sorted(one.registry.items()), around)).encode())
        digest.update("".join(map(partners.present, around)).encode())
    return digest.hexdigest()


@cache
def _program() -> bytes:
    """Return a digest of the code and words that compare."""
    digest = hashlib.sha256()
    for path in sorted(files(__package__).iterdir(), key=lambda one: one.name):
        if path.is_file() and path.name.endswith((".py", ".csv", ".txt")):
            digest.update(path.read_bytes())
    return digest.digest()
