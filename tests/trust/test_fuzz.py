"""Chance against what reads a stranger's words: the guard of Cypher, weights, mappings, lists, reconcile queries."""

import random
import re
from pathlib import Path

import pytest

from graph.errors import InterclusterError, QueryError
from graph.schema import Source
from graph.store.guard import FUNCTIONS, KEYWORDS, NEVER, check
from ingest.reading.audit import Audit
from ingest.reading.documents import Document
from ingest.reading.entries.mapping import read_mapping
from ingest.reading.reading import ImportOptions, Reading
from ingest.sources import members
from queries.consolidating.weights import weights
from tests.graph.test_cypher import HONEST, HOSTILE
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


HEADINGS = ["Naam", "KBO", "Lidgeld", "Gemeente", "Land", "Sinds", "Tot", "Website"]


@pytest.mark.parametrize("what", ["weights", "mapping", "list"])
def test_a_parser_ends_in_facts_or_in_one_sentence(what: str, dice: random.Random, tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    for number in range(rounds(60, 10_000)):
        text = noise(dice)
        try:
            if what == "weights":
                weights("fold", dice.choice(["", "fold.stated_niche="]) + text)
            elif what == "mapping":
                file.write_text(dice.choice(["", "[columns]\nname = ", "header_row = "]) + text, encoding="utf-8")
                read_mapping(file)
            else:
                rows = [";".join(HEADINGS), *(";".join(noise(dice) for _ in HEADINGS) for _ in range(3)), text]
                content = "\n".join(rows).encode(dice.choice(["utf-8", "utf-16", "cp1252"]), "replace")
                document = Document(f"leden{number}.csv", lambda content=content: content)  # type: ignore[misc]
                reading = Reading(Source(id="source:members:x"), [document], Audit(True), ImportOptions("X"))
                members.read(reading)
        except InterclusterError:
            continue
