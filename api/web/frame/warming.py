"""The longest questions of the pages, asked before anybody comes: those of the overview first."""

import threading
from contextlib import suppress

from fastapi import FastAPI

from api.web.frame.asking import Asker
from api.web.frame.reviewing import names
from graph.errors import InterclusterError

QUESTIONS = ("funding", "overlap", "contradictions", "consolidation", "duplicates", "coverage")


def warm(app: FastAPI) -> None:
    """Ask these questions of what is loaded now; what cannot be answered yet is left to the page to say."""
    with suppress(InterclusterError):
        asker = Asker(app.state.store.get(), app.state.kept)
        if asker.is_loaded:
            asker.summary()
            names(asker)
            for name in QUESTIONS:
                with suppress(InterclusterError):
                    asker.ask(name)


def warm_meanwhile(app: FastAPI) -> None:
    """Do so while the service answers, from its start on and after every load; it does not wait for it to end."""
    threading.Thread(target=warm, args=(app,), name="warming", daemon=True).start()
