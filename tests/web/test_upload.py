"""The upload page: what is understood, corrected and loaded; and what is refused, with nothing changed."""

import contextlib
import errno
import http.client
import os
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.service import create_app
from api.web.frame.uploads import MOST_BYTES, Uploads
from api.words.language import Language
from graph.judgements import Judgements
from tests.support import axe, toys
from tests.support.browser import visit
from tests.support.command import Client, call, served, with_flanders
from tests.support.processes import HUNG, wait_until
from tests.support.service import Inside
from tests.support.toys import stored

LIST = "wie;btw nummer;geld;plaats\nAcme Drones;;1.250,50;Gent\nBouw NV;0200.065.765;100;Antwerpen\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("upload")
    with_flanders(home)
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
        assert axe.findings(page) == []
        page.select_option("#c-name", "wie")
        page.select_option("#c-number", "btw nummer")
        page.select_option("#c-fee", "geld")
        page.select_option("#c-town", "plaats")
        page.click("text=Look again")
        expect(page.locator("main")).to_contain_text("members:euka (2 memberships)")
        expect(page.locator("pre")).to_contain_text('fee = "geld"')
        sample = page.locator("[data-sample] tbody tr")
        expect(sample).to_have_count(2)
        expect(sample.filter(has_text="Acme Drones")).to_contain_text("€ 1,250.50")
        expect(page.locator("[data-new-clusters]")).to_have_count(0)
        page.fill("#cluster", "Euka vzw")
        page.click("text=Look again")
        expect(page.locator("[data-new-clusters]")).to_contain_text("so they are new: Euka vzw.")
        page.fill("#cluster", "EUKA")
        page.click("text=Look again")
        assert desk.get("/readyz").json()["data_version"] == version
        page.click("[data-load]")
        expect(page.locator("[data-finished]")).to_be_visible()
        expect(page.locator("h1")).to_have_text("Done")
        assert axe.findings(page) == []
        assert desk.get("/readyz").json()["data_version"] != version
        page.goto(f"{desk.base_url}/entities/EUKA")
        members = page.locator("[data-relation='in:MEMBER_OF'] tbody tr:has(td)")
        expect(members).to_have_count(2)
        today = Language("en").day(date.today())
        expect(members.first.locator("td.sources")).to_have_text(f"leden.csv row 2 ({today})")
        expect(page.locator("[data-as-of]")).to_have_text(f"14 May 2020 – {today}")
        expect(members.first).to_contain_text("€ 1,250.50")
        assert seen.errors == []


def test_an_uploaded_list_is_as_old_as_its_upload_and_moves_no_score(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    with served(tmp_path / "home") as client:
        before = client.get("/api/v1/consolidation", params={"advice": "fold", "of": "BIM"}).json()["rows"]
        place = send(client, "leden.csv", b"naam\nAcme\n", "Flux50")
        finished(client, load(client, place))
        after = client.get("/api/v1/consolidation", params={"advice": "fold", "of": "BIM"}).json()["rows"]
        assert reason(after, "critical_mass") == reason(before, "critical_mass"), "no list of another says how many"
        page = client.get("/quality").text
        assert 'id="source:members:flux50-leden"' in page
        assert Language("en").day(date.today()) in page


def reason(rows: list[dict[str, Any]], feature: str) -> list[float]:
    return [one["value"] for row in rows for one in row["reasons"] if one["feature"] == feature]


def load(client: Client, place: str) -> str:
    """Load an upload as it is understood; return the address of its job."""
    address = httpx.URL(place)
    answer = client.post(f"{address.path}/load", data=dict(address.params))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def finished(client: Client, job: str) -> None:
    wait_until(lambda: "data-finished" in client.get(job).text)
    page = client.get(job).text
    assert 'role="alert"' not in page, page


def test_readers_keep_the_old_graph_until_a_load_is_done(desk: Client) -> None:
    def version() -> str:
        answer = desk.get("/readyz")
        assert answer.status_code == 200
        return str(answer.json()["data_version"])

    old = version()
    rows = "".join(f"Firma {number};Straat {number};{1000 + number % 9000};Gent\n" for number in range(1500))
    place = send(desk, "groot.csv", f"naam;straat;postcode;gemeente\n{rows}".encode(), "Flux50")
    job = load(desk, place)
    during, until = [], time.monotonic() + HUNG
    while time.monotonic() < until:
        seen, page = version(), desk.get("/entities/EUKA")
        assert page.status_code == 200
        if "data-finished" in desk.get(job).text:
            break
        during.append((seen, seen in page.text))
        time.sleep(0.05)
    new = version()
    assert new != old
    assert (old, True) in during, "pages are of the old graph while the new one is built"
    versions = [seen for seen, _ in during]
    assert versions == sorted(versions, key=[old, new].index), "once new, never old again"
    text = desk.get("/entities/Flux50").text
    assert new in text
    assert "(1,500)" in text


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
        said = call("load", f"members={tmp_path / name}", "--cluster", "EUKA", home=home)
        assert said.returncode == 1
        sentence = said.stderr.strip().splitlines()[-1].removeprefix("intercluster: ")
        page = desk.get(send(desk, name, content)).text.replace("&#39;", "'").replace("&#34;", '"').replace("&lt;", "<")
        # The command line goes on with its options, where the page shows buttons.
        said_there = sentence.partition(" Say which it is with")[0].partition(" Load without")[0]
        assert said_there in page, name
        assert "--mapping" not in page


def test_what_is_too_large_is_not_read(desk: Client) -> None:
    address = desk.base_url
    with contextlib.closing(http.client.HTTPConnection(address.host, address.port or 80, timeout=HUNG)) as raw:
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
    send(desk, name, b"naam\nAcme\n")
    found = list(home.rglob("*evil.csv*"))
    assert found
    assert all(file.parents[2].name.startswith("intercluster-") for file in found)


@pytest.mark.parametrize("name", ["é" * 300 + ".csv", "😀" * 119 + ".csv", "名" * 400 + ".csv"])
def test_the_end_of_a_long_name_is_kept(name: str, desk: Client) -> None:
    page = desk.get(send(desk, name, b"naam\nAcme\n"))
    assert page.status_code == 200
    assert f"{name[0]}.csv" in page.text


@pytest.mark.parametrize("row", ["\u00b2", "9" * 5000, "-1", "1.0", "x"])
def test_what_is_no_number_of_a_row_is_said_to_be_none(row: str, desk: Client) -> None:
    answer = desk.get(f"{send(desk, 'leden.csv', LIST.encode())}&header_row={row}")
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("letters", ["idna", "punycode", "undefined", "unicode_escape", "utf-16", '"latin-1"'])
def test_a_form_of_other_letters_is_refused(letters: str, desk: Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="\\ud800.csv"\r\n\r\nnaam\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset="
    for path in ("/upload", "/screen", "/login"):
        assert desk.post(path, content=body, headers={"Content-Type": kind + letters}).status_code == 415
    assert desk.post("/upload", content=body, headers={"Content-Type": kind + "UTF-8"}).status_code == 303


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Uploads, "keep", full)
    service = Inside(create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path)))
    answer = service.post("/upload", files={"file": ("leden.csv", b"naam\n")}, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "No space left" in answer.text


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


def test_what_a_killed_service_left_goes_when_the_next_one_starts(home: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "intercluster-notes"
    foreign.mkdir()
    (tmp_path / "intercluster-link").symlink_to(foreign)
    with served(home, TMPDIR=str(tmp_path)) as living:
        kept = send(living, "leden.csv", b"naam\nAcme\n")
        with served(home, TMPDIR=str(tmp_path)) as client:
            send(client, "fees.csv", b"naam;lidgeld\nAcme;5\n")
            client.server.kill()
        assert list(tmp_path.rglob("fees.csv"))
        with served(home, TMPDIR=str(tmp_path)):
            assert not list(tmp_path.rglob("fees.csv"))
            assert living.get(kept).status_code == 200
    assert {one.name for one in tmp_path.iterdir()} == {"intercluster-notes", "intercluster-link"}
