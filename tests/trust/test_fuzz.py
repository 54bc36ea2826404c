"""Chance against what reads a stranger's words: the guard of Cypher, weights, mappings, lists, reconcile queries."""

import contextlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.http import judging, reconcile
from api.http.filters import drawn, wanted
from graph.errors import InterclusterError, QueryError
from graph.judgements import author_of
from graph.schema import Source
from graph.store import Store
from graph.store.guard import FUNCTIONS, KEYWORDS, NEVER, check
from ingest.reading.audit import Audit
from ingest.reading.documents import Document
from ingest.reading.entries.mapping import read_mapping
from ingest.reading.reading import ImportOptions, Reading
from ingest.sources import members
from queries.consolidating.weights import weights
from tests.graph.test_cypher import HONEST, HOSTILE
from tests.support import toys
from tests.support.toys import stored
from tests.trust.conftest import rounds
from tests.trust.host import Host
from tests.trust.victim import ANSWERED, TOUCHED, UNASKED

ODD = [
    "'",
    '"',
    "`",
    "\\",
    "/*",
    "//",
    ";",
    "\0",
    "\u2028",
    "\uff1b",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "*",
    "..",
    "$",
    "=",
    "|",
]
CLAUSE = re.compile(r"'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"", re.DOTALL)
FORBIDDEN = re.compile(rf"(?<![.\w])(?:{'|'.join(sorted(NEVER))})\b", re.IGNORECASE)


def statement(dice: random.Random) -> str:
    """A statement of the language's words in any order, or one of the corpus, bent."""
    if dice.random() < 0.4:
        words = [
            *sorted(KEYWORDS),
            *sorted(NEVER),
            *(f"{one}(" for one in sorted(FUNCTIONS)),
            "n",
            "n.name",
            "(n)",
            *ODD,
        ]
        return "MATCH (n) " + " ".join(dice.choices(words, k=dice.randint(1, 12))) + " RETURN n"
    text = dice.choice([line for _, line in HOSTILE] + HONEST)
    for _ in range(dice.randint(1, 3)):
        place = dice.randint(0, len(text))
        other = dice.choice([dice.choice(HONEST), dice.choice(HOSTILE)[1], *ODD, " ", "\n", "\u00a0"])
        text = dice.choice([text[:place] + other + text[place:], text[:place] + text[place + 1 :], text.swapcase()])
    return text


def test_no_statement_that_could_write_or_read_a_file_is_let_through(
    dice: random.Random, host: Host, told: Path, tmp_path: Path
) -> None:
    through: list[str] = []
    for _ in range(rounds(2_000, 100_000)):
        text = statement(dice)
        try:
            check(text)
        except QueryError:
            continue
        through.append(text)
        bare = re.sub(r"\.\s+", ".", CLAUSE.sub("''", text))
        assert not FORBIDDEN.search(bare), text
        assert ";" not in bare.rstrip().removesuffix(";"), text
        assert "/*" not in bare, text
        assert "//" not in bare, text
    print(f"{len(through)} let through")
    assert through
    _asked(through, host, told, tmp_path)


def _asked(statements: list[str], host: Host, told: Path, folder: Path) -> None:
    """Run statements on a store: none opens or changes a file or a socket, but two that are refused, were they run."""
    file, marks = folder / "statements.json", told.with_suffix(".marks")
    (folder / "read.csv").write_text("a,b\n1,2\n")
    refused = [
        f"LOAD FROM '{folder / 'read.csv'}' RETURN *",
        f"COPY (MATCH (n:Cluster) RETURN n.id) TO '{folder / 'copy.csv'}'",
    ]
    statements = [*statements, *refused]
    file.write_text(json.dumps(statements))
    marks.write_bytes(bytes(len(statements)))
    with stored(folder / "store", toys.triangle()):
        [graph] = (folder / "store").glob("*.lbug")
        ended = 0
        while (first := marks.read_bytes().find(UNASKED)) >= 0:
            host.start(told, "ask", graph=str(graph), statements=str(file), first=first, dies_at=-1).end(anyhow=True)
            there = marks.read_bytes()
            if UNASKED in there:  # the process ended at the one that is not marked
                ended += 1
                marks.write_bytes(there.replace(bytes([UNASKED]), bytes([ANSWERED]), 1))
        touched = [one for one, mark in zip(statements, marks.read_bytes(), strict=True) if mark == TOUCHED]
    print(f"{len(statements)} run: {ended} ended their process")
    assert touched == refused
    assert ended < 10


def noise(dice: random.Random) -> str:
    letters = "abcé €%=;,\t\n\r\"'[]{}.:-+0123456789\0\ufeff\u202e"
    return "".join(dice.choices(letters, k=dice.randint(0, 40)))


def value(dice: random.Random, depth: int = 3) -> object:
    """A value of JSON, the words of our own among it."""
    kind = dice.randrange(9 if depth else 6)
    if kind > 5:
        named = ("q0", "query", "type", "id", "limit", "a", "b", "verdict", "author", "note", noise(dice))
        inside = [value(dice, depth - 1) for _ in range(dice.randint(0, 4))]
        return inside if kind == 6 else {dice.choice(named): one for one in inside}
    word = dice.choice(["Alpha", "Organisation", "same", "Beta"])
    return (None, dice.choice([True, False]), dice.uniform(-1e9, 1e9), dice.randint(-9, 9**20), noise(dice), word)[kind]


def sent(dice: random.Random) -> str:
    """Text that is mostly JSON."""
    text = json.dumps(value(dice))
    return text if dice.random() < 0.8 else noise(dice).join((text[: dice.randint(0, len(text))], text))


HEADINGS = ["Naam", "KBO", "Lidgeld", "Gemeente", "Land", "Sinds", "Tot", "Website"]


def a_list(dice: random.Random, _: Store) -> None:
    rows = [";".join(HEADINGS), *(";".join(noise(dice) for _ in HEADINGS) for _ in range(3)), noise(dice)]
    content = "\n".join(rows).encode(dice.choice(["utf-8", "utf-16", "cp1252"]), "replace")
    document = Document("leden.csv", lambda: content)
    members.read(Reading(Source(id="source:members:x"), [document], Audit(True), ImportOptions("X")))


class InMemory(type(Path())):  # type: ignore[misc]
    """A file that is on no disk, which costs more than the reading."""

    content: str

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        return self.content


def a_mapping(dice: random.Random, _: Store) -> None:
    file = InMemory("mapping.toml")
    file.content = dice.choice(["", "[columns]\nname = ", "header_row = "]) + noise(dice)
    read_mapping(file)


def some_weights(dice: random.Random, _: Store) -> None:
    weights("fold", dice.choice(["", "fold.stated_niche="]) + noise(dice))


def some_queries(dice: random.Random, store: Store) -> None:
    reconcile._answers(store, sent(dice))


def a_judgement(dice: random.Random, _: Store) -> None:
    with contextlib.suppress(ValidationError):
        author_of(judging.NewJudgement.model_validate_json(sent(dice)).author)


def some_filters(dice: random.Random, store: Store) -> None:
    odd = [dice.choice([noise(dice), "Cluster", "HOSTS", "2020-02-30"]) for _ in range(2)]
    day = dice.choice([None, noise(dice), f"{dice.randint(1, 9999):04}-02-{dice.randint(1, 31)}"])
    year = dice.choice([None, dice.randint(1900, 2200)])
    centre, depth = dice.choice([None, "Alpha", noise(dice)]), dice.randint(1, 5)
    weight = dice.choice([0, 1e308, dice.random()])
    asked = wanted(
        store, None, kind=odd, relation=odd[::-1], at=day, first_year=year, ego=centre, depth=depth, min_weight=weight
    )
    drawn(store, asked.filters, dice.choice(["clusters", "all"]), dice.randint(1, 9))


PARSERS = (a_list, a_mapping, some_weights, some_queries, a_judgement, some_filters)


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
def test_a_parser_ends_in_facts_or_in_one_sentence(
    parse: Callable[[random.Random, Store], None],
    dice: random.Random,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Where the marks of a picture stand is no matter of what was read, and takes nearly all of the time.
    monkeypatch.setattr("graph.picture.picture.positions", lambda network: dict.fromkeys(network, (0.0, 0.0)))
    with stored(tmp_path / "store", toys.triangle()) as store:
        for _ in range(rounds(60, 1_000_000)):
            with contextlib.suppress(InterclusterError):
                parse(dice, store)
