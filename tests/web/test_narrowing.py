"""The duplicates page at size: narrowed by a form, chains with their totals, and all that is shown as files."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from api.service import create_app
from api.web.frame.pairs import differences, field
from graph.judgements import Judgements
from tests.queries.test_chains import facts
from tests.support.service import Inside
from tests.support.toys import stored


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    folder = tmp_path_factory.mktemp("service")
    return Inside(create_app(stored(folder / "store", facts()), Judgements(folder)))


def pairs(text: str) -> set[str]:
    return set(re.findall(r'data-pair="([^"]+)"', text))


def test_a_form_narrows_and_says_what_it_was_asked(client: Inside) -> None:
    text = client.get("/duplicates?show=all").text
    assert len(pairs(text)) > len(pairs(client.get("/duplicates?show=all&words=water").text)) == 3
    assert pairs(client.get("/duplicates?programme=Horizon").text) == {"project:toy:s1|project:toy:s2"}
    narrowed = client.get("/duplicates?kind=follow_up&promoter=gent&least_eur=1 00").text
    assert pairs(narrowed) == {"project:toy:w1|project:toy:w2"}
    assert '<option value="follow_up" selected>' in narrowed
    assert 'name="promoter" value="gent"' in narrowed
    assert client.get("/duplicates?year=soon").status_code == 422
    assert client.get("/duplicates?kind=nonsense").status_code == 422


def test_chains_are_shown_with_their_total(client: Inside) -> None:
    text = client.get("/duplicates?show=all&lang=en").text
    (number,) = re.findall(r'data-chain="(\d+)"', text)
    row = text.split(f'data-chain="{number}"')[1].split("</tr>")[0]
    assert "€ 350" in row
    assert row.count("/entities/") == 3
    assert text.count("in a chain of 3, together € 350") == 3, "beside each of its pairs"
    assert len(pairs(client.get(f"/duplicates?chain={number}").text)) == 3


def test_all_that_is_asked_for_is_in_the_files(client: Inside) -> None:
    table = client.get("/duplicates?words=water&format=csv").text.splitlines()
    assert len(table) == 1 + 3
    answer = client.get("/duplicates?words=water&format=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(book.get_sheet_by_name("rows").to_python()) == 1 + 3
    method = [line[:3] for line in book.get_sheet_by_name("method").to_python()]
    assert ["parameter", "words", "water"] in method
    assert any(line[0] == "method" and "Fellegi" in str(line[1]) for line in method)
    for path in ("/projects", "/duplicates"):
        (link,) = re.findall(r'href="([^"]*format=xlsx[^"]*)"', client.get(path).text.split("<footer")[1])
        assert client.get(link.replace("&amp;", "&")).content[:2] == b"PK"
    route = client.get("/api/v1/duplicates?words=water&kind=follow_up").json()
    assert {row["kind"] for row in route["rows"]} == {"follow_up"}
    assert route["parameters"]["words"] == "water"


def test_what_agrees_is_marked_too(client: Inside) -> None:
    text = client.get("/duplicates?programme=Horizon").text
    title = text.split('data-field="title"')[1].split("</tr>")[0]
    assert title.count('<span class="agrees">Steel bridges') == 2
    assert "<mark>" not in title
    grant = text.split('data-field="grant_eur"')[1].split("</tr>")[0]
    assert "agrees" not in grant
    start = text.split('data-field="start_date"')[1].split("</tr>")[0]
    assert start.count('class="agrees"') == 2


def test_runs_of_words() -> None:
    a, _ = differences("Clean water, for farms (2)", "Clean water, for towns")
    assert [(word.text, word.shared) for word in a if not word.between] == [
        ("Clean water, for", True),
        ("farms (2", False),
    ]
    assert "".join(word.text for word in a) == "Clean water, for farms (2)"
    found = field("participants", ("A", "B"), ("B", "C"))
    assert [(word.text, word.shared) for word in found.words_a if not word.between] == [("A", False), ("B", True)]
    assert not found.agrees
