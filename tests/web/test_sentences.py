"""What the program says in English is shown in Dutch on Dutch pages: found again in a text, with its values."""

import ast
import csv
import itertools
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from api.web.words.language import Language
from api.web.words.sentences import SENTENCES
from queries import EVALUATIONS, QUESTIONS
from tests.support.places import ROOT

SHOWN = (
    *(ROOT / "ingest" / f"{name}.py" for name in ("cells", "documents", "grids", "lists", "members", "organisations")),
    *(ROOT / "queries" / f"{name}.py" for name in ("consolidation_weights", "record", "what_if")),
    *sorted((ROOT / "api" / "web").glob("*.py")),
)
"""The modules whose errors a page can show."""

NOT_OURS = ("Input should", "String should", "Field required", "Not Found")
"""Sentences of pydantic and Starlette."""

nl = Language("nl")


def said(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be, with 1 for every value."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from map("".join, itertools.product(*(list(said(part)) for part in parts)))
        case ast.FormattedValue(value=ast.IfExp() as either):
            yield from said(either)
        case ast.FormattedValue():
            yield "1"
        case ast.BinOp(left=left, right=right):
            yield from (a + b for a in said(left) for b in said(right))
        case ast.IfExp(body=one, orelse=other):
            yield from (*said(one), *said(other))


def errors(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from (text for argument in node.exc.args for text in said(argument) if " " in text)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_error_that_a_page_can_show_has_its_dutch(path: Path) -> None:
    assert [text for text in errors(path) if nl.said(text) is None and "end the script element" not in text] == []


def test_every_sentence_is_still_said() -> None:
    modules = [path for top in ("api", "ingest", "graph", "queries") for path in (ROOT / top).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules if path.name != "sentences.py"]
    texts = [text for tree in trees for node in ast.walk(tree) if isinstance(node, ast.expr) for text in said(node)]
    table = (files("queries.consolidating") / "weights.csv").read_text(encoding="utf-8")
    there = "\n".join([*(" ".join(text.split()) + " " for text in texts), table])
    for sentence in SENTENCES:
        pieces = re.findall(r"[A-Za-z][\w'-]*(?: [\w'-]+)+", re.sub(r"%\(\w+\)s|%%", "\n", sentence))
        assert sentence.startswith(NOT_OURS) or all(piece in there for piece in pieces), sentence


def test_reasons_and_answers_have_their_dutch() -> None:
    table = (files("queries.consolidating") / "weights.csv").read_text(encoding="utf-8")
    reasons = [row["reason"] for row in csv.DictReader(table.splitlines())]
    answers = [q.answers for q in (*QUESTIONS.values(), *EVALUATIONS.values()) if not q.needs_more]
    assert [text for text in (*reasons, *answers) if nl.said(text) is None] == []


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("its host", "de trekker ervan"),
        ("one of 3 hosts", "een van 3 trekkers"),
        ("BIM reports 1,075 members", "BIM meldt 1.075 leden"),
        ("independent beside embedded", "onafhankelijk naast ingebed bij een trekker"),
        (
            "Left out: a.csv: 1 of 2 rows (50 %) are bad; the first is row 2: it has no name.",
            "Weggelaten: a.csv: 1 van 2 rijen (50 %) zijn onbruikbaar; de eerste is rij 2: er staat geen naam in.",
        ),
        (
            "a.csv, row 2, column 'sinds': expected a date, found 'ooit'; it stays unknown.",
            "a.csv, rij 2, kolom 'sinds': verwacht: een datum, gevonden: 'ooit'; dat blijft onbekend.",
        ),
        ("No entity is called 'x'; nearest: y (z).", "Niets of niemand heet 'x'; het dichtst in de buurt: y (z)."),
        ("limit: Input should be less than or equal to 1000.", "limit: mag hoogstens 1.000 zijn."),
        ("advice: Input should be 'fold' or 'merge'.", "advice: moet 'fold' of 'merge' zijn."),
    ],
)
def test_a_sentence_is_found_again_with_its_values(english: str, dutch: str) -> None:
    assert nl.said(english) == dutch
    days = re.compile(r"\d{4}-\d\d-\d\d")
    assert Language("en").said(english) == days.sub(lambda found: Language("en").day(found[0]), english)


def test_what_is_no_sentence_of_ours_stays_as_it_is() -> None:
    assert nl.said("digitalisering, bouwindustrie 4.0") is None
    assert nl.said("x: whatever this may be.") is None


def test_dutch_pages_hold_no_english(site: httpx.Client) -> None:
    for path in ("/", "/consolidation?limit=300", "/consolidation?limit=400&advice=merge", "/duplicates?show=all"):
        page = site.get(path, headers={"accept-language": "nl"}).text
        assert not re.search(r'<(?!a )\w+[^>]* lang="en"', page), path
        assert "its host" not in page
    for path in ("/consolidation?limit=0", "/consolidation?advice=x", "/entities/niemand-zo", "/nonsense"):
        page = site.get(path, headers={"accept": "text/html", "accept-language": "nl"}).text
        assert '<p role="alert">' in page
        assert not re.search(r'<(?!a )\w+[^>]* lang="en"', page), path
