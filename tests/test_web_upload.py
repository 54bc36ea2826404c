"""The upload page: what is understood, corrected and loaded; and what is refused, with nothing changed."""

import contextlib
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.web.uploads import MOST_BYTES
from tests.browser import visit
from tests.command import Client, run, served

LIST = "wie;btw nummer;geld;plaats\nAcme Drones;;1.250,50;Gent\nBouw NV;0200.065.765;100;Antwerpen\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("upload")
    assert run("load", "flanders", home=home).returncode == 0
    return home


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[Client]:
    with served(home, TMPDIR=str(home)) as client:
        yield client


def send(client: Client, name: str, content: bytes, cluster: str = "EUKA") -> str:
    answer = client.post("/upload", files={"file": (name, content)}, data={"cluster": cluster})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_list_is_understood_corrected_and_loaded(browser: Browser, desk: Client, tmp_path: Path) -> None:
    (tmp_path / "leden.csv").write_text(LIST, encoding="utf-8")
    version = desk.get("/readyz").json()["data_version"]
    with visit(browser, f"{desk.base_url}/upload") as seen:
        page = seen.page
        page.set_input_files("#file", tmp_path / "leden.csv")
        page.fill("#cluster", "EUKA")
        page.click("main button")
        expect(page.get_by_role("alert")).to_contain_text("no row among the first 60 has a column for 'name'")
        expect(page.locator("[data-load]")).to_have_count(0)
        page.select_option("#c-name", "wie")
        page.select_option("#c-number", "btw nummer")
        page.select_option("#c-fee", "geld")
        page.select_option("#c-town", "plaats")
        page.click("text=Look again")
        expect(page.locator("main")).to_contain_text("members:euka (2 memberships)")
        expect(page.locator("pre")).to_contain_text('fee = "geld"')
        assert desk.get("/readyz").json()["data_version"] == version
        page.click("[data-load]")
        expect(page.locator("[data-finished]")).to_be_visible(timeout=20_000)
        expect(page.locator("h1")).to_have_text("Done")
        assert desk.get("/readyz").json()["data_version"] != version
        page.goto(f"{desk.base_url}/entities/EUKA")
        members = page.locator("[data-relation='in:MEMBER_OF'] tbody tr")
        expect(members).to_have_count(2)
        expect(members.first).to_contain_text("€ 1,250.50")
        assert seen.errors == []


def test_a_field_can_be_given_no_column(desk: Client) -> None:
    place = send(desk, "leden.csv", b"naam;bijdrage\nAcme;100\n")
    assert "fee from 'bijdrage'" in desk.get(place).text.replace("&#39;", "'")
    assert "fee from" not in desk.get(f"{place}&c_name=naam&c_fee=").text


def test_a_bad_file_gets_the_sentence_of_the_command_line(desk: Client, home: Path, tmp_path: Path) -> None:
    bad = {
        "empty.csv": b"",
        "broken.xlsx": b"PK\x03\x04 nothing",
        "noname.csv": b"kleur;maat\nrood;1\n",
        "rows.csv": b"naam;bijdrage\n;100\nAcme;5\n",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        said = run("load", f"members={tmp_path / name}", "--cluster", "EUKA", home=home)
        assert said.returncode == 1
        sentence = said.stderr.strip().splitlines()[-1].removeprefix("intercluster: ")
        page = desk.get(send(desk, name, content)).text.replace("&#39;", "'").replace("&#34;", '"').replace("&lt;", "<")
        assert sentence in page, name


def test_what_is_too_large_is_not_read(desk: Client) -> None:
    address = desk.base_url
    with contextlib.closing(http.client.HTTPConnection(address.host, address.port or 80, timeout=10)) as raw:
        raw.putrequest("POST", "/upload")
        raw.putheader("content-length", str(MOST_BYTES * 2))
        raw.putheader("content-type", "multipart/form-data; boundary=x")
        raw.endheaders()
        answer = raw.getresponse()
        assert answer.status == 413
        assert b"20 MB" in answer.read()


def test_what_does_not_say_how_large_it_is_is_not_read(desk: Client) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert desk.post("/upload", headers=headers, content=iter([b"--x"])).status_code == 422


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", ".evil.csv", "evil.csv\x01"])
def test_a_file_stays_in_the_temporary_folder(name: str, desk: Client, home: Path) -> None:
    place = send(desk, name, b"naam\nAcme\n")
    assert "evil.csv" in desk.get(place).text
    found = list(home.rglob("*evil.csv*"))
    assert found
    assert all(file.parent.parent.name.startswith("intercluster-") for file in found)


def test_no_file_and_no_such_upload(desk: Client) -> None:
    assert desk.post("/upload", data={"cluster": "EUKA"}, files={"other": ("x", b"")}).status_code == 422
    assert desk.get("/upload/nonsense").status_code == 404
    assert desk.post("/upload/nonsense/load", data={"cluster": "EUKA"}).status_code == 404


def test_the_template_can_be_filled_in(desk: Client) -> None:
    answer = desk.get("/upload/template.xlsx")
    assert answer.content.startswith(b"PK")


def test_nothing_is_left_when_the_service_ends(home: Path, tmp_path: Path) -> None:
    with served(home, TMPDIR=str(tmp_path)) as client:
        send(client, "leden.csv", b"naam\nAcme\n")
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []
