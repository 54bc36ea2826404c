"""A server of the Model Context Protocol over standard input and output, on the protocol's own SDK."""

import json
import threading
from importlib.metadata import version
from typing import Any

import anyio
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from api.mcp.tools import TOOLS, tool
from graph.errors import InterclusterError
from graph.store import Store
from queries.asking.desk import Desk

INSTRUCTIONS = (
    "A knowledge graph of a cluster ecosystem. Each tool is a question about it; names are found by `search`, and "
    "`record` tells all that is known of one entity. Every answer has its method, notes, data version and the sources "
    "of each row: quote them. What is unknown is null, never 0. Nothing can be changed."
)
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def serve(store: Store, desk: Desk) -> None:
    """Answer until standard input ends; what is loaded meanwhile is asked from then on."""
    anyio.run(_run, _Newest(store), desk)


class _Newest:
    """The newest version of a store; who opened the first one closes that."""

    def __init__(self, store: Store) -> None:
        self._first = self._store = store
        self._lock = threading.Lock()

    def call(self, name: str, desk: Desk, given: dict[str, Any]) -> dict[str, Any]:
        """Answer, one call after the other."""
        with self._lock:
            newest, old = self._store.current(), self._store
            if newest is not old:
                self._store = newest
                if old is not self._first and old.keeps_versions:
                    old.close()
            return tool(name).call(newest, desk, given)


async def _run(newest: _Newest, desk: Desk) -> None:
    async def list_tools(_: ServerRequestContext, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                Tool(
                    name=one.name,
                    title=one.title,
                    description=one.description,
                    input_schema=one.schema,
                    annotations=READS,
                )
                for one in TOOLS.values()
            ]
        )

    async def call_tool(_: ServerRequestContext, asked: CallToolRequestParams) -> CallToolResult:
        try:
            found = await anyio.to_thread.run_sync(newest.call, asked.name, desk, asked.arguments or {})
        except InterclusterError as error:
            return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
        text = json.dumps(found, ensure_ascii=False)
        return CallToolResult(content=[TextContent(text=text)], structured_content=found)

    server = Server(
        "intercluster",
        version=version("intercluster"),
        title="Intercluster",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
