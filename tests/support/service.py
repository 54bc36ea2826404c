"""A service in this process, asked as a server would be."""

import base64
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import uvicorn
from fastapi import FastAPI

from api.cli.server import config_of


@contextlib.contextmanager
def listening(app: FastAPI) -> Iterator[int]:
    """Run a service in a thread of this process, as the command runs it, and give its port."""
    server = uvicorn.Server(config_of(app))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


class Inside:
    """A client of a service in this process, with its own cookies and headers."""

    def __init__(self, app: FastAPI, *, address: str = "127.0.0.1", **headers: str) -> None:
        self.app, self.address, self.headers = app, address, headers
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Return the answer to a request; what fails without an answer is raised nowhere, as in a server."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.address, 1))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", headers=self.headers, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **more)
                self.cookies = {one.name: one.value or "" for one in client.cookies.jar}
                return answer

        # In a thread of its own: a browser of another test may keep a loop of this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(anyio.run, asked).result()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Return what is got."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """Return the answer to what is sent."""
        return self.ask("POST", path, **more)


def basic(name: str, secret: str) -> str:
    """Return the header by which a program says who it is."""
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
