"""Chance against what reads a stranger's words: the guard of Cypher, weights, mappings, lists, reconcile queries."""

import contextlib
import json
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

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


def test_no_statement_that_could_write_or_read_a_file_is_let_through(dice: random.Random) -> None:
    through = 0
    for _ in range(rounds(2_000, 100_000)):
        text = statement(dice)
        try:
            check(text)
        except QueryError:
            continue
        through += 1
        bare = re.sub(r"\.\s+", ".", CLAUSE.sub("''", text))
        assert not FORBIDDEN.search(bare), text
        assert ";" not in bare.rstrip().removesuffix(";"), text
        assert "/*" not in bare, text
        assert "//" not in bare, text
    print(f"{through} let through")
    assert through


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


def a_mapping(dice: random.Random, _: Store) -> None:
    with NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(dice.choice(["", "[columns]\nname = ", "header_row = "]) + noise(dice))
        file.flush()
        read_mapping(Path(file.name))


def some_weights(dice: random.Random, _: Store) -> None:
    weights("fold", dice.choice(["", "fold.stated_niche="]) + noise(dice))


def some_queries(dice: random.Random, store: Store) -> None:
    reconcile._answers(store, sent(dice))


def a_judgement(dice: random.Random, _: Store) -> None:
    with contextlib.suppress(ValidationError):
        author_of(judging.NewJudgement.model_validate_json(sent(dice)).author)


def some_filters(dice: random.Random, store: Store) -> None:
    odd = [dice.choice([noise(dice), "Cluster", "HOSTS", "2020-02-30"]) for _ in range(2)]
    day = dice.choice([None, date(dice.randint(1, 9999), 2, 28)])
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
    parse: Callable[[random.Random, Store], None], dice: random.Random, tmp_path: Path
) -> None:
    with stored(tmp_path / "store", toys.triangle()) as store:
        for _ in range(rounds(60, 1_000_000)):
            with contextlib.suppress(InterclusterError):
                parse(dice, store)
