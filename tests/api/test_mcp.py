"""An assistant's session with `intercluster mcp`, by the protocol's own client and a process of its own."""

import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

from api.mcp.tools import TOOLS
from queries import QUESTIONS
from tests.support.command import COMMAND, call, with_flanders


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with_flanders(folder)
    return folder


def session(home: Path, talk: Callable[[Client], Awaitable[None]]) -> None:
    """Talk with a server over its standard input and output."""

    async def run() -> None:
        server = StdioServerParameters(command=str(COMMAND), args=["mcp"], env={"INTERCLUSTER_HOME": str(home)})
        with anyio.fail_after(90):
            async with Client(stdio_client(server)) as client:
                await talk(client)

    with ThreadPoolExecutor(1) as pool:  # where tests with a browser ran before, this thread has an event loop already
        pool.submit(anyio.run, run).result()


def told(result: CallToolResult) -> Any:
    """Return what an answer says; its text and its structure say the same."""
    (text,) = result.content
    assert isinstance(text, TextContent)
    assert not result.is_error, text.text
    assert json.loads(text.text) == result.structured_content
    return result.structured_content


def sentence(result: CallToolResult) -> str:
    (text,) = result.content
    assert result.is_error
    assert isinstance(text, TextContent)
    return text.text


def test_a_session(home: Path) -> None:
    """Each question is a tool with typed input; answers have notes and sources; errors are the command's sentences."""

    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {*QUESTIONS, "record"}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        overlap = tools["overlap"].input_schema["properties"]
        assert overlap["over"]["enum"] == ["members", "themes", "projects"]
        assert "engine" not in overlap

        rows = json.loads(call("ask", "collaboration", "--json", home=home).stdout)
        found = told(await client.call_tool("collaboration", {"limit": 2}))
        assert found["rows"] == rows["rows"][:2]
        assert (found["total"], found["notes"]) == (rows["total"], rows["notes"])
        assert [source["id"] for source in found["sources"]] == ["source:flanders:ibn-evaluation-2020"]

        assert told(await client.call_tool("search", {"text": "Power 2 Gas"}))["rows"][0]["name"] == "Power to Gas"
        record = told(await client.call_tool("record", {"name": "EUKA"}))
        assert record["type"] == "Cluster"
        assert record["known_sources"][0]["publisher"] == "IDEA Consult en Technopolis voor VLAIO"

        command = call("ask", "path", "EUKA", "Nobody", home=home).stderr
        assert sentence(await client.call_tool("path", {"a": "EUKA", "b": "Nobody"})) in command
        for name, wrong, said in (
            ("path", {"a": "EUKA"}, "'path' needs a value for 'b'"),
            ("search", {"text": 3}, "'3' is no value of 'text'"),
            ("overlap", {"over": "nothing"}, "expected one of members, themes, projects"),
            ("overlap", {"pivots": 3}, "'overlap' has no parameter 'pivots'"),
            ("nonsense", {}, "There is no tool 'nonsense'"),
        ):
            assert said in sentence(await client.call_tool(name, wrong))

    session(home, talk)


def test_the_input_of_every_tool_is_a_schema() -> None:
    for tool in TOOLS.values():
        jsonschema.Draft202012Validator.check_schema(tool.schema)
        usual = {name: said["default"] for name, said in tool.schema["properties"].items() if "default" in said}
        jsonschema.validate(usual | dict.fromkeys(tool.schema["required"], "x"), tool.schema)


def test_without_the_package_one_sentence_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "api.mcp.server", raising=False)
    done = call("mcp", home=home)
    assert done.returncode == 1
    assert done.stderr == "intercluster: 'mcp' needs the package mcp: pip install 'intercluster[mcp]'.\n"
