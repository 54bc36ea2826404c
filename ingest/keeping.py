"""Backups: all that cannot be made again, in one file, and a graph built anew from it."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from graph.actions import Action, Actions, action_of
from graph.actions import row_of as action_row
from graph.disk import sync, write
from graph.errors import BadInputError, InterclusterError, StoreError
from graph.judgements import Judgement, Judgements, MatchEvidence, row_of
from graph.ledger import ACTION, JUDGEMENT
from graph.store import NO_SNAPSHOTS, Store, version_of
from graph.store.snapshots import Snapshots, bundle, unbundle, unpack

FORMAT = 2
CONTENTS = "backup.json"
JUDGEMENTS = "judgements.json"
ACTIONS = "actions.json"
"""Since format 2, and only where there are any, so that an earlier version can read a backup without them."""
SOURCE = "sources/"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: what each source said, what people decided and set out to do, and how things were set.

    `data_version` is that of the graph that was there, "" where nothing was loaded.
    """

    sources: Snapshots
    judgements: tuple[Judgement, ...]
    settings: Mapping[str, str]
    data_version: str
    actions: tuple[Action, ...] = ()


def taken(store: Store, judgements: Judgements, settings: Mapping[str, str]) -> Backup:
    """Return a backup of what a store reads and of what people decided; raise StoreError where either is damaged."""
    told, to_do = tuple(judgements.all()), tuple(Actions(judgements).all())
    version = version_of(store)
    return Backup(dict(store.snapshots()) if version else NO_SNAPSHOTS, told, settings, version, to_do)


def put_back(backup: Backup, judgements: Judgements) -> Path | None:
    """Put what people said in the place of what is there; return where the file that was there is now, if any."""
    return judgements.ledger.replace(
        {JUDGEMENT: [*map(row_of, backup.judgements)], ACTION: [*map(action_row, backup.actions)]}
    )


def write_backup(path: Path, backup: Backup) -> None:
    """Write a backup and read it back; raise InterclusterError where the file is not what was to be written.

    A file of that name is replaced when the new one is whole.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            write(aside, _packed(backup))
            sync(aside)
            if read_backup(aside) != backup:
                raise StoreError("What was written to %(path)s reads back otherwise.", path=path)
            os.replace(aside, path)
            sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise InterclusterError("%(path)s cannot be written: %(error)s.", path=path, error=error.strerror) from error


def read_backup(path: Path) -> Backup:
    """Return what a backup holds; raise BadInputError where it is damaged or none."""
    try:
        parts = unbundle(path.read_bytes())
        contents = json.loads(parts.pop(CONTENTS))
        if contents["format"] > FORMAT:
            raise BadInputError(
                "%(path)s was written by a later version of Intercluster: install that version.", path=path
            )
        if contents.pop("check") != _check(contents) or contents["parts"] != _sums(parts):
            raise ValueError("not what was written")
        told = tuple(_judgement(row) for row in json.loads(parts.pop(JUDGEMENTS)))
        to_do = tuple(action_of(row) for row in json.loads(parts.pop(ACTIONS, b"[]")))
        sources = {name.removeprefix(SOURCE): content for name, content in parts.items()}
        for one in sources.values():
            unpack(one)
        return Backup(sources, told, contents["settings"], contents["data_version"], to_do)
    except OSError as error:
        raise BadInputError("%(path)s cannot be read: %(error)s.", path=path, error=error.strerror or error) from error
    except (ValueError, LookupError, TypeError, AttributeError, StoreError) as error:
        raise BadInputError("%(path)s is damaged, or no backup of Intercluster.", path=path) from error


def _packed(backup: Backup) -> bytes:
    parts = {JUDGEMENTS: json.dumps([astuple(one) for one in backup.judgements], ensure_ascii=False).encode()}
    if backup.actions:
        parts[ACTIONS] = json.dumps([action_row(one) for one in backup.actions], ensure_ascii=False).encode()
    parts |= {SOURCE + name: content for name, content in backup.sources.items()}
    contents = {
        "format": FORMAT if backup.actions else 1,
        "data_version": backup.data_version,
        "settings": dict(backup.settings),
        "parts": _sums(parts),
    }
    return bundle({CONTENTS: json.dumps({**contents, "check": _check(contents)}).encode(), **parts})


def _sums(parts: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}


def _check(contents: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()


def _judgement(row: list[object]) -> Judgement:
    a, b, verdict, author, at, note, evidence, number = row
    found = tuple(MatchEvidence(*one) for one in evidence)  # type: ignore[attr-defined]
    return Judgement(str(a), str(b), str(verdict), str(author), str(at), str(note), found, int(str(number)))
