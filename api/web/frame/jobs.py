"""Loads started from a page: one at a time, in a process, while readers keep the graph that there was."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.http.access import viewer_of
from api.http.foreign import refuse_foreign
from api.http.logs import log_error
from api.http.stores import CurrentStore, is_large
from api.users import Right
from api.web.frame.context import ContextDependency
from api.web.frame.moved import ANSWERED, LONG, First, Moved, compared, first_rows, moved
from api.web.frame.page import PageRoute, render
from graph.errors import InterclusterError, NotFoundError
from graph.messages import Message
from graph.progress import Leash, Steps, shown_by
from graph.store import Store, is_loaded, version_of
from ingest.aside import Place, aside
from ingest.loading import Loaded
from queries.asking.desk import Desk
from queries.asking.question import Question
from queries.time.loads import loads

MOST_KEPT = 20

router = APIRouter(include_in_schema=False, route_class=PageRoute)


class BusyError(InterclusterError):
    """Another load or rebuild is under way."""

    status = 409


@dataclass
class Job(Steps):
    """One piece of work: how far it is, and what came of it."""

    kind: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    result: Loaded | None = None
    error: str | None = None
    finished: bool = False
    """What it loaded is shown, or nothing will be."""
    compared: bool = False
    """All is done: its answers were compared with those before, where there were any."""
    moved: tuple[Moved, ...] | None = None
    """What it moved among the first answers, of the questions compared so far; None where there were none before."""
    left: tuple[Question[..., Any], ...] = ()
    """The questions that are not compared: not yet, or not at all."""
    leash: Leash = field(default_factory=Leash)
    too_late: bool = False
    """It was given up when it was as good as done, so the graph is the new one."""

    def run(self, work: Callable[..., Loaded], arguments: tuple[Any, ...]) -> None:
        """Do the work; whatever goes wrong is kept as a sentence, since nobody waits for this thread."""
        try:
            self.result = aside(work, arguments, self.track, self.leash)
        except InterclusterError as error:
            self.error = error.on_page
        except Exception as error:
            log_error(error, f"job {self.key}")
            self.error = Message(
                "It stopped on an error that should not happen; the log says where (job %(job)s).", job=self.key
            )


class Jobs:
    """The jobs of a service, the newest twenty; one is finished when what it loaded is shown, and compares then."""

    def __init__(self, current: CurrentStore, place: Place, desk: Desk | None = None) -> None:
        self._current = current
        self._place = place
        self._desk = desk
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, kind: str, work: Callable[..., Loaded], *arguments: Any) -> Job:
        """Start one of the loads of `ingest.aside` in this service's place; raise BusyError where another runs."""
        with self._lock:
            if any(not job.finished for job in self._jobs.values()):
                raise BusyError("Another load is under way; try again when it is done.")
            job = Job(kind)
            self._jobs[job.key] = job
            while len(self._jobs) > MOST_KEPT:
                self._jobs.popitem(last=False)
        threading.Thread(target=self._run, args=(job, work, arguments), name=f"job-{kind}").start()
        return job

    def close(self) -> None:
        """Give up what is under way."""
        for job in self._jobs.values():
            job.leash.give_up()

    def _run(self, job: Job, work: Callable[..., Loaded], arguments: tuple[Any, ...]) -> None:
        try:
            with self._current.reading() as old:
                before, version = self._asked_before(job, old), version_of(old)
                job.run(work, (self._place, *arguments))
                self._current.renew()
                with self._current.reading() as new:
                    job.too_late = job.leash.given_up and version_of(new) != version
                job.finished = True
                if job.result and before is not None:
                    self._compare(job, before, old)
        except InterclusterError as error:  # what there was cannot be read, or what was loaded cannot be shown
            job.error, job.too_late = job.error or error.on_page, job.result is not None
        finally:
            job.finished = job.compared = True

    def _asked_before(self, job: Job, old: Store) -> First | None:
        """Return the first answers where they cannot be had after the load, and none at all where nothing is loaded."""
        if not (self._desk and is_loaded(old)):
            return None
        return self._first(job, old, compared(old)) if is_large(old) or not old.keeps_versions else {}

    def _compare(self, job: Job, before: First, old: Store) -> None:
        """Compare the answers with those before; at last those that take long, too, unless the next load is under way.

        Of a large graph, and where the graph before is gone, these are left.
        """
        with self._current.reading() as new, suppress(InterclusterError):
            asked = compared(old, new)
            found = moved(before or self._first(job, old, asked), self._first(job, new, asked))
            job.left, job.moved = tuple(one for one in ANSWERED if one not in asked), found
            if before or is_large(new):
                return
            for one in LONG:
                if job is not next(reversed(self._jobs.values())):
                    return
                job.moved += moved(self._first(job, old, [one]), self._first(job, new, [one]))
                job.left = tuple(other for other in job.left if other is not one)

    def _first(self, job: Job, store: Store, asked: Iterable[Question[..., Any]]) -> First:
        with shown_by(job.track, job.leash):
            return first_rows(self._desk, store, asked) if self._desk else {}

    def get(self, key: str) -> Job:
        """Return a job by its key."""
        if key not in self._jobs:
            raise NotFoundError("There is no such job any more; what it loaded, if it was finished, is loaded.")
        return self._jobs[key]


def jobs(request: Request) -> Jobs:
    """Return the service's jobs."""
    found: Jobs = request.app.state.jobs
    return found


JobsDependency = Annotated[Jobs, Depends(jobs)]


@router.get("/jobs/{key}")
def progress(request: Request, key: str, found: JobsDependency, context: ContextDependency) -> Response:
    """Return how far a job is; the page asks again by itself until it is done."""
    job = found.get(key)
    if Right.CONFIDENTIAL not in viewer_of(request).rights:
        job = replace(job, moved=None)  # it is of the whole graph
    done = job.finished and not job.error
    note = context.ask(loads).notes if done else ()
    return render(request, "job.html", context if done else None, job=job, changed=note)


@router.post("/jobs/{key}/give-up", dependencies=[Depends(refuse_foreign)])
def give_up(key: str, found: JobsDependency) -> Response:
    """End a load; the graph stays as it was, unless the load was done already."""
    found.get(key).leash.give_up()
    return RedirectResponse(f"/jobs/{key}", 303)
