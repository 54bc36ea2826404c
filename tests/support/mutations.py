"""Files as accidents leave them: bytes lost, turned or doubled, lines cut, columns moved; the same in every run."""

import random
from collections.abc import Callable, Iterator

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _turn(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _drop(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 200) :]


def _double(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start : start + chance.randrange(1, 2000)] + content[start:]


def _sign(content: bytes, chance: random.Random) -> bytes:
    """Change every sign of one kind into another, as a program with other settings would."""
    signs = [b";", b",", b"\t", b".", b'"', b"\n", b" ", b"\r\n"]
    return content.replace(chance.choice(signs), chance.choice(signs))


def _insert(content: bytes, chance: random.Random) -> bytes:
    odd = [b'"', b"\0", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"<html>", b"Total;1;2\n", b"1e308", b"'", b"\xc2\xa0"]
    start = chance.randrange(len(content))
    return content[:start] + chance.choice(odd) + content[start:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _encoded(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "cp1252", "cp1250", "cp437", "utf-8-sig")), "replace")


MUTATIONS: tuple[Mutation, ...] = (_cut, _turn, _drop, _double, _sign, _insert, _lines, _encoded)


def mutated(content: bytes, number: int, seed: int) -> Iterator[bytes]:
    """Yield so many variants of a file, each by one to three accidents."""
    chance = random.Random(seed)
    for _ in range(number):
        found = content
        for _ in range(chance.randrange(1, 4)):
            found = chance.choice(MUTATIONS)(found, chance) if found else found
        yield found
