"""Everything from the browser: lists of projects and open data, what a load changes, and a source that is removed."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from tests.support.command import Client, served
from tests.web.test_upload import finished, load


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = tmp_path_factory.mktemp("sources")
    with served(home, TMPDIR=str(home)) as client:
        yield client


def send(client: Client, name: str, content: str | bytes, **said: str) -> str:
    bare = content.encode() if isinstance(content, str) else content
    answer = client.post("/upload", files={"file": (name, bare)}, data=said)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def loaded(client: Client) -> str:
    return client.get("/upload").text.partition("data-loaded")[2].partition("</ul>")[0]


def test_what_comes_with_the_program_is_loaded_with_a_button(desk: Client) -> None:
    assert "data-built-in" in desk.get("/upload").text
    answer = desk.post("/upload/built-in/flanders")
    assert answer.status_code == 303
    finished(desk, str(answer.headers["location"]))
    assert "<code>flanders</code>" in loaded(desk)
    assert desk.post("/upload/built-in/nothing").status_code == 404


def test_a_list_of_projects_is_tried_loaded_replaced_and_removed(desk: Client) -> None:
    first = "Titel;Promotor;Subsidie\nSlimme haven;Havenwerken Zuid;1.000,50\nGroene dijk;Dijkbouw Noord;200\n"
    place = send(desk, "projecten.csv", first, kind="projects", label="haven")
    page = desk.get(place).text
    assert "projects:haven" in page
    assert "2 projects" in page
    assert "1,000.50" in page
    assert "4 entities" in page
    assert "Slimme haven" in page.partition("data-changes")[2]
    finished(desk, load(desk, place))
    assert "<code>projects:haven</code>" in loaded(desk)

    second = "Titel;Promotor;Subsidie\nSlimme haven;Havenwerken Zuid;1.000,50\nOude molen;Dijkbouw Noord;300\n"
    place = send(desk, "projecten.csv", second, kind="projects", label="haven")
    changed = desk.get(place).text.partition("data-changes")[2].partition("</div>")[0]
    assert "(loaded before)" in changed
    come, _, go = changed.partition("What goes:")
    assert "Oude molen" in come
    assert "Groene dijk" in go
    assert "Slimme haven" not in changed

    asked = desk.get("/sources/projects:haven/remove").text
    assert "Groene dijk" in asked
    assert "<code>projects:haven</code>" in loaded(desk)
    answer = desk.post("/sources/projects:haven/remove")
    finished(desk, str(answer.headers["location"]))
    assert "projects:haven" not in loaded(desk)
    assert desk.get("/sources/projects:haven/remove").status_code == 404


def test_open_data_in_a_zip(desk: Client) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "enterprise.csv",
            "EnterpriseNumber,Status,TypeOfEnterprise,JuridicalForm\n0403.449.823,AC,2,014\n0202.239.951,AC,1,\n",
        )
        archive.writestr(
            "denomination.csv",
            "EntityNumber,Language,TypeOfDenomination,Denomination\n0403.449.823,2,001,Alfa Staal\n"
            "0202.239.951,2,001,Jan Peeters\n",
        )
    place = send(desk, "kbo.zip", content.getvalue(), kind="kbo")
    assert "Alfa Staal" in desk.get(place).text
    assert "Jan Peeters" not in desk.get(place).text, "a natural person"
    asked = desk.get(f"{place}&persons=1").text
    assert "Jan Peeters" in asked
    assert '<input type="hidden" name="persons" value="1">' in asked, "the box is loaded with"
    finished(desk, load(desk, place))
    assert "<code>kbo</code>" in loaded(desk)
    assert desk.get(send(desk, "x.csv", "a;b\n1;2\n", kind="flanders")).status_code == 404


def test_a_list_says_that_it_is_whole(desk: Client) -> None:
    place = send(desk, "leden.csv", "naam\nAcme\nBeta\n", cluster="EUKA", complete="1")
    assert "checked" in desk.get(place).text.rpartition('name="complete"')[2][:40]
    finished(desk, load(desk, place))
    rows = desk.get("/api/v1/entities/EUKA").json()
    assert "members_complete" in str(rows)


def test_many_clusters_are_counted_and_folded_away(desk: Client) -> None:
    rows = "".join(f"Firma {n};Cluster nr {n}\n" for n in range(42))
    place = send(desk, "veel.csv", f"naam;cluster\n{rows}")
    page = desk.get(place).text
    assert "42 memberships" in page
    assert page.count("<summary>42 clusters</summary>") == 2
    assert "<summary>84 entities</summary>" in page
    job = load(desk, place)
    finished(desk, job)
    said, _, folded = desk.get(job).text.partition('role="status"')[2].partition("<details>")
    assert "members:cluster" not in said
    assert "members:cluster" in folded.partition("</details>")[0]
    before = desk.get("/upload").text.partition("data-loaded")[0]
    assert "<summary>" in before.rpartition("<h2>")[2]


def test_a_page_speaks_of_buttons(desk: Client) -> None:
    page = desk.get(send(desk, "leden.csv", "naam;bijdrage\n;100\nAcme;5\n", cluster="EUKA")).text
    assert "Tick below that such rows are left out" in page
    assert "--" not in page.partition("<main")[2].partition("</main>")[0].partition('role="alert"')[2][:400]
    page = desk.get(send(desk, "leden.csv", "naam\nAcme\n")).text
    assert "Say below whose members these are" in page


def test_a_list_to_fill_in_is_in_the_language_of_the_reader(desk: Client) -> None:
    dutch = desk.get("/upload/template.xlsx", params={"name": "projects", "lang": "nl"}).content
    french = desk.get("/upload/template.xlsx", params={"name": "projects", "lang": "fr"}).content
    assert dutch != french
    for content, word in ((dutch, b"Einddatum"), (french, b"Date de fin")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert word in archive.read("xl/sharedStrings.xml")
