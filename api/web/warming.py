"""The overview's questions, asked before anybody comes, so that its first reader does not wait for them."""

import threading
from contextlib import suppress

from fastapi import FastAPI

from api.web.asking import Asker
from graph.errors import InterclusterError

QUESTIONS = ("funding", "overlap", "contradictions", "consolidation", "duplicates")


def warm(app: FastAPI) -> None:
    """Ask the overview's questions of what is loaded now; what cannot be answered yet is left to the page to say."""
    with suppress(InterclusterError):
        asker = Asker(app.state.store.get(), app.state.kept)
        if asker.is_loaded:
            asker.summary()
            for name in QUESTIONS:
                with suppress(InterclusterError):
                    asker.ask(name)


def warm_meanwhile(app: FastAPI) -> None:
    """Do so while the service starts to answer; the service does not wait for it to end."""
    threading.Thread(target=warm, args=(app,), name="warming", daemon=True).start()
