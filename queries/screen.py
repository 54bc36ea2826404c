"""What there is already that a new application resembles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.messages import Message
from graph.progress import track
from graph.store import Store
from graph.store.answers import kept
from queries.asking.question import FromFile, Rows, question
from queries.duplicates import Compared, Duplicate, LikenessEvidence, ranked
from queries.likeness.aligned import Aligned, aligned
from queries.likeness.applications import Application, by_name, read, typed
from queries.likeness.index import Index, index
from queries.likeness.initiative import Initiative, initiatives
from queries.lookup.entities import Entity, entities, resolve

BEFORE = "precursor"


@dataclass(frozen=True, slots=True)
class Screened:
    """An initiative that an application resembles: how, why, whom both name, and what was already paid for it.

    `kind` is as in `duplicates`, but `precursor` where the initiative came first and the application goes on with it.
    `paid_eur` is its grant, null where unknown. `aligned` are the sentences of both that say the same, the
    application's first.
    """

    BRIEF: ClassVar = tuple("application title rank name kind score partners paid_eur start aligned".split())

    application: int
    title: str
    rank: int
    id: str
    name: str
    kind: str
    score: float | None
    bits: float
    evidence: tuple[LikenessEvidence, ...]
    partners: tuple[str, ...]
    paid_eur: float | None
    start: date | None
    end: date | None
    aligned: tuple[Aligned, ...]
    sources: tuple[str, ...]


@question
def screen(
    store: Store,
    *,
    title: Annotated[str | None, "the title of one application"] = None,
    abstract: Annotated[str | None, "what it is about"] = None,
    partners: Annotated[str | None, "who applies: names apart by ';'"] = None,
    start: Annotated[str | None, "when it would start (YYYY-MM-DD)"] = None,
    instrument: Annotated[str | None, "under which instrument (name or id)"] = None,
    file: Annotated[
        str | None, "a list of applications: title, abstract, partners, start", FromFile(told_whole=False, needed=True)
    ] = None,
    most: Annotated[int, "so many initiatives an application"] = 5,
    seed: Annotated[int, "which random pairs show how common a likeness is"] = 0,
) -> list[Screened]:
    """What exists that is the same as a new application, precedes it, or runs beside it, with the evidence.

    Each application is compared, as `duplicates` compares two initiatives, with the ten most like it in title, text and
    partners: what words weigh, how common a likeness is and the prior are those of the initiatives that are loaded.
    Sentences that say the same stand side by side (cosine of character 3- to 5-grams of at least 0.35). A partner
    counts as known where its name, case and accents aside, is a name of one organisation or cluster alone. Where there
    is too little text and no partner in common, nothing is said: a note names the application. It finds what
    resembles, it does not judge: a precursor may be the best reason to fund, and what is not loaded is not found.
    """
    applications = _asked(title, abstract, partners, start, file)
    under = frozenset([resolve(entities(store), instrument).id]) if instrument else frozenset[str]()
    if len(initiatives(store)) < 2:
        return Rows(notes=[Message("There are no projects in the store to compare with: load a source of projects.")])
    known = index(store, seed)
    rows: list[Screened] = []
    silent = []
    for one in track(applications, "applications screened", len(applications)):
        found = _screened(store, known, one, one.initiative(_names(store), under), most)
        rows += found
        if not found:
            silent.append(one)
    return Rows(rows, _notes(applications, silent))


def _asked(
    title: str | None, abstract: str | None, partners: str | None, start: str | None, file: str | None
) -> list[Application]:
    if file is not None:
        return read(file)
    if not (title or "").strip() and not (abstract or "").strip():
        raise BadInputError(
            Message("There is nothing to screen: give a title, an abstract, or a list of applications.")
        )
    return [typed(title or "", abstract, partners, start)]


@kept
def _names(store: Store) -> Mapping[str, Entity]:
    return by_name(entities(store).values())


def _screened(store: Store, known: Index, asked: Application, one: Initiative, most: int) -> list[Screened]:
    places = known.near(one)
    if not places:
        return []
    beside, vectors = known.beside(one, places)
    compared = Compared(beside, vectors, known.by_chance)
    theirs = np.arange(len(places), dtype=np.int64)
    found = compared.rows(theirs, np.full(len(places), len(places), dtype=np.int64), speaking=True)
    told = ranked(row for row in found if row.kind not in ("coincidental", "cannot_tell"))
    by_id = {initiative.id: initiative for initiative in beside}
    return [_row(store, known, asked, one, by_id[row.a], row, rank) for rank, row in enumerate(told[:most], 1)]


def _row(
    store: Store, known: Index, asked: Application, one: Initiative, other: Initiative, row: Duplicate, rank: int
) -> Screened:
    earlier = one.start is None or other.start is None or other.start <= one.start
    names = entities(store)
    return Screened(
        asked.number,
        asked.title,
        rank,
        other.id,
        other.name,
        BEFORE if row.kind == "follow_up" and earlier else row.kind,
        row.score,
        row.bits,
        row.evidence,
        tuple(sorted(names[who].name for who in one.participants & other.participants)),
        other.amounts[0],
        other.start,
        other.end,
        aligned(known.corpus, one.text, other.text),
        other.sources,
    )


def _notes(applications: list[Application], silent: list[Application]) -> Iterable[Message]:
    if silent:
        named = ", ".join(f"{one.number} ({one.title})" for one in silent[:10])
        yield Message(
            "Of %(count)s applications nothing like %(silent)s was found, or they say too little: %(named)s.",
            count=len(applications),
            silent=len(silent),
            named=named,
        )
