"""The API's description tells every status and content type that a request, however odd, is answered with."""

import random
from pathlib import Path
from typing import Any

from api.service import create_app
from graph.judgements import Judgements
from tests.support import toys
from tests.support.service import Inside
from tests.trust.conftest import dice, rounds

__all__ = ["dice"]
ODD = [
    "",
    "x",
    "Alpha",
    toys.A,
    "\0",
    "'",
    "-1",
    "0",
    "1e400",
    "2020-02-30",
    "2020-01-01",
    "é" * 300,
    "[]",
    "{}",
    "%",
    "null",
]
HEAVY = ("sensitivity", "restructure", "evaluate")
"""What takes long is asked in the long form alone."""


def value(schema: dict[str, Any], chance: random.Random) -> str:
    """A value of a parameter, mostly one that its schema allows."""
    kinds = schema.get("anyOf", [schema])
    kind = chance.choice(kinds)
    if chance.random() < 0.3:
        return chance.choice(ODD)
    if "enum" in kind:
        return str(chance.choice(kind["enum"]))
    return str(chance.randint(0, 9)) if kind.get("type") in ("integer", "number") else chance.choice(ODD)


def test_no_request_fails_or_is_answered_otherwise_than_described(dice: random.Random, tmp_path: Path) -> None:
    with toys.stored(tmp_path / "store", toys.with_members()) as store:
        client = Inside(create_app(store, Judgements(tmp_path)))
        paths = client.get("/openapi.json").json()["paths"]
        asked = [
            (path, kind) for path in paths for kind in paths[path] if rounds(0, 1) or not any(h in path for h in HEAVY)
        ]
        for number in range(rounds(90, 20_000)):
            path, method = asked[number % len(asked)]
            told = paths[path][method]
            query, address = {}, path
            for one in told.get("parameters", ()):
                if one["in"] == "path":
                    address = address.replace(f"{{{one['name']}}}", dice.choice(["Alpha", "csv", "nobody", toys.A]))
                elif one["required"] or dice.random() < 0.3:
                    query[one["name"]] = value(one["schema"], dice)
            body: dict[str, Any] = {
                key: dice.choice([*ODD, 1, None, []])
                for key in ("query", "a", "b", "verdict", "author")
                if dice.random() < 0.8
            }
            answer = client.ask(method.upper(), address, params=query, **({"json": body} if method == "post" else {}))
            where = f"{method} {address} {query} {body}"
            assert answer.status_code < 500, where
            assert str(answer.status_code) in told["responses"], f"{where}: {answer.status_code}"
            kinds = told["responses"][str(answer.status_code)].get("content", {})
            assert answer.headers["content-type"].partition(";")[0] in kinds, (
                f"{where}: {answer.headers['content-type']}"
            )
