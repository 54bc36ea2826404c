"""Running the service: on loopback unless told otherwise."""

import contextlib
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api.http import logs
from api.http.connections import HEAD_BYTES, Connection
from api.service import create_app
from api.users import Users
from graph.apart.workers import Workers
from graph.errors import InterclusterError
from graph.judgements import Judgements
from graph.settings import Settings
from graph.store import Store

FAREWELL = 5
"""Seconds for which the end of the service waits for requests under way."""

TURN = 0.0005
"""Seconds after which a thread that makes a version warm gives the interpreter to one that answers a request, which
needs it a hundred times: with Python's own 0.005 a kept answer took a second meanwhile."""


class ServerError(InterclusterError):
    """The service cannot start as asked."""


def serve(
    store: Store, store_url: str, settings: Settings, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Serve until Ctrl-C, after announcing the address; port 0 takes a free one.

    Raise ServerError where the port is taken, or other machines can reach it and there is no token and no user.
    """
    loopback = is_loopback(host)
    if not loopback and not settings.token and not Users(settings.home).all():
        raise ServerError(
            "%(host)s can be reached from other machines: set INTERCLUSTER_TOKEN, which every request must "
            "then carry, or add a user with 'intercluster user add'.",
            host=host,
        )
    sys.setswitchinterval(TURN)
    workers = Workers(store_url)
    judgements = Judgements(settings.home)
    app = create_app(store, judgements, token=settings.token, loopback=loopback, workers=workers, store_url=store_url)
    with contextlib.closing(workers), _listen(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}")
        threading.Thread(target=app.state.store.warm, name="warming", daemon=True).start()
        logs.configure()
        # uvicorn shuts down in order and then raises the signal anew; ending on request is no error.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config_of(app)).run(sockets=[listener])


def config_of(app: FastAPI) -> uvicorn.Config:
    """Return how the service is run: with connections that may not dawdle."""
    return uvicorn.Config(
        app,
        http=Connection,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_graceful_shutdown=FAREWELL,
        log_level="warning",
        access_log=False,
    )


def is_loopback(host: str) -> bool:
    """Return whether an address can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is said, so that a port in use is an error here and not a log line later."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ServerError(
            "%(host)s:%(port)s cannot be used: %(error)s; choose another with --port.",
            host=host,
            port=str(port),
            error=error.strerror,
        ) from None
    return listener
