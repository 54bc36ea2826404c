"""Who may use a service and what they may do: a file in INTERCLUSTER_HOME, which has scrypt hashes of secrets alone."""

import hmac
import json
import os
import secrets
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import scrypt, sha256
from pathlib import Path

from filelock import FileLock
from pydantic import TypeAdapter

from graph.disk import sync, write
from graph.errors import BadInputError, NotFoundError, StoreError


class Right(StrEnum):
    """What a request may do: read, say who is who, change what is loaded, see fees and natural persons."""

    READ = "read"
    JUDGE = "judge"
    LOAD = "load"
    CONFIDENTIAL = "confidential"


class Role(StrEnum):
    """What a user is for; each may do what those before it may."""

    READ = "read"
    JUDGE = "judge"
    LOAD = "load"


EVERY_RIGHT = frozenset(Right)
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READ: frozenset((Right.READ,)),
    Role.JUDGE: frozenset((Right.READ, Right.JUDGE)),
    Role.LOAD: EVERY_RIGHT,
}
"""Who loads sees all: what a load changes could not be shown otherwise."""

LONGEST_NAME = 100
_ROUNDS, _BLOCK, _LANES, _BYTES = 2**15, 8, 3, 32
"""The cost of scrypt as OWASP advises it: 32 MB and some 0.2 s of one core."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""So many hashes are worked out at once: each takes memory and a core, and anybody may ask for one."""


@dataclass(frozen=True, slots=True)
class User:
    """A user by name; `salt` and `proof` are hexadecimal, `proof` is scrypt of the secret with that salt.

    `app` is the key of an authenticator app, where the user has a second factor.
    """

    name: str
    role: Role
    confidential: bool = False
    salt: str = field(default="", repr=False)
    proof: str = field(default="", repr=False)
    app: str = field(default="", repr=False)

    @property
    def rights(self) -> frozenset[Right]:
        """What this user may do."""
        return RIGHTS[self.role] | ({Right.CONFIDENTIAL} if self.confidential else set())

    def knows(self, secret: str) -> bool:
        """Return whether a secret is this user's, in the same time whatever it is."""
        return hmac.compare_digest(_proof(secret, self.salt), self.proof)


@dataclass(frozen=True, slots=True)
class _File:
    """What is written: the users, and a checksum of them, so that no byte that changed on the disk is somebody's."""

    users: list[User]
    check: str


_FILE = TypeAdapter(_File)
_USERS = TypeAdapter(list[User])
"""What earlier versions wrote."""
_NOBODY = User("", Role.READ, salt="00" * 16, proof="00" * _BYTES)


class Users:
    """The users of a home, read again when their file changes."""

    def __init__(self, home: Path) -> None:
        self._path = home / "users.json"
        self._seen: tuple[tuple[int, int, int], Mapping[str, User]] | None = None

    def all(self) -> Mapping[str, User]:
        """Return the users by name, none where there is no file; raise StoreError where it cannot be read."""
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._seen is None or self._seen[0] != stamp:
                self._seen = stamp, {user.name: user for user in _read(self._path.read_bytes())}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StoreError("The users in %(path)s cannot be read.", path=self._path) from error
        return self._seen[1]

    def known(self, name: str, secret: str) -> User | None:
        """Return the user of a name where the secret is theirs; a name that nobody has takes as long."""
        user = self.all().get(unicodedata.normalize("NFC", name.strip()))
        return user if (user or _NOBODY).knows(secret) else None

    def add(self, name: str, role: Role, *, confidential: bool = False, app: str = "") -> str:
        """Add a user, or give one another role; return the new secret, which is told nowhere else.

        With the key of an authenticator app its numbers are a second factor.
        """
        kept = unicodedata.normalize("NFC", name.strip())
        if not kept or len(kept) > LONGEST_NAME or ":" in kept or not kept.isprintable():
            raise BadInputError(
                "'%(name)s' is no name of a user: expected 1 to %(most)s characters, none of them a colon.",
                name=name,
                most=LONGEST_NAME,
            )
        secret, changed = _with_secret(User(kept, role, confidential, app=app))
        with self._changing() as users:
            users[kept] = changed
        return secret

    def renew(self, name: str) -> tuple[str, User]:
        """Give a user another secret, which ends what was logged in with the old one; return it, and the user now."""
        with self._changing() as users:
            if name not in users:
                raise NotFoundError("There is no user '%(name)s'.", name=name)
            secret, users[name] = _with_secret(users[name])
            return secret, users[name]

    def remove(self, name: str) -> None:
        """Remove a user, whose sessions end with that; raise NotFoundError where there is none of that name."""
        with self._changing() as users:
            if users.pop(unicodedata.normalize("NFC", name.strip()), None) is None:
                raise NotFoundError("There is no user '%(name)s'.", name=name)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock")):
                users = dict(self.all())
                yield users
                aside = self._path.with_suffix(".next")
                aside.unlink(missing_ok=True)
                os.close(os.open(aside, os.O_CREAT | os.O_WRONLY, 0o600))
                told = list(users.values())
                write(aside, json.dumps(asdict(_File(told, _check(told))), indent=1).encode())
                os.replace(aside, self._path)
                sync(self._path.parent)
        except OSError as error:
            raise StoreError(
                "%(path)s cannot be written: %(error)s.", path=self._path, error=error.strerror or error
            ) from error


def _read(text: bytes) -> list[User]:
    """Return the users that a file names; raise ValueError where it is not as it was written."""
    if text.lstrip().startswith(b"["):
        return _USERS.validate_json(text)
    found = _FILE.validate_json(text)
    if found.check != _check(found.users):
        raise ValueError("not what was written")
    return found.users


def _check(users: list[User]) -> str:
    return sha256(json.dumps([asdict(user) for user in users]).encode()).hexdigest()


def _with_secret(user: User) -> tuple[str, User]:
    secret, salt = secrets.token_urlsafe(20), secrets.token_hex(16)
    return secret, replace(user, salt=salt, proof=_proof(secret, salt))


def _proof(secret: str, salt: str) -> str:
    with _AT_ONCE:
        found = scrypt(
            secret.encode(), salt=bytes.fromhex(salt), n=_ROUNDS, r=_BLOCK, p=_LANES, maxmem=2**26, dklen=_BYTES
        )
    return found.hex()
