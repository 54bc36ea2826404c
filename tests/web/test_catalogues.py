"""Every language's catalogue is whole: each text of the program has its translation, with the same values in it."""

import dataclasses
import io
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from api.words.language import LANGUAGES, Language
from api.words.terms import TERMS
from graph.messages import PLACE, Choices, Euro, Message, Term
from graph.schema import Claim
from graph.store import Store
from graph.store.answers import all_facts
from ingest import flanders
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.question import Question
from tests.queries.test_questions import PARAMETERS
from tests.support.places import ROOT
from tests.support.toys import stored

OTHERS = sorted(set(LANGUAGES) - {"en"})
EXTRACT = re.search(r"pybabel (-q extract .*) -o \S+ (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"))
PAGES = (
    "/",
    "/consolidation?limit=300",
    "/consolidation?limit=400&advice=merge",
    "/consolidation/candidate?cluster=cluster%3Aflanders%3Abim&target=organisation%3Aflanders%3Awtcb",
    "/compare?a=BIM&b=Bouwindustrialisatie",
    "/duplicates?show=all",
    "/who-is-who",
    "/who-is-who?show=joined",
    "/quality",
    "/upload",
    "/entities/EUKA",
    "/entities/WTCB",
    "/entities/instrument:flanders:ibn",
)
REFUSED = ("/consolidation?limit=0", "/consolidation?advice=x", "/entities/niemand-zo", "/nonsense", "/jobs/x")


def catalogue(code: str) -> Catalog:
    place = files("api.web") / "locale" / code / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(place.read_bytes()), locale=code)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every text of the program, as `make messages` finds them."""
    assert EXTRACT
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    options, folders = EXTRACT[1].split(), [str(ROOT / folder) for folder in EXTRACT[2].split()]
    options[options.index("-F") + 1] = str(ROOT / options[options.index("-F") + 1])
    CommandLineInterface().run(["pybabel", *options, "-o", str(target), *folders])  # type: ignore[no-untyped-call]
    return set(texts(read_po(io.BytesIO(target.read_bytes()))))


def texts(found: Catalog) -> Iterator[str]:
    for message in found:
        if message.id:
            yield message.id if isinstance(message.id, str) else message.id[0]


def places(text: str) -> set[str]:
    return {found["name"] for found in PLACE.finditer(text) if found["name"]}


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_complete_and_current(code: str, said: set[str]) -> None:
    there = catalogue(code)
    assert set(texts(there)) == said, "run 'make messages' and translate what is new"
    for message in there:
        forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
        ids = [message.id] if isinstance(message.id, str) else [*message.id]
        if not ids[0]:
            continue
        assert all(forms), ids
        assert not message.fuzzy, ids
        assert not list(message.check()), ids
        assert {frozenset(places(form)) for form in forms} <= {frozenset(places(one)) for one in ids}, ids


def english_left(page: str, code: str) -> list[str]:
    """Return the texts of the program that a page says in English, though its language has others for them."""
    whole = re.sub(r"</?(mark|span)\b[^>]*>", "", page)  # within a line: words that differ, of a title
    bare = re.sub(r"<script.*?</script>|<[^>]+>", "\n", whole, flags=re.DOTALL)
    lines = {line.strip() for line in bare.splitlines()}
    known = {m.id: m.string for m in catalogue(code) if isinstance(m.id, str) and m.id != m.string and " " in m.id}
    sentences = [text for text in known if not places(text) and len(text) > 20]
    return [text for text in known if text in lines] + [text for text in sentences if text in bare]


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_nothing_in_english(path: str, code: str, site: httpx.Client) -> None:
    assert english_left(site.get(path, headers={"accept-language": code}).text, code) == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("path", REFUSED)
def test_a_refusal_says_nothing_in_english(path: str, code: str, site: httpx.Client) -> None:
    page = site.get(path, headers={"accept": "text/html", "accept-language": code}).text
    english = site.get(path, headers={"accept": "text/html", "accept-language": "en"}).text
    why = r'<p role="alert">(.*?)</p>'
    (told,), (before,) = re.findall(why, page, re.DOTALL), re.findall(why, english, re.DOTALL)
    assert told != before
    assert english_left(page, code) == []


NL = Language("nl")


@pytest.mark.parametrize(
    ("title", "dutch"),
    [
        ("A cluster's membership list (leden (1).xlsx)", "Een ledenlijst van een cluster (leden (1).xlsx)"),
        (
            "Belgian company register (KBO/BCE Open Data) (kbo.zip)",
            "Belgisch ondernemingsregister (KBO Open Data) (kbo.zip)",
        ),
        ("CORDIS, projects of the European framework programmes", "CORDIS, projecten van de Europese kaderprogramma's"),
        ("A title of a report (2020)", "A title of a report (2020)"),
        (" (x)", " (x)"),
    ],
)
def test_a_sources_title_is_said_and_its_files_name_kept(title: str, dutch: str) -> None:
    assert NL.titled(title) == dutch


@pytest.mark.parametrize(
    ("name", "value", "dutch"),
    [
        ("own_training_programme", "yes", "ja"),
        ("novelty", "wholly_new", "geheel nieuw"),
        ("note", "at least", "minstens"),
    ],
)
def test_values_in_words_of_ours_are_translated(name: str, value: str, dutch: str) -> None:
    assert NL.value(name, value) == dutch


@pytest.mark.parametrize(
    ("message", "dutch"),
    [
        (Message("its host"), "de trekker ervan"),
        (Message("one of %(count)s hosts", count=3), "een van 3 trekkers"),
        (Message("%(count)s of %(reported)s listed", count=13, reported=1075), "13 van 1.075 vermeld"),
        (Message("until %(day)s", day=date(2019, 12, 31)), "tot 31 dec 2019"),
        (Message("betweenness %(betweenness).3f", betweenness=0.184), "betweenness 0,184"),
        (
            Message(
                "%(detail)s (q %(q).3f)",
                detail=Message("%(names)s and %(number)s more", names="Acme, Bouw", number=3),
                q=0.012,
            ),
            "Acme, Bouw en nog 3 (q 0,012)",
        ),
        (
            Message("%(model)s beside %(other)s", model=Term("independent"), other=Term("embedded")),
            "onafhankelijk naast ingebed bij een trekker",
        ),
        (
            Message(
                "%(field)s: %(what)s.", field="x", what=Message("Input should be %(choices)s", choices=Choices("ab"))
            ),
            "x: moet a of b zijn.",
        ),
    ],
)
def test_a_message_is_said_in_dutch_with_its_values(message: Message, dutch: str) -> None:
    assert NL.said(message) == dutch


def test_values_are_shown_as_a_reader_writes_them() -> None:
    assert NL.shown(Euro(500_000)) == "€ 500.000"
    assert NL.shown((0.25, "a", 3)) == "0,25, a, 3"
    assert NL.said("digitalisering, bouwindustrie 4.0") == "digitalisering, bouwindustrie 4.0"


def test_a_language_is_a_catalogue() -> None:
    folders = {place.parts[-3] for place in Path(ROOT / "api" / "web" / "locale").glob("*/LC_MESSAGES/messages.po")}
    assert set(LANGUAGES) == {"en", *folders}


@pytest.fixture(scope="module")
def flemish(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("flemish"), flanders.facts())


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_no_sentence_of_ours_hides_in_a_plain_text(question: Question[..., Any], flemish: Store) -> None:
    """What a row or note says in words is a message, which a page can say in any language, or stands in the data."""
    asked = {**PARAMETERS, "path": {"a": "EUKA", "b": "FLAG"}, "what_if": {"a": "EUKA", "b": "FLAG"}}
    asked |= {"partners": {"name": "EUKA"}, "screen": {"title": "drones in de bouw"}}
    answer = Desk().ask(question, flemish, **asked.get(question.name, {}))
    data = "\n".join((*plain(tuple(all_facts(flemish))), *map(str, asked.get("screen", {}).values())))
    words = {text for text in plain((*answer.rows, *answer.notes)) if " " in text}
    assert {
        text for text in words if not all(part in data for part in re.split(r", |; | \+ | \(|\)$", text))
    } <= SAID_WHOLE


def test_what_a_report_claims_has_words(flemish: Store) -> None:
    claims = list(flemish.facts().nodes(Claim))
    splits = {part for one in claims if one.subgroup for part in one.subgroup.split("=")} - {"1", "2"}
    units = {f"in {one.unit}" for one in claims if one.unit not in (None, "eur", "percent", "words")}
    assert {one.property for one in claims} | units | splits <= TERMS.keys()


SAID_WHOLE = {"Tabel 7 and 8", "Tabel 7 and 10"}
"""Places in a source as its reader cites them."""


def plain(value: object) -> Iterator[str]:
    """Yield the texts in an answer that no catalogue translates."""
    if isinstance(value, Message):
        yield from plain(tuple(value.values.values()))
    elif isinstance(value, str):
        yield from () if isinstance(value, Term) else (value,)
    elif dataclasses.is_dataclass(value):
        # What two texts have in common, sentence by sentence, is theirs.
        yield from plain(tuple(getattr(value, one.name) for one in dataclasses.fields(value) if one.name != "aligned"))
    elif isinstance(value, tuple):
        for one in value:
            yield from plain(one)
