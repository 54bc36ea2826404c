"""Who may do what: users with roles, sessions that end, wrong secrets that are counted."""

import base64
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api import one_time
from api.http.access import COOKIE, HOST_COOKIE, OWNER, Access, right_for
from api.http.sessions import IDLE, LONGEST, MOST_FAILED, WITHIN, Attempts, Sessions, TooManyAttemptsError
from api.service import create_app
from api.users import Right, Role, Users
from graph.errors import BadInputError
from graph.judgements import Judgements
from graph.store import Store, open_store
from graph.store.snapshots import pack
from tests.support import toys
from tests.support.command import PATIENT, call
from tests.support.service import Inside, basic

NAMES = {"reader": Role.READ, "judge": Role.JUDGE, "loader": Role.LOAD}
PAGE = {"accept": "text/html", **PATIENT}


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Hashes as cheap as can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.users._ROUNDS", 2)
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def users(home: Path) -> Users:
    return Users(home)


@pytest.fixture
def secrets(users: Users) -> dict[str, str]:
    return {name: users.add(name, role) for name, role in NAMES.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}") as empty:
        empty.load(toys.triangle(), {"flanders": pack(toys.triangle())})
        with empty.current() as opened:
            yield opened


@pytest.fixture(scope="module")
def service(home: Path, store: Store) -> FastAPI:
    return create_app(store, Judgements(home), token="the-token")


def logged_in(service: FastAPI, secrets: dict[str, str], name: str) -> Inside:
    browser = Inside(service, **PAGE)
    assert browser.post("/login", data={"name": name, "token": secrets[name]}).status_code == 303
    return browser


def test_the_file_holds_no_secret_and_is_the_owners_alone(tmp_path: Path) -> None:
    secret = call("user", "add", "Ann", "--role", "judge", home=tmp_path).stdout.strip()
    assert len(secret) >= 20
    assert call("user", "list", home=tmp_path).stdout == "Ann\tjudge\n"
    file = tmp_path / "users.json"
    assert secret not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    ann = Users(tmp_path).known("Ann", secret)
    assert ann
    assert ann.rights == {Right.READ, Right.JUDGE}
    assert secret not in repr(ann)
    assert ann.proof not in repr(ann)
    assert Users(tmp_path).known("Ann", secret + "x") is Users(tmp_path).known("Bob", secret) is None
    assert call("user", "remove", "Ann", home=tmp_path).returncode == 0
    assert call("user", "remove", "Ann", home=tmp_path).returncode == 1


@pytest.mark.parametrize("name", ["", " ", "a:b", "a\nb", "x" * 101])
def test_a_name_that_is_none(name: str, users: Users) -> None:
    with pytest.raises(BadInputError):
        users.add(name, Role.READ)


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        if route.methods:
            yield from ((method, (route.path or "/").replace(":path", "")) for method in route.methods)


def test_every_route_asks_who_it_is_and_every_change_asks_for_its_role(
    service: FastAPI, secrets: dict[str, str]
) -> None:
    changes = {(method, path) for method, path in routes(service) if right_for(method, path) in ("judge", "load")}
    assert {(m, p) for m, p in routes(service) if m not in ("GET", "HEAD")} - changes == {
        ("POST", "/api/v1/cypher"),
        ("POST", "/reconcile"),
        ("POST", "/screen"),
        ("POST", "/reconcile/"),
        ("POST", "/screen"),
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/give-up"),
        ("POST", "/account/sessions"),
        ("POST", "/account/secret"),
    }
    stranger, reader, judge = Inside(service), *(logged_in(service, secrets, name) for name in ("reader", "judge"))
    for method, path in routes(service):
        needed = right_for(method, path)
        if needed:
            assert stranger.ask(method, path).status_code == 401, path
        if needed in (Right.JUDGE, Right.LOAD):
            assert reader.ask(method, path).status_code == 403, path
        if needed == Right.LOAD:
            assert judge.ask(method, path).status_code == 403, path
    assert len(list(routes(service))) > 60
    assert logged_in(service, secrets, "loader").get("/upload").status_code == 200


def test_the_author_is_who_is_logged_in(service: FastAPI, secrets: dict[str, str], home: Path) -> None:
    judge = Inside(service, Authorization=basic("judge", secrets["judge"]))
    said = {"a": toys.P1, "b": toys.P2, "verdict": "related", "author": "Eve"}
    assert judge.post("/api/v1/judgements", json=said).status_code == 201
    pair = {"verdict": "different", "pair": f"{toys.P1}|{toys.P2}", "author": "Eve", "next": "/duplicates"}
    browser = logged_in(service, secrets, "judge")
    browser.cookies["intercluster_author"] = "Eve"
    assert browser.post("/duplicates/judge", data=pair).status_code == 303
    assert [one.author for one in Judgements(home).all()] == ["judge", "judge"]
    nameless = Inside(service, Authorization="Bearer the-token").post("/api/v1/judgements", json={**said, "author": ""})
    assert nameless.status_code == 422


def test_a_session_is_new_ends_and_goes_with_its_user(service: FastAPI, secrets: dict[str, str], users: Users) -> None:
    browser = Inside(service, **PAGE)
    browser.cookies[COOKIE] = "chosen-by-somebody-else"
    answer = browser.post("/login", data={"name": "reader", "token": secrets["reader"], "next": "/quality"})
    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/quality"
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=strict", f"Max-Age={LONGEST}"))
    assert "chosen-by" not in cookie
    assert secrets["reader"] not in cookie
    kept = dict(browser.cookies)
    page = browser.get("/quality")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "reader</a> ·" in page.text
    assert "storage" in browser.post("/logout").headers["clear-site-data"]
    browser.cookies = kept
    assert browser.get("/quality").headers["location"].startswith("/login")
    again = logged_in(service, secrets, "reader")
    users.add("reader", Role.READ)
    assert again.get("/quality").status_code == 303
    judge = logged_in(service, secrets, "judge")
    users.remove("judge")
    assert judge.get("/quality").status_code == 303
    browser = Inside(service, **PAGE)
    secure = browser.post("https://127.0.0.1/login", data={"token": "the-token"})
    assert secure.headers["set-cookie"].startswith(f"{HOST_COOKIE}=")
    assert all(flag in secure.headers["set-cookie"] for flag in ("Secure", "Path=/;"))
    assert "Domain" not in secure.headers["set-cookie"]
    assert secure.headers["strict-transport-security"]
    assert browser.get("https://127.0.0.1/upload").status_code == 200
    browser.cookies = {COOKIE: browser.cookies[HOST_COOKIE]}
    assert browser.get("https://127.0.0.1/upload").status_code == 303, "a name that another host can set"


def test_a_number_of_the_app_is_what_the_standard_says() -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    key = base64.b32encode(b"12345678901234567890").decode()
    for now, said in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert one_time.step_of(key, f" {said[:3]} {said[3:]}", now + 30) == now // 30
        assert one_time.step_of(key, said, now + 90) is None
    for wrong in ("", "2870821", "\u0662\u0668\u0667\u0660\u0668\u0662", "abcdef"):
        assert one_time.step_of(key, wrong, 59) is None


def test_a_second_factor_is_asked_and_counts_once(
    service: FastAPI, home: Path, users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = call("user", "add", "Two", "--app", home=home).stdout.splitlines()
    key = users.all()["Two"].app
    assert added[1] == f"otpauth://totp/Intercluster:Two?secret={key}&issuer=Intercluster"
    assert key not in repr(users.all()["Two"])
    now = [1e9]
    monkeypatch.setattr("api.http.access.time.time", lambda: now[0])
    browser = Inside(service, address="203.0.113.20", **PAGE)
    asked = {"name": "Two", "token": added[0]}
    right = pyotp.TOTP(key).at(10**9)
    assert browser.post("/login", data=asked).status_code == 403
    assert browser.post("/login", data={**asked, "number": right, "token": "x"}).status_code == 403
    assert browser.post("/login", data={**asked, "number": right}).status_code == 303
    assert browser.post("/login", data={**asked, "number": right}).status_code == 403, "a number counts once"
    assert "one-time-code" in browser.get("/account").text
    header = Inside(service, address="203.0.113.21", Authorization=basic("Two", added[0]))
    assert header.get("/api/v1/overlap").status_code == 401
    now[0] += 30
    more = {"secret": added[0], "number": pyotp.TOTP(key).at(10**9 + 30)}
    assert "data-new-secret" in browser.post("/account/secret", data=more).text
    assert users.all()["Two"].app == key
    users.remove("Two")


def test_a_user_sees_and_ends_sessions_and_makes_a_new_secret(
    service: FastAPI, secrets: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    here, there, other = (logged_in(service, secrets, name) for name in ("reader", "reader", "judge"))
    page = here.get("/account")
    assert page.text.count("<td>yes</td>") == 1
    assert '<a href="/account">reader</a>' in page.text
    for path in ("/account/sessions", "/account/secret"):
        refused = here.post(path, data={"secret": "guess"})
        assert (refused.status_code, "data-new-secret" in refused.text) == (403, False)
        assert here.post(path, data={"secret": secrets["judge"]}).status_code == 403
    assert there.get("/quality").status_code == 200
    assert here.post("/account/sessions", data={"secret": secrets["reader"]}).status_code == 200
    assert [one.get("/quality").status_code for one in (here, there, other)] == [200, 303, 200]
    told = here.post("/account/secret", data={"secret": secrets["reader"]}).text
    [made] = re.findall(r"<code>(.+?)</code>", told)
    assert here.get("/quality").status_code == 200
    assert made not in here.get("/account").text
    again = {"name": "reader", "token": secrets["reader"]}
    assert Inside(service, **PAGE).post("/login", data=again).status_code == 403
    assert logged_in(service, {"reader": made}, "reader").get("/quality").status_code == 200
    assert Inside(service, Authorization="Bearer the-token", **PAGE).get("/account").status_code == 404


def test_a_login_is_logged_with_its_address_and_no_secret(
    service: FastAPI, secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.http.access.LOG.propagate", True)
    eve = Inside(service, address="203.0.113.30", **PAGE)
    with caplog.at_level("INFO", "intercluster"):
        for name, token in (("reader", "guess"), (secrets["reader"], "reader"), ("reader", secrets["reader"])):
            eve.post("/login", data={"name": name, "token": token})
    said = [one.getMessage() for one in caplog.records if one.getMessage().startswith("login")]
    assert said == [
        "login of reader from 203.0.113.30: refused",
        "login of somebody from 203.0.113.30: refused",
        "login of reader from 203.0.113.30: done",
    ]
    assert secrets["reader"] not in caplog.text
    assert "guess" not in caplog.text


def test_a_session_ends_by_itself() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    key = sessions.open(None)
    while now[0] + IDLE <= LONGEST:
        now[0] += IDLE
        assert sessions.find(key) == (None,)
    now[0] = LONGEST + 1
    assert sessions.find(key) is None
    unused = sessions.open(None)
    now[0] += IDLE + 1
    assert sessions.find(unused) is None


def test_wrong_secrets_are_counted_by_address(service: FastAPI, secrets: dict[str, str]) -> None:
    eve = Inside(service, address="203.0.113.9", **PAGE)
    for _ in range(MOST_FAILED):
        assert eve.post("/login", data={"name": "reader", "token": "guess"}).status_code == 403
    late = eve.post("/login", data={"name": "reader", "token": secrets["reader"]})
    assert (late.status_code, late.headers["retry-after"]) == (429, str(WITHIN))
    program = Inside(service, address="203.0.113.9", Authorization="Bearer the-token")
    assert program.get("/api/v1/overlap").status_code == 429
    assert logged_in(service, secrets, "reader").get("/upload").status_code == 403
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MOST_FAILED):
        attempts.failed("x")
    with pytest.raises(TooManyAttemptsError):
        attempts.check("x")
    now[0] = WITHIN
    attempts.check("x")


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !", "Basic OjpB", "Bearer", "Bearer ", "Digest x", "Basic w7M=", "Basic \xff", "Bearer \xe9"],
)
def test_a_header_that_proves_nothing(header: str, service: FastAPI) -> None:
    answer = Inside(service).get("/api/v1/overlap", headers=[(b"authorization", header.encode("latin-1"))])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_token_is_the_owners(service: FastAPI) -> None:
    assert Inside(service, Authorization="Bearer the-token").get("/upload").status_code == 200


def test_loopback_alone_is_open_until_there_is_a_user(tmp_path: Path, store: Store) -> None:
    home = create_app(store, Judgements(tmp_path))
    page = Inside(home, **PAGE).get("/upload")
    assert page.status_code == 200
    assert "Log out" not in page.text
    secret = Users(tmp_path).add("Ann", Role.READ)
    ann = Inside(home, Authorization=basic("Ann", secret))
    assert Inside(home).get("/api/v1/overlap").status_code == 401
    assert ann.get("/api/v1/overlap").status_code == 200
    (tmp_path / "users.json").write_text(json.dumps([{"name": "Ann"}]))
    assert ann.get("/api/v1/overlap").status_code == 503
    assert Access(Users(tmp_path / "none"), None, loopback=False).viewer("", "", "") is None
    assert Access(Users(tmp_path / "none"), None, loopback=True).viewer("", "", "") == OWNER
